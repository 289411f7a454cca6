"""An export of cases against the one before it (数据比对, office.md 2): what is new, changed, gone.

Both files are read again as they came, by the mapping they came in by. Gone is what the earlier export had, handed in
on a day the later one covers, and the later one has not; so exports of two months are compared as well as two of one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.evidence import content_of
from dajuan.core.records.models import Batch
from dajuan.core.spreadsheets.reading import open_source
from dajuan.core.spreadsheets.rows import Ledger
from dajuan.lines.services.models import Channel, Comparison, Difference, Matter, RatingLevel
from dajuan.lines.services.registers_of_cases import CaseRegister

MOST_KEPT = 2000  # differences of each kind; their counts are of whole files
NUMBER, HANDED_IN = "number", "submitted_at"
Told = tuple[str, ...]
COLUMNS = tuple(column.name for column in CaseRegister.columns if column.name != NUMBER)


@dataclass
class _Found:
    """What two exports differ in, as it is found."""

    counts: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    rows: list[Difference] = field(default_factory=list)
    first: date | None = None
    last: date | None = None

    def note(self, kind: str, number: str, **facts: str) -> None:
        """Keep a difference, up to the limit of its kind."""
        self.fields["kept " + kind] += 1
        if self.fields["kept " + kind] <= MOST_KEPT:
            self.rows.append(Difference(kind=kind, number=number[:80], **facts))

    def cover(self, day: date | None) -> None:
        """The export covers this day."""
        if day:
            self.first = min(self.first or day, day)
            self.last = max(self.last or day, day)

    def covers(self, day: date | None) -> bool:
        return day is not None and self.first is not None and self.last is not None and self.first <= day <= self.last


def before(batch: Batch) -> Batch | None:
    """The export before this one; None for the first."""
    rows = Batch.objects.filter(zone=batch.zone_id, register=batch.register, pk__lt=batch.pk, job__isnull=False)
    return rows.order_by("-pk").first()


def compare(batch: Batch) -> Comparison:
    """Compare an export with the one before it, and keep what was found in place of what was found earlier."""
    earlier = before(batch)
    found = _differences(batch, earlier)
    with transaction.atomic():
        Comparison.objects.filter(batch=batch).delete()
        comparison = Comparison.objects.create(
            zone=batch.zone,
            batch=batch,
            before=earlier,
            first_on=found.first,
            last_on=found.last,
            fields={name: found.fields[name] for name in COLUMNS if found.fields[name]},
            **{kind: found.counts[kind] for kind in ("new", "changed", "gone", "same")},
        )
        for row in found.rows:
            row.comparison = comparison
        Difference.objects.bulk_create(found.rows, batch_size=500)
    return comparison


def _differences(batch: Batch, earlier: Batch | None) -> _Found:
    """Three readings: the earlier for what it held, the later against it, the earlier again for what changed."""
    held = {number: (hash(told), day) for number, day, told in _rows(earlier)}
    found, changed, seen = _Found(), {}, set()
    for number, day, told in _rows(batch):
        found.cover(day)
        seen.add(number)
        if number not in held:
            found.counts["new"] += 1
            found.note(Difference.Kind.NEW, number)
        elif held[number][0] == hash(told):
            found.counts["same"] += 1
        else:
            found.counts["changed"] += 1
            changed[number] = told
    _tell_changes(found, changed, earlier)
    for number, (_told, day) in held.items():
        if number not in seen and found.covers(day):
            found.counts["gone"] += 1
            found.note(Difference.Kind.GONE, number)
    return found


def _tell_changes(found: _Found, changed: dict[str, Told], earlier: Batch | None) -> None:
    if not changed:
        return
    for number, _day, told in _rows(earlier):
        for name, was, now in zip(COLUMNS, told, changed.get(number, told), strict=True):
            if was != now:
                found.fields[name] += 1
                found.note(Difference.Kind.CHANGED, number, column=name, before=was[:200], after=now[:200])


def _rows(batch: Batch | None) -> Iterator[tuple[str, date | None, Told]]:
    """Each row of an export: its number, the day of hand-in, and what its columns say in words."""
    job: Any = getattr(batch, "job", None)
    if job is None:
        return
    source = open_source(content_of(job.evidence), job.evidence.name)
    for row in Ledger(job.into, source, job.reading, job.zone).rows():
        if number := row.values.get(NUMBER):
            handed_in = row.values.get(HANDED_IN)
            day = handed_in.date() if handed_in else None
            yield number, day, tuple(_told(row.values.get(name)) for name in COLUMNS)


def in_words(column: str, text: str) -> str:
    """What a column said, as a reader calls it: kept differences hold values, for they are read in two languages."""
    words = WORDS.get(column, {})
    return str(words.get(text, text))


WORDS: dict[str, dict[str, Any]] = {
    "granted": {"True": pgettext_lazy("case", "granted"), "False": pgettext_lazy("case", "denied")},
    "level": {str(value): label for value, label in RatingLevel.choices},
    "channel": {str(value): label for value, label in Channel.choices},
    **{column: {"True": _("yes"), "False": _("no")} for column in ("late", "on_the_spot", "with_missing")},
}


def _told(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Matter):
        return value.code
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return str(value)
