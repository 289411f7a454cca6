"""The stage of every test of tickets: the education bureau keeps the line, so that Zhao dispatches and calls back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from dajuan.core.calendar.clocks import Unit
from dajuan.core.records.act import act
from dajuan.core.records.evidence import store_bytes
from dajuan.core.records.models import Evidence
from dajuan.core.staff.models import Charge
from dajuan.core.tickets.models import Category, Outcome, Source, Ticket, raise_ticket
from tests.cast import START, Cast

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def at(day: int, hour: int = 9) -> datetime:
    """An hour of a day in September 2020, by the clock of the zone."""
    return datetime(2020, 9, day, hour - 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Refusals in the source language; pages still speak the language a request asks for."""
    with translation.override("en"):
        yield


class Steps:
    """The usual acts of the usual people, one a method."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.lamp = Category.objects.create(
            zone=cast.zone, code="street/lamp", name="路灯不亮", lead=cast.construction, limit=5, unit=Unit.NATURAL_DAYS
        )

    def raised(self, **more: Any) -> Ticket:
        words = {"title": "灯坏了", "description": "王五家门口的路灯坏了", "place": "示范路1号"}
        with act(by=self.cast.zhao) as a:
            sent = {"category": self.lamp, "source": Source.VISIT, "at": at(1), **words, **more}
            ticket, _report = raise_ticket(a, **sent)
        return ticket

    def dispatched(self, **more: Any) -> Ticket:
        ticket = self.raised()
        with act(by=self.cast.zhao) as a:
            ticket.dispatch(a, **{"office": self.cast.construction, "at": at(1, 10), **more})
        return ticket

    def received(self) -> Ticket:
        ticket = self.dispatched()
        with act(by=self.cast.li) as a:
            ticket.receive(a, at=at(1, 11))
        return ticket

    def solved(self, day: int = 3) -> Ticket:
        ticket = self.received()
        with act(by=self.cast.li) as a:
            ticket.solve(a, outcome=Outcome.DONE, proof=[self.photo()], at=at(day))
        return ticket

    def confirmed(self) -> Ticket:
        ticket = self.solved()
        with act(by=self.cast.zhao) as a:
            ticket.confirm(a, satisfied="yes", at=at(4), by_raiser=True)
        return ticket

    def photo(self) -> Evidence:
        return store_bytes(PNG, name="proof.png", by=self.cast.li, zone=self.cast.zone)


@pytest.fixture
def steps(cast: Cast) -> Steps:
    """The usual acts, in a zone where the education bureau keeps the tickets."""
    Charge.objects.create(office=cast.education, line="tickets", from_on=START)
    return Steps(cast)
