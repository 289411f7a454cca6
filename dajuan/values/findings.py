"""What a verifier says: one sentence in both languages for each thing that holds, does not hold or cannot be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from dajuan.values.numbers import decimal_string

Verdict = Literal["holds", "fails", "open"]


@dataclass(frozen=True)
class Finding:
    """One thing that holds, does not hold, or cannot be told, in both languages."""

    verdict: Verdict
    zh: str
    en: str

    def words(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


Findings = Iterator[Finding]
Names = dict[str, str]  # by language, zh and en


def shown(value: Fraction | None) -> str:
    """A value in a sentence."""
    return "–" if value is None else decimal_string(value)
