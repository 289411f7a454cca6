"""Shapes on a map: exact for the room's people, points to about a hundred metres for the public (office.md 12)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from shapely.geometry import mapping

from dajuan.core.faces import Bounds
from dajuan.core.places.geometry import coarse_point
from dajuan.core.staff.models import Visitor
from dajuan.lines.livelihood.models import School

MOST = 2000  # shapes on one map
COLOUR = "#1d4f91"


def shapes(subject: type[Any], user: Visitor, bounds: Bounds | None) -> dict[str, Any]:
    """What a person may see of one kind of subject, as a FeatureCollection."""
    rows = subject.objects.visible_to(user).exclude(geojson="")
    rows = rows.in_box(*bounds) if bounds else rows
    return _collection(feature(row) for row in rows.order_by("-pk")[:MOST])


def feature(row: Any) -> dict[str, Any]:
    """One subject with its shape and how far it is."""
    stage = row.get_stage_display() if hasattr(row, "stage") else row.get_network_display()
    properties = {"title": row.name, "note": stage, "url": row.get_absolute_url(), "kind": row.page, "light": None}
    return {"type": "Feature", "geometry": json.loads(row.geojson), "properties": {**properties, "colour": COLOUR}}


def public_schools(visitor: Visitor, bounds: Bounds | None) -> dict[str, Any]:
    """Schools in operation as coarse points, for anybody."""
    rows = School.objects.filter(stage=School.Stage.OPEN).exclude(geojson="")
    rows = rows.in_box(*bounds) if bounds else rows
    return _collection(_public_feature(row) for row in rows.order_by("-pk")[:MOST])


def _public_feature(row: School) -> dict[str, Any]:
    shape = row.shape
    return {
        "type": "Feature",
        "geometry": mapping(coarse_point(shape.geometry)) if shape else None,
        "properties": {"title": row.name, "note": row.get_kind_display(), "kind": row.page},
    }


def read_bounds(words: str) -> Bounds | None:
    """West, south, east and north of "?box=108.9,34.3,109,34.4"; None where it is no box."""
    try:
        west, south, east, north = (float(part) for part in words.split(","))
    except ValueError:
        return None
    return (west, south, east, north) if west <= east and south <= north else None


def _collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}
