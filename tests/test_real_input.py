"""Real files through the product's own imports, ending in its own figures; ../shared/data/README.md has the answers.

Each file goes in as a user sends it: by the command or by the pages. The expected numbers come from the data's README.
"""

import csv
import gzip
import io
import json
from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.management import CommandError, call_command
from django.test import Client

from dajuan.core.calendar.working_days import add_working_days
from dajuan.core.companies.models import Company
from dajuan.core.places.divisions import Known, division_on, divisions_under
from dajuan.core.places.geometry import area_dm2
from dajuan.core.places.models import Area, zone_outline
from dajuan.core.records.models import Batch
from dajuan.core.spreadsheets.models import ImportJob
from dajuan.core.tickets.models import Ticket
from dajuan.figures import answers, catalogue
from dajuan.figures.book import Book
from dajuan.figures.statement import statement
from dajuan.lines.city.models import Work
from dajuan.lines.livelihood.aqi import Level, in_force
from dajuan.lines.livelihood.models import Reading, Station
from dajuan.values import periods
from dajuan.values.credit_codes import State, check
from dajuan.values.periods import Period
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages() -> Client:
    """A browser that asks for English."""
    return Client(HTTP_ACCEPT_LANGUAGE="en")


def value(cast: Cast, key: str, period: Period) -> Fraction | None:
    """A figure of a period as known now."""
    figure = catalogue.figure(key)
    assert figure is not None
    return answers.ask_one(figure, period, Book.now(cast.zone)).value


def table(rows: list[dict[str, Any]]) -> str:
    """Rows as a CSV file."""
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def rows_of(file: Path) -> list[dict[str, str]]:
    """A CSV file, packed or not."""
    content = file.read_bytes()
    content = gzip.decompress(content) if file.suffix == ".gz" else content
    return list(csv.DictReader(io.StringIO(content.decode())))


def sent(pages: Client, register: str, file: Path) -> ImportJob:
    """The import that stands after a file was sent on the register's page."""
    with file.open("rb") as content:
        answer = pages.post(f"/spreadsheets/registers/{register}/", {"file": content})
    assert answer.status_code == 302, answer.content.decode()
    return ImportJob.objects.get(pk=int(answer.headers["Location"].strip("/").split("/")[-1]))


# The air


def stations(cast: Cast, rows: list[dict[str, str]], folder: Path) -> None:
    """Bring the stations in by their own register."""
    names = sorted({row["station"].strip() for row in rows})
    roster = [
        {"Station code": f"A{number:04}", "Name": name, "Network": "state", "Measures since": "2013-01-01"}
        for number, name in enumerate(names)
    ]
    file = folder / "stations.csv"
    file.write_text(table(roster), encoding="utf-8")
    call_command("import", "livelihood.stations", file, user="sun")


@pytest.mark.thorough("half a minute of its own")
def test_every_published_index_is_recomputed_from_what_was_recorded(cast: Cast, shared: Path, tmp_path: Path) -> None:
    rows = rows_of(shared / "data/air-stations-2020/stations_hourly.csv.gz")
    cities = Counter(name for _city, name in {(row["city"], row["station"]) for row in rows})
    for row in rows:  # one zone must tell apart what 24 cities call alike, and what only a wide blank at the end does
        named = row["city"] + row["station"] if cities[row["station"]] > 1 else row["station"]
        row["station"] = named.replace("\u3000", "二")
    stations(cast, rows, tmp_path)
    file = tmp_path / "hours.csv.gz"
    file.write_bytes(gzip.compress(table(rows).encode()))
    call_command("import", "livelihood.readings", file, user="sun")
    indexed = Reading.objects.standing().exclude(published_aqi=None)
    indexes = ((in_force(one.happened_on).hourly_index(one.values_x10), one.published_aqi) for one in indexed)
    same = sum(index is not None and index.aqi == published for index, published in indexes)
    assert (same, indexed.count()) == (17_776, 17_776)


