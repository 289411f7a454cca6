"""Tickets that are kept in another system (the city's hotline) and come in from its exports (office.md 2).

Their words and addresses stay there: here stand number, category, area, position, instants and office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from dajuan.core.places.models import Area
from dajuan.core.staff.models import Office, User, Zone
from dajuan.core.tickets.models import (
    Category,
    Dispatch,
    Outcome,
    Report,
    Solution,
    Source,
    State,
    Step,
    Ticket,
    next_numbers,
)


@dataclass(frozen=True)
class Arrival:
    """One ticket as the other system has it. `due_at` is its target, `solved_at` when it closed it."""

    foreign_number: str
    category: Category
    office: Office
    raised_at: datetime
    due_at: datetime | None = None
    solved_at: datetime | None = None
    area: Area | None = None
    lon: float | None = None
    lat: float | None = None


def tickets_of(act: Any, system: str, arrivals: Sequence[Arrival]) -> list[Ticket]:
    """The ticket of each arrival, new ones made by the import `act` and numbered in order of arrival."""
    wanted = {one.foreign_number: one for one in arrivals}
    mine = Ticket.objects.filter(zone=act.zone, system=system)
    known = {ticket.foreign_number: ticket for ticket in mine.filter(foreign_number__in=wanted)}
    new = [one for number, one in wanted.items() if number not in known]
    numbers = next_numbers(act, [timezone.localdate(one.raised_at).year for one in new])
    made = [_new(act.zone, system, one, number) for one, number in zip(new, numbers, strict=True)]
    known.update({ticket.foreign_number: ticket for ticket in act.make_many(made)})
    return [known[one.foreign_number] for one in arrivals]


def steps_of(ticket: Ticket, arrival: Arrival, solved_by: User) -> list[Step]:
    """What the other system says happened: raised, dispatched with its own due instant, solved if it is closed."""
    ticket.office, ticket.category = arrival.office, arrival.category
    due = {"due_at": arrival.due_at, "due_on": timezone.localdate(arrival.due_at) if arrival.due_at else None}
    steps: list[tuple[Step, datetime]] = [
        (Report(), arrival.raised_at),
        (Dispatch(unit="", limit=None, helping=[], **due), arrival.raised_at),
    ]
    if arrival.solved_at:
        in_time = arrival.due_at is None or arrival.solved_at <= arrival.due_at
        solution = Solution(outcome=Outcome.DONE, solved_by=solved_by, in_time=in_time, **due)
        steps.append((solution, arrival.solved_at))
    for step, at in steps:
        step.place(ticket, 1, at)
    return [step for step, _at in steps]


def _new(zone: Zone, system: str, arrival: Arrival, number: str) -> Ticket:
    return Ticket(
        zone=zone,
        office=arrival.office,
        number=number,
        category=arrival.category,
        source=Source.OTHER,
        area=arrival.area,
        lon=arrival.lon,
        lat=arrival.lat,
        raised_at=arrival.raised_at,
        system=system,
        foreign_number=arrival.foreign_number,
        state=State.RAISED,
    )
