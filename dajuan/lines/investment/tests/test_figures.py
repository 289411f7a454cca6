"""The numbers of the small year, counted on fingers, as known before and after a reversal and a withdrawal."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from dajuan.core.records.act import act
from dajuan.core.records.merging import merge
from dajuan.core.records.models import Moment
from dajuan.figures import answers, catalogue
from dajuan.figures.amounts import amount
from dajuan.figures.book import Book
from dajuan.figures.vocabulary import Figure
from dajuan.lines.investment import completion
from dajuan.lines.investment import figures as f
from dajuan.lines.investment.models import Reversal
from dajuan.lines.investment.sample import WAN, YI
from dajuan.values import periods
from dajuan.values.periods import Period
from tests.cast import Cast

YEAR = periods.year(2020)
pytestmark = pytest.mark.usefixtures("year")


def value(figure: Figure, cast: Cast, period: Period = YEAR, moment: int | None = None) -> int | None:
    """What a figure says, as a whole number; as known now unless a moment is given."""
    book = Book.now(cast.zone) if moment is None else Book(cast.zone, moment)
    found = answers.ask_one(figure, period, book).value
    return None if found is None else int(found)


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (f.leads_contacted, 0),  # in 2019
        (f.leads_signed, 1),
        (f.promises_broken, 0),
        (f.promotion_events_held, 2),  # the forum was ordinary
        (f.cloud_signings_held, 1),
        (f.contracts_signed, 2),  # one was terminated in the year
        (f.contracts_terminated, 1),
        (f.investment_signed, 140 * YI // 100),  # 60 + 80, by the contracts as signed
        (f.investment_amended, 5 * YI // 100),
        (f.investment_in_force, 155 * YI // 100),  # 10 + 65 + 80
        (f.contracts_in_force, 3),
        (f.domestic_capital_gross, 5 * YI // 100),
        (f.domestic_capital, 5 * YI // 100),  # the reversal is of 2021
        (f.capital_outside_province, 5 * YI // 100),
        (f.foreign_capital, 4_800 * WAN // 100),
        (f.arrivals_recognised, 3),
        (f.arrivals_rejected, 1),
        (f.fixed_asset_share, 100),
    ],
    ids=lambda one: one.name if isinstance(one, Figure) else None,
)
def test_the_year_is_counted_as_on_fingers(keeper: Cast, figure: Figure, expected: int) -> None:
    assert value(figure, keeper) == expected


def test_signed_contracted_and_arrived_stand_apart_and_in_order(keeper: Cast) -> None:
    signed, contracted = value(f.investment_signed, keeper), value(f.investment_contracted, keeper)
    arrived = value(f.capital_arrived_in_all, keeper, periods.at(date(2020, 12, 31)))
    assert signed is not None
    assert contracted is not None
    assert arrived is not None
    assert signed > contracted > arrived
    assert contracted == 104 * YI // 100  # 40, and 50 with 200 million dollars at 7.0000


def test_a_december_arrival_reversed_in_january_leaves_what_was_said_of_the_year(keeper: Cast) -> None:
    before = Reversal.objects.get().moment_id - 1
    for moment in (before, None):
        assert value(f.domestic_capital, keeper, moment=moment) == 5 * YI // 100
    assert value(f.domestic_capital, keeper, periods.month(2020, 12), before) == 2 * YI // 100
    assert value(f.domestic_capital, keeper, periods.month(2021, 1), before) == 0
    assert value(f.domestic_capital, keeper, periods.month(2021, 1)) == -2 * YI // 100
    assert value(f.domestic_capital_gross, keeper, periods.month(2021, 1)) == 0
    assert value(f.domestic_capital_reversed, keeper, periods.year(2021)) == 2 * YI // 100


def test_an_arrival_entered_twice_counts_once_from_the_day_this_was_found(keeper: Cast, year: dict[str, Any]) -> None:
    before, known = value(f.domestic_capital, keeper), Book.now(keeper.zone).moment
    twin = year["first"]
    with act(by=keeper.chen, office=keeper.construction) as a:
        merge(a, twin, year["december"], happened_on=date(2020, 12, 30))
    gone = twin.recognition.amount_fen // 100
    assert value(f.domestic_capital, keeper) == (before or 0) - gone
    assert value(f.domestic_capital, keeper, moment=known) == before


def test_a_withdrawn_recognition_counts_in_what_was_known_before(keeper: Cast, year: dict[str, Any]) -> None:
    last = Moment.objects.last()
    assert last is not None
    with act(by=keeper.chen) as a:
        a.withdraw(year["first"].recognition, reason="重复")
    assert value(f.domestic_capital, keeper, moment=last.number) == 5 * YI // 100
    assert value(f.domestic_capital, keeper) == 2 * YI // 100


def test_one_project_is_read_from_the_version_of_its_contract_in_force(keeper: Cast, year: dict[str, Any]) -> None:
    book, truck = Book.now(keeper.zone), str(year["truck"].pk)
    for day, expected in ((date(2020, 9, 30), 60), (date(2020, 12, 31), 65)):
        parts = answers.ask_by(f.investment_in_force, "contract_id", periods.at(day), book)
        assert parts[truck].value == expected * YI // 100
    opened = answers.numbers_behind(f.investment_in_force, YEAR, book, "contract_id", truck)
    assert opened == {version.number for version in year["truck"].versions_in_order()}


def test_projects_break_down_by_method_industry_and_origin(keeper: Cast) -> None:
    book = Book.now(keeper.zone)
    by_method = answers.ask_by(f.contracts_signed, "method", YEAR, book)
    assert {member: answer.value for member, answer in by_method.items() if answer.value} == {"chain": 1, "capital": 1}
    by_origin = answers.ask_by(f.domestic_capital, "origin", YEAR, book)
    assert {member: answer.value for member, answer in by_origin.items() if answer.value} == {"province": 5 * YI // 100}


def test_a_completion_names_its_version_and_shows_the_one_before(keeper: Cast, year: dict[str, Any]) -> None:
    (one,) = completion.reached(year["plan"], Book.now(keeper.zone))
    assert (one.aim.version, one.percent) == ("五月调整", "100.0 %")
    assert [(aim.version, aim.amount) for aim in one.earlier] == [("年初计划", 6 * YI)]
    early = Book(keeper.zone, year["plan"].aims.standing().order_by("number")[0].moment_id)
    assert completion.reached(year["plan"], early)[0].aim.version == "年初计划"


def test_reports_stand_side_by_side_with_the_reason_they_differ(keeper: Cast) -> None:
    city, province, abroad = completion.side_by_side(2020, Book.now(keeper.zone))
    assert str(city.value) == str(province.value) == str(amount(f.domestic_capital, Fraction(5 * YI // 100)))
    assert abroad.key == "foreign-capital"


def test_a_forecast_adds_what_is_signed_and_open_leads_by_their_weight(keeper: Cast, year: dict[str, Any]) -> None:
    own = {"zone": keeper.zone, "office": keeper.construction, "method": "chain", "industry": "cars"}
    lead = type(year["lead"]).objects.create(
        name="新线索", source="own", origin="province", expected_fen=10 * YI, **own
    )
    with act(by=keeper.chen) as a:
        lead.advance(a, happened_on=date(2020, 11, 1), to_stage="negotiating")
    found = completion.forecast(type(lead).objects.all(), 2020, Book.now(keeper.zone))
    assert [one.leads for one in found.stages] == [0, 0, 0, 1, 0]
    assert str(found.total) == str(amount(f.investment_signed, Fraction(int(143.5 * YI) // 100)))


def test_every_claim_of_the_room_is_answered() -> None:
    answered = {claim for figure in catalogue.of_line("investment") for claim in figure.claim}
    assert answered == {"C3", "C19", "C20", "C21", "C22", "C23", "C24", "C25"}
