"""Units without a number: 亿元, 万平方米, 千米, 个百分点, 万户, %."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dajuan.sheet.reading import hedging, numerals, units
from dajuan.sheet.reading.findings import Claim
from dajuan.sheet.reading.gaps.place import STOP, Gap, is_free, residue
from dajuan.sheet.reading.splitting import stands_alone
from dajuan.sheet.reading.tokens import NO_UNIT

_MEASURED = units.alternation(
    [word for word in units.MEASURED if word not in ("度", "方", "元", "米", "天", "伏", "立方", "斤", "克")]
)
_SCALED = r"(?:万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千(?=亿元))"
_COUNTED = (
    r"人次|户次|件次|剂次|场次|家次|标准箱|标箱|大卡|立方米|"
    r"[个家户人件项条辆张吨度枚只株台套份次头名册块笔平斤级座场艘亩株栋宗种篇期对口方]"
)
_UNIT = re.compile(
    rf"(?P<odd>[{hedging.ODD}])?(?P<scale>{_SCALED})?(?P<odd2>[{hedging.ODD}])?"
    rf"(?P<unit>{_MEASURED}|元|(?:(?<=[万亿])|(?<=[万亿][余多]))(?:{_COUNTED})|(?<=[万亿])(?=、[万亿]|[A-Z])|(?<=多万))"
)
_LEADING = tuple("上过超各单")  # 迈上亿元, 各万平方米: before money and scaled units no pointing words
_ROUND = ("超", "逾", "过", "近", "破", "达")  # 超亿元 may mean 100 million
_PER = (
    "平方米", "立方米", "平方公里", "米", "公里", "千米", "公斤", "千克", "人", "元", "公顷", "亩", "吨",
)  # fmt: skip


def measured(text: str) -> Iterator[Gap]:
    """A unit with no number before it, unless it is a piece of a set phrase."""
    for found in _UNIT.finditer(text):
        scale, word = found["scale"] or "", found["unit"]
        begin = residue(text, found.start())
        is_led = is_free(text, begin) or (scale and text[begin - 1 : begin] in _LEADING)
        if is_led and _asks_for_a_number(text, found):
            unit = units.unit(word)
            is_round = scale and text[found.start() - 1 : found.start()] in _ROUND
            is_long = len(scale + word) > 1 or word in "%‰"
            is_open = text.startswith(("以上", "以下"), found.end())
            is_firm = is_long and not is_open and not (scale and unit.claim is Claim.COUNT) and not is_round
            yield Gap(
                begin, unit.claim, unit, scale + word, numerals.SCALES.get(scale, 1), bool(is_firm), end=found.start()
            )


def _asks_for_a_number(text: str, found: re.Match[str]) -> bool:
    scale, word = found["scale"] or "", found["unit"]
    if (found["odd"] or found["odd2"]) and not scale and word in "%‰":
        return False
    if scale:
        return not _is_round_number(text, found) and not _is_threshold(text, found)
    if word == "元":
        return _stands_as_yuan(text, found)
    if len(word) == 1 and word not in "%‰" and not stands_alone(text, found.start("unit"), found.end("unit")):
        return False
    return not _is_another_word(text, found)


_ROUND_BEHIND = re.compile(r"级|灯火|空巷|企业家|象|众一心|元户|人计划|大关")


def _is_round_number(text: str, found: re.Match[str]) -> bool:
    """千家万户, 万亿级, 每万人, 万家灯火, 百亿元, 两个万亿元台阶: the scale itself is the number."""
    start, end, scale = found.start(), found.end("scale"), found["scale"]
    is_metric = text.startswith(("千米", "千瓦", "千伏", "千克"), start)
    if scale[0] in "百千十" and not is_metric and not (scale == "千" and text.startswith("千亿元", start)):
        return True
    if text.startswith("吨级", end) and text[start - 1 : start] not in STOP + "个座条艘成的":
        return False  # 北海港万吨级泊位
    if _ROUND_BEHIND.match(text, end) or _ROUND_BEHIND.match(text, found.end()):
        return True
    if found["unit"] == "件" and text[start - 2 : start] in ("突破", "跨越"):
        return True
    return text[start - 1 : start] in ("每", "双", "个", "“") or text[start - 2 : start] in (
        "千家",
        "千军",
        "跨上",
        "成千",
    )


_SCALE_ALONE = re.compile(r"(?P<scale>[万亿])(?:余|多)?(?=[\u4e00-\u9fff，。；、）])")


def large_counts(text: str) -> Iterator[Gap]:
    """万农村人口, 亿多: a scale before what is counted; not 万物, 亿万, 万家灯火."""
    for found in _SCALE_ALONE.finditer(text):
        start, end = found.start(), found.end()
        is_number = is_free(text, start) and text[start - 1 : start] not in tuple("每“个")
        if is_number and not _ROUND_BEHIND.match(text, end) and stands_alone(text, start, start + 1):
            is_broken_through = text[end : end + 1] == "件" and text[start - 2 : start] in ("突破", "跨越")
            if text[end : end + 1] not in tuple("家户名人众里物事象元亿企村卡米兆马岁华州") and not is_broken_through:
                scale = numerals.SCALES[found["scale"]]
                yield Gap(start, Claim.COUNT, NO_UNIT, found["scale"], scale, end=start)


_THRESHOLD = re.compile(
    r"以[上下](?:的)?(?:重点|重大|工业|产业|技改|技术|制造|先进)*(?:项目|企业|产业|工程|县|镇|村|个|家|\d)"
)
_MONEY_BEFORE = re.compile(r"(?:投资|资金|收入|税收|额|产值|引资|营收|规模|销售|超|达|近|约|过)\Z")


def _is_threshold(text: str, found: re.Match[str]) -> bool:
    """亿元以上项目: a class of projects, unless 投资 or its like stands before."""
    if found["unit"] != "元":
        return False
    start, end = found.start(), found.end()
    is_class = _THRESHOLD.match(text, end) or text.startswith(("村", "镇", "县"), end)
    return bool(is_class) and not _MONEY_BEFORE.search(text[max(0, start - 2) : start])


_INSIDE = {
    "小时": re.compile(r"候|工|代"),
    "倍": re.compile(r"增|数|加|感|差"),
    "公里": re.compile(r"数|处"),
    "周年": re.compile(r"数|处"),
    "美元": re.compile(r"数|结算"),
    "欧元": re.compile(r"数|结算|区"),
    "亩": re.compile(r"均|产"),
    "吨": re.compile(r"位|均"),
}
_HALVED = {"小时": "半每时", "分钟": "半每", "工作日": "非", "倍": "加翻成数"}


def _is_another_word(text: str, found: re.Match[str]) -> bool:
    """半小时, 小时候, 倍增, 元/平方米: the unit is a piece of another word or of a ratio."""
    word, start, end = found["unit"], found.start("unit"), found.end("unit")
    left = text[start - 1 : start]
    if word in _INSIDE and _INSIDE[word].match(text, end):
        return True
    if word in _HALVED and left and left in _HALVED[word]:
        return True
    return left in ("/", "每") and word in _PER


_YUAN_BEFORE = re.compile(
    r"(?:达|达到|为|至|到|入|金|额|费|高|均|于|按|增加|减少|增收|超|过|近|逾|余|税|补贴|产值|利润|月|年|价|的|从|由|助|生|和|贴|准)\Z"
)
_YUAN_BEHIND = re.compile(rf"[{re.escape(STOP)}和/的]|\Z|以上|左右|以内|提|增|降|减|调|下")


def _stands_as_yuan(text: str, found: re.Match[str]) -> bool:
    start, end = found.start("unit"), found.end("unit")
    is_led = _YUAN_BEFORE.search(text[max(0, start - 4) : start])
    is_change = text[max(0, start - 2) : start] in ("增加", "减少", "提高")  # 加元 is a word
    return bool(is_led and _YUAN_BEHIND.match(text, end) and (is_change or stands_alone(text, start, end)))
