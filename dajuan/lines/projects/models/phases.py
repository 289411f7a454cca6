"""What a superior system says of a project's phases and money: planned and real days of each, finance and payments.

The investment approval platform and its like (OpenCoesione abroad) report phases with a beginning and an end, where our
own nodes are days. They are shown beside each other and never mixed: a phase reported elsewhere does no node here.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import one_standing
from dajuan.lines.projects.models.subjects import PartOfProject, ProjectEntry


class PhaseKind(models.TextChoices):
    """The phases in their usual order."""

    STUDY = "study", _("feasibility study")
    OUTLINE = "outline", _("preliminary design")
    DESIGN = "design", _("final design")
    DETAIL = "detail", _("working drawings")
    AWARD = "award", _("tender and award")
    CONTRACT = "contract", pgettext_lazy("phase", "contract")
    WORKS = "works", pgettext_lazy("phase", "works")
    TESTS = "tests", _("tests and acceptance")


DAYS = ("planned_from", "begun_on", "planned_to", "ended_on")


class ReportedPhase(ProjectEntry):
    """One phase as the superior system reports it; `happened_on` is the day of its data, unknown days are empty."""

    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="reported_phases", verbose_name=_("project")
    )
    phase = models.CharField(pgettext_lazy("project", "phase"), max_length=12, choices=PhaseKind.choices)
    planned_from = models.DateField(_("planned to begin"), null=True)
    begun_on = models.DateField(_("begun"), null=True)
    planned_to = models.DateField(_("planned to end"), null=True)
    ended_on = models.DateField(pgettext_lazy("phase", "ended"), null=True)

    facts = ("phase", *DAYS)

    class Meta(ProjectEntry.Meta):
        verbose_name = _("phase as reported elsewhere")
        verbose_name_plural = _("phases as reported elsewhere")
        constraints = [one_standing("project", "phase")]


class ReportedMoney(ProjectEntry):
    """Finance, commitments and payments as the superior system reports them, cumulative, in cents of a currency."""

    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="reported_money", verbose_name=_("project")
    )
    currency = models.CharField(_("currency"), max_length=3)
    financed_cents = models.BigIntegerField(_("financed"), null=True)
    committed_cents = models.BigIntegerField(_("committed"), null=True)
    paid_cents = models.BigIntegerField(pgettext_lazy("money", "paid"), null=True)

    facts = ("currency", "financed_cents", "committed_cents", "paid_cents")

    class Meta(ProjectEntry.Meta):
        verbose_name = _("money as reported elsewhere")
        verbose_name_plural = _("money as reported elsewhere")
        constraints = [one_standing("project")]

    def _read(self, column: str) -> str:
        value: int | None = getattr(self, column)
        return "" if value is None else f"{value / 100:,.2f} {self.currency}"

    def get_financed_cents_display(self) -> str:
        return self._read("financed_cents")

    def get_committed_cents_display(self) -> str:
        return self._read("committed_cents")

    def get_paid_cents_display(self) -> str:
        return self._read("paid_cents")


class ReportedElsewhere(PartOfProject):
    """What a project takes over from a superior system; mixed into Project."""

    def take_phase(self, act: Act, *, happened_on: date, phase: str, **days: date | None) -> ReportedPhase:
        """A phase with the days the other system knows. Refuses an end before its beginning, planned or real."""
        for first, last in (("planned_from", "planned_to"), ("begun_on", "ended_on")):
            begins, ends = days.get(first), days.get(last)
            if begins and ends and ends < begins:
                raise Refused(_("It ends before it begins."), field=last)
        for name in ("begun_on", "ended_on"):
            day = days.get(name)
            if day and day > happened_on:
                raise Refused(_("A day that is said to have come lies after the day of the data."), field=name)
        entry: ReportedPhase = act.enter(self.entry(ReportedPhase, happened_on=happened_on, phase=phase, **days))
        return entry

    def take_money(self, act: Act, *, happened_on: date, currency: str, **cents: int | None) -> ReportedMoney:
        """Finance, commitments and payments. A negative amount is refused."""
        for name, amount in cents.items():
            if amount is not None and amount < 0:
                raise Refused(_("An amount below zero."), field=name)
        entry: ReportedMoney = act.enter(self.entry(ReportedMoney, happened_on=happened_on, currency=currency, **cents))
        return entry
