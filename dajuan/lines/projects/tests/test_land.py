"""The land ledger, the seven connections, and the nodes they record."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dajuan.core.calendar.models import issue_rule_set
from dajuan.core.records.act import act
from dajuan.core.records.models import Refused
from dajuan.lines.projects.models import NodeKind, Plot, Project
from dajuan.lines.projects.models.connections import DEFAULT, KIND
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MU = 66_667  # dm² in a mu, to the nearest one
TASK = date(2020, 1, 6)


@pytest.fixture
def cleared_for(project: Project, do: Any) -> Project:
    """A project whose clearance task was issued."""
    do(project.reach, happened_on=date(2019, 12, 1), kind=NodeKind.FILED)
    do(project.reach, happened_on=TASK, kind=NodeKind.CLEARING)
    return project


@pytest.fixture
def plots(cleared_for: Project, do: Any) -> list[Plot]:
    """Two plots, surveyed: ten mu with 12 households and 36 million yuan, five mu with none and four million."""
    own = {"zone": cleared_for.zone, "office": cleared_for.office, "project": cleared_for}
    made = [Plot.objects.create(name=name, **own) for name in ("JK-01", "JK-02")]
    for plot, mu, households, owed in zip(made, (10, 5), (12, 0), (36_000_000, 4_000_000), strict=True):
        facts = {"land_dm2": mu * MU, "households": households, "owed_fen": owed * 100}
        do(plot.survey, happened_on=date(2020, 1, 10), **facts)
    return made


def test_a_plot_cannot_be_handed_over_before_it_is_cleared(plots: list[Plot], do: Any) -> None:
    with pytest.raises(Refused, match="before it is cleared") as refused:
        do(plots[0].hand_over, happened_on=date(2020, 3, 1), receiver="建设单位")
    assert refused.value.field == "happened_on"
    do(plots[0].clear, happened_on=date(2020, 3, 1))
    with pytest.raises(Refused, match="2020-03-01"):
        do(plots[0].hand_over, happened_on=date(2020, 2, 28), receiver="建设单位")
    do(plots[0].hand_over, happened_on=date(2020, 3, 2), receiver="建设单位")
    plots[0].refresh_from_db()
    assert plots[0].stage == "handed-over"


def test_no_more_is_paid_than_is_owed(plots: list[Plot], do: Any) -> None:
    plot = plots[0]
    do(plot.pay, happened_on=date(2020, 1, 20), paid_fen=30_000_000_00, households=10)
    for facts, field in (
        ({"paid_fen": 6_000_000_01, "households": 0}, "paid_fen"),
        ({"paid_fen": 1, "households": 3}, "households"),
        ({"paid_fen": 0, "households": 0}, "paid_fen"),
    ):
        with pytest.raises(Refused) as refused:
            do(plot.pay, happened_on=date(2020, 2, 1), **facts)
        assert refused.value.field == field
    do(plot.pay, happened_on=date(2020, 2, 1), paid_fen=6_000_000_00, households=2)
    assert plot.paid() == (36_000_000_00, 12)


def test_nothing_is_paid_or_cleared_before_the_survey(cleared_for: Project, do: Any) -> None:
    own = {"zone": cleared_for.zone, "office": cleared_for.office}
    plot = Plot.objects.create(name="JK-03", project=cleared_for, **own)
    for verb, facts in ((plot.pay, {"paid_fen": 1, "households": 0}), (plot.clear, {})):
        with pytest.raises(Refused):
            do(verb, happened_on=date(2020, 2, 1), **facts)


def test_no_plot_is_cleared_before_the_task_was_issued(plots: list[Plot], do: Any) -> None:
    with pytest.raises(Refused, match="surveyed before"):
        do(plots[0].clear, happened_on=date(2020, 1, 5))


def test_the_last_plot_clears_the_projects_land_on_the_day_of_the_last(
    cleared_for: Project, plots: list[Plot], do: Any
) -> None:
    do(plots[1].clear, happened_on=date(2020, 3, 20))
    assert NodeKind.CLEARED not in cleared_for.days_done()
    with pytest.raises(Refused, match="1 are left"):
        do(cleared_for.reach, happened_on=date(2020, 3, 20), kind=NodeKind.CLEARED)
    do(plots[0].clear, happened_on=date(2020, 3, 1))
    assert cleared_for.days_done()[NodeKind.CLEARED] == date(2020, 3, 20)


def test_the_ledger_adds_up(cleared_for: Project, plots: list[Plot], do: Any) -> None:
    do(plots[0].pay, happened_on=date(2020, 1, 20), paid_fen=30_000_000_00, households=10)
    do(plots[0].clear, happened_on=date(2020, 3, 1))
    totals = cleared_for.land_totals()
    assert (totals.plots, totals.plots_cleared, totals.plots_handed_over) == (2, 1, 0)
    assert (totals.land_dm2, totals.land_cleared_dm2) == (15 * MU, 10 * MU)
    assert (totals.households, totals.households_paid) == (12, 10)
    assert (totals.owed_fen, totals.paid_fen) == (40_000_000_00, 30_000_000_00)
    plots[0].refresh_from_db()
    assert plots[0].warnings() == ["Cleared, and 2 households have not been paid in full. Please check."]


def test_a_clearance_stays_while_the_projects_node_rests_on_it(
    keeper: Cast, cleared_for: Project, plots: list[Plot], do: Any
) -> None:
    for plot in plots:
        do(plot.clear, happened_on=date(2020, 3, 1))
    clearance, node = plots[0].clearances.get(), cleared_for.nodes.get(kind=NodeKind.CLEARED)
    with pytest.raises(Refused, match="rests on this record"), act(by=keeper.chen, office=keeper.construction) as a:
        a.withdraw(clearance, reason="误报")
    with act(by=keeper.chen, office=keeper.construction) as a:
        a.withdraw(node, reason="误报")
        a.withdraw(clearance, reason="误报")
    do(plots[0].clear, happened_on=date(2020, 3, 9))
    assert cleared_for.days_done()[NodeKind.CLEARED] == date(2020, 3, 9)


def test_all_connections_done_is_the_day_of_the_last(cleared_for: Project, do: Any) -> None:
    items = [key for key, _name in DEFAULT]
    assert len(items) == 8
    for place, item in enumerate(items[:-1]):
        do(cleared_for.connect, happened_on=date(2020, 3, 20 - place), item=item)
    assert NodeKind.CONNECTED not in cleared_for.days_done()
    assert [item.key for item in cleared_for.open_items()] == ["levelling"]
    do(cleared_for.connect, happened_on=date(2020, 2, 1), item="levelling")
    assert cleared_for.days_done()[NodeKind.CONNECTED] == date(2020, 3, 20)


def test_a_connection_off_the_list_or_before_the_task_is_refused(cleared_for: Project, do: Any) -> None:
    for day, item, field in ((date(2020, 2, 1), "tram", "item"), (date(2020, 1, 5), "road", "happened_on")):
        with pytest.raises(Refused) as refused:
            do(cleared_for.connect, happened_on=day, item=item)
        assert refused.value.field == field
    do(cleared_for.connect, happened_on=date(2020, 2, 1), item="road")
    with pytest.raises(Refused, match="already"):
        do(cleared_for.connect, happened_on=date(2020, 2, 2), item="road")


def test_a_new_years_list_moves_no_older_projects_goal(
    keeper: Cast, cleared_for: Project, project: Project, do: Any
) -> None:
    five = [{"key": key, "zh": key, "en": key} for key in ("water", "rain", "sewage", "power", "road")]
    rules: dict[str, Any] = {"kind": KIND, "document": "经开建〔2021〕3号", "content": {"items": five}}
    days: dict[str, Any] = {"issued_on": date(2020, 6, 1), "valid_from": date(2020, 6, 1)}
    with act(by=keeper.chen, office=keeper.construction) as a:
        issue_rule_set(a, edition="2021", **days, **rules)
    assert len(cleared_for.checklist().items) == 8
    later = Project.objects.create(
        zone=keeper.zone, office=keeper.construction, name="后来的项目", type="industry", industry="cars"
    )
    do(later.reach, happened_on=date(2020, 6, 2), kind=NodeKind.FILED)
    do(later.reach, happened_on=date(2020, 6, 3), kind=NodeKind.CLEARING)
    assert [item.key for item in later.checklist().items] == ["water", "rain", "sewage", "power", "road"]
