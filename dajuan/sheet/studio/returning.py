"""A draft that comes back (花脸稿) is merged sentence by sentence; numbers keep what they are bound to.

A number is known again by its bookmark, or, where the editor lost it, by standing unchanged in a sentence that is
alike. One whose digits were changed by hand is bound to nothing any more: such sentences are shown first (office.md 9).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import Any

from dajuan.papers.returned import Comment, Returned, Stretch
from dajuan.sheet.studio.marks import MARK
from dajuan.sheet.studio.sending import BEGINNING, NUMBER, Piece, SentLine

ALIKE = 0.5  # share of equal letters from which two lines are the same one, edited
WORD_JOINER = "\u2060"
BROKEN = " ¶ "
"""Stands for the end of a paragraph where nothing else changed than that one was split or joined."""
_SENTENCE = re.compile(r"[^。！？；\n]*?(?:[。！？；]|[.!?;]\s+(?=[A-Z\ue000“(]))|[^。！？；\n]+|\n")
_DIGITS = re.compile(r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*")


class Kind(StrEnum):
    """What happened to a sentence, the most serious first."""

    DIGITS = "digits"  # a number was changed by hand
    LOST = "lost"  # a number was taken out
    WORDS = "words"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Change:
    """Sentences of marked text that differ; `place` is where in the merged text they stand."""

    place: int
    kind: Kind
    before: str
    after: str

    @property
    def is_serious(self) -> bool:
        return self.kind in {Kind.DIGITS, Kind.LOST}


@dataclass
class Region:
    """What came back of one passage: its key, the revision it was written from, the ledger number, its paragraphs."""

    passage: int
    revision: int
    moment: int
    paragraphs: list[Returned] = field(default_factory=list)

    @property
    def comments(self) -> list[Comment]:
        return [comment for one in self.paragraphs for comment in one.comments]


def regions(paragraphs: Iterable[Returned]) -> list[Region]:
    """The paragraphs by passage; what stands before the first passage belongs to none.

    Where an editor lost the beginning of a passage, its first number begins it; its revision is then not known (0).
    """
    read = list(paragraphs)
    known = {int(one[1]) for paragraph in read for one in map(BEGINNING.fullmatch, paragraph.anchors) if one}
    found: list[Region] = []
    for paragraph in read:
        begun = filter(None, map(BEGINNING.fullmatch, paragraph.anchors))
        found += [Region(int(one[1]), int(one[2]), int(one[3])) for one in begun]
        for passage in _numbers_of(paragraph) - known if found else ():
            found.append(Region(passage, 0, found[-1].moment))
            known.add(passage)
        if found and (paragraph.text.strip(f" {WORD_JOINER}") or paragraph.comments):
            found[-1].paragraphs.append(paragraph)
    return found


def _numbers_of(paragraph: Returned) -> set[int]:
    """The passages whose numbers stand in a paragraph."""
    return {int(one[1]) for one in map(NUMBER.fullmatch, paragraph.anchors) if one}


@dataclass
class Merge:
    """Old and new text of a passage in sentences, and where they differ."""

    old: list[str]
    new: list[str]

    @property
    def steps(self) -> Sequence[tuple[str, int, int, int, int]]:
        return SequenceMatcher(None, self.old, self.new, autojunk=False).get_opcodes()

    def changes(self) -> list[Change]:
        """Each stretch that differs, in the order of the text."""
        found = []
        for place, (tag, i, j, k, m) in enumerate(self.steps):
            before, after = "".join(self.old[i:j]), "".join(self.new[k:m])
            if tag != "equal" and not (before.strip() or after.strip()):
                around = self.old[i - 1] if i else "", self.old[j] if j < len(self.old) else ""
                before, after = (BROKEN.join(around) if one else "".join(around) for one in (before, after))
            if tag != "equal":
                found.append(Change(place, kind_of(before, after), before.strip("\n"), after.strip("\n")))
        return found

    def text(self, taken: set[int]) -> str:
        """The passage's text with the changes of these places taken over and all others left."""
        parts: list[str] = []
        for place, (tag, i, j, k, m) in enumerate(self.steps):
            parts += self.new[k:m] if tag != "equal" and place in taken else self.old[i:j]
        return re.sub(r"\n{2,}", "\n\n", "".join(parts)).strip("\n")


