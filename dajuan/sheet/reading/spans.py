"""The time a claim speaks of, as far as its text says: a year may be named, or only be "the report's year"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from dajuan.values import periods
from dajuan.values.periods import Period

COMMON = 2023  # a year of 365 days


@dataclass(frozen=True)
class Spoken:
    """Days a text names. `year` None: the year of the report, `shift` years from it (去年 is -1).

    `first` and `last` are (month, day) of the first and last day; the first lies `years` years back. `is_at`: a state
    on the last day (截至年底) instead of a sum over days. `is_since`: 累计. `words`: the text's own; empty where the
    period was said earlier in the paragraph and holds on.
    """

    words: str = ""
    year: int | None = None
    shift: int = 0
    first: tuple[int, int] = (1, 1)
    last: tuple[int, int] = (12, 31)
    years: int = 0
    is_at: bool = False
    is_since: bool = False

    def period(self, year: int | None = None) -> Period | None:
        """As days, of a report about `year`; None where no year is known."""
        known = self.year if self.year is not None else year and year + self.shift
        if known is None:
            return None
        first, last = _day(known - self.years, self.first), _day(known, self.last)
        if self.is_at:
            return periods.at(last)
        if self.is_since:
            return periods.since(first, last)
        return _whole(first, last)

    def in_year(self, year: int) -> Spoken:
        """The same with the report's year filled in."""
        return self if self.year is not None else replace(self, year=year + self.shift, shift=0)

    def __str__(self) -> str:
        """The code `dajuan.values.periods.parse` reads; with Y, Y-1 for the year where the text names none."""
        if self.year is not None and (known := self.period()):
            return str(known)
        name = f"Y{self.shift:+d}" if self.shift else "Y"
        ends = f"{name}-{_day(COMMON, self.last):%m-%d}"
        if self.is_at:
            return f"@{ends}"
        if (self.first, self.last, self.years) == ((1, 1), (12, 31), 0):
            return name
        start = f"Y{self.shift - self.years:+d}" if self.shift - self.years else "Y"
        return f"{start}-{self.first[0]:02d}-{self.first[1]:02d}..{ends}"


def _day(year: int, named: tuple[int, int]) -> date:
    """The day, or the last of its month where the month is shorter."""
    month, day = named
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, min(day, 28)) + timedelta(days=max(day - 28, 0)), following - timedelta(days=1))


def _whole(first: date, last: date) -> Period:
    """A year, quarter or month where the days are one."""
    for made in (periods.year(first.year), periods.quarter(first.year, (first.month + 2) // 3),
                 periods.month(first.year, first.month)):  # fmt: skip
        if (made.start, made.last) == (first, last):
            return made
    return periods.days(first, last)
