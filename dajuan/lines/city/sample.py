"""A small believable year, small enough to count on fingers: what tests of the room and of the sheet stand on.

2019 has one road opened. 2020 has two, one estate, one lane, a 330 kV line, a village, a telecom and a power section,
two plots (one of them converted), a greenway, three illegal buildings (two of the Games) and one waste-sorting point.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from dajuan.core.records.act import act
from dajuan.core.staff.models import Office, User
from dajuan.lines.city.models import (
    GreenPlot,
    Greenway,
    IllegalBuilding,
    OverheadSection,
    Programme,
    WastePoint,
    Work,
)
from dajuan.lines.city.models.subjects import CitySubject

S = TypeVar("S", bound=CitySubject)
Step = tuple[str, date, dict[str, Any]]
LISTED = date(2019, 1, 10)


def year(*, by: User, office: Office) -> dict[str, Any]:
    """Record the year for an office, one act a step; the subjects by name."""

    def make(subject: type[S], name: str, *steps: Step, **own: Any) -> None:
        made[name] = subject.objects.create(zone=office.zone, office=office, name=name, **own)
        for verb, day, facts in steps:
            with act(by=by, office=office) as a:
                getattr(made[name], verb)(a, happened_on=day, **facts)

    made: dict[str, Any] = {}
    _works(make)
    _lines(make)
    _green(make)
    _order(make)
    return made


def on(month: int, day: int, verb: str, **facts: Any) -> Step:
    """A step in 2020."""
    return verb, date(2020, month, day), facts


def _built(start: date, completed: date, accepted: date, **amounts: Any) -> tuple[Step, ...]:
    """From the plan to acceptance, in the amounts of both."""
    return (
        ("enlist", LISTED, amounts),
        ("start", start, {}),
        ("complete", completed, {}),
        ("accept", accepted, {"document": "验收〔2020〕1号", **amounts}),
    )


def _road(start: date, opened: date, length_cm: int) -> tuple[Step, ...]:
    return (
        ("enlist", LISTED, {"length_cm": length_cm}),
        ("start", start, {}),
        ("open", opened, {"length_cm": length_cm}),
    )


def _works(make: Callable[..., None]) -> None:
    kind = Work.Kind
    roads = {
        "草滩十路": (date(2019, 3, 4), date(2019, 10, 20), 50_000),
        "文景北路延伸段": (date(2020, 3, 2), date(2020, 6, 18), 81_200),
        "凤城十五路西段": (date(2020, 3, 16), date(2020, 9, 1), 64_000),
    }
    for name, steps in roads.items():
        make(Work, name, *_road(*steps), kind=kind.DEAD_END, planned_end_on=date(2020, 12, 31))
    done = date(2020, 3, 9), date(2020, 10, 30), date(2020, 11, 20)
    make(
        Work,
        "长庆一区",
        *_built(*done, floor_area_dm2=1_360_000, buildings=12, households=480),
        on(1, 15, "consult", asked=480, agreed=456),
        on(2, 20, "fund", level="national", amount_fen=600_000_000, document="建城〔2020〕5号"),
        on(2, 20, "fund", level="zone", amount_fen=400_000_000, document="管财发〔2020〕8号"),
        on(11, 25, "survey", question="总体满意度", asked=200, satisfied=194),
        kind=kind.ESTATE,
    )
    make(Work, "方新巷", *_built(*done, length_cm=38_000), kind=kind.LANE)
    make(Work, "北客站枢纽电力线路", *_built(*done, length_cm=310_000, voltage_kv=330), kind=kind.POWER_LINE)
    make(
        Work,
        "柳林村",
        ("enlist", LISTED, {"floor_area_dm2": 3_000_000, "buildings": 30, "households": 26}),
        on(3, 20, "start"),
        on(5, 8, "clear", households=20, buildings=24, floor_area_dm2=2_400_000),
        on(8, 7, "clear", households=6, buildings=6, floor_area_dm2=600_000),
        on(8, 9, "demolish"),
        kind=kind.VILLAGE,
    )
    for name, done_x10 in (("元朔路", 800), ("元凤二路", 350)):
        report = on(11, 30, "report", done_x10=done_x10, phase="structure")
        enlisted = ("enlist", LISTED, {"length_cm": 180_000})
        make(Work, name, enlisted, on(4, 13, "start"), report, kind=kind.ROAD, planned_end_on=date(2021, 6, 30))


def _lines(make: Callable[..., None]) -> None:
    make(
        OverheadSection,
        "凤城八路（文景路至明光路）",
        on(4, 28, "build_duct", length_cm=125_000),
        on(7, 30, "bring_down", length_cm=120_000, cables=14),
        owner="telecom",
        road_class=1,
        planned_on=LISTED,
    )
    make(
        OverheadSection,
        "尚苑路",
        on(5, 29, "bring_down", length_cm=90_000, cables=6),
        owner="power",
        road_class=3,
        voltage_kv=10,
        planned_on=LISTED,
    )


def _green(make: Callable[..., None]) -> None:
    own = {"green_class": "G1", "planned_on": LISTED}
    make(GreenPlot, "行政中心南绿地", on(6, 5, "accept", area_dm2=1_200_000), **own)
    make(GreenPlot, "未央湖改造绿地", on(7, 6, "accept", area_dm2=900_000), converted=True, **own)
    make(
        Greenway,
        "文景路绿道",
        on(9, 25, "accept", length_cm=230_000),
        greenway_class="city",
        both_sides=True,
        planned_on=LISTED,
    )


def _order(make: Callable[..., None]) -> None:
    cases = (
        ("尚稷路东北角", Programme.GAMES, "demolished", 48_000),
        ("北辰大道西侧", Programme.GAMES, "regularised", 20_000),
        ("草滩生态园", Programme.NONE, "demolished", 70_000),
    )
    for name, programme, outcome, area in cases:
        found, dealt = (
            on(3, 3, "find", floor_area_dm2=area),
            on(6, 1, "deal_with", outcome=outcome, floor_area_dm2=area),
        )
        make(IllegalBuilding, name, found, dealt, programme=programme)
    make(
        WastePoint,
        "长庆一区东门",
        on(1, 6, "set_up", households=480),
        on(4, 7, "inspect", bins=10, bins_right=7),
        on(10, 13, "inspect", bins=10, bins_right=9),
        estate="长庆一区",
    )
