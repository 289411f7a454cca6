"""A database of the product filled with a generated ledger: COPY on PostgreSQL, plain inserts on SQLite.

Rows come from the ledger's Parquet files; a text nobody counts is empty. Indexes and triggers are put aside while rows
pour in and stand again afterwards, so that what is measured is the product's own database.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import duckdb

from bench.scale.ledger import Ledger, Size, opened
from dajuan.figures.mirror.columns import columns_of
from dajuan.figures.mirror.folder import Folder
from dajuan.figures.mirror.manifest import Manifest, Shelf
from dajuan.figures.mirror.parquet import union

PAST = 0.9  # of all moments: as of this one something is asked as it was known then
AT_ONCE = 50_000
PIPE = 1 << 20
EMPTY = {"reason": "''", "canonical": "1", "private_mac": "''", "system": "''", "foreign_number": "''"}


@dataclass(frozen=True)
class Rows:
    """Rows for one table: its columns, and a query in DuckDB that gives them."""

    table: str
    columns: tuple[str, ...]
    query: str


class Filling:
    """A ledger on its way into the installation's database."""

    def __init__(self, place: Path, size: Size) -> None:
        self.place = place
        self.ledger = Ledger(size)
        self.con = opened()
        held = Folder(place).held()
        self.manifest: Manifest = held.manifest

    def prepare(self) -> None:
        """Tables, and for each zone an office and a person who records."""
        from django.apps import apps
        from django.conf import settings
        from django.core.management import call_command

        from dajuan.core.staff.models import Office, User, Zone

        settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}  # tables as they are now
        call_command("migrate", run_syncdb=True, verbosity=0)
        if Zone.objects.exists():
            return
        size = self.ledger.size
        for pk in range(size.first_zone, size.first_zone + size.zones):
            zone = Zone.objects.create(pk=pk, code=f"zone-{pk}", name=f"第{pk}开发区", in_use_since="2018-01-01")
            Office.objects.create(pk=pk, zone=zone, name="管委会", from_on="2018-01-01")
            User.objects.create(pk=pk, username=f"zone-{pk}", zone=zone)

    def whole(self) -> int:
        """Every moment, number and entry; gives how many entries."""
        self.prepare()
        with put_aside(list(self.tables())):
            pour(self.con, self._moments(f"range(1, {self.ledger.moments} + 1)", "range"))
            for label, shelf in self.manifest.shelves.items():
                pour(self.con, self._numbers(label, self._files(shelf)))
                pour(self.con, self._entries(label, self._files(shelf)))
        return self.manifest.rows

    def ends(self) -> int:
        """Of each type only what was recorded and withdrawn last, now and as of the past moment that is asked about.

        That, and which subjects were merged, is all a report reads of a ledger behind its mirror.
        Gives how many entries.
        """
        self.prepare()
        self.con.execute("create table kept (moment bigint)")
        chosen: dict[str, str] = {}
        for label, shelf in self.manifest.shelves.items():
            source = self._files(shelf)
            past = int(self.ledger.moments * PAST)
            ends = [(name, f"{name} <= {by}") for name in ("moment", "until") for by in (past, self.ledger.moments)]
            last = ", ".join(f"max({name}) filter (where {known})" for name, known in ends)
            found = self.con.execute(f"select {last} from {source}").fetchall()[0]
            either = [f"{name} = {value}" for (name, _by), value in zip(ends, found, strict=True) if value]
            table = label.replace(".", "_")
            where = "true" if label == "records.merged" else " or ".join(either)
            self.con.execute(f"create table {table} as select * from {source} where {where}")
            self.con.execute(f"insert into kept select moment from {table} union select until from {table}")
            chosen[label] = table
        self.con.execute(f"insert into kept values ({self.ledger.moments})")
        with put_aside(list(self.tables())):
            pour(self.con, self._moments("(select distinct moment from kept where moment is not null)", "moment"))
            for label, table in chosen.items():
                pour(self.con, self._numbers(label, table))
                pour(self.con, self._entries(label, table))
        return sum(self.con.table(table).shape[0] for table in chosen.values())

    def tables(self) -> Iterator[str]:
        """The tables that are filled."""
        yield from ("records_moment", "records_entrynumber")
        yield from (self.ledger.types[label]._meta.db_table for label in self.manifest.shelves)

    def _files(self, shelf: Shelf) -> str:
        return union([str(self.place / file.path) for file in shelf.files])

    def _moments(self, source: str, column: str) -> Rows:
        size, begun = self.ledger.size, self.ledger.instant(0)
        seconds = f"({column} * {1096 * 86_400} // {self.ledger.moments})::bigint"
        at = f"strftime(timestamp '{begun:%Y-%m-%d}' + to_seconds({seconds}), '%Y-%m-%d %H:%M:%S')"
        if _on_postgresql():
            at += " || '+00'"
        who = str(size.first_zone)
        return Rows(
            "records_moment",
            ("number", "recorded_at", "recorded_by_id", "office_id", "origin"),
            f"select {column}, {at}, {who}, {who}, 'bench' from {source}",
        )

    def _numbers(self, label: str, source: str) -> Rows:
        return Rows("records_entrynumber", ("number", "type"), f"select number, '{label}' from {source}")

    def _entries(self, label: str, source: str) -> Rows:
        entry = self.ledger.types[label]
        fields = {str(field.column): field for field in entry._meta.concrete_fields}
        kinds = columns_of(entry)
        values = [_written(name, kinds[name]) if name in kinds else _empty(name, fields[name]) for name in fields]
        return Rows(entry._meta.db_table, tuple(fields), f"select {', '.join(values)} from {source}")


