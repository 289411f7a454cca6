"""What a workbook claims to hold, found without unfolding it: before anything is read, it is known to be bearable.

An .xlsx is a packed folder. A small file may unpack to gigabytes, and one stray cell in the last corner makes a reader
allot the whole sheet; both are refused here. The same pass finds what the reader cannot tell from an empty cell:
formulas whose value was never stored, and cells that hold an error.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from django.utils.translation import gettext as _

from dajuan.core.records.models import Refused

CHUNK = 1 << 18
MOST_UNPACKED = 600 << 20
MOST_CELLS = 6_000_000  # the reader allots every cell of the used rectangle, 32 bytes each
LONGEST_ROW = 16 << 20
COLUMN = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})\d')
ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,9})"')
UNSTORED = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+\d+)"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
FAILED = re.compile(rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>.{0,2000}?<(?:\w+:)?v>([^<]{1,20})</', re.DOTALL)
ADDRESS = re.compile(rb'\br="([A-Z]+\d+)"')
SHEET = re.compile(r"<(?:\w+:)?sheet\b([^>]*)/?>")
RELATION = re.compile(r"<Relationship\b([^>]*)/?>")
ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')


@dataclass
class Sheet:
    """What one sheet holds: its used rectangle, and the addresses a reader would take for empty."""

    rows: int = 0
    columns: int = 0
    unstored: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)


def inspect(content: bytes, *, most_rows: int) -> dict[str, Sheet]:
    """Each sheet of an .xlsx by its name. Refuses what unpacks too large or spans more rows than allowed."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(content))
        members = {info.filename: info for info in packed.infolist()}
        names = _sheet_parts(content, members)
        found = {part: Sheet() for part in names.values()}
        left = MOST_UNPACKED
        for part, info in members.items():
            left -= _pass_over(content, info, found.get(part), left)
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, NotImplementedError) as error:
        raise Refused(_("This workbook is damaged and cannot be opened.")) from error
    sheets = {name: found[part] for name, part in names.items()}
    for name, sheet in sheets.items():
        refuse_too_large(name, sheet.rows, sheet.columns, most_rows)
    return sheets


def refuse_too_large(name: str, rows: int, columns: int, most_rows: int) -> None:
    """Refuse a sheet of more rows than an import may have, or with cells far outside."""
    if rows > most_rows or rows * columns > MOST_CELLS:
        raise Refused(
            _(
                "The sheet %(sheet)s spans %(rows)s rows and %(columns)s columns; at most %(limit)s rows are read at "
                "once. Divide the file, or delete what stands far outside."
            )
            % {"sheet": name, "rows": rows, "columns": columns, "limit": most_rows}
        )


def _pass_over(content: bytes, info: zipfile.ZipInfo, sheet: Sheet | None, left: int) -> int:
    """Unpack one member piece by piece and give its true size, noting what a sheet holds."""
    size, tail = 0, b""
    for piece in _unpacked(content, info):
        size += len(piece)
        if size > left:
            raise Refused(_("This workbook unpacks to more than %(limit)s MB.") % {"limit": MOST_UNPACKED >> 20})
        if sheet is not None:
            tail = _note(sheet, tail + piece)
    if sheet is not None:
        _note(sheet, tail + b"row>")
    return size


def _unpacked(content: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's bytes as a reader would unpack them, whatever size the folder claims."""
    head = info.header_offset
    if content[head : head + 4] != b"PK\x03\x04" or info.compress_type not in (0, 8):
        raise ValueError("no local header")
    skip = 30 + int.from_bytes(content[head + 26 : head + 28], "little")
    skip += int.from_bytes(content[head + 28 : head + 30], "little")
    packed = memoryview(content)[head + skip : head + skip + info.compress_size]
    if info.compress_type == 0:
        yield from (bytes(packed[at : at + CHUNK]) for at in range(0, len(packed), CHUNK))
        return
    unpacking = zlib.decompressobj(-15)
    for at in range(0, len(packed), CHUNK):
        waiting = bytes(packed[at : at + CHUNK])
        while waiting:
            yield unpacking.decompress(waiting, CHUNK)
            waiting = unpacking.unconsumed_tail
    yield unpacking.flush()


def _note(sheet: Sheet, text: bytes) -> bytes:
    """Note what the whole rows in a piece hold, and give back the part of a row at its end."""
    cut = text.rfind(b"row>") + 4
    if cut < 4:
        if len(text) > LONGEST_ROW:
            raise ValueError("no end of a row")
        return text
    whole = text[:cut]
    for letters in set(COLUMN.findall(whole)):
        sheet.columns = max(sheet.columns, column_number(letters.decode()) + 1)
    numbers = ROW.findall(whole)
    sheet.rows = max(sheet.rows, max(map(int, numbers), default=0))
    if b"<f" in whole or b":f" in whole:
        sheet.unstored.update(address.decode() for address in UNSTORED.findall(whole))
    if b't="e"' in whole:
        for attributes, word in FAILED.findall(whole):
            if address := ADDRESS.search(attributes):
                sheet.failed[address[1].decode()] = unescape(word.decode("utf-8", "replace"))
    return text[cut:]


def _sheet_parts(content: bytes, members: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    """Name of each sheet and the member that holds it, in the order of the workbook."""
    book = _text(content, members["xl/workbook.xml"])
    relations = _text(content, members["xl/_rels/workbook.xml.rels"])
    targets: dict[str, str] = {}
    for found in RELATION.findall(relations):
        attributes = dict(ATTRIBUTE.findall(found))
        targets[attributes.get("Id", "")] = attributes.get("Target", "")
    parts = {}
    for found in SHEET.findall(book):
        attributes = dict(ATTRIBUTE.findall(found))
        link = next((value for name, value in attributes.items() if name.endswith(":id")), "")
        target = targets.get(link, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in members and "worksheet" in part:
            parts[unescape(attributes.get("name", ""))] = part
    return parts


def _text(content: bytes, info: zipfile.ZipInfo) -> str:
    text = b""
    for piece in _unpacked(content, info):
        text += piece
        if len(text) > LONGEST_ROW:
            raise ValueError("too long a list of sheets")
    return text.decode("utf-8", "replace")


def column_letters(number: int) -> str:
    """The letters of a column: 0 is A, 27 is AB."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column from 0: A is 0, AB is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
