"""Whatever is entered, withdrawn and corrected, in whatever order: an answer about a past moment never changes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dajuan.core.records.act import act
from dajuan.core.records.models import Moment
from tests.cast import Cast
from tests.practice.models import Bench, Repair

pytestmark = pytest.mark.django_db
DAY = date(2020, 9, 1)

step = st.one_of(
    st.tuples(st.just("enter"), st.integers(0, 400), st.integers(-500, 500)),
    st.tuples(st.just("withdraw"), st.integers(0, 30), st.just(0)),
    st.tuples(st.just("correct"), st.integers(0, 30), st.integers(-500, 500)),
)
acts = st.lists(st.lists(step, min_size=1, max_size=4), max_size=12)


def book(moment: int) -> list[tuple[Any, ...]]:
    """Everything that counts, as known at a moment."""
    return sorted(Repair.objects.as_of(moment).values_list("number", "happened_on", "cost_fen", "replaces"))


def take(a: Any, bench: Bench, what: str, which: int, cost: int, standing: list[Repair]) -> None:
    """One step of an act; withdrawing where nothing stands does nothing."""
    if what == "enter":
        bench.repair(a, happened_on=DAY - timedelta(days=which), cost_fen=cost)
    elif standing:
        entry = standing.pop(which % len(standing))
        if what == "withdraw":
            a.withdraw(entry, reason="recorded in error")
        else:
            a.correct(entry, Repair(bench=bench, cost_fen=cost, happened_on=entry.happened_on), reason="miscounted")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(acts=acts)
def test_no_later_act_changes_an_answer_about_the_past(cast: Cast, acts: list[list[tuple[str, int, int]]]) -> None:
    first = Moment.objects.last()
    begin = first.number if first else 0
    bench: Any = Bench.objects.create(zone=cast.zone, office=cast.construction, title="by the lake")
    answers = {begin: book(begin)}
    for steps in acts:
        standing = list(Repair.objects.standing().filter(bench=bench).order_by("number"))
        with act(by=cast.li) as a:
            for what, which, cost in steps:
                take(a, bench, what, which, cost, standing)
        last = Moment.objects.last()
        if last is not None:
            answers[last.number] = book(last.number)
    assert {moment: book(moment) for moment in answers} == answers
    latest = max(answers)
    assert answers[latest] == sorted(
        Repair.objects.standing().values_list("number", "happened_on", "cost_fen", "replaces")
    ), "the book as of the last moment is what stands"
    assert book(latest + 1000) == answers[latest], "a moment that has not come yet knows no more"
