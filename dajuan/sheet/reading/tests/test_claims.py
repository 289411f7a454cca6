"""What a sentence of a report claims: value, unit, hedge, period, comparisons; and what only words assert."""

from fractions import Fraction
from pathlib import Path

import pytest

from dajuan.sheet.reading.claims import read
from dajuan.sheet.reading.findings import Claim, Finding, Kind, Relation, Said
from dajuan.sheet.reading.lexicon import Lexicon, Phrase, Role
from dajuan.sheet.reading.tests import measures


def first(text: str) -> Finding:
    return next(one for one in read(text) if one.kind is Kind.VALUE and one.of is None)


def relations(text: str) -> list[tuple[Relation, Fraction | None]]:
    return [(one.relation, one.value) for one in first(text).comparison]


def asserted(text: str) -> list[Claim]:
    return [one.claim for one in read(text) if one.kind is Kind.ASSERTION]


def test_figures_of_real_reports_are_read_from_a_plain_sentence(shared: Path) -> None:
    measure = measures.figures(shared / "data" / "report-claims")
    assert measure.recall >= 0.97, measure.missed


def test_the_words_of_the_seed_are_recognised_with_their_kind(shared: Path) -> None:
    measure = measures.seed_words(shared / "seed")
    assert measure.found == measure.of, measure.missed


def test_a_level_carries_its_growth_its_lead_and_its_share() -> None:
    text = "2023年，地区生产总值1356.8亿元，同比增长7.8%，增速高于全市2.1个百分点，总量占全市的18.6%。"
    assert relations(text) == [
        (Relation.YEAR_ON_YEAR, Fraction("7.8")),
        (Relation.POINTS_ABOVE, Fraction("2.1")),
        (Relation.SHARE, Fraction("18.6")),
    ]
    assert str(first(text).period) == "2023"


def test_a_clause_with_its_own_subject_is_a_claim_of_its_own() -> None:
    found = [one for one in read("完成投资86亿元，工业投资增长22.7%。") if one.kind is Kind.VALUE]
    assert [one.of for one in found] == [None, None]


def test_numbers_shared_out_by_their_order_find_their_levels() -> None:
    found = [one for one in read("城镇和农村居民收入分别达到45600元和18300元，分别增长5.1%和7.9%。") if one.of is None]
    assert [one.comparison[0].value for one in found] == [Fraction("5.1"), Fraction("7.9")]
    assert found[1].name.startswith("农村居民收入")


def test_a_rank_names_its_field_and_how_many_were_ranked() -> None:
    text = "在全国217家国家级经开区中排名第23位，较上年前进5位。"
    rank = next(one for one in read(text) if one.claim is Claim.RANK)
    assert (rank.value, rank.comparison[0].total) == (23, 217)
    assert rank.comparison[1].relation is Relation.RANK_CHANGE


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("截至2020年12月31日，市场主体12户。", "@2020-12-31"),
        ("2020年1—7月，完成投资12亿元。", "2020-01-01..2020-07-31"),
        ("前11个月，产值171亿元。", "Y-01-01..Y-11-30"),
        ("“十三五”期间，改造小区58个。", "2016-01-01..2020-12-31"),
        ("去年，改造小区58个。", "Y-1"),
        ("2017年上半年，签约项目6个。", "2017-01-01..2017-06-30"),
        ("By the end of March 2020, 43,000 employees were back.", "@2020-03-31"),
    ],
)
def test_the_time_of_a_claim_is_read(text: str, period: str) -> None:
    assert str(first(text).period) == period


def test_a_time_holds_on_to_the_end_of_the_paragraph() -> None:
    found = [one for one in read("2020年，建成道路8条。改造小区58个。\n新增学位100个。") if one.kind is Kind.VALUE]
    assert [str(one.period or "") for one in found] == ["2020", "2020", ""]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("发出全省首张执照。", Claim.FIRST),
        ("实现名校全覆盖。", Claim.ALL),
        ("PM2.5浓度同比下降。", Claim.FELL),
        ("荣膺全国文明单位。", Claim.TITLE),
        ("刷新经开速度。", Claim.RECORD),
        ("进出口与上年持平。", Claim.LEVEL),
        ("招商引资逾千亿元。", Claim.EXCEEDS),
        ("Exports were unchanged.", Claim.LEVEL),
        ("This is the first of its kind.", Claim.FIRST),
    ],
)
def test_words_that_assert_without_digits_are_recognised(text: str, claim: Claim) -> None:
    assert claim in asserted(text)


def test_a_growth_with_its_number_is_not_asserted_twice() -> None:
    assert asserted("产值8亿元，同比增长5%。") == []


