"""Mirrored mode (办件汇聚), the default: cases that live on the superior platform come in by its exports, nobody types.

What the register makes of a row stands in `registers_of_cases.py`. Here is what is remembered of an export: what it
brought against the one before it, for the page that compares them (数据比对, office.md 2).
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.models import Batch
from dajuan.core.staff.models import Zone
from dajuan.lines.services.models.crossing import OfAZone


class Comparison(models.Model):
    """An export against the one before it. Counts are of whole files; differences are kept up to a limit."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    batch = models.OneToOneField(Batch, models.CASCADE, related_name="+", verbose_name=_("import"))
    before = models.ForeignKey(Batch, models.CASCADE, null=True, related_name="+", verbose_name=_("import before"))
    new = models.PositiveIntegerField(pgettext_lazy("comparison", "new"), default=0)
    changed = models.PositiveIntegerField(pgettext_lazy("comparison", "changed"), default=0)
    gone = models.PositiveIntegerField(pgettext_lazy("comparison", "gone"), default=0)
    same = models.PositiveIntegerField(pgettext_lazy("comparison", "the same"), default=0)
    fields = models.JSONField(default=dict, help_text="name of a column: rows in which it changed")
    first_on = models.DateField(_("covers from"), null=True, help_text="the earliest day of hand-in")
    last_on = models.DateField(_("covers to"), null=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = OfAZone.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("cases", "comparison of two exports")
        verbose_name_plural = pgettext_lazy("cases", "comparisons of exports")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return str(self.batch)


class Difference(models.Model):
    """One row in which two exports differ: the whole row is new or gone, or one column says something else."""

    class Kind(models.TextChoices):
        NEW = "new", pgettext_lazy("comparison", "new")
        CHANGED = "changed", pgettext_lazy("comparison", "changed")
        GONE = "gone", pgettext_lazy("comparison", "gone")

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="differences")
    kind = models.CharField(pgettext_lazy("comparison", "what differs"), max_length=8, choices=Kind.choices)
    number = models.CharField(_("number of the case there"), max_length=80)
    column = models.CharField(pgettext_lazy("comparison", "column"), max_length=40, blank=True)
    before = models.CharField(pgettext_lazy("comparison", "before"), max_length=200, blank=True)
    after = models.CharField(pgettext_lazy("comparison", "now"), max_length=200, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("cases", "difference")
        verbose_name_plural = pgettext_lazy("cases", "differences")
        ordering = ("pk",)
        indexes = [models.Index(fields=["comparison", "kind", "id"], name="difference_list")]

    def __str__(self) -> str:
        return self.number
