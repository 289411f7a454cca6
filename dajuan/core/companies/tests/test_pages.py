from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from dajuan.core.companies.models import Company, enter_company
from dajuan.core.records.act import act
from tests.cast import Cast

GOOD, OTHER, PILOT = "91610132MA6TXUP48Y", "91610132MA6TXUP64L", "91350211M00013FA1N"


@pytest.fixture
def company(cast: Cast) -> Company:
    with act(by=cast.li) as one:
        return enter_company(one, code=GOOD, name="示范精密机械有限公司", happened_on=date(2020, 3, 1))


def test_a_clerk_finds_a_company_and_reads_its_timeline(client: Client, cast: Cast, company: Company) -> None:
    client.force_login(cast.li)
    page = client.get("/companies/", {"q": "精密"})
    assert company.name in page.content.decode()
    page = client.get(company.get_absolute_url())
    assert GOOD in page.content.decode()
    assert "2020-03-01" in page.content.decode()


def test_a_failing_code_is_asked_about_and_then_taken(client: Client, cast: Cast) -> None:
    client.force_login(cast.li)
    typed = {"code": PILOT, "name": "试点企业", "happened_on": "2020-03-01"}
    page = client.post("/companies/new/", typed)
    assert page.status_code == 422
    assert "试点企业" in page.content.decode()
    page = client.post("/companies/new/", {**typed, "accepted": "on", "accepted_because": "与执照一致"})
    assert page.status_code == 302
    assert Company.objects.get().code_state == "accepted"


def test_a_malformed_code_is_refused_whatever_the_reason(client: Client, cast: Cast) -> None:
    client.force_login(cast.li)
    typed = {"code": "91610132MO6TXUP48Y", "name": "某企业", "happened_on": "2020-03-01"}
    page = client.post("/companies/new/", {**typed, "accepted": "on", "accepted_because": "执照如此"})
    assert page.status_code == 422
    assert not Company.objects.exists()


def test_a_change_is_recorded_on_its_page(client: Client, cast: Cast, company: Company) -> None:
    client.force_login(cast.li)
    address = f"/companies/{company.pk}/particulars/"
    assert client.get(address).status_code == 200
    page = client.post(address, {"happened_on": "2020-09-01", "name": "示范智能装备有限公司", "industry": "C36"})
    assert page.status_code == 302
    company.refresh_from_db()
    assert company.name == "示范智能装备有限公司"


def test_a_chief_merges_two_records_of_one_company(client: Client, cast: Cast, company: Company) -> None:
    with act(by=cast.li) as one:
        kept = enter_company(one, code=OTHER, name="示范智能装备有限公司", happened_on=date(2020, 3, 1))
    client.force_login(cast.li)
    assert client.get(f"/companies/{company.pk}/merging/").status_code == 403
    client.force_login(cast.chen)
    assert (
        client.post(f"/companies/{company.pk}/merging/", {"kept": "X", "happened_on": "2020-10-01"}).status_code == 422
    )
    page = client.post(f"/companies/{company.pk}/merging/", {"kept": OTHER, "happened_on": "2020-10-01"})
    assert page.status_code == 302
    assert kept.name in client.get(company.get_absolute_url()).content.decode()


def test_a_long_list_asks_no_more_than_a_short_one(
    client: Client, cast: Cast, company: Company, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(cast.li)
    with CaptureQueriesContext(connection) as short:
        client.get("/companies/")
    rows = [
        Company(zone=cast.zone, office=cast.construction, code=f"X{n:017d}", code_state="checked", name=f"企业{n:05d}")
        for n in range(2000)
    ]
    Company.objects.bulk_create(rows)
    with django_assert_num_queries(len(short)):
        page = client.get("/companies/")
    assert page.content.decode().count("X0000") == 30
    assert 'rel="next"' in page.content.decode()


def test_who_records_nothing_enters_no_company(client: Client, cast: Cast, company: Company) -> None:
    for user, status in ((cast.zhou, 403), (cast.he, 403), (cast.xu, 403)):
        client.force_login(user)
        assert client.get("/companies/new/").status_code == status
    client.logout()
    assert client.get(company.get_absolute_url()).status_code == 302


def test_the_pages_speak_english_too(client: Client, cast: Cast, company: Company) -> None:
    client.force_login(cast.li)
    page = client.get("/companies/", headers={"accept-language": "en"})
    assert "Unified credit code" in page.content.decode()
