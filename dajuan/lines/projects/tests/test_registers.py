"""The platform's export of a month, a year's list and the projects themselves come in as spreadsheets."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest

from dajuan.core.spreadsheets.importing import rehearse
from dajuan.core.spreadsheets.models import ImportJob
from dajuan.core.spreadsheets.register import Register
from dajuan.core.spreadsheets.tests.ledgers import findings, job_for, passed
from dajuan.lines.projects.models import Level, Listing, MonthReport, MonthTable, Project, freeze
from dajuan.lines.projects.registers import ListingRegister, ProgressRegister, ProjectRegister
from dajuan.lines.projects.sample import OWN, SCHOOL, TRUCK, YI
from dajuan.lines.projects.tests.conftest import Do
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MONTH = ("项目代码", "报告期", "本月完成投资（万元）", "自年初累计完成投资（万元）", "形象进度")
CODE = OWN[TRUCK]["code"]


def imported(cast: Cast, register: type[Register], *rows: tuple[object, ...]) -> ImportJob:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    job = job_for(cast, file.getvalue().encode("utf-8-sig"), "导出.csv", register)
    rehearse(job)
    return passed(job, cast.chen)


def test_the_platforms_export_is_known_by_its_code(keeper: Cast, made: dict[str, Any]) -> None:
    job = imported(keeper, ProgressRegister, MONTH, (CODE, "2020-04-01", 30_000, 126_000, "钢结构吊装"))
    assert (job.status, findings(job)) == (ImportJob.Status.DONE, [])
    april = MonthReport.objects.get(month=date(2020, 4, 1))
    assert (april.project, april.done_fen, april.image) == (made[TRUCK], 3 * YI, "钢结构吊装")
    assert (april.system, april.foreign_number) == ("tzxm", CODE)


def test_what_does_not_add_up_since_january_is_shown_at_its_cell(keeper: Cast, made: dict[str, Any]) -> None:
    job = imported(keeper, ProgressRegister, MONTH, (CODE, "2020-04-01", 30_000, 130_000, "钢结构吊装"))
    assert "126000" in str(findings(job))
    assert MonthReport.objects.filter(month=date(2020, 4, 1)).count() == 0


def test_a_frozen_month_and_an_unknown_code_are_refused(keeper: Cast, do: Do, made: dict[str, Any]) -> None:
    do(freeze, MonthTable.objects.get(month=date(2020, 3, 1)), happened_on=date(2020, 4, 6))
    frozen = (OWN[SCHOOL]["code"], "2020-03-01", 100, "", "场平")
    unknown = ("2020-000000-00-00-000009", "2020-04-01", 100, "", "场平")
    job = imported(keeper, ProgressRegister, MONTH, frozen, unknown)
    assert "2020-04-06" in str(findings(job))
    assert "No project has this code" in str(findings(job))


def test_a_list_comes_in_with_its_plans(keeper: Cast, made: dict[str, Any]) -> None:
    heading = ("项目代码", "清单", "下达时间", "建设性质", "年度计划投资（万元）")
    row = (OWN[SCHOOL]["code"], str(made[Level.MUNICIPAL]), "2020-05-25", "new start", 8_000)
    job = imported(keeper, ListingRegister, heading, row)
    assert (job.status, findings(job)) == (ImportJob.Status.DONE, [])
    place = Listing.objects.get(project=made[SCHOOL], level=Level.MUNICIPAL)
    assert (place.version, place.plan_fen) == ("五月调整", 8_000 * 1_000_000)


def test_a_total_that_rises_in_silence_is_shown_at_its_cell(keeper: Cast, made: dict[str, Any]) -> None:
    heading = ("项目代码", "项目名称", "项目类型", "主导产业", "备案时间", "总投资（亿元）", "调整原因")
    row = (CODE, TRUCK, "industrial project", "commercial vehicles", "2020-09-01", 95)
    silent = imported(keeper, ProjectRegister, heading, (*row, ""))
    assert silent.findings.count() == 1
    said = imported(keeper, ProjectRegister, heading, (*row, "增加新能源重卡生产线"))
    assert (said.status, findings(said)) == (ImportJob.Status.DONE, [])
    assert Project.objects.get(code=CODE).total_fen == 95 * YI
