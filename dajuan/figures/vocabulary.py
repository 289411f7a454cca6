"""The words in which a room declares its figures: rows, and a measure over them.

```python
opened = Rows(Opening, on="happened_on")
roads_opened = opened.where(row.kind == "road").distinct(
    "work_id", _("Dead-end roads opened"), unit=_("roads"), claim="C55", subject="city.work",
    counts=_("On the day traffic was allowed; a road reopened in the year counts once."),
)
```

Predicates are Ibis expressions over the entry's own columns (`row` is the deferred row), so that one declaration runs
on every engine. Engines return integers; Python divides, rounds and writes words (design.md section 4).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypedDict, Unpack

import ibis
from django.utils.functional import Promise

from dajuan.core.records.models import Entry
from dajuan.values import periods
from dajuan.values.periods import Period

row = ibis._
Words = str | Promise


class Span(StrEnum):
    """Which days a figure counts when it is asked about a period."""

    PERIOD = "period"  # the days of the period
    AT = "at"  # everything up to the period's last day: a stock
    SINCE = "since"  # from the start of a programme to the period's last day (累计)


class Meaning(TypedDict, total=False):
    """What a declaration says of a figure besides rows and measure."""

    unit: Words
    claim: str | tuple[str, ...]
    counts: Words
    by: Mapping[str, Words]
    scale: int
    decimals: int
    span: Span
    since: date
    better: str
    public: bool
    version: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Figure:
    """A number that opens down to the entries it was counted from.

    `scale`: the stored integer divided by it is the printed base unit. `by`: column of the entry to the name of a
    breakdown. `counts` says in the trade's words what is one, and which day counts.
    """

    name: Words = ""
    unit: Words = ""
    claim: tuple[str, ...] = ()
    counts: Words = ""
    by: Mapping[str, Words] = field(default_factory=dict)
    scale: int = 1
    decimals: int = 0
    span: Span = Span.PERIOD
    since: date | None = None
    better: str = "up"
    public: bool = False
    version: int = 1
    key: str = ""
    line: str = ""

    def __str__(self) -> str:
        return str(self.name)

    def __repr__(self) -> str:
        return f"<Figure {self.key or self.signature}>"

    @property
    def signature(self) -> str:
        """The declaration as text: what the definition's identity hangs on, never generated SQL."""
        raise NotImplementedError

    @property
    def digest(self) -> str:
        """The identity of the definition, 16 hexadecimal digits."""
        text = f"{self.signature} /{self.scale} {self.span} {self.since} v{self.version}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def title(self) -> str:
        """The name; of a part without one, what kind of records it counts."""
        if str(self.name):
            return str(self.name)
        kinds = [part.title for part in self.parts] or [str(next(self.rows_used()).entry._meta.verbose_name)]
        return " · ".join(dict.fromkeys(kinds))

    @property
    def parts(self) -> tuple[Figure, ...]:
        """The figures this one is made of; empty for one that counts rows itself."""
        return ()

    def rows_used(self) -> Iterator[Rows]:
        """Every set of rows the figure reads, ties included."""
        for part in self.parts:
            yield from part.rows_used()

    def days(self, asked: Period) -> Period:
        """The days that count when the figure is asked about a period."""
        if self.span is Span.AT:
            return periods.at(asked.last)
        if self.span is Span.SINCE and self.since:
            return periods.since(self.since, max(asked.last, self.since))
        return asked

    def over(self, bottom: Figure, name: Words, **meaning: Unpack[Meaning]) -> Ratio:
        """This figure as a share of another, in per cent. A ratio inherits neither scale nor unit."""
        meaning.setdefault("unit", "%")
        meaning.setdefault("decimals", 1)
        return Ratio(top=self, bottom=bottom, **_said(name, meaning))


def _said(name: Words, meaning: Any) -> dict[str, Any]:
    claim = meaning.get("claim", ())
    return {**meaning, "name": name, "claim": (claim,) if isinstance(claim, str) else tuple(claim)}


