"""A paper as an official document for Word and WPS, in the form of GB/T 9704-2012: 22 lines of 28 characters.

The fonts of the form are named and not embedded: every office has them, and they are not ours to give away.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from itertools import count
from typing import Any, assert_never

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor, Twips
from docx.text.paragraph import Paragraph

from dajuan.papers.paper import (
    Annex,
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
    printable,
    runs,
    signature_indents,
    signed_by,
    title_lines,
    written_date,
)
from dajuan.papers.pdf import picture_png

FANG, HEI, KAI, SONG, TITLE = "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "方正小标宋简体"
LATIN = "Times New Roman"
RED = RGBColor(0xC0, 0x00, 0x00)

PAGE = (Mm(210), Mm(297))
MARGINS = {"top": Twips(2098), "right": Twips(1474), "bottom": Twips(1984), "left": Twips(1588)}
TYPE_AREA = (Mm(156), Mm(225))
LINE_PITCH = 579
"""Twentieths of a point: 28.95 points, 22 lines to the type area."""
SQUEEZE = -5
"""Twentieths of a point between characters: 28 of 16 points are 158 mm, the type area is 156."""
FOOT_LINE = Mm(9)
ISSUER_TOP = 99
"""Points: the mark of the issuer begins 35 mm below the top of the type area."""
BEHIND_BORDERS = ("w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")
"""What comes behind borders among the properties of a paragraph, by the schema."""
_LONGEST_PROPERTY = 255


def docx(paper: Paper) -> bytes:
    """The whole file, the same bytes for the same paper.

    Needs the fonts of `pdf` only where the paper has pictures, which Word takes as PNG.
    """
    document = _form(paper)
    _head(document, paper)
    _blocks(document, paper.blocks, paper)
    _end(document, paper)
    for place, annex in enumerate(paper.annexes, 1):
        _annex(document, annex, annex_mark(paper, place), paper)
    if lines := paper.foot.lines(paper.language):
        _foot(document, lines, behind_annexes=bool(paper.annexes))
    file = io.BytesIO()
    document.file.save(file)
    return _undated(file)


def _undated(file: io.BytesIO) -> bytes:
    """The same parts without the clock's time on them, so that the same paper is the same file."""
    again = io.BytesIO()
    with zipfile.ZipFile(file) as parts, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as undated:
        for part in parts.infolist():
            undated.writestr(zipfile.ZipInfo(part.filename), parts.read(part), zipfile.ZIP_DEFLATED)
    return again.getvalue()


@dataclass
class _Document:
    file: Any
    bookmarks: "count[int]" = field(default_factory=lambda: count(1))


# The form: page, styles, page numbers


def _form(paper: Paper) -> _Document:
    file = Document()
    file.core_properties.title = "".join(title_lines(paper.title))[:_LONGEST_PROPERTY]
    file.core_properties.author = printable(paper.office)[:_LONGEST_PROPERTY]
    file.core_properties.language = "en" if paper.language == "en" else "zh-CN"
    if paper.signed_on:
        moment = datetime.combine(paper.signed_on, time(), UTC)
        file.core_properties.created = file.core_properties.modified = moment
    _styles(file, bold=paper.language == "en")
    file.settings.odd_and_even_pages_header_footer = True
    section = file.sections[0]
    _page(section)
    _page_numbers(section)
    return _Document(file)


def _page(section: Any, across: bool = False) -> None:
    section.page_width, section.page_height = PAGE[::-1] if across else PAGE
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    # A page across is bound turned to the left: its top edge lies where the others have their left one.
    turned = {"top": "right", "right": "bottom", "bottom": "left", "left": "top"}
    for side, margin in MARGINS.items():
        setattr(section, f"{turned[side] if across else side}_margin", margin)
    section.header_distance, section.footer_distance = Mm(15), Mm(15) if across else Mm(23)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(LINE_PITCH))


