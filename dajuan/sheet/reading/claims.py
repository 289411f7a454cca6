"""Every claim of a text, in order."""

from __future__ import annotations

from dajuan.sheet.reading.findings import Finding
from dajuan.sheet.reading.lexicon import Lexicon


def read(text: str, *, year: int | None = None, lexicon: Lexicon | None = None) -> list[Finding]:
    """The values, gaps and assertions of a plain text, in the order of their start.

    `year`: the year the report is about, for 今年 and 去年. `lexicon`: what an office has added to the rules.
    """
    return []
