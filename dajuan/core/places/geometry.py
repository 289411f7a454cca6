"""Shapes as people send them: GeoJSON, checked, brought to WGS 84, measured on the ellipsoid.

Lengths are integers of centimetres, areas of square decimetres, both geodesic (never in Web Mercator). The amount that
counts is the acceptance document's (office.md 12): a shape is optional and only warns.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely
from django.utils.translation import gettext as _
from pyproj import Geod
from shapely.geometry import mapping, shape
from shapely.validation import explain_validity, make_valid

from dajuan.core.records.models import Refused
from dajuan.values.coordinates import Datum, datum_of, wgs84_from_gcj02

GEOD = Geod(ellps="WGS84")
KINDS = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}
PLACES = 7  # about a centimetre
LARGEST_TEXT, MOST_POINTS = 2_000_000, 100_000
COARSE_DEGREES, COARSE_PLACES = 0.001, 3  # about a hundred metres: what the public may see
NEAR_M = 10.0  # two centre lines this near each other run along the same road
WORTH_A_WARNING = 0.05  # of the smaller shape
METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True)
class Shape:
    """A checked shape in WGS 84, and what its reader should know about how it came to be."""

    geometry: Any
    notices: tuple[str, ...] = ()

    @property
    def geojson(self) -> str:
        """The geometry as GeoJSON text, seven places, which is how it is stored."""
        return json.dumps(mapping(self.geometry), separators=(",", ":"))

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        west, south, east, north = self.geometry.bounds
        return west, south, east, north

    @property
    def length_cm(self) -> int:
        """Geodesic length of the lines; 0 for points and areas."""
        return length_cm(self.geometry) if self.geometry.geom_type in {"LineString", "MultiLineString"} else 0

    @property
    def area_dm2(self) -> int:
        """Geodesic area; 0 for points and lines."""
        return area_dm2(self.geometry)


def length_cm(geometry: Any) -> int:
    return round(GEOD.geometry_length(geometry) * 100)


def area_dm2(geometry: Any) -> int:
    """Area without its sign, which depends on the direction of the ring only."""
    if shapely.get_dimensions(geometry) < 2:
        return 0
    return round(abs(GEOD.geometry_area_perimeter(geometry)[0]) * 100)


def read_shape(text: str, *, datum: Datum | None = None, repair: bool = False, within: Any = None) -> Shape:
    """Read a shape from GeoJSON text: a geometry, a Feature, or a collection of exactly one Feature.

    `datum` is what the sender declares; a datum in the text counts where nothing is declared, and where neither says,
    it is asked for (Refused on the field "datum"). GCJ-02 is converted, with a notice. A crossing outline is refused on
    the field "repair", or repaired where `repair` consents. `within` is the zone's outline: what lies outside is
    accepted with a notice.
    """
    content = _content(text)
    found = _geometry(content)
    geometry, notices = _to_wgs84(_checked(found), datum or declared_datum(content))
    geometry, repaired = _valid(shapely.set_precision(geometry, 10**-PLACES, mode="pointwise"), repair)
    outside = _outside(geometry, within)
    return Shape(geometry, (*notices, *repaired, *outside))


def stored_shape(text: str) -> Shape:
    """A shape that was checked when it was stored."""
    return Shape(shape(json.loads(text)))


def _content(text: str) -> dict[str, Any]:
    if len(text) > LARGEST_TEXT:
        raise Refused(_("This shape is larger than 2 MB: simplify it first."), field="geojson")
    try:
        content = json.loads(text.strip().removeprefix("\ufeff"))
    except (ValueError, RecursionError) as problem:
        where = {"line": getattr(problem, "lineno", 1), "column": getattr(problem, "colno", 1)}
        words = _("This is not JSON: it cannot be read at line %(line)s, character %(column)s.") % where
        raise Refused(words, field="geojson") from problem
    if not isinstance(content, dict):
        raise Refused(_("This is not GeoJSON: it has no type."), field="geojson")
    return content


def _geometry(content: dict[str, Any]) -> Any:
    """The geometry inside, as shapely has it."""
    if content.get("type") == "FeatureCollection":
        features = content.get("features")
        count = len(features) if isinstance(features, list) else 0
        if count != 1:
            words = _("The file holds %(count)s shapes; give the one that belongs here.") % {"count": count}
            raise Refused(words, field="geojson")
        content = _object(content["features"][0])
    if content.get("type") == "Feature":
        content = _object(content.get("geometry"))
    kind = content.get("type")
    if kind not in KINDS:
        raise Refused(_("This is not a GeoJSON point, line or polygon."), field="geojson")
    try:
        return shapely.force_2d(shape(content))
    except Exception as problem:  # whatever shapely or numpy makes of nonsense
        words = _("The coordinates of this %(kind)s cannot be read.") % {"kind": kind}
        raise Refused(words, field="geojson") from problem


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def declared_datum(content: dict[str, Any]) -> Datum | None:
    """The datum the text itself names, in the old "crs" member or a "datum" beside it."""
    crs = content.get("crs")
    name = _object(crs.get("properties")).get("name") if isinstance(crs, dict) else crs
    return datum_of(str(name or content.get("datum") or ""))


def _checked(geometry: Any) -> Any:
    """Refuse what is empty, not finite, outside the world, or in metres."""
    if geometry.is_empty:
        raise Refused(_("This shape is empty."), field="geojson")
    if shapely.get_num_coordinates(geometry) > MOST_POINTS:
        raise Refused(_("This shape has more than 100,000 points: simplify it first."), field="geojson")
    west, south, east, north = geometry.bounds
    if not all(math.isfinite(edge) for edge in geometry.bounds):
        raise Refused(_("A coordinate of this shape is not a number."), field="geojson")
    if max(abs(west), abs(east)) > 360 or max(abs(south), abs(north)) > 360:
        raise Refused(_("These coordinates look like metres; give degrees of longitude and latitude."), field="geojson")
    if max(abs(south), abs(north)) > 90 and max(abs(west), abs(east)) <= 90:
        raise Refused(_("Longitude and latitude look exchanged: longitude comes first."), field="geojson")
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:
        raise Refused(_("These coordinates lie outside the world."), field="geojson")
    return geometry


def _to_wgs84(geometry: Any, datum: Datum | None) -> tuple[Any, tuple[str, ...]]:
    if datum is None:
        raise Refused(_("Say which datum the coordinates have: CGCS2000 (WGS 84) or GCJ-02."), field="datum")
    if datum is Datum.BD09:
        raise Refused(_("Coordinates of Baidu maps (BD-09) are not taken: export them as CGCS2000."), field="datum")
    if datum is Datum.WGS84:
        return geometry, ()
    moved = shapely.transform(geometry, lambda points: [wgs84_from_gcj02(x, y) for x, y in points.tolist()])
    start, end = shapely.get_coordinates(geometry)[0], shapely.get_coordinates(moved)[0]
    metres = round(GEOD.inv(*start, *end)[2])
    return moved, (_("Converted from GCJ-02: the shape moved by about %(metres)s m.") % {"metres": metres},)


def _valid(geometry: Any, repair: bool) -> tuple[Any, tuple[str, ...]]:
    if geometry.is_valid:
        return geometry, ()
    where = crossing(geometry)
    if not repair:
        words = {"longitude": f"{where[0]:.5f}", "latitude": f"{where[1]:.5f}"}
        message = (
            _("The outline crosses or touches itself near longitude %(longitude)s, latitude %(latitude)s.") % words
        )
        raise Refused(message + " " + _("Correct it, or agree to its repair."), field="repair")
    repaired = repaired_area(geometry)
    if repaired.is_empty:
        raise Refused(_("Nothing with an area is left of this shape."), field="geojson")
    square_metres = {"area": f"{area_dm2(repaired) / 100:,.0f}"}
    return repaired, (_("The outline was repaired; it now encloses %(area)s m².") % square_metres,)


def crossing(geometry: Any) -> tuple[float, float]:
    """Where an invalid shape crosses or touches itself."""
    numbers = re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", explain_validity(geometry).partition("[")[2])
    if len(numbers) < 2:
        x, y = shapely.get_coordinates(geometry)[0]
        return float(x), float(y)
    return float(numbers[0]), float(numbers[1])


def repaired_area(geometry: Any) -> Any:
    """The areas an invalid polygon encloses, without the threads and points that repair leaves over."""
    made = make_valid(geometry)
    areas = [part for part in shapely.get_parts(made) if shapely.get_dimensions(part) == 2]
    return shapely.union_all(areas) if areas else shapely.Polygon()


def _outside(geometry: Any, within: Any) -> tuple[str, ...]:
    if within is None or within.covers(geometry):
        return ()
    if within.intersects(geometry):
        return (_("Part of this shape lies outside the zone."),)
    return (_("This shape lies outside the zone."),)


def coarse(geometry: Any) -> Any:
    """The shape as the public may see it: simplified and moved to a grid of about a hundred metres."""
    simple = shapely.set_precision(geometry.simplify(COARSE_DEGREES), COARSE_DEGREES)
    return coarse_point(geometry) if simple.is_empty else simple


def coarse_point(geometry: Any) -> Any:
    """A point on the shape, to about a hundred metres."""
    is_line = geometry.geom_type == "LineString"
    point = geometry.interpolate(0.5, normalized=True) if is_line else geometry.representative_point()
    return shapely.Point(round(point.x, COARSE_PLACES), round(point.y, COARSE_PLACES))


@dataclass(frozen=True)
class Overlap:
    """What two shapes share: length for lines, area for areas, and its ratio to the smaller of the two."""

    length_cm: int = 0
    area_dm2: int = 0
    ratio: float = 0.0

    @property
    def is_worth_a_warning(self) -> bool:
        """More than a crossing or a shared border: perhaps one road in two sections."""
        return self.ratio > WORTH_A_WARNING


def overlap(one: Any, other: Any, near_m: float = NEAR_M) -> Overlap:
    """How much of two shapes is the same ground; of lines, what of the shorter runs within `near_m` of the other."""
    if one.is_empty or other.is_empty or one.distance(other) > near_m / METRES_PER_DEGREE * 2:
        return Overlap()
    if min(shapely.get_dimensions(one), shapely.get_dimensions(other)) == 2:
        shared, smaller = area_dm2(one.intersection(other)), min(area_dm2(one), area_dm2(other))
        return Overlap(area_dm2=shared, ratio=shared / smaller if smaller else 0.0)
    line, ground = sorted((one, other), key=lambda each: (shapely.get_dimensions(each), each.length))
    if shapely.get_dimensions(line) == 0:
        return Overlap(ratio=1.0)
    shared = length_cm(line.intersection(_around(ground, near_m)))
    whole = length_cm(line)
    return Overlap(length_cm=shared, ratio=shared / whole if whole else 0.0)


def _around(geometry: Any, metres: float) -> Any:
    """The ground within so many metres, on a local plane; good to a per cent over a few kilometres."""
    if shapely.get_dimensions(geometry) == 2:
        return geometry
    scale = math.cos(math.radians(geometry.centroid.y))
    flat = shapely.transform(geometry, lambda points: points * [scale, 1.0])
    wide = flat.buffer(metres / METRES_PER_DEGREE, cap_style="flat")
    return shapely.transform(wide, lambda points: points / [scale, 1.0])


def dead_ends(lines: Iterable[Any]) -> list[tuple[float, float]]:
    """End points that exactly one end of one line uses, west to east: where a road does not join another (断头路)."""
    used: Counter[tuple[float, float]] = Counter()
    for line in lines:
        used.update(ends_of(line))
    return sorted(point for point, times in used.items() if times == 1)


def ends_of(line: Any) -> list[tuple[float, float]]:
    """First and last point of each part of a line."""
    return [end[:2] for part in shapely.get_parts(line) for end in (part.coords[0], part.coords[-1])]
