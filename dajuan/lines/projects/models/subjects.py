"""What everything about a project shares: its type, industry and level, and the entry that carries them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.places.models import Area
from dajuan.core.records.models import Entry
from dajuan.core.records.quantities import read
from dajuan.core.staff.models import Office

E = TypeVar("E", bound=Entry)


class PartOfProject:
    """One side of what a project does, mixed into Project, whose ways it counts on."""

    if TYPE_CHECKING:
        pk: Any

        def entry(self, entry: type[E], **facts: Any) -> E: ...


class ProjectType(models.TextChoices):
    """The three types of domain.md 2.3 (C26)."""

    INDUSTRY = "industry", _("industrial project")
    HEADQUARTERS = "headquarters", _("headquarters project")
    LIVELIHOOD = "livelihood", _("livelihood project")


class Industry(models.TextChoices):
    """The zone's leading industries (C25), and what lies outside them."""

    CARS = "cars", _("commercial vehicles")
    EQUIPMENT = "equipment", _("high-end equipment")
    MATERIALS = "materials", _("new materials")
    ENERGY = "energy", _("new energy")
    SERVICES = "services", _("modern services")
    PUBLIC = "public", _("public facilities")
    OTHER = "other", pgettext_lazy("industry", "other industry")


class Level(models.TextChoices):
    """Levels of the yearly lists, highest first. A list lies within the next lower one: levels are never added."""

    NATIONAL = "national", pgettext_lazy("level of a list", "national")
    PROVINCIAL = "provincial", pgettext_lazy("level of a list", "provincial")
    MUNICIPAL = "municipal", pgettext_lazy("level of a list", "municipal")
    ZONE = "zone", pgettext_lazy("level of a list", "zone")


FEN_A_YI = 10_000_000_000  # fen in a hundred million yuan


def in_yi(fen: int | None) -> str:
    """Money in hundreds of millions of yuan (亿元), two places; empty where unknown."""
    return "" if fen is None else f"{Decimal(fen) / FEN_A_YI:.2f}"


class ReadInUnits(Entry):
    """An entry whose facts read in their printed unit; what was not given is left out."""

    class Meta(Entry.Meta):
        abstract = True

    def shown_facts(self) -> list[tuple[str, Any]]:
        """Name and value of each fact that was given, quantities in their printed unit."""
        shown = []
        named = super().shown_facts() if self.facts else []  # without facts of its own an entry is its day alone
        for name, (title, value) in zip(self.facts, named, strict=True):
            if value not in (None, ""):
                raw = getattr(self, name)
                shown.append((title, read(name, raw) if name.endswith(("_cm", "_dm2", "_fen", "_x10")) else value))
        return shown


class ProjectEntry(ReadInUnits):
    """An entry about a project, with what the project was that day: figures read it here, never on the project."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("responsible office"))
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("part of the zone")
    )
    type = models.CharField(pgettext_lazy("project", "type"), max_length=12, choices=ProjectType.choices)
    industry = models.CharField(_("leading industry"), max_length=12, choices=Industry.choices)
    level = models.CharField(
        _("highest level"), max_length=12, choices=Level.choices, blank=True, help_text="empty while in no list"
    )
    landmark = models.SlugField(_("name in the report"), max_length=40, blank=True)

    subject_field = "project"

    class Meta(Entry.Meta):
        abstract = True
