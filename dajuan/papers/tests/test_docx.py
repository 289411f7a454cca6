"""The official document as python-docx reads it back."""

import dataclasses
import io
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from dajuan.papers.docx import docx
from dajuan.papers.paper import Paper, Picture, Table, Text
from dajuan.papers.tests.sheet import EVERYTHING

WITHOUT_PICTURE = dataclasses.replace(
    EVERYTHING, blocks=[block for block in EVERYTHING.blocks if not isinstance(block, Picture)]
)


@pytest.fixture(scope="module")
def file() -> Any:
    return Document(io.BytesIO(docx(WITHOUT_PICTURE)))


def test_the_page_is_a4_with_the_forms_margins_and_22_lines(file: Any) -> None:
    section = file.sections[0]
    measured = (
        section.page_width,
        section.page_height,
        section.top_margin,
        section.right_margin,
        section.bottom_margin,
        section.left_margin,
    )
    assert [round(length.mm) for length in measured] == [210, 297, 37, 26, 35, 28]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")


def test_the_forms_fonts_are_named_and_no_theme_overrules_them(file: Any) -> None:
    expected = {
        "Normal": ("仿宋_GB2312", 16),
        "Title": ("方正小标宋简体", 22),
        "Heading 1": ("黑体", 16),
        "Heading 2": ("楷体_GB2312", 16),
        "Heading 3": ("仿宋_GB2312", 16),
        "Heading 4": ("仿宋_GB2312", 16),
        "Footer": ("宋体", 14),
    }
    for name, (font, points) in expected.items():
        style = file.styles[name]
        fonts = style.element.rPr.rFonts
        assert (name, fonts.get(qn("w:eastAsia")), style.font.size.pt) == (name, font, points)
        assert not [attribute for attribute in fonts.attrib if attribute.endswith("Theme")]


def test_headings_carry_their_numbers_and_levels(file: Any) -> None:
    headings = [(p.style.name, p.text) for p in file.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [
        ("Heading 1", "一、城市品质"),
        ("Heading 2", "（一）道路"),
        ("Heading 3", "1.断头路"),
        ("Heading 4", "（1）凤城六路"),
    ]


def test_words_that_look_like_markup_stay_words_and_a_figure_can_be_found_again(file: Any) -> None:
    paragraph = next(p for p in file.paragraphs if p.text.startswith("全年"))
    assert paragraph.text == '全年打通断头路12条，<b>&amp; #read("/etc/passwd") $x$ *y*。'
    assert [mark.get(qn("w:name")) for mark in paragraph._p.findall(qn("w:bookmarkStart"))] == ["roads_opened_1"]
    assert [link.address for link in paragraph.hyperlinks] == ["http://localhost/figures/roads-opened/"]


def test_odd_and_even_pages_are_numbered_on_their_outer_side(file: Any) -> None:
    section = file.sections[0]
    assert file.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert paragraph.text == "— 1 —"
        assert "PAGE" in paragraph._p.xml
        assert paragraph._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side


def test_the_annex_lies_across_on_a_page_of_its_own_and_repeats_its_heading(file: Any) -> None:
    assert [section.orientation for section in file.sections] == [0, 1, 0]  # the foot stands upright behind it
    table = file.tables[-1]
    assert len(table.rows) == 61
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [p.text for p in file.paragraphs if p.text.startswith("附件")] == ["附件：全部指标表", "附件"]


def test_the_signature_stands_on_no_page_of_its_own(file: Any) -> None:
    texts = [p.text for p in file.paragraphs]
    end = texts.index("2021年1月8日")
    start = texts.index("以上报告，请审阅。")
    assert all(p.paragraph_format.keep_with_next for p in file.paragraphs[start:end])
    assert texts[end - 1] == "测试开发区管理委员会"


def test_a_short_last_table_keeps_the_signature_company() -> None:
    paper = dataclasses.replace(WITHOUT_PICTURE, blocks=[Text("如下："), Table(["a"], [["1"], ["2"]])], annexes=[])
    file = Document(io.BytesIO(docx(paper)))
    assert all(p.paragraph_format.keep_with_next for cell in file.tables[0]._cells for p in cell.paragraphs)


def test_the_parts_of_a_paragraphs_properties_stand_in_the_schemas_order(file: Any) -> None:
    order = ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "snapToGrid"]
    order.insert(order.index("snapToGrid"), "tabs")
    order += ["spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr", "sectPr"]
    footers = [footer for section in file.sections for footer in (section.footer, section.even_page_footer)]
    roots = [file.element, file.styles.element, *(footer._element for footer in footers)]
    for properties in [found for root in roots for found in root.iter(qn("w:pPr"))]:
        known = [name for name in _names(properties) if name in order]
        assert known == sorted(known, key=order.index)


