"""Answering: what a figure says of a period, as of a moment; and the very rows behind it.

An answer is a function of (definition, period, breakdown, moment), nothing else. Drill-down reuses the same
predicates, period and moment, so it is exact by construction. Integers come from an engine (`choosing.py`) or are
remembered (`freshness.py`); here they are divided, and nowhere else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

from dajuan.core.records.models import Merged
from dajuan.figures import freshness, planner
from dajuan.figures.book import Book
from dajuan.figures.engines import Leaf
from dajuan.figures.engines.live import day_of
from dajuan.figures.planner import Asked
from dajuan.figures.vocabulary import Cell, Change, Daily, Figure, Interval, Measure, Net, Ratio, Rows, Stock
from dajuan.values import numbers
from dajuan.values.periods import Period

KEPT = 4096  # folded values
KEPT_YEARS = 8  # years of daily cells, some megabytes each


def forget() -> None:
    """Throw away what was remembered, so that the ledger is asked anew. Compiled plans stay."""
    freshness.forget()
    for kept in (_cells, _folded_each):
        kept.cache_clear()


@dataclass(frozen=True)
class Answer:
    """What a figure says: an exact value in its printed base unit, None where unknown."""

    figure: Figure
    period: Period
    book: Book
    value: Fraction | None
    parts: tuple[Answer, ...] = ()
    member: str = ""

    @property
    def text(self) -> str | None:
        """The value as an unhedged decimal string; a ratio that does not end has four places. None where unknown."""
        return None if self.value is None else decimal(self.value)


def decimal(value: Fraction) -> str:
    """An exact decimal string, or four places where the value does not end within them."""
    scaled = value * 10_000
    return numbers.decimal_string(value, places=None if scaled.denominator == 1 else 4)


def ask(figures: Iterable[Figure], period: Period, book: Book) -> dict[str, Answer]:
    """Every figure of the list about one period, by key. One scan per entry type and day that counts."""
    figures = list(figures)
    answers = ask_all([(figure, period) for figure in figures], book)
    return {figure.key: answer for figure, answer in zip(figures, answers, strict=True)}


def ask_one(figure: Figure, period: Period, book: Book) -> Answer:
    """One figure about one period."""
    return ask_all([(figure, period)], book)[0]


def ask_all(asked: Sequence[Asked], book: Book) -> list[Answer]:
    """Figures and periods in any mixture, answered together."""
    asked = list(asked)
    values = freshness.measured(planner.leaves(asked), book) if book.moment else {}
    return [_answer(figure, period, book, values) for figure, period in asked]


def ask_by(figure: Figure, by: str, period: Period, book: Book) -> dict[str, Answer]:
    """A figure broken down by one of its dimensions: an answer per member, in the order of the members' names."""
    if isinstance(figure, Daily):
        return _daily_by(figure, by, period, book)
    members = freshness.measured_by(planner.leaves([(figure, period)]), book, by)
    found = {member: _answer(figure, period, book, values, member) for member, values in members.items()}
    return dict(sorted(found.items()))


def _daily_by(figure: Daily, by: str, period: Period, book: Book) -> dict[str, Answer]:
    days = figure.days(period)
    at = figure.keys.index(by)
    cells: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells_of(figure, days, book):
        cells[str(cell.keys[at])].append(cell)
    return {
        member: Answer(figure, period, book, _folded(figure, cells[member], days), member=member)
        for member in sorted(cells)
    }


def _answer(figure: Figure, period: Period, book: Book, values: Mapping[Leaf, int | None], member: str = "") -> Answer:
    """Put an answer together from the integers; the only place where anything is divided."""
    parts: tuple[Answer, ...] = ()
    if book.moment == 0:
        return Answer(figure, period, book, None, member=member)
    if isinstance(figure, Measure):
        whole = values[figure, figure.days(period)]
        value = None if whole is None else Fraction(whole, figure.scale)
    elif isinstance(figure, Ratio | Stock | Net):
        parts = tuple(_answer(part, period, book, values, member) for part in figure.parts)
        value = _divided(parts) if isinstance(figure, Ratio) else _less(parts)
    elif isinstance(figure, Change):
        before = period.last_year_if_any()
        parts = tuple(_answer(figure.of, p, book, values, member) for p in (period, before) if p)
        value = _less(parts) if before else None
    elif isinstance(figure, Interval):
        value = _shortest(figure, period, book)
    elif isinstance(figure, Daily):
        value = daily_values(figure, [figure.days(period)], book)[0]
    else:
        raise TypeError(f"Nobody can answer {figure!r}")
    return Answer(figure, period, book, value, parts, member)


def _divided(parts: tuple[Answer, ...]) -> Fraction | None:
    top, bottom = parts[0].value, parts[1].value
    return None if top is None or not bottom else top / bottom * 100


def _less(parts: tuple[Answer, ...]) -> Fraction | None:
    first, second = parts[0].value, parts[1].value
    return None if first is None or second is None else first - second


def pairs_of(figure: Interval, period: Period, book: Book) -> list[tuple[int, int, int, int]]:
    """Days, key, number of the first and of the second entry for each key complete in the period, shortest first."""
    return freshness.shortest(figure, period, book, None)


def _shortest(figure: Interval, period: Period, book: Book) -> Fraction | None:
    pairs = freshness.shortest(figure, period, book, figure.place)
    return Fraction(pairs[figure.place - 1][0]) if len(pairs) >= figure.place else None


def cells_of(figure: Daily, days: Period, book: Book) -> list[Cell]:
    """The integer cells per day and keys of a daily figure. Figures over the same rows share them."""
    settled = _settled(figure, book)
    return _cells(figure.rows, figure.keys, figure.columns, Period(*days.bounds), settled, settled.recorded_at)


