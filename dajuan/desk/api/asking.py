"""What a program's question means: its zone, its period, its book."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from dajuan.core.records.models import Refused
from dajuan.core.staff.models import Zone
from dajuan.figures.book import Book
from dajuan.figures.views import account_year
from dajuan.values import periods
from dajuan.values.periods import Period, PeriodError


def asked_zone(request: Any) -> Zone:
    """The zone of who asks."""
    zone: Zone | None = request.user.zone
    if zone is None:
        raise PermissionDenied("api.ask")
    return zone


def period_of(zone: Zone, words: str) -> Period:
    """The period asked about, the year the zone answers for where none is named; refuses what is none."""
    try:
        return periods.parse(words or str(account_year(zone)))
    except PeriodError as problem:
        raise Refused(str(problem), field="period") from problem


def book_of(zone: Zone, words: str) -> Book:
    """As known at a number, a day or an instant; now where nothing is said."""
    return Book.as_known(zone, words)
