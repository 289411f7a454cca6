"""An edition brought in as a table, filled from figures, read and taken away by those who may."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from dajuan.core.calendar.models import RuleSet
from dajuan.core.staff.models import User
from dajuan.figures.book import Book
from dajuan.sheet.assessment import schemes
from dajuan.sheet.assessment.filled import fill
from dajuan.sheet.tests.scene import YEAR, small_year
from dajuan.values import periods
from tests.cast import Cast

HEADS = "类别,指标,对应指标,取值,计分办法,分值,起算值,满分值\n"
TABLE = (
    HEADS
    + "社会事业,新建成学校,schools-opened,数值,功效系数,40,0,4\n"
    + ",学校计划完成率,schools-opened,完成率,完成比例,30,,100\n"
    + "对外开放,进出口总额,,数值,功效系数,30,0,100\n"
    + "加分项,新增学位,seats-added,数值,加分,2,,0.001\n"
)
SAID = {
    "edition": "考核评价（2021年版）",
    "document": "商务部文件",
    "issued_on": "2020-01-05",
    "valid_from": "2020-01-01",
}


def signed_in(user: User, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def brought_in(client: Client, table: str = TABLE) -> str:
    """The page after an edition was sent in."""
    file = SimpleUploadedFile("items.csv", table.encode())
    return client.post(reverse("assessment:new"), SAID | {"file": file}, follow=True).content.decode()


def test_a_form_is_filled_from_figures_and_every_value_opens(cast: Cast) -> None:
    small_year(cast)
    brought_in(signed_in(cast.qian))
    (rules,) = RuleSet.objects.filter(kind=schemes.KIND)
    filled = fill(rules, periods.year(YEAR), Book.now(cast.zone))
    assert [one.points for one in filled.scored] == [20, 30, None, pytest.approx(0.54)]
    assert (filled.reachable, [one.item.name for one in filled.missing]) == (70, ["进出口总额"])
    page = signed_in(cast.zhou).get(f"{reverse('assessment:show', args=[rules.number])}?year={YEAR}").content.decode()
    assert "已可计分项共70分，得50.54分" in page and "暂无对应指标" in page
    assert 'href="/figures/schools-opened/?period=2020' in page


def test_a_form_asked_as_of_a_past_moment_is_filled_as_known_then(cast: Cast) -> None:
    before = Book.now(cast.zone)
    small_year(cast)
    brought_in(signed_in(cast.qian))
    (rules,) = RuleSet.objects.filter(kind=schemes.KIND)
    assert fill(rules, periods.year(YEAR), before).points == 0
    address = reverse("assessment:show", args=[rules.number])
    page = signed_in(cast.qian).get(f"{address}?year={YEAR}&as_of=gestern")
    assert page.status_code == 200 and "notice-error" in page.content.decode()


def test_the_workbook_holds_the_same_points(cast: Cast) -> None:
    small_year(cast)
    client = signed_in(cast.qian)
    brought_in(client)
    (rules,) = RuleSet.objects.filter(kind=schemes.KIND)
    answer = client.get(f"{reverse('assessment:export', args=[rules.number])}?year={YEAR}")
    rows = list(load_workbook(io.BytesIO(answer.getvalue())).active.iter_rows(values_only=True))
    assert "钱进" in rows[0][0]
    assert [row[4] for row in rows if row[1] in {"新建成学校", "学校计划完成率"}] == [20, 30]
    assert rows[-1][3:5] == (70, 50.54)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("甲,乙\n1,2\n", "没有找到表头行"),
        (HEADS + "甲,乙,no-such,数值,功效系数,100,0,4\n", "第2行“对应指标”：没有名为“no-such”的指标。"),
        (HEADS + "甲,乙,,数值,猜,100,0,4\n", "第2行“计分办法”：请填写以下之一"),
        (HEADS + "甲,乙,,数值,功效系数,很多,0,4\n", "第2行“分值”：“很多”不是数字。"),
        (HEADS + "甲,乙,,数值,功效系数,1e999999999,0,4\n", "第2行“分值”：“1e999999999”不是数字。"),
        (HEADS + "甲,乙,,数值,功效系数,100,4,4\n", "第2行“满分值”：起算值与满分值不能相同"),
        (HEADS + "甲,乙,,数值,功效系数,60,0,4\n", "各项分值合计为60.0分，应为100分。"),
        (HEADS, "表中没有指标。"),
    ],
)
def test_a_table_that_is_wrong_is_told_row_by_row_and_nothing_is_kept(cast: Cast, table: str, said: str) -> None:
    assert said in brought_in(signed_in(cast.qian), table)
    assert not RuleSet.objects.filter(kind=schemes.KIND).exists()


def test_an_edition_is_never_changed_and_only_the_office_brings_one_in(cast: Cast) -> None:
    brought_in(signed_in(cast.qian))
    assert "已" in brought_in(signed_in(cast.qian)) and RuleSet.objects.filter(kind=schemes.KIND).count() == 1
    assert signed_in(cast.zhou).get(reverse("assessment:new")).status_code == 403
    assert signed_in(cast.li).get(reverse("assessment:index")).status_code == 403


@pytest.mark.parametrize(("language", "words"), [("en", "Assessment forms"), ("zh-hans", "考核评价表")])
def test_an_empty_list_says_what_to_do(cast: Cast, language: str, words: str) -> None:
    page = signed_in(cast.qian, language).get(reverse("assessment:index")).content.decode()
    assert words in page
