"""Ledgers that come in as spreadsheets: leads, formal contracts, arrivals of capital."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dajuan.core.companies.models import Company
from dajuan.core.dossiers.models import Dossier, open_dossier
from dajuan.core.records.models import Entry, Refused
from dajuan.core.rooms.subjects import RoomSubject
from dajuan.core.spreadsheets.register import Column, Register, Staging, Values
from dajuan.core.staff.models import Office, User, Zone
from dajuan.lines.investment.models import Arrival, ArrivalReport, Contract, Lead, PromotionEvent, Step, Version
from dajuan.lines.investment.models.leads import LeadStage, Source
from dajuan.lines.investment.models.words import CapitalForm, Currency, Industry, Method, Origin


def by_name(model: Any) -> Callable[[Zone], Mapping[str, Any]]:
    """The zone's rows of a kind by name."""
    return lambda zone: {row.name: row for row in model.objects.filter(zone=zone)}


def contracts_by_code(zone: Zone) -> Mapping[str, Any]:
    """The zone's contracts by number."""
    return {contract.code: contract for contract in Contract.objects.filter(zone=zone)}


def kept(act: Staging, subject: type[RoomSubject], code: str, said: Mapping[str, Any], **key: Any) -> Any:
    """The subject of a code: made where it is new, its own fields changed where the row says otherwise."""
    manager: Any = subject._default_manager
    row = manager.filter(zone=act.zone, code=code, **key).select_related("office").first()
    told = {name: value for name, value in said.items() if value not in (None, "")}
    if row is None:
        return act.make(subject(**{"zone": act.zone, "office": act.office, "code": code, **key, **told}))
    changed = [name for name, value in told.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, told[name])
    act.change(row, changed)
    return row


def _choice(name: str, title: Any, choices: Any, *aliases: str, required: bool = True) -> Column:
    return Column(name, title, kind="choice", choices=dict(choices.choices), required=required, aliases=aliases)


NAME = Column("name", _("Project name"), required=True, longest=120, aliases=("项目名称", "名称"))
INVESTOR = Column(
    "investor", _("Investor (company)"), kind="name", candidates=by_name(Company), aliases=("投资企业", "企业名称")
)
INVESTOR_NAME = Column("investor_name", _("Investor's name"), longest=120, aliases=("投资方", "投资方名称"))
METHOD = _choice("method", pgettext_lazy("investment", "Method"), Method, "招商方式")
INDUSTRY = _choice("industry", _("Industry"), Industry, "产业", "行业", "所属产业")
ORIGIN = _choice("origin", _("Origin"), Origin, "资金来源地", "来源地")
SPECIALIST = Column(
    "specialist", _("Specialist"), kind="name", candidates=by_name(User), aliases=("项目专员", "招商专员")
)
OFFICE = Column(
    "office",
    _("Responsible office"),
    kind="name",
    candidates=by_name(Office),
    aliases=("责任单位", "责任部门", "招商部门"),
)


def _money(name: str, title: Any, unit: str, *aliases: str, required: bool = False) -> Column:
    return Column(name, title, kind="decimal", unit=unit, scale=100, required=required, aliases=aliases)


class LeadRegister(Register):
    """Leads: one row a lead, with the day of the first contact."""

    name = "investment.leads"
    title = _("Leads")
    note = _("One row a lead. Later stages are recorded at the lead.")
    records = (Step,)
    columns = (
        Column("code", _("Code"), kind="code", key=True, required=True, aliases=("编号", "线索编号")),
        NAME,
        INVESTOR,
        INVESTOR_NAME,
        _choice("source", _("Source"), Source, "线索来源", "来源"),
        Column("referred_by", _("Referred by"), kind="name", candidates=by_name(Company), aliases=("引荐企业",)),
        METHOD,
        INDUSTRY,
        ORIGIN,
        _money("expected_fen", _("Expected investment"), "元", "拟投资额", "预计投资额"),
        Column("happened_on", _("First contact"), kind="date", required=True, aliases=("首次接洽时间", "接洽时间")),
        SPECIALIST,
        OFFICE,
    )
    own = (
        "name",
        "investor",
        "investor_name",
        "source",
        "referred_by",
        "method",
        "industry",
        "origin",
        "expected_fen",
        "specialist",
        "office",
    )

    def row(self, act: Staging, values: Values) -> Entry:
        """The lead, made where it is new, and its first contact."""
        lead: Lead = kept(act, Lead, values["code"], {name: values[name] for name in self.own})
        return lead.advance(act, happened_on=values["happened_on"], to_stage=LeadStage.CONTACTED)