def _settled(figure: Daily, book: Book) -> Book:
    return book.settled({rows.entry for rows in figure.rows_used()})


@lru_cache(maxsize=KEPT_YEARS)
def _cells(
    rows: Rows, keys: tuple[str, ...], columns: tuple[str, ...], days: Period, book: Book, recorded_at: datetime | None
) -> list[Cell]:
    lines = freshness.cells(rows, keys, columns, days, book)
    first = 1 + len(keys)
    return [  # tens of thousands: a call and a check each would cost half as much again
        _cell(len(keys), columns, line)
        if None in line
        else Cell(
            day_of(line[0]) if line[0].__class__ is str else line[0],
            line[1:first],
            dict(zip(columns, line[first::3], strict=False)),
            dict(zip(columns, line[first + 1 :: 3], strict=False)),
            dict(zip(columns, line[first + 2 :: 3], strict=False)),
        )
        for line in lines
    ]


def daily_values(figure: Daily, asked: Sequence[Period], book: Book) -> list[Fraction | None]:
    """A daily figure about several periods, from cells read once."""
    settled = _settled(figure, book)
    return _folded_each(figure, tuple(asked), settled, settled.recorded_at)


@lru_cache(maxsize=KEPT)
def _folded_each(
    figure: Daily, asked: tuple[Period, ...], book: Book, recorded_at: datetime | None
) -> list[Fraction | None]:
    hull = Period(min(p.start for p in asked), max(p.end for p in asked))
    cells = cells_of(figure, hull, book)
    return [_folded(figure, _within(cells, period, hull), period) for period in asked]


def _within(cells: list[Cell], period: Period, hull: Period) -> list[Cell]:
    """The cells of a period; the very list where it is all of them, so that a fold can know it again."""
    return cells if period.bounds == hull.bounds else [cell for cell in cells if cell.day in period]


def _cell(keyed: int, columns: tuple[str, ...], line: tuple[Any, ...]) -> Cell:
    counts, totals, highest = line[1 + keyed :: 3], line[2 + keyed :: 3], line[3 + keyed :: 3]
    sums, highs = dict(zip(columns, totals, strict=True)), dict(zip(columns, highest, strict=True))
    if None in totals:  # a column without any value that day
        sums = {column: total or 0 for column, total in sums.items()}
        highs = {column: value for column, value in highs.items() if value is not None}
    return Cell(day_of(line[0]), line[1 : 1 + keyed], dict(zip(columns, counts, strict=True)), sums, highs)


def _folded(figure: Daily, cells: list[Cell], days: Period) -> Fraction | None:
    value = figure.fold(cells, days)
    return None if value is None else Fraction(value) / figure.scale


@dataclass(frozen=True)
class Source:
    """Rows behind a figure: the part they belong to, the entries' type, and the days."""

    figure: Figure
    rows: Rows
    period: Period


def sources(figure: Figure, period: Period) -> list[Source]:
    """Where the rows behind an answer stand: one source a measure, the parts' sources for a ratio."""
    if isinstance(figure, Measure | Daily):
        return [Source(figure, figure.rows, figure.days(period))]
    if isinstance(figure, Interval):
        *before, second = figure.steps
        earlier = [Source(figure, rows, Period(date.min, period.end)) for rows in before]
        return [*earlier, Source(figure, second, figure.days(period))]
    if isinstance(figure, Change):
        asked = (period, period.last_year_if_any())
        return [source for one in asked if one for source in sources(figure.of, one)]
    return [source for part in figure.parts for source in sources(part, period)]


def numbers_behind(figure: Figure, period: Period, book: Book, by: str = "", member: str = "") -> set[int]:
    """The ledger numbers of all entries an answer opens to."""
    if isinstance(figure, Interval):
        return {n for _days, _key, *both in pairs_of(figure, period, book) for n in both}
    found: set[int] = set()
    for source in sources(figure, period):
        found.update(freshness.numbers(source.rows, source.period, book, by, member))
    return found


def count_behind(figure: Figure, period: Period, book: Book) -> int:
    """How many distinct entries an answer opens to."""
    behind = sources(figure, period)
    types = {source.rows.entry for source in behind}
    if isinstance(figure, Interval) or len(types) < len(behind):
        return len(numbers_behind(figure, period, book))
    return sum(freshness.counted(one.rows, one.period, book) for one in behind)


def page_of(
    source: Source, book: Book, *, after: int | None = None, limit: int = 50, by: str = "", member: str = ""
) -> list[int]:
    """One page of ledger numbers behind a source, latest recorded first."""
    return freshness.page(source.rows, source.period, book, after or 2**62, limit, by, member)


def missing(figure: Ratio, period: Period, book: Book) -> list[int]:
    """Keys counted below the line and not above it: the schools a full coverage still lacks; empty if none."""
    top, bottom = figure.top, figure.bottom
    if not (isinstance(top, Measure) and isinstance(bottom, Measure) and top.kind == bottom.kind == "distinct"):
        return []
    have, should = (_keys(part, period, book) for part in (top, bottom))
    return sorted(should - have)


def _keys(measure: Measure, period: Period, book: Book) -> set[int]:
    """The keys a distinct counts, merged ones as the ones they were merged into."""
    kept: dict[int, int] = {}
    if measure.subject:
        mergers = Merged.objects.as_of(book.moment).filter(zone=book.zone, type=measure.subject)
        kept = dict(mergers.values_list("gone", "kept"))
    keyed = freshness.keyed(measure.rows, measure.column, measure.days(period), book)
    return {kept.get(key, key) for key, _day, _number in keyed}
