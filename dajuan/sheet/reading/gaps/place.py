"""A gap as found, and what may not stand before one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dajuan.sheet.reading import hedging
from dajuan.sheet.reading.findings import Claim, Kind, Said
from dajuan.sheet.reading.splitting import stands_alone
from dajuan.sheet.reading.tokens import Token
from dajuan.sheet.reading.units import Unit

STOP = "，。；：、！？,.;:!?（）()\n\r”“\"'》《 \t"
ENDS_CLAUSE = re.compile(rf"[{re.escape(STOP)}]|\Z")
_NUMERAL = "0-9〇零一二两三四五六七八九十百千万亿廿卅%"
_NEVER_BEFORE = re.compile(rf"[{_NUMERAL}]\Z|若干\Z|\d[.,]\Z")
_NUMBER_OF = re.compile(r"[^\W\d_有达近超上约续共了的过多为等以成就余复无]数\Z")  # 学位数, 任务数; not 近数, 成数
_POINTING = set("每各某这那哪此该本首另同整全单逐挨按几些跨上下前后数多半")
_BEHIND = re.compile(hedging.BEHIND)
_LATIN = "0123456789 abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Gap:
    """A gap as found: where, what kind, unit and scale, and whether it is one in any text."""

    start: int
    claim: Claim
    unit: Unit
    printed_unit: str = ""
    scale: int = 1
    is_firm: bool = False
    end: int = -1

    def token(self, text: str) -> Token:
        """A token without a number; the residue of digits (a point or comma) lies inside it."""
        hedge, width = hedging.before(text[max(0, self.start - hedging.WIDEST) : self.start])
        return Token(
            self.start,
            max(self.end, self.start),
            Kind.GAP,
            self.claim,
            self.unit,
            None,
            scale=self.scale,
            printed_unit=self.printed_unit,
            hedge=self._said(text, hedge),
            head=self.start - width,
        )

    def _said(self, text: str, before: Said) -> Said:
        """余 behind the gap, else the hedge before it, else 以上 or 左右 behind its unit."""
        if text[self.start : self.start + 1] in tuple(hedging.ODD):
            return Said.ODD
        behind = _BEHIND.match(text, self.start + len(self.printed_unit)) if self.printed_unit else None
        return before or (hedging.behind(behind[0]) if behind else Said.EXACTLY)


def is_free(text: str, start: int) -> bool:
    """Whether no numeral or pointing word (每, 这, 同; not the 同 of 合同) stands before."""
    left = text[max(0, start - 3) : start]
    if _NEVER_BEFORE.search(left):
        return False
    if _NUMBER_OF.search(left):
        return True
    return text[start - 1 : start] not in _POINTING or not stands_alone(text, start - 1, start)


def residue(text: str, start: int) -> int:
    """Where the gap begins: before a point or comma that the stripped digits have left behind."""
    place = start
    while place and text[place - 1] in ".,+-":
        place -= 1
    return place if place == start or (place and text[place - 1] not in _LATIN) else start


def clause_before(text: str, place: int, widest: int = 24) -> str:
    """The words between the sign before and the place."""
    left = text[max(0, place - widest) : place]
    cut = max((left.rfind(sign) for sign in STOP), default=-1)
    return left[cut + 1 :]


def has_no_signs(text: str) -> bool:
    """Whether a text has lost its signs except comma and full stop."""
    return not any(sign in text for sign in "、；：（“")
