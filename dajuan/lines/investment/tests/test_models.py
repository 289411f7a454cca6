"""The rules of investment promotion: domain.md 2.2 and the laws of its money."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from dajuan.core.calendar.models import issue_rule_set
from dajuan.core.companies.models import enter_company
from dajuan.core.dossiers.models import Dossier
from dajuan.core.records.act import Refused, act
from dajuan.core.records.merging import merge
from dajuan.lines.investment import alike
from dajuan.lines.investment.models import Arrival, ChainLink, Contract, Lead, YearPlan
from dajuan.lines.investment.models.counted import KIND, rules_on
from dajuan.lines.investment.models.leads import Promise
from dajuan.lines.investment.models.money import money
from dajuan.lines.investment.sample import WAN, YI
from tests.cast import Cast

Do = Callable[..., Any]


@pytest.fixture
def do(keeper: Cast) -> Do:
    """Record one thing about a subject, in an act of Chen's."""

    def done(subject: Any, verb: str, day: date, **facts: Any) -> Any:
        with act(by=keeper.chen, office=keeper.construction) as a:
            found = getattr(subject, verb)(a, happened_on=day, **facts)
        subject.refresh_from_db()
        return found

    return done


# Leads


def test_a_lead_says_how_long_it_stayed_in_each_stage(year: dict[str, Any]) -> None:
    days = [(str(stage), days) for stage, _on, days in year["lead"].time_in_stages(date(2020, 4, 1))]
    assert [days for _stage, days in days] == [28, 80, 27, 14]
    assert year["lead"].stage == "signed"


def test_a_stage_is_reached_once_and_never_backwards(year: dict[str, Any], do: Do) -> None:
    with pytest.raises(Refused, match="already"):
        do(year["lead"], "advance", date(2020, 4, 1), to_stage="signed")
    with pytest.raises(Refused, match="further"):
        do(year["lead"], "advance", date(2020, 4, 1), to_stage="approved")
    with pytest.raises(Refused, match="2020-03-18"):
        do(year["lead"], "advance", date(2020, 3, 1), to_stage="landed")


def test_a_dropped_lead_may_go_on(year: dict[str, Any], do: Do) -> None:
    do(year["lead"], "drop", date(2020, 6, 1), because="暂缓")
    assert year["lead"].stage == "dropped"
    do(year["lead"], "advance", date(2020, 8, 1), to_stage="registered")
    assert year["lead"].stage == "registered"


def test_a_promise_is_kept_once_and_says_whether_in_time(year: dict[str, Any], do: Do) -> None:
    lead = year["lead"]
    do(lead, "promise", date(2020, 4, 1), side="theirs", what="提交章程", due_on=date(2020, 4, 30))
    assert [one.promise_key for one in lead.open_promises()] == [f"{lead.pk}-2"]
    assert list(Promise.waiting(Lead.objects.all(), date(2020, 4, 30))) == lead.open_promises()
    kept = do(lead, "keep_promise", date(2020, 5, 6), promise_key=f"{lead.pk}-2")
    assert not kept.in_time
    with pytest.raises(Refused, match="already"):
        do(lead, "keep_promise", date(2020, 5, 7), promise_key=f"{lead.pk}-2")
    with pytest.raises(Refused, match="due before"):
        do(lead, "promise", date(2020, 4, 1), side="ours", what="x", due_on=date(2020, 3, 1))


def test_leads_of_one_company_or_of_alike_names_are_found(keeper: Cast, year: dict[str, Any]) -> None:
    own = {"zone": keeper.zone, "office": keeper.construction, "method": "chain", "industry": "cars"}
    own |= {"source": "own", "origin": "province"}
    twin = Lead.objects.create(name="示范重卡扩能项目（一期）", **own)
    Lead.objects.create(name="生物医药研发中心", **own)
    assert [pair.second for pair in alike.alike(year["lead"], Lead.objects.all())] == [twin]
    assert [{pair.first, pair.second} for pair in alike.pairs(Lead.objects.all())] == [{year["lead"], twin}]
    with act(by=keeper.chen) as a:
        merge(a, twin, year["lead"], happened_on=date(2020, 6, 1))
    assert twin not in Lead.objects.unmerged()


