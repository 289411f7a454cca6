"""Answering: what a figure says of a period, as of a moment; and the very rows behind it.

An answer is a function of (definition, period, breakdown, moment), nothing else. Drill-down reuses the same
predicates, period and moment, so it is exact by construction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

from dajuan.core.records.models import Entry, Merged
from dajuan.figures import compiled
from dajuan.figures.book import Book
from dajuan.figures.vocabulary import Cell, Change, Daily, Figure, Interval, Measure, Net, Ratio, Rows, Stock
from dajuan.values import numbers
from dajuan.values.periods import Period

COLUMNS_A_SCAN = 400  # SQLite answers at most 2,000 columns
KEPT = 4096  # short answers
EVER = Period(date.min, date.max)
KEPT_YEARS = 8  # years of daily cells, some megabytes each


@lru_cache(maxsize=KEPT)
def _run(query: compiled.Query, names: tuple[Any, ...], recorded_at: datetime | None) -> list[tuple[Any, ...]]:
    """What a query answered; a book never changes, so neither does its answer. The instant tells ledgers apart."""
    return query.run(dict(names))


def _asked(query: compiled.Query, values: dict[str, Any], book: Book) -> list[tuple[Any, ...]]:
    """A query's answer, the remembered one while nothing of the types it reads has been recorded since."""
    settled = book.settled(query.entries)
    values = values | {"moment": settled.moment}
    return _run(query, tuple((name, values[name]) for name in sorted(set(query.names))), settled.recorded_at)


def forget() -> None:
    """Throw away what was remembered, so that the ledger is asked anew. Compiled plans stay."""
    for kept in (_run, _cells, _folded_each):
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


Asked = tuple[Figure, Period]


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
    values = _measured(_measures(asked), book)
    return [_answer(figure, period, book, values) for figure, period in asked]


def ask_by(figure: Figure, by: str, period: Period, book: Book) -> dict[str, Answer]:
    """A figure broken down by one of its dimensions: an answer per member, in the order of the members' names."""
    leaves = list(_measures([(figure, period)]))
    members: dict[str, dict[tuple[Measure, Period], int | None]] = defaultdict(dict)
    for leaf in leaves:
        for member, values in _scan([leaf[0]], [leaf[1]], book, by).items():
            members[member] |= values
    if isinstance(figure, Daily):
        return _daily_by(figure, by, period, book)
    for values in members.values():
        for leaf in leaves:
            values.setdefault(leaf, 0 if leaf[0].kind != "lowest" else None)
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


def _measures(asked: Iterable[Asked]) -> dict[tuple[Measure, Period], None]:
    """The measures behind figures, each with the days it counts, without repetition."""
    found: dict[tuple[Measure, Period], None] = {}
    for figure, period in asked:
        for part in _leaves(figure, period):
            found[part] = None
    return found


def _leaves(figure: Figure, period: Period) -> Iterable[tuple[Measure, Period]]:
    if isinstance(figure, Measure):
        if figure.kind != "latest":
            yield figure, figure.days(period)
    elif isinstance(figure, Change):
        yield from _leaves(figure.of, period)
        if before := period.last_year_if_any():
            yield from _leaves(figure.of, before)
    else:
        for part in figure.parts:
            yield from _leaves(part, period)


