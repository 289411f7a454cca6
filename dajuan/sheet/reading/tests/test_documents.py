"""What is read of a document: what a reader of its printed page would read; and what is refused, with what to do."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from dajuan.core.records.models import Refused
from dajuan.sheet.reading import documents
from dajuan.sheet.reading.documents import joined, plain_text

SENTENCE = "全年打通断头路8条，新增学位1.2万个。"


def packed(document: Any) -> bytes:
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def pdf(*pages: str) -> bytes:
    """A PDF of pages in Helvetica, a line of each text a line; an empty text is a page of nothing, as a scan is."""
    parts = ["<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    parts.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>")
    parts.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for at, text in enumerate(pages):
        lines = " ".join(f"({line}) Tj T*" for line in text.splitlines())
        stream = f"BT /F1 12 Tf 14 TL 72 720 Td {lines} ET"
        parts.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * at} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        parts.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    body, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(parts) + 1} /Root 1 0 R >>\n"
    return f"{body}{end}startxref\n{len(body)}\n%%EOF".encode()


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        plain_text(name, content)
    assert refused.value.field == "file"
    return str(refused.value)


def test_a_text_file_is_read_in_the_encodings_offices_use() -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"):
        text = f"{SENTENCE}\r\n第二段 abc 123\r\n" * 3
        assert plain_text("稿.txt", text.encode(encoding)).startswith(f"{SENTENCE}\n第二段"), encoding


def test_a_web_page_is_its_words_without_script_and_style() -> None:
    page = f"""<!doctype html><html><head><title>题</title><meta charset="gb2312"><style>p {{}}</style></head><body>
      <h1>总结</h1><script>var n = 5;</script><p>{SENTENCE}</p><table><tr><td>断头路</td><td>8条</td></tr></table>
      <p>换<br>行</p></body></html>"""
    assert plain_text("a", page.encode("gb18030")) == f"总结\n{SENTENCE}\n\t断头路\t8条\n换\n行"


def test_a_docx_is_read_with_its_changes_accepted() -> None:
    document = docx.Document()
    document.add_paragraph("标题")
    words = (
        f"<w:p {nsdecls('w')}><w:r><w:t>打通断头路</w:t></w:r>"
        '<w:del w:id="1" w:author="a"><w:r><w:delText>7</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="a"><w:r><w:t>8</w:t></w:r></w:ins><w:r><w:t>条。</w:t></w:r></w:p>'
    )
    document.element.body.insert(1, parse_xml(words))
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "新增学位", "1.2万个"
    assert plain_text("a.docx", packed(document)) == "标题\n打通断头路8条。\n新增学位\t1.2万个"


def test_a_text_box_is_read_once_and_after_the_paragraph_it_hangs_on() -> None:
    document = docx.Document()
    box = f"<w:txbxContent {nsdecls('w')}><w:p><w:r><w:t>框中8条</w:t></w:r></w:p></w:txbxContent>"
    compatibility = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    anchored = (
        f"<w:p {nsdecls('w')} {compatibility}><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        "<w:r><w:t>继续</w:t></w:r></w:p>"
    )
    document.element.body.insert(0, parse_xml(anchored))
    assert plain_text("a.docx", packed(document)) == "正文继续\n框中8条"


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    document = docx.Document()
    end = '<w:pPr><w:rPr><w:del w:id="3" w:author="a"/></w:rPr></w:pPr>'
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{end}<w:r><w:t>打通</w:t></w:r></w:p>"))
    document.element.body.insert(1, parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>8条路</w:t></w:r></w:p>"))
    assert plain_text("a.docx", packed(document)) == "打通8条路"


def test_the_name_of_a_file_is_not_believed() -> None:
    assert plain_text("报告.docx", SENTENCE.encode()) == SENTENCE
    assert "No figure" in plain_text("报告.txt", pdf("No figure of 2020 is missing here."))


def test_the_lines_of_a_pdf_are_joined_to_paragraphs_without_page_numbers() -> None:
    page = "The year saw 8 dead-end roads opened to\ntraffic and 12 greenways built in\nthe zone.\n- 1 -"
    second = "Seats rose by 1,200 over the year before and\nthe schools opened.\n2"
    assert plain_text("a.pdf", pdf(page, second)) == (
        "The year saw 8 dead-end roads opened to traffic and 12 greenways built in the zone.\n"
        "Seats rose by 1,200 over the year before and the schools opened."
    )


def test_a_number_broken_by_a_line_is_one_number_again() -> None:
    assert (
        joined(["全年全区工业企业完成总产值12", "34.5亿元，增长8.1%，快。"])
        == "全年全区工业企业完成总产值1234.5亿元，增长8.1%，快。\n"
    )


def test_a_scan_is_refused_with_what_to_do() -> None:
    assert "scan" in refusal("扫描件.pdf", pdf("", "", ""))


def test_what_is_no_text_is_refused_with_what_to_do() -> None:
    assert "empty" in refusal("空.txt", b" \n ")
    assert ".doc" in refusal("旧.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    assert "picture" in refusal("图.docx", b"\x89PNG\r\n\x1a\n" + b"\0" * 60)
    assert "cannot be read" in refusal("程序.txt", bytes(range(1, 32)) * 40)
    assert "damaged" in refusal("坏.docx", b"PK\x03\x04" + b"\1" * 100)
    assert "damaged" in refusal("坏.pdf", b"%PDF-1.4\n" + b"\1" * 100)
    assert "no text" in refusal("空页.html", b"<html><body><script>1</script></body></html>")


def test_an_archive_that_would_unpack_to_a_flood_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_UNPACKED", 1 << 20)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (2 << 20))
    assert "unpack" in refusal("弹.docx", content.getvalue())


def test_the_words_of_an_archive_are_limited_apart_from_its_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_WRITTEN", 1 << 20)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w/>")
        archive.writestr("word/styles.bin", b"0" * (2 << 20))
    assert "unpack" in refusal("弹.docx", content.getvalue())


def test_long_blanks_cost_no_more_than_words() -> None:
    """A pattern that looks for the end of blanks from each of them takes hours over these."""
    blanks = " " * 1_000_000
    assert plain_text("空.txt", f"甲{blanks}乙{blanks}\n{blanks}\n\n\n丙".encode()) == f"甲{blanks}乙\n\n丙"
    cells = "<td>" * 300_000
    assert plain_text("格.html", f"<html><p>甲{cells}乙</p></html>".encode()).replace("\t", "") == "甲乙"


def test_a_packed_file_of_another_kind_is_named() -> None:
    for inside, words in (("OFD.xml", ".ofd"), ("xl/workbook.xml", "no .docx")):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr(inside, "<a/>")
        assert words in refusal("文件", content.getvalue())


def test_five_megabytes_without_a_claim_are_read() -> None:
    text = "春风化雨，润物无声。\n" * 170_000
    assert len(text.encode()) > 5 << 20
    assert plain_text("长.txt", text.encode()) == text.strip()