def _styles(file: Any, *, bold: bool) -> None:
    """The form's hands. English has one hand only, so its title and first headings are bold."""
    styles = file.styles
    normal = styles["Normal"]
    _font(normal, FANG, 16, squeeze=SQUEEZE)
    _spacing(normal)
    normal.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    normal.paragraph_format.widow_control = False
    _language(normal)

    title = styles["Title"]
    _font(title, TITLE, 22)
    _spacing(title, exactly=36)
    title.font.bold = bold
    _off_the_grid(title)
    _without_borders(title)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.keep_with_next = True

    for level, font in enumerate((HEI, KAI, FANG, FANG), 1):
        heading = styles[f"Heading {level}"]
        _font(heading, font, 16, squeeze=SQUEEZE)
        _spacing(heading)
        heading.font.bold = bold and level < 3
        _indent(heading, 2)
        heading.paragraph_format.keep_with_next = True

    _indent(_style(styles, "Body Text", FANG, 16, squeeze=SQUEEZE), 2)
    for name, font, points in (("Cell", FANG, 12), ("Cell Head", HEI, 12), ("Caption", HEI, 14), ("Picture", FANG, 12)):
        style = _style(styles, name, font, points)
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT if name == "Cell" else WD_ALIGN_PARAGRAPH.CENTER
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(2)
        _off_the_grid(style)
    foot = _style(styles, "Foot", FANG, 14)
    _spacing(foot, exactly=18)
    _off_the_grid(foot)
    styles["Caption"].paragraph_format.keep_with_next = True
    _font(styles["Footer"], SONG, 14, latin=SONG)


def _style(styles: Any, name: str, font: str, points: int, squeeze: int = 0) -> Any:
    known = [style for style in styles if style.name == name]
    style = known[0] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles["Normal"]
    _font(style, font, points, squeeze=squeeze)
    _spacing(style)
    return style


def _font(style: Any, font: str, points: int, *, latin: str = LATIN, squeeze: int = 0) -> None:
    """Names the fonts. The theme's attributes win over names in Word, so they must go."""
    style.font.name, style.font.size = latin, Pt(points)
    style.font.bold, style.font.italic, style.font.color.rgb = False, False, RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    fonts = properties.rFonts
    for attribute in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[attribute]
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:cs"), latin)
    for left_over in properties.findall(qn("w:spacing")) + properties.findall(qn("w:kern")):
        properties.remove(left_over)
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(squeeze))
    # The schema wants spacing right before the size.
    properties.find(qn("w:sz")).addprevious(spacing)


def _language(style: Any) -> None:
    properties = style.element.get_or_add_rPr()
    for left_over in properties.findall(qn("w:lang")):
        properties.remove(left_over)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)


def _spacing(style: Any, exactly: int | None = None) -> None:
    paragraph = style.paragraph_format
    paragraph.space_before = paragraph.space_after = Pt(0)
    paragraph.line_spacing = Pt(exactly) if exactly else 1.0


