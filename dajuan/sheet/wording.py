"""How a number of the account is put into words: pure, and true whatever the value turns out to be.

Chinese and English each have their own way; a unit in English has a singular and a plural. `scale` is 万, 亿, thousand
and the like (the word is printed), or an integer by which the value is divided without a word.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from dajuan.values import hedges, numbers
from dajuan.values.change import Change
from dajuan.values.hedges import Hedge

SCALES = {
    "": 1,
    "千": 10**3,
    "万": 10**4,
    "亿": 10**8,
    "万亿": 10**12,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
}
HEDGES = {hedge.value: hedge for hedge in Hedge} | {
    "over": Hedge.EXCEEDS,
    "some": Hedge.ODD,
    "nearly": Hedge.NEARLY,
    "about": Hedge.ABOUT,
    "or more": Hedge.AT_LEAST,
}
SCALED_PLACES = 2
MOST_NAMES = 5
FEWEST_YEARS = 2  # a record over last year alone is no more than an increase


@dataclass(frozen=True)
class Way:
    """How a figure is printed: language, unit (`many` is the English plural), scale and places behind the point."""

    language: str
    unit: str = ""
    many: str = ""
    scale: str | int = ""
    places: int = 0

    @property
    def is_chinese(self) -> bool:
        return self.language.startswith("zh")

    @property
    def divisor(self) -> int:
        return self.scale if isinstance(self.scale, int) else SCALES[self.scale]

    def scaled(self, value: Fraction) -> Fraction:
        return value / self.divisor

    def digits(self, number: numbers.Exact) -> str:
        """Rounded digits as the language writes them: 12345 in Chinese, 12,345 in English."""
        rounded = numbers.rounded(number, self.places)
        return numbers.trimmed(rounded) if self.is_chinese else numbers.grouped(rounded)

    def measure(self, number: numbers.Exact) -> str:
        """What follows the digits: 万平方米, million seats, %. Singular after one alone."""
        word = "" if isinstance(self.scale, int) else self.scale
        if self.is_chinese:
            return word + self.unit
        unit = self.many if self.many and (word or abs(numbers.exact(number)) != 1) else self.unit
        return " ".join(filter(None, (word, unit)))

    def joined(self, digits: str, measure: str) -> str:
        tight = self.is_chinese or measure.startswith("%")
        return digits + measure if tight else f"{digits} {measure}".strip()


def unknown(way: Way) -> str:
    """What is said instead of a number nobody knows; never 0."""
    if way.is_chinese:
        return "（暂无数据）"
    return " ".join(filter(None, (way.many or way.unit if way.unit != "%" else "", "(no data yet)")))


def amount(value: Fraction | None, way: Way, hedge: str = "", digits: int = 2) -> str:
    """8条, 12.35万平方米, 1,234 seats; with a hedge only the words that hold: 超300个, some 300 seats."""
    if value is None:
        return unknown(way)
    scaled = way.scaled(value)
    if hedge:
        return _hedged(scaled, way, HEDGES[hedge], digits)
    if way.unit == "%":
        return way.joined(_percent_digits(scaled, way), "%")
    return way.joined(way.digits(scaled), way.measure(scaled))


def _hedged(value: Fraction, way: Way, wanted: Hedge, digits: int) -> str:
    found = hedges.hedged(value, digits, wanted)
    if way.is_chinese:
        return found.chinese(way.measure(found.number))
    return found.english(way.measure(found.number), numbers.grouped(found.number))


def _percent_digits(value: Fraction, way: Way) -> str:
    """Per cent rounded, but never up to 100: that would say "all" where something is missing."""
    rounded = numbers.rounded(value, way.places)
    if value < 100 <= rounded:
        rounded = numbers.floored(value, max(way.places, 1))
    return numbers.trimmed(rounded)


def change(value: Fraction | None, before: Fraction | None, way: Way, kind: str = "amount") -> str:
    """同比增加25天, 同比下降10.5%, 同比提高0.8个百分点, 同比持平. `kind` is amount, rate or points.

    Nothing where either year is unknown. A fall is said as plainly as a rise.
    """
    if value is None or before is None:
        return ""
    moved = Change.of(way.scaled(value), way.scaled(before))
    if kind == "points":
        words = moved.points_in_words(way.language, way.places)
    elif kind == "rate":
        words = moved.rate_in_words(way.language) or _by_amount(moved, way)  # from nothing no rate can be said
    else:
        words = _by_amount(moved, way)
    return f"同比{words}" if way.is_chinese else f"{words} {_than(words)} the year before"


def _by_amount(moved: Change, way: Way) -> str:
    return moved.amount_in_words(way.language, way.measure(moved.difference), way.places)


def _than(words: str) -> str:
    if words.endswith("unchanged"):
        return "from"
    return "than in" if words.endswith(("more", "fewer")) else "on"


def completion(value: Fraction | None, planned: Fraction | None, version: str, better: str, way: Way) -> str:
    """，超额完成年度计划（五月调整），完成率105.2%: begins with its comma; nothing without a plan or a value.

    Without a version none is named: it was named before. Twice the plan and more is said in times. A figure that is
    better when lower meets its target or misses it.
    """
    if value is None or not planned:
        return ""
    if better == "down":
        return _against_limit(value, planned, version, way)
    share = value / planned
    named = _bracketed(version, way)
    pattern = next(words for least, words in (_DONE_ZH if way.is_chinese else _DONE_EN) if _reaches(share, least))
    percent = amount(share * 100, Way(way.language, "%", places=1))
    return pattern.format(plan=named, share=percent, times=numbers.trimmed(numbers.floored(share, 1)))


_MORE = Fraction(1001, 1000)  # what would be printed as more than 100 %
_DONE_ZH = (
    (Fraction(2), "，为年度计划{plan}的{times}倍"),
    (_MORE, "，超额完成年度计划{plan}，完成率{share}"),
    (Fraction(1), "，完成年度计划{plan}"),
    (None, "，完成年度计划{plan}的{share}"),
)
_DONE_EN = (
    (Fraction(21, 10), ", {times} times the plan{plan}"),
    (Fraction(2), ", twice the plan{plan}"),
    (_MORE, ", more than the plan{plan}: {share} of it"),
    (Fraction(1), ", as planned{plan}"),
    (None, ", {share} of the plan{plan}"),
)


def _reaches(share: Fraction, least: Fraction | None) -> bool:
    return least is None or share >= least


def _bracketed(words: str, way: Way) -> str:
    if not words:
        return ""
    return f"（{words}）" if way.is_chinese else f" ({words})"


def _against_limit(value: Fraction, planned: Fraction, version: str, way: Way) -> str:
    limit = amount(planned, way)
    if way.is_chinese:
        said = "：".join(filter(None, (version, limit)))
        return f"，{'达到' if value <= planned else '未达到'}年度目标（{said}）"
    return f", {'within' if value <= planned else 'above'} the target of {limit}{_bracketed(version, way)}"


def listed(names: Sequence[str], language: str, most: int = MOST_NAMES) -> str:
    """Names in a row: 甲、乙、丙 or "A, B and C"; beyond `most` the rest is counted."""
    shown = list(names[:most])
    rest = len(names) - len(shown)
    if language.startswith("zh"):
        return "、".join(shown) + ("等" if rest else "")
    if rest:
        return f"{', '.join(shown)} and {rest} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1]))) if shown else ""


def shortened(name: str, endings: Sequence[str]) -> str:
    """The name without the first of these endings it has; a name is never left empty."""
    ending = next((one for one in endings if name.endswith(one) and name != one), "")
    return name.removesuffix(ending)


def examples(names: Sequence[str], language: str, most: int = 3, counted: int = 0) -> str:
    """Examples before a count in Chinese (甲路、乙路等), after it in English, with its own blank; nothing if none.

    等 and "among them" only where more were counted than are named.
    """
    if not names:
        return ""
    is_part = max(counted, len(names)) > len(names[:most])
    if language.startswith("zh"):
        return "、".join(names[:most]) + ("等" if is_part else "")
    some = "among them " if is_part else ""
    return f" ({some}{listed(names[:most], language)})"


def coverage(
    share: Fraction | None, missing: Sequence[str], whole: str, part: str, way: Way, one: str = "个", moved: str = ""
) -> str:
    """The assertion `whole` (实现名校全覆盖) where nothing is missing, else `part` with the share and who is missing.

    `one` is the Chinese measure word of what is missing, `moved` how the share stands to last year's.
    """
    if share is None:
        return part + ("（暂无数据）" if way.is_chinese else " (no data yet)")
    if share == 100 and not missing:
        return whole
    said = part + amount(share, way) if way.is_chinese else f"{part} {amount(share, way)}"
    said += moved and f"{'，' if way.is_chinese else ', '}{moved}"
    if not missing:
        return said
    names = listed(missing, way.language)
    if way.is_chinese:
        return f"{said}，尚有{names}共{len(missing)}{one}未覆盖"
    return f"{said}; still missing: {names} ({len(missing)})"


def months(last: date, stage: str, language: str) -> str:
    """（1—12月，最终核定）: the months an attested series covers by its last day, and its stage."""
    if language.startswith("zh"):
        return f"（{'1月' if last.month == 1 else f'1—{last.month}月'}，{stage}）"
    return f" ({'January' if last.month == 1 else f'January to {month_name[last.month]}'}, {stage})"


def part_of(part: Fraction | None, whole: Fraction | None, words: str, way: Way) -> str:
    """`words` with the number where a part is spoken of (其中已报进度的3条); nothing where it is the whole."""
    if part is None or part == whole:
        return ""
    return words + amount(part, way) if way.is_chinese else f"{words} {amount(part, way)}"


_LEFT_OVER_ZH = (
    (re.compile("（）"), ""),
    (re.compile("[，、；：]+(?=[。；（）])|[，、](?=[，、；])"), ""),
    (re.compile("(?:(?<=^)|(?<=[。；（]))[，、；]+"), ""),
    (re.compile("(?:(?<=^)|(?<=。))[。；]+"), ""),
    (re.compile("[，、；：]+$"), ""),
)
_LEFT_OVER_EN = (
    (re.compile(r"\s+"), " "),
    (re.compile(r"\(\s*\)"), ""),
    (re.compile(r"\s+(?=[,.;:])"), ""),
    (re.compile(r"[,;:]+(?=[.;])|,(?=,)"), ""),
    (re.compile(r"(?:(?<=^)|(?<=\. ))[,.;:]+\s*"), ""),
)


def tidied(text: str, language: str) -> str:
    """The text without the signs that clauses left out have left behind; empty where only signs are left."""
    for pattern, instead in _LEFT_OVER_ZH if language.startswith("zh") else _LEFT_OVER_EN:
        text = pattern.sub(instead, text)
    return text.strip()


_AMOUNT = re.compile(r"([\d,]+)(?:\.(\d+))?([^\d.]*)")


def with_equal_places(amounts: Sequence[str]) -> list[str]:
    """The amounts of one sentence, those of one unit with the same places: 2.02千米 and 1.2千米 become 1.20千米.

    100 % stays: it says that nothing is missing.
    """
    found = [_AMOUNT.fullmatch(one) for one in amounts]
    places: dict[str, int] = {}
    for one in filter(None, found):
        places[one[3]] = max(places.get(one[3], 0), len(one[2] or ""))
    return [
        _padded(one, places[one[3]]) if one and one[0] != "100%" else text
        for one, text in zip(found, amounts, strict=True)
    ]


def _padded(amount: re.Match[str], places: int) -> str:
    behind = (amount[2] or "").ljust(places, "0")
    return f"{amount[1]}{'.' if behind else ''}{behind}{amount[3]}"


def are_each(values: Sequence[Fraction | None]) -> bool:
    """各: whether all are known and equal."""
    known = [value for value in values if value is not None]
    return len(known) == len(values) and bool(known) and hedges.each_holds(known, known[0])


def record(value: Fraction | None, earlier: dict[int, Fraction], best: str, better: str, language: str) -> str:
    """，为2017年以来最多: only where the value beats every earlier year that is known, and there are two at least."""
    if value is None or len(earlier) < FEWEST_YEARS:
        return ""
    beats = all(value > one for one in earlier.values()) if better == "up" else value < min(earlier.values())
    if not beats:
        return ""
    first = min(earlier)
    return f"，为{first}年以来{best}" if language.startswith("zh") else f", {best} since {first}"


_TIMES_ZH = {2: "翻番", 4: "翻两番", 8: "翻三番"}


def times(value: Fraction | None, before: Fraction | None, language: str) -> str:
    """翻番 where it doubled exactly as printed, 是上年的2.4倍 above; nothing where it did not double or is unknown."""
    if value is None or not before or before < 0 or value < 2 * before:
        return ""
    share = numbers.floored(value / before, 1)
    if language.startswith("zh"):
        exactly = _TIMES_ZH.get(int(share)) if value / before == int(share) else None
        return exactly or f"是上年的{numbers.trimmed(share)}倍"
    return "doubled" if value == 2 * before else f"{numbers.trimmed(share)} times the year before"


def streak(value: Fraction | None, earlier: dict[int, Fraction], year: int, language: str) -> str:
    """连续3年增长: the years in a row in which it grew, this one included; nothing under two."""
    grown, later = 0, value
    while later is not None and (before := earlier.get(year - 1 - grown)) is not None and later > before:
        grown, later = grown + 1, before
    if grown < FEWEST_YEARS:
        return ""
    return f"连续{grown}年增长" if language.startswith("zh") else f"growing for {grown} years in a row"
