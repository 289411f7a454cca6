"""GeoReport v2: what the standard asks of a server, and what must never be told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import georeport.georeport
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from dajuan.core.calendar.clocks import Unit
from dajuan.core.places.models import Area
from dajuan.core.records.act import act
from dajuan.core.staff.models import User, Zone
from dajuan.core.tickets.models import Category, FollowCode, Source, Ticket, raise_ticket
from dajuan.desk.api.models import Token
from dajuan.desk.api.scopes import OPEN311
from dajuan.desk.open311 import views
from dajuan.desk.open311.described import REQUEST, SERVICE
from tests.cast import START, Cast

pytestmark = pytest.mark.django_db
ROOT = "/open/open311/v2"
NOON = datetime(2020, 9, 1, 4, tzinfo=UTC)
SECRET = "王五家门口的路灯坏了"


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


@pytest.fixture
def lamp(cast: Cast) -> Category:
    facts = {"name": "路灯不亮", "lead": cast.construction, "limit": 5, "unit": Unit.NATURAL_DAYS}
    return Category.objects.create(zone=cast.zone, code="street/lamp", **facts)


def raised(by: User, category: Category, at: datetime = NOON, **more: Any) -> Ticket:
    words = {"title": SECRET, "description": SECRET, "place": "示范路1号", "lon": 108.912345, "lat": 34.345678}
    with act(by=by) as a:
        ticket, _report = raise_ticket(a, category=category, source=Source.VISIT, at=at, **{**words, **more})
    return ticket


@pytest.fixture
def ticket(cast: Cast, lamp: Category) -> Ticket:
    return raised(cast.li, lamp)


def tree_of(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314  # our own answer


def day(number: int) -> str:
    return (NOON + timedelta(days=number)).isoformat().replace("+00:00", "Z")


AROUND = {"start_date": day(-1), "end_date": day(1)}


def key_of(user: User, *scopes: str) -> str:
    return str(Token.objects.make(user, Token.Kind.PROGRAM, "x", list(scopes), None)[1])


def report(client: Client, word: str, **more: str) -> Any:
    sent = {"api_key": word, "service_code": "street/lamp", "lat": "34.345678", "long": "108.912345"}
    return client.post(f"{ROOT}/requests.json", {**sent, "description": SECRET, **more})


# A client written by others


class Wire:
    """The georeport client's HTTP, led to this very process."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, address: str, params: dict[str, str]) -> Any:
        answer: Any = self.client.get(urlsplit(address).path, params)
        answer.raise_for_status = lambda: pytest.fail(str(answer.content)) if answer.status_code >= 400 else None
        return answer


