"""Numbers as reports write them: Arabic and Chinese digits, 万 and 亿, decimals, fractions, 成, 番."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
SMALL = {"十": 10, "百": 100, "千": 1000}
TENS = {"廿": 20, "卅": 30}
SCALES = {
    "万亿": 10**12,
    "千亿": 10**11,
    "百亿": 10**10,
    "十亿": 10**9,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "亿": 10**8,
    "万": 10**4,
    "千": 10**3,
    "百": 10**2,
}
ENGLISH_SCALES = {
    "trillion": 10**12,
    "billion": 10**9,
    "million": 10**6,
    "thousand": 10**3,
    "hundred": 10**2,
}
ENGLISH_NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ],
        start=1,
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
ENGLISH_ORDINALS = {
    word: number
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ],
        start=1,
    )
}

ARABIC = r"(?:(?<![\d])\d{1,3}(?:[,，]\d{3}){1,6}(?!\d)(?:\.\d{1,9}(?!\d))?|(?<!\d)\d{1,18}(?!\d)(?:\.\d{1,12}(?!\d))?)"
CHINESE = r"[〇零一二两三四五六七八九十百千万亿廿卅]{1,16}(?:点[〇零一二三四五六七八九]{1,8})?"
SCALE = r"(?:万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千(?![米伏瓦克帕卡])|百(?!分))"
_ONLY_DIGITS = re.compile(r"[〇零一二三四五六七八九]{2,}")


def arabic(digits: str) -> Fraction:
    """1,234.5 or 1，234.5 as an exact number."""
    return Fraction(re.sub("[,，]", "", digits))


def places(digits: str) -> int:
    """How many digits stand behind the point."""
    return len(digits.partition(".")[2])


def chinese(digits: str) -> Fraction | None:
    """三千五百二十, 二〇二〇, 廿三, 两亿, 三点五, 万; None for what is no number (十百)."""
    whole, point, behind = digits.partition("点")
    number = _whole(whole)
    if number is None or not point:
        return None if number is None else Fraction(number)
    scale = re.search(f"{SCALE}$", behind)
    said = "".join(str(DIGITS[digit]) for digit in behind.removesuffix(scale[0] if scale else ""))
    return (number + Fraction(int(said), 10 ** len(said))) * (SCALES[scale[0]] if scale else 1)


def _whole(digits: str) -> int | None:
    if not digits:
        return None
    if _ONLY_DIGITS.fullmatch(digits):
        return int("".join(str(DIGITS[digit]) for digit in digits))
    adding = _Adding()
    for sign in digits:
        if not adding.takes(sign):
            return None
    return adding.total + adding.section + _rest(digits, adding.pending)


@dataclass
class _Adding:
    """A Chinese number read from the left: `section` since the last 万 or 亿, `pending` the digit before its weight."""

    total: int = 0
    section: int = 0
    pending: int | None = None
    last: int = 10**16

    def takes(self, sign: str) -> bool:
        """Reads one sign; False where no number goes on like this (十百 aside: 三五)."""
        if sign in DIGITS:
            if self.pending not in (None, 0):
                return False
            self.pending = DIGITS[sign]
        elif sign in TENS:
            self.section += TENS[sign]
        elif sign in SMALL:
            self.section += (1 if self.pending is None else self.pending) * SMALL[sign]
            self.pending = None
        else:
            self._scale(SCALES[sign])
        return True

    def _scale(self, worth: int) -> None:
        self.section += self.pending or 0
        self.pending = None
        if self.total and worth > self.last:
            self.total = (self.total + self.section) * worth
        else:
            self.total += (self.section or (0 if self.total else 1)) * worth
            if not self.section and self.total and self.last < 10**16:
                self.total *= worth
        self.section, self.last = 0, worth


def _rest(digits: str, pending: int | None) -> int:
    """The last digit: 一万二 is 12,000, 一百二十五 ends in 5."""
    if pending is None:
        return 0
    before = digits[-2] if len(digits) > 1 else ""
    if before in "百千万亿" and before:
        return pending * (SMALL.get(before) or SCALES[before]) // 10
    return pending


def scaled(number: Fraction, scale: str | None) -> Fraction:
    return number * SCALES.get(scale or "", 1)


def fraction_of(part: str, whole: str) -> Fraction | None:
    """三分之一 and 百分之五: the part of one; None where the whole is no number."""
    below, above = _either(whole), _either(part)
    return above / below if below and above is not None else None


def _either(digits: str) -> Fraction | None:
    return arabic(digits) if digits[:1].isdigit() and digits[:1].isascii() else chinese(digits)


def either(digits: str) -> Fraction | None:
    """Arabic or Chinese digits."""
    return _either(digits)


def tenths(digits: str) -> Fraction | None:
    """七成 is 70 per cent, 七成五 75."""
    first, second = digits[0], digits[2:3]
    number = _either(first)
    if number is None:
        return None
    return number * 10 + (_either(second) or 0 if second else 0)


def doublings(times: str) -> Fraction:
    """翻一番 is twice, 翻两番 four times, 翻番 twice."""
    number = _either(times) if times else Fraction(1)
    return Fraction(2) ** int(number or 1)
