"""A draft goes out to WPS and comes back: what was edited is merged, and numbers keep what they are bound to."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn

from dajuan.papers.returned import returned
from dajuan.sheet.studio import returning, sending
from dajuan.sheet.studio.models import Manuscript, Passage
from dajuan.sheet.studio.rendering import drafting
from dajuan.sheet.studio.returning import Kind, Merge
from dajuan.sheet.tests.scene import YEAR, Year, small_year
from tests.cast import Cast

DAY = date(2021, 3, 1)
TEXT = (
    "# 民生\n\n全年【schools-opened｜所】学校建成开学，【schools-opened·plan｜所】。名校覆盖面不断扩大。"
    "\n\n教育质量稳步提升。"
)
Edit = Callable[[Any], None]


@pytest.fixture
def year(cast: Cast) -> Year:
    return small_year(cast)


@pytest.fixture
def passage(cast: Cast, year: Year) -> Passage:
    manuscript = Manuscript.objects.create(zone=cast.zone, office=cast.general, year=YEAR)
    made = Passage.objects.create(
        zone=cast.zone, office=cast.education, manuscript=manuscript, language="zh-hans", key="livelihood"
    )
    made.rewrite(TEXT, by=cast.qian, based_on=0)
    return made


def there_and_back(passage: Passage, year: Year, edit: Edit, *, keep_bookmarks: bool = True) -> Merge:
    """The manuscript sent out, edited as somebody would in Word, and read again."""
    file = Document(io.BytesIO(sending.sent(passage.manuscript, [passage], "zh-hans", year.then, today=DAY)))
    edit(file)
    if not keep_bookmarks:
        for mark in list(file.element.body.iter("{*}bookmarkStart", "{*}bookmarkEnd")):
            if not str(mark.get(qn("w:name"), "")).startswith("passage"):
                mark.getparent().remove(mark)
    back = io.BytesIO()
    file.save(back)
    (region,) = returning.regions(returned(back.getvalue()))
    assert (region.passage, region.revision, region.moment) == (passage.pk, passage.revision, year.then.moment)
    writing = drafting(passage.manuscript, [passage.text], year.then, "zh-hans", DAY)
    return returning.merged(passage.pk, sending.lines_of(passage.text, writing), region.paragraphs)


def replaced(before: str, after: str) -> Edit:
    """Somebody puts words in place of others, within one stretch of the document."""

    def edit(file: Any) -> None:
        runs = [run for one in file.element.body.iter("{*}t") for run in [one] if before in (run.text or "")]
        assert len(runs) == 1, [run.text for run in runs]
        runs[0].text = runs[0].text.replace(before, after)

    return edit


def all_taken(merge: Merge) -> str:
    return merge.text({change.place for change in merge.changes()})


def test_a_draft_nobody_touched_changes_nothing(passage: Passage, year: Year) -> None:
    merge = there_and_back(passage, year, lambda file: None)
    assert merge.changes() == [] and merge.text(set()) == passage.text


def test_words_are_merged_and_the_numbers_stay_bound(passage: Passage, year: Year) -> None:
    merge = there_and_back(passage, year, replaced("学校建成开学", "中小学建成并投入使用"))
    (change,) = merge.changes()
    assert change.kind is Kind.WORDS and "【schools-opened｜所】中小学建成并投入使用" in change.after
    assert all_taken(merge) == passage.text.replace("学校建成开学", "中小学建成并投入使用")
    assert merge.text(set()) == passage.text


def test_a_digit_changed_by_hand_is_bound_to_nothing_and_comes_first(passage: Passage, year: Year) -> None:
    def edit(file: Any) -> None:
        replaced("2所", "3所")(file)
        replaced("教育质量稳步提升", "教育质量显著提升")(file)

    changes = there_and_back(passage, year, edit).changes()
    assert [change.kind for change in sorted(changes, key=lambda one: not one.is_serious)] == [Kind.DIGITS, Kind.WORDS]
    assert "3所" in changes[0].after and "【schools-opened｜所】" not in changes[0].after


def test_an_editor_that_loses_bookmarks_loses_no_binding(passage: Passage, year: Year) -> None:
    merge = there_and_back(passage, year, replaced("不断扩大", "持续扩大"), keep_bookmarks=False)
    assert all_taken(merge) == passage.text.replace("不断扩大", "持续扩大")


def test_each_sentence_is_taken_or_left_for_itself(passage: Passage, year: Year) -> None:
    def edit(file: Any) -> None:
        replaced("名校覆盖面不断扩大", "名校覆盖面持续扩大")(file)
        replaced("教育质量稳步提升", "教育质量显著提升")(file)

    merge = there_and_back(passage, year, edit)
    first, second = merge.changes()
    assert merge.text({first.place}) == passage.text.replace("不断扩大", "持续扩大")
    assert merge.text({second.place}) == passage.text.replace("稳步提升", "显著提升")


def test_a_paragraph_added_and_one_struck_out_are_told(passage: Passage, year: Year) -> None:
    def edit(file: Any) -> None:
        last = file.paragraphs[-1]
        last.insert_paragraph_before("新增学位540个。")
        last._p.getparent().remove(last._p)

    kinds = {change.kind for change in there_and_back(passage, year, edit).changes()}
    assert Kind.DIGITS in kinds


def test_a_mark_is_never_cut_in_two() -> None:
    said = "全年【schools-opened｜所；】建成；【a·b｜。】。完"
    assert returning.sentences(said) == ["全年【schools-opened｜所；】建成；", "【a·b｜。】。", "完"]
    assert "".join(returning.sentences(said)) == said


def test_a_number_within_a_longer_one_is_not_taken_for_it() -> None:
    two = sending.Piece("2所", "【a】")
    assert not returning._only("共12所", two, "")
    assert not returning._only("2所、2所", two, "")
    assert returning._only("共2所", two, "")


def test_somebody_takes_over_what_came_back_and_the_revision_says_so(cast: Cast, passage: Passage, year: Year) -> None:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.qian)
    sent = client.get(reverse("studio:draft", args=[passage.manuscript.pk])).content
    file = Document(io.BytesIO(sent))
    replaced("教育质量稳步提升", "教育质量显著提升")(file)
    replaced("2所", "3所")(file)
    back = io.BytesIO()
    file.save(back)
    upload = SimpleUploadedFile("花脸稿.docx", back.getvalue())
    address = reverse("studio:returning", args=[passage.manuscript.pk])
    page = client.post(address, {"file": upload}, follow=True)
    text = page.content.decode()
    assert text.index("数据被手工改动") < text.index("教育质量显著提升")
    (words,) = re.findall(rf'name="take-{passage.pk}" value="(\d+)" checked', text)
    client.post(page.wsgi_request.path, {f"take-{passage.pk}": words})
    passage.refresh_from_db()
    assert passage.text == TEXT.replace("稳步提升", "显著提升")
    assert passage.current().why == "合并回收稿"  # type: ignore[union-attr]  # it was just written


def test_a_draft_holds_the_passages_its_reader_may_read(cast: Cast, passage: Passage) -> None:
    """Another bureau's are not in the file either."""
    client = Client()
    for person, reads in ((cast.qian, True), (cast.wang, False)):
        client.force_login(person)
        answer = client.get(reverse("studio:draft", args=[passage.manuscript.pk]))
        words = "".join(one.text for one in Document(io.BytesIO(answer.content)).paragraphs)
        assert ("教育质量" in words) is reads


