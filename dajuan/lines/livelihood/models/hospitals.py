"""Hospitals under construction, counted by the rating of their parent (C71)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from dajuan.core.places.shaped import Shaped
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Entry, one_standing
from dajuan.core.records.remembering import stage_of
from dajuan.core.records.resting import Rests
from dajuan.core.rooms.subjects import PlacedQuerySet, RoomSubject, one_per, refuse_before, refuse_twice


class Hospital(Shaped, RoomSubject):
    """One hospital construction project. A campus being built has no rating of its own: its parent's counts."""

    class Rating(models.TextChoices):
        TERTIARY_A = "tertiary_a", _("grade-A tertiary hospital")
        TERTIARY = "tertiary", _("other tertiary hospital")
        SECONDARY = "secondary", _("grade-two hospital")
        NONE = "none", _("hospital without a rating")

    class Stage(models.TextChoices):
        PLANNED = "planned", _("construction not started")
        STARTED = "started", _("under construction")
        TOPPED = "topped", _("topped out")
        COMPLETED = "completed", _("hospital completed")

    name = models.CharField(_("name"), max_length=80)
    parent = models.CharField(_("parent hospital"), max_length=80)
    parent_rating = models.CharField(_("rating of the parent"), max_length=20, choices=Rating.choices)
    beds = models.PositiveIntegerField(_("beds planned"), default=0)
    area_dm2 = models.BigIntegerField(_("floor area"), default=0)

    planned_on = models.DateField(_("planned completion"), null=True, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.PLANNED, editable=False)

    page = "hospitals"
    shown = ("planned_on",)
    rests = (Rests("toppings", on="starts"), Rests("completions", on="starts"))
    narrowed_by = ("stage", "parent_rating")
    searched = ("name", "parent")

    objects: ClassVar[Any] = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("hospital project")
        verbose_name_plural = _("hospital projects")
        ordering = ["name"]
        constraints = [
            one_per(
                "name", name="one_hospital_per_name", message=_("A hospital project of this name is already there.")
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def remembered(cls) -> dict[str, Any]:
        stage = stage_of(
            cls.Stage.PLANNED,
            (HospitalCompletion, cls.Stage.COMPLETED),
            (HospitalTopping, cls.Stage.TOPPED),
            (HospitalStart, cls.Stage.STARTED),
        )
        return {"stage": stage}

    @property
    def verbs(self) -> tuple[str, ...]:
        if self.stage == self.Stage.PLANNED:
            return ("begin",)
        if self.stage == self.Stage.STARTED:
            return ("top_out", "complete")
        return ("complete",) if self.stage == self.Stage.TOPPED else ()

    @property
    def area_m2(self) -> int:
        return self.area_dm2 // 100

    @property
    def start(self) -> HospitalStart | None:
        return self.starts.standing().first()

    @property
    def topping(self) -> HospitalTopping | None:
        return self.toppings.standing().first()

    @property
    def completion(self) -> HospitalCompletion | None:
        return self.completions.standing().first()

    def begin(self, act: Act, *, happened_on: date) -> HospitalStart:
        """Construction starts, confirmed by the start report, not the ceremony."""
        act.lock(self)
        refuse_twice(act, self.starts, _("The start of this project has already been recorded."))
        return act.enter(HospitalStart(hospital=self, happened_on=happened_on, **self._as_of_today()))

    def top_out(self, act: Act, *, happened_on: date) -> HospitalTopping:
        """The main structure is closed."""
        act.lock(self)
        refuse_before(act, self.starts, happened_on, _("Construction had not started by that day."))
        refuse_twice(act, self.toppings, _("The topping-out of this project has already been recorded."))
        return act.enter(HospitalTopping(hospital=self, happened_on=happened_on, **self._as_of_today()))

    def complete(self, act: Act, *, happened_on: date) -> HospitalCompletion:
        """Construction is completed and accepted."""
        act.lock(self)
        refuse_before(act, self.starts, happened_on, _("Construction had not started by that day."))
        if act.standing(self.toppings).filter(happened_on__gt=happened_on).exists():
            raise Refused(_("A project cannot be completed before it topped out."), field="happened_on")
        refuse_twice(act, self.completions, _("The completion of this project has already been recorded."))
        return act.enter(HospitalCompletion(hospital=self, happened_on=happened_on, **self._as_of_today()))

    def _as_of_today(self) -> dict[str, Any]:
        return {"parent_rating": self.parent_rating, "beds": self.beds, "area_dm2": self.area_dm2}


class _OfHospital(Entry):
    """What figures filter and add up, as it was when the entry was recorded."""

    parent_rating = models.CharField(_("rating of the parent"), max_length=20, choices=Hospital.Rating.choices)
    beds = models.PositiveIntegerField(_("beds planned"), default=0)
    area_dm2 = models.BigIntegerField(_("floor area (dm²)"), default=0)

    subject_field = "hospital"
    facts = ("parent_rating", "beds")

    class Meta(Entry.Meta):
        abstract = True


class HospitalStart(_OfHospital):
    """Construction of a hospital started."""

    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="starts", verbose_name=_("hospital project"))

    class Meta(Entry.Meta):
        verbose_name = _("start of a hospital")
        verbose_name_plural = _("starts of hospitals")
        constraints = [one_standing("hospital")]


class HospitalTopping(_OfHospital):
    """The main structure of a hospital was closed."""

    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="toppings", verbose_name=_("hospital project"))

    class Meta(Entry.Meta):
        verbose_name = _("topping-out of a hospital")
        verbose_name_plural = _("toppings-out of hospitals")
        constraints = [one_standing("hospital")]


class HospitalCompletion(_OfHospital):
    """A hospital was completed and accepted."""

    hospital = models.ForeignKey(
        Hospital, models.PROTECT, related_name="completions", verbose_name=_("hospital project")
    )

    class Meta(Entry.Meta):
        verbose_name = _("completion of a hospital")
        verbose_name_plural = _("completions of hospitals")
        constraints = [one_standing("hospital")]
