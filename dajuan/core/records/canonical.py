"""The canonical text of an entry: what the seal hashes.

JSON with sorted keys and no spaces over the countable columns (all but `until` and `reason`, which belong to the leaf
of the withdrawal), dates as ISO 8601, instants in UTC, no floats. Each row carries the version of its text, and a later
migration never changes the text of an older row: a column that is added says in `Entry.added` from which version on it
belongs to the text, and no column of an entry is ever taken away or renamed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.db import models

from dajuan.core.records.models import Attachment, Entry, Moment

WITHDRAWAL = {"until", "reason"}
TYPE = "entry"  # the key under which the text says which type of entry it is
Write = Callable[[Any], str]

_encoder = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_quoted = json.encoder.encode_basestring


@dataclass(frozen=True)
class Form:
    """How the rows of one type and version are written: columns in their order, and the text around their values."""

    columns: tuple[str, ...]
    fields: tuple[models.Field[Any, Any], ...]
    pattern: str
    writers: tuple[Write, ...]

    def text(self, values: Sequence[Any]) -> str:
        """The canonical text of a row, from the columns' values in their order as a database gives them."""
        written = ["null" if value is None else write(value) for write, value in zip(self.writers, values, strict=True)]
        return self.pattern % tuple(written)


@cache
def form_of(entry: type[Entry], version: int) -> Form:
    """The form of a type's rows in one version; refuses a version the type has never had."""
    if not 1 <= version <= version_of(entry):
        raise ValueError(f"{entry._meta.label_lower} has no version {version} of the canonical text.")
    fields = sorted(_fields(entry, version), key=lambda field: str(field.column))
    keys = sorted([TYPE, *(str(field.column) for field in fields)])
    if len(set(keys)) < len(keys):
        raise TypeError(f"{entry._meta.label_lower} may not have a column named {TYPE}.")
    label = _quoted(entry._meta.label_lower)
    parts = [f"{_quoted(key)}:{label if key == TYPE else '%s'}" for key in keys]
    return Form(
        columns=tuple(str(field.column) for field in fields),
        fields=tuple(fields),
        pattern="{" + ",".join(parts) + "}",
        writers=tuple(_writer(field) for field in fields),
    )


def version_of(entry: type[Entry]) -> int:
    """The version of the canonical text in which new entries of a type are written."""
    return max(_added(entry).values(), default=1)


def canonical(entry: Entry) -> str:
    """The text of one entry, in the version the row carries."""
    form = form_of(type(entry), entry.canonical)
    return form.text([_kept(field, getattr(entry, field.attname)) for field in form.fields])


def _kept(field: models.Field[Any, Any], value: Any) -> Any:
    return json.dumps(value) if isinstance(field, models.JSONField) else value


def canonical_withdrawal(number: int, until: int, reason: str) -> str:
    """The text of an entry's withdrawal, a leaf of its own."""
    return _encoder.encode({"withdrawn": number, "until": until, "reason": reason})


def canonical_moment(moment: Moment) -> str:
    """The text of an act: who recorded when, for which office and from where; staff by their number."""
    return _encoder.encode(
        {
            "moment": moment.number,
            "recorded_at": _instant(moment.recorded_at),
            "recorded_by": moment.recorded_by_id,
            "office": moment.office_id,
            "origin": moment.origin,
        }
    )


def canonical_attachment(attachment: Attachment) -> str:
    """The text of a file attached to an entry: by its hash, which of a personal file only the key's holder can take."""
    return _encoder.encode(
        {
            "attached": attachment.pk,
            "to": attachment.entry_id,
            "moment": attachment.moment_id,
            "hash": attachment.evidence.hash,
        }
    )


def _fields(entry: type[Entry], version: int) -> list[models.Field[Any, Any]]:
    added = _added(entry)
    return [
        field
        for field in entry._meta.concrete_fields
        if field.name not in WITHDRAWAL and added.get(str(field.column), 1) <= version
    ]


def _added(entry: type[Entry]) -> dict[str, int]:
    """The columns that came after the first version, those of its base classes included."""
    found: dict[str, int] = {}
    for base in reversed(entry.__mro__):
        found |= vars(base).get("added", {})
    return found


def _writer(field: models.Field[Any, Any]) -> Write:
    if isinstance(field, models.ForeignKey):
        return _writer(field.target_field)
    for kind, write in _WRITERS:
        if isinstance(field, kind):
            return write
    raise TypeError(f"{field} cannot stand in an entry: use a text, a date, an instant or a scaled integer.")


def _day(value: Any) -> str:
    return f'"{value.isoformat() if isinstance(value, date) else str(value)[:10]}"'


def _when(value: Any) -> str:
    instant = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return f'"{_instant(instant if instant.tzinfo else instant.replace(tzinfo=UTC))}"'  # SQLite keeps UTC unsaid


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def _truth(value: Any) -> str:
    return "true" if value else "false"


def _whole(value: Any) -> str:
    if isinstance(value, float):
        raise TypeError("No float stands in an entry: use a scaled integer.")
    return str(int(value))


def _content(value: Any) -> str:
    content = json.loads(value)
    _refuse_floats(content)
    return _encoder.encode(content)


def _refuse_floats(content: Any) -> None:
    if isinstance(content, float):
        raise TypeError("No float stands in an entry: use a scaled integer.")
    for part in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
        _refuse_floats(part)


_WRITERS: list[tuple[type[models.Field[Any, Any]], Write]] = [
    (models.BooleanField, _truth),
    (models.DateTimeField, _when),
    (models.DateField, _day),
    (models.IntegerField, _whole),
    (models.CharField, _quoted),
    (models.TextField, _quoted),
    (models.JSONField, _content),
]
