"""What staff see and do with tickets, and what the public may."""

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from dajuan.core.people.models import Person
from dajuan.core.records.act import act
from dajuan.core.records.evidence import store
from dajuan.core.records.models import Attachment, Draft, Evidence, Reading, Refused, SecretKey
from dajuan.core.tickets import pictures, portal
from dajuan.core.tickets.faces import due_tickets
from dajuan.core.tickets.models import Category, Confirmation, Extension, Outcome, State, Ticket, Tries
from dajuan.core.tickets.tests.conftest import PNG, Steps, at
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def photo(name: str = "p.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def outsider(client: Client, steps: Steps, **more: object) -> tuple[Ticket, str]:
    """Somebody without an account reports a broken lamp; the ticket and its code."""
    sent = {"category": steps.lamp.pk, "description": "路灯坏了", "telephone": "13800138000", **more}
    page = client.post("/open/tickets/", sent)
    assert page.status_code == 201, page.content.decode()
    text = page.content.decode()
    number = re.search(r"data-number>([^<]+)", text)
    code = re.search(r"data-code>(\d{6})<", text)
    assert number and code
    return Ticket.objects.get(number=number[1]), code[1]


def solve(ticket: Ticket, steps: Steps) -> None:
    cast, now = steps.cast, timezone.now()
    with act(by=cast.zhao) as a:
        ticket.dispatch(a, office=cast.construction, at=now)
    with act(by=cast.li) as a:
        ticket.receive(a, at=now)
    with act(by=cast.li) as a:
        ticket.solve(a, outcome=Outcome.DONE, proof=[steps.photo()], at=now)
    ticket.write(reply="已更换灯泡")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_list_and_a_ticket_are_shown(client: Client, steps: Steps, cast: Cast, language: str) -> None:
    ticket = steps.received()
    client.force_login(cast.li)
    client.cookies["django_language"] = language
    assert ticket.number in client.get("/tickets/").content.decode()
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert "王五家门口" in page
    assert Reading.objects.get().read_by == cast.li


def test_the_list_is_narrowed(client: Client, steps: Steps, cast: Cast) -> None:
    open_one, closed = steps.received(), steps.confirmed()
    client.force_login(cast.zhao)
    page = client.get("/tickets/?state=confirmed").content.decode()
    assert closed.number in page and open_one.number not in page
    assert open_one.number in client.get("/tickets/?late=on").content.decode()


def test_the_list_goes_out_to_excel_without_words(client: Client, steps: Steps, cast: Cast) -> None:
    ticket = steps.confirmed()
    steps.received()
    client.force_login(cast.zhao)
    answer = client.get("/tickets/export/?state=confirmed")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]  # a file response streams
    cells = [str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]
    assert ticket.number in cells
    assert not any("王五" in cell or "000002" in cell for cell in cells)


def test_the_list_asks_a_constant_number_of_questions(
    client: Client, steps: Steps, cast: Cast, django_assert_max_num_queries: object
) -> None:
    for _i in range(5):
        steps.received()
    client.force_login(cast.zhao)
    client.get("/tickets/")
    with django_assert_max_num_queries(16):  # type: ignore[operator]  # pytest-django's fixture
        client.get("/tickets/")


def test_a_stranger_and_the_system_administrator_see_no_ticket(client: Client, steps: Steps, cast: Cast) -> None:
    ticket = steps.raised()
    assert client.get(ticket.get_absolute_url()).status_code == 302
    client.force_login(cast.xu)
    assert client.get(ticket.get_absolute_url()).status_code == 403
    client.force_login(cast.li)
    assert client.get(ticket.get_absolute_url()).status_code == 404


def test_staff_raise_dispatch_receive_solve_and_confirm(client: Client, steps: Steps, cast: Cast) -> None:
    client.force_login(cast.sun)
    sent = {"category": steps.lamp.pk, "source": "visit", "description": "路灯坏了\n在桥头", "photos": photo()}
    assert client.post("/tickets/new/", sent).status_code == 302
    ticket = Ticket.objects.get()
    page = ticket.get_absolute_url()
    client.force_login(cast.zhao)
    sent = {"category": steps.lamp.pk, "office": cast.construction.pk, "action": "submit"}
    assert client.post(f"{page}dispatch/", sent).status_code == 302
    client.force_login(cast.li)
    assert client.post(f"{page}receipt/", {"action": "submit"}).status_code == 302
    assert client.post(f"{page}solution/", {"outcome": "done", "reply": "已修"}).status_code == 422
    sent = {"outcome": "done", "reply": "已修", "evidence": photo()}
    assert client.post(f"{page}solution/", sent).status_code == 302
    assert client.post(f"{page}confirmation/", {"satisfied": "yes"}).status_code == 403
    client.force_login(cast.zhao)
    sent = {"satisfied": "yes", "reached": "on", "action": "submit"}
    assert client.post(f"{page}confirmation/", sent).status_code == 302
    ticket.refresh_from_db()
    assert ticket.state == State.CONFIRMED
    assert not Confirmation.objects.get().by_raiser
    assert ticket.words == {
        "title": "路灯坏了",
        "description": "路灯坏了\r\n在桥头".replace("\r", ""),
        "place": "",
        "reply": "已修",
    }


