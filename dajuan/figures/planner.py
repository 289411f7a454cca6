"""From figures and periods to what engines are asked: measures about days, without repetition.

Any set of figures, periods and parts falls into leaves: a count, total, distinct, lowest or latest about the days it
counts. An engine answers all leaves of a report together, so that each table is scanned once for each day that counts;
what the figures make of the integers is reckoned afterwards (`answers.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from dajuan.core.records.models import Entry, Merged
from dajuan.figures.standing import stands_once
from dajuan.figures.vocabulary import Change, Figure, Measure, Rows
from dajuan.values.periods import Period

Asked = tuple[Figure, Period]

Leaf = tuple[Measure, Period]
"""A measure about the days it counts."""


def leaves(asked: Iterable[Asked]) -> list[Leaf]:
    """The measures behind figures, each with the days it counts, without repetition."""
    return list(dict.fromkeys(leaf for figure, period in asked for leaf in _leaves(figure, period)))


def _leaves(figure: Figure, period: Period) -> Iterator[Leaf]:
    if isinstance(figure, Measure):
        yield figure, figure.days(period)
    elif isinstance(figure, Change):
        yield from _leaves(figure.of, period)
        if before := period.last_year_if_any():
            yield from _leaves(figure.of, before)
    else:
        for part in figure.parts:
            yield from _leaves(part, period)


@lru_cache(maxsize=8192)
def said(measure: Measure) -> str:
    """The measure as text: two that read the same have the same value."""
    return measure.signature


@lru_cache(maxsize=8192)
def rows_said(rows: Rows) -> str:
    """The rows as text."""
    return rows.signature


@lru_cache(maxsize=8192)
def entries_of(measure: Measure) -> frozenset[type[Entry]]:
    """The entry types a measure's value depends on."""
    mergers = {Merged} if measure.kind == "distinct" and measure.subject else set()
    return frozenset({rows.entry for rows in measure.rows.used()} | mergers)


@lru_cache(maxsize=8192)
def entries_read(rows: Rows) -> frozenset[type[Entry]]:
    """The entry types on which it depends which rows these are."""
    return frozenset(used.entry for used in rows.used())


@lru_cache(maxsize=8192)
def is_linear(measure: Measure) -> bool:
    """Whether each row adds its own to the value, whatever other rows there are: a row that comes or goes moves it.

    So do different keys of which the ledger lets only one entry stand, as long as none of their subjects was merged.
    """
    if measure.rows.ties:
        return False
    if measure.kind == "distinct":
        return stands_once(measure.rows.entry, measure.column)
    return measure.kind in {"count", "total"}
