"""The figures of tickets, in a month small enough to count on fingers."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from dajuan.core.records.act import act
from dajuan.core.spreadsheets.importing import enter, rehearse
from dajuan.core.spreadsheets.of_core import TicketRegister
from dajuan.core.spreadsheets.tests.ledgers import job_for
from dajuan.core.tickets.models import Confirmation, State, Ticket
from dajuan.core.tickets.tests.conftest import Steps, at, steps  # noqa: F401  # a fixture
from dajuan.figures import answers, of_core
from dajuan.figures.book import Book
from dajuan.figures.vocabulary import Figure
from dajuan.values import periods
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SEPTEMBER = periods.month(2020, 9)


def value(cast: Cast, figure: Figure, book: Book | None = None) -> Fraction | None:
    return answers.ask([figure], SEPTEMBER, book or Book.now(cast.zone))[figure.key].value


@pytest.fixture
def month(steps: Steps, cast: Cast) -> list[Ticket]:  # noqa: F811  # the fixture itself
    """Six problems: to be dispatched, being handled, solved late, confirmed, a duplicate, and one reopened."""
    raised, received, late, confirmed, again = (
        steps.raised(),
        steps.received(),
        steps.solved(day=8),
        steps.confirmed(),
        steps.confirmed(),
    )
    duplicate = steps.raised()
    with act(by=cast.zhao) as a:
        duplicate.merge(a, kept=raised, happened_on=date(2020, 9, 2))
    with act(by=cast.zhao) as a:
        again.reopen(a, why="again", at=at(20))
    return [raised, received, late, confirmed, again, duplicate]


def test_each_figure_counts_what_it_says(month: list[Ticket], cast: Cast) -> None:
    assert value(cast, of_core.tickets_raised) == 5
    assert value(cast, of_core.tickets_solved) == 3
    assert value(cast, of_core.tickets_confirmed) == 2
    assert value(cast, of_core.tickets_open) == 3
    assert value(cast, of_core.tickets_dispatched) == 5
    assert value(cast, of_core.tickets_late) == 3  # solved late, still being handled, and reopened (due on the 25th)
    assert value(cast, of_core.tickets_in_time) == 40
    assert value(cast, of_core.tickets_satisfaction) == 100
    assert value(cast, of_core.tickets_reopened) == Fraction(100, 3)
    assert value(cast, of_core.tickets_extended) == 0


def test_a_withdrawn_confirmation_leaves_yesterdays_answer(month: list[Ticket], cast: Cast) -> None:
    before = Book.now(cast.zone)
    entry = Confirmation.objects.get(ticket=month[3])
    with act(by=cast.sun) as a:
        a.withdraw(entry, reason="the wrong person was called")
    assert value(cast, of_core.tickets_confirmed) == 1
    assert value(cast, of_core.tickets_confirmed, before) == 2
    assert Ticket.objects.get(pk=month[3].pk).state == State.SOLVED


def test_boston_is_83_per_cent_in_time(cast: Cast, shared: Path) -> None:
    file = shared / "data" / "civic-reports" / "boston311_100.csv"
    job = job_for(cast, file.read_bytes(), file.name, TicketRegister)
    rehearse(job)
    enter(job)
    said = answers.ask(
        [of_core.tickets_in_time, of_core.tickets_late, of_core.tickets_open], periods.year(2022), Book.now(cast.zone)
    )
    assert [said[key].value for key in ("tickets-in-time", "tickets-late", "tickets-open")] == [83, 17, 15]
