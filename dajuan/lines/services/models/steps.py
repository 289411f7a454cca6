"""What is done for a matter in which order and by which post: steps, what leads from one to the next, questions, roles.

Rows and no flow engine (stack.md). Rich enough that catalogues of others come in and go out unchanged
(`foreign_catalogues.py`), and simple enough that most matters have steps with a name and a post alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.lines.services.models.matters import MatterVersion


class MatterStep(models.Model):
    """One step (环节): a state a case stands in while a post works on it."""

    version = models.ForeignKey(MatterVersion, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(pgettext_lazy("catalogue", "order"))
    name = models.CharField(pgettext_lazy("matter", "step"), max_length=80, blank=True)
    status = models.CharField(_("status an applicant reads"), max_length=80, blank=True)
    post = models.CharField(pgettext_lazy("matter", "post"), max_length=80, blank=True)
    limit_minutes = models.PositiveBigIntegerField(_("limit of the step in minutes"), null=True, blank=True)
    is_first = models.BooleanField(_("first step"), default=False)
    is_last = models.BooleanField(_("last step"), default=False)
    takes_papers = models.BooleanField(_("papers are handed in here"), default=False)
    may_change = models.BooleanField(_("the applicant may change the application"), default=False)

    class Meta:
        verbose_name = pgettext_lazy("matter", "step")
        verbose_name_plural = pgettext_lazy("matter", "steps")
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="one_step_per_position")]

    def __str__(self) -> str:
        return self.name or str(self.position)

    @property
    def as_written(self) -> str:
        """The step and its post on one line, as lists write it."""
        return f"{self.name}（{self.post}）" if self.post else self.name


class StepAction(models.Model):
    """What may be done in a step, by whom, and to which step it leads; a step that is named by nothing is the first."""

    step = models.ForeignKey(MatterStep, models.CASCADE, related_name="actions")
    position = models.PositiveSmallIntegerField(pgettext_lazy("catalogue", "order"))
    name = models.CharField(_("what is done"), max_length=80)
    leads_to = models.CharField(_("next step"), max_length=80, blank=True)
    roles = models.TextField(pgettext_lazy("matter", "by whom"), blank=True, help_text="roles, one a line")
    names_its_step = models.BooleanField(default=False, help_text="whether the foreign catalogue repeats the step")

    class Meta:
        verbose_name = _("action of a step")
        verbose_name_plural = _("actions of steps")
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name


class CheckItem(models.Model):
    """A question to be answered in a step before it is done."""

    version = models.ForeignKey(MatterVersion, models.CASCADE, related_name="check_items")
    position = models.PositiveSmallIntegerField(pgettext_lazy("catalogue", "order"))
    step = models.CharField(_("number of the step"), max_length=20, blank=True)
    name = models.CharField(_("what is checked"), max_length=120, blank=True)
    question = models.CharField(pgettext_lazy("matter", "question"), max_length=300, blank=True)
    required = models.CharField(_("must be answered"), max_length=20, blank=True, help_text="in the catalogue's word")
    note = models.CharField(pgettext_lazy("matter", "explanation"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("question of a checklist")
        verbose_name_plural = _("questions of checklists")
        ordering = ("position",)

    def __str__(self) -> str:
        return self.question or self.name


class MatterRole(models.Model):
    """Who takes part in cases of a matter, and which states they may set."""

    version = models.ForeignKey(MatterVersion, models.CASCADE, related_name="roles")
    position = models.PositiveSmallIntegerField(pgettext_lazy("catalogue", "order"))
    name = models.CharField(pgettext_lazy("matter", "role"), max_length=120, blank=True)
    generic = models.CharField(_("kind of role"), max_length=120, blank=True)
    people = models.CharField(_("who has it"), max_length=200, blank=True)
    may_set = models.CharField(_("states it may set"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("role in a matter")
        verbose_name_plural = _("roles in a matter")
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name or self.generic


class Particular(models.Model):
    """What a superior or foreign catalogue says of a matter beside what stands in our own columns: heading and text."""

    version = models.ForeignKey(MatterVersion, models.CASCADE, related_name="particulars")
    position = models.PositiveSmallIntegerField(pgettext_lazy("catalogue", "order"))
    heading = models.CharField(pgettext_lazy("catalogue", "heading"), max_length=120)
    text = models.TextField(_("what it says"), blank=True)

    class Meta:
        verbose_name = _("particular of a catalogue")
        verbose_name_plural = _("particulars of a catalogue")
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["version", "heading"], name="one_particular_per_heading")]

    def __str__(self) -> str:
        return self.heading


WRITTEN = re.compile(r"(.+?)\s*[（(](.+)[)）]")


def steps_from(version: MatterVersion, lines: Sequence[str]) -> list[MatterStep]:
    """Unsaved steps as lists write them, one a line with the post in brackets: 审查（审批科）."""
    steps = []
    for place, line in enumerate(lines, 1):
        found = WRITTEN.fullmatch(line)
        name, post = (found[1], found[2]) if found else (line, "")
        ends = {"is_first": place == 1, "is_last": place == len(lines)}
        steps.append(MatterStep(version=version, position=place, name=name[:80], post=post[:80], **ends))
    return steps
