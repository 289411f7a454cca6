"""How our value is written where a number is missing: in the unit and scale the sentence asks for, its hedge heeded."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from dajuan.sheet.reading.findings import Finding, Said
from dajuan.values import hedges, numbers
from dajuan.values.hedges import Hedge

HEDGED_DIGITS = 2
FINE_PLACES, MOST_PLACES = 2, 6


@dataclass(frozen=True)
class Filled:
    """The digits for a gap, with the unit where the text has none. `holds`: whether the text's hedge is true."""

    text: str
    holds: bool = True


def filled(finding: Finding, value: Fraction, places: int, behind: str) -> Filled:
    """Our value (in the base unit) as the gap asks: `places` are the figure's own, `behind` the text after the gap."""
    scaled = value / finding.scale
    digits, holds = _digits(scaled, finding.hedge, places if finding.scale == 1 else FINE_PLACES)
    unit = finding.printed_unit or finding.unit
    follows = behind.lstrip().removeprefix(finding.hedge.value)
    return Filled(digits if not unit or follows.startswith((unit, unit[-1])) else digits + unit, holds)


def _digits(value: Fraction, said: Said, places: int) -> tuple[str, bool]:
    """The digits a hedge asks for, and whether it holds of them: 超 over a round floor, 余 over its step, 近 below."""
    if said is Said.EXACTLY or value <= 0:
        while value and not numbers.rounded(value, places) and places < MOST_PLACES:
            places += 1  # something is never written as nothing
        return numbers.trimmed(numbers.rounded(value, places)), True
    if said in (Said.AT_MOST, Said.SHORT_OF):
        above = numbers.rounded(-numbers.floored(-value, 0))
        return numbers.trimmed(above), said is Said.AT_MOST or above > value
    wanted = Hedge(said.value)
    for digits in range(HEDGED_DIGITS, 0, -1):  # 94 is no round number of two digits: 90余
        found = hedges.hedged(value, digits, wanted)
        if found.hedge is wanted or (found.hedge in _ABOVE and wanted in _ABOVE):
            return numbers.trimmed(found.number), True
    return numbers.trimmed(numbers.rounded(value, places)), False


_ABOVE = frozenset({Hedge.EXCEEDS, Hedge.EXCEEDS_BOOKISH, Hedge.BREAKS_THROUGH})
