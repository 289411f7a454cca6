"""Text as overlapping pieces of two characters, so that any two Chinese characters find it, on every engine.

SQLite's trigram index finds no word of two characters, and PostgreSQL's indexes no Chinese in locale C: a column of
pieces needs neither (measured in docs/decisions/0020).
"""

from __future__ import annotations

import re

WORDS = re.compile(r"[\u3400-\u9fff]+|[A-Za-z0-9]+")


def pieces(text: str) -> list[str]:
    """The pieces of a text in order: of Chinese each two neighbours, one that stands alone, of Latin whole words.

    >>> pieces("开办企业 No 7")
    ['开办', '办企', '企业', 'no', '7']
    """
    found: list[str] = []
    for match in WORDS.finditer(text):
        word = match.group()
        if word[0] < "\u3400":
            found.append(word.lower())
        else:
            found += [word[at : at + 2] for at in range(len(word) - 1)] or [word]
    return found


def as_column(*texts: str) -> str:
    """What is kept beside texts to be searched: their pieces between blanks, each text apart from the next."""
    return "".join(f" {' '.join(found)} |" for text in texts if (found := pieces(text)))


def wanted(asked: str) -> list[str]:
    """For each word that is asked for, what must stand in the column: its pieces as they follow each other.

    A single Chinese character is found wherever a piece has it; the beginning of a Latin word is enough.
    """
    phrases = []
    for match in WORDS.finditer(asked):
        found = pieces(match.group())
        lone = len(match.group()) == 1 and match.group() >= "\u3400"
        phrases.append(found[0] if lone else f" {' '.join(found)}" + (" " if found[0] >= "\u3400" else ""))
    return phrases


def signs(asked: str) -> list[str]:
    """Each Chinese character that is asked for, once, in order.

    >>> signs("开店 开")
    ['开', '店']
    """
    return list(dict.fromkeys(sign for word in WORDS.findall(asked) if word >= "\u3400" for sign in word))
