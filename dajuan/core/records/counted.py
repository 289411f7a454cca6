"""Which figures count a kind of entry, so that whoever withdraws one knows what may change.

Records know of no figures: the catalogue above tells, once, at start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dajuan.core.records.models import Entry


@dataclass(frozen=True)
class Counting:
    """A figure that counts a kind of entry: its name, and where it is read."""

    name: str
    url: str


Teller = Callable[[type[Entry]], list[Counting]]
_tellers: dict[str, Teller] = {}


def tell_counted(name: str, teller: Teller) -> None:
    """Declare who knows which figures count an entry type; called once a name, at start."""
    _tellers[name] = teller


def counted_in(entry: type[Entry]) -> list[Counting]:
    """The figures that count this kind of entry, in the catalogue's order; empty if none does."""
    return [one for teller in _tellers.values() for one in teller(entry)]
