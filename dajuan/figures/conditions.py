"""A predicate of a declaration as plain SQL over the columns of one row, for engines whose plans we write ourselves."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import ibis
import sqlglot
from ibis.expr import operations as ops
from sqlglot import exp

from dajuan.core.records.models import Entry
from dajuan.figures import plans
from dajuan.figures.compiled import schema_text, table_of
from dajuan.figures.vocabulary import Rows


@lru_cache(maxsize=4096)
def conditions(rows: Rows, dialect: str) -> str:
    """Whether a row fits the rows' predicates, as SQL in brackets; empty where there are none. Ties are not in it."""
    return " AND ".join(_condition(rows.entry, predicate, dialect) for predicate in rows.predicates)


def _condition(entry: type[Entry], predicate: Any, dialect: str) -> str:
    identity = f"condition {dialect} {predicate} {schema_text(entry)}"
    return str(plans.kept(identity, lambda: {"sql": _compiled(entry, predicate, dialect)})["sql"])


def _compiled(entry: type[Entry], predicate: Any, dialect: str) -> str:
    plain = _plain(table_of(entry).bind(predicate)[0].op()) if dialect == "duckdb" else ""
    return f"({plain})" if plain else by_ibis(entry, predicate, dialect)


COMPARED = {
    ops.Equals: "=",
    ops.NotEquals: "<>",
    ops.Less: "<",
    ops.LessEqual: "<=",
    ops.Greater: ">",
    ops.GreaterEqual: ">=",
}


def _plain(op: Any) -> str:
    """A column compared with a value, or empty or not, as Ibis says it; empty for anything else.

    Nearly all predicates are so plain, and to load Ibis's compilers costs a new process a third of a second.
    """
    if type(op) in COMPARED and isinstance(op.right, ops.Literal):
        left, right = _plain(op.left), _value(op.right.value)
        return f"{left} {COMPARED[type(op)]} {right}" if left and right else ""
    if isinstance(op, ops.Field):
        return f'"{op.name}"'
    if isinstance(op, ops.NotNull) and isinstance(op.arg, ops.Field):
        return f'NOT "{op.arg.name}" IS NULL'
    if isinstance(op, ops.Not) and isinstance(op.arg, ops.Field):
        return f'NOT ("{op.arg.name}")'
    return ""


def _value(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def by_ibis(entry: type[Entry], predicate: Any, dialect: str) -> str:
    """Whatever a predicate may say, as SQL."""
    table = table_of(entry)
    text = str(ibis.to_sql(table.select(condition=table.bind(predicate)[0]), dialect=dialect))
    read = "spark" if dialect == "pyspark" else dialect
    found = sqlglot.parse_one(text, read=read).expressions[0].unalias()
    for column in found.find_all(exp.Column):
        column.set("table", None)
    return f"({found.sql(read)})"
