"""The entries behind a number as a reader may see them: pages of rows, and how many are withheld."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dajuan.core.records.models import Entry, EntryNumber, entry_types
from dajuan.core.staff.models import Visitor
from dajuan.figures import answers
from dajuan.figures.answers import Source
from dajuan.figures.book import Book
from dajuan.figures.vocabulary import Figure
from dajuan.values.periods import Period

SIZE = 50


@dataclass(frozen=True)
class OpenedPage:
    """Some rows of one source. `withheld` of this page may not be seen by who asks; `after` is the next page's key."""

    source: Source
    entries: list[Entry]
    withheld: int
    after: str

    @property
    def headings(self) -> list[str]:
        """The names of the facts any of these entries tells, in reading order."""
        return list(dict.fromkeys(name for _entry, facts in self._told for name in facts))

    @property
    def lines(self) -> list[tuple[Entry, list[tuple[str, Any]]]]:
        """Each entry with every heading and what it says under it; None where it says nothing."""
        headings = self.headings
        return [(entry, [(heading, facts.get(heading)) for heading in headings]) for entry, facts in self._told]

    @cached_property
    def _told(self) -> list[tuple[Entry, dict[str, Any]]]:
        return [
            (entry, {name: value for name, value in entry.shown_facts() if value not in (None, "")})
            for entry in self.entries
        ]


def page(
    source: Source, book: Book, reader: Visitor, *, after: int | None, size: int = SIZE, by: str = "", member: str = ""
) -> OpenedPage:
    """One page of the rows behind a source, latest recorded first."""
    numbers = answers.page_of(source, book, after=after, limit=size + 1, by=by, member=member)
    shown = numbers[:size]
    entries = entries_of_type(source.rows.entry, shown, reader)
    return OpenedPage(source, entries, len(shown) - len(entries), str(shown[-1]) if len(numbers) > size else "")


def entries_of_type(model: type[Entry], numbers: list[int], reader: Visitor) -> list[Entry]:
    """The entries of these numbers a reader may see, latest recorded first, with subject and moment at hand."""
    rows: Any = model._default_manager
    related = [name for name in (model.subject_field,) if name]
    seen = rows.visible_to(reader).filter(pk__in=numbers).select_related("moment", *related)
    return sorted(seen, key=lambda entry: entry.number, reverse=True)


def entries_by_number(numbers: list[int], reader: Visitor) -> list[Entry]:
    """Entries of any type by number, those a reader may see."""
    types: dict[str, list[int]] = {}
    for number, label in EntryNumber.objects.filter(pk__in=numbers).values_list("number", "type"):
        types.setdefault(label, []).append(number)
    known = entry_types()
    found = [entry for label, some in types.items() for entry in entries_of_type(known[label], some, reader)]
    return sorted(found, key=lambda entry: entry.number)


def all_rows(figure: Figure, period: Period, book: Book, reader: Visitor) -> Iterator[tuple[Source, Entry]]:
    """Every row behind a figure a reader may see, for an export; read in pages so that memory stays small."""
    for source in answers.sources(figure, period):
        after: int | None = None
        while True:
            opened = page(source, book, reader, after=after, size=1000)
            for entry in opened.entries:
                yield source, entry
            if not opened.after:
                break
            after = int(opened.after)
