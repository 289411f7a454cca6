"""Places where a value is missing, in the seed and in sentences whose digits were taken out."""

from pathlib import Path

import pytest

from dajuan.sheet.reading.claims import read
from dajuan.sheet.reading.findings import Claim, Kind
from dajuan.sheet.reading.tests import measures, sentences


def gaps(text: str) -> list[tuple[int, Claim]]:
    return [(one.start, one.claim) for one in read(text) if one.kind is Kind.GAP]


def test_the_gaps_of_the_seed_are_found_with_kind_and_unit(shared: Path) -> None:
    measure = measures.seed_gaps(shared / "seed")
    assert measure.found >= 71, measure.missed
    assert measure.wrong <= 3


@pytest.mark.parametrize("hard", [False, True])
def test_gaps_are_found_in_sentences_nobody_tuned_on(hard: bool) -> None:
    measure = measures.stripped(sentences.held_out(), hard=hard)
    assert measure.recall >= 0.93, measure.missed
    assert measure.precision >= 0.97


@pytest.mark.parametrize("hard", [False, True])
def test_gaps_are_found_in_the_sentences_rules_were_written_on(hard: bool) -> None:
    measure = measures.stripped(sentences.looked_at(), hard=hard)
    assert measure.recall >= 0.98, measure.missed
    assert measure.precision >= 0.99


def test_a_text_with_its_digits_has_no_gaps() -> None:
    measure = measures.whole([*sentences.looked_at(), *sentences.held_out()])
    assert measure.wrong <= 1, measure.missed


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("综合排名跻身全国经开区第|位。", Claim.RANK),
        ("成为陕西第|家科创板企业。", Claim.ORDINAL),
        ("完成投资|亿元。", Claim.MONEY),
        ("抽调|余人。", Claim.COUNT),
        ("|年，经开区营商环境优化。", Claim.YEAR),
        ("新增高新技术企业|家，推进转化。", Claim.COUNT),
        ("优良天数累计|天。", Claim.DAYS),
        ("，|平均浓度同比为优。", Claim.POLLUTANT),
        ("占全市的|。", Claim.PERCENT),
        ("提高|个百分点。", Claim.POINTS),
    ],
)
def test_a_gap_stands_where_its_value_belongs(text: str, claim: Claim) -> None:
    assert (text.index("|"), claim) in gaps(text.replace("|", ""))


@pytest.mark.parametrize(
    "text",
    [
        "截至|年|月|日，招商局拜访商会|家。",
        "今年|-|月，新开工项目|个，|年至|年累计|个。",
        "三次产业投资分别增长|、|、|。",
        "外贸额增长|，失业率|左右，外资占全市|。",
        "市、区两级税收分别增长|和|。",
        "试点扩大到|的村，带动就业|万农户。",
        "拜访企业|余家，帮助个体工商户|户。",
        "布设便民专柜|台，开通公交线|条，巡查提案|件。",
        "总产值迈上|亿元台阶，各镇均超|亿元。",
        "实施总投资|亿元以上项目|个。",
        "连续|年居全市前|位，新增学位数|个。",
        "PM|平均浓度|微克/立方米，建成|G基站|座。",
        "绿化率由|年的|提升至|年的|。",
        "聚焦|大产业，海拔|米以上学校|所，应对|轮强降雨。",
        "城乡收入比由|∶|缩小至|∶|。",
        "贫困人口减少|万，带动|亿人次出行。",
        "改建幼儿园|所以上、小学|所以上。",
    ],
)
def test_each_missing_number_is_a_gap_of_its_own(text: str) -> None:
    places = [place - number for number, place in enumerate(i for i, sign in enumerate(text) if sign == "|")]
    assert [start for start, _claim in gaps(text.replace("|", ""))] == places


@pytest.mark.parametrize(
    "text",
    [
        "推进降碳、减污、扩绿、增长，以投资促进经济增长。",
        "今年是攻坚突破年，港澳台企业家与科研院所座谈。",
        "走进千家万户，守护万家灯火，建设万亿级产业集群。",
        "实施亿元以上项目包联，保护陆家岭等古村。",
        "提高参保率，降低缴费率，优先补齐短板弱项。",
        "一座座新城拔地而起，人民群众户户安居。",
        "长株潭一体化，陆家坝灌区，用事业鼓舞人，以产业安人。",
        "确权到户，扶贫到村，居民收入增长高于经济增长、价格平稳。",
    ],
)
def test_what_stands_without_a_number_is_no_gap(text: str) -> None:
    assert gaps(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "国家企业家住户专家到处条件场所支持。",
        "每个人、各项、这家、整个项目。",
        "合同条款与市场处置。",
        "今年全年近年来少年。",
    ],
)
def test_measure_words_inside_words_are_no_gaps(text: str) -> None:
    assert gaps(text) == []


def test_only_a_year_that_opens_its_clause_may_be_the_reports_own() -> None:
    found = gaps("年，全区生产总值较年增长，年以来累计引进项目个，年至年建成所学校。")
    assert [claim for _start, claim in found if claim in (Claim.YEAR, Claim.DATE)] == [
        Claim.YEAR,
        Claim.DATE,
        Claim.DATE,
        Claim.DATE,
        Claim.DATE,
    ]
