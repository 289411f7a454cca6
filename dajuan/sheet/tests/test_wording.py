"""The words turn with the truth: pure, without a database."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dajuan.sheet import wording
from dajuan.sheet.wording import Way

ROADS = Way("zh-hans", "条")
ROADS_EN = Way("en", "road", "roads")
AREA = Way("zh-hans", "平方米", scale="万", places=2)
SHARE = Way("zh-hans", "%", places=1)


@pytest.mark.parametrize(
    ("value", "way", "hedge", "said"),
    [
        (8, ROADS, "", "8条"),
        (8, ROADS_EN, "", "8 roads"),
        (1, ROADS_EN, "", "1 road"),
        (0, ROADS, "", "0条"),
        (None, ROADS, "", "（暂无数据）"),
        (None, ROADS_EN, "", "roads (no data yet)"),
        (123_456, AREA, "", "12.35万平方米"),
        (12_345, Way("zh-hans", "个"), "", "12345个"),
        (12_345, Way("en", "place", "places"), "", "12,345 places"),
        (10_300, Way("zh-hans", "米", scale="千", places=2), "", "10.3千米"),
        (12_000_000, Way("en", "yuan", "yuan", "million", 1), "", "12 million yuan"),
        (Fraction(973, 10), SHARE, "", "97.3%"),
        (100, SHARE, "", "100%"),
        (Fraction(9_999, 100), SHARE, "", "99.9%"),  # never rounded up to all
        (Fraction(9_999, 100), Way("zh-hans", "%"), "", "99.9%"),
        (308, Way("zh-hans", "个"), "余", "300余个"),
        (300, Way("zh-hans", "个"), "余", "300个"),
        (10_400, Way("zh-hans", "件", scale="万", places=2), "突破", "突破1万件"),
        (10_000, Way("zh-hans", "件", scale="万", places=2), "突破", "1万件"),
        (3_699_000, Way("zh-hans", "元", scale="万", places=2), "超", "近370万元"),
        (308, Way("en", "problem", "problems"), "some", "some 300 problems"),
    ],
)
def test_a_number_is_said_as_the_trade_says_it(value: int | None, way: Way, hedge: str, said: str) -> None:
    digits = 1 if hedge == "突破" else 2
    assert wording.amount(None if value is None else Fraction(value), way, hedge, digits) == said


@pytest.mark.parametrize(
    ("value", "before", "way", "kind", "said"),
    [
        (250, 225, Way("zh-hans", "天"), "amount", "同比增加25天"),
        (225, 250, Way("zh-hans", "天"), "amount", "同比减少25天"),
        (250, 250, Way("zh-hans", "天"), "amount", "同比持平"),
        (51, 57, Way("zh-hans", "微克/立方米"), "rate", "同比下降10.5%"),
        (57, 51, Way("zh-hans", "微克/立方米"), "rate", "同比增长11.8%"),
        (968, 960, Way("zh-hans", "%", places=1), "points", "同比提高8个百分点"),
        (8, 0, Way("zh-hans", "条"), "rate", "同比增加8条"),  # from nothing no rate can be said
        (8, None, Way("zh-hans", "条"), "amount", ""),  # what is unknown is no clause of an account
        (None, 8, Way("zh-hans", "条"), "amount", ""),
        (50, Fraction(667, 10), Way("zh-hans", "%", places=1), "points", "同比下降16.7个百分点"),
        (Fraction(8_864, 100), Fraction(7_535, 100), Way("zh-hans", "%", places=1), "points", "同比提高13.2个百分点"),
        (250, 225, Way("en", "day", "days"), "amount", "25 days more than in the year before"),
        (224, 225, Way("en", "day", "days"), "amount", "1 day fewer than in the year before"),
        (225, 225, Way("en", "day", "days"), "amount", "unchanged from the year before"),
        (51, 57, Way("en", "µg/m³"), "rate", "down 10.5% on the year before"),
        (968, 960, Way("en", "%", places=1), "points", "up 8 percentage points on the year before"),
        (8, None, Way("en", "road", "roads"), "amount", ""),
    ],
)
def test_the_word_of_change_turns_with_the_sign(
    value: Fraction | int | None, before: Fraction | int | None, way: Way, kind: str, said: str
) -> None:
    now, then = (None if one is None else Fraction(one) for one in (value, before))
    assert wording.change(now, then, way, kind) == said


@pytest.mark.parametrize(
    ("value", "planned", "better", "said"),
    [
        (8, 8, "up", "，完成年度计划（5月调整）"),
        (12, 8, "up", "，超额完成年度计划（5月调整），完成率150%"),
        (16, 8, "up", "，为年度计划（5月调整）的2倍"),
        (29, 8, "up", "，为年度计划（5月调整）的3.6倍"),
        (6, 8, "up", "，完成年度计划（5月调整）的75%"),
        (0, 8, "up", "，完成年度计划（5月调整）的0%"),
        (Fraction(79_999, 10_000), 8, "up", "，完成年度计划（5月调整）的99.9%"),
        (50, 51, "down", "，达到年度目标（5月调整：51条）"),
        (52, 51, "down", "，未达到年度目标（5月调整：51条）"),
        (8, None, "up", ""),
        (None, 8, "up", ""),
    ],
)
def test_a_completion_names_the_version_of_the_plan(
    value: Fraction | int | None, planned: int | None, better: str, said: str
) -> None:
    now, plan = (None if one is None else Fraction(one) for one in (value, planned))
    assert wording.completion(now, plan, "5月调整", better, ROADS) == said


def test_a_version_named_before_is_not_named_again() -> None:
    assert wording.completion(Fraction(6), Fraction(8), "", "up", ROADS) == "，完成年度计划的75%"
    assert wording.completion(Fraction(52), Fraction(51), "", "down", ROADS) == "，未达到年度目标（51条）"
    assert wording.completion(Fraction(16), Fraction(8), "", "up", ROADS_EN) == ", twice the plan"


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("打通2条，，通车1.4千米。", "zh-hans", "打通2条，通车1.4千米。"),
        ("打通2条，。整治1条、；入地3条；。", "zh-hans", "打通2条。整治1条；入地3条。"),
        ("满意度96%，（受访200人次）。", "zh-hans", "满意度96%（受访200人次）。"),
        ("，同比持平。", "zh-hans", "同比持平。"),
        ("。", "zh-hans", ""),
        ("；；。", "zh-hans", ""),
        ("2 roads , , as planned ; .", "en", "2 roads, as planned."),
        (" . ", "en", ""),
    ],
)
def test_a_clause_left_out_leaves_no_comma_behind(text: str, language: str, said: str) -> None:
    assert wording.tidied(text, language) == said


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        (["2.02千米", "1.2千米", "3千米"], ["2.02千米", "1.20千米", "3.00千米"]),
        (["1.4千米", "2.58万平方米", "2条"], ["1.4千米", "2.58万平方米", "2条"]),
        (["88.6%", "50%", "100%"], ["88.6%", "50.0%", "100%"]),
        (["同比提高13.2个百分点", "1,234 m²"], ["同比提高13.2个百分点", "1,234 m²"]),
    ],
)
def test_amounts_of_one_unit_in_a_sentence_have_the_same_places(amounts: list[str], said: list[str]) -> None:
    assert wording.with_equal_places(amounts) == said


def test_the_months_of_a_series_are_named_with_their_stage() -> None:
    assert wording.months(date(2020, 11, 30), "快报", "zh-hans") == "（1—11月，快报）"
    assert wording.months(date(2020, 1, 31), "快报", "zh-hans") == "（1月，快报）"
    assert wording.months(date(2020, 11, 30), "flash estimate", "en") == " (January to November, flash estimate)"


def test_a_part_is_spoken_of_only_where_it_is_not_the_whole() -> None:
    assert wording.part_of(Fraction(2), Fraction(3), "其中已报进度的", ROADS) == "其中已报进度的2条"
    assert wording.part_of(Fraction(3), Fraction(3), "其中已报进度的", ROADS) == ""


@pytest.mark.parametrize(
    ("share", "missing", "said"),
    [
        (Fraction(100), [], "实现名校全覆盖"),
        (Fraction(9_730, 100), ["第一小学", "第二小学"], "名校覆盖率达97.3%，尚有第一小学、第二小学共2所未覆盖"),
        (
            Fraction(50),
            [f"第{i}小学" for i in range(7)],
            "名校覆盖率达50%，尚有第0小学、第1小学、第2小学、第3小学、第4小学等共7所未覆盖",
        ),
        (None, [], "名校覆盖率达（暂无数据）"),
        (Fraction(100), ["第一小学"], "名校覆盖率达100%，尚有第一小学共1所未覆盖"),
    ],
)
def test_full_coverage_is_said_only_where_nobody_is_missing(
    share: Fraction | None, missing: list[str], said: str
) -> None:
    assert wording.coverage(share, missing, "实现名校全覆盖", "名校覆盖率达", SHARE, "所") == said


def test_each_is_said_only_of_equal_numbers() -> None:
    assert wording.are_each([Fraction(5), Fraction(5)])
    assert not wording.are_each([Fraction(5), Fraction(6)])
    assert not wording.are_each([None, None])


@pytest.mark.parametrize(
    ("value", "earlier", "better", "said"),
    [
        (250, {2018: 190, 2019: 225}, "up", "，为2018年以来最多"),
        (225, {2018: 190, 2019: 225}, "up", ""),
        (38, {2018: 44, 2019: 40}, "down", "，为2018年以来最多"),
        (40, {2018: 44, 2019: 40}, "down", ""),
        (38, {2019: 40}, "down", ""),
        (250, {}, "up", ""),
        (None, {2019: 225}, "up", ""),
    ],
)
def test_a_record_beats_every_earlier_year(value: int | None, earlier: dict[int, int], better: str, said: str) -> None:
    known = {year: Fraction(one) for year, one in earlier.items()}
    assert wording.record(None if value is None else Fraction(value), known, "最多", better, "zh-hans") == said


@pytest.mark.parametrize(
    ("names", "chinese", "english"),
    [
        ([], "", ""),
        (["甲路"], "甲路", " (甲路)"),
        (["甲路", "乙路"], "甲路、乙路", " (甲路 and 乙路)"),
        (["甲路", "乙路", "丙路", "丁路"], "甲路、乙路、丙路等", " (among them 甲路, 乙路 and 丙路)"),
    ],
)
def test_examples_are_named_before_the_count_in_chinese_and_after_it_in_english(
    names: list[str], chinese: str, english: str
) -> None:
    assert wording.examples(names, "zh-hans") == chinese
    assert wording.examples(names, "en") == english


MEANS = {
    "超": lambda value, printed: value > printed,
    "逾": lambda value, printed: value > printed,
    "突破": lambda value, printed: value > printed,
    "余": lambda value, printed: value >= printed,
    "以上": lambda value, printed: value >= printed,
    "近": lambda value, printed: value < printed and printed - value <= printed / 10,
    "约": lambda value, printed: abs(value - printed) <= printed / 10,
    "": lambda value, printed: value == printed,
}


@given(
    st.fractions(min_value=1, max_value=10**12, max_denominator=10_000),
    st.sampled_from(["超", "逾", "突破", "余", "近", "约", "以上"]),
    st.sampled_from(["", "万", "亿"]),
    st.integers(1, 4),
)
def test_a_hedge_never_lies(value: Fraction, hedge: str, scale: str, digits: int) -> None:
    said = wording.amount(value, Way("zh-hans", "个", scale=scale, places=2), hedge, digits)
    found = re.fullmatch(r"(超|逾|突破|近|约|)([\d.]+)(余|)(?:万|亿|)个(以上|)", said)
    assert found, said
    before, number, odd, more = found.groups()
    printed = Fraction(number) * wording.SCALES[scale]
    assert MEANS[before or odd or more](value, printed), said


@given(st.fractions(min_value=0, max_value=100, max_denominator=10**6), st.integers(0, 3))
def test_a_share_that_is_not_all_never_reads_100(share: Fraction, places: int) -> None:
    said = wording.amount(share, Way("zh-hans", "%", places=places))
    assert (said == "100%") == (share == 100)
