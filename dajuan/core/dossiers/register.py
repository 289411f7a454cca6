"""What the lines carry under a dossier's number. A room registers its carrier at start; the page reads the register.

carriers.add("city.work", _("Works on the city"), lambda dossier: Work.objects.filter(dossier=dossier))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from dajuan.core.dossiers.models import Dossier
from dajuan.core.staff.models import Visitor

MOST = 50  # rows shown of one kind


@dataclass(frozen=True)
class Carrier:
    """One kind of record that carries dossier numbers."""

    key: str
    title: Any
    rows_of: Callable[[Dossier], Any]  # a queryset of subjects: it has visible_to, each row get_absolute_url


@dataclass(frozen=True)
class Carried:
    """What one kind holds for a dossier, as far as the reader may see it."""

    title: Any
    rows: list[Any]
    more: bool


class Carriers:
    """The kinds of record that carry dossier numbers, in order of registration."""

    def __init__(self) -> None:
        self._carriers: dict[str, Carrier] = {}

    def add(self, key: str, title: Any, rows_of: Callable[[Dossier], Any]) -> None:
        """Register a kind; one registered again takes the place of the first."""
        self._carriers[key] = Carrier(key, title, rows_of)

    def remove(self, key: str) -> None:
        self._carriers.pop(key, None)

    def __iter__(self) -> Iterator[Carrier]:
        return iter(self._carriers.values())

    def carried(self, dossier: Dossier, user: Visitor) -> list[Carried]:
        """What each kind holds under a dossier's number; kinds that hold nothing the reader may see are left out."""
        found = []
        for carrier in self:
            rows = list(carrier.rows_of(dossier).visible_to(user)[: MOST + 1])
            if rows:
                found.append(Carried(carrier.title, rows[:MOST], len(rows) > MOST))
        return found


carriers = Carriers()
