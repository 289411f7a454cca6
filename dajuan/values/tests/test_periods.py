from datetime import date

import pytest

from dajuan.values import periods
from dajuan.values.periods import PeriodError, parse


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-09", date(2020, 9, 1), date(2020, 9, 30)),
        ("2020-Q3", date(2020, 7, 1), date(2020, 9, 30)),
        ("2020-01-01..2020-09-30", date(2020, 1, 1), date(2020, 9, 30)),
        ("since 2018-05-01..2020-12-31", date(2018, 5, 1), date(2020, 12, 31)),
        ("2020-02-29", date(2020, 2, 29), date(2020, 2, 29)),
        ("@2020-12-31", date.min, date(2020, 12, 31)),
    ],
)
def test_a_period_is_read_from_its_words(words: str, first: date, last: date) -> None:
    period = parse(words)
    assert (period.start, period.last) == (first, last)


@pytest.mark.parametrize(
    "words", ["2020", "2020-09", "2020-Q3", "2020-01-01..2020-09-30", "@2020-12-31", "since 2018-05-01..2020-12-31"]
)
def test_a_period_writes_the_words_it_was_read_from(words: str) -> None:
    assert str(parse(words)) == words
    assert parse(str(parse(words))) == parse(words)


@pytest.mark.parametrize(
    "words", ["", "20", "2020-13", "2020-02-30", "2020-Q5", "2020-09-30..2020-01-01", "last year", "0000"]
)
def test_words_that_name_no_period_are_refused(words: str) -> None:
    with pytest.raises(PeriodError):
        parse(words)


@pytest.mark.parametrize(
    ("words", "last_year"),
    [
        ("2020", "2019"),
        ("2020-02", "2019-02"),
        ("2021-02", "2020-02"),
        ("2020-Q1", "2019-Q1"),
        ("2020-01-01..2020-09-30", "2019-01-01..2019-09-30"),
        ("2020-01-01..2020-02-29", "2019-01-01..2019-02-28"),
        ("2021-01-01..2021-02-28", "2020-01-01..2020-02-28"),
        ("2020-02-29", "2019-02-28..2019-02-28"),
        ("@2020-02-29", "@2019-02-28"),
        ("since 2018-05-01..2020-12-31", "since 2018-05-01..2019-12-31"),
    ],
)
def test_last_year_is_the_same_days(words: str, last_year: str) -> None:
    assert parse(words).last_year() == parse(last_year) or str(parse(words).last_year()) == last_year


def test_an_unfinished_year_is_compared_with_the_days_gone_by() -> None:
    assert str(parse("2020").last_year(today=date(2020, 9, 30))) == "2019-01-01..2019-09-30"
    assert str(parse("2020").last_year(today=date(2021, 1, 1))) == "2019"


def test_an_unfinished_month_is_compared_with_the_days_gone_by() -> None:
    assert str(parse("2020-02").last_year(today=date(2020, 2, 29))) == "2019-02"
    assert str(parse("2020-03").last_year(today=date(2020, 3, 10))) == "2019-03-01..2019-03-10"


def test_a_year_that_has_not_begun_has_no_days_gone_by() -> None:
    with pytest.raises(PeriodError):
        parse("2021").cut(date(2020, 12, 31))


def test_neighbours_share_no_day() -> None:
    september, october = parse("2020-09"), parse("2020-10")
    assert september.end == october.start
    assert date(2020, 9, 30) in september
    assert date(2020, 10, 1) not in september


def test_the_months_of_a_year_are_twelve() -> None:
    assert [str(month) for month in parse("2020").months()][:2] == ["2020-01", "2020-02"]
    assert len(parse("2020").months()) == 12
    assert [str(part) for part in parse("2020-01-15..2020-02-10").months()] == [
        "2020-01-15..2020-01-31",
        "2020-02-01..2020-02-10",
    ]


def test_the_period_before_is_of_the_same_kind() -> None:
    assert str(parse("2020-01").previous()) == "2019-12"
    assert str(parse("2020-Q1").previous()) == "2019-Q4"
    assert str(periods.days(date(2020, 3, 11), date(2020, 3, 20)).previous()) == "2020-03-01..2020-03-10"
