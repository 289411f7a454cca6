"""Dossiers: one number a project, and all that carries it."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from dajuan.core.companies.models import Company, enter_company
from dajuan.core.dossiers.models import Dossier, open_dossier
from dajuan.core.dossiers.register import carriers
from dajuan.core.records.act import act
from dajuan.core.records.models import Refused
from tests.cast import Cast

DAY = date(2020, 3, 1)


@pytest.fixture
def dossier(cast: Cast) -> Dossier:
    with act(by=cast.li) as one:
        return open_dossier(one, number="2020-610132-36-03-001234", title="示范装备项目", happened_on=DAY)


@pytest.fixture
def carried() -> Iterator[None]:
    """Companies stand in for a room's records."""
    carriers.add("test.company", "企业", lambda dossier: Company.objects.all())
    yield
    carriers.remove("test.company")


def test_a_number_is_given_once_in_a_zone(cast: Cast, dossier: Dossier) -> None:
    with pytest.raises(Refused) as refused, act(by=cast.li) as one:
        open_dossier(one, number=" 2020-610132-36-03-001234 ", title="另一个", happened_on=DAY)
    assert refused.value.field == "number"


def test_a_dossier_needs_number_and_title(cast: Cast) -> None:
    for number, title in (("", "x"), ("A-1", " ")):
        with pytest.raises(Refused), act(by=cast.li) as one:
            open_dossier(one, number=number, title=title, happened_on=DAY)
    assert not Dossier.objects.exists()


def test_the_latest_title_is_shown(cast: Cast, dossier: Dossier) -> None:
    with act(by=cast.li) as one:
        dossier.name(one, happened_on=date(2020, 9, 1), title="示范装备项目二期")
    dossier.refresh_from_db()
    assert dossier.title == "示范装备项目二期"
    assert [one.title for one in dossier.namings.all()] == ["示范装备项目二期", "示范装备项目"]


@pytest.mark.usefixtures("carried")
def test_its_page_lists_what_carries_the_number(client: Client, cast: Cast, dossier: Dossier) -> None:
    with act(by=cast.li) as one:
        company = enter_company(one, code="91610132MA6TXUP48Y", name="示范精密机械有限公司", happened_on=DAY)
    client.force_login(cast.li)
    page = client.get(dossier.get_absolute_url()).content.decode()
    assert company.name in page
    assert company.get_absolute_url() in page


def test_what_a_reader_may_not_see_is_not_listed(cast: Cast, dossier: Dossier) -> None:
    assert carriers.carried(dossier, cast.xu) == []


def test_a_clerk_opens_finds_and_renames_a_dossier(client: Client, cast: Cast) -> None:
    client.force_login(cast.li)
    page = client.post("/dossiers/new/", {"number": "a-1", "title": "某项目", "happened_on": "2020-03-01"})
    dossier = Dossier.objects.get()
    assert page.headers["Location"] == dossier.get_absolute_url()
    assert dossier.number == "A-1"
    assert "某项目" in client.get("/dossiers/", {"q": "a-"}).content.decode()
    address = f"/dossiers/{dossier.pk}/naming/"
    assert client.post(address, {"title": "某项目二期", "happened_on": "2020-09-01"}).status_code == 302
    assert (
        client.post("/dossiers/new/", {"number": "A-1", "title": "x", "happened_on": "2020-03-01"}).status_code == 422
    )


def test_a_stranger_sees_no_dossier(client: Client, dossier: Dossier) -> None:
    assert client.get(dossier.get_absolute_url()).status_code == 302


SIGNED = date(2020, 6, 1)


def test_a_dossier_signed_waits_until_a_line_takes_it_up(cast: Cast, dossier: Dossier) -> None:
    assert not Dossier.objects.signed_not_taken_up("projects").exists()
    with act(by=cast.li) as one:
        dossier.sign(one, happened_on=SIGNED)
    waiting = Dossier.objects.signed_not_taken_up("projects").get()
    assert (waiting, waiting.signed_on) == (dossier, SIGNED)
    with act(by=cast.li) as one:
        dossier.take_up(one, line="projects", happened_on=SIGNED)
    assert not Dossier.objects.signed_not_taken_up("projects").exists()
    assert Dossier.objects.signed_not_taken_up("services").exists()


def test_a_dossier_is_signed_once_and_taken_up_after_that(cast: Cast, dossier: Dossier) -> None:
    with pytest.raises(Refused, match="No contract"), act(by=cast.li) as one:
        dossier.take_up(one, line="projects", happened_on=SIGNED)
    with act(by=cast.li) as one:
        dossier.sign(one, happened_on=SIGNED)
    with pytest.raises(Refused, match="already"), act(by=cast.li) as one:
        dossier.sign(one, happened_on=SIGNED)
    with pytest.raises(Refused, match="2020-06-01"), act(by=cast.li) as one:
        dossier.take_up(one, line="projects", happened_on=DAY)


def test_a_signing_stays_while_a_line_goes_on_with_it(cast: Cast, dossier: Dossier) -> None:
    with act(by=cast.li) as one:
        signing = dossier.sign(one, happened_on=SIGNED)
    with act(by=cast.li) as one:
        taken = dossier.take_up(one, line="projects", happened_on=SIGNED)
    with pytest.raises(Refused, match="withdraw that one first"), act(by=cast.li) as one:
        one.withdraw(signing, reason="the contract was terminated")
    with act(by=cast.li) as one:
        one.withdraw(taken, reason="the contract was terminated")
        one.withdraw(signing, reason="the contract was terminated")
    assert not Dossier.objects.signed_not_taken_up("projects").exists()
