"""What people see and may do in the room, in both languages."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from dajuan.core.companies.models import enter_company
from dajuan.core.records.act import act
from dajuan.core.records.merging import merge
from dajuan.core.records.models import Draft
from dajuan.lines.investment.completion import weights_on
from dajuan.lines.investment.faces import ARRIVALS, WEIGHTS_OF_STAGES, due_arrivals, due_promises
from dajuan.lines.investment.models import Arrival, ChainLink, Contract, Lead
from dajuan.lines.investment.models.counted import rules_on
from dajuan.lines.investment.models.money import money
from tests.cast import Cast

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def li(client: Client, keeper: Cast) -> Client:
    client.force_login(keeper.li)
    return speaking_english(client)


def speaking_english(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def chen(keeper: Cast) -> Client:
    browser = Client()
    browser.force_login(keeper.chen)
    return speaking_english(browser)


def read(client: Client, address: str, language: str = "en") -> str:
    """A page's text."""
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.parametrize(("language", "words"), [("en", "Time in each stage"), ("zh-hans", "各阶段停留时间")])
def test_a_lead_shows_its_course_in_both_languages(li: Client, year: dict[str, Any], language: str, words: str) -> None:
    with translation.override(language):
        page = read(li, year["lead"].get_absolute_url(), language)
    assert words in page


def test_every_page_of_the_room_opens(li: Client, year: dict[str, Any]) -> None:
    for what in ("leads", "events", "contracts", "arrivals", "links", "plans"):
        read(li, f"/investment/{what}/")
    for what in ("leads", "events", "contracts", "arrivals", "links"):
        read(li, f"/investment/{what}/board/")
    for one in year.values():
        read(li, one.get_absolute_url())
        if one.page != "plans":
            read(li, f"{one.get_absolute_url()}brief/")
    for page in ("duplicates", "chain", "worklist", "forecast", "reports"):
        read(li, f"/investment/{page}/")


def test_a_contract_shows_signed_contracted_and_arrived_apart(li: Client, year: dict[str, Any]) -> None:
    page = read(li, year["truck"].get_absolute_url())
    for words in ("6.5 billion yuan", "4.5 billion yuan", "300 million yuan", "增加一条总装线", "XM-2020-001"):
        assert words in page


def test_an_event_shows_what_it_signed_and_what_arrived_of_it(li: Client, year: dict[str, Any]) -> None:
    page = read(li, year["expo"].get_absolute_url())
    assert "8 billion yuan" in page
    assert "48 million US dollars" in page


def test_a_plan_shows_completion_by_its_version_and_opens_to_the_figure(li: Client, year: dict[str, Any]) -> None:
    page = read(li, year["plan"].get_absolute_url())
    assert "100.0 %" in page
    assert "五月调整" in page
    assert "年初计划" in page
    assert "/figures/domestic-capital/?period=2020" in page
    assert li.get("/figures/domestic-capital/?period=2020").status_code == 200


def test_a_clerk_reports_an_arrival_and_the_chief_passes_it(li: Client, chen: Client, year: dict[str, Any]) -> None:
    truck = year["truck"]
    filled = {"contract": truck.code, "code": "DZ-9", "currency": "CNY", "form": "fixed", "origin": "province"}
    answer = li.post("/investment/arrivals/new/", {**filled, "office": truck.office_id})
    arrival = Arrival.objects.get(code="DZ-9")
    assert answer.headers["Location"] == arrival.get_absolute_url()
    address = f"{arrival.get_absolute_url()}report/"
    refused = li.post(address, {"happened_on": "2020-03-01", "amount": "1000", "action": "submit"})
    assert refused.status_code == 422
    assert "before the contract was signed" in refused.content.decode()
    sent = {
        "happened_on": "2020-06-01",
        "amount": "1000",
        "action": "submit",
        "evidence": SimpleUploadedFile("a.png", PNG),
    }
    assert li.post(address, sent).status_code == 302
    draft = Draft.objects.submitted().get()
    passing = {"action": "pass", "seen": draft.changed_at.isoformat()}
    assert chen.post(f"/records/drafts/{draft.pk}/review/", passing).status_code == 302
    arrival.refresh_from_db()
    assert (arrival.stage, arrival.amount) == ("reported", 100_000)
    assert arrival.code in read(chen, "/investment/worklist/")


