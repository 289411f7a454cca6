"""Many ready rows of one entry type, poured into the ledger without an object for each.

Rows come as tuples of the type's own facts, already checked by who makes them (a generator, another ledger); the
constraints and triggers of the table still hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice
from typing import Any

from django.db import connection

from dajuan.core.records.canonical import version_of
from dajuan.core.records.models import Entry, EntryNumber, Moment
from dajuan.core.staff.models import Zone

CHUNK = 5000


class Pouring:
    """Rows of one type for `act.take`. `columns` names the facts each tuple holds, `happened_on` among them."""

    def __init__(self, entry: type[Entry], zone: Zone, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        self.entry = entry
        self.zone = zone
        self.columns = tuple(columns)
        self.rows = rows
        self.count = 0

    def types(self) -> list[type[Entry]]:
        """The one type."""
        return [self.entry]

    def at_stake(self) -> tuple[list[Entry], list[Entry]]:
        """It withdraws nothing, so nothing loses its ground."""
        return [], []

    def write(self, moment: Moment, number_before: int) -> None:
        """Called by the act under the ledger's lock."""
        version = version_of(self.entry)
        empty = {"until": None, "reason": "", "replaces": None, "canonical": version, "private_mac": "", "system": ""}
        empty |= {"foreign_number": "", "batch_id": None}
        fixed = {"zone_id": self.zone.pk, "moment": moment.number, **empty}
        fixed = {name: value for name, value in fixed.items() if name not in self.columns}
        quote = connection.ops.quote_name
        names = ["number", *self.columns, *fixed]
        marks = ", ".join(["%s"] * len(names))
        # A row that fails ends the act, so SQLite need not be able to take back one statement (triggers.py).
        verb = "INSERT OR FAIL" if connection.vendor == "sqlite" else "INSERT"
        insert = f"{verb} INTO {quote(self.entry._meta.db_table)} ({', '.join(map(quote, names))}) VALUES ({marks})"
        index = f"{verb} INTO {quote(EntryNumber._meta.db_table)} (number, type) VALUES (%s, %s)"
        tail, label = tuple(fixed.values()), self.entry._meta.label_lower
        numbered = zip(count(number_before + 1), self.rows, strict=False)
        with connection.cursor() as cursor:
            for chunk in _chunks(numbered):
                cursor.executemany(index, [(number, label) for number, _row in chunk])
                cursor.executemany(insert, [(number, *row, *tail) for number, row in chunk])
                self.count += len(chunk)


def _chunks(numbered: Iterator[tuple[int, Sequence[Any]]]) -> Iterator[list[tuple[int, Sequence[Any]]]]:
    while chunk := list(islice(numbered, CHUNK)):
        yield chunk