@dataclass(frozen=True, eq=False)
class Rows:
    """Which entries are counted, and which day places them in a period."""

    entry: type[Entry]
    on: str = "happened_on"
    predicates: tuple[Any, ...] = ()
    ties: tuple[Tie, ...] = ()

    @property
    def signature(self) -> str:
        """The rows as text."""
        narrowed = "".join(f" where {predicate}" for predicate in self.predicates)
        tied = "".join(f" {tie.signature}" for tie in self.ties)
        return f"{self.entry._meta.label_lower} on {self.on}{narrowed}{tied}"

    def where(self, *predicates: Any) -> Rows:
        """The rows for which each predicate over their own columns holds."""
        return replace(self, predicates=self.predicates + predicates)

    def tied(self, column: str, other: Rows, other_column: str) -> Rows:
        """The rows whose column is among other rows that happened by the end of the period."""
        return replace(self, ties=(*self.ties, Tie(column, other, other_column, True)))

    def unless(self, column: str, other: Rows, other_column: str) -> Rows:
        """The rows whose column is not among other rows that happened by the end of the period."""
        return replace(self, ties=(*self.ties, Tie(column, other, other_column, False)))

    def used(self) -> Iterator[Rows]:
        """These rows and those they are tied to."""
        yield self
        for tie in self.ties:
            yield from tie.other.used()

    def count(self, name: Words = "", **meaning: Unpack[Meaning]) -> Measure:
        """How many rows."""
        return Measure(rows=self, kind="count", **_said(name, meaning))

    def total(self, column: str, name: Words = "", **meaning: Unpack[Meaning]) -> Measure:
        """The sum of an integer column."""
        return Measure(rows=self, kind="total", column=column, **_said(name, meaning))

    def distinct(self, column: str, name: Words = "", *, subject: str = "", **meaning: Unpack[Meaning]) -> Measure:
        """How many different keys; keys of a `subject` that was merged into another resolve to the one kept."""
        return Measure(rows=self, kind="distinct", column=column, subject=subject, **_said(name, meaning))

    def lowest(self, column: str, name: Words = "", **meaning: Unpack[Meaning]) -> Measure:
        """The smallest value of an integer column; unknown where there is no row."""
        meaning.setdefault("better", "down")
        return Measure(rows=self, kind="lowest", column=column, **_said(name, meaning))

    def latest(self, column: str, name: Words = "", **meaning: Unpack[Meaning]) -> Measure:
        """The value of the row that happened last, of two on one day the one recorded last; unknown where none."""
        return Measure(rows=self, kind="latest", column=column, **_said(name, meaning))

    def share(self, predicate: Any, name: Words, **meaning: Unpack[Meaning]) -> Ratio:
        """The share of the rows for which a predicate holds, in per cent."""
        placed: Meaning = {"span": meaning.get("span", Span.PERIOD), "by": meaning.get("by", {})}
        if "since" in meaning:
            placed["since"] = meaning["since"]
        return self.where(predicate).count(name, **placed).over(self.count(name, **placed), name, **meaning)


@dataclass(frozen=True, eq=False)
class Tie:
    """A condition over other rows at the same moment."""

    column: str
    other: Rows
    other_column: str
    among: bool

    @property
    def signature(self) -> str:
        word = "tied" if self.among else "unless"
        return f"{word} {self.column} ({self.other.signature}).{self.other_column}"


@dataclass(frozen=True, eq=False, kw_only=True)
class Measure(Figure):
    """A count, total, distinct, lowest or latest over rows."""

    rows: Rows
    kind: str
    column: str = ""
    subject: str = ""

    @property
    def signature(self) -> str:
        return f"{self.kind}({self.column or '*'}{' of ' + self.subject if self.subject else ''}) {self.rows.signature}"

    def rows_used(self) -> Iterator[Rows]:
        yield from self.rows.used()


@dataclass(frozen=True, eq=False, kw_only=True)
class Ratio(Figure):
    """One figure as a share of another, in per cent. It opens to its two figures; it does not recount."""

    top: Figure
    bottom: Figure

    @property
    def signature(self) -> str:
        return f"({self.top.signature} /{self.top.scale}) over ({self.bottom.signature} /{self.bottom.scale})"

    @property
    def parts(self) -> tuple[Figure, ...]:
        return (self.top, self.bottom)


@dataclass(frozen=True, eq=False, kw_only=True)
class Stock(Figure):
    """What stands at a date: all that came until then, less all that went. Opening + in - out = closing."""

    came: Figure
    went: Figure

    @property
    def signature(self) -> str:
        return f"stock ({self.came.signature}) less ({self.went.signature})"

    @property
    def parts(self) -> tuple[Figure, ...]:
        return (self.came, self.went)


