"""A text as it is shown: in pieces of a few screens, its claims marked where they stand, its gaps filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

PIECE = 12_000  # letters on a page; a claim stands every hundred


class Placed(Protocol):
    """What stands at a place of a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


P = TypeVar("P", bound=Placed)


@dataclass(frozen=True)
class Stretch:
    """Some letters of a paragraph, and what was found there; None where nothing was."""

    words: str
    found: Placed | None = None


@dataclass(frozen=True)
class Piece:
    """One of the pages of a text: from letter `start` to `end`."""

    number: int
    start: int
    end: int


def pieces(text: str, size: int = PIECE) -> list[Piece]:
    """The pages of a text, cut at line ends where there are any; one for an empty text."""
    found: list[Piece] = []
    start = 0
    while True:
        end = len(text)
        if end - start > size:
            end = text.rfind("\n", start + size // 2, start + size) + 1 or start + size
        found.append(Piece(len(found) + 1, start, end))
        if end >= len(text):
            return found
        start = end


def piece_of(text: str, asked: str) -> tuple[Piece, list[Piece]]:
    """The page a request asks for, the first where it asks for none or for nonsense; and all of them."""
    every = pieces(text)
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    return every[min(max(number, 1), len(every)) - 1], every


def number_of(text: str, place: int) -> int:
    """On which page a place of the text stands."""
    return next((one.number for one in pieces(text) if one.start <= place < one.end), 1)


def paragraphs(text: str, piece: Piece, found: Sequence[P]) -> list[list[Stretch]]:
    """The paragraphs of a page in stretches. Of two findings that overlap the first is marked, both are listed."""
    lines, start = [], piece.start
    for line in text[piece.start : piece.end].split("\n"):
        end = start + len(line)
        inside = [one for one in found if start <= one.start <= end and one.end <= end]
        if line.strip():
            lines.append(list(_stretches(text, start, end, inside)))
        start = end + 1
    return lines


def _stretches(text: str, start: int, end: int, found: Iterable[Placed]) -> Iterator[Stretch]:
    for one in found:
        if one.start < start:
            continue
        if one.start > start:
            yield Stretch(text[start : one.start])
        yield Stretch(text[one.start : one.end], one)
        start = one.end
    if start < end:
        yield Stretch(text[start:end])


@dataclass(frozen=True)
class Written:
    """A stretch of the complete text; `is_filled` where the number is ours, `is_open` where it is still missing."""

    words: str
    is_filled: bool = False
    is_open: bool = False


OPEN = "＿＿"


def completed(text: str, gaps: Iterable[tuple[int, str]]) -> list[list[Written]]:
    """The whole text with its gaps filled, by paragraph; a gap for which nothing is known stays a blank to write on."""
    lines: list[list[Written]] = [[]]
    place = 0
    for start, fill in sorted(gaps, key=lambda gap: gap[0]):
        _write(lines, text[place:start])
        lines[-1].append(Written(fill or OPEN, is_filled=bool(fill), is_open=not fill))
        place = start
    _write(lines, text[place:])
    return [line for line in lines if any(one.words.strip() for one in line)]


def _write(lines: list[list[Written]], words: str) -> None:
    first, *others = words.split("\n")
    if first:
        lines[-1].append(Written(first))
    lines += [[Written(line)] if line else [] for line in others]


def complete_text(lines: Iterable[Iterable[Written]]) -> str:
    """The complete text as plain text."""
    return "\n".join("".join(one.words for one in line) for line in lines)
