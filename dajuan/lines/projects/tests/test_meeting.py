"""The problem list, the papers of the dispatch meeting, the investor's link, and the pages of the ledgers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse

from dajuan.core.records.act import act
from dajuan.core.records.models import Draft
from dajuan.lines.projects import sample
from dajuan.lines.projects.due_beside import due_plots, due_problems, due_services
from dajuan.lines.projects.models import (
    Acknowledgement,
    MonthTable,
    Observation,
    Plot,
    Problem,
    Project,
    Service,
    ServiceLink,
    freeze,
)
from dajuan.lines.projects.models.nodes import NodeKind
from dajuan.lines.projects.pack import lit_projects, month_asked, paper
from dajuan.lines.projects.problems import by_owner, unsolved
from dajuan.papers.paper import Table
from dajuan.papers.pdf import pdf
from dajuan.values.lights import Light
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOON = "2020-06-20T04:00:00Z"
D = date(2020, 4, 20)


@pytest.fixture
def pages(client: Client, keeper: Cast) -> Iterator[Client]:
    """Chen's browser, in English, on 20 June 2020."""
    with time_machine.travel(NOON, tick=False):
        client.force_login(keeper.chen)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        yield client


@pytest.fixture
def problems(keeper: Cast, made: dict[str, Any], do: Any) -> list[Problem]:
    """Two of the education bureau, one of them overdue, and one of the construction bureau."""
    truck, cables = made[sample.TRUCK], made[sample.CABLES]
    facts: dict[str, Any] = {"happened_on": date(2020, 4, 1)}
    rows = (
        (truck, "power", "外线未开工", keeper.education, date(2020, 6, 30)),
        (cables, "land", "一户未签约", keeper.education, date(2020, 4, 10)),
        (cables, "funds", "贷款未落地", keeper.construction, None),
    )
    return [
        do(one.raise_problem, kind=kind, title=title, owner=owner, due_on=due, **facts)
        for one, kind, title, owner, due in rows
    ]


def test_problems_stand_under_their_owners_the_most_urgent_first(keeper: Cast, problems: list[Problem]) -> None:
    owners = by_owner(unsolved(keeper.chen), D)
    assert [(one.owner, len(one.lines), one.late) for one in owners] == [
        (keeper.construction, 1, 0),
        (keeper.education, 2, 1),
    ]
    assert [line.problem.title for line in owners[1].lines] == ["一户未签约", "外线未开工"]
    assert owners[1].lines[0].light is Light.RED


def test_the_page_and_the_workbook_show_the_same_problems(pages: Client, problems: list[Problem]) -> None:
    page = pages.get("/projects/problems/")
    assert page.context["count"] == 3
    assert "一户未签约" in page.content.decode()
    assert pages.get("/projects/problems/?late=on").context["count"] == 1
    assert pages.get("/projects/problems/?kind=nonsense").context["count"] == 3
    workbook = pages.get("/projects/problems/export/")
    assert workbook.status_code == 200
    workbook.close()


def test_the_papers_hold_every_project_by_light_and_every_problem_by_owner(
    keeper: Cast, problems: list[Problem]
) -> None:
    lit = lit_projects(keeper.chen, date(2020, 3, 1))
    printed = paper(keeper.chen, lit, by_owner(unsolved(keeper.chen), D), D)
    by_light, owners = printed.annexes
    rows = [row for block in by_light.blocks if isinstance(block, Table) for row in block.rows]
    assert {row[1] for row in rows} == {sample.TRUCK, sample.CABLES, sample.SCHOOL}
    assert sum(len(block.rows) for block in owners.blocks if isinstance(block, Table)) == 3
    assert pdf(printed).startswith(b"%PDF-")


def test_without_a_list_there_is_nothing_to_print_and_the_page_says_so(pages: Client) -> None:
    answer = pages.get("/projects/dispatch/")
    assert "there is nothing to print" in answer.content.decode()


def test_the_papers_come_as_one_pdf(pages: Client, problems: list[Problem]) -> None:
    answer = pages.get("/projects/dispatch/")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_the_papers_are_of_the_month_frozen_last_or_the_one_asked_for(
    pages: Client, keeper: Cast, problems: list[Problem]
) -> None:
    for number, day in ((2, date(2020, 3, 6)), (3, date(2020, 4, 6))):
        table = MonthTable.objects.of(keeper.zone, keeper.construction, date(2020, number, 1))
        with act(by=keeper.chen, office=keeper.construction) as a:
            freeze(a, table, happened_on=day)
    request: Any = RequestFactory().get("/projects/dispatch/")
    request.user = keeper.chen
    assert month_asked(request) == date(2020, 3, 1)
    request.GET = QueryDict("month=2020-02")
    assert month_asked(request) == date(2020, 2, 1)
    request.GET = QueryDict("month=2099-13")
    assert month_asked(request) == date(2020, 3, 1)
    assert "2019" in pages.get("/projects/dispatch/?month=2019-05").content.decode()


