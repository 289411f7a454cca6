"""Which figure a claim speaks of, and what checking says: with our figures, with past reports, with neither."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from dajuan.core.records.act import act
from dajuan.core.records.evidence import store_bytes
from dajuan.figures.book import Book
from dajuan.sheet.reading.checking import Checked, checked, year_of
from dajuan.sheet.reading.claims import read
from dajuan.sheet.reading.findings import Claim, Kind, Said, Verdict
from dajuan.sheet.reading.matching import Matcher, Measure
from dajuan.sheet.reading.models import Match, PastReport, ReportText, SetPhrase, hash_of, take_in, wording_of
from dajuan.sheet.reading.reader import start
from dajuan.sheet.reading.teaching import teach
from dajuan.sheet.reading.terms import house_terms
from dajuan.sheet.reading.weighing import Printed, weigh
from dajuan.sheet.tests.scene import small_year
from tests.cast import Cast

TODAY = date(2021, 1, 5)


def figures_of(text: str) -> list[str]:
    """The figures the house's own words lead to, a claim after the other; empty where none, ? where two are alike."""
    findings = read(text, year=2020)
    choices = Matcher(text, findings, house_terms()).every()
    return ["?" if one.is_open else one.term.key if one.term else "" for one in choices]


def check(text: str, cast: Cast, year: int = 2020) -> list[Checked]:
    found = read(text, year=year)
    return checked(text, found, cast.zone, year=year, book=Book.now(cast.zone), today=TODAY)


def verdicts(text: str, cast: Cast) -> list[str]:
    return [one.finding.verdict.value for one in check(text, cast)]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("全年打通断头路8条。", ["roads-opened"]),
        ("打通甲路、乙路等3条断头路，通车里程1.2千米。", ["roads-opened", "road-length-opened"]),
        ("新建绿道12.5千米，新增城市绿地面积20万平方米。", ["greenway-built", "green-area-added"]),
        ("改造老旧小区23个，整治背街小巷16条。", ["estates-renovated", "lanes-improved"]),
        ("背街小巷提升改造16条，长度7.95千米。", ["lanes-improved", "lane-length-improved"]),
        ("学校建成开学5所，增加学位3450个。", ["schools-opened", "seats-added"]),
        ("组建3个市级9个区级名校教育联合体。", ["unions-city", "unions-district"]),
        ("2所三甲医院加快建设。", ["hospitals-building"]),
        ("地区生产总值895亿元。", ["gdp"]),
        ("In the year 8 dead-end roads were opened.", ["roads-opened"]),
        ("全年接待游客30万人次。", [""]),
    ],
)
def test_a_claim_is_matched_by_the_words_near_it_and_its_unit(text: str, figures: list[str]) -> None:
    assert figures_of(text) == figures


def test_a_unit_that_does_not_fit_rules_a_figure_out() -> None:
    assert figures_of("打通断头路8亿元。") != ["roads-opened"]


def test_a_comparison_belongs_to_the_number_it_compares() -> None:
    text = "打通断头路8条，同比增加2条，完成年度计划的80%；优良天数250天，同比增加25天。"
    findings = read(text, year=2020)
    choices = Matcher(text, findings, house_terms()).every()
    values = [
        (choice.term.key if choice.term else "", choice.measure)
        for finding, choice in zip(findings, choices, strict=True)
        if finding.kind is Kind.VALUE
    ]
    assert values == [
        ("roads-opened", Measure.VALUE),
        ("roads-opened", Measure.DIFFERENCE),
        ("roads-opened", Measure.COMPLETION),
        ("air-good-days", Measure.VALUE),
        ("air-good-days-more", Measure.VALUE),  # a change that is a figure of its own
    ]


def test_two_figures_that_fit_equally_well_are_asked_and_not_guessed() -> None:
    assert figures_of("平均浓度为35微克/立方米。") == ["?"]


def test_gaps_that_are_alike_are_taken_in_order_where_as_many_figures_fit() -> None:
    text = "平均浓度同比下降，平均浓度同比下降，环境质量改善。"
    findings = read(text, year=2020)
    choices = Matcher(text, findings, house_terms()).every()
    percents = [one for one, finding in zip(choices, findings, strict=True) if finding.claim is Claim.PERCENT]
    assert [one.term.key for one in percents if one.term] == ["pm25-mean", "pm10-mean"]
    assert all(one.is_assumed for one in percents)