# Contracts


def test_what_is_signed_is_never_less_than_what_is_contracted(year: dict[str, Any], do: Do) -> None:
    more = {"total_fen": 10 * YI, "domestic_fen": 12 * YI, "because": "增资"}
    with pytest.raises(Refused) as refused:
        do(year["old"], "sign", date(2020, 2, 1), **more)
    assert refused.value.field == "exception"
    do(year["old"], "sign", date(2020, 2, 1), **more, exception="补充协议第三条")
    assert year["old"].in_force.exception


def test_a_total_revised_upward_in_silence_is_asked_about(year: dict[str, Any], do: Do) -> None:
    with pytest.raises(Refused, match="say why") as refused:
        do(year["old"], "sign", date(2020, 2, 1), total_fen=11 * YI, domestic_fen=10 * YI)
    assert refused.value.field == "because"
    do(year["old"], "sign", date(2020, 2, 1), total_fen=9 * YI, domestic_fen=9 * YI)
    assert [one.version for one in year["old"].versions_in_order()] == [1, 2]


def test_dollars_of_a_contract_need_a_rate(year: dict[str, Any], do: Do) -> None:
    with pytest.raises(Refused, match="rate"):
        do(year["old"], "sign", date(2020, 2, 1), total_fen=10 * YI, foreign_cents=100 * WAN)


def test_a_framework_agreement_is_no_signed_investment(keeper: Cast, do: Do) -> None:
    own = {"method": "chain", "industry": "cars", "origin": "province"}
    contract = Contract.objects.create(zone=keeper.zone, office=keeper.construction, code="K1", name="某项目", **own)
    do(contract, "agree", date(2020, 3, 1), total_fen=YI)
    assert (contract.stage, contract.total_fen) == ("framework", None)
    with pytest.raises(Refused, match="framework"):
        do(contract, "sign", date(2020, 2, 1), total_fen=YI)


def test_a_signed_dossier_waits_for_key_projects_until_the_contract_ends(year: dict[str, Any], do: Do) -> None:
    waiting = Dossier.objects.signed_not_taken_up("projects")
    assert {one.number for one in waiting} == {"XM-2020-001", "XM-2020-002"}
    do(year["park"], "terminate", date(2020, 12, 30), because="投资方放弃")
    assert {one.number for one in waiting.all()} == {"XM-2020-001"}
    assert not year["park"].warnings()


def test_a_contract_whose_dossier_was_taken_up_ends_with_a_caution(keeper: Cast, year: dict[str, Any], do: Do) -> None:
    with act(by=keeper.chen) as a:
        year["truck"].dossier.take_up(a, line="projects", happened_on=date(2020, 4, 1))
    do(year["truck"], "terminate", date(2020, 12, 30), because="投资方放弃")
    assert year["truck"].dossier.signing is not None
    assert "tell that line" in year["truck"].warnings()[0]


def test_withdrawing_a_signing_withdraws_its_amendments_and_the_dossiers_signing(
    keeper: Cast, year: dict[str, Any]
) -> None:
    first = year["park"].versions.standing().get()
    with pytest.raises(Refused, match="rests on"), act(by=keeper.chen) as a:
        a.withdraw(first, reason="录错")  # money has arrived under it
    contract = year["ended"]
    with act(by=keeper.chen) as a:
        a.withdraw(contract.terminations.get(), reason="录错")
        a.withdraw(contract.versions.get(), reason="录错")
    contract.refresh_from_db()
    assert (contract.stage, contract.dossier.signing) == ("draft", None)


# Arrivals


def test_money_cannot_arrive_before_its_contract_nor_after_its_end(keeper: Cast, year: dict[str, Any], do: Do) -> None:
    own = {"zone": keeper.zone, "office": keeper.construction, "form": "fixed", "origin": "province"}
    early = Arrival.objects.create(contract=year["truck"], code="E", **own)
    with pytest.raises(Refused, match="2020-03-18"):
        do(early, "report", date(2020, 3, 1), amount=YI)
    late = Arrival.objects.create(contract=year["ended"], code="L", **own)
    with pytest.raises(Refused, match="terminated"):
        do(late, "report", date(2020, 10, 1), amount=YI)
    assert [one.stage for one in Arrival.objects.filter(code__in=("E", "L"))] == ["new", "new"]


