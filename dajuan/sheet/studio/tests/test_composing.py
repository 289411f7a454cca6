"""A manuscript begins with the rooms' accounts, and says with marks what the account says with tags."""

from __future__ import annotations

from datetime import date

import pytest

from dajuan.core.records.models import Refused
from dajuan.figures.book import Book
from dajuan.sheet import answer_sheet
from dajuan.sheet.studio import composing, rendering
from dajuan.sheet.studio.claims import State, of_manuscript, plain
from dajuan.sheet.tests.scene import YEAR, plan, small_year
from tests.cast import Cast

DAY = date(2021, 3, 1)


@pytest.fixture(autouse=True)
def year(cast: Cast) -> None:
    small_year(cast)
    plan(cast, "seats-added", 5000, "年初计划", date(2020, 1, 10))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_new_manuscript_reads_as_the_accounts_read(cast: Cast, language: str) -> None:
    manuscript = composing.begin(cast.zone, YEAR, by=cast.qian, today=DAY)
    book = Book.now(cast.zone)
    account = answer_sheet.compose(cast.zone, YEAR, book, language, DAY)  # type: ignore[arg-type]  # one of the two
    written = rendering.as_sheet(manuscript, book, language, DAY)
    assert [one.line for one in written.sections] == [one.line for one in account.sections]
    said = {one.line: plain(one.paragraphs) for one in account.sections}
    for section in written.sections:
        if section.line != composing.SHORTFALLS:
            assert plain(section.paragraphs) == said[section.line]


def test_its_numbers_are_marks_and_none_is_typed(cast: Cast) -> None:
    manuscript = composing.begin(cast.zone, YEAR, by=cast.qian, today=DAY)
    claims = of_manuscript(manuscript, Book.now(cast.zone), "zh-hans", DAY)
    assert claims and {one.state for one in claims if one.mark} == {State.FIGURE}
    assert "540" not in manuscript.passages.get(language="zh-hans", key="livelihood").text


def test_what_fell_short_is_told_with_plan_and_share(cast: Cast) -> None:
    manuscript = composing.begin(cast.zone, YEAR, by=cast.qian, today=DAY)
    passage = manuscript.passages.get(language="zh-hans", key="shortfalls")
    text = plain(rendering.rendered(passage, Book.now(cast.zone), today=DAY))
    assert "对照年度计划（年初计划）：新增学位540个，计划5000个，完成10.8%。" in text


def test_each_passage_belongs_to_who_keeps_its_line(cast: Cast) -> None:
    manuscript = composing.begin(cast.zone, YEAR, by=cast.qian, today=DAY)
    owners = dict(manuscript.passages.filter(language="zh-hans").values_list("key", "office__name"))
    assert owners["livelihood"] == "教育局" and owners["shortfalls"] == "办公室"


def test_there_is_one_manuscript_a_year(cast: Cast) -> None:
    composing.begin(cast.zone, YEAR, by=cast.qian, today=DAY)
    with pytest.raises(Refused, match=r"already|已"):
        composing.begin(cast.zone, YEAR, by=cast.qian, today=DAY)


def test_a_year_the_ledger_knows_nothing_of_is_refused(cast: Cast) -> None:
    for year in (2017, 2022):
        with pytest.raises(Refused):
            composing.begin(cast.zone, year, by=cast.qian, today=DAY)


def test_composing_anew_keeps_what_was_written(cast: Cast) -> None:
    manuscript = composing.begin(cast.zone, YEAR, by=cast.qian, today=DAY)
    passage = manuscript.passages.get(language="zh-hans", key="livelihood")
    first = passage.text
    passage.rewrite("# 民生\n\n另写。", by=cast.zhao, based_on=1)
    composing.recompose(passage, by=cast.qian, based_on=2, today=DAY)
    assert passage.text == first
    assert passage.revisions.get(number=2).text == "# 民生\n\n另写。"
