"""What is promised about residents: an opaque key, a private part, and an erasure that leaves no name."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from dajuan.core.people.erasure import erase
from dajuan.core.people.models import Particulars, Person, PrivatePart, enter_person, masked_telephone
from dajuan.core.records.act import act
from dajuan.core.records.evidence import content_of, store_bytes
from dajuan.core.records.models import Erasure, Merged, Reading, Refused, SecretKey
from dajuan.core.records.tests.test_cut import database_in_a_file
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
DAY = date(2020, 9, 1)
# The example number of GB 11643-1999.
RESIDENT = Particulars("欧阳明月", "resident", "11010519491231002X", "138 0013 8000", "示范路1号院2单元301")


def resident(cast: Cast, particulars: Particulars = RESIDENT, **more: Any) -> Person:
    with act(by=cast.li) as a:
        return enter_person(a, particulars, **more)


def database_bytes() -> bytes:
    """Everything the database file would hold, free pages too."""
    connection.ensure_connection()
    content: bytes = connection.connection.serialize()
    return content


def test_a_key_is_random_and_says_nothing(cast: Cast) -> None:
    first, second = resident(cast), resident(cast)
    assert abs(first.pk - second.pk) > 1
    assert first.pk < 2**53


def test_a_person_is_shown_masked(cast: Cast) -> None:
    masked = resident(cast).masked()
    assert masked.name == "欧阳*月"
    assert masked.number == "110105********002X"
    assert masked.telephone.endswith("8000")
    assert "138" not in masked.telephone
    assert "示范路" not in masked.address


@pytest.mark.parametrize(
    ("telephone", "shown"), [("", ""), ("110", "***"), ("12345", "****2345"), ("13800138000", "*******8000")]
)
def test_a_telephone_shows_its_last_four_digits_at_most(telephone: str, shown: str) -> None:
    assert masked_telephone(telephone) == shown


def test_a_wrong_identity_number_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="valid"), act(by=cast.li) as a:
        enter_person(a, Particulars("王五", "resident", "110105194912310021"))


def test_whoever_reads_in_full_says_why_and_it_is_written_down(cast: Cast) -> None:
    person = resident(cast)
    with pytest.raises(Refused, match="need"):
        person.reveal(by=cast.li, purpose=" ")
    assert person.reveal(by=cast.li, purpose="call back").name == "欧阳明月"
    reading = Reading.objects.get()
    assert (reading.read_by, reading.key, reading.purpose) == (cast.li, person.key_id, "call back")


def test_a_person_is_found_by_the_whole_number_however_it_is_typed(cast: Cast) -> None:
    person = resident(cast)
    assert list(Person.objects.with_number("１１０１０５ 19491231 002x")) == [person]
    assert list(Person.objects.with_telephone("138-0013-8000")) == [person]
    assert list(Person.objects.found_by("13800138000")) == [person]
    assert not Person.objects.found_by("138").exists()
    assert not Person.objects.found_by("").exists()


def test_persons_without_a_number_are_not_found_by_none(cast: Cast) -> None:
    resident(cast, Particulars("赵六"))
    assert not Person.objects.with_number("").exists()


def test_another_office_and_the_system_administrator_see_no_person(cast: Cast) -> None:
    resident(cast)
    assert Person.objects.visible_to(cast.chen).exists()
    assert not Person.objects.visible_to(cast.zhao).exists()
    assert not Person.objects.visible_to(cast.xu).exists()


def test_two_keys_of_one_person_resolve_in_one_hop(cast: Cast) -> None:
    first, second, third = resident(cast), resident(cast), resident(cast)
    with act(by=cast.chen) as a:
        first.merge(a, kept=second, happened_on=DAY)
    with act(by=cast.chen) as a:
        second.merge(a, kept=third, happened_on=DAY)
    assert dict(Merged.objects.standing().values_list("gone", "kept")) == {first.pk: third.pk, second.pk: third.pk}
    with pytest.raises(Refused, match="itself"), act(by=cast.chen) as a:
        third.merge(a, kept=first, happened_on=DAY)


@pytest.mark.sqlite_only(reason="reads the database file's bytes")
def test_after_an_erasure_the_name_and_the_key_are_nowhere(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    person = resident(cast)
    content = "欧阳明月的申请".encode()
    photo = store_bytes(content, name="欧阳明月身份证.txt", by=cast.li, zone=cast.zone, key=person.key)
    wrapped, part = bytes(person.key.wrapped or b""), PrivatePart.objects.get()
    secrets = [wrapped, bytes(part.sealed), part.number_word.encode(), part.telephone_word.encode()]
    before = database_bytes()
    assert all(secret in before for secret in secrets)
    with django_capture_on_commit_callbacks(execute=True), act(by=cast.chen) as a:
        erase(a, person, rule="request of the person")
    after = database_bytes()
    assert not any(secret in after for secret in secrets)
    assert "欧阳明月".encode() not in before + after
    assert hashlib.sha256(content).hexdigest().encode() not in before + after
    assert not [file for file in settings.EVIDENCE_DIR.rglob("*") if person.key_id in file.name or "欧阳" in file.name]
    assert Person.objects.filter(pk=person.pk).exists()
    assert Erasure.objects.standing().get().key == person.key_id
    assert not Person.objects.found_by("13800138000").exists()
    with pytest.raises(Refused):
        content_of(photo)
    with pytest.raises(Refused, match="erased"):
        Person.objects.get(pk=person.pk).reveal(by=cast.li, purpose="x")
    assert Person.objects.get(pk=person.pk).masked() == Particulars()


@pytest.mark.sqlite_only(reason="reads the database file and its write-ahead log")
def test_an_erased_key_is_gone_from_the_file_and_its_log(tmp_path: Path, django_db_blocker: Any) -> None:
    file = tmp_path / "ledger.sqlite3"
    with django_db_blocker.unblock(), database_in_a_file(file):
        call_command("migrate", run_syncdb=True, verbosity=0)
        cast = assemble()
        person = resident(cast)
        wrapped = bytes(person.key.wrapped or b"")
        assert wrapped in file.with_name("ledger.sqlite3-wal").read_bytes()
        with act(by=cast.chen) as a:
            erase(a, person, rule="request of the person")
        assert not any(wrapped in part.read_bytes() for part in tmp_path.iterdir())


def test_values_and_counts_stand_after_an_erasure(cast: Cast) -> None:
    person, other = resident(cast), resident(cast)
    with act(by=cast.chen) as a:
        person.merge(a, kept=other, happened_on=DAY)
    before = list(Merged.objects.as_of(1).values())
    with act(by=cast.chen) as a:
        erase(a, person, rule="request")
    assert list(Merged.objects.as_of(1).values()) == before
    assert Person.objects.count() == 2


def test_a_person_is_erased_once(cast: Cast) -> None:
    person = resident(cast)
    with act(by=cast.chen) as a:
        erase(a, person, rule="request")
    with pytest.raises(Refused, match="already"), act(by=cast.chen) as a:
        erase(a, person, rule="request")


def test_the_sweep_erases_what_is_due_and_nothing_else(cast: Cast) -> None:
    due, later = resident(cast, expires_on=DAY), resident(cast, expires_on=date(2021, 1, 1))
    unlimited = resident(cast)
    call_command("erase", "--due", "--on", "2020-09-01")
    assert set(SecretKey.objects.filter(destroyed_at__isnull=True)) == {later.key, unlimited.key}
    assert Person.objects.get(pk=due.pk).is_erased
    assert Erasure.objects.get().zone == cast.zone
