"""Tax refunds (退税): from acceptance to the treasury's payment order. Domain.md 2.5, C43 and C44.

What counts is the time from acceptance to payment less the time stopped while the enterprise owed a paper; instants,
for the claim speaks of hours. The tax office decides; the zone keeps the case with its document.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.companies.models import Company
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Entry, one_standing
from dajuan.core.records.quantities import read
from dajuan.core.records.resting import Rests
from dajuan.core.rooms.subjects import RoomSubject, one_per, refuse_twice
from dajuan.core.staff.models import Office
from dajuan.lines.services.models.enterprises import EnterpriseQuerySet

MINUTE = timedelta(minutes=1)


class Tax(models.TextChoices):
    """Which tax is given back."""

    VAT_CREDIT = "vat-credit", pgettext_lazy("tax refund", "VAT credit")
    EXPORT = "export", pgettext_lazy("tax refund", "export rebate")
    OVERPAID = "overpaid", pgettext_lazy("tax refund", "overpaid tax")


class Refund(RoomSubject):
    """One refund of one enterprise."""

    class Stage(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("tax refund", "being drawn up")
        ACCEPTED = "accepted", pgettext_lazy("tax refund", "accepted")
        PAID = "paid", pgettext_lazy("tax refund", "paid")

    code = models.CharField(pgettext_lazy("tax refund", "number"), max_length=40)
    company = models.ForeignKey(Company, models.PROTECT, related_name="+", verbose_name=_("enterprise"))
    tax = models.CharField(_("tax given back"), max_length=12, choices=Tax.choices)
    landmark = models.SlugField(
        _("name in the report"), max_length=40, blank=True, help_text=_("Only for a case the report speaks of by name.")
    )
    stage = models.CharField(
        pgettext_lazy("tax refund", "state"), max_length=12, choices=Stage.choices, default=Stage.DRAFT, editable=False
    )

    page = "refunds"
    narrowed_by = ("stage", "tax")
    searched = ("code", "company__name")
    copied = ("office", "company", "tax", "landmark")
    open_stages: ClassVar[tuple[str, ...]] = (Stage.DRAFT, Stage.ACCEPTED)
    milestones = ((Stage.ACCEPTED, "acceptances"), (Stage.PAID, "payments"))
    rests = (Rests("stops", on="acceptances"), Rests("payments", on="acceptances"))

    objects: ClassVar[Any] = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("tax refund")
        verbose_name_plural = _("tax refunds")
        constraints = [one_per("code", name="one_refund_per_code", message=_("This number is taken."))]
        indexes = [
            models.Index(fields=["zone", "id"], name="refund_list"),
            models.Index(fields=["zone", "stage", "id"], name="refund_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.company} · {self.get_tax_display()}"

    @property
    def verbs(self) -> tuple[str, ...]:
        steps = {self.Stage.DRAFT: ("accept",), self.Stage.ACCEPTED: ("stop", "pay")}
        return steps.get(self.Stage(self.stage), ())

    def accept(self, act: Act, *, accepted_at: datetime, asked_fen: int) -> RefundAccepted:
        """The tax office accepted it at an instant."""
        act.lock(self)
        refuse_twice(act, self.acceptances, _("This refund was accepted already."))
        if asked_fen <= 0:
            raise Refused(_("Give the amount."), field="asked_fen")
        facts = {"accepted_at": accepted_at, "asked_fen": asked_fen}
        return act.enter(self.entry(RefundAccepted, happened_on=timezone.localdate(accepted_at), **facts))

    def stop(self, act: Act, *, from_at: datetime, to_at: datetime, because: str) -> RefundStopped:
        """The enterprise owed a paper from one instant to another: this time is not counted."""
        act.lock(self)
        accepted = act.standing(self.acceptances).first()
        if accepted is None or from_at < accepted.accepted_at:
            raise Refused(_("The time cannot stop before the refund was accepted."), field="from_at")
        if to_at <= from_at:
            raise Refused(_("It ends before it begins."), field="to_at")
        if act.standing(self.stops).filter(from_at__lt=to_at, to_at__gt=from_at).exists():
            raise Refused(_("Part of this time is stopped already."), field="from_at")
        minutes = (to_at - from_at) // MINUTE
        facts = {"from_at": from_at, "to_at": to_at, "stopped_minutes": minutes, "because": because}
        return act.enter(self.entry(RefundStopped, happened_on=timezone.localdate(to_at), **facts))

    def pay(self, act: Act, *, paid_at: datetime, paid_fen: int) -> RefundPaid:
        """The treasury gave its payment order; the time it took is fixed with it, stops taken off."""
        act.lock(self)
        refuse_twice(act, self.payments, _("This refund was paid already."))
        accepted = act.standing(self.acceptances).first()
        if accepted is None or paid_at < accepted.accepted_at:
            raise Refused(_("Nothing is paid before it was accepted."), field="paid_at")
        if act.standing(self.stops).filter(to_at__gt=paid_at).exists():
            raise Refused(_("It was stopped at that time: correct the stop first."), field="paid_at")
        if not 0 < paid_fen <= accepted.asked_fen:
            words = _("More than nothing, and at most what was asked for: %(asked)s.")
            raise Refused(words % {"asked": read("asked_fen", accepted.asked_fen)}, field="paid_fen")
        stopped = sum(act.standing(self.stops).values_list("stopped_minutes", flat=True))
        minutes = (paid_at - accepted.accepted_at) // MINUTE - stopped
        facts = {"paid_at": paid_at, "paid_fen": paid_fen, "minutes": minutes, "stopped_minutes": stopped}
        return act.enter(self.entry(RefundPaid, happened_on=timezone.localdate(paid_at), **facts))


class RefundEntry(Entry):
    """An entry about a refund, with what it was that day."""

    refund = models.ForeignKey(Refund, models.PROTECT, related_name="+", verbose_name=_("tax refund"))
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("responsible office"))
    company = models.ForeignKey(Company, models.PROTECT, related_name="+", verbose_name=_("enterprise"))
    tax = models.CharField(_("tax given back"), max_length=12, choices=Tax.choices)
    landmark = models.SlugField(_("name in the report"), max_length=40, blank=True)

    subject_field = "refund"

    class Meta(Entry.Meta):
        abstract = True

    def shown_facts(self) -> list[tuple[str, Any]]:
        """Name and value of each fact, money in yuan and instants by the zone's clock."""
        named = zip(self.facts, super().shown_facts(), strict=True)
        return [(title, _said(name, getattr(self, name), value)) for name, (title, value) in named]


