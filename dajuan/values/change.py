"""The words of change: 增长 下降, 增加 减少, 持平. They turn with the sign by themselves.

A printed difference is that of the printed values: who subtracts 75.4 % from 88.6 % must find the 13.2 points the text
speaks of. A rate is taken of the exact values.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from dajuan.values.numbers import Exact, exact, rounded, trimmed


class Direction(StrEnum):
    """Which way a figure went as printed; LEVEL_ALMOST where it moved by less than is printed."""

    UP = "up"
    DOWN = "down"
    LEVEL = "level"
    LEVEL_ALMOST = "almost level"


_CHINESE_RATE = {"up": "增长{n}%", "down": "下降{n}%", "level": "持平", "almost level": "基本持平"}
_ENGLISH_RATE = {"up": "up {n}%", "down": "down {n}%", "level": "unchanged", "almost level": "almost unchanged"}
_CHINESE_AMOUNT = {"up": "增加{n}{unit}", "down": "减少{n}{unit}", "level": "持平", "almost level": "基本持平"}
_ENGLISH_AMOUNT = {"up": "{n} {unit} more", "down": "{n} {unit} fewer", "level": "unchanged"}
_CHINESE_POINTS = {"up": "提高{n}个百分点", "down": "下降{n}个百分点", "level": "持平", "almost level": "基本持平"}
_ENGLISH_POINTS = {"up": "up {n} percentage points", "down": "down {n} percentage points", "level": "unchanged"}


@dataclass(frozen=True)
class Change:
    """A value against an earlier one."""

    now: Fraction
    before: Fraction

    @classmethod
    def of(cls, now: Exact, before: Exact) -> "Change":
        return cls(exact(now), exact(before))

    @property
    def difference(self) -> Fraction:
        return self.now - self.before

    @property
    def rate(self) -> Fraction | None:
        """(v - v0) / |v0|; None where there was nothing before (同比 cannot be said)."""
        return self.difference / abs(self.before) if self.before else None

    def rate_in_words(self, language: str, places: int = 1) -> str | None:
        """增长12.3% or "up 12.3%"; None where there was nothing before."""
        if self.rate is None:
            return None
        words = _CHINESE_RATE if _is_chinese(language) else _ENGLISH_RATE
        moved = self.rate * 100
        return _in_words(words, moved, rounded(moved, places), "")

    def amount_in_words(self, language: str, unit: str = "", places: int = 0) -> str:
        """增加29天 or "29 days more"."""
        words = _CHINESE_AMOUNT if _is_chinese(language) else _ENGLISH_AMOUNT
        return _in_words(words, self.difference, self.printed(places), unit)

    def points_in_words(self, language: str, places: int = 1) -> str:
        """Between two percentages: 提高0.8个百分点."""
        words = _CHINESE_POINTS if _is_chinese(language) else _ENGLISH_POINTS
        return _in_words(words, self.difference, self.printed(places), "")

    def printed(self, places: int) -> Decimal:
        """The difference of the two values as printed."""
        return printed_difference(self.now, self.before, places)


def printed_difference(now: Exact, before: Exact, places: int) -> Decimal:
    """The difference of two values as they are printed with so many places: 88.64 less 75.35 is 13.2 at one place."""
    return rounded(now, places) - rounded(before, places)


def direction(difference: Exact, printed: Decimal) -> Direction:
    """The way of a difference as printed."""
    if not exact(difference):
        return Direction.LEVEL
    if not printed:
        return Direction.LEVEL_ALMOST
    return Direction.UP if printed > 0 else Direction.DOWN


def _in_words(words: dict[str, str], difference: Fraction, printed: Decimal, unit: str) -> str:
    way = direction(difference, printed)
    pattern = words.get(way, "almost unchanged")
    return " ".join(pattern.format(n=trimmed(abs(printed)), unit=unit).split())


def _is_chinese(language: str) -> bool:
    return language.lower().startswith("zh")
