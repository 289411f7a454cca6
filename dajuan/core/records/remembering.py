"""Columns that repeat a subject's state so that lists are fast: kept in the act that changes it and checkable.

State is the existence of an entry. A room whose lists are long declares what its subjects remember:

    class WorkQuerySet(Remembering):
        def remembered(self):
            return {"stage": stage_of("listed", (Opening, "opened"), (Start, "started")), "started_on": latest(Start)}

An act writes these columns after its entries; `python -m dajuan check_columns` finds rows that say something else.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Self

from django.db import connection, models
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import BaseExpression
from django.db.models.sql import UpdateQuery

from dajuan.core.records.models import Entry, SubjectQuerySet


class Remembering(SubjectQuerySet):
    """Subjects whose rows repeat their state."""

    def remembered(self) -> dict[str, Any]:
        """Each column that repeats a state, and the expression over standing entries that it repeats."""
        raise NotImplementedError

    def remember(self) -> None:
        """Write the columns anew from the standing entries. Called by the act, after its entries."""
        self.order_by().update(**self.remembered())

    def remember_one(self, key: int) -> None:
        """Write the columns of one row anew: what nearly every act does.

        The statement is put together once a process, for that costs ten times its execution; so the expressions of
        `remembered` may depend on nothing but the entries.
        """
        model: Any = self.model
        sql, params = _statement(model, self.db)
        with connection.cursor() as cursor:
            cursor.execute(sql, [key if one == NO_KEY else one for one in params])

    def forgotten(self) -> Self:
        """Rows whose columns no longer say what the entries say; empty unless something is broken."""
        columns = self.remembered()
        compared = self.annotate(**{f"true_{name}": expression for name, expression in columns.items()})
        differs = Q(pk__in=[])
        for name in columns:
            both = Q(**{f"{name}__isnull": False, f"true_{name}__isnull": False})
            differs |= both & ~Q(**{name: F(f"true_{name}")})
            differs |= Q(**{f"{name}__isnull": True}) ^ Q(**{f"true_{name}__isnull": True})  # NULL differs from nothing
        return compared.filter(differs)


NO_KEY = -987654321  # stands for the key in a statement put together beforehand


@cache
def _statement(model: type[models.Model], using: str) -> tuple[str, tuple[Any, ...]]:
    """The statement that writes one row's columns anew, and its values, NO_KEY in place of the key."""
    rows: Any = model._default_manager.filter(pk=NO_KEY)
    query = rows.order_by().query.chain(UpdateQuery)
    query.add_update_values(rows.remembered())
    sql, params = query.get_compiler(using).as_sql()
    return sql, tuple(params)


def _entries(entry: type[Entry], **narrowed: Any) -> Any:
    rows: Any = entry._default_manager
    return rows.standing().filter(**{f"{entry.subject_field}_id": OuterRef("pk")}, **narrowed)


def has(entry: type[Entry], **narrowed: Any) -> Exists:
    """Whether a standing entry of this type exists about the row's subject."""
    return Exists(_entries(entry, **narrowed))


def latest(entry: type[Entry], column: str = "happened_on", **narrowed: Any) -> Subquery:
    """A column of the standing entry that happened last; empty where there is none."""
    return Subquery(_entries(entry, **narrowed).order_by("-happened_on", "-number").values(column)[:1])


def stage_of(first: str, *stages: tuple[type[Entry], str]) -> BaseExpression:
    """The stage of the first entry type in the list that stands, `first` where none does: name the last stage first."""
    steps = [When(has(entry), then=Value(stage)) for entry, stage in stages]
    return Case(*steps, default=Value(first), output_field=CharField())