def _written(name: str, kind: str) -> str:
    """A column as both databases take it as text or number."""
    column = f'"{name}"'
    if kind == "DATE":
        return f"{column}::varchar"
    if kind == "TIMESTAMPTZ":
        return f"strftime({column} at time zone 'UTC', '%Y-%m-%d %H:%M:%S')" + (" || '+00'" if _on_postgresql() else "")
    return f"{column}::int" if kind == "BOOLEAN" else column


def _empty(name: str, field: Any) -> str:
    if name == "reason":
        return "case when until is null then '' else 'entered wrongly' end"
    if name in EMPTY:
        return EMPTY[name]
    if field.null:
        return "null"
    if field.unique:
        return "number::varchar"
    return "'[]'" if field.get_internal_type() == "JSONField" else "''"


def _on_postgresql() -> bool:
    from django.db import connection

    return connection.vendor == "postgresql"


def pour(con: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    """Put rows into their table."""
    from django.db import connection

    connection.ensure_connection()
    if connection.vendor == "postgresql":
        _copied(con, rows)
    else:
        _inserted(con, rows, connection.connection)


def _copied(con: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    """CSV through a pipe into COPY."""
    from django.db import connection

    ours, theirs = os.pipe()
    text = f"copy ({rows.query}) to '/dev/fd/{theirs}' (format csv, header false, nullstr '\\N')"
    problem: list[Exception] = []

    def write() -> None:
        try:
            con.execute(text)
        except Exception as error:  # raised again below
            problem.append(error)
        finally:
            os.close(theirs)

    writing = Thread(target=write, daemon=True)
    writing.start()
    listed = ", ".join(f'"{name}"' for name in rows.columns)
    with connection.cursor() as cursor, open(ours, "rb", buffering=0) as pipe:
        copying: Any = cursor.copy(f"COPY {rows.table} ({listed}) FROM STDIN (FORMAT csv, NULL '\\N')")  # type: ignore[attr-defined]
        with copying as copy:
            while chunk := pipe.read(PIPE):
                copy.write(chunk)
    writing.join()
    if problem:
        raise problem[0]


def _inserted(con: duckdb.DuckDBPyConnection, rows: Rows, database: sqlite3.Connection) -> None:
    marks, listed = ", ".join("?" * len(rows.columns)), ", ".join(f'"{name}"' for name in rows.columns)
    found = con.execute(rows.query)
    database.execute("begin")
    while some := found.fetchmany(AT_ONCE):
        database.executemany(f"insert into {rows.table} ({listed}) values ({marks})", some)
    database.execute("commit")


class put_aside:  # noqa: N801  # reads as a sentence
    """Without indexes, foreign keys and triggers while rows pour in; everything stands again afterwards."""

    def __init__(self, tables: Sequence[str]) -> None:
        self.tables = tables
        self.indexes: list[tuple[str, str]] = []

    def __enter__(self) -> None:
        from django.db import connection

        from dajuan.core.records import triggers

        triggers.remove(connection)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("set session_replication_role = replica; set synchronous_commit = off")
                cursor.execute(
                    "select indexname, indexdef from pg_indexes where tablename = any(%s) and indexname not in"
                    " (select conname from pg_constraint)",
                    [list(self.tables)],
                )
                self.indexes = cursor.fetchall()
                for table in self.tables:
                    _without_checks(cursor, table)
            else:
                cursor.execute("pragma foreign_keys = off")
                cursor.execute("pragma ignore_check_constraints = on")
                cursor.execute("pragma synchronous = off")
                cursor.execute("pragma cache_size = -500000")
                named = ", ".join(f"'{table}'" for table in self.tables)
                cursor.execute(
                    "select name, sql from sqlite_master"
                    f" where type = 'index' and sql is not null and tbl_name in ({named})"
                )
                self.indexes = cursor.fetchall()
            for name, _sql in self.indexes:
                cursor.execute(f'drop index "{name}"')

    def __exit__(self, *problem: object) -> None:
        from django.db import connection

        from dajuan.core.records import triggers

        if problem[0]:
            return
        index(self.indexes)
        with connection.cursor() as cursor:
            cursor.execute("analyze")
        triggers.install(connection)


def _without_checks(cursor: Any, table: str) -> None:
    """A generated quantity need not fit another one of its entry; such checks do not stand in a bench's database."""
    cursor.execute("select conname from pg_constraint where contype = 'c' and conrelid = %s::regclass", [table])
    for (name,) in cursor.fetchall():
        cursor.execute(f'alter table {table} drop constraint "{name}"')


def index(indexes: Sequence[tuple[str, str]]) -> None:
    """Make indexes again; one that the generated rows do not keep is told and left out."""
    from django.db import DatabaseError, connection, transaction

    for name, sql in indexes:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
        except DatabaseError as error:
            print(f"index {name} left out: {str(error).splitlines()[0]}", file=sys.stderr)
