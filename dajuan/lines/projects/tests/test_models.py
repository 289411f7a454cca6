from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from dajuan.core.records.act import Refused, act
from dajuan.figures.models import SCALE, Target
from dajuan.lines.projects.models import (
    Category,
    KeyList,
    Level,
    LightShown,
    MonthTable,
    NodeKind,
    Project,
    freeze,
    issue_from_the_box,
    lights_at,
    reopen,
)
from dajuan.lines.projects.models.lights import IN_THE_BOX, Cause, Rules, Standing, judged
from dajuan.lines.projects.sample import CABLES, PERMITS, SCHOOL, TRUCK
from dajuan.lines.projects.tests.conftest import YI, Do
from dajuan.values.lights import Light
from tests.cast import Cast

pytestmark = pytest.mark.django_db
K = NodeKind
JUNE = date(2020, 6, 1)


def up_to_the_permits(do: Do, project: Project, *, day: date = JUNE, but: tuple[str, ...] = ()) -> None:
    for kind in (K.FILED, K.SITED, K.CLEARING, *PERMITS):
        if kind not in but:
            do(project.reach, happened_on=day, kind=kind)


def test_a_node_needs_what_comes_first_and_says_what_is_missing(do: Do, project: Project) -> None:
    with pytest.raises(Refused, match="land pre-examination and siting"):
        do(project.reach, happened_on=JUNE, kind=K.LAND)
    do(project.reach, happened_on=JUNE, kind=K.FILED)
    with pytest.raises(Refused, match="cannot lie before"):
        do(project.reach, happened_on=date(2020, 5, 1), kind=K.SITED)


def test_the_pit_may_be_dug_before_the_full_permit_and_the_structure_not(do: Do, project: Project) -> None:
    with pytest.raises(Refused, match="foundation-pit permit or a construction permit"):
        do(project.confirm_start, happened_on=JUNE, began_on=JUNE)
    up_to_the_permits(do, project)
    do(project.confirm_start, happened_on=JUNE, began_on=date(2020, 5, 28))
    with pytest.raises(Refused, match="construction permit"):
        do(project.reach, happened_on=JUNE, kind=K.TOPPED_OUT)
    for kind in (K.PLANNING_PERMIT, K.PERMIT, K.TOPPED_OUT):
        do(project.reach, happened_on=JUNE, kind=kind)
    project.refresh_from_db()
    assert (project.stage, project.started_on) == (K.TOPPED_OUT, JUNE)


def test_a_ceremony_is_no_start(do: Do, project: Project) -> None:
    do(project.hold_ceremony, happened_on=JUNE, occasion="集中开工仪式")
    project.refresh_from_db()
    assert project.started_on is None
    assert "does not count as started" in project.warnings()[0]


def test_a_permit_on_which_a_start_rests_is_not_withdrawn(keeper: Cast, do: Do, project: Project) -> None:
    up_to_the_permits(do, project)
    do(project.confirm_start, happened_on=JUNE, began_on=JUNE)
    with pytest.raises(Refused, match="rests on this record"), act(by=keeper.chen) as a:
        a.withdraw(project.nodes.get(kind=K.PIT_PERMIT), reason="作废")
    with pytest.raises(Refused, match="rests on this record"), act(by=keeper.chen) as a:
        a.withdraw(project.nodes.get(kind=K.LAND), reason="作废")


def test_a_total_that_rises_in_silence_is_asked_about(do: Do, project: Project) -> None:
    do(project.value, happened_on=date(2020, 1, 5), total_fen=50 * YI)
    with pytest.raises(Refused, match="Say why"):
        do(project.value, happened_on=JUNE, total_fen=80 * YI)
    do(project.value, happened_on=JUNE, total_fen=80 * YI, because="扩建二期，重新备案")
    do(project.value, happened_on=date(2020, 9, 1), total_fen=70 * YI)
    project.refresh_from_db()
    assert project.total_fen == 70 * YI


def test_a_plan_of_nodes_has_versions_and_stays_in_order(do: Do, project: Project) -> None:
    first = {K.FILED: date(2020, 1, 31), K.SITED: date(2020, 3, 1)}
    do(project.plan, happened_on=date(2020, 1, 6), days=first)
    with pytest.raises(Refused, match="which it needs"):
        do(project.plan, happened_on=JUNE, days={K.FILED: date(2020, 8, 1), K.SITED: date(2020, 7, 1)})
    do(project.plan, happened_on=JUNE, days={K.FILED: date(2020, 7, 1), K.SITED: date(2020, 8, 1)})
    assert project.plan_on(date(2020, 5, 31)) == first, "the plan frozen in May"
    assert project.plan_on()[K.SITED] == date(2020, 8, 1)
    assert project.plan_on(date(2019, 12, 31)) == {}


def test_a_plan_set_after_the_year_is_refused(do: Do, municipal: KeyList) -> None:
    with pytest.raises(Refused, match="after the year"):
        do(municipal.issue, happened_on=date(2021, 1, 4), version="补", projects=1, plan_fen=YI)


