"""Ledgers of works and plots come in, change by code, and warn of nothing they should not."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest

from dajuan.core.records.models import Refused
from dajuan.core.spreadsheets import importing
from dajuan.core.spreadsheets.importing import rehearse
from dajuan.core.spreadsheets.models import ImportJob
from dajuan.core.spreadsheets.register import Register
from dajuan.core.spreadsheets.tests.ledgers import findings, job_for, passed
from dajuan.lines.city.models import GreenPlot, Listing, Work
from dajuan.lines.city.registers import PlotRegister, WorkRegister
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WORKS = ("工程编号", "项目名称", "类别", "列入计划时间", "全长", "计划完工时间")
PLOTS = ("编号", "地块名称", "绿地类别", "列入计划时间", "验收时间", "绿地面积（亩）", "原为绿地")


def ledger(*rows: tuple[object, ...]) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode("utf-8-sig")


def imported(cast: Cast, register: type[Register], *rows: tuple[object, ...]) -> ImportJob:
    job = job_for(cast, ledger(*rows), "台账.csv", register)
    rehearse(job)
    return passed(job, cast.chen)


def test_the_plan_of_works_comes_in_and_its_works_stand_in_the_plan(cast: Cast) -> None:
    job = imported(
        cast,
        WorkRegister,
        WORKS,
        ("C-01", "文景北路延伸段", "dead-end road", "2020.1.10", 812, "2020-12-31"),
        ("C-02", "方新巷", "back street or lane", "2020年1月10日", 380, ""),
    )
    assert (job.status, findings(job)) == (ImportJob.Status.DONE, [])
    road = Work.objects.get(code="C-01")
    assert (road.stage, road.kind, road.planned_end_on) == ("listed", "dead-end", date(2020, 12, 31))
    assert road.listing is not None
    assert (road.listing.length_cm, road.listing.happened_on) == (81_200, date(2020, 1, 10))


def test_a_changed_row_replaces_what_the_plan_said_before(cast: Cast) -> None:
    first = ("C-01", "文景北路延伸段", "dead-end road", "2020-01-10", 812, "")
    imported(cast, WorkRegister, WORKS, first)
    imported(cast, WorkRegister, WORKS, ("C-01", "文景北路北延段", "dead-end road", "2020-01-10", 820, ""))
    road = Work.objects.get()
    assert road.name == "文景北路北延段"
    assert [one.length_cm for one in road.listings.order_by("number")] == [81_200, 82_000]
    assert road.listing is not None and road.listing.length_cm == 82_000


def test_an_import_that_stops_has_changed_no_work(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)
    shaped, shape = (*WORKS, "图形"), '{"type": "Point", "coordinates": [108.9, 34.3]}'
    before = [
        ("C-01", "甲路", "dead-end road", "2020-01-10", 1, "", ""),
        ("C-02", "乙路", "dead-end road", "2020-01-10", 1, "", ""),
    ]
    imported(cast, WorkRegister, shaped, *before)
    after = [(*row[:1], "改名", *row[2:6], shape) for row in before]
    job = job_for(cast, ledger(shaped, *after), "台账.csv", WorkRegister)
    job.plan["datum"] = "WGS84"
    job.save()
    rehearse(job)
    assert findings(job) == []
    enlist = Work.enlist

    def refused(work: Work, *args: Any, **values: Any) -> Listing:
        if work.code == "C-02":
            raise Refused("closed since")
        return enlist(work, *args, **values)

    monkeypatch.setattr(Work, "enlist", refused)
    stopped = passed(job, cast.chen)
    assert stopped.status == ImportJob.Status.FAILED
    assert [(work.name, work.geojson) for work in Work.objects.order_by("code")] == [("甲路", ""), ("乙路", "")]
    monkeypatch.setattr(Work, "enlist", enlist)
    rehearse(stopped)
    assert passed(stopped, cast.chen).status == ImportJob.Status.DONE
    assert all(work.name == "改名" and work.west == 108.9 for work in Work.objects.all())


def test_plots_measured_in_mu_are_kept_in_square_metres(cast: Cast) -> None:
    job = imported(
        cast,
        PlotRegister,
        PLOTS,
        ("L-1", "行政中心南绿地", "G1 park green", "2020-01-10", "2020-06-05", 18, "no"),
        ("L-2", "未央湖改造绿地", "G1 park green", "2020-01-10", "2020-07-06", 3, "yes"),
    )
    assert (job.status, findings(job)) == (ImportJob.Status.DONE, [])
    new, converted = GreenPlot.objects.order_by("code")
    assert new.acceptance is not None and converted.acceptance is not None
    assert new.acceptance.area_dm2 == 1_200_000  # 18 mu are 12,000 m²
    assert converted.acceptance.converted
