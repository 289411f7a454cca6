"""What a sheet would say differently today: figure by figure, down to the entries that came and went between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dajuan.core.records.models import Entry
from dajuan.core.staff.models import Visitor
from dajuan.figures import difference
from dajuan.figures.difference import Difference
from dajuan.figures.opened import entries_by_number
from dajuan.figures.statement import Line
from dajuan.sheet.account import Number

SHOWN = 50


@dataclass(frozen=True)
class Changed:
    """One figure whose value is another now, and the entries that explain it."""

    then: Line
    now: Line
    entries: Difference

    @property
    def shown_then(self) -> str:
        return self.then.shown(self.then.value)

    @property
    def shown_now(self) -> str:
        return self.now.shown(self.now.value)


def changed(then: Sequence[Line], now: Sequence[Line]) -> list[Changed]:
    """The figures of two statements whose values differ, in the order of the first; empty if the sheet is the same."""
    today = {line.key: line for line in now}
    return [
        Changed(line, other, difference.between(line.figure, line.answer.period, line.answer.book, other.answer.book))
        for line in then
        if (other := today.get(line.key)) and other.value != line.value
    ]


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
