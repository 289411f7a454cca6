"""What the ledger promises: two clocks, one moment an act, nothing edited, nothing lost."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from dajuan.core.records.act import Refused, act, ledger_clock
from dajuan.core.records.canonical import canonical
from dajuan.core.records.models import Attachment, EntryNumber, Erasure, Merged, Moment, Reading
from dajuan.core.staff.models import RosterChange
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = date(2020, 9, 1)


def merger(gone: int = 2) -> Merged:
    return Merged(type="city.work", gone=gone, kept=1, happened_on=DAY)


def test_all_entries_of_an_act_share_one_moment_and_number_on(cast: Cast) -> None:
    with act(by=cast.li) as a:
        first, second = a.enter(merger(2)), a.enter(merger(3))
    assert first.moment_id == second.moment_id == 1
    assert [first.number, second.number] == [1, 2]
    assert list(EntryNumber.objects.values_list("number", "type")) == [(1, "records.merged"), (2, "records.merged")]
    assert Moment.objects.get().recorded_by == cast.li


def test_an_act_that_enters_nothing_leaves_no_moment(cast: Cast) -> None:
    with act(by=cast.li):
        pass
    assert not Moment.objects.exists()


def test_a_refused_act_changes_nothing(cast: Cast) -> None:
    with pytest.raises(Refused, match="future"), act(by=cast.li) as a:
        a.enter_many([merger(), Merged(type="city.work", gone=9, kept=1, happened_on=date(2999, 1, 1))])
    assert not Merged.objects.exists() and not Moment.objects.exists()


def test_a_violated_constraint_is_a_refusal_in_words(cast: Cast) -> None:
    with act(by=cast.li) as a:
        a.enter(merger())
    with pytest.raises(Refused, match="already been recorded"), act(by=cast.li) as a:
        a.enter(merger())


def test_a_withdrawal_leaves_yesterdays_book_as_it_was(cast: Cast) -> None:
    with act(by=cast.li) as a:
        entry = a.enter(merger())
    with act(by=cast.wang) as a:
        a.withdraw(entry, reason="entered for the wrong road")
    assert list(Merged.objects.as_of(1)) == [entry]
    assert not Merged.objects.as_of(2).exists() and not Merged.objects.standing().exists()
    kept = Merged.objects.get()
    assert (kept.until_id, kept.reason) == (2, "entered for the wrong road")


def test_a_correction_names_the_entry_it_replaces(cast: Cast) -> None:
    with act(by=cast.li) as a:
        entry = a.enter(merger())
    with act(by=cast.li) as a:
        anew = a.correct(entry, merger(), reason="typing error")
    assert anew.replaces == entry.number
    assert list(Merged.objects.standing()) == [anew]


def test_an_entry_is_withdrawn_once_and_only_with_a_reason(cast: Cast) -> None:
    with act(by=cast.li) as a:
        entry = a.enter(merger())
    with pytest.raises(Refused, match="why"), act(by=cast.li) as a:
        a.withdraw(entry, reason=" ")
    with act(by=cast.li) as a:
        a.withdraw(entry, reason="twice")
    with pytest.raises(Refused, match="already"), act(by=cast.li) as a:
        a.withdraw(entry, reason="again")


def test_no_entry_is_written_outside_an_act(cast: Cast) -> None:
    for write in (
        merger().save,
        lambda: Merged.objects.create(type="x", gone=1, kept=2, happened_on=DAY),
        lambda: Merged.objects.bulk_create([merger()]),
        lambda: Merged.objects.update(kept=5),
        lambda: Merged.objects.all().delete(),
        merger().delete,
    ):
        with pytest.raises(TypeError):
            write()


COLUMNS = (
    "zone_id, replaces, happened_on, canonical, private_mac, system, foreign_number, batch_id, type, gone, kept, "
    "number, moment, until, reason"
)


def copy_of_the_first(values: str, verb: str = "INSERT") -> str:
    """Enter the first merger once more with another `gone`; number, moment, until and reason are given."""
    facts = COLUMNS.removesuffix(", number, moment, until, reason").replace("gone", "gone + 90")
    return f"{verb} INTO records_merged ({COLUMNS}) SELECT {facts}, {values} FROM records_merged WHERE number = 1"


def another_moment(number: str, verb: str = "INSERT") -> str:
    """A statement that makes a moment of this number like the third one."""
    rest = "recorded_at, recorded_by_id, office_id, origin"
    return f"{verb} INTO records_moment (number, {rest}) SELECT {number}, {rest} FROM records_moment WHERE number = 3"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_merged SET kept = 7",
        "UPDATE records_merged SET until = 1, reason = 'x'",
        "UPDATE records_merged SET until = 2, reason = 'x', kept = 7",
        "UPDATE records_merged SET until = 3, reason = '' WHERE number = 1",
        "UPDATE records_merged SET until = 2, reason = 'into the past' WHERE number = 1",
        "UPDATE records_merged SET until = 4, reason = 'to come' WHERE number = 1",
        "DELETE FROM records_merged",
        copy_of_the_first("4, 2, NULL, ''"),
        copy_of_the_first("4, 4, NULL, ''"),
        copy_of_the_first("4, 3, 3, 'x'"),
        copy_of_the_first("4, 3, NULL, 'x'"),
        "UPDATE records_moment SET origin = 'elsewhere'",
        "DELETE FROM records_moment",
        another_moment("5"),
        another_moment("0"),
        "UPDATE records_entrynumber SET type = 'x'",
        "DELETE FROM records_entrynumber",
        "UPDATE records_reading SET purpose = 'x'",
        "DELETE FROM records_reading",
        "UPDATE staff_rosterchange SET what = 'x'",
        "DELETE FROM staff_rosterchange",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete(cast: Cast, statement: str) -> None:
    three_mergers(cast)
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.sqlite_only(reason="PostgreSQL has no INSERT OR REPLACE")
@pytest.mark.parametrize(
    "statement",
    [
        copy_of_the_first("1, 3, NULL, ''", "INSERT OR REPLACE"),
        copy_of_the_first("4, 3, NULL, ''", "INSERT OR REPLACE").replace("gone + 90", "gone"),
        "REPLACE INTO records_entrynumber (number, type) VALUES (1, 'x')",
        another_moment("number", "REPLACE"),
        "REPLACE INTO records_reading SELECT * FROM records_reading",
    ],
)
def test_sqlite_refuses_to_replace(cast: Cast, statement: str) -> None:
    three_mergers(cast)
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.postgresql_only(reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", ["records_merged", "records_moment", "records_reading", "staff_rosterchange"])
def test_postgresql_refuses_to_truncate(cast: Cast, table: str) -> None:
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {table} CASCADE")


def three_mergers(cast: Cast) -> None:
    """Three entries at three moments, and a line in each log."""
    for gone in (2, 3, 4):
        with act(by=cast.li) as a:
            a.enter(merger(gone))
    Reading.objects.create(key="k", read_by=cast.li, purpose="call back")
    RosterChange.objects.create(zone=cast.zone, changed_by=cast.xu, what="a post")


def test_the_ledgers_instant_never_goes_back(cast: Cast) -> None:
    with ledger_clock() as clock:
        clock(datetime(2020, 5, 2, tzinfo=UTC))
        with act(by=cast.li) as a:
            a.enter(Merged(type="x", gone=1, kept=2, happened_on=date(2020, 1, 1)))
        clock(datetime(2020, 5, 1, tzinfo=UTC))
        with act(by=cast.li) as a:
            a.enter(Merged(type="x", gone=3, kept=2, happened_on=date(2020, 1, 1)))
    instants = list(Moment.objects.order_by("number").values_list("recorded_at", flat=True))
    assert instants == sorted(instants)
    assert Moment.objects.at(datetime(2020, 5, 1, 12, tzinfo=UTC)) is None
    moment = Moment.objects.at(datetime(2021, 1, 1, tzinfo=UTC))
    assert moment is not None and moment.number == 2


def test_the_ledgers_clock_cannot_be_set_once_something_is_recorded(cast: Cast) -> None:
    with act(by=cast.li) as a:
        a.enter(merger())
    with pytest.raises(RuntimeError), ledger_clock():
        pass


def test_canonical_text_is_stable_and_leaves_the_withdrawal_out(cast: Cast) -> None:
    with act(by=cast.li) as a:
        entry = a.enter(merger())
    before = canonical(Merged.objects.get())
    with act(by=cast.li) as a:
        a.withdraw(entry, reason="wrong")
    assert canonical(Merged.objects.get()) == before
    assert '"happened_on":"2020-09-01"' in before and "wrong" not in before


def test_nothing_is_attached_to_an_act_that_failed(cast: Cast) -> None:
    with pytest.raises(Refused), act(by=cast.li) as a:
        a.enter(Erasure(key="k", rule="r", happened_on=date(2999, 1, 1)))
    assert not Attachment.objects.exists()
