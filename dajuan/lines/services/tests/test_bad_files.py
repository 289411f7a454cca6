"""Files nobody means well with, sent to the portal and the window: bombs, floods, names no decoder likes, too many.

Each is refused in words where the sender is, what was typed is kept, and neither memory nor disk fills.
"""

from __future__ import annotations

import struct
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dajuan.core.records.models import Evidence
from dajuan.lines.services.models import ApplicationDraft, Case, applying
from dajuan.lines.services.tests.conftest import WORDS, Hall
from dajuan.lines.services.tests.test_portal import PNG, filled, photo
from dajuan.look import uploads

pytestmark = pytest.mark.django_db
MB = 1 << 20
GB = 1 << 30
OOXML = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def bomb(size: int, name: str, head: bytes = b"") -> bytes:
    """A packed folder whose one large part unpacks to about `size` bytes of blanks: true deflate, a few MB itself.

    A block packed once after a full flush may stand in the stream as often as one likes.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    begun = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * (16 * MB)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = begun + block * (size // (16 * MB)) + packer.flush(zlib.Z_FINISH)
    return _folder({"[Content_Types].xml": (_deflated(OOXML.encode()), len(OOXML)), name: (packed, size)})


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def _folder(parts: dict[str, tuple[bytes, int]]) -> bytes:
    """A .zip of parts already packed, each with the size it claims; names as old Windows writes them, in GBK."""
    body, listed = b"", b""
    for name, (packed, size) in parts.items():
        told, claimed = name.encode("gbk"), min(size, 0xFFFFFFFF)
        common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, 0, len(packed), claimed, len(told), 0)
        listed += b"PK\x01\x02" + struct.pack("<H", 20) + common
        listed += struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + told
        body += b"PK\x03\x04" + common + told + packed
    end = struct.pack("<HHHHIIH", 0, 0, len(parts), len(parts), len(listed), len(body), 0)
    return body + listed + b"PK\x05\x06" + end


@contextmanager
def within(megabytes: int) -> Iterator[None]:
    """What is done within takes no more memory than so much at its worst."""
    tracemalloc.start()
    try:
        yield
        _now, most = tracemalloc.get_traced_memory()
        assert most < megabytes * MB, most
    finally:
        tracemalloc.stop()


def portal_of(hall: Hall) -> tuple[Client, str]:
    browser = Client()
    browser.force_login(hall.mingyue.user)
    return browser, f"/open/services/matters/{hall.permit.pk}/apply/"


@pytest.mark.parametrize("name", ["合同.docx", "合同.xlsx", "合同.zip", "合同.pdf"])
def test_a_bomb_is_refused_at_its_paper_on_the_portal_and_never_unpacked(hall: Hall, name: str) -> None:
    content = bomb(8 * GB, "合同/正文.xml")
    assert len(content) < 10 * MB
    browser, page = portal_of(hall)
    sent = filled(hall, "身份证", **{f"paper-{hall.paper('租赁合同').pk}": SimpleUploadedFile(name, content)})
    with within(60):
        answer = browser.post(page, sent)
    assert answer.status_code == 422 and answer.content.decode().count("paper-wrong") == 1
    assert [one.paper.code for one in ApplicationDraft.objects.get().papers.all()] == ["身份证"]


def test_a_bomb_is_refused_at_the_window_and_what_was_typed_is_kept(hall: Hall) -> None:
    clerk = Client()
    clerk.force_login(hall.cast.li)
    paper = hall.paper("租赁合同")
    typed = {"token": "t-1", "said": "经营场所在一楼", "then": "submit", "window": "3号窗口"}
    packed = SimpleUploadedFile("合同.docx", bomb(8 * GB, "word/document.xml"))
    with within(60):
        answer = clerk.post(reverse("services:applying", args=[hall.permit.pk]), {**typed, f"file_{paper.pk}": packed})
    assert answer.status_code == 422 and "经营场所在一楼" in answer.content.decode()
    assert not Case.objects.exists() and not ApplicationDraft.objects.get().papers.exists()


@pytest.mark.thorough("unpacks six hundred megabytes before it gives up")
def test_an_export_that_unpacks_to_gigabytes_is_refused(hall: Hall) -> None:
    """Who hands the platform's export in sends a workbook, which is looked into: as far as bearable, no further."""
    clerk = Client(headers={"accept-language": "en"})
    clerk.force_login(hall.cast.li)
    packed = SimpleUploadedFile("办件.xlsx", bomb(8 * GB, "xl/media/空白.bin"))
    with within(120):
        answer = clerk.post("/spreadsheets/registers/services.cases/", {"file": packed})
    assert answer.status_code == 422


class Flood:
    """A body of some gigabytes that exists only while it is read; notes the most the disk held meanwhile."""

    def __init__(self, head: bytes, size: int, tail: bytes, folder: Path) -> None:
        self.rest, self.left, self.tail, self.folder = head, size, tail, folder
        self.length = len(head) + size + len(tail)
        self.most_on_disk = 0

    def readline(self, number: int = -1) -> bytes:
        """Never asked: a body is read by blocks."""
        raise NotImplementedError

    def read(self, number: int = -1) -> bytes:
        if not self.rest and self.left:
            self.rest = b"0" * min(4 * MB, self.left)
            self.left -= len(self.rest)
            self.most_on_disk = max(self.most_on_disk, sum(one.stat().st_size for one in self.folder.iterdir()))
        elif not self.rest:
            self.rest, self.tail = self.tail, b""
        given, self.rest = self.rest[:number], self.rest[number:]
        return given


