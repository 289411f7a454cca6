"""What an import changes of subjects that are there already: written only when the whole import is recorded.

Each batch tries its changes on the rows themselves, so that what is entered afterwards reads the new particulars and
the tables' constraints are asked; before the batch is kept they are taken back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from dajuan.core.records import staging
from dajuan.core.records.models import Batch
from dajuan.core.staff.models import Office, User


@dataclass(frozen=True)
class Change:
    """Some fields of one subject, as they were and as the ledger says."""

    model: type[models.Model]
    key: int
    before: dict[str, Any]
    after: dict[str, Any]

    def write(self, values: dict[str, Any]) -> None:
        """Write one side of it; whether somebody else has removed the subject is asked by the entries."""
        self.model._base_manager.filter(pk=self.key).update(**values)


class Staging(staging.Staging):
    """An import's act that may also change subjects."""

    def __init__(self, *, by: User, office: Office, batch: Batch | None = None) -> None:
        super().__init__(by=by, office=office, batch=batch)
        self.of_subjects: list[Change] = []

    def change(self, subject: models.Model, fields: Iterable[str]) -> None:
        """Save these fields of a subject that is there already."""
        names = list(fields)
        if not names:
            return
        stored = type(subject)._base_manager.filter(pk=subject.pk).values(*names)
        before = stored.get()
        subject.save(update_fields=names)
        self.of_subjects.append(Change(type(subject), subject.pk, before, stored.get()))

    def forget_changes(self, since: int = 0) -> None:
        """Forget changes whose transaction was rolled back."""
        del self.of_subjects[since:]

    def take_back_changes(self, since: int) -> None:
        """Put the subjects back as they were, until the import is recorded."""
        for change in reversed(self.of_subjects[since:]):
            change.write(change.before)

    def write_changes(self) -> None:
        """Write all changes, by table and key as locks are taken."""
        for change in sorted(self.of_subjects, key=lambda one: (one.model._meta.label_lower, one.key)):
            change.write(change.after)
