"""A number of a text, or the place where one is missing, before it is known what it says."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from dajuan.sheet.reading.findings import Claim, Kind, Said
from dajuan.sheet.reading.units import Unit

NO_UNIT = Unit("", Fraction(1), Claim.INDEX)


@dataclass(frozen=True)
class Token:
    """Places are in the flow. `number` is what is printed, in `printed_unit`; `places` its digits behind the point."""

    start: int
    end: int
    kind: Kind
    claim: Claim
    unit: Unit = NO_UNIT
    number: Fraction | None = None
    upper: Fraction | None = None
    scale: int = 1
    places: int = 0
    printed_unit: str = ""
    hedge: Said = Said.EXACTLY
    head: int = 0  # where the hedge before it, or else the number, begins

    @property
    def value(self) -> Fraction | None:
        """In base units."""
        return None if self.number is None else self.number * self.scale * self.unit.worth

    @property
    def worth(self) -> Fraction:
        """What one of the printed unit is worth."""
        return self.scale * self.unit.worth
