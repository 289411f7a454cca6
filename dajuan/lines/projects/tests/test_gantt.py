"""The plan frozen at a day against now, with working days."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from dajuan.core.calendar.working_days import WorkingCalendar
from dajuan.lines.projects import sample, schedule
from dajuan.lines.projects.gantt import bars_of
from dajuan.lines.projects.models import Level, NodeKind, Project
from dajuan.lines.projects.schedule import Row, Span
from tests.cast import Cast

K = NodeKind


def test_a_bar_begins_where_what_its_node_needs_is_done() -> None:
    days: dict[str, date] = {K.FILED: date(2020, 1, 2), K.SITED: date(2020, 1, 20), K.CLEARING: date(2020, 1, 10)}
    assert schedule.span_of(K.SITED, days) == Span(date(2020, 1, 2), date(2020, 1, 20))
    assert schedule.span_of(K.FILED, days) == Span(date(2020, 1, 2), date(2020, 1, 2))
    assert schedule.span_of(K.LAND, days) is None


def test_an_actual_day_takes_the_place_of_the_planned_one() -> None:
    frozen: dict[str, date] = {K.FILED: date(2020, 1, 2)}
    planned: dict[str, date] = {K.FILED: date(2020, 2, 2), K.CLEARING: date(2020, 3, 1)}
    done: dict[str, date] = {K.FILED: date(2020, 1, 5)}
    filed, clearing = schedule.rows_of(frozen, planned, done)
    assert filed.now == Span(date(2020, 1, 5), date(2020, 1, 5), is_done=True)
    assert filed.frozen == Span(date(2020, 1, 2), date(2020, 1, 2))
    assert clearing.now == Span(date(2020, 1, 5), date(2020, 3, 1))


@pytest.mark.parametrize(
    ("now", "late", "words"),
    [
        (Span(date(2020, 1, 1), date(2020, 3, 1), True), False, "as planned"),
        (Span(date(2020, 1, 1), date(2020, 3, 6), True), True, "5 days later"),
        (Span(date(2020, 1, 1), date(2020, 2, 25), True), False, "5 days earlier"),
        (Span(date(2020, 1, 1), date(2020, 3, 1)), True, "92 days later"),  # its day has gone by, on 1 June
        (None, False, "dropped from the plan"),
    ],
)
@pytest.mark.django_db
def test_late_is_later_than_frozen_or_overdue(now: Span | None, late: bool, words: str) -> None:
    row, today = Row("x", Span(date(2020, 1, 1), date(2020, 3, 1)), now), date(2020, 6, 1)
    assert row.is_late(today) is late
    assert schedule.table([row], today)[0][-1] == words


def test_working_days_follow_the_notices_of_the_year(shared: Path) -> None:
    days = json.loads((shared / "data/holidays/2020.json").read_text(encoding="utf-8"))["days"]
    calendar = WorkingCalendar({date.fromisoformat(one["date"]): not one["isOffDay"] for one in days})
    assert schedule.working_days(Span(date(2020, 1, 22), date(2020, 2, 4)), calendar) == "3"  # as deadlines.csv has it
    assert schedule.working_days(Span(date(2050, 1, 1), date(2050, 2, 1)), calendar) == "–"


@pytest.fixture
def planned(made: dict[str, Any], do: Any) -> Project:
    """The truck project, planned in January and anew in May."""
    truck: Project = made[sample.TRUCK]
    for on, ends in ((date(2020, 1, 20), date(2021, 6, 30)), (date(2020, 5, 20), date(2021, 8, 31))):
        do(truck.plan, happened_on=on, days={K.STARTED: date(2020, 4, 7), K.ACCEPTED: ends})
    return truck


@pytest.mark.django_db
def test_a_list_holds_each_projects_frozen_plan_against_now(planned: Project, made: dict[str, Any]) -> None:
    school = made[sample.SCHOOL]
    truck, other = bars_of([planned, school], date(2020, 3, 1))
    assert truck.frozen == Span(date(2020, 4, 7), date(2021, 6, 30))
    assert truck.now == Span(date(2020, 4, 7), date(2021, 8, 31))
    assert (other.frozen, other.now) == (None, None)


@pytest.mark.django_db
def test_the_pages_draw_it_and_say_the_same_in_a_table(
    keeper: Cast, client: Client, planned: Project, made: dict[str, Any]
) -> None:
    client.force_login(keeper.li)
    page = client.get(f"/projects/projects/{planned.pk}/gantt/?frozen=2020-03-01", headers={"accept-language": "en"})
    chart = page.context["chart"]
    assert {one["renderItem"] for one in chart["options"]["series"]} == {"span"}
    (accepted,) = [row for row in chart["rows"] if row[0] == K.ACCEPTED.label]
    assert accepted[1].endswith("2021-06-30")
    listed = client.get(f"/projects/lists/{made[Level.ZONE].pk}/gantt/?frozen=nonsense")
    assert listed.status_code == 200
    assert len(listed.context["chart"]["rows"]) == 3