def test_the_week_of_xian_by_the_pages(cast: Cast, shared: Path, tmp_path: Path, pages: Client) -> None:
    rows = [row for row in rows_of(shared / "data/air-stations-2020/stations_hourly.csv.gz") if row["city"] == "西安"]
    stations(cast, rows, tmp_path)
    file = tmp_path / "西安.csv.gz"
    file.write_bytes(gzip.compress(table(rows).encode()))
    pages.force_login(cast.sun)
    job = sent(pages, "livelihood.readings", file)
    page = {
        "sheet": "",
        "first_heading": 1,
        "last_heading": 1,
        "skip_totals": "on",
        "date_order": "",
        "month_day": "last",
    }
    at = {f"at_{name}": place["column"] for name, place in job.plan["places"].items()}
    pages.post(f"/spreadsheets/{job.pk}/mapping/", {**page, **at, "remember": "监测网"})
    pages.post(f"/spreadsheets/{job.pk}/confirmation/")
    job.refresh_from_db()
    assert (job.status, job.rejected) == (ImportJob.Status.DONE, 0)
    levels = Counter(one.index.level for one in Reading.objects.standing() if one.index)
    assert levels == {Level.EXCELLENT: 292, Level.GOOD: 891, Level.LIGHT: 40}
    for name, pm25, pm10 in (("经开区", (94, 36.13), (92, 66.74)), ("草滩", (94, 40.88), (92, 83.23))):
        for column, (hours, mean) in (("pm25_x10", pm25), ("pm10_x10", pm10)):
            found = Reading.objects.standing().filter(station__name=name).exclude(**{column: None})
            read = list(found.values_list(column, flat=True))
            assert (len(read), round(sum(read) / len(read) / 10, 2)) == (hours, mean)
    assert value(cast, "air-judged-days", periods.month(2020, 4)) == 1  # 04-03 alone has 20 hours
    assert Station.objects.count() == 13


# Working days


def test_every_deadline_follows_from_the_notices(cast: Cast, shared: Path) -> None:
    folder = shared / "data/holidays"
    files = [folder / "2020-before-2020-01-27.json", *sorted(folder.glob("20??.json"))]
    call_command("calendar", "--by", "qian", "import", *map(str, files))
    for row in rows_of(folder / "deadlines.csv"):
        due = add_working_days(date.fromisoformat(row["accepted"]), int(row["working_days"]))
        assert due.isoformat() == row["due"], row
    for row in rows_of(folder / "deadlines_asof.csv"):
        for seen, day in (("before", date(2020, 1, 26)), ("after", date(2020, 1, 27))):
            due = add_working_days(date.fromisoformat(row["accepted"]), int(row["working_days"]), known=day)
            assert due.isoformat() == row[f"due_as_seen_{seen}_2020-01-27"], row


# Divisions


def test_division_codes_are_known_as_of_a_day(cast: Cast, shared: Path, pages: Client) -> None:
    folder = shared / "data/divisions"
    call_command("divisions", "--by", "qian", "import", str(folder / "code_history_shaanxi.csv"))
    lists = [str(folder / f"{name}.csv") for name in ("provinces", "cities", "areas", "streets_shaanxi")]
    call_command("divisions", "--by", "qian", "import", *lists, "--listed-on", "2023-06-30")
    for code, last, then in (("610126", date(2013, 12, 31), "高陵县"), ("610125", date(2016, 11, 30), "户县")):
        assert (division_on(code, last).known, division_on(code, last).name) == (Known.YES, then)
    assert division_on("610126", date(2014, 6, 30)).known == Known.NOT_KNOWN
    assert division_on("610126", date(2014, 12, 31)).known == Known.NO
    today = date(2023, 6, 30)
    assert [len(divisions_under(code, today)) for code in ("610112", "610122", "610728")] == [12, 19, 20]
    pages.force_login(cast.li)
    assert "高陵县" in pages.get("/places/divisions/?code=610126&day=2013-12-31").content.decode()


# Credit codes


def test_every_credit_code_is_taken_or_asked_about(cast: Cast, shared: Path, tmp_path: Path) -> None:
    codes = rows_of(shared / "data/uscc/codes.csv")
    companies = [
        {"统一社会信用代码": row["code"], "企业名称": f"企业{number}", "成立日期": "2020-01-01", "代码核实说明": ""}
        for number, row in enumerate(codes)
    ]
    file = tmp_path / "企业名录.csv"
    file.write_text(table(companies), encoding="utf-8")
    call_command("import", "companies.companies", file, user="li", sound_rows=True, language="zh-hans", pass_as="chen")
    valid = [row["code"] for row in codes if row["expected"] == "valid"]
    assert len(valid) == 34
    assert set(Company.objects.values_list("code", flat=True)) == set(valid)
    (real,) = [row["code"] for row in codes if row["expected"] == "invalid-but-real"]
    assert check(real).state is State.FAILS_CHECK
    job = ImportJob.objects.get()
    (asked,) = job.findings.filter(row=2 + [row["code"] for row in codes].index(real))
    assert asked.heading == "代码核实说明"  # it is asked for the reason, not refused

    reason = [one | {"代码核实说明": "已核对营业执照原件"} for one in companies if one["统一社会信用代码"] == real]
    file.write_text(table(reason), encoding="utf-8")
    call_command("import", "companies.companies", file, user="li", language="zh-hans", pass_as="chen")
    accepted = Company.objects.get(code=real)
    assert accepted.acceptances.standing().get().because == "已核对营业执照原件"


