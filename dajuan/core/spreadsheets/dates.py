"""Days and instants as ledgers write them: 2020.9, 2020年9月1日, 20200901, 1/9/2020, Excel's serial numbers."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Literal

from django.utils.translation import gettext as _

Order = Literal["", "ymd", "dmy", "mdy"]
MonthDay = Literal["last", "first", "refuse"]
EXCEL_ZERO = date(1899, 12, 30)  # Excel counts a 29 February 1900 that never was
FIRST_SERIAL, LAST_SERIAL = 18_264, 73_415  # 1950-01-01 to 2100-12-31
MARK = r"\s*[-/.年]\s*"
CLOCK = r"(?:[T\s]+(\d{1,2})[:时](\d{1,2})分?(?:[:](\d{1,2})(?:\.\d+)?|(\d{1,2})秒)?)?"
YEAR_FIRST = re.compile(rf"(\d{{4}}){MARK}(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*[日号]?{CLOCK}")
TOGETHER = re.compile(rf"(\d{{4}})(\d{{2}})(\d{{2}}){CLOCK}")
YEAR_LAST = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){CLOCK}")
NAMED = re.compile(r"(\d{1,2})[-\s]([A-Za-z]{3})[a-z]*[-\s,]+(\d{4}|\d{2})")
MONTH = re.compile(rf"(\d{{4}})(?:{MARK}(\d{{1,2}})\s*月?(?:份)?|(\d{{2}}))")
YEAR = re.compile(r"(\d{4})\s*年?")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")


class NoDate(ValueError):
    """What stands in the cell is no day; the message is a sentence for the reader."""


def day_in(cell: object, *, order: Order = "", month: MonthDay = "last") -> date:
    """The day a cell names. Raises NoDate with a sentence.

    A month without a day is its last day (or first, as told): by then it had happened.
    """
    return instant_in(cell, order=order, month=month).date()


def instant_in(cell: object, *, order: Order = "", month: MonthDay = "last") -> datetime:
    """The day and time a cell names, midnight where it names no time; without a time zone."""
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise NoDate(_("This is no date."))
    if isinstance(cell, str):
        return _in_text(unicodedata.normalize("NFKC", cell).strip(), order, month)
    return _in_number(float(cell), month)


def order_of(texts: list[str]) -> Order:
    """The order of day and month in a column, where its own dates tell: 21/01/2022 can only be day first."""
    seen: set[Order] = set()
    for text in texts:
        if found := YEAR_LAST.fullmatch(unicodedata.normalize("NFKC", text).strip()):
            if int(found[1]) > 12:
                seen.add("dmy")
            elif int(found[2]) > 12:
                seen.add("mdy")
    return seen.pop() if len(seen) == 1 else ""


def _in_number(number: float, month: MonthDay) -> datetime:
    whole = int(number)
    if number == whole and 19_000_101 <= whole <= 21_001_231:
        return _made(whole // 10000, whole // 100 % 100, whole % 100)
    if number == whole and 190_001 <= whole <= 210_012:
        return _month(whole // 100, whole % 100, month)
    if FIRST_SERIAL <= number <= LAST_SERIAL + 1:
        return datetime.combine(EXCEL_ZERO, time()) + timedelta(seconds=round(number * 86_400))
    if 1900 <= number < 2101:
        return _dotted(number, month)
    raise NoDate(_("This number is no date."))


def _dotted(number: float, month: MonthDay) -> datetime:
    """2020.9 typed as a number: September 2020. As a number, 2020.1 may have been 2020.10."""
    year, _dot, part = f"{number:g}".partition(".")
    if part == "1":
        raise NoDate(_("As a number this may be January or October: the last nought is lost. Write the month as text."))
    if not part or len(part) > 2:
        raise NoDate(_("Only a year stands here. Write the day or at least the month."))
    return _month(int(year), int(part), month)


def _in_text(text: str, order: Order, month: MonthDay) -> datetime:
    text = _in_digits(text)
    if found := YEAR_FIRST.fullmatch(text) or TOGETHER.fullmatch(text):
        return _made(int(found[1]), int(found[2]), int(found[3]), found.groups()[3:])
    if found := YEAR_LAST.fullmatch(text):
        first, second = _day_and_month(int(found[1]), int(found[2]), order)
        return _made(int(found[3]), second, first, found.groups()[3:])
    if (found := NAMED.fullmatch(text)) and found[2].lower() in MONTHS:
        year = int(found[3]) + (0 if len(found[3]) == 4 else 2000 if int(found[3]) < 70 else 1900)
        return _made(year, MONTHS.index(found[2].lower()) + 1, int(found[1]))
    if found := MONTH.fullmatch(text):
        return _month(int(found[1]), int(found[2] or found[3]), month)
    if YEAR.fullmatch(text):
        raise NoDate(_("Only a year stands here. Write the day or at least the month."))
    if re.fullmatch(r"\d{5}(\.\d+)?", text):  # a serial number that became text
        return _in_number(float(text), month)
    raise NoDate(_("This is no date."))


def _in_digits(text: str) -> str:
    """二〇二〇年九月一日 as 2020年9月1日; a text without such numerals as it is."""
    if not re.search(r"[〇零一二三四五六七八九十]", text):
        return text
    text = re.sub(r"([一二三])?十([一二三四五六七八九])?", _tens, text)
    return text.translate(NUMERALS)


def _tens(found: re.Match[str]) -> str:
    return f"{found[1] or '一'}{found[2] or '〇'}"


def _day_and_month(first: int, second: int, order: Order) -> tuple[int, int]:
    if order == "mdy" or (not order and second > 12 >= first):
        return second, first
    if order == "dmy" or first > 12:
        return first, second
    if first == second:
        return first, second
    raise NoDate(_("Which of the two is the day? Say the order of dates for this file."))


def _month(year: int, month: int, rule: MonthDay) -> datetime:
    if rule == "refuse":
        raise NoDate(_("The day is missing: only a month stands here."))
    day = calendar.monthrange(year, month)[1] if rule == "last" and 1 <= month <= 12 else 1
    return _made(year, month, day)


def _made(year: int, month: int, day: int, clock: tuple[str | None, ...] = ()) -> datetime:
    hour, minute = (int(part or 0) for part in (clock or ("0", "0"))[:2])
    second = int(next((part for part in clock[2:] if part), "0") or 0)
    if not 1900 <= year <= 2100:
        raise NoDate(_("The year %(year)s lies too far away.") % {"year": year})
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  # the zone's time is put to it later
    except ValueError as error:
        raise NoDate(_("This day does not exist.")) from error
