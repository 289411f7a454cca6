"""What every figure in the catalogue promises, whichever room declares it (design.md section 4).

Its value equals another computation by another engine; it equals its measure taken again over the rows it opens to;
and a withdrawal today changes no answer about yesterday.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dajuan.core.records.act import act
from dajuan.core.records.models import Moment, entry_types
from dajuan.core.staff.models import User, Zone
from dajuan.desk.demo import load
from dajuan.figures import answers, catalogue
from dajuan.figures.book import Book
from dajuan.figures.vocabulary import Figure, Measure, Span, Stock
from dajuan.values import periods
from dajuan.values.periods import Period
from tests.oracle import Oracle

pytestmark = pytest.mark.django_db
MOST = 3000  # of one kind to be withdrawn

PERIODS = [
    periods.year(2019),
    periods.year(2020),
    periods.month(2020, 9),
    periods.quarter(2020, 4),
    periods.year_to_date(date(2020, 9, 30)),
    periods.at(date(2020, 6, 30)),
    periods.since(date(2019, 3, 1), date(2020, 12, 31)),
    periods.year(2031),
]


@pytest.fixture(scope="module")
def zone(module_of_its_own: None) -> Zone:
    return load(0.01)


def some_moments() -> list[int]:
    """Nothing, an early day, the end of the year, in between the corrections, and now."""
    last = Moment.objects.last()
    assert last is not None
    end = Moment.objects.filter(recorded_at__year=2020).order_by("-number").values_list("number", flat=True)[0]
    return [0, last.number // 3, end, (end + last.number) // 2, last.number]


@pytest.mark.thorough("a minute of its own")
def test_every_figure_equals_another_computation(zone: Zone) -> None:
    figures = catalogue.every()
    assert all(answer.value is None for answer in answers.ask(figures, PERIODS[0], Book(zone, 0)).values())
    for moment, asked in zip(some_moments()[1:], (PERIODS[:1], PERIODS[2:4], PERIODS[4:], PERIODS[1:2]), strict=True):
        book = Book(zone, moment)
        oracle = Oracle(book)
        for period in asked:
            found = answers.ask(figures, period, book)
            for figure in figures:
                expected = oracle.value(figure, period)
                assert found[figure.key].value == expected, f"{figure.key} {period} as of {moment}"


@pytest.mark.thorough("half a minute of its own")
def test_every_value_is_its_measure_over_its_opened_rows(zone: Zone) -> None:
    leaves = [figure for figure in catalogue.every() if isinstance(figure, Measure)]
    moments = some_moments()[1:]

    @settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.data())
    def law(data: st.DataObject) -> None:
        for figure in leaves:
            period, moment = data.draw(st.sampled_from(PERIODS)), data.draw(st.sampled_from(moments))
            opens_to_its_rows(figure, period, Book(zone, moment))

    law()


def opens_to_its_rows(figure: Measure, period: Period, book: Book) -> None:
    """A figure's value, taken again over its opened rows; the parts of each breakdown are all of them."""
    answer = answers.ask_one(figure, period, book)
    numbers = answers.numbers_behind(figure, period, book)
    rows = list(figure.rows.entry._base_manager.filter(pk__in=numbers))
    assert len(rows) == len(numbers) == answers.count_behind(figure, period, book)
    assert answer.value == measured_again(figure, rows)
    parts = [
        one
        for by in figure.by
        for member in answers.ask_by(figure, by, period, book)
        for one in answers.numbers_behind(figure, period, book, by, member)
    ]
    assert sorted(parts) == sorted([*numbers] * len(figure.by)), f"{figure.key} {period} as of {book.moment}"


def measured_again(figure: Measure, rows: list[Any]) -> Fraction | None:
    """The measure over rows already read, by hand."""
    values = [getattr(row, figure.column) for row in rows] if figure.column else []
    known = [value for value in values if value is not None]
    if figure.kind == "count":
        whole: int | None = len(rows)
    elif figure.kind == "total":
        whole = sum(known)
    elif figure.kind == "distinct":
        whole = len(set(known))
    elif figure.kind == "lowest":
        whole = min(known, default=None)
    else:
        last = max(rows, key=lambda row: (getattr(row, figure.rows.on), row.number), default=None)
        whole = None if last is None else getattr(last, figure.column)
    return None if whole is None else Fraction(whole) / figure.scale


@pytest.mark.thorough("half a minute of its own")
def test_a_withdrawal_today_changes_no_answer_about_yesterday(zone: Zone) -> None:
    figures = catalogue.every()
    yesterday = Book.now(zone)
    before = values_of(figures, yesterday)
    chief = User.objects.get(username="chen")
    with act(by=chief) as a:
        for model in entry_types().values():
            if model._meta.app_label == "editions":
                continue  # what was published stays
            for entry in model._base_manager.filter(until__isnull=True)[:MOST]:  # all but some readings
                a.withdraw(entry, reason="作废")
    answers.forget()  # what was remembered must not answer for the ledger
    assert values_of(figures, yesterday) == before
    assert values_of(figures, Book.now(zone)) != before


def values_of(figures: list[Figure], book: Book) -> dict[tuple[str, str], Fraction | None]:
    return {
        (figure.key, str(period)): answer.value
        for period in PERIODS[:3]
        for figure, answer in zip(figures, answers.ask_all([(f, period) for f in figures], book), strict=True)
    }


@pytest.mark.thorough("half a minute of its own")
def test_every_stock_opens_with_what_was_there_and_closes_with_in_less_out(zone: Zone) -> None:
    book = Book.now(zone)
    year = periods.year(2020)
    stocks = [figure for figure in catalogue.every() if isinstance(figure, Stock)]
    assert stocks
    for figure in stocks:
        opening, closing = (answers.ask_one(figure, p, book).value for p in (periods.year(2019), year))
        came, went = flow(figure.came, year, book), flow(figure.went, year, book)
        assert None not in (opening, closing)
        assert opening + came - went == closing, figure.key  # type: ignore[operator]  # none is None


def flow(part: Figure, period: Period, book: Book) -> Fraction:
    """What a part of a stock counts in a period; of a part that is a stock itself, what came less what went."""
    if isinstance(part, Stock):
        return flow(part.came, period, book) - flow(part.went, period, book)
    value = answers.ask_one(replace(part, span=Span.PERIOD), period, book).value
    assert value is not None
    return value


def test_every_figure_says_what_it_counts_in_a_unit(zone: Zone) -> None:
    assert catalogue.check() == []
    for figure in catalogue.every():
        assert str(figure.name)
        assert str(figure.unit)
        assert str(figure.counts) or figure.parts


def test_every_claim_of_the_two_rooms_is_answered() -> None:
    answered = {claim for figure in catalogue.every() for claim in figure.claim}
    assert {f"C{number}" for number in range(54, 78)} <= answered
