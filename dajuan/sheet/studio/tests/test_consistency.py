"""What people fight about is found before the report goes out, each with a sentence and a way to the rows."""

from __future__ import annotations

from fractions import Fraction

import pytest

from dajuan.core.staff.models import Zone
from dajuan.figures import published
from dajuan.figures.book import Book
from dajuan.figures.published import Published
from dajuan.sheet.studio import consistency
from dajuan.sheet.studio.consistency import Checked, Rule
from dajuan.sheet.studio.models import Manuscript
from dajuan.sheet.studio.tests.scene import DAY, livelihood, manuscript, written
from tests.cast import Cast


@pytest.fixture
def report(cast: Cast) -> Manuscript:
    return written(cast)


def checked(cast: Cast, report: Manuscript, text: str) -> Checked:
    passage = livelihood(report)
    passage.rewrite(text, by=cast.qian, based_on=passage.revision)
    return consistency.of_manuscript(report, Book.now(cast.zone), "zh-hans", DAY)


def said(found: Checked, rule: Rule) -> list[str]:
    return [problem.sentence for problem in found.problems if problem.rule is rule]


def test_a_report_as_it_is_composed_fits_together(cast: Cast) -> None:
    found = consistency.of_manuscript(manuscript(cast), Book.now(cast.zone), "zh-hans", DAY)
    assert [problem.sentence for problem in found.problems] == []
    assert found.counts[Rule.SUM] > 0


def test_the_same_figure_said_in_two_ways_is_told(cast: Cast, report: Manuscript) -> None:
    found = checked(cast, report, "新增学位【seats-added｜个】。\n\n学位增加【seats-added｜个｜hedge=超｜digits=1】。")
    (sentence,) = said(found, Rule.TWICE)
    assert "540个" in sentence and "超500个" in sentence


def test_a_number_typed_beside_its_figure_must_be_the_same(cast: Cast, report: Manuscript) -> None:
    found = checked(cast, report, "新增学位【seats-added｜个】。\n\n全年新增学位600个。")
    (sentence,) = said(found, Rule.TWICE)
    assert "600个" in sentence and "540个" in sentence
    assert not said(checked(cast, report, "新增学位【seats-added｜个】。\n\n全年新增学位540个。"), Rule.TWICE)


def test_what_contains_the_other_is_not_added_to_it(cast: Cast, report: Manuscript) -> None:
    text = "名校教育联合体覆盖学校【schools-covered｜所】、义务教育学校【schools-compulsory｜所】，合计3所。"
    (sentence,) = said(checked(cast, report, text), Rule.NESTED)
    assert sentence
    assert not said(checked(cast, report, text.replace("，合计3所", "")), Rule.NESTED)


def test_a_part_and_its_whole_are_compared(cast: Cast, report: Manuscript) -> None:
    found = checked(cast, report, "覆盖【schools-covered｜所】，全部【schools-compulsory｜所】。")
    assert found.counts[Rule.PART] == 1 and not said(found, Rule.PART)


def test_a_rate_multiplies_out(cast: Cast, report: Manuscript) -> None:
    text = "覆盖率【union-coverage】，覆盖【schools-covered｜所】，共【schools-compulsory｜所】。"
    found = checked(cast, report, text)
    assert found.counts[Rule.RATE] == 1 and not said(found, Rule.RATE)


def test_a_hedge_typed_before_an_exact_number_does_not_hold(cast: Cast, report: Manuscript) -> None:
    (sentence,) = said(checked(cast, report, "新增学位超【seats-added｜个】。"), Rule.HEDGE)
    assert "超" in sentence and "540个" in sentence


def test_a_rank_without_a_document_is_told(cast: Cast, report: Manuscript) -> None:
    found = checked(cast, report, "综合排名位居全国第3位，居西部第一。")
    assert len(said(found, Rule.RANK)) == 2


def test_last_years_value_is_the_one_that_was_published(
    cast: Cast, report: Manuscript, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(zone: Zone, year: int) -> dict[str, Published]:
        return {"seats-added": Published(Fraction(12), "示发〔2020〕1号")} if year == 2019 else {}

    monkeypatch.setitem(published._tellers, "test", told)
    (sentence,) = said(checked(cast, report, "新增学位【seats-added｜个】，【seats-added·change｜个】。"), Rule.BASE)
    assert "示发〔2020〕1号" in sentence and "12" in sentence


def test_every_problem_leads_somewhere(cast: Cast, report: Manuscript) -> None:
    found = checked(cast, report, "新增学位超【seats-added｜个】。\n\n全年新增学位600个，排名全国第3位。")
    assert found.problems
    assert all(problem.href or problem.claims for problem in found.problems)


def test_what_was_published_and_came_less_what_went_is_what_stands(
    cast: Cast, report: Manuscript, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "年末市级名校教育联合体【unions-city｜个】。"
    found = checked(cast, report, text)
    assert found.counts[Rule.FLOW] == 1
    assert not said(found, Rule.FLOW)
    then = {"unions-city": Published(Fraction(40), "2019年工作报告", "")}
    monkeypatch.setattr(consistency, "published", lambda zone, year: then)
    (sentence,) = said(checked(cast, report, text), Rule.FLOW)
    assert "40" in sentence