def test_english_numbers_have_scale_unit_and_noun() -> None:
    found = [one for one in read("58 old estates were renovated and 7.83 billion yuan was paid.") if one.value]
    assert [(one.value, one.unit) for one in found] == [(58, "estates"), (7_830_000_000, "yuan")]


def test_a_lexicon_adds_measures_and_silences_phrases() -> None:
    lexicon = Lexicon((Phrase("口井", Role.MEASURE), Phrase("三个100", Role.PHRASE)))
    found = [one for one in read("打成5口井，开展三个100行动。", lexicon=lexicon) if one.kind is Kind.VALUE]
    assert [(one.words, one.unit) for one in found] == [("5口井", "口井")]


def test_places_count_code_points_of_the_text_itself() -> None:
    text = "𠮷区：建成 ８ 条道路，完成投资12\n34.5亿元。"
    assert all(text[one.start : one.end] == one.words for one in read(text))


@pytest.mark.parametrize(
    "text", ["", "。", "（" * 5000, "1" * 5000, "1," * 3000, "同比增长" * 2000, "一" * 5000, "“1" * 2000]
)
def test_a_text_nobody_would_write_is_read_without_a_fault(text: str) -> None:
    assert read(text) == read(text)


def test_a_long_text_without_a_claim_has_none() -> None:
    assert read("坚持人民城市人民建，各项事业稳步推进，国家级开发区的企业家、专家和住户共同参与。\n" * 500) == []


def claimed(text: str) -> list[tuple[Fraction | None, list[tuple[Relation, Fraction | None]]]]:
    """Each claim that belongs to no other, with its comparisons."""
    found = [one for one in read(text) if one.kind is Kind.VALUE and one.of is None]
    return [(one.value, [(known.relation, known.value) for known in one.comparison]) for one in found]


def test_growths_in_a_row_speak_each_of_their_own() -> None:
    assert claimed("煤炭、钢材产量分别增长3.2%、4.5%。") == [
        (Fraction("3.2"), [(Relation.GROWTH, Fraction("3.2"))]),
        (Fraction("4.5"), [(Relation.GROWTH, Fraction("4.5"))]),
    ]


def test_a_subject_that_begins_like_a_comparison_is_a_subject() -> None:
    assert claimed("项目总投资80亿元，高端装备投资增长9%。")[1:] == [
        (Fraction(9), [(Relation.GROWTH, Fraction(9))]),
    ]


def test_a_share_that_rises_is_compared_with_itself() -> None:
    assert claimed("技改投资占比提高2.5个百分点。") == [(Fraction("2.5"), [(Relation.POINTS, Fraction("2.5"))])]


def test_points_in_a_row_share_their_unit() -> None:
    assert claimed("投资、消费增速分别高于全市2.1个、3个百分点。") == [
        (Fraction("2.1"), [(Relation.POINTS_ABOVE, Fraction("2.1"))]),
        (Fraction(3), [(Relation.POINTS_ABOVE, Fraction(3))]),
    ]


def test_a_task_named_with_its_amount_is_the_target() -> None:
    assert claimed("到位资金45亿元，完成市政府下达任务50亿元的90%。") == [
        (Fraction(45 * 10**8), [(Relation.TARGET, Fraction(50 * 10**8)), (Relation.PLAN, Fraction(90))]),
    ]


def test_parts_end_where_another_deed_begins() -> None:
    whole, part, other = claimed("造林90万亩，其中经济林30万亩，治理沙化土地20万亩。")
    assert [relation for relation, _value in whole[1]] == [Relation.PART]
    assert [relation for relation, _value in part[1]] == [Relation.PART_OF]
    assert other[1] == []


def test_a_hedge_before_two_numbers_holds_for_both() -> None:
    hedges = [one.hedge for one in read("税收和产值分别突破20亿元、500亿元。") if one.kind is Kind.VALUE]
    assert hedges == [Said.BREAKS_THROUGH, Said.BREAKS_THROUGH]


def test_a_rate_goes_with_what_was_named_before_it() -> None:
    assert claimed("林地面积800亩，森林覆盖率45%。") == [
        (Fraction(800) * 2000 / 3, []),
        (Fraction(45), [(Relation.RATE, Fraction(45))]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "支持平台企业发展，保持平稳运行。",
        "实施湿地修复工程，打造开放创新高地。",
        "编制第十五个五年规划，迎接第十二届运动会。",
    ],
)
def test_words_that_only_contain_an_asserting_word_assert_nothing(text: str) -> None:
    assert asserted(text) == []
