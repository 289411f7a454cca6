"""Working days: the ordinary week, and the days the State Council's notices changed (domain.md 3.2).

The day of acceptance is not counted: one working day after Friday is Monday.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from dajuan.core.calendar.models import DayChange
from dajuan.core.records.models import Refused
from dajuan.core.staff.asking import ask

DAY = timedelta(days=1)
YEARS_AHEAD = 3  # how many years after its first day a count may run


class NotAnnounced(Refused):
    """A count runs into a year whose calendar is not known (yet)."""


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days work, by the notices known. A year is announced once its New Year's Day is."""

    changes: Mapping[date, bool]
    names: Mapping[date, str] = field(default_factory=dict)

    def is_announced(self, year: int) -> bool:
        return date(year, 1, 1) in self.changes

    def is_working(self, day: date) -> bool:
        """Whether a day works; raises NotAnnounced in a year whose calendar is not known."""
        if not self.is_announced(day.year):
            raise NotAnnounced(_("The calendar of %(year)s has not been announced.") % {"year": day.year})
        return self.changes.get(day, day.weekday() < 5)

    def is_made_up(self, day: date) -> bool:
        """A Saturday or Sunday that works (调休)."""
        return day.weekday() >= 5 and self.is_working(day)

    def is_holiday(self, day: date) -> bool:
        """A day from Monday to Friday that does not work."""
        return day.weekday() < 5 and not self.is_working(day)

    def working_days(self, first: date, last: date) -> Iterator[date]:
        """The working days from `first` to `last`, both looked at, oldest first."""
        day = first
        while day <= last:
            if self.is_working(day):
                yield day
            day += DAY

    def between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and including `end`; 0 where `end` is not later."""
        return sum(1 for _day in self.working_days(start + DAY, end))

    def after(self, start: date, count: int) -> date:
        """The day on which `count` working days after `start` are full; `start` itself for none."""
        day = start
        while count > 0:
            day += DAY
            count -= self.is_working(day)
        return day


def working_calendar(
    first: date, last: date | None = None, *, known: date | None = None, as_of: int | None = None
) -> WorkingCalendar:
    """The calendar of the years from `first` to `last` (three years on, if not given). One query."""
    last_year = last.year if last else first.year + YEARS_AHEAD
    span = date(first.year, 1, 1), date(last_year, 12, 31)
    is_plain = known is None and as_of is None
    rows: Any = ask(_changes, *span) if is_plain else _changes(*span, known=known, as_of=as_of)
    return WorkingCalendar({row.day: row.is_working for row in rows}, {row.day: row.name for row in rows})


def _changes(first: date, last: date, *, known: date | None = None, as_of: int | None = None) -> Any:
    """What changed of the days of a span, in the order it was issued."""
    rows = DayChange.objects.known(known=known, as_of=as_of).filter(day__gte=first, day__lte=last)
    return rows.order_by("happened_on", "number")


def is_working(day: date, *, known: date | None = None, as_of: int | None = None) -> bool:
    """Whether a day works, by what had been issued on the day `known`; refuses a year not announced."""
    return working_calendar(day, day, known=known, as_of=as_of).is_working(day)


def working_days_between(start: date, end: date, *, known: date | None = None, as_of: int | None = None) -> int:
    """How many working days lie after `start` up to and including `end`."""
    return working_calendar(start, end, known=known, as_of=as_of).between(start, end)


def add_working_days(start: date, count: int, *, known: date | None = None, as_of: int | None = None) -> date:
    """The last day of a limit of `count` working days; the day of acceptance, `start`, is not counted."""
    last = start + timedelta(days=2 * count + 60)
    return working_calendar(start, last, known=known, as_of=as_of).after(start, count)
