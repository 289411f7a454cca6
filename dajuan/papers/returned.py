"""A document that comes back from Word or WPS: its paragraphs as they read with every tracked change taken over.

WPS is where writing happens (office.md 9): a draft goes out with its numbers anchored by bookmarks and comes back with
tracked changes (花脸稿), comments, text boxes and tables. Here it is only read; what its words mean to a manuscript is
decided by whoever sent it out.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
GONE = {qn("w:del"), qn("w:moveFrom"), _FALLBACK, qn("w:pPr"), qn("w:rPr"), qn("w:instrText")}
BOX = qn("w:txbxContent")
LARGEST = 20 << 20  # bytes of the document's own text when unpacked
PICTURES = "word/media/"
MOST_PICTURES = 200 << 20  # bytes; every part is read into memory when the document is opened
LONGEST_CELL = 60
_HEADING = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}\.(?!\d)|（\d{1,2}）)\s*")


class NotReadable(ValueError):
    """The file is no Word document, or one too large to be a report. Says so in English."""


@dataclass(frozen=True)
class Stretch:
    """Words, and the bookmark they stand in; `is_new` where somebody inserted them."""

    text: str
    anchor: str = ""
    is_new: bool = False


@dataclass(frozen=True)
class Comment:
    """What somebody wrote beside the text."""

    author: str
    text: str


@dataclass(frozen=True)
class Returned:
    """One paragraph as it reads now. `where` is body, table or box; `level` that of a heading, 0 for text.

    `deleted` are the words somebody struck out of it, `anchors` the bookmarks it has, empty ones too.
    """

    stretches: tuple[Stretch, ...]
    level: int = 0
    where: str = "body"
    deleted: str = ""
    comments: tuple[Comment, ...] = ()
    anchors: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "".join(stretch.text for stretch in self.stretches)

    @property
    def is_changed(self) -> bool:
        """Whether somebody inserted or struck out words in it, with tracking on."""
        return bool(self.deleted) or any(stretch.is_new for stretch in self.stretches)


def returned(content: bytes) -> list[Returned]:
    """The paragraphs of a .docx in order; those of a text box behind the paragraph it hangs on. No empty ones.

    A heading's number (一、（一）1.（1）) is the form's, not the writer's, and is left out too.
    """
    document = _opened(content)
    reading = _Reading(_comments(document), _levels(document))
    return [one for one in reading.blocks(document.element.body, "body") if one.text.strip() or one.deleted.strip()]


def _opened(content: bytes) -> Any:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            sizes = [(part.filename.startswith(PICTURES), part.file_size) for part in parts.infolist()]
        pictures = sum(size for is_picture, size in sizes if is_picture)
        if pictures > MOST_PICTURES or sum(size for _name, size in sizes) - pictures > LARGEST:
            raise NotReadable("The document is too large to be a report.")
        return Document(io.BytesIO(content))
    except NotReadable:
        raise
    except Exception as problem:  # whatever a broken package makes its reader say
        raise NotReadable("This is no Word document (.docx).") from problem


def _comments(document: Any) -> dict[str, Comment]:
    """Comments by their number."""
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/comments.xml":
            root = parse_xml(part.blob)
            return {
                one.get(qn("w:id")): Comment(
                    one.get(qn("w:author"), ""), "".join(t.text or "" for t in one.iter(qn("w:t")))
                )
                for one in root.findall(qn("w:comment"))
            }
    return {}


def _levels(document: Any) -> dict[str, int]:
    """Which styles are headings, by their identity."""
    found = {}
    for style in document.styles:
        if named := _HEADING.match(style.name or ""):
            found[style.style_id] = int(named[1])
    return found


@dataclass
class _Line:
    """A paragraph while it is read."""

    stretches: list[Stretch] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    open: dict[str, str] = field(default_factory=dict)

    def takes(self, part: Any, is_new: bool) -> bool:
        """Note what this part of a paragraph is; False where it only holds others."""
        take = {
            BOX: self._box,
            qn("w:del"): self._deletion,
            qn("w:moveFrom"): self._deletion,
            qn("w:bookmarkStart"): self._begin,
            qn("w:bookmarkEnd"): self._end,
            qn("w:commentReference"): self._comment,
        }.get(part.tag)
        if take:
            take(part)
        elif part.tag == qn("w:t"):
            self.stretches.append(Stretch(part.text or "", next(reversed(self.open.values()), ""), is_new))
        elif part.tag in {qn("w:tab"), qn("w:br"), qn("w:cr")}:
            self.stretches.append(Stretch(" ", "", is_new))
        else:
            return False
        return True

    def _box(self, part: Any) -> None:
        self.boxes.append(part)

    def _deletion(self, part: Any) -> None:
        self.deleted += [text.text or "" for text in part.iter(qn("w:delText"), qn("w:t"))]
        # A passage whose first words were struck out or moved away still begins here.
        self.anchors += [one.get(qn("w:name"), "") for one in part.iter(qn("w:bookmarkStart"))]

    def _begin(self, part: Any) -> None:
        name = part.get(qn("w:name"), "")
        if not name.startswith("_"):  # Word's own, such as _GoBack
            self.open[part.get(qn("w:id"))] = name
            self.anchors.append(name)

    def _end(self, part: Any) -> None:
        self.open.pop(part.get(qn("w:id")), None)

    def _comment(self, part: Any) -> None:
        self.comments.append(part.get(qn("w:id")))


@dataclass
class _Reading:
    comments: dict[str, Comment]
    levels: dict[str, int]

    def blocks(self, holder: Any, where: str) -> Iterator[Returned]:
        for child in holder:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child, where)
            elif child.tag == qn("w:tbl"):
                yield from self.blocks(child, "table")
            elif child.tag == qn("w:tr"):
                yield from _as_one_line(list(self.blocks(child, where)))
            elif child.tag in {qn("w:tc"), qn("w:sdt"), qn("w:sdtContent"), qn("w:ins")}:
                yield from self.blocks(child, where)

    def _paragraph(self, paragraph: Any, where: str) -> Iterator[Returned]:
        line = _Line()
        self._walk(paragraph, line, is_new=False)
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        level = self.levels.get(style.get(qn("w:val")), 0) if style is not None else 0
        said = Returned(
            tuple(_joined(line.stretches)),
            level,
            where,
            "".join(line.deleted),
            tuple(self.comments[number] for number in line.comments if number in self.comments),
            tuple(line.anchors),
        )
        yield replace(said, stretches=tuple(_without_number(said.stretches))) if level else said
        for box in line.boxes:
            yield from self.blocks(box, "box")

    def _walk(self, holder: Any, line: _Line, *, is_new: bool) -> None:
        for child in holder:
            if line.takes(child, is_new) or child.tag in GONE:
                continue
            self._walk(child, line, is_new=is_new or child.tag in {qn("w:ins"), qn("w:moveTo")})


def _as_one_line(cells: list[Returned]) -> Iterator[Returned]:
    """A row of short cells reads as one line; a cell that holds paragraphs is only their frame."""
    if len(cells) < 2 or any(len(cell.text) > LONGEST_CELL for cell in cells):
        yield from cells
        return
    stretches = [part for cell in cells for part in (*cell.stretches, Stretch("\u3000"))][:-1]
    yield Returned(
        tuple(_joined(stretches)),
        where="table",
        deleted="".join(cell.deleted for cell in cells),
        comments=tuple(comment for cell in cells for comment in cell.comments),
        anchors=tuple(anchor for cell in cells for anchor in cell.anchors),
    )


def _joined(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Neighbours of one kind as one: an editor tears words apart wherever the cursor once stood."""
    held: Stretch | None = None
    for one in stretches:
        if held and (held.anchor, held.is_new) == (one.anchor, one.is_new):
            held = replace(held, text=held.text + one.text)
        else:
            if held:
                yield held
            held = one
    if held:
        yield held


def _without_number(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    for place, one in enumerate(stretches):
        yield replace(one, text=_NUMBER.sub("", one.text)) if place == 0 else one
