"""Triggers that let a row into the ledger only at the last moment, and let it change only by one withdrawal.

- An entry enters at the last moment, standing, under a number no entry has. Later `until` and its reason go from empty
  to the last moment and a sentence; nothing else ever changes and nothing is deleted or truncated.
- Moments are numbered on without a gap; evidence is attached at the last moment.
- The logs of who read personal data and who changed the roster are only added to.

They are put in place after each migration, on SQLite and PostgreSQL alike. SQLite's `INSERT OR REPLACE` deletes without
asking them unless `recursive_triggers` is on (settings.py), so a number that exists is refused before it comes to that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from dajuan.core.records.models import Attachment, Entry, EntryNumber, Moment, Reading, entry_types
from dajuan.core.staff.models import RosterChange

WITHDRAWAL = ("until", "reason")
REFUSAL = "ledger: entries are never changed or deleted"
EVENTS = ("insert", "update", "delete", "truncate")
LAST = f"(SELECT max(number) FROM {Moment._meta.db_table})"  # noqa: S608  # our own name

FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION dajuan_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$;
CREATE OR REPLACE FUNCTION dajuan_enter_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.moment IS DISTINCT FROM {LAST} OR NEW.until IS NOT NULL OR NEW.reason <> '' THEN
    RAISE EXCEPTION '{REFUSAL}';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION dajuan_attach_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.moment_id IS DISTINCT FROM {LAST} THEN
    RAISE EXCEPTION '{REFUSAL}';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION dajuan_number_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.number IS DISTINCT FROM coalesce({LAST}, 0) + 1 THEN
    RAISE EXCEPTION '{REFUSAL}';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION dajuan_only_withdraw() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.until IS NOT NULL OR NEW.until IS DISTINCT FROM {LAST} OR NEW.until <= OLD.moment
     OR OLD.reason <> '' OR NEW.reason = ''
     OR (to_jsonb(NEW) - 'until' - 'reason') <> (to_jsonb(OLD) - 'until' - 'reason') THEN
    RAISE EXCEPTION '{REFUSAL}';
  END IF;
  RETURN NEW;
END $$;
"""


def _guarded() -> list[type[Model]]:
    return [Moment, EntryNumber, Attachment, Reading, RosterChange, *entry_types().values()]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put all triggers in place, anew; tables that do not exist yet are passed over."""
    present = set(connection.introspection.table_names())
    statements = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTIONS)
        for model in _guarded():
            if model._meta.db_table in present:
                for statement in statements(model):
                    cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take all triggers away. For the tests' own tidying up only."""
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in _guarded():
            table = model._meta.db_table
            if table in present:
                on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                for event in EVENTS:
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_{event}_guard"{on}')


def _on_postgresql(model: type[Model]) -> Iterator[str]:
    table = model._meta.db_table
    entering = {Moment: "dajuan_number_on", Attachment: "dajuan_attach_now"}.get(model)
    changing = "dajuan_refuse"
    if issubclass(model, Entry):
        entering, changing = "dajuan_enter_now", "dajuan_only_withdraw"
    for event, function in (("insert", entering), ("update", changing), ("delete", "dajuan_refuse")):
        if function:
            yield (
                f'CREATE TRIGGER "{table}_{event}_guard" BEFORE {event} ON "{table}" '
                f"FOR EACH ROW EXECUTE FUNCTION {function}()"
            )
    yield (
        f'CREATE TRIGGER "{table}_truncate_guard" BEFORE TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION dajuan_refuse()"
    )


def _on_sqlite(model: type[Model]) -> Iterator[str]:
    """An insert fails where it stands: ABORT would let SQLite keep a journal of every poured row (6 µs each)."""
    table = model._meta.db_table
    allowed = {"insert": _enters(model), "update": _withdraws(model) if issubclass(model, Entry) else "", "delete": ""}
    for event, condition in allowed.items():
        when = f"WHEN NOT ({condition}) " if condition else ""
        yield (
            f'CREATE TRIGGER "{table}_{event}_guard" BEFORE {event} ON "{table}" {when}'
            f"BEGIN SELECT RAISE({'FAIL' if event == 'insert' else 'ABORT'}, '{REFUSAL}'); END"
        )


def _enters(model: type[Model]) -> str:
    """SQLite's condition for a new row: its key is new, and it belongs to the last moment where it has one."""
    table, key = model._meta.db_table, _column(model._meta.pk)
    conditions = [f'NOT EXISTS (SELECT 1 FROM "{table}" WHERE "{key}" = NEW."{key}")']  # noqa: S608  # our own names
    if issubclass(model, Entry):
        conditions += [f"NEW.moment IS {LAST}", "NEW.until IS NULL", "NEW.reason IS ''"]
    elif model is Attachment:
        conditions += [f"NEW.moment_id IS {LAST}"]
    elif model is Moment:
        conditions += [f"NEW.number IS coalesce({LAST}, 0) + 1"]
    return " AND ".join(conditions)


def _withdraws(model: type[Model]) -> str:
    """SQLite's condition: `until` goes from empty to the last moment, the reason is given, nothing else changes."""
    same = [
        f'NEW."{field.column}" IS OLD."{field.column}"'
        for field in model._meta.concrete_fields
        if field.name not in WITHDRAWAL
    ]
    withdrawn = ["OLD.until IS NULL", f"NEW.until IS {LAST}", "NEW.until > OLD.moment"]
    return " AND ".join([*withdrawn, "OLD.reason = ''", "NEW.reason <> ''", *same])


def _column(field: Any) -> str:
    return str(field.column)
