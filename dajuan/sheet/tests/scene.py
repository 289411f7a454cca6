"""A year small enough to count on fingers: two schools opened in 2020, one of them covered by a union."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dajuan.core.records.act import act
from dajuan.figures.book import Book
from dajuan.figures.models import SCALE, Target
from dajuan.lines.livelihood.models import School
from dajuan.lines.livelihood.tests.plays import open_school, recorded, union
from tests.cast import Cast

YEAR = 2020


@dataclass
class Year:
    """What was recorded, and the book as it was before anything late came in."""

    first: School
    second: School
    then: Book


def small_year(cast: Cast) -> Year:
    """Two schools of compulsory education, one in a union, and a plan for schools in its second version."""
    first, second = open_school(cast, "S1"), open_school(cast, "S2")
    with recorded(cast) as a:
        founded = union(cast)
        founded.found(a, lead=first, happened_on=date(2020, 9, 2))
    with act(by=cast.qian, office=cast.general) as a:
        for version, value, day in (("年初计划", 4, date(2020, 1, 10)), ("5月调整", 2, date(2020, 5, 20))):
            a.enter(
                Target(
                    figure="schools-opened",
                    year=YEAR,
                    value_x10000=value * SCALE,
                    version=version,
                    happened_on=day,
                )
            )
    return Year(first, second, Book.now(cast.zone))
