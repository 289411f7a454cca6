"""Clocks: counted in their own unit, stopped by special procedures, able to say why they stand where they stand."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.utils.translation import override

from dajuan.core.calendar import clocks
from dajuan.core.calendar.clocks import Clock, State, Stop, Unit
from dajuan.core.calendar.seed import known_notices
from dajuan.core.calendar.working_days import NotAnnounced, WorkingCalendar

BEIJING = timezone(timedelta(hours=8))


def at(month: int, day: int, hour: int = 9, year: int = 2020) -> datetime:
    return datetime(year, month, day, hour, tzinfo=BEIJING)


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    days = [day for notice in known_notices() for day in notice.days]
    return WorkingCalendar({day.date: day.is_working for day in days}, {day.date: day.name for day in days})


def test_a_limit_of_working_days_ends_with_its_last_day(calendar: WorkingCalendar) -> None:
    clock = Clock(Unit.WORKING_DAYS, 20, at(9, 25))
    assert clock.due_on(calendar) == date(2020, 10, 29)  # deadlines.csv
    assert clock.state(at(10, 29, 23), calendar) == State.RUNNING
    assert clock.state(at(10, 30, 0), calendar) == State.OVERDUE
    assert clock.elapsed(at(9, 28), calendar) == 2
    assert clock.remaining(at(9, 28), calendar) == 18


def test_a_stop_moves_the_due_day_by_the_days_it_took(calendar: WorkingCalendar) -> None:
    stop = Stop(at(9, 28), at(9, 30), "expert review")
    clock = Clock(Unit.WORKING_DAYS, 3, at(9, 25), stops=(stop,))
    assert clock.due_on(calendar) == date(2020, 10, 9)  # 27 and 30 September, then the holiday
    assert clock.elapsed(at(9, 29), calendar) == 1


def test_a_stop_that_ends_on_its_day_stops_nothing(calendar: WorkingCalendar) -> None:
    stop = Stop(at(9, 28, 9), at(9, 28, 17), "hearing")
    assert Clock(Unit.WORKING_DAYS, 3, at(9, 25), (stop,)).due_on(calendar) == date(2020, 9, 29)


def test_while_it_is_stopped_nothing_is_due(calendar: WorkingCalendar) -> None:
    clock = Clock(Unit.WORKING_DAYS, 3, at(9, 25), (Stop(at(9, 28), None, "expert review"),))
    assert clock.state(at(12, 31), calendar) == State.STOPPED
    assert clock.due_on(calendar) is None
    assert clock.elapsed(at(12, 31), calendar) == 1


def test_an_extension_adds_to_the_limit(calendar: WorkingCalendar) -> None:
    assert Clock(Unit.WORKING_DAYS, 1, at(9, 25), extension=2).due_on(calendar) == date(2020, 9, 29)


def test_natural_days_do_not_look_at_the_calendar() -> None:
    clock = Clock(Unit.NATURAL_DAYS, 7, at(9, 30))
    assert clock.due_on() == date(2020, 10, 7)


def test_hours_run_day_and_night_and_stand_still_while_stopped() -> None:
    clock = Clock(Unit.HOURS, 24, at(9, 30), (Stop(at(9, 30, 12), at(9, 30, 15), "reply"),))
    assert clock.due_at() == at(10, 1, 12)
    assert clock.elapsed(at(9, 30, 16)) == 4
    assert clock.state(at(10, 1, 13)) == State.OVERDUE


def test_hours_that_two_stops_share_are_stopped_once() -> None:
    stops = (Stop(at(9, 30, 12), at(9, 30, 15), "reply"), Stop(at(9, 30, 14), at(9, 30, 16), "hearing"))
    assert Clock(Unit.HOURS, 24, at(9, 30), stops).due_at() == at(10, 1, 13)


def test_a_finished_matter_is_in_time_or_late_for_ever(calendar: WorkingCalendar) -> None:
    ended = Clock(Unit.WORKING_DAYS, 3, at(9, 25), ended_at=at(9, 29, 18))
    late = Clock(Unit.WORKING_DAYS, 3, at(9, 25), ended_at=at(9, 30))
    assert ended.state(at(12, 31), calendar) == State.IN_TIME
    assert late.state(at(12, 31), calendar) == State.LATE
    assert ended.elapsed(at(12, 31), calendar) == 3


def test_the_day_is_the_zones_day(calendar: WorkingCalendar) -> None:
    """Accepted at 20:00 UTC on the 24th is accepted on the 25th in Beijing."""
    clock = Clock(Unit.WORKING_DAYS, 1, datetime(2020, 9, 24, 20, tzinfo=UTC))
    assert clock.started_on == date(2020, 9, 25)
    assert clock.due_on(calendar) == date(2020, 9, 27)


def test_a_clock_into_a_year_not_announced_says_so(calendar: WorkingCalendar) -> None:
    clock = Clock(Unit.WORKING_DAYS, 10, at(12, 30, year=2026))
    with pytest.raises(NotAnnounced):
        clock.due_on(calendar)
    assert clock.state(at(12, 31, year=2026), calendar) == State.RUNNING
    with override("en"):
        assert "The calendar of 2027 has not been announced." in clock.in_words(at(12, 31, year=2026), calendar)
        assert clock.in_words(at(1, 8, year=2027), calendar) == "The calendar of 2027 has not been announced."


def test_a_clock_says_why_it_stands_where_it_stands(calendar: WorkingCalendar) -> None:
    clock = Clock(Unit.WORKING_DAYS, 20, at(9, 25), (Stop(at(9, 28), at(9, 30), "expert review"),))
    with override("en"):
        words = clock.in_words(at(10, 10), calendar)
    assert words.startswith("Day 4 of 20 working days. Due on Nov. 2, 2020.")
    assert "Stopped 2 days for expert review." in words
    assert "Sunday, Sept. 27, 2020, counted as a working day." in words
    assert "Saturday, Oct. 10, 2020, counted as a working day." in words
    assert "Not counted for 国庆节: weekdays from Oct. 1, 2020 to Oct. 8, 2020." in words


def test_a_clock_says_so_in_chinese_too(calendar: WorkingCalendar) -> None:
    clock = Clock(Unit.WORKING_DAYS, 20, at(9, 25), (Stop(at(9, 28), at(9, 30), "专家评审"),))
    with override("zh-hans"):
        words = clock.in_words(at(10, 10), calendar)
    assert "特别程序（不计入时限）2天：专家评审。" in words
    assert "2020年9月27日（星期日）调休上班，计入时限。" in words
    assert " " not in words


def test_a_clock_overdue_for_years_still_says_so(calendar: WorkingCalendar, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[date] = []

    def noted(first: date, last: date) -> WorkingCalendar:
        asked.extend((first, last))
        return calendar

    monkeypatch.setattr(clocks, "working_calendar", noted)
    with override("en"):
        words = Clock(Unit.WORKING_DAYS, 3, at(9, 25)).in_words(at(11, 25, year=2025))
    assert asked == [date(2020, 9, 25), date(2025, 11, 25)]
    assert "Overdue: it was due on Sept. 29, 2020" in words
    assert words.count("counted as a working day") == 1  # 27 September 2020, and no Saturday of the years since
