"""Accounts from outside: opened by oneself, without any right, with mandates somebody has looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation

from dajuan.core.applicants.closing import close
from dajuan.core.applicants.models import Applicant, Mandate, applicant_of, ask_for_mandate, open_applicant
from dajuan.core.companies.models import Company
from dajuan.core.people.models import Particulars
from dajuan.core.records.evidence import store_bytes
from dajuan.core.records.models import Reading, Refused
from dajuan.core.staff.models import Charge, User
from tests.cast import START, Cast

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
CODE = "91610132MA6TXUP48Y"
TODAY = timezone.localdate
SIGN_UP = {
    "name": "欧阳明月",
    "telephone": "13800138000",
    "username": "mingyue",
    "password1": "correct horse battery",
    "password2": "correct horse battery",
    "agreed": "on",
}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    cache.clear()  # the limit of sign-ups a minute counts all tests together
    with translation.override("en"):
        yield


@pytest.fixture
def mingyue(cast: Cast) -> Applicant:
    Charge.objects.create(office=cast.construction, line="applicants", from_on=START)
    return open_applicant(User.objects.create_user("mingyue"), Particulars("欧阳明月", telephone="13800138000"))


def asked(applicant: Applicant, **more: Any) -> Mandate:
    proof = store_bytes(PNG, name="授权书.png", by=applicant.user, zone=applicant.zone, personal=True)
    facts = {"code": CODE, "name": "示范餐饮有限公司", "from_on": START, "to_on": None, **more}
    return ask_for_mandate(applicant, **facts, proof=proof)


def test_anybody_opens_an_account_and_it_says_nothing_of_the_person(client: Client, cast: Cast) -> None:
    answer = client.post("/account/signup/", SIGN_UP)
    assert answer.status_code == 302 and answer.headers["Location"] == "/applicants/"
    user = User.objects.get(username="mingyue")
    applicant = applicant_of(user)
    assert applicant and applicant.own_particulars().name == "欧阳明月"
    assert (user.zone, user.office, user.name, user.email) == (None, None, "", "")
    page = client.get("/applicants/").content.decode()
    assert "欧阳明月" not in page and "*" in page


def test_without_consent_there_is_no_account(client: Client, cast: Cast) -> None:
    assert client.post("/account/signup/", {**SIGN_UP, "agreed": ""}).status_code == 200
    assert not Applicant.objects.exists() and not User.objects.filter(username="mingyue").exists()


def test_an_applicant_opens_no_page_of_staff(client: Client, mingyue: Applicant) -> None:
    client.force_login(mingyue.user)
    for path in ("/desk/", "/staff/own/", "/tickets/", "/companies/", "/figures/", "/people/", "/applicants/mandates/"):
        assert client.get(path).status_code == 403, path
    assert client.get("/").status_code == 200


def test_staff_have_no_page_of_applicants(client: Client, cast: Cast) -> None:
    client.force_login(cast.li)
    assert client.get("/applicants/").status_code == 403


def test_a_mandate_holds_once_its_proof_was_looked_at(cast: Cast, mingyue: Applicant) -> None:
    mandate = asked(mingyue, to_on=date(2021, 1, 1))
    assert not mingyue.companies_on(date(2020, 9, 1))
    mandate.grant(by=cast.li)
    company = Company.objects.get(code=CODE)
    assert list(mingyue.companies_on(date(2020, 9, 1))) == [company]
    assert not mingyue.companies_on(date(2021, 1, 1))
    with pytest.raises(Refused, match="decided already"):
        mandate.grant(by=cast.li)
    mandate.withdraw()
    assert not mingyue.companies_on(date(2020, 9, 1))


def test_a_mandate_is_refused_with_a_reason_and_may_be_asked_for_again(cast: Cast, mingyue: Applicant) -> None:
    mandate = asked(mingyue)
    with pytest.raises(Refused, match="already"):
        asked(mingyue)
    with pytest.raises(Refused, match="Say why"):
        mandate.refuse(by=cast.li, because=" ")
    mandate.refuse(by=cast.li, because="委托书未盖章")
    assert not Company.objects.exists()
    asked(mingyue).grant(by=cast.li)


def test_a_wrong_code_and_an_empty_term_are_refused(mingyue: Applicant) -> None:
    with pytest.raises(Refused, match="check fails"):
        asked(mingyue, code="91610132MA6TXUP48X")
    with pytest.raises(Refused, match="ends after"):
        asked(mingyue, to_on=START)


def test_an_applicant_asks_and_a_clerk_looks_at_the_proof(client: Client, cast: Cast, mingyue: Applicant) -> None:
    client.force_login(mingyue.user)
    sent = {"code": CODE, "name": "示范餐饮有限公司", "from_on": "2020-01-01"}
    script = SimpleUploadedFile("a.png", b"<html><script>")
    assert client.post("/applicants/mandates/new/", {**sent, "proof": script}).status_code == 422
    answer = client.post("/applicants/mandates/new/", {**sent, "proof": SimpleUploadedFile("a.png", PNG)})
    assert answer.status_code == 302
    mandate = Mandate.objects.get()
    client.force_login(cast.li)
    assert "示范餐饮有限公司" in client.get("/applicants/mandates/").content.decode()
    assert client.get(f"/applicants/mandates/{mandate.pk}/proof/").content == PNG
    assert Reading.objects.filter(read_by=cast.li).exists()
    assert client.post(f"/applicants/mandates/{mandate.pk}/", {"verdict": "yes"}).status_code == 302
    client.force_login(cast.zhao)
    assert client.get(f"/applicants/mandates/{mandate.pk}/").status_code == 403
    client.force_login(mingyue.user)
    assert client.post(f"/applicants/mandates/{mandate.pk}/withdrawal/").status_code == 302
    mandate.refresh_from_db()
    assert mandate.withdrawn_at


def test_another_applicant_cannot_withdraw_my_mandate(client: Client, mingyue: Applicant) -> None:
    mandate = asked(mingyue)
    other = open_applicant(User.objects.create_user("other"), Particulars("司马青云"))
    client.force_login(other.user)
    assert client.post(f"/applicants/mandates/{mandate.pk}/withdrawal/").status_code == 404


def test_one_reads_corrects_and_closes_what_is_ones_own(client: Client, mingyue: Applicant) -> None:
    client.force_login(mingyue.user)
    assert "欧阳明月" in client.get("/applicants/particulars/").content.decode()
    sent = {"name": "欧阳朗月", "telephone": "13900139000"}
    assert client.post("/applicants/particulars/", sent).status_code == 302
    assert mingyue.own_particulars().name == "欧阳朗月"
    mandate = asked(mingyue)
    assert client.post("/applicants/closing/").status_code == 302
    for row in (mingyue.user, mandate, mingyue.person.key):  # type: ignore[union-attr]  # it has one
        row.refresh_from_db()
    assert not mingyue.user.is_active and mingyue.user.username.startswith("closed-")
    assert mandate.withdrawn_at and mingyue.person.key.expires_on  # type: ignore[union-attr]  # likewise
    assert client.get("/applicants/").status_code == 302


def test_a_closed_account_has_no_applicant(mingyue: Applicant) -> None:
    close(mingyue)
    assert applicant_of(mingyue.user) is None
