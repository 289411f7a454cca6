"""The bit-mask plan: how engines that read columns are asked (figures.md 1.3, form E).

All counts, totals and lowest values over one table and one day that counts come from one scan: each row gets a mask
of the conditions it fits and the stretch between two asked-for days it falls in, and the rows are summed up by both.
A measure is then the sum of the lines whose bit is set. Distinct keys come from one scan a key column: a bit a
measure and period, joined by key. A key of which the ledger lets only one entry stand is simply counted.

The text is plain SQL; `columnar.py` runs it on DuckDB, and Spark understands it too.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from dajuan.core.records.models import Entry, Merged
from dajuan.figures.book import Book
from dajuan.figures.compiled import table_of
from dajuan.figures.conditions import conditions
from dajuan.figures.engines import Leaf, Pair, Unserved, Values
from dajuan.figures.planner import rows_said
from dajuan.figures.standing import stands_once
from dajuan.figures.vocabulary import Interval, Measure, Rows, Tie
from dajuan.values.periods import Period

BITS = 62  # of a signed 64-bit integer, with room


class MaskEngine(ABC):
    """Answers by mask plans; its sons say where the rows of a book are found and what runs the text."""

    dialect: ClassVar[str]
    record: ClassVar[str] = "row"  # the function that makes one comparable value of several

    @abstractmethod
    def run(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The lines a query answers; `?` in it are values."""

    @abstractmethod
    def book_of(self, entry: type[Entry], book: Book) -> str:
        """The book's rows of one type as a subquery in brackets."""

    @abstractmethod
    def touched(self, entry: type[Entry], earlier: Book, later: Book) -> str:
        """The rows recorded or withdrawn after one moment and up to another, with both, as a subquery in brackets."""

    def shared(self, sql: str) -> str:
        """A subquery several plans look at, as what stands in FROM; an engine may keep what it found."""
        return f"({sql})"

    # Measures

    def measured(self, leaves: Sequence[Leaf], book: Book, by: str = "") -> Values:
        found: Values = defaultdict(dict)
        for leaves_of_table in _grouped(leaves, lambda leaf: self._scanned_with(leaf[0], book)):
            first = leaves_of_table[0][0]
            if self.is_counted_apart(first, book):
                for start in range(0, len(leaves_of_table), BITS):
                    self._distinct(leaves_of_table[start : start + BITS], book, by, found)
            else:
                for some in _by_bits(leaves_of_table):
                    self._scan(some, book, by, found)
        if not by:
            found.setdefault("", {})
        for values in found.values():
            for leaf in leaves:
                values.setdefault(leaf, None if leaf[0].kind == "lowest" else 0)
        return found

    def _scanned_with(self, measure: Measure, book: Book) -> tuple[Any, ...]:
        """What leaves must share to be answered by one scan: table and day, or table and key."""
        if self.is_counted_apart(measure, book):
            return measure.rows.entry, measure.column, self._merged_subject(measure, book)
        return measure.rows.entry, measure.rows.on

    def _merged_subject(self, measure: Measure, book: Book) -> str:
        return measure.subject if measure.subject in book.merged_subjects else ""

    def is_counted_apart(self, measure: Measure, book: Book) -> bool:
        """Whether different keys must be told apart; not where only one entry of a key may stand at any moment."""
        if measure.kind != "distinct":
            return False
        return measure.subject in book.merged_subjects or not stands_once(measure.rows.entry, measure.column)

    def _scan(self, leaves: list[Leaf], book: Book, by: str, found: Values) -> None:
        scan = Scan(self, leaves[0][0].rows.entry, book)
        on = leaves[0][0].rows.on
        bounds = sorted({day for _measure, days in leaves for day in days.bounds})
        bits: dict[str, int] = {}
        bit_of = [bits.setdefault(self._fits(scan, leaf), len(bits)) for leaf in leaves]
        columns = {(_AGGREGATES[measure.kind], measure.column): "" for measure, _days in leaves if measure.column}
        columns = {key: f"a{i}" for i, key in enumerate(key for key in columns if key[0])}
        aggregates = "".join(f", {how}({_quoted(column)})" for how, column in columns)
        lines = self.run(
            f"SELECT {_bucket(on, bounds)} AS bucket, {_mask(list(bits))} AS mask, {scan.member(by)} AS member,"
            f" count(*){aggregates} FROM {scan.source} WHERE {_within(on, bounds[0], bounds[-1])}"
            f" GROUP BY 1, 2, 3"
        )
        place = {key: 4 + i for i, key in enumerate(columns)}
        reads = [
            _Read(leaf, 1 << bit, *_buckets(leaf[1], bounds), place.get((_AGGREGATES[leaf[0].kind], leaf[0].column), 3))
            for leaf, bit in zip(leaves, bit_of, strict=True)
        ]
        for line in lines:
            for read in reads:
                if line[1] & read.bit and read.first <= line[0] < read.last:
                    read.add(found[line[2]], line[read.place])

    def _fits(self, scan: Scan, leaf: Leaf) -> str:
        measure, days = leaf
        fits = scan.condition(measure.rows, days.end)
        if measure.kind == "distinct":
            fits = _both(fits, f"{_quoted(measure.column)} IS NOT NULL")
        return fits

    def _distinct(self, leaves: list[Leaf], book: Book, by: str, found: Values) -> None:
        column, subject = leaves[0][0].column, self._merged_subject(leaves[0][0], book)
        scan = Scan(self, leaves[0][0].rows.entry, book)
        key = scan.merged(column, subject) if subject else _quoted(column)
        fits = [(scan.condition(measure.rows, days.end), measure.rows.on, days) for measure, days in leaves]
        bits = [_both(condition, _within(on, *days.bounds)) for condition, on, days in fits]
        shared = {condition for condition, _on, _days in fits}
        narrowed = shared.pop() if len(shared) == 1 else ""
        ons = {on: [days for _c, its, days in fits if its == on] for _condition, on, _days in fits}
        hull = " OR ".join(
            f"({_within(on, min(d.start for d in days), max(d.end for d in days))})" for on, days in ons.items()
        )
        lines = self.run(
            f"SELECT mask, member, count(*) FROM (SELECT key, member, bit_or(mask) AS mask FROM"
            f" (SELECT {key} AS key, {scan.member(by)} AS member, {_mask(bits)} AS mask FROM {scan.source}"
            f" WHERE {_both(f'({hull})', narrowed)}) AS rows_of WHERE mask <> 0 AND key IS NOT NULL"
            f" GROUP BY key, member) AS keys_of GROUP BY mask, member"
        )
        for mask, member, keys in lines:
            for bit, leaf in enumerate(leaves):
                if mask >> bit & 1:
                    found[member][leaf] = (found[member].get(leaf) or 0) + int(keys)

    def latest(self, leaves: Sequence[Leaf], book: Book) -> dict[Leaf, int | None]:
        found: dict[Leaf, int | None] = {}
        for together in _grouped(leaves, lambda leaf: leaf[0].rows.entry):
            scan = Scan(self, together[0][0].rows.entry, book)
            asked = ", ".join(self._last_of(scan, *leaf) for leaf in together)
            (line,) = self.run(f"SELECT {asked} FROM {scan.source}")
            for leaf, one in zip(together, line, strict=True):
                found[leaf] = None if one is None else int(tuple(one)[2])
        return found

    def _last_of(self, scan: Scan, measure: Measure, days: Period) -> str:
        on = measure.rows.on
        fits = _both(scan.condition(measure.rows, days.end), _within(on, *days.bounds))
        return f"max({self.record}({_quoted(on)}, number, {_quoted(measure.column)})) FILTER (WHERE {fits})"

    def shortest(self, figure: Interval, period: Period, book: Book, most: int | None) -> list[Pair]:
        ends = [(figure.first, Period(date.min, period.end)), (figure.second, figure.days(period))]
        first, second = (self._earliest(rows, figure.key_column, days, book) for rows, days in ends)
        taken = self.days_between("first.day", "second.day")
        passed = ""
        if figure.through:
            key, on = _quoted(figure.key_column), _quoted(figure.through.on)
            opened = self._opened(figure.through, Period(date.min, period.end), book)
            passed = (
                f" AND EXISTS (SELECT 1 FROM (SELECT {key} AS key, {on} AS day {opened}) AS passed"
                " WHERE passed.key = first.key AND passed.day >= first.day AND passed.day <= second.day)"
            )
        limit = f" LIMIT {most}" if most else ""
        lines = self.run(
            f"SELECT {taken} AS taken, first.key AS key, first.number, second.number FROM {first} AS first"
            f" JOIN {second} AS second ON first.key = second.key WHERE first.day <= second.day{passed}"
            f" ORDER BY taken, key{limit}"
        )
        return [(days, key, first, second) for days, key, first, second in lines]

    def _earliest(self, rows: Rows, column: str, days: Period, book: Book) -> str:
        key, on = _quoted(column), _quoted(rows.on)
        return (
            f"(SELECT {key} AS key, min({on}) AS day, min_by(number, {self.record}({on}, number)) AS number"
            f" {self._opened(rows, days, book)} AND {key} IS NOT NULL GROUP BY {key})"
        )

    def days_between(self, first: str, last: str) -> str:
        """How many days lie between two days, as SQL."""
        return f"({last} - {first})"

    # Rows

    def keyed(self, rows: Rows, column: str, days: Period, book: Book) -> list[tuple[Any, Any, int]]:
        lines = self.run(f"SELECT {_quoted(column)}, {_quoted(rows.on)}, number {self._opened(rows, days, book)}")
        return [(key, day, number) for key, day, number in lines]

    def cells(
        self, rows: Rows, keys: tuple[str, ...], columns: tuple[str, ...], days: Period, book: Book
    ) -> list[tuple[Any, ...]]:
        grouped = ", ".join(_quoted(name) for name in (rows.on, *keys))
        triples = "".join(f", count({one}), sum({one}), max({one})" for one in map(_quoted, columns))
        return self.run(f"SELECT {grouped}{triples} {self._opened(rows, days, book)} GROUP BY {grouped}")

    def numbers(self, rows: Rows, days: Period, book: Book, by: str = "", member: str = "") -> list[int]:
        opened = self._opened(rows, days, book, by)
        return [line[0] for line in self.run(f"SELECT number {opened}", [member] if by else [])]

    def counted(self, rows: Rows, days: Period, book: Book) -> int:
        return int(self.run(f"SELECT count(*) {self._opened(rows, days, book)}")[0][0])

    def page(
        self, rows: Rows, days: Period, book: Book, *, after: int, limit: int, by: str = "", member: str = ""
    ) -> list[int]:
        opened = self._opened(rows, days, book, by)
        sql = f"SELECT number {opened} AND number < {int(after)} ORDER BY number DESC LIMIT {int(limit)}"
        return [line[0] for line in self.run(sql, [member] if by else [])]

    def changed(self, rows: Rows, days: Period, earlier: Book, later: Book) -> tuple[set[int], set[int]]:
        others = {used.entry for used in rows.used() if used is not rows}
        if others & set(later.changed_since(earlier.moment + 1)):
            before, after = (f"SELECT number {self._opened(rows, days, book)}" for book in (earlier, later))
            added, gone = (self.run(f"{a} EXCEPT {b}") for a, b in ((after, before), (before, after)))
            return {line[0] for line in added}, {line[0] for line in gone}
        scan = Scan(self, rows.entry, later, self.touched(rows.entry, earlier, later))
        signed = _standing(later.moment) + " AS now, " + _standing(earlier.moment) + " AS before"
        fits = _both(scan.condition(rows, days.end), _within(rows.on, *days.bounds))
        lines = self.run(f"SELECT number, {signed} FROM {scan.source} WHERE {fits}")
        added_ones = {number for number, now, before in lines if now and not before}
        return added_ones, {number for number, now, before in lines if before and not now}

    def _opened(self, rows: Rows, days: Period, book: Book, by: str = "") -> str:
        scan = Scan(self, rows.entry, book)
        fits = _both(_within(rows.on, *days.bounds), scan.condition(rows, days.end))
        fits = _both(fits, f"{scan.member(by)} = ?") if by else fits
        return f"FROM {scan.source} WHERE {fits}"


