"""A predicate of a declaration as plain SQL over the columns of one row, for engines whose plans we write ourselves."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import ibis
import sqlglot
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
    table = table_of(entry)
    text = str(ibis.to_sql(table.select(condition=table.bind(predicate)[0]), dialect=dialect))
    read = "spark" if dialect == "pyspark" else dialect
    found = sqlglot.parse_one(text, read=read).expressions[0].unalias()
    for column in found.find_all(exp.Column):
        column.set("table", None)
    return f"({found.sql(read)})"
