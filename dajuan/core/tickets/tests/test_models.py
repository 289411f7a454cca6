"""The rules of a ticket: one lead, one extension, proof, and nobody confirms what they solved themselves."""

from datetime import date

import pytest

from dajuan.core.calendar.clocks import Unit
from dajuan.core.calendar.models import DayChange
from dajuan.core.people.erasure import due_on, erase_key
from dajuan.core.records.act import act
from dajuan.core.records.canonical import canonical
from dajuan.core.records.evidence import content_of, store_bytes
from dajuan.core.records.models import Attachment, Refused
from dajuan.core.tickets.models import Category, Dispatch, Report, Solution, State, Ticket
from dajuan.core.tickets.tests.conftest import PNG, Steps, at
from dajuan.values.lights import Light
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def fresh(ticket: Ticket) -> Ticket:
    found: Ticket = Ticket.objects.get(pk=ticket.pk)
    return found


def agrees(ticket: Ticket) -> bool:
    """Whether the cached state is what the entries say."""
    return not Ticket.objects.filter(pk=ticket.pk).forgotten().exists()


def test_tickets_are_numbered_by_zone_and_year(steps: Steps) -> None:
    assert [steps.raised().number, steps.raised().number] == ["ZONE-2020-000001", "ZONE-2020-000002"]


def test_a_ticket_goes_from_report_to_confirmation(steps: Steps) -> None:
    for ticket, state in (
        (steps.raised(), State.RAISED),
        (steps.dispatched(), State.DISPATCHED),
        (steps.received(), State.RECEIVED),
        (steps.solved(), State.SOLVED),
        (steps.confirmed(), State.CONFIRMED),
    ):
        assert fresh(ticket).state == state
        assert agrees(ticket)


def test_no_word_of_a_ticket_stands_in_an_entry(steps: Steps) -> None:
    ticket = steps.solved()
    entries = [*Report.objects.all(), *Dispatch.objects.all(), *Solution.objects.all()]
    assert not any("王五" in canonical(entry) or "示范路" in canonical(entry) for entry in entries)
    assert ticket.words["description"] == "王五家门口的路灯坏了"


def test_a_ticket_is_dispatched_to_exactly_one_lead(steps: Steps, cast: Cast) -> None:
    ticket = steps.raised()
    with pytest.raises(Refused, match="exactly one"), act(by=cast.zhao) as a:
        ticket.dispatch(a, office=None, at=at(1))
    with pytest.raises(Refused, match="as well"), act(by=cast.zhao) as a:
        ticket.dispatch(a, office=cast.construction, helping=[cast.construction], at=at(1))
    with act(by=cast.zhao) as a:
        ticket.dispatch(a, office=cast.construction, helping=[cast.general], at=at(1))
    with pytest.raises(Refused, match="waits"), act(by=cast.zhao) as a:
        ticket.dispatch(a, office=cast.education, at=at(2))


def test_the_clock_starts_with_the_dispatch_and_stands_on_the_entry(steps: Steps) -> None:
    ticket = steps.dispatched()
    dispatch = Dispatch.objects.get()
    assert (dispatch.limit, dispatch.unit, dispatch.due_on) == (5, Unit.NATURAL_DAYS, date(2020, 9, 6))
    assert ticket.due_at == dispatch.due_at
    assert "5" in ticket.clock_in_words(at(3))


def test_a_limit_in_working_days_goes_by_the_calendar(steps: Steps, cast: Cast) -> None:
    with act(by=cast.li) as a:
        a.enter(DayChange(day=date(2020, 1, 1), is_working=False, happened_on=date(2019, 11, 21)))
    category = Category.objects.create(zone=cast.zone, code="noise", name="噪声", limit=3, unit=Unit.WORKING_DAYS)
    steps.dispatched(category=category, at=at(4, 10))  # a Friday
    assert Dispatch.objects.get().due_on == date(2020, 9, 9)
    assert Dispatch.objects.get().category == category


