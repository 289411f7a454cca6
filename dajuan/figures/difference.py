"""Why a figure's value differs between two moments: the very entries that came, went and stayed (restatement)."""

from __future__ import annotations

from dataclasses import dataclass

from dajuan.figures import answers
from dajuan.figures.book import Book
from dajuan.figures.vocabulary import Figure
from dajuan.values.periods import Period


@dataclass(frozen=True)
class Difference:
    """Ledger numbers of the entries that explain a change; a redated entry stands in both lists, old and new."""

    added: list[int]
    gone: list[int]

    def __bool__(self) -> bool:
        return bool(self.added or self.gone)


def between(figure: Figure, period: Period, earlier: Book, later: Book) -> Difference:
    """The entries behind a figure that came and went between two books."""
    before = answers.numbers_behind(figure, period, earlier)
    after = answers.numbers_behind(figure, period, later)
    return Difference(added=sorted(after - before), gone=sorted(before - after))
