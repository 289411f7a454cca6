"""A new entry is seen at once, whether a value was moved or counted anew, and every night the two must be equal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from dajuan.core.records.act import act
from dajuan.core.records.models import Merged
from dajuan.figures import answers, catalogue, difference, recount
from dajuan.figures.book import Book
from dajuan.figures.difference import Way
from dajuan.figures.engines.live import Live
from dajuan.figures.models import Recount
from dajuan.figures.vocabulary import Figure, Rows, row
from dajuan.values import periods
from tests.cast import Cast
from tests.practice.models import Bench, Repair, SettingUp

pytestmark = pytest.mark.django_db
Y2020 = periods.year(2020)
DAY = date(2020, 3, 1)
repairs = Rows(Repair)
count = repairs.count("repairs", unit="n", counts="x")
cost = repairs.where(row.cost_fen > 10).total("cost_fen", "cost", unit="n", counts="x")
benches = repairs.distinct("bench_id", "benches repaired", subject="practice.bench", unit="n", counts="x")
cheapest = repairs.lowest("cost_fen", "cheapest", unit="n", counts="x")
set_up = Rows(SettingUp).distinct("bench_id", "benches set up", subject="practice.bench", unit="n", counts="x")
never_repaired = Rows(SettingUp).unless("bench_id", repairs, "bench_id").count("x", unit="n", counts="x")
FIGURES: list[Figure] = [count, cost, benches, cheapest, set_up, never_repaired]


def a_bench(cast: Cast, title: str) -> Bench:
    bench = Bench(zone=cast.zone, office=cast.construction, title=title)
    bench.save()
    return bench


@pytest.fixture
def bench(cast: Cast) -> Iterator[Bench]:
    answers.forget()
    bench = a_bench(cast, "By the lake")
    with act(by=cast.li) as a:
        bench.set_up(a, happened_on=DAY, seats=3)
    yield bench
    answers.forget()


def repair(cast: Cast, bench: Bench, fen: int, day: date = DAY) -> Repair:
    with act(by=cast.li) as a:
        return bench.repair(a, happened_on=day, cost_fen=fen)


def values(cast: Cast) -> list[Any]:
    return [answers.ask_one(figure, Y2020, Book.now(cast.zone)).value for figure in FIGURES]


def test_counts_and_totals_are_moved_and_nothing_is_counted_again(
    cast: Cast, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = repair(cast, bench, 100)
    assert values(cast) == [1, 100, 1, 100, 1, 0]
    counted: list[str] = []
    measured = Live.measured

    def watched(engine: Live, leaves: Any, book: Book, by: str = "") -> Any:
        counted.extend(str(measure.name) for measure, _days in leaves)
        return measured(engine, leaves, book, by)

    monkeypatch.setattr(Live, "measured", watched)
    repair(cast, bench, 30)
    repair(cast, bench, 7)
    assert values(cast) == [3, 130, 1, 7, 1, 0]
    with act(by=cast.li) as a:
        a.withdraw(first, reason="twice")
    assert values(cast) == [2, 30, 1, 7, 1, 0]
    assert set(counted) == {"benches repaired", "cheapest", "x"}


def test_two_subjects_found_to_be_one_are_counted_anew(cast: Cast, bench: Bench) -> None:
    other = a_bench(cast, "By the pond")
    with act(by=cast.li) as a:
        other.set_up(a, happened_on=DAY, seats=2)
    assert answers.ask_one(set_up, Y2020, Book.now(cast.zone)).value == 2
    with act(by=cast.li) as a:
        a.enter(Merged(type="practice.bench", gone=other.pk, kept=bench.pk, happened_on=DAY))
    assert answers.ask_one(set_up, Y2020, Book.now(cast.zone)).value == 1


def test_a_difference_names_the_entries_that_add_up_to_it(cast: Cast, bench: Bench) -> None:
    kept, gone, wrong, early = (repair(cast, bench, fen) for fen in (100, 200, 300, 400))
    before = Book.now(cast.zone)
    new = repair(cast, bench, 50)
    with act(by=cast.li) as a:
        a.withdraw(gone, reason="twice")
        right = a.correct(wrong, Repair(bench=bench, cost_fen=310, happened_on=DAY), reason="typing error")
        a.correct(early, Repair(bench=bench, cost_fen=400, happened_on=date(2019, 1, 1)), reason="wrong year")
    now = Book.now(cast.zone)
    found = difference.between(cost, Y2020, before, now)
    assert found.added == [new.number, right.number]
    assert found.gone == [gone.number, wrong.number, early.number]
    entries = list(Repair.objects.filter(pk__in=[*found.added, *found.gone]))
    moved = sum(one.cost_fen * (1 if one.number in found.added else -1) for one in entries)
    assert moved == (answers.ask_one(cost, Y2020, now).value or 0) - (answers.ask_one(cost, Y2020, before).value or 0)
    assert kept.number not in difference.ways(entries, found, before, now)
    assert difference.ways(entries, found, before, now) == {
        new.number: Way.ADDED,
        right.number: Way.CORRECTED,
        gone.number: Way.WITHDRAWN,
        wrong.number: Way.CORRECTED,
        early.number: Way.REDATED,
    }


def test_an_entry_that_came_because_another_went_is_named(cast: Cast, bench: Bench) -> None:
    only = repair(cast, bench, 100)
    before = Book.now(cast.zone)
    with act(by=cast.li) as a:
        a.withdraw(only, reason="another bench")
    found = difference.between(never_repaired, Y2020, before, Book.now(cast.zone))
    (entry,) = SettingUp.objects.filter(pk__in=found.added)
    assert difference.ways([entry], found, before, Book.now(cast.zone)) == {entry.number: Way.OTHERWISE}


def test_a_recount_of_a_clock_that_ran_ahead_gives_way_to_the_next(
    cast: Cast, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recount, "leaves_of", lambda today: [(count, Y2020)])
    Recount.objects.create(zone=cast.zone, night=date(2099, 1, 1), moment=1, is_moving_wrong=True)
    done = recount.recount(cast.zone)
    assert done and recount.last_of(cast.zone) == done and not done.is_moving_wrong


def test_a_recount_that_differs_stops_the_moving(
    cast: Cast, bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    this_year = periods.year(Book.now(cast.zone).recorded_at.year)  # type: ignore[union-attr]  # something is recorded
    monkeypatch.setattr(catalogue, "every", lambda: [count])
    monkeypatch.setattr(recount, "leaves_of", lambda today: [(count, Y2020), (count, this_year)])
    repair(cast, bench, 100)
    first = recount.recount(cast.zone)
    assert first and (first.counted, first.moved, first.differing) == (2, 0, [])
    assert recount.recount(cast.zone) is None  # once a night
    Recount.objects.update(night=date(2020, 1, 1))
    repair(cast, bench, 100)
    second = recount.recount(cast.zone)
    assert second and (second.moved, second.differing) == (2, [])
    Recount.objects.filter(pk=second.pk).update(
        night=date(2020, 1, 2), cells={name: value + 1 for name, value in second.cells.items()}
    )
    third = recount.recount(cast.zone)
    assert third and third.is_moving_wrong and len(third.differing) == 2
    assert "instead of" in caplog.text
    assert answers.ask_one(count, Y2020, Book.now(cast.zone)).value == 2
    repair(cast, bench, 100)
    monkeypatch.setattr(Live, "moved", lambda *args: pytest.fail("It was moved"))
    assert answers.ask_one(count, Y2020, Book.now(cast.zone)).value == 3
