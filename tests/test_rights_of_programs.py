"""The rights matrix of what programs read: interface, Open311, feeds, exports, search, webhooks.

Rows are planted whose marker stands in every text; whoever may not see them must not find the marker anywhere. The
addresses are read from the interface's own description and from the resolver, so that a new part is under test at once.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from dajuan.core.calendar.clocks import Unit
from dajuan.core.companies.models import enter_company
from dajuan.core.dossiers.models import open_dossier
from dajuan.core.places.geometry import stored_shape
from dajuan.core.records.act import act
from dajuan.core.staff.models import Charge, Post, User, Zone
from dajuan.core.tickets.models import Category, Source, raise_ticket
from dajuan.desk.api import entrance
from dajuan.desk.api.interface import description, parts
from dajuan.desk.api.models import Token
from dajuan.desk.hooks.events import after
from dajuan.lines.city.models import Work
from dajuan.site.lines import LINES
from tests.cast import START, Cast, office, person

pytestmark = pytest.mark.django_db
MARK = "标记九九"  # stands in whatever is planted
DAY = date(2020, 3, 2)
NOON = datetime(2020, 3, 2, 4, tzinfo=UTC)
IDENTITY = ("/companies/", "/dossiers/")
BLANK = re.compile(r"{(\w+)}")
NOTHING = {"period": "2020", "q": MARK, "start_date": "2020-03-01T00:00:00Z", "end_date": "2020-03-09T00:00:00Z"}


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A walk asks oftener than a program may."""
    cache.clear()
    monkeypatch.setattr(entrance, "A_MINUTE", 10**6)


@pytest.fixture
def planted(cast: Cast) -> dict[str, Any]:
    """A work, a problem, a company and a project of ours, each with the marker; what may stand in addresses."""
    Charge.objects.create(office=cast.education, line="tickets", from_on=START)
    kind = Category.objects.create(
        zone=cast.zone, code="lamp", name=f"路灯{MARK}", lead=cast.construction, limit=5, unit=Unit.NATURAL_DAYS
    )
    work = Work(zone=cast.zone, office=cast.construction, name=f"{MARK}路", kind=Work.Kind.DEAD_END, planned_end_on=DAY)
    work.put_shape(stored_shape('{"type": "LineString", "coordinates": [[109.0, 34.4], [109.01, 34.4]]}'))
    work.save()
    with act(by=cast.li) as a:
        work.enlist(a, happened_on=DAY, length_cm=1000)
    with act(by=cast.li) as a:
        ticket, _report = raise_ticket(a, category=kind, source=Source.VISIT, at=NOON, title=MARK, description=MARK)
    with act(by=cast.li) as a:
        enter_company(a, code="91610132MA6TXUP48Y", name=f"{MARK}公司", happened_on=DAY)
        open_dossier(a, number="2020-610132-36-03-001234", title=f"{MARK}项目", happened_on=DAY)
    with act(by=cast.zhao) as a:
        ticket.dispatch(a, office=cast.construction, at=NOON)
    return {"key": work.pk, "number": ticket.number, "pk": work.pk, "work": work}


@pytest.fixture
def strangers(cast: Cast) -> dict[str, User]:
    """Who may see nothing of it: the keeper of every line in another zone, and an office that keeps another line."""
    zone = Zone.objects.create(code="other", name="另一经开区", in_use_since=START)
    at = office(zone, "另一管委会")
    for line in (*LINES, "tickets"):
        Charge.objects.create(office=at, line=line, from_on=START)
    foreign = person(zone, "foreign", "外区人", at, Post.Role.HEAD)
    Post.objects.create(user=foreign, office=at, role=Post.Role.LEADER, from_on=START)
    apart = office(cast.zone, "园林所", cast.committee)
    Charge.objects.create(office=apart, line="investment", from_on=START)
    return {"another zone": foreign, "another office": person(cast.zone, "apart", "外局人", apart, Post.Role.HEAD)}


def of_the_interface(blanks: dict[str, Any], *, guarded: bool = False) -> Iterator[tuple[str, str]]:
    """Method and address of every question of the interface, with each word a blank may take.

    Or of the guarded ones alone: some of the portal's are asked by anybody (tests/test_rights_of_outsiders.py).
    """
    for path, methods in description()["paths"].items():
        for method, one in methods.items():
            if guarded and "security" not in one:
                continue
            words = {p["name"]: p["schema"].get("enum", [p["schema"].get("const")]) for p in one.get("parameters", ())}
            choices = [blanks]
            for name in BLANK.findall(path):
                if name not in blanks:
                    choices = [{**each, name: word or "x"} for each in choices for word in words[name]]
            yield from ((method, path.format(**each)) for each in choices)


