"""What was published of a figure: the value of last year's edition, which may differ from what is known of it now.

Two "last years" exist and both are offered (design.md section 4). Figures know of no editions: whoever keeps what was
published (frozen editions, a library of past reports) declares a teller once, at start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from dajuan.core.staff.models import Zone


@dataclass(frozen=True)
class Published:
    """A value as it was published: exactly, with the definition it was counted by and where it is read."""

    value: Fraction | None
    source: str
    url: str = ""
    digest: str = ""


Teller = Callable[[Zone, int], Mapping[str, Published]]
_tellers: dict[str, Teller] = {}


def tell_published(name: str, teller: Teller) -> None:
    """Declare who knows what was published of a year, by figure; called once a name, at start."""
    _tellers[name] = teller


def published(zone: Zone, year: int) -> dict[str, Published]:
    """By figure, what was published of a year; of two tellers the one declared last. Empty where nothing was."""
    found: dict[str, Published] = {}
    for teller in _tellers.values():
        found |= teller(zone, year)
    return found
