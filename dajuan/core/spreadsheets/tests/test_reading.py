"""Ledgers as they really are: what is read, what is refused, and where."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import translation

from dajuan.core.records.models import Refused
from dajuan.core.spreadsheets.dates import NoDate, day_in, order_of
from dajuan.core.spreadsheets.headings import guess, headings_of
from dajuan.core.spreadsheets.plan import Place, Plan
from dajuan.core.spreadsheets.reading import open_source
from dajuan.core.spreadsheets.rows import Ledger, Row
from dajuan.core.spreadsheets.tests.ledgers import MergerRegister, book, plain
from dajuan.core.spreadsheets.units import ratio, unit_in
from tests.cast import Cast

HEAD = "工程编号,并入编号,合并日期,信用代码\n"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences in the language they are written in."""
    with translation.override("en"):
        yield


def read(cast: Cast, content: bytes, name: str = "台账.xlsx", plan: Plan | None = None) -> list[Row]:
    source = open_source(content, name)
    register = MergerRegister()
    return list(Ledger(register, source, plan or guess(register, source), cast.zone).rows())


def said(rows: list[Row]) -> list[tuple[int, int | None, str]]:
    return [(row.number, flaw.column, flaw.sentence) for row in rows for flaw in row.flaws]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_text_files_are_read_in_their_own_encoding(db: None, cast: Cast, encoding: str) -> None:
    rows = read(cast, (HEAD + "2,1,2020年9月1日,9161\n").encode(encoding), "a.csv")
    assert [row.values["happened_on"] for row in rows] == [date(2020, 9, 1)]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiters_are_recognised(db: None, cast: Cast, mark: str) -> None:
    rows = read(cast, (HEAD + "2,1,2020.9.1,9161\n").replace(",", mark).encode(), "a.txt")
    assert [row.values["gone"] for row in rows] == [2]


def test_a_first_line_that_names_the_delimiter_is_no_heading(db: None, cast: Cast) -> None:
    rows = read(cast, ("sep=;\n" + (HEAD + "2,1,2020.9.1,9161\n").replace(",", ";")).encode(), "a.csv")
    assert [(row.number, row.values["gone"]) for row in rows] == [(3, 2)]


def test_text_stays_text(db: None, cast: Cast) -> None:
    rows = read(cast, (HEAD + "2,1,2020.9.1,00123456789012345678\n").encode(), "a.csv")
    assert rows[0].values["code"] == "00123456789012345678"


def test_a_row_with_too_many_fields_is_rejected_with_its_line(db: None, cast: Cast) -> None:
    rows = read(cast, (HEAD + '2,1,"2020.9.1",x\n3,1,2020.9.1,x,y\n4,1,2020.9.1\n5,1,2020.9.1,x,\n').encode(), "a.csv")
    assert [(row.number, bool(row.flaws)) for row in rows] == [(2, False), (3, True), (4, True), (5, False)]
    assert "5" in rows[1].flaws[0].sentence


def test_a_sheet_that_begins_far_from_its_corner_keeps_its_addresses(db: None, cast: Cast) -> None:
    def draw(sheet: Any, made: Any) -> None:
        sheet.write_row(4, 3, ["工程编号", "并入编号", "合并日期"])
        sheet.write_row(6, 3, [2, 1, "bald"])

    rows = read(cast, book(draw))
    assert [(row.number, row.flaws[0].column) for row in rows] == [(7, 5)]


