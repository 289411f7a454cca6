"""A lead becomes a contract; capital arrives, is checked and recognised; one is reversed, and the figure moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import Page, expect

from dajuan.core.records.act import act
from dajuan.core.records.models import Draft, Moment
from dajuan.core.staff.models import Charge
from dajuan.lines.investment.models import Arrival, Contract, Lead, PromotionEvent
from tests.cast import START, Cast

pytestmark = pytest.mark.django_db(transaction=True)
Browse = Callable[..., Page]
FIGURE = "/figures/domestic-capital/?period=2020"


@pytest.fixture(autouse=True)
def evidence(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def lead(cast: Cast) -> Lead:
    """A lead under negotiation, and the event at which it will be signed."""
    Charge.objects.create(office=cast.construction, line="investment", from_on=START)
    own = {"zone": cast.zone, "office": cast.construction}
    event = {"name": "重点项目云签约仪式", "form": "cloud", "level": "major", "occasion": "signing"}
    signing = PromotionEvent.objects.create(**own, **event, planned_on=date(2020, 3, 18))
    found = {"method": "chain", "industry": "cars", "source": "event", "origin": "province"}
    made: Lead = Lead.objects.create(**own, **found, name="示范重卡扩能项目", investor_name="示范汽车集团")
    for subject, verb, facts in (
        (made, "advance", {"happened_on": date(2020, 2, 3), "to_stage": "negotiating"}),
        (signing, "hold", {"happened_on": date(2020, 3, 18)}),
    ):
        with act(by=cast.chen, office=cast.construction) as a:
            getattr(subject, verb)(a, **facts)
    return made


def new(page: Page, what: str, **fields: str) -> None:
    """Enter a new subject: chosen by its words, typed as it stands."""
    page.goto(f"/investment/{what}/new/")
    for name, value in fields.items():
        field = page.locator(f"main [name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    with page.expect_navigation():
        page.click("main form.card button.btn-primary")


def recorded(li: Page, chen: Page, address: str, **fields: str) -> None:
    """Li submits a record, Chen passes it."""
    li.goto(address)
    for name, value in fields.items():
        field = li.locator(f"main [name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    with li.expect_navigation():
        li.click("main button[name=action][value=submit]")
    chen.goto(f"/records/drafts/{Draft.objects.submitted().get().pk}/review/")
    with chen.expect_navigation():
        chen.click("main button[name=action][value=pass]")
    expect(chen.locator("[data-message=success]")).to_be_visible()


def value_of(page: Page, address: str = FIGURE) -> str:
    page.goto(address)
    return page.locator(".figure-number").first.inner_text()


def test_a_lead_becomes_a_contract_and_its_capital_arrives(
    cast: Cast, lead: Lead, browse: Browse, axe: Callable[[Page], list[str]]
) -> None:
    li, chen = browse("li"), browse("chen")
    common = {"method": "产业链招商", "industry": "汽车", "origin": "省外"}
    new(li, "contracts", name=lead.name, code="HT-1", lead=lead.name, event="重点项目云签约仪式", **common)
    contract = Contract.objects.get()
    terms = {"happened_on": "2020-03-18", "total_fen": "620000", "domestic_fen": "620000", "dossier_number": "XM-1"}
    recorded(li, chen, f"{contract.get_absolute_url()}sign/", **terms)
    lead.refresh_from_db()
    assert lead.stage == "signed"
    assert value_of(li, "/figures/investment-signed/?period=2020").startswith("62")

    arrived = {"currency": "人民币", "form": "固定资产", "origin": "省外"}
    new(li, "arrivals", contract=contract.name, code="DZ-1", **arrived)
    page = Arrival.objects.get().get_absolute_url()
    recorded(li, chen, f"{page}report/", happened_on="2020-12-24", amount="300000000")
    assert value_of(li).startswith("0")
    li.goto("/investment/worklist/")
    assert not axe(li)
    recorded(li, chen, f"{page}verify/", happened_on="2020-12-25", proof="银行回单", paper="回单1")
    recorded(li, chen, f"{page}recognise/", happened_on="2020-12-28", amount="300000000")
    assert value_of(li).startswith("3")
    known: Any = Moment.objects.last()

    recorded(li, chen, f"{page}reverse/", happened_on="2020-12-30", amount="100000000", because="部分退回")
    assert value_of(li).startswith("2")
    assert value_of(li, f"{FIGURE}&as_of={known.number}").startswith("3")
    li.goto(FIGURE)
    expect(li.locator(f"main a[href*='{page}']").first).to_be_visible()
    li.goto(contract.get_absolute_url())
    assert not axe(li)
