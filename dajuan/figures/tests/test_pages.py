"""What a reader of figures sees: periods to choose, units, money in 亿元, what was given out, rows as a workbook."""

from __future__ import annotations

import io
from datetime import date
from fractions import Fraction
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from django.test import Client
from django.utils import translation

from dajuan.core.records.act import act
from dajuan.core.staff.models import User
from dajuan.figures import catalogue, charts
from dajuan.figures.amounts import amount
from dajuan.figures.answers import Answer
from dajuan.figures.book import Book
from dajuan.figures.models import Attested, Given, Target
from dajuan.figures.statement import Line
from dajuan.figures.templatetags.figures import signed
from dajuan.figures.vocabulary import Figure, Rows, stock
from dajuan.values import periods
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Y2020 = periods.year(2020)
PIECES = Rows(Attested).count("roads", unit="条", counts="x")
SHARE = PIECES.over(PIECES, "share")
MONEY = Rows(Attested).total("value_x10000", "revenue", unit="元", scale=10_000, counts="x")


def signed_in(user: User, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def page(user: User, address: str, **asked: str) -> str:
    return signed_in(user).get(address, asked).content.decode()


@pytest.fixture
def revenue(cast: Cast) -> Attested:
    """A fiscal revenue of 1,234,567,890 yuan, and its plan."""
    said: dict[str, Any] = {"figure": "fiscal-revenue", "happened_on": date(2020, 12, 31)}
    with act(by=cast.qian) as a:
        kept = a.enter(Attested(value_x10000=12_345_678_900_000, issuer="财政局", document="决算", **said))
        a.enter(
            Target(
                figure="fiscal-revenue",
                year=2020,
                value_x10000=10**13,
                version="年初计划",
                happened_on=date(2020, 1, 9),
            )
        )
    return kept


def test_a_period_is_chosen_or_written_and_a_wrong_one_stays_to_be_mended(cast: Cast) -> None:
    assert '<option value="2020-Q3" selected>' in page(cast.li, "/figures/", period="2020-Q3")
    typed = page(cast.li, "/figures/", period="2020", other_period="2020-02-01..2020-03-15")
    assert 'value="2020-02-01..2020-03-15"' in typed and '<option value="other" selected>' in typed
    wrong = page(cast.li, "/figures/", period="other", other_period="last year")
    assert "“last year” is no period" in wrong and 'name="other_period" value="last year"' in wrong
    asked = {"period": "2019", "other_period": "last year", "other_before": "last year"}
    assert '<option value="2019" selected>' in page(cast.li, "/figures/", **asked)


def line(figure: Figure, value: int | Fraction, before: int | Fraction, cast: Cast) -> Line:
    book = Book.now(cast.zone)
    both = [Answer(figure, Y2020, book, value=Fraction(one)) for one in (value, before)]
    return Line(figure, both[0], both[1], None)


@pytest.mark.parametrize(
    ("figure", "value", "before", "said"),
    [
        (PIECES, 5, 4, "+1 条"),
        (PIECES, 3, 5, "-2 条"),
        (PIECES, 150, 100, "+50%"),
        (SHARE, 91, 90, "+1 percentage points"),
        (MONEY, 50, 40, "+25%"),
    ],
)
def test_one_rule_says_how_a_change_reads(figure: Figure, value: int, before: int, said: str, cast: Cast) -> None:
    with translation.override("en"):
        assert signed(line(figure, value, before, cast)) == said


def test_money_reads_in_the_largest_unit_it_reaches() -> None:
    with translation.override("zh-hans"):
        assert str(amount(MONEY, Fraction(1_234_567_890))) == "12.35 亿元"
        assert str(amount(MONEY, Fraction(45_600_000))) == "4,560 万元"
        assert str(amount(MONEY, Fraction(800))) == "800 元"
        assert amount(MONEY, Fraction(1_234_567_890)).exact == "1,234,567,890 元"
        assert str(amount(PIECES, Fraction(123_456))) == "123,456 条"


def test_an_attested_value_reads_with_its_name_and_unit_on_every_page(cast: Cast, revenue: Attested) -> None:
    asked = {"period": "2020"}
    seen = signed_in(cast.qian, "zh-hans").get("/figures/fiscal-revenue/", asked).content.decode()
    assert "12.35" in seen and "亿元" in seen and 'title="1,234,567,890 元"' in seen
    assert "财政收入" in seen and "1,234,567,890 元</td>" in seen
    assert "万分之一" not in seen and "不得早于此日发布" not in seen


def test_a_part_without_a_name_is_called_by_its_records() -> None:
    with translation.override("en"):
        stands = stock(Rows(Attested).count(), Rows(Target).count(), "standing", unit="n")
        assert [part.title for part in stands.parts] == ["attested value", "target"]
        assert stands.title == "standing"


def test_what_is_given_out_says_to_whom_what_for_and_by_whom(cast: Cast, revenue: Attested) -> None:
    clerk = signed_in(cast.qian)
    address = "/figures/fiscal-revenue/giving/?period=2020"
    assert clerk.post(address, {"given_to": "Statistics office"}).status_code == 422
    clerk.post(address, {"given_to": "Statistics office", "purpose": "Year book"})
    assert Given.objects.get().value == "1,234,567,890"
    seen = clerk.get("/figures/given/", {"figure": "fiscal-revenue"}).content.decode()
    assert "of the year 2020 given to Statistics office, by" in seen and "Year book" in seen
    assert "Statistics office" not in clerk.get("/figures/given/", {"figure": "gdp"}).content.decode()


def test_who_checks_the_zone_gives_nothing_out(cast: Cast, revenue: Attested) -> None:
    auditor = signed_in(cast.he)
    assert "/giving/" not in auditor.get("/figures/fiscal-revenue/").content.decode()
    assert auditor.get("/figures/fiscal-revenue/giving/").status_code == 403
    assert auditor.get("/figures/given/").status_code == 403


def test_the_rows_as_a_workbook_add_up_under_a_chinese_name(cast: Cast, revenue: Attested) -> None:
    answer = signed_in(cast.qian, "zh-hans").get("/figures/fiscal-revenue/export/", {"period": "2020"})
    assert "财政收入 2020年.xlsx" in unquote(answer["Content-Disposition"])
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join([answer.content]))).worksheets[0]
    heading, row, total, value = list(sheet.iter_rows(min_row=2, values_only=True))
    by_heading = dict(zip(heading, row, strict=True))
    assert by_heading["数值（万分之一）" if "数值（万分之一）" in by_heading else "数值"] == 1_234_567_890
    assert by_heading["指标"] == "财政收入" and by_heading["发生日期"].date() == date(2020, 12, 31)
    assert total[0] == "合计" and total[2] == "1 条记录"
    assert value[0] == "指标数值" and value[2] == "12.35 亿元"


