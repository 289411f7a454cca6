"""How one ledger is read: which sheet, which rows are headings, which column is which field, in which unit."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from dajuan.core.spreadsheets.dates import MonthDay, Order


@dataclass
class Place:
    """Where a field of the register stands in the ledger."""

    column: int  # from 0: A is 0
    unit: str = ""  # the unit of the numbers, empty for the register's own
    fill_down: bool = False  # an empty cell means the same as above


@dataclass
class Plan:
    """How a ledger is read. Rows are numbered as a person sees them, from 1; no heading rows is last_heading 0."""

    sheet: str = ""
    first_heading: int = 1
    last_heading: int = 1
    places: dict[str, Place] = field(default_factory=dict)
    skip_totals: bool = True
    date_order: Order = ""
    month_day: MonthDay = "last"
    headings: list[str] = field(default_factory=list)  # of all columns, as the ledger had them when this was learnt
    names: dict[str, dict[str, str]] = field(default_factory=dict)  # field: name in the ledger: name in the register
    datum: str = ""  # of the coordinates: what the file says or a person has said
    repair: bool = False  # a person agreed that outlines which cross themselves are repaired
    learnt: bool = False  # a person has looked at it

    def kept(self) -> dict[str, Any]:
        """The plan as JSON."""
        return asdict(self)

    @classmethod
    def from_kept(cls, kept: dict[str, Any]) -> Plan:
        """A plan kept as JSON."""
        plan = cls(**{**kept, "places": {}})
        plan.places = {name: Place(**place) for name, place in kept.get("places", {}).items()}
        return plan
