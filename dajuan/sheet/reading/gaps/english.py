"""English without its numbers: two blanks where one stood, million yuan or per cent alone, rd without its digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dajuan.sheet.reading import english, numerals, units
from dajuan.sheet.reading.findings import Claim
from dajuan.sheet.reading.gaps.place import Gap
from dajuan.sheet.reading.tokens import NO_UNIT

_ENGLISH = re.compile(r"[A-Za-z]{2} +[a-z]")
_E_SCALE = r"(?:trillion|billion|million|thousand|hundred)"
_E_UNIT = re.compile(
    rf"(?P<before>(?:[A-Za-z%$,.;:—-]|US\$)?) *(?<![A-Za-z])(?P<unit>{_E_SCALE}(?: (?:yuan"
    rf"|RMB|dollars|square metres|people|tonnes|households))?|per cent"
    rf"|percent|percentage points?|%|km|kV|square metres|square kilometres"
    rf"|hectares|kilometres|tonnes|mu)(?![A-Za-z])"
)
_E_QUANTITY = re.compile(
    r"(?:\d|[\d.] |\b(?:a|an|one|two|three|four|five|six|seven|eight"
    r"|nine|ten|several|many|few|hundred|thousand|million|billion|per"
    r"|each|every|this|that|hundreds|in|the|by the|of the)) *\Z",
    re.IGNORECASE,
)
_E_HOLE = re.compile(
    r"(?:(?<=[a-z,;.$])(?P<hole>  +)(?=[a-z]))|(?:(?<=[a-z])(?P<end> +)(?=[,.;]))|(?:(?m:^)(?P<first>) (?=[a-z]))"
)
_E_ORDINAL = re.compile(r"(?<= )(?P<hole>)(?:st|nd|rd|th)\b")
_E_DOLLAR = re.compile(r"(?:US)?\$(?= |[a-z])")
_E_LED = re.compile(
    r"\b(?:some|about|around|nearly|almost|over|more than|at least"
    r"|a total of|totalling|ranked|exceeding|to|by|from|of|and|,|all"
    r"|only|another)(?P<hole>) *(?=(?:billion|million|thousand|per cent"
    r"|percent|%))"
)


def english_gaps(text: str) -> Iterator[Gap]:
    """The gaps of the English of a text; none where there is none."""
    if not _ENGLISH.search(text):
        return
    held: set[int] = set()
    for found in _E_UNIT.finditer(text):
        place = found.start("unit")
        left = text[max(0, place - 12) : place]
        if _E_QUANTITY.search(left):
            continue
        word = found["unit"].lower()
        scale_word, _, rest = word.partition(" ") if word.split()[0] in numerals.ENGLISH_SCALES else ("", "", word)
        unit = english.MEASURED.get(rest, units.unit("%") if rest == "%" else NO_UNIT)
        begin = place - (1 if left.endswith("  ") else 0)
        begin = _english_residue(text, begin)
        held.add(begin)
        yield Gap(begin, unit.claim, unit, found["unit"], numerals.ENGLISH_SCALES.get(scale_word, 1), True, end=begin)
    for pattern in (_E_HOLE, _E_ORDINAL):
        for found in pattern.finditer(text):
            place = found.end() - (1 if found.lastgroup == "hole" and pattern is _E_HOLE else 0)
            if place not in held and place + 1 not in held and place - 1 not in held:
                is_rank = pattern is _E_ORDINAL
                yield Gap(place, Claim.RANK if is_rank else Claim.COUNT, NO_UNIT)


def _english_residue(text: str, place: int) -> int:
    while place > 1 and text[place - 1] in ".," and text[place - 2] in " $":
        place -= 1
    return place