def test_three_rows_of_headings_merged_cells_units_and_totals(db: None, cast: Cast) -> None:
    def draw(sheet: Any, made: Any) -> None:
        sheet.merge_range(0, 0, 0, 5, "2020年合并台账")
        sheet.merge_range(1, 0, 3, 0, "工程编号")
        sheet.merge_range(1, 1, 3, 1, "并入编号")
        sheet.merge_range(1, 2, 1, 4, "完成情况")
        sheet.merge_range(2, 2, 3, 2, "合并日期")
        sheet.merge_range(2, 3, 2, 4, "规模")
        sheet.write_row(3, 3, ["投资额（万元）", "面积(亩)"])
        sheet.merge_range(1, 5, 3, 5, "类型")
        sheet.write_row(4, 0, [2, 7, "2020.9", 1.5, 3, "道路"])
        sheet.write_row(5, 0, [3, None, "2020.10", "1,200.25", 1, "背街小巷"])
        sheet.merge_range(4, 1, 5, 1, 7)
        sheet.write_row(6, 0, ["小计", None, None, 1201.75, 4])
        sheet.write_row(7, 0, [4, 8, date(2020, 11, 2).isoformat(), 0, 0, "道路"])
        sheet.write_row(8, 0, ["合  计", None, None, 1201.75, 4])
        sheet.write(9, 0, "填表人：某某")

    source = open_source(book(draw), "a.xlsx")
    plan = guess(MergerRegister(), source)
    assert (plan.first_heading, plan.last_heading) == (2, 4)
    assert headings_of(source, plan)[3] == "完成情况 / 规模 / 投资额（万元）"
    assert (plan.places["paid_fen"].unit, plan.places["area_dm2"].unit) == ("万元", "亩")
    rows = read(cast, book(draw))
    assert said(rows) == []
    got = [[row.values[n] for n in ("gone", "kept", "happened_on", "paid_fen", "area_dm2", "kind")] for row in rows]
    assert got == [
        [2, 7, date(2020, 9, 30), 1_500_000, 200_000, "road"],
        [3, 7, date(2020, 10, 31), 1_200_250_000, 66_667, "lane"],
        [4, 8, date(2020, 11, 2), 0, 0, "road"],
    ]


def test_cells_left_empty_mean_as_above_where_a_person_said_so(db: None, cast: Cast) -> None:
    content = plain((2, 1, "2020.9.1"), (3, None, "2020.9.2"))
    plan = guess(MergerRegister(), open_source(content, "a.xlsx"))
    assert said(read(cast, content, plan=plan)) == [(3, 1, "This cell may not be empty.")]
    plan.places["kept"].fill_down = True
    assert [row.values["kept"] for row in read(cast, content, plan=plan)] == [1, 1]


def test_a_long_number_that_lost_its_digits_is_reported_never_guessed(db: None, cast: Cast) -> None:
    def draw(sheet: Any, made: Any) -> None:
        sheet.write_row(0, 0, ["工程编号", "并入编号", "合并日期", "信用代码"])
        sheet.write_row(1, 0, [2, 1, "2020.9.1", 911301234567890123])
        sheet.write_row(2, 0, [3, 1, "2020.9.1", 13800000000])
        sheet.write_row(3, 0, [4, 1, "2020.9.1", "9.11301E+17"])
        sheet.write_string(4, 3, "911301234567890123")
        sheet.write_row(4, 0, [5, 1, "2020.9.1"])

    rows = read(cast, book(draw))
    assert [(number, column) for number, column, _sentence in said(rows)] == [(2, 3), (4, 3)]
    assert "fifteen digits" in said(rows)[0][2]
    assert [rows[1].values["code"], rows[3].values["code"]] == ["13800000000", "911301234567890123"]


def test_a_decimal_comma_is_understood_where_it_can_be_no_thousands(db: None, cast: Cast) -> None:
    amounts = ("8427231,91", "477000,0", "1,234", "12,345.6", "12,34,5", "1,234,56")
    lines = [f'{number};1;2020.9.1;"{amount}"' for number, amount in enumerate(amounts, 2)]
    rows = read(cast, "\n".join(("工程编号;并入编号;合并日期;投资额", *lines)).encode(), "a.csv")
    assert [row.values.get("paid_fen") for row in rows[:4]] == [842_723_191, 47_700_000, 123_400, 1_234_560]
    assert [number for number, *_rest in said(rows)] == [6, 7]