@pytest.mark.parametrize("ending", ["json", "xml"])
def test_the_client_of_others_reads_all_it_can_read(
    ending: str, cast: Cast, ticket: Ticket, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(georeport.georeport, "requests", Wire(client))
    city = georeport.GeoReport(f"http://testserver{ROOT}", jurisdiction="zone", output_format=ending)
    services = city.get_service_list()
    only = services[0] if isinstance(services, list) else services  # its XML reader gives one as itself
    assert (only["service_code"], only["service_name"]) == ("street/lamp", "路灯不亮")
    assert city.get_service_definition("street/lamp")["service_code"] == "street/lamp"
    found = city.get_service_requests(service_request_id=ticket.number)
    (one,) = found if isinstance(found, list) else [found]
    assert one == city.get_service_request(ticket.number)
    assert (one["service_request_id"], one["status"]) == (ticket.number, "open")
    found = city.get_service_requests(service_code="street/lamp", status="open", **AROUND)
    assert (found[0] if isinstance(found, list) else found)["service_request_id"] == ticket.number


# What the standard asks


def test_both_formats_say_the_same(cast: Cast, ticket: Ticket, client: Client) -> None:
    (said,) = client.get(f"{ROOT}/requests.json", AROUND).json()
    tree = tree_of(client.get(f"{ROOT}/requests.xml", AROUND).content)
    assert (tree.tag, tree[0].tag) == ("service_requests", "request")
    assert {part.tag: part.text or "" for part in tree[0]} == {
        name: "" if value is None else str(value) for name, value in said.items()
    }
    assert set(said) == set(REQUEST)
    assert said["requested_datetime"] == "2020-09-01T12:00:00+08:00"


def test_discovery_leads_to_the_interface(cast: Cast, client: Client) -> None:
    found = client.get(f"{ROOT}/discovery.json").json()
    (endpoint,) = found["endpoints"]
    assert urlsplit(endpoint["url"]).path == ROOT and set(endpoint["formats"]) == {"text/xml", "application/json"}
    assert tree_of(client.get(f"{ROOT}/discovery.xml").content).find("endpoints/endpoint/url") is not None


def test_a_kind_says_what_more_may_be_told(cast: Cast, lamp: Category, client: Client) -> None:
    assert [one["metadata"] for one in client.get(f"{ROOT}/services.json").json()] == [False]
    area = Area.objects.create(zone=cast.zone, office=cast.construction, name="中心片区")
    (one,) = client.get(f"{ROOT}/services.json").json()
    assert one["metadata"] is True and set(one) == set(SERVICE)
    (attribute,) = client.get(f"{ROOT}/services/street/lamp.json").json()["attributes"]
    assert attribute["values"] == [{"key": str(area.pk), "name": "中心片区"}]


def test_requests_are_narrowed_by_kind_state_days_and_number(cast: Cast, lamp: Category, client: Client) -> None:
    bin_ = Category.objects.create(zone=cast.zone, code="bin", name="垃圾桶")
    numbers = [raised(cast.li, one, NOON + timedelta(days=n)).number for n, one in enumerate([lamp, bin_, lamp])]

    def found(**question: str) -> list[str]:
        asked = client.get(f"{ROOT}/requests.json", {"start_date": day(-1), "end_date": day(9), **question})
        return [one["service_request_id"] for one in asked.json()]

    assert found() == numbers[::-1]  # latest first
    assert found(service_code="bin") == [numbers[1]]
    assert found(service_code="bin,street/lamp") == numbers[::-1]
    assert found(start_date=day(1)) == numbers[:0:-1]
    assert found(end_date=day(0)) == numbers[:1]
    assert (found(status="closed"), found(status="open,closed")) == ([], numbers[::-1])
    assert found(service_request_id=f"{numbers[0].lower()},{numbers[2]}", start_date="") == [numbers[2], numbers[0]]
    assert [found(page=str(page), page_size="2") for page in (1, 2, 3)] == [numbers[:0:-1], numbers[:1], []]


def test_without_days_the_last_ninety_are_told(cast: Cast, lamp: Category, client: Client) -> None:
    now = timezone.now()
    raised(cast.li, lamp, now - timedelta(days=91))
    late = raised(cast.li, lamp, now - timedelta(days=89))
    assert [one["service_request_id"] for one in client.get(f"{ROOT}/requests.json").json()] == [late.number]


@pytest.mark.parametrize(
    ("path", "question", "status"),
    [
        ("requests", {"start_date": day(0), "end_date": day(91)}, 400),
        ("requests", {"start_date": "yesterday"}, 400),
        ("requests", {"start_date": "2020-02-31T00:00:00Z"}, 400),
        ("requests", {"end_date": "0001-01-01T00:00:00Z"}, 400),
        ("requests", {"status": "lost"}, 400),
        ("requests", {"page": "0"}, 400),
        ("requests", {"page": "999999"}, 400),
        ("requests", {"page_size": "x"}, 400),
        ("requests", {"service_request_id": ",".join(["A"] * 101)}, 400),
        ("requests", {"jurisdiction_id": "elsewhere"}, 404),
        ("requests/ZONE-2020-999999", {}, 404),
        ("services/none", {}, 404),
        ("tokens/none", {}, 404),
    ],
)
@pytest.mark.parametrize("ending", ["json", "xml"])
def test_a_question_that_is_none_is_refused_in_its_own_form(
    path: str, question: dict[str, str], status: int, ending: str, cast: Cast, client: Client
) -> None:
    answer = client.get(f"{ROOT}/{path}.{ending}", question)
    assert answer.status_code == status
    if ending == "json":
        assert [error["code"] for error in answer.json()] == [status]
    else:
        assert tree_of(answer.content).findtext("error/code") == str(status)


def test_where_there_are_two_zones_one_is_named(cast: Cast, ticket: Ticket, client: Client) -> None:
    Zone.objects.create(code="other", name="另一区", in_use_since=START)
    assert client.get(f"{ROOT}/services.json").status_code == 400
    assert len(client.get(f"{ROOT}/services.json", {"jurisdiction_id": "zone"}).json()) == 1
    assert client.get(f"{ROOT}/requests.json", {"jurisdiction_id": "other", **AROUND}).json() == []
    assert client.get(f"{ROOT}/requests/{ticket.number}.json", {"jurisdiction_id": "other"}).status_code == 404


def test_updates_tell_each_change_of_state(cast: Cast, ticket: Ticket, client: Client) -> None:
    with act(by=cast.li) as a:
        ticket.dispatch(a, office=cast.construction, at=NOON + timedelta(hours=1))
    found = client.get(f"{ROOT}/servicerequestupdates.json", {"service_request_id": ticket.number}).json()
    assert [(one["status"], one["updated_datetime"][11:13]) for one in found] == [("open", "12"), ("open", "13")]
    assert client.get(f"{ROOT}/servicerequestupdates.json", AROUND).json() == found
    tree = tree_of(client.get(f"{ROOT}/servicerequestupdates.xml", AROUND).content)
    assert (tree.tag, {one.tag for one in tree}) == ("service_requests_updates", {"request_update"})


# Reporting


def test_a_problem_is_taken_from_who_has_a_key(cast: Cast, lamp: Category, client: Client) -> None:
    answer = report(client, key_of(cast.li, OPEN311), phone="13800138000")
    (taken,) = answer.json()
    assert answer.status_code == 201
    ticket = Ticket.objects.get(number=taken["service_request_id"])
    assert (ticket.source, ticket.words["description"], ticket.raised_by) == (Source.PUBLIC, SECRET, None)
    assert ticket.raiser is not None and FollowCode.objects.filter(ticket=ticket).exists()
    assert client.get(f"{ROOT}/tokens/{taken['token']}.json").json()[0]["service_request_id"] == ticket.number


def test_a_problem_is_refused_without_a_good_key(cast: Cast, lamp: Category, client: Client) -> None:
    for word in ("", "dj-x", key_of(cast.li, "tickets.write")):
        assert report(client, word).status_code == 403
    other = Zone.objects.create(code="other", name="另一区", in_use_since=START)
    Category.objects.create(zone=other, code="street/lamp", name="路灯")
    assert report(client, key_of(cast.li, OPEN311), jurisdiction_id="other").status_code == 403
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"service_code": ""}, 400),
        ({"service_code": "none"}, 404),
        ({"lat": "", "long": ""}, 400),
        ({"lat": "91"}, 400),
        ({"long": ""}, 400),
        ({"description": ""}, 400),
        ({"phone": "x"}, 400),
        ({"attribute[area]": "999999999999999999999"}, 400),
    ],
)
def test_a_report_that_says_too_little_is_told_what_is_missing(
    more: dict[str, str], status: int, cast: Cast, lamp: Category, client: Client
) -> None:
    assert report(client, key_of(cast.li, OPEN311), **more).status_code == status
    assert not Ticket.objects.exists()