def pages(patterns: list[Any], before: str = "") -> Iterator[str]:
    """Every address of the site without a blank but a row's number."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from pages(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield before + str(one.pattern)


def readable(pk: int) -> list[str]:
    """Lists, searches, exports, shapes and feeds, and the pages of the planted work."""
    found = []
    for route in pages(list(get_resolver().url_patterns)):
        path = route.replace("<slug:what>", "works").replace("<int:pk>", str(pk)).replace("<path:code>", "lamp")
        if "<" not in path and not path.startswith(("account/", "i18n/", "api/v1/", "practice/")):
            found.append(f"/{path}")
    return found


def asked(user: User | None, method: str, path: str) -> Any:
    browser = Client(raise_request_exception=True)
    if user:
        browser.force_login(user)
    if method == "post":
        return browser.post(path, {}, content_type="application/json")
    return browser.get(path, NOTHING)


def text_of(answer: Any) -> str:
    """What an answer says: the rows of a workbook and the texts of JSON as people read them."""
    content = bytes(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"".join(packed.read(name) for name in packed.namelist())
    if "json" in answer.headers.get("Content-Type", ""):
        return json.dumps(json.loads(content), ensure_ascii=False)
    return content.decode("utf-8", "replace")


def told(answer: Any) -> bool:
    """Whether the marker stands in an answer otherwise than as the words that were searched for."""
    text = text_of(answer)
    for echoed in (f'value="{MARK}"', f"q={MARK}", f"“{MARK}”", f"「{MARK}」"):
        text = text.replace(echoed, "")
    return MARK in text


def may_see(who: str, path: str) -> bool:
    """What is told on purpose: works of the city to everybody, and to every office of the zone who its enterprises and
    projects are (identity alone; what lines know of them stays with the lines)."""
    return path.startswith("/open/city/") or (who == "another office" and path.startswith(IDENTITY))


def test_every_part_of_the_interface_refuses_nobody(cast: Cast, planted: dict[str, Any]) -> None:
    guarded = of_the_interface(planted, guarded=True)
    routes = {(method, path.split("/")[3], path.count("/")): path for method, path in guarded}
    wrong = [
        (method, path, status)
        for (method, _area, _depth), path in routes.items()
        if (status := asked(None, method, path).status_code) not in ({401} if method == "get" else {401, 403})
    ]
    assert not wrong


@pytest.mark.thorough("every question with every word, as two people")
def test_the_interface_tells_no_stranger_of_our_rows(
    cast: Cast, planted: dict[str, Any], strangers: dict[str, User]
) -> None:
    wrong = []
    for who, user in strangers.items():
        browser = Client()
        browser.force_login(user)
        for method, path in of_the_interface(planted):
            answer = browser.get(path, NOTHING) if method == "get" else browser.post(path, {}, "application/json")
            # Kinds of problem are the zone's own words, which every office of it reads.
            own_words = who == "another office" and path.endswith("/categories/")
            if answer.status_code >= 500 or (told(answer) and not own_words):
                wrong.append((who, method, path, answer.status_code))
    assert not wrong


def test_the_interface_tells_its_own_people(cast: Cast, planted: dict[str, Any]) -> None:
    """The walk above proves something only where the marker can be found."""
    for path in ("city/works/", f"city/works/{planted['key']}/", "tickets/", f"tickets/{planted['number']}/"):
        assert told(asked(cast.li, "get", f"/api/v1/{path}")), path


def test_a_key_tells_no_more_than_its_person_is_told(
    cast: Cast, planted: dict[str, Any], strangers: dict[str, User]
) -> None:
    scopes = [f"{area}.{way}" for area in parts() for way in ("read", "write")]
    for user in strangers.values():
        _token, word = Token.objects.make(user, Token.Kind.PROGRAM, "x", scopes, None)
        header = {"Authorization": f"Bearer {word}"}
        for path in (
            "city/works/",
            f"city/works/{planted['key']}/",
            f"city/works/{planted['key']}/entries/",
            "tickets/",
        ):
            answer = Client().get(f"/api/v1/{path}", headers=header)
            assert not told(answer) and answer.status_code in {200, 403, 404}, path


def test_open311_tells_everybody_facts_and_nobody_words(cast: Cast, planted: dict[str, Any]) -> None:
    Category.objects.update(name="路灯")
    for path in readable(planted["pk"]):
        if path.startswith("/open/open311/"):
            answer = asked(None, "get", path)
            assert answer.status_code < 500 and not told(answer), path


def test_a_calendar_shows_its_owner_alone(cast: Cast, planted: dict[str, Any], strangers: dict[str, User]) -> None:
    for user in strangers.values():
        _token, word = Token.objects.make(user, Token.Kind.CALENDAR, "x", [], None)
        assert not told(Client().get(f"/open/api/calendar/{word}.ics"))
    _token, word = Token.objects.make(cast.li, Token.Kind.CALENDAR, "x", [], None)
    assert planted["number"] in Client().get(f"/open/api/calendar/{word}.ics").content.decode()


def test_a_webhook_reads_with_its_owners_eyes(cast: Cast, planted: dict[str, Any], strangers: dict[str, User]) -> None:
    for user in strangers.values():
        cut = after(0, ["city", "tickets"], user)
        assert cut is not None and cut.events == []
    cut = after(0, ["city", "tickets"], cast.li)
    assert cut is not None and {event["type"] for event in cut.events} >= {"dajuan.city.listing.recorded"}


@pytest.mark.thorough("every list, search, export, count and feed of the site, as six people")
def test_no_list_search_export_or_feed_tells_of_rows_one_may_not_see(
    cast: Cast, planted: dict[str, Any], strangers: dict[str, User]
) -> None:
    Category.objects.update(name="路灯")  # the zone's own words, which its offices read
    people: dict[str, User | None] = {**strangers, "nobody": None, "the administrator": cast.xu}
    found = []
    for who, user in people.items():
        browser = Client()
        if user:
            browser.force_login(user)
        for path in readable(planted["pk"]):
            answer = browser.get(path, NOTHING)
            if answer.status_code >= 500 or (told(answer) and not may_see(who, path)):
                found.append((who, path, answer.status_code))
    assert not found


@pytest.mark.thorough("the same lists, as its own people")
def test_the_lists_do_tell_who_may_see(cast: Cast, planted: dict[str, Any]) -> None:
    browser = Client()
    browser.force_login(cast.li)
    seen = {path for path in readable(planted["pk"]) if told(browser.get(path, NOTHING))}
    assert seen >= {
        "/city/works/",
        f"/city/works/{planted['pk']}/",
        "/city/works/board/",
        f"/city/works/{planted['pk']}/brief/",
    }
