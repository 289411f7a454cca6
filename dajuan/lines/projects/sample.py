"""A small believable year, small enough to count on fingers: what tests of the room and of the sheet stand on.

Lists of 2020: three projects on the zone's, two on the municipal one, issued in January and adjusted in May. The truck
project goes from its clearance task to a confirmed start in 92 days, Zhongbang cables in 150, both by way of all
connections; the school had its ceremony and has no start. January to March are reported: the truck 3, 3.2 and 3.4
hundred million yuan, the cables half a hundred million each month. The statistics know 3 of the truck.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from dajuan.core.records.act import Act, act
from dajuan.core.staff.models import Office, User
from dajuan.lines.projects.models import Category, KeyList, Level, NodeKind, Project

YI = 10_000_000_000  # fen in a hundred million yuan
TRUCK, CABLES, SCHOOL = "陕汽重卡扩能项目", "中邦线缆产业园", "经开景开学校"
OWN = {
    TRUCK: {"type": "industry", "industry": "cars", "landmark": "heavy-truck", "code": "2019-610162-36-03-000001"},
    CABLES: {"type": "industry", "industry": "materials", "code": "2019-610162-38-03-000002"},
    SCHOOL: {"type": "livelihood", "industry": "public", "code": "2020-610162-83-01-000003"},
}
K = NodeKind
PERMITS = (K.CONNECTED, K.LAND, K.LAND_PERMIT, K.PIT_PERMIT)


def year(*, by: User, office: Office) -> dict[str, Any]:
    """Record the year for an office, one act a step; projects by name, lists by level."""

    def step(do: Callable[[Act], Any]) -> None:
        with act(by=by, office=office) as a:
            do(a)

    made: dict[str, Any] = {
        level: KeyList.objects.create(zone=office.zone, office=office, year=2020, level=level)
        for level in (Level.ZONE, Level.MUNICIPAL)
    }
    for name, own in OWN.items():
        made[name] = Project.objects.create(zone=office.zone, office=office, name=name, **own)
    _lists(step, made)
    _nodes(step, made)
    _months(step, made)
    return made


def _lists(step: Callable[..., None], made: dict[str, Any]) -> None:
    for version, day, plans in (
        ("年初", date(2020, 1, 10), (52, 40)),
        ("五月调整", date(2020, 5, 20), (56, 44)),
    ):
        for level, projects, plan in zip((Level.ZONE, Level.MUNICIPAL), (3, 2), plans, strict=True):
            facts = {
                "version": version,
                "projects": projects,
                "plan_fen": plan * YI,
                "document": f"发改发〔2020〕{plan}号",
            }
            step(lambda a, level=level, facts=facts, day=day: made[level].issue(a, happened_on=day, **facts))
    for name, level, category, plan in (
        (TRUCK, Level.ZONE, Category.NEW, 34),
        (TRUCK, Level.MUNICIPAL, Category.NEW, 34),
        (CABLES, Level.ZONE, Category.CONTINUED, 6),
        (CABLES, Level.MUNICIPAL, Category.CONTINUED, 6),
        (SCHOOL, Level.ZONE, Category.NEW, 2),
    ):
        facts = {"category": category, "plan_fen": plan * YI, "key_list": made[level]}
        if category == Category.NEW:
            facts["start_by"] = date(2020, 6, 30)
        step(lambda a, name=name, facts=facts: made[name].enlist(a, happened_on=date(2020, 1, 12), **facts))


def _nodes(step: Callable[..., None], made: dict[str, Any]) -> None:
    for name, total, clearing, start in (
        (TRUCK, 80, date(2020, 1, 6), date(2020, 4, 7)),
        (CABLES, 52, date(2019, 5, 4), date(2019, 10, 1)),
    ):
        project = made[name]
        step(
            lambda a, project=project, total=total: project.value(a, happened_on=date(2019, 4, 1), total_fen=total * YI)
        )
        for kind, day in ((K.FILED, date(2019, 4, 2)), (K.SITED, date(2019, 4, 20)), (K.CLEARING, clearing)):
            step(lambda a, project=project, kind=kind, day=day: project.reach(a, happened_on=day, kind=kind))
        for kind in PERMITS:
            day = clearing.replace(day=25)
            step(lambda a, project=project, kind=kind, day=day: project.reach(a, happened_on=day, kind=kind))
        step(lambda a, project=project, day=start: project.confirm_start(a, happened_on=day, began_on=day))
    step(lambda a: made[TRUCK].reach(a, happened_on=date(2020, 4, 8), kind=K.REGISTERED))
    step(lambda a: made[SCHOOL].hold_ceremony(a, happened_on=date(2020, 3, 28), occasion="集中开工"))


def _months(step: Callable[..., None], made: dict[str, Any]) -> None:
    for month, truck in enumerate((300, 320, 340), 1):
        facts = {"happened_on": date(2020, month + 1, 3), "month": date(2020, month, 1)}
        step(lambda a, facts=facts, done=truck: made[TRUCK].report(a, done_fen=done * YI // 100, image="基础", **facts))
        step(lambda a, facts=facts: made[CABLES].report(a, done_fen=YI // 2, image="主体", **facts))
    booked = {"happened_on": date(2020, 4, 9), "month": date(2020, 3, 1), "amount_fen": 3 * YI}
    step(lambda a: made[TRUCK].report_statistics(a, **booked))
