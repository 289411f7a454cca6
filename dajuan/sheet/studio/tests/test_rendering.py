"""What a passage says: its marks turn with the truth, and nothing anybody wrote is lost."""

from __future__ import annotations

from datetime import date

import pytest

from dajuan.core.records.act import act
from dajuan.figures.book import Book
from dajuan.sheet.studio import claims, rendering
from dajuan.sheet.studio.claims import State
from dajuan.sheet.studio.models import Citation, Clash, Manuscript, Passage
from dajuan.sheet.tests.scene import YEAR, Year, small_year
from tests.cast import Cast

DAY = date(2021, 3, 1)
TEXT = "# 民生\n\n全年【schools-opened｜所】学校建成开学【schools-opened·plan｜所】。"


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


def read(passage: Passage, year: Year, text: str | None = None) -> str:
    return claims.plain(rendering.rendered(passage, year.then, text=text, today=DAY))


def test_a_passage_says_what_the_records_say(passage: Passage, year: Year) -> None:
    assert read(passage, year) == "民生\n全年2所学校建成开学，完成年度计划（5月调整）。"


def test_a_number_opens_and_knows_its_mark(passage: Passage, year: Year) -> None:
    found = claims.claims_of(passage, year.then, today=DAY)
    assert [one.mark for one in found] == ["【schools-opened｜所】", "【schools-opened·plan｜所】"]
    assert {one.state for one in found} == {State.FIGURE}
    assert found[0].value == "2" and found[0].words == "2所" and "schools-opened" in found[0].href
    assert found[0].sentence == "全年2所学校建成开学，完成年度计划（5月调整）。"


def test_a_bracket_that_names_nothing_is_an_open_claim(passage: Passage, year: Year) -> None:
    (broken,) = claims.claims_of(passage, year.then, text="【没有的指标·同比】。", today=DAY)
    assert broken.state is State.OPEN and broken.words == "【没有的指标·同比】" and broken.trouble


def test_a_rank_prints_from_its_document(cast: Cast, passage: Passage) -> None:
    with act(by=cast.qian) as a:
        rank = a.enter(
            Citation(
                manuscript=passage.manuscript, name="国家级经开区综合排名", says="第15位", issuer="商务部",
                document="2020年综合发展水平考核评价结果", edition="2020", happened_on=date(2021, 1, 27),
            )
        )  # fmt: skip
    text = f"综合排名位居全国经开区【佐证{rank.number}：综合排名】。"
    (claim,) = claims.claims_of(passage, Book.now(cast.zone), text=text, today=DAY)
    assert claim.words == "第15位" and claim.state is State.OPEN  # until the document itself is attached


def test_an_answer_sheet_is_made_of_the_passages(passage: Passage, year: Year) -> None:
    sheet = rendering.as_sheet(passage.manuscript, year.then, today=DAY)
    (section,) = sheet.sections
    assert section.heading == "民生" and "2所学校" in section.paragraphs[0].text


def test_every_revision_is_kept(cast: Cast, passage: Passage) -> None:
    passage.rewrite("# 民生\n\n改过。", by=cast.zhao, based_on=1)
    assert [one.text for one in passage.revisions.order_by("number")] == [TEXT, "# 民生\n\n改过。"]


def test_two_editors_at_once_are_told_and_neither_text_is_lost(cast: Cast, passage: Passage) -> None:
    passage.rewrite("# 民生\n\n甲写的。", by=cast.qian, based_on=1)
    with pytest.raises(Clash) as clash:
        passage.rewrite("# 民生\n\n乙写的。", by=cast.zhao, based_on=1)
    passage.refresh_from_db()
    assert passage.text == "# 民生\n\n甲写的。"
    assert clash.value.mine.text == "# 民生\n\n乙写的。" and clash.value.mine.is_aside
    assert clash.value.theirs.text == passage.text
    assert passage.revisions.get(is_aside=True).text == "# 民生\n\n乙写的。"


def test_saving_the_same_text_again_is_no_revision(cast: Cast, passage: Passage) -> None:
    passage.rewrite(TEXT, by=cast.zhao, based_on=1)
    assert passage.revisions.count() == 1
