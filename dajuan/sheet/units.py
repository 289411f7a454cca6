"""How a figure is printed where no account says otherwise: in the annex and among what fell short.

Chinese has its own words for metres and kilovolts, and counts metres in 千, square metres in 万, money in 万 and 亿, as
the accounts do; English money stands in millions. Workbook, CSV and JSON keep the figure's base unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from dajuan.figures.statement import Line
from dajuan.sheet.wording import SCALED_PLACES, SCALES, Way

CHINESE = {
    "m": "米",
    "km": "千米",
    "m²": "平方米",
    "ha": "公顷",
    "kV": "千伏",
    "µg/m³": "微克/立方米",
    "mg/m³": "毫克/立方米",
}
STEPS = {
    "米": (("千", Fraction(10)),),
    "平方米": (("万", Fraction(100)),),
    "元": (("亿", Fraction(10**8)), ("万", Fraction(10**4))),
    "美元": (("亿", Fraction(10**8)), ("万", Fraction(10**4))),
    "US dollars": (("million", Fraction(10**6)),),
    "yuan": (("million", Fraction(10**6)),),
}
"""By unit: words of scale, and from which value on each is used, greatest first; metres as in the accounts."""


def unit_of(line: Line, language: str) -> str:
    """The base unit in words of the language."""
    unit = str(line.figure.unit)
    return CHINESE.get(unit, unit) if language.startswith("zh") else unit


def way_of(line: Line, language: str) -> Way:
    """How value, last year and plan of a figure are printed alike: the scale goes by the greatest of them."""
    return way_for(unit_of(line, language), line.figure.decimals, (line.value, line.before, line.planned), language)


def way_for(unit: str, decimals: int, values: Iterable[Fraction | None], language: str) -> Way:
    """How values in a unit are printed alike: in the greatest scale that one of them reaches."""
    scale = _scale(unit, values)
    return Way(language, unit, unit, scale, SCALED_PLACES if scale else decimals)


def _scale(unit: str, values: Iterable[Fraction | None]) -> str:
    greatest = max((abs(value) for value in values if value is not None), default=Fraction(0))
    return next((word for word, least in STEPS.get(unit, ()) if greatest >= least and word in SCALES), "")
