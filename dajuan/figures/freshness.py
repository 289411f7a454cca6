"""What figures remember, and how a new entry reaches it at once.

A book never changes, so neither does what was counted in it. A value is kept with the last moment at which anything of
the entry types it reads was recorded or withdrawn, and stays true until the next. Then:

- a count or total is moved: what came since is added, what went is taken off (a signed delta, read from the ledger by
  moment, so it makes no difference which process recorded it);
- everything else over the table is counted anew, and nothing over other tables.

Nothing is announced by signals; whoever asks compares moments. A value is moved for a day at most, then counted anew,
and every night all moved values must equal those counted anew (`recount.py`).
"""

from __future__ import annotations

import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Any, Generic, TypeVar

from dajuan.core.records.models import Entry, Merged, Moment
from dajuan.figures.book import Book
from dajuan.figures.choosing import LIVE, asked_of, columnar, engine_for, forget_shared
from dajuan.figures.engines import Engine, Leaf, Pair
from dajuan.figures.models import Recount
from dajuan.figures.planner import entries_of, entries_read, is_linear, rows_said, said
from dajuan.figures.vocabulary import Interval, Measure, Rows
from dajuan.values.periods import Period

KEPT = 50_000  # integers
KEPT_LISTS = 2_000  # pages of numbers, intervals, breakdowns
MOVED_SECONDS = 24 * 3600  # how long a value is moved before it is counted anew
TRUSTED_SECONDS = 60
V = TypeVar("V")
T = TypeVar("T")


class Memory(Generic[V]):
    """The last few answers by question, used longest ago forgotten first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, V] = OrderedDict()
        self._lock = Lock()

    def get(self, question: Hashable) -> V | None:
        with self._lock:
            if question in self._kept:
                self._kept.move_to_end(question)
            return self._kept.get(question)

    def keep(self, question: Hashable, answer: V) -> V:
        with self._lock:
            self._kept[question] = answer
            self._kept.move_to_end(question)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return answer

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


Known = tuple[int | None]  # one integer; in a tuple, for unknown is an answer too
Newest = tuple[int, datetime | None, float]  # the moment a leaf was last asked about, and when it was last counted

_values: Memory[Known] = Memory(KEPT)
_newest: Memory[Newest] = Memory(KEPT)
_lists: Memory[tuple[Any]] = Memory(KEPT_LISTS)
_trusted: Memory[tuple[bool, float]] = Memory(KEPT_LISTS)


def forget() -> None:
    """Throw away everything, so that engines are asked anew."""
    for memory in (_values, _newest, _lists, _trusted):
        memory.clear()
    LIVE.forget()
    forget_shared()


def measured(leaves: list[Leaf], book: Book) -> dict[Leaf, int | None]:
    """The integer of every leaf in a book: remembered, moved or counted."""
    settled = _Settled(book)
    found: dict[Leaf, int | None] = {}
    unknown = []
    for leaf in leaves:
        known = _values.get((_name(leaf, book), *settled.at(entries_of(leaf[0]))))
        if known is None:
            unknown.append(leaf)
        else:
            found[leaf] = known[0]
    moved = _moved(unknown, settled)
    counted = _counted([leaf for leaf in unknown if leaf not in moved], book)
    for leaf, value in {**moved, **counted}.items():
        moment = settled.at(entries_of(leaf[0]))
        _values.keep((_name(leaf, book), *moment), (value,))
        newest = _newest.get(_name(leaf, book))
        if newest is None or newest[0] <= moment[0]:
            _newest.keep(_name(leaf, book), (*moment, time.monotonic() if leaf in counted or not newest else newest[2]))
    return found | moved | counted


class _Settled:
    """For a book: the moment and instant of the last change to some entry types."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._known: dict[frozenset[type[Entry]], tuple[int, datetime | None]] = {}
        self._earlier: dict[int, Book] = {}

    def at(self, entries: frozenset[type[Entry]]) -> tuple[int, datetime | None]:
        if entries not in self._known:
            settled = self.book.settled(entries)
            self._known[entries] = settled.moment, settled.recorded_at
        return self._known[entries]

    def meet(self, moments: set[int]) -> None:
        """Learn the instants of earlier books, all in one question, and of each which subjects were merged."""
        found = Moment.objects.filter(pk__in=moments - set(self._earlier)).values_list("number", "recorded_at")
        instants = dict(found)
        last_merger = self.at(frozenset({Merged}))[0]
        for moment in moments - set(self._earlier):
            book = self._earlier[moment] = Book(self.book.zone, moment)
            book.__dict__["recorded_at"] = instants.get(moment)  # the properties need not ask
            if moment >= last_merger:
                book.__dict__["merged_subjects"] = self.book.merged_subjects

    def earlier(self, moment: int) -> Book:
        """The book of a moment that was met."""
        return self._earlier[moment]


