"""Uploads from anywhere: too large ones are not stored, names in GBK are read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import multipartparser

HEAD = 1024  # of one part, as Django reads it first
MOST_AT_ONCE = 8  # times the largest file: what one request may carry in files together


class CutAtTheLimit(FileUploadHandler):
    """Stands before the handlers that keep a file, so that 2 GB take no room in memory or on the disk.

    The one byte more lets every form refuse the file at its own input, in its own words. Many files together that are
    too much are read to their end, so that the browser gets its answer, and nothing of them is kept.
    """

    kept = 0  # bytes of all files of this request

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        left = (settings.UPLOAD_MB << 20) + 1 - start
        if left <= 0 or self.kept > MOST_AT_ONCE * settings.UPLOAD_MB << 20:
            return None
        self.kept += min(left, len(raw_data))
        return raw_data[:left]

    def file_complete(self, file_size: int) -> Any:
        """Somebody else keeps it."""
        return None

    def upload_complete(self) -> None:
        """Refuses, once everything was read, what was too much in all."""
        if self.kept > MOST_AT_ONCE * settings.UPLOAD_MB << 20:
            raise RequestDataTooBig(f"more than {MOST_AT_ONCE * settings.UPLOAD_MB} MB in files")


def take_names_in_gbk() -> None:
    """Let a file whose name is sent in GBK come in under that name.

    Django reads the head of a part as UTF-8 and silently leaves the whole part out where it is not: whoever sends from
    an old client would lose the paper without a word. Only its head is rewritten; what is in UTF-8 passes untouched.
    """
    parser: Any = multipartparser
    read = parser.parse_boundary_stream
    if getattr(read, "takes_gbk", False):
        return

    def reads_gbk(stream: Any, max_header_size: int) -> Any:
        chunk = stream.read(HEAD)
        head, end, rest = chunk.partition(b"\r\n\r\n")
        stream.unget(_in_utf8(head) + end + rest if end else chunk)
        return read(stream, max_header_size)

    reads_gbk.takes_gbk = True  # type: ignore[attr-defined]  # a mark on a function
    parser.parse_boundary_stream = reads_gbk


def _in_utf8(head: bytes) -> bytes:
    try:
        head.decode()
    except UnicodeDecodeError:
        return head.decode("gb18030", "replace").encode()
    return head
