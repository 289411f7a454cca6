"""The words of a problem are no part of the ledger, yet cannot be altered unnoticed; erased, they leave no trace."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from dajuan.core.calendar.clocks import Unit
from dajuan.core.people.erasure import erase_key
from dajuan.core.records import vault
from dajuan.core.records.act import act
from dajuan.core.records.canonical import canonical
from dajuan.core.seal.checking import check
from dajuan.core.seal.proofs import proofs_of
from dajuan.core.seal.sealing import seal
from dajuan.core.staff.models import Charge
from dajuan.core.tickets.models import Category, Source, raise_ticket
from tests.cast import START, Cast

pytestmark = pytest.mark.django_db
WORDS: dict[str, Any] = {"title": "路灯不亮", "description": "王五家门口的路灯坏了", "place": "示范路1号"}


@pytest.fixture
def raised(cast: Cast) -> tuple[Any, Any]:
    Charge.objects.create(office=cast.general, line="tickets", from_on=START)
    lamp = Category.objects.create(
        zone=cast.zone, code="lamp", name="路灯", lead=cast.construction, limit=5, unit=Unit.NATURAL_DAYS
    )
    with act(by=cast.qian) as a:
        ticket, report = raise_ticket(
            a, category=lamp, source=Source.VISIT, at=datetime(2020, 9, 1, tzinfo=UTC), **WORDS
        )
    seal()
    return ticket, report


def test_the_leaf_holds_a_keyed_hash_of_the_words_and_none_of_them(raised: tuple[Any, Any]) -> None:
    ticket, report = raised
    assert report.private_mac == vault.private_mac(ticket.key, WORDS) != ""
    assert report.private_mac in canonical(report) and "王五" not in canonical(report)
    assert check().finding == ""


def test_altered_words_are_found_by_whoever_has_the_key(raised: tuple[Any, Any], cast: Cast) -> None:
    ticket, _report = raised
    ticket.write(reply="已修复")  # an answer is no part of the report
    assert check().finding == ""
    ticket.write(description="没有问题")
    assert "The private part of Entry no." in check().finding


def test_after_an_erasure_proof_and_seal_stand_and_no_guess_can_be_tried(raised: tuple[Any, Any], cast: Cast) -> None:
    ticket, report = raised
    with act(by=cast.qian) as a:
        erase_key(a, ticket.key, rule="test")
    seal()
    report.refresh_from_db()
    assert check().finding == "" and proofs_of(report)[0].holds
    assert report.private_part() is None and report.happened_on == date(2020, 9, 1)
