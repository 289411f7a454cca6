"""A small believable year, small enough to count on fingers: what tests of the room and of the sheet stand on.

Five schools teach: one since 2018, two opened in 2019 and two in 2020, one of those a phase of another; of the five one
is a kindergarten. A union leads two of the four compulsory ones. One hospital of a grade-A parent is being built, one
venue is 60 % done, one station has read two good days and a bad one, and one survey was held.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from dajuan.core.records.act import act
from dajuan.core.rooms.subjects import RoomSubject
from dajuan.core.staff.models import Office, User
from dajuan.lines.livelihood.models import Hospital, School, Station, Survey, Union, Venue

S = TypeVar("S", bound=RoomSubject)
Step = tuple[str, date, dict[str, Any]]
GOOD = {
    "pm25_x10": 350,
    "pm10_x10": 500,
    "so2_x10": 100,
    "no2_x10": 300,
    "co_x10": 6,
    "o3_1h_x10": 900,
    "o3_8h_x10": 800,
}
BAD = GOOD | {"pm25_x10": 760}


def year(*, by: User, office: Office) -> dict[str, Any]:
    """Record the year for an office, one act a step; the subjects by name."""

    def make(subject: type[S], name: str, *steps: Step, **own: Any) -> S:
        rows: Any = subject.objects
        one: S = rows.create(zone=office.zone, office=office, name=name, **own)
        for verb, day, facts in steps:
            with act(by=by, office=office) as a:
                getattr(one, verb)(a, happened_on=day, **facts)
        made[name] = one
        return one

    made: dict[str, Any] = {}
    _schools(make)
    _union(make, made)
    _works(make)
    _air(make, by, office)
    make(
        Survey,
        "公众安全感调查",
        on(11, 20, "close_round", sample=500, satisfied=478),
        topic="security",
        question="您觉得居住的地方安全吗？",
    )
    return made


def on(month: int, day: int, verb: str, **facts: Any) -> Step:
    """A step in 2020."""
    return verb, date(2020, month, day), facts


def _schools(make: Callable[..., Any]) -> None:
    """Name, kind, day of opening, and the classes of one stage of schooling."""
    old = make(School, "经开第一小学", *_taught(date(2018, 9, 1), "primary", 36), code="S1", kind="primary")
    make(School, "经开第二小学", *_taught(date(2019, 9, 1), "primary", 24), code="S2", kind="primary")
    make(School, "凤城初级中学", *_taught(date(2019, 9, 1), "junior", 30), code="S3", kind="junior")
    phase = _taught(date(2020, 9, 1), "primary", 24)
    make(School, "经开第一小学（二期）", *phase, code="S1-2", kind="primary", phase_of=old)
    make(School, "未央湖幼儿园", *_taught(date(2020, 9, 1), "kindergarten", 12), code="K1", kind="kindergarten")


def _taught(opened: date, schooling: str, classes: int) -> tuple[Step, ...]:
    """A school opens with so many classes of the standard size."""
    size = {"kindergarten": 30, "primary": 45, "junior": 50}[schooling]
    seats = {"step": "in_use", "schooling": schooling, "classes": classes, "class_size": size}
    return (("open", opened, {}), ("add_seats", opened, seats))


def _union(make: Callable[..., Any], made: dict[str, Any]) -> None:
    make(
        Union,
        "经开第一小学教育联合体",
        on(9, 10, "found", lead=made["经开第一小学"]),
        on(9, 10, "admit", school=made["经开第二小学"], role="member"),
        level="district",
        mode="leadership",
    )


def _works(make: Callable[..., Any]) -> None:
    make(
        Hospital,
        "中心医院经开院区",
        on(4, 10, "begin"),
        on(11, 30, "top_out"),
        parent="中心医院",
        parent_rating="tertiary_a",
        beds=1000,
    )
    make(
        Venue,
        "经开体育馆",
        on(3, 16, "begin"),
        on(6, 30, "advance", advanced_x10=250),
        on(12, 20, "advance", advanced_x10=350),
        purpose="十四运会",
    )


def _air(make: Callable[..., Any], by: User, office: Office) -> None:
    station = make(Station, "经开区站", code="610100001", network="state", measures_since=date(2013, 1, 1))
    for day, values_x10 in ((1, GOOD), (2, GOOD), (3, BAD)):
        with act(by=by, office=office) as a:
            a.enter_many(station.reading(date(2020, 3, day), hour, values_x10) for hour in range(24))
