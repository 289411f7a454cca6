"""Workbooks that go out: a register's empty template, and rejected rows in the shape of the ledger they came from."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from dajuan.core.records.evidence import content_of
from dajuan.core.spreadsheets.features import FeatureTable
from dajuan.core.spreadsheets.models import ImportJob
from dajuan.core.spreadsheets.reading import open_source
from dajuan.core.spreadsheets.register import Column, Register
from dajuan.core.spreadsheets.rows import Ledger
from dajuan.core.spreadsheets.sources import TEXT_SHEET, Line

PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
ROWS_PREPARED = 5000


def template(register: Register) -> bytes:
    """The empty workbook of a register: headings with units, lists to choose from, a sheet that explains."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, PLAIN) as book:
        sheet = book.add_worksheet(_("Rows")[:31])
        notes = book.add_worksheet(_("How to fill in")[:31])
        heading = book.add_format({"bold": True, "bg_color": "#DCE6F2", "border": 1, "text_wrap": True})
        wanted = book.add_format({"bold": True, "bg_color": "#FBE5D6", "border": 1, "text_wrap": True})
        text = book.add_format({"num_format": "@"})
        for number, column in enumerate(register.columns):
            sheet.write_string(0, number, heading_of(column), wanted if column.required else heading)
            sheet.set_column(number, number, 18, text if column.kind in ("code", "text", "name") else None)
            if column.note:
                sheet.write_comment(0, number, str(column.note))
        sheet.freeze_panes(1, 0)
        _explain(notes, register, heading)
        _offer_choices(sheet, notes, register)
    return file.getvalue()


def heading_of(column: Column) -> str:
    """What stands over the column in the template: its title and unit."""
    return f"{column.title}（{column.unit}）" if column.unit else str(column.title)


def _explain(notes: Any, register: Register, heading: Any) -> None:
    titles = (_("Column"), _("Must be filled"), _("What to write"), _("Example"), _("Note"))
    for number, title in enumerate(titles):
        notes.write_string(0, number, title, heading)
        notes.set_column(number, number, (18, 10, 34, 22, 40)[number])
    for row, column in enumerate(register.columns, 1):
        required = _("yes") if column.required else ""
        cells = (heading_of(column), required, what_to_write(column), example_of(column), str(column.note))
        for number, cell in enumerate(cells):
            notes.write_string(row, number, cell)


def example_of(column: Column) -> str:
    """The example as a person writes it: of a choice its word, not what is stored."""
    return str((column.choices or {}).get(column.sample, column.sample))


def what_to_write(column: Column) -> str:
    """What a cell of the column may hold, in words."""
    if column.choices:
        words = [str(word) for word in column.choices.values()]
        return "、".join(words[:12]) + ("…" if len(words) > 12 else "")
    return {
        "text": _("text"),
        "code": _("a code, as text"),
        "integer": _("a whole number"),
        "decimal": _("a number"),
        "date": _("a day, such as 2020-09-01"),
        "instant": _("day and time, such as 2020-09-01 14:30"),
        "name": _("a name as it stands in the register"),
        "geometry": _("a GeoJSON geometry"),
    }.get(column.kind, "")


def _offer_choices(sheet: Any, notes: Any, register: Register) -> None:
    """Lists to choose from; they stand beside the notes, for Excel takes only 255 characters in the rule itself."""
    at = 7
    for number, column in enumerate(register.columns):
        if not column.choices:
            continue
        words = [str(word) for word in column.choices.values()]
        notes.write_string(0, at, str(column.title))
        for row, word in enumerate(words, 1):
            notes.write_string(row, at, word)
        letters = xl_col_to_name(at, col_abs=True)
        source = f"='{notes.get_name()}'!{letters}$2:{letters}${len(words) + 1}"
        sheet.data_validation(1, number, ROWS_PREPARED, number, {"validate": "list", "source": source})
        at += 1


