"""A text with its digits taken out, and where each was: the truth gaps are measured against.

`lost(text)` leaves signs and Latin letters; `lost(text, hard=True)` also takes %, Latin letters in Chinese text and
most signs, as happened to the seed. Each number leaves a gap, of a date too; names with digits (PM2.5, 5G) leave a
place that is neither asked for nor counted as wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_HAN = "\u4e00-\u9fff"
_NAME = re.compile(
    r"PM2\.5|PM10|[A-Za-z]+\d[\w.]*|\d+[A-Za-z](?![A-Za-z])|12345|500强|\d+号线|“\d[^”]*”|\d+岁以上|24小时|R&D|GDP|PCT"
)
_NUMBER = re.compile(r"(?:US\$)?\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_HARD = re.compile(rf"[%‰、：（）“”《》()\"'/+—-]|(?<=[{_HAN}])[A-Za-z&]+|[A-Za-z&]+(?=[{_HAN}])|[；](?=.)")


@dataclass
class Lost:
    """The text left, where values belong in it, and places that decide nothing."""

    text: str = ""
    gaps: list[int] = field(default_factory=list)
    neutral: list[int] = field(default_factory=list)


def lost(text: str, *, hard: bool = False) -> Lost:
    """Without its digits; two values that fall together leave one gap."""
    left, place = Lost(), 0
    pieces: list[str] = []
    for found in _tokens(text):
        kept = text[place : found.start()]
        pieces.append(_HARD.sub("", kept) if hard else kept)
        at = sum(map(len, pieces))
        if _NAME.fullmatch(found[0]):
            left.neutral.append(at)
            pieces.append("" if hard else re.sub(r"\d+\.?\d*", "", found[0]))
        else:
            if not left.gaps or left.gaps[-1] != at:
                left.gaps.append(at)
            pieces.append("US$" if found[0].startswith("US$") else "")
        place = found.end()
    pieces.append(_HARD.sub("", text[place:]) if hard else text[place:])
    left.text = "".join(pieces)
    return left


def _tokens(text: str) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    for pattern in (_NAME, _NUMBER):
        for one in pattern.finditer(text):
            if not any(one.start() < other.end() and other.start() < one.end() for other in found):
                found.append(one)
    return sorted(found, key=lambda one: one.start())


def compared(left: Lost, found: list[int], near: int = 1) -> tuple[int, list[int], list[int]]:
    """How many gaps were found, those missed, and places wrongly taken for gaps."""
    free = list(found)
    missed = []
    for place in left.gaps:
        hit = next((one for one in free if abs(one - place) <= near), None)
        if hit is None:
            missed.append(place)
        else:
            free.remove(hit)
    wrong = [one for one in free if not any(abs(one - place) <= 3 for place in left.neutral)]
    return len(left.gaps) - len(missed), missed, wrong
