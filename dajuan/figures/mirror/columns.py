"""Which columns of an entry type stand in the mirror, of which type, and the day its rows are sorted by.

Countable columns only: numbers, days, instants, truths and codes. A longer text comes along where a figure names it;
a remark, a title or an address never does.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.db import models
from ibis.expr import operations as ops

from dajuan.core.records.models import Entry, entry_types
from dajuan.figures import catalogue, plans
from dajuan.figures.compiled import schema_text, table_of
from dajuan.figures.vocabulary import Daily, Figure, Interval, Measure

LAYOUT = 1  # of folder and manifest; a mirror of another layout is not read but built anew
LEDGER = ("number", "zone_id", "moment", "until", "replaces")
LEFT_OUT = {"reason", "canonical", "private_mac", "system", "foreign_number", "batch_id"}
CODE = 20  # characters of the longest text that is a code without saying so
TYPES: list[tuple[type[models.Field[Any, Any]], str]] = [
    (models.BooleanField, "BOOLEAN"),
    (models.DateTimeField, "TIMESTAMPTZ"),
    (models.DateField, "DATE"),
    (models.IntegerField, "BIGINT"),
    (models.CharField, "VARCHAR"),
]


@cache
def columns_of(entry: type[Entry]) -> dict[str, str]:
    """Name and DuckDB type of each mirrored column, in the order of the table."""
    named = named_in(entry)
    fields = (field for field in entry._meta.concrete_fields if field.column not in LEFT_OUT)
    return {str(field.column): type_of(field) for field in fields if field.column in named or _is_countable(field)}


def type_of(field: models.Field[Any, Any]) -> str:
    """The DuckDB type of a column; empty where no figure can read such a thing."""
    if isinstance(field, models.ForeignKey):
        return type_of(field.target_field)
    return next((name for kind, name in TYPES if isinstance(field, kind)), "")


def _is_countable(field: models.Field[Any, Any]) -> bool:
    kind = type_of(field)
    if kind != "VARCHAR" or isinstance(field, models.ForeignKey):
        return bool(kind)
    return bool(field.choices) or isinstance(field, models.SlugField) or (field.max_length or CODE + 1) <= CODE


@cache
def day_of(entry: type[Entry]) -> str:
    """The day column that places its rows in most figures; the day it happened where none counts it or days lack."""
    used = Counter(_days().get(entry, ()))
    used["happened_on"] += 1
    day = max(used, key=lambda name: (used[name], name == "happened_on"))
    return "happened_on" if entry._meta.get_field(day).null else day


@cache
def _days() -> dict[type[Entry], list[str]]:
    """The day columns that figures count by, one a figure's rows, by entry type."""
    found: dict[type[Entry], list[str]] = {}
    for one in catalogue.every():
        for rows in one.rows_used():
            found.setdefault(rows.entry, []).append(rows.on)
    return found


@cache
def digest() -> str:
    """The identity of what the files hold: a mirror of other columns is never misread, but built anew."""
    lines = [
        f"{label} {day_of(entry)} {' '.join(f'{name}:{kind}' for name, kind in columns_of(entry).items())}"
        for label, entry in sorted(entry_types().items())
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def named_in(entry: type[Entry]) -> set[str]:
    """The columns of an entry type that figures name."""
    return _named().get(entry, set())


@cache
def _named() -> dict[type[Entry], set[str]]:
    """The columns that figures name, by entry type."""
    found: dict[type[Entry], set[str]] = {}
    for one in catalogue.every():
        for entry, names in _names(one):
            found.setdefault(entry, set()).update(name for name in names if name)
    return found


def _names(one: Figure) -> Iterator[tuple[type[Entry], list[str]]]:
    for rows in one.rows_used():
        read = [name for predicate in rows.predicates for name in _read_by(rows.entry, predicate)]
        yield rows.entry, [rows.on, *read, *(tie.column for tie in rows.ties)]
        for tie in rows.ties:
            yield tie.other.entry, [tie.other_column]
    if isinstance(one, Measure):
        yield one.rows.entry, [one.column, *one.by]
    elif isinstance(one, Daily):
        yield one.rows.entry, [*one.keys, *one.columns, *one.by]
    elif isinstance(one, Interval):
        for rows in one.steps:
            yield rows.entry, [one.key_column]
    for part in one.parts:
        yield from _names(part)


def _read_by(entry: type[Entry], predicate: Any) -> list[str]:
    """The columns a predicate looks at; kept among the compiled plans, for to ask Ibis costs a new process long."""

    def names() -> dict[str, Any]:
        bound = table_of(entry).bind(predicate)[0].op()
        return {"columns": [str(field.name) for field in bound.find(ops.Field)]}

    found: list[str] = plans.kept(f"columns of {predicate} {schema_text(entry)}", names)["columns"]
    return found
