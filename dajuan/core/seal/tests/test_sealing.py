"""Sealing: in batches, from where it stopped, one signed root a time; and the proofs it gives."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from dajuan.core.people.erasure import erase
from dajuan.core.people.models import Particulars, enter_person
from dajuan.core.records.act import act
from dajuan.core.records.canonical import canonical
from dajuan.core.records.models import Batch, Moment
from dajuan.core.records.pouring import Pouring
from dajuan.core.records.staging import Staging
from dajuan.core.seal import keys, sealing
from dajuan.core.seal.checking import check
from dajuan.core.seal.leaves import Key, Kind, leaves_after
from dajuan.core.seal.models import Root, Tile, Tree
from dajuan.core.seal.proofs import joint_proof, proofs_of
from dajuan.core.seal.sealing import SealBroken, seal
from dajuan.core.seal.tests.conftest import DAY, ledger, set_up, without_triggers
from dajuan.core.seal.tiles import Kept, place_of, places_of
from dajuan.values import merkle
from dajuan.values.digests import digest_of
from dajuan.values.signatures import is_signed
from tests.cast import Cast
from tests.practice.models import Bench, SettingUp

pytestmark = pytest.mark.django_db
SHA = digest_of("sha256")


def root_of_everything() -> str:
    """The root over the whole ledger, computed at once."""
    last = Moment.objects.last()
    leaves = leaves_after(Key(0, 0, 0), 0, last.number if last else 0)
    return merkle.subtree_hash([merkle.leaf_hash(leaf.text, SHA) for leaf in leaves], SHA).hex()


def test_everything_recorded_is_under_one_signed_root(cast: Cast) -> None:
    ledger(cast)
    assert seal() == 11
    root = Root.objects.get()
    assert (root.leaves, root.moment, root.root) == (11, 5, root_of_everything())
    assert root.signed.holds and root.key == keys.public_key().hex() and root.consistency == []
    assert check().finding == ""


def test_nothing_new_makes_no_new_root(cast: Cast) -> None:
    assert seal() == 0 and not Root.objects.exists()
    set_up(cast)
    assert seal() == 2
    assert seal() == 0
    assert Root.objects.count() == 1


def test_each_root_is_shown_to_have_grown_from_the_one_before(cast: Cast) -> None:
    for _number in range(6):
        set_up(cast, 2)
        seal()
    roots = list(Root.objects.order_by("leaves"))
    assert [root.leaves for root in roots] == [4, 8, 12, 16, 20, 24]
    for older, newer in pairwise(roots):
        proof = [bytes.fromhex(one) for one in newer.consistency]
        old, new = bytes.fromhex(older.root), bytes.fromhex(newer.root)
        assert merkle.is_consistent(older.leaves, newer.leaves, proof, old, new, SHA)


def test_a_withdrawal_is_a_leaf_of_its_own_and_leaves_the_entrys_alone(cast: Cast) -> None:
    _repaired, first, *_rest = ledger(cast)
    seal()
    (before,) = proofs_of(first)
    with act(by=cast.chen) as a:
        a.withdraw(first, reason="broken")
    seal()
    first.refresh_from_db()
    entry, withdrawal = proofs_of(first)
    assert entry.leaf == before.leaf and entry.place == before.place
    assert entry.holds and withdrawal.holds and '"reason":"broken"' in withdrawal.text


def test_the_sealer_goes_on_where_it_died(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three leaves a batch, and the sealer dies after the second, in the middle of an act."""
    monkeypatch.setattr(sealing, "BATCH", 3)
    ledger(cast)

    def dying(leaves: int) -> None:
        if leaves >= 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seal(dying)
    assert Tree.objects.get().leaves == 6 and not Root.objects.exists()
    assert check().finding == ""
    assert seal() == 5
    assert Root.objects.get().root == root_of_everything()
    assert check().finding == ""


def test_two_sealers_do_no_harm(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 3)
    ledger(cast)
    overtaken: list[int] = []

    def another(leaves: int) -> None:
        if not overtaken:
            overtaken.append(leaves)
            seal()

    seal(another)
    assert Tree.objects.get().leaves == 11
    assert Root.objects.get().root == root_of_everything() and check().finding == ""


