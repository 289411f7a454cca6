"""The ways a sheet leaves the house: official document, PDF, Markdown, workbook, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dajuan.papers.charts import across
from dajuan.papers.docx import docx
from dajuan.papers.paper import Annex, Block, Heading, Paper, Picture, Run, Table, Text, Words, plain, width
from dajuan.papers.pdf import pdf
from dajuan.sheet import annex
from dajuan.sheet.account import Number, Paragraph
from dajuan.sheet.answer_sheet import AnswerSheet
from dajuan.sheet.sdmx import as_sdmx
from dajuan.values import numbers
from dajuan.values.workbook import Sheet, workbook

SAYS = (Heading, Text)  # blocks that are words
BARS_OF_A_DRAWING = 12  # two drawings fill a page
LONGEST_LINE = 19  # characters of the title's size on one line


def paper(sheet: AnswerSheet, base: str = "", drawn: str = "") -> Paper:
    """The official document. Each number is anchored; with a base address it also links to its page."""
    with translation.override(sheet.language):
        return Paper(
            title=_title(sheet),
            status=f"{_('Draft, not yet signed')}　{drawn}".strip(),
            blocks=list(_blocks(sheet, base)),
            language=sheet.language,
            signed_on=sheet.recorded_at.date() if sheet.recorded_at else None,
            office=str(sheet.zone.name_en or sheet.zone.name) if sheet.language == "en" else sheet.zone.name,
            annexes=[
                Annex(_("All figures of %(year)s") % {"year": sheet.year}, [_table(sheet, base)], across=True),
                Annex(_("What the figures count"), [_definitions(sheet)], across=True),
                *([Annex(_("The year in drawings"), charts)] if (charts := _charts(sheet)) else []),
            ],
        )


def _title(sheet: AnswerSheet) -> str:
    """A long title is broken after the zone's name, where everybody would."""
    if width(sheet.title) <= LONGEST_LINE:
        return sheet.title
    if sheet.language == "en":
        return sheet.title.replace(": ", ":\n", 1)
    return f"{sheet.zone.name}\n{sheet.title.removeprefix(sheet.zone.name)}"


def press(sheet: AnswerSheet) -> Paper:
    """The press version: the text alone, headings without numbers, nothing linked; the year is its summary."""
    with translation.override(sheet.language):
        blocks = [
            replace(block, is_counted=False) if isinstance(block, Heading) else block for block in _blocks(sheet, "")
        ]
        return Paper(title=_title(sheet), blocks=blocks[1:], language=sheet.language, status=_("Draft, not yet signed"))


def _blocks(sheet: AnswerSheet, base: str) -> Iterator[Block]:
    yield Text(sheet.summary)
    for section in sheet.sections:
        yield Heading(section.heading)
        for paragraph in section.paragraphs:
            runs = _runs(paragraph, base)
            yield Heading(runs, min(paragraph.level, 4)) if paragraph.level else Text(runs)


def _charts(sheet: AnswerSheet) -> list[Block]:
    """Plans and how far they were met, and this year beside last year, as drawings; only what is known."""
    planned = [row for row in annex.rows(sheet) if row.line.completion is not None and row.line.figure.better == "up"]
    drawn: list[Block] = []
    for part in batched(planned, BARS_OF_A_DRAWING):
        values = [None if row.line.completion is None else numbers.rounded(row.line.completion, 1) for row in part]
        svg = across([row.name for row in part], values, "%", mark=100)
        instead = "；".join(f"{row.name} {row.completion}%" for row in part)
        drawn.append(Picture(svg, instead, _("Completion of the year's plan (per cent)")))
    grown = [row for row in annex.rows(sheet) if row.line.growth is not None and row.growth]
    for part in batched(grown, BARS_OF_A_DRAWING):
        values = [None if row.line.growth is None else numbers.rounded(row.line.growth, 1) for row in part]
        svg = across([row.name for row in part], values, "%", mark=0)
        instead = "；".join(f"{row.name} {row.growth}%" for row in part)
        drawn.append(Picture(svg, instead, _("Growth on last year (per cent)")))
    return drawn


def _runs(paragraph: Paragraph, base: str) -> list[Run]:
    return [
        Run(span.text, link=f"{base}{span.href}" if base else "", anchor=span.figure.key)
        if isinstance(span, Number)
        else Run(span.text)
        for span in paragraph.spans
    ]