@dataclass(frozen=True, eq=False, kw_only=True)
class Net(Figure):
    """What came in a period less what was taken back in it, each on its own day. It opens to both."""

    came: Figure
    back: Figure

    @property
    def signature(self) -> str:
        return f"net ({self.came.signature}) less ({self.back.signature})"

    @property
    def parts(self) -> tuple[Figure, ...]:
        return (self.came, self.back)


@dataclass(frozen=True, eq=False, kw_only=True)
class Change(Figure):
    """A figure's increase over the same days of last year, absolute. It opens to both years' rows."""

    of: Figure

    @property
    def signature(self) -> str:
        return f"change of ({self.of.signature})"

    @property
    def parts(self) -> tuple[Figure, ...]:
        return (self.of,)


@dataclass(frozen=True, eq=False, kw_only=True)
class Interval(Figure):
    """The fewest days from a first to a second entry of the same key, the second in the period.

    `through`: only keys count of which an entry of these rows lies between the two. `place` 2 is the runner-up: the
    second fewest days, of another key; unknown where there are not so many.
    """

    first: Rows
    second: Rows
    key_column: str
    through: Rows | None = None
    place: int = 1

    @property
    def signature(self) -> str:
        by_way_of = f" through ({self.through.signature})" if self.through else ""
        placed = f" place {self.place}" if self.place != 1 else ""
        ends = f"({self.first.signature}) to ({self.second.signature})"
        return f"interval by {self.key_column} {ends}{by_way_of}{placed}"

    def rows_used(self) -> Iterator[Rows]:
        for rows in self.steps:
            yield from rows.used()

    @property
    def steps(self) -> tuple[Rows, ...]:
        """Its rows in the order of time."""
        return (self.first, self.through, self.second) if self.through else (self.first, self.second)


@dataclass(slots=True)
class Cell:
    """What an engine returns of one day and one set of keys: per column how many values, their sum, the highest."""

    day: date
    keys: tuple[Any, ...]
    count: Mapping[str, int]
    total: Mapping[str, int]
    highest: Mapping[str, int]


Fold = Callable[[list[Cell], Period], Fraction | int | None]


@dataclass(frozen=True, eq=False, kw_only=True)
class Daily(Figure):
    """Decided per day before it is counted: integer cells per day and key, and a pure function that does the rest."""

    rows: Rows
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    fold: Fold
    edition: str = ""

    @property
    def signature(self) -> str:
        fold = f"{self.fold.__module__}.{self.fold.__qualname__} {self.edition}"
        return f"daily {self.keys} {self.columns} fold {fold} {self.rows.signature}"

    def rows_used(self) -> Iterator[Rows]:
        yield from self.rows.used()


def stock(came: Figure, went: Figure, name: Words, **meaning: Unpack[Meaning]) -> Stock:
    """What stands at a date: `came` and `went` are counted from the beginning to the period's last day."""
    meaning["span"] = Span.AT
    came, went = (replace(part, span=Span.AT) for part in (came, went))
    return Stock(came=came, went=went, **_said(name, meaning))


def net(came: Figure, back: Figure, name: Words, **meaning: Unpack[Meaning]) -> Net:
    """What came less what was taken back, both in the period: a reversal leaves the period it reverses as it was."""
    return Net(came=came, back=back, **_said(name, meaning))


def change(of: Figure, name: Words, **meaning: Unpack[Meaning]) -> Change:
    """The increase of a figure over the same days of last year, in the figure's own unit."""
    meaning.setdefault("unit", of.unit)
    meaning.setdefault("decimals", of.decimals)
    return Change(of=of, **_said(name, meaning))


def pair(
    first: Rows,
    second: Rows,
    name: Words,
    *,
    key: str,
    through: Rows | None = None,
    place: int = 1,
    **meaning: Unpack[Meaning],
) -> Interval:
    """The fewest days from the first to the second entry of one key (a record), by way of a third if there is one."""
    meaning.setdefault("better", "down")
    return Interval(first=first, second=second, key_column=key, through=through, place=place, **_said(name, meaning))


def daily(
    rows: Rows,
    name: Words,
    *,
    keys: tuple[str, ...],
    columns: tuple[str, ...],
    fold: Fold,
    edition: str = "",
    **meaning: Unpack[Meaning],
) -> Daily:
    """What `fold` makes of the cells per day and keys: good days, means of daily means."""
    return Daily(rows=rows, keys=keys, columns=columns, fold=fold, edition=edition, **_said(name, meaning))
