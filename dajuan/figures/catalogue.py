"""The catalogue: every figure declared in a room's `figures.py`, found and checked when the program starts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from types import ModuleType

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import module_has_submodule

from dajuan.core.records.models import fact_fields
from dajuan.figures.compiled import table_of
from dajuan.figures.vocabulary import Change, Daily, Figure, Interval, Measure, Rows

CLAIM = re.compile(r"C([1-9]|[1-8]\d|9[0-8])")


@cache
def _figures() -> dict[str, Figure]:
    """The declarations of every app, read once, in the order of the rooms."""
    found: dict[str, Figure] = {}
    for config in apps.get_app_configs():
        if config.name == "dajuan.figures":
            _read(import_module("dajuan.figures.indicators"), "economy", found)
            _read(import_module("dajuan.figures.of_core"), "tickets", found)
        elif config.name.startswith("dajuan.") and module_has_submodule(config.module, "figures"):
            _read(import_module(f"{config.name}.figures"), config.label, found)
    return found


def _read(module: ModuleType, line: str, found: dict[str, Figure]) -> None:
    """Give each figure declared in a module its key, `roads_opened` becoming `roads-opened`."""
    for name, one in list(vars(module).items()):
        if isinstance(one, Figure) and not name.startswith("_") and not one.key:
            object.__setattr__(one, "key", name.replace("_", "-"))
            object.__setattr__(one, "line", line)
            if one.key in found:
                raise ImproperlyConfigured(f"Two figures are called {one.key}: in {found[one.key].line} and {line}.")
            found[one.key] = one


def every() -> list[Figure]:
    """All figures, by line in the order of declaration."""
    return list(_figures().values())


def figure(key: str) -> Figure | None:
    """The figure of a key, None if there is none."""
    return _figures().get(key)


def of_line(line: str) -> list[Figure]:
    """The figures of one line, in the order of declaration."""
    return [one for one in every() if one.line == line]


def statements() -> list[Figure]:
    """The figures that stand on their own: a change shares the object of the figure it is the change of."""
    return [one for one in every() if not isinstance(one, Change)]


def claims_of(one: Figure) -> tuple[str, ...]:
    """Every claim a figure answers, those of its own change included, in order."""
    changes = [claim for other in every() if isinstance(other, Change) and other.of is one for claim in other.claim]
    return tuple(dict.fromkeys([*one.claim, *changes]))


def check(app_configs: list[AppConfig] | None = None, **kwargs: object) -> list[CheckMessage]:
    """Mistakes in declarations, found at start: unit, counting rule, claim numbers, columns, keys used twice."""
    found: list[CheckMessage] = []
    for one in every():
        if not str(one.name):
            found.append(Error(f"Figure {one.key} has no name.", id="figures.E001"))
        if not str(one.unit):
            found.append(Error(f"Figure {one.key} has no unit.", id="figures.E002"))
        if not str(one.counts) and not one.parts:
            found.append(Error(f"Figure {one.key} does not say what it counts on which day.", id="figures.E003"))
        found += [
            Error(f"Figure {one.key} names no claim of C1 to C98: {claim}.", id="figures.E004")
            for claim in one.claim
            if not CLAIM.fullmatch(claim)
        ]
        found += [
            Error(f"Figure {one.key}: {problem}", hint=hint, id="figures.E005")
            for problem, hint in _column_problems(one)
        ]
    return found


def _column_problems(one: Figure) -> Iterator[tuple[str, str]]:
    """What a figure names that its entries do not have, each with a hint."""
    for rows in one.rows_used():
        yield from _gone(rows.signature, [rows.on, *(tie.column for tie in rows.ties)], rows)
        for tie in rows.ties:
            yield from _gone(tie.signature, [tie.other_column], tie.other)
        yield from _predicate_problems(rows)
    for name, rows in _columns_named(one):
        yield from _gone(rows.entry._meta.label_lower, [name], rows)


def _gone(where: str, names: list[str], rows: Rows) -> Iterator[tuple[str, str]]:
    columns = table_of(rows.entry).columns
    for name in names:
        if name and name not in columns:
            yield f"{where} has no column {name}", _hint(rows, name)


def _hint(rows: Rows, name: str = "") -> str:
    """The columns nearest to a name, or all an entry type adds of its own."""
    columns = table_of(rows.entry).columns
    near = get_close_matches(name, columns, n=3)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return f"{rows.entry.__name__} has {', '.join(sorted(str(field.column) for field in fact_fields(rows.entry)))}."


def _predicate_problems(rows: Rows) -> Iterator[tuple[str, str]]:
    table = table_of(rows.entry)
    for predicate in rows.predicates:
        try:
            (bound,) = table.bind(predicate)
        except Exception as error:  # Ibis raises many kinds; all mean the same here
            named = re.search(r"attribute '(\w+)'", str(error))
            where = rows.entry._meta.label_lower
            yield f"{predicate} does not fit {where}: {error}", _hint(rows, named[1] if named else "")
        else:
            if not bound.type().is_boolean():
                yield f"{predicate} is no condition", "Compare the column with something, as in row.kind == 'road'."


def _columns_named(one: Figure) -> Iterator[tuple[str, Rows]]:
    """The columns a measure names, each with the rows that must have it."""
    if isinstance(one, Measure):
        yield from ((name, one.rows) for name in (one.column, *one.by))
    elif isinstance(one, Daily):
        yield from ((name, one.rows) for name in (*one.keys, *one.columns, *one.by))
    elif isinstance(one, Interval):
        yield from ((one.key_column, rows) for rows in one.steps)