def _measured(leaves: Iterable[tuple[Measure, Period]], book: Book) -> dict[tuple[Measure, Period], int | None]:
    """The integer of every measure and period: one scan per entry type and day that counts."""
    scans: dict[tuple[type[Entry], str], dict[Measure, dict[Period, None]]] = defaultdict(lambda: defaultdict(dict))
    for measure, period in leaves:
        scans[measure.rows.entry, measure.rows.on][measure][period] = None
    values: dict[tuple[Measure, Period], int | None] = {}
    for measures in scans.values():
        by_periods: dict[tuple[Period, ...], list[Measure]] = defaultdict(list)
        for measure, its in measures.items():
            by_periods[tuple(its)].append(measure)
        for its_periods, together in by_periods.items():
            width = max(1, COLUMNS_A_SCAN // len(its_periods))
            for start in range(0, len(together), width):
                found = _scan(together[start : start + width], its_periods, book, "")
                values |= found[""]
    return values


def _scan(
    measures: Sequence[Measure], periods: Sequence[Period], book: Book, by: str
) -> dict[str, dict[tuple[Measure, Period], int | None]]:
    """Run one scan; by member of the dimension, or under the empty member."""
    merged = any(m.subject for m in measures) and book.has_mergers
    query = compiled.scan(tuple(measures), len(periods), by, merged)
    found = {}
    for line in _asked(query, _bound(book, periods), book):
        member, cells = ("" if line[0] is None else str(line[0]), line[1:]) if by else ("", line)
        taken = iter(cells)
        found[member] = {(measure, period): _whole(measure, next(taken)) for measure in measures for period in periods}
    return found


def _whole(measure: Measure, cell: Any) -> int | None:
    if cell is None:
        return None if measure.kind == "lowest" else 0
    return int(cell)


def _bound(book: Book, periods: Sequence[Period], member: str = "") -> dict[str, Any]:
    values: dict[str, Any] = {"zone": book.zone.pk, "moment": book.moment, "member": member, "after": 0, "limit": 0}
    for i, period in enumerate(periods):
        values[f"start{i}"], values[f"end{i}"] = period.bounds
    values["first"] = min(period.start for period in periods)
    values["last"] = max(period.end for period in periods)
    return values


def _answer(
    figure: Figure, period: Period, book: Book, values: dict[tuple[Measure, Period], int | None], member: str = ""
) -> Answer:
    """Put an answer together from the integers; the only place where anything is divided."""
    parts: tuple[Answer, ...] = ()
    if book.moment == 0:
        return Answer(figure, period, book, None, member=member)
    if isinstance(figure, Measure):
        whole = _latest(figure, period, book) if figure.kind == "latest" else values[figure, figure.days(period)]
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


def _latest(figure: Measure, period: Period, book: Book) -> int | None:
    rows = _asked(compiled.latest(figure.rows, figure.column), _bound(book, [figure.days(period)]), book)
    return int(max((_day(day), number, value) for day, number, value in rows)[2]) if rows else None


def _day(value: Any) -> date:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def pairs_of(figure: Interval, period: Period, book: Book) -> list[tuple[int, int, int, int]]:
    """Days, key, number of the first and of the second entry for each key complete in the period, shortest first."""
    first = _earliest(_keyed(figure.first, figure, Period(date.min, period.end), book))
    ends = _earliest(_keyed(figure.second, figure, figure.days(period), book))
    complete = ((key, first[key], end) for key, end in ends.items() if key in first and first[key][0] <= end[0])
    passed = _days_passed(figure, period, book)
    return sorted(
        ((end[0] - begin[0]).days, key, begin[1], end[1])
        for key, begin, end in complete
        if not figure.through or any(begin[0] <= day <= end[0] for day, _number in passed[key])
    )


def _keyed(rows: Rows, figure: Interval, days: Period, book: Book) -> list[tuple[Any, ...]]:
    """Key, day and number of each row in the days. Read once for all periods, unless a tie looks at a period's end."""
    query = compiled.keys_and_days(rows, figure.key_column)
    if rows.ties:
        return _asked(query, _bound(book, [days]), book)
    return [line for line in _asked(query, _bound(book, [EVER]), book) if _day(line[1]) in days]


def _days_passed(figure: Interval, period: Period, book: Book) -> dict[int, list[tuple[date, int]]]:
    """Day and number of the entries each key passed through; empty where an interval needs none."""
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    if figure.through:
        for key, day, number in _keyed(figure.through, figure, Period(date.min, period.end), book):
            found[key].append((_day(day), int(number)))
    return found


def _earliest(rows: Iterable[tuple[Any, ...]]) -> dict[int, tuple[date, int]]:
    found: dict[int, tuple[date, int]] = {}
    for key, day, number in rows:
        candidate = (_day(day), int(number))
        if key not in found or candidate < found[key]:
            found[key] = candidate
    return found


def _shortest(figure: Interval, period: Period, book: Book) -> Fraction | None:
    pairs = pairs_of(figure, period, book)
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
    lines = compiled.cells(rows, keys, columns, "").run(_bound(book, [days]))
    return [_cell(len(keys), columns, line) for line in lines]


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
    keys, rest = line[1 : 1 + keyed], line[1 + keyed :]
    triples = {column: rest[3 * i : 3 * i + 3] for i, column in enumerate(columns)}
    return Cell(
        day=_day(line[0]),
        keys=tuple(keys),
        count={column: int(t[0]) for column, t in triples.items()},
        total={column: int(t[1] or 0) for column, t in triples.items()},
        highest={column: int(t[2]) for column, t in triples.items() if t[2] is not None},
    )


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
        query = compiled.opened(source.rows, by)
        found.update(int(line[0]) for line in query.run(_bound(book, [source.period], member)))
    return found


def count_behind(figure: Figure, period: Period, book: Book) -> int:
    """How many distinct entries an answer opens to."""
    behind = sources(figure, period)
    types = {source.rows.entry for source in behind}
    if isinstance(figure, Interval) or len(types) < len(behind):
        return len(numbers_behind(figure, period, book))
    counts = (_asked(compiled.opened_count(one.rows), _bound(book, [one.period]), book) for one in behind)
    return sum(int(count[0][0]) for count in counts)


def page_of(
    source: Source, book: Book, *, after: int | None = None, limit: int = 50, by: str = "", member: str = ""
) -> list[int]:
    """One page of ledger numbers behind a source, latest recorded first."""
    values = _bound(book, [source.period], member) | {"after": after or 2**62, "limit": limit}
    return [int(line[0]) for line in _asked(compiled.opened_page(source.rows, by), values, book)]


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
    query = compiled.keys_and_days(measure.rows, measure.column)
    return {kept.get(line[0], line[0]) for line in query.run(_bound(book, [measure.days(period)]))}
