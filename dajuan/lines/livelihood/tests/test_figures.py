"""The figures of a year that can be counted on fingers, as known before and after a withdrawal."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from dajuan.figures import answers
from dajuan.figures.book import Book
from dajuan.figures.vocabulary import Figure
from dajuan.lines.livelihood import figures, sample
from dajuan.lines.livelihood.models import Reading
from dajuan.lines.livelihood.tests.plays import (
    hospital,
    open_school,
    read_day,
    recorded,
    school,
    station,
    survey,
    union,
    venue,
)
from dajuan.values import periods
from tests.cast import Cast

DAY = timedelta(days=1)
SEPTEMBER = date(2020, 9, 1)
Y2019, Y2020 = periods.year(2019), periods.year(2020)


def value(figure: Figure, cast: Cast, period: periods.Period = Y2020, book: Book | None = None) -> Any:
    return answers.ask_one(figure, period, book or Book.now(cast.zone)).value


# Schools and seats


def test_schools_and_phases_count_alike_and_apart(cast: Cast) -> None:
    first = open_school(cast, "S1")
    open_school(cast, "S2", date(2019, 9, 1))
    open_school(cast, "S1-2", phase_of=first)
    assert value(figures.schools_opened, cast) == 2
    parts = answers.ask_by(figures.schools_opened, "unit", Y2020, Book.now(cast.zone))
    assert {unit: answer.value for unit, answer in parts.items()} == {"phase": 1, "school": 1}
    assert value(figures.schools_operating, cast) == 3
    assert value(figures.schools_operating, cast, Y2019) == 1


def test_a_withdrawn_opening_leaves_yesterdays_answer(cast: Cast) -> None:
    opened = open_school(cast).opening
    before = Book.now(cast.zone)
    assert opened is not None
    with recorded(cast) as a:
        a.withdraw(opened, reason="尚未开学")
    assert value(figures.schools_opened, cast, book=before) == 1
    assert value(figures.schools_opened, cast) == 0


def test_only_seats_in_use_are_added(cast: Cast) -> None:
    made = open_school(cast)
    for step, schooling, classes in (("in_use", "primary", 24), ("in_use", "junior", 10), ("built", "primary", 6)):
        with recorded(cast) as a:
            made.add_seats(a, step=step, schooling=schooling, classes=classes, class_size=45, happened_on=SEPTEMBER)
    assert value(figures.seats_added, cast) == 34 * 45
    parts = answers.ask_by(figures.seats_added, "schooling", Y2020, Book.now(cast.zone))
    assert {name: answer.value for name, answer in parts.items()} == {"junior": 450, "primary": 1080}


# Unions: C68 to C70


def test_unions_in_force_are_those_founded_less_those_dissolved(cast: Cast) -> None:
    lead = open_school(cast, day=date(2018, 9, 1))
    city, district, gone = union(cast, "市级", "city"), union(cast, "区级"), union(cast, "已解散")
    for one in (city, district, gone):
        with recorded(cast) as a:
            one.found(a, lead=lead, happened_on=date(2019, 3, 1))
    with recorded(cast) as a:
        gone.dissolve(a, happened_on=date(2020, 3, 1))
    assert [value(figures.unions_city, cast), value(figures.unions_district, cast)] == [1, 1]
    assert value(figures.unions_district, cast, Y2019) == 2


def test_coverage_is_whole_when_no_school_is_missing(cast: Cast) -> None:
    lead, weak = open_school(cast, "S1"), open_school(cast, "S2")
    open_school(cast, "K1", kind="kindergarten")
    school(cast, "S3")  # not opened yet
    made = union(cast)
    with recorded(cast) as a:
        made.found(a, lead=lead, happened_on=SEPTEMBER)
    assert value(figures.schools_compulsory, cast) == 2
    assert value(figures.union_coverage, cast) == 50
    with recorded(cast) as a:
        made.admit(a, school=weak, role="member", happened_on=SEPTEMBER + DAY)
    assert value(figures.union_coverage, cast) == 100
    assert value(figures.union_coverage, cast, periods.at(SEPTEMBER)) == 50
    with recorded(cast) as a:
        made.part(a, school=weak, happened_on=date(2020, 12, 1))
    assert value(figures.union_coverage, cast) == 50


def test_a_school_in_two_unions_is_covered_once_and_until_it_has_left_both(cast: Cast) -> None:
    lead, weak = open_school(cast, "S1"), open_school(cast, "S2")
    one, other = union(cast, "一"), union(cast, "二")
    for made in (one, other):
        with recorded(cast) as a:
            made.found(a, lead=lead, happened_on=SEPTEMBER)
        with recorded(cast) as a:
            made.admit(a, school=weak, role="member", happened_on=SEPTEMBER)
    assert value(figures.schools_covered, cast) == 2
    with recorded(cast) as a:
        one.part(a, school=weak, happened_on=date(2020, 10, 1))
    assert value(figures.schools_covered, cast) == 2
    with recorded(cast) as a:
        other.dissolve(a, happened_on=date(2020, 11, 1))
    assert value(figures.schools_covered, cast) == 1


def test_a_school_that_came_back_is_covered(cast: Cast) -> None:
    lead, weak, made = open_school(cast, "S1"), open_school(cast, "S2"), union(cast)
    with recorded(cast) as a:
        made.found(a, lead=lead, happened_on=SEPTEMBER)
    for month in (9, 11):
        with recorded(cast) as a:
            made.admit(a, school=weak, role="member", happened_on=date(2020, month, 1))
        if month == 9:
            with recorded(cast) as a:
                made.part(a, school=weak, happened_on=date(2020, 10, 1))
    assert value(figures.schools_covered, cast) == 2
    assert value(figures.schools_covered, cast, periods.at(date(2020, 10, 15))) == 1


# Hospitals and venues: C71 and C72


def test_hospitals_under_construction_count_by_the_rating_of_their_parent(cast: Cast) -> None:
    first, second, other = hospital(cast), hospital(cast, name="二"), hospital(cast, "secondary", "三")
    for one in (first, second, other):
        with recorded(cast) as a:
            one.begin(a, happened_on=date(2019, 5, 1))
    with recorded(cast) as a:
        second.complete(a, happened_on=date(2020, 5, 1))
    assert value(figures.hospitals_building, cast) == 1
    assert value(figures.hospitals_building, cast, Y2019) == 2
    assert value(figures.hospitals_all_building, cast) == 2


def test_progress_of_the_venues_is_their_mean(cast: Cast) -> None:
    one, other = venue(cast, "一"), venue(cast, "二")
    for made, steps in ((one, [300, 700]), (other, [500])):
        with recorded(cast) as a:
            made.begin(a, happened_on=date(2020, 1, 1))
        for month, step in enumerate(steps, 3):
            with recorded(cast) as a:
                made.advance(a, advanced_x10=step, happened_on=date(2020, month, 1))
    assert value(figures.renovation_progress, cast) == 75
    assert value(figures.venues_renovating, cast) == 2
    report = one.progress_reports.standing().get(advanced_x10=300)
    with recorded(cast) as a:
        a.withdraw(report, reason="误报")
    assert value(figures.renovation_progress, cast) == 60


# Air: C73 to C76

REST: dict[str, int] = {
    "pm10_x10": 500,
    "so2_x10": 100,
    "no2_x10": 300,
    "co_x10": 6,
    "o3_1h_x10": 900,
    "o3_8h_x10": 800,
}
CLEAN = {"pm25_x10": 350, **REST}  # index 50
FAIR = {"pm25_x10": 750, **REST}  # index 100: the last good one
FOUL = {"pm25_x10": 760, **REST}  # index 102


def test_good_days_are_those_of_the_mean_over_the_stations(cast: Cast) -> None:
    one, other = station(cast, "一"), station(cast, "二", "provincial")
    with recorded(cast) as a:
        for day, pair in enumerate(((CLEAN, CLEAN), (FAIR, FAIR), (FOUL, FOUL), (FOUL, CLEAN)), 1):
            for place, values in zip((one, other), pair, strict=True):
                read_day(a, place, date(2020, 3, day), values)
    assert value(figures.air_good_days, cast) == 3
    assert value(figures.air_judged_days, cast) == 4
    assert value(figures.air_good_share, cast) == 75
    assert value(figures.air_good_days, cast, Y2019) is None


def test_a_day_of_nineteen_hours_is_not_judged(cast: Cast) -> None:
    made = station(cast)
    with recorded(cast) as a:
        read_day(a, made, date(2020, 3, 1), CLEAN, hours=range(19))
        read_day(a, made, date(2020, 3, 2), CLEAN, hours=range(4, 24))
    assert [value(figures.air_good_days, cast), value(figures.air_judged_days, cast)] == [1, 1]


def test_a_day_of_one_pollutant_is_judged_only_where_it_exceeds(cast: Cast) -> None:
    made = station(cast)
    with recorded(cast) as a:
        read_day(a, made, date(2020, 3, 1), {"pm25_x10": 350})
        read_day(a, made, date(2020, 3, 2), {"pm25_x10": 760})
    assert [value(figures.air_good_days, cast), value(figures.air_judged_days, cast)] == [0, 1]


def test_micro_stations_and_marked_readings_are_left_out(cast: Cast) -> None:
    made, micro = station(cast, "一"), station(cast, "二", "micro")
    with recorded(cast) as a:
        read_day(a, made, date(2020, 3, 1), CLEAN)
        read_day(a, micro, date(2020, 3, 1), FOUL)
        for hour in range(24):
            a.enter(made.reading(date(2020, 3, 2), hour, FOUL, published_aqi=1, mark=Reading.Mark.STUCK))
    assert value(figures.air_judged_days, cast) == 1
    assert value(figures.pm25_mean, cast) == 35


def test_more_good_days_than_last_year(cast: Cast) -> None:
    made = station(cast)
    with recorded(cast) as a:
        for day in (date(2019, 3, 1), date(2020, 3, 1), date(2020, 3, 2)):
            read_day(a, made, day, CLEAN)
    assert value(figures.air_good_days_more, cast) == 1


def test_means_are_of_daily_means_rounded_half_to_even(cast: Cast) -> None:
    made = station(cast)
    with recorded(cast) as a:
        read_day(a, made, date(2020, 3, 1), {"pm25_x10": 350, "pm10_x10": 800})
        read_day(a, made, date(2020, 3, 2), {"pm25_x10": 360, "pm10_x10": 810}, hours=range(20))
    assert value(figures.pm25_mean, cast) == 36  # 35.5
    assert value(figures.pm10_mean, cast) == 80  # 80.5


def test_days_of_an_edition_that_is_not_known_are_not_counted(cast: Cast) -> None:
    made = station(cast)
    with recorded(cast) as a:
        read_day(a, made, date(2026, 3, 1), CLEAN)
    assert value(figures.air_good_days, cast, periods.year(2026)) is None
    assert value(figures.pm25_mean, cast, periods.year(2026)) == 35


def test_a_corrected_reading_leaves_yesterdays_mean(cast: Cast) -> None:
    made = station(cast)
    with recorded(cast) as a:
        read_day(a, made, date(2020, 3, 1), CLEAN)
    before = Book.now(cast.zone)
    wrong = made.readings.standing().get(hour=8)
    with recorded(cast) as a:
        a.withdraw(wrong, reason="站点更正")
        made.read(a, happened_on=date(2020, 3, 1), hour=8, pm25_x10=350 + 24 * 100, published_aqi=1)
    assert value(figures.pm25_mean, cast, book=before) == 35
    assert value(figures.pm25_mean, cast) == 45


# Surveys


def test_satisfaction_is_of_all_who_answered(cast: Cast) -> None:
    made = survey(cast)
    for month, asked, satisfied in ((3, 100, 90), (9, 300, 282)):
        with recorded(cast) as a:
            made.close_round(a, sample=asked, satisfied=satisfied, happened_on=date(2020, month, 1))
    assert value(figures.livelihood_satisfaction, cast) == Fraction(93)


# The whole sample year


def test_the_figures_of_the_sample_year_are_those_counted_on_fingers(cast: Cast) -> None:
    sample.year(by=cast.sun, office=cast.education)
    counted = {
        figures.schools_opened: 2,
        figures.schools_operating: 5,
        figures.seats_added: 24 * 45 + 12 * 30,
        figures.unions_district: 1,
        figures.unions_city: 0,
        figures.schools_compulsory: 4,
        figures.schools_covered: 2,
        figures.union_coverage: 50,
        figures.hospitals_building: 1,
        figures.hospitals_topped: 1,
        figures.venues_renovating: 1,
        figures.renovation_progress: 60,
        figures.air_good_days: 2,
        figures.air_judged_days: 3,
        figures.livelihood_satisfaction: Fraction(956, 10),
    }
    assert {figure.key: value(figure, cast) for figure in counted} == {one.key: is_ for one, is_ in counted.items()}
    assert value(figures.schools_opened, cast, Y2019) == 2
