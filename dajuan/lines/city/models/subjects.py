"""What all subjects of this room share: a code, a name, a shape, a remembered stage, and the order of their steps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dajuan.core.places.models import Area
from dajuan.core.places.shaped import Shaped
from dajuan.core.records.models import Entry
from dajuan.core.records.quantities import read
from dajuan.core.rooms.subjects import PlacedQuerySet, RoomSubject
from dajuan.core.staff.models import Office, Visitor
from dajuan.core.staff.rights import offices_for
from dajuan.lines.city.models.lights import Thresholds
from dajuan.values.lights import Light, for_owner


class CitySubject(Shaped, RoomSubject):
    """A subject of this room. `stage` repeats what its entries say (records/remembering.py)."""

    code = models.CharField(_("code"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=120)
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("part of the zone")
    )

    narrowed_by: ClassVar[tuple[str, ...]] = ("stage", "office", "area")
    searched: ClassVar[tuple[str, ...]] = ("name", "code")
    copied: ClassVar[tuple[str, ...]] = ("office", "area")
    shown: ClassVar[tuple[str, ...]] = ("area",)

    objects: ClassVar[Any] = PlacedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "code"],
                condition=~Q(code=""),
                name="one_%(class)s_per_code",
                violation_error_message=_("This code is taken."),
            )
        ]
        indexes = [
            models.Index(fields=["zone", "id"], name="%(class)s_list"),
            models.Index(fields=["zone", "stage", "id"], name="%(class)s_stage"),
            models.Index(fields=["zone", "west", "south"], name="%(class)s_box"),
        ]

    def __str__(self) -> str:
        return self.name

    def light(self, today: date, rules: Thresholds) -> Light | None:
        """How it stands against its plan; None where it has none."""
        return None

    def light_for(self, user: Visitor, today: date, rules: Thresholds) -> Light | None:
        """The light this person sees: yellow a day early for whoever works on the subject, so that it can be helped."""
        now, soon = self.light(today, rules), self.light(today + timedelta(days=1), rules)
        return for_owner(now, soon) if now and soon and offices_for(user, "city") else now

    def amounts(self) -> list[tuple[str, str]]:
        """What it was planned and accepted with, as name and quantity; empty where nothing is known yet."""
        return []

    def particulars(self) -> list[tuple[Any, Any]]:
        """Its amounts before where it lies and who builds it."""
        return [*self.amounts(), *super().particulars()]


class CityEntry(Entry):
    """An entry with the office and the part of the zone its subject belonged to that day."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("responsible office"))
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("part of the zone")
    )

    class Meta(Entry.Meta):
        abstract = True

    def shown_facts(self) -> list[tuple[str, Any]]:
        """Name and value of each fact that was given, quantities in their printed unit."""
        shown = []
        named = super().shown_facts() if self.facts else []  # without facts of its own an entry is its day alone
        for name, (title, value) in zip(self.facts, named, strict=True):
            if value not in (None, ""):
                raw = getattr(self, name)
                shown.append((title, read(name, raw) if name.endswith(("_cm", "_dm2", "_fen")) else value))
        return shown


def far_from(what: Any, counted: int, planned: int, column: str) -> str:
    """The caution that an amount is more than half away from the planned one, empty if it is not."""
    if abs(counted - planned) * 2 <= planned:
        return ""
    words = {"what": what, "counted": read(column, counted), "planned": read(column, planned)}
    return str(_("%(what)s: %(counted)s is far from the planned %(planned)s. Please check.")) % words


def differs(what: Any, counted: int, measured: int, column: str) -> str:
    """The warning that a shape and a document disagree by more than 5 % (office.md 12)."""
    words = {"what": what, "counted": read(column, counted), "measured": read(column, measured)}
    warning = _(
        "%(what)s by document: %(counted)s; by shape: %(measured)s. They differ by more than 5 %%. The document counts."
    )
    return str(warning) % words
