"""The plain text of a document somebody handed in: .docx, .pdf, .html or text, told by content and never by name.

What is read is what a reader of the printed page would read: tracked changes are accepted, text boxes and tables
included, scripts and deleted words left out.
"""

from __future__ import annotations

import codecs
import io
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from dajuan.core.records.models import Refused

MOST_CHARACTERS = 10_000_000
MOST_PAGES = 2000
MOST_UNPACKED = 300 << 20  # bytes; a thick report with photographs has a third of it
MOST_WRITTEN = 60 << 20  # bytes of its XML, which takes many times as much once it is opened
MOST_PARTS = 10_000
PICTURES = ("word/media/", "word/embeddings/")
BLANKS = " \t\u3000\xa0"
FEWEST_LETTERS = 8  # a page, on average: below it a PDF is a scan
OLE = b"\xd0\xcf\x11\xe0"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
GONE = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}delText", FALLBACK}
"""What a docx holds and the accepted text does not; a text box stands twice, the second time as a fallback."""

_PDFIUM = threading.Lock()  # PDFium works for one thread at a time


def plain_text(name: str, content: bytes) -> str:
    """The text of a document, paragraphs divided by line ends; `name` is said in refusals. Refuses what has none."""
    if len(content) > settings.UPLOAD_MB << 20:
        raise _refused(_("This file is larger than %(limit)s MB.") % {"limit": settings.UPLOAD_MB})
    if not content.strip():
        raise _refused(_("%(name)s is empty.") % {"name": name})
    text = tidy(_reader_of(content)(content))
    if not text:
        raise _refused(_("There is no text in %(name)s.") % {"name": name})
    return text


def tidy(text: str) -> str:
    """One kind of line end, no control characters, at most one empty line; refuses what is too long to be a report."""
    if len(text) > MOST_CHARACTERS:
        raise _refused(_("This text is longer than %(limit)s characters.") % {"limit": f"{MOST_CHARACTERS:,}"})
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\u200b\ufffe\uffff\ue000-\uf8ff]", "", text)
    text = "\n".join(line.rstrip(BLANKS) for line in text.split("\n")).strip()  # a pattern is slow over long blanks
    return re.sub(r"\n{3,}", "\n\n", text)


def _reader_of(content: bytes) -> Callable[[bytes], str]:
    """The function that reads this content."""
    if content.startswith(b"%PDF-") or b"%PDF-" in content[:1024]:
        return of_pdf
    if content.startswith(b"PK\x03\x04"):
        return of_docx
    if content.startswith(OLE):
        raise _refused(_("This is a file of the old .doc or .wps kind. Open it and save it as .docx, then send that."))
    if content.startswith(b"{\\rtf"):
        raise _refused(_("This is an .rtf file. Open it and save it as .docx, then send that."))
    if re.match(rb"\xff\xd8\xff|\x89PNG|GIF8|II\*\x00|MM\x00\*|RIFF", content):
        raise _refused(_("This is a picture. Have its text recognised first (OCR), or send the original document."))
    return of_html if is_html(content) else of_plain


def is_html(content: bytes) -> bool:
    """Whether a file is a web page, by its first tags."""
    start = content[:4096]
    return bool(
        re.search(rb"<\s*(?:!doctype\s+html|html|head|body|meta|p|div|table|h[1-6])\b[^<]*>", start, re.IGNORECASE)
    )


def _refused(words: str) -> Refused:
    return Refused(words, field="file")


# Text


def of_plain(content: bytes) -> str:
    """A text file: UTF-8, UTF-16 or GB18030. Refuses what is no text in any of them."""
    text = decoded(content)
    odd = sum(1 for letter in text[:20_000] if letter < " " and letter not in "\t\n\r\f\v")
    if odd > 4 + len(text[:20_000]) // 200:
        raise _refused(_("This kind of file cannot be read. Send .docx, .pdf, .html or .txt."))
    return text


