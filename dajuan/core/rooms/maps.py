"""Subjects on a map: exact for the room's people, points to about a hundred metres for the public (office.md 12)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from shapely.geometry import mapping

from dajuan.core.faces import Bounds
from dajuan.core.places.geometry import coarse_point
from dajuan.core.records.models import today
from dajuan.core.rooms.shelves import Shelf
from dajuan.core.staff.models import Visitor
from dajuan.values.lights import Light

MOST = 2000  # shapes on one map
COLOURS = {Light.GREEN: "#186a34", Light.YELLOW: "#8a5300", Light.RED: "#b3161d", None: "#1d4f91"}


def shapes(shelf: Shelf, user: Visitor, bounds: Bounds | None) -> dict[str, Any]:
    """What a person may see of one shelf, as a FeatureCollection."""
    manager: Any = shelf.subject._default_manager
    rows = manager.visible_to(user).unmerged().exclude(geojson="")
    rows = rows.in_box(*bounds) if bounds else rows
    light_of = shelf.light_of(user, today())
    stages = {value: str(name) for value, name in shelf.stages}  # two thousand translations cost half the map
    return collection(
        feature(row, light_of(row), stages.get(getattr(row, "stage", ""), "")) for row in rows.order_by("-pk")[:MOST]
    )


def feature(row: Any, light: Light | None, note: Any = "") -> dict[str, Any]:
    """One subject with its shape, its light, and a note such as its stage."""
    return {
        "type": "Feature",
        "geometry": json.loads(row.geojson),
        "properties": {
            "title": str(row),
            "note": str(note),
            "url": row.get_absolute_url(),
            "kind": getattr(row, "kind", row.page),
            "light": light,
            "colour": COLOURS[light],
        },
    }


def for_anybody(rows: Any, bounds: Bounds | None, note: Callable[[Any], str]) -> dict[str, Any]:
    """Subjects as coarse points with a note, as a FeatureCollection; the caller has chosen which may be shown."""
    rows = rows.exclude(geojson="")
    rows = rows.in_box(*bounds) if bounds else rows
    return collection(_coarse(row, note(row)) for row in rows.order_by("-pk")[:MOST])


def _coarse(row: Any, note: str) -> dict[str, Any]:
    shape = row.shape
    return {
        "type": "Feature",
        "geometry": mapping(coarse_point(shape.geometry)) if shape else None,
        "properties": {"title": str(row), "note": note, "kind": getattr(row, "kind", row.page)},
    }


def read_bounds(words: str) -> Bounds | None:
    """West, south, east and north of "?box=108.9,34.3,109,34.4"; None where it is no box."""
    try:
        west, south, east, north = (float(part) for part in words.split(","))
    except ValueError:
        return None
    return (west, south, east, north) if west <= east and south <= north else None


def collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}