def test_a_changed_row_of_a_company_corrects_it(cast: Cast, shared: Path, tmp_path: Path) -> None:
    file = tmp_path / "企业.csv"
    row = {
        "统一社会信用代码": "91350211M00013FA1N",
        "企业名称": "甲公司",
        "成立日期": "2020-01-01",
        "代码核实说明": "已核对",
    }
    for name in ("甲公司", "乙公司"):
        file.write_text(table([row | {"企业名称": name}]), encoding="utf-8")
        call_command("import", "companies.companies", file, user="li", pass_as="chen")
    company = Company.objects.get()
    assert (company.name, company.acceptances.standing().count()) == ("乙公司", 1)


# Maps


def test_the_districts_are_refused_until_their_repair_is_agreed_to(cast: Cast, shared: Path, pages: Client) -> None:
    pages.force_login(cast.li)
    job = sent(pages, "places.areas", shared / "data/geo/xian_districts.geojson.gz")
    assert job.status == ImportJob.Status.UPLOADED  # it does not say its datum
    heading = {"sheet": "", "first_heading": 1, "last_heading": 1, "month_day": "last"}
    at = {f"at_{name}": place["column"] for name, place in job.plan["places"].items()}
    asked = pages.post(f"/spreadsheets/{job.pk}/mapping/", {**heading, **at, "datum": ""})
    assert asked.status_code == 422 and "Say which datum" in asked.content.decode()
    pages.post(f"/spreadsheets/{job.pk}/mapping/", {**heading, **at, "datum": "WGS84"})
    job.refresh_from_db()
    assert (job.rejected, job.crossed, job.new) == (13, 13, 0)
    given_back = json.loads(pages.get(f"/spreadsheets/{job.pk}/rejected/").content)
    assert len(given_back["features"]) == 13 and given_back["features"][0]["properties"]["what_is_wrong"]
    assert "Agree to the repair" in pages.get(f"/spreadsheets/{job.pk}/").content.decode()
    pages.post(f"/spreadsheets/{job.pk}/rehearsal/", {"repair": "1"})
    job.refresh_from_db()
    assert (job.rejected, job.new, len(job.notices)) == (0, 13, 13)
    pages.post(f"/spreadsheets/{job.pk}/confirmation/")
    assert not Area.objects.exists()  # a chief has to look first
    pages.force_login(cast.chen)
    pages.post(f"/spreadsheets/{job.pk}/passing/", {"action": "pass"})
    areas = {area.name: round(area.shape_area_dm2 / 1e8) for area in Area.objects.all()}
    assert (areas["未央区"], areas["蓝田县"]) == (263, 2009)
    whole = shapely.union_all([area.shape.geometry for area in Area.objects.all()])
    assert abs(sum(area.shape_area_dm2 for area in Area.objects.all()) / 1e8 - 10_112) < 1
    assert abs(area_dm2(whole) / 1e8 - 10_112) < 10


