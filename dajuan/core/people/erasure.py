"""The end of personal data: the key is destroyed, the private rows and files go, an `Erasure` entry says so.

Values and counts stand; the name is nowhere in the database, in evidence or in search (design.md section 3).
"""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.db.models import QuerySet

from dajuan.core.people.models import Person
from dajuan.core.people.private import private_rows
from dajuan.core.records import vault
from dajuan.core.records.act import Act
from dajuan.core.records.evidence import remove_files
from dajuan.core.records.models import Erasure, SecretKey


def erase(act: Act, person: Person, *, rule: str) -> Erasure:
    """Erase a person's private part for ever. Refuses where that has been done."""
    return erase_key(act, person.key, rule=rule)


def erase_key(act: Act, key: SecretKey, *, rule: str) -> Erasure:
    """Erase whatever one key protects: a person's private part, the words of a ticket, their files."""
    overwrite_what_is_freed()
    entry = vault.destroy(act, key, rule=rule)
    for model in private_rows():
        model._default_manager.filter(key=key).delete()
    transaction.on_commit(lambda: remove_files(key))
    transaction.on_commit(empty_the_log)
    return entry


def due_on(day: date) -> QuerySet[SecretKey]:
    """Keys whose time has come by a day, the oldest first."""
    due = SecretKey.objects.filter(destroyed_at__isnull=True, expires_on__lte=day)
    return due.order_by("expires_on", "pk")


def overwrite_what_is_freed() -> None:
    """Let SQLite write zeros over what is deleted; else a wrapped key could be read from free pages."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def empty_the_log() -> None:
    """Fold SQLite's write-ahead log into the file and cut it: old pages in it still hold what was erased."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