@pytest.mark.parametrize("content", [b"nothing of the kind", b""])
def test_what_cannot_be_merged_is_told_where_it_was_brought_in(cast: Cast, passage: Passage, content: bytes) -> None:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.qian)
    upload = SimpleUploadedFile("a.docx", content)
    page = client.post(reverse("studio:returning", args=[passage.manuscript.pk]), {"file": upload})
    assert page.status_code == 422 and not passage.manuscript.returned_drafts.exists()


def test_a_passage_written_anew_meanwhile_keeps_both_texts(cast: Cast, passage: Passage, year: Year) -> None:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.qian)
    file = Document(io.BytesIO(client.get(reverse("studio:draft", args=[passage.manuscript.pk])).content))
    replaced("教育质量稳步提升", "教育质量显著提升")(file)
    back = io.BytesIO()
    file.save(back)
    newer = TEXT.replace("教育质量", "办学质量")
    passage.rewrite(newer, by=cast.qian, based_on=passage.revision)
    upload = SimpleUploadedFile("a.docx", back.getvalue())
    page = client.post(reverse("studio:returning", args=[passage.manuscript.pk]), {"file": upload}, follow=True)
    (place,) = re.findall(rf'name="take-{passage.pk}" value="(\d+)" checked', page.content.decode())
    client.post(page.wsgi_request.path, {f"take-{passage.pk}": place})
    passage.refresh_from_db()
    assert passage.text == newer
    assert passage.revisions.filter(is_aside=True, text__contains="教育质量显著提升").exists()