def _off_the_grid(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    properties.insert_element_before(
        snap, "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:textAlignment", "w:outlineLvl", "w:rPr"
    )


def _without_borders(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    for name in ("w:pBdr", "w:contextualSpacing"):
        for left_over in properties.findall(qn(name)):
            properties.remove(left_over)


def _indent(styled: Any, first_line: float = 0, *, left: float = 0, right: float = 0) -> None:
    """Indents in characters: they stay right when somebody changes the size."""
    properties = (styled.element if hasattr(styled, "element") else styled._p).get_or_add_pPr()
    indent = properties.get_or_add_ind()
    for name, characters in (("firstLine", first_line), ("left", left), ("right", right)):
        if characters:
            indent.set(qn(f"w:{name}Chars"), str(round(characters * 100)))
            indent.set(qn(f"w:{name}"), str(round(characters * 315)))


def _page_numbers(section: Any, across: bool = False) -> None:
    """— 1 — in Song of 14 points, one character in; odd pages right, even pages left."""
    for footer, right in ((section.footer, True), (section.even_page_footer, False)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        if across:
            paragraph = _turned(paragraph, footer, right=right)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
        if not across:
            _indent(paragraph, **({"right": 1} if right else {"left": 1}))
        _number(paragraph)


def _turned(holder: Any, footer: Any, *, right: bool) -> Any:
    """A paragraph on a page across where the number stands once it is bound: turned, beside the table (7 mm off)."""
    long, one = Mm(30), Pt(14)
    down = PAGE[0] - MARGINS["right"] - one - long if right else MARGINS["left"] + one
    box = parse_xml(_TURNED_BOX % {"left": Mm(21), "down": down, "wide": Mm(7), "high": long, "id": 901 + right})
    holder.add_run()._r.append(box)
    paragraph = Paragraph(OxmlElement("w:p"), footer)
    box.find(f".//{qn('w:txbxContent')}").append(paragraph._p)
    paragraph.style = holder.style
    return paragraph


def _number(paragraph: Any) -> None:
    paragraph.add_run("— ")
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            instruction = OxmlElement("w:instrText")
            instruction.text = text
            run._r.append(instruction)
    paragraph.add_run(" —")


# What stands on it


def _head(document: _Document, paper: Paper) -> None:
    marks = [mark for mark in (paper.copy_number, paper.urgency) if mark]
    for mark in marks:
        _in_hei(document.file.add_paragraph(), printable(mark))
    if paper.issuer:
        _issuer(document, paper, above=max(0, ISSUER_TOP - len(marks) * LINE_PITCH // 20))
    if paper.status:
        _paragraph(document, paper.status, "Normal")
    for line in title_lines(paper.title):
        document.file.add_paragraph(line, style="Title")
    document.file.add_paragraph()
    if addressed(paper):
        _paragraph(document, addressed(paper), "Normal")


def _issuer(document: _Document, paper: Paper, above: int) -> None:
    """The red head: who issues, 35 mm down; two lines on the number; a red line 4 mm below; two lines to the title."""
    points = issuer_points(paper.issuer)
    mark = document.file.add_paragraph(printable(paper.issuer), style="Title")
    mark.paragraph_format.space_before, mark.paragraph_format.line_spacing = Pt(above), Pt(points * 1.3)
    for run in mark.runs:
        run.font.color.rgb, run.font.size = RED, Pt(points)
    for _line in range(2):
        document.file.add_paragraph()
    number = document.file.add_paragraph(printable(paper.number))
    if paper.signer:
        number.alignment = WD_ALIGN_PARAGRAPH.LEFT
        number.paragraph_format.tab_stops.add_tab_stop(TYPE_AREA[0] - Pt(16), WD_TAB_ALIGNMENT.RIGHT)
        words, name = signed_by(paper)
        number.add_run(f"\t{words}")
        _by_name(number.add_run(name), KAI)
        _indent(number, 1)
    else:
        number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "11"), ("color", "C00000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    number._p.get_or_add_pPr().insert_element_before(borders, *BEHIND_BORDERS)
    for _line in range(2):
        document.file.add_paragraph()


def _end(document: _Document, paper: Paper) -> None:
    """The note of annexes one line below the body; office and date to the right, never on a page of their own."""
    file, notes = document.file, annex_notes(paper)
    if paper.blocks and isinstance(last := paper.blocks[-1], Table) and last.is_short:
        for paragraph in file.tables[-1]._tbl.iter(qn("w:p")):
            Paragraph(paragraph, file).paragraph_format.keep_with_next = True
    if notes:
        _keep_with_next(file)
        file.add_paragraph()
    for note in notes:
        _keep_with_next(file)
        _hanging(_paragraph(document, note, "Body Text"), paper)
    if paper.office or paper.signed_on:
        _keep_with_next(file)
        file.add_paragraph()
        _signature(document, paper)


def _hanging(note: Any, paper: Paper) -> None:
    """A long title of an annex goes on under its own first character."""
    before = 3 + (len(paper.annexes) > 1)
    if paper.language != "en":
        indent = note._p.get_or_add_pPr().get_or_add_ind()
        for name, characters in (("left", 2 + before), ("hanging", before)):
            indent.set(qn(f"w:{name}Chars"), str(characters * 100))
            indent.set(qn(f"w:{name}"), str(characters * 315))


def _signature(document: _Document, paper: Paper) -> None:
    day = written_date(paper.signed_on, paper.language) if paper.signed_on else ""
    for words, indent in zip((paper.office, day), signature_indents(paper.office, day), strict=True):
        if words:
            _keep_with_next(document.file)
            paragraph = _paragraph(document, words, "Normal")
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _indent(paragraph, right=indent)


def _keep_with_next(file: Any) -> None:
    """Ties what was written last to what comes now."""
    last = file.element.body[-2] if len(file.element.body) > 1 else None
    if last is not None and last.tag == qn("w:p"):
        Paragraph(last, file).paragraph_format.keep_with_next = True


def _annex(document: _Document, annex: Annex, mark: str, paper: Paper) -> None:
    section = document.file.add_section(WD_SECTION.NEW_PAGE)
    _page(section, across=annex.across)
    _page_numbers(section, across=annex.across)
    _in_hei(document.file.add_paragraph(), mark)
    document.file.add_paragraph()
    for line in title_lines(annex.title, longest=28 if annex.across else 19):
        document.file.add_paragraph(line, style="Title")
    document.file.add_paragraph()
    _blocks(document, annex.blocks, paper, across=annex.across)


def _in_hei(paragraph: Any, words: str) -> None:
    """Words in Hei, to the left: the marks of the head and of an annex."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _by_name(paragraph.add_run(words), HEI)


def _by_name(run: Any, font: str) -> None:
    run.font.name = LATIN
    run._r.rPr.rFonts.set(qn("w:eastAsia"), font)


def _foot(document: _Document, lines: Sequence[tuple[str, str]], *, behind_annexes: bool) -> None:
    """The foot at the bottom of the last page; behind annexes it stands upright on an even page of its own.

    Such a page has no number, as the empty one before it.
    """
    if behind_annexes:
        section = document.file.add_section(WD_SECTION.EVEN_PAGE)
        _page(section)
        for footer in (section.footer, section.even_page_footer):
            footer.is_linked_to_previous = False
    holder = document.file.add_paragraph(style="Foot")
    box = parse_xml(_BOX % {"wide": TYPE_AREA[0], "high": FOOT_LINE * len(lines), "id": 900})
    holder.add_run()._r.append(box)
    content = box.find(f".//{qn('w:txbxContent')}")
    for said in lines:
        paragraph = Paragraph(OxmlElement("w:p"), document.file._body)
        content.append(paragraph._p)
        paragraph.style = document.file.styles["Foot"]
        paragraph.paragraph_format.tab_stops.add_tab_stop(TYPE_AREA[0] - Pt(14), WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run("\u3000" + "\t".join(filter(None, said)))  # one character free, as on the right
        _ruled(paragraph)


_ANCHORED = """<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
<wp:anchor behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1" simplePos="0" relativeHeight="2"
 distT="0" distB="0" distL="0" distR="0"><wp:simplePos x="0" y="0"/>{place}
<wp:extent cx="%(wide)d" cy="%(high)d"/><wp:effectExtent l="0" t="0" r="0" b="0"/>{wrap}
<wp:docPr id="%(id)d" name="box %(id)d"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%(wide)d" cy="%(high)d"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>
<wps:txbx><w:txbxContent/></wps:txbx><wps:bodyPr {turn} lIns="0" tIns="0" rIns="0" bIns="0" anchor="{stands}"/>
</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"""
"""A text box without a border."""

_BOX = _ANCHORED.format(
    place="""<wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>
<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>""",
    wrap="<wp:wrapTopAndBottom/>",
    turn="",
    stands="b",
)
"""At the bottom of the type area, wherever on the page its paragraph stands."""

_TURNED_BOX = _ANCHORED.format(
    place="""<wp:positionH relativeFrom="page"><wp:posOffset>%(left)d</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="page"><wp:posOffset>%(down)d</wp:posOffset></wp:positionV>""",
    wrap="<wp:wrapNone/>",
    turn='vert="vert"',
    stands="t",
)
"""Somewhere on the page, its words running down."""


def _ruled(paragraph: Any) -> None:
    """Between thick lines, a thin one between the two."""
    borders = OxmlElement("w:pBdr")
    for side, eighths in (("top", "8"), ("bottom", "8"), ("between", "6")):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", eighths), ("space", "2"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *BEHIND_BORDERS)


def _blocks(document: _Document, blocks: Sequence[Block], paper: Paper, *, across: bool = False) -> None:
    for mark, block in numbered(blocks, paper.language):
        match block:
            case Heading():
                _paragraph(document, [Run(mark), *runs(block.words)], f"Heading {block.level}")
            case Text():
                _paragraph(document, block.words, "Body Text")
            case Table():
                _table(document, block, TYPE_AREA[1] if across else TYPE_AREA[0])
            case Picture():
                _picture(document, block)
            case _:
                assert_never(block)


def _paragraph(document: _Document, words: Words, style: str) -> Any:
    paragraph = document.file.add_paragraph(style=style)
    _write(document, paragraph, words)
    return paragraph


def _write(document: _Document, paragraph: Any, words: Words) -> None:
    for run in runs(words):
        holder = paragraph._p
        if run.anchor:
            _bookmark(holder, "Start", number := str(next(document.bookmarks)), run.anchor)
        written = paragraph.add_run(run.text)._r
        if run.link:
            link = OxmlElement("w:hyperlink")
            link.set(qn("r:id"), paragraph.part.relate_to(run.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
            link.append(written)
            holder.append(link)
        if run.anchor:
            _bookmark(holder, "End", number, run.anchor)


def _bookmark(holder: Any, edge: str, number: str, anchor: str) -> None:
    """A bookmark has a name of its own, of letters, digits and lines, at most 40 long: `households_out_17`."""
    mark = OxmlElement(f"w:bookmark{edge}")
    mark.set(qn("w:id"), number)
    if edge == "Start":
        name = "".join(sign if sign.isalnum() else "_" for sign in anchor)
        name = name if name[:1].isalpha() else f"a_{name}"
        mark.set(qn("w:name"), f"{name[: 39 - len(number)]}_{number}")
    holder.append(mark)


def _table(document: _Document, table: Table, room: int) -> None:
    if table.caption:
        document.file.add_paragraph(printable(table.caption), style="Caption")
    drawn = document.file.add_table(rows=0, cols=len(table.heads), style="Table Grid")
    drawn.alignment, drawn.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    shares = column_shares(table)
    widths = [room * share // sum(shares) for share in shares]
    for column, wide in zip(drawn.columns, widths, strict=True):
        column.width = wide
    _row(document, drawn, table.heads, widths, head=True)
    for row in table.rows:
        _row(document, drawn, row, widths, numbers=table.numbers, row_mm=table.row_mm)
    document.file.add_paragraph(style="Cell")


def _row(
    document: _Document,
    drawn: Any,
    words: Sequence[Words],
    widths: Sequence[int],
    *,
    head: bool = False,
    numbers: frozenset[int] = frozenset(),
    row_mm: int = 0,
) -> None:
    row = drawn.add_row()
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    if row_mm:
        row.height = Mm(row_mm)
    style = document.file.styles["Cell Head" if head else "Cell"].style_id
    # row.cells walks the whole table each time, and naming a style all styles; the elements themselves do not.
    for place, (cell, said, wide) in enumerate(zip(row._tr.tc_lst, words, widths, strict=True)):
        cell.width = wide
        if row_mm:
            _in_the_middle(cell)
        paragraph = Paragraph(cell.p_lst[0], drawn)
        cell.p_lst[0].style = style
        if place in numbers:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _write(document, paragraph, said)


def _in_the_middle(cell: Any) -> None:
    middle = OxmlElement("w:vAlign")
    middle.set(qn("w:val"), "center")
    cell.get_or_add_tcPr().append(middle)


def _picture(document: _Document, picture: Picture) -> None:
    if picture.caption:
        document.file.add_paragraph(printable(picture.caption), style="Caption")
    paragraph = document.file.add_paragraph(style="Picture")
    drawn = paragraph.add_run().add_picture(io.BytesIO(picture_png(picture)), width=Mm(picture.width_mm))
    drawn._inline.docPr.set("descr", printable(picture.instead))
