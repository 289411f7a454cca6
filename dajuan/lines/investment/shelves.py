"""The shelves of the room: one a kind of subject, with its forms and its columns."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.rooms.shelves import Column, Lights, Room, Shelf
from dajuan.core.staff.models import Visitor
from dajuan.lines.investment import forms
from dajuan.lines.investment.models import Arrival, ChainLink, Contract, Lead, PromotionEvent, YearPlan
from dajuan.lines.investment.models.arrivals import light_of_arrival
from dajuan.lines.investment.models.money import short_yuan


def _money(fen: int | None) -> str:
    return short_yuan(fen) if fen else ""


def _arrival_lights(user: Visitor, day: date) -> Lights:
    return lambda arrival: light_of_arrival(arrival, day)


ROOM = Room(
    "investment",
    _("Investment promotion"),
    (
        Shelf(
            Lead,
            forms.LeadForm,
            (forms.StepForm, forms.VisitForm, forms.PromiseForm, forms.FulfilmentForm, forms.DropForm),
            (
                Column(_("Investor"), lambda lead: lead.investor_said),
                Column(pgettext_lazy("investment", "Method"), lambda lead: lead.get_method_display()),
                Column(_("Industry"), lambda lead: lead.get_industry_display()),
                Column(_("Expected investment"), lambda lead: _money(lead.expected_fen)),
                Column(_("In this stage since"), lambda lead: lead.stage_on),
                Column(_("Specialist"), lambda lead: lead.specialist),
            ),
            "target-arrow",
            part="investment/_lead.html",
        ),
        Shelf(
            PromotionEvent,
            forms.EventForm,
            (forms.HoldingForm, forms.CancellationForm),
            (
                Column(_("Form of the event"), lambda event: event.get_form_display()),
                Column(pgettext_lazy("investment", "Level"), lambda event: event.get_level_display()),
                Column(pgettext_lazy("investment", "Place"), lambda event: event.place),
                Column(pgettext_lazy("investment", "Planned for"), lambda event: event.planned_on),
            ),
            "calendar-event",
            part="investment/_event.html",
        ),
        Shelf(
            Contract,
            forms.ContractForm,
            (forms.VersionForm, forms.FrameworkForm, forms.TerminationForm),
            (
                Column(_("Investor"), lambda contract: contract.investor_said),
                Column(pgettext_lazy("investment", "Method"), lambda contract: contract.get_method_display()),
                Column(_("Industry"), lambda contract: contract.get_industry_display()),
                Column(_("Total investment (signed)"), lambda contract: _money(contract.total_fen)),
                Column(_("Signed on"), lambda contract: contract.signed_on),
            ),
            "writing-sign",
            part="investment/_contract.html",
        ),
        Shelf(
            Arrival,
            forms.ArrivalForm,
            (forms.ReportForm, forms.CheckForm, forms.RecognitionForm, forms.RejectionForm, forms.ReversalForm),
            (
                Column(_("Arrived on"), lambda arrival: arrival.arrived_on),
                Column(_("Amount"), lambda arrival: arrival.amount_said),
                Column(_("Form of capital"), lambda arrival: arrival.get_form_display()),
                Column(_("Origin"), lambda arrival: arrival.get_origin_display()),
            ),
            "cash",
            lights=_arrival_lights,
            part="investment/_arrival.html",
        ),
        Shelf(
            ChainLink,
            forms.LinkForm,
            (forms.PlacementForm, forms.DepartureForm),
            (
                Column(_("Industry"), lambda link: link.get_industry_display()),
                Column(_("Tier"), lambda link: link.get_tier_display()),
            ),
            "link",
            part="investment/_link.html",
        ),
        Shelf(
            YearPlan,
            forms.PlanForm,
            (forms.AimForm,),
            (Column(_("Year"), lambda plan: plan.year),),
            "flag",
            part="investment/_plan.html",
        ),
    ),
    ways="investment/_ways.html",
)
