"""How a value is read on a page: yuan and dollars in 万 and 亿 (million, billion), the rest in its own unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import get_language

from dajuan.figures.vocabulary import Figure
from dajuan.values import numbers

MONEY = {"元", "yuan", "美元", "US dollars"}
TIMES = {
    "亿": numbers.YI,
    "万": numbers.WAN,
    "billion": numbers.BILLION,
    "million": numbers.MILLION,
    "": 1,
}


@dataclass(frozen=True)
class Amount:
    """Digits and unit; `exact` is the whole value where the digits are rounded, `times` what one of the unit holds."""

    digits: str
    unit: str
    exact: str = ""
    times: int = 1

    def __str__(self) -> str:
        return _joined(self.digits, self.unit)


UNKNOWN = Amount("–", "")


def is_money(figure: Figure) -> bool:
    """Whether a figure counts yuan or dollars."""
    return str(figure.unit) in MONEY


def amount(figure: Figure, value: Fraction | None) -> Amount:
    """A value of a figure as it is read; a dash where unknown."""
    if value is None:
        return UNKNOWN
    digits, unit = numbers.grouped(numbers.rounded(value, figure.decimals)), str(figure.unit)
    if not is_money(figure):
        return Amount(digits, unit)
    short, many = _shortened(value)
    if not many:
        return Amount(digits, unit)
    gap = " " if many.isascii() else ""
    return Amount(numbers.grouped(Decimal(short)), f"{many}{gap}{unit}", _joined(digits, unit), TIMES[many])


def _shortened(value: Fraction) -> tuple[str, str]:
    """Digits without commas, and the word they are to be multiplied by; none where the value is small."""
    if (get_language() or "").startswith("zh"):
        short = numbers.chinese(value)
        many = short[-1] if short[-1] in TIMES else ""
        return short.removesuffix(many), many
    short, _space, many = numbers.english(value).partition(" ")
    return short.replace(",", ""), many


def _joined(digits: str, unit: str) -> str:
    return f"{digits}{unit}" if unit in ("", "%") else f"{digits} {unit}"