def _table(sheet: AnswerSheet, base: str) -> Table:
    heads = [
        _("No."),
        _("Figure"),
        _("Unit"),
        _("This year"),
        _("Last year"),
        _("Change on last year"),
        _("Growth (per cent)"),
        _("Plan"),
    ]
    heads += [_("Version of the plan"), _("Completion (per cent)"), _("Claims answered")]
    rows: list[list[Words]] = [
        [
            str(place),
            row.name,
            row.unit,
            [Run(row.value or "–", link=f"{base}{row.number.href}" if base else "")],
            row.last_year or "–",
            row.change,
            row.growth,
            row.planned,
            row.version,
            row.completion,
            row.claims,
        ]
        for place, row in enumerate(annex.rows(sheet), 1)
    ]
    return Table(
        heads,
        rows,
        caption=annex.known_at(sheet),
        numbers=frozenset({3, 4, 5, 6, 7, 9}),
        shares=(5, 20, 10, 9, 9, 9, 8, 9, 11, 11, 9),
    )


def _definitions(sheet: AnswerSheet) -> Table:
    heads = [_("No."), _("Figure"), _("Definition"), _("Source")]
    rows = [[str(place), row.name, row.definition, row.source] for place, row in enumerate(annex.rows(sheet), 1)]
    return Table(heads, rows, shares=(4, 22, 50, 24))


def batched(rows: list[annex.Row], size: int) -> Iterator[list[annex.Row]]:
    """The rows in parts of at most so many."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def as_docx(sheet: AnswerSheet, base: str = "", drawn: str = "") -> bytes:
    return docx(paper(sheet, base, drawn))


def as_press(sheet: AnswerSheet, base: str = "", drawn: str = "") -> bytes:
    """The press version for Word and WPS."""
    return docx(press(sheet))


def as_text(sheet: AnswerSheet, base: str = "", drawn: str = "") -> bytes:
    """The press version as plain text, to be pasted where an editor brings its own form."""
    said = press(sheet)
    lines = [said.title.replace("\n", ""), *(plain(block.words) for block in said.blocks if isinstance(block, SAYS))]
    return ("\n\n".join(lines) + "\n").encode()


def as_pdf(sheet: AnswerSheet, base: str = "", drawn: str = "") -> bytes:
    """Refuses with `NoFont` where no font has Chinese."""
    return pdf(paper(sheet, base, drawn))


_FORM = re.compile(r"([\\`*_\[\]<>|])")


def as_markdown(sheet: AnswerSheet, base: str = "", drawn: str = "") -> bytes:
    """The text with each number linked to its figure, and the table of all figures."""
    with translation.override(sheet.language):
        return ("\n\n".join(_markdown(sheet, base, drawn)) + "\n").encode()


def _markdown(sheet: AnswerSheet, base: str, drawn: str) -> Iterator[str]:
    yield f"# {_plain(sheet.title)}"
    yield f"*{_plain(f'{annex.known_at(sheet)} {drawn}'.strip())}*"
    yield _plain(sheet.summary)
    for section in sheet.sections:
        yield f"## {_plain(section.mark + section.heading)}"
        for paragraph in section.paragraphs:
            said = "".join(
                f"[{_plain(span.text)}]({base}{span.href})" if isinstance(span, Number) else _plain(span.text)
                for span in paragraph.spans
            )
            yield f"{'#' * (paragraph.level + 1)} {_plain(paragraph.mark)}{said}" if paragraph.level else said
    yield f"## {_('All figures of %(year)s') % {'year': sheet.year}}"
    yield "\n".join(_markdown_table(sheet))


def _markdown_table(sheet: AnswerSheet) -> Iterator[str]:
    heads = [
        _("Figure"),
        _("Unit"),
        _("This year"),
        _("Last year"),
        _("Plan"),
        _("Completion (per cent)"),
        _("Claims answered"),
    ]
    yield f"| {' | '.join(heads)} |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | --- |"
    for row in annex.rows(sheet):
        said = (row.name, row.unit, row.value, row.last_year, row.planned, row.completion, row.claims)
        yield f"| {' | '.join(map(_plain, said))} |"


def _plain(text: str) -> str:
    return _FORM.sub(r"\\\1", text)


def as_workbook(sheet: AnswerSheet, base: str = "", drawn: str = "") -> bytes:
    """The annex as a list."""
    with translation.override(sheet.language):
        title = " · ".join(filter(None, (sheet.title, annex.known_at(sheet), drawn)))
        return workbook([Sheet(_("All figures"), annex.columns(), annex.cells(sheet), title)])


def as_csv(sheet: AnswerSheet, base: str = "", drawn: str = "") -> bytes:
    """The annex in UTF-8 with a mark in front, without which Excel takes the Chinese for something else."""
    file = io.StringIO()
    with translation.override(sheet.language):
        writer = csv.writer(file)
        writer.writerow([column.heading for column in annex.columns()])
        writer.writerows([_harmless(cell) for cell in cells] for cells in annex.cells(sheet))
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _harmless(cell: Any) -> Any:
    """Text that a spreadsheet would take for a formula stands behind a quote."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@"} else cell


