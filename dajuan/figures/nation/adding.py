"""A figure over many zones: each zone's value, its place, and the whole, all put together from integers.

The whole is never an average of the zones' values: counts and totals are added, a ratio divides the sums, a lowest is
the lowest. A ratio over too few is shown with its base and has no place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from dajuan.figures.answers import decimal
from dajuan.figures.engines import Leaf
from dajuan.figures.vocabulary import Change, Figure, Measure, Ratio
from dajuan.values.periods import Period

Integers = Mapping[Leaf, int | None]


@dataclass(frozen=True)
class ZoneValue:
    """One zone's value of a figure. `base`: what a ratio divides by, None of others. `place`: 1 is best, 0 unplaced."""

    zone: str
    value: Fraction | None
    base: Fraction | None
    place: int = 0


@dataclass(frozen=True)
class Ranking:
    """The zones in order of their places, those without a place last; and the whole."""

    figure: Figure
    period: Period
    zones: tuple[ZoneValue, ...]
    whole: ZoneValue

    def as_json(self) -> dict[str, Any]:
        """As a program reads it; values as exact decimal strings."""
        rows = [_told(one) for one in self.zones]
        return {"figure": self.figure.key, "unit": str(self.figure.unit), "zones": rows, "whole": _told(self.whole)}


def _told(one: ZoneValue) -> dict[str, Any]:
    base, value = (None if part is None else decimal(part) for part in (one.base, one.value))
    return {"zone": one.zone, "value": value, "base": base, "place": one.place or None}


def ranked(figure: Figure, period: Period, zones: Mapping[str, Integers], least: int = 0) -> Ranking:
    """Every zone's value with its place among those whose base is at least `least`; equal values share a place."""
    values = [ZoneValue(code, value_of(figure, period, its), _base(figure, period, its)) for code, its in zones.items()]
    sign = -1 if figure.better == "up" else 1
    placed = sorted(
        (one for one in values if one.value is not None and (one.base is None or one.base >= least)),
        key=lambda one: (sign * one.value, one.zone) if one.value is not None else (0, ""),
    )
    in_order = [
        ZoneValue(one.zone, one.value, one.base, 1 + sum(_is_better(other, one, sign) for other in placed))
        for one in placed
    ]
    others = sorted((one for one in values if one not in placed), key=lambda one: one.zone)
    together = added(zones.values())
    whole = ZoneValue("", value_of(figure, period, together), _base(figure, period, together))
    return Ranking(figure, period, (*in_order, *others), whole)


def _is_better(other: ZoneValue, one: ZoneValue, sign: int) -> bool:
    return other.value is not None and one.value is not None and sign * other.value < sign * one.value


def added(zones: Iterable[Integers]) -> dict[Leaf, int | None]:
    """The integers of the whole: sums, of a lowest the lowest."""
    found: dict[Leaf, int | None] = {}
    for its in zones:
        for leaf, value in its.items():
            known = found.get(leaf)
            if known is None or value is None:
                found[leaf] = value if known is None else known
            else:
                found[leaf] = min(known, value) if leaf[0].kind == "lowest" else known + value
    return found


def value_of(figure: Figure, period: Period, its: Integers) -> Fraction | None:
    """A figure's value from integers; None where unknown."""
    if isinstance(figure, Measure):
        whole = its[figure, figure.days(period)]
        return None if whole is None else Fraction(whole, figure.scale)
    if isinstance(figure, Change):
        before = period.last_year_if_any()
        parts = [value_of(figure.of, one, its) if one else None for one in (period, before)]
    else:
        parts = [value_of(part, period, its) for part in figure.parts]
    first, second = parts
    if first is None or second is None:
        return None
    if isinstance(figure, Ratio):
        return first / second * 100 if second else None
    return first - second


def _base(figure: Figure, period: Period, its: Integers) -> Fraction | None:
    return value_of(figure.bottom, period, its) if isinstance(figure, Ratio) else None
