"""The text of an edition as it went out, kept under its hash: nothing in it ever changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.models import Refused
from dajuan.core.staff.models import Zone
from dajuan.sheet.editions import content
from dajuan.sheet.editions.content import Content


class Snapshot(models.Model):
    """One language of an edition at one circulation. The entries of the edition name it by the hash of its content.

    `drafted`: the revision of each passage of the manuscript it was made of, with the claims as they were said.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    edition = models.ForeignKey("editions.Edition", models.PROTECT, related_name="snapshots")
    language = models.CharField(_("language"), max_length=12)
    digest = models.CharField(_("hash"), max_length=64)
    canonical = models.TextField(_("content"))
    drafted: Any = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("text of an edition")
        verbose_name_plural = _("texts of editions")
        constraints = [models.UniqueConstraint(fields=["edition", "digest"], name="one_text_of_an_edition_per_hash")]

    def __str__(self) -> str:
        return self.digest[:12]

    @property
    def content(self) -> Content:
        """What it says. Refuses where the stored text no longer is what its hash says."""
        kept: Content = content.read(self.canonical)
        if kept.digest != self.digest:
            raise Refused(_("The stored text of this edition no longer matches its hash."))
        return kept


def keep(edition: Any, contents: Iterable[Content], drafted: Mapping[str, Any]) -> None:
    """Keep the texts of an edition, each once."""
    for one in contents:
        Snapshot.objects.get_or_create(
            edition=edition,
            digest=one.digest,
            defaults={"zone": edition.zone, "language": one.language, "canonical": one.canonical, "drafted": drafted},
        )
