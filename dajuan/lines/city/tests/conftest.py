"""Two roads, an estate, a village, and the smaller subjects of the room, all of the construction bureau's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from dajuan.core.records.act import act
from dajuan.lines.city.models import (
    GreenPlot,
    Greenway,
    IllegalBuilding,
    OverheadSection,
    Programme,
    WastePoint,
    Work,
)
from tests.cast import Cast

LISTED = date(2020, 1, 10)
Record = Callable[..., Any]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Refusals are read in the language of the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def record(cast: Cast) -> Record:
    """Record one thing about a subject, in an act of Li's: record(work, "open", date, length_cm=…)."""

    def one(subject: Any, verb: str, happened_on: date, **facts: Any) -> Any:
        with act(by=cast.li, office=cast.construction) as a:
            entry = getattr(subject, verb)(a, happened_on=happened_on, **facts)
        subject.refresh_from_db()
        return entry

    return one


def work(cast: Cast, kind: str, name: str, **more: Any) -> Work:
    made: Work = Work.objects.create(zone=cast.zone, office=cast.construction, kind=kind, name=name, **more)
    return made


@pytest.fixture
def road(cast: Cast, record: Record) -> Work:
    """A dead-end road in the plan since January 2020."""
    made = work(cast, Work.Kind.DEAD_END, "文景北路延伸段")
    record(made, "enlist", LISTED, length_cm=81_200)
    return made


@pytest.fixture
def other_road(cast: Cast, record: Record) -> Work:
    made = work(cast, Work.Kind.DEAD_END, "凤城十五路西段")
    record(made, "enlist", LISTED, length_cm=64_000)
    return made


@pytest.fixture
def estate(cast: Cast, record: Record) -> Work:
    made = work(cast, Work.Kind.ESTATE, "长庆一区")
    record(made, "enlist", LISTED, floor_area_dm2=1_360_000, buildings=12, households=480)
    return made


@pytest.fixture
def village(cast: Cast, record: Record) -> Work:
    made = work(cast, Work.Kind.VILLAGE, "柳林村")
    record(made, "enlist", LISTED, floor_area_dm2=3_000_000, buildings=30, households=26)
    return made


@pytest.fixture
def section(cast: Cast) -> OverheadSection:
    """A section of telecom lines, to be buried."""
    return OverheadSection.objects.create(
        zone=cast.zone,
        office=cast.construction,
        name="凤城八路（文景路至明光路）",
        owner="telecom",
        road_class=1,
        planned_on=LISTED,
    )


@pytest.fixture
def power_section(cast: Cast) -> OverheadSection:
    """Power lines along a third-class road, to be tidied."""
    return OverheadSection.objects.create(
        zone=cast.zone, office=cast.construction, name="元凤二路", owner="power", road_class=3, planned_on=LISTED
    )


@pytest.fixture
def plot(cast: Cast) -> GreenPlot:
    return GreenPlot.objects.create(
        zone=cast.zone, office=cast.construction, name="行政中心南绿地", green_class="G1", planned_on=LISTED
    )


@pytest.fixture
def greenway(cast: Cast) -> Greenway:
    return Greenway.objects.create(
        zone=cast.zone, office=cast.construction, name="文景路绿道", greenway_class="city", planned_on=LISTED
    )


@pytest.fixture
def case(cast: Cast) -> IllegalBuilding:
    """A clue near the Games areas."""
    return IllegalBuilding.objects.create(
        zone=cast.zone, office=cast.construction, name="尚稷路与文景路东北角", programme=Programme.GAMES
    )


@pytest.fixture
def point(cast: Cast) -> WastePoint:
    return WastePoint.objects.create(zone=cast.zone, office=cast.construction, name="长庆一区东门", estate="长庆一区")
