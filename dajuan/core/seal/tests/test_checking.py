"""Comparing the ledger with its seal: whoever writes past the triggers is found out, and what was done is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from dajuan.core.records.models import Moment
from dajuan.core.seal import keys
from dajuan.core.seal.checking import check
from dajuan.core.seal.models import Check, Root, Tile
from dajuan.core.seal.sealing import seal
from dajuan.core.seal.tests.conftest import ledger, set_up, without_triggers
from dajuan.values import merkle
from dajuan.values.digests import digest_of
from tests.cast import Cast
from tests.practice.models import Bench, SettingUp

pytestmark = pytest.mark.django_db
BENCH = "practice_settingup"

TAMPERED: list[tuple[str, str]] = [
    (f"UPDATE {BENCH} SET seats = 40 WHERE number = 2", "Entry no. 2 (setting up) of ledger number 2 was altered"),
    (
        f"UPDATE {BENCH} SET happened_on = '2020-09-02' WHERE number = 1",
        "Entry no. 1 (setting up) of ledger number 1 was altered",
    ),
    (f"UPDATE {BENCH} SET moment = 4 WHERE number = 2", "Entry no. 2 (setting up) of ledger number 2 was altered"),
    (
        f"UPDATE {BENCH} SET private_mac = 'x' WHERE number = 2",
        "Entry no. 2 (setting up) of ledger number 2 was altered",
    ),
    (f"DELETE FROM {BENCH} WHERE number = 2", "Entry no. 2 (setting up) of ledger number 2 was removed"),
    (
        f"UPDATE {BENCH} SET until = NULL, reason = '' WHERE number = 3",
        "The withdrawal of entry no. 3 (setting up), ledger number 5, was removed",
    ),
    (
        f"UPDATE {BENCH} SET reason = 'typing error' WHERE number = 3",
        "The withdrawal of entry no. 3 (setting up), ledger number 5, was altered",
    ),
    (
        f"UPDATE {BENCH} SET until = 4 WHERE number = 3",
        "The withdrawal of entry no. 3 (setting up), ledger number 4, was altered",
    ),
    (
        f"UPDATE {BENCH} SET until = 2, reason = 'gone' WHERE number = 1",
        "The withdrawal of entry no. 1 (setting up), ledger number 2, was slipped in",
    ),
    (
        "UPDATE records_moment SET recorded_at = '2019-01-01 00:00:00+00:00' WHERE number = 4",
        "Ledger number 4 (who recorded, and when) was altered",
    ),
    (
        "UPDATE records_moment SET origin = 'import' WHERE number = 1",
        "Ledger number 1 (who recorded, and when) was altered",
    ),
    ("DELETE FROM records_attachment", "Attached file no."),
    (f"UPDATE records_evidence SET hash = '{64 * '0'}'", "Attached file no."),
]


@pytest.mark.parametrize(("done", "said"), TAMPERED)
def test_what_was_done_past_the_triggers_is_named(cast: Cast, done: str, said: str) -> None:
    ledger(cast)
    seal()
    assert check().finding == ""
    with without_triggers() as cursor:
        cursor.execute(done)
    assert said in check().finding
    with pytest.raises(CommandError) as problem:
        call_command("check_ledger")
    assert said in str(problem.value)


def test_an_entry_that_was_slipped_in_is_named(cast: Cast) -> None:
    """A copy of the second under a number nobody has, claiming an act that is sealed."""
    ledger(cast)
    seal()
    slip_in(cast, number=77, moment=2)
    assert "Entry no. 77 (setting up) of ledger number 2 was slipped in" in check().finding


def test_an_entry_slipped_in_far_beyond_all_others_is_named_at_once(cast: Cast) -> None:
    ledger(cast)
    seal()
    slip_in(cast, number=2**60, moment=2)
    assert f"Entry no. {2**60} (setting up) of ledger number 2 was slipped in" in check().finding


def test_an_entry_slipped_in_under_a_low_number_is_named(cast: Cast) -> None:
    ledger(cast)
    seal()
    slip_in(cast, number=0, moment=1)
    assert "Entry no. 0 (setting up) of ledger number 1 was slipped in" in check().finding


def slip_in(cast: Cast, number: int, moment: int) -> None:
    """Without its line in the ledger's index, as somebody in a hurry would do it."""
    bench = Bench.objects.create(zone=cast.zone, office=cast.construction, title="another")
    kept = {"number": number, "moment": moment, "bench_id": bench.pk}
    columns = [str(field.column) for field in SettingUp._meta.concrete_fields]
    taken = ", ".join(str(kept.get(column, f'"{column}"')) for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    with without_triggers() as cursor:
        cursor.execute(f"INSERT INTO {BENCH} ({names}) SELECT {taken} FROM {BENCH} WHERE number = 2")


@pytest.mark.sqlite_only("PostgreSQL's foreign key would need to be dropped as well")
def test_an_entry_taken_out_of_every_book_by_an_impossible_withdrawal_is_named(cast: Cast) -> None:
    ledger(cast)
    seal()
    with without_triggers() as cursor:
        cursor.execute(f"UPDATE {BENCH} SET until = -5, reason = 'x' WHERE number = 1")
        assert "The withdrawal of entry no. 1 (setting up), ledger number -5, was slipped in" in check().finding
        cursor.execute(f"UPDATE {BENCH} SET until = NULL, reason = '' WHERE number = 1")


def test_the_first_difference_is_the_one_named(cast: Cast) -> None:
    set_up(cast, 9)
    seal()
    with without_triggers() as cursor:
        cursor.execute(f"UPDATE {BENCH} SET seats = seats + 1 WHERE number IN (4, 6, 8)")
    assert "Entry no. 4 " in check().finding


def test_whoever_alters_the_hash_as_well_is_found_by_the_root(cast: Cast) -> None:
    ledger(cast)
    seal()
    rehash_everything("UPDATE practice_settingup SET seats = 40 WHERE number = 2")
    assert "11 leaves do not lead to the root signed on" in check().finding


def test_whoever_signs_anew_is_found_by_the_key(cast: Cast, settings: Any, tmp_path: Path) -> None:
    ledger(cast)
    seal()
    rehash_everything("UPDATE practice_settingup SET seats = 40 WHERE number = 2")
    own, settings.DATA_DIR = settings.DATA_DIR, tmp_path / "attacker"
    settings.DATA_DIR.mkdir()
    Root.objects.all().delete()
    seal()
    settings.DATA_DIR = own
    assert "11 leaves" in check().finding and "not signed by a key of this installation" in check().finding


def test_a_root_with_another_instant_or_signature_does_not_hold(cast: Cast) -> None:
    ledger(cast)
    seal()
    Root.objects.update(moment=4)
    assert "not signed by a key of this installation" in check().finding


def rehash_everything(done: str) -> None:
    """Alter a row, and the leaf's hash with it: what somebody does who knows the program but has not the key."""
    from dajuan.core.seal.leaves import Key, leaves_after

    with without_triggers() as cursor:
        cursor.execute(done)
    digest = digest_of("sha256")
    leaves = leaves_after(Key(0, 0, 0), 0, Moment.objects.count())
    Tile.objects.update(hashes=b"".join(merkle.leaf_hash(leaf.text, digest) for leaf in leaves))


@pytest.mark.parametrize("done", ["shorten", "drop a tile", "change an upper tile"])
def test_a_seal_that_was_tampered_with_itself_is_found(cast: Cast, done: str) -> None:
    from dajuan.core.seal.tests.test_sealing import pour

    pour(cast, 600)
    seal()
    if done == "shorten":
        tile = Tile.objects.filter(level=0).order_by("-place")[0]
        tile.hashes, tile.names = bytes(tile.hashes)[:-32], bytes(tile.names)[:-17]
        tile.save()
    elif done == "drop a tile":
        Tile.objects.filter(level=0, place=2).delete()
    else:
        Tile.objects.filter(level=1).update(hashes=bytes(64))
    assert "The seal was altered" in check().finding


def test_a_ledger_rolled_back_to_an_earlier_day_is_found_by_a_root_somebody_kept(cast: Cast, tmp_path: Path) -> None:
    set_up(cast, 2)
    seal()
    file = tmp_path / "kept.json"
    set_up(cast)
    seal()
    last = Root.objects.all()[0]
    file.write_text(json.dumps(last.signed.as_json()))
    call_command("check_ledger", "--root", str(file))
    last.delete()
    with without_triggers() as cursor:  # the third act and its seal are taken back
        cursor.execute(f"DELETE FROM {BENCH} WHERE number = 3")
        cursor.execute("DELETE FROM records_entrynumber WHERE number = 3")
        cursor.execute("DELETE FROM records_moment WHERE number = 3")
        tile = Tile.objects.get()
        tile.hashes, tile.names = bytes(tile.hashes)[: 4 * 32], bytes(tile.names)[: 4 * 17]
        tile.save()
        cursor.execute("UPDATE seal_tree SET leaves = 4, moment = 2, kind = 1, number = 2, entry = 2")
    call_command("check_ledger")
    with pytest.raises(CommandError, match="shorter than it was"):
        call_command("check_ledger", "--root", str(file))
    file.write_text("{}")
    with pytest.raises(CommandError, match="no signed root"):
        call_command("check_ledger", "--root", str(file))


def test_what_is_not_sealed_yet_is_not_compared(cast: Cast) -> None:
    ledger(cast)
    seal()
    set_up(cast)
    with without_triggers() as cursor:
        cursor.execute(f"UPDATE {BENCH} SET seats = 40 WHERE number = 5")
    assert check().finding == ""
    assert Check.objects.first().leaves == 11  # type: ignore[union-attr]  # there is one
    assert keys.own_keys() == {keys.public_key().hex()}


def test_an_empty_ledger_agrees(db: None) -> None:
    assert check().leaves == 0 and check().finding == ""


COLUMNS: list[tuple[str, Callable[[int], str]]] = [
    ("seats", lambda n: f"seats + {n}"),
    ("wood", lambda n: "'pine'"),
    ("canonical", lambda n: str(n + 1)),
    ("happened_on", lambda n: f"'2020-10-0{n}'"),
    ("replaces", lambda n: str(n)),
    ("system", lambda n: f"'{n}'"),
    ("foreign_number", lambda n: f"'{n}'"),
]


def test_any_change_of_any_entry_is_found_and_named(cast: Cast) -> None:
    set_up(cast, 8)
    seal()

    @given(st.integers(1, 7), st.sampled_from(COLUMNS), st.integers(1, 9))
    @settings(max_examples=20, deadline=None)
    def changed(number: int, column: tuple[str, Callable[[int], str]], by: int) -> None:
        name, value = column
        cursor.execute(f"SELECT {name} FROM {BENCH} WHERE number = %s", [number])
        (before,) = cursor.fetchone()
        cursor.execute(f"UPDATE {BENCH} SET {name} = {value(by)} WHERE number = {number}")
        assert f"Entry no. {number} (setting up) of ledger number {number} was altered" in check(keep=False).finding
        cursor.execute(f"UPDATE {BENCH} SET {name} = %s WHERE number = %s", [before, number])

    with without_triggers() as cursor:
        changed()
    assert check(keep=False).finding == ""