def test_more_time_counts_when_the_office_in_charge_has_passed_it(client: Client, steps: Steps, cast: Cast) -> None:
    ticket = steps.raised(at=timezone.now() - timedelta(hours=1))
    with act(by=cast.zhao) as a:
        ticket.dispatch(a, office=cast.construction, at=timezone.now())
    client.force_login(cast.li)
    sent = {"why": "works", "count": "3", "action": "submit"}
    assert client.post(f"{ticket.get_absolute_url()}extension/", sent).status_code == 302
    assert not Extension.objects.exists()
    draft = Draft.objects.submitted().get()
    seen = draft.changed_at.isoformat()
    client.force_login(cast.sun)
    assert client.post(f"/records/drafts/{draft.pk}/review/", {"action": "pass", "seen": seen}).status_code == 302
    assert Extension.objects.get().ticket == ticket


def test_an_office_that_does_not_keep_tickets_does_not_dispatch(client: Client, steps: Steps, cast: Cast) -> None:
    ticket = steps.dispatched()
    client.force_login(cast.li)
    assert client.get(f"{ticket.get_absolute_url()}dispatch/").status_code == 403
    assert client.get(f"{ticket.get_absolute_url()}nonsense/").status_code == 404


def test_what_my_office_must_solve_stands_on_its_due_list(steps: Steps, cast: Cast) -> None:
    ticket = steps.received()
    due = due_tickets(cast.li, at(5).date())
    assert [(one.url, one.light) for one in due] == [(ticket.get_absolute_url(), "yellow")]
    assert due_tickets(cast.zhao, at(5).date()) == []


def test_an_outsider_reports_with_a_photograph_and_a_telephone(client: Client, steps: Steps) -> None:
    ticket, code = outsider(client, steps, photos=photo(), lon="108.94", lat="34.35", place="示范路1号")
    assert ticket.raiser == Person.objects.get()
    assert ticket.raised_by is None
    assert Attachment.objects.get().evidence.key == ticket.key
    assert len(code) == 6
    assert ticket.words["place"] == "示范路1号"


def test_a_photograph_must_be_one(client: Client, steps: Steps) -> None:
    sent = {"category": steps.lamp.pk, "description": "x", "photos": photo("x.png", b"%PDF-1.7 no picture")}
    page = client.post("/open/tickets/", sent)
    assert page.status_code == 422
    assert not Ticket.objects.exists()


def files_kept(settings: LazySettings) -> set[Path]:
    return {file for file in Path(settings.EVIDENCE_DIR).rglob("*") if file.is_file()}


def test_what_is_refused_leaves_no_file_no_key_and_no_row(
    client: Client, steps: Steps, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_kept(settings), SecretKey.objects.count()
    sent = {"category": steps.lamp.pk, "description": "x"}
    unlocked = []

    def stored(*args: Any, **more: Any) -> Evidence:
        unlocked.append(len(connection.savepoint_ids) == depth)
        return store(*args, **more)

    depth = len(connection.savepoint_ids)
    monkeypatch.setattr(pictures, "store", stored)
    client.post("/open/tickets/", {**sent, "photos": [photo(), photo("p.pdf", b"%PDF-1.7")]})
    assert not unlocked  # nothing is kept before all are known to be photographs
    Category.objects.update(in_use=False)
    problem = portal.Problem(category=Category.objects.get(pk=steps.lamp.pk), title="x", description="x")
    with pytest.raises(Refused):
        portal.report(steps.cast.zone, problem, [photo("q.png", PNG + b"another")], at=at(1), place="here")
    assert unlocked == [True]
    assert (files_kept(settings), SecretKey.objects.count()) == before
    assert not Evidence.objects.exists()


def test_a_refused_solution_keeps_only_what_was_there(client: Client, steps: Steps, settings: LazySettings) -> None:
    ticket = steps.received()
    client.force_login(steps.cast.li)
    page = f"/tickets/{ticket.pk}/solution/"
    client.post(page, {"outcome": Outcome.DONE, "reply": "好", "evidence": photo()})
    before = files_kept(settings), Evidence.objects.count()
    again = client.post(page, {"outcome": Outcome.DONE, "reply": "好", "evidence": [photo(), photo("q", PNG + b"new")]})
    assert again.status_code == 422
    assert (files_kept(settings), Evidence.objects.count()) == before


def test_a_photograph_from_outside_has_a_limit_of_its_own(client: Client, steps: Steps) -> None:
    large = photo(content=PNG + b"0" * (8 << 20))
    sent = {"category": steps.lamp.pk, "description": "x", "photos": large}
    said = client.post("/open/tickets/", sent, headers={"accept-language": "en"})
    assert said.status_code == 422 and "larger than 8 MB" in said.content.decode()


def test_tries_are_counted_from_the_first_on_whatever_the_cache(steps: Steps, settings: LazySettings) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}
    }
    call_command("createcachetable")
    start = at(1)
    for minute in (0, 4, 8, 12, 14):
        portal.count("follow:ZONE-2020-000001", 5, at=start + timedelta(minutes=minute))
    with pytest.raises(portal.TooOften):
        portal.count("follow:ZONE-2020-000001", 5, at=start + timedelta(minutes=14, seconds=59))
    portal.count("follow:ZONE-2020-000002", 5, at=start + timedelta(minutes=14))
    portal.count("follow:ZONE-2020-000001", 5, at=start + timedelta(minutes=15))
    assert Tries.objects.count() == 2 and not Tries.objects.filter(word__contains="2020").exists()


