"""Growth as a picture: processor seconds against entries, both on logarithmic axes, drawn as plain SVG."""

from __future__ import annotations

from collections.abc import Mapping
from math import log10
from typing import Any

WIDE, HIGH, LEFT, BELOW = 720, 420, 70, 50
LINES = (
    ("ours", "ours, in force", "#206bc4"),
    ("ours as of", "ours, as of a past moment", "#4299e1"),
    ("hand SQL", "SQL by hand", "#0ca678"),
    ("decode", "limit: decoding the columns", "#2fb344"),
    ("a query a figure", "a query a figure", "#f76707"),
    ("live", "SQLite itself", "#d63939"),
    ("live postgresql", "PostgreSQL itself", "#ae3ec9"),
)
LEAST, MOST = -2.0, 3.0  # powers of ten of seconds
SIZES = (1, 10, 50)


def _x(millions: float) -> float:
    return LEFT + log10(millions) / log10(SIZES[-1]) * (WIDE - LEFT - 190)


def _y(seconds: float) -> float:
    share = (log10(max(seconds, 10**LEAST)) - LEAST) / (MOST - LEAST)
    return HIGH - BELOW - share * (HIGH - BELOW - 20)


def drawn(results: Mapping[str, Mapping[str, Any]]) -> str:
    """The picture as text."""
    parts = [_axes()]
    for name, title, colour in LINES:
        points = [
            (_x(size), _y(results[f"{name} {size}"]["processor"])) for size in SIZES if f"{name} {size}" in results
        ]
        if points:
            parts.append(_line(points, title, colour))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" font-family="sans-serif"'
        f' font-size="12"><rect width="{WIDE}" height="{HIGH}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _axes() -> str:
    across = [
        f'<line x1="{LEFT}" x2="{WIDE - 185}" y1="{_y(10.0**power):.0f}" y2="{_y(10.0**power):.0f}" stroke="#ddd"/>'
        f'<text x="{LEFT - 8}" y="{_y(10.0**power) + 4:.0f}" text-anchor="end">{10.0**power:g} s</text>'
        for power in range(int(LEAST), int(MOST) + 1)
    ]
    along = [
        f'<line x1="{_x(size):.0f}" x2="{_x(size):.0f}" y1="20" y2="{HIGH - BELOW}" stroke="#ddd"/>'
        f'<text x="{_x(size):.0f}" y="{HIGH - BELOW + 18}" text-anchor="middle">{size} M</text>'
        for size in SIZES
    ]
    title = f'<text x="{LEFT}" y="14">Processor time of a whole report by entries of the ledger</text>'
    return "".join([*across, *along, title])


def _line(points: list[tuple[float, float]], title: str, colour: str) -> str:
    path = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3.5" fill="{colour}"/>' for x, y in points)
    x, y = points[-1]
    named = f'<text x="{x + 8:.0f}" y="{y + 4:.0f}" fill="{colour}">{title}</text>'
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}{named}'
