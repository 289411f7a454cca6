"""Whether a printed number holds of our value: its rounding, its hedge. Pure; the sentences say why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from dajuan.sheet.reading.findings import Reason, Said, Verdict
from dajuan.values import hedges, numbers
from dajuan.values.hedges import Hedge


@dataclass(frozen=True)
class Printed:
    """A number as a text prints it: in its own unit (`unit`), with its places behind the point and its hedge."""

    number: Fraction
    places: int = 0
    hedge: Said = Said.EXACTLY
    upper: Fraction | None = None
    unit: str = ""


@dataclass(frozen=True)
class Weighed:
    verdict: Verdict
    reason: Reason


CUT_OFF = _("Our value is %(ours)s: rounded it is %(right)s, here it is cut off.")
HUNDRED_MILLION = 10**8


def places_of(words: str) -> int:
    """How many places behind the point a number of the text has; the longest of those it prints."""
    return max((len(found[1]) for found in re.finditer(r"\d[.．](\d+)", words)), default=0)


def weigh(printed: Printed, ours: Fraction) -> Weighed:
    """Our value (in the printed unit) against what is printed."""
    if printed.upper is not None:
        return _of_range(printed, ours)
    if printed.hedge is Said.EXACTLY:
        return _exactly(printed, ours)
    if printed.hedge in (Said.AT_MOST, Said.SHORT_OF):
        return _below(printed, ours)
    return _hedged(printed, ours)


def _exactly(printed: Printed, ours: Fraction) -> Weighed:
    step = Fraction(1, 10**printed.places)
    if printed.number == ours:
        return Weighed(Verdict.BACKED, Reason(_("Our value is the same.")))
    if Fraction(numbers.rounded(ours, printed.places)) == printed.number:
        return Weighed(Verdict.BACKED, Reason(_("Our value, %(ours)s, rounds to it."), {"ours": _shown(ours, printed)}))
    named = {"ours": _shown(ours, printed), "right": numbers.trimmed(numbers.rounded(ours, printed.places))}
    if abs(ours - printed.number) < step:
        is_cut_off = abs(printed.number) < abs(ours)
        words = CUT_OFF if is_cut_off else _("Our value is %(ours)s: rounded it is %(right)s.")
        return Weighed(Verdict.ROUNDING, Reason(words, named))
    return Weighed(Verdict.CONTRADICTED, Reason(_("Our value is %(ours)s."), named))


def _hedged(printed: Printed, ours: Fraction) -> Weighed:
    """超 余 近 约 以上: tested as they are tested when we print them (values/hedges.py)."""
    hedge, named = Hedge(printed.hedge.value), {"ours": _shown(ours, printed), "word": printed.hedge.value}
    if hedges.holds(hedge, ours, printed.number):
        return Weighed(Verdict.BACKED, Reason(_("Our value is %(ours)s: “%(word)s” holds."), named))
    if ours == printed.number:
        return Weighed(
            Verdict.ROUNDING, Reason(_("Our value is exactly %(ours)s: “%(word)s” does not hold, leave it out."), named)
        )
    is_above = hedge not in (Hedge.NEARLY, Hedge.ABOUT)
    if is_above and ours > printed.number:
        right = numbers.trimmed(hedges.hedged(ours, 2, hedge).number)
        words = _("Our value is %(ours)s: the round number below it is %(right)s.")
        return Weighed(Verdict.ROUNDING, Reason(words, named | {"right": right}))
    return Weighed(Verdict.CONTRADICTED, Reason(_("Our value is %(ours)s: “%(word)s” does not hold."), named))


def _below(printed: Printed, ours: Fraction) -> Weighed:
    named = {"ours": _shown(ours, printed), "word": printed.hedge.value}
    if ours < printed.number or (ours == printed.number and printed.hedge is Said.AT_MOST):
        return Weighed(Verdict.BACKED, Reason(_("Our value is %(ours)s: “%(word)s” holds."), named))
    return Weighed(Verdict.CONTRADICTED, Reason(_("Our value is %(ours)s: “%(word)s” does not hold."), named))


def _of_range(printed: Printed, ours: Fraction) -> Weighed:
    named = {"ours": _shown(ours, printed)}
    if printed.number <= ours <= (printed.upper or printed.number):
        return Weighed(Verdict.BACKED, Reason(_("Our value, %(ours)s, lies within the range."), named))
    return Weighed(Verdict.CONTRADICTED, Reason(_("Our value, %(ours)s, lies outside the range."), named))


def _shown(ours: Fraction, printed: Printed) -> str:
    """Our value in the printed unit, two places finer than what is printed; 千亿元 is answered in 亿元, not in yuan."""
    unit, value = printed.unit, ours
    if unit == "元" and abs(ours) >= HUNDRED_MILLION:
        unit, value = "亿元", ours / HUNDRED_MILLION
    blank = " " if unit[:1].isascii() and unit[:1].isalpha() else ""
    return f"{numbers.grouped(numbers.rounded(value, printed.places + 2))}{blank}{unit}"
