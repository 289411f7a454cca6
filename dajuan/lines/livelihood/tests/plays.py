"""Scenes the tests of this room share: schools, a union, a station, recorded by the cast."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from dajuan.core.records.act import Act, act
from dajuan.lines.livelihood.models import Hospital, School, Station, Survey, Union, Venue
from tests.cast import Cast

SEPTEMBER = date(2020, 9, 1)


@contextmanager
def recorded(cast: Cast) -> Iterator[Act]:
    """An act of Sun, head of the education bureau."""
    with act(by=cast.sun, office=cast.education) as a:
        yield a


def school(cast: Cast, code: str = "S1", **more: Any) -> School:
    """A public primary school, not opened yet."""
    facts = {"name": f"第{code}小学", "kind": School.Kind.PRIMARY, **more}
    return School.objects.create(zone=cast.zone, office=cast.education, code=code, **facts)


def open_school(cast: Cast, code: str = "S1", day: date = SEPTEMBER, **more: Any) -> School:
    """A school that teaches since a day."""
    made = school(cast, code, **more)
    with recorded(cast) as a:
        made.open(a, happened_on=day)
    return made


def union(cast: Cast, name: str = "名校联合体", level: str = "district") -> Union:
    return Union.objects.create(
        zone=cast.zone, office=cast.education, name=name, level=level, mode=Union.Mode.LEADERSHIP
    )


def station(cast: Cast, name: str = "经开区", network: str = "state", code: str = "") -> Station:
    return Station.objects.create(
        zone=cast.zone,
        office=cast.education,
        code=code or name,
        name=name,
        network=network,
        measures_since=date(2013, 1, 1),
    )


def hospital(cast: Cast, rating: str = "tertiary_a", name: str = "中心医院经开院区") -> Hospital:
    return Hospital.objects.create(
        zone=cast.zone, office=cast.education, name=name, parent="中心医院", parent_rating=rating, beds=1000
    )


def venue(cast: Cast, name: str = "经开体育馆") -> Venue:
    return Venue.objects.create(zone=cast.zone, office=cast.education, name=name, purpose="十四运会")


def survey(cast: Cast) -> Survey:
    return Survey.objects.create(
        zone=cast.zone,
        office=cast.education,
        name="公众安全感调查",
        topic=Survey.Topic.SECURITY,
        question="您觉得居住的地方安全吗？",
    )
