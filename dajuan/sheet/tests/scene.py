"""A year small enough to count on fingers: two schools opened in 2020, one covered by a union; a survey was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dajuan.core.records.act import act
from dajuan.figures.book import Book
from dajuan.figures.models import SCALE, Target
from dajuan.lines.livelihood.models import School
from dajuan.lines.livelihood.tests.plays import open_school, recorded, survey, union
from tests.cast import Cast

YEAR = 2020


@dataclass
class Year:
    """What was recorded, and the book as it was before anything late came in."""

    first: School
    second: School
    then: Book


def small_year(cast: Cast) -> Year:
    """Two schools of compulsory education, one in a union and with 540 seats; a plan for schools in two versions."""
    first, second = open_school(cast, "S1"), open_school(cast, "S2")
    with recorded(cast) as a:
        founded = union(cast)
        founded.found(a, lead=first, happened_on=date(2020, 9, 2))
    with recorded(cast) as a:
        first.add_seats(a, step="in_use", schooling="primary", classes=12, class_size=45, happened_on=date(2020, 9, 2))
    with recorded(cast) as a:
        survey(cast).close_round(a, sample=400, satisfied=384, happened_on=date(2020, 12, 10))
    plan(cast, "schools-opened", 4, "年初计划", date(2020, 1, 10))
    plan(cast, "schools-opened", 2)
    return Year(first, second, Book.now(cast.zone))


def plan(cast: Cast, figure: str, value: int, version: str = "5月调整", day: date = date(2020, 5, 20)) -> None:
    """What was planned of a figure for the year, in one version of the plan."""
    with act(by=cast.qian, office=cast.general) as a:
        target = Target(figure=figure, year=YEAR, value_x10000=value * SCALE, version=version, happened_on=day)
        a.enter(target)
