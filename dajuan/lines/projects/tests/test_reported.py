"""Ten real projects of another country's system: phases with planned and real days, and money with decimal commas.

What is expected is counted here from the file itself, without the product.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dajuan.core.spreadsheets import importing
from dajuan.core.spreadsheets.models import ImportJob
from dajuan.core.spreadsheets.tests.ledgers import findings, job_for, passed
from dajuan.lines.projects.models import Project, ReportedMoney, ReportedPhase
from dajuan.lines.projects.models.phases import DAYS
from dajuan.lines.projects.reported import ITALIAN, OpenCoesioneRegister, PlatformRegister
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as content:
        return list(csv.DictReader(content, delimiter=";"))


def days_of(rows: list[dict[str, str]]) -> Counter[str]:
    """How many phases the file has, and how many of each kind of day."""
    found: Counter[str] = Counter()
    for row in rows:
        for phase in ("study", "outline", "design", "detail", "award", "contract", "works", "tests"):
            days = {day: row[f"{ITALIAN[day]}_{ITALIAN[phase]}"] for day in DAYS}
            found["phases"] += any(days.values())
            found.update(day for day, said in days.items() if said)
    return found


def cents(rows: list[dict[str, str]], column: str) -> int:
    return sum(int(Decimal(row[column].replace(",", ".")) * 100) for row in rows if row[column])


def brought_in(keeper: Cast, content: bytes) -> ImportJob:
    job = job_for(keeper, content, "opencoesione.csv", OpenCoesioneRegister)
    importing.rehearse(job)
    return passed(job, keeper.wang)


def test_ten_real_projects_come_in_with_every_day_and_every_cent(keeper: Cast, shared: Path) -> None:
    file = shared / "data/projects/opencoesione_10.csv"
    rows = rows_of(file)
    job = brought_in(keeper, file.read_bytes())
    assert (job.status, findings(job)) == (ImportJob.Status.DONE, [])
    phases = ReportedPhase.objects.standing()
    expected = days_of(rows)
    assert Project.objects.count() == len(rows) == 10
    assert phases.count() == expected["phases"] == 25
    for day in DAYS:
        assert phases.filter(**{f"{day}__isnull": False}).count() == expected[day]
    money = ReportedMoney.objects.standing()
    for name, column in (
        ("financed_cents", "FINANZ_TOTALE_PUBBLICO"),
        ("committed_cents", "IMPEGNI"),
        ("paid_cents", "TOT_PAGAMENTI"),
    ):
        assert sum(money.values_list(name, flat=True)) == cents(rows, column)
    assert set(money.values_list("currency", flat=True)) == {"EUR"}


def test_planned_and_real_days_of_one_project(keeper: Cast, shared: Path) -> None:
    brought_in(keeper, (shared / "data/projects/opencoesione_10.csv").read_bytes())
    works = ReportedPhase.objects.get(project__code="1AGCOE645", phase="works")
    assert [getattr(works, day) for day in DAYS] == [
        date(2018, 8, 15),
        date(2018, 5, 2),
        date(2018, 12, 31),
        date(2019, 11, 30),
    ]
    assert works.project.days_done() == {}


def test_a_row_sent_again_with_another_day_replaces_what_it_said(keeper: Cast, shared: Path) -> None:
    content = (shared / "data/projects/opencoesione_10.csv").read_bytes()
    brought_in(keeper, content)
    brought_in(keeper, content.replace(b"20191130", b"20191231"))
    works = ReportedPhase.objects.filter(project__code="1AGCOE645", phase="works")
    assert works.count() == 2
    assert works.standing().get().ended_on == date(2019, 12, 31)
    assert Project.objects.count() == 10


def test_an_end_before_its_beginning_is_told_at_its_cell(keeper: Cast) -> None:
    content = "项目代码,项目名称,数据日期,施工计划开始时间,施工计划完成时间\nA-1,桥,2020-06-01,2020-05-02,2020-05-01\n"
    job = job_for(keeper, content.encode("utf-8-sig"), "平台.csv", PlatformRegister)
    importing.rehearse(job)
    assert [words for *_place, words in findings(job)] == ["It ends before it begins."]
