"""Ledgers of leads, contracts and arrivals come in; real payments with repeated numbers are asked about, not lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from django.db.models import Sum

from dajuan.core.dossiers.models import Dossier
from dajuan.core.records.models import Entry
from dajuan.core.spreadsheets.importing import enter, rehearse
from dajuan.core.spreadsheets.models import ImportJob
from dajuan.core.spreadsheets.register import Column, Register, Staging, Values
from dajuan.core.spreadsheets.tests.ledgers import findings, job_for, passed
from dajuan.lines.investment.models import Arrival, ArrivalReport, Contract, Lead
from dajuan.lines.investment.registers import ArrivalRegister, ContractRegister, LeadRegister
from tests.cast import Cast

LEADS = ("线索编号", "项目名称", "投资方", "线索来源", "招商方式", "产业", "来源地", "拟投资额（亿元）", "首次接洽时间")
CONTRACTS = ("合同编号", "项目名称", "招商方式", "产业", "来源地", "签约时间", "总投资（亿元）", "内资（亿元）",
             "外资（万美元）", "汇率", "项目代码")  # fmt: skip
ARRIVALS = ("合同编号", "凭证号", "到位时间", "币种", "到位金额（万元）", "汇率", "汇率来源", "资金形式", "来源地")
CONTRACT = (
    "HT-1",
    "示范电机",
    "along the industrial chain",
    "new energy",
    "another province",
    "2020.4.2",
    12,
    10,
    "",
    "",
    "XM-9",
)


def ledger(*rows: Iterable[object]) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode("utf-8-sig")


def imported(cast: Cast, register: type[Register], *rows: Iterable[object]) -> ImportJob:
    job = job_for(cast, ledger(*rows), "台账.csv", register)
    rehearse(job)
    return passed(job, cast.chen)


def test_leads_come_in_with_their_first_contact(keeper: Cast) -> None:
    row = (
        "XS-1",
        "示范电池",
        "某电池公司",
        "agency or chamber",
        "through capital",
        "new energy",
        "abroad",
        3.5,
        "2020-3-2",
    )
    job = imported(keeper, LeadRegister, LEADS, row)
    assert (job.status, findings(job)) == (ImportJob.Status.DONE, [])
    lead = Lead.objects.get()
    assert (lead.stage, lead.stage_on, lead.expected_fen) == ("contacted", date(2020, 3, 2), 35_000_000_000)


def test_contracts_come_in_signed_and_their_dossiers_wait_for_key_projects(keeper: Cast) -> None:
    job = imported(keeper, ContractRegister, CONTRACTS, CONTRACT)
    assert (job.status, findings(job)) == (ImportJob.Status.DONE, [])
    contract = Contract.objects.get()
    assert (contract.stage, contract.total_fen) == ("formal", 120_000_000_000)
    assert Dossier.objects.signed_not_taken_up("projects").get() == contract.dossier
    again = (*CONTRACT[:6], 13, *CONTRACT[7:])
    assert imported(keeper, ContractRegister, CONTRACTS, again).status == ImportJob.Status.DONE
    contract.refresh_from_db()
    assert (contract.total_fen, contract.versions.count(), contract.versions.standing().count()) == (
        130_000_000_000,
        2,
        1,
    )
    assert Dossier.objects.signed_not_taken_up("projects").get() == contract.dossier


def test_an_arrival_before_its_contract_and_dollars_without_a_rate_are_named_by_cell(keeper: Cast) -> None:
    imported(keeper, ContractRegister, CONTRACTS, CONTRACT)
    rows = (
        ("HT-1", "1", "2020-05-06", "", 300, "", "", "fixed assets", "another province"),
        ("HT-1", "2", "2020-03-06", "", 300, "", "", "fixed assets", "another province"),
        ("HT-1", "3", "2020-05-06", "US dollars (USD)", 300, "", "", "fixed assets", "abroad"),
        ("HT-7", "4", "2020-05-06", "", 300, "", "", "fixed assets", "another province"),
    )
    job = job_for(keeper, ledger(ARRIVALS, *rows), "台账.csv", ArrivalRegister)
    rehearse(job)
    named = sorted(job.findings.values_list("row", "heading"))
    assert named == [(3, "到位时间"), (4, "汇率"), (5, "合同编号")]
    assert not Arrival.objects.exists()


class PaymentRegister(ArrivalRegister):
    """Payments of a British health authority, read as arrivals under one contract."""

    name = "investment.test-payments"
    title = "Payments"
    trusted = True
    columns: ClassVar[tuple[Column, ...]] = (
        Column("happened_on", "Date of Payment", kind="date", required=True),
        Column("payer", "Supplier", required=True),
        Column("code", "Transaction No", key=True, required=True),
        Column("amount", "Amount in Sterling", kind="decimal", scale=100, required=True),
    )

    def row(self, act: Staging, values: Values) -> Entry:
        """Each payment as an arrival; what the ledger does not say is said here."""
        code = self.code_of(values)
        told = {"form": "working", "origin": "province", "office": None, "currency": "", "rate_source": ""}
        contract = Contract.objects.get(code="HT-1")
        return super().row(act, {**values, **told, "code": code, "contract": contract, "rate_x10000": None})

    def code_of(self, values: Values) -> str:
        return str(values["code"])


class DistinctPaymentRegister(PaymentRegister):
    """The same, once somebody has answered: payee and amount tell payments of one number apart."""

    name = "investment.test-distinct-payments"
    columns: ClassVar[tuple[Column, ...]] = (
        *PaymentRegister.columns[:1],
        Column("payer", "Supplier", key=True, required=True),
        PaymentRegister.columns[2],
        Column("amount", "Amount in Sterling", kind="decimal", scale=100, key=True, required=True),
    )

    def code_of(self, values: Values) -> str:
        return f"{values['code']} {values['payer']} {values['amount']}"[:60]


def test_real_payments_with_repeated_numbers_are_asked_about_and_none_is_lost(keeper: Cast, shared: Path) -> None:
    imported(keeper, ContractRegister, CONTRACTS, (*CONTRACT[:5], "2011-01-04", 12, 10, "", "", ""))
    content = (shared / "data/projects/nhs_cumbria_spend_2011_09.csv").read_bytes()
    job = job_for(keeper, content, "spend.csv", PaymentRegister)
    rehearse(job)
    job.refresh_from_db()
    said = [sentence for _cell, sentence in findings(job)]
    assert (len(said), job.new, job.rejected) == (74, 115, 74)
    assert all("same key and says something else" in sentence for sentence in said)
    job = job_for(keeper, content, "spend.csv", DistinctPaymentRegister)
    rehearse(job)
    enter(job)
    total: Any = ArrivalReport.objects.standing().aggregate(total=Sum("amount_fen"))["total"]
    assert (ArrivalReport.objects.standing().count(), total) == (189, 8_435_338_487)
