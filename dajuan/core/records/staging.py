"""An import of many entries, staged so that the ledger's lock is held only for one insert.

A `Staging` is an act whose entries go, batch by batch, into tables of this connection alone; they are no part of the
ledger until `enter` moves them there under one moment. Subjects are made at once, in the batch that needs them, and
taken away again where the import does not come to its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.db.models import Max

from dajuan.core.records.act import Act, act
from dajuan.core.records.models import Batch, Entry, EntryNumber, Moment, Refused
from dajuan.core.staff.models import Office, User

S = TypeVar("S", bound=models.Model)
WITHDRAWN = "staged_withdrawal"
CHUNK = 500


class Staging(Act):
    """An act in batches. Entries get their place in the import as number; the ledger's own is added at the end."""

    def __init__(self, *, by: User, office: Office, batch: Batch | None = None) -> None:
        super().__init__(by=by, office=office, origin="import")
        self.batch = batch
        self.count = 0
        self.made: list[tuple[type[models.Model], Any]] = []
        self._tables: dict[type[Entry], str] = {}

    def make(self, subject: S) -> S:
        """Make a new subject for an entry of this import."""
        subject.save()
        self.made.append((type(subject), subject.pk))
        return subject

    def make_many(self, subjects: Iterable[S]) -> list[S]:
        """Make many new subjects of one kind."""
        new = list(subjects)
        if new:
            type(new[0])._default_manager.bulk_create(new, batch_size=CHUNK)
            self.made += [(type(subject), subject.pk) for subject in new]
        return new

    def entered(self) -> list[Entry]:
        """What has been entered in this batch, in order."""
        return list(self._entries)

    def forget(self) -> None:
        """Begin the next batch, or this one anew: nothing of it is staged."""
        self._entries, self._withdrawn, self._evidence = [], [], []
        self._last_lock = ("", 0)
