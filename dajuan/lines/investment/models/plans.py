"""Investment targets (招商任务): per office, person, month and method, in versions. Domain.md 0.4.

The zone's own target of a figure and a year stands with the figure; these say who is to bring how much of it.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import one_standing
from dajuan.core.rooms.subjects import ListedQuerySet, RoomSubject, one_per, refuse_twice
from dajuan.core.staff.models import Office, User
from dajuan.lines.investment.models.money import short_dollars, short_yuan
from dajuan.lines.investment.models.subjects import InvestmentEntry
from dajuan.lines.investment.models.words import Method


class Kind(models.TextChoices):
    """What is to be brought: three measures that are never mixed, two of them in yuan."""

    SIGNED = "signed", _("investment signed")
    DOMESTIC = "domestic", _("domestic capital arrived")
    FOREIGN = "foreign", _("foreign capital arrived")


FIGURES = {Kind.SIGNED: "investment-signed", Kind.DOMESTIC: "domestic-capital", Kind.FOREIGN: "foreign-capital"}


class YearPlan(RoomSubject):
    """The targets of one year."""

    year = models.PositiveSmallIntegerField(_("year"))

    page = "plans"
    narrowed_by = ()
    searched = ("year",)
    copied = ()

    objects: ClassVar[Any] = ListedQuerySet.as_manager()

    class Meta:
        verbose_name = _("investment targets of a year")
        verbose_name_plural = _("investment targets")
        constraints = [one_per("year", name="one_plan_per_year", message=_("The targets of this year exist already."))]

    def __str__(self) -> str:
        return str(_("Investment targets of %(year)s") % {"year": self.year})

    @property
    def verbs(self) -> tuple[str, ...]:
        return ("aim",)

    def aim(
        self,
        act: Act,
        *,
        happened_on: date,
        kind: str,
        amount: int,
        version: str,
        office_aimed: Office | None = None,
        person: User | None = None,
        month: int | None = None,
        method: str = "",
        document: str = "",
    ) -> Aim:
        """Somebody is to bring so much, by this version of the plan.

        Refuses a target decided after the year it is for; one recorded after the year needs the document that set it.
        """
        act.lock(self)
        if happened_on.year > self.year:
            words = _("A target for %(year)s cannot be set after the year.") % {"year": self.year}
            raise Refused(words, field="happened_on")
        if act.today().year > self.year and not document.strip():
            raise Refused(_("The year is over: give the document that set this target in time."), field="document")
        if amount <= 0:
            raise Refused(_("Give the amount."), field="amount")
        if sum(one not in (None, "") for one in (office_aimed, person, method)) > 1:
            raise Refused(_("A target is of an office, a specialist or a method: choose one of them."), field="person")
        scope = scope_of(office_aimed, person, month, method)
        same = self.aims.filter(kind=kind, version=version.strip(), scope=scope)
        refuse_twice(act, same, _("This version sets that target already: correct it, or name a new version."))
        aim = Aim(
            plan=self,
            year=self.year,
            office=office_aimed or self.office,
            office_aimed=office_aimed,
            person=person,
            month=month or 0,
            method=method,
            kind=kind,
            amount=amount,
            version=version.strip(),
            document=document.strip(),
            scope=scope,
            happened_on=happened_on,
        )
        return act.enter(aim)


def scope_of(office: Office | None, person: User | None, month: int | None, method: str) -> str:
    """For whom and what a target is, as one word: two targets of the same word are versions of one another."""
    parts = (f"office{office.pk}" if office else "", f"person{person.pk}" if person else "", method)
    return " ".join([*(part for part in parts if part), f"month{month}" if month else ""]).strip()


class Aim(InvestmentEntry):
    """A target in one version of the plan; `happened_on` is the day it was decided. The last decided is in force."""

    plan = models.ForeignKey(YearPlan, models.PROTECT, related_name="aims", verbose_name=_("plan"))
    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(_("what is to be brought"), max_length=10, choices=Kind.choices)
    amount = models.BigIntegerField(_("target"), help_text="fen, of foreign capital cents")
    office_aimed = models.ForeignKey(
        Office, models.PROTECT, null=True, related_name="+", verbose_name=_("office that is to bring it")
    )
    person = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("specialist who is to bring it")
    )
    month = models.PositiveSmallIntegerField(_("month"), default=0)
    method = models.CharField(_("method"), max_length=12, choices=Method.choices, blank=True)
    version = models.CharField(_("version of the plan"), max_length=60)
    document = models.CharField(pgettext_lazy("attested value", "document"), max_length=160, blank=True)
    scope = models.CharField(max_length=60, blank=True)

    subject_field = "plan"
    facts = ("kind", "amount", "office_aimed", "person", "month", "method", "version", "document")

    class Meta(InvestmentEntry.Meta):
        verbose_name = _("investment target")
        verbose_name_plural = _("investment targets")
        constraints = [one_standing("plan", "kind", "version", "scope", name="one_aim_of_a_version")]

    @property
    def amount_said(self) -> str:
        return short_dollars(self.amount) if self.kind == Kind.FOREIGN else short_yuan(self.amount)

    def shown_facts(self) -> list[tuple[str, Any]]:
        """Its facts, the amount in its currency."""
        said = {str(self._meta.get_field("amount").verbose_name): self.amount_said}  # type: ignore[union-attr]  # a column
        return [(title, said.get(title, value)) for title, value in super().shown_facts()]
