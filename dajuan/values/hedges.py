"""How officials talk in figures: 超 余 近 约 以上 各 全部.

Each hedge is a test of a computed value v against a printed n (domain dossier 0.3); a word is printed only where it
holds. "The step" of a printed number is the place of its last digit that is not zero: 100 for 300, 10 for 370.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from dajuan.values.numbers import Exact, exact, floored_to_digits, magnitude, rounded, trimmed

CLOSE = Fraction(1, 10)  # 近 is said of a number at most a tenth above the value


class Hedge(StrEnum):
    """The words that go with a printed number; EXACTLY is none."""

    EXACTLY = ""
    EXCEEDS = "超"
    EXCEEDS_BOOKISH = "逾"
    BREAKS_THROUGH = "突破"
    ODD = "余"
    NEARLY = "近"
    ABOUT = "约"
    AT_LEAST = "以上"


ENGLISH = {
    Hedge.EXACTLY: "{n}",
    Hedge.EXCEEDS: "over {n}",
    Hedge.EXCEEDS_BOOKISH: "over {n}",
    Hedge.BREAKS_THROUGH: "past the mark of {n}",
    Hedge.ODD: "some {n}",
    Hedge.NEARLY: "nearly {n}",
    Hedge.ABOUT: "about {n}",
    Hedge.AT_LEAST: "{n} or more",
}
_CHINESE = {Hedge.ODD: "{n}余{unit}", Hedge.AT_LEAST: "{n}{unit}以上"}


def step(printed: Exact) -> Fraction:
    """The place of the last digit of n that is not zero: 370 gives 10, 12.5 gives 1/10. Not for zero."""
    number = exact(printed)
    if not number:
        raise ValueError("Zero has no last digit.")
    place = Fraction(1)
    while number % place:
        place /= 10
    while number % (place * 10) == 0:
        place *= 10
    return place


def holds(hedge: Hedge, value: Exact, printed: Exact) -> bool:
    """Whether the word is true of value v and printed n. Words other than "exactly" and 约 are for n above zero."""
    v, n = exact(value), exact(printed)
    if hedge is Hedge.EXACTLY:
        return v == n
    if n <= 0:
        return False
    within_step = n <= v < n + step(n)
    if hedge is Hedge.ODD or hedge is Hedge.AT_LEAST:
        return within_step
    if hedge is Hedge.NEARLY:
        return n - step(n) < v < n and n - v <= CLOSE * n
    if hedge is Hedge.ABOUT:
        return abs(v - n) <= step(n) / 2 and abs(v - n) <= CLOSE * n
    return v != n and within_step  # 超, 逾, 突破: above n, and n is a round floor of v


def each_holds(values: Iterable[Exact], printed: Exact) -> bool:
    """各: every measure equals n; none at all is not "each"."""
    numbers = [exact(value) for value in values]
    return bool(numbers) and all(number == exact(printed) for number in numbers)


def all_hold(part: int, whole: int) -> bool:
    """全部, 全覆盖: as many as there are, and there are some."""
    return part == whole > 0


@dataclass(frozen=True)
class Hedged:
    """A word and the number it holds for."""

    hedge: Hedge
    number: Decimal

    def chinese(self, unit: str = "", digits: str | None = None) -> str:
        """In Chinese, the word in its place: 超100亿元, 300余个, 50人以上. `digits`: the number as printed."""
        pattern = _CHINESE.get(self.hedge, self.hedge.value + "{n}{unit}")
        return pattern.format(n=digits or trimmed(self.number), unit=unit)

    def english(self, unit: str = "", digits: str | None = None) -> str:
        """In English, the word in its place: over 100 km, 50 people or more."""
        number = f"{digits or trimmed(self.number)} {unit}".strip()
        return ENGLISH[self.hedge].format(n=number)


def hedged(value: Exact, digits: int = 2, wanted: Hedge = Hedge.EXCEEDS) -> Hedged:
    """A word and a number of so many digits that hold of the value.

    No word where the number is exact; 近 where the value is less than a tenth of a step below the next round number;
    else `wanted` (超, 逾, 突破, 余, 以上 over the floor; 约 over the rounded number).
    """
    v = exact(value)
    if v <= 0:
        return Hedged(Hedge.EXACTLY, rounded(v, digits))
    floor, place = floored_to_digits(v, digits), Fraction(10) ** (magnitude(v) - digits + 1)
    if exact(floor) == v:
        return Hedged(Hedge.EXACTLY, floor)
    above = rounded(exact(floor) + place, digits - 1 - magnitude(v))
    is_close = wanted is Hedge.NEARLY or exact(above) - v < place / 10
    if is_close and holds(Hedge.NEARLY, v, above):
        return Hedged(Hedge.NEARLY, above)
    number = rounded(v, digits - 1 - magnitude(v)) if wanted is Hedge.ABOUT else floor
    return Hedged(wanted, number) if holds(wanted, v, number) else Hedged(Hedge.EXCEEDS, floor)
