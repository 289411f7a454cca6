"""What programs are answered: figures with the rows behind them, lists by key, recording as the pages record."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from dajuan.core.calendar.clocks import Unit
from dajuan.core.records.act import act
from dajuan.core.records.models import Draft
from dajuan.core.staff.models import Charge
from dajuan.core.tickets.models import Category, Ticket
from dajuan.desk.api.interface import description
from dajuan.lines.city.models import Opening, Work
from tests.cast import START, Cast

pytestmark = pytest.mark.django_db
DAY = date(2020, 3, 2)
NOON = datetime(2020, 3, 2, 4, tzinfo=UTC)


@pytest.fixture
def li(cast: Cast, client: Client) -> Client:
    cache.clear()
    client.force_login(cast.li)
    return client


@pytest.fixture
def roads(cast: Cast) -> list[Work]:
    """Three roads that were opened in 2020."""
    made = [
        Work.objects.create(zone=cast.zone, office=cast.construction, name=f"第{n}路", kind=Work.Kind.DEAD_END)
        for n in (1, 2, 3)
    ]
    for verb, facts in (("enlist", {"length_cm": 1000}), ("start", {}), ("open", {"length_cm": 1000})):
        with act(by=cast.li) as a:
            for work in made:
                getattr(work, verb)(a, happened_on=DAY, **facts)
    return made


def get(client: Client, path: str, **question: Any) -> Any:
    answer = client.get(f"/api/v1/{path}", question)
    assert answer.status_code == 200, answer.content
    return answer.json()


def post(client: Client, path: str, content: dict[str, Any]) -> tuple[int, Any]:
    answer = client.post(f"/api/v1/{path}", content, content_type="application/json")
    return answer.status_code, answer.json()


def test_a_figure_opens_to_the_rows_it_was_counted_from(li: Client, roads: list[Work]) -> None:
    said = get(li, "figures/roads-opened/answer/", period="2020")
    first = get(li, "figures/roads-opened/rows/", period="2020", limit=2)
    rest = get(li, "figures/roads-opened/rows/", period="2020", limit=2, after=first["after"])
    numbers = [row["number"] for page in (first, rest) for row in page["rows"]]
    assert (said["value"], len(numbers), rest["after"]) == ("3", 3, "")
    assert set(numbers) == set(Opening.objects.values_list("pk", flat=True))


def test_a_figure_is_told_as_it_was_known(cast: Cast, li: Client, roads: list[Work]) -> None:
    before = get(li, "figures/roads-opened/answer/", period="2020")["moment"]
    with act(by=cast.li) as a:
        a.withdraw(Opening.objects.order_by("pk")[0], reason="wrong")
    assert get(li, "figures/roads-opened/answer/", period="2020")["value"] == "2"
    assert get(li, "figures/roads-opened/answer/", period="2020", as_of=str(before))["value"] == "3"


@pytest.mark.parametrize("question", [{"period": "lately"}, {"as_of": "999999"}, {"period": "20200"}])
def test_what_is_no_period_or_no_moment_is_said(li: Client, question: dict[str, str]) -> None:
    assert li.get("/api/v1/figures/roads-opened/answer/", question).status_code == 422


def test_a_list_goes_on_by_key(li: Client, roads: list[Work]) -> None:
    found, after = [], ""
    for _page in range(4):
        page = get(li, "city/works/", limit=1, after=after)
        found += [row["name"] for row in page["rows"]]
        after = page["after"]
        if not after:
            break
    assert found == ["第3路", "第2路", "第1路"]
    assert [row["name"] for row in get(li, "city/works/", q="第2")["rows"]] == ["第2路"]
    assert get(li, "city/works/", stage="opened")["rows"] != []


def test_recording_by_a_program_waits_for_review_as_on_the_page(cast: Cast, li: Client) -> None:
    work = Work.objects.create(zone=cast.zone, office=cast.construction, name="一路", kind=Work.Kind.DEAD_END)
    with act(by=cast.li) as a:
        work.enlist(a, happened_on=DAY, length_cm=1000)
    shown = get(li, f"city/works/{work.pk}/")
    assert "start" in [step["verb"] for step in shown["next"]]
    status, said = post(li, f"city/works/{work.pk}/start/", {"content": {"happened_on": "2020-03-03"}})
    assert (status, said["state"], said["entry"]) == (201, "awaiting review", None)
    assert Draft.objects.submitted().get().pk == said["draft"]
    status, said = post(li, f"city/works/{work.pk}/start/", {"content": {"happened_on": "soon"}})
    assert (status, said["errors"][0]["where"]) == (422, "happened_on")
    assert post(li, f"city/works/{work.pk}/complete/", {"content": {}})[0] in {404, 422}


def test_a_problem_is_raised_found_and_taken_on_by_programs(cast: Cast, li: Client) -> None:
    Charge.objects.create(office=cast.construction, line="tickets", from_on=START)
    Category.objects.create(
        zone=cast.zone, code="lamp", name="路灯", lead=cast.construction, limit=5, unit=Unit.NATURAL_DAYS
    )
    status, said = post(li, "tickets/", {"category": "lamp", "description": "灯坏了\n两盏"})
    assert status == 201
    number = said["number"]
    assert get(li, "tickets/", state="raised")["rows"][0]["number"] == number
    assert get(li, f"tickets/{number}/")["steps"] == ["dispatch"]
    content = {"category": str(Category.objects.get().pk), "office": str(cast.construction.pk)}
    status, said = post(li, f"tickets/{number}/dispatch/", {"content": content})
    assert (status, said["state"]) == (201, "recorded")
    assert not Draft.objects.exists()  # nothing of what is recorded at once stays behind
    assert [row["type"] for row in get(li, f"tickets/{number}/entries/")] == ["tickets.dispatch", "tickets.report"]
    assert Ticket.objects.get().words["title"] == "灯坏了"


def test_a_refusal_says_why_in_the_readers_language(cast: Cast, li: Client) -> None:
    answer = li.post("/api/v1/tickets/", {}, content_type="application/json", headers={"accept-language": "zh-CN"})
    assert answer.status_code == 422 and answer.json()["detail"] == "请求格式不正确。"


def test_the_description_is_of_openapi_3_1_and_everything_declares_its_refusals(client: Client) -> None:
    document = client.get("/open/api/openapi.json").json()
    assert document["openapi"].startswith("3.1") and set(document["paths"]) == set(description()["paths"])
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            guarded = {"401", "403"} if "security" in one else set()  # of the portal some is asked by anybody
            assert guarded | {"404", "422", "429"} <= set(one["responses"]), (method, path)
            assert guarded or path.startswith("/api/v1/portal/"), (method, path)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_description_is_read_by_people_too(language: str, client: Client, db: None) -> None:
    page = client.get("/open/api/", headers={"accept-language": language}).content.decode()
    assert "GET /api/v1/figures/{key}/rows/" in page and "cdn" not in page