def _name(leaf: Leaf, book: Book) -> Hashable:
    measure, days = leaf
    return book.zone.pk, said(measure), days.bounds


def _moved(leaves: list[Leaf], settled: _Settled) -> dict[Leaf, int | None]:
    """The values of those leaves that were known a little earlier and only need what came and went since."""
    book = settled.book
    since: dict[int, list[Leaf]] = defaultdict(list)
    before: dict[Leaf, int] = {}
    settled.meet({newest[0] for leaf in leaves if (newest := _newest.get(_name(leaf, book)))})
    for leaf in leaves:
        known = _known_before(leaf, settled)
        if known:
            before[leaf] = known[1]
            since[known[0]].append(leaf)
    found: dict[Leaf, int | None] = {}
    for moment, some in since.items():
        for leaf, by_how_much in LIVE.moved(some, settled.earlier(moment), book)[""].items():
            if leaf in before:
                found[leaf] = before[leaf] + (by_how_much or 0)
    return found


def _known_before(leaf: Leaf, settled: _Settled) -> tuple[int, int] | None:
    """Moment and value of an earlier count that may be moved to this book; None where it must be counted."""
    measure, _days = leaf
    newest = _newest.get(_name(leaf, settled.book))
    if newest is None or not is_linear(measure) or not 0 < newest[0] < settled.book.moment:
        return None
    earlier = settled.earlier(newest[0])
    if time.monotonic() - newest[2] > MOVED_SECONDS or earlier.recorded_at != newest[1]:
        return None  # counted too long ago, or in another ledger that was put in this one's place
    if is_merged(measure, earlier, settled.book) or not _may_move(settled.book.zone.pk):
        return None
    known = _values.get((_name(leaf, settled.book), newest[0], newest[1]))
    return None if known is None or known[0] is None else (newest[0], known[0])


def is_merged(measure: Measure, earlier: Book, later: Book) -> bool:
    """Whether two subjects whose keys are counted were one in either book: then rows do not just add up."""
    if measure.kind != "distinct" or not measure.subject:
        return False
    return any(measure.subject in book.merged_subjects for book in (earlier, later))


def _may_move(zone: int) -> bool:
    """Whether the last recount found that moving gives what counting gives; looked up once a minute."""
    known = _trusted.get(zone)
    if known is None or time.monotonic() - known[1] > TRUSTED_SECONDS:
        last = Recount.objects.filter(zone=zone, moment__gt=0).values_list("is_moving_wrong", flat=True).first()
        known = _trusted.keep(zone, (not last, time.monotonic()))
    return known[0]


def _counted(leaves: list[Leaf], book: Book) -> dict[Leaf, int | None]:
    """The values of leaves as the engines count them, each table scanned once for each day that counts."""
    found: dict[Leaf, int | None] = {}
    for engine, some in by_engine(leaves):
        last = [leaf for leaf in some if leaf[0].kind == "latest"]
        summed = [leaf for leaf in some if leaf[0].kind != "latest"]
        if summed:
            found |= asked_of(engine, partial(_all_measured, summed, book))
        if last:
            found |= asked_of(engine, partial(_all_latest, last, book))
    return found


def _all_measured(leaves: list[Leaf], book: Book, engine: Engine) -> dict[Leaf, int | None]:
    return engine.measured(leaves, book)[""]


def _all_latest(leaves: list[Leaf], book: Book, engine: Engine) -> dict[Leaf, int | None]:
    return engine.latest(leaves, book)


