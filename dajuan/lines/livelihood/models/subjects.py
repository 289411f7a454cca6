"""What all subjects of this room share: the word of their pages, a remembered stage, and the order of their steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from dajuan.core.places.shaped import ShapedQuerySet
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Subject, SubjectQuerySet
from dajuan.core.records.remembering import Remembering


class LivelihoodQuerySet(SubjectQuerySet):
    """Subjects of this room, as their lists ask for them."""

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
        """With the names of the offices."""
        return self.select_related("office")


class StagedQuerySet(LivelihoodQuerySet, Remembering):  # type: ignore[override]  # the stubs give each queryset an as_manager of its own
    """Subjects whose rows repeat how far they are."""

    def remembered(self) -> dict[str, Any]:
        """The columns that repeat the state of these subjects."""
        columns: dict[str, Any] = self.model.remembered()
        return columns


class PlacedQuerySet(LivelihoodQuerySet, ShapedQuerySet):  # type: ignore[override]  # the stubs give each queryset an as_manager of its own
    """Subjects with a shape."""

    def for_lists(self) -> Self:
        """Without the shapes, which may be large."""
        return super().for_lists().defer("geojson")


class StagedPlacedQuerySet(StagedQuerySet, PlacedQuerySet):  # type: ignore[override]  # the stubs give each queryset an as_manager of its own
    """Subjects with a stage and a shape."""


class LivelihoodSubject(Subject):
    """A subject of this room. A `stage`, where it has one, repeats what its entries say (records/remembering.py)."""

    page: ClassVar[str]  # the word of its pages in addresses
    narrowed_by: ClassVar[tuple[str, ...]] = ("stage",)
    searched: ClassVar[tuple[str, ...]] = ("name",)

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return reverse("livelihood:show", args=[self.page, self.pk])

    @property
    def verbs(self) -> tuple[str, ...]:
        """What may be recorded next, as names of methods."""
        raise NotImplementedError


def refuse_twice(act: Act, entries: Any, message: Any) -> None:
    """Refuse what already stands."""
    if act.standing(entries).exists():
        raise Refused(message)


def refuse_before(act: Act, entries: Any, day: date, message: Any) -> None:
    """Refuse a day before what must come first happened, and any day while it has not."""
    if not act.standing(entries).filter(happened_on__lte=day).exists():
        raise Refused(message, field="happened_on")


def one_per(*fields: str, name: str, message: Any) -> models.UniqueConstraint:
    """A natural key, unique in its zone."""
    return models.UniqueConstraint(fields=["zone", *fields], name=name, violation_error_message=message)
