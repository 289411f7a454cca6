"""The complete text as a document: what was filled in is marked, blanks are left where nothing is known."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from dajuan.sheet.reading.showing import Written


def complete_docx(lines: Iterable[Iterable[Written]]) -> bytes:
    """A .docx in the usual fonts; numbers that were filled in stand on yellow, blanks on grey."""
    from docx import Document
    from docx.enum.text import WD_COLOR_INDEX
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = "FangSong", Pt(16)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    for line in lines:
        paragraph = document.add_paragraph()
        for one in line:
            run = paragraph.add_run(one.words)
            if one.is_filled or one.is_open:
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW if one.is_filled else WD_COLOR_INDEX.GRAY_25
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()
