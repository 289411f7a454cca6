"""Overhead lines and their landing (架空线落地), section by section. Domain.md 2.6, C58.

Telecom and power on first-class roads is buried; power on second- and third-class roads is tidied, not buried. A duct
built is no cable down: in September 2020 the city had 91 % of its telecom ducts and 42.6 % of its cables. The two are
entries of two types and are never added.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import one_standing
from dajuan.core.records.resting import Rests
from dajuan.core.rooms.subjects import refuse_before, refuse_twice
from dajuan.lines.city.models.subjects import CityEntry, CitySubject


class Owner(models.TextChoices):
    """Whose lines hang there."""

    TELECOM = "telecom", _("telecom operators")
    POWER = "power", _("power company")
    BROADCAST = "broadcast", _("broadcasting network")
    POLICE = "police", _("traffic police")


class Treatment(models.TextChoices):
    """What becomes of the lines."""

    BURIED = "buried", _("buried")
    TIDIED = "tidied", _("tidied")


class SectionStage(models.TextChoices):
    PLANNED = "planned", _("in the plan")
    DUCT = "duct", _("duct built")
    DOWN = "down", _("cables down")


class OverheadSection(CitySubject):
    """A section of road (路段) along which one owner's lines hang."""

    Owner = Owner
    Treatment = Treatment
    Stage = SectionStage

    class RoadClass(models.IntegerChoices):
        FIRST = 1, _("first-class road")
        SECOND = 2, _("second-class road")
        THIRD = 3, _("third-class road")

    owner = models.CharField(_("owner of the lines"), max_length=12, choices=Owner.choices)
    road_class = models.PositiveSmallIntegerField(_("class of the road"), choices=RoadClass.choices)
    voltage_kv = models.PositiveIntegerField(_("voltage (kV)"), null=True, blank=True)
    planned_on = models.DateField(_("in the plan since"))
    stage = models.CharField(
        _("stage"), max_length=12, choices=SectionStage.choices, default=SectionStage.PLANNED, editable=False
    )

    page = "sections"
    milestones = ((SectionStage.DUCT, "ducts"), (SectionStage.DOWN, "cables_down"))
    rests = (Rests("cables_down", on="ducts", where={"treatment": Treatment.BURIED}),)
    narrowed_by = ("owner", "stage", "office", "area")
    copied = ("owner", "office", "area")
    open_stages: ClassVar[tuple[str, ...]] = (SectionStage.PLANNED, SectionStage.DUCT)

    class Meta(CitySubject.Meta):
        verbose_name = _("overhead section")
        verbose_name_plural = _("overhead sections")

    @property
    def verbs(self) -> tuple[str, ...]:
        return ("build_duct", "bring_down") if self.is_buried else ("bring_down",)

    def goes_through(self, stage: str) -> bool:
        """What is tidied has no duct."""
        return stage != SectionStage.DUCT or self.is_buried

    @property
    def is_buried(self) -> bool:
        """Whether its lines must be buried: all but the power company's on second- and third-class roads."""
        return self.owner != Owner.POWER or self.road_class == self.RoadClass.FIRST

    def build_duct(self, act: Act, *, happened_on: date, length_cm: int) -> DuctBuilt:
        """So much duct was built and accepted since the last entry."""
        act.lock(self)
        self._refuse_before_plan(happened_on)
        if not self.is_buried:
            raise Refused(_("The lines of this section are tidied: there is no duct."))
        refuse_twice(
            act,
            self.ducts.filter(happened_on=happened_on),
            _("The duct of this day has already been recorded."),
        )
        return act.enter(self.entry(DuctBuilt, happened_on=happened_on, length_cm=length_cm))

    def bring_down(self, act: Act, *, happened_on: date, length_cm: int, cables: int, treatment: str = "") -> CableDown:
        """So many cables, over so much length, no longer hang; signed for by their owner."""
        act.lock(self)
        self._refuse_before_plan(happened_on)
        treatment = treatment or (Treatment.BURIED if self.is_buried else Treatment.TIDIED)
        if treatment == Treatment.TIDIED and self.is_buried:
            raise Refused(_("The lines of this section are buried, not tidied."), field="treatment")
        if treatment == Treatment.BURIED:
            refuse_before(act, self.ducts, happened_on, _("A cable is not buried before its duct was built."))
        refuse_twice(
            act,
            self.cables_down.filter(happened_on=happened_on, treatment=treatment),
            _("The cables of this day have already been recorded."),
        )
        entry = self.entry(CableDown, happened_on=happened_on, length_cm=length_cm, cables=cables, treatment=treatment)
        return act.enter(entry)

    def _refuse_before_plan(self, day: date) -> None:
        if day < self.planned_on:
            raise Refused(_("This day lies before the section stood in the plan."), field="happened_on")


class SectionEntry(CityEntry):
    """An entry about a section, with whose lines they were that day."""

    owner = models.CharField(_("owner of the lines"), max_length=12, choices=Owner.choices)
    length_cm = models.BigIntegerField(_("length"))

    subject_field = "section"

    class Meta(CityEntry.Meta):
        abstract = True


class DuctBuilt(SectionEntry):
    """Duct built since the last entry. New length, not cumulative."""

    section = models.ForeignKey(OverheadSection, models.PROTECT, related_name="ducts", verbose_name=_("section"))

    facts = ("length_cm",)

    class Meta(SectionEntry.Meta):
        verbose_name = _("duct built")
        verbose_name_plural = _("ducts built")
        constraints = [one_standing("section", "happened_on")]


class CableDown(SectionEntry):
    """Cables brought down since the last entry, buried or tidied. New length along the road, not cumulative."""

    section = models.ForeignKey(OverheadSection, models.PROTECT, related_name="cables_down", verbose_name=_("section"))
    cables = models.PositiveIntegerField(_("number of cables"))
    treatment = models.CharField(_("treatment"), max_length=12, choices=Treatment.choices)

    facts = ("length_cm", "cables", "treatment")

    class Meta(SectionEntry.Meta):
        verbose_name = _("cables down")
        verbose_name_plural = _("cables down")
        constraints = [one_standing("section", "happened_on", "treatment")]
