"""What may be said of a figure: every mark that is true of its value today, as it would read.

Nothing is offered that does not hold: 超 only over a round number below, 近 only just under one, a record only where
every earlier year that is known was beaten, a plan with its version.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from dajuan.figures.statement import Line
from dajuan.figures.vocabulary import Ratio
from dajuan.sheet.account import Saying
from dajuan.sheet.studio.claims import is_attested, plain
from dajuan.sheet.studio.marks import readable, stored
from dajuan.sheet.studio.rendering import Drafting, read_out
from dajuan.sheet.units import unit_of
from dajuan.sheet.wording import HEDGES, SCALES, Way, amount
from dajuan.values.hedges import hedged

SCALES_OF = {"zh-hans": ("", "千", "万", "亿"), "en": ("", "thousand", "million", "billion")}
HEDGES_OF = {
    "zh-hans": ("超", "逾", "突破", "余", "近", "约", "以上"),
    "en": ("over", "some", "nearly", "about", "or more"),
}
LEAST_SCALED = {"千": "米"}  # 千米 is said, 千元 is not
DIGITS = (3, 2, 1)
MOST_DIGITS = 10**6

VALUE = pgettext_lazy("what may be said", "The value")
ABOUT = pgettext_lazy("what may be said", "The value in round numbers")
AGAINST = pgettext_lazy("what may be said", "Against last year")
PLANNED = pgettext_lazy("what may be said", "Against the plan")
ASSERTED = pgettext_lazy("what may be said", "Assertions that hold")

_LABELS = {
    "last": pgettext_lazy("what may be said", "last year's value"),
    "planned": pgettext_lazy("what may be said", "the planned value"),
    "share": pgettext_lazy("what may be said", "share of the plan"),
}


@dataclass(frozen=True)
class Choice:
    """One thing that may be said: its mark as kept, as people read it, and what it prints today."""

    group: str | Promise
    mark: str
    shown: str
    reads: str
    kind: str

    @property
    def label(self) -> str | Promise:
        """What it is, where its words do not say: last year's value, the plan's, the share of the plan."""
        return _LABELS.get(self.kind, "")


def choices(line: Line, writing: Drafting, unit: str = "", many: str = "") -> list[Choice]:
    """Everything that holds of a figure, by group, each reading once."""
    with translation.override(writing.language):  # the reader's language may be another than the text's
        unit = unit or unit_of(line, writing.language)
        sayings = list(_sayings(line, writing, unit, many))
    found: dict[str, Choice] = {}
    for group, saying in sayings:
        reads = _reads(saying, writing)
        if reads and reads not in found:
            found[reads] = Choice(group, stored(saying), readable(saying, writing.language), reads, saying.kind)
    return list(found.values())


def _reads(saying: Saying, writing: Drafting) -> str:
    with translation.override(writing.language):
        return plain(read_out(stored(saying), writing)).lstrip("，, ")


def _sayings(line: Line, writing: Drafting, unit: str, many: str) -> Iterator[tuple[str | Promise, Saying]]:
    words = (line.key, unit, many) if many else (line.key, unit)
    scales = [scale for scale in SCALES_OF[writing.language] if _fits(line, scale, unit)]
    scales = [one for one in scales if not _is_long(line, one)] or scales[-1:]
    for scale in scales:
        yield VALUE, Saying("figure", words, _scaled(scale))
        yield from ((ABOUT, Saying("figure", words, ways)) for ways in _hedges(line, writing, unit, many, scale))
    last = scales[-1] if scales else ""
    if line.before is not None:
        for kind in ("points",) if str(line.figure.unit) == "%" else ("amount", "rate"):
            yield AGAINST, Saying("change", words, (*_scaled(last if kind == "amount" else ""), ("kind", kind)))
        yield AGAINST, Saying("last", words, _scaled(last))
        yield AGAINST, Saying("times", (line.key,))
    yield AGAINST, Saying("streak", (line.key,))
    if line.planned is not None:
        yield PLANNED, Saying("plan", words, _scaled(last))
        yield PLANNED, Saying("planned", words, _scaled(last))
        yield PLANNED, Saying("share", (line.key,))
    yield from ((ASSERTED, one) for one in _assertions(line, writing))


def _assertions(line: Line, writing: Drafting) -> Iterator[Saying]:
    is_chinese = writing.language.startswith("zh")
    if isinstance(line.figure, Ratio):
        whole, part = ("实现全覆盖", "覆盖率") if is_chinese else ("all are covered", "covered:")
        yield Saying("covered", (line.key, whole, part))
    yield Saying("record", (line.key, _best(line, is_chinese)))
    if is_attested(line.figure):
        yield Saying("series", (line.key, unit_of(line, writing.language)))


def _best(line: Line, is_chinese: bool) -> str:
    if line.figure.better == "up":
        return "最多" if is_chinese else "the most"
    return "最少" if is_chinese else "the fewest"


def _fits(line: Line, scale: str, unit: str) -> bool:
    """Whether one of the scaled unit is not more than the value; 千 is said of metres alone."""
    if not scale:
        return True
    if LEAST_SCALED.get(scale, unit) != unit or unit == "%":
        return False
    return line.value is not None and abs(line.value) >= SCALES[scale]


def _is_long(line: Line, scale: str) -> bool:
    """Whether nobody would read so many digits: then a greater scale is used."""
    return line.value is not None and abs(line.value) / SCALES[scale] >= MOST_DIGITS


def _scaled(scale: str) -> tuple[tuple[str, str | int], ...]:
    return (("scale", scale),) if scale else ()


def _hedges(
    line: Line, writing: Drafting, unit: str, many: str, scale: str
) -> Iterator[tuple[tuple[str, str | int], ...]]:
    """The ways of a hedge that holds at so many digits, and is itself what would be printed."""
    if line.value is None or line.value <= 0:
        return
    way = Way(writing.language, unit, many, scale)
    seen = {amount(line.value, way)}
    for word in HEDGES_OF[writing.language]:
        for digits in DIGITS:
            text = amount(line.value, way, word, digits)
            if hedged(way.scaled(line.value), digits, HEDGES[word]).hedge is HEDGES[word] and text not in seen:
                seen.add(text)
                yield (*_scaled(scale), ("hedge", word), ("digits", digits))
