"""A cut is stable: once a book as of a moment has been read, no later commit adds a row to it or takes one away.

Eight writers record and withdraw at once, each on a connection of its own, while a reader again and again takes the
last moment M and counts the book as of M. Recounted at the end, every answer must be the same (design.md section 3;
with a sequence in place of the moment 40 % of the rows were lost, figures.md 1.9).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from dajuan.core.records.act import act
from dajuan.core.records.models import EntryNumber, Moment
from tests.cast import START, Cast, assemble
from tests.practice.models import Bench, Repair, SettingUp

WRITERS = 8
ACTS = 12
ENTRIES = 3  # of each act; every third act also withdraws one of the act before
DAY = date(2020, 9, 1)


def write(cast: Cast, bench: Bench, begun: threading.Barrier) -> int:
    """One writer's acts on its own bench; answers how many it withdrew."""
    withdrawn = 0
    last: Repair | None = None
    try:
        begun.wait(timeout=60)
        for number in range(ACTS):
            with act(by=cast.li, office=cast.construction) as a:
                if last is not None and number % 3 == 2:
                    a.withdraw(last, reason="recorded twice")
                    withdrawn += 1
                for cost in range(ENTRIES):
                    last = bench.repair(a, happened_on=DAY, cost_fen=cost + 1)
    finally:
        connections.close_all()
    return withdrawn


Answer = tuple[int, int, int]


def count(moment: int) -> Answer:
    """The book as of a moment: rows, their sum, and the highest number among them."""
    rows = list(Repair.objects.as_of(moment).values_list("number", "cost_fen"))
    return len(rows), sum(cost for _number, cost in rows), max((number for number, _cost in rows), default=0)


def read(done: threading.Event, answers: dict[int, Answer]) -> None:
    """The reader: each moment's answer at the first sight of it, and once more whenever it comes by again."""
    try:
        while not done.is_set():
            last = Moment.objects.last()
            if last is not None:
                seen = count(last.number)
                assert answers.setdefault(last.number, seen) == seen, f"the book as of {last.number} changed"
    finally:
        connections.close_all()


def race(cast: Cast) -> None:
    """Let all write and read at once, then recount everything that was answered."""
    benches: list[Any] = [
        Bench.objects.create(zone=cast.zone, office=cast.construction, title=f"{n}") for n in range(WRITERS)
    ]
    answers: dict[int, Answer] = {}
    done, begun = threading.Event(), threading.Barrier(WRITERS)
    with ThreadPoolExecutor(WRITERS + 2) as pool:
        readers = [pool.submit(read, done, answers) for _reader in range(2)]
        writers = [pool.submit(write, cast, bench, begun) for bench in benches]
        try:
            withdrawn = sum(writer.result(timeout=120) for writer in writers)
        finally:
            done.set()
        for reader in readers:
            reader.result(timeout=60)

    assert {moment: count(moment) for moment in answers} == answers, "a past answer changed"
    assert len(answers) > 1, "the reader saw the ledger grow"
    assert Repair.objects.count() == WRITERS * ACTS * ENTRIES, "nothing lost"
    assert Repair.objects.standing().count() == WRITERS * ACTS * ENTRIES - withdrawn
    moments = list(Moment.objects.order_by("number").values_list("number", "recorded_at"))
    assert [number for number, _instant in moments] == list(range(1, WRITERS * ACTS + 1)), "without gaps"
    instants = [instant for _number, instant in moments]
    assert instants == sorted(instants), "the clock never goes back"
    numbers = list(EntryNumber.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, WRITERS * ACTS * ENTRIES + 1))
    by_number = list(Repair.objects.order_by("number").values_list("moment", flat=True))
    assert by_number == sorted(by_number), "numbers follow moments"


def two_at_once(cast: Cast) -> None:
    """Two people set up the same bench at the same time: one succeeds, the other is refused in words."""
    bench = Bench.objects.create(zone=cast.zone, office=cast.construction, title="by the lake")
    begun = threading.Barrier(2)

    def set_up(user: Any) -> str:
        try:
            begun.wait(timeout=60)
            with act(by=user, office=cast.construction) as a:
                same: Any = Bench.objects.get(pk=bench.pk)
                same.set_up(a, happened_on=DAY, seats=3)
        except Exception as refusal:  # whatever it is, the assertion below shows it
            return str(refusal)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(set_up, (cast.li, cast.chen)))
    assert said[0] == "" and "already been" in said[1]
    assert SettingUp.objects.standing().count() == 1


@pytest.mark.postgresql_only(reason="SQLite's test database is in memory and has one connection: see below")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ordeal", [race, two_at_once])
def test_a_cut_is_stable_on_postgresql(ordeal: Any) -> None:
    ordeal(assemble())


@contextmanager
def database_in_a_file(file: Path) -> Iterator[None]:
    """Let the default connection of every thread be a file with the settings of the product (WAL, IMMEDIATE)."""
    before = connections.settings["default"]
    held = connections["default"]
    shared = {**before, "NAME": str(file), "OPTIONS": dict(before["OPTIONS"])}
    connections.settings["default"] = shared
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = before
        connections["default"] = held


@pytest.mark.sqlite_only(reason="a file with a connection for each thread is SQLite's way")
@pytest.mark.parametrize("ordeal", [race, two_at_once])
def test_a_cut_is_stable_on_sqlite(tmp_path: Path, django_db_blocker: Any, ordeal: Any) -> None:
    with django_db_blocker.unblock(), database_in_a_file(tmp_path / "ledger.sqlite3"):
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        call_command("migrate", run_syncdb=True, verbosity=0)
        ordeal(assemble())


def test_the_cast_begins_before_the_acts() -> None:
    assert START < DAY and settings.USE_TZ