@pytest.mark.parametrize("many", [254, 255, 256, 257, 700])
def test_tiles_fill_up_and_every_place_is_proven(cast: Cast, many: int) -> None:
    """Around a full tile of 256 leaves: an act of so many poured entries, then one more."""
    pour(cast, many)
    seal()
    set_up(cast)
    seal()
    root = Root.objects.first()
    assert root is not None and root.leaves == many + 3 and root.root == root_of_everything()
    kept = Kept(root.leaves, SHA)
    for number in {1, 2, 255, 256, 257, many, many + 1} & set(range(many + 2)):
        moment = 1 if number <= many else 2
        key = Key(moment, Kind.ENTRY, number)
        place = place_of(key, root.leaves)
        assert place == number + moment - 1 and places_of([key], root.leaves) == {key: place}
        path = merkle.inclusion(place, root.leaves, kept.subtree)
        assert merkle.is_included(kept.leaf(place), place, root.leaves, path, kept.root, SHA)
    assert Tile.objects.filter(level=0).count() == -(-root.leaves // 256)
    assert check().finding == ""


def pour(cast: Cast, many: int) -> None:
    """Entries that a generator made, in one act."""
    benches = Bench.objects.bulk_create(
        [Bench(zone=cast.zone, office=cast.construction, title=str(n)) for n in range(many)]
    )
    columns = ("bench_id", "seats", "wood", "happened_on")
    rows = ((bench.pk, number, "oak", DAY) for number, bench in enumerate(benches))
    with act(by=cast.li) as a:
        a.take(Pouring(SettingUp, cast.zone, columns, rows))


def test_an_import_and_its_withdrawal_are_sealed(cast: Cast) -> None:
    batch = Batch.objects.create(
        zone=cast.zone, register="benches", file_name="f", imported_by=cast.li, office=cast.construction
    )
    staging = Staging(by=cast.li, office=cast.construction, batch=batch)
    for number in range(5):
        bench: Any = staging.make(Bench(zone=cast.zone, office=cast.construction, title=str(number)))
        bench.set_up(staging, happened_on=DAY, seats=number + 1)
    staging.stage()
    staging.move_into_ledger()
    staging.close()
    seal()
    assert check().leaves == 6
    entries = list(SettingUp.objects.order_by("number"))
    texts = {Key(entry.moment_id, Kind.ENTRY, entry.number): canonical(entry) for entry in entries}
    placed, proof = joint_proof(texts, Root.objects.get())
    assert [place for place, _text in placed] == [1, 2, 3, 4, 5] and len(proof) == 1
    assert all(one.holds for entry in entries for one in proofs_of(entry))
    with pytest.raises(LookupError, match="not sealed"):
        joint_proof({Key(1, Kind.ENTRY, 9): ""}, Root.objects.get())


def test_after_an_erasure_values_and_proofs_stand(cast: Cast) -> None:
    with act(by=cast.li) as a:
        person = enter_person(a, Particulars(name="王五", telephone="13800000000"))
        bench: Any = Bench.objects.create(zone=cast.zone, office=cast.construction, title="长椅")
        entry = bench.set_up(a, happened_on=DAY, seats=3)
    seal()
    with act(by=cast.li) as a:
        erasure = erase(a, person, rule="test")
    seal()
    assert check().finding == ""
    assert proofs_of(entry)[0].holds and proofs_of(erasure)[0].holds
    assert all("王五" not in leaf.text.decode() for leaf in leaves_after(Key(0, 0, 0), 0, 2))


def test_sm3_and_sm2_by_setting(cast: Cast, settings: Any) -> None:
    settings.SEAL_HASH, settings.SEAL_SIGNATURE = "sm3", "sm2"
    ledger(cast)
    seal()
    root = Root.objects.get()
    assert (root.algorithm, root.signed_by, len(root.key)) == ("sm3", "sm2", 128)
    assert root.signed.holds and root.root != root_of_everything()
    settings.SEAL_HASH, settings.SEAL_SIGNATURE = (
        "sha256",
        "ed25519",
    )  # the tree keeps its hash; the next root another key
    set_up(cast)
    seal()
    root = Root.objects.all()[0]
    assert (root.algorithm, root.signed_by) == ("sm3", "ed25519") and root.signed.holds
    assert check().finding == ""


def test_the_key_lies_outside_the_database_and_for_its_owner_only(cast: Cast, settings: Any) -> None:
    set_up(cast)
    seal()
    file = settings.DATA_DIR / "seal-ed25519.key"
    assert file.stat().st_mode & 0o077 == 0
    assert is_signed(b"text", keys.sign(b"text"), keys.public_key(), "ed25519")


def test_what_was_written_past_the_act_into_a_sealed_moment_is_not_sealed(cast: Cast) -> None:
    (entry,) = set_up(cast)
    seal()
    other = Bench.objects.create(zone=cast.zone, office=cast.construction, title="other")
    set_up(cast)
    columns = ", ".join(
        f'"{f.column}"' for f in SettingUp._meta.concrete_fields if f.column not in {"number", "bench_id"}
    )
    with without_triggers() as cursor:
        cursor.execute(
            f"INSERT INTO practice_settingup (number, bench_id, {columns}) "
            f"SELECT 99, {other.pk}, {columns} FROM practice_settingup WHERE number = {entry.number}"
        )
        cursor.execute("INSERT INTO records_entrynumber (number, type) VALUES (99, 'practice.settingup')")
    with pytest.raises(SealBroken, match=r"No\. 99 claims ledger number 1"):
        seal()
    with pytest.raises(CommandError, match="99"):
        call_command("seal")


def test_a_row_that_no_act_can_have_written_is_not_sealed(cast: Cast) -> None:
    set_up(cast)
    with without_triggers() as cursor:
        cursor.execute("UPDATE practice_settingup SET canonical = 7")
    with pytest.raises(SealBroken, match="no act can have written"):
        seal()


def test_the_command_says_how_far_it_came(cast: Cast, capsys: Any) -> None:
    ledger(cast)
    call_command("seal")
    said = capsys.readouterr().out
    assert "11 leaves added" in said and Root.objects.get().root in said


def test_an_act_between_two_batches_is_sealed_the_next_time(cast: Cast) -> None:
    set_up(cast)

    def act_between(leaves: int) -> None:
        set_up(cast)

    seal(act_between)
    assert Root.objects.get().moment == 1
    assert seal() == 2 and check().finding == ""


@pytest.mark.thorough("fills a whole zone")
def test_a_furnished_zone_is_sealed_as_a_whole(db: None, settings: Any) -> None:
    """The demo, imports, people, a withdrawal: entries of every kind it has."""
    from tests.furnished import furnish

    furnish()
    outcome = check()
    assert outcome.finding == "" and outcome.leaves > 10_000
