"""Why a figure's value differs between two moments: the very entries that came and went, and in which way.

Whatever is neither among them nor a merger counts the same in both books, so their coming and going add up exactly to
the change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from dajuan.core.records.models import Entry, EntryNumber, Merged, entry_types
from dajuan.figures import answers, freshness
from dajuan.figures.book import Book
from dajuan.figures.vocabulary import Change, Figure, Interval, Measure, Rows, row
from dajuan.values.periods import Period

EVER = Period(date.min, date.max)


class Way(StrEnum):
    """How an entry explains a change."""

    ADDED = "added"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"  # withdrawn and entered anew, with another content
    REDATED = "redated"  # withdrawn and entered anew for another day
    OTHERWISE = "otherwise"  # itself unchanged: an entry it is tied to came or went

    @property
    def label(self) -> Promise:
        return _LABELS[self]

    @property
    def style(self) -> str:
        """The class of its mark on a page."""
        return {"added": "state-good", "withdrawn": "state-bad"}.get(self.value, "state-watch")


_LABELS = {
    Way.ADDED: pgettext_lazy("entry between two moments", "recorded later"),
    Way.WITHDRAWN: pgettext_lazy("entry between two moments", "withdrawn"),
    Way.CORRECTED: pgettext_lazy("entry between two moments", "corrected"),
    Way.REDATED: pgettext_lazy("entry between two moments", "redated"),
    Way.OTHERWISE: pgettext_lazy("entry between two moments", "unchanged; a record it goes by came or went"),
}


@dataclass(frozen=True)
class Difference:
    """Ledger numbers of the entries that explain a change; a redated entry stands in both lists, old and new.

    `mergers` came or went, and with them keys that count as one.
    """

    added: list[int]
    gone: list[int]
    mergers: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.mergers)


def between(figure: Figure, period: Period, earlier: Book, later: Book) -> Difference:
    """The entries behind a figure that came and went between two books."""
    if isinstance(figure, Interval):
        before, after = (answers.numbers_behind(figure, period, book) for book in (earlier, later))
        return Difference(added=sorted(after - before), gone=sorted(before - after))
    added: set[int] = set()
    gone: set[int] = set()
    for source in answers.sources(figure, period):
        came, went = freshness.changed(source.rows, source.period, earlier, later)
        added |= came
        gone |= went
    mergers = {one for subject in _subjects(figure) for one in _mergers(subject, earlier, later)}
    return Difference(sorted(added), sorted(gone), sorted(mergers))


def _subjects(figure: Figure) -> set[str]:
    """The kinds of subjects whose keys the figure counts."""
    if isinstance(figure, Measure):
        return {figure.subject} if figure.subject else set()
    parts = (figure.of,) if isinstance(figure, Change) else figure.parts
    return {subject for part in parts for subject in _subjects(part)}


def _mergers(subject: str, earlier: Book, later: Book) -> set[int]:
    """The mergers of subjects of a kind that came or went."""
    came, went = freshness.changed(Rows(Merged).where(row.type == subject), EVER, earlier, later)
    return came | went


def ways(entries: Sequence[Entry], found: Difference, earlier: Book, later: Book) -> dict[int, Way]:
    """How each of these entries of a difference came or went, by ledger number."""
    added = set(found.added)
    replaced = _entries({entry.replaces for entry in entries if entry.replaces and entry.number in added})
    old = {entry.number: entry for entry in replaced}
    anew = {entry.replaces: entry for entry in _replacing({one.number for one in entries if one.number not in added})}
    return {
        entry.number: _way_in(entry, old.get(entry.replaces or 0), earlier)
        if entry.number in added
        else _way_out(entry, anew.get(entry.number), later)
        for entry in entries
    }


def _way_in(entry: Entry, old: Entry | None, earlier: Book) -> Way:
    if entry.moment_id <= earlier.moment:
        return Way.OTHERWISE
    if old is None:
        return Way.ADDED
    return Way.CORRECTED if old.happened_on == entry.happened_on else Way.REDATED


def _way_out(entry: Entry, anew: Entry | None, later: Book) -> Way:
    if entry.until_id is None or entry.until_id > later.moment:
        return Way.OTHERWISE
    if anew is None:
        return Way.WITHDRAWN
    return Way.CORRECTED if anew.happened_on == entry.happened_on else Way.REDATED


def _replacing(numbers: set[int]) -> Iterator[Any]:
    """The entries that replace others of these numbers."""
    for model, some in _by_type(numbers).items():
        yield from model._base_manager.filter(replaces__in=some)


def _entries(numbers: set[int]) -> Iterator[Any]:
    for model, some in _by_type(numbers).items():
        yield from model._base_manager.filter(pk__in=some)


def _by_type(numbers: set[int]) -> dict[type[Entry], list[int]]:
    found: dict[type[Entry], list[int]] = {}
    types = entry_types()
    for number, label in EntryNumber.objects.filter(pk__in=numbers).values_list("number", "type"):
        found.setdefault(types[label], []).append(number)
    return found
