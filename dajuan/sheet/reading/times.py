"""When a sentence speaks of: years, months, days, halves, 今年 and 去年, 十三五, 截至, in Chinese and English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from dajuan.sheet.reading.numerals import either
from dajuan.sheet.reading.spans import Spoken

_Y = r"(?:(?:19|20)\d\d|[二一][〇零九][〇零一二三四五六七八九]{2})"
_M = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_D = r"(?:3[01]|[12]\d|0?[1-9])"
_DASH = r"[—\-至到]{1,2}"
_HALVES = {
    "上半年": ((1, 1), (6, 30)),
    "下半年": ((7, 1), (12, 31)),
    "前三季度": ((1, 1), (9, 30)),
    "前3季度": ((1, 1), (9, 30)),
    "首季": ((1, 1), (3, 31)),
    "全年": ((1, 1), (12, 31)),
    "年内": ((1, 1), (12, 31)),
}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_RELATIVE = {"今年": 0, "本年": 0, "当年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1}
_PLANS = {"十二五": (2011, 2015), "十三五": (2016, 2020), "十四五": (2021, 2025), "十五五": (2026, 2030)}
_ENGLISH_MONTHS = {
    name: number
    for number, name in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        start=1,
    )
}
_E = "|".join(_ENGLISH_MONTHS)

_YEAR = rf"(?:(?P<y>{_Y})年度?|(?P<rel>今年|本年|当年|去年|上年|前年|明年)度?|(?<![\d.])(?P<yb>20\d\d)(?=-H[12]|财年))"
_PART = (
    rf"(?:(?P<half>上半年|下半年|前三季度|前3季度|首季|全年|年内)|第?(?P<q>[一二三四1-4])季度"
    rf"|(?P<m1>{_M})月?{_DASH}(?P<m2>{_M})月(?:份)?|前(?P<fm>1[01]|[2-9]|[一二三四五六七八九]|十一?)个月"
    rf"|(?P<m>{_M})月(?:份)?(?:(?P<d>{_D})日|(?P<mend>底|末)|(?P<tend>[上中下]旬))?|(?P<end>年?底|年?末))"
)
_CHINESE = re.compile(
    rf"(?P<at>截至|截止到?|至|到)?(?P<at2>目前|今年)?"
    rf"(?:(?P<ya>{_Y})年?(?:(?P<ma>{_M})月)?{_DASH}(?P<yz>{_Y})年(?:(?P<mz>{_M})月|底|末)?(?:期间)?"
    rf"|(?:(?P<dy>{_Y})年)?(?P<dm1>{_M})月(?P<dd1>{_D})日?{_DASH}(?:(?P<dm2>{_M})月)?(?P<dd2>{_D})日"
    rf"|{_YEAR}(?:的)?{_PART}?"
    rf"|(?P<iso>{_Y})[-/.](?P<im>{_M})[-/.](?P<iday>{_D})(?!\d)"
    rf"|(?<![\d.个近前每])(?P<bare>{_PART.replace('?P<', '?P<b_')})(?![\d个])"
    rf"|[“\"]?(?P<plan>十[二三四五]五)[”\"]?(?P<pend>末|期末)?(?P<pstart>初期|初)?(?:时期|期间|以来|规划)?"
    rf"|(?P<five>过去五年|近五年|五年来|五年间|这五年))"
    rf"(?P<since>以来|起)?"
)
_ENGLISH = re.compile(
    rf"(?P<at>as of|by the end of|at the end of|by|until)?\s*\b(?:"
    rf"(?:the )?(?P<half>first|second) half of (?P<hy>(?:19|20)\d\d)"
    rf"|(?:the )?(?P<q>first|second|third|fourth) quarter(?: of (?P<qy>(?:19|20)\d\d))?"
    rf"|(?:the first (?P<fm>three|six|nine) months)(?: of (?P<fy>(?:19|20)\d\d))?"
    rf"|(?P<d1>{_D}) (?P<m1>{_E})(?: (?P<y1>(?:19|20)\d\d))?"
    rf"|(?P<m2>{_E}) (?P<d2>{_D})(?!\d)(?:, (?P<y2>(?:19|20)\d\d))?"
    rf"|(?P<m3>{_E})(?: (?P<y3>(?:19|20)\d\d))?"
    rf"|(?P<ya>(?:19|20)\d\d) ?(?:to|—|-) ?(?P<yz>(?:19|20)\d\d)"
    rf"|(?P<rel>this year|last year|the year before|the previous year)"
    rf"|(?P<y>(?:19|20)\d\d)(?![\d,.]?\d|\s+(?:[a-z]+\s+)?(?:enterprises|households|projects|people)))",
    re.IGNORECASE,
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_ENGLISH_RELATIVE = {"this year": 0, "last year": -1, "the year before": -1, "the previous year": -1}
_BASE = re.compile(
    r"(?:比|较|与|同|由|从|相比|[快慢高低好]于|than in|than|from|over|on|compared with|compared to)\s*[“\"]?\Z",
    re.IGNORECASE,
)
_BASE_BEHIND = re.compile(r"[”\"]?(?:同期|末?相比|的?[约近]?\d[\d.]*倍|的?[^，。；]{0,6}(?:增长到|增加到|提高到))")


@dataclass(frozen=True)
class Said:
    """A time in the flow. `is_base`: a year something is compared with, or a plan's name, not the time of a claim."""

    start: int
    end: int
    spoken: Spoken
    is_base: bool