def as_json(sheet: AnswerSheet, base: str = "", drawn: str = "") -> bytes:
    """Text and figures for a machine: each paragraph with its claims and numbers, each figure as `figures --json`."""
    with translation.override(sheet.language):
        content = {
            "zone": sheet.zone.code,
            "period": str(sheet.period),
            "language": sheet.language,
            "moment": sheet.book.moment,
            "drawn": drawn,
            "recorded_at": sheet.recorded_at.isoformat() if sheet.recorded_at else None,
            "title": sheet.title,
            "summary": sheet.summary,
            "sections": [
                {
                    "line": section.line,
                    "heading": section.heading,
                    "paragraphs": [_said(paragraph) for paragraph in section.paragraphs],
                }
                for section in sheet.sections
            ],
            "figures": [line.as_json() for line in sheet.lines],
        }
        return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _said(paragraph: Paragraph) -> dict[str, Any]:
    return {
        "text": paragraph.text,
        "level": paragraph.level,
        "claims": list(paragraph.claims),
        "numbers": [{"text": one.text, "figure": one.figure.key} for one in paragraph.numbers],
    }


Face = Callable[[AnswerSheet, str, str], bytes]

FACES: dict[str, tuple[str, Face]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx),
    "pdf": ("application/pdf", as_pdf),
    "press.docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_press),
    "txt": ("text/plain; charset=utf-8", as_text),
    "md": ("text/markdown; charset=utf-8", as_markdown),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_workbook),
    "csv": ("text/csv; charset=utf-8", as_csv),
    "json": ("application/json", as_json),
    "sdmx.csv": ("application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8", as_sdmx),
}
"""By the ending of the file: its media type, and what writes it, for whom and when (`drawn`, office.md 10)."""

LABELS = {
    "docx": gettext_lazy("Download Word"),
    "pdf": gettext_lazy("Download PDF"),
    "press.docx": gettext_lazy("Press version, Word"),
    "txt": gettext_lazy("Press version, plain text"),
    "md": gettext_lazy("Markdown"),
    "xlsx": gettext_lazy("Table of figures, Excel"),
    "csv": gettext_lazy("CSV"),
    "json": gettext_lazy("JSON"),
    "sdmx.csv": gettext_lazy("SDMX-CSV"),
}
"""By the ending of the file: what the link to it says."""
TABLES = frozenset({"xlsx", "csv", "json", "sdmx.csv"})


def file_name(sheet: AnswerSheet, ending: str, as_of: str = "") -> str:
    """sheet-2020.zh-hans.docx, or with the ledger number where it was asked as of a moment."""
    known = f".{sheet.book.moment}" if as_of else ""
    return f"sheet-{sheet.year}{known}.{sheet.language}.{ending}"


def download_name(sheet: AnswerSheet, ending: str, as_of: str = "") -> str:
    """The name under which a browser keeps the file: in Chinese for the Chinese edition, else that of the command."""
    if sheet.language == "en":
        return file_name(sheet, ending, as_of)
    known = f"（入库序号{sheet.book.moment}）" if as_of else ""
    title = f"{sheet.zone.name}{sheet.year}年指标表" if ending in TABLES else f"{sheet.title}（草稿）"
    return f"{title}{known}.{ending}"