def test_a_rate_is_asked_for_dollars_alone(li: Client, year: dict[str, Any]) -> None:
    for currency, asked in (("USD", True), ("CNY", False)):
        arrival = Arrival.objects.create(
            zone=year["park"].zone,
            office=year["park"].office,
            contract=year["park"],
            code=f"R-{currency}",
            currency=currency,
            form="fixed",
            origin="abroad",
        )
        assert ("rate_x10000" in read(li, f"{arrival.get_absolute_url()}report/")) is asked


def test_money_of_a_contract_is_typed_in_ten_thousands(li: Client, year: dict[str, Any]) -> None:
    facts = {"total_fen": "90000", "domestic_fen": "90000", "action": "submit", "happened_on": "2020-06-01"}
    answer = li.post(f"{year['old'].get_absolute_url()}sign/", facts)
    assert answer.status_code == 302
    assert Draft.objects.submitted().get().content["total_fen"] == ["90000"]


def test_a_rise_in_silence_is_asked_at_its_field(li: Client, year: dict[str, Any]) -> None:
    facts = {"total_fen": "110000", "domestic_fen": "90000", "action": "submit", "happened_on": "2020-06-01"}
    answer = li.post(f"{year['old'].get_absolute_url()}sign/", facts)
    assert answer.status_code == 422
    assert "say why" in answer.content.decode()
    assert Draft.objects.kept_by(answer.wsgi_request.user).exists()  # type: ignore[arg-type]  # Li


def test_a_chief_merges_a_lead_that_was_entered_twice(chen: Client, keeper: Cast, year: dict[str, Any]) -> None:
    own = {"method": "chain", "industry": "cars", "source": "own", "origin": "province"}
    twin = Lead.objects.create(zone=keeper.zone, office=keeper.construction, name="示范重卡扩能项目", **own)
    assert year["lead"].name in read(chen, twin.get_absolute_url())
    answer = chen.post(f"{twin.get_absolute_url()}merging/", {"kept": year["lead"].name, "happened_on": "2020-06-01"})
    assert answer.headers["Location"] == year["lead"].get_absolute_url()
    assert year["lead"].get_absolute_url() in read(chen, twin.get_absolute_url())


def test_the_chain_names_gaps_and_who_stands_where(li: Client, keeper: Cast) -> None:
    own = {"zone": keeper.zone, "office": keeper.construction, "industry": "cars"}
    cells = ChainLink.objects.create(**own, name="动力电池", tier=1)
    ChainLink.objects.create(**own, name="车规芯片", tier=1, feeds=cells)
    with act(by=keeper.chen) as a:
        company = enter_company(a, code="91610132MA6TXUP48Y", name="示范电池有限公司", happened_on=date(2020, 1, 1))
    with act(by=keeper.chen) as a:
        cells.place(a, happened_on=date(2020, 1, 2), company=company)
    page = read(li, "/investment/chain/?industry=cars")
    assert "示范电池有限公司" in page
    assert "gap: nobody stands here" in page
    assert "No link of this chain" in read(li, "/investment/chain/?industry=energy")


def test_what_is_due_reaches_the_desk(keeper: Cast, year: dict[str, Any]) -> None:
    with act(by=keeper.chen) as a:
        year["lead"].promise(a, happened_on=date(2020, 4, 1), side="ours", what="供地", due_on=date(2020, 4, 30))
    assert [due.due_on for due in due_promises(keeper.li, date(2020, 4, 25))] == [date(2020, 4, 30)]
    assert due_promises(keeper.li, date(2020, 4, 20)) == []
    assert [due.light for due in due_arrivals(keeper.li, date(2021, 2, 1))] == ["red"]
    assert due_arrivals(keeper.zhao, date(2021, 2, 1)) == []


def test_a_list_goes_out_to_excel(li: Client, year: dict[str, Any]) -> None:
    answer: Any = li.get("/investment/contracts/export/?stage=formal")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert sheet is not None
    assert {row[0] for row in sheet.iter_rows(min_row=3, values_only=True)} == {"HT-old", "HT-truck", "HT-park"}
    assert Contract.objects.filter(stage="formal").count() == 3


