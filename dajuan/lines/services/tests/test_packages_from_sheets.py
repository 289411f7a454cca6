"""Packages come in as a spreadsheet, with their matters in order and what they save."""

from __future__ import annotations

from datetime import date

import pytest

from dajuan.core.spreadsheets.importing import enter, pass_submitted, rehearse, submit
from dajuan.core.spreadsheets.models import ImportJob
from dajuan.core.spreadsheets.tests.ledgers import findings, job_for
from dajuan.lines.services.models import Package, PackageIssued
from dajuan.lines.services.registers_of_packages import PackageRegister, wanted
from dajuan.lines.services.tests.conftest import Enter
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HEAD = "套餐编号,套餐名称,批次,主题,包含事项,承诺时限,推出时间,文号,改革前材料数,改革后材料数\n"
START = 'P1,企业开办,第一批,我要开办企业,"设立登记\n公章刻制 ← 设立登记\ntax ← 设立登记、公章刻制",3,2020-09-01,1号,12,'


def rehearsed(cast: Cast, *rows: str) -> ImportJob:
    """An import of these rows after its dry run."""
    job = job_for(cast, (HEAD + "\n".join(rows)).encode(), "套餐.csv", PackageRegister)
    rehearse(job)
    job.refresh_from_db()
    return job


def recorded(cast: Cast, *rows: str) -> ImportJob:
    """The same, passed by a chief and recorded."""
    job = rehearsed(cast, *rows)
    submit(job, only_sound=False, leave_changed=False)
    pass_submitted(job, cast.chen)
    enter(job)
    job.refresh_from_db()
    assert job.status == ImportJob.Status.DONE, (job.message, findings(job))
    return job


@pytest.fixture
def catalogue(in_force: Enter) -> None:
    in_force("licence", "设立登记", days=3, papers=["身份证", "章程"])
    in_force("seal", "公章刻制", days=1, papers=["身份证", "营业执照"])
    in_force("tax", "税务登记", days=2, papers=["营业执照"])


def test_a_cell_holds_matters_in_order_and_what_each_waits_for() -> None:
    assert wanted("设立登记；公章刻制 <- 设立登记\n税务登记←设立登记、公章刻制") == [
        ("设立登记", []),
        ("公章刻制", ["设立登记"]),
        ("税务登记", ["设立登记", "公章刻制"]),
    ]


@pytest.mark.usefixtures("catalogue")
def test_a_package_comes_in_with_its_order_and_what_it_saves(keeper: Cast) -> None:
    assert rehearsed(keeper, START).new == 1
    assert not Package.objects.exists()  # a dry run records nothing
    recorded(keeper, START)
    package = Package.objects.get(code="P1")
    assert [part.matter.code for part in package.order()] == ["licence", "seal", "tax"]
    assert (package.stage, package.batch, package.theme) == ("issued", "第一批", "我要开办企业")
    assert list(Package.objects.found_by("公章")) == [package]
    issue = package.issues.standing().get()
    assert (issue.papers_before, issue.papers_after) == (12, 3)  # as the document says; as measured
    assert (issue.days_before, issue.days_after, issue.matters) == (6, 3, 3)


@pytest.mark.usefixtures("catalogue")
def test_a_row_sent_again_corrects_the_issue_and_leaves_the_matters(keeper: Cast) -> None:
    recorded(keeper, START)
    recorded(keeper, START.replace("2020-09-01", "2020-09-03"))
    assert [one.happened_on for one in PackageIssued.objects.standing()] == [date(2020, 9, 3)]
    job = rehearsed(keeper, START.replace("\ntax ← 设立登记、公章刻制", ""))
    assert job.rejected == 1
    assert Package.objects.get(code="P1").package_matters.count() == 3


@pytest.mark.usefixtures("catalogue")
def test_what_is_wrong_with_a_package_stands_at_its_cell(keeper: Cast) -> None:
    rows = [
        "A,甲,第一批,,设立登记；登高作业,,2020-09-01,,,",
        "B,乙,第一批,,设立登记；公章刻制←税务登记,,2020-09-01,,,",
        "C,丙,第一批,,设立登记,,2020-09-01,,,",
        "D,丁,第一批,,设立登记←公章刻制；公章刻制←设立登记,,2020-09-01,,,",
        "E,戊,第一批,,设立登记；公章刻制,,2099-01-01,,,",
        "F,己,第一批,,设立登记；公章刻制,,,,,",
    ]
    job = rehearsed(keeper, *rows)
    assert (job.new, job.rejected) == (1, 5)
    said = " ".join(job.findings.values_list("sentence", flat=True))
    for words in ("登高作业", "税务登记", "at least two", "→", "future"):
        assert words in said
