"""The engine that asks the ledger's own database: one FILTER scan a table, good to about a million entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection

from dajuan.core.records.models import Entry
from dajuan.figures import compiled
from dajuan.figures.book import Book
from dajuan.figures.engines import Leaf, Pair, Values
from dajuan.figures.planner import rows_said
from dajuan.figures.vocabulary import Interval, Measure, Rows
from dajuan.values.periods import Period

COLUMNS_A_SCAN = 400
COLUMNS_A_STATEMENT = 1_200  # SQLite answers at most 2,000 columns, PostgreSQL 1,664
SCANS_A_STATEMENT = 40  # SQLite joins at most 64
VALUES_A_STATEMENT = 20_000  # SQLite binds at most 32,766
KEPT_KEYS = 16  # lists of keys and days: several records are looked for among the same rows


class Live:
    """Answers from SQLite or PostgreSQL, by Django's own connection."""

    def serves(self, entries: Iterable[type[Entry]]) -> bool:
        return True

    def measured(self, leaves: Sequence[Leaf], book: Book, by: str = "") -> Values:
        found: Values = defaultdict(dict)
        scans = [_Scan(measures, periods, book, by) for measures, periods in _scans(leaves)]
        if by:
            for scan in scans:
                for member, *cells in scan.query.run(scan.values):
                    scan.read(cells, found["" if member is None else str(member)])
        else:
            for some in _statements(scans):
                _read_together(some, found[""])
        for values in found.values():
            for leaf in leaves:
                values.setdefault(leaf, _whole(leaf[0], None))
        return found

    def latest(self, leaves: Sequence[Leaf], book: Book) -> dict[Leaf, int | None]:
        found: dict[Leaf, int | None] = {}
        for start in range(0, len(leaves), SCANS_A_STATEMENT):
            found |= _latest(leaves[start : start + SCANS_A_STATEMENT], book)
        return found

    def shortest(self, figure: Interval, period: Period, book: Book, most: int | None) -> list[Pair]:
        before = Period(date.min, period.end)
        first = _earliest(self._keyed_in(figure.first, figure.key_column, before, book))
        ends = _earliest(self._keyed_in(figure.second, figure.key_column, figure.days(period), book))
        complete = ((key, first[key], end) for key, end in ends.items() if key in first and first[key][0] <= end[0])
        passed: dict[Any, list[date]] = defaultdict(list)
        if figure.through:
            for key, day, _number in self._keyed_in(figure.through, figure.key_column, before, book):
                passed[key].append(day)
        found = sorted(
            ((end[0] - begin[0]).days, key, begin[1], end[1])
            for key, begin, end in complete
            if not figure.through or any(begin[0] <= day <= end[0] for day in passed[key])
        )
        return found[:most]

    def _keyed_in(self, rows: Rows, column: str, days: Period, book: Book) -> list[tuple[Any, Any, int]]:
        """Key, day and number of each row in the days, from rows read once; ties hang on the period's end."""
        if rows.ties:
            return self.keyed(rows, column, days, book)
        settled = book.settled({rows.entry})
        every = _every_key(rows_said(rows), rows, column, settled, settled.recorded_at)
        return [line for line in every if line[1] in days]

    def forget(self) -> None:
        """Let go of the keys that were read for several records."""
        _every_key.cache_clear()

    def keyed(self, rows: Rows, column: str, days: Period, book: Book) -> list[tuple[Any, Any, int]]:
        lines = compiled.keys_and_days(rows, column).run(bound(book, [days]))
        return [(key, day_of(day), int(number)) for key, day, number in lines]

    def cells(
        self, rows: Rows, keys: tuple[str, ...], columns: tuple[str, ...], days: Period, book: Book
    ) -> list[tuple[Any, ...]]:
        lines = compiled.cells(rows, keys, columns, "").run(bound(book, [days]))
        return lines if connection.vendor == "sqlite" else [_whole_numbers(line) for line in lines]

    def numbers(self, rows: Rows, days: Period, book: Book, by: str = "", member: str = "") -> list[int]:
        lines = compiled.opened(rows, by).run(bound(book, [days]) | {"member": member})
        return [int(line[0]) for line in lines]

    def counted(self, rows: Rows, days: Period, book: Book) -> int:
        return int(compiled.opened_count(rows).run(bound(book, [days]))[0][0])

    def page(
        self, rows: Rows, days: Period, book: Book, *, after: int, limit: int, by: str = "", member: str = ""
    ) -> list[int]:
        asked = bound(book, [days]) | {"after": after, "limit": limit, "member": member}
        return [int(line[0]) for line in compiled.opened_page(rows, by).run(asked)]

    def changed(self, rows: Rows, days: Period, earlier: Book, later: Book) -> tuple[set[int], set[int]]:
        others = {used.entry for used in rows.used() if used is not rows}
        if others & set(later.changed_since(earlier.moment + 1)):
            before, after = (set(self.numbers(rows, days, book)) for book in (earlier, later))
            return after - before, before - after
        lines = compiled.touched(rows).run(bound(later, [days]) | {"since": earlier.moment})
        return (
            {int(number) for number, sign in lines if sign > 0},
            {int(number) for number, sign in lines if sign < 0},
        )

    def moved(self, leaves: Sequence[Leaf], earlier: Book, later: Book, by: str = "") -> Values:
        """By how much counts and totals without ties moved between two books: what came less what went."""
        found: Values = defaultdict(dict)
        for measures, periods in _scans(leaves):
            query = compiled.moved(tuple(measures), len(periods), by)
            for line in query.run(bound(later, periods) | {"since": earlier.moment}):
                member, cells = ("" if line[0] is None else str(line[0]), line[1:]) if by else ("", line)
                taken = iter(cells)
                for measure in measures:
                    for period in periods:
                        found[member][measure, period] = int(next(taken) or 0)
        return found