def test_formulas_without_values_and_errors_are_not_taken_for_empty(db: None, cast: Cast) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "台账"
    sheet.append(["工程编号", "并入编号", "合并日期", "信用代码"])
    sheet.append([2, "=A2+1", "2020.9.1", "=1/0"])
    file = io.BytesIO()
    made.save(file)
    assert [(n, c) for n, c, _s in said(read(cast, file.getvalue()))] == [(2, 1), (2, 3)]

    def draw(sheet: Any, made: Any) -> None:
        sheet.write_row(0, 0, ["工程编号", "并入编号", "合并日期", "信用代码"])
        sheet.write_row(1, 0, [2, 1, "2020.9.1"])
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")

    found = said(read(cast, book(draw)))
    assert len(found) == 1 and "#DIV/0!" in found[0][2]


def test_the_right_sheet_is_found_and_a_wrong_one_named(db: None, cast: Cast) -> None:
    made = openpyxl.Workbook()
    assert made.active is not None
    made.active.append(["目录"])
    sheet = made.create_sheet("合并")
    sheet.append(["工程编号", "并入编号", "合并日期"])
    sheet.append([2, 1, "2020.9.1"])
    made.create_sheet("hidden").sheet_state = "hidden"
    file = io.BytesIO()
    made.save(file)
    source = open_source(file.getvalue(), "a.xlsx")
    assert source.sheets == ["Sheet", "合并"]
    assert guess(MergerRegister(), source).sheet == "合并"
    with pytest.raises(Refused, match="Sheet、合并"):
        list(source.lines("台账"))


