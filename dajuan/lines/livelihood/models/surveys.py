"""What residents said when asked: sense of gain, happiness and security (C77)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Entry, one_standing
from dajuan.core.rooms.subjects import ListedQuerySet, RoomSubject, one_per


class Survey(RoomSubject):
    """One question put to residents by telephone, round after round."""

    class Topic(models.TextChoices):
        SECURITY = "security", _("sense of security")
        HAPPINESS = "happiness", _("sense of happiness")
        GAIN = "gain", _("sense of gain")
        TRAFFIC = "traffic", _("traffic")
        ENVIRONMENT = "environment", _("environment")

    name = models.CharField(_("name"), max_length=80)
    topic = models.CharField(_("topic"), max_length=20, choices=Topic.choices)
    question = models.CharField(_("question as it is asked"), max_length=200)

    page = "surveys"
    narrowed_by = ("topic",)
    searched = ("name", "question")

    objects: ClassVar[Any] = ListedQuerySet.as_manager()

    class Meta:
        verbose_name = _("satisfaction survey")
        verbose_name_plural = _("satisfaction surveys")
        ordering = ["name"]
        constraints = [
            one_per("name", name="one_livelihood_survey_per_name", message=_("A survey of this name is already there."))
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def verbs(self) -> tuple[str, ...]:
        return ("close_round",)

    @property
    def rounds(self) -> models.QuerySet[SurveyOutcome]:
        """The standing rounds, latest first."""
        return self.outcomes.standing()

    def close_round(self, act: Act, *, sample: int, satisfied: int, happened_on: date) -> SurveyOutcome:
        """One round of calls ended. Refuses more satisfied persons than asked, and a second round of one day."""
        act.lock(self)
        if sample < 1:
            raise Refused(_("At least one person must have answered."), field="sample")
        if not 0 <= satisfied <= sample:
            raise Refused(_("No more can be satisfied than have answered."), field="satisfied")
        if act.standing(self.outcomes).filter(happened_on=happened_on).exists():
            raise Refused(_("A round of this day has already been recorded."), field="happened_on")
        outcome = SurveyOutcome(survey=self, topic=self.topic, sample=sample, satisfied=satisfied)
        outcome.happened_on = happened_on
        return act.enter(outcome)


class SurveyOutcome(Entry):
    """How many answered one round of a survey, and how many of them were satisfied."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="outcomes", verbose_name=_("satisfaction survey"))
    topic = models.CharField(_("topic"), max_length=20, choices=Survey.Topic.choices)
    sample = models.PositiveIntegerField(_("persons who answered"))
    satisfied = models.PositiveIntegerField(_("of them satisfied"))

    subject_field = "survey"
    facts = ("topic", "sample", "satisfied")

    class Meta(Entry.Meta):
        verbose_name = _("outcome of a survey")
        verbose_name_plural = _("outcomes of surveys")
        constraints = [
            one_standing("survey", "happened_on"),
            models.CheckConstraint(
                condition=Q(sample__gte=1, satisfied__lte=F("sample")),
                name="satisfied_residents_are_among_the_asked",
                violation_error_message=_("No more can be satisfied than have answered."),
            ),
        ]

    @property
    def share(self) -> float:
        """Per cent satisfied of those who answered."""
        return self.satisfied * 100 / self.sample
