"""No confirmed text changes by itself: the sentence is shown, with what may be done about it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dajuan.figures.book import Book
from dajuan.lines.livelihood.tests.plays import open_school
from dajuan.sheet.studio import changes, claims
from dajuan.sheet.studio.changes import Wording
from dajuan.sheet.studio.models import Manuscript, Passage
from dajuan.sheet.tests.scene import YEAR, small_year
from tests.cast import Cast

DAY = date(2021, 3, 1)
TEXT = """# 民生

全年【schools-opened｜所】学校建成开学，【schools-opened·change｜所】。服务群众始终如一。

新增学位【seats-added｜个】。"""


@pytest.fixture
def passage(cast: Cast) -> Passage:
    small_year(cast)
    manuscript = Manuscript.objects.create(zone=cast.zone, office=cast.general, year=YEAR)
    made = Passage(zone=cast.zone, office=cast.education, manuscript=manuscript, language="zh-hans", key="livelihood")
    made.save()
    made.rewrite(TEXT, by=cast.qian, based_on=0)
    return made


def frozen(passage: Passage, book: Book) -> changes.Frozen:
    return changes.as_frozen(claims.claims_of(passage, book, today=DAY))


def late_school(cast: Cast) -> Book:
    open_school(cast, "S3")
    return Book.now(cast.zone)


def test_nothing_is_changed_while_the_values_stand(cast: Cast, passage: Passage) -> None:
    book = Book.now(cast.zone)
    assert changes.changed_sentences(passage, frozen(passage, book), book, today=DAY) == []


def test_a_changed_value_marks_its_sentence_alone(cast: Cast, passage: Passage) -> None:
    confirmed = frozen(passage, Book.now(cast.zone))
    (changed,) = changes.changed_sentences(passage, confirmed, late_school(cast), today=DAY)
    assert changed.then == "全年2所学校建成开学，同比增加2所。"
    assert changed.now == "全年3所学校建成开学，同比增加3所。"
    assert [(one.then, one.now) for one in changed.said] == [("2所", "3所"), ("同比增加2所", "同比增加3所")]
    assert passage.text == TEXT


def test_the_sentence_may_be_kept_replaced_or_deleted(cast: Cast, passage: Passage) -> None:
    confirmed = frozen(passage, Book.now(cast.zone))
    found = changes.changed_sentences(passage, confirmed, late_school(cast), today=DAY)
    place = found[0].place
    kept = changes.settled(TEXT, place, Wording.KEEP, found)
    assert "全年2所学校建成开学，同比增加2所。" in kept and "【schools-opened" not in kept
    assert changes.settled(TEXT, place, Wording.REPLACE, found) == TEXT
    deleted = changes.settled(TEXT, place, Wording.DELETE, found)
    assert "学校" not in deleted and "服务群众始终如一" in deleted and deleted.startswith("# 民生")


def test_a_number_is_softened_by_words_true_of_both_values(cast: Cast, passage: Passage) -> None:
    passage.rewrite("新增学位【seats-added｜个】。", by=cast.qian, based_on=1)
    book = Book.now(cast.zone)
    confirmed = [{**one, "value": "587", "words": "587个"} for one in frozen(passage, book)]
    (changed,) = changes.changed_sentences(passage, confirmed, book, today=DAY)
    soft = changed.proposal(Wording.SOFTEN)
    assert soft is not None and soft.reads == "新增学位超500个。"


def test_no_softer_words_are_offered_where_none_hold_of_both(cast: Cast, passage: Passage) -> None:
    passage.rewrite("新增学位【seats-added｜个】。", by=cast.qian, based_on=1)
    book = Book.now(cast.zone)
    confirmed = [{**one, "value": "1200", "words": "1200个"} for one in frozen(passage, book)]
    (changed,) = changes.changed_sentences(passage, confirmed, book, today=DAY)
    assert changed.proposal(Wording.SOFTEN) is None


@given(st.text(alphabet="甲乙，。；！【】·｜ab.\n ", max_size=60))
def test_the_sentences_of_a_text_are_the_text_again(text: str) -> None:
    assert "".join(changes.sentences(text)) == text


def test_what_stands_inside_a_mark_ends_no_sentence() -> None:
    text = "甲【waste-sorting-title·proven｜成功创建。】乙。丙。"
    assert list(changes.sentences(text)) == ["甲【waste-sorting-title·proven｜成功创建。】乙。", "丙。"]
