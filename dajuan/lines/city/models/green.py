"""Green plots and greenways. Domain.md 2.6, C60 and C61; classes after CJJ/T 85-2017.

What counts as new green is what was accepted in the year, on land that was not green before, measured in plan
projection. A greenway is measured along its centre line; paths on both sides of a road count once.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import one_standing
from dajuan.core.rooms.subjects import refuse_twice
from dajuan.lines.city.models.subjects import CityEntry, CitySubject, differs


class GreenStage(models.TextChoices):
    PLANNED = "planned", _("in the plan")
    ACCEPTED = "accepted", _("accepted")


class GreenClass(models.TextChoices):
    """CJJ/T 85-2017: four classes inside construction land, one outside."""

    PARK = "G1", _("G1 park green")
    PROTECTIVE = "G2", _("G2 protective green")
    SQUARE = "G3", _("G3 square")
    ATTACHED = "XG", _("XG attached green")
    REGIONAL = "EG", _("EG regional green")


class GreenwayClass(models.TextChoices):
    REGIONAL = "regional", _("regional greenway")
    CITY = "city", _("city greenway")
    COMMUNITY = "community", _("community greenway")


class Planted(CitySubject):
    """What is planted by a plan and then accepted, once."""

    planned_on = models.DateField(_("in the plan since"))
    stage = models.CharField(
        _("stage"), max_length=12, choices=GreenStage.choices, default=GreenStage.PLANNED, editable=False
    )

    milestones = ((GreenStage.ACCEPTED, "acceptances"),)
    open_stages: ClassVar[tuple[str, ...]] = (GreenStage.PLANNED,)

    class Meta(CitySubject.Meta):
        abstract = True

    @property
    def verbs(self) -> tuple[str, ...]:
        return ("accept",) if self.stage == GreenStage.PLANNED else ()

    def _refuse_before_plan(self, day: date) -> None:
        if day < self.planned_on:
            raise Refused(_("This day lies before it stood in the plan."), field="happened_on")


class GreenPlot(Planted):
    """A piece of land to be planted; `converted` where it was green before and is only made another green."""

    Stage = GreenStage
    Class = GreenClass

    green_class = models.CharField(_("class (CJJ/T 85)"), max_length=2, choices=GreenClass.choices)
    converted = models.BooleanField(_("was green before"), default=False)

    page = "plots"
    narrowed_by = ("green_class", "stage", "office", "area")
    copied = ("green_class", "converted", "office", "area")

    class Meta(Planted.Meta):
        verbose_name = _("green plot")
        verbose_name_plural = _("green plots")

    @property
    def acceptance(self) -> GreenAcceptance | None:
        return self.acceptances.standing().first()

    def warnings(self) -> list[str]:
        """A shape whose area is not that of the document."""
        accepted = self.acceptance
        if accepted and self.shape_area_dm2 and self.differs_from(accepted.area_dm2, self.shape_area_dm2):
            return [differs(_("Area"), accepted.area_dm2, self.shape_area_dm2, "area_dm2")]
        return []

    def accept(self, act: Act, *, happened_on: date, area_dm2: int, document: str = "") -> GreenAcceptance:
        """The green area of the acceptance document, in plan projection."""
        act.lock(self)
        self._refuse_before_plan(happened_on)
        refuse_twice(act, self.acceptances, _("This plot has already been accepted."))
        return act.enter(self.entry(GreenAcceptance, happened_on=happened_on, area_dm2=area_dm2, document=document))


class Greenway(Planted):
    """A continuous slow path."""

    Stage = GreenStage
    Class = GreenwayClass

    greenway_class = models.CharField(_("class"), max_length=12, choices=GreenwayClass.choices)
    both_sides = models.BooleanField(_("on both sides of the road"), default=False)

    page = "greenways"
    narrowed_by = ("greenway_class", "stage", "office", "area")
    copied = ("greenway_class", "office", "area")

    class Meta(Planted.Meta):
        verbose_name = _("greenway")
        verbose_name_plural = _("greenways")

    @property
    def acceptance(self) -> GreenwayAcceptance | None:
        return self.acceptances.standing().first()

    def warnings(self) -> list[str]:
        """A shape whose length is not that of the document; twice as long where both sides were counted."""
        accepted = self.acceptance
        if accepted and self.shape_length_cm and self.differs_from(accepted.length_cm, self.shape_length_cm):
            return [differs(_("Length"), accepted.length_cm, self.shape_length_cm, "length_cm")]
        return []

    def accept(self, act: Act, *, happened_on: date, length_cm: int, document: str = "") -> GreenwayAcceptance:
        """The length along the centre line; paths on both sides count once."""
        act.lock(self)
        self._refuse_before_plan(happened_on)
        refuse_twice(act, self.acceptances, _("This greenway has already been accepted."))
        return act.enter(
            self.entry(GreenwayAcceptance, happened_on=happened_on, length_cm=length_cm, document=document)
        )


class GreenAcceptance(CityEntry):
    """A green plot was accepted. Only land that was not green before is new (`converted` false)."""

    plot = models.ForeignKey(GreenPlot, models.PROTECT, related_name="acceptances", verbose_name=_("plot"))
    green_class = models.CharField(_("class (CJJ/T 85)"), max_length=2, choices=GreenClass.choices)
    converted = models.BooleanField(_("was green before"))
    area_dm2 = models.BigIntegerField(_("green area"))
    document = models.CharField(_("acceptance document"), max_length=120, blank=True)

    subject_field = "plot"
    facts = ("area_dm2", "green_class", "converted", "document")

    class Meta(CityEntry.Meta):
        verbose_name = _("acceptance of green")
        verbose_name_plural = _("acceptances of green")
        constraints = [one_standing("plot")]


class GreenwayAcceptance(CityEntry):
    """A greenway was accepted, by its centre line."""

    greenway = models.ForeignKey(Greenway, models.PROTECT, related_name="acceptances", verbose_name=_("greenway"))
    greenway_class = models.CharField(_("class"), max_length=12, choices=GreenwayClass.choices)
    length_cm = models.BigIntegerField(_("length of the centre line"))
    document = models.CharField(_("acceptance document"), max_length=120, blank=True)

    subject_field = "greenway"
    facts = ("length_cm", "greenway_class", "document")

    class Meta(CityEntry.Meta):
        verbose_name = _("acceptance of a greenway")
        verbose_name_plural = _("acceptances of greenways")
        constraints = [one_standing("greenway")]
