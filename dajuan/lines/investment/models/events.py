"""Promotion events (招商活动). C19 counts those of the major level, on the day they were held."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import Act
from dajuan.core.records.models import one_standing
from dajuan.core.rooms.subjects import RoomQuerySet, RoomSubject, one_per, refuse_twice
from dajuan.lines.investment.models.subjects import InvestmentEntry


class EventForm(models.TextChoices):
    """Where people meet."""

    ON_SITE = "on-site", _("on site")
    CLOUD = "cloud", _("cloud signing")


class EventLevel(models.TextChoices):
    MAJOR = "major", _("major")
    ORDINARY = "ordinary", _("ordinary")


class Occasion(models.TextChoices):
    """What kind of event it is."""

    SIGNING = "signing", _("signing ceremony")
    EXPO = "expo", _("special signing at an exposition")
    PRESENTATION = "presentation", _("presentation")
    FORUM = "forum", _("forum or match-making")


class EventStage(models.TextChoices):
    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


class PromotionEvent(RoomSubject):
    """An event; contracts say at which one they were signed."""

    Stage = EventStage
    Form = EventForm
    Level = EventLevel
    Occasion = Occasion

    code = models.CharField(_("code"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=120)
    place = models.CharField(_("place"), max_length=80, blank=True)
    form = models.CharField(_("form of the event"), max_length=8, choices=EventForm.choices)
    level = models.CharField(_("level"), max_length=8, choices=EventLevel.choices)
    occasion = models.CharField(pgettext_lazy("investment", "occasion"), max_length=12, choices=Occasion.choices)
    planned_on = models.DateField(pgettext_lazy("investment", "planned for"))
    stage = models.CharField(
        _("stage"), max_length=10, choices=EventStage.choices, default=EventStage.PLANNED, editable=False
    )

    page = "events"
    narrowed_by = ("stage", "form", "level", "occasion")
    searched = ("name", "place")
    copied = ("office", "form", "level", "occasion")
    milestones = ((EventStage.HELD, "holdings"), (EventStage.CANCELLED, "cancellations"))
    open_stages: ClassVar[tuple[str, ...]] = (EventStage.PLANNED,)

    objects: ClassVar[Any] = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("promotion event")
        verbose_name_plural = _("promotion events")
        constraints = [
            one_per("name", "planned_on", name="one_event_of_a_name", message=_("This event is known already."))
        ]
        indexes = [models.Index(fields=["zone", "stage", "planned_on"], name="investment_event_due")]

    def __str__(self) -> str:
        return self.name

    def goes_through(self, stage: str) -> bool:
        """Cancelled is shown where it was."""
        return stage != EventStage.CANCELLED or self.stage == EventStage.CANCELLED

    @property
    def verbs(self) -> tuple[str, ...]:
        return ("hold", "cancel") if self.stage == EventStage.PLANNED else ()

    def hold(self, act: Act, *, happened_on: date, guests: int = 0) -> Holding:
        """The event took place, on its first day; `guests` is how many companies came."""
        act.lock(self)
        refuse_twice(act, self.holdings, _("This event has been held already."))
        refuse_twice(act, self.cancellations, _("This event was cancelled."))
        return act.enter(self.entry(Holding, happened_on=happened_on, guests=guests))

    def cancel(self, act: Act, *, happened_on: date) -> Cancellation:
        """The event will not take place."""
        act.lock(self)
        refuse_twice(act, self.holdings, _("This event has been held already."))
        refuse_twice(act, self.cancellations, _("This event was cancelled."))
        return act.enter(self.entry(Cancellation, happened_on=happened_on))


class EventEntry(InvestmentEntry):
    """An entry about an event, with what kind of event it was."""

    form = models.CharField(_("form of the event"), max_length=8, choices=EventForm.choices)
    level = models.CharField(_("level"), max_length=8, choices=EventLevel.choices)
    occasion = models.CharField(pgettext_lazy("investment", "occasion"), max_length=12, choices=Occasion.choices)

    subject_field = "event"

    class Meta(InvestmentEntry.Meta):
        abstract = True


class Holding(EventEntry):
    """An event was held."""

    event = models.ForeignKey(PromotionEvent, models.PROTECT, related_name="holdings", verbose_name=_("event"))
    guests = models.PositiveIntegerField(_("companies that came"), default=0)

    facts = ("form", "level", "occasion", "guests")

    class Meta(EventEntry.Meta):
        verbose_name = pgettext_lazy("promotion event", "event held")
        verbose_name_plural = pgettext_lazy("promotion event", "events held")
        constraints = [one_standing("event", name="one_holding_of_an_event")]


class Cancellation(EventEntry):
    """An event was cancelled; it counts nowhere."""

    event = models.ForeignKey(PromotionEvent, models.PROTECT, related_name="cancellations", verbose_name=_("event"))

    facts = ("form", "level")

    class Meta(EventEntry.Meta):
        verbose_name = _("event cancelled")
        verbose_name_plural = _("events cancelled")
        constraints = [one_standing("event", name="one_cancellation_of_an_event")]
