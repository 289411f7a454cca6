"""The outbox: who is reminded of what and when, that nothing is sent twice, and what the administrator sees."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from dajuan.core import faces
from dajuan.core.faces import Due, DueList, Faces
from dajuan.core.outbox import adapters, posting
from dajuan.core.outbox.adapters import Parcel
from dajuan.core.outbox.models import Attempt, Channel, Message, Preference, put_out
from dajuan.core.outbox.posting import Answer, NotSent
from dajuan.core.outbox.reminding import sweep, sweep_if_due
from dajuan.core.outbox.sending import LEASE, send_waiting
from dajuan.core.staff.models import User
from dajuan.values.lights import Light
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOON = datetime(2020, 9, 1, 4, tzinfo=UTC)  # by the clock of the zone
DAY = date(2020, 9, 1)
State = Message.State


@pytest.fixture
def out(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Channel:
    """The zone's usual channel: a file."""
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    return Channel.objects.create(zone=cast.zone, kind=Channel.Kind.FILE, name="文件", usual=True)


@pytest.fixture
def due(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[Due]:
    """What is due for Li alone, as the only list there is."""
    mine: list[Due] = []

    def answer(user: User, day: date) -> list[Due]:
        return mine if user == cast.li else []

    one = Faces(line="x", title="x", page="", due_lists=(DueList("Problems to be solved", answer),))
    monkeypatch.setattr(faces, "_offered", {"x": one})
    return mine


def thing(url: str, days: int) -> Due:
    return Due(title="欧阳明月 13800138000", url=url, due_on=DAY + timedelta(days=days), light=Light.RED)


def test_one_is_told_a_day_before_on_the_day_and_once_when_it_is_overdue(out: Channel, due: list[Due]) -> None:
    due.append(thing("/tickets/1/", 1))
    said = []
    for later in range(-2, 5):
        now = NOON + timedelta(days=later)
        said += [(later, sweep(now))]
    assert [later for later, made in said if made] == [0, 1, 2]
    titles = list(Message.objects.order_by("pk").values_list("title", flat=True))
    assert titles == [f"Problems to be solved：1 项{stage}" for stage in ("明日到期", "今日到期", "已超期")]


def test_a_sweep_made_again_tells_nothing_twice(out: Channel, due: list[Due]) -> None:
    due += [thing("/tickets/1/", 0), thing("/tickets/2/", 0)]
    assert [sweep(NOON), sweep(NOON)] == [1, 0]
    due.append(thing("/tickets/3/", 0))
    assert sweep(NOON) == 1
    assert Message.objects.order_by("-pk")[0].link.endswith("/tickets/3/")


def test_what_leaves_names_nobody(out: Channel, due: list[Due]) -> None:
    due.append(thing("/tickets/1/", 0))
    sweep(NOON)
    send_waiting(NOON)
    (line,) = (settings.DATA_DIR / "outbox" / "2020-09-01.jsonl").read_text(encoding="utf-8").splitlines()
    assert "欧阳" not in line and "13800138000" not in line
    assert json.loads(line)["link"] == f"{settings.ADDRESS}/tickets/1/"


def test_a_part_of_the_day_is_looked_through_once(out: Channel, due: list[Due]) -> None:
    due.append(thing("/tickets/1/", 0))
    morning = datetime(2020, 9, 1, 0, 30, tzinfo=UTC)  # half past eight in the zone
    assert sweep_if_due(morning - timedelta(hours=1)) is None
    assert [sweep_if_due(morning), sweep_if_due(morning), sweep_if_due(NOON + timedelta(hours=3))] == [1, None, 0]


def test_a_message_claimed_by_one_process_is_not_sent_by_another(cast: Cast, out: Channel) -> None:
    message = put_out(cast.li, title="x", link="/", now=NOON)
    assert message
    assert [Message.objects.claim(message, NOON), Message.objects.claim(message, NOON)] == [True, False]
    assert send_waiting(NOON) == {}
    assert send_waiting(NOON + LEASE + timedelta(seconds=1)) == {}
    message.refresh_from_db()
    assert message.state == State.UNKNOWN  # whether the first one sent it before it died


def test_what_failed_for_now_is_tried_later_and_later_and_then_given_up(
    cast: Cast, out: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = put_out(cast.li, title="x", link="/", now=NOON)
    assert message
    monkeypatch.setitem(adapters.ADAPTERS, "file", _refusing(NotSent("503 away")))
    now, gaps = NOON, []
    while message.state == State.WAITING:
        assert send_waiting(now) != {}
        message.refresh_from_db()
        gaps.append(int((message.not_before - now).total_seconds() // 60))
        assert send_waiting(message.not_before - timedelta(seconds=1)) == {}
        now = message.not_before
    assert gaps[:5] == [1, 5, 30, 120, 720]
    assert (message.state, Attempt.objects.count()) == (State.FAILED, 6)


@pytest.mark.parametrize(
    ("trouble", "state"),
    [(NotSent("no answer", perhaps=True), State.UNKNOWN), (NotSent("403", again=False), State.FAILED)],
)
def test_what_may_have_arrived_or_never_will_is_not_sent_again(
    trouble: NotSent, state: str, cast: Cast, out: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_out(cast.li, title="x", link="/", now=NOON)
    monkeypatch.setitem(adapters.ADAPTERS, "file", _refusing(trouble))
    assert [send_waiting(NOON), send_waiting(NOON + timedelta(days=1))] == [{state: 1}, {}]


def _refusing(trouble: NotSent) -> Any:
    def refuse(settled: dict[str, str], parcel: Parcel) -> None:
        raise trouble

    return refuse


@pytest.mark.parametrize(("at", "awake"), [("22:30", "07:00"), ("03:00", "07:00"), ("12:00", "12:00")])
def test_quiet_hours_go_over_midnight(cast: Cast, out: Channel, at: str, awake: str) -> None:
    Preference.objects.create(user=cast.li, quiet_from=time(22), quiet_to=time(7))
    hour, minute = map(int, at.split(":"))
    now = datetime(2020, 9, 1, hour, minute, tzinfo=UTC) - timedelta(hours=8)
    message = put_out(cast.li, title="x", link="/", now=now)
    assert message
    assert f"{timezone.localtime(message.not_before):%H:%M}" == awake
    assert message.not_before - now < timedelta(days=1)


def test_a_channel_that_needs_an_address_reaches_only_who_has_given_one(cast: Cast, out: Channel) -> None:
    sms = Channel.objects.create(zone=cast.zone, kind=Channel.Kind.SMS, name="短信")
    preference = Preference(user=cast.li, channel=sms)
    preference.save()
    assert put_out(cast.li, title="x", link="/", now=NOON) is None
    preference.keep_secret(address="13800138000")
    preference.save()
    assert put_out(cast.li, title="x", link="/", now=NOON)
    assert b"13800138000" not in bytes(Preference.objects.get().sealed)


def test_who_wants_no_reminders_gets_none(cast: Cast, out: Channel) -> None:
    Preference.objects.create(user=cast.li, off=True)
    assert put_out(cast.li, title="x", link="/", now=NOON) is None


SENT: dict[str, dict[str, Any]] = {  # what each side documents it takes
    "wecom": {"msgtype": "text", "text": {"content": "T\nL", "mentioned_mobile_list": ["138"]}},
    "dingtalk": {"msgtype": "text", "text": {"content": "T\nL"}, "at": {"atMobiles": ["138"]}},
    "sms": {"to": "138", "text": "T L"},
}


@pytest.mark.parametrize("kind", SENT)
def test_each_side_gets_what_it_takes(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, Any]] = []

    def take(address: str, body: bytes, headers: Any, *, inside: bool) -> Answer:
        sent.append((address, json.loads(body)))
        return Answer(200, '{"errcode": 0}')

    monkeypatch.setattr(adapters, "post", take)
    settled = {"address": "https://robot.example/send?key=1", "secret": "s"}
    adapters.ADAPTERS[kind](settled, Parcel("T", "L", "138", NOON))
    (address, content) = sent[0]
    assert content == SENT[kind]
    assert ("&timestamp=1598932800000&sign=" in address) is (kind == "dingtalk")


def test_a_robot_that_says_no_in_a_good_answer_has_not_taken_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapters, "post", lambda *args, **more: Answer(200, '{"errcode": 45009, "errmsg": "often"}'))
    with pytest.raises(NotSent, match="45009"):
        adapters.wecom({"address": "https://robot.example/"}, Parcel("T", "L", "", NOON))


@pytest.mark.parametrize(
    ("address", "outside", "inside"),
    [
        ("8.8.8.8", True, True),
        ("10.1.2.3", False, True),
        ("127.0.0.1", False, True),
        ("169.254.169.254", False, False),  # where clouds keep their secrets
        ("::ffff:169.254.169.254", False, False),
        ("::1", False, True),
        ("0.0.0.0", False, False),  # noqa: S104  # asked about, not listened on
        ("224.0.0.1", False, False),
    ],
)
def test_only_addresses_that_may_be_reached_are_reached(address: str, outside: bool, inside: bool) -> None:
    assert posting.may_be_reached(address, inside=False) is outside
    assert posting.may_be_reached(address, inside=True) is inside


@pytest.mark.parametrize("address", ["file:///etc/passwd", "gopher://x/", "https://", "//x", "http://u:p@x/", ""])
def test_only_the_web_is_posted_to(address: str) -> None:
    with pytest.raises(NotSent):
        posting.post(address, b"", {}, inside=True)


def test_the_administrator_sees_what_failed_and_decides(cast: Cast, out: Channel, client: Client) -> None:
    message = put_out(cast.li, title="x", link="/", now=NOON)
    assert message
    message.settle(State.UNKNOWN, at=NOON, trouble="no answer")
    client.force_login(cast.xu)
    assert "no answer" in client.get("/outbox/?state=unknown").content.decode()
    client.post(f"/outbox/messages/{message.pk}/again/")
    message.refresh_from_db()
    assert message.state == State.WAITING
    client.post(f"/outbox/messages/{message.pk}/dropping/")
    message.refresh_from_db()
    assert message.state == State.DROPPED


def test_what_a_channel_keeps_secret_is_never_shown_and_stays_where_left_empty(cast: Cast, client: Client) -> None:
    client.force_login(cast.xu)
    address = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc"
    sent = {"kind": "wecom", "name": "群", "address": address, "usual": "on", "in_use": "on"}
    assert client.post("/outbox/channels/new/", sent).status_code == 302
    channel = Channel.objects.get()
    assert "key=abc" not in client.get(f"/outbox/channels/{channel.pk}/").content.decode()
    client.post(f"/outbox/channels/{channel.pk}/", {"kind": "wecom", "name": "群"})
    channel.refresh_from_db()
    assert (channel.secrets["address"], channel.in_use) == (address, False)


def test_one_says_how_one_wants_to_be_reminded(cast: Cast, out: Channel, client: Client) -> None:
    client.force_login(cast.li)
    sent = {"channel": "", "address": "13800138000", "language": "en", "quiet_from": "22:00", "quiet_to": ""}
    assert client.post("/outbox/own/", sent).status_code == 422
    assert client.post("/outbox/own/", {**sent, "quiet_to": "07:00"}).status_code == 302
    assert Preference.objects.get().secrets == {"address": "13800138000"}
