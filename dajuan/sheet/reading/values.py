"""The numbers of a text that claim something: not dates, numbering, names (PM2.5, 5G, 12345热线) or set phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from dajuan.sheet.reading import hedging, numerals, units
from dajuan.sheet.reading.findings import Claim, Kind, Said
from dajuan.sheet.reading.lexicon import Lexicon, Role
from dajuan.sheet.reading.splitting import stands_alone
from dajuan.sheet.reading.tokens import NO_UNIT, Token
from dajuan.sheet.reading.units import Unit

_LATIN = {
    "km2": Unit("m²", Fraction(10**6), Claim.AREA),
    "km²": Unit("m²", Fraction(10**6), Claim.AREA),
    "m²": Unit("m²", Fraction(1), Claim.AREA),
    "m2": Unit("m²", Fraction(1), Claim.AREA),
    "㎡": Unit("m²", Fraction(1), Claim.AREA),
    "km": Unit("m", Fraction(1000), Claim.LENGTH),
    "hm²": Unit("m²", Fraction(10**4), Claim.AREA),
    "kV": Unit("kV", Fraction(1), Claim.VOLTAGE),
    "kWh": Unit("kWh", Fraction(1), Claim.ENERGY),
    "kW": Unit("kW", Fraction(1), Claim.ENERGY),
    "MW": Unit("kW", Fraction(1000), Claim.ENERGY),
    "GW": Unit("kW", Fraction(10**6), Claim.ENERGY),
    "μg/m³": Unit("µg/m³", Fraction(1), Claim.CONCENTRATION),
    "µg/m³": Unit("µg/m³", Fraction(1), Claim.CONCENTRATION),
    "ug/m3": Unit("µg/m³", Fraction(1), Claim.CONCENTRATION),
    "pct": Unit("%", Fraction(1), Claim.PERCENT),
    "TEU": Unit("标箱", Fraction(1), Claim.COUNT),
    "m": Unit("m", Fraction(1), Claim.LENGTH),
}
PHRASES = [
    "一办八组",
    "六稳六保",
    "两不愁三保障",
    "四个意识",
    "四个自信",
    "两个维护",
    "两个确立",
    "三个一切",
    "五个所有",
    "四个不摘",
    "三去一降一补",
    "五位一体",
    "四个全面",
    "一带一路",
    "一站式",
    "一网通办",
    "一件事一次办",
    "一业一证",
    "一照多址",
    "一村一策",
    "一户一法",
    "一户一策",
    "一人一岗",
    "一企一策",
    "一厂一策",
    "一校一策",
    "一线工作法",
    "两山",
    "三农",
    "三秦",
    "三区三线",
    "三大攻坚战",
    "三个年",
    "四上企业",
    "五上企业",
    "四大家",
    "双随机一公开",
    "两学一做",
    "三会一课",
    "三重一大",
    "四好农村路",
    "五大行动",
    "百强",
    "千人计划",
    "万人计划",
    "万人助万企",
    "七通一平",
    "五通一平",
    "三通一平",
    "九通一平",
    "三改一通一落地",
    "一站两口三全",
    "两新一重",
    "三线建设",
    "一号工程",
    "一把手",
    "一盘棋",
    "一条龙",
    "一揽子",
    "一体化",
    "四区通办",
    "一张蓝图",
    "一张网",
    "一张清单",
    "一件一件",
    "千家万户",
    "千方百计",
    "万众一心",
    "成千上万",
    "百花齐放",
    "三年行动",
    "五年规划",
    "三张清单",
]
_NAMES = re.compile(
    r"12345|12315|12331|(?<!\d)96\d{3}(?![.\d,万亿元个家户人吨平件项条所处场亩米])|(?<!\d)11[09](?=报警|热线|指挥)|世界500强|中国500强|民企500强|民营企业500强|500强"
    r"|7\s*[×x*]\s*24|24小时(?=轮班|值班|值守|不间断|服务|在线|自助|营业)"
    r"|PM\s?2\.5|PM\s?10|(?<![A-Za-z])(?!AQI)[A-Za-z]+[-.]?\d[\d.]*(?:[A-Za-z]+)?|\d[A-Za-z](?![A-Za-z²])(?:级)?|\dA{2,}"
    r"|(?<!\d)\d{1,6}号(?=线|楼|院|公告|令|文|地块|路|门|井|机组|馆|厂房|标段|泊位|站|桥|坊)|〔\d{4}〕\d{0,6}号?|\d{1,2}[:：]\d\d"
    r"|(?<!\d)\d{7,}(?![.\d,万亿元个家户人吨平])|第\d{1,4}[届章条款页版节]|[两三四五六七八九十](?:大)?篇大?文章"
    r"|(?<=[“\"])\d{1,12}(?=[”\"])|[“\"][^“”\"\n]{0,3}\d[\d+×x]{0,12}[\d+×x\w\u4e00-\u9fff]{0,8}[”\"]|(?<!\d)\d{1,6}(?:\+\d{1,6}){1,9}|(?<!\d)\d{1,6}[×xX*]\d{1,6}|(?<!\d)\d{1,6}(?::\d{1,6}){1,9}"
)
_NUMBERING = re.compile(
    r"(?m)^[ \t]*(?:[（(]\d{1,2}[）)]|\d{1,2}[）)、．]|\d{1,2}(?:\.\d{1,2})*[.．](?=[ \t]*[^\d\s.%万亿]))"
)
_FRACTION = re.compile(
    rf"(?P<whole>{numerals.ARABIC}|(?<![百千万十一二三四五六七八九])[百千万十一二三四五六七八九]{{1,8}})分之(?P<part>{numerals.ARABIC}|[〇零一二两三四五六七八九十百点]{{1,12}})"
)
_TENTHS = re.compile(
    r"(?<![\d.变赞组分])(?P<tenths>[一二三四五六七八九]|[1-9])成(?P<half>[一二三四五六七八九半]?)(?=[^\w]|以上|以下|左右|的|多|$)"
)
_DOUBLED = re.compile(r"翻(?:了)?(?P<times>[一二两三四五\d]?)番|(?P<once>实现翻番|翻倍|成倍增长)")
_RATIO_WORDS = re.compile(r"(?P<over>一半以上|半数以上|过半|超半数|超过一半)|(?P<half>一半)(?![天年月])")


@lru_cache(maxsize=16)
def _pattern(units_pattern: str) -> re.Pattern[str]:
    unit = rf"(?:{units.RATIOS.pattern.replace('?P<first>', '?:').replace('?P<second>', '?:')}|{units_pattern})"
    latin = "|".join(re.escape(word) for word in sorted(_LATIN, key=len, reverse=True))
    return re.compile(
        rf"(?P<sign>(?<![\d\w%）)])-|负|(?<=[^\w])\+)?(?P<money>US\$|USD ?"
        rf"|\$|¥|CNY ?|RMB ?)?(?P<number>{numerals.ARABIC})"
        rf"(?P<odd>[{hedging.ODD}](?=[百千万亿个家户人项条处所场件批台支张辆座名位元平公亩吨米]))?(?P<scale>{numerals.SCALE})?"
        rf"(?P<odd2>[{hedging.ODD}])?"
        rf"(?:(?P<unit0>%|元)?(?P<range>[—-]{{1,2}}|至)(?P<upper>{numerals.ARABIC})(?P<scale2>{numerals.SCALE})?)?"
        rf"(?P<unit>{unit}|(?:{latin})(?![A-Za-z]))?(?P<behind>{hedging.BEHIND})?",
    )


@lru_cache(maxsize=16)
def _chinese_pattern(units_pattern: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![〇零一二两三四五六七八九十百千万亿廿卅\d.])(?P<number>{numerals.CHINESE})"
        rf"(?P<odd>[{hedging.ODD}])?(?P<scale>[万亿])?(?P<unit>{units_pattern})(?P<behind>{hedging.BEHIND})?"
    )


def values(text: str, taken: list[tuple[int, int]], lexicon: Lexicon | None = None) -> list[Token]:
    """The numbers of a flow outside the spans taken by dates, in order."""
    free = Taken([*taken, *_named(text, lexicon)])
    found = [*_worded(text, free)]
    free = free.with_spans((one.start, one.end) for one in found)
    found += _arabic(text, free, lexicon)
    free = free.with_spans((one.start, one.end) for one in found)
    found += _chinese(text, free, lexicon)
    return sorted(found, key=lambda one: one.start)


class Taken:
    """Spans that are something else already."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _end in self._spans]
        self._furthest = _furthest(self._spans)

    def __contains__(self, span: tuple[int, int]) -> bool:
        """Whether it overlaps one of them."""
        from bisect import bisect_left

        index = bisect_left(self._starts, span[1]) - 1
        return index >= 0 and self._furthest[index] > span[0]

    def with_spans(self, spans: Iterator[tuple[int, int]]) -> Taken:
        return Taken([*self._spans, *spans])