def kind_of(before: str, after: str) -> Kind:
    """What a change means: digits by hand weigh more than words."""
    gone = set(MARK.findall(before)) - set(MARK.findall(after))
    typed = set(_DIGITS.findall(MARK.sub("", after))) - set(_DIGITS.findall(MARK.sub("", before)))
    if typed:
        return Kind.DIGITS
    if gone:
        return Kind.LOST
    if not before.strip():
        return Kind.ADDED
    return Kind.WORDS if after.strip() else Kind.REMOVED


Numbers = Mapping[tuple[int, int], Piece]
"""Bound numbers by passage and place, as they were sent."""


def numbers_of(passage: int, lines: Sequence[SentLine]) -> dict[tuple[int, int], Piece]:
    """The bound numbers of a passage."""
    pieces = enumerate(piece for line in lines for piece in line.pieces)
    return {(passage, place): piece for place, piece in pieces if piece.mark}


def merged(
    passage: int, lines: Sequence[SentLine], came_back: Sequence[Returned], others: Numbers | None = None
) -> Merge:
    """What was sent against what came back, both as marked text in sentences.

    `others`: numbers of other passages, which stay bound where somebody moved them here.
    """
    old = [sentence for line in lines for sentence in (*sentences(line.stored), "\n\n")]
    numbers = {**(others or {}), **numbers_of(passage, lines)}
    new = [sentence for text in _marked(passage, lines, came_back, numbers) for sentence in (*sentences(text), "\n\n")]
    return Merge(old, new)


def sentences(text: str) -> list[str]:
    """A line in sentences, their signs with them; a mark is never cut in two."""
    marks = MARK.findall(text)
    hidden = iter(marks)
    plain = MARK.sub("\ue000", text)
    return [re.sub("\ue000", lambda _sign: f"【{next(hidden)}】", one) for one in _SENTENCE.findall(plain)]


def _marked(passage: int, lines: Sequence[SentLine], came_back: Sequence[Returned], numbers: Numbers) -> Iterator[str]:
    """Each paragraph that came back as marked text; one that reads as it was sent is as it was kept."""
    here = {place for paragraph in came_back for place in _places(paragraph, passage)}
    used: set[int] = set()
    for paragraph in came_back:
        line = _line_of(passage, paragraph, lines)
        said = _by_bookmark(paragraph, numbers)
        kept = ((place, numbers.get((passage, place))) for place in _places(paragraph, passage))
        used |= {place for place, piece in kept if piece and piece.mark in said}
        own = [line] if line else []
        said = _by_likeness(said, [*own, *(other for other in lines if other not in own)], used, here)
        if line and _reads_as(paragraph) == line.text and said.count("【") >= sum(bool(p.mark) for p in line.pieces):
            yield line.stored
            continue
        level = "#" * (line.level if line else paragraph.level)
        yield f"{level} {said}".strip() if level else said.strip()


def _places(paragraph: Returned, passage: int) -> set[int]:
    """The places of a passage's numbers whose bookmark still holds words here."""
    named = (NUMBER.fullmatch(one.anchor) for one in paragraph.stretches)
    return {int(one[2]) for one in named if one and int(one[1]) == passage}


def _reads_as(paragraph: Returned) -> str:
    return paragraph.text.replace(WORD_JOINER, "").strip()


def _by_bookmark(paragraph: Returned, numbers: Numbers) -> str:
    """The paragraph with a mark wherever a bookmarked number still says what was sent, however it is written."""
    parts: list[str] = []
    for anchor, stretches in groupby(paragraph.stretches, key=lambda one: one.anchor):
        text = "".join(one.text for one in stretches)
        named = NUMBER.fullmatch(anchor)
        piece = numbers.get((int(named[1]), int(named[2]))) if named else None
        parts.append(piece.mark if piece and alike(piece.text).fullmatch(text.strip()) else text)
    return "".join(parts).replace(WORD_JOINER, "").strip()


