"""A manuscript on its way to WPS: each passage and each number carries a bookmark by which it is found again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from dajuan.figures.book import Book
from dajuan.papers.docx import docx
from dajuan.papers.paper import Block, Heading, Language, Paper, Run, Text
from dajuan.sheet.studio.models import Manuscript, Passage
from dajuan.sheet.studio.rendering import Drafting, drafting, mark_of, read_out

BEGINNING = re.compile(r"passage_(\d+)_(\d+)_(\d+)_\d+")
"""A passage's bookmark: its key, revision, and the ledger number by which its numbers were said."""
NUMBER = re.compile(r"number_(\d+)_(\d+)_\d+")
"""A number's bookmark: the passage's key, and its place among the passage's pieces."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a line as it reads; `mark` is what stands for it in the marked text, empty for plain words."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class SentLine:
    """One line of a passage: as it is kept, and as it reads. `first` is its first piece's place in the passage."""

    stored: str
    level: int
    pieces: tuple[Piece, ...]
    first: int = 0

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def lines_of(text: str, writing: Drafting) -> list[SentLine]:
    """The lines of a marked text as they read; a line that says nothing is left out of what goes out."""
    found: list[SentLine] = []
    place = 0
    for stored in filter(None, text.split("\n")):
        pieces = tuple(Piece(part.text, mark_of(part)) for one in read_out(stored, writing) for part in one.spans)
        level = len(stored) - len(stored.lstrip("#")) if stored.startswith("#") else 0
        found.append(SentLine(stored, level, pieces, place))
        place += len(pieces)
    return found


def sent(
    manuscript: Manuscript,
    passages: Sequence[Passage],
    language: str,
    book: Book,
    drawn: str = "",
    today: date | None = None,
) -> bytes:
    """Passages of a manuscript as a Word document to be edited anywhere; it comes back through `returning`."""
    code: Language = "en" if language == "en" else "zh-hans"
    writing = drafting(manuscript, [one.text for one in passages], book, language, today)
    with translation.override(language):
        blocks = [block for one in passages for block in _blocks(one, writing)]
        status = f"{_('Draft for editing')}　{drawn}".strip()
        return docx(Paper(title=str(manuscript), blocks=blocks, language=code, status=status))


def _blocks(passage: Passage, writing: Drafting) -> Iterator[Block]:
    anchor = f"passage-{passage.pk}-{passage.revision}-{writing.book.moment}"
    for line in lines_of(passage.text, writing):
        runs = [
            Run(piece.text, anchor=f"number-{passage.pk}-{place}" if piece.mark else "")
            for place, piece in enumerate(line.pieces, line.first)
        ]
        if not runs:
            continue
        if anchor:
            runs, anchor = [Run("\u2060", anchor=anchor), *runs], ""
        yield Heading(runs, min(line.level, 4)) if line.level else Text(runs)