def _furthest(spans: list[tuple[int, int]]) -> list[int]:
    ends, furthest = [], 0
    for _start, end in spans:
        furthest = max(furthest, end)
        ends.append(furthest)
    return ends


def _named(text: str, lexicon: Lexicon | None) -> Iterator[tuple[int, int]]:
    """Spans that hold digits or numerals and claim nothing."""
    phrases = [*PHRASES, *(lexicon.words(Role.PHRASE) if lexicon else ())]
    for pattern in (re.compile(units.alternation(phrases)), _NAMES, _NUMBERING):
        for found in pattern.finditer(text):
            yield found.span()


def _arabic(text: str, free: Taken, lexicon: Lexicon | None) -> Iterator[Token]:
    for found in _pattern(units.with_measures(lexicon)).finditer(text):
        if found.span() in free or text[found.end("number") : found.end("number") + 1] == "號":
            continue
        if token := _token(text, found, lexicon):
            yield token


def _token(text: str, found: re.Match[str], lexicon: Lexicon | None) -> Token | None:
    number = numerals.arabic(found["number"])
    scale = numerals.SCALES.get(found["scale"] or "", 1)
    upper = numerals.arabic(found["upper"]) if found["upper"] else None
    if found["scale2"]:
        scale = numerals.SCALES[found["scale2"]]
    word = found["unit"] or found["unit0"] or ""
    end, behind = found.end(), found["behind"]
    if word and _is_part_of_a_word(text, found):
        word, end, behind = "", found.start("unit"), None
        if found["scale"] is None and found["odd2"]:
            end = found.end("number")
    unit = _unit(word, found["money"], lexicon)
    if found["sign"] in ("-", "负"):
        number = -number
    hedge, width = hedging.before(text[max(0, found.start() - hedging.WIDEST) : found.start()])
    if found["odd"] or (found["odd2"] and end > found.end("odd2") - 1):
        hedge = Said.ODD
    hedge = hedge or hedging.behind(behind)
    return Token(
        found.start(),
        end,
        Kind.VALUE,
        _claim(text, found.start(), unit, word),
        unit,
        number,
        upper,
        scale,
        numerals.places(found["number"]),
        (found["scale"] or found["scale2"] or "") + word,
        hedge,
        found.start() - width,
    )


