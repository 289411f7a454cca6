"""Waste-sorting points and their inspections. Domain.md 2.6, around C65.

Four classes: recyclables, hazardous, kitchen, other. Coverage is households with a point over all households; accuracy
is bins found right over bins inspected. The title itself (C65) is attested by its document.
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


class PointStage(models.TextChoices):
    PLANNED = "planned", _("in the plan")
    IN_USE = "in-use", _("in use")
    CLOSED = "closed", _("closed")


class WastePoint(CitySubject):
    """A place where households bring their sorted waste."""

    Stage = PointStage

    estate = models.CharField(_("estate"), max_length=80, blank=True)
    stage = models.CharField(
        _("stage"), max_length=12, choices=PointStage.choices, default=PointStage.PLANNED, editable=False
    )

    page = "waste-points"
    milestones = ((PointStage.IN_USE, "settings_up"), (PointStage.CLOSED, "closures"))
    rests = (Rests("inspections", on="settings_up"), Rests("closures", on="settings_up"))
    open_stages: ClassVar[tuple[str, ...]] = (PointStage.PLANNED,)

    class Meta(CitySubject.Meta):
        verbose_name = _("waste-sorting point")
        verbose_name_plural = _("waste-sorting points")

    @property
    def verbs(self) -> tuple[str, ...]:
        return {
            PointStage.PLANNED: ("set_up",),
            PointStage.IN_USE: ("inspect", "close"),
            PointStage.CLOSED: (),
        }[PointStage(self.stage)]

    def set_up(self, act: Act, *, happened_on: date, households: int) -> SetUp:
        """The point is in use, and serves so many households."""
        act.lock(self)
        refuse_twice(act, self.settings_up, _("This point is already in use."))
        return act.enter(self.entry(SetUp, happened_on=happened_on, households=households))

    def inspect(self, act: Act, *, happened_on: date, bins: int, bins_right: int) -> Inspection:
        """How many bins were opened, and how many held what their label says."""
        act.lock(self)
        self._refuse_unless_in_use(act, happened_on)
        refuse_twice(
            act,
            self.inspections.filter(happened_on=happened_on),
            _("The inspection of this day has already been recorded."),
        )
        if bins == 0:
            raise Refused(_("No bin was inspected."), field="bins")
        if bins_right > bins:
            raise Refused(_("More bins are right than were inspected."), field="bins_right")
        entry = self.entry(Inspection, happened_on=happened_on, bins=bins, bins_right=bins_right)
        return act.enter(entry)

    def close(self, act: Act, *, happened_on: date) -> Closure:
        """The point is gone, with the households it served."""
        act.lock(self)
        self._refuse_unless_in_use(act, happened_on)
        set_up = act.standing(self.settings_up).get()
        if self.inspections.standing().filter(happened_on__gt=happened_on).exists():
            raise Refused(_("The point was inspected after this day."), field="happened_on")
        entry = self.entry(Closure, happened_on=happened_on, households=set_up.households)
        return act.enter(entry)

    def _refuse_unless_in_use(self, act: Act, day: date) -> None:
        refuse_before(act, self.settings_up, day, _("This point was not in use on that day."))
        refuse_twice(act, self.closures.filter(happened_on__lte=day), _("This point is closed."))


class PointEntry(CityEntry):
    """An entry about a point."""

    subject_field = "point"

    class Meta(CityEntry.Meta):
        abstract = True


class SetUp(PointEntry):
    """A point came into use for so many households."""

    point = models.ForeignKey(WastePoint, models.PROTECT, related_name="settings_up", verbose_name=_("point"))
    households = models.PositiveIntegerField(_("households served"))

    facts = ("households",)

    class Meta(PointEntry.Meta):
        verbose_name = _("setting up of a point")
        verbose_name_plural = _("settings up of points")
        constraints = [one_standing("point")]


class Closure(PointEntry):
    """A point went out of use; its households are no longer served."""

    point = models.ForeignKey(WastePoint, models.PROTECT, related_name="closures", verbose_name=_("point"))
    households = models.PositiveIntegerField(_("households served"))

    facts = ("households",)

    class Meta(PointEntry.Meta):
        verbose_name = _("closure of a point")
        verbose_name_plural = _("closures of points")
        constraints = [one_standing("point")]


class Inspection(PointEntry):
    """Bins were opened and looked at."""

    point = models.ForeignKey(WastePoint, models.PROTECT, related_name="inspections", verbose_name=_("point"))
    bins = models.PositiveIntegerField(_("bins inspected"))
    bins_right = models.PositiveIntegerField(_("bins sorted rightly"))

    facts = ("bins", "bins_right")

    class Meta(PointEntry.Meta):
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        constraints = [
            one_standing("point", "happened_on"),
            models.CheckConstraint(
                condition=models.Q(bins_right__lte=models.F("bins")), name="city_right_bins_among_the_inspected"
            ),
        ]
