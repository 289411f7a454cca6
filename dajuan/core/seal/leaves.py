"""The leaves of the tree, read from the ledger in the order in which they are sealed.

Of each moment: the act itself, its entries by number, what it withdrew, the files it attached. Rows are read by SQL in
chunks, without an object each; entries by ranges of their ledger numbers, which rise with the moments.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntEnum
from heapq import merge
from typing import Any, NamedTuple

from django.db import connection

from dajuan.core.records.canonical import (
    Form,
    canonical_attachment,
    canonical_moment,
    canonical_withdrawal,
    form_of,
    version_of,
)
from dajuan.core.records.models import Attachment, Entry, Moment, entry_types

CHUNK = 5000
NAME = struct.Struct(">qBq")


class Kind(IntEnum):
    """What a leaf is about, in the order within a moment."""

    ACT = 0
    ENTRY = 1
    WITHDRAWAL = 2
    ATTACHMENT = 3


class Key(NamedTuple):
    """Which leaf: its moment, its kind, and the number of the act, entry or attachment. Rises with the place."""

    moment: int
    kind: int
    number: int

    def packed(self) -> bytes:
        return NAME.pack(*self)


class Leaf(NamedTuple):
    """One leaf and the text that is hashed; an empty text stands for a row that no act can have written."""

    key: Key
    text: bytes


def unpacked(names: bytes) -> list[Key]:
    """The keys of a tile's leaves, in order."""
    return [Key(*name) for name in NAME.iter_unpack(names)]


def leaves_after(last: Key, entry: int, through: int) -> Iterator[Leaf]:
    """The leaves beyond the last sealed one, up to and with a moment. `entry`: the highest sealed entry number."""
    return merge(
        acts(last.moment, through),
        entries(entry, through),
        withdrawals(last, through),
        attachments(last, through),
        key=lambda leaf: leaf.key,
    )


def acts(after: int, through: int) -> Iterator[Leaf]:
    """The acts after a moment."""
    while True:
        rows = Moment.objects.filter(number__gt=after, number__lte=through).order_by("number")[:CHUNK]
        found = [Leaf(Key(one.number, Kind.ACT, one.number), canonical_moment(one).encode()) for one in rows]
        yield from found
        if len(found) < CHUNK:
            return
        after = found[-1].key.number


def entries(after: int, through: int) -> Iterator[Leaf]:
    """The entries of higher numbers than one, in the order of their numbers, none recorded after a moment."""
    types = list(entry_types().values())
    while (first := number_after(types, after)) is not None:
        until = first - 1 + CHUNK
        found = [leaf for entry in types for leaf in _entries_of(entry, after, until)]
        found.sort(key=lambda leaf: leaf.key.number)
        for leaf in found:
            if leaf.key.moment <= through:
                yield leaf
        after = until


def number_after(types: list[type[Entry]], number: int) -> int | None:
    """The next number of any entry; asked of the tables, for what was slipped in stands in no index. None at the end.

    However far it lies: somebody may have slipped in an entry under a number no act would reach.
    """
    quote = connection.ops.quote_name
    tables = " UNION ALL ".join(
        f"SELECT min(number) FROM {quote(entry._meta.db_table)} WHERE number > %s"  # noqa: S608  # our own names
        for entry in types
    )
    with connection.cursor() as cursor:
        cursor.execute(tables, [number] * len(types))
        return min((found for (found,) in cursor.fetchall() if found is not None), default=None)


def _entries_of(entry: type[Entry], after: int, until: int) -> Iterator[Leaf]:
    """Those of one type with numbers in a range, each in the version of its row."""
    quote = connection.ops.quote_name
    form = form_of(entry, version_of(entry))
    columns = ", ".join(quote(column) for column in form.columns)
    moment, number, version = (form.columns.index(name) for name in ("moment", "number", "canonical"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM {quote(entry._meta.db_table)} WHERE number > %s AND number <= %s",  # noqa: S608  # our own names
            [after, until],
        )
        for row in cursor.fetchall():
            text = _text(entry, form, row, row[version])
            yield Leaf(Key(row[moment], Kind.ENTRY, row[number]), text.encode())


def _text(entry: type[Entry], form: Form, row: tuple[Any, ...], version: int) -> str:
    """The text of a row in its own version; empty where no act can have written it."""
    try:
        if version == version_of(entry):
            return form.text(row)
        values = dict(zip(form.columns, row, strict=True))
        older = form_of(entry, version)
        return older.text([values[column] for column in older.columns])
    except (ValueError, TypeError):
        return ""


def withdrawals(last: Key, through: int) -> Iterator[Leaf]:
    """The withdrawals beyond a leaf, in the order of moment and entry number."""
    of_types = [_withdrawals_of(entry, last, through) for entry in entry_types().values()]
    return merge(*of_types, key=lambda leaf: leaf.key)


def _withdrawals_of(entry: type[Entry], last: Key, through: int) -> Iterator[Leaf]:
    """Those of one type; the index on `until` makes the common answer, none, cheap."""
    table = connection.ops.quote_name(entry._meta.db_table)
    moment, number = last.moment, _after(last, Kind.WITHDRAWAL)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT until, number, reason FROM {table} "  # noqa: S608  # our own names
                "WHERE until >= %s AND until <= %s AND (until > %s OR number > %s) ORDER BY until, number LIMIT %s",
                [moment, through, moment, number, CHUNK],
            )
            rows = cursor.fetchall()
        for moment, number, reason in rows:
            yield Leaf(Key(moment, Kind.WITHDRAWAL, number), canonical_withdrawal(number, moment, reason).encode())
        if len(rows) < CHUNK:
            return


def attachments(last: Key, through: int) -> Iterator[Leaf]:
    """The attached files beyond a leaf, in the order of moment and attachment."""
    moment, number = last.moment, _after(last, Kind.ATTACHMENT)
    while True:
        rows = Attachment.objects.select_related("evidence").filter(moment__gte=moment, moment__lte=through)
        rows = rows.exclude(moment=moment, pk__lte=number).order_by("moment_id", "pk")[:CHUNK]
        found = [Leaf(Key(a.moment_id, Kind.ATTACHMENT, a.pk), canonical_attachment(a).encode()) for a in rows]
        yield from found
        if len(found) < CHUNK:
            return
        moment, _kind, number = found[-1].key


def _after(last: Key, kind: Kind) -> int:
    """The number after which a kind goes on within the last leaf's moment."""
    if last.kind == kind:
        return last.number
    return -1 if last.kind < kind else 2**62
