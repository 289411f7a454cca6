"""What subjects of a room have alike: the word of their pages, a remembered stage, and the order of their steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Self, TypeVar, cast

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from dajuan.core.places.shaped import Shaped, ShapedQuerySet
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Entry, Merged, Subject, SubjectQuerySet
from dajuan.core.records.remembering import Remembering, stage_of

E = TypeVar("E", bound=Entry)


class ListedQuerySet(SubjectQuerySet):
    """Subjects as their lists and boards ask for them."""

    def narrow(self, asked: Mapping[str, Any]) -> Self:
        """The rows asked for: each column that was asked for narrows them, one that was not narrows nothing."""
        rows = self
        for column in self.model.narrowed_by:
            if asked.get(column):
                rows = rows.filter(**{column: asked[column]})
        if words := asked.get("q"):
            found = Q(pk__in=[])
            for column in self.model.searched:
                found |= Q(**{f"{column}__icontains": words})
            rows = rows.filter(found)
        return rows

    def for_lists(self) -> Self:
        """With the names of the offices, and without shapes, which may be large."""
        rows = self.select_related("office")
        return rows.defer("geojson") if issubclass(self.model, Shaped) else rows

    def unmerged(self) -> Self:
        """Without those found to be the same as another, which stands for both."""
        gone = Merged.objects.standing().filter(type=self.model._meta.label_lower).values("gone")
        return self.exclude(pk__in=gone)

    def open(self) -> Self:
        """Those with something still to be done."""
        return self.filter(stage__in=self.model.open_stages)


class RoomQuerySet(ListedQuerySet, Remembering):  # type: ignore[override]  # the stubs give each queryset an as_manager of its own
    """Subjects whose rows repeat how far they are."""

    def remembered(self) -> dict[str, Any]:
        """The columns that repeat the state of these subjects."""
        columns: dict[str, Any] = self.model.remembered()
        return columns


class PlacedQuerySet(RoomQuerySet, ShapedQuerySet):  # type: ignore[override]  # the stubs give each queryset an as_manager of its own
    """Subjects with a stage and a shape."""


class RoomSubject(Subject):
    """A subject of a room, with a page of its own. A `stage`, where it has one, repeats what its entries say."""

    Stage: ClassVar[type[models.TextChoices]]
    page: ClassVar[str]  # the word of its pages in addresses
    narrowed_by: ClassVar[tuple[str, ...]] = ("stage",)
    searched: ClassVar[tuple[str, ...]] = ("name",)
    copied: ClassVar[tuple[str, ...]] = ()  # what stands on its entries as it was that day
    shown: ClassVar[tuple[str, ...]] = ()  # its own fields that its page shows beside the columns of its list
    open_stages: ClassVar[tuple[str, ...]] = ()
    milestones: ClassVar[tuple[tuple[str, str], ...]] = ()  # stage, and the entries that bring it, in the usual order

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return reverse(f"{self._meta.app_label}:show", args=[self.page, self.pk])

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

    @property
    def is_unfinished(self) -> bool:
        """Whether something is still to be done about it."""
        return getattr(self, "stage", "") in self.open_stages

    def particulars(self) -> list[tuple[Any, Any]]:
        """Heading and value of what its page shows beside the columns of its list; what is empty is left out."""
        fields = ((self._meta.get_field(name), getattr(self, name)) for name in self.shown)
        return [(capfirst(str(getattr(field, "verbose_name", ""))), value) for field, value in fields if value]

    def warnings(self) -> list[str]:
        """What somebody should look at; nothing here refuses anything."""
        return []

    def entry(self, entry: type[E], **facts: Any) -> E:
        """An entry with what the subject is that day: figures read it there, so that a later change leaves the past."""
        as_it_is = {name: getattr(self, name) for name in self.copied}
        return entry(**{entry.subject_field: self}, **as_it_is, **facts)


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


def one_per(*fields: str, name: str, message: Any) -> models.UniqueConstraint:
    """A natural key, unique in its zone."""
    return models.UniqueConstraint(fields=["zone", *fields], name=name, violation_error_message=message)
