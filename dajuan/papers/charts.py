"""Simple charts as SVG for the printed page: they need no colour to be read and carry their values in words."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dajuan.papers.paper import printable, width

Value = int | Decimal | Fraction | None
"""None where the value is not known: a gap in the line, no bar."""

_FONT = "Noto Serif SC, Noto Serif CJK SC, serif"
_SHADES = ("#1f4e79", "#a9c4de", "#d98324", "#6b6b6b")
_DASHES = ("", "6 4", "2 3", "8 3 2 3")
_WIDE, _HIGH = 560, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 12, 44, 36
_NAMES, _AFTER, _ROW = 250, 70, 27  # of bars lying across: room for names, for values, and the height of one


@dataclass(frozen=True)
class Series:
    name: str
    values: Sequence[Value]


def bars(labels: Sequence[str], series: Sequence[Series], unit: str) -> str:
    """Bars side by side, one group a label, each with its value on top."""
    drawing = _drawing(labels, series, unit)
    scale = _Scale(series)
    room = Fraction(_WIDE - _LEFT - _RIGHT, max(len(labels), 1))
    thick = room * 7 / 10 / max(len(series), 1)
    for number, one in enumerate(series):
        for place, value in enumerate(one.values):
            if value is not None:
                x = _LEFT + room * place + room * 15 / 100 + thick * number
                top, foot = sorted((scale.y(value), scale.y(0)))
                _put(drawing, "rect", x=x, y=top, width=thick * 9 / 10, height=foot - top, fill=_shade(number))
                _write(drawing, _words(value), x + thick * 45 / 100, top - 4, size=13)
    return _finish(drawing)


def lines(labels: Sequence[str], series: Sequence[Series], unit: str) -> str:
    """A line a series, told apart by its dashes too; broken where a value is not known."""
    drawing = _drawing(labels, series, unit)
    scale = _Scale(series)
    room = Fraction(_WIDE - _LEFT - _RIGHT, max(len(labels), 1))
    for number, one in enumerate(series):
        for stretch in _stretches(one.values):
            points = [(_LEFT + room * place + room / 2, scale.y(value)) for place, value in stretch]
            _put(
                drawing,
                "polyline",
                points=" ".join(f"{_place(x)},{_place(y)}" for x, y in points),
                fill="none",
                stroke=_shade(number),
                stroke_width=2,
                stroke_dasharray=_DASHES[number % len(_DASHES)] or "none",
            )
            for x, y in points:
                _put(drawing, "circle", cx=x, cy=y, r=3, fill=_shade(number))
    return _finish(drawing)


def across(labels: Sequence[str], values: Sequence[Value], unit: str, mark: Value = None) -> str:
    """Bars lying across, one a label, for names too long to stand side by side; a dashed line at a `mark`."""
    if len(values) != len(labels):
        raise ValueError("Each label has one value")
    high = _TOP + _ROW * len(labels) + 8
    drawing = _canvas(high)
    scale = _Scale([Series("", [*values, mark])])
    room = Fraction(_WIDE - _NAMES - _AFTER)
    for place, (label, value) in enumerate(zip(labels, values, strict=True)):
        y = _TOP + _ROW * place
        fits = int((_NAMES - 8) / max(width(label), 1))
        _write(drawing, label, _NAMES - 8, y + 17, size=max(8, min(13, fits)), anchor="end")
        if value is not None:
            left, right = sorted((_NAMES + room * scale.share(value), _NAMES + room * scale.share(0)))
            _put(drawing, "rect", x=left, y=y + 4, width=right - left, height=_ROW - 9, fill=_shade(0))
            _write(drawing, _words(value), right + 4, y + 17, size=13, anchor="start")
    if mark is not None:
        x = _NAMES + room * scale.share(mark)
        _put(drawing, "line", x1=x, x2=x, y1=_TOP - 6, y2=high - 4, stroke="#000", stroke_dasharray="4 3")
        _write(drawing, _words(mark), x, _TOP - 10, size=13)
    _write(drawing, unit, 4, _TOP - 14, size=13, anchor="start")
    return _finish(drawing)


class _Scale:
    """From zero, or from the lowest value below it, to a round number above the highest."""

    def __init__(self, series: Sequence[Series]) -> None:
        values = [Fraction(value) for one in series for value in one.values if value is not None]
        highest, lowest = max([*values, Fraction(0)]), min([*values, Fraction(0)])
        self.step = _round_step((highest - lowest) / 4 or Fraction(1))
        self.low = -(-lowest // self.step) * self.step if lowest >= 0 else lowest // self.step * self.step
        self.high = max(-(-highest // self.step), self.low // self.step + 1) * self.step

    def y(self, value: int | Decimal | Fraction) -> Fraction:
        return _HIGH - _BOTTOM - self.share(value) * (_HIGH - _TOP - _BOTTOM)

    def share(self, value: int | Decimal | Fraction) -> Fraction:
        """How far along the scale a value stands, from 0 to 1."""
        return (Fraction(value) - self.low) / (self.high - self.low)

    def marks(self) -> list[Fraction]:
        return [self.low + self.step * place for place in range(int((self.high - self.low) / self.step) + 1)]


def _round_step(wished: Fraction) -> Fraction:
    """The next 1, 2 or 5 times a power of ten."""
    power = Fraction(1)
    while power * 10 <= wished:
        power *= 10
    while power > wished:
        power /= 10
    return next(power * times for times in (1, 2, 5, 10) if power * times >= wished)


def _stretches(values: Sequence[Value]) -> list[list[tuple[int, int | Decimal | Fraction]]]:
    found: list[list[tuple[int, int | Decimal | Fraction]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            found.append([])
        else:
            found[-1].append((place, value))
    return [stretch for stretch in found if stretch]


def _drawing(labels: Sequence[str], series: Sequence[Series], unit: str) -> ET.Element:
    """The frame: scale with its unit, labels, and the key where there is more than one series."""
    if any(len(one.values) != len(labels) for one in series):
        raise ValueError("Each series has one value a label")
    drawing = _canvas(_HIGH)
    scale = _Scale(series)
    for mark in scale.marks():
        y = scale.y(mark)
        _put(drawing, "line", x1=_LEFT, x2=_WIDE - _RIGHT, y1=y, y2=y, stroke="#000" if mark == 0 else "#ccc")
        _write(drawing, _words(mark), _LEFT - 6, y + 4, size=13, anchor="end")
    _write(drawing, unit, 4, _TOP - 14, size=13, anchor="start")
    room = Fraction(_WIDE - _LEFT - _RIGHT, max(len(labels), 1))
    # Every label where there is room for about five characters, else every second, third …
    every = max(1, -(-len(labels) * 66 // (_WIDE - _LEFT - _RIGHT)))
    for place in range(0, len(labels), every):
        _write(drawing, labels[place], _LEFT + room * place + room / 2, _HIGH - _BOTTOM + 16, size=13)
    if len(series) > 1:
        for number, one in enumerate(series):
            x = _LEFT + 20 + number * 120
            _put(drawing, "rect", x=x, y=8, width=14, height=10, fill=_shade(number))
            _write(drawing, one.name, x + 20, 17, size=13, anchor="start")
    return drawing


def _canvas(high: int) -> ET.Element:
    return ET.Element(
        "svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {_WIDE} {high}", width=str(_WIDE), height=str(high)
    )


def _shade(number: int) -> str:
    return _SHADES[number % len(_SHADES)]


def _put(drawing: ET.Element, shape: str, **attributes: str | int | Fraction) -> ET.Element:
    written = {
        name.replace("_", "-"): value if isinstance(value, str) else _place(value) for name, value in attributes.items()
    }
    return ET.SubElement(drawing, shape, written)


def _write(
    drawing: ET.Element, words: str, x: int | Fraction, y: int | Fraction, *, size: int, anchor: str = "middle"
) -> None:
    text = _put(drawing, "text", x=x, y=y, font_size=size, font_family=_FONT, text_anchor=anchor, fill="#000")
    text.text = printable(words)


def _place(number: int | Fraction) -> str:
    return f"{float(number):.2f}".rstrip("0").rstrip(".")


def _words(value: int | Decimal | Fraction) -> str:
    exact = Fraction(value)
    return f"{int(exact):,}" if exact.denominator == 1 else f"{float(exact):,.2f}".rstrip("0").rstrip(".")


def _finish(drawing: ET.Element) -> str:
    return ET.tostring(drawing, encoding="unicode")
