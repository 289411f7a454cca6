"""The bit-mask plan: how engines that read columns are asked (figures.md 1.3, form E).

All counts, totals and lowest values over one table come from one scan: each row gets a mask of the conditions it fits
and, for each day that counts, the stretch between two asked-for days it falls in, and the rows are summed up by both.
A measure is then the sum of the lines whose bit is set. Distinct keys come from one scan a key column: a bit a
measure and period, joined by key. A key of which the ledger lets only one entry stand is simply counted, and a tie to
rows of the same table by such a key is a condition on the very row.

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

    def run_all(self, queries: Sequence[str]) -> list[list[tuple[Any, ...]]]:
        """The lines of several queries; an engine may look for what they share."""
        return [self.run(sql) for sql in queries]

    # Measures

    def measured(self, leaves: Sequence[Leaf], book: Book, by: str = "") -> Values:
        found: Values = defaultdict(dict)
        summed = [leaf for leaf in leaves if self._is_summed(leaf[0], book)]
        apart = [leaf for leaf in leaves if self._is_told_apart(leaf[0], book)]
        plans: list[_Plan] = []
        for together in _grouped(summed, lambda leaf: leaf[0].rows.entry):
            plans += [self._scan(some, book, by) for some in _by_bits(together)]
        for together in _grouped(apart, lambda leaf: self._told_apart_with(leaf[0], book)):
            plans += [self._distinct(together[at : at + BITS], book, by) for at in range(0, len(together), BITS)]
        for plan, lines in zip(plans, self.run_all([plan.sql for plan in plans]), strict=True):
            plan.read(lines, found)
        if not by:
            found.setdefault("", {})
        for values in found.values():
            for leaf in leaves:
                values.setdefault(leaf, None if leaf[0].kind == "lowest" else 0)
        return found

    def _is_summed(self, measure: Measure, book: Book) -> bool:
        """Whether rows add up: not where one key may have several. Of merged subjects the others' do.

        Where rows are tied besides, looking the ties up twice would cost more than telling all keys apart.
        """
        if measure.kind != "distinct":
            return True
        looked_up_twice = bool(measure.rows.ties) and bool(self._merged_subject(measure, book))
        return stands_once(measure.rows.entry, measure.column) and not looked_up_twice

    def _is_told_apart(self, measure: Measure, book: Book) -> bool:
        """Whether different keys must be told apart: where one may have several rows, or was merged into another."""
        return not self._is_summed(measure, book) or bool(self._merged_subject(measure, book))

    def _told_apart_with(self, measure: Measure, book: Book) -> tuple[Any, ...]:
        """What distincts must share to be answered by one scan."""
        subject = self._merged_subject(measure, book)
        return measure.rows.entry, measure.column, subject, self._is_summed(measure, book)

    def _merged_subject(self, measure: Measure, book: Book) -> str:
        merged = measure.kind == "distinct" and measure.subject in book.merged_subjects
        return measure.subject if merged else ""

    def _scan(self, leaves: list[Leaf], book: Book, by: str) -> _Plan:
        scan = Scan(self, leaves[0][0].rows.entry, book)
        bounds = _bounds(leaves)
        bits: dict[str, int] = {}
        bit_of = [bits.setdefault(self._fits(scan, leaf), len(bits)) for leaf in leaves]
        columns = {(_AGGREGATES[measure.kind], measure.column): "" for measure, _days in leaves if measure.column}
        columns = {key: f"a{i}" for i, key in enumerate(key for key in columns if key[0])}
        aggregates = "".join(f", {how}({_quoted(column)})" for how, column in columns)
        buckets = ", ".join(_bucket(on, days, is_alone=len(bounds) == 1) for on, days in bounds.items())
        grouped = ", ".join(str(1 + i) for i in range(len(bounds) + 1 + bool(by)))
        sql = (
            f"SELECT {buckets}, {_mask(list(bits))} AS mask, {scan.member(by)} AS member,"
            f" count(*){aggregates} FROM {scan.source}"
            f" WHERE {_hull((on, days[0], days[-1]) for on, days in bounds.items())} GROUP BY {grouped}"
        )
        first = len(bounds) + 3
        place = {key: first + i for i, key in enumerate(columns)}
        reads = [
            _Read(
                leaf,
                1 << bit,
                list(bounds).index(leaf[0].rows.on),
                *_buckets(leaf[1], bounds[leaf[0].rows.on]),
                place.get((_AGGREGATES[leaf[0].kind], leaf[0].column), first - 1),
            )
            for leaf, bit in zip(leaves, bit_of, strict=True)
        ]

        def read(lines: list[tuple[Any, ...]], found: Values) -> None:
            for line in lines:
                mask, member = line[len(bounds)], line[len(bounds) + 1]
                for one in reads:
                    if mask & one.bit and one.first <= line[one.day] < one.last:
                        one.add(found[member], line[one.place])

        return _Plan(sql, read)

    def _fits(self, scan: Scan, leaf: Leaf) -> str:
        measure, days = leaf
        fits = scan.condition(measure.rows, days.end)
        if measure.kind == "distinct":
            fits = _both(fits, f"{_quoted(measure.column)} IS NOT NULL")
        if subject := self._merged_subject(measure, scan.book):
            fits = _both(fits, scan.never_merged(measure.column, subject))
        return fits

    def _distinct(self, leaves: list[Leaf], book: Book, by: str) -> _Plan:
        column, subject = leaves[0][0].column, self._merged_subject(leaves[0][0], book)
        scan = Scan(self, leaves[0][0].rows.entry, book)
        key = scan.merged(column, subject) if subject else _quoted(column)
        fits = [(scan.condition(measure.rows, days.end), measure.rows.on, days) for measure, days in leaves]
        bits = [_both(condition, _within(on, *days.bounds)) for condition, on, days in fits]
        shared = {condition for condition, _on, _days in fits}
        narrowed = shared.pop() if len(shared) == 1 else ""
        if subject and self._is_summed(leaves[0][0], book):
            narrowed = _both(narrowed, scan.ever_merged(column, subject))
        bounds = _bounds(leaves)
        hull = _hull((on, days[0], days[-1]) for on, days in bounds.items())
        shown, member = ("member", ", member") if by else ("'' AS member", "")
        sql = (
            f"SELECT mask, {shown}, count(*) FROM (SELECT key, {shown}, bit_or(mask) AS mask FROM"
            f" (SELECT {key} AS key, {scan.member(by)} AS member, {_mask(bits)} AS mask FROM {scan.source}"
            f" WHERE {_both(hull, narrowed)}) AS rows_of WHERE mask <> 0 AND key IS NOT NULL"
            f" GROUP BY key{member}) AS keys_of GROUP BY mask{member}"
        )

        def read(lines: list[tuple[Any, ...]], found: Values) -> None:
            for mask, member, keys in lines:
                for bit, leaf in enumerate(leaves):
                    if mask >> bit & 1:
                        found[member][leaf] = (found[member].get(leaf) or 0) + int(keys)

        return _Plan(sql, read)

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
        triples = "".join(f", count({one}), {_sum(one)}, max({one})" for one in map(_quoted, columns))
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
class _Plan:
    """A query, and how measures are read off its lines."""

    sql: str
    read: Callable[[list[tuple[Any, ...]], Values], None]


@dataclass(frozen=True)
class _Read:
    """How a measure is read off the lines of a scan: its bit, its day, its buckets, and the column it adds up."""

    leaf: Leaf
    bit: int
    day: int
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
    _ties: dict[TiedTo, dict[tuple[str, date], Tie]] = field(default_factory=dict)  # the others, and the end

    @property
    def source(self) -> str:
        """What stands after FROM; asked for when all conditions are known."""
        rows = self.rows or self.engine.book_of(self.entry, self.book)
        ties = (self._joined(place, its) for place, its in enumerate(self._ties.values()))
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

    def never_merged(self, column: str, subject: str) -> str:
        """Whether a key neither was merged into another nor took one in."""
        alias = f"mixed_{column}"
        mixed = f" LEFT JOIN {self._mixed(subject)} AS {alias} ON counted.{_quoted(column)} = {alias}.mixed_key"
        self._mergers[alias] = mixed
        return f"{alias}.mixed_key IS NULL"

    def ever_merged(self, column: str, subject: str) -> str:
        """Whether a key was merged into another or took one in."""
        return f"counted.{_quoted(column)} IN (SELECT mixed_key FROM {self._mixed(subject)} AS mixed)"

    def _mixed(self, subject: str) -> str:
        source = Scan(self.engine, Merged, self.book).source
        either = (f"SELECT {key} AS mixed_key FROM {source} WHERE type = '{subject}'" for key in ("gone", "kept"))
        return self.engine.shared(" UNION ".join(either))

    def _tied(self, tie: Tie, end: date) -> str:
        """Whether a row's key is among the others by the end of a period: a bit beside the key.

        Where the others are of this type and of a key only one stands, the only other row is the very row.
        """
        if tie.other.entry is self.entry and tie.other_column == tie.column and _is_key(tie.other, tie.column):
            fits = _both(self.condition(tie.other, end), _within(tie.other.on, date.min, end))
            return f"({fits})" if tie.among else f"({_quoted(tie.column)} IS NOT NULL AND NOT COALESCE({fits}, false))"
        to = (tie.column, tie.other.entry, tie.other_column)
        ties = self._ties.setdefault(to, {})
        others = rows_said(tie.other)
        ties.setdefault((others, end), tie)
        alias, bit = f"tied_{list(self._ties).index(to)}", 1 << list(ties).index((others, end))
        if len(ties) > BITS:
            raise Unserved(f"More than {BITS} conditions hang on {tie.column} at once.")
        if tie.among:
            return f"({alias}.tied & {bit}) <> 0"
        return f"(counted.{_quoted(tie.column)} IS NOT NULL AND COALESCE({alias}.tied & {bit}, 0) = 0)"

    def _joined(self, place: int, ties: dict[tuple[str, date], Tie]) -> str:
        """All rows of a type that a column is tied to, joined once: each key with a bit for every tie and end."""
        first = next(iter(ties.values()))
        scan, key = Scan(self.engine, first.other.entry, self.book), _quoted(first.other_column)
        ons = {
            tie.other.on: max(end for (_said, end), one in ties.items() if one.other.on == tie.other.on)
            for tie in ties.values()
        }
        hull = _hull((on, date.min, end) for on, end in ons.items())
        whole = {conditions(tie.other, self.engine.dialect) for tie in ties.values()}
        narrowed = _both(f"{key} IS NOT NULL AND {hull}", whole.pop() if len(whole) == 1 else "")
        bits = _mask(
            [
                _both(scan.condition(tie.other, end), _within(tie.other.on, date.min, end))
                for (_said, end), tie in ties.items()
            ]
        )
        if _is_key(first.other, first.other_column):
            found = f"SELECT {key} AS tied_key, {bits} AS tied FROM {scan.source} WHERE {narrowed}"
        else:
            keyed = f"SELECT {key} AS tied_key, {bits} AS tied FROM {scan.source} WHERE {narrowed}"
            found = f"SELECT tied_key, bit_or(tied) AS tied FROM ({keyed}) AS others WHERE tied <> 0 GROUP BY tied_key"
        alias = f"tied_{place}"
        return (
            f" LEFT JOIN {self.engine.shared(found)} AS {alias} ON counted.{_quoted(first.column)} = {alias}.tied_key"
        )


TiedTo = tuple[str, type[Entry], str]
"""What ties share to be looked up at once: the column, and the type and column of the others."""


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
    key = (measure.column, measure.subject) if measure.kind == "distinct" else ()
    return rows_said(rows), key, days.end if rows.ties else None


def _bounds(leaves: Iterable[Leaf]) -> dict[str, list[date]]:
    """For each day that counts, the days at which a stretch asked for begins or ends, in order."""
    found: dict[str, set[date]] = defaultdict(set)
    for measure, days in leaves:
        found[measure.rows.on].update(days.bounds)
    return {on: sorted(days) for on, days in found.items()}


def _hull(stretches: Iterable[tuple[str, date, date]]) -> str:
    """Whether a row falls in a stretch of one of its days at least."""
    return f"({' OR '.join(f'({_within(*stretch)})' for stretch in stretches)})"


def _buckets(days: Period, bounds: list[date]) -> tuple[int, int]:
    return bounds.index(days.start), bounds.index(days.end)


def _bucket(on: str, bounds: list[date], *, is_alone: bool) -> str:
    """Between which two of the days a row falls, counted from nought; -1 for outside of them all, or of no day."""
    day, last = _quoted(on), len(bounds) - 2
    if is_alone and not last:
        return "0"
    stretches = list(enumerate(bounds[1:-1] if is_alone else bounds, 0 if is_alone else -1))
    whens = " ".join(f"WHEN {day} < {_day(end)} THEN {i}" for i, end in stretches)
    return f"CASE {whens} ELSE {last if is_alone else -1} END"


def _mask(fits: list[str]) -> str:
    """An integer with a bit for each condition that holds."""
    terms = (
        f"(CASE WHEN {one} THEN CAST({1 << bit} AS BIGINT) ELSE CAST(0 AS BIGINT) END)"
        if one
        else f"CAST({1 << bit} AS BIGINT)"
        for bit, one in enumerate(fits)
    )
    return " | ".join(terms)


def _sum(column: str) -> str:
    """A sum as a 64-bit integer: DuckDB adds up to 128 bits, which Python takes ten times as long to read."""
    return f"CAST(sum({column}) AS BIGINT)"


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
