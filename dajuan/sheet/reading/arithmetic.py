"""Arithmetic inside a text."""

from __future__ import annotations

from dajuan.sheet.reading.findings import Finding


def checked(text: str, found: list[Finding]) -> list[Finding]:
    """The findings with what could be recomputed from the text itself."""
    return found