@pytest.mark.thorough("two gigabytes are read")
def test_two_gigabytes_are_refused_in_words_while_they_stream_and_fill_no_disk(
    hall: Hall, settings: Any, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    browser, page = portal_of(hall)
    field = f"paper-{hall.paper('租赁合同').pk}"
    head = b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\nt-2\r\n'
    head += '--x\r\nContent-Disposition: form-data; name="said"\r\n\r\n想开面馆\r\n--x\r\n'.encode()
    head += f'Content-Disposition: form-data; name="{field}"; filename="大.png"\r\n\r\n'.encode() + PNG
    flood = Flood(head, 2 * GB, b"\r\n--x--\r\n", tmp_path)
    with within(80):
        told: dict[str, Any] = {"CONTENT_LENGTH": str(flood.length), "wsgi.input": flood}
        answer = browser.generic("POST", page, CONTENT_TYPE="multipart/form-data; boundary=x", **told)
    assert answer.status_code == 422 and "32 MB" in answer.content.decode() and "想开面馆" in answer.content.decode()
    assert flood.left == 0 and 0 < flood.most_on_disk <= 33 * MB and not list(tmp_path.iterdir())
    assert not ApplicationDraft.objects.get().papers.exists()


def test_many_files_that_are_too_much_together_are_refused_with_a_page(hall: Hall, settings: Any) -> None:
    settings.UPLOAD_MB = 1
    browser, page = portal_of(hall)
    most = uploads.MOST_AT_ONCE
    sent = [
        {f"paper-{number}": photo(content=PNG + b"0" * MB) for number in range(files)} for files in (most - 1, most)
    ]
    assert browser.post(page, filled(hall, **sent[0])).status_code == 422
    answer = browser.post(page, filled(hall, **sent[1]))
    assert answer.status_code == 400 and "data-outcome" in answer.content.decode()
    assert Client().get(page).status_code == 200


def test_an_application_begun_holds_so_much_and_no_more(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "MOST_FILES", 2)
    browser, page = portal_of(hall)
    answer = browser.post(page, filled(hall, *WORDS, action="keep"))
    assert answer.status_code == 422 and ApplicationDraft.objects.get().papers.count() == 2
    monkeypatch.setattr(applying, "MOST_FILES", 60)
    monkeypatch.setattr(applying, "MOST_MB", 0)
    assert browser.post(page, filled(hall, "身份证", action="keep")).status_code == 422
    assert ApplicationDraft.objects.get().papers.count() == 2


def test_a_file_sent_anew_takes_the_place_of_the_old_one(hall: Hall, settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path
    browser, page = portal_of(hall)
    for turn in range(3):
        again = {f"paper-{hall.paper('身份证').pk}": photo(content=PNG + bytes([turn]))}
        browser.post(page, filled(hall, action="keep", **again))
    kept = ApplicationDraft.objects.get().papers.get().evidence
    assert [one.pk for one in Evidence.objects.filter(stored_by=hall.mingyue.user)] == [kept.pk if kept else 0]
    assert len([one for one in tmp_path.rglob("*") if one.is_file()]) == 1


def test_nobody_keeps_more_than_so_many_applications_begun(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "MOST_DRAFTS", 1)
    browser, page = portal_of(hall)
    assert browser.post(page, filled(hall, action="keep")).status_code == 200
    assert browser.post(page, filled(hall, action="keep", token="t-2")).status_code == 422
    assert browser.post(page, filled(hall, action="keep")).status_code == 200
    assert ApplicationDraft.objects.count() == 1


def test_a_name_in_gbk_does_no_harm_at_the_window(hall: Hall) -> None:
    clerk = Client()
    clerk.force_login(hall.cast.li)
    field = f"file_{hall.paper('租赁合同').pk}".encode()
    parts = [
        b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\nt-2\r\n',
        b'--x\r\nContent-Disposition: form-data; name="action"\r\n\r\nkeep\r\n',
        b'--x\r\nContent-Disposition: form-data; name="' + field + b'"; filename="' + "合同.png".encode("gbk"),
        b'"\r\nContent-Type: image/png\r\n\r\n' + PNG + b"\r\n--x--\r\n",
    ]
    page = reverse("services:applying", args=[hall.permit.pk])
    answer = clerk.post(page, b"".join(parts), content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 302 and ApplicationDraft.objects.get().papers.count() == 1


def test_a_packed_folder_of_names_in_gbk_is_refused_in_words(hall: Hall) -> None:
    browser, page = portal_of(hall)
    packed = _folder({"身份证.png": (_deflated(PNG), len(PNG))})
    answer = browser.post(
        page, filled(hall, **{f"paper-{hall.paper('身份证').pk}": SimpleUploadedFile("证.zip", packed)})
    )
    assert answer.status_code == 422 and not ApplicationDraft.objects.get().papers.exists()
