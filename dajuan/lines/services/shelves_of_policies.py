"""The shelves of policies, applications for their money, titles and tax refunds."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.quantities import read
from dajuan.core.rooms.shelves import Column, Shelf
from dajuan.lines.services.forms import policies as forms
from dajuan.lines.services.models import PolicyApplication, PolicyItem, Refund, TitleApplication


def _came(application: Any) -> Any:
    """Whether the enterprise handed it in itself, on the portal."""
    return _("on the portal") if hasattr(application, "claim") else _("entered by staff")


def _money(fen: int | None) -> Any:
    return read("paid_fen", fen) if fen is not None else ""


POLICIES = (
    Shelf(
        PolicyItem,
        forms.PolicyForm,
        (forms.PolicyIssuedForm, forms.PolicyEndedForm),
        (
            Column(pgettext_lazy("policy", "Kind of money"), lambda one: one.get_kind_display()),
            Column(_("Level that decides"), lambda one: one.get_level_display()),
            Column(pgettext_lazy("policy", "Way to it"), lambda one: one.get_way_display()),
            Column(_("Most for one enterprise"), lambda one: _money(one.most_fen)),
        ),
        "gift",
        part="services/_policy.html",
    ),
    Shelf(
        PolicyApplication,
        forms.PolicyApplicationForm,
        (
            forms.PolicyAppliedForm,
            forms.PolicyRecommendedForm,
            forms.PolicyApprovedForm,
            forms.PolicyRefusedForm,
            forms.PolicyNoticeForm,
            forms.PolicyPaidForm,
        ),
        (
            Column(pgettext_lazy("application", "Number"), lambda one: one.code),
            Column(_("Asked for"), lambda one: _money(one.asked_fen)),
            Column(_("Granted"), lambda one: _money(one.granted_fen)),
            Column(pgettext_lazy("application", "Came"), _came),
        ),
        "coin",
        part="services/_claimed.html",
    ),
    Shelf(
        TitleApplication,
        forms.TitleApplicationForm,
        (forms.TitleAppliedForm, forms.TitleGrantedForm, forms.TitleRefusedForm),
        (
            Column(pgettext_lazy("application", "Number"), lambda one: one.code),
            Column(_("Level that decides"), lambda one: one.get_level_display()),
            Column(pgettext_lazy("application", "Came"), _came),
        ),
        "award",
        part="services/_claimed.html",
    ),
    Shelf(
        Refund,
        forms.RefundForm,
        (forms.RefundAcceptedForm, forms.RefundStoppedForm, forms.RefundPaidForm),
        (Column(pgettext_lazy("application", "Number"), lambda one: one.code),),
        "receipt-tax",
    ),
)