class _Scan:
    """One scan of one table: its plan, what it is asked with, and the leaves its columns are."""

    def __init__(self, measures: list[Measure], periods: list[Period], book: Book, by: str) -> None:
        merged = any(measure.subject for measure in measures) and book.has_mergers
        self.query = compiled.scan(tuple(measures), len(periods), by, merged)
        self.values = bound(book, periods)
        self.leaves = [(measure, period) for measure in measures for period in periods]

    def read(self, cells: Sequence[Any], values: dict[Leaf, int | None]) -> None:
        for leaf, cell in zip(self.leaves, cells, strict=True):
            values[leaf] = _whole(leaf[0], cell)


def _statements(scans: list[_Scan]) -> Iterator[list[_Scan]]:
    """Scans in groups that databases take as one statement."""
    some: list[_Scan] = []
    columns = values = 0
    for scan in scans:
        columns, values = columns + len(scan.leaves), values + len(scan.query.names)
        if columns > COLUMNS_A_STATEMENT or values > VALUES_A_STATEMENT or len(some) == SCANS_A_STATEMENT:
            yield some
            some, columns, values = [], len(scan.leaves), len(scan.query.names)
        some.append(scan)
    if some:
        yield some


def _read_together(scans: list[_Scan], found: dict[Leaf, int | None]) -> None:
    """Ask several scans in one statement: each answers one line, so that joined they are one line too."""
    parts = " CROSS JOIN ".join(f"({scan.query.sql}) AS scan{i}" for i, scan in enumerate(scans))
    asked = [scan.values[name] for scan in scans for name in scan.query.names]
    (line,) = _run(f"SELECT * FROM {parts}", asked)
    for scan in scans:
        scan.read(line[: len(scan.leaves)], found)
        line = line[len(scan.leaves) :]


def _latest(leaves: Sequence[Leaf], book: Book) -> dict[Leaf, int | None]:
    """The value of the row of each leaf that happened last, asked in one statement."""
    queries = [compiled.latest(measure.rows, measure.column) for measure, _days in leaves]
    parts = " UNION ALL ".join(
        f"SELECT {i} AS leaf, one.* FROM ({query.sql}) AS one" for i, query in enumerate(queries)
    )
    bounds = [bound(book, [days]) for _measure, days in leaves]
    asked = [values[name] for query, values in zip(queries, bounds, strict=True) for name in query.names]
    last: dict[int, tuple[date, int, int]] = {}
    for leaf, on, number, value in _run(parts, asked):
        last[leaf] = max(last.get(leaf, (date.min, 0, 0)), (day_of(on), number, value))
    return {leaf: int(last[i][2]) if i in last else None for i, leaf in enumerate(leaves)}


def _run(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


@lru_cache(maxsize=KEPT_KEYS)
def _every_key(
    _said: str, rows: Rows, column: str, book: Book, _recorded_at: datetime | None
) -> list[tuple[Any, date, int]]:
    """Key, day and number of all rows of a book; the instant tells ledgers apart."""
    return Live().keyed(rows, column, Period(date.min, date.max), book)


def _scans(leaves: Iterable[Leaf]) -> Iterable[tuple[list[Measure], list[Period]]]:
    """Measures of one entry type and day about the same periods, as many at once as a scan has columns for."""
    tables: dict[tuple[type[Entry], str], dict[Measure, dict[Period, None]]] = defaultdict(lambda: defaultdict(dict))
    for measure, period in leaves:
        tables[measure.rows.entry, measure.rows.on][measure][period] = None
    for measures in tables.values():
        by_periods: dict[tuple[Period, ...], list[Measure]] = defaultdict(list)
        for measure, its in measures.items():
            by_periods[tuple(its)].append(measure)
        for periods, together in by_periods.items():
            width = max(1, COLUMNS_A_SCAN // len(periods))
            for start in range(0, len(together), width):
                yield together[start : start + width], list(periods)


def _earliest(rows: Iterable[tuple[Any, ...]]) -> dict[Any, tuple[date, int]]:
    """Day and number of the first row of each key."""
    found: dict[Any, tuple[date, int]] = {}
    for key, day, number in rows:
        candidate = (day, number)
        if key is not None and (key not in found or candidate < found[key]):
            found[key] = candidate
    return found


def _whole_numbers(line: tuple[Any, ...]) -> tuple[Any, ...]:
    """PostgreSQL adds whole numbers up to decimals."""
    return tuple(int(value) if isinstance(value, Decimal) else value for value in line)


def _whole(measure: Measure, cell: Any) -> int | None:
    if cell is None:
        return None if measure.kind == "lowest" else 0
    return int(cell)


def bound(book: Book, periods: Sequence[Period]) -> dict[str, Any]:
    """What a compiled plan is asked with."""
    values: dict[str, Any] = {"zone": book.zone.pk, "moment": book.moment, "member": "", "since": 0, "after": 0}
    for i, period in enumerate(periods):
        values[f"start{i}"], values[f"end{i}"] = period.bounds
    values["first"] = min(period.start for period in periods)
    values["last"] = max(period.end for period in periods)
    return values


def day_of(value: Any) -> date:
    """A day as the engine gave it: SQLite knows text only."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value