def test_after_a_mistake_photographs_are_asked_for_again_and_a_telephone_is_explained(
    client: Client, steps: Steps
) -> None:
    sent = {"category": steps.lamp.pk, "description": "x", "telephone": "none", "photos": photo()}
    said = client.post("/open/tickets/", sent, headers={"accept-language": "en"}).content.decode()
    assert "choose the photographs once more" in said and "7 to 20 digits" in said


def test_an_outsider_is_told_how_far_it_is_and_what_comes_next(client: Client, steps: Steps) -> None:
    reported = client.post("/open/tickets/", {"category": steps.lamp.pk, "description": "路灯坏了"})
    assert "已收到" in reported.content.decode() and "待派单" not in reported.content.decode()
    ticket, code = outsider(client, steps)
    follow = {"number": ticket.number, "code": code}
    english = {"accept-language": "en"}
    said = client.post("/open/tickets/follow/", follow, headers=english).content.decode()
    assert "received" in said and "passed on to the office" in said and "5 natural days after" in said
    with act(by=steps.cast.zhao) as a:
        ticket.dispatch(a, office=steps.cast.construction, at=timezone.now())
    said = client.post("/open/tickets/follow/", follow, headers=english).content.decode()
    assert "Expected by" in said and f"{ticket.due_at:%Y}" in said


def test_a_wrong_number_and_a_wrong_code_get_the_same_answer(client: Client, steps: Steps) -> None:
    ticket, code = outsider(client, steps)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    answers = [
        client.post("/open/tickets/follow/", {"number": number, "code": wrong}).content.decode().replace(number, "")
        for number in (ticket.number, "ZONE-2020-999999")
    ]
    answers = [re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer) for answer in answers]
    assert answers[0] == answers[1]
    assert (
        ticket.number in client.post("/open/tickets/follow/", {"number": ticket.number, "code": code}).content.decode()
    )


def test_a_code_cannot_be_tried_out(client: Client, steps: Steps) -> None:
    ticket, code = outsider(client, steps)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _i in range(5):
        assert client.post("/open/tickets/follow/", {"number": ticket.number, "code": wrong}).status_code == 422
    assert client.post("/open/tickets/follow/", {"number": ticket.number, "code": code}).status_code == 422


def test_its_raiser_says_from_outside_that_it_is_solved(client: Client, steps: Steps) -> None:
    ticket, code = outsider(client, steps)
    solve(ticket, steps)
    follow = {"number": ticket.number, "code": code}
    assert "已更换灯泡" in client.post("/open/tickets/follow/", follow).content.decode()
    page = client.post("/open/tickets/answer/", {**follow, "solved": "yes", "satisfied": "yes"})
    assert page.status_code == 200
    confirmation = Confirmation.objects.get()
    assert confirmation.by_raiser and confirmation.satisfied == "yes"


def test_its_raiser_says_from_outside_that_it_is_not_solved(client: Client, steps: Steps) -> None:
    ticket, code = outsider(client, steps)
    solve(ticket, steps)
    client.post("/open/tickets/answer/", {"number": ticket.number, "code": code, "solved": "no"})
    ticket.refresh_from_db()
    assert (ticket.state, ticket.round) == (State.DISPATCHED, 2)


def test_the_portals_account_cannot_sign_in(client: Client, steps: Steps) -> None:
    outsider(client, steps)
    assert not client.login(username="portal-zone", password="")