def by_engine(leaves: list[Leaf]) -> list[tuple[Engine, list[Leaf]]]:
    """Leaves by the engine that answers them soonest."""
    if not leaves:
        return []
    columns = columnar()
    groups: tuple[list[Leaf], list[Leaf]] = ([], [])
    for leaf in leaves:
        groups[columns is not None and columns.serves(entries_read(leaf[0].rows))].append(leaf)
    return [(engine, some) for engine, some in zip((LIVE, columns), groups, strict=True) if engine and some]


def measured_by(leaves: list[Leaf], book: Book, by: str) -> dict[str, dict[Leaf, int | None]]:
    """The integer of every leaf by member of a dimension; what happened last is not broken down."""
    summed = [leaf for leaf in leaves if leaf[0].kind != "latest"]
    last = measured([leaf for leaf in leaves if leaf[0].kind == "latest"], book)
    if not summed:
        return {}

    def asked(engine: Engine) -> dict[str, list[int | None]]:
        values = engine.measured(summed, book, by)
        return {member: [of_member[leaf] for leaf in summed] for member, of_member in values.items()}

    entries = frozenset(entry for leaf in summed for entry in entries_of(leaf[0]))
    found = _remembered(("by", by, *(_name(leaf, book) for leaf in summed)), entries, book, asked)
    return {member: dict(zip(summed, values, strict=True)) | last for member, values in found.items()}


def shortest(figure: Interval, period: Period, book: Book, most: int | None) -> list[Pair]:
    """The keys complete in the period, shortest first."""
    entries = frozenset(entry for rows in figure.steps for entry in entries_read(rows))
    question = ("shortest", figure.signature, period.bounds, figure.days(period).bounds, most)
    return _remembered(question, entries, book, lambda engine: engine.shortest(figure, period, book, most))


def keyed(rows: Rows, column: str, days: Period, book: Book) -> list[tuple[Any, Any, int]]:
    """Key, day and ledger number of each row in the days."""
    return asked_of(engine_for(entries_read(rows)), lambda engine: engine.keyed(rows, column, days, book))


def cells(
    rows: Rows, keys: tuple[str, ...], columns: tuple[str, ...], days: Period, book: Book
) -> list[tuple[Any, ...]]:
    """Day and keys, then for each column how many values, their sum and the highest."""
    return asked_of(engine_for(entries_read(rows)), lambda engine: engine.cells(rows, keys, columns, days, book))


def numbers(rows: Rows, days: Period, book: Book, by: str = "", member: str = "") -> list[int]:
    """The ledger numbers of the rows in the days."""
    return asked_of(engine_for(entries_read(rows)), lambda engine: engine.numbers(rows, days, book, by, member))


def counted(rows: Rows, days: Period, book: Book) -> int:
    """How many rows there are in the days."""
    question = ("counted", rows_said(rows), days.bounds)
    return _remembered(question, entries_read(rows), book, lambda engine: engine.counted(rows, days, book))


def page(rows: Rows, days: Period, book: Book, after: int, limit: int, by: str, member: str) -> list[int]:
    """Ledger numbers below `after`, latest recorded first."""
    question = ("page", rows_said(rows), days.bounds, after, limit, by, member)

    def asked(engine: Engine) -> list[int]:
        return engine.page(rows, days, book, after=after, limit=limit, by=by, member=member)

    return _remembered(question, entries_read(rows), book, asked)


def changed(rows: Rows, days: Period, earlier: Book, later: Book) -> tuple[set[int], set[int]]:
    """The ledger numbers that came to the rows and that went from them between two books."""
    return asked_of(engine_for(entries_read(rows)), lambda engine: engine.changed(rows, days, earlier, later))


def _remembered(
    question: tuple[Hashable, ...], entries: frozenset[type[Entry]], book: Book, ask: Callable[[Engine], T]
) -> T:
    """An answer that stays true until anything of these types is recorded or withdrawn."""
    settled = book.settled(entries)
    name = (*question, book.zone.pk, settled.moment, settled.recorded_at)
    known = _lists.get(name)
    if known is None:
        known = _lists.keep(name, (asked_of(engine_for(entries), ask),))
    answer: T = known[0]
    return answer