def decoded(content: bytes, named: str = "") -> str:
    """Bytes as text: by their mark, by the encoding they name, else the first that fits."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    for encoding in filter(None, (named, *_likely(content))):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise _refused(_("The encoding of this text is unknown. Save it as UTF-8, then send it."))


def _likely(content: bytes) -> tuple[str, ...]:
    """The encodings to try. UTF-16 without its mark shows by the zero bytes of line ends and Latin letters."""
    start = content[:4096]
    if start.count(0) > len(start) // 50:
        odd = sum(1 for at in range(1, len(start), 2) if not start[at])
        return ("utf-16-le", "utf-16-be") if odd * 2 > start.count(0) else ("utf-16-be", "utf-16-le")
    return ("utf-8", "gb18030")


# HTML


class _Page(HTMLParser):
    """Collects the words of a page; a block begins a line, a cell is set off by a tab."""

    BLOCKS = frozenset(
        {
            *("address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "figcaption"),
            *(
                "figure",
                "footer",
                "form",
                "h1",
                "h2",
                "h3",
                "h4",
                "h5",
                "h6",
                "header",
                "hr",
                "li",
                "main",
                "nav",
                "ol",
            ),
            *("p", "pre", "section", "table", "tr", "ul"),
        }
    )
    SILENT = frozenset({"script", "style", "head", "template", "noscript", "svg", "select", "textarea", "iframe"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SILENT:
            self.silent.append(tag)
        elif tag in self.BLOCKS:
            self.parts.append("\n")
        elif tag in {"td", "th"}:
            self.parts.append("\t")

    def handle_endtag(self, tag: str) -> None:
        if self.silent and tag in self.silent:
            del self.silent[self.silent.index(tag) :]
        elif tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(re.sub(r"[ \t\r\n]+", " ", data))


def of_html(content: bytes) -> str:
    """The words of a web page, without its scripts, styles and controls."""
    named = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", content[:4096])
    page = _Page()
    page.feed(decoded(content, named[1].decode().lower().replace("gb2312", "gb18030") if named else ""))
    page.close()
    return re.sub(r"(?<![ \t])[ \t]*\n[ \n]*", "\n", "".join(page.parts))  # begun within blanks it would be slow


# .docx


def of_docx(content: bytes) -> str:
    """A Word or WPS document with its tracked changes accepted: paragraphs, tables, text boxes, in their order."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    _refuse_bombs(content)
    try:
        body = docx.Document(io.BytesIO(content)).element.body
    except (KeyError, ValueError, PackageNotFoundError, zipfile.BadZipFile, SyntaxError, OSError) as problem:
        raise _refused(
            _("This file cannot be opened as .docx. Open it, save it anew as .docx, then send that.")
        ) from problem
    return "".join(_said(body))


