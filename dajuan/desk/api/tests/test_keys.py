"""Keys and feeds: what opens, what does not, and that nothing of them can be read again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from dajuan.core import faces
from dajuan.core.faces import Due, DueList, Faces
from dajuan.core.staff.models import User
from dajuan.desk.api import entrance
from dajuan.desk.api.calendars import calendar_of
from dajuan.desk.api.models import Token, digest
from dajuan.values.lights import Light
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOON = datetime(2020, 9, 1, 4, tzinfo=UTC)
Kind = Token.Kind


def key(user: User, *scopes: str, kind: str = Kind.PROGRAM, until: datetime | None = None) -> str:
    _token, word = Token.objects.make(user, kind, "x", list(scopes), until)
    return str(word)


def asked(word: str, path: str, **more: Any) -> int:
    header = {"Authorization": f"Bearer {word}"}
    return int(Client().get(f"/api/v1/{path}", headers=header, **more).status_code)


def test_nobody_asks_without_a_key_or_a_session(cast: Cast, client: Client) -> None:
    answer = client.get("/api/v1/mine/")
    assert (answer.status_code, answer.json()["errors"]) == (401, [])
    client.force_login(cast.li)
    assert client.get("/api/v1/mine/").json()["name"] == "李文静"


def test_a_key_opens_what_its_scopes_say_and_no_more(cast: Cast) -> None:
    word = key(cast.li, "mine.read", "tickets.read")
    assert [asked(word, path) for path in ("mine/", "tickets/", "figures/")] == [200, 200, 403]
    header = {"Authorization": f"Bearer {word}"}
    assert Client().post("/api/v1/tickets/", {}, "application/json", headers=header).status_code == 403


def test_a_key_never_opens_more_than_its_person_may(cast: Cast) -> None:
    assert asked(key(cast.xu, "tickets.read"), "tickets/") == 403  # the administrator reads no records
    assert asked(key(cast.zhao, "city.read"), "city/works/") == 403


def test_a_revoked_an_old_and_a_wrong_key_open_nothing(cast: Cast) -> None:
    word = key(cast.li, "mine.read")
    old = key(cast.li, "mine.read", until=timezone.now() - timedelta(seconds=1))
    feed = key(cast.li, kind=Kind.CALENDAR)
    Token.objects.filter(hash=digest(word)).update(revoked_at=NOON)
    assert [asked(one, "mine/") for one in (word, old, feed, "dj-x", "", "ä")] == [401] * 6


def test_a_key_ends_with_its_person(cast: Cast) -> None:
    word = key(cast.li, "mine.read")
    cast.li.posts.update(to_on=datetime(2019, 1, 1, tzinfo=UTC).date())
    assert asked(word, "mine/") == 403
    User.objects.filter(pk=cast.li.pk).update(is_active=False)
    assert asked(word, "mine/") == 401


def test_a_session_writes_only_with_its_cross_site_word(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.li)
    assert browser.post("/api/v1/tickets/", {}, "application/json").status_code == 403


def test_who_asks_too_often_is_told_how_long_to_wait(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr(entrance, "A_MINUTE", 2)
    client.force_login(cast.li)
    answers = [client.get("/api/v1/mine/") for _time in range(5)]
    assert answers[0].status_code == 200
    late = next(answer for answer in answers if answer.status_code == 429)
    assert 0 < int(late.headers["Retry-After"]) <= 60


def test_the_word_of_a_key_is_told_once_and_stands_nowhere(cast: Cast, client: Client) -> None:
    client.force_login(cast.li)
    until = timezone.localdate() + timedelta(days=30)
    sent = {"name": "x", "kind": "program", "scopes": ["mine.read"], "expires_on": until.isoformat()}
    page = client.post("/api/tokens/", sent)
    word = page.context["word"]
    assert page.status_code == 201 and asked(word, "mine/") == 200
    assert word not in client.get("/api/tokens/").content.decode()
    assert not Token.objects.filter(hash=word).exists()
    client.post(f"/api/tokens/{Token.objects.get().pk}/revoking/")
    assert asked(word, "mine/") == 401


def test_a_programs_key_needs_an_end_and_a_scope(cast: Cast, client: Client) -> None:
    client.force_login(cast.li)
    page = client.post("/api/tokens/", {"name": "x", "kind": "program"})
    assert page.status_code == 422 and set(page.context["form"].errors) == {"scopes", "expires_on"}


def test_nobody_revokes_what_is_another_persons(cast: Cast, client: Client) -> None:
    key(cast.li, "mine.read")
    client.force_login(cast.wang)
    assert client.post(f"/api/tokens/{Token.objects.get().pk}/revoking/").status_code == 404


@pytest.fixture
def due(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """One thing due, for Li alone."""
    one = Due("第一路, 长; 很长的名称" * 4, "/city/works/1/", NOON.date(), Light.RED)
    lists = (DueList("Works", lambda user, day: [one] if user == cast.li else []),)
    monkeypatch.setattr(faces, "_offered", {"x": Faces(line="x", title="x", page="", due_lists=lists)})


def test_a_calendar_shows_my_deadlines_to_who_has_its_address(cast: Cast, client: Client, due: None) -> None:
    word = key(cast.li, kind=Kind.CALENDAR)
    feed = client.get(f"/open/api/calendar/{word}.ics")
    text = feed.content.decode()
    assert feed.headers["Content-Type"].startswith("text/calendar")
    assert "DTSTART;VALUE=DATE:20200901\r\nDTEND;VALUE=DATE:20200902\r\n" in text
    Token.objects.update(revoked_at=NOON)
    for gone in (word, "dj-wrong"):
        assert client.get(f"/open/api/calendar/{gone}.ics").status_code == 404


def test_a_calendar_keeps_the_rules_of_its_format(cast: Cast, due: None) -> None:
    """RFC 5545: lines end with CR LF and have at most 75 bytes; commas and semicolons in texts are marked."""
    text = calendar_of(cast.li, NOON.date(), NOON)
    lines = text.split("\r\n")
    assert (
        lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""] and "\n" not in text.replace("\r\n", "")
    )
    assert all(len(line.encode()) <= 75 for line in lines)
    whole = text.replace("\r\n ", "")
    assert "SUMMARY:Works: 第一路\\, 长\\; 很长的名称" in whole
    assert calendar_of(cast.wang, NOON.date(), NOON).count("BEGIN:VEVENT") == 0


def test_the_administrator_revokes_a_lost_key_and_never_reads_one(cast: Cast, client: Client) -> None:
    word = key(cast.li, "figures.read")
    client.force_login(cast.xu)
    page = client.get("/api/keys/").content.decode()
    assert cast.li.name in page and word not in page
    lost = Token.objects.get()
    client.force_login(cast.wang)
    assert client.post(f"/api/keys/{lost.pk}/shutting/").status_code == 403  # nobody revokes another's but he
    client.force_login(cast.xu)
    client.post(f"/api/keys/{lost.pk}/shutting/")
    assert asked(word, "mine/") == 401
    assert cast.li.name not in client.get("/api/keys/").content.decode()
