"""Data calls (数据征集): what no record holds yet is asked of its owner once, with a day by which it is answered."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import Act
from dajuan.core.records.models import Entry, Refused, Subject, SubjectQuerySet, one_standing
from dajuan.core.staff.models import User
from dajuan.figures.models import SCALE
from dajuan.sheet.studio.models.drafting import Manuscript
from dajuan.sheet.studio.models.proofs import Valued
from dajuan.values.lights import Light


class DataCallQuerySet(SubjectQuerySet):
    def unanswered(self) -> Self:
        """Those that still wait for an answer, soonest due first."""
        answered = Answer.objects.standing().filter(call=OuterRef("pk"))
        return self.filter(~Exists(answered), dropped_at=None).order_by("due_on", "pk")


class DataCall(Subject):
    """A question for a value, to one office, with a day. `office` is who is asked; the manuscript needs the answer."""

    manuscript = models.ForeignKey(Manuscript, models.PROTECT, related_name="calls", verbose_name=_("manuscript"))
    name = models.CharField(_("what is asked for"), max_length=120)
    unit = models.CharField(_("unit"), max_length=20)
    question = models.CharField(_("what counts, and on which day"), max_length=300)
    due_on = models.DateField(_("answer by"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("no longer needed since"), null=True, blank=True)

    line: ClassVar[str] = "studio"

    objects: ClassVar[Any] = DataCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("data call")
        verbose_name_plural = _("data calls")
        indexes = [models.Index(fields=["zone", "due_on"], name="studio_call_due")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("studio:call", args=[self.pk])

    @property
    def answer(self) -> Answer | None:
        """The answer that stands; None while it waits."""
        found: Answer | None = self.answers.standing().first()
        return found

    def light_on(self, day: date) -> Light:
        """Red when the day is past, yellow within three days, else green."""
        left = (self.due_on - day).days
        return Light.RED if left < 0 else Light.YELLOW if left <= 3 else Light.GREEN

    def reply(self, act: Act, *, happened_on: date, value: Any, grade: str, note: str = "") -> Answer:
        """The asked office answers, with its ledger, a stamped scan, or its word alone."""
        act.lock(self)
        if act.standing(self.answers).exists():
            raise Refused(_("This data call has been answered. Withdraw the answer before you answer anew."))
        if self.dropped_at:
            raise Refused(_("This data call is no longer needed."))
        if value * SCALE != int(value * SCALE):
            raise Refused(_("At most four places behind the point."), field="value")
        facts = {"name": self.name, "unit": self.unit, "value_x10000": int(value * SCALE), "grade": grade, "note": note}
        return act.enter(Answer(call=self, manuscript=self.manuscript, happened_on=happened_on, **facts))


class Answer(Valued):
    """What an office answered to a data call: value and grade. `happened_on` is the day the value speaks of."""

    class Grade(models.TextChoices):
        LEDGER = "ledger", _("from a ledger")
        FILE = "file", _("from a stamped document")
        STATED = "stated", _("stated without proof")

    call = models.ForeignKey(DataCall, models.PROTECT, related_name="answers", verbose_name=_("data call"))
    name = models.CharField(_("what is asked for"), max_length=120)
    value_x10000 = models.BigIntegerField(_("value, in ten-thousandths"))
    unit = models.CharField(_("unit"), max_length=20)
    grade = models.CharField(_("grade"), max_length=8, choices=Grade.choices)
    note = models.CharField(pgettext_lazy("answer", "note"), max_length=200, blank=True)

    subject_field = "call"
    facts = ("name", "value_x10000", "grade", "note")

    class Meta(Entry.Meta):
        verbose_name = _("answer to a data call")
        verbose_name_plural = _("answers to data calls")
        constraints = [one_standing("call")]
