"""The air quality index against what the national network published, and against worked examples of the standard."""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from dajuan.lines.livelihood.aqi import (
    HJ_633_2012,
    HJ_633_2026,
    PUBLISHED_LEVELS,
    PUBLISHED_POLLUTANTS,
    EditionUnknown,
    Hour,
    Level,
    Pollutant,
    Stuck,
    city_day,
    daily_mean,
    daily_ozone_8h,
    daily_values,
    day_index,
    eight_hour_means,
    in_force,
    level_of,
    mean,
    percentile,
    printed_x10,
    published_hour,
    reading_x10,
    station_day,
    stuck_pollutant,
    stuck_station,
    year_is_valid,
)

Row = dict[str, str]


@pytest.fixture(scope="module")
def hours(shared: Path) -> list[Row]:
    """One row per station and hour of the week of 2 April 2020, as published."""
    with gzip.open(shared / "data/air-stations-2020/stations_hourly.csv.gz", "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def readings(row: Row) -> dict[Pollutant, int | None]:
    return {pollutant: reading_x10(row[pollutant]) for pollutant in Pollutant}


def published_aqi(row: Row) -> int | None:
    return int(row["aqi"]) if row["aqi"].isdigit() else None


def of_station(hours: list[Row], station: str) -> list[Row]:
    return [row for row in hours if row["city"] == "西安" and row["station"] == station]


def by_day(rows: Iterable[Row], pollutant: Pollutant) -> Mapping[str, list[Hour]]:
    days: dict[str, list[Hour]] = defaultdict(list)
    for row in rows:
        days[row["date"]].append((int(row["hour"]), reading_x10(row[pollutant])))
    return days


# What the network published


def test_every_published_hourly_index_level_and_primary_pollutant_is_recomputed(hours: list[Row]) -> None:
    recomputed = [
        (row, published_hour(readings(row), published_aqi(row), HJ_633_2012)) for row in hours if published_aqi(row)
    ]
    agreeing = [
        row
        for row, index in recomputed
        if index
        and index.aqi == published_aqi(row)
        and index.level == PUBLISHED_LEVELS[row["level"]]
        and set(index.primary) == {PUBLISHED_POLLUTANTS[name] for name in row["primary"].split("|") if name}
    ]
    assert (len(recomputed), len(agreeing)) == (17_776, 17_776)
    assert sum(len(index.primary) == 2 for _row, index in recomputed if index) == 168


def test_an_hour_without_a_published_index_gives_none(hours: list[Row]) -> None:
    without = [row for row in hours if published_aqi(row) is None]
    assert len(without) == 2_146
    assert not any(published_hour(readings(row), None, HJ_633_2012) for row in without)


def test_a_week_of_xian_has_the_published_classes(hours: list[Row]) -> None:
    week = [published_hour(readings(row), published_aqi(row), HJ_633_2012) for row in hours if row["city"] == "西安"]
    assert Counter(index.level if index else None for index in week) == {
        Level.EXCELLENT: 292,
        Level.GOOD: 891,
        Level.LIGHT: 40,
        None: 12,
    }


@pytest.mark.parametrize(
    ("station", "pollutant", "readings_made", "mean_x100"),
    [
        ("经开区", Pollutant.PM25, 94, 3613),
        ("经开区", Pollutant.PM10, 92, 6674),
        ("草滩", Pollutant.PM25, 94, 4088),
        ("草滩", Pollutant.PM10, 92, 8323),
    ],
)
def test_a_stations_mean_counts_only_what_was_read(
    hours: list[Row], station: str, pollutant: Pollutant, readings_made: int, mean_x100: int
) -> None:
    read = [reading_x10(row[pollutant]) for row in of_station(hours, station)]
    of_them = mean(read)
    assert sum(value is not None for value in read) == readings_made
    assert of_them is not None
    assert round(of_them * 10) == mean_x100


def test_a_day_with_fewer_than_twenty_hours_has_no_mean(hours: list[Row]) -> None:
    days = by_day(of_station(hours, "经开区"), Pollutant.PM25)
    for day in ("20200402", "20200406", "20200408"):
        assert daily_mean(days[day]) is None
    read = [value for _hour, value in days["20200403"] if value is not None]
    assert len(read) >= 20
    assert daily_mean(days["20200403"]) == Fraction(sum(read), len(read))


# The table


@pytest.mark.parametrize(
    ("pollutant", "value_x10", "index"),
    [
        (Pollutant.PM25, 0, 0),
        (Pollutant.PM25, 350, 50),
        (Pollutant.PM25, 355, 51),
        (Pollutant.PM25, 750, 100),
        (Pollutant.PM25, 760, 102),
        (Pollutant.PM25, 1150, 150),
        (Pollutant.PM25, 5000, 500),
        (Pollutant.PM25, 9000, 500),
        (Pollutant.CO, 20, 50),
        (Pollutant.CO, 21, 53),
        (Pollutant.O3_8H, 1600, 100),
        (Pollutant.O3_8H, 1610, 101),
        (Pollutant.SO2, 26200, 500),
    ],
)
def test_a_days_sub_index_is_rounded_up(pollutant: Pollutant, value_x10: int, index: int) -> None:
    found = HJ_633_2012.daily_index({pollutant: value_x10})
    assert found is not None
    assert found.aqi == index


def test_sulphur_dioxide_has_no_hourly_index_above_800() -> None:
    assert HJ_633_2012.hourly_index({Pollutant.SO2: 8000}) is not None
    assert HJ_633_2012.hourly_index({Pollutant.SO2: 8010}) is None


def test_the_one_hour_ozone_value_counts_only_above_the_eight_hour_row() -> None:
    below = HJ_633_2012.daily_index({Pollutant.O3_8H: 1000, Pollutant.O3_1H: 3000})
    above = HJ_633_2012.daily_index({Pollutant.O3_8H: 8010, Pollutant.O3_1H: 9000})
    assert below is not None
    assert above is not None
    assert (below.aqi, above.aqi, above.primary) == (50, 350, (Pollutant.O3_1H,))


def test_pollutants_that_tie_are_all_primary_and_none_is_up_to_fifty() -> None:
    tied = HJ_633_2012.daily_index({Pollutant.PM25: 750, Pollutant.PM10: 1500, Pollutant.NO2: 10})
    clean = HJ_633_2012.daily_index({Pollutant.PM25: 350, Pollutant.PM10: 100})
    assert tied is not None
    assert clean is not None
    assert (tied.aqi, tied.good, set(tied.primary)) == (100, True, {Pollutant.PM25, Pollutant.PM10})
    assert clean.primary == ()
    assert clean.missing([Pollutant.PM25, Pollutant.NO2]) == (Pollutant.NO2,)


def test_the_level_changes_after_its_end() -> None:
    assert [level_of(aqi) for aqi in (0, 50, 51, 100, 101, 150, 151, 200, 201, 300, 301, 500)] == [
        Level.EXCELLENT,
        Level.EXCELLENT,
        Level.GOOD,
        Level.GOOD,
        Level.LIGHT,
        Level.LIGHT,
        Level.MODERATE,
        Level.MODERATE,
        Level.HEAVY,
        Level.HEAVY,
        Level.SEVERE,
        Level.SEVERE,
    ]


def test_nothing_read_gives_no_index() -> None:
    assert HJ_633_2012.daily_index({Pollutant.PM25: None}) is None
    assert HJ_633_2012.hourly_index({}) is None


# Editions


def test_the_edition_changes_on_the_first_of_march_2026() -> None:
    assert in_force(date(2026, 2, 28)) is HJ_633_2012
    assert in_force(date(2026, 3, 1)) is HJ_633_2026


def test_an_edition_whose_breakpoints_are_not_known_gives_no_index_and_says_so() -> None:
    with pytest.raises(EditionUnknown, match="HJ 633-2026"):
        day_index({Pollutant.PM25: Fraction(350)}, date(2026, 3, 1))
    with pytest.raises(EditionUnknown, match="HJ 633-2026"):
        HJ_633_2026.hourly_index({Pollutant.PM25: 350})


def test_a_day_before_the_first_edition_is_refused() -> None:
    with pytest.raises(EditionUnknown, match="2015-12-31"):
        in_force(date(2015, 12, 31))


# Readings and means


@pytest.mark.parametrize(
    ("text", "x10"), [("0.9", 9), ("36", 360), ("", None), ("—", None), (" 1 ", 10), ("1.0", 10), ("0", 0)]
)
def test_a_reading_is_kept_in_tenths(text: str, x10: int | None) -> None:
    assert reading_x10(text) == x10


@pytest.mark.parametrize("text", ["0.95", "-3", "abc", "NaN", "1e400000", "inf"])
def test_what_is_no_reading_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Not a reading"):
        reading_x10(text)


def test_an_hour_given_twice_counts_once() -> None:
    assert daily_mean([(0, 10)] * 20) is None
    assert daily_mean([(hour, 10) for hour in range(20)] + [(0, 10)]) == 10


def test_ozone_needs_six_of_eight_hours_and_fourteen_means_unless_it_is_above_the_limit() -> None:
    whole_day: list[Hour] = [(hour, 1000) for hour in range(1, 25)]
    means = eight_hour_means(whole_day)
    assert means[0] == (6, Fraction(1000))
    assert daily_ozone_8h(means) == 1000
    assert daily_ozone_8h(means[:10]) is None
    assert daily_ozone_8h([(15, 1601)]) == 1601
    assert daily_ozone_8h([(7, 2000)]) is None


def test_printed_values_are_rounded_half_to_even() -> None:
    assert printed_x10(Fraction(745), Pollutant.PM25) == 740
    assert printed_x10(Fraction(755), Pollutant.PM25) == 760
    assert printed_x10(Fraction(1509, 2), Pollutant.PM25) == 750
    assert printed_x10(Fraction(21, 2), Pollutant.CO) == 10


def test_a_citys_value_is_the_mean_of_its_stations_and_only_then_the_index() -> None:
    def station(x10: int) -> dict[Pollutant, list[Hour]]:
        return {Pollutant.PM25: [(hour, x10) for hour in range(24)]}

    silent: dict[Pollutant, list[Hour]] = {Pollutant.PM25: [(0, 9000)]}
    city = city_day([station_day(station(300)), station_day(station(500)), station_day(silent)])
    assert daily_values(city) == {Pollutant.PM25: 400}
    index = day_index(city, date(2020, 4, 3))
    assert index is not None
    assert (index.aqi, index.edition) == (57, "HJ 633-2012")


# The year


def test_a_percentile_lies_between_two_neighbours_in_proportion() -> None:
    assert percentile([10, 20, 30, 40, 50], Fraction(90, 100)) == 46
    assert percentile([7], Fraction(95, 100)) == 7
    assert percentile(range(1, 102), Fraction(95, 100)) == 96
    assert percentile([], Fraction(95, 100)) is None


def test_a_year_needs_324_days_and_27_of_each_month_but_25_of_february() -> None:
    year = [date.fromordinal(date(2020, 1, 1).toordinal() + day) for day in range(366)]
    assert year_is_valid(year, 2020)
    assert not year_is_valid([day for day in year if day.day <= 26 or day.month != 4], 2020)
    assert year_is_valid([day for day in year if day.day <= 25 or day.month != 2], 2020)
    assert not year_is_valid([day for day in year if day.day <= 26 or day.month == 2], 2020)
    assert not year_is_valid(year, 2019)


# Stuck instruments


def test_a_pollutant_that_repeats_itself_is_stuck_and_a_missing_hour_ends_it() -> None:
    read: list[Hour] = [(0, 5), (1, 5), (2, 5), (3, None), (4, 5), (5, 6), (6, 6), (7, 6), (8, 6)]
    assert stuck_pollutant(read, at_least=3) == [Stuck(0, 2), Stuck(5, 8)]
    assert stuck_pollutant([], at_least=3) == []


def test_a_station_is_stuck_where_all_its_readings_repeat_for_four_hours() -> None:
    still: dict[Pollutant, int | None] = {Pollutant.PM25: 360, Pollutant.CO: 9}
    moved: dict[Pollutant, int | None] = {Pollutant.PM25: 360, Pollutant.CO: 8}
    assert stuck_station([(hour, still) for hour in range(3)] + [(3, moved)]) == []
    assert stuck_station([(hour, still) for hour in range(4)] + [(4, moved)]) == [Stuck(0, 3)]
    assert stuck_station([(hour, {Pollutant.PM25: 360}) for hour in range(9)]) == []