def _names(element: Any) -> list[str]:
    return [part.tag.split("}")[1] for part in element]


def test_the_boxes_of_foot_and_page_numbers_stand_in_the_schemas_order(file: Any) -> None:
    """ECMA-376: CT_Anchor and the shape it holds; Word refuses a file whose parts stand otherwise."""
    footers = [footer for section in file.sections for footer in (section.footer, section.even_page_footer)]
    boxes = [one for root in (file.element, *(f._element for f in footers)) for one in root.iter(qn("wp:anchor"))]
    assert len(boxes) == 3  # the foot, and the numbers of odd and even pages across
    for box in boxes:
        first, last = ["simplePos", "positionH", "positionV", "extent", "effectExtent"], ["docPr", "cNvGraphicFramePr"]
        names = _names(box)
        assert (names[:5], names[6:]) == (first, [*last, "graphic"])
        assert names[5] in {"wrapNone", "wrapTopAndBottom"}
        shape = box.find(qn("a:graphic"))[0][0]
        assert _names(shape) == ["cNvSpPr", "spPr", "txbx", "bodyPr"]
        assert _names(shape[1]) == ["xfrm", "prstGeom", "noFill", "ln"]
    ids = [box.find(qn("wp:docPr")).get("id") for box in boxes]
    assert len(set(ids)) == len(ids)


def test_a_page_across_is_bound_by_its_head_and_numbered_where_the_others_are(file: Any) -> None:
    """GB/T 9704-2012, 7.4: the number of a table lying across stands as on the other pages once it is bound."""
    across = file.sections[1]
    sides = (across.top_margin, across.right_margin, across.bottom_margin, across.left_margin)
    assert [round(length.mm) for length in sides] == [28, 37, 26, 35]
    for footer in (across.footer, across.even_page_footer):
        assert footer._element.find(".//{*}bodyPr").get("vert") == "vert"
        assert "PAGE" in footer._element.xml


def test_the_red_head_has_its_measures(file: Any) -> None:
    """35 mm from the type area to the mark of the issuer, two lines to the number, the signer's name in Kai."""
    texts = [p.text for p in file.paragraphs]
    at = texts.index("测试开发区管理委员会")
    mark, number = file.paragraphs[at], file.paragraphs[at + 3]
    assert texts[at + 1 : at + 3] == ["", ""]
    above = sum(28.95 for text in texts[:at] if text) + mark.paragraph_format.space_before.pt
    assert above * 25.4 / 72 == pytest.approx(35, abs=1)
    assert mark.runs[0].font.size.pt == 42
    assert number.text == "测开发〔2021〕12号\t签发人：周正"
    assert number.runs[-1]._r.rPr.rFonts.get(qn("w:eastAsia")) == "楷体_GB2312"


def test_an_english_paper_is_in_times_and_counts_in_digits() -> None:
    paper = Paper("Report", [*EVERYTHING.blocks[:1], Text("x")], language="en", addressee="The Mayor")
    file = Document(io.BytesIO(docx(paper)))
    texts = [p.text for p in file.paragraphs]
    assert "1. 城市品质" in texts
    assert "The Mayor:" in texts
    assert file.styles["Heading 1"].font.bold
    assert file.styles["Normal"].font.name == "Times New Roman"


def test_a_picture_comes_as_png_with_the_sentence_that_stands_for_it() -> None:
    written = zipfile.ZipFile(io.BytesIO(docx(EVERYTHING)))
    assert [name for name in written.namelist() if name.endswith(".png")] == ["word/media/image1.png"]
    assert "2019年225天" in written.read("word/document.xml").decode()


def test_words_with_control_characters_still_make_a_document() -> None:
    table = Table(["\x03"], [["\x04"]], caption="\x05")
    paper = Paper("标\x00题" * 100, [Text("a\x0bb\x1f"), table], issuer="\x01", number="\x06", office="\x02管委会" * 99)
    file = Document(io.BytesIO(docx(paper)))
    assert "ab" in [p.text for p in file.paragraphs]


def test_the_same_paper_is_the_same_file() -> None:
    assert docx(EVERYTHING) == docx(EVERYTHING)
