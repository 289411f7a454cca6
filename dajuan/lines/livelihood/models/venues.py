"""Venues being renovated for the 14th National Games, and how far they are (C72)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dajuan.core.places.shaped import Shaped
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Entry, one_standing
from dajuan.core.records.remembering import stage_of
from dajuan.core.records.resting import Rests
from dajuan.core.rooms.subjects import PlacedQuerySet, RoomSubject, one_per, refuse_before, refuse_twice

WHOLE_X10 = 1000
"""100.0 %: the whole of a renovation, in tenths of a per cent."""


class Venue(Shaped, RoomSubject):
    """One venue under renovation."""

    class Stage(models.TextChoices):
        PLANNED = "planned", _("renovation not started")
        STARTED = "started", _("under renovation")
        COMPLETED = "completed", _("renovation accepted")

    name = models.CharField(_("name"), max_length=80)
    purpose = models.CharField(_("used for"), max_length=80, help_text=_("the games and the sport"))

    planned_on = models.DateField(_("planned completion"), null=True, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.PLANNED, editable=False)

    page = "venues"
    shown = ("planned_on",)
    rests = (
        Rests("progress_reports", on="starts"),
        Rests("completions", on="starts"),
        Rests("completions", on="progress_reports", whole=True),
    )

    objects: ClassVar[Any] = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["name"]
        constraints = [one_per("name", name="one_venue_per_name", message=_("A venue of this name is already there."))]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def remembered(cls) -> dict[str, Any]:
        ended, begun = (RenovationCompletion, cls.Stage.COMPLETED), (RenovationStart, cls.Stage.STARTED)
        return {"stage": stage_of(cls.Stage.PLANNED, ended, begun)}

    @property
    def verbs(self) -> tuple[str, ...]:
        if self.stage == self.Stage.PLANNED:
            return ("begin",)
        return ("advance", "complete") if self.stage == self.Stage.STARTED else ()

    @property
    def start(self) -> RenovationStart | None:
        return self.starts.standing().first()

    @property
    def completion(self) -> RenovationCompletion | None:
        return self.completions.standing().first()

    @property
    def progress(self) -> float:
        """How much of the renovation is done, in per cent, as known now."""
        return _done_x10(self.progress_reports.standing()) / 10

    def begin(self, act: Act, *, happened_on: date) -> RenovationStart:
        """The renovation starts."""
        act.lock(self)
        refuse_twice(act, self.starts, _("The start of this renovation has already been recorded."))
        return act.enter(RenovationStart(venue=self, happened_on=happened_on))

    def advance(self, act: Act, *, advanced_x10: int, happened_on: date) -> RenovationProgress:
        """More of the renovation is done. Refuses days before its start and more than the whole."""
        act.lock(self)
        refuse_before(act, self.starts, happened_on, _("The renovation had not started by that day."))
        done = _done_x10(act.standing(self.progress_reports))
        if advanced_x10 < 1 or done + advanced_x10 > WHOLE_X10:
            sentence = _("%(done)s %% are recorded; what is added must be more than nothing and not exceed 100 %%.")
            raise Refused(sentence % {"done": done / 10}, field="advanced_x10")
        return act.enter(RenovationProgress(venue=self, advanced_x10=advanced_x10, happened_on=happened_on))

    def complete(self, act: Act, *, happened_on: date) -> RenovationCompletion:
        """The renovation is accepted. Refuses one that is not wholly done."""
        act.lock(self)
        refuse_before(act, self.starts, happened_on, _("The renovation had not started by that day."))
        done = _done_x10(act.standing(self.progress_reports).filter(happened_on__lte=happened_on))
        if done != WHOLE_X10:
            sentence = _("By that day %(done)s %% of the renovation were recorded; record the rest first.")
            raise Refused(sentence % {"done": done / 10}, field="happened_on")
        refuse_twice(act, self.completions, _("The completion of this renovation has already been recorded."))
        return act.enter(RenovationCompletion(venue=self, happened_on=happened_on))


def _done_x10(reports: models.QuerySet[RenovationProgress]) -> int:
    return reports.aggregate(done=models.Sum("advanced_x10"))["done"] or 0


class RenovationStart(Entry):
    """The renovation of a venue started."""

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="starts", verbose_name=_("venue"))

    subject_field = "venue"

    class Meta(Entry.Meta):
        verbose_name = _("start of a renovation")
        verbose_name_plural = _("starts of renovations")
        constraints = [one_standing("venue")]


class RenovationProgress(Entry):
    """Some more of a renovation was done: what this report adds, so that a withdrawn one takes only its own away."""

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="progress_reports", verbose_name=_("venue"))
    advanced_x10 = models.PositiveSmallIntegerField(_("done since the last report (0.1 %)"))

    subject_field = "venue"
    facts = ("advanced_x10",)

    class Meta(Entry.Meta):
        verbose_name = _("progress of a renovation")
        verbose_name_plural = _("progress of renovations")
        constraints = [
            one_standing("venue", "happened_on"),
            models.CheckConstraint(
                condition=Q(advanced_x10__gte=1, advanced_x10__lte=WHOLE_X10),
                name="renovation_is_a_part_of_the_whole",
                violation_error_message=_("Progress is more than nothing and at most 100 %."),
            ),
        ]


class RenovationCompletion(Entry):
    """The renovation of a venue was accepted."""

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="completions", verbose_name=_("venue"))

    subject_field = "venue"

    class Meta(Entry.Meta):
        verbose_name = _("completion of a renovation")
        verbose_name_plural = _("completions of renovations")
        constraints = [one_standing("venue")]
