"""Figures of investment promotion (C3, C19 to C25). Signed, contracted, arrived are never mixed, nor yuan and dollars.

Capital counts for the day it arrived, once it is recognised; a reversal is taken off on its own day (domain.md 2.2).
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.models import Merged
from dajuan.figures.vocabulary import Rows, Span, net, row, stock
from dajuan.lines.investment.models import (
    Departure,
    Fulfilment,
    Holding,
    Placement,
    Promise,
    Recognition,
    Rejection,
    Reversal,
    Step,
    Termination,
    Version,
    Visit,
)
from dajuan.lines.investment.models.counted import Verdict

FEN = 100
WON_BY = {
    "method": _("method"),
    "industry": _("industry"),
    "office_id": _("responsible office"),
    "specialist_id": _("specialist"),
}
SIGNED_BY = {
    **WON_BY,
    "origin": _("origin"),
    "event_id": pgettext_lazy("investment", "signed at"),
    "contract_id": _("contract"),
}
ARRIVED_BY = {**SIGNED_BY, "form": _("form of capital")}
LEAD_BY = {**WON_BY, "source": _("source")}
PROJECTS = pgettext_lazy("investment", "projects")

# Leads

steps = Rows(Step)
merged_leads = Rows(Merged).where(row.type == "investment.lead")


def _lead(name: Any, stage: str, counts: Any) -> Any:
    return steps.where(row.to_stage == stage).distinct(
        "lead_id", name, unit=pgettext_lazy("unit", "leads"), subject="investment.lead", counts=counts, by=LEAD_BY
    )


leads_contacted = _lead(
    _("Leads first contacted"), "contacted", _("On the day of the first contact; leads found to be one count once.")
)
leads_signed = _lead(_("Leads that led to a contract"), "signed", _("On the day its formal contract was signed."))
leads_landed = _lead(_("Leads landed"), "landed", _("On the day the project landed in the zone."))
visits_made = Rows(Visit).count(
    _("Visits with investors"),
    unit=pgettext_lazy("unit", "visits"),
    counts=_("On the day of the visit, whoever went; by video counts."),
    by={"way": _("how"), "rank": _("led by"), **LEAD_BY},
)
promises_due = Rows(Promise, on="due_on").count(
    _("Promises that fell due"),
    unit=pgettext_lazy("unit", "promises"),
    counts=_("On the day they were due, kept or not."),
    by={"side": _("promised by"), **LEAD_BY},
)
promises_broken = (
    Rows(Promise, on="due_on")
    .unless("promise_key", Rows(Fulfilment).where(row.in_time), "promise_key")
    .count(
        _("Promises not kept in time"),
        unit=pgettext_lazy("unit", "promises"),
        better="down",
        counts=_("On the day they were due; one kept later counts here still."),
        by={"side": _("promised by"), **LEAD_BY},
    )
)

# Events

events = Rows(Holding).where(row.level == "major")
EVENT_BY = {
    "form": _("form of the event"),
    "occasion": pgettext_lazy("investment", "occasion"),
    "office_id": _("responsible office"),
}

promotion_events_held = events.distinct(
    "event_id",
    _("Major promotion events held"),
    unit=pgettext_lazy("unit", "events"),
    claim="C19",
    subject="investment.promotionevent",
    counts=_("On the day the event was held; only those of the major level, and none that was cancelled."),
    by=EVENT_BY,
    public=True,
)
cloud_signings_held = events.where(row.form == "cloud").distinct(
    "event_id",
    _("Of them cloud signings"),
    unit=pgettext_lazy("unit", "events"),
    claim="C19",
    subject="investment.promotionevent",
    counts=_("Major events held over the network, on the day they were held."),
    by=EVENT_BY,
    public=True,
)

# Signed: total investment of formal contracts

terminated = Rows(Termination)
merged_contracts = Rows(Merged).where(row.type == "investment.contract")
versions = (
    Rows(Version).unless("contract_id", terminated, "contract_id").unless("contract_id", merged_contracts, "gone")
)
signings = versions.where(row.version == 1)

contracts_signed = signings.distinct(
    "contract_id",
    _("Projects signed (formal contracts)"),
    unit=PROJECTS,
    claim="C25",
    subject="investment.contract",
    counts=_(
        "On the day the formal contract was signed; no framework agreement, and none terminated by the end of the"
        " period."
    ),
    by=SIGNED_BY,
    public=True,
)
investment_signed = signings.total(
    "total_fen",
    _("Investment attracted (signed: total investment of formal contracts)"),
    unit=_("yuan"),
    scale=FEN,
    claim="C3",
    counts=_(
        "Total investment of the project as the formal contract says it, on the day it was signed, without contracts"
        " terminated by the end of the period. It is neither what this investor contracted nor what has arrived."
    ),
    by=SIGNED_BY,
    public=True,
)
investment_amended = versions.where(row.version > 1).total(
    "change_fen",
    _("Change of signed investment by amendments"),
    unit=_("yuan"),
    scale=FEN,
    counts=_("The total of the amended contract less that of the version before, on the day of the amendment."),
    by=SIGNED_BY,
)
investment_in_force = versions.total(
    "change_fen",
    _("Total investment under contract, by the version in force"),
    unit=_("yuan"),
    scale=FEN,
    claim=("C20", "C21", "C22"),
    span=Span.AT,
    counts=_(
        "What the version in force says of each contract signed by that day and not terminated by it. Of one project it"
        " is its total investment; it opens to its contract."
    ),
    by={"contract_id": _("contract"), **SIGNED_BY},
    public=True,
)
contracts_in_force = signings.distinct(
    "contract_id",
    _("Contracts in force"),
    unit=PROJECTS,
    subject="investment.contract",
    span=Span.AT,
    counts=_("Formal contracts signed by that day and not terminated by it."),
    by=SIGNED_BY,
)
investment_contracted = signings.total(
    "contracted_fen",
    _("Contracted by the investors, of what was signed"),
    unit=_("yuan"),
    scale=FEN,
    counts=_("The investors' own parts, domestic and foreign at the contract's rate, on the day of signing."),
    by=SIGNED_BY,
)
contracts_terminated = terminated.distinct(
    "contract_id",
    _("Contracts terminated"),
    unit=PROJECTS,
    better="down",
    subject="investment.contract",
    counts=_("On the day the contract ended, whenever it was signed."),
    by=SIGNED_BY,
)

# Arrived: recognised, by the day the money arrived, less what went back

merged_arrivals = Rows(Merged).where(row.type == "investment.arrival")
recognised = Rows(Recognition, on="arrived_on").unless("arrival_id", merged_arrivals, "gone")
reversed_ = Rows(Reversal).unless("arrival_id", merged_arrivals, "gone")
OUTSIDE_CITY = row.outside_city == Verdict.COUNTS.value
OUTSIDE_PROVINCE = row.outside_province == Verdict.COUNTS.value
ABROAD = row.abroad == Verdict.COUNTS.value
YUAN: dict[str, Any] = {"unit": _("yuan"), "scale": FEN, "by": ARRIVED_BY}
USD: dict[str, Any] = {"unit": _("US dollars"), "scale": FEN, "by": ARRIVED_BY}
ON_ARRIVAL = _("Recognised amounts, for the day the money arrived; reversals are not taken off here.")
ON_REVERSAL = _("What went back of recognised money, on the day it was reversed, whenever it had arrived.")

domestic_capital_gross = recognised.where(OUTSIDE_CITY).total(
    "amount_fen", _("Domestic capital arrived, before reversals"), claim="C23", counts=ON_ARRIVAL, **YUAN
)
domestic_capital_reversed = reversed_.where(OUTSIDE_CITY).total(
    "amount_fen", _("Domestic capital reversed"), better="down", counts=ON_REVERSAL, **YUAN
)
domestic_capital = net(
    domestic_capital_gross,
    domestic_capital_reversed,
    _("Domestic capital arrived"),
    unit=_("yuan"),
    claim="C23",
    counts=_(
        "Recognised capital of investors from outside the city, less reversals; in yuan only. What counts, the rule set"
        " in force on the day it arrived says."
    ),
    by=ARRIVED_BY,
    public=True,
)
foreign_capital_gross = recognised.where(ABROAD).total(
    "amount_cents", _("Foreign capital arrived, before reversals"), claim="C24", counts=ON_ARRIVAL, **USD
)
foreign_capital_reversed = reversed_.where(ABROAD).total(
    "amount_cents", _("Foreign capital reversed"), better="down", counts=ON_REVERSAL, **USD
)
foreign_capital = net(
    foreign_capital_gross,
    foreign_capital_reversed,
    _("Foreign capital arrived"),
    unit=_("US dollars"),
    claim="C24",
    counts=_(
        "Recognised capital of investors from abroad, Hong Kong, Macao and Taiwan, less reversals; in dollars only,"
        " never converted."
    ),
    by=ARRIVED_BY,
    public=True,
)
_province_gross = recognised.where(OUTSIDE_PROVINCE).total(
    "amount_fen", _("From outside the province, before reversals"), counts=ON_ARRIVAL, **YUAN
)
_province_reversed = reversed_.where(OUTSIDE_PROVINCE).total(
    "amount_fen", _("From outside the province, reversed"), counts=ON_REVERSAL, **YUAN
)
capital_outside_province = net(
    _province_gross,
    _province_reversed,
    _("Domestic capital from outside the province"),
    unit=_("yuan"),
    counts=_(
        "A part of domestic capital by the narrower rules of the provincial report: never added to it. What counts, the"
        " rule set in force on the day it arrived says."
    ),
    by=ARRIVED_BY,
)
capital_into_fixed_assets = recognised.where(OUTSIDE_CITY, row.form == "fixed").total(
    "amount_fen", _("Domestic capital that went into fixed assets"), counts=ON_ARRIVAL, **YUAN
)
fixed_asset_share = capital_into_fixed_assets.over(
    domestic_capital_gross,
    _("Share of fixed assets in domestic capital"),
    counts=_("Both before reversals."),
)
VERDICTS = {"outside_city": _("outside the city"), "outside_province": _("outside the province")}
yuan_recognised = recognised.where(row.currency == "CNY").total(
    "amount_fen",
    _("Recognised in yuan, whichever report counts it"),
    unit=_("yuan"),
    scale=FEN,
    counts=_("Every recognised arrival in yuan, before reversals; by what each report says of it."),
    by={**VERDICTS, **ARRIVED_BY},
)
dollars_recognised = recognised.where(row.currency == "USD").total(
    "amount_cents",
    _("Recognised in dollars, whichever report counts it"),
    unit=_("US dollars"),
    scale=FEN,
    counts=_("Every recognised arrival in dollars, before reversals; by what the report says of it."),
    by={"abroad": _("from abroad"), **ARRIVED_BY},
)
arrivals_recognised = recognised.distinct(
    "arrival_id",
    _("Arrivals of capital recognised"),
    unit=pgettext_lazy("unit", "arrivals"),
    subject="investment.arrival",
    counts=_("For the day the money arrived; yuan and dollars together, as arrivals and not as amounts."),
    by={"currency": _("currency"), **ARRIVED_BY},
)
arrivals_rejected = Rows(Rejection).distinct(
    "arrival_id",
    _("Arrivals of capital rejected"),
    unit=pgettext_lazy("unit", "arrivals"),
    better="down",
    subject="investment.arrival",
    counts=_("On the day of the rejection."),
    by={"currency": _("currency"), **ARRIVED_BY},
)
capital_arrived_in_all = stock(
    recognised.total("equivalent_fen", _("Arrived in all"), unit=_("yuan"), scale=FEN, by=SIGNED_BY),
    reversed_.total("equivalent_fen", _("Reversed in all"), unit=_("yuan"), scale=FEN, by=SIGNED_BY),
    _("Capital arrived under contracts, in yuan of the day"),
    unit=_("yuan"),
    counts=_("From the beginning to that day, dollars at the rate recorded with them; for comparing with contracts."),
    by=SIGNED_BY,
)
capital_contracted_in_all = versions.total(
    "contracted_change_fen",
    _("Contracted in all, by the version in force"),
    unit=_("yuan"),
    scale=FEN,
    span=Span.AT,
    counts=_("The investors' parts of the contracts signed by that day and not terminated by it."),
    by=SIGNED_BY,
)
capital_arrival_rate = capital_arrived_in_all.over(
    capital_contracted_in_all,
    _("Arrival rate of contracted capital"),
    span=Span.AT,
    counts=_("Arrived in all / contracted in all, both to that day."),
    by=SIGNED_BY,
)

# The chain

left = Rows(Departure)
companies_in_chains = (
    Rows(Placement)
    .unless("placement_key", left, "placement_key")
    .distinct(
        "company_id",
        _("Companies in the chains of the leading industries"),
        unit=_("companies"),
        subject="companies.company",
        span=Span.AT,
        counts=_("Companies that stood in a link of a chain by that day and had not left it; each counts once."),
        by={"industry": _("industry")},
    )
)
