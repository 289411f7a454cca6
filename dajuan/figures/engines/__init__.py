"""Engines: each answers the same questions about rows with the same integers. Which one is asked, `answers.py` says.

`live` asks the ledger's own database; `columnar` the mirror's files with the ledger's tail merged on read. An engine
never divides, rounds or words anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from dajuan.core.records.models import Entry
from dajuan.figures.book import Book
from dajuan.figures.planner import Leaf
from dajuan.figures.vocabulary import Interval, Rows
from dajuan.values.periods import Period

__all__ = ["Engine", "Leaf", "Pair", "Unserved", "Values"]

Values = dict[str, dict[Leaf, int | None]]
"""Integers by member of a dimension; under the empty member where none was asked for. None where unknown."""


Pair = tuple[int, Any, int, int]
"""Days taken, key, number of the first and of the second entry."""


class Unserved(Exception):
    """This engine cannot answer now; another one must. The message is for the administrator."""


class Engine(Protocol):
    """What every engine can be asked. Rows are those of the book; ties look at other rows at the same moment."""

    def serves(self, entries: Iterable[type[Entry]]) -> bool:
        """Whether it is worth asking about rows of these types."""
        ...

    def measured(self, leaves: Sequence[Leaf], book: Book, by: str = "") -> Values:
        """The integer of every count, total, distinct and lowest; members without any row are left out."""
        ...

    def latest(self, leaves: Sequence[Leaf], book: Book) -> dict[Leaf, int | None]:
        """The value of the row that happened last, of two on one day the one recorded last."""
        ...

    def shortest(self, figure: Interval, period: Period, book: Book, most: int | None) -> list[Pair]:
        """The keys complete in the period, shortest first; at most so many where a number is given."""
        ...

    def keyed(self, rows: Rows, column: str, days: Period, book: Book) -> list[tuple[Any, Any, int]]:
        """Key, day and ledger number of each row in the days."""
        ...

    def cells(
        self, rows: Rows, keys: tuple[str, ...], columns: tuple[str, ...], days: Period, book: Book
    ) -> list[tuple[Any, ...]]:
        """Day and keys, then for each column how many values, their sum and the highest."""
        ...

    def numbers(self, rows: Rows, days: Period, book: Book, by: str = "", member: str = "") -> list[int]:
        """The ledger numbers of the rows in the days, in no order."""
        ...

    def counted(self, rows: Rows, days: Period, book: Book) -> int:
        """How many rows there are in the days."""
        ...

    def page(
        self, rows: Rows, days: Period, book: Book, *, after: int, limit: int, by: str = "", member: str = ""
    ) -> list[int]:
        """Ledger numbers below `after`, latest recorded first, at most `limit`."""
        ...

    def changed(self, rows: Rows, days: Period, earlier: Book, later: Book) -> tuple[set[int], set[int]]:
        """The ledger numbers that came to the rows and that went from them between two books."""
        ...