def _said(name: str, raw: Any, value: Any) -> Any:
    if name.endswith("_fen"):
        return read(name, raw)
    if isinstance(raw, datetime):
        return timezone.localtime(raw).strftime("%Y-%m-%d %H:%M")
    return f"{raw // 60}:{raw % 60:02}" if name.endswith("minutes") else value


class RefundAccepted(RefundEntry):
    """The tax office accepted a refund."""

    refund = models.ForeignKey(Refund, models.PROTECT, related_name="acceptances", verbose_name=_("tax refund"))
    accepted_at = models.DateTimeField(_("accepted at"))
    asked_fen = models.BigIntegerField(_("asked for"))

    facts = ("accepted_at", "asked_fen", "tax")

    class Meta(RefundEntry.Meta):
        verbose_name = _("acceptance of a tax refund")
        verbose_name_plural = _("acceptances of tax refunds")
        constraints = [one_standing("refund", name="one_acceptance_of_a_refund")]


class RefundStopped(RefundEntry):
    """The enterprise owed a paper: this time is not counted."""

    refund = models.ForeignKey(Refund, models.PROTECT, related_name="stops", verbose_name=_("tax refund"))
    from_at = models.DateTimeField(_("stopped from"))
    to_at = models.DateTimeField(_("stopped until"))
    stopped_minutes = models.PositiveIntegerField(_("time stopped (hours:minutes)"))
    because = models.CharField(_("why"), max_length=160)

    facts = ("from_at", "to_at", "stopped_minutes", "because")

    class Meta(RefundEntry.Meta):
        verbose_name = _("time a tax refund was stopped")
        verbose_name_plural = _("times tax refunds were stopped")
        constraints = [models.CheckConstraint(condition=Q(to_at__gt=F("from_at")), name="refund_stop_has_a_length")]


class RefundPaid(RefundEntry):
    """The treasury gave its payment order; `minutes` from acceptance, stopped time taken off."""

    refund = models.ForeignKey(Refund, models.PROTECT, related_name="payments", verbose_name=_("tax refund"))
    paid_at = models.DateTimeField(_("paid at"))
    paid_fen = models.BigIntegerField(pgettext_lazy("refund money", "paid"))
    minutes = models.PositiveIntegerField(_("time taken (hours:minutes)"))
    stopped_minutes = models.PositiveIntegerField(_("time stopped (hours:minutes)"), default=0)

    facts = ("paid_at", "paid_fen", "minutes", "stopped_minutes", "tax")

    class Meta(RefundEntry.Meta):
        verbose_name = _("payment of a tax refund")
        verbose_name_plural = _("payments of tax refunds")
        constraints = [one_standing("refund", name="one_payment_of_a_refund")]