def test_visitors_choose_a_year_that_is_published(cast: Cast) -> None:
    with act(by=cast.qian) as a:
        a.enter(Target(figure="gdp", year=2020, value_x10000=1, version="v", happened_on=date(2020, 1, 9)))
    for address in ("/", "/open/figures/"):
        seen = Client(headers={"accept-language": "en"}).get(address, {"year": "2019"}).content.decode()
        assert "the year 2019" in seen and 'href="?year=2020"' in seen
        assert "the year 2020" in Client(headers={"accept-language": "en"}).get(address, {"year": "x"}).content.decode()


def test_a_head_plans_for_the_lines_of_the_own_bureau_and_the_general_office_for_all(cast: Cast) -> None:
    for user, allowed in ((cast.wang, 200), (cast.qian, 200), (cast.sun, 403), (cast.li, 403), (cast.he, 403)):
        client = Client()
        client.force_login(user)
        assert client.get("/figures/roads-opened/target/").status_code == allowed, user.username


def test_a_ratio_is_shown_by_what_its_parts_share(cast: Cast) -> None:
    ratio = next(one for one in catalogue.statements() if one.parts and not one.by and charts.dimensions(one))
    by, title = next(iter(charts.dimensions(ratio).items()))
    chart, _parts = charts.breakdown(ratio, by, periods.year(2020), Book.now(cast.zone), {})
    assert str(title) in str(chart.caption)
