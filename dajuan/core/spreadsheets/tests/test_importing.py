"""What an import promises: a dry run that changes nothing, all or nothing, update by key, and the way back."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from dajuan.core.records.act import act
from dajuan.core.records.models import EntryNumber, Merged, Moment
from dajuan.core.spreadsheets.importing import enter
from dajuan.core.spreadsheets.models import ImportedRow, ImportJob
from dajuan.core.spreadsheets.template import rejected_rows
from dajuan.core.spreadsheets.tests.ledgers import findings, plain, recorded, rehearsed
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Status = ImportJob.Status


def test_a_dry_run_counts_and_records_nothing(cast: Cast) -> None:
    job = rehearsed(cast, plain((2, 1, "2020.9"), (3, 1, "2020年9月1日")))
    assert (job.status, job.new, job.rejected, findings(job)) == (Status.REHEARSED, 2, 0, [])
    assert not Merged.objects.exists() and not Moment.objects.exists() and not ImportedRow.objects.exists()


def test_a_confirmed_import_is_one_act_with_one_moment(cast: Cast) -> None:
    job = recorded(cast, plain((2, 1, "2020.9"), (3, 1, "2020年9月1日")))
    assert (job.status, job.message) == (Status.DONE, "")
    entries = list(Merged.objects.order_by("number"))
    assert [(e.number, e.moment_id, e.gone, e.happened_on) for e in entries] == [
        (1, 1, 2, date(2020, 9, 30)),
        (2, 1, 3, date(2020, 9, 1)),
    ]
    assert {e.batch for e in entries} == {job.batch} and job.batch is not None and job.batch.rows == 2
    assert list(EntryNumber.objects.values_list("number", "type")) == [(1, "records.merged"), (2, "records.merged")]
    moment = Moment.objects.get()
    assert (moment.recorded_by, moment.office, moment.origin) == (cast.li, cast.construction, "import")


def test_numbers_go_on_after_those_of_the_ledger(cast: Cast) -> None:
    with act(by=cast.li) as a:
        a.enter(Merged(type="x", gone=90, kept=1, happened_on=date(2020, 1, 1)))
    recorded(cast, plain((2, 1, "2020.9")))
    assert list(Merged.objects.order_by("number").values_list("number", "moment_id")) == [(1, 1), (2, 2)]


def test_one_bad_row_stops_all_by_default(cast: Cast) -> None:
    job = rehearsed(cast, plain((2, 1, "2020.9"), (3, 1, "soon")))
    assert (job.new, job.rejected) == (1, 1)
    assert findings(job) == [("C3", "This is no date.")]
    ImportJob.objects.filter(pk=job.pk).update(only_sound=False)
    enter(job)
    job.refresh_from_db()
    assert job.status == Status.FAILED and not Merged.objects.exists() and job.batch is None


def test_the_sound_rows_alone_when_a_person_chose_so(cast: Cast) -> None:
    job = recorded(cast, plain((2, 1, "2020.9"), (3, 1, "soon"), (4, 13, "2020.9"), (5, 5, "2020.9")), only_sound=True)
    assert job.status == Status.DONE
    assert list(Merged.objects.values_list("gone", flat=True)) == [2]
    assert job.batch is not None and (job.batch.rows, job.batch.rejected) == (1, 3)
    assert findings(job) == [("C3", "This is no date."), ("B4", "十三号已停用。"), ("B5", "两个编号相同。")]


def test_rejected_rows_come_back_red_in_the_same_shape(cast: Cast) -> None:
    job = recorded(cast, plain((2, 1, "2020.9"), (3, 1, "soon")), only_sound=True)
    sheet = openpyxl.load_workbook(io.BytesIO(rejected_rows(job)))["台账"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(max_col=3)] == [
        ["工程编号", "并入编号", "合并日期"],
        [3, 1, "soon"],
    ]
    assert sheet["C2"].fill.fgColor.rgb == "FFF8CBCB" and sheet["A2"].fill.fgColor.rgb != "FFF8CBCB"
    assert sheet["C2"].comment is not None and "This is no date." in sheet["C2"].comment.text
    mended = io.BytesIO()
    sheet["C2"].value = "2020.9"
    assert sheet.parent is not None
    sheet.parent.save(mended)
    assert recorded(cast, mended.getvalue()).status == Status.DONE
    assert set(Merged.objects.values_list("gone", flat=True)) == {2, 3}


def test_a_row_recorded_before_is_passed_over_and_a_changed_one_corrected(cast: Cast) -> None:
    recorded(cast, plain((2, 1, "2020.9"), (3, 1, "2020.9")))
    job = recorded(cast, plain((2, 1, "2020.9"), (3, 4, "2020.9"), (5, 1, "2020.9")))
    assert (job.same, job.changed, job.new) == (1, 1, 1)
    assert sorted(Merged.objects.standing().values_list("gone", "kept")) == [(2, 1), (3, 4), (5, 1)]
    old = Merged.objects.get(gone=3, kept=1)
    assert old.until_id == 2 and "台账.xlsx" in old.reason
    assert Merged.objects.get(gone=3, kept=4).replaces == old.number
    assert sorted(Merged.objects.as_of(1).values_list("gone", "kept")) == [(2, 1), (3, 1)]


def test_changed_rows_are_left_when_a_person_chose_so(cast: Cast) -> None:
    recorded(cast, plain((2, 1, "2020.9")))
    job = rehearsed(cast, plain((2, 7, "2020.9"), (5, 1, "2020.9")))
    ImportJob.objects.filter(pk=job.pk).update(leave_changed=True)
    enter(job)
    assert sorted(Merged.objects.standing().values_list("gone", "kept")) == [(2, 1), (5, 1)]


def test_the_same_file_again_records_nothing(cast: Cast) -> None:
    recorded(cast, plain((2, 1, "2020.9")))
    job = recorded(cast, plain((2, 1, "2020.9")))
    assert job.same == 1 and job.status == Status.FAILED and "nothing to record" in job.message
    assert Moment.objects.count() == 1


def test_a_withdrawn_import_can_be_recorded_anew(cast: Cast, client) -> None:  # type: ignore[no-untyped-def]  # pytest's client
    job = recorded(cast, plain((2, 1, "2020.9"), (3, 1, "2020.9")))
    client.force_login(cast.wang)
    assert job.batch is not None
    response = client.post(f"/records/imports/{job.batch.pk}/", {"reason": "wrong year"})
    assert response.status_code == 302 and not Merged.objects.standing().exists()
    assert recorded(cast, plain((2, 1, "2020.9"), (3, 1, "2020.9"))).status == Status.DONE
    assert Merged.objects.standing().count() == 2 and Merged.objects.count() == 4


def test_the_same_key_twice_in_a_file(cast: Cast) -> None:
    job = rehearsed(cast, plain((2, 1, "2020.9"), (2, 1, "2020.9"), (2, 4, "2020.9")))
    assert (job.new, job.repeated, job.rejected) == (1, 1, 1)
    assert findings(job) == [("A4", "Row 2 has the same key and says something else.")]


def test_what_stands_already_is_refused_at_its_row_before_the_table_is_asked(cast: Cast) -> None:
    with act(by=cast.li) as a:
        a.enter(Merged(type="road None None", gone=3, kept=1, happened_on=date(2020, 1, 1)))
    job = rehearsed(cast, plain((2, 1, "2020.9"), (3, 1, "2020.9"), (4, 1, "2020.9")))
    assert (job.new, findings(job)) == (2, [("row 3", "This has already been recorded.")])


def test_what_the_table_refuses_in_the_end_refuses_the_import(cast: Cast) -> None:
    job = rehearsed(cast, plain((2, 1, "2020.9"), (3, 1, "2020.9")))
    with act(by=cast.li) as a:
        a.enter(Merged(type="road None None", gone=2, kept=1, happened_on=date(2020, 1, 1)))
    enter(job)
    job.refresh_from_db()
    assert job.status == Status.FAILED and "no longer sound" in job.message
    assert findings(job) == [("row 2", "This has already been recorded.")]
    assert Merged.objects.count() == 1 and job.batch is None and not ImportedRow.objects.exists()


def test_a_day_in_the_future_is_refused_at_its_cell(cast: Cast) -> None:
    assert findings(rehearsed(cast, plain((2, 1, "2098-01-01")))) == [("C2", "This day lies in the future.")]


def test_a_gbk_file_of_chinese_excel_comes_in(cast: Cast) -> None:
    content = "工程编号,并入编号,合并日期\r\n2,1,2020年9月1日\r\n合计,,\r\n".encode("gbk")
    job = recorded(cast, content, "台账.csv")
    assert (job.status, job.skipped) == (Status.DONE, 1)
    assert Merged.objects.get().happened_on == date(2020, 9, 1)
