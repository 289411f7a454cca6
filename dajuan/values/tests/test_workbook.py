"""Workbooks as openpyxl and calamine read them back."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from dajuan.values.workbook import Cell, Column, Kind, Sheet, workbook


def read(*sheets: Sheet) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook(sheets)))


def of_one_column(kind: Kind, *values: Cell) -> list[Any]:
    page = read(Sheet("x", [Column("h", kind)], [[value] for value in values])).active
    return [cell.value for cell in page["A"][1:]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "http://example.org", "\t=1", "0012", "1E5"])
def test_text_stays_text_whatever_it_begins_with(text: str) -> None:
    page = read(Sheet("x", [Column("h", Kind.WHOLE)], [[text]])).active
    assert (page["A2"].value, page["A2"].data_type) == (text, "s")


def test_a_code_keeps_its_zeros_and_a_long_number_all_its_digits() -> None:
    assert of_one_column(Kind.TEXT, "007", 7) == ["007", "7"]
    assert of_one_column(Kind.WHOLE, 610_126, 10**15 + 1, 10**16) == [610_126, str(10**15 + 1), 10**16]


def test_numbers_dates_and_gaps_keep_their_kind() -> None:
    assert of_one_column(Kind.HUNDREDTHS, Decimal("1234.56"), None, Decimal("NaN")) == [1234.56, None, "NaN"]
    assert of_one_column(Kind.DATE, date(2020, 2, 29)) == [datetime(2020, 2, 29)]  # noqa: DTZ001  Excel knows no zone


def test_an_instant_is_written_in_the_zones_time() -> None:
    assert of_one_column(Kind.INSTANT, datetime(2020, 12, 31, 16, 30, tzinfo=UTC)) == [
        datetime(2021, 1, 1, 0, 30)  # noqa: DTZ001  Excel knows no zone
    ]


def test_the_heading_stays_in_sight_below_a_title() -> None:
    columns = [Column("编号"), Column("长度", Kind.TENTHS, width=30)]
    page = read(Sheet("道路", columns, [["1", Decimal("2.5")]], title="截至2020年12月31日")).active
    assert (page["A1"].value, page["A2"].value, page["B3"].value) == ("截至2020年12月31日", "编号", 2.5)
    assert page.freeze_panes == "A3"
    assert page.auto_filter.ref == "A2:B3"
    assert round(page.column_dimensions["B"].width) in (30, 31)


def test_any_name_makes_a_sheet_and_no_two_are_alike() -> None:
    wished = ["a/b[c]:*?", "x" * 40, "x" * 40, "'", "History", ""]
    book = read(*[Sheet(name, [Column("h")], []) for name in wished])
    assert len(set(book.sheetnames)) == len(wished)
    assert all(0 < len(name) <= 31 for name in book.sheetnames)


@pytest.mark.parametrize(("row", "said"), [(["x" * 32_768], "32767 signs"), (["a", "b"], "2 cells under 1")])
def test_what_excel_would_lose_is_refused(row: list[Cell], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        workbook([Sheet("x", [Column("h")], [row])])


def test_the_same_list_drawn_at_the_same_time_is_the_same_file() -> None:
    def drawn() -> bytes:
        return workbook([Sheet("x", [Column("h")], [["a"]])], drawn_at=datetime(2021, 1, 8, tzinfo=UTC))

    assert drawn() == drawn()