def test_a_year_not_announced_gives_no_due_day_yet(steps: Steps, cast: Cast) -> None:
    category = Category.objects.create(zone=cast.zone, code="noise", name="噪声", limit=3, unit=Unit.WORKING_DAYS)
    ticket = steps.dispatched(category=category)
    assert ticket.due_at is None
    assert ticket.light_at(at(30)) is None


def test_the_light_warns_a_day_before_and_turns_red_after(steps: Steps) -> None:
    ticket = steps.dispatched()
    lights = [ticket.light_at(at(day)) for day in (4, 5, 6, 7)]
    assert lights == [Light.GREEN, Light.YELLOW, Light.YELLOW, Light.RED]
    assert steps.solved().light_at(at(9)) is None


def test_a_ticket_cannot_be_solved_before_it_was_received(steps: Steps, cast: Cast) -> None:
    ticket = steps.dispatched()
    with pytest.raises(Refused, match="received"), act(by=cast.li) as a:
        ticket.solve(a, outcome="done", proof=[steps.photo()], at=at(2))


def test_a_solution_needs_proof(steps: Steps, cast: Cast) -> None:
    ticket = steps.received()
    with pytest.raises(Refused, match="proves"), act(by=cast.li) as a:
        ticket.solve(a, outcome="done", proof=[], at=at(2))
    steps.solved()
    assert Attachment.objects.get().entry_id == Solution.objects.get().number


def test_only_the_lead_office_receives_and_solves(steps: Steps, cast: Cast) -> None:
    ticket = steps.dispatched()
    with pytest.raises(Refused, match="lead"), act(by=cast.zhao) as a:
        ticket.receive(a, at=at(2))


def test_whoever_solved_it_does_not_confirm_it(steps: Steps, cast: Cast) -> None:
    ticket = steps.solved()
    with pytest.raises(Refused, match="Whoever solved"), act(by=cast.li) as a:
        ticket.confirm(a, satisfied="yes", at=at(4))
    with act(by=cast.sun) as a:
        ticket.confirm(a, satisfied="unrated", reached=False, at=at(4))
    assert fresh(ticket).state == State.CONFIRMED


def test_only_the_raiser_confirms_as_raiser(steps: Steps, cast: Cast) -> None:
    ticket = steps.solved()
    with pytest.raises(Refused, match="raiser"), act(by=cast.sun) as a:
        ticket.confirm(a, satisfied="yes", by_raiser=True, at=at(4))


def test_who_was_not_reached_has_not_rated(steps: Steps, cast: Cast) -> None:
    ticket = steps.solved()
    with pytest.raises(Refused, match="not rated"), act(by=cast.sun) as a:
        ticket.confirm(a, satisfied="yes", reached=False, at=at(4))


def test_more_time_is_given_once_and_only_before_it_is_due(steps: Steps, cast: Cast) -> None:
    ticket = steps.received()
    with pytest.raises(Refused, match="overdue"), act(by=cast.sun) as a:
        ticket.extend(a, why="works", count=3, at=at(8))
    with act(by=cast.sun) as a:
        ticket.extend(a, why="works", count=3, at=at(5))
    assert fresh(ticket).due_at is not None and ticket.clock is not None
    assert ticket.clock.due_on() == date(2020, 9, 9)
    assert agrees(ticket)
    with pytest.raises(Refused, match="already"), act(by=cast.sun) as a:
        ticket.extend(a, why="works", count=3, at=at(6))


def test_a_wrong_dispatch_goes_back_and_is_dispatched_anew(steps: Steps, cast: Cast) -> None:
    ticket = steps.dispatched()
    with act(by=cast.li) as a:
        ticket.send_back(a, why="not-ours", at=at(2))
    assert (fresh(ticket).state, fresh(ticket).office, fresh(ticket).round) == (State.RAISED, cast.education, 2)
    assert agrees(ticket)
    with act(by=cast.zhao) as a:
        ticket.dispatch(a, office=cast.general, at=at(3))
    assert agrees(ticket)
    assert fresh(ticket).office == cast.general


