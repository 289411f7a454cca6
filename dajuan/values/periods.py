"""Periods of an account: year, year to date, quarter, month, since a day, at a day.

A period is kept as half-open days, so that two neighbours never share one. Days are days of the zone.
"""

import re
from calendar import isleap, monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DAY = timedelta(days=1)
BEGINNING = date.min  # a stock at a date counts everything ever recorded


class Kind(StrEnum):
    """How a period is spoken of; it decides what its last year is."""

    YEAR = "year"
    TO_DATE = "to-date"
    QUARTER = "quarter"
    MONTH = "month"
    SINCE = "since"
    DAYS = "days"
    AT = "at"


class PeriodError(ValueError):
    """The words do not name a period."""


@dataclass(frozen=True, order=True)
class Period:
    """The days from `start` up to, not including, `end`."""

    start: date
    end: date
    kind: Kind = Kind.DAYS

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise PeriodError(f"A period ends after it starts: {self.start} .. {self.end}")

    @property
    def bounds(self) -> tuple[date, date]:
        """First day, and the day after the last: `start <= day < end`."""
        return self.start, self.end

    @property
    def last(self) -> date:
        """The last day that belongs to the period."""
        return self.end - DAY

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day < self.end

    def contains(self, day: date) -> bool:
        return day in self

    def is_finished(self, today: date) -> bool:
        """Whether the last day is over on `today`."""
        return self.end <= today

    def cut(self, today: date) -> "Period":
        """The part up to and including `today`; the period itself where it is over; refuses one that has not begun."""
        if today >= self.last:
            return self
        if today < self.start:
            raise PeriodError(f"{self} has not begun on {today}.")
        cut_kinds = {Kind.YEAR: Kind.TO_DATE, Kind.TO_DATE: Kind.TO_DATE, Kind.SINCE: Kind.SINCE}
        return Period(self.start, today + DAY, cut_kinds.get(self.kind, Kind.DAYS))

    def so_far(self, today: date) -> "Period":
        """The part gone by on `today`; the period itself where it is over or has not begun."""
        return self.cut(today) if self.start <= today else self

    def last_year_if_any(self) -> "Period | None":
        """`last_year`, None for a period too young or too early to have one."""
        try:
            return self.last_year()
        except ValueError:
            return None

    def last_year(self, today: date | None = None) -> "Period":
        """The same days a year earlier; of an unfinished period only the days gone by on `today`.

        Whole years, quarters and months answer with whole ones; 29 February answers with 28 February.
        "Since a day" keeps its first day: the sum as it stood a year earlier. Refuses one younger than a year.
        """
        period = self.cut(today) if today else self
        if period.kind is Kind.YEAR:
            return year(period.start.year - 1)
        if period.kind is Kind.QUARTER:
            return quarter(period.start.year - 1, (period.start.month + 2) // 3)
        if period.kind is Kind.MONTH:
            return month(period.start.year - 1, period.start.month)
        if period.kind is Kind.AT:
            return at(_a_year_before(period.last))
        start = period.start if period.kind is Kind.SINCE else _a_year_before(period.start)
        return Period(start, _a_year_before(period.last) + DAY, period.kind)

    def previous(self) -> "Period":
        """The period just before, for 环比: the month before a month, the same number of days before days."""
        if self.kind is Kind.YEAR:
            return year(self.start.year - 1)
        if self.kind is Kind.QUARTER:
            before = self.start - DAY
            return quarter(before.year, (before.month + 2) // 3)
        if self.kind is Kind.MONTH:
            before = self.start - DAY
            return month(before.year, before.month)
        if self.kind is Kind.AT:
            return at(self.last - DAY)
        return Period(self.start - timedelta(days=self.days), self.start)

    def months(self) -> list["Period"]:
        """The months it touches, oldest first, the first and last cut to the period."""
        found, day = [], self.start
        while day < self.end:
            whole = month(day.year, day.month)
            end = min(whole.end, self.end)
            found.append(whole if (day, end) == whole.bounds else Period(day, end))
            day = end
        return found

    def __str__(self) -> str:
        """The code that `parse` reads."""
        if self.kind is Kind.YEAR:
            return f"{self.start.year:04d}"
        if self.kind is Kind.QUARTER:
            return f"{self.start.year:04d}-Q{(self.start.month + 2) // 3}"
        if self.kind is Kind.MONTH:
            return f"{self.start:%Y-%m}"
        if self.kind is Kind.AT:
            return f"@{self.last}"
        if self.kind is Kind.SINCE:
            return f"since {self.start}..{self.last}"
        return f"{self.start}..{self.last}"


def _a_year_before(day: date) -> date:
    if (day.month, day.day) == (2, 29) and not isleap(day.year - 1):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def year(number: int) -> Period:
    return Period(date(number, 1, 1), date(number + 1, 1, 1), Kind.YEAR)


def year_to_date(today: date) -> Period:
    """From 1 January to `today`, both counted."""
    return Period(date(today.year, 1, 1), today + DAY, Kind.TO_DATE)


def quarter(number: int, which: int) -> Period:
    """Quarter `which` (1 to 4) of a year."""
    if which not in {1, 2, 3, 4}:
        raise PeriodError(f"A year has quarters 1 to 4, not {which}.")
    start = date(number, 3 * which - 2, 1)
    last = date(number, 3 * which, monthrange(number, 3 * which)[1])
    return Period(start, last + DAY, Kind.QUARTER)


def month(number: int, which: int) -> Period:
    start = date(number, which, 1)
    return Period(start, start + timedelta(days=monthrange(number, which)[1]), Kind.MONTH)


def days(first: date, last: date) -> Period:
    """From `first` to `last`, both counted; a whole year, quarter or month is recognised as one."""
    same_year = first.year == last.year
    if same_year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return year(first.year)
    if same_year and first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
        if first.month == last.month:
            return month(first.year, first.month)
        if first.month % 3 == 1 and last.month == first.month + 2:
            return quarter(first.year, (first.month + 2) // 3)
    if same_year and (first.month, first.day) == (1, 1):
        return Period(first, last + DAY, Kind.TO_DATE)
    return Period(first, last + DAY, Kind.DAYS)


def since(first: date, last: date) -> Period:
    """Cumulative (累计): from the start of a programme to `last`, both counted."""
    return Period(first, last + DAY, Kind.SINCE)


def at(day: date) -> Period:
    """A stock as it stands at the end of `day`: everything since the beginning."""
    return Period(BEGINNING, day + DAY, Kind.AT)


def parse(words: str) -> Period:
    """Read "2020", "2020-09", "2020-Q3", "2020-01-01..2020-09-30", "since 2018-01-01..2020-12-31", "@2020-12-31".

    Refuses anything else with PeriodError.
    """
    text = words.strip()
    try:
        for pattern, make in _WORDS:
            if found := re.fullmatch(pattern, text, re.IGNORECASE):
                return _within_reach(make(*found.groups()))
    except (ValueError, OverflowError) as problem:
        raise PeriodError(f"Not a period: {words!r} ({problem})") from problem
    raise PeriodError(f"Not a period: {words!r}. Write 2020, 2020-Q3, 2020-09, 2020-01-01..2020-09-30 or @2020-12-31.")


def _within_reach(period: Period) -> Period:
    """Refuses years nobody asks about, which calendars cannot go a year before or after."""
    years = {period.end.year, period.last.year} | ({period.start.year} if period.start != BEGINNING else set())
    if not years <= set(range(1900, 2201)):
        raise ValueError("the years 1900 to 2200 can be asked about")
    return period


_DAY = r"(\d{4}-\d\d-\d\d)"
_read = date.fromisoformat
_WORDS: list[tuple[str, Callable[..., Period]]] = [
    (r"(\d{4})", lambda number: year(int(number))),
    (r"(\d{4})-?Q([1-4])", lambda number, which: quarter(int(number), int(which))),
    (r"(\d{4})-(\d{1,2})", lambda number, which: month(int(number), int(which))),
    (_DAY, lambda day: Period(_read(day), _read(day) + DAY)),
    (rf"@\s*{_DAY}", lambda day: at(_read(day))),
    (rf"since {_DAY}\.\.{_DAY}", lambda first, last: since(_read(first), _read(last))),
    (rf"{_DAY}\.\.{_DAY}", lambda first, last: days(_read(first), _read(last))),
]
