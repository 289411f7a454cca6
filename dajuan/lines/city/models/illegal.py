"""Illegal buildings (违法建设), case by case. Domain.md 2.6, C62 and C63.

Found, ordered to stop, dealt with, land restored. *Dealt with* is demolished, confiscated or regularised; only the
first is *demolished*. Area is floor area, not land.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import one_standing
from dajuan.core.records.remembering import latest
from dajuan.core.records.resting import Rests
from dajuan.core.rooms.subjects import PlacedQuerySet, refuse_before, refuse_twice
from dajuan.lines.city.models.lights import Thresholds
from dajuan.lines.city.models.programmes import Programme
from dajuan.lines.city.models.subjects import CityEntry, CitySubject
from dajuan.values.lights import Light, by_deadline


class CaseStage(models.TextChoices):
    CLUE = "clue", _("clue")
    FOUND = "found", _("found")
    STOPPED = "stopped", _("ordered to stop")
    DEALT_WITH = "dealt-with", _("dealt with")
    RESTORED = "restored", _("land restored")


class Outcome(models.TextChoices):
    """How a case was dealt with (处置)."""

    DEMOLISHED = "demolished", _("demolished")
    CONFISCATED = "confiscated", _("confiscated")
    REGULARISED = "regularised", _("regularised")


class IllegalBuildingQuerySet(PlacedQuerySet):  # type: ignore[override]  # the stubs give each queryset an as_manager of its own
    def to_be_demolished(self, by: date) -> Self:
        """Open cases whose time limit ends on or before a day, most urgent first."""
        return self.open().filter(demolish_by__lte=by).order_by("demolish_by", "pk")


class IllegalBuilding(CitySubject):
    """One case. Its name says where it stands, never whose it is."""

    Stage = CaseStage
    Outcome = Outcome

    programme = models.CharField(_("programme"), max_length=12, choices=Programme.choices, default=Programme.NONE)
    stage = models.CharField(
        _("stage"), max_length=12, choices=CaseStage.choices, default=CaseStage.CLUE, editable=False
    )
    demolish_by = models.DateField(_("to be demolished by"), null=True, editable=False)

    page = "illegal-buildings"
    milestones = (
        (CaseStage.FOUND, "findings"),
        (CaseStage.STOPPED, "orders"),
        (CaseStage.DEALT_WITH, "disposals"),
        (CaseStage.RESTORED, "restorations"),
    )
    rests = (
        Rests("orders", on="findings"),
        Rests("disposals", on="findings"),
        Rests("restorations", on="disposals"),
    )
    narrowed_by = ("programme", "stage", "office", "area")
    copied = ("programme", "office", "area")
    open_stages: ClassVar[tuple[str, ...]] = (CaseStage.CLUE, CaseStage.FOUND, CaseStage.STOPPED)

    objects: ClassVar[Any] = IllegalBuildingQuerySet.as_manager()

    class Meta(CitySubject.Meta):
        verbose_name = _("illegal building")
        verbose_name_plural = _("illegal buildings")
        indexes = [*CitySubject.Meta.indexes, models.Index(fields=["zone", "stage", "demolish_by"], name="illegal_due")]

    @classmethod
    def remembered(cls) -> dict[str, Any]:
        return super().remembered() | {"demolish_by": latest(StopOrder, "demolish_by")}

    @property
    def verbs(self) -> tuple[str, ...]:
        return {
            CaseStage.CLUE: ("find",),
            CaseStage.FOUND: ("order_stop", "deal_with"),
            CaseStage.STOPPED: ("deal_with",),
            CaseStage.DEALT_WITH: ("restore",),
            CaseStage.RESTORED: (),
        }[CaseStage(self.stage)]

    def light(self, today: date, rules: Thresholds) -> Light | None:
        """By the day by which it must be demolished."""
        if self.demolish_by is None or self.stage not in self.open_stages:
            return None
        return by_deadline(self.demolish_by, today, warning_days=rules.warning_days)

    def find(self, act: Act, *, happened_on: date, floor_area_dm2: int) -> Finding:
        """An officer found the clue to be true, and measured the floor area."""
        act.lock(self)
        refuse_twice(act, self.findings, _("This building has already been found illegal."))
        return act.enter(self.entry(Finding, happened_on=happened_on, floor_area_dm2=floor_area_dm2))

    def order_stop(self, act: Act, *, happened_on: date, demolish_by: date, document: str = "") -> StopOrder:
        """The order to stop, with the day by which the builder must demolish."""
        act.lock(self)
        refuse_twice(act, self.orders, _("The order to stop has already been given."))
        refuse_before(act, self.findings, happened_on, _("No order is given before the building was found."))
        if demolish_by < happened_on:
            raise Refused(_("The time limit lies before the order."), field="demolish_by")
        return act.enter(self.entry(StopOrder, happened_on=happened_on, demolish_by=demolish_by, document=document))

    def deal_with(self, act: Act, *, happened_on: date, outcome: str, floor_area_dm2: int) -> Disposal:
        """The case is dealt with: what became of the building, and of how much floor."""
        act.lock(self)
        refuse_twice(act, self.disposals, _("This case has already been dealt with."))
        refuse_before(act, self.findings, happened_on, _("A case is not dealt with before the building was found."))
        entry = self.entry(Disposal, happened_on=happened_on, outcome=outcome, floor_area_dm2=floor_area_dm2)
        return act.enter(entry)

    def restore(self, act: Act, *, happened_on: date) -> Restoration:
        """The land is as it should be again."""
        act.lock(self)
        refuse_twice(act, self.restorations, _("The land has already been restored."))
        demolished = self.disposals.filter(outcome=Outcome.DEMOLISHED)
        refuse_before(act, demolished, happened_on, _("Land is not restored before the building was demolished."))
        return act.enter(self.entry(Restoration, happened_on=happened_on))


class CaseEntry(CityEntry):
    """An entry about a case, with the programme it stood under that day."""

    programme = models.CharField(_("programme"), max_length=12, choices=Programme.choices)

    subject_field = "case"

    class Meta(CityEntry.Meta):
        abstract = True


class Finding(CaseEntry):
    """An officer saw it and measured it."""

    case = models.ForeignKey(IllegalBuilding, models.PROTECT, related_name="findings", verbose_name=_("case"))
    floor_area_dm2 = models.BigIntegerField(_("floor area"))

    facts = ("floor_area_dm2",)

    class Meta(CaseEntry.Meta):
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [one_standing("case")]


class StopOrder(CaseEntry):
    """The order to stop building and to demolish within a time limit."""

    case = models.ForeignKey(IllegalBuilding, models.PROTECT, related_name="orders", verbose_name=_("case"))
    demolish_by = models.DateField(_("to be demolished by"))
    document = models.CharField(_("document"), max_length=120, blank=True)

    facts = ("demolish_by", "document")

    class Meta(CaseEntry.Meta):
        verbose_name = _("order to stop")
        verbose_name_plural = _("orders to stop")
        constraints = [one_standing("case")]


class Disposal(CaseEntry):
    """What became of the building. The floor area is that dealt with, by building area, not land."""

    case = models.ForeignKey(IllegalBuilding, models.PROTECT, related_name="disposals", verbose_name=_("case"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    floor_area_dm2 = models.BigIntegerField(_("floor area"))

    facts = ("outcome", "floor_area_dm2")

    class Meta(CaseEntry.Meta):
        verbose_name = _("disposal of a case")
        verbose_name_plural = _("disposals of cases")
        constraints = [one_standing("case")]


class Restoration(CaseEntry):
    """The land was cleared and restored."""

    case = models.ForeignKey(IllegalBuilding, models.PROTECT, related_name="restorations", verbose_name=_("case"))

    class Meta(CaseEntry.Meta):
        verbose_name = _("restoration of the land")
        verbose_name_plural = _("restorations of the land")
        constraints = [one_standing("case")]
