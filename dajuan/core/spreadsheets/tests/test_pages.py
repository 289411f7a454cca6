"""What a person sees and may do on the pages of an import."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from dajuan.core.records.models import Merged, Refused
from dajuan.core.spreadsheets.importing import enter, pass_submitted
from dajuan.core.spreadsheets.models import ImportJob, Mapping
from dajuan.core.spreadsheets.register import REGISTERS
from dajuan.core.spreadsheets.tests.ledgers import book, plain, upload
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HERE = "/spreadsheets/registers/city.test-mergers/"
Status = ImportJob.Status


@pytest.fixture
def li(client: Client, cast: Cast) -> Client:
    """Li's browser, in English."""
    client.force_login(cast.li)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def send(browser: Client, content: bytes, name: str = "台账.xlsx", where: str = HERE) -> Any:
    return browser.post(where, {"file": upload(content, name)})


def test_a_file_with_the_registers_own_headings_goes_straight_to_the_dry_run(li: Client) -> None:
    response = send(li, plain((2, 1, "2020.9"), (3, 1, "2020.9")), "../../台账.xlsx")
    job = ImportJob.objects.get()
    assert response.status_code == 302 and response["Location"] == f"/spreadsheets/{job.pk}/"
    assert (job.status, job.new, job.evidence.name) == (Status.REHEARSED, 2, "台账.xlsx")
    li.post(f"/spreadsheets/{job.pk}/confirmation/")
    job.refresh_from_db()
    assert job.status == Status.DONE and Merged.objects.count() == 2
    assert li.get(f"/spreadsheets/{job.pk}/").status_code == 200


def test_an_own_ledger_is_mapped_once_and_known_the_next_time(li: Client) -> None:
    def draw(sheet: Any, made: Any) -> None:
        sheet.write_row(0, 0, ["2020年台账"])
        sheet.write_row(1, 0, ["被合并的", "合并后的", "哪天", "工程投资额（万元）"])
        sheet.write_row(2, 0, [2, 1, "2020.9", 3])

    send(li, book(draw))
    job = ImportJob.objects.get()
    assert job.status == Status.UPLOADED
    page = li.get(f"/spreadsheets/{job.pk}/mapping/")
    assert page.status_code == 200 and "工程投资额（万元）" in page.content.decode()
    assert page.context["form"]["remember"].value() == str(job.into.title)  # remembered, unless somebody says not
    choices = {
        "sheet": "台账", "first_heading": 2, "last_heading": 2, "at_gone": 0, "at_kept": 1, "at_happened_on": 2,
        "at_paid_fen": 3, "unit_paid_fen": "万元", "skip_totals": "on", "month_day": "last", "remember": "合并台账",
    }  # fmt: skip
    assert li.post(f"/spreadsheets/{job.pk}/mapping/", choices | {"at_kept": 0}).status_code == 422
    assert li.post(f"/spreadsheets/{job.pk}/mapping/", choices | {"look": 1}).status_code == 200
    assert li.post(f"/spreadsheets/{job.pk}/mapping/", choices).status_code == 302
    job.refresh_from_db()
    assert (job.status, job.new) == (Status.REHEARSED, 1)
    assert Mapping.objects.get().name == "合并台账"
    send(li, book(draw))
    assert ImportJob.objects.first().status == Status.REHEARSED  # type: ignore[union-attr]  # it is there


def test_rejected_rows_need_a_persons_choice(li: Client) -> None:
    send(li, plain((2, 1, "2020.9"), (3, 1, "soon")))
    job = ImportJob.objects.get()
    page = li.get(f"/spreadsheets/{job.pk}/").content.decode()
    assert "C3" in page and "This is no date." in page
    li.post(f"/spreadsheets/{job.pk}/confirmation/", {"rows": "all"})
    assert not Merged.objects.exists()
    li.post(f"/spreadsheets/{job.pk}/confirmation/", {"rows": "sound"})
    assert Merged.objects.count() == 1
    back = openpyxl.load_workbook(io.BytesIO(li.get(f"/spreadsheets/{job.pk}/rejected/").content))
    assert back["台账"]["A2"].value == 3


def test_a_watched_register_waits_for_a_chief(li: Client, cast: Cast, client: Client) -> None:
    send(li, plain((2, 1, "2020.9")), where="/spreadsheets/registers/city.test-watched/")
    job = ImportJob.objects.get()
    li.post(f"/spreadsheets/{job.pk}/confirmation/")
    job.refresh_from_db()
    assert job.status == Status.SUBMITTED and not Merged.objects.exists()
    assert li.post(f"/spreadsheets/{job.pk}/passing/", {"action": "pass"}).status_code == 403
    client.force_login(cast.chen)
    client.post(f"/spreadsheets/{job.pk}/passing/", {"action": "return", "reason": "two are missing"})
    job.refresh_from_db()
    assert job.status == Status.REHEARSED and "two are missing" in job.message
    ImportJob.objects.filter(pk=job.pk).update(status=Status.SUBMITTED)
    client.post(f"/spreadsheets/{job.pk}/passing/", {"action": "pass"})
    assert Merged.objects.get().moment.recorded_by == cast.chen