_AGGREGATES = {"count": "", "distinct": "", "total": "sum", "lowest": "min"}


@dataclass(frozen=True)
class _Read:
    """How a measure is read off the lines of a scan: its bit, its buckets, and the column it adds up."""

    leaf: Leaf
    bit: int
    first: int
    last: int
    place: int

    def add(self, values: dict[Leaf, int | None], cell: Any) -> None:
        """Put a line's number to what is known; rows that name none make a member, and add nothing."""
        if cell is None:
            return
        known, found = values.get(self.leaf), int(cell)
        if known is None:
            values[self.leaf] = found
        else:
            values[self.leaf] = min(known, found) if self.leaf[0].kind == "lowest" else known + found


@dataclass
class Scan:
    """One scan under construction: a book's rows of one type, with what its conditions look at beside them."""

    engine: MaskEngine
    entry: type[Entry]
    book: Book
    rows: str = ""
    _mergers: dict[str, str] = field(default_factory=dict)
    _ties: dict[str, dict[tuple[str, date], Tie]] = field(default_factory=dict)  # by column: the others, and the end

    @property
    def source(self) -> str:
        """What stands after FROM; asked for when all conditions are known."""
        rows = self.rows or self.engine.book_of(self.entry, self.book)
        ties = (self._joined(column, its) for column, its in self._ties.items())
        return f"{rows} AS counted{''.join(self._mergers.values())}{''.join(ties)}"

    def member(self, by: str) -> str:
        """The member of a dimension as text, empty where a row names none; yes and no are 1 and 0."""
        if not by:
            return "''"
        if table_of(self.entry).schema()[by].is_boolean():
            return f"CASE WHEN {_quoted(by)} THEN '1' WHEN NOT {_quoted(by)} THEN '0' ELSE '' END"
        return f"COALESCE(CAST({_quoted(by)} AS {'STRING' if self.engine.dialect == 'pyspark' else 'VARCHAR'}), '')"

    def condition(self, rows: Rows, end: date) -> str:
        """Whether a row fits predicates and ties, for a period that ends before a day; empty where all do."""
        return _both(conditions(rows, self.engine.dialect), self.ties_of(rows, end))

    def ties_of(self, rows: Rows, end: date) -> str:
        """Whether a row fits the ties of these rows alone."""
        return " AND ".join(self._tied(tie, end) for tie in rows.ties)

    def merged(self, column: str, subject: str) -> str:
        """The key, or the one it was merged into."""
        alias = f"merged_{column}"
        mergers = Scan(self.engine, Merged, self.book)
        self._mergers[column] = (
            f" LEFT JOIN (SELECT gone AS merged_key, kept FROM {mergers.source} WHERE type = '{subject}')"
            f" AS {alias} ON counted.{_quoted(column)} = {alias}.merged_key"
        )
        return f"COALESCE({alias}.kept, counted.{_quoted(column)})"

    def _tied(self, tie: Tie, end: date) -> str:
        """Whether a row's key is among the others by the end of a period: a bit beside the key."""
        ties = self._ties.setdefault(tie.column, {})
        others = f"{tie.other_column} of {rows_said(tie.other)}"
        ties.setdefault((others, end), tie)
        alias, bit = f"tied_{tie.column}", 1 << list(ties).index((others, end))
        if len(ties) > BITS:
            raise Unserved(f"More than {BITS} conditions hang on {tie.column} at once.")
        if tie.among:
            return f"({alias}.tied & {bit}) <> 0"
        return f"(counted.{_quoted(tie.column)} IS NOT NULL AND COALESCE({alias}.tied & {bit}, 0) = 0)"

    def _joined(self, column: str, ties: dict[tuple[str, date], Tie]) -> str:
        """All rows that a column is tied to, joined once: each key with a bit for every tie and end it is among."""
        by_others: dict[str, list[int]] = defaultdict(list)
        for place, (others, _end) in enumerate(ties):
            by_others[others].append(place)
        every = list(ties.items())
        parts = [self._others([(1 << place, every[place]) for place in places]) for places in by_others.values()]
        keyed = f"({' UNION ALL '.join(parts)}) AS others"
        if len(parts) == 1 and all(_is_key(tie.other, tie.other_column) for tie in ties.values()):
            found = f"SELECT tied_key, tied FROM {keyed}"
        else:
            found = f"SELECT tied_key, bit_or(tied) AS tied FROM {keyed} GROUP BY tied_key"
        alias = f"tied_{column}"
        return f" LEFT JOIN {self.engine.shared(found)} AS {alias} ON counted.{_quoted(column)} = {alias}.tied_key"

    def _others(self, bits: list[tuple[int, tuple[tuple[str, date], Tie]]]) -> str:
        """The keys of one set of other rows, with the bits of the ends by which they happened."""
        tie = bits[0][1][1]
        scan, rows, key = Scan(self.engine, tie.other.entry, self.book), tie.other, _quoted(tie.other_column)
        fits = [_both(_within(rows.on, date.min, end), scan.ties_of(rows, end)) for _bit, ((_name, end), _tie) in bits]
        last = max(end for _bit, ((_name, end), _tie) in bits)
        shared = _both(
            _both(f"{key} IS NOT NULL", conditions(rows, self.engine.dialect)), _within(rows.on, date.min, last)
        )
        cases = " | ".join(
            f"(CASE WHEN {one} THEN CAST({bit} AS BIGINT) ELSE CAST(0 AS BIGINT) END)"
            for one, (bit, _tie) in zip(fits, bits, strict=True)
        )
        return f"SELECT {key} AS tied_key, {cases} AS tied FROM {scan.source} WHERE {shared}"


