"""The pages: what people see and may do; every step works by buttons alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from dajuan.core.records.act import act
from dajuan.core.records.models import EntryNumber
from dajuan.core.staff.models import User
from dajuan.figures.book import Book
from dajuan.lines.livelihood.tests.plays import open_school
from dajuan.sheet.account import Saying
from dajuan.sheet.studio import changes, life, marks
from dajuan.sheet.studio.claims import Grade, claims_of
from dajuan.sheet.studio.life import Confirmed
from dajuan.sheet.studio.models import Citation, DataCall, Estimate, Manuscript, Passage
from dajuan.sheet.studio.tests.scene import livelihood, manuscript, signed_in, written
from dajuan.sheet.tests.scene import YEAR, small_year
from tests.cast import Cast

PDF = b"%PDF-1.4 test"


@pytest.fixture
def report(cast: Cast, settings: Any, tmp_path: Any) -> Manuscript:
    settings.EVIDENCE_DIR = tmp_path
    return manuscript(cast)


@pytest.fixture
def passage(cast: Cast, settings: Any, tmp_path: Any) -> Passage:
    settings.EVIDENCE_DIR = tmp_path
    return livelihood(written(cast))


def page(user: Any, address: str) -> str:
    answer = signed_in(user).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def typed(passage: Passage, text: str, **more: str) -> dict[str, str]:
    return {"text": text, "based_on": str(passage.revision), **more}


def test_the_general_office_begins_a_report(cast: Cast) -> None:
    small_year(cast)
    office = signed_in(cast.qian)
    answer = office.post("/studio/", {"year": str(YEAR)})
    made = Manuscript.objects.get(year=YEAR)
    assert answer.headers["Location"] == made.get_absolute_url()
    shown = page(cast.qian, made.get_absolute_url())
    assert "2所" in shown and "schools-opened" in shown


def test_nobody_else_begins_one(cast: Cast, report: Manuscript) -> None:
    assert signed_in(cast.sun).post("/studio/", {"year": "2019"}).status_code == 403


def test_a_clerk_sees_and_writes_the_passages_of_the_own_office_alone(cast: Cast, passage: Passage) -> None:
    assert signed_in(cast.zhao).get(passage.get_absolute_url()).status_code == 200
    assert signed_in(cast.li).get(passage.get_absolute_url()).status_code == 404
    assert "由贵单位负责" in page(cast.li, passage.manuscript.get_absolute_url())


def test_a_leader_reads_and_does_not_write(cast: Cast, passage: Passage) -> None:
    assert "<textarea" not in page(cast.zhou, passage.get_absolute_url())
    assert signed_in(cast.zhou).post(passage.get_absolute_url(), typed(passage, "x", action="save")).status_code == 403


def test_text_is_shown_with_names_and_kept_with_keys(cast: Cast, passage: Passage) -> None:
    assert "【建成开学学校｜所】" in page(cast.zhao, passage.get_absolute_url())
    signed_in(cast.zhao).post(
        passage.get_absolute_url(), typed(passage, "# 民生\n【建成开学学校｜所】。", action="save")
    )
    passage.refresh_from_db()
    assert passage.text == "# 民生\n\n【schools-opened｜所】。" and passage.changed_by == cast.zhao


def test_a_preview_reads_what_is_typed_and_keeps_nothing(cast: Cast, passage: Passage) -> None:
    before = passage.text
    answer = signed_in(cast.zhao).post(
        passage.get_absolute_url(), typed(passage, "共【建成开学学校｜所】，打通9条断头路。", action="preview")
    )
    shown = answer.content.decode()
    assert "2所" in shown and "9条" in shown and "手工录入" in shown
    passage.refresh_from_db()
    assert passage.text == before


@pytest.mark.parametrize("words", ["建成开学", "jckx", "schools opened", "schools-opened"])
def test_a_figure_is_found_by_name_initials_and_key(cast: Cast, passage: Passage, words: str) -> None:
    answer = signed_in(cast.zhao).post(passage.get_absolute_url(), typed(passage, "", action="search", q=words))
    assert 'value="schools-opened"' in answer.content.decode()


def test_what_may_be_said_of_a_figure_is_offered_as_it_would_read(cast: Cast, passage: Passage) -> None:
    answer = signed_in(cast.zhao).post(passage.get_absolute_url(), typed(passage, "全年", key="seats-added", unit="个"))
    shown = answer.content.decode()
    assert "逾500个" in shown and "【新增学位｜个｜用词=超｜位数=1】" in shown
    assert "近500个" not in shown and "突破600个" not in shown


def test_a_figure_is_put_in_without_javascript(cast: Cast, passage: Passage) -> None:
    data = typed(passage, "第一段。\n新增学位。", mark="【新增学位｜个】", paragraph="1")
    shown = signed_in(cast.zhao).post(passage.get_absolute_url(), data).content.decode()
    assert "新增学位【新增学位｜个】。" in shown and "540个" in shown


def test_two_editors_at_once_see_both_texts(cast: Cast, passage: Passage) -> None:
    mine = typed(passage, "我写的。", action="save")
    signed_in(cast.sun).post(passage.get_absolute_url(), typed(passage, "孙写的。", action="save"))
    answer = signed_in(cast.zhao).post(passage.get_absolute_url(), mine)
    shown = answer.content.decode()
    assert answer.status_code == 409 and "我写的。" in shown and "孙写的。" in shown and "孙晓东" in shown
    passage.refresh_from_db()
    assert passage.text == "孙写的。"
    assert "我写的。" in page(cast.zhao, f"{passage.get_absolute_url()}revisions/")


def test_an_earlier_text_is_put_in_place_again(cast: Cast, passage: Passage) -> None:
    first = passage.text
    passage.rewrite("另写。", by=cast.zhao, based_on=1)
    signed_in(cast.zhao).post(f"{passage.get_absolute_url()}revisions/1/restoring/")
    passage.refresh_from_db()
    assert passage.text == first and passage.revisions.filter(text="另写。").exists()


def test_a_number_typed_by_hand_is_bound_to_its_figure(cast: Cast, passage: Passage) -> None:
    answer = signed_in(cast.zhao).post(
        passage.get_absolute_url(), typed(passage, "# 民生\n全年新增学位540个。", bind="0|540个")
    )
    shown = page(cast.zhao, answer.headers["Location"])
    assert "表述一致" in shown and "【seats-added｜个】" in shown
    signed_in(cast.zhao).post(
        f"{passage.get_absolute_url()}binding/", {"words": "540个", "place": "0", "mark": "【seats-added｜个】"}
    )
    passage.refresh_from_db()
    assert passage.text == "# 民生\n\n全年新增学位【seats-added｜个】。"


def test_what_is_typed_untruly_is_said_so_beside_it(cast: Cast, passage: Passage) -> None:
    preview = typed(passage, "# 民生\n全年新增学位999个。", action="preview")
    shown = signed_in(cast.zhao).post(passage.get_absolute_url(), preview).content.decode()
    assert "与数据不符" in shown and "我方数据为540个" in shown
    true = typed(passage, "# 民生\n全年新增学位540个。", action="preview")
    assert "与数据不符" not in signed_in(cast.zhao).post(passage.get_absolute_url(), true).content.decode()


def test_a_number_in_other_words_says_the_same_and_its_hedge_is_said_once(cast: Cast, passage: Passage) -> None:
    answer = signed_in(cast.zhao).post(
        passage.get_absolute_url(), typed(passage, "# 民生\n全年新增学位超五百个。", bind="0|五百个")
    )
    shown = page(cast.zhao, answer.headers["Location"])
    assert "超500个" in shown and "表述一致" in shown
    mark = marks.stored(Saying("figure", ("seats-added", "个"), (("hedge", "超"), ("digits", 1))))
    signed_in(cast.zhao).post(f"{passage.get_absolute_url()}binding/", {"words": "五百个", "place": "0", "mark": mark})
    passage.refresh_from_db()
    assert "超【" not in passage.text and mark in passage.text


def test_a_rank_is_bound_to_the_document_that_proves_it(cast: Cast, passage: Passage) -> None:
    passage.rewrite("综合排名居全国第15位。", by=cast.qian, based_on=1)
    address = f"/studio/manuscripts/{passage.manuscript.pk}/citation/?passage={passage.pk}&words=15位&place=0"
    filled = {"name": "综合排名", "says": "第15位", "issuer": "商务部", "document": "考核评价结果", "edition": "2020"}
    filled["happened_on"] = "2021-01-27"
    signed_in(cast.qian).post(address, {**filled, "evidence": SimpleUploadedFile("结果.pdf", PDF)})
    number = Citation.objects.get().number
    passage.refresh_from_db()
    assert passage.text == f"综合排名居全国第【doc-{number}｜15位】。"
    shown = page(cast.qian, f"/studio/manuscripts/{passage.manuscript.pk}/claims/")
    assert "佐证材料" in shown and "文件佐证" in shown


def test_an_estimate_says_that_it_is_one(cast: Cast, passage: Passage) -> None:
    passage.rewrite("全年新增学位900个。", by=cast.qian, based_on=1)
    bound_to = f"passage={passage.pk}&words=900个&place=0&figure=seats-added"
    address = f"/studio/manuscripts/{passage.manuscript.pk}/estimate/?{bound_to}"
    filled = {
        "figure": "seats-added", "name": "新增学位", "value": "900", "unit": "个", "method": "按在建项目测算",
        "author": "教育局规划科", "ends_on": f"{YEAR}-12-31",
    }  # fmt: skip
    signed_in(cast.qian).post(address, filled)
    assert "预计900个" in page(cast.qian, passage.get_absolute_url())
    shown = page(cast.qian, f"/studio/manuscripts/{passage.manuscript.pk}/proofs/")
    assert "540 个" in shown and "-40.0%" in shown  # what the year brought, and how far off the estimate was
    number = Estimate.objects.get().number
    signed_in(cast.qian).post(f"/studio/manuscripts/{passage.manuscript.pk}/estimates/{number}/replacing/")
    passage.refresh_from_db()
    assert passage.text == "全年新增学位【seats-added｜个】。"
    assert "-40.0%" in page(cast.qian, f"/studio/manuscripts/{passage.manuscript.pk}/proofs/")


def test_a_data_call_is_asked_chased_and_answered(cast: Cast, passage: Passage) -> None:
    office = signed_in(cast.qian)
    asked = {
        "name": "民办园转普惠数", "unit": "所", "question": "当年完成转办手续的", "office": str(cast.education.pk),
        "due_on": "2999-12-01",
    }  # fmt: skip
    office.post(f"/studio/manuscripts/{passage.manuscript.pk}/asking/", asked)
    call = DataCall.objects.get()
    office.post(f"{call.get_absolute_url()}reminding/")
    assert "民办园转普惠数" in page(cast.zhao, call.get_absolute_url())
    assert signed_in(cast.li).get(call.get_absolute_url()).status_code == 404
    passage.rewrite(f"民办园转普惠【征集{call.pk}】。".replace("征集", "call-"), by=cast.qian, based_on=1)
    assert "数据征集中" in page(cast.qian, passage.get_absolute_url())
    answer = {"happened_on": "2020-12-31", "value": "6", "grade": "ledger", "note": "", "action": "submit"}
    ledger = SimpleUploadedFile("台账.csv", "园名\n甲园\n".encode())
    signed_in(cast.zhao).post(f"{call.get_absolute_url()}answering/", {**answer, "evidence": ledger})
    shown = page(cast.qian, passage.get_absolute_url())
    assert "6所" in shown and "台账" in shown
    assert EntryNumber.objects.filter(type="studio.answer").count() == 1


def test_a_data_call_stands_on_the_day_of_who_is_asked(cast: Cast, passage: Passage) -> None:
    DataCall.objects.create(
        zone=cast.zone, office=cast.education, manuscript=passage.manuscript, name="民办园转普惠数", unit="所",
        question="当年", due_on="2020-12-01", asked_by=cast.qian,
    )  # fmt: skip
    assert "民办园转普惠数" in page(cast.zhao, "/desk/")
    assert "民办园转普惠数" not in page(cast.li, "/desk/")


def test_the_checks_say_what_was_compared(cast: Cast, passage: Passage) -> None:
    shown = page(cast.qian, f"/studio/manuscripts/{passage.manuscript.pk}/checks/")
    assert "部分不大于整体" in shown


@pytest.mark.parametrize("part", ["", "claims/", "checks/", "proofs/"])
def test_every_page_is_there_in_english(cast: Cast, report: Manuscript, part: str) -> None:
    client = signed_in(cast.qian)
    client.cookies["django_language"] = "en"
    answer = client.get(f"{report.get_absolute_url()}{part}?language=en")
    assert answer.status_code == 200 and "Report on the work of 2020" in answer.content.decode()


def test_a_text_sent_without_its_revision_is_kept_aside(cast: Cast, passage: Passage) -> None:
    answer = signed_in(cast.zhao).post(passage.get_absolute_url(), {"text": "无稿号。", "action": "save"})
    assert answer.status_code == 409
    assert passage.revisions.get(is_aside=True).text == "无稿号。"


def test_nonsense_in_a_form_breaks_nothing(cast: Cast, passage: Passage) -> None:
    client = signed_in(cast.zhao)
    for more in (
        {"mark": "【】"},
        {"mark": "x" * 9000},
        {"key": "\x00"},
        {"bind": "|"},
        {"bind": "９|甲"},
        {"q": "【" * 99},
    ):
        assert client.post(passage.get_absolute_url(), typed(passage, "甲\x00【", **more)).status_code < 500
    for query in ("", "?words=x&place=x", "?words=" + "x" * 3000 + "&place=99999"):
        assert client.get(f"{passage.get_absolute_url()}binding/{query}").status_code < 500


def test_a_ledger_nobody_sees_is_only_said(cast: Cast, passage: Passage) -> None:
    call = DataCall.objects.create(
        zone=cast.zone, office=cast.education, manuscript=passage.manuscript, name="民办园转普惠数", unit="所",
        question="当年", due_on="2020-12-01", asked_by=cast.qian,
    )  # fmt: skip
    with act(by=cast.zhao) as a:
        call.reply(a, happened_on=date(2020, 12, 31), value=6, grade="ledger")
    (claim,) = claims_of(passage, Book.now(cast.zone), text=f"民办园转普惠【call-{call.pk}】。")
    assert (claim.words, claim.grade) == ("6所", Grade.STATED)


def test_a_foreword_and_a_line_that_came_late_are_added(cast: Cast, report: Manuscript) -> None:
    office = signed_in(cast.qian)
    office.post(f"{report.get_absolute_url()}adding/", {"heading": "总体情况", "place": "first"})
    assert report.written("zh-hans")[0].heading == "总体情况"
    office.post(f"{report.get_absolute_url()}adding/", {"line": "city"})
    added = report.passages.get(language="zh-hans", key="city")
    assert added.office == cast.construction and added.text
    office.post(f"{report.get_absolute_url()}adding/", {"line": "city"})
    office.post(f"{report.get_absolute_url()}adding/", {"heading": " # "})
    assert (
        report.passages.filter(key="city").count() == 2 and report.passages.filter(key__startswith="own").count() == 2
    )
    assert signed_in(cast.zhao).post(f"{report.get_absolute_url()}adding/", {"line": "city"}).status_code == 403


class Confirming:
    """The life of a report of which one passage is confirmed as it read at one moment."""

    def __init__(self, passage: Passage, book: Book) -> None:
        claims = changes.as_frozen(claims_of(passage, book))
        self.known = Confirmed(passage.revision, claims, book.moment, timezone.now(), "孙晓东")
        self.passage, self.reopened, self.why_closed = passage, 0, ""

    def confirmed(self, passages: Iterable[Passage]) -> dict[int, Confirmed]:
        return {one.pk: self.known for one in passages if one.pk == self.passage.pk and not self.reopened}

    def closed(self, manuscript: Manuscript) -> str:
        return self.why_closed

    def edited(self, passage: Passage, by: User) -> None:
        self.reopened += 1


@pytest.fixture
def confirming(cast: Cast, passage: Passage, monkeypatch: pytest.MonkeyPatch) -> Confirming:
    passage.rewrite("全年【schools-opened｜所】学校建成开学。教育质量提升。", by=cast.zhao, based_on=1)
    made = Confirming(passage, Book.now(cast.zone))
    monkeypatch.setattr(life, "_followed", [made])
    return made


def test_a_confirmed_text_does_not_change_by_itself(cast: Cast, passage: Passage, confirming: Confirming) -> None:
    assert "核实之后数据有变化" not in page(cast.sun, passage.get_absolute_url())
    open_school(cast, "S3")
    shown = page(cast.sun, passage.get_absolute_url())
    assert "核实之后数据有变化" in shown and "2所 → 3所" in shown and "改为新数值" in shown
    passage.refresh_from_db()
    assert passage.revision == 2 and not confirming.reopened


def test_a_wording_chosen_reopens_the_owners_confirmation(cast: Cast, passage: Passage, confirming: Confirming) -> None:
    open_school(cast, "S3")
    chosen = {"place": "0", "wording": "delete"}
    signed_in(cast.sun).post(f"{passage.get_absolute_url()}settling/", chosen)
    passage.refresh_from_db()
    assert passage.text == "教育质量提升。" and confirming.reopened == 1
    assert signed_in(cast.sun).post(f"{passage.get_absolute_url()}settling/", {"wording": "?"}).status_code == 404


def test_a_signed_report_is_not_edited(cast: Cast, passage: Passage, confirming: Confirming) -> None:
    confirming.why_closed = "已签发，不能修改。"
    assert "已签发，不能修改。" in page(cast.sun, passage.get_absolute_url())
    for way in ("", "recomposing/", "settling/", "revisions/1/restoring/", "binding/"):
        signed_in(cast.sun).post(
            f"{passage.get_absolute_url()}{way}", {"text": "改。", "action": "save", "based_on": "2"}
        )
    passage.refresh_from_db()
    assert passage.revision == 2


def test_a_proof_recorded_for_a_report_that_was_closed_stays_a_proof(
    cast: Cast, passage: Passage, confirming: Confirming
) -> None:
    confirming.why_closed = "已签发，不能修改。"
    words = f"?passage={passage.pk}&words=2所&place=0"
    address = f"{passage.manuscript.get_absolute_url()}estimate/{words}"
    facts = {
        "name": "学校",
        "value": "2",
        "unit": "所",
        "method": "按计划",
        "author": "教育局",
        "ends_on": "2020-12-31",
    }
    shown = signed_in(cast.qian).post(address, facts, follow=True)
    assert "已签发，不能修改。" in shown.content.decode() and passage.manuscript.estimates.standing().count() == 1
