"""What the ledger's own constraints say about a figure's keys."""

from __future__ import annotations

from functools import lru_cache

from django.db import models

from dajuan.core.records.models import Entry


@lru_cache(maxsize=1024)
def stands_once(entry: type[Entry], column: str) -> bool:
    """Whether at most one entry of a key in this column stands at any moment, as a constraint of the database holds.

    Then different keys need not be told apart: each row of a book is one (of a subject that was merged, not so). A
    column that stands for several together (`Entry.stands_for`) is unique where they are.
    """
    standing = models.Q(until__isnull=True)
    fields = [
        constraint.fields
        for constraint in entry._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition == standing
    ]
    several = entry.stands_for.get(column)
    return any(_column(entry, its[0]) == column if len(its) == 1 else its == several for its in fields)


def _column(entry: type[Entry], name: str) -> str:
    return next((str(field.column) for field in entry._meta.concrete_fields if field.name == name), "")
