"""What an office adds to the rules: its set phrases, measure words, titles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dajuan.sheet.reading.findings import Claim


class Role(StrEnum):
    """What a phrase is to a reader."""

    PHRASE = "phrase"  # a set phrase: numerals inside it are no claim (六稳六保, 一站两口三全)
    MEASURE = "measure"  # a measure word or unit that can stand behind a number
    ASSERTION = "assertion"  # asserts something by itself; `claim` says what


@dataclass(frozen=True)
class Phrase:
    """Words with a role. `unit`: the base unit of a measure, the measure itself if empty; `scale` what one is worth."""

    words: str
    role: Role
    claim: Claim = Claim.COUNT
    unit: str = ""
    scale: int = 1


@dataclass(frozen=True)
class Lexicon:
    """Phrases of one office, added to those of the house."""

    phrases: tuple[Phrase, ...] = ()

    def words(self, role: Role) -> tuple[str, ...]:
        return tuple(phrase.words for phrase in self.phrases if phrase.role is role)
