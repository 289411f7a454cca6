"""Words turn with the truth: whatever the value, nothing is offered that does not hold of it.

What a choice prints is read back by the reader, which knows nothing of the studio, and tested against the value.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dajuan.core.staff.models import Zone
from dajuan.figures import catalogue
from dajuan.figures.answers import Answer
from dajuan.figures.book import Book
from dajuan.figures.models import SCALE, Target
from dajuan.figures.statement import Line
from dajuan.figures.vocabulary import Figure
from dajuan.lines.livelihood.tests.plays import open_school
from dajuan.sheet import wording
from dajuan.sheet.reading.claims import read
from dajuan.sheet.reading.findings import Kind
from dajuan.sheet.studio import choices, hedging, rendering
from dajuan.sheet.studio.claims import State, claims_of, plain
from dajuan.sheet.studio.rendering import Drafting
from dajuan.sheet.studio.tests.scene import DAY, livelihood, written
from dajuan.values import hedges, numbers, periods
from dajuan.values.periods import Period
from tests.cast import Cast

YI = 10**8
ZONE = Zone(code="zone", name="示范经开区", name_en="Model Zone", in_use_since=date(2018, 1, 1))
ROUND = [10, 100, 300, 1000, 9_999, 10_000, 99_950, 10**6, 37 * 10**9, 1000 * YI]
AROUND = st.builds(
    lambda n, d: max(n + d, 1),
    st.sampled_from(ROUND),
    st.one_of(st.integers(-3, 3), st.sampled_from([-5 * 10**6, 5 * 10**6, -(10**5), 10**5])),
)
VALUES = st.one_of(AROUND, st.integers(1, 10**12))


class Known(Drafting):
    """A writing that asks no ledger: of no other year anything is known, and nothing was attested."""

    def earlier(self, line: Line, back: int = 4) -> dict[int, Fraction]:
        return {}

    def attested(self, figure: Figure, period: Period) -> None:
        return None


def writing(
    value: int | Fraction | None,
    before: int | Fraction | None = None,
    planned: int | None = None,
    key: str = "gdp",
    language: str = "zh-hans",
) -> Drafting:
    """A writing in which one figure has this value, that of last year, and this plan."""
    figure, book, year = catalogue.figure(key), Book(ZONE, 1), periods.year(2020)
    assert figure is not None
    now, then = (None if one is None else Fraction(one) for one in (value, before))
    plan = Target(figure=key, year=2020, value_x10000=planned * SCALE, version="五月调整") if planned else None
    line = Line(figure, Answer(figure, year, book, now), Answer(figure, periods.year(2019), book, then), plan)
    return Known(language, year, book, {key: line})


def said(mark: str, **of: int | Fraction | None) -> str:
    return plain(rendering.read_out(mark, writing(of["value"], of.get("before"))))


def offered(
    value: int | Fraction, before: int | Fraction | None = None, language: str = "zh-hans", key: str = "seats-added"
) -> list[str]:
    """What may be said of the value by itself and in round numbers."""
    of = writing(value, before, key=key, language=language)
    every = choices.choices(of.lines[key], of, "个" if language == "zh-hans" else "seat", "seats")
    return [one.reads for one in every if one.kind == "figure"]


def holds(reads: str, value: Fraction) -> bool:
    """Whether the reader, who reads only the words, finds a number and a word that are true of the value."""
    found = [one for one in read(f"新增学位{reads}。") if one.kind is not Kind.GAP and one.value is not None]
    if len(found) != 1 or found[0].value is None:
        return False
    number, hedge = found[0].value, found[0].hedge.value
    if hedge:
        return hedges.holds(hedges.Hedge(hedge), value, number)
    places = len(reads.split(".")[1].rstrip("万亿个")) if "." in reads else 0
    return Fraction(numbers.rounded(value / found[0].scale, places)) * found[0].scale == number


@given(VALUES)
@settings(max_examples=40)
def test_whatever_is_offered_holds_of_the_value(value: int) -> None:
    for reads in offered(value):
        assert holds(reads, Fraction(value)), (value, reads)


@given(VALUES)
@settings(max_examples=40)
def test_whatever_is_offered_in_english_holds_of_the_value(value: int) -> None:
    for reads in offered(value, language="en"):
        found = [one for one in read(f"There are {reads}.") if one.value is not None]
        assert found, reads
        if found[0].hedge.value:
            hedge, number = hedges.Hedge(found[0].hedge.value), found[0].value or 0
            assert hedges.holds(hedge, value, number), (value, reads)


@pytest.mark.parametrize(
    ("value", "word", "true"),
    [
        (99_995 * 10**6, "超", False),  # 999.95 亿
        (99_995 * 10**6, "近", True),
        (1000 * YI, "超", False),
        (1000 * YI + 1, "超", True),
        (1000 * YI + 1, "近", False),
    ],
)
def test_over_a_thousand_yi_is_said_only_above_it(value: int, word: str, true: bool) -> None:
    assert hedging.holds(word, Fraction(value), "1000亿元") is true


def test_what_is_just_under_a_round_number_is_offered_as_nearly_it() -> None:
    of = writing(99_995 * 10**6)
    every = [one.reads for one in choices.choices(of.lines["gdp"], of)]
    assert "近1000亿元" in every and "999.95亿元" in every
    assert not [reads for reads in every if reads.startswith(("超1", "逾1", "突破1"))]


MOVED = st.integers(-(10**6), 10**6)


@given(MOVED, MOVED)
def test_the_words_of_change_go_the_way_the_value_went(value: int, before: int) -> None:
    reads = said("【gdp·change｜元｜kind=amount】", value=value, before=before)
    if value == before:
        assert reads == "同比持平"
    else:
        assert reads == f"同比{'增加' if value > before else '减少'}{abs(value - before)}元"


@given(MOVED, MOVED.filter(bool))
def test_a_rate_has_the_sign_of_the_difference_even_from_minus_to_plus(value: int, before: int) -> None:
    reads = said("【gdp·change｜元｜kind=rate】", value=value, before=before)
    assert ("增长" in reads) <= (value > before) and ("下降" in reads) <= (value < before)
    if value == before:
        assert reads == "同比持平"


def test_from_nothing_no_rate_is_said() -> None:
    assert said("【gdp·change｜元｜kind=rate】", value=5, before=0) == "同比增加5元"


def test_from_minus_to_plus_the_increase_is_told() -> None:
    assert said("【gdp·change｜元｜kind=rate】", value=3, before=-5) == "同比增长160%"


def test_nothing_is_compared_where_last_year_is_missing() -> None:
    assert said("【gdp·change｜元】", value=5) == ""
    of = writing(5)
    kinds = {one.kind for one in choices.choices(of.lines["gdp"], of)}
    assert kinds.isdisjoint({"change", "last", "times", "plan", "planned", "share", "record"})


@given(VALUES, st.integers(1, 10**12))
@settings(max_examples=40)
def test_a_plan_names_its_version_and_is_over_fulfilled_only_above_it(value: int, planned: int) -> None:
    of = writing(value, planned=planned)
    (reads,) = (one.reads for one in choices.choices(of.lines["gdp"], of) if one.kind == "plan")
    assert "五月调整" in reads
    if "超额" in reads or "倍" in reads:
        assert value > planned
    if "的" in reads and "%" in reads and "超额" not in reads:
        assert value < planned


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_doubled_is_said_only_of_what_doubled(value: int, before: int) -> None:
    words = wording.times(Fraction(value), Fraction(before), "zh-hans")
    assert bool(words) is (value >= 2 * before)
    assert (words == "翻番") is (value == 2 * before)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=6))
def test_years_in_a_row_are_counted_back_to_the_last_that_did_not_grow(values: list[int]) -> None:
    *earlier, now = values
    known = {2020 - len(earlier) + at: Fraction(one) for at, one in enumerate(earlier)}
    grown = 0
    while grown < len(earlier) and values[-1 - grown] > values[-2 - grown]:
        grown += 1
    words = wording.streak(Fraction(now), known, 2020, "zh-hans")
    assert words == (f"连续{grown}年增长" if grown >= 2 else "")


def test_a_tie_with_an_earlier_year_is_no_record() -> None:
    earlier = {2018: Fraction(280), 2019: Fraction(285)}
    assert wording.record(Fraction(285), earlier, "最多", "up", "zh-hans") == ""
    assert wording.record(Fraction(286), earlier, "最多", "up", "zh-hans") == "，为2018年以来最多"
    assert wording.record(Fraction(285), {2019: Fraction(1)}, "最多", "up", "zh-hans") == ""


@pytest.mark.django_db
def test_full_coverage_with_one_school_missing_names_it(cast: Cast) -> None:
    passage = livelihood(written(cast))
    mark = "义务教育学校【union-coverage·covered｜实现名校全覆盖｜名校覆盖率｜所】。"
    reads = plain(rendering.rendered(passage, Book.now(cast.zone), text=mark, today=DAY))
    assert reads == "义务教育学校名校覆盖率50%，尚有第S2小学共1所未覆盖。"


@pytest.mark.django_db
def test_words_turn_while_drafting_when_a_school_opens(cast: Cast) -> None:
    passage = livelihood(written(cast))
    before = plain(rendering.rendered(passage, Book.now(cast.zone), today=DAY))
    open_school(cast, "S3")
    after = plain(rendering.rendered(passage, Book.now(cast.zone), today=DAY))
    assert "2所学校建成开学" in before and "完成年度计划" in before
    assert "3所学校建成开学" in after and "超额完成年度计划" in after


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "is_open"),
    [
        ("全年新增学位超【seats-added｜个】。", True),  # 540 is not over 540
        ("全年新增学位【seats-added｜个｜hedge=超｜digits=1】。", False),
        ("实现名校全覆盖。", True),
        ("综合排名位居全国第一。", True),
        ("刷新了历史最短纪录。", True),
        ("同比增长。", True),
        ("服务群众始终如一。", False),
    ],
)
def test_words_that_assert_are_open_until_something_stands_behind_them(cast: Cast, words: str, is_open: bool) -> None:
    passage = livelihood(written(cast))
    found = claims_of(passage, Book.now(cast.zone), text=words, today=DAY)
    assert any(one.state is State.OPEN for one in found) is is_open, [(one.words, one.state) for one in found]
