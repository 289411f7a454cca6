"""Rows that nearly every act writes, by statements put together once a process.

Django takes longer to put an INSERT of thirty columns together than a database to carry it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection, models

from dajuan.core.records.models import EntryNumber, Moment


def insert(row: models.Model) -> None:
    """Insert a row whose key is known, as Django would: each column by its field's own rule, no signal sent."""
    values = _values(row, row._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(_statement(type(row), connection.vendor), values)
    row._state.adding, row._state.db = False, connection.alias


def insert_new(row: models.Model) -> bool:
    """Insert a row and learn its key; False, and nothing inserted, where one like it is there already."""
    values = _values(row, [field for field in row._meta.concrete_fields if not field.primary_key])
    with connection.cursor() as cursor:
        cursor.execute(_statement_for_new(type(row), connection.vendor), values)
        found = cursor.fetchone()
    if found is None:
        return False
    row.pk, row._state.adding, row._state.db = found[0], False, connection.alias
    return True


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert rows of one kind whose keys nobody asks for."""
    if not rows:
        return
    fields = [field for field in rows[0]._meta.concrete_fields if not field.primary_key]
    with connection.cursor() as cursor:
        statement = _statement_without_key(type(rows[0]), connection.vendor)
        cursor.executemany(statement, [_values(row, fields) for row in rows])


def _values(row: models.Model, fields: Iterable[models.Field[Any, Any]]) -> list[Any]:
    row._prepare_related_fields_for_save(operation_name="insert")  # type: ignore[attr-defined]  # of Django itself
    return [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]


def last_allotted() -> tuple[int, datetime | None, int]:
    """Number and instant of the last moment, and the last number of an entry; 0, None, 0 in an empty ledger."""
    with connection.cursor() as cursor:
        cursor.execute(_last_allotted(connection.vendor))
        number, recorded_at, entry = cursor.fetchone() or (0, None, 0)
    return number, _instant(recorded_at), entry or 0


@cache
def _statement(model: type[models.Model], vendor: str) -> str:
    return _inserting(model, model._meta.concrete_fields)


@cache
def _statement_without_key(model: type[models.Model], vendor: str) -> str:
    return _inserting(model, [field for field in model._meta.concrete_fields if not field.primary_key])


@cache
def _statement_for_new(model: type[models.Model], vendor: str) -> str:
    key = connection.ops.quote_name(str(model._meta.pk.column))
    return f"{_statement_without_key(model, vendor)} ON CONFLICT DO NOTHING RETURNING {key}"


def _inserting(model: type[models.Model], fields: Sequence[models.Field[Any, Any]]) -> str:
    name = connection.ops.quote_name
    columns, places = ", ".join(name(str(field.column)) for field in fields), ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {name(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608  our own tables


@cache
def _last_allotted(vendor: str) -> str:
    moments, entries = (connection.ops.quote_name(model._meta.db_table) for model in (Moment, EntryNumber))
    return (
        f"SELECT number, recorded_at, (SELECT MAX(number) FROM {entries}) FROM {moments} ORDER BY number DESC LIMIT 1"  # noqa: S608  our own tables
    )


def _instant(at: object) -> datetime | None:
    """SQLite tells an instant as a text in UTC."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    if not isinstance(moment, datetime):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