def test_dollars_without_a_rate_or_its_source_are_refused(keeper: Cast, year: dict[str, Any], do: Do) -> None:
    own = {"zone": keeper.zone, "office": keeper.construction, "form": "fixed", "origin": "abroad", "currency": "USD"}
    arrival = Arrival.objects.create(contract=year["park"], code="U", **own)
    for facts, field in (({}, "rate_x10000"), ({"rate_x10000": 65_000}, "rate_source")):
        with pytest.raises(Refused) as refused:
            do(arrival, "report", date(2020, 11, 1), amount=WAN, **facts)
        assert refused.value.field == field


def test_both_amounts_and_the_rate_are_kept_and_never_converted_again(year: dict[str, Any]) -> None:
    counted = year["foreign"].recognition
    assert (counted.amount_fen, counted.amount_cents, counted.rate_x10000) == (0, 4_800 * WAN, 65_249)
    assert counted.equivalent_fen == 31_319_520_000  # 48 million dollars at 6.5249
    assert money("USD", 1, 65_249, "x").equivalent_fen == 7  # half up


def test_what_is_recognised_may_be_less_than_reported_and_never_more(year: dict[str, Any], do: Do) -> None:
    assert year["foreign"].warnings()
    do(year["waiting"], "verify", date(2020, 12, 22), proof="slip", paper="回单03")
    with pytest.raises(Refused, match="More than was reported"):
        do(year["waiting"], "recognise", date(2020, 12, 22), amount=5 * YI)


def test_an_arrival_is_checked_before_it_is_recognised(year: dict[str, Any], do: Do) -> None:
    with pytest.raises(Refused, match="checked before"):
        do(year["waiting"], "recognise", date(2020, 12, 22))
    with pytest.raises(Refused, match="rejected"):
        do(year["local"], "recognise", date(2020, 12, 22))


def test_what_arrives_is_never_more_than_the_contract_without_a_named_exception(
    keeper: Cast, year: dict[str, Any], do: Do
) -> None:
    own = {"zone": keeper.zone, "office": keeper.construction, "form": "fixed", "origin": "province"}
    arrival = Arrival.objects.create(contract=year["truck"], code="M", **own)
    do(arrival, "report", date(2020, 12, 1), amount=43 * YI)
    do(arrival, "verify", date(2020, 12, 2), proof="slip", paper="回单04")
    with pytest.raises(Refused) as refused:
        do(arrival, "recognise", date(2020, 12, 3))
    assert refused.value.field == "exception"
    do(arrival, "recognise", date(2020, 12, 3), exception="增资扩股，变更登记已办")
    with pytest.raises(Refused, match="name the exception"):
        do(year["truck"], "sign", date(2020, 12, 4), total_fen=50 * YI, domestic_fen=20 * YI)


def test_a_recognised_amount_is_corrected_though_it_fills_the_contract(
    keeper: Cast, year: dict[str, Any], do: Do
) -> None:
    own = {"zone": keeper.zone, "office": keeper.construction, "form": "fixed", "origin": "province"}
    arrival = Arrival.objects.create(contract=year["truck"], code="N", **own)
    left = year["truck"].in_force.contracted_fen - year["truck"].arrived()
    do(arrival, "report", date(2020, 12, 1), amount=left)
    do(arrival, "verify", date(2020, 12, 2), proof="slip", paper="回单05")
    wrong = do(arrival, "recognise", date(2020, 12, 3))
    with act(by=keeper.chen) as a:
        a.withdraw(wrong, reason="金额有误")
        arrival.recognise(a, happened_on=date(2020, 12, 3), amount=left - WAN)
    assert arrival.recognitions.standing().get().amount == left - WAN


