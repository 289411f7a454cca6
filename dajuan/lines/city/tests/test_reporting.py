"""A contractor reports by link and code, without an account; what is sent waits for review like any other report."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dajuan.core.records.models import Draft, today
from dajuan.core.tickets.portal import TRIES_PER_NUMBER
from dajuan.lines.city.models import ReportLink, Work
from dajuan.lines.city.tests.conftest import Record
from dajuan.lines.city.tests.test_pages import signed_in
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
FILLED = {"happened_on": "2020-04-30", "done_x10": "35", "phase": "pipes"}


@pytest.fixture
def link(cast: Cast, record: Record, road: Work) -> tuple[ReportLink, str, str]:
    """A link of Li's for one road under way, with its address and its code."""
    record(road, "start", date(2020, 3, 2))
    made, token, code = ReportLink.objects.make(
        road, company="示范市政工程有限公司", expires_on=today(), by=cast.li, office=cast.construction
    )
    return made, reverse("open-city:report", args=[token]), code


def outsider() -> Client:
    return Client(headers={"accept-language": "en"})


def test_a_clerk_makes_a_link_and_address_and_code_are_told_once(cast: Cast, road: Work) -> None:
    li, address = signed_in(cast.li), reverse("city:links", args=[road.pk])
    typed = {"company": "示范市政工程有限公司", "expires_on": (today() + timedelta(days=30)).isoformat()}
    told = li.post(address, typed).content.decode()
    made = ReportLink.objects.get()
    assert "/open/city/report/" in told
    assert (made.work, made.made_by, made.office) == (road, cast.li, cast.construction)
    again = li.get(address).content.decode()
    assert "示范市政工程有限公司" in again and "/open/city/report/" not in again
    assert li.post(address, {**typed, "expires_on": "2020-01-01"}).status_code == 422
    assert signed_in(cast.zhou).get(address).status_code == 403
    assert signed_in(cast.zhao).get(address).status_code == 403


def test_a_report_by_link_becomes_a_submitted_draft_that_names_the_company(
    cast: Cast, road: Work, link: tuple[ReportLink, str, str]
) -> None:
    _made, address, code = link
    assert road.name in outsider().get(address).content.decode()
    sent = outsider().post(address, {**FILLED, "code": code, "photo": SimpleUploadedFile("现场.png", PNG)})
    assert sent.status_code == 201
    draft = Draft.objects.submitted().get()
    assert (draft.author, draft.subject, draft.evidence.count()) == (cast.li, road.pk, 1)
    assert not road.reports.exists()
    chief, review = signed_in(cast.chen), reverse("records:review", args=[draft.pk])
    assert "示范市政工程有限公司" in chief.get(review).content.decode()
    assert chief.post(review, {"action": "pass", "seen": draft.changed_at.isoformat()}).status_code == 302
    entry = road.reports.standing().get()
    assert (entry.done_x10, entry.reporter) == (350, "示范市政工程有限公司")


def test_a_wrong_code_and_then_too_many_are_refused(link: tuple[ReportLink, str, str]) -> None:
    _made, address, code = link
    wrong = {**FILLED, "code": "000000" if code != "000000" else "111111"}
    for _try in range(TRIES_PER_NUMBER):
        assert "does not belong" in outsider().post(address, wrong).content.decode()
    assert "Too many tries" in outsider().post(address, {**FILLED, "code": code}).content.decode()
    assert not Draft.objects.exists()


def test_what_the_work_refuses_is_said_at_the_input(link: tuple[ReportLink, str, str]) -> None:
    _made, address, code = link
    early = outsider().post(address, {**FILLED, "happened_on": "2020-01-31", "code": code})
    assert early.status_code == 422 and "no progress before" in early.content.decode()
    page = SimpleUploadedFile("x.png", b"<html>")
    assert outsider().post(address, {**FILLED, "code": code, "photo": page}).status_code == 422
    assert not Draft.objects.exists()


def test_a_link_ends_on_its_day_or_when_it_is_revoked(
    cast: Cast, road: Work, link: tuple[ReportLink, str, str]
) -> None:
    made, address, _code = link
    assert ReportLink.objects.open_on(made.expires_on + timedelta(days=1)).count() == 0
    assert signed_in(cast.zhao).post(reverse("city:revoking", args=[road.pk, made.pk])).status_code == 403
    assert signed_in(cast.li).post(reverse("city:revoking", args=[road.pk, made.pk])).status_code == 302
    made.refresh_from_db()
    assert made.revoked_at is not None and made.revoked_at <= timezone.now()
    assert outsider().get(address).status_code == 404


def test_neither_token_nor_code_is_kept(link: tuple[ReportLink, str, str]) -> None:
    made, address, code = link
    kept = " ".join(str(value) for value in ReportLink.objects.values().get(pk=made.pk).values())
    assert address.split("/")[-2] not in kept
    assert code not in (made.token_word, made.code_word)
