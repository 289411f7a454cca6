"""Places where a value is missing: a measure word, a unit, 第…位 or a growth without its number.

What cannot stand without a number (亿元, 个百分点, 第位) is a gap in any text. A measure word standing alone
(推动个项目) or a growth without a figure (同比下降，) is one where the text as a whole has lost its digits. Each number
that is missing is a gap of its own: 年月日 has three, 增长、、。 has three.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from dajuan.sheet.reading import units
from dajuan.sheet.reading.gaps.counted import counts
from dajuan.sheet.reading.gaps.dated import dates
from dajuan.sheet.reading.gaps.english import english_gaps
from dajuan.sheet.reading.gaps.measured import large_counts, measured
from dajuan.sheet.reading.gaps.named import names
from dajuan.sheet.reading.gaps.place import Gap, is_free
from dajuan.sheet.reading.gaps.ranked import ranks
from dajuan.sheet.reading.gaps.rated import rates
from dajuan.sheet.reading.lexicon import Lexicon, Role
from dajuan.sheet.reading.splitting import stands_alone
from dajuan.sheet.reading.tokens import Token

__all__ = ["gaps"]

_DIGITS = re.compile(r"(?<![\d.])\d{1,18}(?:\.\d{1,9})?(?=[^\d年月日:/.-])")


def gaps(text: str, taken: Callable[[tuple[int, int]], bool], lexicon: Lexicon | None = None) -> list[Token]:
    """The gaps of a flow, in order. `taken`: whether a span is part of a value or a date."""
    found = [gap for gap in _every(text, lexicon) if not taken((gap.start, max(gap.start + 1, gap.end)))]
    is_stripped = _has_lost_its_digits(text, found)
    kept: dict[int, Gap] = {}
    for gap in sorted(found, key=lambda one: (one.start, not one.is_firm)):
        if (gap.is_firm or is_stripped) and gap.start not in kept:
            kept[gap.start] = gap
    return [gap.token(text) for gap in kept.values()]


def _has_lost_its_digits(text: str, found: list[Gap]) -> bool:
    """Whether there are more gaps than digits: then a measure word alone counts as one."""
    digits = len(_DIGITS.findall(text))
    return len(found) > digits * 2 if digits else True


def _every(text: str, lexicon: Lexicon | None) -> Iterator[Gap]:
    """The first of two at the same place says what is missing."""
    yield from measured(text)
    yield from large_counts(text)
    yield from ranks(text)
    yield from counts(text)
    yield from dates(text)
    yield from rates(text)
    yield from names(text)
    yield from _measures(text, lexicon)
    yield from english_gaps(text)


def _measures(text: str, lexicon: Lexicon | None) -> Iterator[Gap]:
    """Measure words an office has added."""
    words = lexicon.words(Role.MEASURE) if lexicon else ()
    if not words:
        return
    for found in re.finditer(units.alternation(list(words)), text):
        if is_free(text, found.start()) and stands_alone(text, *found.span()):
            unit = units.unit(found[0], lexicon)
            yield Gap(found.start(), unit.claim, unit, found[0])
