"""What all subjects of this room share: a code, a name, a shape, a remembered stage, and the order of their steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar, Self, TypeVar, cast

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dajuan.core.places.models import Area
from dajuan.core.places.shaped import Shaped, ShapedQuerySet
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Entry, Subject
from dajuan.core.records.quantities import read
from dajuan.core.records.remembering import Remembering, stage_of
from dajuan.core.staff.models import Office, Visitor
from dajuan.core.staff.rights import offices_for
from dajuan.lines.city.models.lights import Thresholds
from dajuan.values.lights import Light, for_owner

E = TypeVar("E", bound=Entry)


class CityQuerySet(ShapedQuerySet, Remembering):  # type: ignore[override]  # as_manager of two bases
    """Subjects of this room, as their lists and boards ask for them."""

    def remembered(self) -> dict[str, Any]:
        """The columns that repeat the state of these subjects."""
        columns: dict[str, Any] = self.model.remembered()
        return columns

    def narrow(self, asked: Mapping[str, Any]) -> Self:
        """The rows asked for: each column that was asked for narrows them, one that was not narrows nothing."""
        rows = self
        for column in self.model.narrowed_by:
            if asked.get(column):
                rows = rows.filter(**{column: asked[column]})
        if words := asked.get("q"):
            rows = rows.filter(Q(name__icontains=words) | Q(code__iexact=words))
        return rows

    def for_lists(self) -> Self:
        """Without the shapes, which may be large, and with the names of the offices."""
        return self.defer("geojson").select_related("office")

    def open(self) -> Self:
        """Those with something still to be done."""
        return self.filter(stage__in=self.model.open_stages)


class CitySubject(Shaped, Subject):
    """A subject of this room. `stage` repeats what its entries say (records/remembering.py)."""

    code = models.CharField(_("code"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=120)
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("part of the zone")
    )

    Stage: ClassVar[type[models.TextChoices]]
    page: ClassVar[str]  # the word of its pages in addresses
    narrowed_by: ClassVar[tuple[str, ...]] = ("stage", "office", "area")
    copied: ClassVar[tuple[str, ...]] = ("office", "area")  # what stands on its entries as it was that day
    open_stages: ClassVar[tuple[str, ...]] = ()
    milestones: ClassVar[tuple[tuple[str, str], ...]]  # stage, and the entries that bring it, in the usual order

    objects: ClassVar[Any] = CityQuerySet.as_manager()

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

    def get_absolute_url(self) -> str:
        return reverse("city:show", args=[self.page, self.pk])

    @classmethod
    def remembered(cls) -> dict[str, Any]:
        """The columns that repeat the state, as expressions over standing entries: the furthest stage reached."""
        column: Any = cls._meta.get_field("stage")
        reached = [(cls._entries(entries), stage) for stage, entries in reversed(cls.milestones)]
        return {"stage": stage_of(column.default, *reached)}

    @classmethod
    def _entries(cls, name: str) -> type[Entry]:
        return cast("type[Entry]", cls._meta.get_field(name).related_model)

    def course(self) -> list[tuple[Any, date | None]]:
        """Each step a subject of its kind goes through, and the day of it; None where it has not come yet."""
        days = []
        for stage, name in self.milestones:
            if self.goes_through(stage):
                first = getattr(self, name).standing().order_by("happened_on").first()
                days.append((self._entries(name)._meta.verbose_name, first.happened_on if first else None))
        return days

    def goes_through(self, stage: str) -> bool:
        """Whether a subject of its kind comes to this stage at all."""
        return True

    @property
    def verbs(self) -> tuple[str, ...]:
        """What may be recorded next, as names of methods."""
        raise NotImplementedError

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

    def warnings(self) -> list[str]:
        """What somebody should look at; nothing here refuses anything."""
        return []

    def entry(self, entry: type[E], **facts: Any) -> E:
        """An entry with what the subject is that day: figures read it there, so that a later change leaves the past."""
        as_it_is = {name: getattr(self, name) for name in self.copied}
        return entry(**{entry.subject_field: self}, **as_it_is, **facts)


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


def refuse_twice(act: Act, entries: Any, message: Any) -> None:
    """Refuse what already stands."""
    if act.standing(entries).exists():
        raise Refused(message)


def refuse_before(act: Act, entries: Any, day: date, message: Any) -> None:
    """Refuse a day before what must come first happened, and any day while it has not."""
    first = act.standing(entries).order_by("happened_on").first()
    if first is None:
        raise Refused(message, field="happened_on")
    if day < first.happened_on:
        words = {"rule": message, "what": first._meta.verbose_name, "day": first.happened_on.isoformat()}
        raise Refused(str(_("%(rule)s Not before the day of “%(what)s”, %(day)s.")) % words, field="happened_on")


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
