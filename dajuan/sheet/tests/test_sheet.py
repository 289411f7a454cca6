"""The sheet: what it says of a small year, who may read it, and that every number opens."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.core.management import call_command
from django.template import TemplateSyntaxError
from django.test import Client
from django.utils import translation
from docx import Document
from openpyxl import load_workbook

from dajuan.core.records.act import act
from dajuan.core.staff.models import User, Zone
from dajuan.figures import catalogue
from dajuan.figures.book import Book
from dajuan.figures.models import SCALE, Attested
from dajuan.figures.statement import statement
from dajuan.lines.livelihood.models import Survey
from dajuan.lines.livelihood.tests.plays import open_school, recorded
from dajuan.papers.faces import NoFont, at_hand
from dajuan.papers.paper import Picture
from dajuan.sheet import annex, checks, difference, documents
from dajuan.sheet.account import Writing, paragraphs
from dajuan.sheet.answer_sheet import AnswerSheet, compose
from dajuan.sheet.sdmx import as_sdmx, time_period
from dajuan.sheet.tests.scene import YEAR, Year, plan, small_year
from dajuan.sheet.views import years_of
from dajuan.values import periods
from tests.cast import Cast

ADDRESS = f"/sheet/{YEAR}/"


@pytest.fixture
def year(cast: Cast) -> Year:
    return small_year(cast)


def said(sheet: AnswerSheet, line: str = "livelihood") -> str:
    """All a line says, in one string."""
    (section,) = (one for one in sheet.sections if one.line == line)
    return "\n".join(paragraph.text for paragraph in section.paragraphs)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_account_says_the_numbers_of_its_figures(cast: Cast, year: Year) -> None:
    text = said(compose(cast.zone, YEAR, year.then))
    assert "第S1小学、第S2小学2所学校建成开学" in text
    assert "区县级名校教育联合体1个" in text


def test_the_account_in_english_is_a_text_of_its_own(cast: Cast, year: Year) -> None:
    sheet = compose(cast.zone, YEAR, year.then, "en")
    assert sheet.title == "Model Zone: Report on the Work of 2020"
    assert "the zone opened 2 schools (第S1小学 and 第S2小学), 2 schools more than" in said(sheet, "livelihood")


def test_the_title_is_that_of_a_report(cast: Cast, year: Year) -> None:
    assert compose(cast.zone, YEAR, year.then).title == "示范经开区关于2020年工作情况的报告"


def test_what_is_not_all_is_not_called_all_and_the_missing_are_named(cast: Cast, year: Year) -> None:
    text = said(compose(cast.zone, YEAR, year.then))
    assert "名校覆盖率50%，尚有第S2小学共1所未覆盖" in text
    assert "全覆盖" not in text
    with recorded(cast) as a:
        year.first.memberships.get().union.admit(a, school=year.second, role="member", happened_on=date(2020, 10, 1))
    assert "实现名校全覆盖" in said(compose(cast.zone, YEAR, Book.now(cast.zone)))


def test_what_is_nothing_or_unknown_is_no_achievement(cast: Cast, year: Year) -> None:
    sheet = compose(cast.zone, YEAR, year.then)
    text = said(sheet)
    assert "PM2.5" not in text and "暂无数据" not in text and "市级" not in text.replace("区县级", "")
    headings = [one.mark + one.text for section in sheet.sections for one in section.paragraphs if one.level]
    assert headings == ["（一）扩大优质教育供给", "（二）回应群众关切"]  # none without a text
    assert [section.mark + section.heading for section in sheet.sections] == ["一、坚持人民至上，民生福祉持续增进"]


def test_before_the_first_record_nothing_is_told(cast: Cast) -> None:
    sheet = compose(cast.zone, YEAR, Book(cast.zone, 0))
    assert sheet.is_empty and sheet.sections == []
    assert sheet.summary == "本年度入库数据不足，暂不生成报告正文。"
    assert all(line.value is None for line in sheet.lines)


def test_a_year_with_nothing_in_it_shows_so_instead_of_a_text(cast: Cast, year: Year) -> None:
    page = signed_in(cast.qian).get("/sheet/2019/").content.decode()
    assert "本年度入库数据不足" in page and 'class="sheet"' not in page
    document = Document(io.BytesIO(documents.as_docx(compose(cast.zone, 2019, year.then))))
    assert any("本年度入库数据不足" in paragraph.text for paragraph in document.paragraphs)


def test_plans_far_from_kept_are_told_as_shortfalls(cast: Cast, year: Year) -> None:
    plan(cast, "seats-added", 900)
    plan(cast, "greenway-built", 2_000)
    plan(cast, "survey-answers", 410)  # 97.6 %: short, not far behind
    plan(cast, "pm25-mean", 50, "年初计划")
    text = said(compose(cast.zone, YEAR, Book.now(cast.zone)), "shortfalls")
    assert text.splitlines() == [
        "对照年度计划（5月调整）：新建绿道长度0千米，计划2千米，完成0%；新增学位540个，计划900个，完成60%。",
        "对照年度计划（年初计划）：PM2.5 平均浓度计划50微克/立方米，暂无数据。",
    ]


def test_what_fell_to_nothing_is_told_as_a_shortfall(cast: Cast, year: Year) -> None:
    cast.zone.in_use_since = date(2018, 1, 1)
    cast.zone.save()
    with recorded(cast) as a:
        year.first.close(a, happened_on=date(2021, 2, 1))
    with recorded(cast) as a:
        Survey.objects.get().close_round(a, sample=100, satisfied=90, happened_on=date(2021, 3, 1))
    sheet = compose(cast.zone, 2021, Book.now(cast.zone))
    assert said(sheet, "shortfalls").startswith("较上年降为零的指标：建成开学学校（上年2所）；新增学位（上年540个）")
    assert "覆盖率0%" not in said(sheet) and "同比提高" not in said(sheet)
    assert "群众总体满意度90%，同比下降6个百分点" in said(sheet)


def test_the_version_of_a_plan_stands_in_the_tooltip_of_each_number_set_against_it(cast: Cast, year: Year) -> None:
    plan(cast, "seats-added", 500)
    page = signed_in(cast.qian).get(ADDRESS).content.decode()
    article = page[page.index('<article class="sheet"') : page.index("</article>")]
    assert unescape(re.sub(r"<[^>]+>", "", article)).count("（5月调整）") == 1
    assert article.count("年度计划（5月调整）") == 3  # said once, and told of two numbers


def test_each_sentence_knows_the_claims_it_answers(cast: Cast, year: Year) -> None:
    sheet = compose(cast.zone, YEAR, year.then)
    (section,) = (one for one in sheet.sections if one.line == "livelihood")
    schools = next(one for one in section.paragraphs if "建成开学" in one.text)
    assert schools.claims == ("C66", "C67", "C69", "C70")


def test_a_completion_goes_by_the_plan_in_force(cast: Cast, year: Year) -> None:
    sheet = compose(cast.zone, YEAR, year.then)
    (line,) = (line for line in sheet.lines if line.key == "schools-opened")
    assert (line.completion, line.plan and line.plan.version) == (100, "5月调整")
    assert "列入年度计划的1项指标中，1项完成计划" in sheet.summary


def test_a_year_that_is_not_over_is_told_up_to_today(cast: Cast, year: Year) -> None:
    sheet = compose(cast.zone, YEAR, year.then, today=date(2020, 10, 31))
    assert str(sheet.period) == "2020-01-01..2020-10-31"
    assert said(sheet).count("今年以来") > 0 and "全年" not in said(sheet)


def test_an_account_that_names_no_figure_is_refused(cast: Cast) -> None:
    writing = Writing("zh-hans", periods.year(YEAR), Book.now(cast.zone), {})
    with pytest.raises(TemplateSyntaxError, match="roads-flown"):
        writing.line("roads-flown")


def test_what_a_number_says_is_never_taken_for_form(cast: Cast) -> None:
    line = statement([catalogue.every()[0]], periods.year(YEAR), Book.now(cast.zone))[0]
    writing = Writing("zh-hans", periods.year(YEAR), Book.now(cast.zone), {line.key: line})
    mark = writing.put(line, "# 不是标题\n\n也不是段落")
    (paragraph,) = paragraphs(f"前{mark}后", writing)
    assert paragraph.text == "前# 不是标题\n\n也不是段落后" and paragraph.level == 0


def test_every_account_names_only_figures_that_exist() -> None:
    assert checks.check() == []


def numbers_on(page: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'class="sheet-number[^"]*" href="([^"]+)"', page)]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_number_on_the_page_opens_its_figure_as_known_then(cast: Cast, year: Year, language: str) -> None:
    open_school(cast, "S3")
    client = signed_in(cast.qian)
    page = client.get(ADDRESS, {"as_of": str(year.then.moment), "language": language})
    links = numbers_on(page.content.decode())
    sheet = compose(cast.zone, YEAR, year.then, "en" if language == "en" else "zh-hans")
    said = [one for section in sheet.sections for paragraph in section.paragraphs for one in paragraph.numbers]
    assert len(links) == len(said) > 8
    for link in links:
        address = urlsplit(link)
        assert parse_qs(address.query) == {"period": ["2020"], "as_of": [str(year.then.moment)]}
        assert catalogue.figure(address.path.rstrip("/").rpartition("/")[2]) is not None
    assert client.get(links[0]).status_code == 200


def test_a_late_record_changes_the_sheet_of_today_alone(cast: Cast, year: Year) -> None:
    before = said(compose(cast.zone, YEAR, year.then))
    open_school(cast, "S3")
    assert said(compose(cast.zone, YEAR, Book.now(cast.zone))) != before
    assert said(compose(cast.zone, YEAR, Book(cast.zone, year.then.moment))) == before


def test_then_and_now_differ_exactly_by_what_came_and_went_between(cast: Cast, year: Year) -> None:
    late = open_school(cast, "S3").openings.get()
    wrong = year.second.openings.get()
    with recorded(cast) as a:
        a.withdraw(wrong, reason="开学日期有误")
    later = open_school(cast, "S4", day=date(2021, 3, 1)).openings.get()  # no matter of the year
    figures, period = catalogue.statements(), periods.year(YEAR)
    then, now = (statement(figures, period, book) for book in (year.then, Book.now(cast.zone)))
    found = {one.then.key: one for one in difference.changed(then, now)}
    opened = found["schools-opened"]
    assert opened.is_same and (opened.entries.added, opened.entries.gone) == ([late.number], [wrong.number])
    with recorded(cast) as a:
        year.second.open(a, happened_on=date(2020, 9, 2))
    now = statement(figures, period, Book.now(cast.zone))
    found = {one.then.key: one for one in difference.changed(then, now)}
    again = year.second.openings.standing().get()
    opened = found["schools-opened"]
    assert (opened.then.value, opened.now.value) == (2, 3)
    assert opened.entries.added == sorted([late.number, again.number])
    assert opened.entries.gone == [wrong.number]
    assert later.number not in {number for one in found.values() for number in one.entries.added}


def test_the_page_as_known_then_names_what_came_since(cast: Cast, year: Year) -> None:
    late = open_school(cast, "S3").openings.get()
    page = signed_in(cast.qian).get(ADDRESS, {"as_of": year.then.moment}).content.decode()
    assert "与目前数据的差异" in page
    assert f'href="/records/{late.number}/"' in page
    today = signed_in(cast.qian).get(ADDRESS).content.decode()
    assert "与目前数据的差异" not in today


def test_a_head_of_another_line_learns_how_many_records_but_not_which(cast: Cast, year: Year) -> None:
    late = open_school(cast, "S3").openings.get()
    page = signed_in(cast.wang).get(ADDRESS, {"as_of": year.then.moment}).content.decode()
    assert f'href="/records/{late.number}/"' not in page
    assert "另有1条记录未在此列出" in page


def test_a_moment_that_cannot_be_read_is_said_so(cast: Cast, year: Year) -> None:
    client = signed_in(cast.qian)
    assert 'role="alert"' in client.get(ADDRESS, {"as_of": "昨天"}).content.decode()
    assert client.get(f"{ADDRESS}sheet.json", {"as_of": "昨天"}).status_code == 400


@pytest.mark.parametrize("name", ["qian", "zhou", "he", "wang", "sun"])
@pytest.mark.parametrize("address", ["/sheet/", ADDRESS, f"{ADDRESS}sheet.md"])
def test_the_general_office_leaders_auditors_and_heads_read_the_sheet(cast: Cast, name: str, address: str) -> None:
    assert signed_in(getattr(cast, name)).get(address).status_code == 200


@pytest.mark.parametrize("name", ["li", "chen", "zhao", "xu"])
@pytest.mark.parametrize("address", ["/sheet/", ADDRESS, f"{ADDRESS}sheet.docx"])
def test_nobody_else_reads_the_sheet(cast: Cast, name: str, address: str) -> None:
    assert signed_in(getattr(cast, name)).get(address).status_code == 403


def test_a_stranger_is_asked_to_sign_in(cast: Cast) -> None:
    assert Client().get(ADDRESS).status_code == 302


@pytest.mark.parametrize("address", ["/sheet/1999/", "/sheet/99999/", f"{ADDRESS}sheet.exe", f"{ADDRESS}sheet."])
def test_what_is_no_sheet_is_not_found(cast: Cast, address: str) -> None:
    assert signed_in(cast.qian).get(address).status_code == 404


def test_the_years_are_those_with_plans_or_records(cast: Cast, year: Year) -> None:
    assert years_of(cast.zone, date(2021, 5, 1)) == [2020]
    open_school(cast, "S0", day=date(2018, 9, 1))
    open_school(cast, "S-1", day=date(2008, 9, 1))  # of the years before the system nothing more is known than this
    assert years_of(cast.zone, date(2021, 5, 1)) == [2020, 2018]
    page = signed_in(cast.qian).get("/sheet/").content.decode()
    assert "其他年度" in page and 'href="/sheet/2019/"' in page[page.index("其他年度") :]


def test_the_document_for_word_opens_and_names_its_figures(cast: Cast, year: Year) -> None:
    sheet = compose(cast.zone, YEAR, year.then)
    document = Document(io.BytesIO(documents.as_docx(sheet, "http://localhost")))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "草稿，尚未签发" in text and "2所" in text
    assert sheet.zone.name in [paragraph.text.strip() for paragraph in document.paragraphs]
    assert 'w:name="schools_opened_' in document.element.xml
    assert len(document.tables[0].rows) == len(sheet.lines) + 1


def test_the_pdf_is_one(cast: Cast, year: Year) -> None:
    try:
        at_hand()
    except NoFont:
        pytest.skip("no Chinese font is at hand")
    assert documents.as_pdf(compose(cast.zone, YEAR, year.then)).startswith(b"%PDF-")


def test_markdown_links_each_number_and_takes_names_as_they_are(cast: Cast, year: Year) -> None:
    open_school(cast, "S*[3]")
    text = documents.as_markdown(compose(cast.zone, YEAR, Book.now(cast.zone))).decode()
    assert re.search(r"\[3所\]\(/figures/schools-opened/\?period=2020&as_of=\d+\)", text)
    assert r"S\*\[3\]小学" in text


def test_the_annex_lists_every_figure_with_plan_version_and_definition(cast: Cast, year: Year) -> None:
    sheet = compose(cast.zone, YEAR, year.then)
    listed = list(load_workbook(io.BytesIO(documents.as_workbook(sheet))).active.iter_rows(min_row=2, values_only=True))
    heads, rows = listed[0], listed[1:]
    assert len(rows) == len(catalogue.statements())
    (schools,) = (dict(zip(heads, row, strict=True)) for row in rows if "schools-opened" in row)
    assert (schools["本年"], schools["计划"], schools["计划版本"], schools["完成率（%）"]) == (2, 2, "5月调整", 100)
    assert schools["口径"] and schools["来源"] and schools["入库序号"] == year.then.moment


def test_what_leaves_the_house_says_for_whom_it_was_drawn(cast: Cast, year: Year) -> None:
    client = signed_in(cast.qian)
    assert "钱进" in client.get(f"{ADDRESS}sheet.md").content.decode()
    document = Document(io.BytesIO(client.get(f"{ADDRESS}sheet.docx").content))
    assert document.paragraphs[0].text.startswith("草稿，尚未签发　钱进 ")


def test_csv_and_json_say_the_same(cast: Cast, year: Year) -> None:
    sheet = compose(cast.zone, YEAR, year.then)
    told = json.loads(documents.as_json(sheet))
    assert {one["key"]: one["value"] for one in told["figures"]}["schools-opened"] == "2"
    assert told["moment"] == year.then.moment
    table = documents.as_csv(sheet).decode("utf-8-sig").splitlines()
    assert any("schools-opened" in row and ",2," in row for row in table)


def test_sdmx_gives_each_figure_one_row_in_its_base_unit(cast: Cast, year: Year) -> None:
    """SDMX-CSV 2.0: STRUCTURE, STRUCTURE_ID and ACTION come first; what is not known is missing, not nothing."""
    table = list(csv.DictReader(io.StringIO(as_sdmx(compose(cast.zone, YEAR, year.then)).decode())))
    assert list(table[0])[:6] == ["STRUCTURE", "STRUCTURE_ID", "ACTION", "REF_AREA", "FIGURE", "TIME_PERIOD"]
    rows = {row["FIGURE"]: row for row in table}
    assert set(rows) == {figure.key for figure in catalogue.statements()}
    opened, gdp = rows["schools-opened"], rows["gdp"]
    assert (opened["TIME_PERIOD"], opened["OBS_VALUE"], opened["OBS_STATUS"]) == ("2020", "2", "A")
    assert (gdp["OBS_VALUE"], gdp["OBS_STATUS"]) == ("", "M")


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("2020", "2020"),
        ("2020-03", "2020-03"),
        ("2020-01-01..2020-12-05", "2020-01-01/P340D"),
        ("@2020-12-31", "2020-12-31"),
    ],
)
def test_sdmx_writes_periods_as_its_standard_does(words: str, written: str) -> None:
    assert time_period(periods.parse(words)) == written


def test_the_press_version_is_the_text_alone(cast: Cast, year: Year) -> None:
    sheet = compose(cast.zone, YEAR, year.then)
    text = documents.as_text(sheet).decode()
    document = Document(io.BytesIO(documents.as_press(sheet)))
    headings = [one.text for one in document.paragraphs if one.style and one.style.name.startswith("Heading")]
    assert "2所学校建成开学" in text and "2所学校建成开学" in "".join(one.text for one in document.paragraphs)
    assert headings and not any(re.match("[一二三（]", heading) for heading in headings)
    assert not document.tables and "附件" not in text


def test_plans_and_growth_are_drawn_in_an_annex_with_their_values_in_words(cast: Cast, year: Year) -> None:
    paper = documents.paper(compose(cast.zone, YEAR, year.then))
    pictures = [block for annex in paper.annexes for block in annex.blocks if isinstance(block, Picture)]
    assert any("学校" in picture.instead and "100%" in picture.instead for picture in pictures)


def test_the_command_writes_the_documents_and_says_where(cast: Cast, year: Year, tmp_path: object) -> None:
    out = io.StringIO()
    call_command("sheet", year=YEAR, language="en", out=tmp_path, stdout=out, stderr=io.StringIO())
    assert f"sheet-{YEAR}.en.docx" in out.getvalue()
    assert out.getvalue().rstrip().endswith(" s")


def test_a_plan_of_somebody_else_is_not_ours(cast: Cast, year: Year) -> None:
    other = Zone.objects.create(code="other", name="邻区", in_use_since=date(2018, 1, 1))
    sheet = compose(other, YEAR, Book.now(other))
    assert all(line.plan is None and not line.value for line in sheet.lines)


def test_a_download_of_the_chinese_edition_has_a_chinese_name(cast: Cast, year: Year) -> None:
    client = signed_in(cast.qian)
    names = {
        (ending, language): client.get(f"{ADDRESS}sheet.{ending}", {"language": language})["Content-Disposition"]
        for ending, language in (("docx", "zh-hans"), ("xlsx", "zh-hans"), ("docx", "en"))
    }
    assert names["docx", "zh-hans"].startswith(f'attachment; filename="sheet-{YEAR}.zh-hans.docx"; filename*=UTF-8')
    assert unquote(names["docx", "zh-hans"]).endswith("示范经开区关于2020年工作情况的报告（草稿）.docx")
    assert unquote(names["xlsx", "zh-hans"]).endswith("示范经开区2020年指标表.xlsx")
    assert names["docx", "en"].endswith(f"sheet-{YEAR}.en.docx")


def test_the_links_to_the_files_say_what_they_are(cast: Cast, year: Year) -> None:
    page = signed_in(cast.qian).get(ADDRESS).content.decode()
    for label in (
        "下载 Word",
        "下载 PDF",
        "Markdown",
        "新闻稿 Word",
        "新闻稿 纯文本",
        "指标表 Excel",
        "CSV",
        "JSON",
        "SDMX-CSV",
    ):
        assert f"{label}</a>" in page


def test_the_annex_prints_units_as_the_text_does_and_money_in_hundred_millions(cast: Cast, year: Year) -> None:
    with act(by=cast.qian, office=cast.general) as a:
        for day, yuan in ((date(2019, 12, 31), 74_000_000_000), (date(2020, 12, 31), 77_560_000_000)):
            facts = {"issuer": "统计局", "document": "公报", "happened_on": day}
            a.enter(Attested(figure="gdp", value_x10000=yuan * SCALE, **facts))
    sheet = compose(cast.zone, YEAR, Book.now(cast.zone))
    with translation.override("zh-hans"):
        rows = {row.key: row for row in annex.rows(sheet)}
        raw = {cells[-2]: cells for cells in annex.cells(sheet)}
        gdp, units = rows["gdp"], {key: row.base_unit for key, row in rows.items()}
        printed = (gdp.value, gdp.unit, gdp.last_year, gdp.change)
    assert printed == ("775.6", "亿元", "740", "+35.6")
    assert (raw["gdp"][2], raw["gdp"][3]) == ("元", 77_560_000_000)
    assert (units["greenway-built"], units["green-area-added"]) == ("米", "平方米")
    assert (units["power-line-voltage"], units["pm25-mean"]) == ("千伏", "微克/立方米")
    assert "地区生产总值775.6亿元（1—12月，最终核定），同比增长4.8%。" in said(sheet, "economy")