def _is_part_of_a_word(text: str, found: re.Match[str]) -> bool:
    """项 of 项目 and 家 of 家庭 are measure words behind a number; 人 of 人民币, 度 of 度假 and 国 of 国家 are not."""
    word, start, end = found["unit"], found.start("unit"), found.end("unit")
    if len(word) > 1 or word == "%":
        return False
    return (word in NOT_BEFORE and bool(NOT_BEFORE[word].match(text, end))) or (
        word in _NOUNS and not stands_alone(text, start, end) and text[end : end + 1] not in "，。、；"
    )


NOT_BEFORE = {
    word: re.compile(behind)
    for word, behind in {
        "项": r"目(?=[^\w]|建设|$)|链",
        "人": r"民币|均|工智能|才|员",
        "家": r"庭|园|电",
        "年": r"度",
        "度": r"假|过",
        "大": r"于|约|小|会",
        "国": r"际|内|家",
        "区": r"域|块",
        "省": r"级",
        "市": r"级|场",
        "县": r"级",
        "级": r"别",
        "名": r"单|录|牌|校|企|师",
        "场": r"馆|地|所|景",
        "处": r"理|置|罚|级",
        "件": r"套",
        "门": r"槛",
        "组": r"织|建|团",
        "字": r"节",
        "园": r"区",
        "村": r"级|民",
        "步": r"骤",
        "号": r"线",
        "面": r"积",
        "方": r"面|案|式|向",
        "证": r"书|明|照",
        "对": r"外|接|于|口",
        "分": r"别",
        "位": r"数|于",
        "层": r"次|级",
        "票": r"房",
    }.items()
}
_NOUNS = set("大园国区省市县村镇街院校馆站库室柜卡证章券单链团步字代号票环面口门方度")


def _unit(word: str, money: str | None, lexicon: Lexicon | None) -> Unit:
    if word in _LATIN:
        return _LATIN[word]
    if money and word in ("", "元"):
        is_dollar = "$" in money or "USD" in money
        return Unit("USD" if is_dollar else "yuan", Fraction(1), Claim.MONEY)
    return units.unit(word, lexicon) if word else NO_UNIT


_RANKED = re.compile(r"(?:第|前|排名|位列|位居|列|居)\s*\Z")


def _claim(text: str, start: int, unit: Unit, word: str) -> Claim:
    """第15位 is a rank, 第3家 an ordinal, else what the unit says."""
    left = text[max(0, start - 4) : start]
    if left.endswith(("第", "第 ")):
        return Claim.RANK if word in ("位", "名", "") else Claim.ORDINAL
    if word in ("", "位", "名", "强") and (left.endswith("前") or (word in ("位", "名") and _RANKED.search(left))):
        return Claim.RANK
    return unit.claim


