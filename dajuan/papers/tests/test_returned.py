"""What a document says that came back: insertions taken over, deletions gone, bookmarks and comments kept."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from dajuan.papers.docx import docx
from dajuan.papers.paper import Heading, Paper, Run, Text
from dajuan.papers.returned import NotReadable, Returned, returned

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SENT = Paper(
    title="关于2020年工作情况的报告",
    blocks=[
        Heading([Run("城市品质", anchor="p1-r3")]),
        Text([Run("全年打通断头路"), Run("12条", anchor="p1-r3-1"), Run("，新建绿道8千米。")]),
    ],
)


def edited(*paragraphs: str) -> bytes:
    """The document sent out, with raw paragraphs put behind its last one."""
    file = Document(io.BytesIO(docx(SENT)))
    for xml in paragraphs:
        file.element.body.insert(len(file.element.body) - 1, parse_xml(xml))
    back = io.BytesIO()
    file.save(back)
    return back.getvalue()


def last(content: bytes) -> Returned:
    return returned(content)[-1]


def test_a_document_that_nobody_touched_comes_back_as_it_went() -> None:
    title, heading, text = returned(docx(SENT))
    assert (title.text, heading.text, heading.level) == ("关于2020年工作情况的报告", "城市品质", 1)
    assert text.text == "全年打通断头路12条，新建绿道8千米。"
    assert [(one.text, one.anchor.rpartition("_")[0]) for one in text.stretches if one.anchor] == [("12条", "p1_r3_1")]
    assert not text.is_changed and text.level == 0


def run(words: str, tag: str = "t") -> str:
    return f"<w:r><w:{tag}>{words}</w:{tag}></w:r>"


def paragraph(*parts: str) -> str:
    return f"<w:p {W}>{''.join(parts)}</w:p>"


def test_tracked_changes_are_taken_over_and_what_was_struck_out_is_told() -> None:
    struck = f'<w:del w:id="1" w:author="a">{run("老旧小区", "delText")}</w:del>'
    put_in = f'<w:ins w:id="2" w:author="a">{run("老旧")}{run("街区")}</w:ins>'
    moved = f'<w:moveFrom w:id="3">{run("去处")}</w:moveFrom>'
    said = last(edited(paragraph(run("扎实推进"), struck, put_in, moved, run("改造"))))
    assert (said.text, said.deleted, said.is_changed) == ("扎实推进老旧街区改造", "老旧小区去处", True)
    assert [one.text for one in said.stretches if one.is_new] == ["老旧街区"]


def test_words_in_tables_and_text_boxes_are_read_once() -> None:
    held = f"<w:pict><w:txbxContent><w:p>{run('框内')}</w:p></w:txbxContent></w:pict>"
    drawn = f"<mc:Choice>{held}</mc:Choice><mc:Fallback>{held}</mc:Fallback>"
    names = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<w:r><mc:AlternateContent {names}>{drawn}</mc:AlternateContent></w:r>"
    table = f"<w:tbl {W}><w:tr><w:tc><w:p>{run('格内')}</w:p></w:tc></w:tr></w:tbl>"
    found = [(one.where, one.text) for one in returned(edited(paragraph(run("正文"), box), table))[-3:]]
    assert found == [("body", "正文"), ("box", "框内"), ("table", "格内")]


def test_comments_stand_with_their_paragraph() -> None:
    content = edited(paragraph(run("请核对"), '<w:r><w:commentReference w:id="7"/></w:r>'))
    file = Document(io.BytesIO(content))
    said = f'<w:comment w:id="7" w:author="王建国"><w:p>{run("数据不对")}</w:p></w:comment>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
    blob = f"<w:comments {W}>{said}</w:comments>".encode()
    part = Part(PackURI("/word/comments.xml"), kind, blob, file.part.package)
    file.part.relate_to(part, RELATIONSHIP_TYPE.COMMENTS)
    back = io.BytesIO()
    file.save(back)
    (comment,) = last(back.getvalue()).comments
    assert (comment.author, comment.text) == ("王建国", "数据不对")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 broken"])
def test_what_is_no_word_document_is_refused(content: bytes) -> None:
    with pytest.raises(NotReadable):
        returned(content)


def test_a_document_that_unpacks_without_end_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b" " * (21 << 20))
    with pytest.raises(NotReadable, match="too large"):
        returned(bomb.getvalue())


def test_parts_of_any_name_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every part is read when a document is opened, whatever it is called."""
    monkeypatch.setattr("dajuan.papers.returned.MOST_PICTURES", 1 << 20)
    for name, size in (("word/document.bin", 21 << 20), ("word/media/image1.png", 2 << 20)):
        bomb = io.BytesIO(docx(SENT))
        with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as parts:
            parts.writestr(name, b" " * size)
        with pytest.raises(NotReadable, match="too large"):
            returned(bomb.getvalue())
