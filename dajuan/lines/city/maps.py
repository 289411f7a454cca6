"""Shapes on a map: exact for the room's people, points to about a hundred metres for the public (office.md 12)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from shapely.geometry import mapping

from dajuan.core.faces import Bounds
from dajuan.core.places.geometry import coarse_point, ends_of
from dajuan.core.places.geometry import dead_ends as alone
from dajuan.core.records.models import today
from dajuan.core.staff.models import Visitor
from dajuan.lines.city.models import Work
from dajuan.lines.city.models.lights import Thresholds, thresholds
from dajuan.lines.city.models.subjects import CitySubject
from dajuan.lines.city.models.works import ROADS, WorkKind
from dajuan.values.lights import Light

MOST = 2000  # shapes on one map
COLOURS = {Light.GREEN: "#186a34", Light.YELLOW: "#8a5300", Light.RED: "#b3161d", None: "#1d4f91"}


def shapes(subject: type[CitySubject], user: Visitor, bounds: Bounds | None) -> dict[str, Any]:
    """What a person may see of one kind of subject, as a FeatureCollection."""
    rows = subject.objects.visible_to(user).exclude(geojson="")
    rows = rows.in_box(*bounds) if bounds else rows
    day = today()
    rules = thresholds(day)
    stages = {value: str(name) for value, name in subject.Stage.choices}  # two thousand translations cost half the map
    return _collection(feature(row, user, day, rules, stages[row.stage]) for row in rows.order_by("-pk")[:MOST])


def feature(row: Any, user: Visitor, day: date, rules: Thresholds, stage: str = "") -> dict[str, Any]:
    """One subject with its shape, its stage (`stage` if its name is known already) and its light."""
    light = row.light_for(user, day, rules)
    return {
        "type": "Feature",
        "geometry": json.loads(row.geojson),
        "properties": {
            "title": row.name,
            "note": stage or row.get_stage_display(),
            "url": row.get_absolute_url(),
            "kind": getattr(row, "kind", row.page),
            "light": light,
            "colour": COLOURS[light],
        },
    }


def public_works(visitor: Visitor, bounds: Bounds | None) -> dict[str, Any]:
    """Works in a plan as coarse points, for anybody; never a power line."""
    rows = Work.objects.for_the_public().exclude(geojson="").exclude(kind=WorkKind.POWER_LINE)
    rows = rows.in_box(*bounds) if bounds else rows
    return _collection(_public_feature(row) for row in rows.order_by("-pk")[:MOST])


def _public_feature(row: Work) -> dict[str, Any]:
    shape = row.shape
    words = {"kind": row.get_kind_display(), "stage": row.get_stage_display()}
    return {
        "type": "Feature",
        "geometry": mapping(coarse_point(shape.geometry)) if shape else None,
        "properties": {"title": row.name, "note": _("%(kind)s, %(stage)s") % words, "kind": row.kind},
    }


@dataclass(frozen=True)
class DeadEnd:
    """Where one road ends and joins no other (断头路): the road, and the point in degrees, longitude first."""

    road: Work
    point: tuple[float, float]


def dead_ends(user: Visitor) -> tuple[int, list[DeadEnd]]:
    """How many roads a person sees on the map, and the ends that join no other road, from west to east."""
    roads = Work.objects.visible_to(user).filter(kind__in=ROADS).exclude(geojson="").order_by("pk")
    lines = [(road, road.shape.geometry) for road in roads if road.shape]
    owner = {end: road for road, line in lines for end in ends_of(line)}
    return len(lines), [DeadEnd(owner[point], point) for point in alone(line for _road, line in lines)]


def dead_ends_shown(ends: Iterable[DeadEnd]) -> dict[str, Any]:
    """Dead ends as points of a map."""
    return _collection(
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": list(end.point)},
            "properties": {"title": end.road.name, "url": end.road.get_absolute_url(), "colour": COLOURS[Light.RED]},
        }
        for end in ends
    )


def read_bounds(words: str) -> Bounds | None:
    """West, south, east and north of "?box=108.9,34.3,109,34.4"; None where it is no box."""
    try:
        west, south, east, north = (float(part) for part in words.split(","))
    except ValueError:
        return None
    return (west, south, east, north) if west <= east and south <= north else None


def _collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}
