"""Handled anywhere: received here and decided there, and the reverse, within one installation and between two."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dajuan.core.records.act import act
from dajuan.core.records.models import Refused
from dajuan.core.staff.models import Charge, Office, Post, User, Zone
from dajuan.lines.services import exchange
from dajuan.lines.services.models import Case, CaseSheet, Decision, Matter, MatterVersion, Partner, Partnership
from dajuan.lines.services.tests.conftest import Do, Enter
from tests.cast import START, Cast, office, person

pytestmark = pytest.mark.django_db


def at(month: int, day: int) -> datetime:
    return datetime(2020, month, day, 10, tzinfo=timezone.get_default_timezone())


class There:
    """Another zone of this installation that decides: its office and examiner, and the same matter in force."""

    def __init__(self) -> None:
        self.zone = Zone.objects.create(code="there", name="邻区", name_en="Neighbour", in_use_since=START)
        self.office: Office = office(self.zone, "审批局")
        self.user: User = person(self.zone, "pan", "潘越", self.office, Post.Role.CHIEF)
        Charge.objects.create(office=self.office, line="services", from_on=START)
        own = {"code": "A", "name": "设立登记", "kind": "1", "office": self.office}
        self.matter = Matter.objects.create(zone=self.zone, **own)
        version = MatterVersion.objects.create(matter=self.matter, number=1, valid_from=START, promised_limit=5)
        self.do(self.matter.issue, happened_on=date(2020, 1, 1), version=version)

    def do(self, verb: Callable[..., Any], *args: Any, **facts: Any) -> Any:
        with act(by=self.user, office=self.office) as a:
            return verb(a, *args, **facts)


@pytest.fixture
def there(keeper: Cast) -> There:
    return There()


@pytest.fixture
def partner(keeper: Cast, in_force: Enter, do: Do, there: There) -> Partner:
    """The neighbour, to whom setting up a company is opened."""
    four = Partnership.objects.create(zone=keeper.zone, name="四区通办")
    made = Partner.objects.create(partnership=four, name="邻区", code="there", here=there.zone)
    do(in_force("A", "设立登记").open_to, happened_on=date(2020, 1, 2), partner=made, how="mutual")
    return made


def submitted(do: Do) -> Case:
    return Case.objects.get(
        pk=do(Case.submit, matter=Matter.objects.get(code="A", zone__code="zone"), channel="window", at=at(9, 1)).pk
    )


def test_received_here_decided_there_between_two_zones(do: Do, partner: Partner, there: There) -> None:
    case = submitted(do)
    do(exchange.hand_over, case, at=at(9, 1), partner=partner)
    here = Case.objects.get(pk=case.pk)
    assert (here.system, here.decided_by, here.verbs) == ("partner:there", there.zone, ())
    sheet = CaseSheet.objects.get(zone=there.zone, incoming=True)
    taken = there.do(exchange.take_up, sheet)
    with pytest.raises(Refused, match="already"):
        there.do(exchange.take_up, sheet)
    theirs = Case.objects.get(pk=taken.pk)
    assert (theirs.zone, theirs.received_from, theirs.stage, theirs.system) == (there.zone, case.zone, "submitted", "")
    there.do(theirs.accept, at=at(9, 2))
    there.do(Case.objects.get(pk=theirs.pk).decide, at=at(9, 3), granted=True)
    there.do(exchange.tell_decision, Case.objects.get(pk=theirs.pk))
    do(exchange.take_up, CaseSheet.objects.get(zone=case.zone, incoming=True))
    told = Case.objects.get(pk=case.pk)
    assert (told.stage, told.foreign_number) == ("decided", theirs.number)
    Case.objects.filter(pk=told.pk).update(due_on=date(2020, 1, 2))  # as if it had been due here
    Case.objects.filter(pk=told.pk).remember()
    assert Case.objects.get(pk=told.pk).due_on is None and not Case.objects.overdue(date(2021, 1, 1)).exists()
    assert list(Decision.objects.values_list("zone__code", flat=True)) == ["there"]  # it counts where it is decided


def test_a_matter_that_is_not_opened_to_a_partner_is_not_handed_over(do: Do, partner: Partner) -> None:
    case = submitted(do)
    other = Partner.objects.create(partnership=partner.partnership, name="远区", code="far")
    with pytest.raises(Refused, match="not opened"):
        do(exchange.hand_over, case, at=at(9, 1), partner=other)
    assert not CaseSheet.objects.exists()


def test_a_sheet_between_two_installations_is_the_same_file(do: Do, partner: Partner, there: There) -> None:
    Partner.objects.update(here=None)  # the partner is another installation
    case = submitted(do)
    sent = do(exchange.hand_over, case, at=at(9, 1), partner=Partner.objects.get(code="there"))
    assert not CaseSheet.objects.filter(incoming=True).exists()
    carried = exchange.text_of(sent.content).encode()
    row = exchange.bring_in(carried, there.zone)
    assert row.hash == exchange.hash_of(json.loads(carried))
    taken = there.do(exchange.take_up, row)
    assert taken.matter == there.matter
    with pytest.raises(Refused, match="already"):
        exchange.bring_in(carried, there.zone)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda sheet: sheet["case"].update(number="B"), "changed on its way"),
        (lambda sheet: sheet.update(version=2), "version 2"),
        (lambda sheet: sheet.update(format="zip"), "dajuan-case"),
        (lambda sheet: sheet.pop("papers"), "papers"),
        (lambda sheet: sheet["to"].update(code="elsewhere"), "elsewhere"),
        (lambda sheet: sheet["case"].update(submitted_at="yesterday"), "ISO 8601"),
    ],
)
def test_a_sheet_that_lies_is_refused_in_words(
    do: Do, partner: Partner, there: There, change: Callable[[Any], Any], said: str
) -> None:
    sheet = dict(do(exchange.hand_over, submitted(do), at=at(9, 1), partner=partner).content)
    change(sheet)
    if said in ("elsewhere", "ISO 8601"):
        sheet = exchange.sealed(sheet)
    with pytest.raises(exchange.Unreadable, match=said):
        exchange.bring_in(exchange.text_of(sheet).encode(), there.zone)


def test_a_clerk_hands_over_and_brings_in_on_one_page(do: Do, partner: Partner, keeper: Cast, client: Client) -> None:
    case = submitted(do)
    client.force_login(keeper.li)
    page = "/services/elsewhere/"
    sent = client.post(page, {"action": "hand", "number": case.number, "partner": partner.pk})
    assert sent.status_code == 302
    assert case.number in client.get(page).content.decode()
    sheet = CaseSheet.objects.get(zone=keeper.zone)
    file = client.get(f"{page}{sheet.pk}/?as=json").content
    upload = SimpleUploadedFile("case.json", file)
    assert client.post(page, {"action": "bring", "file": upload}).status_code == 422  # it is for the neighbour
    assert client.get(f"{page}{sheet.pk}/").status_code == 200


def test_the_example_of_the_handbook_is_a_sheet() -> None:
    page = (Path(__file__).parents[4] / "docs/exchange.md").read_text(encoding="utf-8")
    example = page.split("```json\n")[1].split("```")[0]
    assert exchange.read(example.encode())["case"]["number"] == "20200901-7KXQ2MPA"
    assert all(f"`{name}" in page for name in exchange.SHAPE)
