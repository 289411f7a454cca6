"""The engine that reads the mirror: what it cannot answer goes to the ledger, and nothing is counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from dajuan.figures import answers, choosing, planner
from dajuan.figures.book import Book
from dajuan.figures.engines import Unserved, columnar
from dajuan.figures.mirror import building, opened, tail
from dajuan.figures.mirror.tests.conftest import DAYS, Park
from dajuan.figures.vocabulary import Figure, Rows
from dajuan.values import periods
from tests.practice.models import Repair

Y2020 = periods.year(2020)
repairs = Rows(Repair)
count = repairs.count("repairs", unit="n", counts="x")
REPLACED: list[Figure] = [
    repairs.total("replaces", "sum of a column that may be empty", unit="n", counts="x"),
    repairs.lowest("replaces", "lowest of it", unit="n", counts="x"),
    repairs.distinct("replaces", "different ones", unit="n", counts="x"),
]


@pytest.fixture
def engine(park: Park) -> Iterator[columnar.Columnar]:
    """The engine over a mirror of the park."""
    answers.forget()
    building.build()
    found = columnar.engine()
    assert found
    yield found
    answers.forget()


def counted(engine: Any, book: Book) -> int | None:
    (leaf,) = planner.leaves([(count, Y2020)])
    found: int | None = engine.measured([leaf], book)[""][leaf]
    return found


def test_a_question_that_cannot_be_answered_leaves_the_mirror_standing(engine: columnar.Columnar) -> None:
    for sql in ("SELECT CAST('x' AS BIGINT)", "SELECT no_such_column", "SELECT 9223372036854775807::BIGINT + 1"):
        with pytest.raises(Unserved):
            engine.run(sql)
    assert opened() is engine.mirror


def test_a_damaged_file_condemns_the_mirror_for_everybody(engine: columnar.Columnar, park: Park, folder: Path) -> None:
    path = Path(engine.mirror.partitions(Repair).open[0])
    path.write_bytes(b"\0" * path.stat().st_size)
    assert answers.ask_one(count, Y2020, Book.now(park.cast.zone)).value == 2
    assert opened() is None and not (folder / "current").exists()


def test_a_tail_that_could_not_be_read_is_read_again_whole(
    engine: columnar.Columnar, park: Park, monkeypatch: pytest.MonkeyPatch
) -> None:
    park.repair(DAYS[3], 7)
    with monkeypatch.context() as broken:
        broken.setattr(tail, "gone", lambda *asked: (_ for _ in ()).throw(OperationalError("away")))
        with pytest.raises(OperationalError):
            counted(engine, Book.now(park.cast.zone))
    assert counted(engine, Book.now(park.cast.zone)) == 3


@pytest.mark.parametrize("by", ["bench_id", "replaces"])
def test_members_of_a_breakdown_are_alike_where_a_column_is_empty(
    engine: columnar.Columnar, park: Park, by: str
) -> None:
    book = Book.now(park.cast.zone)
    for figure in REPLACED:
        asked = planner.leaves([(figure, Y2020)])
        assert engine.measured(asked, book, by) == choosing.LIVE.measured(asked, book, by), figure.name