def test_every_gap_of_the_article_leads_to_its_claim(shared: Path) -> None:
    """The text the product started from: rules are written for the language of such reports, not for it."""
    text = (shared / "seed/article.txt").read_text(encoding="utf-8")
    rows = csv.DictReader((shared / "seed/gaps.csv").read_text(encoding="utf-8").splitlines())
    expected = {int(row["offset"]): row["claim"].split("+") for row in rows if row["claim"]}
    findings = read(text, year=2020)
    choices = zip(findings, Matcher(text, findings, house_terms()).every(), strict=True)
    reached = {
        finding.start: {term.known.number for term in (choice.term, *choice.offered) if term and term.known}
        for finding, choice in choices
        if finding.kind is Kind.GAP
    }
    one_project = {"C21", "C22"}  # the total investment of a named project: of one kind with C20
    wrong = [
        (place, claims)
        for place, claims in expected.items()
        if not reached.get(place, set()) & set(claims) and not (set(claims) & one_project)
    ]
    assert not wrong


pytestmark = pytest.mark.django_db


def test_a_value_is_backed_or_contradicted_with_ours(cast: Cast) -> None:
    small_year(cast)
    (right,) = check("全年学校建成开学2所。", cast)
    assert right.finding.verdict is Verdict.BACKED and right.ours == 2
    (wrong,) = check("全年学校建成开学3所。", cast)
    assert wrong.finding.verdict is Verdict.CONTRADICTED
    assert "Our value is 2" in str(wrong.finding.reason)


def test_a_hedge_is_tested_on_our_value(cast: Cast) -> None:
    small_year(cast)
    assert verdicts("新增学位500余个。", cast) == ["backed"]
    assert verdicts("新增学位超540个。", cast) == ["rounding"]


def test_the_share_of_the_plan_is_weighed(cast: Cast) -> None:
    small_year(cast)
    assert "contradicted" in verdicts("学校建成开学2所，完成年度计划的80%。", cast)
    assert "contradicted" not in verdicts("学校建成开学2所，完成年度计划的100%。", cast)


def test_full_coverage_is_contradicted_where_one_is_missing(cast: Cast) -> None:
    small_year(cast)
    found = check("义务教育学校实现名校教育联合体全覆盖。", cast)
    said = [one for one in found if one.finding.claim is Claim.ALL]
    assert [one.finding.verdict for one in said] == [Verdict.CONTRADICTED]


def test_a_gap_is_filled_with_our_value(cast: Cast) -> None:
    small_year(cast)
    found = {one.figure.key: one.fill for one in check("全年所学校建成开学，增加学位个。", cast) if one.figure}
    assert found == {"schools-opened": "2", "seats-added": "540"}


def test_what_no_room_keeps_is_named_as_no_figure_yet(cast: Cast) -> None:
    (one,) = check("全年引进内资超200亿元。", cast)
    if one.figure is None:
        assert (one.finding.verdict, one.known) == (Verdict.NO_FIGURE, "C23")
    else:
        assert one.finding.verdict is Verdict.NOT_BACKED  # the room is there, its records are not


def test_nothing_on_record_is_not_backed_and_never_nought(cast: Cast) -> None:
    assert verdicts("打通断头路8条。", cast) == ["not backed"]


def test_a_rank_rests_on_somebody_elses_document(cast: Cast) -> None:
    assert verdicts("营商环境位居全国第三。", cast) == ["not backed"]


def test_a_number_of_a_wider_area_is_not_ours(cast: Cast) -> None:
    small_year(cast)
    assert verdicts("全国新增学校建成开学3000所。", cast) == ["not checkable"]


def test_the_year_is_taken_from_the_text() -> None:
    assert year_of("示范经开区2019年工作总结\n2020年将……", 2021) == 2019
    assert year_of("没有年份的文稿", 2021) == 2021


# The library


def publish(cast: Cast, words: str, year: int = 2019, title: str = "2019年总结") -> PastReport:
    kept = store_bytes(words.encode(), name="总结.txt", by=cast.qian, zone=cast.zone)
    text = ReportText.objects.create(zone=cast.zone, text=words, hash=hash_of(words), evidence=kept)
    with act(by=cast.qian) as a:
        report = take_in(
            a, text, title=title, issuer="管委会", year=year, scope="全区", happened_on=date(year + 1, 1, 10)
        )
    start(text)
    return report