def test_a_problem_is_raised_on_the_projects_page_and_given_to_its_owner(
    pages: Client, keeper: Cast, project: Project
) -> None:
    said = {
        "happened_on": "2020-04-20",
        "kind": "land",
        "title": "一户未签约",
        "owner": keeper.education.pk,
        "action": "submit",
    }
    address = f"/projects/projects/{project.pk}/raise_problem/"
    wrong = pages.post(address, {**said, "due_on": "2020-04-01"})
    assert wrong.status_code == 422
    assert "before it was raised" in wrong.content.decode()
    assert pages.post(address, {**said, "due_on": "2020-05-01"}).status_code == 302
    assert Problem.objects.get().owner == keeper.education
    assert "一户未签约" in pages.get(project.get_absolute_url()).content.decode()


# The investor's word


@pytest.fixture
def done(project: Project, do: Any) -> Service:
    """A service that is done and waits for the investor's word."""
    own = {"zone": project.zone, "office": project.office, "project": project}
    service = Service.objects.create(name="代办施工许可证", phase="approval", **own)
    do(service.promise, happened_on=date(2020, 4, 1), due_on=date(2020, 4, 15))
    do(service.deliver, happened_on=date(2020, 4, 10))
    service.refresh_from_db()
    return service


def test_an_investor_confirms_by_link_and_the_word_waits_for_review(
    pages: Client, keeper: Cast, project: Project, done: Service
) -> None:
    made = pages.post(
        f"/projects/projects/{project.pk}/service-links/", {"company": "陕汽集团", "expires_on": "2020-12-31"}
    )
    address, code = made.context["address"], made.context["code"]
    pages.logout()
    said = {"service": done.pk, "satisfied": "yes"}
    wrong = pages.post(address, {**said, "code": "000000" if code != "000000" else "000001"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["code"])
    assert pages.post(address, {**said, "code": code}).status_code == 201
    draft = Draft.objects.submitted().get()
    assert (draft.author, draft.content["through"]) == (keeper.chen, ["link"])
    assert not Acknowledgement.objects.exists()
    assert "Nothing waits for your word" in pages.get(address).content.decode()
    assert pages.post(address, {**said, "code": code}).status_code == 422


def test_a_revoked_link_opens_no_more(pages: Client, keeper: Cast, project: Project) -> None:
    facts: dict[str, Any] = {"company": "陕汽集团", "by": keeper.chen, "office": keeper.construction}
    facts["expires_on"] = date(2020, 12, 31)
    link, token, _code = ServiceLink.objects.make(project, **facts)
    assert pages.get(f"/open/projects/service/{token}/").status_code == 200
    pages.post(f"/projects/projects/{project.pk}/service-links/{link.pk}/revoking/")
    assert pages.get(f"/open/projects/service/{token}/").status_code == 404


# The ledgers' pages


def test_a_plot_is_entered_and_its_handover_refused_at_the_day(
    pages: Client, keeper: Cast, project: Project, do: Any
) -> None:
    said = {"project": project.pk, "name": "JK-01", "office": keeper.construction.pk}
    assert pages.post("/projects/plots/new/", said).status_code == 302
    plot = Plot.objects.get()
    again = pages.post("/projects/plots/new/", said)
    assert again.status_code == 422
    do(plot.survey, happened_on=date(2020, 4, 1), land_dm2=100, households=0, owed_fen=0)
    refused = pages.post(
        f"/projects/plots/{plot.pk}/hand_over/",
        {"happened_on": "2020-04-02", "receiver": "建设单位", "action": "submit"},
    )
    assert refused.status_code == 422
    assert "before it is cleared" in str(refused.context["form"].errors["happened_on"])


def test_a_round_is_set_up_scored_and_shown(pages: Client, keeper: Cast, made: dict[str, Any], do: Any) -> None:
    truck = made[sample.TRUCK]
    said = {"name": "第一次观摩", "level": "zone", "projects": [truck.pk], "office": keeper.construction.pk}
    assert pages.post("/projects/observations/new/", said).status_code == 302
    seen = Observation.objects.get()
    address = f"/projects/observations/{seen.pk}/"
    bad = pages.post(
        f"{address}set_criteria/",
        {"happened_on": "2020-04-20", "criteria": "投资完成 60\n现场管理", "action": "submit"},
    )
    assert "Line 2 has no weight" in str(bad.context["form"].errors["criteria"])
    criteria = [{"name": "投资完成", "weight": 60}, {"name": "现场管理", "weight": 40}]
    do(seen.set_criteria, happened_on=D, criteria=criteria, drops=False)
    seen.refresh_from_db()
    sheet = {"happened_on": "2020-04-20", "project": truck.pk, "judge": "1号", "points_0": "90", "points_1": "80.5"}
    assert pages.post(f"{address}score/", {**sheet, "action": "submit"}).status_code == 302
    over = pages.post(f"{address}score/", {**sheet, "judge": "2号", "points_1": "101", "action": "submit"})
    assert list(over.context["form"].errors) == ["points_1"]
    do(seen.score, happened_on=D, project=truck, judge="1号", points=[900, 805])
    assert "86.20" in pages.get(address).content.decode()


def test_the_projects_page_shows_its_ledgers(pages: Client, keeper: Cast, project: Project, do: Any) -> None:
    do(project.reach, happened_on=date(2020, 1, 2), kind=NodeKind.FILED)
    do(project.reach, happened_on=date(2020, 1, 3), kind=NodeKind.CLEARING)
    do(project.connect, happened_on=date(2020, 1, 4), item="road")
    Plot.objects.create(zone=project.zone, office=project.office, project=project, name="JK-01")
    page = pages.get(project.get_absolute_url()).content.decode()
    for words in ("Land ledger", "JK-01", "Seven connections and levelling", "still to be done"):
        assert words in page


def test_the_result_of_a_round_is_a_document(pages: Client, keeper: Cast, made: dict[str, Any], do: Any) -> None:
    seen = Observation.objects.create(zone=keeper.zone, office=keeper.construction, name="观摩", level="zone")
    seen.projects.set([made[sample.TRUCK]])
    assert pages.get(f"/projects/observations/{seen.pk}/result/").content.startswith(b"%PDF-")
    do(seen.set_criteria, happened_on=D, criteria=[{"name": "投资", "weight": 100}], drops=False)
    do(seen.score, happened_on=D, project=made[sample.TRUCK], judge="1号", points=[900])
    do(seen.place, happened_on=D)
    assert pages.get(f"/projects/observations/{seen.pk}/result/").content.startswith(b"%PDF-")


def test_the_brief_tells_the_year_the_ground_and_the_problems(
    pages: Client, made: dict[str, Any], problems: list[Problem]
) -> None:
    page = pages.get(f"/projects/projects/{made[sample.TRUCK].pk}/brief/")
    brief = page.context["brief"]
    assert ("Completed (10,000 yuan)", "96,000 (28.2 %)") in brief.year
    assert [one.title for one in brief.problems] == ["外线未开工"]
    assert pages.get(f"/projects/lists/{made['zone'].pk}/brief/").status_code == 200


def test_what_is_due_in_the_ledgers_stands_on_the_desk(
    keeper: Cast, project: Project, done: Service, problems: list[Problem]
) -> None:
    own = {"zone": project.zone, "office": project.office, "project": project}
    Plot.objects.create(name="JK-09", due_on=date(2020, 4, 18), **own)
    assert [one.title for one in due_problems(keeper.chen, D)] == [f"{sample.CABLES} · 一户未签约"]
    assert [one.light for one in due_plots(keeper.chen, D)] == [Light.RED]
    assert due_services(keeper.chen, D) == []  # it is done
    assert due_plots(keeper.zhao, D) == []


def test_a_chief_puts_a_list_of_connections_into_force_on_a_page(pages: Client, keeper: Cast, project: Project) -> None:
    said = {
        "edition": "2020年版",
        "document": "经开建〔2020〕3号",
        "issued_on": "2020-06-01",
        "valid_from": "2020-06-01",
    }
    address = reverse("calendar:new_rule_set", args=["connections"])
    answer = pages.post(address, {**said, "rule_0": ["water", "rain", "sewage", "road"]})
    assert answer.status_code == 302
    names = [str(item.name) for item in project.checklist().items]
    assert names == ["water supply", "rain-water drainage", "sewage", "road"]
