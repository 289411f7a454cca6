"""Rows that nearly every act writes, by statements put together once a process.

Django takes longer to put an INSERT of thirty columns together than a database to carry it out.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from django.db import connection, models

from dajuan.core.records.models import EntryNumber, Moment
from dajuan.core.staff.asking import written_cursor


def insert(row: models.Model) -> None:
    """Insert a row whose key is known, as Django would: each column by its field's own rule, no signal sent."""
    row._prepare_related_fields_for_save(operation_name="insert")  # type: ignore[attr-defined]  # of Django itself
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in row._meta.concrete_fields]
    with written_cursor() as cursor:
        cursor.execute(_statement(type(row), connection.vendor), values)
    row._state.adding, row._state.db = False, connection.alias


def last_allotted() -> tuple[int, datetime | None, int]:
    """Number and instant of the last moment, and the last number of an entry; 0, None, 0 in an empty ledger."""
    with written_cursor() as cursor:
        cursor.execute(_last_allotted(connection.vendor))
        number, recorded_at, entry = cursor.fetchone() or (0, None, 0)
    return number, _instant(recorded_at), entry or 0


@cache
def _statement(model: type[models.Model], vendor: str) -> str:
    name = connection.ops.quote_name
    fields = model._meta.concrete_fields
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
