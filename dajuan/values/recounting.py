"""Computing a figure again from rows alone, by the text of its definition: no database, no program of the zone.

Counts, totals, distincts, lowest, latest, ratios, stocks, net sums, changes and intervals are computed as the figures'
vocabulary means them (dajuan/figures/vocabulary.py), by other code. What is decided per day by a function of the
program cannot be; then CannotTell says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from dajuan.values import periods
from dajuan.values.bundles import Definition
from dajuan.values.conditions import CannotTell, Row, condition
from dajuan.values.periods import Period

Rows = Mapping[str, Sequence[Row]]  # by type of entry
MERGER = "records.merged"
MERGED = re.compile(r"\(\w+ of [\w.]+\)")  # a distinct whose keys resolve through mergers
_MEASURE = r"(count|total|distinct|lowest|latest)\((\*|\w+)(?: of ([\w.]+))?\) (.*)"
_INTERVAL = r"interval by (\w+) (\(.*\))(?: place (\d+))?"


@dataclass(frozen=True)
class Recount:
    """A value computed from rows, None where unknown, and the numbers of the entries it opens to."""

    value: Fraction | None
    numbers: frozenset[int]


@dataclass(frozen=True)
class Clause:
    """Which other rows a row's column must be among, or must not be."""

    column: str
    others: Selection
    other_column: str
    among: bool


@dataclass(frozen=True)
class Selection:
    """Rows of one type by the day that counts, as a definition says them."""

    entry: str
    on: str
    conditions: tuple[str, ...]
    clauses: tuple[Clause, ...]


def recount(definition: Definition, asked: Period, rows: Rows) -> Recount:
    """What the rows say of a figure about a period. `rows`: the book's, as of the cut."""
    for shape, count in _SHAPES:
        if found := re.fullmatch(shape, definition.signature, re.DOTALL):
            return count(definition, found, asked, rows)
    kind = definition.signature.split(" ")[0]
    raise CannotTell("此类统计方式须用原程序计算", "a measure only the program itself computes", kind)


def needed(definition: Definition, asked: Period) -> Iterator[tuple[Selection, Period]]:
    """Which rows must be at hand to compute a figure about a period and about last year's, with the days they are of.

    Refuses with CannotTell what `recount` cannot compute.
    """
    spans = [asked, *([before] if (before := asked.last_year_if_any()) else [])]
    for span in spans:
        recount(definition, span, {})
        for part in definition.parts:
            yield from needed(part, span)
        days = days_of(definition, span)
        for text, its in _selections(definition.signature, days) if not definition.parts else ():
            for one in _with_others(selection(text), its):
                yield one
                if MERGED.search(definition.signature):
                    yield Selection(MERGER, "happened_on", (), ()), Period(date.min, date.max)


def _selections(signature: str, days: Period) -> Iterator[tuple[str, Period]]:
    """The rows a measure or an interval names itself."""
    if found := re.fullmatch(_MEASURE, signature, re.DOTALL):
        yield found[4], days
    elif found := re.fullmatch(_INTERVAL, signature, re.DOTALL):
        for text in _bracketed(found[2]):
            yield text, Period(date.min, days.end)


def _with_others(wanted: Selection, days: Period) -> Iterator[tuple[Selection, Period]]:
    """The rows themselves and those they are tied to, which may lie anywhere before the end."""
    yield Selection(wanted.entry, wanted.on, wanted.conditions, ()), days
    for clause in wanted.clauses:
        yield from _with_others(clause.others, Period(date.min, days.end))


def is_among(row: Row, wanted: Selection, days: Period) -> bool:
    """Whether a row of the selection's type is one of it, ties aside."""
    first, end = (day.isoformat() for day in days.bounds)
    day = row[wanted.on]
    return day is not None and first <= day < end and all(condition(text)(row) for text in wanted.conditions)


