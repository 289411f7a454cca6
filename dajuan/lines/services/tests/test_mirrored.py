"""Mirrored mode: the platform's export goes in, is read only here, and its differences with the last one are shown."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.db.models import Count

from dajuan.core.calendar.models import DayChange
from dajuan.core.records.act import act
from dajuan.core.records.models import Refused
from dajuan.core.spreadsheets.importing import enter, rehearse
from dajuan.core.spreadsheets.models import ImportJob
from dajuan.core.spreadsheets.tests.ledgers import findings, job_for
from dajuan.lines.services.models import Acceptance, Case, Decision, Rating, Refusal, Submission
from dajuan.lines.services.registers_of_cases import PLATFORM, CaseRegister
from dajuan.lines.services.tests.conftest import Do, Enter
from dajuan.lines.services.tests.test_cases import AUTUMN
from tests.cast import START, Cast

pytestmark = pytest.mark.django_db
TITLE = "××经济技术开发区2020年9月办件汇总表"
HEAD = (
    *("序号", "办件编号 ", "事项编码", "事项名称", "申请人", "申 请 渠 道", "受理窗口", "申报时间", "受理时间"),
    *("承诺时限\n（工作日）", "办结时间", "办理结果", "是否超期", "评价等级"),
)
ROWS = [
    (
        1,
        "B01",
        "A",
        "设立登记",
        "张三",
        "网上办理",
        "",
        "2020-09-01 09:00",
        "2020-09-01 10:00",
        5,
        "2020-09-02 11:00",
        "准予许可",
        "否",
        "满意",
    ),
    (
        2,
        "B02",
        "A",
        "设立登记",
        "李四",
        "窗口",
        "3号",
        "2020/9/3 14:30",
        "2020/9/3 14:40",
        5,
        "2020/9/3 15:00",
        "办结",
        "",
        "不满意",
    ),
    (3, "B03", "A", "设立登记", "王五", "窗口", "3号", "2020-09-25 09:00", "2020-09-25 10:00", 5, "", "", "", ""),
    (4, "B04", "A", "设立登记", "赵六", "窗口", "2号", "2020-09-28 09:00", "", "", "", "", "", ""),
]


def export(*rows: tuple[Any, ...]) -> bytes:
    """The platform's workbook as a hall gets it: a title over everything, an empty row, a total and a signature."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("办件")
        sheet.merge_range(0, 0, 0, len(HEAD) - 1, TITLE)
        sheet.write_row(2, 0, HEAD)
        for number, row in enumerate(rows, 3):
            sheet.write_row(number, 0, row)
        sheet.write_row(len(rows) + 3, 0, ["合计", "", "", "", len(rows)])
        sheet.write(len(rows) + 4, 0, "填表人：")
    return file.getvalue()


def brought_in(cast: Cast, *rows: tuple[Any, ...], only_sound: bool = False) -> ImportJob:
    """A month's export, recorded: it needs no review, for it was reviewed where it comes from."""
    job = job_for(cast, export(*rows), "办件.xlsx", CaseRegister)
    rehearse(job)
    ImportJob.objects.filter(pk=job.pk).update(only_sound=only_sound)
    enter(job)
    job.refresh_from_db()
    return job


@pytest.fixture
def autumn(do: Do) -> None:
    """The State Council's notice for the autumn of 2020."""
    do(lambda a: a.enter_many(DayChange(day=day, is_working=works, happened_on=START) for day, works in AUTUMN.items()))


@pytest.mark.usefixtures("autumn")
def test_a_halls_month_comes_in_with_its_dirty_headers_and_nobody_types(keeper: Cast, in_force: Enter) -> None:
    matter = in_force("A", "设立登记", days=5)
    job = brought_in(keeper, *ROWS)
    assert (job.status, findings(job), job.new) == (ImportJob.Status.DONE, [], 4)
    stages = dict(Case.objects.values_list("number", "stage"))
    assert stages == {"B01": "decided", "B02": "decided", "B03": "accepted", "B04": "submitted"}
    first = Case.objects.get(number="B01")
    assert (first.system, first.foreign_number, first.matter, first.channel) == (PLATFORM, "B01", matter, "online")
    decided = Decision.objects.get(case=first)
    assert (decided.granted, decided.in_time, decided.working_days, decided.on_the_spot) == (True, True, 1, False)
    assert Decision.objects.get(case__number="B02").on_the_spot
    assert dict(Rating.objects.values_list("case__number", "level")) == {"B01": 4, "B02": 2}
    # 27 September works, eight days of October do not
    assert Case.objects.get(number="B03").due_on == date(2020, 10, 9)