def test_an_area_counts_from_its_day_and_what_lies_outside_is_told(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def square(west: float, south: float) -> dict[str, Any]:
        ring = [[west, south], [west + 0.01, south], [west + 0.01, south + 0.01], [west, south + 0.01], [west, south]]
        return {"type": "Polygon", "coordinates": [ring]}

    file = tmp_path / "areas.geojson"
    for name, shape in (("核心区", square(108.9, 34.3)), ("飞地", square(110.9, 34.3))):
        feature = {"type": "Feature", "properties": {"名称": name, "起算日期": "2020-01-01"}, "geometry": shape}
        file.write_text(json.dumps({"type": "FeatureCollection", "datum": "GCJ-02", "features": [feature]}))
        call_command("import", "places.areas", file, user="li", pass_as="chen")
    said = capsys.readouterr().out
    assert "Converted from GCJ-02" in said and said.count("lies outside the zone") == 1
    assert zone_outline(cast.zone, date(2020, 6, 1)) is not None


def test_the_dead_ends_of_roxel_stand_on_their_page(cast: Cast, shared: Path, pages: Client) -> None:
    file = shared / "data/geo/roxel_roads_osm.geojson.gz"
    with pytest.raises(CommandError, match="Nothing was recorded"):
        call_command("import", "city.road-lines", file, user="li")  # nobody has said the datum
    call_command("import", "city.road-lines", file, user="li", datum="WGS84", pass_as="chen")
    roads = Work.objects.exclude(geojson="")
    assert roads.count() == 1215
    assert round(sum(road.shape_length_cm for road in roads) / 1e5, 2) == 58.02
    pages.force_login(cast.li)
    page = pages.get("/city/dead-ends/").content.decode()
    assert "315 dead ends" in page and "1215 roads drawn" in page
    assert value(cast, "roads-opened", periods.year(2020)) == 0  # what stands in no plan counts for nothing


# Problems raised


def test_boston_is_in_time_in_83_of_100(cast: Cast, shared: Path) -> None:
    call_command("import", "tickets.boston311", shared / "data/civic-reports/boston311_100.csv", user="li")
    year = periods.year(2022)
    assert value(cast, "tickets-raised", year) == 100
    assert value(cast, "tickets-in-time", year) == 83
    assert value(cast, "tickets-late", year) == 17
    assert value(cast, "tickets-open", year) == 15


def test_twenty_duplicates_load_as_eighty(cast: Cast, shared: Path) -> None:
    call_command(
        "import", "tickets.boston311", shared / "data/civic-reports/boston311_100_20dupes_random.csv", user="li"
    )
    assert value(cast, "tickets-raised", periods.year(2022)) == 80


@pytest.mark.parametrize("name", ["boston311_dmy_100.csv", "boston311_100_with_nonascii.csv"])
def test_other_dates_and_signs_give_the_same_figures(cast: Cast, shared: Path, name: str) -> None:
    call_command("import", "tickets.boston311", shared / "data/civic-reports" / name, user="li")
    assert value(cast, "tickets-in-time", periods.year(2022)) == 83
    originals = {
        row["case_enquiry_id"]: row["open_dt"] for row in rows_of(shared / "data/civic-reports/boston311_100.csv")
    }
    for ticket in Ticket.objects.all():
        assert f"{ticket.raised_at.astimezone():%Y-%m-%d %H:%M:%S}" == originals[ticket.foreign_number]


def test_a_broken_row_is_given_back_with_its_line_and_the_sound_ones_are_chosen(
    cast: Cast, shared: Path, pages: Client
) -> None:
    pages.force_login(cast.li)
    job = sent(pages, "tickets.boston311", shared / "data/civic-reports/boston311_100_bad.tsv")
    if job.status == ImportJob.Status.UPLOADED:
        heading = {"sheet": "", "first_heading": 1, "last_heading": 1, "month_day": "last"}
        at = {f"at_{name}": place["column"] for name, place in job.plan["places"].items()}
        pages.post(f"/spreadsheets/{job.pk}/mapping/", {**heading, **at})
        job.refresh_from_db()
    (broken,) = job.findings.all()
    assert "30 fields" in broken.sentence and broken.cell.startswith("line ")
    pages.post(f"/spreadsheets/{job.pk}/confirmation/", {"rows": "all"})
    assert not Ticket.objects.exists()  # all or nothing, until a person chooses
    pages.post(f"/spreadsheets/{job.pk}/confirmation/", {"rows": "sound"})
    batch = Batch.objects.get()
    assert (batch.rows, batch.rejected) == (99, 1)
    assert value(cast, "tickets-raised", periods.year(2022)) == 99
    assert pages.get(f"/spreadsheets/{job.pk}/rejected/").content.startswith(b"PK")


# What waits, and what outside documents say


def test_indicators_and_plans_come_in_as_tables(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "指标.csv"
    month = {
        "指标": "gdp",
        "月份": "2020.9",
        "阶段": "flash",
        "数值": "783.21",
        "单位": "亿元",
        "发布单位": "统计局",
        "文号": "",
    }
    file.write_text(table([month]), encoding="utf-8")
    call_command("import", "figures.attested", file, user="qian", language="zh-hans", pass_as="wang")
    assert value(cast, "gdp", periods.year_to_date(date(2020, 9, 30))) == 78_321_000_000
    plan = {"指标": "roads-opened", "年度": "2020", "计划版本": "年初计划", "目标值": "12", "下达日期": "2020-02-20"}
    file.write_text(table([plan]), encoding="utf-8")
    call_command("import", "figures.targets", file, user="qian", language="zh-hans", pass_as="wang")
    figure = catalogue.figure("roads-opened")
    assert figure is not None
    (line,) = statement([figure], periods.year(2020), Book.now(cast.zone))
    assert line.planned == 12