def days_of(definition: Definition, asked: Period) -> Period:
    """The days that count when the figure is asked about a period."""
    if definition.span == "at":
        return periods.at(asked.last)
    if definition.span == "since" and definition.since:
        first = date.fromisoformat(definition.since)
        return periods.since(first, max(asked.last, first))
    return asked


def selection(text: str) -> Selection:
    """Read `city.opening on happened_on where … tied work_id (…).work_id`."""
    head, *rest = _clauses(text)
    found = re.fullmatch(r"([\w.]+) on (\w+)", head.strip())
    if not found:
        raise CannotTell("口径无法识别", "rows that cannot be read", text)
    conditions = tuple(one.removeprefix("where ").strip() for one in rest if one.startswith("where "))
    clauses = tuple(_clause(one) for one in rest if not one.startswith("where "))
    return Selection(found[1], found[2], conditions, clauses)


def _clauses(text: str) -> Iterator[str]:
    """The text cut before each where, tied and unless that stands in no bracket and no quotes."""
    start = 0
    for at in _outside(text):
        if at and text[at - 1] == " " and re.match(r"(where|tied|unless) ", text[at:]):
            yield text[start:at]
            start = at
    yield text[start:]


def _outside(text: str) -> Iterator[int]:
    """The places of a text that stand in no bracket and no quotes."""
    depth, quote, at = 0, "", 0
    while at < len(text):
        sign = text[at]
        if quote:
            at += sign == "\\"
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        else:
            depth += (sign in "([") - (sign in ")]")
            if depth == 0:
                yield at
        at += 1


def _clause(text: str) -> Clause:
    found = re.fullmatch(r"(tied|unless) (\w+) \((.*)\)\.(\w+)", text.strip(), re.DOTALL)
    if not found:
        raise CannotTell("口径无法识别", "a tie that cannot be read", text)
    return Clause(found[2], selection(found[3]), found[4], found[1] == "tied")


def chosen(rows: Rows, wanted: Selection, days: Period) -> list[Row]:
    """The rows of a selection whose day lies in the period."""
    first, end = (day.isoformat() for day in days.bounds)
    kept = [row for row in rows.get(wanted.entry, ()) if row[wanted.on] is not None and first <= row[wanted.on] < end]
    for text in wanted.conditions:
        holds = condition(text)
        kept = [row for row in kept if holds(row)]
    for clause in wanted.clauses:
        others = chosen(rows, clause.others, Period(date.min, days.end))
        keys = {row[clause.other_column] for row in others} - {None}
        kept = [row for row in kept if _is_tied(row[clause.column], keys, clause.among)]
    return kept


def _is_tied(key: Any, keys: set[Any], among: bool) -> bool:
    """As SQL has it: an unknown key is among nothing, and outside only of nothing at all."""
    if key is None:
        return not among and not keys
    return (key in keys) == among


def _measure(definition: Definition, found: re.Match[str], asked: Period, rows: Rows) -> Recount:
    kind, column, subject, text = found.groups()
    wanted = selection(text)
    kept = chosen(rows, wanted, days_of(definition, asked))
    whole = _whole(kind, column, [row for row in kept if kind == "count" or row[column] is not None], wanted.on)
    if kind == "distinct":
        merged = _merged(rows, subject)
        whole = len({merged.get(row[column], row[column]) for row in kept} - {None})
    value = None if whole is None else Fraction(whole, definition.scale)
    return Recount(value, frozenset(row["number"] for row in kept))


def _whole(kind: str, column: str, kept: list[Row], on: str) -> int | None:
    """The integer of a measure, before it is divided."""
    if kind == "count":
        return len(kept)
    if kind == "total":
        return sum(int(row[column]) for row in kept)
    if kind == "latest":
        return max(((row[on], row["number"], int(row[column])) for row in kept), default=("", 0, None))[2]
    return min((int(row[column]) for row in kept), default=None) if kind == "lowest" else None


def _merged(rows: Rows, subject: str | None) -> dict[Any, Any]:
    """Keys of records found to be others', and whose they are."""
    return {row["gone"]: row["kept"] for row in rows.get(MERGER, ()) if subject and row["type"] == subject}