def test_the_published_year_of_xian_completes_its_two_plans_differently(do: Do, municipal: KeyList) -> None:
    """Domain.md 0.4: 368 projects and 265 bn at the turn of the year, 453 and 280.2 bn in May, 368.5 bn done."""
    do(municipal.issue, happened_on=date(2020, 1, 20), version="年初", projects=368, plan_fen=2650 * YI)
    do(municipal.issue, happened_on=date(2020, 5, 20), version="五月调整", projects=453, plan_fen=2802 * YI)
    done_fen = 2802 * YI * 1315 // 1000
    rates = {issue.version: round(Fraction(done_fen * 100, issue.plan_fen), 1) for issue in municipal.issues.all()}
    assert rates == {"五月调整": Fraction("131.5"), "年初": Fraction("139.0")}
    targets = Target.objects.filter(figure="municipal-investment-completed").order_by("happened_on")
    assert [(one.version, one.value_x10000 // SCALE // 10**8) for one in targets] == [
        ("年初", 2650),
        ("五月调整", 2802),
    ]


def test_lists_are_nested(keeper: Cast, do: Do, made: dict[str, Any]) -> None:
    school, zone, municipal = made[SCHOOL], made[Level.ZONE], made[Level.MUNICIPAL]
    own = {"happened_on": date(2020, 5, 25), "category": Category.NEW, "plan_fen": YI}
    other = Project.objects.create(
        zone=keeper.zone, office=keeper.construction, name="新项目", type="industry", industry="cars"
    )
    with pytest.raises(Refused, match="Lists are nested"):
        do(other.enlist, key_list=municipal, **own)
    do(school.enlist, key_list=municipal, **own)
    school.refresh_from_db()
    assert school.level == Level.MUNICIPAL
    with pytest.raises(Refused, match="remove it from the municipal list first"):
        do(school.remove, happened_on=JUNE, key_list=zone, because="停建")
    do(school.remove, happened_on=JUNE, key_list=municipal, because="停建")
    school.refresh_from_db()
    assert school.level == Level.ZONE


def test_a_list_whose_projects_are_not_all_entered_says_so(do: Do, made: dict[str, Any]) -> None:
    municipal = made[Level.MUNICIPAL]
    assert municipal.warnings() == []
    do(made[CABLES].remove, happened_on=JUNE, key_list=municipal, because="调出")
    assert municipal.warnings() == ["The document names 2 projects, 1 are entered."]
    assert municipal.planned_fen() == 34 * YI


def test_a_month_is_reported_once_in_its_own_time(do: Do, made: dict[str, Any]) -> None:
    truck = made[TRUCK]
    april = {"month": date(2020, 4, 1), "done_fen": YI, "image": "钢结构安装"}
    with pytest.raises(Refused, match="not come yet"):
        do(truck.report, happened_on=date(2020, 3, 31), **april)
    do(truck.report, happened_on=date(2020, 5, 3), **april)
    with pytest.raises(Refused, match="already been reported"):
        do(truck.report, happened_on=date(2020, 5, 4), **april)


def test_the_two_measures_stand_side_by_side(made: dict[str, Any]) -> None:
    latest = made[TRUCK].progress_by_month()[0]
    assert (latest.done_fen, latest.year_fen, latest.start_fen) == (YI * 34 // 10, YI * 96 // 10, YI * 96 // 10)
    assert (latest.booked_fen, latest.gap_fen) == (3 * YI, YI * 66 // 10)


def test_a_frozen_month_changes_no_more(keeper: Cast, do: Do, made: dict[str, Any]) -> None:
    table = MonthTable.objects.get(month=date(2020, 3, 1))
    with pytest.raises(Refused, match="not over yet"):
        do(freeze, table, happened_on=date(2020, 3, 20))
    do(freeze, table, happened_on=date(2020, 4, 6))
    with pytest.raises(Refused, match="was frozen on 2020-04-06"):
        do(freeze, table, happened_on=date(2020, 4, 6))
    march = {"month": date(2020, 3, 1), "done_fen": YI, "image": "基础"}
    with pytest.raises(Refused, match="Reopen the month"):
        do(made[SCHOOL].report, happened_on=date(2020, 4, 7), **march)
    with pytest.raises(Refused, match="rests on this record"), act(by=keeper.chen) as a:
        a.withdraw(made[TRUCK].reports.get(month=date(2020, 3, 1)), reason="误报")
    do(reopen, table, reason="更正一季度数据")
    with act(by=keeper.chen) as a:
        a.withdraw(made[TRUCK].reports.get(month=date(2020, 3, 1)), reason="误报")
    assert not LightShown.objects.standing().exists()


def test_of_two_who_freeze_one_month_the_second_is_told(keeper: Cast, made: dict[str, Any]) -> None:
    table = MonthTable.objects.get(month=date(2020, 3, 1))

    def both() -> None:
        with act(by=keeper.chen) as second:
            freeze(second, table, happened_on=date(2020, 4, 6))
            with act(by=keeper.wang) as first:
                freeze(first, table, happened_on=date(2020, 4, 6))

    with pytest.raises(Refused, match="Somebody else has just frozen"):
        both()


@pytest.mark.parametrize(
    ("edition", "done_x10", "light"),
    [
        ("银川2025", 401, Light.GREEN),  # half the year gone: 500 planned
        ("银川2025", 400, Light.YELLOW),
        ("银川2025", 200, Light.YELLOW),
        ("银川2025", 199, Light.RED),
        ("武汉", 400, Light.GREEN),
        ("武汉", 399, Light.YELLOW),
        ("武汉", 300, Light.YELLOW),
        ("武汉", 299, Light.RED),
    ],
)
def test_a_city_tells_its_lights_in_points_or_in_ratio(edition: str, done_x10: int, light: Light) -> None:
    standing = Standing(Category.CONTINUED, 1000, done_x10, "年初", None, date(2019, 5, 1), date(2019, 5, 20))
    told = judged(standing, JUNE, IN_THE_BOX[edition][1])
    assert (told.light, told.causes) == (light, () if light is Light.GREEN else (Cause.BEHIND,))


@pytest.mark.parametrize(("month", "light"), [(5, Light.GREEN), (6, Light.YELLOW), (7, Light.YELLOW), (8, Light.RED)])
def test_a_start_month_missed_is_yellow_and_later_red(month: int, light: Light) -> None:
    standing = Standing(Category.NEW, 1000, 1000, "年初", date(2020, 6, 30), None, None)
    assert judged(standing, date(2020, month, 1), Rules()).light is light


@pytest.mark.parametrize(("month", "light"), [(6, Light.GREEN), (7, Light.GREEN), (8, Light.YELLOW), (9, Light.RED)])
def test_a_start_that_statistics_do_not_know_shows_it(month: int, light: Light) -> None:
    standing = Standing(Category.NEW, 1000, 1000, "年初", JUNE, date(2020, 6, 10), None)
    assert judged(standing, date(2020, month, 1), Rules()).light is light


def test_lights_follow_the_rules_in_force(keeper: Cast, do: Do, made: dict[str, Any]) -> None:
    march = date(2020, 3, 1)
    before = lights_at(keeper.zone, march)
    assert before[made[TRUCK].pk].light is Light.GREEN  # 9.6 of 34 is 28.2 % of the plan, 25 % of the year gone
    do(issue_from_the_box, "武汉", valid_from=date(2020, 1, 1), issued_on=date(2020, 1, 2))
    assert lights_at(keeper.zone, march)[made[SCHOOL].pk].light is Light.RED  # nothing done of 2


def test_a_plan_adjusted_later_leaves_the_months_before_it(keeper: Cast, do: Do, made: dict[str, Any]) -> None:
    """The plan of a month is that of the versions decided by its end, on the lowest list the project stands on."""
    truck, march, may = made[TRUCK], date(2020, 3, 1), date(2020, 5, 1)
    for level, plan in ((Level.ZONE, 40), (Level.MUNICIPAL, 38)):
        adjusted = {"key_list": made[level], "category": Category.NEW, "plan_fen": plan * YI}
        do(truck.enlist, happened_on=date(2020, 5, 22), **adjusted)
    do(made[CABLES].remove, happened_on=date(2020, 5, 23), key_list=made[Level.MUNICIPAL], because="调出")
    do(made[CABLES].remove, happened_on=date(2020, 5, 23), key_list=made[Level.ZONE], because="调出")
    before, after = lights_at(keeper.zone, march), lights_at(keeper.zone, may)
    assert {pk: told.standing.plan_fen // YI for pk, told in before.items()} == {
        truck.pk: 34,
        made[CABLES].pk: 6,
        made[SCHOOL].pk: 2,
    }
    assert {pk: told.standing.plan_fen // YI for pk, told in after.items()} == {truck.pk: 40, made[SCHOOL].pk: 2}


def test_a_version_withdrawn_takes_its_target_along(keeper: Cast, do: Do, municipal: KeyList) -> None:
    facts: dict[str, Any] = {"happened_on": date(2020, 1, 20), "version": "年初", "projects": 368}
    wrong = do(municipal.issue, plan_fen=2560 * YI, **facts)
    with act(by=keeper.chen) as a:
        a.withdraw(wrong, reason="数字有误")
        municipal.issue(a, plan_fen=2650 * YI, **facts)
    (target,) = Target.objects.standing().filter(figure="municipal-investment-completed")
    assert target.value_x10000 // SCALE // 10**8 == 2650


def test_a_consequence_follows_a_light_that_is_not_green(do: Do, made: dict[str, Any]) -> None:
    school, own = made[SCHOOL], {"step": "interview", "demand": "五月底前开工"}
    with pytest.raises(Refused, match="not yellow or red"):
        do(school.hold_to_account, happened_on=date(2020, 4, 10), **own)
    do(freeze, MonthTable.objects.get(month=date(2020, 3, 1)), happened_on=date(2020, 4, 6))
    said = do(school.hold_to_account, happened_on=date(2020, 4, 10), **own)
    assert (said.light, said.month) == (Light.YELLOW, date(2020, 3, 1))
