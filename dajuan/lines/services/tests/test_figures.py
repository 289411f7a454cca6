"""The numbers of the small year, counted on fingers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from dajuan.core.records.act import act
from dajuan.figures import answers
from dajuan.figures.book import Book
from dajuan.figures.vocabulary import Figure
from dajuan.lines.services import figures as f
from dajuan.lines.services import sample
from dajuan.lines.services.sample import WAN, YI
from dajuan.sheet.answer_sheet import compose
from dajuan.values import periods
from dajuan.values.periods import Period
from tests.cast import Cast

YEAR = periods.year(2020)
pytestmark = pytest.mark.django_db

EXPECTED: list[tuple[Figure, Any]] = [
    (f.cases_submitted, 5),
    (f.cases_accepted, 4),  # one of the six was accepted in 2019, one refused
    (f.cases_decided, 4),  # the one of 2019 among them
    (f.cases_in_hand, 1),
    (f.cases_not_accepted, 1),
    (f.cases_denied, 1),
    (f.on_time_rate, 75),  # three of four
    (f.average_working_days, Fraction(13, 4)),  # 3 + 0 + 3 + 7
    (f.missing_papers_share, 25),
    (f.on_the_spot_share, 25),
    (f.assisted_share, 25),
    (f.commitments_kept_share, 100),
    (f.ratings_given, 2),
    (f.satisfaction, 50),  # what was not rated is not satisfied
    (f.rating_rate, 50),
    (f.rectification_rate, 100),
    (f.call_back_rate, 100),
    (f.package_batches_issued, 1),  # the second batch's only package was merged
    (f.packages_issued, 1),
    (f.matters_in_force, 2),
    (f.enterprises_helped_with_projects, 2),
    (f.project_applications, 3),
    (f.project_funds_won, 150 * WAN // 100),  # as approved
    (f.policy_money_paid, 100 * WAN // 100),  # a part of it
    (f.enterprises_helped_with_titles, 1),
    (f.title_applications, 2),
    (f.titles_granted, 1),
    (f.longi_refund_hours, 4),  # six and a half, two and a half of them stopped
    (f.longi_refund_amount, 1 * YI // 100),
    (f.average_refund_hours, 4),
    (f.soft_environment_rank, 3),
]


def value(figure: Figure, book: Book, period: Period = YEAR) -> Fraction | None:
    return answers.ask_one(figure, period, book).value


def test_the_year_of_a_hall_is_counted_by_the_days_that_count(keeper: Cast) -> None:
    made = sample.year(by=keeper.chen, office=keeper.construction)
    book = Book.now(keeper.zone)
    assert {figure.key: value(figure, book) for figure, _expected in EXPECTED} == {
        figure.key: expected for figure, expected in EXPECTED
    }
    opening = value(f.cases_in_hand, book, periods.year(2019))
    came, went = (value(one, book) for one in (f.cases_accepted, f.cases_decided))
    assert (opening, came, went) == (1, 4, 4)  # 1 + 4 - 4 = 1
    _withdrawn(keeper, made, book)


def _withdrawn(keeper: Cast, made: dict[str, Any], before: Book) -> None:
    """A grant that is withdrawn today counts in what was known before."""
    with act(by=keeper.chen, office=keeper.construction) as a:
        a.withdraw(made["title-1"].grants.get(), reason="名单更正")
    assert value(f.titles_granted, before) == 1
    assert value(f.titles_granted, Book.now(keeper.zone)) == 0


@pytest.mark.thorough("composes a whole report")
def test_the_paragraph_says_what_was_won_on_approval(keeper: Cast) -> None:
    sample.year(by=keeper.chen, office=keeper.construction)
    said = said_of(keeper, Book.now(keeper.zone))
    assert "承诺时限内办结率75%" in said
    assert "争取资金0.015亿元（按批复口径）" in said or "争取资金0.02亿元（按批复口径）" in said
    assert "获批1个" in said


def said_of(keeper: Cast, book: Book) -> str:
    """The room's paragraph."""
    section = next(one for one in compose(keeper.zone, 2020, book).sections if one.line == "services")
    return "".join(paragraph.text for paragraph in section.paragraphs)