class ContractRegister(Register):
    """Formal contracts as they were signed; amendments are recorded at the contract."""

    name = "investment.contracts"
    title = _("Formal contracts")
    note = _("One row a contract as signed. Amendments are recorded at the contract, with their reason.")
    records = (Version,)
    columns = (
        Column("code", _("Contract number"), kind="code", key=True, required=True, aliases=("合同编号", "编号")),
        NAME,
        INVESTOR,
        INVESTOR_NAME,
        METHOD,
        INDUSTRY,
        ORIGIN,
        Column("happened_on", _("Signed on"), kind="date", required=True, aliases=("签约时间", "签约日期")),
        _money("total_fen", _("Total investment"), "元", "总投资", "项目总投资", "签约额", required=True),
        _money("domestic_fen", _("Domestic part"), "元", "合同内资", "内资"),
        _money("foreign_cents", _("Foreign part"), "美元", "合同外资", "外资"),
        Column("rate_x10000", _("Yuan for a dollar"), kind="decimal", scale=10_000, aliases=("汇率",)),
        Column("dossier_number", _("Number of the dossier"), kind="code", aliases=("项目代码", "项目档案编号")),
        Column(
            "event",
            pgettext_lazy("investment", "Signed at"),
            kind="name",
            candidates=by_name(PromotionEvent),
            aliases=("签约活动",),
        ),
        SPECIALIST,
        OFFICE,
    )
    own = (
        "name",
        "investor",
        "investor_name",
        "method",
        "industry",
        "origin",
        "event",
        "specialist",
        "office",
    )
    amounts = ("total_fen", "domestic_fen", "foreign_cents", "rate_x10000")

    def row(self, act: Staging, values: Values) -> Iterable[Entry]:
        """The contract, made where it is new, and its first version; its dossier found or opened before it."""
        said = {name: values[name] for name in self.own}
        said["dossier"] = self._dossier(act, values) if values["dossier_number"] else None
        contract: Contract = kept(act, Contract, values["code"], said)
        if contract.versions.standing().filter(version__gt=1).exists():
            raise Refused(gettext("The contract has been amended: record the change as an amendment."), field="code")
        amounts = {name: values[name] for name in self.amounts}
        yield contract.sign(act, happened_on=values["happened_on"], **amounts)

    def _dossier(self, act: Staging, values: Values) -> Dossier:
        number = "".join(values["dossier_number"].split()).upper()
        found = Dossier.objects.filter(zone=act.zone, number=number).first()
        return found or open_dossier(act, number=number, title=values["name"], happened_on=values["happened_on"])


class ArrivalRegister(Register):
    """Arrivals as reported; each is checked and recognised afterwards. A voucher that comes twice is asked about."""

    name = "investment.arrivals"
    title = _("Arrivals of capital")
    note = _("One row an arrival as reported. Dollars need the rate of the day and where it comes from.")
    records = (ArrivalReport,)
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "contract",
            _("Contract number"),
            kind="name",
            key=True,
            required=True,
            candidates=contracts_by_code,
            aliases=("合同编号",),
        ),
        Column(
            "code", _("Number of the voucher"), kind="code", key=True, required=True, aliases=("凭证号", "回单编号")
        ),
        Column("happened_on", _("Arrived on"), kind="date", required=True, aliases=("到位时间", "到账日期")),
        _choice("currency", _("Currency"), Currency, "币种", required=False),
        _money("amount", _("Amount"), "", "到位金额", "金额", required=True),
        Column("rate_x10000", _("Yuan for a dollar"), kind="decimal", scale=10_000, aliases=("汇率",)),
        Column("rate_source", _("Source of the rate"), longest=80, aliases=("汇率来源",)),
        _choice("form", _("Form of capital"), CapitalForm, "资金形式", "出资形式"),
        ORIGIN,
        OFFICE,
    )

    def row(self, act: Staging, values: Values) -> Entry:
        """The arrival, made where it is new, and its report."""
        said = {"form": values["form"], "origin": values["origin"], "office": values["office"]}
        said["currency"] = values["currency"] or Currency.CNY.value
        arrival: Arrival = kept(act, Arrival, values["code"], said, contract=values["contract"])
        rate = {"rate_x10000": values["rate_x10000"], "rate_source": values["rate_source"]}
        return arrival.report(act, happened_on=values["happened_on"], amount=values["amount"], **rate)


__all__ = ["ArrivalRegister", "ContractRegister", "LeadRegister"]
