"""The mirror holds what the ledger holds: no more, no less, as of its watermark."""

from __future__ import annotations

from pathlib import Path

import pytest

from dajuan.figures.mirror import building, checking, extraction, opened, parquet
from dajuan.figures.mirror.building import bring_up, build
from dajuan.figures.mirror.tests.conftest import DAYS, Park, rows
from tests.practice.models import Repair, SettingUp


def test_open_and_withdrawn_entries_stand_apart_by_the_day_that_counts(park: Park) -> None:
    assert opened() is None
    build()
    mirror = opened()
    assert mirror and mirror.watermark == 6
    files = mirror.partitions(Repair)
    assert rows(files.open, "happened_on, cost_fen, until") == [
        (DAYS[0], 10**15 + 1, None),
        (DAYS[2], 30, None),
        (DAYS[3], 400, None),
    ]
    assert rows(files.closed, "happened_on, moment, until") == [(DAYS[1], 3, 6)]
    assert rows(mirror.partitions(SettingUp).open, "seats, wood") == [(3, "oak")]


def test_a_mirror_brought_up_equals_one_built_anew(park: Park) -> None:
    build()
    late = park.repair()
    park.withdraw(park.repair())
    park.withdraw(Repair.objects.get(cost_fen=30))
    bring_up()
    mirror = opened()
    assert mirror and mirror.watermark == 10
    files = mirror.partitions(Repair)
    assert len(files.closed) == 2
    found = rows(files.open), sorted(rows(files.closed))
    build()
    anew = opened()
    assert anew and late.number in dict(found[0])
    files = anew.partitions(Repair)
    assert (rows(files.open), sorted(rows(files.closed))) == found


def test_a_long_type_is_staged_month_by_month_and_comes_out_the_same(
    park: Park, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = rows([str(folder / file.path) for file in build().shelves["practice.repair"].open])
    for long in (parquet, building):
        monkeypatch.setattr(long, "ROWS_OF_A_YEAR", 0)
    monkeypatch.setattr(parquet, "ROWS_OF_ONE_FILE", 0)
    monkeypatch.setattr(extraction, "ROWS_A_TIME", 1)
    shelf = build().shelves["practice.repair"]
    assert [file.part for file in shelf.open] == ["2019-03", "2020-01", "2020-06"]
    assert rows([str(folder / file.path) for file in shelf.open]) == whole
    assert checking.check().agrees
