"""The page of zones, and the result it shows."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError
from django.test import Client

from dajuan.figures import catalogue
from dajuan.figures.management.commands import recount
from dajuan.figures.nation import kept
from dajuan.figures.nation.adding import ranked
from dajuan.figures.planner import leaves
from dajuan.values import periods
from tests.cast import Cast

YEAR = periods.year(2020)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MIRROR_DIR = tmp_path / "mirror"


def _kept_share() -> None:
    """Three zones' satisfaction, of which one asked two people."""
    figure = catalogue.figure("works-satisfaction")
    assert figure
    top, bottom = leaves([(figure, YEAR)])
    zones = {"a": {top: 90, bottom: 100}, "b": {top: 2, bottom: 2}, "c": {top: 95, bottom: 100}}
    kept.keep([ranked(figure, YEAR, zones, least=30)], YEAR, 30)


def test_a_kept_result_is_read_back_exactly() -> None:
    assert kept.kept() is None
    _kept_share()
    found = kept.kept()
    assert found
    ranking = found.rankings["works-satisfaction"]
    assert [(one.zone, one.place) for one in ranking.zones] == [("c", 1), ("a", 2), ("b", 0)]
    assert ranking.whole.value == Fraction(187, 202) * 100 and ranking.whole.base == 202
    assert (found.period, found.least) == (YEAR, 30)


def test_the_page_ranks_the_zones_and_shows_a_small_base_without_a_place(cast: Cast, client: Client) -> None:
    client.force_login(cast.zhou)
    assert "./run nation --keep" in client.get("/figures/zones/").content.decode()
    _kept_share()
    seen = client.get("/figures/zones/", {"figure": "works-satisfaction"}).content.decode()
    assert seen.index('<th scope="row">c') < seen.index('<th scope="row">a') < seen.index('<th scope="row">b')
    assert "30" in seen and "202" in seen and 'data-chart="zones"' in seen
    assert 'role="alert"' in client.get("/figures/zones/", {"figure": "no-such"}).content.decode()


def test_a_damaged_result_is_said_to_be_so(cast: Cast, client: Client) -> None:
    client.force_login(cast.zhou)
    kept.place().write_text('{"form": 9}')
    assert 'role="alert"' in client.get("/figures/zones/").content.decode()


def test_only_who_reads_every_line_compares_zones(cast: Cast, client: Client) -> None:
    client.force_login(cast.li)
    assert client.get("/figures/zones/").status_code == 403


def test_a_recount_on_a_full_disk_ends_in_words(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(recount, "recount", full)
    with pytest.raises(CommandError, match=r"disk is full.*ledger is untouched"):
        call_command("recount")