def times(text: str, start: int, end: int) -> list[Said]:
    """The times of a sentence, in order."""
    found = []
    place = start
    while match := _CHINESE.search(text, place, end):
        place = max(match.end(), place + 1)
        spoken = _chinese(match)
        if spoken and match.end() > match.start():
            found.append(_said(text, match, spoken))
    if not found or _has_letters(text, start, end):
        for match in _ENGLISH.finditer(text, start, end):
            spoken = _english(match)
            if spoken and not any(one.start < match.end() and match.start() < one.end for one in found):
                found.append(_said(text, match, spoken))
        found.sort(key=lambda one: one.start)
    return found


def _has_letters(text: str, start: int, end: int) -> bool:
    return bool(re.search(r"[A-Za-z]{3}", text[start:end]))


def _said(text: str, match: re.Match[str], spoken: Spoken) -> Said:
    left = text[max(0, match.start() - 14) : match.start()]
    is_base = bool(_BASE.search(left)) or bool(_BASE_BEHIND.match(text, match.end()))
    is_base = is_base or match[0].lower() in ("上年", "the year before", "the previous year")
    return Said(match.start(), match.end(), spoken, is_base)


def _year(digits: str | None) -> int | None:
    number = either(digits) if digits else None
    return int(number) if number is not None else None


def _number(digits: str | None) -> int:
    number = either(digits) if digits else None
    return int(number) if number is not None else 0


def _chinese(match: re.Match[str]) -> Spoken | None:
    found = match.groupdict()
    if found["ya"]:
        return _years(match, found)
    if found["dd2"]:
        month = _number(found["dm1"])
        first, last = (month, _number(found["dd1"])), (_number(found["dm2"]) or month, _number(found["dd2"]))
        return Spoken(match[0], _year(found["dy"]), first=first, last=last)
    if found["iso"]:
        day = (_number(found["im"]), _number(found["iday"]))
        return Spoken(match[0], year=_year(found["iso"]), first=day, last=day, is_at=bool(found["at"]))
    if found["plan"]:
        return _plan(match[0], found)
    if found["five"]:
        return Spoken(match[0], years=4)
    parts = {name: found.get(f"b_{name}") or found.get(name) for name in _PART_NAMES}
    year = _year(found["y"] or found["yb"])
    shift = _RELATIVE.get(found["rel"] or "", 0) if year is None else 0
    is_bare_end = not (found["y"] or found["rel"]) and parts["end"] in ("底", "末")
    if is_bare_end or (parts["m"] and not found["y"] and _is_no_month(match)):
        return None
    first, last, is_end = _days(parts)
    is_at = bool((found["at"] in ("截至", "截止", "截止到") or is_end) and not found["since"])
    return Spoken(match[0], year, shift, first, last, is_at=is_at, is_since=bool(found["since"]))


