"""Through whose hands an entry went: who drafted it and who passed it. Kept on drafts, never in the entry itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dajuan.core.records.models import Draft, Entry
from dajuan.core.staff.models import User


@dataclass(frozen=True)
class Hands:
    """Drafter and reviewer of one entry, and when each of them acted."""

    author: User
    submitted_at: datetime | None
    passed_by: User | None
    passed_at: datetime | None


def hands_of(entries: Iterable[Entry]) -> dict[int, Hands]:
    """Drafter and reviewer by entry number, in one query; nothing for entries that nobody reviewed."""
    keys = {_key(entry): entry.number for entry in entries if entry.subject_field}
    passed = Draft.objects.filter(moment__in={moment for moment, _type, _subject in keys}, passed_at__isnull=False)
    found: dict[int, Hands] = {}
    for draft in passed.select_related("author", "passed_by"):
        number = keys.get((draft.moment_id, draft.entry_type, draft.subject))
        if number and draft.passed_by_id != draft.author_id:
            found[number] = Hands(draft.author, draft.submitted_at, draft.passed_by, draft.passed_at)
    return found


def _key(entry: Entry) -> tuple[int | None, str, int | None]:
    """The act, the kind and the subject: a draft becomes one entry of its kind about its subject."""
    subject: int = getattr(entry, f"{entry.subject_field}_id")
    return entry.moment_id, entry._meta.label_lower, subject
