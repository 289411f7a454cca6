"""Mirrored mode: the platform's export goes in, is read only here, and its differences with the last one are shown."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import docx
import pytest
import xlsxwriter
from django.db.models import Count
from django.test import Client

from dajuan.core.calendar.models import DayChange
from dajuan.core.records.act import act
from dajuan.core.records.models import Refused
from dajuan.core.spreadsheets.importing import enter, rehearse
from dajuan.core.spreadsheets.models import ImportJob
from dajuan.core.spreadsheets.tests.ledgers import findings, job_for
from dajuan.figures.book import Book
from dajuan.lines.services import month as reports
from dajuan.lines.services.comparing import compare
from dajuan.lines.services.models import Acceptance, Case, Comparison, Decision, Rating, Refusal, Submission
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


def test_names_of_applicants_are_not_read(keeper: Cast, in_force: Enter) -> None:
    in_force("A", "设立登记")
    job = brought_in(keeper, *ROWS)
    assert job.into.personal  # an uploaded file is kept encrypted, and no message quotes a cell
    assert "张三" not in str([vars(one) for one in Case.objects.all()])


def test_what_the_platform_owns_is_read_only_here(keeper: Cast, in_force: Enter) -> None:
    in_force("A", "设立登记")
    brought_in(keeper, *ROWS)
    case = Case.objects.get(number="B03")
    assert case.verbs == ()
    with pytest.raises(Refused, match=PLATFORM), act(by=keeper.chen, office=keeper.construction) as a:
        case.decide(a, at=case.created_at, granted=True)


@pytest.mark.usefixtures("autumn")
def test_a_bad_rating_that_came_by_an_export_is_followed_up_here(keeper: Cast, in_force: Enter) -> None:
    in_force("A", "设立登记")
    brought_in(keeper, *ROWS)
    rating = Rating.objects.get(case__number="B02")
    assert rating.due_on == date(2020, 9, 24)  # fifteen days from Monday to Friday after the 3rd
    for verb, facts in (("verify_rating", {"true": True}), ("rectify_rating", {}), ("call_back", {"reached": False})):
        case = Case.objects.get(number="B02")
        with act(by=keeper.chen, office=keeper.construction) as a:
            getattr(case, verb)(a, rating=rating, at=a.clock(), **facts)
    assert Case.objects.get(number="B02").verbs == ()  # the case itself is read only as before


def test_a_case_that_comes_again_says_only_what_is_new(keeper: Cast, in_force: Enter) -> None:
    in_force("A", "设立登记")
    brought_in(keeper, *ROWS)
    done = (*ROWS[2][:10], "2020-10-09 11:00", "准予许可", "否", "")
    job = brought_in(keeper, *ROWS[:2], done, ROWS[3])
    assert (job.new, job.changed, job.same) == (0, 1, 3)
    assert Case.objects.get(number="B03").stage == "decided"
    standing = Acceptance.objects.standing().values("case").annotate(n=Count("pk")).values_list("n", flat=True)
    assert set(standing) == {1}
    assert Submission.objects.standing().count() == 4


def test_a_matter_accepted_here_is_passed_over(keeper: Cast, in_force: Enter, do: Do) -> None:
    matter = in_force("A", "设立登记")
    do(matter.switch, happened_on=date(2020, 1, 2), mode="own")
    job = job_for(keeper, export(*ROWS), "办件.xlsx", CaseRegister)
    rehearse(job)
    job.refresh_from_db()
    assert len(job.notices) == 4
    assert "accepted here" in job.notices[0][1]
    assert not Case.objects.exists()


def test_steps_out_of_order_are_told_at_their_cell_and_the_sound_rows_come_in(keeper: Cast, in_force: Enter) -> None:
    in_force("A", "设立登记")
    wrong = (5, "B05", "A", "设立登记", "钱七", "窗口", "", "2020-09-05 09:00", "2020-09-04 10:00", 5, "", "", "", "")
    unknown = (6, "B06", "Z", "无此事项", "孙八", "窗口", "", "2020-09-05 09:00", "", "", "", "", "", "")
    job = brought_in(keeper, *ROWS, wrong, unknown, only_sound=True)
    assert (job.status, job.batch.rows if job.batch else 0) == (ImportJob.Status.DONE, 4)
    assert {cell for cell, _sentence in findings(job)} == {"I8", "C9"}


def test_a_matter_called_otherwise_is_asked_once_while_no_person_is_quoted(keeper: Cast, in_force: Enter) -> None:
    in_force("A", "设立登记")
    odd = (5, "B05", "企业设立", "设立登记", "钱七", "柜台", "", "2020-09-05 09:00", "", 5, "", "", "", "")
    job = job_for(keeper, export(odd), "办件.xlsx", CaseRegister)
    rehearse(job)
    assert job.unknown == {"matter": ["企业设立"], "channel": ["柜台"]}
    assert "企业设立" in findings(job)[0][1]
    job.plan["places"]["matter"]["column"] = HEAD.index("申请人")  # somebody chose the wrong column
    job.save()
    rehearse(job)
    assert "matter" not in job.unknown
    assert not any("钱七" in sentence for _cell, sentence in findings(job))


def test_a_refused_application_is_no_case_in_hand(keeper: Cast, in_force: Enter) -> None:
    in_force("A", "设立登记")
    heading = ("办件编号", "事项编码", "申报时间", "不予受理时间")
    text = "\n".join(",".join(row) for row in (heading, ("R1", "A", "2020-09-01 09:00", "2020-09-02 09:00")))
    job = job_for(keeper, text.encode(), "办件.csv", CaseRegister)
    rehearse(job)
    enter(job)
    assert Case.objects.get().stage == "refused"
    assert Refusal.objects.count() == 1


def test_an_export_is_compared_with_the_one_before(keeper: Cast, in_force: Enter, client: Client) -> None:
    in_force("A", "设立登记")
    brought_in(keeper, *ROWS)
    done = (*ROWS[2][:10], "2020-10-09 11:00", "准予许可", "否", "")
    fresh = (9, "B09", "A", "设立登记", "周九", "窗口", "", "2020-09-29 09:00", "", "", "", "", "", "")
    job = brought_in(keeper, ROWS[0], done, ROWS[3], fresh)
    client.force_login(keeper.li)
    page = f"/services/exports/{job.batch_id}/"
    assert client.post(f"{page}comparing/").status_code == 302
    found = Comparison.objects.get()
    assert (found.new, found.changed, found.gone, found.same) == (1, 1, 1, 2)
    said = set(found.differences.values_list("kind", "number", "column", "before", "after"))
    assert said == {
        ("new", "B09", "", "", ""),
        ("gone", "B02", "", "", ""),
        ("changed", "B03", "decided_at", "", "2020-10-09 11:00"),
        ("changed", "B03", "granted", "", "True"),
        ("changed", "B03", "late", "", "False"),
    }
    assert "B02" in client.get(f"{page}?kind=gone").content.decode()
    assert client.get("/services/exports/").status_code == 200
    workbook = client.get(f"{page}differences/")
    assert b"".join(workbook.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]  # a file
    workbook.close()


def test_what_an_export_of_another_month_lacks_is_not_gone(keeper: Cast, in_force: Enter) -> None:
    in_force("A", "设立登记")
    brought_in(keeper, *ROWS)
    october = (9, "B10", "A", "设立登记", "周九", "窗口", "", "2020-10-09 09:00", "", "", "", "", "", "")
    batch = brought_in(keeper, october).batch
    assert batch is not None
    found = compare(batch)
    assert (found.new, found.gone) == (1, 0)


def test_the_halls_report_of_the_month_comes_out(keeper: Cast, in_force: Enter, client: Client) -> None:
    in_force("A", "设立登记")
    brought_in(keeper, *ROWS)
    client.force_login(keeper.li)
    said = reports.report(keeper.li, date(2020, 9, 1), Book.now(keeper.zone))
    values = {line.key: line.value for _title, lines in said.sections for line in lines}
    assert (values["cases-submitted"], values["cases-accepted"], values["cases-decided"]) == (4, 3, 2)
    assert (values["cases-in-hand"], values["on-time-rate"], values["satisfaction"]) == (1, 100, 50)
    page = client.get("/services/month/?month=2020-09").content.decode()
    assert "2020年9月" in page
    word = docx.Document(io.BytesIO(client.get("/services/month/?month=2020-09&as=docx").content))
    assert any("受理" in cell.text for table in word.tables for row in table.rows for cell in row.cells)
    assert client.get("/services/month/?month=2020-09&as=xlsx").content[:2] == b"PK"
    assert client.get("/services/month/?month=2020-02").status_code == 200
