"""A week of real readings through the product's own import, against what the network published (data README)."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from dajuan.core.spreadsheets.models import ImportJob
from dajuan.core.spreadsheets.template import example_of
from dajuan.lines.livelihood.air import AirYear, cells_of, station_means, zone_days
from dajuan.lines.livelihood.aqi import Level, Pollutant
from dajuan.lines.livelihood.models import Reading, Station
from dajuan.lines.livelihood.models.stations import cells_by_day
from dajuan.lines.livelihood.registers import ReadingRegister, SchoolRegister
from dajuan.lines.livelihood.tests.plays import imported, read_day, recorded, station
from tests.cast import Cast

WEEK = "air-stations-2020/stations_hourly.csv.gz"


def of_city(shared: Path, city: str) -> list[dict[str, str]]:
    """The published rows of one city, in the order of the file."""
    with gzip.open(shared / "data" / WEEK, "rt", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["city"] == city]


def as_file(rows: list[dict[str, str]]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


@pytest.fixture
def week(cast: Cast, shared: Path) -> ImportJob:
    """Xi'an's week, imported for its thirteen stations."""
    rows = of_city(shared, "西安")
    for name in sorted({row["station"] for row in rows}):
        station(cast, name)
    return imported(cast, ReadingRegister, as_file(rows))


def test_the_week_of_xian_comes_in_whole(week: ImportJob) -> None:
    assert (week.status, week.rejected, week.message) == ("done", 0, "")
    levels: Counter[str] = Counter()
    for reading in Reading.objects.standing():
        assert not reading.differs
        levels[reading.index.level if reading.index else ""] += 1
    assert (levels[Level.EXCELLENT], levels[Level.GOOD], levels[Level.LIGHT]) == (292, 891, 40)
    assert sum(levels.values()) - levels[""] == 1223
    assert not Reading.objects.exclude(mark="").exists()


@pytest.mark.parametrize(
    ("name", "pm25", "pm10"), [("经开区", (94, 36.13), (92, 66.74)), ("草滩", (94, 40.88), (92, 83.23))]
)
def test_the_means_of_two_stations(
    week: ImportJob, name: str, pm25: tuple[int, float], pm10: tuple[int, float]
) -> None:
    readings = Reading.objects.standing().filter(station__name=name)
    for column, (hours, mean) in (("pm25_x10", pm25), ("pm10_x10", pm10)):
        values = list(readings.exclude(**{column: None}).values_list(column, flat=True))
        assert len(values) == hours
        assert round(sum(values) / hours / 10, 2) == mean


def test_days_of_too_few_hours_have_no_daily_mean(week: ImportJob) -> None:
    days = {day.day: day for day in zone_days(cells_of(cells_by_day(Reading.objects.standing())))}
    for short in (2, 6, 8):
        day = days[date(2020, 4, short)]
        assert day.index is None and Pollutant.PM25 not in day.means
    assert Pollutant.PM25 in days[date(2020, 4, 3)].means
    assert days[date(2020, 4, 3)].index is not None


def test_the_same_file_again_records_nothing(cast: Cast, shared: Path, week: ImportJob) -> None:
    again = imported(cast, ReadingRegister, as_file(of_city(shared, "西安")))
    assert (again.changed, again.same) == (0, week.new - again.new)  # new are only rows in which nothing was read
    assert Reading.objects.count() == Reading.objects.standing().count() == again.same


def test_a_changed_value_replaces_the_one_recorded_before(cast: Cast, shared: Path, week: ImportJob) -> None:
    rows = of_city(shared, "西安")
    changed = next(row for row in rows if row["station"] == "经开区" and row["pm25"] == "23")
    changed["pm25"] = "32"
    assert imported(cast, ReadingRegister, as_file(rows)).changed == 1
    new = Reading.objects.exclude(replaces=None).get()
    old = Reading.objects.get(pk=new.replaces)
    assert (old.pm25_x10, old.until_id, new.pm25_x10) == (230, new.moment_id, 320)


def test_a_real_stuck_station_is_found_and_left_out(cast: Cast, shared: Path) -> None:
    rows = [row for row in of_city(shared, "兰州") if row["station"] == "教育港（20181115启用）"]
    station(cast, rows[0]["station"])
    imported(cast, ReadingRegister, as_file(rows))
    stuck = Reading.objects.filter(mark=Reading.Mark.STUCK)
    assert stuck.count() > len(rows) / 2
    first = stuck.order_by("happened_on", "hour")[0]
    assert (first.happened_on, first.hour) == (date(2020, 4, 2), 11)  # equal since 8
    assert first.index is None


def test_a_station_nobody_entered_is_named_with_its_row(cast: Cast) -> None:
    station(cast, "经开区")
    job = imported(
        cast, ReadingRegister, "date,hour,station,aqi,pm25\n20200402,08,经开区,33,23\n20200402,08,草滩,28,19\n"
    )
    assert job.status == ImportJob.Status.FAILED
    assert [finding.row for finding in job.findings.all()] == [3]
    assert not Reading.objects.exists()


def test_an_hour_that_cannot_be_is_found(cast: Cast) -> None:
    station(cast, "经开区")
    job = imported(cast, ReadingRegister, "date,hour,station,pm25\n20200402,25,经开区,23\n20200402,8,经开区,1.23\n")
    assert job.findings.get(row=2).sentence


def test_everything_wrong_with_a_row_is_said_at_once(cast: Cast) -> None:
    station(cast, "经开区")
    job = imported(cast, ReadingRegister, "date,hour,station,pm25\n20209999,25,高新,-3\n")
    assert job.findings.filter(row=2).count() == 4
    said = " ".join(job.findings.values_list("sentence", flat=True))
    assert "between 0 and 23" in said or "0至23" in said or "0 至 23" in said
    assert "经开区" in said, "the stations that are known are told"


@pytest.mark.parametrize(("code", "found"), [("3161000001", 0), ("316100", 1), ("S161000001", 1)])
def test_a_school_code_has_ten_digits(cast: Cast, code: str, found: int) -> None:
    heading = "学校代码,学校名称,学校类别,办学性质,开学日期"
    job = imported(cast, SchoolRegister, f"{heading}\n{code},经开第一小学,小学,公办,2020-09-01\n")
    assert job.findings.count() == found, list(job.findings.values_list("sentence", flat=True))


def test_the_template_shows_choices_as_people_write_them() -> None:
    with translation.override("zh-hans"):
        assert example_of(SchoolRegister().column("ownership")) == "公办"


def test_an_hour_recorded_by_hand_is_not_recorded_again(cast: Cast) -> None:
    made = station(cast, "经开区")
    with recorded(cast) as a:
        made.read(a, happened_on=date(2020, 4, 2), hour=8, pm25_x10=230)
    job = imported(cast, ReadingRegister, "date,hour,station,pm25\n20200402,8,经开区,23\n")
    assert job.findings.count() == 1
    assert Reading.objects.count() == 1


def test_ozone_of_the_night_is_not_the_days_maximum(cast: Cast) -> None:
    made = station(cast)
    with recorded(cast) as a:
        read_day(a, made, date(2020, 7, 1), {"o3_8h_x10": 1500}, hours=range(8))
        read_day(a, made, date(2020, 7, 1), {"o3_8h_x10": 1000}, hours=range(8, 24))
    cells = cells_of(cells_by_day(Reading.objects.standing()))
    assert station_means(cells) == {Pollutant.O3_8H: 1000}


def test_the_calendar_of_a_year_has_every_day_once(cast: Cast) -> None:
    made = station(cast)
    with recorded(cast) as a:
        read_day(a, made, date(2020, 2, 29), {"pm25_x10": 760})
    year = AirYear.of(2020, cells_of(cells_by_day(Reading.objects.standing())))
    places = [place for _month, days in year.months for place in days]
    assert (len(places), sum(place is not None for place in places)) == (372, 366)
    assert (year.good, year.judged, year.pm25, year.valid) == (0, 1, 76, False)
    assert year.by_level[2] == (Level.LIGHT, 1)
    assert Station.objects.evaluated().count() == 1