def test_a_ledger_without_a_required_column_says_which(db: None, cast: Cast) -> None:
    with pytest.raises(Refused, match="合并日期"):
        read(cast, plain((2, 1)), plan=Plan(sheet="台账", places={"gone": Place(0), "kept": Place(1)}))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        (b"PK\x03\x04 nonsense", "damaged"),
        (b"\xd0\xcf\x11\xe0 nonsense", "damaged"),
        (b"\x00\x01\x02\x03", "characters"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_words(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        open_source(content, "../../etc/passwd.xlsx")


def test_a_file_with_too_many_rows_is_refused(settings: Any) -> None:
    settings.IMPORT_ROWS = 50
    text = HEAD + "".join(f"{n},1,2020.9.1,x\n" for n in range(100))
    with pytest.raises(Refused, match="101"):
        open_source(text.encode(), "a.csv")
    with pytest.raises(Refused, match="101"):
        open_source(plain(*((n, 1) for n in range(100))), "a.xlsx")


def test_a_stray_cell_in_the_last_corner_is_refused_before_the_sheet_is_allotted() -> None:
    def draw(sheet: Any, made: Any) -> None:
        sheet.write(0, 0, "工程编号")
        sheet.write(150_000, 16_000, "x")

    with pytest.raises(Refused, match="16001"):
        open_source(book(draw), "a.xlsx")


def test_a_packed_bomb_is_refused_whatever_size_it_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dajuan.core.spreadsheets.inspection.MOST_UNPACKED", 1 << 20)
    file = io.BytesIO(plain((2, 1, "2020.9.1")))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/bomb.bin", b"0" * (8 << 20))
    lying = file.getvalue().replace((8 << 20).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    for content in (file.getvalue(), lying):
        with pytest.raises(Refused, match="1 MB"):
            open_source(content, "a.xlsx")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2020-09-01", date(2020, 9, 1)),
        ("2020/9/1", date(2020, 9, 1)),
        ("2020.9.1", date(2020, 9, 1)),
        ("2020年9月1日", date(2020, 9, 1)),
        ("２０２０年９月１日", date(2020, 9, 1)),
        ("二〇二〇年九月一日", date(2020, 9, 1)),
        ("二〇二〇年十二月二十三日", date(2020, 12, 23)),
        ("2020-09-01 13:47:00", date(2020, 9, 1)),
        ("20200901", date(2020, 9, 1)),
        (20200901.0, date(2020, 9, 1)),
        (44075.0, date(2020, 9, 1)),
        ("44075", date(2020, 9, 1)),
        ("2020.9", date(2020, 9, 30)),
        ("2020年2月", date(2020, 2, 29)),
        ("2020.10", date(2020, 10, 31)),
        (2020.9, date(2020, 9, 30)),
        (2020.12, date(2020, 12, 31)),
        (202009.0, date(2020, 9, 30)),
        ("21/01/2022", date(2022, 1, 21)),
        ("01/21/2022", date(2022, 1, 21)),
        ("23-Sep-11", date(2011, 9, 23)),
        (date(2020, 9, 1), date(2020, 9, 1)),
    ],
)
def test_days_as_ledgers_write_them(cell: object, day: date) -> None:
    assert day_in(cell) == day


@pytest.mark.parametrize("cell", ["soon", "2020", 2020.0, 2020.1, "2020-02-30", "03/04/2020", True, 7.0, "2020.13"])
def test_what_is_no_day_is_not_made_one(cell: object) -> None:
    with pytest.raises(NoDate):
        day_in(cell)


def test_the_order_of_day_and_month_is_told_or_seen() -> None:
    assert day_in("03/04/2020", order="dmy") == date(2020, 4, 3)
    assert day_in("03/04/2020", order="mdy") == date(2020, 3, 4)
    assert order_of(["03/04/2020", "21/01/2022"]) == "dmy"
    assert order_of(["03/04/2020", "01/21/2022"]) == "mdy"
    assert order_of(["03/04/2020"]) == "" and order_of(["13/04/2020", "04/13/2020"]) == ""


def test_units_of_headings() -> None:
    assert [unit_in(h) for h in ("投资额（万元）", "面积(亩)", "单位：万元", "长度[公里]", "备注（无）")] == [
        "万元",
        "亩",
        "万元",
        "公里",
        "",
    ]
    assert ratio("公里", "米") == 1000 and ratio("万平方米", "平方米") == 10_000 and ratio("亩", "元") is None
    assert str(ratio("亩", "平方米")) == "2000/3"


@pytest.mark.parametrize("name", ["boston311_100.csv", "boston311_dmy_100.csv", "boston311_100_with_nonascii.csv"])
def test_the_real_request_files_are_read_whole(shared: Path, name: str) -> None:
    lines = list(open_source((shared / "data/civic-reports" / name).read_bytes(), name).lines(""))
    assert len(lines) == 101 and {len(line.cells) for line in lines} == {29}


def test_the_broken_row_of_the_real_file_is_found_by_its_line(shared: Path, cast: Cast) -> None:
    content = (shared / "data/civic-reports/boston311_100_bad.tsv").read_bytes()
    source = open_source(content, "boston311_100_bad.tsv")
    plan = Plan(places={"gone": Place(0), "kept": Place(0), "happened_on": Place(1)})
    rows = list(Ledger(MergerRegister(), source, plan, cast.zone).rows())
    assert [(row.number, "30" in row.flaws[0].sentence) for row in rows if row.flaws] == [(41, True)]
    assert len(rows) == 100


def test_both_real_files_give_the_same_days(shared: Path, cast: Cast) -> None:
    days = []
    for name in ("boston311_100.csv", "boston311_dmy_100.csv"):
        source = open_source((shared / "data/civic-reports" / name).read_bytes(), name)
        texts = [str(line.cells[1]).split(" ")[0] for line in source.lines("") if line.number > 1]
        plan = Plan(places={"gone": Place(0), "kept": Place(0), "happened_on": Place(1)}, date_order=order_of(texts))
        days.append([row.values["happened_on"] for row in Ledger(MergerRegister(), source, plan, cast.zone).rows()])
    assert days[0] == days[1] and len(days[0]) == 100
