"""The year's air on the cockpit and on the public front page: the index of each day, as known at a moment."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from dajuan.core.staff.models import Visitor, Zone
from dajuan.figures.answers import cells_of
from dajuan.figures.book import Book
from dajuan.lines.livelihood.air import AirDay, AirYear
from dajuan.lines.livelihood.figures import air_good_days
from dajuan.values import periods
from dajuan.values.periods import Period


def air_calendar(visitor: Visitor, zone: Zone, period: Period, moment: int) -> dict[str, Any] | None:
    """The calendar of the period's last year, from the very cells that good days are counted from; None if unread."""
    book = Book(zone, moment)
    air = year_of(period if _within_a_year(period) else periods.year(period.last.year), book, book.recorded_at)
    return {"air": air, "latest": latest(air), "day_numbers": range(1, 32)} if air.days else None


def _within_a_year(period: Period) -> bool:
    """Whether the period is a year or its first days, which the figures are asked about too."""
    return period.start == date(period.last.year, 1, 1)


@lru_cache(maxsize=16)
def year_of(period: Period, book: Book, recorded_at: datetime | None) -> AirYear:
    """The air of a year's days; a book never changes, so neither does it. The instant tells ledgers apart."""
    return AirYear.of(period.last.year, cells_of(air_good_days, period, book))


def latest(air: AirYear) -> AirDay | None:
    """The last day that has an index; None where none has."""
    return next((day for _on, day in sorted(air.days.items(), reverse=True) if day.index), None)
