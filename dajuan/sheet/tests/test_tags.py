"""What a room's template may ask for, each tag on a small year."""

from __future__ import annotations

from datetime import date

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

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
    with translation.override(language):
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
        ('学校{% plan "schools-opened" "所" %}。', "zh-hans", "学校，完成年度计划（5月调整）。"),
        ('学校{% plan "unions-city" "个" %}。', "zh-hans", "学校。"),
        ('开学{% record "schools-opened" "最多" %}。', "zh-hans", "开学。"),
        ('{% each "unions-city" "unions-district" "个" %}', "zh-hans", "分别为0个、1个"),
        ('{% each "unions-city" "unions-district" "union" "unions" %}', "en", "0 unions and 1 union respectively"),
        ('{% examples "schools-opened" without="小学 中学" %}', "zh-hans", "第S1、第S2"),
        ('{% proven "waste-sorting-title" "成功创建" "持续推进" %}', "zh-hans", "持续推进"),
        ('{% change "air-good-days-more" "天" %}', "zh-hans", ""),
        ('{% when "schools-opened" %}开学。{% endwhen %}', "zh-hans", "开学。"),
        ('{% when "roads-opened" %}打通{% figure "roads-opened" "条" %}。{% endwhen %}', "zh-hans", ""),
        ('{% when "pm25-mean" %}平均{% figure "pm25-mean" %}。{% endwhen %}', "zh-hans", ""),
        ('{% when "unions-city" "unions-district" %}各{% otherwise %}只有其一{% endwhen %}。', "zh-hans", "只有其一。"),
        (
            '开学，{% when "unions-city" %}市级，{% endwhen %}\n{% when "seats-added" %}增学位{% endwhen %}。',
            "zh-hans",
            "开学，增学位。",
        ),
        (
            '{% plan "schools-opened" "所" %}{% plan "schools-opened" "所" %}',
            "zh-hans",
            "完成年度计划（5月调整），完成年度计划",
        ),
        ('{% series "gdp" "元" scale="亿" %}', "zh-hans", ""),
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


def attest(cast: Cast, figure: str, value: int, day: date, stage: str = "final") -> None:
    """A value from a document of somebody else."""
    with act(by=cast.qian, office=cast.general) as a:
        facts = {"issuer": "市统计局", "document": "统计公报", "stage": stage, "happened_on": day}
        a.enter(Attested(figure=figure, value_x10000=value * SCALE, **facts))


def test_a_title_is_claimed_in_the_year_of_its_document_alone(cast: Cast, year: Year) -> None:
    attest(cast, "waste-sorting-title", 1, date(2019, 12, 1))
    assert writes(cast, '{% proven "waste-sorting-title" "成功创建" "持续推进" %}') == "持续推进"
    attest(cast, "waste-sorting-title", 1, date(2020, 12, 1))
    assert writes(cast, '{% proven "waste-sorting-title" "成功创建" "持续推进" %}') == "成功创建"


def test_a_series_is_compared_with_the_same_months_alone(cast: Cast, year: Year) -> None:
    words = '{% series "gdp" "元" scale="亿" %}'
    attest(cast, "gdp", 70_000_000_000, date(2019, 10, 31))
    attest(cast, "gdp", 77_000_000_000, date(2020, 10, 31), "flash")
    assert writes(cast, words) == "770亿元（1—10月，快报），同比增长10%"
    attest(cast, "gdp", 85_000_000_000, date(2019, 12, 31))
    assert writes(cast, words) == "770亿元（1—10月，快报）"
    assert writes(cast, words + words).count("1—10月") == 1  # named once


def test_nothing_is_worth_saying_where_less_is_better(cast: Cast, year: Year) -> None:
    assert writes(cast, '{% when "tickets-late" %}超期{% figure "tickets-late" "件" %}{% endwhen %}') == "超期0件"


def test_a_condition_without_a_figure_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="names the figures"):
        Template("{% load sheet %}{% when %}{% endwhen %}")