def test_a_stranger_sees_nothing_of_it(keeper: Cast, year: dict[str, Any]) -> None:
    browser = Client()
    browser.force_login(keeper.zhao)
    assert browser.get(year["lead"].get_absolute_url()).status_code == 403


def test_an_office_says_on_a_page_what_counts_for_which_report(chen: Client, year: dict[str, Any]) -> None:
    fields = [field.path for field in ARRIVALS.fields]
    said: dict[str, Any] = {f"rule_{number}": field.usual for number, field in enumerate(ARRIVALS.fields)}
    said |= {f"rule_{number}": "0" for number, path in enumerate(fields) if path.endswith(".least")}
    said[f"rule_{fields.index('outside_province.without_forms')}"] = ["land"]
    said |= {
        "edition": "2021年版",
        "document": "市投资〔2020〕90号",
        "issued_on": "2020-12-01",
        "valid_from": "2021-01-01",
    }
    answer = chen.post("/calendar/rules/new/investment-arrivals/", said)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    money_for_land: dict[str, Any] = {
        "origin": "province",
        "form": "land",
        "industry": "cars",
        "amount": money("CNY", 1),
    }
    before, after = (rules_on(day).verdicts(**money_for_land) for day in (date(2020, 12, 31), date(2021, 1, 1)))
    assert (before["outside_province"], after["outside_province"]) == ("least", "form")
    assert after["outside_city"] == "counts"


def test_an_office_sets_the_weights_of_the_forecast_on_a_page(chen: Client, year: dict[str, Any]) -> None:
    said = {f"rule_{number}": str(number * 10) for number in range(len(WEIGHTS_OF_STAGES.fields))}
    days = {"edition": "2020年版", "document": "x", "issued_on": "2020-01-01", "valid_from": "2020-01-01"}
    assert chen.post("/calendar/rules/new/investment-forecast/", said | days).status_code == 302
    weights, edition = weights_on(date(2020, 12, 31))
    assert (weights["visited"], weights["approved"], edition) == (200, 400, "2020年版")


def test_a_contract_and_an_arrival_begin_with_what_is_known(li: Client, year: dict[str, Any]) -> None:
    lead, truck = year["lead"], year["truck"]
    page = li.get(lead.get_absolute_url())
    begun = li.get(page.context["new_contract"])
    assert begun.context["form"]["name"].value() == lead.name
    assert f'value="{lead.code or lead.name}"' in begun.content.decode()
    page = li.get(truck.get_absolute_url())
    begun = li.get(page.context["new_arrival"])
    assert f'value="{truck.code}"' in begun.content.decode()


def test_an_amendment_begins_from_the_version_in_force(li: Client, year: dict[str, Any]) -> None:
    truck = year["truck"]
    form = li.get(f"{truck.get_absolute_url()}sign/").context["form"]
    assert form.initial.get("total_fen", form.fields["total_fen"].initial) == truck.in_force.total_fen
    assert not form.fields["because"].initial


def test_a_register_too_long_to_choose_from_is_searched_by_code_or_name(li: Client, year: dict[str, Any]) -> None:
    truck = year["truck"]
    filled = {"code": "DZ-8", "currency": "CNY", "form": "fixed", "origin": "province", "office": truck.office_id}
    refused = li.post("/investment/arrivals/new/", {**filled, "contract": "HT-nobody"})
    assert refused.status_code == 422
    assert "Nothing of this code or name is entered." in refused.content.decode()
    assert li.post("/investment/arrivals/new/", {**filled, "contract": f" {truck.name} "}).status_code == 302
    assert Arrival.objects.get(code="DZ-8").contract == truck


def test_what_was_merged_leaves_the_lists_and_is_found_by_its_name(
    li: Client, keeper: Cast, year: dict[str, Any]
) -> None:
    lead = year["lead"]
    own = {name: getattr(lead, name) for name in ("zone", "office", "method", "industry", "origin", "source")}
    twin = Lead.objects.create(name="示范重卡扩能（一期）", **own)
    with act(by=keeper.chen) as a:
        merge(a, twin, lead, happened_on=date(2020, 6, 1))
    for address in ("/investment/leads/", "/investment/leads/board/"):
        page = read(li, address)
        assert lead.name in page and twin.name not in page, address
    assert twin.name in read(li, f"/investment/leads/?q={twin.name}")
