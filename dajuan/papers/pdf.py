"""A paper as PDF/A, set by typst. What the paper says goes in as data and never as typst's own language."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final, assert_never

import typst

from dajuan.papers import faces
from dajuan.papers.paper import (
    Block,
    Heading,
    Paper,
    Picture,
    Run,
    Table,
    Text,
    Words,
    addressed,
    annex_mark,
    annex_notes,
    column_shares,
    issuer_points,
    numbered,
    plain,
    printable,
    runs,
    signature_indents,
    signed_by,
    title_lines,
    width,
    written_date,
)

TEMPLATES = Path(__file__).parent / "typst"
ARCHIVE: Final = "a-2b"
"""PDF/A-2b: fonts inside, no outside dependency; what archives ask for."""
LONG_CELL = 300
MOST_UNKNOWN = 40
_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def pdf(paper: Paper) -> bytes:
    """The whole file, the same bytes for the same paper and fonts. Refuses with `NoFont` where no font has Chinese.

    The date inside the file is that of the signature, so that printing again gives the same file. A sign that no font
    at hand has is printed as □: the standard forbids a page with a hole in it, and one sign must not cost the page.
    """
    said = json.dumps(_as_data(paper), ensure_ascii=False)
    for _unknown in range(MOST_UNKNOWN):
        try:
            return _printed(said, paper.signed_on)
        except typst.TypstError as problem:
            found = _NO_GLYPH.search(str(problem))
            if not found:
                raise
            for sign in _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1]):
                said = said.replace(sign, MISSING) if ord(sign) > LATIN_1 else said
    return _printed(_LATER.sub(MISSING, said), paper.signed_on)


MISSING = "□"
LATIN_1 = 0xFF
_LATER = re.compile("[^\x00-\xff\u2010-\u2026\u3000-\u303f\u4e00-\u9fff\uff00-\uffef□]")


def _printed(said: str, signed_on: date | None) -> bytes:
    moment = datetime.combine(signed_on, time(), UTC) if signed_on else datetime(1970, 1, 1, tzinfo=UTC)
    compiler = typst.Compiler(root=str(TEMPLATES), font_paths=faces.installed())
    return _one_file(
        compiler.compile(
            input=str(TEMPLATES / "paper.typ"),
            format="pdf",
            sys_inputs={"paper": said, "faces": json.dumps(faces.at_hand().as_data(), ensure_ascii=False)},
            pdf_standards=[ARCHIVE],
            timestamp=moment,
        )
    )


def picture_png(picture: Picture) -> bytes:
    """A drawing in 200 dots an inch, for Word."""
    faces.at_hand()
    compiler = typst.Compiler(root=str(TEMPLATES), font_paths=faces.installed())
    printed = compiler.compile(
        input=str(TEMPLATES / "picture.typ"),
        format="png",
        ppi=200,
        sys_inputs={"svg": picture.svg, "width_mm": str(picture.width_mm)},
    )
    return _one_file(printed)


def _one_file(printed: bytes | list[bytes] | None) -> bytes:
    match printed:
        case bytes():
            return printed
        case [bytes() as page, *_]:
            return page
    raise RuntimeError("typst gave no file")


def _as_data(paper: Paper) -> dict[str, Any]:
    day = written_date(paper.signed_on, paper.language) if paper.signed_on else ""
    return {
        "language": paper.language,
        "title": title_lines(paper.title),
        "issuer": printable(paper.issuer),
        "issuer-points": issuer_points(paper.issuer),
        "number": printable(paper.number),
        "marks": [printable(mark) for mark in (paper.copy_number, paper.urgency) if mark],
        "signer": signed_by(paper),
        "foot": paper.foot.lines(paper.language),
        "status": printable(paper.status),
        "addressed": addressed(paper),
        "blocks": _blocks(paper.blocks, paper),
        "notes": annex_notes(paper),
        "office": printable(paper.office),
        "day": day,
        "indents": signature_indents(paper.office, day),
        "annexes": [
            {
                "mark": annex_mark(paper, place),
                "title": title_lines(annex.title, longest=28 if annex.across else 19),
                "across": annex.across,
                "blocks": _blocks(annex.blocks, paper),
            }
            for place, annex in enumerate(paper.annexes, 1)
        ],
    }


def _blocks(blocks: Sequence[Block], paper: Paper) -> list[dict[str, Any]]:
    return [
        {**_block(mark, block), "with-signature": place == len(blocks) and _is_short(block)}
        for place, (mark, block) in enumerate(numbered(blocks, paper.language), 1)
    ]


def _is_short(block: Block) -> bool:
    """Ten lines at most: such a last block goes with the signature, which never stands on a page of its own."""
    if isinstance(block, Table):
        return block.is_short
    return isinstance(block, Text) and width(plain(block.words)) <= 280


def _block(mark: str, block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "words": _words([Run(mark), *runs(block.words)])}
        case Text():
            return {"kind": "text", "words": _words(block.words)}
        case Table():
            return {
                "kind": "table",
                "caption": printable(block.caption),
                "heads": [printable(head) for head in block.heads],
                "rows": [[_cell(cell) for cell in row] for row in block.rows],
                "numbers": sorted(block.numbers),
                "shares": column_shares(block),
                "row-mm": block.row_mm,
            }
        case Picture():
            return {
                "kind": "picture",
                "svg": block.svg,
                "instead": printable(block.instead),
                "caption": printable(block.caption),
                "width_mm": block.width_mm,
            }
        case _:
            assert_never(block)


def _cell(words: Words) -> dict[str, Any]:
    """A row stays together on a page unless a cell of it is long."""
    return {"words": _words(words), "breaks": width(plain(words)) > LONG_CELL}


def _words(words: Words) -> list[dict[str, str]]:
    """An empty cell still holds one empty run."""
    return [{"text": run.text, "link": run.link} for run in runs(words) or [Run("")]]
