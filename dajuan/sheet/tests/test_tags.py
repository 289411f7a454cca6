"""What a room's template may ask for, each tag on a small year."""

from __future__ import annotations

from datetime import date

import pytest
from django.template import Context, Template

from dajuan.core.records.act import act
from dajuan.figures import catalogue
from dajuan.figures.book import Book
from dajuan.figures.models import SCALE, Attested
from dajuan.figures.statement import statement
from dajuan.lines.livelihood.tests.plays import open_school, recorded, union
from dajuan.sheet.account import Writing, paragraphs
from dajuan.sheet.tests.scene import YEAR, Year, small_year
from dajuan.values import periods
from tests.cast import Cast


@pytest.fixture
def year(cast: Cast) -> Year:
    return small_year(cast)


def writes(cast: Cast, words: str, language: str = "zh-hans") -> str:
    """What a template of these words says as known now."""
    book, period = Book.now(cast.zone), periods.year(YEAR)
    lines = {line.key: line for line in statement(catalogue.statements(), period, book)}
    writing = Writing(language, period, book, lines)
    text = Template("{% load sheet %}" + words).render(Context({"writing": writing}, autoescape=False))
    return "".join(paragraph.text for paragraph in paragraphs(text, writing))


@pytest.mark.parametrize(
    ("words", "language", "said"),
    [
        ('{% figure "schools-opened" "所" %}', "zh-hans", "2所"),
        ('{% figure "schools-opened" "school" "schools" %}', "en", "2 schools"),
        ('{% figure "schools-opened" "所" hedge="超" digits=1 %}', "zh-hans", "2所"),
        ('{% change "schools-opened" "所" %}', "zh-hans", "同比增加2所"),
        ('{% change "schools-opened" "school" "schools" %}', "en", "2 schools more than in the year before"),
        ('学校{% plan "schools-opened" "所" %}。', "zh-hans", "学校，完成年度计划（5月调整）的100%。"),
        ('学校{% plan "unions-city" "个" %}。', "zh-hans", "学校。"),
        ('开学{% record "schools-opened" "最多" %}。', "zh-hans", "开学。"),
        ('{% each "unions-city" "unions-district" "个" %}', "zh-hans", "分别为0个、1个"),
        ('{% each "unions-city" "unions-district" "union" "unions" %}', "en", "0 unions and 1 union respectively"),
        ('{% examples "schools-opened" without="小学 中学" %}', "zh-hans", "第S1、第S2等"),
        ('{% proven "waste-sorting-title" "成功创建" "持续推进" %}', "zh-hans", "持续推进"),
        ('{% change "air-good-days-more" "天" %}', "zh-hans", "同比（暂无数据）"),
    ],
)
def test_a_tag_says_what_is_true(cast: Cast, year: Year, words: str, language: str, said: str) -> None:
    assert writes(cast, words, language) == said


def test_each_is_said_once_the_numbers_are_equal(cast: Cast, year: Year) -> None:
    with recorded(cast) as a:
        union(cast, "市级联合体", level="city").found(a, lead=year.second, happened_on=date(2020, 9, 2))
    assert writes(cast, '{% each "unions-city" "unions-district" "个" %}') == "各1个"


def test_a_record_is_said_once_two_earlier_years_are_beaten(cast: Cast, year: Year) -> None:
    for number, day in enumerate((date(2018, 9, 1), date(2019, 9, 1))):
        open_school(cast, f"E{number}", day=day)
    assert writes(cast, '开学{% record "schools-opened" "最多" %}') == "开学，为2018年以来最多"
    assert writes(cast, 'opened{% record "schools-opened" "the most" %}', "en") == "opened, the most since 2018"


def test_a_title_is_claimed_once_its_document_is_on_record(cast: Cast, year: Year) -> None:
    with act(by=cast.qian, office=cast.general) as a:
        a.enter(
            Attested(
                figure="waste-sorting-title",
                value_x10000=SCALE,
                issuer="省住房和城乡建设厅",
                document="命名文件",
                happened_on=date(2020, 12, 1),
            )
        )
    assert writes(cast, '{% proven "waste-sorting-title" "成功创建" "持续推进" %}') == "成功创建"