def _worded(text: str, free: Taken) -> Iterator[Token]:
    """三分之一, 百分之五, 七成, 翻两番, 一半."""
    for found in _FRACTION.finditer(text):
        part = numerals.fraction_of(found["part"], found["whole"])
        if part is not None and found.span() not in free:
            yield _in_per_cent(text, found.start(), found.end(), part * 100)
    for found in _TENTHS.finditer(text):
        per_cent = numerals.tenths(found["tenths"] + "成" + found["half"].replace("半", "五"))
        if per_cent is not None and found.span() not in free:
            yield _in_per_cent(text, found.start(), found.end(), per_cent)
    for found in _DOUBLED.finditer(text):
        unit = units.unit("倍")
        times = numerals.doublings(found["times"] or "")
        yield Token(*found.span(), Kind.VALUE, Claim.MULTIPLE, unit, times, printed_unit="番", head=found.start())
    for found in _RATIO_WORDS.finditer(text):
        token = _in_per_cent(text, found.start(), found.end(), Fraction(50))
        yield token if found["half"] else _with_hedge(token, Said.EXCEEDS)


def _in_per_cent(text: str, start: int, end: int, per_cent: Fraction) -> Token:
    hedge, width = hedging.before(text[max(0, start - hedging.WIDEST) : start])
    found = _BEHIND.match(text, end)
    if found:
        hedge, end = hedge or hedging.behind(found[0]), found.end()
    return Token(
        start,
        end,
        Kind.VALUE,
        Claim.PERCENT,
        units.unit("%"),
        per_cent,
        printed_unit="%",
        hedge=hedge,
        head=start - width,
    )


_BEHIND = re.compile(hedging.BEHIND)


def _with_hedge(token: Token, hedge: Said) -> Token:
    from dataclasses import replace

    return replace(token, hedge=hedge)


_VAGUE = re.compile(r"[数几多每各某]\Z")
_BARE = re.compile(r"[十百千万亿]+")
_MARKED = re.compile(r"(?:第|前)\Z")
_SET_BEHIND = re.compile(
    r"(?:一切|所有|不摘|维护|意识|自信|全面|坚持|面向|必须|确保|重大|聚焦|着力|结合|统一|转变|提升|强化|走在前|"
    r"没有|不变|不|统筹|紧盯|优先|更|新|好|清单|重点|方面|环节|专项|层面|维度|台阶|目标|百年|中国)"
)


def _chinese(text: str, free: Taken, lexicon: Lexicon | None) -> Iterator[Token]:
    for found in _chinese_pattern(units.with_measures(lexicon)).finditer(text):
        digits, word = found["number"], found["unit"]
        left = text[max(0, found.start() - 2) : found.start()]
        if found.span() in free or digits == "一" or _VAGUE.search(left) or _MARKED.search(left):
            continue
        if _BARE.fullmatch(digits) and digits != "十" and digits[0] != "十":
            continue
        if word in units.NEVER_AFTER_CHINESE or (word == "个" and _SET_BEHIND.match(text, found.end())):
            continue
        if not _reads_as_number(text, found):
            continue
        number = numerals.chinese(digits)
        if number is None:
            continue
        yield _chinese_token(text, found, number, lexicon)


def _reads_as_number(text: str, found: re.Match[str]) -> bool:
    """Whether numeral and unit are no piece of a longer word: 万元户, 七一勋章, 十分, 三亚."""
    start, end = found.start("number"), found.end("unit")
    unit = found["unit"]
    if len(unit) == 1 and unit in NOT_BEFORE and NOT_BEFORE[unit].match(text, end):
        return False
    before = text[start - 1 : start + 1]
    from dajuan.sheet.reading.splitting import words

    return before not in words() and text[start:end] not in ("十分", "万分", "百度", "三角", "四方", "八方", "两岸")


def _chinese_token(text: str, found: re.Match[str], number: Fraction, lexicon: Lexicon | None) -> Token:
    unit = units.unit(found["unit"], lexicon)
    scale = numerals.SCALES.get(found["scale"] or "", 1)
    hedge, width = hedging.before(text[max(0, found.start() - hedging.WIDEST) : found.start()])
    if found["odd"]:
        hedge = Said.ODD
    hedge = hedge or hedging.behind(found["behind"])
    return Token(
        found.start(),
        found.end(),
        Kind.VALUE,
        _claim(text, found.start(), unit, found["unit"]),
        unit,
        number,
        scale=scale,
        printed_unit=(found["scale"] or "") + found["unit"],
        hedge=hedge,
        head=found.start() - width,
    )