def _is_key(rows: Rows, column: str) -> bool:
    """Whether no two of these rows in a book have the same value in a column."""
    return column == "number" or stands_once(rows.entry, column)


def _grouped(leaves: Iterable[Leaf], by: Callable[[Leaf], Hashable]) -> list[list[Leaf]]:
    groups: dict[Hashable, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        groups[by(leaf)].append(leaf)
    return list(groups.values())


def _by_bits(leaves: list[Leaf]) -> Iterator[list[Leaf]]:
    """Leaves in groups that need no more conditions than a mask has bits."""
    group: list[Leaf] = []
    seen: set[Hashable] = set()
    for leaf in leaves:
        bit = _bit_of(leaf)
        if bit not in seen and len(seen) == BITS:
            yield group
            group, seen = [], set()
        group.append(leaf)
        seen.add(bit)
    if group:
        yield group


def _bit_of(leaf: Leaf) -> tuple[Any, ...]:
    measure, days = leaf
    rows = measure.rows
    return rows.signature, measure.column if measure.kind == "distinct" else "", days.end if rows.ties else None


def _buckets(days: Period, bounds: list[date]) -> tuple[int, int]:
    return bounds.index(days.start), bounds.index(days.end)


def _bucket(on: str, bounds: list[date]) -> str:
    """Between which two of the days a row falls, counted from nought."""
    if len(bounds) == 2:
        return "0"
    whens = " ".join(f"WHEN {_quoted(on)} < {_day(day)} THEN {i}" for i, day in enumerate(bounds[1:-1]))
    return f"CASE {whens} ELSE {len(bounds) - 2} END"


def _mask(fits: list[str]) -> str:
    """An integer with a bit for each condition that holds."""
    terms = (
        f"(CASE WHEN {one} THEN CAST({1 << bit} AS BIGINT) ELSE CAST(0 AS BIGINT) END)"
        if one
        else f"CAST({1 << bit} AS BIGINT)"
        for bit, one in enumerate(fits)
    )
    return " | ".join(terms)


def _standing(moment: int) -> str:
    return f"(moment <= {moment} AND (until IS NULL OR until > {moment}))"


def _within(on: str, start: date, end: date) -> str:
    until = f"{_quoted(on)} < {_day(end)}"
    return until if start == date.min else f"{_quoted(on)} >= {_day(start)} AND {until}"


def _both(first: str, second: str) -> str:
    return f"{first} AND {second}" if first and second else first or second


def _day(day: date) -> str:
    return f"DATE '{day.isoformat()}'"


def _quoted(column: str) -> str:
    return f'"{column}"'
