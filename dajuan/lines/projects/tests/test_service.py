"""Promises to investors, problems as tickets, observation rounds, and what a superior system reports."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dajuan.core.records.act import act
from dajuan.core.records.evidence import store_bytes
from dajuan.core.records.models import Refused
from dajuan.core.tickets.models import Category, State
from dajuan.lines.projects.models import Observation, Problem, Project, Service
from dajuan.lines.projects.models.service import ServiceLink
from dajuan.values.lights import Light
from tests.cast import Cast

pytestmark = pytest.mark.django_db
D = date(2020, 3, 2)


@pytest.fixture
def service(project: Project) -> Service:
    own = {"zone": project.zone, "office": project.office, "project": project}
    return Service.objects.create(name="代办施工许可证", phase="approval", **own)


def test_a_service_is_promised_done_and_confirmed_in_this_order(service: Service, do: Any) -> None:
    with pytest.raises(Refused, match="before it is promised"):
        do(service.deliver, happened_on=D)
    do(service.promise, happened_on=D, due_on=date(2020, 3, 20))
    with pytest.raises(Refused, match="before it is done"):
        do(service.acknowledge, happened_on=D, satisfied="yes")
    done = do(service.deliver, happened_on=date(2020, 3, 23))
    assert done.in_time is False
    do(service.acknowledge, happened_on=date(2020, 3, 24), satisfied="no")
    service.refresh_from_db()
    assert (service.stage, service.due_on, service.verbs) == ("confirmed", date(2020, 3, 20), ())


def test_a_promise_due_before_it_is_made_is_refused(service: Service, do: Any) -> None:
    with pytest.raises(Refused) as refused:
        do(service.promise, happened_on=D, due_on=date(2020, 3, 1))
    assert refused.value.field == "due_on"


def test_a_promise_turns_yellow_a_week_before_and_red_after_its_day(service: Service, do: Any) -> None:
    do(service.promise, happened_on=D, due_on=date(2020, 3, 20))
    service.refresh_from_db()
    lights = [service.light(day) for day in (date(2020, 3, 12), date(2020, 3, 13), date(2020, 3, 21))]
    assert lights == [Light.GREEN, Light.YELLOW, Light.RED]


def test_a_link_opens_until_its_day_and_knows_its_code(keeper: Cast, project: Project) -> None:
    facts: dict[str, Any] = {"company": "陕汽集团", "expires_on": D, "by": keeper.li, "office": keeper.construction}
    link, token, code = ServiceLink.objects.make(project, **facts)
    assert ServiceLink.objects.of(token, day=D) == link
    assert ServiceLink.objects.of(token, day=D + timedelta(days=1)) is None
    assert ServiceLink.objects.of("x", day=D) is None
    assert link.fits(token, f" {code} ")
    assert not link.fits(token, "000000" if code != "000000" else "000001")


# Problems


def raised(project: Project, keeper: Cast, do: Any, **more: Any) -> Problem:
    facts = {"kind": "power", "title": "110千伏外线未开工", "owner": keeper.education, "happened_on": D} | more
    problem: Problem = do(project.raise_problem, **facts)
    return problem


def test_a_problem_is_a_ticket_with_an_owner(keeper: Cast, project: Project, do: Any) -> None:
    problem = raised(project, keeper, do, due_on=date(2020, 3, 31))
    assert (problem.ticket.state, problem.owner) == (State.DISPATCHED, keeper.education)
    assert problem.ticket.category.code == "PROJECT-POWER"
    assert problem.ticket.category.parent == Category.objects.get(code="PROJECT")
    assert problem.light(date(2020, 4, 1)) is Light.RED


def test_a_problem_due_before_it_was_raised_is_refused(keeper: Cast, project: Project, do: Any) -> None:
    with pytest.raises(Refused) as refused:
        raised(project, keeper, do, due_on=date(2020, 3, 1))
    assert refused.value.field == "due_on"


def test_solved_is_confirmed(keeper: Cast, project: Project, do: Any) -> None:
    problem = raised(project, keeper, do)
    at = problem.ticket.raised_at
    proof = store_bytes(b"\x89PNG\r\n\x1a\n", name="a.png", by=keeper.zhao, zone=keeper.zone)
    with act(by=keeper.zhao, office=keeper.education) as a:
        problem.ticket.receive(a, at=at)
    with act(by=keeper.zhao, office=keeper.education) as a:
        problem.ticket.solve(a, outcome="done", proof=[proof], at=at)
    assert list(project.open_problems()) == [problem]
    with act(by=keeper.chen, office=keeper.construction) as a:
        problem.ticket.confirm(a, satisfied="yes", at=at)
    assert list(project.open_problems()) == []


# Observation


@pytest.fixture
def round_of_three(keeper: Cast, made: dict[str, Any], do: Any) -> Observation:
    """A round with two criteria, 60 and 40, that leaves out the highest and lowest sheet."""
    seen = Observation.objects.create(
        zone=keeper.zone, office=keeper.construction, name="2020年第一次观摩", level="zone"
    )
    seen.projects.set([one for one in made.values() if isinstance(one, Project)])
    criteria = [{"name": "投资完成", "weight": 60}, {"name": "现场管理", "weight": 40}]
    do(seen.set_criteria, happened_on=D, criteria=criteria, drops=True)
    return seen


def sheets(seen: Observation, do: Any, project: Project, *totals: int) -> None:
    """One sheet a judge, each with the same points for both criteria."""
    for judge, points in enumerate(totals, 1):
        facts = {"project": project, "judge": f"{judge}号", "points": [points * 10, points * 10]}
        do(seen.score, happened_on=D, **facts)


def test_weights_that_do_not_make_100_are_refused(keeper: Cast, do: Any) -> None:
    seen = Observation.objects.create(zone=keeper.zone, office=keeper.construction, name="观摩", level="zone")
    for criteria in ([], [{"name": "投资", "weight": 99}], [{"name": "投资", "weight": 50}] * 2):
        with pytest.raises(Refused) as refused:
            do(seen.set_criteria, happened_on=D, criteria=criteria, drops=False)
        assert refused.value.field == "criteria"


def test_highest_and_lowest_are_left_out_and_equal_means_share_a_place(round_of_three: Observation, do: Any) -> None:
    truck, cables, school = round_of_three.projects.order_by("pk")
    sheets(round_of_three, do, truck, 100, 80, 90, 20)  # 100 and 20 left out: 85
    sheets(round_of_three, do, cables, 85, 85, 85)  # one counts: 85
    sheets(round_of_three, do, school, 70, 71, 72, 0)  # 72 and 0 left out: 70.5
    do(round_of_three.place, happened_on=D)
    places = {p.project: (p.place, p.mean_x100, p.of) for p in round_of_three.places.standing()}
    assert places == {truck: (1, 8500, 3), cables: (1, 8500, 3), school: (3, 7050, 3)}
    assert [one.place for one in round_of_three.result()] == [1, 1, 3]


def test_weights_count(round_of_three: Observation, do: Any) -> None:
    truck = round_of_three.projects.order_by("pk")[0]
    entry = do(round_of_three.score, happened_on=D, project=truck, judge="1号", points=[900, 805])
    assert entry.total_x1000 == 60 * 900 + 40 * 805  # 86.2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"points": [1001, 0]}, "points"),
        ({"points": [10]}, "points"),
        ({"judge": "1号"}, ""),
        ({"other": 1}, "project"),
    ],
)
def test_a_sheet_that_cannot_be_is_refused(
    round_of_three: Observation, project: Project, do: Any, change: dict[str, Any], field: str
) -> None:
    truck = round_of_three.projects.order_by("pk")[0]
    do(round_of_three.score, happened_on=D, project=truck, judge="1号", points=[10, 10])
    facts = {"project": truck, "judge": "2号", "points": [10, 10]} | change
    if facts.pop("other", None):
        facts["project"] = project
    with pytest.raises(Refused) as refused:
        do(round_of_three.score, happened_on=D, **facts)
    assert refused.value.field == field


def test_a_round_with_too_few_sheets_is_not_placed_and_names_the_projects(round_of_three: Observation, do: Any) -> None:
    for one in round_of_three.projects.all():
        sheets(round_of_three, do, one, *([80, 80, 80] if "重卡" in one.name else [80, 80]))
    with pytest.raises(Refused, match="at least 3 sheets; too few for: 中邦线缆产业园, 经开景开学校"):
        do(round_of_three.place, happened_on=D)


def test_criteria_stay_while_sheets_rest_on_them(keeper: Cast, round_of_three: Observation, do: Any) -> None:
    truck = round_of_three.projects.order_by("pk")[0]
    do(round_of_three.score, happened_on=D, project=truck, judge="1号", points=[10, 10])
    with pytest.raises(Refused, match="rests on this record"), act(by=keeper.chen, office=keeper.construction) as a:
        a.withdraw(round_of_three.sheets.get(), reason="改权重")


# Reported elsewhere


def test_a_phase_ends_after_it_begins_and_not_after_the_day_of_its_data(project: Project, do: Any) -> None:
    for days, field in (
        ({"planned_from": date(2020, 2, 2), "planned_to": date(2020, 2, 1)}, "planned_to"),
        ({"begun_on": date(2020, 2, 2), "ended_on": date(2020, 2, 1)}, "ended_on"),
        ({"ended_on": date(2020, 3, 3)}, "ended_on"),
    ):
        with pytest.raises(Refused) as refused:
            do(project.take_phase, happened_on=D, phase="works", **days)
        assert refused.value.field == field
    do(project.take_phase, happened_on=D, phase="works", planned_from=D, begun_on=None, planned_to=None, ended_on=None)
