"""How an assessment scores a value: plain arithmetic over fractions, nothing rounded before it is printed.

An item scores in one of four ways (domain.md 4.1):

- `linear`: nothing at `floor`, its whole weight at `full`, in proportion between; where less is better `full` is the
  smaller of the two (功效系数法);
- `ratio`: its weight times value over `full`, at most its weight (完成率);
- `bonus` and `deduction`: so many points (`full`) a unit of the value, at most its weight, added or taken away.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Way(StrEnum):
    """How an item turns a value into points."""

    LINEAR = "linear"
    RATIO = "ratio"
    BONUS = "bonus"
    DEDUCTION = "deduction"


class Of(StrEnum):
    """What of a figure is scored."""

    VALUE = "value"
    GROWTH = "growth"
    COMPLETION = "completion"


@dataclass(frozen=True)
class Item:
    """One item: its name, the figure it reads ("" where there is none yet), weight in points, and how it scores."""

    name: str
    figure: str
    of: Of
    way: Way
    weight: Fraction
    full: Fraction
    floor: Fraction = Fraction(0)

    @property
    def is_extra(self) -> bool:
        """Whether it stands outside the hundred points: added or taken away."""
        return self.way in {Way.BONUS, Way.DEDUCTION}

    def points(self, value: Fraction | None) -> Fraction | None:
        """The points of a value, None where it is not known."""
        if value is None:
            return None
        if self.way is Way.LINEAR:
            return self.weight * _within((value - self.floor) / (self.full - self.floor))
        if self.way is Way.RATIO:
            return self.weight * _within(value / self.full)
        points = min(max(value, Fraction(0)) * self.full, self.weight)
        return points if self.way is Way.BONUS else -points


def _within(share: Fraction) -> Fraction:
    return min(max(share, Fraction(0)), Fraction(1))


@dataclass(frozen=True)
class ItemClass:
    """A class of items (一级指标); its weight is theirs together, additions and deductions apart."""

    name: str
    items: tuple[Item, ...]

    @property
    def weight(self) -> Fraction:
        return sum((item.weight for item in self.items if not item.is_extra), Fraction(0))


def total(points: list[Fraction | None]) -> Fraction:
    """The points that are known, added up."""
    return sum((one for one in points if one is not None), Fraction(0))
