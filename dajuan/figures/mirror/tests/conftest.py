"""A mirror's folder of its own for each test, and a small ledger to mirror."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dajuan.core.records.act import act
from dajuan.core.records.models import Entry
from dajuan.figures.mirror import reading
from tests.cast import Cast
from tests.practice.models import Bench, Repair, SettingUp

DAYS = [date(2019, 3, 1), date(2019, 12, 31), date(2020, 1, 1), date(2020, 6, 30)]


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """Where this test's mirror lies."""
    settings.MIRROR_DIR = tmp_path / "mirror"
    yield settings.MIRROR_DIR
    reading.look_anew()


@dataclass
class Park:
    """One bench, its setting up and four repairs over two years, of which the second was withdrawn at once."""

    cast: Cast
    bench: Bench

    def repair(self, day: date = DAYS[3], fen: int = 100) -> Repair:
        with act(by=self.cast.li) as a:
            return self.bench.repair(a, happened_on=day, cost_fen=fen)

    def withdraw(self, entry: Entry) -> None:
        with act(by=self.cast.li) as a:
            a.withdraw(type(entry)._default_manager.get(pk=entry.pk), reason="Counted twice.")


@pytest.fixture
def park(cast: Cast) -> Park:
    """Five entries in six acts."""
    bench = Bench(zone=cast.zone, office=cast.construction, title="By the lake")
    bench.save()
    park = Park(cast, bench)
    with act(by=cast.li) as a:
        bench.set_up(a, happened_on=date(2019, 1, 1), seats=3)
    repairs = [park.repair(day, fen) for day, fen in zip(DAYS, (10**15 + 1, 2, 30, 400), strict=True)]
    park.withdraw(repairs[1])
    return park


def rows(files: list[str], columns: str = "number, until") -> list[tuple[Any, ...]]:
    """What stands in some files, in their own order."""
    return duckdb.sql(f"SELECT {columns} FROM read_parquet({files!r})").fetchall() if files else []


__all__ = ["DAYS", "Park", "Repair", "SettingUp", "rows"]
