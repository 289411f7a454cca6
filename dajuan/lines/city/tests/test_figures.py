"""The year of sample.py, counted on fingers; and as known before and after a withdrawal."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from dajuan.core.records.act import act
from dajuan.core.records.models import Merged
from dajuan.figures import answers
from dajuan.figures.book import Book
from dajuan.figures.catalogue import claims_of, figure, of_line
from dajuan.figures.models import SCALE, Attested
from dajuan.lines.city import sample
from dajuan.values import periods
from tests.cast import Cast

pytestmark = pytest.mark.django_db
YEAR = periods.year(2020)


@pytest.fixture
def year(cast: Cast) -> dict[str, Any]:
    """The small year, recorded by Li for the construction bureau."""
    return sample.year(by=cast.li, office=cast.construction)


def value(cast: Cast, key: str, period: periods.Period = YEAR) -> Fraction | None:
    """What a figure says of a period as known now."""
    found = figure(key)
    assert found is not None, key
    return answers.ask_one(found, period, Book.now(cast.zone)).value


COUNTED = {
    "power-lines-buried": 1,
    "power-line-voltage": 330,
    "power-line-length": 3100,
    "roads-opened": 2,
    "road-length-opened": 1452,
    "estates-renovated": 1,
    "estate-area-renovated": 13_600,
    "estate-households": 480,
    "lanes-improved": 1,
    "lane-length-improved": 380,
    "villages-demolished": 1,
    "village-area-demolished": 30_000,
    "village-households-signed": 26,
    "road-upgrades-under-way": 2,
    "road-upgrades-reported": 2,
    "road-upgrade-progress": Fraction(115, 2),  # 80 % and 35 %
    "telecom-cable-buried": 1200,
    "power-cable-buried": 0,
    "cable-tidied": 900,
    "duct-built": 1250,
    "cables-buried": 14,
    "sections-buried": 1,
    "greenway-built": 2300,
    "green-area-added": 12_000,  # the converted plot is not new
    "illegal-buildings-dealt-with": 2,
    "illegal-buildings-demolished": 1,
    "illegal-area-dealt-with": 680,
    "illegal-area-demolished": 480,
    "illegal-buildings-all": 3,
    "works-satisfaction": 97,
    "households-with-sorting": 480,
    "waste-sorting-accuracy": 80,
}


def test_the_small_year_is_counted_as_on_fingers(cast: Cast, year: dict[str, Any]) -> None:
    asked = [one for one in of_line("city") if one.key in COUNTED]
    said = answers.ask(asked, YEAR, Book.now(cast.zone))
    assert {key: answer.value for key, answer in said.items()} == COUNTED


def test_last_years_road_counts_last_year(cast: Cast, year: dict[str, Any]) -> None:
    assert value(cast, "roads-opened", periods.year(2019)) == 1


def test_every_claim_of_the_line_has_a_figure() -> None:
    answered = {claim for one in of_line("city") for claim in claims_of(one)}
    assert {f"C{number}" for number in range(54, 66)} <= answered


def test_a_withdrawn_opening_leaves_what_was_known_before(cast: Cast, year: dict[str, Any]) -> None:
    before = Book.now(cast.zone)
    opening = year["凤城十五路西段"].openings.standing().get()
    with act(by=cast.wang, office=cast.construction) as a:
        a.withdraw(opening, reason="仅完成施工，尚未放行通车")
    roads = figure("roads-opened")
    assert roads is not None
    assert answers.ask_one(roads, YEAR, before).value == 2
    assert answers.ask_one(roads, YEAR, Book.now(cast.zone)).value == 1


def test_one_road_in_two_sections_counts_once_when_the_two_are_found_to_be_one(
    cast: Cast, year: dict[str, Any]
) -> None:
    kept, gone = year["文景北路延伸段"], year["凤城十五路西段"]
    with act(by=cast.wang, office=cast.construction) as a:
        a.enter(Merged(type="city.work", kept=kept.pk, gone=gone.pk, happened_on=date(2020, 12, 1)))
    assert value(cast, "roads-opened") == 1
    assert value(cast, "road-length-opened") == 1452


def test_a_figure_breaks_down_by_the_office_that_was_responsible_that_day(cast: Cast, year: dict[str, Any]) -> None:
    roads = figure("roads-opened")
    assert roads is not None
    parts = answers.ask_by(roads, "office_id", YEAR, Book.now(cast.zone))
    assert {member: part.value for member, part in parts.items()} == {str(cast.construction.pk): 2}


def test_coverage_is_unknown_until_the_households_of_the_zone_are_on_record(cast: Cast, year: dict[str, Any]) -> None:
    assert value(cast, "waste-sorting-coverage") is None
    census = Attested(figure="households-in-zone", value_x10000=960 * SCALE, issuer="统计局", document="人口普查公报")
    census.happened_on = date(2020, 11, 1)
    with act(by=cast.wang, office=cast.construction) as a:
        a.enter(census)
    assert value(cast, "waste-sorting-coverage") == 50


def test_money_is_counted_by_level_and_consent_over_those_asked(cast: Cast, year: dict[str, Any]) -> None:
    assert value(cast, "works-funds") == 10_000_000
    funds = figure("works-funds")
    assert funds is not None
    parts = answers.ask_by(funds, "level", YEAR, Book.now(cast.zone))
    assert {level: part.value for level, part in parts.items()} == {"national": 6_000_000, "zone": 4_000_000}
    assert value(cast, "residents-consent") == 95
