"""The ledgers beside the projects on the demo's stage: land, connections, services, problems, observation rounds.

Called by demo.py with its projects; what it records fits the nodes that stand there: the last plot is cleared on the
day of the node, the last connection is done on the day of its own.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, Protocol

from dajuan.core.demo.stage import Stage
from dajuan.core.records.act import Act
from dajuan.core.records.evidence import store_bytes
from dajuan.core.tickets.models import Source, Ticket, raise_ticket
from dajuan.lines.projects.models import (
    Acknowledgement,
    Connection,
    Delivery,
    LandClearance,
    LandHandover,
    LandPayment,
    LandSurvey,
    NodeKind,
    Observation,
    Plot,
    Problem,
    Project,
    Promise,
    Service,
)
from dajuan.lines.projects.models.connections import DEFAULT
from dajuan.lines.projects.models.problems import category_of

LINE, SEED = "projects", 20200108
FIRST, LAST = date(2019, 1, 20), date(2020, 12, 20)
WITH_LAND, WITH_SERVICES, WITH_PROBLEMS, SEEN = 36, 40, 26, 8
MU_DM2 = 66_667  # a mu (亩) of land, to the nearest dm²
YUAN = 100  # fen
K = NodeKind
SERVICES = (
    ("signing", "代办企业注册和税务登记"),
    ("approval", "代办立项备案和施工许可"),
    ("land", "协调临时用水用电接入"),
    ("building", "协调渣土清运和夜间施工"),
    ("production", "对接首批用工招聘"),
)
PROBLEMS = (
    ("power", "110千伏外线迁改未完成", "city"),
    ("land", "红线内一户未签订协议", "projects"),
    ("approval", "施工图审查意见未闭合", "projects"),
    ("funds", "专项债资金未到位", LINE),
    ("power", "雨污水接口未打通", "city"),
    ("labour", "钢筋工和木工缺口较大", "livelihood"),
)
CRITERIA = (("投资完成", 30), ("进度与计划", 25), ("产业质量", 25), ("现场管理", 20))
ROUNDS = (("2019年重点项目观摩", date(2019, 11, 14)), ("2020年重点项目观摩", date(2020, 11, 12)))


class Planned(Protocol):
    """A project of the demo as demo.py has it."""

    nodes: dict[str, date]
    dossier: str
    landmark: str

    @property
    def project(self) -> Project: ...


@dataclass
class Ground:
    """A plot of the demo and what lies on it."""

    name: str
    land_dm2: int
    households: int
    owed_fen: int
    plot: Plot | None = None

    @property
    def row(self) -> Plot:
        """The plot once it was entered."""
        if self.plot is None:
            raise LookupError(self.name)
        return self.plot


def _on(stage: Stage, day: date, do: Callable[[Act], Any]) -> None:
    """Recorded on its day. Not by the stage's chance, which other rooms' years come from."""
    at = datetime(day.year, day.month, day.day, 2, tzinfo=UTC) + timedelta(minutes=len(stage.events) % 400)
    stage.record_at(LINE, at, do)


def put_on(stage: Stage, plans: Iterable[Planned]) -> None:
    """Everything beside the projects, ready to be recorded."""
    chance = random.Random(SEED)
    known = list(plans)
    going = [one for one in known if one.nodes.get(K.CLEARING, FIRST) > FIRST and not one.dossier]
    named = [one for one in known if one.landmark]
    for one in [*named, *going[:WITH_LAND]]:
        _land(stage, chance, one)
    for one in going[:WITH_LAND]:
        _connections(stage, one)
    building = [one for one in known if FIRST < one.nodes.get(K.STARTED, FIRST) < LAST]
    for number, one in enumerate(building[:WITH_SERVICES]):
        _services(stage, chance, one, number)
    for number, one in enumerate(building[:WITH_PROBLEMS]):
        _problem(stage, chance, one, PROBLEMS[number % len(PROBLEMS)], number)
    for name, day in ROUNDS:
        seen = [one for one in building if one.nodes[K.STARTED] < day - timedelta(days=20)]
        if seen:
            _on(stage, day, partial(_round, stage, chance.randint(0, 999), name, day, seen[-SEEN:]))


# Land


def _land(stage: Stage, chance: random.Random, one: Planned) -> None:
    """Plots surveyed after the task, paid in two parts, cleared by the day of the node, handed over a week later."""
    task, cleared = one.nodes[K.CLEARING], one.nodes.get(K.CLEARED)
    grounds = [_ground(chance, number) for number in range(1, chance.randint(1, 3) + 1)]
    ends = cleared or min(task + timedelta(days=90), LAST)
    survey = task + timedelta(days=min(3, (ends - task).days))
    record = partial(_on, stage)
    record(survey, partial(_survey, one, grounds, survey, ends))
    half = survey + (ends - survey) / 2
    record(half, partial(_pay, grounds, half, 1))
    if cleared is None:
        return
    record(cleared, partial(_clear, grounds, cleared))
    handed = cleared + timedelta(days=7)
    if handed < LAST:
        record(handed, partial(_hand_over, grounds, handed))


def _ground(chance: random.Random, number: int) -> Ground:
    mu, households = chance.randint(12, 120), chance.choice((0, 0, 4, 9, 23, 41))
    owed = (mu * 68_000 + households * 910_000) * YUAN
    return Ground(f"JK-{number:02}", mu * MU_DM2, households, owed)


def _survey(one: Planned, grounds: Sequence[Ground], day: date, due: date, act: Act) -> None:
    for ground in grounds:
        own = {"zone": act.zone, "office": one.project.office, "area": one.project.area, "created_at": act.clock()}
        ground.plot = Plot(project=one.project, name=ground.name, due_on=due, **own)
        ground.plot.save()
        facts = {"land_dm2": ground.land_dm2, "households": ground.households, "owed_fen": ground.owed_fen}
        act.enter(ground.plot.entry(LandSurvey, happened_on=day, document="调查登记表", **facts))


def _pay(grounds: Sequence[Ground], day: date, part: int, act: Act) -> None:
    """The first part is six tenths, the second the rest."""
    for ground in grounds:
        first, some = ground.owed_fen * 6 // 10, ground.households * 6 // 10
        paid, households = (first, some) if part == 1 else (ground.owed_fen - first, ground.households - some)
        facts = {"paid_fen": paid, "households": households, "document": "补偿款支付凭证"}
        act.enter(ground.row.entry(LandPayment, happened_on=day, **facts))


def _clear(grounds: Sequence[Ground], day: date, act: Act) -> None:
    _pay(grounds, day, 2, act)
    for ground in grounds:
        facts = {"land_dm2": ground.land_dm2, "document": "净地确认单"}
        act.enter(ground.row.entry(LandClearance, happened_on=day, **facts))


def _hand_over(grounds: Sequence[Ground], day: date, act: Act) -> None:
    for ground in grounds:
        facts = {"land_dm2": ground.land_dm2, "receiver": "建设单位", "document": "交地确认书"}
        act.enter(ground.row.entry(LandHandover, happened_on=day, **facts))


def _connections(stage: Stage, one: Planned) -> None:
    """The checklist: all items by the day of the node, half of them where it has not come yet."""
    task, connected = one.nodes[K.CLEARING], one.nodes.get(K.CONNECTED)
    items = [key for key, _name in DEFAULT]
    ends = connected or min(task + timedelta(days=60), LAST)
    some = items if connected else items[: len(items) // 2]
    step = (ends - task) / len(items)
    days = {item: task + step * place for place, item in enumerate(some, 1)}
    if connected:
        days[some[-1]] = connected
    _on(stage, max(days.values()), partial(_connect, one, days))


def _connect(one: Planned, days: Mapping[str, date], act: Act) -> None:
    for item, day in days.items():
        act.enter(one.project.entry(Connection, item=item, happened_on=day, document="通达确认单"))


# Services


def _services(stage: Stage, chance: random.Random, one: Planned, number: int) -> None:
    """Two promises a project: done in time mostly, confirmed mostly, a few still open."""
    for place in (number % 5, (number + 2) % 5):
        phase, name = SERVICES[place]
        promised = one.nodes[K.STARTED] + timedelta(days=chance.randint(-30, 60))
        promised = min(max(promised, FIRST), LAST - timedelta(days=50))
        due = promised + timedelta(days=chance.randint(10, 40))
        made: list[Service] = []
        _on(stage, promised, partial(_promise, one, made, phase, name, promised, due))
        if chance.random() < 0.12:
            continue
        done = due + timedelta(days=chance.choice((-6, -4, -3, -1, 0, 2)))
        _on(stage, done, partial(_deliver, made, done, done <= due))
        if chance.random() < 0.85:
            said = done + timedelta(days=chance.randint(1, 7))
            facts = {"satisfied": "no" if chance.random() < 0.05 else "yes", "through": chance.choice(("link", *_SAID))}
            _on(stage, said, partial(_acknowledge, made, said, facts))


_SAID = ("link", "specialist")


def _promise(one: Planned, made: list[Service], phase: str, name: str, day: date, due: date, act: Act) -> None:
    own = {"zone": act.zone, "office": one.project.office, "created_at": act.clock()}
    service = Service(project=one.project, phase=phase, name=name, specialist=one.project.specialist, **own)
    service.save()
    made.append(service)
    act.enter(service.entry(Promise, happened_on=day, due_on=due))


def _deliver(made: Sequence[Service], day: date, in_time: bool, act: Act) -> None:
    act.enter(made[0].entry(Delivery, happened_on=day, in_time=in_time, document="办结告知单"))


def _acknowledge(made: Sequence[Service], day: date, facts: Mapping[str, str], act: Act) -> None:
    act.enter(made[0].entry(Acknowledgement, happened_on=day, **facts))


# Problems


def _problem(stage: Stage, chance: random.Random, one: Planned, what: tuple[str, str, str], number: int) -> None:
    """Raised at a dispatch meeting; solved and confirmed mostly, the latest still open."""
    kind, title, line = what
    day = min(
        one.nodes[K.STARTED] + timedelta(days=chance.randint(5, 50)), LAST - timedelta(days=chance.randint(4, 30))
    )
    at = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    made: list[Ticket] = []
    owner = stage.offices.get(line) or stage.offices[LINE]
    is_open = number % 4 == 3 or day > LAST - timedelta(days=20)
    due = day + timedelta(days=chance.choice((7, 15, 30)))
    facts = {"kind": kind, "title": title, "due_on": max(due, LAST + timedelta(days=number)) if is_open else due}
    stage.record_at(LINE, at, partial(_raise, one, made, owner, at, facts))
    if is_open:
        return
    solver = line if line in stage.offices else LINE
    received, solved = at + timedelta(hours=3), at + timedelta(days=chance.randint(4, 18))
    stage.record_at(solver, received, lambda act: made[0].receive(act, at=received))
    stage.record_at(solver, solved, partial(_solve, made, solved))
    if number % 3:
        called = solved + timedelta(days=1)
        checker = "general" if solver == LINE else LINE
        stage.record_at(checker, called, lambda act: made[0].confirm(act, satisfied="yes", at=called))


def _raise(one: Planned, made: list[Ticket], owner: Any, at: datetime, facts: Mapping[str, Any], act: Act) -> None:
    category = category_of(act.zone, facts["kind"])
    words = {"title": facts["title"], "description": facts["title"], "source": Source.INSPECTION}
    ticket, _report = raise_ticket(act, category=category, at=at, **words)
    ticket.dispatch(act, office=owner, at=at)
    made.append(ticket)
    act.enter(one.project.entry(Problem, ticket=ticket, happened_on=at.date(), **facts))


def _solve(made: Sequence[Ticket], at: datetime, act: Act) -> None:
    proof = store_bytes("现场办结记录".encode(), name="办结记录.txt", by=act.by, zone=act.zone)
    made[0].solve(act, outcome="done", proof=[proof], at=at)


# Observation


def _round(stage: Stage, seed: int, name: str, day: date, seen: Sequence[Planned], act: Act) -> None:
    """Seven judges score every project by four criteria; highest and lowest sheet are left out."""
    chance = random.Random(seed)
    projects = [one.project for one in seen]
    own = {"zone": act.zone, "office": stage.offices[LINE], "created_at": act.clock()}
    observation = Observation(name=name, level="zone", held_on=day, **own)
    observation.save()
    observation.projects.set(projects)
    criteria = [{"name": title, "weight": weight} for title, weight in CRITERIA]
    facts = {"criteria": criteria, "drops": True, "document": "观摩评分办法"}
    act.enter(observation.sheet_of(happened_on=day, **facts))
    scores = [
        observation.score_of(project, happened_on=day, judge=f"{judge}号", points=_points(chance), criteria=criteria)
        for project in projects
        for judge in range(1, 8)
    ]
    act.enter_many(scores)
    act.enter_many(observation.places_of(scores, happened_on=day, drops=True))


def _points(chance: random.Random) -> list[int]:
    return [chance.randint(76, 97) * 10 for _criterion in CRITERIA]
