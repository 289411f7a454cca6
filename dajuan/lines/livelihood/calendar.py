"""The year's air on the cockpit and on the public front page: the index of each day, as known at a moment."""

from __future__ import annotations

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
    year = period.last.year
    asked = period if period.start.month == period.start.day == 1 and period.start.year == year else periods.year(year)
    air = AirYear.of(year, cells_of(air_good_days, asked, Book(zone, moment)))
    if not air.days:
        return None
    return {"air": air, "latest": latest(air), "day_numbers": range(1, 32)}


def latest(air: AirYear) -> AirDay | None:
    """The last day that has an index; None where none has."""
    return next((day for _on, day in sorted(air.days.items(), reverse=True) if day.index), None)
