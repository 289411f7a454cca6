"""Working days against the notices, and deadlines as they were seen before and after one changed (data README)."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.utils.translation import override

from dajuan.core.calendar.models import DayChange
from dajuan.core.calendar.notices import read_notice, record_notice
from dajuan.core.calendar.seed import seed_calendar
from dajuan.core.calendar.working_days import (
    NotAnnounced,
    add_working_days,
    is_working,
    working_calendar,
    working_days_between,
)
from dajuan.core.records.act import act
from dajuan.core.records.models import Refused
from tests.cast import Cast

Load = Callable[..., int]


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


@pytest.fixture
def load(cast: Cast, shared: Path) -> Load:
    """Record files of the holidays folder, each in an act of its own; gives the number of changes."""

    def record(*names: str) -> int:
        changes = 0
        for name in names:
            notice = read_notice((shared / "data/holidays" / name).read_text(encoding="utf-8"))
            with act(by=cast.li) as one:
                changes += len(record_notice(one, notice))
        return changes

    return record


@pytest.fixture
def loaded(load: Load) -> None:
    load("2018.json", "2019.json", "2020-before-2020-01-27.json")
    load(*[f"{year}.json" for year in range(2020, 2027)])


@pytest.fixture
def seeded(cast: Cast) -> None:
    with act(by=cast.li) as one:
        seed_calendar(one)


def check_deadlines(shared: Path) -> None:
    for row in rows_of(shared / "data/holidays/deadlines.csv"):
        due = add_working_days(date.fromisoformat(row["accepted"]), int(row["working_days"]))
        assert due.isoformat() == row["due"], row


def check_deadlines_as_seen(shared: Path) -> None:
    for row in rows_of(shared / "data/holidays/deadlines_asof.csv"):
        accepted, days = date.fromisoformat(row["accepted"]), int(row["working_days"])
        before = add_working_days(accepted, days, known=date(2020, 1, 26))
        after = add_working_days(accepted, days, known=date(2020, 1, 27))
        assert before.isoformat() == row["due_as_seen_before_2020-01-27"], row
        assert after.isoformat() == row["due_as_seen_after_2020-01-27"], row


def check_months(shared: Path) -> None:
    rows = rows_of(shared / "data/holidays/workdays_per_month.csv")
    calendar = working_calendar(date(2018, 1, 1), date(2026, 12, 31))
    assert [int(row["year"]) for row in rows] == list(range(2018, 2027))
    for row in rows:
        year = int(row["year"])
        found = [day.month for day in calendar.working_days(date(year, 1, 1), date(year, 12, 31))]
        assert [found.count(month) for month in range(1, 13)] == [int(row[str(month)]) for month in range(1, 13)], row
        assert len(found) == int(row["total"])


@pytest.mark.usefixtures("loaded")
def test_imported_notices_give_every_expected_deadline(shared: Path) -> None:
    check_deadlines(shared)
    check_deadlines_as_seen(shared)
    check_months(shared)


@pytest.mark.usefixtures("seeded")
def test_the_calendar_the_product_brings_gives_the_same(shared: Path) -> None:
    check_deadlines(shared)
    check_deadlines_as_seen(shared)
    check_months(shared)


@pytest.mark.usefixtures("seeded")
def test_importing_what_is_known_records_nothing(load: Load) -> None:
    assert load("2018.json", "2020-before-2020-01-27.json", *[f"{year}.json" for year in range(2020, 2027)]) == 0


def test_a_day_a_later_notice_no_longer_names_is_ordinary_again(cast: Cast, load: Load) -> None:
    load("2020-before-2020-01-27.json")
    text = '{"year": 2020, "papers": [], "days": [{"date": "2020-01-01", "isOffDay": true, "name": "元旦"}]}'
    with act(by=cast.li) as one:
        record_notice(one, read_notice(text, issued_on=date(2020, 1, 10)))
    assert not is_working(date(2020, 1, 24), known=date(2020, 1, 9))
    assert is_working(date(2020, 1, 24))


def test_a_book_knows_only_what_had_been_recorded(load: Load) -> None:
    load("2020-before-2020-01-27.json")
    moment = DayChange.objects.latest("number").moment_id
    load("2020.json")
    assert add_working_days(date(2020, 1, 22), 3, as_of=moment) == date(2020, 2, 1)
    assert add_working_days(date(2020, 1, 22), 3) == date(2020, 2, 4)


@pytest.mark.usefixtures("seeded")
def test_a_year_beyond_the_table_has_not_been_announced() -> None:
    with pytest.raises(NotAnnounced, match="2027"):
        add_working_days(date(2026, 12, 30), 5)
    with pytest.raises(NotAnnounced, match="2021"):
        add_working_days(date(2020, 12, 30), 5, known=date(2020, 6, 1))


@pytest.mark.usefixtures("seeded")
def test_may_day_of_2019_was_one_day_until_it_was_prolonged() -> None:
    assert is_working(date(2019, 5, 2), known=date(2019, 3, 21))
    assert not is_working(date(2019, 5, 2), known=date(2019, 3, 22))


@pytest.mark.usefixtures("seeded")
def test_the_day_of_acceptance_is_not_counted() -> None:
    assert working_days_between(date(2020, 9, 25), date(2020, 9, 28)) == 2  # Sunday the 27th was made up
    assert working_days_between(date(2020, 9, 25), date(2020, 9, 25)) == 0
    assert add_working_days(date(2020, 9, 25), 0) == date(2020, 9, 25)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"year": 2020, "days": [{"date": "2020-02-30", "isOffDay": true}]}'])
def test_a_file_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_notice(text)


def test_a_notice_without_a_day_of_issue_asks_for_it() -> None:
    with override("zh-hans"), pytest.raises(Refused, match="印发"):
        read_notice('{"year": 2020, "days": []}')
