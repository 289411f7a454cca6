"""Triggers that refuse every DELETE and every UPDATE of an entry but `until` and its reason from empty.

They are put in place after each migration, on SQLite and PostgreSQL alike.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from dajuan.core.records.models import Attachment, Entry, EntryNumber, Moment, entry_types

WITHDRAWAL = ("until", "reason")
REFUSAL = "ledger: entries are never changed or deleted"

FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION dajuan_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$;
CREATE OR REPLACE FUNCTION dajuan_only_withdraw() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.until IS NOT NULL OR NEW.until IS NULL OR OLD.reason <> '' OR NEW.until <= OLD.moment
     OR (to_jsonb(NEW) - 'until' - 'reason') <> (to_jsonb(OLD) - 'until' - 'reason') THEN
    RAISE EXCEPTION '{REFUSAL}';
  END IF;
  RETURN NEW;
END $$;
"""


def _tables() -> list[tuple[type[Any], bool]]:
    """Each guarded model, and whether its rows may be withdrawn."""
    fixed: list[tuple[type[Any], bool]] = [(Moment, False), (EntryNumber, False), (Attachment, False)]
    return fixed + [(model, True) for model in entry_types().values()]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put all triggers in place, anew; tables that do not exist yet are passed over."""
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTIONS)
        for model, may_withdraw in _tables():
            if model._meta.db_table in present:
                for statement in _statements(connection.vendor, model, may_withdraw):
                    cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take all triggers away. For the tests' own tidying up only."""
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model, _may in _tables():
            table = model._meta.db_table
            if table in present:
                on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                for what in ("update", "delete"):
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_{what}_guard"{on}')


def _statements(vendor: str, model: type[Any], may_withdraw: bool) -> list[str]:
    table = model._meta.db_table
    if vendor == "postgresql":
        update = "dajuan_only_withdraw" if may_withdraw else "dajuan_refuse"
        return [
            f'CREATE OR REPLACE TRIGGER "{table}_update_guard" BEFORE UPDATE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION {update}()",
            f'CREATE OR REPLACE TRIGGER "{table}_delete_guard" BEFORE DELETE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION dajuan_refuse()",
        ]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    when = f"WHEN NOT ({_is_withdrawal(model)}) " if may_withdraw else ""
    return [
        f'DROP TRIGGER IF EXISTS "{table}_update_guard"',
        f'CREATE TRIGGER "{table}_update_guard" BEFORE UPDATE ON "{table}" {when}{refuse}',
        f'DROP TRIGGER IF EXISTS "{table}_delete_guard"',
        f'CREATE TRIGGER "{table}_delete_guard" BEFORE DELETE ON "{table}" {refuse}',
    ]


def _is_withdrawal(model: type[Entry]) -> str:
    """SQLite's condition: `until` and the reason go from empty to full, and nothing else changes."""
    same = " AND ".join(
        f'NEW."{field.column}" IS OLD."{field.column}"'
        for field in model._meta.concrete_fields
        if field.name not in WITHDRAWAL
    )
    return f"OLD.until IS NULL AND NEW.until IS NOT NULL AND NEW.until > OLD.moment AND OLD.reason = '' AND {same}"
