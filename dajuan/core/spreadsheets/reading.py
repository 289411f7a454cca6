"""Opens a spreadsheet as it was sent and gives its rows, each with the row number a person sees in it.

What a file is, is told by its content, never by its name. Text files are read as UTF-8 (with or without a byte-order
mark), UTF-16 with one, or GB18030, which includes GBK. Cells of text files stay text. A packed file (.gz) is unpacked
as far as a file may be large. A map file is read in features.py.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

import python_calamine
from django.conf import settings
from django.utils.translation import gettext as _

from dajuan.core.records.models import Refused
from dajuan.core.spreadsheets import features, inspection
from dajuan.core.spreadsheets.inspection import column_letters
from dajuan.core.spreadsheets.sources import TEXT_SHEET, Flaws, Line, Merges, Source, no_such_sheet, plain_cell

GZIP = b"\x1f\x8b"
LONGEST_CELL = 200_000
DELIMITERS = ",\t;|"
WEB_PAGE = re.compile(rb"\s*(<!doctype|<html|<table|<\?xml|<meta|mime-version)", re.IGNORECASE)


def open_source(content: bytes, name: str) -> Source:
    """Open a file. Refuses what is no spreadsheet, is protected, damaged or larger than an import may be."""
    if content.startswith(GZIP):
        content, name = unpacked(content), name.lower().removesuffix(".gz")
    if not content.strip():
        raise Refused(_("This file is empty."))
    if features.begins(content):
        return features.FeatureTable(content)
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return Workbook(content)
    if WEB_PAGE.match(content[:200].removeprefix(codecs.BOM_UTF8)):
        raise Refused(_("This is a web page, not a workbook. Open it in Excel or WPS and save it as .xlsx."))
    return TextTable(content, tab=PurePosixPath(name.lower()).suffix in {".tsv", ".tab"})


def unpacked(content: bytes) -> bytes:
    """What a packed file holds. Refuses one that is damaged or unpacks to more than a file may be large."""
    limit = settings.UPLOAD_MB << 20
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            found = packed.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Refused(_("This packed file is damaged and cannot be opened.")) from error
    if len(found) > limit:
        raise Refused(_("Unpacked, this file is larger than %(limit)s MB.") % {"limit": settings.UPLOAD_MB})
    return found


class Workbook:
    """An Excel workbook (.xlsx, .xlsm, .xls). No macro and no formula is ever run."""

    ragged = False
    datum = ""

    def __init__(self, content: bytes) -> None:
        packed = content.startswith(b"PK")
        self._found = inspection.inspect(content, most_rows=settings.IMPORT_ROWS) if packed else {}
        try:
            self._book = python_calamine.load_workbook(io.BytesIO(content))
        except python_calamine.PasswordError as error:
            raise Refused(_("This workbook is protected by a password. Save it without one.")) from error
        except (python_calamine.CalamineError, OSError) as error:
            raise Refused(_("This workbook is damaged and cannot be opened.")) from error
        visible = python_calamine.SheetVisibleEnum.Visible
        work = python_calamine.SheetTypeEnum.WorkSheet
        self.sheets = [s.name for s in self._book.sheets_metadata if s.visible == visible and s.typ == work]
        if not self.sheets:
            raise Refused(_("This workbook has no sheet that can be seen."))
        self._open: tuple[str, Any] = ("", None)

    def _sheet(self, name: str) -> Any:
        if name not in self.sheets:
            raise no_such_sheet(name, self.sheets)
        if self._open[0] != name or self._open[1] is None:
            try:
                sheet = self._book.get_sheet_by_name(name)
            except python_calamine.CalamineError as error:
                raise Refused(_("This workbook is damaged and cannot be opened.")) from error
            inspection.refuse_too_large(name, sheet.total_height, sheet.total_width, settings.IMPORT_ROWS)
            self._open = (name, sheet)
        return self._open[1]

    def lines(self, sheet: str) -> Iterator[Line]:
        """The rows from the first on. The reader begins at the first row, but at the first used column."""
        opened = self._sheet(sheet)
        if opened.start is None:
            return
        before = [None] * opened.start[1]
        for number, cells in enumerate(opened.iter_rows(), 1):
            yield Line(number, [*before, *map(plain_cell, cells)])

    def size(self, sheet: str) -> int:
        end = self._sheet(sheet).end
        return end[0] + 1 if end else 0

    def merges(self, sheet: str) -> Merges:
        return list(self._sheet(sheet).merged_cell_ranges or [])

    def flaws(self, sheet: str) -> Flaws:
        found = self._found.get(sheet)
        return Flaws(found.unstored, found.failed) if found else Flaws()

    def address(self, line: int, column: int) -> str:
        return f"{column_letters(column)}{line}"

    def place(self, line: int) -> str:
        return _("row %(row)s") % {"row": line}


class TextTable:
    """A CSV or TSV file."""

    ragged = True
    datum = ""

    def __init__(self, content: bytes, *, tab: bool) -> None:
        self._content = content
        self.encoding = _encoding(content)
        self.sheets = [TEXT_SHEET]
        self._told, self.delimiter = _delimiter(self._text(), tab=tab)
        self._count = sum(1 for _line in self.lines(TEXT_SHEET))
        if self._count > settings.IMPORT_ROWS + 20:
            raise Refused(
                _("This file has %(rows)s rows; at most %(limit)s are read at once. Divide the file.")
                % {"rows": self._count, "limit": settings.IMPORT_ROWS}
            )

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(io.BytesIO(self._content), encoding=self.encoding, newline="")

    def lines(self, sheet: str) -> Iterator[Line]:
        """The rows, each numbered by the line of the file on which it begins."""
        if sheet != TEXT_SHEET:
            raise no_such_sheet(sheet, [_("the file itself")])
        csv.field_size_limit(LONGEST_CELL)
        text: Iterable[str] = self._text()
        if self._told:
            next(iter(text))
        reader = csv.reader(text, delimiter=self.delimiter)
        begins = 1 + self._told
        try:
            for cells in reader:
                yield Line(begins, [plain_cell(cell) for cell in cells])
                begins = reader.line_num + 1 + self._told
        except csv.Error as error:
            raise Refused(_("Line %(line)s cannot be read: %(why)s.") % {"line": begins, "why": error}) from error

    def size(self, sheet: str) -> int:
        return self._count

    def merges(self, sheet: str) -> Merges:
        return []

    def flaws(self, sheet: str) -> Flaws:
        return Flaws()

    def address(self, line: int, column: int) -> str:
        return _("line %(line)s, column %(column)s") % {"line": line, "column": column + 1}

    def place(self, line: int) -> str:
        return _("line %(line)s") % {"line": line}


def _encoding(content: bytes) -> str:
    marks = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
    marked = [name for mark, name in marks if content.startswith(mark)]
    for name in marked or ["utf-8", "gb18030"]:
        if _decodes(content, name):
            return name
    raise Refused(_("The characters of this file cannot be read. Save it as UTF-8 or GBK."))


def _decodes(content: bytes, name: str) -> bool:
    if name != "utf-16" and b"\x00" in content[:4096]:
        return False
    decoder = codecs.getincrementaldecoder(name)()
    try:
        for at in range(0, len(content), 1 << 20):
            decoder.decode(content[at : at + (1 << 20)], final=at + (1 << 20) >= len(content))
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(text: io.TextIOWrapper, *, tab: bool) -> tuple[int, str]:
    """Whether the first line only names the delimiter (Excel's sep=), and the delimiter."""
    first = [line for _number, line in zip(range(20), text, strict=False)]
    if not first:  # only a byte-order mark
        raise Refused(_("This file is empty."))
    if found := re.fullmatch(r'"?sep=(.)"?\s*', first[0]):
        return 1, found[1]
    outside = re.sub(r'"[^"]*"', "", "".join(first))
    if tab and "\t" in outside:
        return 0, "\t"
    return 0, max(DELIMITERS, key=lambda mark: (outside.count(mark), -DELIMITERS.index(mark)))
