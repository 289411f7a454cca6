"""What a person sees of reading and may do: hand in, look, correct, complete; the library; the lexicon."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dajuan.core.records.models import Refused
from dajuan.core.staff.models import User
from dajuan.sheet.reading import showing, teaching
from dajuan.sheet.reading.models import HandedIn, Match, PastReport, Read, Remark, SetPhrase
from dajuan.sheet.tests.scene import small_year
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TEXT = "2020年工作总结\n全年学校建成开学3所，新增学位540个，引进外资超亿美元。"


@pytest.fixture(autouse=True)
def evidence(settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path


def browser(user: User, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def hand_in(user: User, text: str = TEXT, **more: Any) -> HandedIn:
    answer = browser(user).post("/reading/", {"pasted": text, **more})
    assert answer.status_code == 302, answer.content.decode()
    return HandedIn.objects.get(pk=int(re.findall(r"\d+", answer.headers["Location"])[0]))


def test_a_pasted_text_comes_back_with_its_claims_marked(cast: Cast) -> None:
    small_year(cast)
    text = hand_in(cast.li)
    assert (text.status, text.year) == (Read.Status.READ, 2020)
    page = browser(cast.li).get(text.get_absolute_url()).content.decode()
    assert 'class="claim claim-contradicted"' in page and "Our value is 2" in page
    assert "/figures/schools-opened/?period=2020&amp;as_of=" in page  # the link that opens the number
    chinese = browser(cast.li, "zh-hans").get(text.get_absolute_url()).content.decode()
    assert "我方数据为2" in chinese and "与数据不符" in chinese


def test_the_list_is_narrowed_by_verdict(cast: Cast) -> None:
    small_year(cast)
    text = hand_in(cast.li)
    page = browser(cast.li).get(text.get_absolute_url(), {"verdict": "contradicted"}).content.decode()
    assert page.count('<article class="remark') == 1


def test_many_files_are_taken_and_the_refused_one_is_named(cast: Cast) -> None:
    files = [
        SimpleUploadedFile("一.txt", TEXT.encode()),
        SimpleUploadedFile("扫描.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50),
        SimpleUploadedFile("二.txt", "打通断头路8条。".encode("gb18030")),
    ]
    answer = browser(cast.li).post("/reading/", {"documents": files})
    assert answer.status_code == 422
    assert "扫描.png: This is a picture" in answer.content.decode()
    assert sorted(HandedIn.objects.values_list("title", flat=True)) == ["一.txt", "二.txt"]


def test_the_same_file_twice_is_one_text_checked_anew(cast: Cast) -> None:
    first, second = hand_in(cast.li), hand_in(cast.li)
    assert first.pk == second.pk
    assert Remark.objects.filter(text=first).count() == Remark.objects.filter(text=second).count() > 0


def test_nothing_sent_is_asked_for_at_its_field(cast: Cast) -> None:
    answer = browser(cast.li).post("/reading/", {"pasted": " \n"})
    assert answer.status_code == 422 and "Paste a text or choose a file." in answer.content.decode()


def test_a_text_without_a_claim_says_so(cast: Cast) -> None:
    page = browser(cast.li).get(hand_in(cast.li, "春风化雨，润物无声。").get_absolute_url()).content.decode()
    assert "No number and no asserting word was found" in page


def test_anothers_text_is_seen_by_the_general_office_alone(cast: Cast) -> None:
    text = hand_in(cast.li)
    one = text.remarks.first()
    assert one is not None
    for address in (text.get_absolute_url(), one.get_absolute_url(), f"{text.get_absolute_url()}complete/"):
        assert browser(cast.qian).get(address).status_code == 200
        for user in (cast.chen, cast.wang, cast.zhou, cast.he):
            assert browser(user).get(address).status_code == 404
        assert browser(cast.xu).get(address).status_code == 403
    assert text.title not in browser(cast.wang).get("/reading/").content.decode()


def test_its_owner_deletes_a_text_with_all_that_was_found(cast: Cast) -> None:
    text = hand_in(cast.li)
    browser(cast.li).post(f"{text.get_absolute_url()}removal/")
    assert not HandedIn.objects.exists() and not Remark.objects.exists()


# Corrections


def remark(text: HandedIn, words: str) -> Remark:
    return text.remarks.get(words=words)


def test_a_correction_changes_this_text_and_later_ones(cast: Cast) -> None:
    small_year(cast)
    text = hand_in(cast.li, "全年新校启用2所。")
    one = remark(text, "2所")
    assert one.verdict == "no figure yet"
    sent = {"meaning": "figure", "figure": "schools-opened", "seen": "0"}
    answer = browser(cast.li).post(one.get_absolute_url(), sent)
    assert answer.status_code == 302
    assert remark(text, "2所").verdict == "backed"
    later = hand_in(cast.chen, "全年新校启用5所。")
    assert remark(later, "5所").verdict == "contradicted"


def test_two_people_who_correct_at_once_do_not_overwrite_each_other(cast: Cast) -> None:
    text = hand_in(cast.li, "全年新校启用2所。")
    one = remark(text, "2所")
    teaching.correct(one, by=cast.qian, seen=0, meaning=Match.Meaning.NONE)
    with pytest.raises(Refused, match="钱进 has decided this meanwhile"):
        teaching.correct(one, by=cast.li, seen=0, meaning=Match.Meaning.IGNORED)
    answer = browser(cast.li).post(one.get_absolute_url(), {"meaning": "ignored", "seen": "0"})
    assert "has decided this meanwhile" in answer.content.decode()
    again = browser(cast.li).post(one.get_absolute_url(), {"meaning": "ignored", "seen": "1"})
    assert again.status_code == 302
    assert [one.version for one in Match.objects.order_by("version")] == [1, 2]
    assert not text.remarks.exists()  # it is no claim


def test_who_only_reads_corrects_nothing(cast: Cast) -> None:
    for user in (cast.he, cast.zhou):
        one = remark(hand_in(user, "全年新校启用2所。"), "2所")
        assert browser(user).get(one.get_absolute_url()).status_code == 200
        assert browser(user).post(one.get_absolute_url(), {"meaning": "none", "seen": "0"}).status_code == 403
    assert not Match.objects.exists()


# The complete text


def test_the_complete_text_has_our_numbers_and_leaves_blanks_for_the_rest(cast: Cast) -> None:
    small_year(cast)
    text = hand_in(cast.li, "2020年总结\n全年所学校建成开学，新增学位个，引进内资超亿元。")
    page = browser(cast.li).get(f"{text.get_absolute_url()}complete/").content.decode()
    assert '<mark class="reading-filled">2</mark>所学校建成开学' in page
    file = browser(cast.li).get(f"{text.get_absolute_url()}complete.docx")
    said = "\n".join(one.text for one in docx.Document(io.BytesIO(file.content)).paragraphs)
    assert "全年2所学校建成开学，新增学位540个，引进内资超" in said


def test_nothing_is_called_complete_while_the_text_is_still_read(cast: Cast) -> None:
    text = hand_in(cast.li)
    HandedIn.objects.filter(pk=text.pk).update(status=Read.Status.READING, beat_at=timezone.now())
    for ending in ("complete/", "complete.docx"):
        answer = browser(cast.li).get(f"{text.get_absolute_url()}{ending}")
        assert answer.status_code == 302 and answer.headers["Location"] == text.get_absolute_url()


def test_a_long_text_is_shown_in_pieces_that_cover_it() -> None:
    text = "一二三四五六七八九。\n" * 5000
    pieces = showing.pieces(text, 1000)
    assert "".join(text[one.start : one.end] for one in pieces) == text
    assert showing.number_of(text, len(text) - 2) == len(showing.pieces(text))


# The library


def report(user: User, **more: Any) -> Any:
    said = {"title": "2019年总结", "issuer": "管委会", "year": "2019", "scope": "全区", "happened_on": "2020-01-10"}
    return browser(user).post("/reading/library/new/", {**said, "pasted": "2019年接待游客30万人次。", **more})


def test_a_report_is_taken_in_with_its_document_and_its_values(cast: Cast) -> None:
    answer = report(cast.qian)
    assert answer.status_code == 302
    kept = PastReport.objects.get()
    assert kept.text.values.get().value == "300000"
    page = browser(cast.li).get(kept.get_absolute_url()).content.decode()
    assert "30万人次" in page and f"/records/evidence/{kept.text.evidence_id}/" in page
    assert "2019年总结" in browser(cast.li).get("/reading/library/", {"q": "总结", "year": "2019"}).content.decode()


def test_a_text_stands_in_the_library_once(cast: Cast) -> None:
    report(cast.qian)
    again = report(cast.wang, title="又一份")
    assert again.status_code == 422 and "in the library already: 2019年总结" in again.content.decode()
    assert PastReport.objects.count() == 1


def test_a_clerk_reads_the_library_and_teaches_nothing(cast: Cast) -> None:
    assert browser(cast.li).get("/reading/library/").status_code == 200
    assert report(cast.li).status_code == 403
    phrase = {"role": "phrase", "words": "六稳六保"}
    assert browser(cast.li).post("/reading/lexicon/", phrase).status_code == 403


def test_a_web_page_comes_in_as_its_words(cast: Cast) -> None:
    page = SimpleUploadedFile("总结.html", "<html><body><p>接待游客30万人次。</p></body></html>".encode())
    assert report(cast.qian, pasted="", file=page).status_code == 302
    assert PastReport.objects.get().text.evidence.media_type == "text/plain"


# The lexicon


def test_a_phrase_is_taught_changed_and_taken_out_and_all_of_it_stays(cast: Cast) -> None:
    client = browser(cast.qian)
    for figure in ("schools-opened", "schools-operating"):
        client.post("/reading/lexicon/", {"role": "alias", "words": "新校启用", "figure": figure})
    (phrase,) = SetPhrase.objects.in_force(cast.zone)
    assert (phrase.version, phrase.figure, phrase.changed_by) == (2, "schools-operating", cast.qian)
    client.post(f"/reading/lexicon/{phrase.pk}/dropping/")
    assert not SetPhrase.objects.in_force(cast.zone).exists()
    assert SetPhrase.objects.count() == 3


def test_words_to_pass_over_are_no_claim(cast: Cast) -> None:
    text = "坚持八大工程带动，打通断头路8条。"
    teaching.teach(cast.zone, by=cast.qian, role=SetPhrase.Role.PHRASE, words="断头路8条")
    assert not hand_in(cast.li, text).remarks.filter(words="8条").exists()


def test_a_measure_word_of_the_office_is_understood(cast: Cast) -> None:
    teaching.teach(cast.zone, by=cast.qian, role=SetPhrase.Role.MEASURE, words="标准厂房", unit="m²", scale=3000)
    found = hand_in(cast.li, "新建5标准厂房。").remarks.all()
    assert [(one.value, one.unit) for one in found] == [("15000", "m²")]