_PART_NAMES = ("half", "q", "m1", "m2", "fm", "m", "d", "mend", "tend", "end")


def _is_no_month(match: re.Match[str]) -> bool:
    """一月 in 每一月, or a lone 十月 in a name: only Arabic months and those with 份 or a day are dates."""
    return not re.search(r"\d|份|日", match[0])


def _days(parts: dict[str, str | None]) -> tuple[tuple[int, int], tuple[int, int], bool]:
    """First and last (month, day), and whether the words speak of a state at the end."""
    if parts["half"]:
        return (*_HALVES[parts["half"]], False)
    if parts["q"]:
        quarter = _QUARTERS[parts["q"]]
        return (quarter * 3 - 2, 1), (quarter * 3, 31), False
    if parts["m2"]:
        return (_number(parts["m1"]), 1), (_number(parts["m2"]), 31), False
    if parts["fm"]:
        return (1, 1), (_number(parts["fm"]), 31), False
    if parts["m"] and parts["d"]:
        day = (_number(parts["m"]), _number(parts["d"]))
        return day, day, False
    if parts["m"]:
        month = _number(parts["m"])
        return (month, 1), (month, 31), bool(parts["mend"])
    return (1, 1), (12, 31), bool(parts["end"])


def _years(match: re.Match[str], found: dict[str, Any]) -> Spoken | None:
    first, last = _year(found["ya"]), _year(found["yz"])
    if first is None or last is None or not first <= last:
        return None
    starts, ends = _number(found["ma"]) or 1, _number(found["mz"]) or 12
    return Spoken(match[0], last, 0, (starts, 1), (ends, 31), years=last - first)


def _plan(words: str, found: dict[str, Any]) -> Spoken:
    first, last = _PLANS[found["plan"]]
    if found["pend"]:
        return Spoken(words, last, is_at=True)
    if found["pstart"]:
        return Spoken(words, first, last=(1, 1), is_at=True)
    return Spoken(words, last, years=last - first)


def _english(match: re.Match[str]) -> Spoken | None:
    found = {name: (word or "").lower() for name, word in match.groupdict().items()}
    is_at = bool(found["at"])
    if found["half"]:
        return Spoken(match[0], int(found["hy"]), 0, *_HALVES["上半年" if found["half"] == "first" else "下半年"])
    if found["q"]:
        quarter = _ORDINALS[found["q"]]
        return Spoken(match[0], _year(found["qy"]), 0, (quarter * 3 - 2, 1), (quarter * 3, 31))
    if found["fm"]:
        return Spoken(match[0], _year(found["fy"]), 0, (1, 1), ({"three": 3, "six": 6, "nine": 9}[found["fm"]], 31))
    if found["ya"]:
        return Spoken(match[0], int(found["yz"]), years=int(found["yz"]) - int(found["ya"]))
    if found["rel"]:
        return Spoken(match[0], shift=_ENGLISH_RELATIVE[found["rel"]])
    if found["y"]:
        return Spoken(match[0], int(found["y"]), is_at=is_at and "end of" in found["at"])
    return _english_day(match[0], found, is_at)


def _english_day(words: str, found: dict[str, str], is_at: bool) -> Spoken | None:
    month = _ENGLISH_MONTHS[found["m1"] or found["m2"] or found["m3"]]
    year = _year(found["y1"] or found["y2"] or found["y3"] or None)
    day = int(found["d1"] or found["d2"] or 0)
    if not day and year is None and month == 5 and "May" not in words:
        return None
    if day:
        return Spoken(words, year, 0, (month, day), (month, day), is_at=is_at)
    return Spoken(words, year, 0, (month, 1), (month, 31), is_at=is_at)
