"""Lists as an Excel workbook, written row by row: a hundred thousand rows take 30 MB."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import IO, Any

import xlsxwriter
from django.utils import timezone

Cell = str | int | Decimal | date | datetime | bool | None

MOST_ROWS = 1_048_576
MOST_SIGNS = 32_767
"""What Excel can hold: rows of a sheet, signs of a cell."""
_EXACT_DIGITS = 15
"""A longer number loses its last digits in Excel, so it is written as text."""
_WIDEST = 60


class Kind(Enum):
    """What stands in a column, and how Excel shows it. Codes and numbers of people are TEXT: they keep their zeros."""

    TEXT = "@"
    WHOLE = "#,##0"
    TENTHS = "#,##0.0"
    HUNDREDTHS = "#,##0.00"
    THOUSANDTHS = "#,##0.000"
    DATE = "yyyy-mm-dd"
    INSTANT = "yyyy-mm-dd hh:mm"


@dataclass(frozen=True)
class Column:
    """`width` in characters; without one it follows the heading and the kind."""

    heading: str
    kind: Kind = Kind.TEXT
    width: int | None = None

    @property
    def wide(self) -> int:
        if self.width is not None:
            return self.width
        usual = {Kind.TEXT: 18, Kind.DATE: 12, Kind.INSTANT: 18}.get(self.kind, 14)
        return min(max(usual, 2 * len(self.heading) + 2), _WIDEST)


@dataclass(frozen=True)
class Sheet:
    """One list. `title` is a line over the heading: what list this is, as of when, for whom it was drawn."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    title: str = ""


def workbook(sheets: Iterable[Sheet], *, drawn_at: datetime | None = None) -> bytes:
    """The whole file in memory; for long lists write into an open file with `write`."""
    file = io.BytesIO()
    write(file, sheets, drawn_at=drawn_at)
    return file.getvalue()


def write(file: IO[bytes], sheets: Iterable[Sheet], *, drawn_at: datetime | None = None) -> None:
    """Writes into an open file. Text stays text, also where it begins like a formula or an address.

    Refuses with ValueError a row longer than the heading, a cell of more than 32,767 signs and more rows than a sheet
    holds. `drawn_at` is the moment the file says it was made.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": Kind.DATE.value,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": (drawn_at or datetime(1970, 1, 1, tzinfo=UTC)).replace(tzinfo=None)})
        formats = {kind: book.add_format({"num_format": kind.value}) for kind in Kind}
        heading = book.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#E8EEF4", "text_wrap": True, "valign": "vcenter"}
        )
        title = book.add_format({"bold": True, "font_size": 12})
        names: set[str] = set()
        for sheet in sheets:
            page = book.add_worksheet(_name(sheet.name, names))
            _sheet(page, sheet, formats, heading, title)


def _sheet(page: Any, sheet: Sheet, formats: Mapping[Kind, Any], heading: Any, title: Any) -> None:
    top = 1 if sheet.title else 0
    _set_up(page, sheet, top)
    if sheet.title:
        page.write_string(0, 0, _fits(sheet.title), title)
    for place, column in enumerate(sheet.columns):
        page.write_string(top, place, _fits(column.heading), heading)
    last = top
    for last, row in enumerate(sheet.rows, top + 1):
        _row(page, last, row, sheet.columns, formats)
    if sheet.columns:
        page.autofilter(top, 0, last, len(sheet.columns) - 1)


def _set_up(page: Any, sheet: Sheet, top: int) -> None:
    """Widths, a heading that stays in sight, and how the sheet prints: across A4, heading on each page."""
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.wide)
    page.freeze_panes(top + 1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)


def _row(page: Any, place: int, cells: Sequence[Cell], columns: Sequence[Column], formats: Mapping[Kind, Any]) -> None:
    if place >= MOST_ROWS:
        raise ValueError(f"A sheet holds {MOST_ROWS} rows; draw the list in parts")
    if len(cells) > len(columns):
        raise ValueError(f"Row {place + 1} has {len(cells)} cells under {len(columns)} headings")
    for number, (column, value) in enumerate(zip(columns, cells, strict=False)):
        _cell(page, place, number, value, column.kind, formats)


def _cell(page: Any, row: int, place: int, value: Cell, kind: Kind, formats: Mapping[Kind, Any]) -> None:
    match value:
        case None | "":
            return
        case datetime():
            local = timezone.localtime(value).replace(tzinfo=None) if value.tzinfo else value
            page.write_datetime(row, place, local, formats[kind if kind is Kind.DATE else Kind.INSTANT])
        case date():
            page.write_datetime(row, place, value, formats[Kind.DATE])
        case int() | Decimal() if _is_number(value, kind):
            page.write_number(row, place, value, formats[kind])
        case _:
            page.write_string(row, place, _fits(str(value)), formats[Kind.TEXT])


def _is_number(value: int | Decimal, kind: Kind) -> bool:
    if isinstance(value, bool) or kind in (Kind.TEXT, Kind.DATE, Kind.INSTANT):
        return False
    exact = Decimal(value)
    return exact.is_finite() and len(exact.normalize().as_tuple().digits) <= _EXACT_DIGITS


def _fits(text: str) -> str:
    """XlsxWriter drops a longer text in silence; nothing may be lost that way."""
    if len(text) > MOST_SIGNS:
        raise ValueError(f"A cell holds {MOST_SIGNS} signs, not {len(text)}")
    return text


_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def _name(wished: str, names: set[str]) -> str:
    """A sheet's name as Excel takes it: 31 signs, none of []:*?/\\, no quote at an end, no two alike."""
    name = _NOT_IN_A_NAME.sub(" ", wished)[:31].strip(" '") or "Sheet"
    name = f"{name} 1"[:31] if name.lower() == "history" else name
    place, base = 2, name
    while name.lower() in names:
        name = f"{base[:27]} ({place})"
        place += 1
    names.add(name.lower())
    return name
