"""Webhooks: told of everything once, in order, signed, of nothing personal, and only where they are let."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.test import Client

from dajuan.core.outbox.posting import Answer, NotSent
from dajuan.core.records.act import act
from dajuan.core.records.models import entries_of
from dajuan.core.staff.models import Charge, User
from dajuan.desk.hooks import delivering, events
from dajuan.desk.hooks.delivering import deliver_all, sign
from dajuan.desk.hooks.models import PAUSED_AFTER, Delivery, Host, Subscription
from dajuan.lines.city.models import Work
from tests.cast import START, Cast

pytestmark = pytest.mark.django_db
NOON = datetime(2030, 1, 1, 4, tzinfo=UTC)  # after whatever the tests record
DAY = date(2020, 3, 2)
SECRET = "s3cret"


def work(cast: Cast, name: str = "第一路") -> Work:
    """A work in the plan: one moment."""
    made = Work.objects.create(zone=cast.zone, office=cast.construction, name=name, kind=Work.Kind.DEAD_END)
    with act(by=cast.li) as a:
        made.enlist(a, happened_on=DAY, length_cm=1000)
    return made


def subscribed(user: User, *lines: str, **more: Any) -> Subscription:
    Host.objects.get_or_create(name="hooks.zone.example", defaults={"added_by": user})
    one = Subscription(
        user=user, zone=user.zone, name="x", url="https://hooks.zone.example/in", lines=list(lines), **more
    )
    one.keep_secret(secret=SECRET)
    one.save()
    return one


class Other:
    """The other side: what it was sent, and what it answers."""

    def __init__(self) -> None:
        self.sent: list[tuple[bytes, dict[str, str]]] = []
        self.answers: list[Answer | NotSent] = []

    def post(self, address: str, body: bytes, headers: dict[str, str], *, inside: bool) -> Answer:
        answer = self.answers.pop(0) if self.answers else Answer(204, "")
        if isinstance(answer, NotSent):
            raise answer
        if answer.is_good:
            self.sent.append((body, headers))
        return answer

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for body, _headers in self.sent for event in json.loads(body)]


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Other:
    side = Other()
    monkeypatch.setattr(delivering, "post", side.post)
    return side


def test_what_was_recorded_and_withdrawn_is_told_once_and_in_order(cast: Cast, other: Other) -> None:
    subscribed(cast.wang, "city")
    one = work(cast)
    with act(by=cast.li) as a:
        a.withdraw(entries_of(one)[0], reason="wrong")
    work(cast, "第二路")
    assert deliver_all(NOON) == 1
    told = [(event["sequence"], event["type"].rsplit(".", 1)[1]) for event in other.events]
    assert [change for _at, change in told] == ["recorded", "withdrawn", "recorded"]
    assert told == sorted(told, key=lambda each: each[0])
    assert deliver_all(NOON) == 0
    assert len({event["id"] for event in other.events}) == 3


def test_an_event_is_a_cloud_event_and_names_nobody(cast: Cast, other: Other) -> None:
    """CloudEvents 1.0: specversion, id, source and type are there; attributes are lower case."""
    subscribed(cast.wang, "city")
    work(cast, "欧阳明月路")
    deliver_all(NOON)
    (event,) = other.events
    assert (
        event["specversion"] == "1.0" and event["id"] and event["source"] and event["type"].startswith("dajuan.city.")
    )
    assert all(name.islower() and name.isalnum() for name in event)
    body, headers = other.sent[0]
    assert headers["Content-Type"].startswith("application/cloudevents-batch+json")
    assert "欧阳" not in body.decode() and "李文静" not in body.decode()


def test_the_other_side_can_tell_that_it_is_ours(cast: Cast, other: Other) -> None:
    subscribed(cast.wang, "city")
    work(cast)
    deliver_all(NOON)
    body, headers = other.sent[0]
    assert headers["Dajuan-Signature"] == f"sha256={sign(SECRET, headers['Dajuan-Timestamp'], body)}"
    assert sign(SECRET, "0", body) != sign(SECRET, headers["Dajuan-Timestamp"], body)


def test_nothing_overtakes_what_was_not_taken(cast: Cast, other: Other, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MOST_MOMENTS", 1)
    one = subscribed(cast.wang, "city")
    for name in ("一路", "二路", "三路"):
        work(cast, name)
    other.answers = [Answer(204, ""), Answer(503, "away"), NotSent("no answer", perhaps=True)]
    assert deliver_all(NOON) == 1
    one.refresh_from_db()
    assert (one.failures, one.next_at) == (1, NOON + timedelta(minutes=1))
    assert deliver_all(NOON) == 0  # not before its time
    deliver_all(NOON + timedelta(minutes=1))
    one.refresh_from_db()
    assert (one.failures, one.behind) == (2, 2)
    assert deliver_all(NOON + timedelta(minutes=9)) == 2
    assert len(other.events) == 3
    assert list(Delivery.objects.order_by("pk").values_list("went_out", flat=True)) == [True, False, False, True, True]


def test_one_that_fails_too_often_is_paused_and_goes_on_where_it_stopped(
    cast: Cast, other: Other, client: Client
) -> None:
    one = subscribed(cast.wang, "city", failures=PAUSED_AFTER - 1)
    work(cast)
    other.answers = [Answer(500, "")]
    deliver_all(NOON)
    one.refresh_from_db()
    assert one.paused_at and deliver_all(NOON + timedelta(days=9)) == 0
    client.force_login(cast.wang)
    client.post(f"/hooks/{one.pk}/pausing/")
    assert deliver_all(NOON + timedelta(days=9)) == 1
    assert len(other.events) == 1


def test_one_that_wants_no_more_is_told_no_more(cast: Cast, other: Other) -> None:
    one = subscribed(cast.wang, "city")
    work(cast)
    other.answers = [Answer(410, "gone")]
    deliver_all(NOON)
    one.refresh_from_db()
    assert one.paused_at


def test_nobody_is_told_of_what_he_may_not_see(cast: Cast, other: Other) -> None:
    one = subscribed(cast.zhao, "city", "livelihood")
    work(cast)
    deliver_all(NOON)
    one.refresh_from_db()
    assert (other.events, one.behind) == ([], 0)  # passed over, so that it does not look again
    Charge.objects.create(office=cast.education, line="city", from_on=START)
    cast.zhao.posts.update(to_on=date(2019, 1, 1))
    work(cast, "二路")
    assert deliver_all(NOON) == 0 and other.events == []


def test_an_import_of_many_rows_is_one_event_that_says_how_many(
    cast: Cast, other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST_ENTRIES", 2)
    subscribed(cast.wang, "city")
    works = [
        Work.objects.create(zone=cast.zone, office=cast.construction, name=f"{n}路", kind=Work.Kind.DEAD_END)
        for n in range(5)
    ]
    with act(by=cast.li) as a:
        for one in works:
            one.enlist(a, happened_on=DAY, length_cm=1000)
    deliver_all(NOON)
    (event,) = other.events
    assert (event["data"]["count"], len(event["data"]["entries"])) == (5, 2)


def test_two_processes_do_not_tell_the_same(cast: Cast, other: Other) -> None:
    one = subscribed(cast.wang, "city")
    work(cast)
    assert Subscription.objects.claim(one, NOON, NOON + delivering.LEASE)
    assert deliver_all(NOON) == 0 and other.events == []
    assert deliver_all(NOON + delivering.LEASE) == 1


def test_a_host_that_was_taken_out_is_reached_no_more(cast: Cast, other: Other) -> None:
    one = subscribed(cast.wang, "city")
    work(cast)
    Host.objects.all().delete()
    assert deliver_all(NOON) == 0
    one.refresh_from_db()
    assert "does not let" in one.trouble and other.events == []


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/",
        "https://hooks.zone.example@elsewhere.example/",
        "https://hooks.zone.example:8443/",
        "ftp://hooks.zone.example/",
        "http://169.254.169.254/latest/",
        "https://elsewhere.example/#hooks.zone.example",
    ],
)
def test_a_webhook_goes_only_where_the_administrator_lets_it(address: str, cast: Cast, client: Client) -> None:
    Host.objects.create(name="hooks.zone.example", added_by=cast.xu)
    client.force_login(cast.wang)
    sent = {"name": "x", "url": address, "lines": ["city"]}
    assert client.post("/hooks/", sent).status_code == 422
    assert client.post("/hooks/", {**sent, "url": "https://hooks.zone.example/in"}).status_code == 201


def test_its_signing_word_is_told_once_and_nobody_else_sees_the_webhook(cast: Cast, client: Client) -> None:
    Host.objects.create(name="hooks.zone.example", added_by=cast.xu)
    client.force_login(cast.wang)
    sent = {"name": "x", "url": "https://hooks.zone.example/in", "lines": ["city"]}
    word = client.post("/hooks/", sent).context["word"]
    one = Subscription.objects.get()
    assert one.secrets == {"secret": word} and word not in client.get(f"/hooks/{one.pk}/").content.decode()
    client.force_login(cast.li)
    for path in ("", "pausing/", "ending/"):
        assert client.post(f"/hooks/{one.pk}/{path}").status_code in {404, 405}


@pytest.fixture
def listening() -> Iterator[tuple[str, list[bytes]]]:
    """Somebody who listens on this machine."""
    heard: list[bytes] = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(302 if self.path == "/away" else 204)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Ear)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}", heard
    server.shutdown()
    server.server_close()


def test_it_really_goes_out_and_follows_nobody_elsewhere(cast: Cast, listening: tuple[str, list[bytes]]) -> None:
    host, heard = listening
    work(cast)
    Host.objects.create(name=host, added_by=cast.xu)
    one = subscribed(cast.wang, "city")
    for inside, path in ((False, "in"), (True, "away"), (True, "in")):
        Host.objects.filter(name=host).update(inside=inside)
        Subscription.objects.filter(pk=one.pk).update(url=f"http://{host}/{path}", next_at=NOON, paused_at=None)
        deliver_all(NOON)
    said = list(Delivery.objects.order_by("pk").values_list("went_out", "said"))
    assert [went_out for went_out, _said in said] == [False, False, True]
    assert "may not be reached" in said[0][1] and said[1][1].startswith("302")
    assert len(heard) == 2 and json.loads(heard[1])[0]["specversion"] == "1.0"


def test_the_administrator_pauses_anybodys_webhook_and_sees_its_host_alone(cast: Cast, client: Client) -> None:
    told = subscribed(cast.li, "city")
    client.force_login(cast.xu)
    page = client.get("/hooks/hosts/").content.decode()
    assert "hooks.zone.example" in page and told.url not in page
    client.post(f"/hooks/{told.pk}/stopping/")
    told.refresh_from_db()
    assert told.paused_at is not None
