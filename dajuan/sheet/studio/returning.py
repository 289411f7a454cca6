"""A draft that comes back (花脸稿) is merged sentence by sentence; numbers keep what they are bound to.

A number is known again by its bookmark, or, where the editor lost it, by standing unchanged in a sentence that is
alike. One whose digits were changed by hand is bound to nothing any more: such sentences are shown first (office.md 9).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from dajuan.papers.returned import Comment, Returned, Stretch
from dajuan.sheet.studio.marks import MARK
from dajuan.sheet.studio.sending import BEGINNING, NUMBER, Piece, SentLine

ALIKE = 0.5  # share of equal letters from which two lines are the same one, edited
WORD_JOINER = "\u2060"
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；]|[^。！？；\n]+|\n")
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
    """The paragraphs by passage; what stands before the first passage belongs to none."""
    found: list[Region] = []
    for paragraph in paragraphs:
        begun = filter(None, map(BEGINNING.fullmatch, paragraph.anchors))
        found += [Region(int(one[1]), int(one[2]), int(one[3])) for one in begun]
        if found and (paragraph.text.strip(f" {WORD_JOINER}") or paragraph.comments):
            found[-1].paragraphs.append(paragraph)
    return found


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
            if tag != "equal" and (before.strip() or after.strip()):
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


def merged(lines: Sequence[SentLine], came_back: Sequence[Returned]) -> Merge:
    """What was sent against what came back, both as marked text in sentences."""
    old = [sentence for line in lines for sentence in (*sentences(line.stored), "\n\n")]
    new = [sentence for text in _marked(lines, came_back) for sentence in (*sentences(text), "\n\n")]
    return Merge(old, new)


def sentences(text: str) -> list[str]:
    """A line in sentences, their signs with them; a mark is never cut in two."""
    marks = MARK.findall(text)
    hidden = iter(marks)
    plain = MARK.sub("\ue000", text)
    return [re.sub("\ue000", lambda _sign: f"【{next(hidden)}】", one) for one in _SENTENCE.findall(plain)]


def _marked(lines: Sequence[SentLine], came_back: Sequence[Returned]) -> Iterator[str]:
    """Each paragraph that came back as marked text; one that reads as it was sent is as it was kept."""
    pieces = [piece for line in lines for piece in line.pieces]
    used: set[int] = set()
    for paragraph in came_back:
        line = _line_of(paragraph, lines)
        said, found = _by_bookmark(paragraph, pieces)
        used |= found
        if line:
            said = _by_likeness(said, line, used)
            if _reads_as(paragraph) == line.text and said.count("【") >= sum(bool(one.mark) for one in line.pieces):
                yield line.stored
                continue
        level = "#" * (line.level if line else paragraph.level)
        yield f"{level} {said}".strip() if level else said.strip()


def _reads_as(paragraph: Returned) -> str:
    return paragraph.text.replace(WORD_JOINER, "").strip()


def _by_bookmark(paragraph: Returned, pieces: Sequence[Piece]) -> tuple[str, set[int]]:
    """The paragraph with a mark wherever a bookmarked number still reads as it was sent."""
    parts: list[str] = []
    found: set[int] = set()
    for stretch in paragraph.stretches:
        named = NUMBER.fullmatch(stretch.anchor)
        place = int(named[2]) if named else len(pieces)
        if place < len(pieces) and pieces[place].mark and stretch.text.strip() == pieces[place].text.strip():
            parts.append(pieces[place].mark)
            found.add(place)
        else:
            parts.append(stretch.text)
    return "".join(parts).replace(WORD_JOINER, "").strip(), found


def _line_of(paragraph: Returned, lines: Sequence[SentLine]) -> SentLine | None:
    """The line a paragraph was: the one whose numbers it holds, else the one most alike; None where it is new."""
    places = [int(named[2]) for one in paragraph.stretches if (named := NUMBER.fullmatch(one.anchor))]
    for line in lines:
        if any(line.first <= place < line.first + len(line.pieces) for place in places):
            return line
    text = _reads_as(paragraph)
    alike = [(SequenceMatcher(None, line.text, text, autojunk=False).ratio(), line) for line in lines if line.text]
    best = max(alike, key=lambda one: one[0], default=None)
    return best[1] if best and best[0] >= ALIKE else None


def _by_likeness(said: str, line: SentLine, used: set[int]) -> str:
    """The words with marks put back for numbers that stand unchanged though their bookmark is gone."""
    for place, piece in enumerate(line.pieces, line.first):
        if piece.mark and place not in used and piece.text.strip() and _stands_alone(said, piece.text):
            said = said.replace(piece.text, piece.mark, 1)
            used.add(place)
    return said


def _stands_alone(said: str, number: str) -> bool:
    """Whether the words are there exactly once and are no part of a longer number."""
    found = [one.start() for one in re.finditer(re.escape(number), said)]
    if len(found) != 1:
        return False
    before, after = said[: found[0]][-1:], said[found[0] + len(number) :][:1]
    return not (number[0].isdigit() and re.match(r"[\d.,]", before)) and not (number[-1].isdigit() and after.isdigit())


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
