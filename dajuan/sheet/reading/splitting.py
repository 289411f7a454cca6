"""Whether a sign stands alone or inside a word: a clause is split into the fewest words of words/chinese.txt."""

from __future__ import annotations

from functools import cache
from pathlib import Path

LONGEST = 4
BEFORE, BEHIND = 8, 6  # signs of context; words longer than four do not occur
_FILE = Path(__file__).parent / "words" / "chinese.txt"


@cache
def words() -> frozenset[str]:
    """The usual words of Chinese, of two to four signs."""
    return frozenset(_FILE.read_text(encoding="utf-8").split())


def split(clause: str) -> list[str]:
    """The fewest words; of equals, the one whose first word is longer. Unknown signs stand alone."""
    known, count = words(), len(clause)
    fewest = [0] * (count + 1)
    taken = [1] * (count + 1)
    for place in range(count - 1, -1, -1):
        best, length = fewest[place + 1] + 1, 1
        for size in range(2, min(LONGEST, count - place) + 1):
            if fewest[place + size] + 1 <= best and clause[place : place + size] in known:
                best, length = fewest[place + size] + 1, size
        fewest[place], taken[place] = best, length
    parts, place = [], 0
    while place < count:
        parts.append(clause[place : place + taken[place]])
        place += taken[place]
    return parts


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the signs from start to end are no part of a longer word."""
    if not _is_covered(text, start, end):
        return True
    first = max(0, start - BEFORE)
    place = first
    for word in split(text[first : end + BEHIND]):
        if place == start:
            return place + len(word) <= end
        if place > start:
            return False
        place += len(word)
    return True


def _is_covered(text: str, start: int, end: int) -> bool:
    known, size = words(), end - start
    for length in range(size + 1, LONGEST + 1):
        for first in range(max(0, end - length), start + 1):
            if text[first : first + length] in known:
                return True
    return False
