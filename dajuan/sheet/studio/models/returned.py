"""Drafts that came back from WPS, kept until somebody has merged them: nothing a colleague wrote is lost."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.staff.models import User
from dajuan.sheet.studio.models.drafting import Language, Manuscript


class ReturnedDraft(models.Model):
    """One document that came back: its words by passage (`returning.as_content`), not the file itself."""

    manuscript = models.ForeignKey(
        Manuscript, models.PROTECT, related_name="returned_drafts", verbose_name=_("manuscript")
    )
    language = models.CharField(_("language"), max_length=12, choices=Language.choices)
    name = models.CharField(pgettext_lazy("returned draft", "file"), max_length=160)
    content: Any = models.JSONField(default=list)
    brought_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("brought in by"))
    brought_at = models.DateTimeField(_("brought in at"), default=timezone.now)
    merged_at = models.DateTimeField(_("merged at"), null=True, blank=True)

    class Meta:
        verbose_name = _("returned draft")
        verbose_name_plural = _("returned drafts")
        ordering = ["-brought_at"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("studio:merging", args=[self.pk])
