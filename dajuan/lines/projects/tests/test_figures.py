from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from dajuan.core.records.act import act
from dajuan.core.records.merging import merge
from dajuan.figures import answers
from dajuan.figures.book import Book
from dajuan.figures.models import SCALE, Attested
from dajuan.figures.statement import statement
from dajuan.figures.vocabulary import Figure
from dajuan.lines.projects import figures
from dajuan.lines.projects.models import Category, Level, MonthTable, NodeKind, Project, freeze
from dajuan.lines.projects.sample import PERMITS, SCHOOL, TRUCK, YI
from dajuan.lines.projects.tests.conftest import Do
from dajuan.values import periods
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Y2020 = periods.year(2020)
K = NodeKind


def value(figure: Figure, cast: Cast, period: periods.Period = Y2020) -> Fraction | None:
    return answers.ask_one(figure, period, Book.now(cast.zone)).value


def test_the_year_counted_on_fingers(keeper: Cast, made: dict[str, Any]) -> None:
    said = {
        figures.projects_started: 1,  # the truck; the cables started in 2019, the school had its ceremony only
        figures.ceremonies_held: 1,
        figures.projects_under_construction: 2,
        figures.municipal_key_projects: 2,
        figures.zone_key_projects: 3,
        figures.provincial_key_projects: 0,
        figures.municipal_investment_completed: 1_110_000_000,
        figures.zone_investment_completed: 1_110_000_000,
        figures.investment_reported: 1_110_000_000,
        figures.statistical_investment: 300_000_000,
        figures.investment_gap: 810_000_000,
        figures.heavy_truck_total: 8_000_000_000,
        figures.heavy_truck_days: 92,
        figures.start_record: 92,
        figures.start_runner_up: 150,
        figures.fastest_start: 92,
    }
    assert {figure.key: value(figure, keeper) for figure in said} == {figure.key: n for figure, n in said.items()}


def test_a_record_stands_over_all_years_and_a_withdrawn_check_ends_it(keeper: Cast, made: dict[str, Any]) -> None:
    assert value(figures.start_record, keeper, periods.year(2019)) == 150
    before = Book.now(keeper.zone)
    with act(by=keeper.chen) as a:
        a.withdraw(made[TRUCK].nodes.get(kind=K.CONNECTED), reason="一项未通")
    assert value(figures.start_record, keeper) == 150
    assert value(figures.heavy_truck_days, keeper) is None, "not all was connected between"
    assert answers.ask_one(figures.start_record, Y2020, before).value == 92


def test_a_completion_names_the_version_of_the_plan(keeper: Cast, made: dict[str, Any]) -> None:
    now, then = (
        statement([figures.municipal_investment_completed], Y2020, book)[0]
        for book in (Book.now(keeper.zone), Book(keeper.zone, made[Level.MUNICIPAL].issues.last().moment_id))
    )
    assert (now.plan and now.plan.version, now.completion) == ("五月调整", Fraction(1110, 44))
    assert then.plan and then.plan.version == "年初"


def test_who_comes_onto_the_list_in_may_counts_with_its_months_since_january(
    keeper: Cast, do: Do, made: dict[str, Any]
) -> None:
    school = made[SCHOOL]
    do(school.report, happened_on=date(2020, 3, 4), month=date(2020, 2, 1), done_fen=YI // 10, image="场平")
    assert value(figures.municipal_investment_completed, keeper) == 1_110_000_000
    own = {"category": Category.NEW, "plan_fen": YI, "key_list": made[Level.MUNICIPAL]}
    do(school.enlist, happened_on=date(2020, 5, 25), **own)
    assert value(figures.municipal_investment_completed, keeper) == 1_120_000_000
    do(school.remove, happened_on=date(2020, 9, 1), key_list=made[Level.MUNICIPAL], because="停建")
    assert value(figures.municipal_investment_completed, keeper) == 1_110_000_000
    assert value(figures.municipal_key_projects, keeper) == 2


def test_levels_lie_within_each_other_and_each_project_has_one_highest(keeper: Cast, made: dict[str, Any]) -> None:
    municipal, zone = (value(f, keeper) for f in (figures.municipal_key_projects, figures.zone_key_projects))
    assert municipal is not None and zone is not None
    assert municipal <= zone
    assert "level" not in figures.zone_key_projects.by
    parts = answers.ask_by(figures.projects_under_construction, "level", Y2020, Book.now(keeper.zone))
    assert {level: part.value for level, part in parts.items()} == {"municipal": 2}


def test_a_project_under_two_names_counts_once(keeper: Cast, do: Do, made: dict[str, Any]) -> None:
    twin = Project.objects.create(
        zone=keeper.zone, office=keeper.construction, name="陕汽重型卡车扩产", type="industry", industry="cars"
    )
    for kind in (K.FILED, K.SITED, K.CLEARING, *PERMITS):
        do(twin.reach, happened_on=date(2020, 2, 1), kind=kind)
    do(twin.confirm_start, happened_on=date(2020, 4, 7), began_on=date(2020, 4, 7))
    assert value(figures.projects_started, keeper) == 2
    with act(by=keeper.chen) as a:
        merge(a, twin, made[TRUCK], happened_on=date(2020, 6, 1))
    assert value(figures.projects_started, keeper) == 1


def test_lights_count_as_they_were_frozen(keeper: Cast, do: Do, made: dict[str, Any]) -> None:
    do(freeze, MonthTable.objects.get(month=date(2020, 3, 1)), happened_on=date(2020, 4, 6))
    march = periods.month(2020, 3)
    # The school is behind, and statistics do not know the cables five months after their start.
    assert value(figures.lights_yellow, keeper, march) == 1
    assert value(figures.lights_red, keeper, march) == 1
    do(made[SCHOOL].hold_to_account, happened_on=date(2020, 4, 10), step="letter", demand="五月底前开工")
    assert value(figures.lights_followed_up, keeper) == 1


def test_a_place_in_an_observation_comes_from_its_document(keeper: Cast) -> None:
    with act(by=keeper.chen) as a:
        said = {"figure": "municipal-observation-place", "value_x10000": SCALE, "issuer": "市委办公厅"}
        a.enter(Attested(document="重点项目观摩通报", happened_on=date(2020, 11, 20), **said))
    assert value(figures.municipal_observation_place, keeper) == 1


def test_types_are_complete(keeper: Cast, made: dict[str, Any]) -> None:
    parts = answers.ask_by(figures.zone_key_projects, "type", Y2020, Book.now(keeper.zone))
    assert {kind: part.value for kind, part in parts.items()} == {"industry": 2, "livelihood": 1}
