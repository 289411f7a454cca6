"""Units and measure words behind a number, each with its base unit and what one of it is worth.

Money stands in yuan, area in m², length in m, energy in kWh, weight in t; a measure word (家, 户) is its own base unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from dajuan.sheet.reading.findings import Claim
from dajuan.sheet.reading.lexicon import Lexicon, Role


@dataclass(frozen=True)
class Unit:
    """`base`: the base unit; `worth`: how many of it one of these is."""

    base: str
    worth: Fraction
    claim: Claim


def _units(claim: Claim, base: str, **worth: Fraction | int | str) -> dict[str, Unit]:
    return {word: Unit(base, Fraction(one), claim) for word, one in worth.items()}


MU = Fraction(2000, 3)  # 亩 in m²
CURRENCIES = {"元": "yuan", "美元": "USD", "欧元": "EUR", "港元": "HKD", "港币": "HKD", "日元": "JPY", "英镑": "GBP"}
MEASURED: dict[str, Unit] = {
    **{word: Unit(base, Fraction(1), Claim.MONEY) for word, base in CURRENCIES.items()},
    **_units(Claim.MONEY, "yuan", 元人民币=1),
    **_units(Claim.AREA, "m²", 平方米=1, 平米=1, 平方千米=10**6, 平方公里=10**6, 公顷=10**4, 亩=MU, 亩次=MU),
    **_units(Claim.LENGTH, "m", 米=1, 延米=1, 千米=1000, 公里=1000, 厘米="1/100", 毫米="1/1000", 海里=1852),
    **_units(Claim.DAYS, "天", 天=1),
    **_units(Claim.DAYS, "工作日", 个工作日=1, 工作日=1),
    **_units(Claim.HOURS, "小时", 小时=1, 个小时=1, 分钟="1/60"),
    **_units(Claim.DAYS, "个月", 个月=1),
    **_units(Claim.DAYS, "年", 周年=1),
    **_units(Claim.PERCENT, "%", **dict[str, Fraction | int | str]({"%": 1, "‰": "1/10"})),
    **_units(Claim.POINTS, "百分点", 个百分点=1, 百分点=1),
    **_units(Claim.MULTIPLE, "倍", 倍=1),
    **_units(
        Claim.CONCENTRATION, "µg/m³", **{"微克/立方米": 1, "微克每立方米": 1, "微克立方米": 1, "毫克/立方米": 1000}
    ),
    **_units(Claim.VOLTAGE, "kV", 千伏=1, 伏="1/1000"),
    **_units(Claim.ENERGY, "kW", 千瓦=1, 兆瓦=1000, 吉瓦=10**6),
    **_units(Claim.ENERGY, "kWh", 千瓦时=1, 度=1),
    **_units(Claim.WEIGHT, "t", 吨=1, 公斤="1/1000", 千克="1/1000", 斤="1/2000", 吨标准煤=1),
    **_units(Claim.WEIGHT, "m³", 立方米=1, 立方=1, 方=1),
    **_units(Claim.RANK, "位", 个位次=1, 位次=1),
}
COUNTED = [
    "岁",
    "人次",
    "户次",
    "家次",
    "批次",
    "场次",
    "件次",
    "车次",
    "架次",
    "剂次",
    "班次",
    "例次",
    "次",
    "人份",
    "标箱",
    "标准箱",
    "车位",
    "床位",
    "泊位",
    "平台",
    "个点",
    "个",
    "家",
    "户",
    "人",
    "名",
    "位",
    "项",
    "条",
    "处",
    "所",
    "场",
    "件",
    "批",
    "台",
    "支",
    "张",
    "辆",
    "座",
    "栋",
    "幢",
    "套",
    "只",
    "头",
    "种",
    "类",
    "级",
    "期",
    "届",
    "轮",
    "宗",
    "笔",
    "份",
    "部",
    "艘",
    "架",
    "块",
    "片",
    "株",
    "棵",
    "间",
    "层",
    "对",
    "组",
    "队",
    "本",
    "册",
    "篇",
    "枚",
    "盏",
    "口",
    "眼",
    "孔",
    "门",
    "床",
    "剂",
    "颗",
    "例",
    "起",
    "桩",
    "段",
    "节",
    "班",
    "趟",
    "列",
    "幅",
    "尊",
    "盆",
    "桶",
    "箱",
    "袋",
    "瓶",
    "罐",
    "羽",
    "匹",
    "顶",
    "面",
    "把",
    "根",
    "瓦",
    "团",
    "链",
    "园",
    "大",
    "字",
    "步",
    "代",
    "号",
    "票",
    "环",
    "丘",
    "村",
    "镇",
    "街",
    "县",
    "市",
    "省",
    "区",
    "国",
    "校",
    "院",
    "馆",
    "站",
    "库",
    "室",
    "柜",
    "卡",
    "证",
    "章",
    "券",
    "单",
]
NEVER_AFTER_CHINESE = set(
    "大字步代号票环村镇街县市省区国校院馆站库室柜卡证章券单园链团瓦面口门级类层期队班列段节方度伏"
)
"""Units that make a set phrase rather than a count with a Chinese numeral: 一村, 两区, 三级."""
RATIOS = re.compile(r"(?P<first>万元|亿元|元|千克|吨|人|件)/(?P<second>亩|平方米|人|户|平方公里|公顷|万元|吨|天|月|年)")

_ALL: dict[str, Unit] = {word: Unit(word, Fraction(1), Claim.COUNT) for word in COUNTED} | MEASURED
_ALL |= {"人民币": Unit("yuan", Fraction(1), Claim.MONEY)}


def alternation(words: list[str]) -> str:
    """The words as one pattern, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


UNITS = alternation([*_ALL])


def unit(word: str, lexicon: Lexicon | None = None) -> Unit:
    """The unit a text's word stands for; 万元/亩 is a ratio of its own; an unknown word counts itself."""
    for phrase in lexicon.phrases if lexicon else ():
        if phrase.role is Role.MEASURE and phrase.words == word:
            return Unit(phrase.unit or word, Fraction(phrase.scale), phrase.claim)
    if ratio := RATIOS.fullmatch(word):
        below = ratio["first"].removesuffix("元")
        worth = {"万": 10**4, "亿": 10**8}.get(below, 1) if "元" in ratio["first"] else 1
        first = "yuan" if "元" in ratio["first"] else ratio["first"]
        return Unit(f"{first}/{ratio['second']}", Fraction(worth), Claim.RATIO)
    return _ALL.get(word, Unit(word, Fraction(1), Claim.COUNT))


def with_measures(lexicon: Lexicon | None) -> str:
    """The pattern of all units, those of an office included."""
    if not lexicon or not lexicon.words(Role.MEASURE):
        return UNITS
    return alternation([*_ALL, *lexicon.words(Role.MEASURE)])