def _ratio(definition: Definition, found: re.Match[str], asked: Period, rows: Rows) -> Recount:
    top, bottom = _parts(definition, "({0.signature} /{0.scale}) over ({1.signature} /{1.scale})", asked, rows)
    known = top.value is not None and bool(bottom.value)
    value = top.value / bottom.value * 100 if known and top.value is not None and bottom.value else None
    return Recount(value, top.numbers | bottom.numbers)


def _stock(definition: Definition, found: re.Match[str], asked: Period, rows: Rows) -> Recount:
    return _less(*_parts(definition, f"{found[1]} ({{0.signature}}) less ({{1.signature}})", asked, rows))


def _less(first: Recount, second: Recount) -> Recount:
    unknown = first.value is None or second.value is None
    value = None if unknown else (first.value or 0) - (second.value or 0)
    return Recount(None if value is None else Fraction(value), first.numbers | second.numbers)


def _parts(definition: Definition, shape: str, asked: Period, rows: Rows) -> list[Recount]:
    """What a figure is made of, computed; refuses parts that are not those its own text names."""
    try:
        is_own = shape.format(*definition.parts) == definition.signature
    except IndexError:
        is_own = False
    if not is_own:
        raise CannotTell("组成指标与口径所列不符", "parts that are not those the definition names", definition.key)
    return [recount(part, asked, rows) for part in definition.parts]


def _change(definition: Definition, found: re.Match[str], asked: Period, rows: Rows) -> Recount:
    (now,) = _parts(definition, "change of ({0.signature})", asked, rows)
    before = asked.last_year_if_any()
    if before is None:
        return Recount(None, now.numbers)
    return _less(now, recount(definition.parts[0], before, rows))


def _interval(definition: Definition, found: re.Match[str], asked: Period, rows: Rows) -> Recount:
    key, steps, place = found[1], _bracketed(found[2]), int(found[3] or 1)
    whole, days = Period(date.min, asked.end), days_of(definition, asked)
    first, last = (chosen(rows, selection(steps[at]), span) for at, span in ((0, whole), (1, days)))
    through = chosen(rows, selection(steps[2]), whole) if len(steps) > 2 else None
    begun, ended = _earliest(first, selection(steps[0]).on, key), _earliest(last, selection(steps[1]).on, key)
    pairs = []
    for one, (end, number) in ended.items():
        if one not in begun or begun[one][0] > end:
            continue
        start, before = begun[one]
        if through is not None:
            on = selection(steps[2]).on
            if not any(row[key] == one and start <= row[on] <= end for row in through):
                continue
        pairs.append(((date.fromisoformat(end) - date.fromisoformat(start)).days, one, before, number))
    pairs.sort()
    value = Fraction(pairs[place - 1][0]) if len(pairs) >= place else None
    return Recount(value, frozenset(number for _days, _key, *both in pairs for number in both))


def _bracketed(text: str) -> list[str]:
    """The rows of an interval: what stands in its outermost brackets."""
    found, depth, start = [], 0, 0
    for at, sign in enumerate(text):
        if sign == "(":
            depth += 1
            start = at + 1 if depth == 1 else start
        elif sign == ")":
            depth -= 1
            found += [text[start:at]] if depth == 0 else []
    return found


def _earliest(rows: Sequence[Row], on: str, key: str) -> dict[Any, tuple[str, int]]:
    found: dict[Any, tuple[str, int]] = {}
    for row in rows:
        candidate = (row[on], row["number"])
        if row[key] not in found or candidate < found[row[key]]:
            found[row[key]] = candidate
    return found


_SHAPES = (
    (_MEASURE, _measure),
    (r"\(.*\) over \(.*\)", _ratio),
    (r"(stock|net) \(.*\) less \(.*\)", _stock),
    (r"change of \(.*\)", _change),
    (_INTERVAL, _interval),
)
