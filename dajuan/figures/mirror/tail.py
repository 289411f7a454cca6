"""The tail: what the mirror does not hold yet, read from the ledger.

The book as of M is the mirror's rows with `moment <= M` that stood then, plus the tail's; a row of the mirror's open
files whose number is among `gone` with `until <= M` no longer stands.
"""

from __future__ import annotations

import duckdb
from django.db import connection

from dajuan.core.records.models import Entry, entry_types
from dajuan.figures.mirror.columns import columns_of
from dajuan.figures.mirror.extraction import Slice, take


def since(entry: type[Entry], after: int, upto: int) -> list[tuple[object, ...]]:
    """The entries of a type recorded after a moment and by another, in the order of `columns_of`; oldest first.

    `until` is as of the ledger's last moment: it may lie beyond `upto`.
    """
    rows = entry._base_manager.filter(moment__gt=after, moment__lte=upto).order_by("number")
    fields = {str(field.column): field.attname for field in entry._meta.concrete_fields}
    return list(rows.values_list(*(fields[name] for name in columns_of(entry))))


def gone(entry: type[Entry], after: int, upto: int) -> list[tuple[int, int]]:
    """Number and moment of withdrawal of what the mirror as of `after` holds as open, withdrawn since and by `upto`."""
    rows = entry._base_manager.filter(moment__lte=after, until__gt=after, until__lte=upto)
    return list(rows.order_by("until", "number").values_list("number", "until_id"))


def pour(con: duckdb.DuckDBPyConnection, entry: type[Entry], table: str, after: int, upto: int) -> int:
    """Add a long tail to a DuckDB table of the same columns, without an object a value; gives the rows added."""
    added = 0
    for kind in ("open", "closed"):
        rows = Slice(entry, kind, after, upto, recorded_after=after)
        if rows.exists:
            added += take(con, rows, f"INSERT INTO {table} {{rows}}")
    return added


def length(after: int) -> int:
    """How many entries were recorded or withdrawn since a moment: how much is merged whenever figures are read."""
    quote = connection.ops.quote_name
    counts = [
        f"SELECT count(*) FROM {quote(model._meta.db_table)} WHERE {column} > {int(after)}"  # noqa: S608  # our own names
        for model in entry_types().values()
        for column in ("moment", "until")
    ]
    with connection.cursor() as cursor:
        found = 0
        for at in range(0, len(counts), 200):  # SQLite joins at most 500 queries
            cursor.execute(" UNION ALL ".join(counts[at : at + 200]))
            found += sum(count for (count,) in cursor.fetchall())
    return found