HERE = {"lon": "109.0210", "lat": "34.4120"}


def followed(client: Client, ticket: Ticket, code: str, **answer: str) -> str:
    """What the page of a number and a code shows, after an answer if one is given."""
    address = "/open/tickets/answer/" if answer else "/open/tickets/follow/"
    page = client.post(address, {"number": ticket.number, "code": code, **answer})
    assert page.status_code == 200, page.content.decode()
    return page.content.decode()


def test_a_problem_nearby_is_shown_before_a_second_one_is_raised(client: Client, steps: Steps) -> None:
    first, _code = outsider(client, steps, **HERE)
    sent = {"category": steps.lamp.pk, "description": "路灯又坏了", "lon": "109.0213", "lat": "34.4121"}
    page = client.post("/open/tickets/", {**sent, "photos": photo()})
    assert page.status_code == 200 and first.number in page.content.decode()
    assert Ticket.objects.count() == 1
    joined = client.post("/open/tickets/joining/", {"number": first.number})
    code = re.search(r"data-code>(\d{6})<", joined.content.decode())
    assert joined.status_code == 201 and code
    assert first.followers.count() == 1 and Ticket.objects.count() == 1


def test_whoever_means_another_problem_loses_no_photograph(client: Client, steps: Steps) -> None:
    outsider(client, steps, **HERE)
    sent = {"category": steps.lamp.pk, "description": "另一盏灯", **HERE}
    client.post("/open/tickets/", {**sent, "photos": photo()})
    assert SecretKey.objects.filter(expires_on__isnull=False).exists()  # erased by the sweep if nothing comes of it
    second, _code = outsider(client, steps, **HERE, description="另一盏灯", another="yes")
    assert Attachment.objects.filter(entry_id=second.report_steps.get().number).count() == 1
    assert not SecretKey.objects.filter(expires_on__isnull=False).exists()


def test_what_is_far_of_another_kind_or_closed_is_no_duplicate(steps: Steps, cast: Cast) -> None:
    near: dict[str, Any] = {"lon": 109.021, "lat": 34.412, "area": None, "at": at(2)}
    steps.raised(lon=109.021, lat=34.414)  # 220 m away
    other = Category.objects.create(zone=cast.zone, code="road", name="道路破损", lead=cast.construction)
    steps.raised(category=other, lon=109.021, lat=34.412)
    assert not Ticket.objects.similar(steps.lamp, **near)
    same = steps.raised(lon=109.0215, lat=34.412)
    assert [(one.pk, one.metres) for one in Ticket.objects.similar(steps.lamp, **near)] == [(same.pk, 46)]
    Ticket.objects.filter(pk=same.pk).update(state=State.CONFIRMED)
    assert not Ticket.objects.similar(steps.lamp, **near)


def test_a_follower_reopens_what_is_not_solved_and_reads_no_words_to_the_raiser(client: Client, steps: Steps) -> None:
    ticket, _code = outsider(client, steps)
    _ticket, code = portal.join(ticket.number, place="1")
    solve(ticket, steps)
    assert "已更换灯泡" not in followed(client, ticket, code)
    followed(client, ticket, code, solved="no")
    ticket.refresh_from_db()
    assert ticket.state == State.DISPATCHED and ticket.followers.get().unsolved_round == 1


def test_a_follower_who_is_content_closes_nothing(client: Client, steps: Steps) -> None:
    ticket, _code = outsider(client, steps)
    _ticket, code = portal.join(ticket.number, place="1")
    solve(ticket, steps)
    followed(client, ticket, code, solved="yes")
    ticket.refresh_from_db()
    assert ticket.state == State.SOLVED and ticket.followers.get().solved_round == 1


def test_nobody_joins_what_is_closed_or_not_there(client: Client, steps: Steps) -> None:
    closed = steps.confirmed()
    for number in (closed.number, "ZONE-1999-000001", ""):
        assert client.post("/open/tickets/joining/", {"number": number}).status_code == 422


def test_who_follows_a_merged_report_sees_the_one_that_goes_on(client: Client, steps: Steps, cast: Cast) -> None:
    kept = steps.received()
    mine, code = outsider(client, steps)
    with act(by=cast.zhao) as a:
        mine.merge(a, kept=kept, happened_on=timezone.localdate())
    assert kept.number in followed(client, mine, code)


def test_the_public_map_is_coarse_and_names_nobody(client: Client, steps: Steps) -> None:
    ticket, _code = outsider(client, steps, lon="109.02123", lat="34.41234")
    shown = client.get("/open/tickets/map/")
    assert shown.json()["features"][0]["geometry"]["coordinates"] == [109.021, 34.412]
    assert ticket.number not in shown.content.decode()