def rejected_rows(job: ImportJob) -> bytes:
    """The rejected rows under their own headings, wrong cells red with a comment: to be mended and sent again."""
    source = open_source(content_of(job.evidence), job.evidence.name)
    plan = job.reading
    ledger = Ledger(job.into, source, plan, job.zone)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {**PLAIN, "constant_memory": True}) as book:
        page = _Rejected(book, plan.sheet, len(ledger.headings))
        for line in source.lines(plan.sheet):
            if line.number > plan.last_heading:
                break
            page.write(line, {}, heading=line.number == plan.last_heading)
        findings = _findings(job)
        for line in ledger.lines():
            if found := findings.get(line.number):
                page.write(line, found)
    return file.getvalue()


def rejected_shapes(job: ImportJob, source: FeatureTable) -> bytes:
    """The rejected features of a map file as one more map file, each saying what is wrong with it."""
    found = _findings(job)
    collection: dict[str, Any] = {"type": "FeatureCollection", "features": []}
    if source.datum:
        collection["datum"] = source.datum
    for row, feature in enumerate(source.features, 2):
        if row in found:
            own = feature.get("properties") or {}
            said = {"what_is_wrong": "; ".join(found[row].values())}
            collection["features"].append({"type": "Feature", **feature, "properties": own | said})
    return json.dumps(collection, ensure_ascii=False).encode()


def _findings(job: ImportJob) -> dict[int, dict[int | None, str]]:
    """For each rejected row what is wrong, by column."""
    found: dict[int, dict[int | None, str]] = {}
    for row, column, sentence in job.findings.values_list("row", "column", "sentence"):
        cells = found.setdefault(row, {})
        cells[column] = f"{cells[column]}\n{sentence}" if column in cells else sentence
    return found


class _Rejected:
    """The sheet of rejected rows, written from top to bottom."""

    def __init__(self, book: Any, name: str, width: int) -> None:
        self._sheet = book.add_worksheet(_("Rejected")[:31] if name == TEXT_SHEET else name)
        self._width = width
        self._row = 0
        self._plain = {kind: book.add_format({"num_format": shape}) for kind, shape in _SHAPES.items()}
        red = {"bg_color": "#F8CBCB", "font_color": "#9C0006", "border": 1, "border_color": "#C00000"}
        self._red = {kind: book.add_format({**red, "num_format": shape}) for kind, shape in _SHAPES.items()}
        self._bold = book.add_format({"bold": True, "text_wrap": True})

    def write(self, line: Line, wrong: dict[int | None, str], *, heading: bool = False) -> None:
        """Write one row; a flaw of the whole row marks all of it."""
        cells = [*line.cells, *[None] * (self._width - len(line.cells))]
        for number, cell in enumerate(cells):
            formats = self._red if number in wrong or None in wrong else self._plain
            self._cell(number, cell, formats)
            if number in wrong:
                self._sheet.write_comment(self._row, number, wrong[number], {"x_scale": 2})
        beside = _("What is wrong") if heading else "\n".join(wrong.values())
        if beside:
            self._sheet.write_string(self._row, max(self._width, len(cells)), beside[:32_000], self._bold)
        self._row += 1

    def _cell(self, number: int, cell: Any, formats: dict[str, Any]) -> None:
        if cell is None:
            self._sheet.write_blank(self._row, number, None, formats["text"])
        elif isinstance(cell, bool):
            self._sheet.write_boolean(self._row, number, cell, formats["number"])
        elif isinstance(cell, int | float):
            self._sheet.write_number(self._row, number, cell, formats["number"])
        elif isinstance(cell, date):
            kind = "instant" if isinstance(cell, datetime) else "date"
            self._sheet.write_datetime(self._row, number, cell, formats[kind])
        else:
            self._sheet.write_string(self._row, number, str(cell)[:32_000], formats["text"])


_SHAPES = {"text": "@", "number": "General", "date": "yyyy-mm-dd", "instant": "yyyy-mm-dd hh:mm:ss"}