def test_a_dossier_stays_signed_while_another_of_its_contracts_is_in_force(
    keeper: Cast, year: dict[str, Any], do: Do
) -> None:
    truck = year["truck"]
    alike = {name: getattr(truck, name) for name in ("zone", "office", "origin", "method", "industry", "specialist")}
    second = Contract.objects.create(**alike, name="二期", code="T2", dossier=truck.dossier)
    do(second, "sign", date(2020, 12, 5), total_fen=10 * YI, domestic_fen=10 * YI)
    do(second, "terminate", date(2020, 12, 20), because="并入一期")
    assert truck.dossier.signing
    do(truck, "terminate", date(2020, 12, 21), because="终止")
    assert truck.dossier.signing is None


def test_a_reversal_is_an_entry_of_its_own_and_may_be_partial(year: dict[str, Any], do: Do) -> None:
    first = year["first"]
    do(first, "reverse", date(2020, 6, 1), amount=YI, because="部分退回")
    assert (first.stage, first.left()) == ("reversed", 2 * YI)
    with pytest.raises(Refused, match="More than is left"):
        do(first, "reverse", date(2020, 6, 2), amount=3 * YI, because="退回")
    do(first, "reverse", date(2020, 6, 2), because="退回")
    assert first.left() == 0
    assert first.verbs == ()


def test_which_report_counts_it_the_rules_of_the_day_say(keeper: Cast, year: dict[str, Any]) -> None:
    counted = year["first"].recognition
    assert (counted.outside_city, counted.outside_province, counted.abroad) == ("counts", "counts", "origin")
    small: dict[str, Any] = {"origin": "province", "form": "fixed", "industry": "cars", "amount": money("CNY", WAN)}
    assert rules_on(date(2020, 6, 1)).verdicts(**small)["outside_province"] == "least"
    with act(by=keeper.chen) as a:
        issue_rule_set(
            a,
            kind=KIND,
            edition="2020年版",
            issued_on=date(2020, 6, 1),
            valid_from=date(2020, 7, 1),
            document="市投资〔2020〕12号",
            content={"outside_province": {"least": 0}},
        )
    assert rules_on(date(2020, 6, 30)).verdicts(**small)["outside_province"] == "least"
    assert rules_on(date(2020, 7, 1)).verdicts(**small)["outside_province"] == "counts"


# Targets and the chain


def test_a_target_set_after_its_year_is_refused(year: dict[str, Any], do: Do) -> None:
    facts = {"kind": "domestic", "amount": YI, "version": "补"}
    with pytest.raises(Refused, match="after the year"):
        do(year["plan"], "aim", date(2021, 1, 5), **facts)
    with pytest.raises(Refused) as refused:
        do(year["plan"], "aim", date(2020, 12, 5), **facts)  # recorded long after
    assert refused.value.field == "document"
    again = {**facts, "version": "年初计划", "document": "x"}
    with pytest.raises(Refused, match="new version"):
        do(year["plan"], "aim", date(2020, 2, 1), office_aimed=year["plan"].office, **again)


def test_a_target_is_of_one_thing(keeper: Cast, year: dict[str, Any], do: Do) -> None:
    facts = {"kind": "signed", "amount": YI, "version": "v", "document": "d"}
    with pytest.raises(Refused, match="one of them"):
        do(year["plan"], "aim", date(2020, 2, 1), person=keeper.li, method="chain", **facts)
    assert YearPlan.objects.get().aims.count() == 2


def test_a_link_is_a_gap_until_a_company_stands_in_it_and_after_it_left(keeper: Cast, do: Do) -> None:
    link = ChainLink.objects.create(
        zone=keeper.zone, office=keeper.construction, industry="cars", name="动力电池", tier=1
    )
    with act(by=keeper.chen) as a:
        company = enter_company(a, code="91610132MA6TXUP48Y", name="示范电池有限公司", happened_on=date(2020, 1, 1))
    do(link, "place", date(2020, 3, 1), company=company, leads=True)
    assert (link.stage, [one.company for one in link.companies()]) == ("held", [company])
    with pytest.raises(Refused, match="already"):
        do(link, "place", date(2020, 4, 1), company=company)
    do(link, "leave", date(2020, 9, 1), company=company)
    assert (link.stage, link.companies()) == ("gap", [])


def test_an_event_is_held_or_cancelled(year: dict[str, Any], do: Do) -> None:
    with pytest.raises(Refused, match="held already"):
        do(year["cloud"], "cancel", date(2020, 3, 19))