def _refuse_bombs(content: bytes) -> None:
    """Refuses an archive that is no document, is damaged, or would unpack to far more than any report."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as problem:
        raise _refused(_("This file is damaged and cannot be opened.")) from problem
    written = sum(part.file_size for part in parts if not part.filename.startswith(PICTURES))
    too_much = written > MOST_WRITTEN or sum(part.file_size for part in parts) > MOST_UNPACKED
    if len(parts) > MOST_PARTS or too_much:
        raise _refused(_("This file would unpack to far more than a report holds; it was not opened."))
    names = {part.filename for part in parts}
    if "OFD.xml" in names:
        raise _refused(_("This is an .ofd file. Save it as .docx or .pdf, then send that."))
    if "word/document.xml" not in names:
        raise _refused(_("This is a packed file, but no .docx. Send .docx, .pdf, .html or .txt."))


def _said(elements: Any) -> Iterator[str]:
    """The words of elements, as they stand when every tracked change is accepted."""
    for child in elements:
        if child.tag in GONE or not isinstance(child.tag, str):
            continue
        if child.tag == f"{W}t":
            yield child.text or ""
        else:
            yield from _BLOCKS.get(child.tag, _said)(child)


def _row(element: Any) -> Iterator[str]:
    """A row of a table on a line of its own; nothing of one that was deleted."""
    if element.find(f"{W}trPr/{W}del") is None:
        yield "".join(_said(element)).rstrip("\t") + "\n"


def _cell(element: Any) -> Iterator[str]:
    yield "".join(_said(element)).strip("\n").replace("\n", " ") + "\t"


def _paragraph(element: Any) -> Iterator[str]:
    """A paragraph and the text boxes anchored in it, each on lines of its own; a deleted end joins it to the next."""
    words: list[str] = []
    boxes: list[Any] = []
    for part in _split_boxes(element):
        (words if isinstance(part, str) else boxes).append(part)
    yield "".join(words)
    if element.find(f"{W}pPr/{W}rPr/{W}del") is None:
        yield "\n"
    for box in boxes:
        yield from _said(box)


def _split_boxes(element: Any) -> Iterator[Any]:
    """The words of a paragraph as text, and its text boxes as elements."""
    for child in element:
        if child.tag == f"{W}txbxContent":
            yield child
        elif child.tag not in GONE and isinstance(child.tag, str) and _holds_box(child):
            yield from _split_boxes(child)
        else:
            yield from _said([child])


def _holds_box(element: Any) -> bool:
    return next(element.iter(f"{W}txbxContent"), None) is not None


_BLOCKS: dict[str, Callable[[Any], Iterator[str]]] = {
    f"{W}p": _paragraph,
    f"{W}tr": _row,
    f"{W}tc": _cell,
    f"{W}br": lambda element: iter("\n"),
    f"{W}cr": lambda element: iter("\n"),
    f"{W}tab": lambda element: iter("\t"),
    f"{W}noBreakHyphen": lambda element: iter("-"),
}


# PDF


def of_pdf(content: bytes) -> str:
    """A PDF's text in paragraphs: lines that only the page's width broke are joined, page numbers left out.

    Refuses one under a password, and one that has pictures of pages instead of text.
    """
    import pypdfium2

    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as problem:
            if "password" in str(problem).lower():
                raise _refused(_("This PDF is under a password. Send one that opens without.")) from problem
            raise _refused(_("This file is damaged and cannot be opened.")) from problem
        try:
            pages = [_page_text(document, number) for number in range(_page_count(document))]
        finally:
            document.close()
    letters = sum(len(re.sub(r"\s", "", page)) for page in pages)
    if letters < FEWEST_LETTERS * len(pages):
        raise _refused(
            _(
                "This PDF is a scan: it holds pictures of pages and no text. Have the text recognised first (OCR), or"
                " send the .docx it was printed from."
            )
        )
    return joined([line for page in pages for line in _without_number(page.splitlines())])


def _page_count(document: Any) -> int:
    count = len(document)
    if count > MOST_PAGES:
        raise _refused(_("This PDF has more than %(limit)s pages. Send it in parts.") % {"limit": MOST_PAGES})
    return count


def _page_text(document: Any, number: int) -> str:
    page = document[number]
    text: str = page.get_textpage().get_text_bounded()
    page.close()
    return text.replace("\ufffe", "")


PAGE_NUMBER = re.compile(r"\s*[-—–·]*\s*(?:第?\s*\d{1,4}\s*页?|\d{1,4}\s*/\s*\d{1,4})\s*[-—–·]*\s*")


def _without_number(lines: list[str]) -> list[str]:
    """The lines of a page without the number at its head or foot; a number elsewhere may be a cell of a table."""
    kept = [line.strip() for line in lines if line.strip()]
    for at in (-1, 0):
        if kept and PAGE_NUMBER.fullmatch(kept[at]):
            del kept[at]
    return kept


ENDS = "。！？!?；;：:"


def joined(lines: list[str]) -> str:
    """The lines of pages as paragraphs: a line as long as most, without a full stop, goes on in the next."""
    lengths = sorted(len(line) for line in lines)
    full = lengths[len(lengths) * 3 // 4] * 0.8 if lengths else 0
    text = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        goes_on = len(line) >= full and line[-1] not in ENDS and following
        text.append(line + (_seam(line[-1], following[0]) if goes_on else "\n"))
    return "".join(text)


def _seam(last: str, first: str) -> str:
    """What stands between two joined lines: a blank between words; nothing within a number or between Chinese."""
    if last.isdigit() and first.isdigit():
        return ""
    return " " if last.isascii() and first.isascii() else ""
