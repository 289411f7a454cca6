"""The guide (情形引导): a few questions of a package or a version, and what each answer makes needless.

Everything applies until an answer says otherwise, so that a question nobody answered never loses a paper.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dajuan.lines.services.models.matters import Matter, MatterVersion
from dajuan.lines.services.models.packages import Package
from dajuan.lines.services.models.papers import PaperKind
from dajuan.look.languages import in_reading

MOST = 12  # answers in one address
DIGITS = 20  # no key is as long, and Python turns only so many into a number


class Question(models.Model):
    """A question an applicant can answer without knowing the law."""

    version = models.ForeignKey(
        MatterVersion, models.CASCADE, null=True, blank=True, related_name="questions", verbose_name=_("version")
    )
    package = models.ForeignKey(
        Package, models.CASCADE, null=True, blank=True, related_name="questions", verbose_name=_("package of matters")
    )
    position = models.PositiveSmallIntegerField(default=1)
    text = models.CharField(_("question in Chinese"), max_length=200)
    text_en = models.CharField(_("question in English"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("question of a guide")
        verbose_name_plural = _("questions of guides")
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(version__isnull=True) ^ Q(package__isnull=True), name="question_of_one_guide"
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def told(self) -> str:
        """In the reader's language, in Chinese where it has no other."""
        return in_reading(self.text, self.text_en)


class Choice(models.Model):
    """An answer, and which papers and matters are not needed where it holds."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="choices")
    position = models.PositiveSmallIntegerField(default=1)
    text = models.CharField(_("answer in Chinese"), max_length=120)
    text_en = models.CharField(_("answer in English"), max_length=120, blank=True)
    spares_papers = models.ManyToManyField(PaperKind, blank=True, related_name="+", verbose_name=_("spares papers"))
    spares_matters = models.ManyToManyField(Matter, blank=True, related_name="+", verbose_name=_("spares matters"))

    class Meta:
        verbose_name = _("answer of a guide")
        verbose_name_plural = _("answers of guides")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.text

    @property
    def told(self) -> str:
        """In the reader's language, in Chinese where it has no other."""
        return in_reading(self.text, self.text_en)


@dataclass(frozen=True)
class Guidance:
    """The questions of a matter or package, which answers hold, and what they spare (keys)."""

    questions: list[Question]
    chosen: frozenset[int]
    papers: frozenset[int] = field(default_factory=frozenset)
    matters: frozenset[int] = field(default_factory=frozenset)


def guidance(about: MatterVersion | Package, answers: Iterable[str]) -> Guidance:
    """What the answers (keys of choices, as an address carries them) leave of a matter or package. Four queries."""
    asked = {int(one) for one in list(answers)[:MOST] if one.isascii() and one.isdigit() and len(one) < DIGITS}
    rows: Any = about.questions.prefetch_related("choices__spares_papers", "choices__spares_matters")
    questions = list(rows)
    held = [choice for question in questions for choice in question.choices.all() if choice.pk in asked]
    return Guidance(
        questions,
        frozenset(choice.pk for choice in held),
        frozenset(paper.pk for choice in held for paper in choice.spares_papers.all()),
        frozenset(matter.pk for choice in held for matter in choice.spares_matters.all()),
    )
