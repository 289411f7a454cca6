"""What every opened file gives, whatever kind it is: sheets, and their rows one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import gettext as _

from dajuan.core.records.models import Refused

Merges = list[tuple[tuple[int, int], tuple[int, int]]]
TEXT_SHEET = ""  # a text file has one sheet, without a name


@dataclass
class Line:
    """One row: its number as a person sees it, and its cells from column A on, strings stripped, empty ones None."""

    number: int
    cells: list[Any]

    @property
    def blank(self) -> bool:
        return all(cell is None for cell in self.cells)


@dataclass
class Flaws:
    """What a sheet's cells look like empty for: formulas without a stored value, and errors, by address."""

    unstored: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)


class Source(Protocol):
    """An opened file."""

    sheets: list[str]
    ragged: bool  # rows of different length are broken rows
    datum: str  # of its coordinates, where it says so

    def lines(self, sheet: str) -> Iterator[Line]:
        """The rows of a sheet from the first on, blank ones too."""

    def size(self, sheet: str) -> int:
        """How many rows a sheet has, about."""

    def merges(self, sheet: str) -> Merges:
        """Merged areas, as first and last (row, column) from 0."""

    def flaws(self, sheet: str) -> Flaws:
        """Cells that look empty and are not."""

    def address(self, line: int, column: int) -> str:
        """Where a cell stands, as a person looks for it."""

    def place(self, line: int) -> str:
        """Which row it is, as a person looks for it."""


def no_such_sheet(name: str, sheets: list[str]) -> Refused:
    """The refusal that says which sheets there are."""
    there = "、".join(sheets)
    return Refused(_("There is no sheet %(sheet)s here, but: %(sheets)s.") % {"sheet": name, "sheets": there})


def plain_cell(cell: Any) -> Any:
    """A cell's value; blank text is None."""
    if isinstance(cell, str):
        cell = cell.replace("\x00", "").strip(" \t\r\n\u3000\xa0\ufeff")
        return cell or None
    return cell
