"""From the ledger's row store into DuckDB, at the speed of text: no object is made for a value, nothing is inferred.

PostgreSQL writes CSV by COPY; SQLite prints the same lines itself, `printf` a row. Either goes through a pipe into
DuckDB's reader, which is told every column's type. Nothing but the two databases' own clients is needed, memory stays
constant, and a slow reader holds the writer back (measured against scanners, ADBC and connectorx: decision 0025).

What is read is the book as of a moment, so it needs no snapshot: as of a committed moment nothing ever changes. Reading
a type by two connections at once was tried and gains nothing: threads of one process wait for each other in SQLite's
memory, and COPY, Python and DuckDB already keep two cores busy.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Thread
from typing import Any

import duckdb
from django.db import connection

from dajuan.core.records.models import Entry
from dajuan.figures.mirror.columns import columns_of

ROWS_A_TIME = 5000
PIPE = 1 << 20
EMPTY = {"postgresql": "''", "sqlite": "'', 'NULL'"}  # SQLite's %Q writes NULL, and quotes every text
READ = """read_csv('/dev/fd/{end}', header = false, auto_detect = false, columns = {{{columns}}}, delim = ',',
  quote = '''', escape = '''', nullstr = [{empty}], allow_quoted_nulls = false, parallel = false,
  max_line_size = 4000000, buffer_size = 8000000)"""


@dataclass(frozen=True)
class Slice:
    """Some entries of one type, as of a moment: those that stand, or those withdrawn, after another moment.

    `open`: recorded after `after`, standing as of `upto`. `closed`: withdrawn after `after` and by `upto`.
    """

    entry: type[Entry]
    kind: str
    after: int
    upto: int
    recorded_after: int = 0  # leaves out what was recorded before

    @property
    def condition(self) -> str:
        """Over the table's own columns; whole numbers of our own only."""
        return self.condition_of("moment", "until")

    def condition_of(self, moment: str, until: str) -> str:
        """The condition with two expressions for the columns."""
        after, upto = int(self.after), int(self.upto)
        if self.kind == "open":
            since = f"{moment} > {after} AND " if after else ""
            return f"{since}{moment} <= {upto} AND ({until} IS NULL OR {until} > {upto})"
        since = f"{moment} > {int(self.recorded_after)} AND " if self.recorded_after else ""
        return f"{since}{until} > {after} AND {until} <= {upto}"

    @property
    def exists(self) -> bool:
        """Whether there is any such entry."""
        return self.has_more_than(0)

    def has_more_than(self, some: int) -> bool:
        """Whether it has more entries than some; that many are looked at."""
        with connection.cursor() as cursor:
            asked = f"SELECT 1 FROM {_table(self.entry)} WHERE {self.condition} LIMIT 1 OFFSET {some}"  # noqa: S608  # our own names
            cursor.execute(asked)
            return cursor.fetchone() is not None


def take(con: duckdb.DuckDBPyConnection, rows: Slice, into: str) -> int:
    """Run `into` (such as `COPY ({rows}) TO …`) in DuckDB over a slice of the ledger; gives what DuckDB counted."""
    ours, theirs = os.pipe()
    columns = ", ".join(f"'{name}': '{_declared(kind)}'" for name, kind in columns_of(rows.entry).items())
    chosen = ", ".join(_chosen(name, kind) for name, kind in columns_of(rows.entry).items())
    source = f"(SELECT {chosen} FROM {READ.format(end=ours, columns=columns, empty=EMPTY[connection.vendor])})"  # noqa: S608  # our own names
    taking = _Taking(con, into.format(rows=source), ours)
    taking.start()
    try:
        with open(theirs, "wb", buffering=PIPE) as pipe:
            pipe.writelines(_lines(rows))
    except BrokenPipeError:
        pass  # DuckDB has stopped reading, and says why below
    except BaseException:
        con.interrupt()  # what it has read by now is not the whole
        taking.join()
        raise
    taking.join()
    if taking.error:
        raise taking.error
    return taking.count


