"""The canonical text of an entry: what the seal will hash.

Version 1: JSON with sorted keys and no spaces over the countable columns (all but `until` and `reason`, which belong
to the leaf of the withdrawal), dates as ISO 8601, instants in UTC, no floats. A later migration of a table makes a
new version and never changes the text of an older row.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from dajuan.core.records.models import Entry

WITHDRAWAL = {"until", "reason"}


def canonical(entry: Entry) -> str:
    """The text of one entry, in the version the row carries."""
    if entry.canonical != 1:
        raise ValueError(f"Unknown version {entry.canonical} of the canonical text.")
    columns = {
        str(field.column): _plain(getattr(entry, field.attname))
        for field in entry._meta.concrete_fields
        if field.name not in WITHDRAWAL
    }
    return _text({"type": entry._meta.label_lower, **columns})


def canonical_withdrawal(entry: Entry) -> str:
    """The text of an entry's withdrawal, a leaf of its own."""
    return _text({"withdrawn": entry.number, "until": entry.until_id, "reason": entry.reason})


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        raise TypeError("No float stands in an entry: use a scaled integer.")
    return value