def test_what_lies_before_a_chief_cannot_be_changed_or_recorded_without_one(li: Client, cast: Cast) -> None:
    send(li, plain((2, 1, "2020.9")), where="/spreadsheets/registers/city.test-watched/")
    job = ImportJob.objects.get()
    enter(job)
    assert job.status == Status.REHEARSED and not Merged.objects.exists()
    li.post(f"/spreadsheets/{job.pk}/confirmation/")
    li.post(f"/spreadsheets/{job.pk}/rehearsal/", {"repair": "1"})
    job.refresh_from_db()
    assert (job.status, job.plan["repair"]) == (Status.SUBMITTED, False)
    ImportJob.objects.update(passed_by=cast.li)
    enter(job)
    assert not Merged.objects.exists()
    with pytest.raises(Refused, match="has not imported it"):
        pass_submitted(job, cast.li)


def test_registers_need_review_but_those_of_instruments_and_other_systems() -> None:
    trusted = {name for name, one in REGISTERS.items() if one.trusted and ".test-" not in name}
    instruments = {"livelihood.readings", "livelihood.stations"}
    assert trusted == {*instruments, "tickets.boston311", "projects.progress", "services.cases"}


def test_a_stranger_to_the_line_may_not_import(client: Client, cast: Cast) -> None:
    client.force_login(cast.zhao)
    assert send(client, plain((2, 1, "2020.9"))).status_code == 403
    assert client.get(HERE).status_code == 403
    client.force_login(cast.zhou)
    assert client.get("/spreadsheets/").status_code == 200
    client.force_login(cast.xu)
    assert client.get("/spreadsheets/").status_code == 403


def test_too_large_a_file_is_refused_before_it_is_read(li: Client, settings: Any) -> None:
    settings.UPLOAD_MB = 1
    response = send(li, b"x" * (2**20 + 1), "a.csv")
    assert response.status_code == 422 and "larger than" in response.content.decode()
    assert not ImportJob.objects.exists()


def test_the_template_is_read_back_without_a_question(li: Client) -> None:
    made = openpyxl.load_workbook(io.BytesIO(li.get(f"{HERE}template/").content))
    sheet = made.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [
        "工程编号", "并入编号", "合并日期", "信用代码", "投资额（元）", "面积（平方米）", "类型",
    ]  # fmt: skip
    assert sheet.data_validations.dataValidation[0].formula1.startswith("'How to fill in'!$H$2")
    sheet.append([2, 1, "2020-09-01", None, 12.5, None, "道路"])
    file = io.BytesIO()
    made.save(file)
    send(li, file.getvalue())
    assert ImportJob.objects.get().status == Status.REHEARSED


def test_an_import_whose_process_died_says_so_and_can_be_run_again(li: Client) -> None:
    send(li, plain((2, 1, "2020.9")))
    job = ImportJob.objects.get()
    ImportJob.objects.update(status=Status.ENTERING, beat_at=None)
    assert "ended without a word" in li.get(f"/spreadsheets/{job.pk}/").content.decode()
    li.post(f"/spreadsheets/{job.pk}/rehearsal/")
    job.refresh_from_db()
    assert job.status == Status.REHEARSED


def test_pages_open_in_both_languages(li: Client) -> None:
    send(li, plain((2, 1, "2020.9"), (3, 1, "soon")))
    job = ImportJob.objects.get()
    for language in ("zh-hans", "en"):
        for page in ("/spreadsheets/", HERE, f"/spreadsheets/{job.pk}/", f"/spreadsheets/{job.pk}/mapping/"):
            assert li.get(page, headers={"accept-language": language}).status_code == 200


def test_an_unknown_name_is_matched_once_by_a_person(li: Client) -> None:
    def draw(sheet: Any, made: Any) -> None:
        sheet.write_row(0, 0, ["工程编号", "并入编号", "合并日期", "类型"])
        sheet.write_row(1, 0, [2, 1, "2020.9", "小巷"])

    send(li, book(draw))
    job = ImportJob.objects.get()
    assert (job.rejected, job.unknown) == (1, {"kind": ["小巷"]})
    assert "背街小巷" in li.get(f"/spreadsheets/{job.pk}/names/").content.decode()
    assert li.post(f"/spreadsheets/{job.pk}/names/", {"name_0": "背街小巷"}).status_code == 302
    job.refresh_from_db()
    assert (job.rejected, job.new, job.unknown) == (0, 1, {})