def test_nothing_is_fetched_from_an_address_that_was_sent(cast: Cast, lamp: Category, client: Client) -> None:
    sent = {"media_url": "http://169.254.169.254/latest/"}
    (taken,) = report(client, key_of(cast.li, OPEN311), **sent).json()
    assert client.get(f"{ROOT}/requests/{taken['service_request_id']}.json").json()[0]["media_url"] is None


# What is never told


def test_neither_words_nor_address_nor_an_exact_point_are_told(cast: Cast, ticket: Ticket, client: Client) -> None:
    for path in ("requests", f"requests/{ticket.number}", "servicerequestupdates", "services"):
        for ending in ("json", "xml"):
            text = client.get(f"{ROOT}/{path}.{ending}", AROUND).content.decode()
            assert SECRET not in text and "示范路" not in text and "34.345678" not in text
    (said,) = client.get(f"{ROOT}/requests.json", AROUND).json()
    assert (said["lat"], said["long"]) == (34.346, 108.912)


def test_what_is_not_for_the_public_is_not_told(cast: Cast, ticket: Ticket, client: Client) -> None:
    Category.objects.update(open_to_public=False)
    assert client.get(f"{ROOT}/services.json").json() == []
    assert client.get(f"{ROOT}/requests.json", AROUND).json() == []
    assert client.get(f"{ROOT}/requests/{ticket.number}.json").status_code == 404
    assert client.get(f"{ROOT}/servicerequestupdates.json", AROUND).json() == []


def test_signs_that_mean_something_in_xml_are_marked(cast: Cast, lamp: Category, client: Client) -> None:
    Category.objects.update(name="<灯>&\x07'\"")
    tree = tree_of(client.get(f"{ROOT}/services.xml").content)
    assert tree.findtext("service/service_name") == "<灯>&'\""


def test_who_asks_too_often_is_refused(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "QUESTIONS_A_MINUTE", 1)
    assert 429 in [client.get(f"{ROOT}/services.json").status_code for _time in range(4)]
