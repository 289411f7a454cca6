"""Scenes the tests of this room share: schools, a union, a station, recorded by the cast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from dajuan.core.records.act import Act, act
from dajuan.core.records.evidence import store_bytes
from dajuan.core.spreadsheets.headings import guess
from dajuan.core.spreadsheets.importing import enter, pass_submitted, rehearse, submit
from dajuan.core.spreadsheets.models import ImportJob
from dajuan.core.spreadsheets.reading import open_source
from dajuan.core.spreadsheets.register import Register
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
    made.refresh_from_db()  # its stage is written by the act
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


def read_day(act: Act, station: Station, day: date, values_x10: Mapping[str, int], hours: range = range(24)) -> None:
    """The same reading in some hours of a day. Its numbers are tenths."""
    for hour in hours:
        act.enter(station.reading(day, hour, values_x10, published_aqi=1))


def imported(cast: Cast, register: type[Register], content: str, *, only_sound: bool = False) -> ImportJob:
    """A CSV file brought in by Zhao through the product's own import, passed by Sun where it needs review."""
    file = content.encode()
    evidence = store_bytes(file, name="台账.csv", by=cast.zhao, zone=cast.zone)
    job = ImportJob.objects.create(
        zone=cast.zone,
        office=cast.education,
        register=register.name,
        evidence=evidence,
        plan=guess(register(), open_source(file, "台账.csv")).kept(),
        status=ImportJob.Status.READY,
        started_by=cast.zhao,
        only_sound=only_sound,
        language="en",
    )
    rehearse(job)
    if not register.trusted:
        submit(job, only_sound=only_sound, leave_changed=False)
        pass_submitted(job, cast.sun)
    job.refresh_from_db()
    enter(job)
    job.refresh_from_db()
    return job
