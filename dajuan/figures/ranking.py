"""A year's value among the zone's own years: its place, and whether it is a record with which runner-up.

Only own years are ranked. A rank among other zones needs an outside document (domain.md 0.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils import timezone

from dajuan.figures import answers
from dajuan.figures.book import Book
from dajuan.figures.vocabulary import Figure
from dajuan.values import periods
from dajuan.values.periods import Kind, Period


@dataclass(frozen=True)
class Place:
    """Which place a year takes of how many; `next_best` is the best other year, the runner-up of a record."""

    place: int
    of: int
    next_best: tuple[int, Fraction]

    @property
    def is_record(self) -> bool:
        return self.place == 1


def place_of(figure: Figure, period: Period, book: Book) -> Place | None:
    """The place of a whole year's value among the years the ledger knows, best first; equal values share a place.

    None for other periods, an unknown value, or where the ledger knows no other year.
    """
    if period.kind is not Kind.YEAR:
        return None
    first, year = book.zone.in_use_since.year, period.start.year
    years = list(range(first, max(year, _last_year(book)) + 1))
    asked = answers.ask_all([(figure, periods.year(one)) for one in years], book)
    known = {one: answer.value for one, answer in zip(years, asked, strict=True) if answer.value is not None}
    if year not in known or len(known) < 2:
        return None
    sign = -1 if figure.better == "up" else 1
    ranked = sorted(known.items(), key=lambda one: (sign * one[1], one[0]))
    better = sum(1 for value in known.values() if sign * value < sign * known[year])
    return Place(better + 1, len(known), next(one for one in ranked if one[0] != year))


def _last_year(book: Book) -> int:
    """The last year that is wholly over as known at the book's moment."""
    return timezone.localtime(book.recorded_at).year - 1 if book.recorded_at else 0
