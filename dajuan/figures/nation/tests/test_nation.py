"""Many zones: parts add up to the whole, keys stay within their zone, altered cells are refused."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from bench.scale.ledger import Size, write
from dajuan.core.records.models import Refused
from dajuan.figures import catalogue
from dajuan.figures.book import Book
from dajuan.figures.engines import Leaf
from dajuan.figures.nation import cells
from dajuan.figures.nation.adding import ranked, value_of
from dajuan.figures.nation.reading import OnDuckDB, OnSpark, ZoneMirror, is_addable, place_of
from dajuan.figures.planner import leaves
from dajuan.figures.vocabulary import Ratio
from dajuan.values import periods
from tests.cast import Cast

YEAR = periods.year(2020)
Values = dict[str, dict[Leaf, int | None]]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three zones with a ledger of their own; two of them have the same numbers for different things."""
    found = []
    for number, entries in enumerate((3000, 3000, 5000)):
        place = tmp_path_factory.mktemp(f"zone{number}")
        write(place, Size(entries, seed=number))
        found.append(place)
    return found


def _leaves() -> list[Leaf]:
    return leaves((one, YEAR) for one in catalogue.every() if is_addable(one))


@pytest.mark.thorough("writes three ledgers: four seconds")
def test_zones_read_together_say_what_each_says_alone_and_add_up(places: list[Path]) -> None:
    zones = [ZoneMirror.named(f"z{number}={place}") for number, place in enumerate(places)]
    wanted = _leaves()
    together = OnDuckDB(zones).by_zone(wanted)
    for zone in zones:
        assert OnDuckDB([zone]).by_zone(wanted)[zone.code] == together[zone.code]
    counted = 0
    for one in catalogue.every():
        if is_addable(one) and not isinstance(one, Ratio):
            ranking = ranked(one, YEAR, together)
            parts = [zone.value for zone in ranking.zones if zone.value is not None]
            if one in {leaf[0] for leaf in wanted if leaf[0].kind != "lowest"}:
                assert ranking.whole.value == sum(parts, Fraction(0))
                counted += bool(ranking.whole.value)
    assert counted > 30


@pytest.mark.thorough("starts Spark: a minute and a half")
def test_spark_says_the_same_integers_of_every_zone(places: list[Path]) -> None:
    pytest.importorskip("pyspark", reason="pyspark and a Java of 17 are needed; see bench/requirements-spark.in")
    zones = [ZoneMirror.named(f"z{number}={place}") for number, place in enumerate(places)]
    wanted = _leaves()
    assert OnSpark(zones, "local[2]").by_zone(wanted) == OnDuckDB(zones).by_zone(wanted)


def test_a_row_belongs_to_the_zone_whose_folder_its_file_lies_in_and_whose_number_it_has() -> None:
    local, folders = {1: 1, 2: 1, 3: 2, 4: 1}, {1: "file:/b/", 2: "file:/a/", 3: "file:/a/", 4: "file:/c d/"}
    rows = "(values ('file:/a/x', 1), ('file:/a/y', 2), ('file:/a/y', 3), ('file:/b/x', 1), ('file:/c d/x', 1))"
    asked = f"select {place_of(local, folders)} from {rows} as of(file_path, zone_id)"
    assert [place for (place,) in duckdb.sql(asked).fetchall()] == [2, 3, None, 1, 4]


def test_a_mirror_within_another_is_refused() -> None:
    with pytest.raises(Refused, match="within another"):
        place_of({1: 1, 2: 1}, {1: "file:/a/", 2: "file:/a/b/"})


@pytest.mark.thorough("writes a ledger twice: two seconds")
def test_the_same_size_gives_the_same_ledger(tmp_path: Path) -> None:
    first, again = (write(tmp_path / name, Size(2000)) for name in ("first", "again"))
    assert [file.sha256 for file in first.files()] == [file.sha256 for file in again.files()]
    assert first.rows > 1500


def test_a_share_over_too_few_is_shown_with_its_base_and_has_no_place() -> None:
    figure = catalogue.figure("works-satisfaction")
    assert isinstance(figure, Ratio)
    top, bottom = leaves([(figure, YEAR)])
    zones: Values = {"a": {top: 90, bottom: 100}, "b": {top: 2, bottom: 2}, "c": {top: 95, bottom: 100}}
    ranking = ranked(figure, YEAR, zones, least=30)
    assert [(one.zone, one.place, one.base) for one in ranking.zones] == [("c", 1, 100), ("a", 2, 100), ("b", 0, 2)]
    assert ranking.whole.value == Fraction(187, 202) * 100


@pytest.mark.django_db
def test_cells_that_were_altered_or_signed_by_a_stranger_are_refused(cast: Cast) -> None:
    wanted = leaves([(figure, YEAR) for figure in catalogue.every()[:3] if is_addable(figure)])
    text = cells.published(wanted, Book.now(cast.zone))
    taken = cells.taken(text)
    assert taken.of(wanted) == dict.fromkeys(wanted, 0)
    content = json.loads(text)
    name = next(iter(content["cells"]))
    altered = json.dumps(content | {"cells": content["cells"] | {name: 7}})
    with pytest.raises(Refused, match="altered"):
        cells.taken(altered)
    with pytest.raises(Refused, match="not known"):
        cells.taken(text, {"00" * 32})
    with pytest.raises(Refused, match="no file"):
        cells.taken("{}")
    assert value_of(wanted[0][0], YEAR, taken.of(wanted)) == 0
