"""A seal of its own key, and a little ledger: benches that are set up, repaired and withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from dajuan.core.records import triggers
from dajuan.core.records.act import act
from dajuan.core.records.evidence import store_bytes
from tests.cast import Cast
from tests.practice.models import Bench, Repair, SettingUp

DAY = date(2020, 9, 1)


@pytest.fixture(autouse=True)
def key_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.EVIDENCE_DIR = tmp_path / "evidence"


def set_up(cast: Cast, many: int = 1) -> list[SettingUp]:
    """Benches set up, each in an act of its own."""
    found = []
    for number in range(many):
        bench: Any = Bench.objects.create(zone=cast.zone, office=cast.construction, title=f"长椅{number}")
        with act(by=cast.li) as a:
            found.append(bench.set_up(a, happened_on=DAY, seats=number + 2))
    return found


def ledger(cast: Cast) -> list[Any]:
    """Three benches, a repair with a photograph, and a withdrawal: all four kinds of leaves."""
    entries: list[Any] = set_up(cast, 3)
    with act(by=cast.chen) as a:
        repair = a.enter(Repair(bench=entries[0].bench, cost_fen=12_345, happened_on=DAY))
        a.attach(repair, store_bytes(b"%PDF-1.4 receipt", name="receipt.pdf", by=cast.chen, zone=cast.zone))
    with act(by=cast.chen) as a:
        a.withdraw(entries[2], reason="another park")
    return [*entries, repair]


@contextmanager
def without_triggers() -> Iterator[Any]:
    """What somebody with the database's password can do. The triggers come back with the end of the test."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        yield cursor
