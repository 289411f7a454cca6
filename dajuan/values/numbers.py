"""Exact numbers and how they are printed. Engines return integers; here they are divided, rounded and written."""

from decimal import Decimal
from fractions import Fraction

Exact = int | Fraction | Decimal

WAN, YI = 10**4, 10**8
THOUSAND, MILLION, BILLION = 10**3, 10**6, 10**9
FLOAT = "A float is not exact; give an integer, a Fraction or a Decimal."


def exact(value: Exact) -> Fraction:
    """The value as a fraction; a float is refused, for it has lost its digits already."""
    if isinstance(value, float):
        raise TypeError(FLOAT)
    return Fraction(value)


def rounded(value: Exact, places: int = 0) -> Decimal:
    """Rounded half up, away from zero, as people round in print (四舍五入). Negative places round to tens, hundreds."""
    number = exact(value)
    whole = int(abs(number) * _power(places) + Fraction(1, 2))
    return _decimal(-whole if number < 0 else whole, places)


def rounded_gbt8170(value: Exact, places: int = 0) -> Decimal:
    """Rounded half to even (四舍六入五成双), as GB/T 8170 asks of measured values."""
    return _decimal(round(exact(value) * _power(places)), places)


def floored(value: Exact, places: int = 0) -> Decimal:
    """The greatest number with so many places that is not above the value; negative places floor to tens, hundreds."""
    scaled = exact(value) * _power(places)
    return _decimal(scaled.numerator // scaled.denominator, places)


def floored_to_digits(value: Exact, digits: int) -> Decimal:
    """The value cut to its first `digits` digits: 3,684 at two digits is 3,600. For values of zero and above."""
    number = exact(value)
    if number < 0:
        raise ValueError("Only a value of zero or more is cut to printed digits.")
    return floored(number, digits - 1 - magnitude(number)) if number else Decimal(0)


def magnitude(value: Exact) -> int:
    """The power of ten of the first digit: 0 for 1 to 9, 3 for 1,000, -1 for 0.5. Not for zero."""
    number = abs(exact(value))
    power = len(str(number.numerator)) - len(str(number.denominator))
    return power if number >= _power(power) else power - 1


def decimal_string(amount: Exact, per_unit: int = 1, places: int | None = None) -> str:
    """An integer of a small unit as plain decimal digits of the printed unit: 12345 fen, 100 a yuan, is "123.45".

    Exact where it can be written exactly and `places` is not given; else rounded half up to `places` (6 by default).
    Neither grouping nor exponent; no zeros at the end unless `places` asks for them.
    """
    value = exact(amount) / per_unit
    if places is not None:
        return format(rounded(value, places), "f")
    exact_places = _places_needed(value)
    return trimmed(rounded(value, 6 if exact_places is None else exact_places))


def trimmed(number: Decimal) -> str:
    """Plain digits without zeros behind the point."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def chinese(value: Exact, places: int = 2, scale: int | None = None) -> str:
    """The value in 亿, 万 or plain, rounded half up: 123,456 is 12.35万. A given scale (1, WAN, YI) is kept."""
    unit = scale or _scale(value, places, (YI, WAN))
    return trimmed(rounded(exact(value) / unit, places)) + {1: "", WAN: "万", YI: "亿"}[unit]


def english(value: Exact, places: int = 2, scale: int | None = None) -> str:
    """The value in billions or millions, or grouped by commas: 1.23 million, 12,346."""
    unit = scale or _scale(value, places, (BILLION, MILLION))
    text = grouped(rounded(exact(value) / unit, places))
    return text + {1: "", THOUSAND: " thousand", MILLION: " million", BILLION: " billion"}[unit]


def grouped(number: Decimal) -> str:
    """Digits with a comma at every third, no zeros behind the point: 12,345.6."""
    return format(Decimal(trimmed(number)), ",f")


def percent(part: Exact, whole: Exact, places: int = 1) -> str | None:
    """Digits of a per cent, without the sign; None where there is no whole."""
    base = exact(whole)
    return trimmed(rounded(exact(part) * 100 / base, places)) if base else None


def _scale(value: Exact, places: int, units: tuple[int, ...]) -> int:
    """The largest unit the rounded value reaches: 9,999.999万 at two places is 1亿, not 10000万."""
    number = abs(exact(value))
    for smaller, unit in zip((*units[1:], 1), units, strict=True):
        if number >= unit or rounded(number / smaller, places) * smaller >= unit:
            return unit
    return 1


def _power(places: int) -> Fraction:
    return Fraction(10) ** places


def _decimal(whole: int, places: int) -> Decimal:
    """The integer moved by its places, written without an exponent."""
    return Decimal(whole * 10**-places) if places < 0 else Decimal(f"{whole}e-{places}")


def _places_needed(value: Fraction) -> int | None:
    """How many places write the value exactly; None where none do."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None