def test_a_reopened_ticket_is_the_same_offices_again_with_its_whole_limit(steps: Steps, cast: Cast) -> None:
    ticket = steps.confirmed()
    with act(by=cast.zhao) as a:
        ticket.reopen(a, why="again", at=at(10))
    assert (fresh(ticket).state, fresh(ticket).office) == (State.DISPATCHED, cast.construction)
    assert Dispatch.objects.get(round=2).due_on == date(2020, 9, 15)
    assert agrees(ticket)


def test_duplicates_are_merged(steps: Steps, cast: Cast) -> None:
    first, second = steps.received(), steps.raised()
    with act(by=cast.zhao) as a:
        merger = second.merge(a, kept=first, happened_on=date(2020, 9, 2))
    assert fresh(second).state == State.MERGED
    assert agrees(second)
    with act(by=cast.sun) as a:
        a.withdraw(merger, reason="two different lamps")
    assert fresh(second).state == State.RAISED


def test_nothing_happens_to_a_ticket_before_it_was_raised(steps: Steps, cast: Cast) -> None:
    ticket = steps.raised()
    with pytest.raises(Refused, match="before it was raised"), act(by=cast.zhao) as a:
        ticket.dispatch(a, office=cast.construction, at=at(1, 8))


def test_a_withdrawn_step_sets_the_state_back(steps: Steps, cast: Cast) -> None:
    ticket = steps.solved()
    with act(by=cast.wang) as a:
        a.withdraw(Solution.objects.get(), reason="wrong lamp")
    assert fresh(ticket).state == State.RECEIVED
    assert fresh(ticket).solved_at is None
    assert agrees(ticket)
    with act(by=cast.li) as a:
        ticket.solve(a, outcome="done", proof=[steps.photo()], at=at(5))
    assert fresh(ticket).state == State.SOLVED


def test_a_cached_state_that_is_wrong_is_found(steps: Steps) -> None:
    ticket = steps.solved()
    assert agrees(ticket)
    Ticket.objects.update(state=State.CONFIRMED)
    assert not agrees(ticket)


def test_in_time_and_overdue_are_seen_from_an_instant(steps: Steps) -> None:
    steps.solved(day=3), steps.solved(day=8), steps.received()
    assert (Ticket.objects.in_time(at(5)).count(), Ticket.objects.overdue(at(5)).count()) == (2, 1)
    assert (Ticket.objects.in_time(at(9)).count(), Ticket.objects.overdue(at(9)).count()) == (1, 2)
    assert list(Solution.objects.order_by("number").values_list("in_time", flat=True)) == [True, False]


def test_tickets_are_seen_by_who_leads_helps_or_raised_them(steps: Steps, cast: Cast) -> None:
    ticket = steps.raised()
    assert not Ticket.objects.visible_to(cast.li).exists()
    assert Ticket.objects.visible_to(cast.zhao).exists()  # her office keeps the tickets
    assert not Ticket.objects.visible_to(cast.xu).exists()
    with act(by=cast.zhao) as a:
        ticket.dispatch(a, office=cast.general, helping=[cast.construction], at=at(2))
    assert Ticket.objects.visible_to(cast.li).get() == ticket


def test_a_follow_code_opens_its_own_ticket_only(steps: Steps) -> None:
    first, second = steps.raised(), steps.raised()
    code, other = first.give_code(), second.give_code()
    assert Ticket.objects.followed_by(f" {first.number.lower()} ", f"{code[:3]} {code[3:]}") == first
    assert Ticket.objects.followed_by(first.number, f"{(int(code) + 1) % 10**6:06d}") is None
    assert Ticket.objects.followed_by("ZONE-2020-999999", other) is None


def test_words_and_photographs_die_two_years_after_the_confirmation(steps: Steps, cast: Cast) -> None:
    ticket = steps.confirmed()
    assert ticket.key is not None
    photo = store_bytes(PNG, name="a.png", by=cast.li, zone=cast.zone, key=ticket.key)
    assert not due_on(date(2022, 9, 3)).exists()
    assert list(due_on(date(2022, 9, 4))) == [ticket.key]
    with act(by=cast.sun) as a:
        erase_key(a, ticket.key, rule="retention period over")
    assert fresh(ticket).words == {}
    assert fresh(ticket).state == State.CONFIRMED
    with pytest.raises(Refused):
        content_of(photo)
