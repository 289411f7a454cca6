"""What an applicant paid in a case: a fee, a penalty. Money of policies and refunds stands on entries of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import one_standing
from dajuan.lines.services.models.case_entries import CaseEntry


class FeePaid(CaseEntry):
    """A payment of the applicant in a case, gross, in hundredths of its currency; a case may be paid in parts."""

    round = models.PositiveSmallIntegerField(_("number of the payment"), default=1)
    amount_cents = models.BigIntegerField(_("amount paid"))
    currency = models.CharField(_("currency"), max_length=3, default="CNY")

    facts = ("amount_cents", "currency")

    class Meta(CaseEntry.Meta):
        verbose_name = _("payment in a case")
        verbose_name_plural = _("payments in cases")
        constraints = [
            one_standing("case", "round"),
            models.CheckConstraint(condition=models.Q(amount_cents__gt=0), name="payment_of_a_case_is_money"),
        ]


def pay(act: Act, case: Any, *, at: datetime, amount_cents: int, currency: str = "CNY") -> FeePaid:
    """The applicant paid. Refuses nothing paid, and a case that lives elsewhere."""
    case.take(act)
    if amount_cents <= 0:
        raise Refused(_("Say how much was paid."), field="amount_cents")
    before = act.standing(FeePaid.objects.filter(case=case)).count()
    facts: dict[str, Any] = {"amount_cents": amount_cents, "currency": currency, "round": before + 1}
    paid: FeePaid = act.enter(case.entry(FeePaid, at=at, happened_on=timezone.localdate(at), **facts))
    return paid