def _line_of(passage: int, paragraph: Returned, lines: Sequence[SentLine]) -> SentLine | None:
    """The line a paragraph was: the one whose numbers it holds, else the one most alike; None where it is new."""
    places = _places(paragraph, passage)
    for line in lines:
        if any(line.first <= place < line.first + len(line.pieces) for place in places):
            return line
    text = _reads_as(paragraph)
    shares = [(SequenceMatcher(None, line.text, text, autojunk=False).ratio(), line) for line in lines if line.text]
    best = max(shares, key=lambda one: one[0], default=None)
    return best[1] if best and best[0] >= ALIKE else None


def _by_likeness(said: str, lines: Sequence[SentLine], used: set[int], here: set[int]) -> str:
    """The words with marks put back for numbers that stand unchanged though their bookmark is gone.

    The first line is the one this was; a number of another must have its neighbours about it, for paragraphs are split
    and joined. One whose bookmark holds words somewhere (`here`) is looked for there alone.
    """
    for nearest, line in enumerate(lines):
        for place, piece in enumerate(line.pieces, line.first):
            if piece.mark and place not in used | here and piece.text.strip():
                found = _only(said, piece, "" if nearest == 0 and line.pieces else _before(line, place))
                if found:
                    said = said[: found.start("number")] + piece.mark + said[found.end("number") :]
                    used.add(place)
    return said


def _before(line: SentLine, place: int) -> str:
    """The two signs before a number in its line."""
    return "".join(piece.text for piece in line.pieces[: place - line.first]).replace(WORD_JOINER, "")[-2:]


def _only(said: str, piece: Piece, before: str) -> re.Match[str] | None:
    """Where a number stands, if it stands there exactly once and is no part of a longer one."""
    number = alike(piece.text.strip()).pattern
    closed = r"(?![0-9０-９])" if piece.text.strip()[-1:].isdigit() else ""
    opened = r"(?<![0-9０-９.．,，])" if piece.text.strip()[:1].isdigit() else ""
    found = list(re.finditer(rf"{re.escape(before)}{opened}(?P<number>{number}){closed}", said))
    return found[0] if len(found) == 1 else None


_SAME = {"余": "[余多]", "%": "[%％]", ".": "[.．]", ",": "[,，]?"}


@lru_cache(maxsize=512)
def alike(text: str) -> re.Pattern[str]:
    """A number as it may be written and still be the same: ３４００余人, 3,400多人."""
    signs = [sign for sign in text.strip() if not sign.isspace()]
    parts = []
    for place, sign in enumerate(signs):
        following = signs[place + 1] if place + 1 < len(signs) else ""
        if "0" <= sign <= "9":
            grouped = "[,，]?" if following.isdigit() else ""
            parts.append(f"[{sign}{chr(ord(sign) + 0xFEE0)}]{grouped}")
        else:
            parts.append(_SAME.get(sign, re.escape(sign)))
    return re.compile(r"\s*".join(parts))


def as_content(found: Sequence[Region]) -> list[dict[str, object]]:
    """Regions as plain data, to be kept until they are merged."""
    return [asdict(region) for region in found]


def from_content(content: Sequence[dict[str, Any]]) -> list[Region]:
    """Regions from what was kept."""
    return [
        Region(**(region | {"paragraphs": [_paragraph(one) for one in region["paragraphs"]]})) for region in content
    ]


def _paragraph(kept: dict[str, Any]) -> Returned:
    stretches = tuple(Stretch(**one) for one in kept["stretches"])
    comments = tuple(Comment(**one) for one in kept["comments"])
    return Returned(**(kept | {"stretches": stretches, "comments": comments, "anchors": tuple(kept["anchors"])}))
