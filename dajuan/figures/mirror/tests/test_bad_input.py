"""Whatever happens to the mirror's folder, the ledger is untouched and figures are answered all the same."""

from __future__ import annotations

import json
import resource
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db.models import SlugField

from dajuan.core.records.act import act
from dajuan.core.records.models import Moment, entry_types
from dajuan.figures.mirror import building, checking, columns, following, opened, parquet, reading
from dajuan.figures.mirror.folder import Busy
from dajuan.figures.mirror.manifest import Unsound, Why
from dajuan.figures.mirror.tests.conftest import Park, rows
from dajuan.lines.city.models import Progress
from tests.practice.models import Repair


def _why() -> Why:
    reading.look_anew()
    with pytest.raises(Unsound) as refused:
        reading.sound()
    return refused.value.why


def _changed(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Edit the manifest that stands."""
    path = folder / (folder / "current").read_text()
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def test_a_folder_half_deleted_is_not_read_and_built_anew(park: Park, folder: Path) -> None:
    building.build()
    mirror = opened()
    assert mirror
    Path(mirror.partitions(Repair).open[0]).unlink()
    assert _why() is Why.FILE
    building.bring_up()
    again = opened()
    assert again and len(rows(again.partitions(Repair).open)) == 3


def test_a_file_cut_short_is_not_read(park: Park) -> None:
    building.build()
    mirror = opened()
    assert mirror
    path = Path(mirror.partitions(Repair).open[0])
    path.write_bytes(path.read_bytes()[:-9])
    assert _why() is Why.FILE


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda content: content.update(layout=99), Why.LAYOUT),
        (lambda content: content.update(schema="of another day"), Why.COLUMNS),
        (lambda content: content.update(recorded_at="2001-01-01T00:00:00+00:00"), Why.LEDGER),
        (lambda content: content.update(watermark=10**6), Why.LEDGER),
        (lambda content: content.pop("shelves"), Why.UNREADABLE),
    ],
)
def test_a_manifest_that_does_not_fit_is_never_misread(park: Park, folder: Path, change: Any, why: Why) -> None:
    building.build()
    _changed(folder, change)
    assert _why() is why
    assert opened() is None


def test_rubbish_in_the_folder_is_cleared_away(park: Park, folder: Path) -> None:
    building.build()
    (folder / "current").write_text("manifest-000007.json")
    assert _why() is Why.UNREADABLE
    (folder / "records.merged").mkdir(exist_ok=True)
    (folder / "records.merged" / "open.000009.parquet").write_text("half")
    (folder / "staging").mkdir(exist_ok=True)
    (folder / "staging" / "left.parquet").write_text("half")
    made = building.bring_up()
    left = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert left == {"current", "builder.lock", made.name, *(file.path for file in made.files())}


def test_a_column_added_by_a_migration_has_the_mirror_built_anew(park: Park, monkeypatch: pytest.MonkeyPatch) -> None:
    building.build()
    monkeypatch.setattr(reading, "digest", lambda: "with one column more")
    monkeypatch.setattr(building, "digest", lambda: "with one column more")
    assert _why() is Why.COLUMNS
    building.bring_up()
    assert opened()


def test_on_a_full_disk_the_last_mirror_stands_and_nothing_is_left_over(park: Park, folder: Path) -> None:
    before = building.build()
    park.repair()
    files = {path for path in folder.rglob("*") if path.is_file()}
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, limits[1]))
    try:
        with pytest.raises(building.NotBuilt):
            building.bring_up()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    mirror = opened()
    assert mirror and mirror.manifest == before
    assert {path for path in folder.rglob("*") if path.is_file()} == files
    assert building.bring_up().watermark == 7


def test_a_second_builder_is_told_so(park: Park) -> None:
    with reading.folder().building(), pytest.raises(Busy):
        building.build()
    assert building.build().rows == 5


def test_a_clock_put_back_changes_neither_order_nor_mirror(park: Park, folder: Path) -> None:
    building.build()
    with time_machine.travel(datetime(2020, 1, 1, tzinfo=UTC), tick=False):
        with act(by=park.cast.li) as a:
            park.bench.repair(a, happened_on=date(2019, 5, 5), cost_fen=5)
        assert building.bring_up().watermark == 7
        assert checking.check().agrees
    assert [one.number for one in Moment.objects.order_by("recorded_at", "number")] == list(range(1, 8))
    now = datetime(2020, 6, 1, 12, tzinfo=UTC)
    assert following.is_of_another_day(now + timedelta(days=30), now)
    assert following.is_of_another_day(now, now + timedelta(days=1))
    assert not following.is_of_another_day(now, now + timedelta(hours=2))


def test_an_entry_of_2099_gets_a_year_of_its_own(park: Park, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROWS_OF_ONE_FILE", 2)
    with time_machine.travel(datetime(2099, 7, 1, tzinfo=UTC), tick=False):
        park.repair(date(2099, 6, 30), 7)
    building.build()
    mirror = opened()
    assert mirror
    parts = {file.part: file.rows for file in mirror.manifest.shelves["practice.repair"].open}
    assert parts == {"2019": 1, "2020": 2, "2099": 1}
    park.withdraw(Repair.objects.get(cost_fen=7))
    kept = {file.path for file in mirror.manifest.files()}
    now = building.bring_up().shelves["practice.repair"].open
    assert [file.part for file in now] == ["2019", "2020"] and {file.path for file in now} <= kept


def test_a_reader_keeps_its_files_until_it_lets_go(park: Park) -> None:
    building.build()
    mirror = opened()
    assert mirror
    files = mirror.partitions(Repair)
    for _time in range(2):
        park.withdraw(Repair.objects.standing()[0])
        building.bring_up()
    assert len(rows(files.open)) == 3
    del mirror
    reading.look_anew()
    building.build()
    assert not Path(files.open[0]).exists()


def test_a_mirror_that_disagrees_with_the_ledger_is_given_up(park: Park, folder: Path) -> None:
    building.build()
    _changed(folder, lambda content: content["shelves"]["practice.repair"]["open"][0]["sums"].update(cost_fen=1))
    reading.look_anew()
    found = checking.check()
    assert len(found.problems) == 1 and "cost_fen" in found.problems[0]
    assert _why() is Why.NONE
    assert checking.last_finding() == found


def test_no_private_and_no_free_text_stands_in_the_mirror() -> None:
    for entry in entry_types().values():
        mirrored, named = columns.columns_of(entry), columns.named_in(entry)
        assert not columns.LEFT_OUT & set(mirrored)
        for field in (field for field in entry._meta.concrete_fields if mirrored.get(str(field.column)) == "VARCHAR"):
            code = field.choices or isinstance(field, SlugField) or (field.max_length or 99) <= columns.CODE
            assert code or field.column in named, field
    assert "reporter" not in columns.columns_of(Progress)
