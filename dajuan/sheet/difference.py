"""What a sheet would say differently today: figure by figure, down to the entries that came and went between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from dajuan.core.records.models import Entry
from dajuan.core.staff.models import Visitor
from dajuan.figures import catalogue, difference
from dajuan.figures.book import Book
from dajuan.figures.difference import Difference
from dajuan.figures.opened import entries_by_number
from dajuan.figures.statement import Line
from dajuan.sheet.account import Number

SHOWN = 50


@dataclass(frozen=True)
class Changed:
    """One figure whose value is another now, or rests on other rows, and the entries that explain it."""

    then: Line
    now: Line
    entries: Difference

    @property
    def is_same(self) -> bool:
        """Whether the value stayed although rows came and went."""
        return self.then.value == self.now.value

    @property
    def shown_then(self) -> str:
        return self.then.shown(self.then.value)

    @property
    def shown_now(self) -> str:
        return self.now.shown(self.now.value)


def changed(then: Sequence[Line], now: Sequence[Line]) -> list[Changed]:
    """The figures of two statements whose values or rows differ, in the order of the first; empty if none."""
    if not then or not now:
        return []
    today = {line.key: line for line in now}
    touched = _touched(then[0].answer.book, now[0].answer.book)
    pairs = ((line, today[line.key]) for line in then if line.key in today)
    found = [_compared(line, other, touched) for line, other in pairs]
    return [one for one in found if one.entries or one.then.value != one.now.value]


def _compared(then: Line, now: Line, touched: set[type[Entry]]) -> Changed:
    """Rows are only compared where something of their kind came or went: a year of readings is long."""
    if touched.isdisjoint(rows.entry for rows in then.figure.rows_used()):
        return Changed(then, now, Difference([], []))
    asked = then.answer.period
    return Changed(then, now, difference.between(then.figure, asked, then.answer.book, now.answer.book))


def _touched(earlier: Book, later: Book) -> set[type[Entry]]:
    """The kinds of entries of which one was recorded or withdrawn between two books of a zone."""
    between = Q(moment__gt=earlier.moment, moment__lte=later.moment)
    between |= Q(until__gt=earlier.moment, until__lte=later.moment)
    types = {rows.entry for figure in catalogue.every() for rows in figure.rows_used()}
    return {one for one in types if one._default_manager.filter(between, zone=earlier.zone).exists()}


@dataclass(frozen=True)
class Explained:
    """A changed figure with the entries a reader may open; `others` are more than are shown or not for this reader."""

    changed: Changed
    added: list[Entry]
    gone: list[Entry]
    others: int

    @property
    def number(self) -> Number:
        """The figure as it was known then, to open."""
        answer = self.changed.then.answer
        return Number(self.changed.shown_then, answer.figure, answer.period, answer.book.moment)


def explained(found: Sequence[Changed], reader: Visitor) -> list[Explained]:
    """Each changed figure with its entries as a reader may see them."""
    return [_explained(one, reader) for one in found]


def _explained(one: Changed, reader: Visitor) -> Explained:
    added = entries_by_number(one.entries.added[:SHOWN], reader)
    gone = entries_by_number(one.entries.gone[:SHOWN], reader)
    others = len(one.entries.added) + len(one.entries.gone) - len(added) - len(gone)
    return Explained(one, added, gone, others)