class _Taking(Thread):
    """DuckDB at the other end of the pipe, so that the database is spoken to from the caller's own thread."""

    def __init__(self, con: duckdb.DuckDBPyConnection, sql: str, end: int) -> None:
        super().__init__(name="mirror", daemon=True)
        self.con, self.sql, self.end = con, sql, end
        self.count = 0
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            found = self.con.execute(self.sql).fetchone()
            self.count = int(found[0]) if found else 0
        except Exception as error:  # raised again by who waits for it
            self.error = error
        finally:
            os.close(self.end)  # a writer that is still at it then stops


def _lines(rows: Slice) -> Iterable[bytes]:
    names = list(columns_of(rows.entry))
    if connection.vendor == "postgresql":
        return _copied(rows, names)
    return _printed(rows, names) if rows.after else _printed_in_order(rows, names)


def _copied(rows: Slice, names: list[str]) -> Iterator[bytes]:
    columns = ", ".join(_as_known(rows, name) for name in names)
    query = f"SELECT {columns} FROM {_table(rows.entry)} WHERE {rows.condition}"  # noqa: S608  # our own names
    with connection.cursor() as cursor:
        copying: Any = cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv, QUOTE '''')")
        with copying as copy:
            yield from copy


def _printed(rows: Slice, names: list[str]) -> Iterator[bytes]:
    query = f"SELECT {_line(rows, names)} FROM {_table(rows.entry)} WHERE {rows.condition}"  # noqa: S608  # our own names
    connection.ensure_connection()
    found = connection.connection.execute(query)
    while some := found.fetchmany(ROWS_A_TIME):
        yield "".join([text for (text,) in some]).encode()


def _printed_in_order(rows: Slice, names: list[str]) -> Iterator[bytes]:
    """The whole type: some thousand lines as one text, again and again from the last number on.

    It costs a third less than a line at a time, and no long transaction keeps the log from shrinking. The plus signs
    keep SQLite from an index, by which it would look at every row again for each text.
    """
    some = (
        f"SELECT {_line(rows, names)} AS line, number FROM {_table(rows.entry)} "  # noqa: S608  # our own names
        f"WHERE number > ? AND {rows.condition_of('+moment', '+until')} ORDER BY number LIMIT {ROWS_A_TIME}"
    )
    connection.ensure_connection()
    last = 0
    while True:
        asked = connection.connection.execute(f"SELECT group_concat(line, ''), max(number) FROM ({some})", [last])  # noqa: S608  # our own names
        text, last = asked.fetchone()
        if text is None:
            return
        yield text.encode()


def _line(rows: Slice, names: list[str]) -> str:
    """A row as a line of CSV, as SQLite prints it."""
    kinds = columns_of(rows.entry)
    form = ",".join("%Q" if kinds[name] == "VARCHAR" else "%s" for name in names)
    return f"printf('{form}\n', {', '.join(_as_known(rows, name) for name in names)})"


def _as_known(rows: Slice, name: str) -> str:
    """A column as of the moment: what was withdrawn later still stood."""
    column = connection.ops.quote_name(name)
    if name == "until":
        return f"CASE WHEN {column} <= {int(rows.upto)} THEN {column} END"
    if connection.vendor == "postgresql" and columns_of(rows.entry)[name] == "TIMESTAMPTZ":
        return f"{column} AT TIME ZONE 'UTC'"
    return column


def _declared(kind: str) -> str:
    """How a column is read: an instant comes in UTC without saying so, from either database."""
    return "TIMESTAMP" if kind == "TIMESTAMPTZ" else kind


def _chosen(name: str, kind: str) -> str:
    return f'"{name}" AT TIME ZONE \'UTC\' AS "{name}"' if kind == "TIMESTAMPTZ" else f'"{name}"'


def _table(entry: type[Entry]) -> str:
    return connection.ops.quote_name(entry._meta.db_table)
