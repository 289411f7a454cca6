"""What policies, titles and refunds have alike: the enterprise they are for, the level that decides, and the help."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.companies.models import Company
from dajuan.core.records.models import Entry
from dajuan.core.records.quantities import read
from dajuan.core.rooms.subjects import RoomQuerySet, RoomSubject
from dajuan.core.staff.models import Office


class Level(models.TextChoices):
    """Who decides: grants of several levels for one thing are counted by level and never added without saying so."""

    NATIONAL = "national", pgettext_lazy("level that decides", "national")
    PROVINCIAL = "provincial", pgettext_lazy("level that decides", "provincial")
    MUNICIPAL = "municipal", pgettext_lazy("level that decides", "municipal")
    ZONE = "zone", pgettext_lazy("level that decides", "of the zone")


class EnterpriseQuerySet(RoomQuerySet):  # type: ignore[override]  # as_manager of two bases
    def for_lists(self) -> Self:
        """With the enterprise."""
        return super().for_lists().select_related("company")


class EnterpriseSubject(RoomSubject):
    """Something one enterprise applied for. `helped`: the zone's staff helped it with the application (C46, C49)."""

    code = models.CharField(pgettext_lazy("application", "number"), max_length=40)
    company = models.ForeignKey(Company, models.PROTECT, related_name="+", verbose_name=_("enterprise"))
    helped = models.BooleanField(_("helped by the zone"), default=True)

    searched: ClassVar[tuple[str, ...]] = ("code", "company__name")
    copied: ClassVar[tuple[str, ...]] = ("office", "company", "level", "helped")

    objects: ClassVar[Any] = EnterpriseQuerySet.as_manager()

    class Meta:
        abstract = True


class EnterpriseEntry(Entry):
    """An entry about an enterprise's application, with its office, level and help as they were that day."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("responsible office"))
    company = models.ForeignKey(Company, models.PROTECT, related_name="+", verbose_name=_("enterprise"))
    level = models.CharField(_("level that decides"), max_length=12, choices=Level.choices)
    helped = models.BooleanField(_("helped by the zone"))

    class Meta(Entry.Meta):
        abstract = True

    def shown_facts(self) -> list[tuple[str, Any]]:
        """Name and value of each fact that was given, money in yuan."""
        named = zip(self.facts, super().shown_facts(), strict=True) if self.facts else ()
        return [
            (title, read(name, getattr(self, name)) if name.endswith("_fen") else value)
            for name, (title, value) in named
            if value not in ("", None)
        ]
