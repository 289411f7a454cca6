"""Words such as 超 and 近 typed by hand before a number that comes from a figure: do they hold of its value?"""

from __future__ import annotations

import re
from fractions import Fraction

from dajuan.sheet.wording import SCALES
from dajuan.values import hedges
from dajuan.values.hedges import Hedge

_BEFORE = re.compile(r"(超过|超|逾|突破|接近|近|约|over|nearly|about|more than|exceeds?)\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"([\d,]+(?:\.\d+)?)\s*(千|万|亿|thousand|million|billion)?")
_SAME = {
    "超过": Hedge.EXCEEDS,
    "接近": Hedge.NEARLY,
    "over": Hedge.EXCEEDS,
    "more than": Hedge.EXCEEDS,
    "exceed": Hedge.EXCEEDS,
    "exceeds": Hedge.EXCEEDS,
    "nearly": Hedge.NEARLY,
    "about": Hedge.ABOUT,
}


def before(text: str, start: int) -> str:
    """The word typed just before a place in a text; empty if none."""
    found = _BEFORE.search(text[max(0, start - 12) : start])
    return found[1] if found else ""


def holds(word: str, value: Fraction, printed: str) -> bool:
    """Whether a word is true of an exact value and the number printed behind it: 超 is false of the value itself."""
    found = _NUMBER.search(printed)
    if found is None:
        return False
    number = Fraction(found[1].replace(",", "")) * SCALES[found[2] or ""]
    return hedges.holds(_SAME.get(word.lower()) or Hedge(word), value, number)