@pytest.fixture
def _evidence(settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path


@pytest.mark.usefixtures("_evidence")
def test_past_reports_are_the_first_catalogue_before_any_record(cast: Cast) -> None:
    publish(cast, "2019年全区接待游客30万人次，实现旅游收入12.5亿元。")
    found = check("2019年全区接待游客30万人次，实现旅游收入12.8亿元。", cast, year=2019)
    assert [one.finding.verdict for one in found] == [Verdict.BACKED, Verdict.CONTRADICTED]
    assert "12.5亿元" in str(found[1].finding.reason)
    assert found[1].published and found[1].published.report.title == "2019年总结"


@pytest.mark.usefixtures("_evidence")
def test_growth_is_weighed_with_what_was_published_for_the_year_before(cast: Cast) -> None:
    publish(cast, "2019年全区接待游客30万人次。")
    (right, _) = check("2020年全区接待游客36万人次，同比增长20%。", cast)
    (wrong, _) = check("2020年全区接待游客36万人次，同比增长25%。", cast)
    assert right.finding.verdict is Verdict.BACKED
    assert wrong.finding.verdict is Verdict.CONTRADICTED
    assert "20 %" in str(wrong.finding.reason)


@pytest.mark.usefixtures("_evidence")
def test_a_withdrawn_report_is_no_longer_brought_up(cast: Cast) -> None:
    report = publish(cast, "2019年全区接待游客30万人次。")
    with act(by=cast.qian) as a:
        a.withdraw(report, reason="并非公开发布")
    (one,) = check("2019年全区接待游客31万人次。", cast, year=2019)
    assert one.published is None


# What was taught


def test_another_name_of_a_figure_leads_to_it(cast: Cast) -> None:
    small_year(cast)
    text = "全年新校启用2所。"
    assert [one.figure for one in check(text, cast)] == [None]
    teach(cast.zone, by=cast.qian, role=SetPhrase.Role.ALIAS, words="新校启用", figure="schools-opened")
    assert [one.figure.key for one in check(text, cast) if one.figure] == ["schools-opened"]


def test_a_correction_is_used_again_in_later_texts(cast: Cast) -> None:
    (finding,) = read("全年新校启用2所。", year=2020)
    words, unit = wording_of(finding)
    said = {"zone": cast.zone, "words": words, "unit": unit, "changed_by": cast.qian}
    Match.objects.create(**said, meaning=Match.Meaning.FIGURE, figure="schools-opened")
    small_year(cast)
    (later,) = check("2020年，全年新校启用2所。".removeprefix("2020年，"), cast)
    assert later.figure and later.figure.key == "schools-opened"
    Match.objects.create(**said, meaning=Match.Meaning.IGNORED, version=2)
    assert check("全年新校启用2所。", cast) == []


@pytest.mark.parametrize(
    "text",
    [
        "全年新签约项目46个，其中10亿元以上项目12个、5000万元以下项目6个。",
        "绿道由12.5千米增加到15千米，断头路从8条增加到11条。",
        "5000万元以上项目6个。",
        "Of these, 12 projects over 1 billion yuan were signed, up from 9.",
    ],
)
def test_a_threshold_may_stand_before_the_number_it_narrows(text: str, cast: Cast) -> None:
    assert len(check(text, cast)) == len(read(text, year=2020)) > 0


def test_a_part_is_not_weighed_against_the_whole(cast: Cast) -> None:
    small_year(cast)
    text = "学校建成开学2所，其中投资亿元以上学校建成开学1所。"
    found = check(text, cast)
    assert [one.finding.verdict for one in found if one.finding.unit == "所"] == [
        Verdict.BACKED,
        Verdict.NOT_CHECKABLE,
    ]


def test_a_number_rounded_up_is_not_called_cut_off() -> None:
    up, down = (weigh(Printed(Fraction(n), unit="%"), Fraction(434, 100)) for n in (5, 4))
    assert up.verdict is Verdict.ROUNDING and "cut off" not in str(up.reason) and "4.34%" in str(up.reason)
    assert down.verdict is Verdict.BACKED


def test_our_value_is_told_in_a_unit_people_read() -> None:
    said = weigh(Printed(Fraction(10**11), 0, Said.EXCEEDS, unit="元"), Fraction(130_084_540_000))
    assert "1,300.85亿元" in str(said.reason)


def test_growth_belongs_to_a_number_without_digits_before_it_too() -> None:
    text = "全年引进项目总投资超千亿元，同比增长12%。"
    choices = Matcher(text, read(text, year=2020), house_terms()).every()
    assert [one.term.key if one.term else "" for one in choices] == ["investment-signed"] * 2
    assert choices[1].measure is Measure.GROWTH


def test_growth_of_one_thing_is_not_compared_with_the_published_growth_of_another(cast: Cast) -> None:
    publish(cast, "2019年，规上工业总产值1190亿元，同比增长6.1%。")
    assert "published" not in str(check("2019年，接待游客30万人次，同比增长28.6%。", cast, 2019)[-1].finding.reason)


def test_a_year_looked_back_to_does_not_hold_on() -> None:
    found = read("2020年完成总产值1256亿元，2019年总产值为1190亿元。新签约项目46个。去年受理20件。", year=2020)
    assert [one.period.year if one.period else None for one in found] == [2020, 2019, 2020, 2019]
