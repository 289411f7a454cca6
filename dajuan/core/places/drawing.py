"""A shape drawn without any map library, for paper: lines and areas in a small box, with north up and a scale bar.

Good for what is a few kilometres wide: longitudes are shortened by the cosine of the latitude, nothing more.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dajuan.core.places.geometry import METRES_PER_DEGREE

WIDTH, HEIGHT, MARGIN = 480, 300, 24
NEAR, MOST = 0.005, 40  # degrees around it (about 500 m), and shapes drawn there
LEAST_M = 400.0  # a point, or a very short line, is shown with this much around it


@dataclass(frozen=True)
class Drawing:
    """What an SVG needs: paths of the shape and of what lies around it, dots for points, and the scale bar."""

    paths: list[str]
    dots: list[tuple[float, float]]
    around: list[str]
    bar_m: int
    bar: float  # its length in the drawing
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def bar_in_words(self) -> str:
        return f"{self.bar_m // 1000} km" if self.bar_m >= 1000 else f"{self.bar_m} m"


def draw(geometry: Any, around: Iterable[Any] = ()) -> Drawing:
    """A geometry in degrees, fitted into the box; what lies around it is drawn too and may be cut off."""
    west, south, east, north = geometry.bounds
    lon, lat = (west + east) / 2, (south + north) / 2
    per_lon, per_lat = METRES_PER_DEGREE * math.cos(math.radians(lat)), METRES_PER_DEGREE
    wide, high = max((east - west) * per_lon, LEAST_M), max((north - south) * per_lat, LEAST_M)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            round(WIDTH / 2 + (x - lon) * per_lon * scale, 1),
            round(HEIGHT / 2 - (y - lat) * per_lat * scale, 1),
        )

    def paths(shape: Any) -> list[str]:
        return ["M" + " L".join(f"{x} {y}" for x, y in (place(*point[:2]) for point in line)) for line in _lines(shape)]

    bar_m = _round_length(WIDTH / 4 / scale)
    dots = [place(part.x, part.y) for part in getattr(geometry, "geoms", [geometry]) if part.geom_type == "Point"]
    return Drawing(
        paths(geometry), dots, [path for one in around for path in paths(one)], bar_m, round(bar_m * scale, 1)
    )


def surroundings(shaped: Any, others: Any) -> Drawing | None:
    """A shaped subject's shape with those of a queryset that lie near it; None where it has no shape."""
    if shaped.shape is None:
        return None
    west, south, east, north = shaped.shape.bbox
    near = others.in_box(west - NEAR, south - NEAR, east + NEAR, north + NEAR).exclude(geojson="")
    around = [one.shape.geometry for one in near.exclude(pk=shaped.pk)[:MOST] if one.shape]
    return draw(shaped.shape.geometry, around)


def _lines(geometry: Any) -> Iterator[Any]:
    """The lines of a geometry and the rings of its areas, as rows of coordinates."""
    for part in getattr(geometry, "geoms", [geometry]):
        if part.geom_type == "LineString":
            yield part.coords
        elif part.geom_type == "Polygon":
            yield from (ring.coords for ring in (part.exterior, *part.interiors))


def _round_length(metres: float) -> int:
    """The greatest of 1, 2 and 5 times a power of ten that is not more than a length."""
    power = 10.0 ** math.floor(math.log10(metres))
    return max(1, round(max(step * power for step in (1, 2, 5) if step * power <= metres)))
