"""Registers of core's own entries; they stand here because those entries may not know spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from dajuan.core.places.models import Area
from dajuan.core.records.models import Entry
from dajuan.core.spreadsheets.register import Column, Register, Staging, Values
from dajuan.core.staff.models import Office
from dajuan.core.tickets.arrivals import Arrival, steps_of, tickets_of
from dajuan.core.tickets.models import Category

MILLION = 1_000_000  # degrees are read with six places


class TicketRegister(Register):
    """Service requests as the open 311 exports of cities keep them; addresses and free text are not taken over."""

    name = "tickets.boston311"
    title = _("Problems from a city's 311 system")
    note = _("Addresses and descriptions stay in the system of record.")
    system = "boston311"
    foreign_number = "case_enquiry_id"
    columns = (
        Column("case_enquiry_id", _("Case number"), kind="code", key=True, required=True, aliases=("case_enquiry_id",)),
        Column("open_dt", _("Opened at"), kind="instant", required=True, aliases=("open_dt",)),
        Column("target_dt", _("Target"), kind="instant", aliases=("target_dt", "sla_target_dt")),
        Column("closed_dt", _("Closed at"), kind="instant", aliases=("closed_dt",)),
        Column("type", _("Type"), required=True, longest=80, aliases=("type",)),
        Column("department", _("Department"), longest=80, aliases=("department",)),
        Column("neighborhood", _("Part of the zone"), longest=40, aliases=("neighborhood",)),
        Column("latitude", _("Latitude"), kind="decimal", scale=MILLION, aliases=("latitude",)),
        Column("longitude", _("Longitude"), kind="decimal", scale=MILLION, aliases=("longitude",)),
    )

    def check(self, values: Values) -> Iterable[tuple[str, Any]]:
        """A case is not closed before it was opened."""
        if values["closed_dt"] and values["closed_dt"] < values["open_dt"]:
            yield "closed_dt", _("It was closed before it was opened.")

    def rows(self, act: Staging, batch: Sequence[Values]) -> Iterator[list[Entry]]:
        """Raised, dispatched and solved: one query for the tickets of a whole batch."""
        categories = _categories(act, {values["type"] for values in batch})
        areas = {area.name: area for area in Area.objects.filter(zone=act.zone)}
        offices = {office.name: office for office in Office.objects.filter(zone=act.zone)}
        arrivals = [
            Arrival(
                foreign_number=values["case_enquiry_id"],
                category=categories[values["type"]],
                office=offices.get(values["department"], act.office),
                raised_at=values["open_dt"],
                due_at=values["target_dt"],
                solved_at=values["closed_dt"],
                area=areas.get(values["neighborhood"]),
                lon=_degrees(values["longitude"]),
                lat=_degrees(values["latitude"]),
            )
            for values in batch
        ]
        for ticket, arrival in zip(tickets_of(act, self.system, arrivals), arrivals, strict=True):
            yield list(steps_of(ticket, arrival, act.by))


def _categories(act: Staging, types: set[str]) -> dict[str, Category]:
    """The category of each type of the other system, made where it is new; not offered to the public."""
    known = {one.code: one for one in Category.objects.filter(zone=act.zone, code__in=types)}
    for new in sorted(types - known.keys()):
        known[new] = act.make(Category(zone=act.zone, code=new, name=new, open_to_public=False))
    return known


def _degrees(scaled: int | None) -> float | None:
    return None if scaled is None else scaled / MILLION
