"""What is withdrawn together: nothing that others rest on, whole imports at once, subjects locked in one order."""

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dajuan.core.records import act as acts
from dajuan.core.records.act import Refused, act
from dajuan.core.records.models import Batch, Moment
from dajuan.core.records.staging import Staging, WholeBatch, withdraw_batch
from tests.cast import Cast
from tests.practice.models import Bench, Repair, SettingUp

pytestmark = pytest.mark.django_db
MARCH, JUNE = date(2020, 3, 1), date(2020, 6, 1)


def bench(cast: Cast) -> Bench:
    made: Bench = Bench.objects.create(zone=cast.zone, office=cast.construction, title="by the lake")
    return made


def imported(cast: Cast, benches: list[Bench], *, repaired: bool = False) -> Batch:
    """An import that set up these benches, and repaired them where it says so."""
    batch = Batch.objects.create(
        zone=cast.zone, office=cast.construction, register="x", file_name="benches.xlsx", imported_by=cast.li
    )
    staging = Staging(by=cast.li, office=cast.construction, batch=batch)
    for one in benches:
        one.set_up(staging, happened_on=MARCH, seats=3)
        if repaired:
            one.repair(staging, happened_on=JUNE, cost_fen=100)
    staging.stage()
    with transaction.atomic():
        staging.move_into_ledger()
    staging.close()
    return batch


def withdraw(cast: Cast, batch: Batch, reason: str = "the wrong file") -> WholeBatch:
    with act(by=cast.chen, origin="import") as a:
        return withdraw_batch(a, batch, reason)


def test_a_whole_import_is_withdrawn_in_one_statement_a_type(cast: Cast) -> None:
    batch = imported(cast, [bench(cast) for _number in range(40)], repaired=True)
    with CaptureQueriesContext(connection) as asked:
        gone = withdraw(cast, batch)
    assert gone.count == 80
    told = [query["sql"] or "" for query in asked.captured_queries]  # PostgreSQL tells no text of a prepared one
    assert sum(sql.startswith("UPDATE") for sql in told) == 2
    assert not SettingUp.objects.standing().exists() and not Repair.objects.standing().exists()
    assert set(SettingUp.objects.values_list("until", "reason")) == {(2, "the wrong file")}
    assert SettingUp.objects.as_of(1).count() == 40


def test_an_import_is_not_withdrawn_while_others_rest_on_it(cast: Cast) -> None:
    one = bench(cast)
    batch = imported(cast, [one, bench(cast)])
    with act(by=cast.li) as a:
        one.repair(a, happened_on=JUNE, cost_fen=5)
    with pytest.raises(Refused, match="rests on this record"):
        withdraw(cast, batch)
    assert SettingUp.objects.standing().count() == 2


def test_an_import_is_withdrawn_once_and_with_a_reason(cast: Cast) -> None:
    batch = imported(cast, [bench(cast)])
    with pytest.raises(Refused, match="why"):
        withdraw(cast, batch, " ")
    withdraw(cast, batch)
    with pytest.raises(Refused, match="Nothing of this import"):
        withdraw(cast, batch)
    assert Moment.objects.count() == 2


def test_an_import_withdraws_nothing_others_rest_on(cast: Cast) -> None:
    one = bench(cast)
    with act(by=cast.li) as a:
        start = one.set_up(a, happened_on=MARCH, seats=3)
        one.repair(a, happened_on=JUNE, cost_fen=5)
    staging = Staging(by=cast.li, office=cast.construction)
    staging.withdraw(start, reason="changed")
    with pytest.raises(Refused, match="rests on this record"):
        staging.refuse_gaps()
    staging.stage()
    with pytest.raises(Refused, match="rests on this record"), transaction.atomic():
        staging.move_into_ledger()
    staging.close()
    assert SettingUp.objects.standing().get() == start


def test_an_import_may_correct_what_others_rest_on(cast: Cast) -> None:
    one = bench(cast)
    with act(by=cast.li) as a:
        start = one.set_up(a, happened_on=MARCH, seats=3)
        one.repair(a, happened_on=JUNE, cost_fen=5)
    staging = Staging(by=cast.li, office=cast.construction)
    staging.withdraw(start, reason="changed")
    staging.enter(SettingUp(bench=one, seats=4, wood="oak", happened_on=MARCH))
    staging.refuse_gaps()
    staging.stage()
    with transaction.atomic():
        staging.move_into_ledger()
    staging.close()
    assert SettingUp.objects.standing().get().seats == 4


def test_subjects_are_locked_in_key_order_and_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = bench(cast), bench(cast), bench(cast)
    with act(by=cast.li) as a:
        entries = [one.set_up(a, happened_on=MARCH, seats=3) for one in (first, second, third)]
    locked: list[tuple[list[Any], bool]] = []
    rows = acts._lock_rows

    def noted(model: Any, keys: list[Any], *, waits: bool = True) -> None:
        if keys:
            locked.append((keys, waits))
        rows(model, keys, waits=waits)

    read = acts._read_locked

    def noted_one(subject: Any) -> None:
        locked.append(([subject.pk], True))
        read(subject)

    monkeypatch.setattr(acts, "_lock_rows", noted)
    monkeypatch.setattr(acts, "_read_locked", noted_one)
    with act(by=cast.li) as a:
        for entry in reversed(entries):
            a.withdraw(entry, reason="all wrong")
    assert locked == [([first.pk, second.pk, third.pk], True)]
    locked.clear()
    with act(by=cast.li) as a:
        second.repair(a, happened_on=JUNE, cost_fen=1)
        for one in (third, first):
            a.enter(Repair(bench=one, cost_fen=1, happened_on=JUNE))
    assert locked == [([second.pk], True), ([first.pk], False), ([third.pk], True)], "an earlier one is not waited for"
