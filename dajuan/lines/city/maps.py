"""What of this room stands on maps beside its shelves: works for the public, and the ends of dead-end roads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dajuan.core.faces import Bounds
from dajuan.core.places.geometry import dead_ends as alone
from dajuan.core.places.geometry import ends_of
from dajuan.core.rooms.maps import COLOURS, collection, for_anybody
from dajuan.core.staff.models import Visitor
from dajuan.lines.city.models import Work
from dajuan.lines.city.models.works import ROADS, WorkKind
from dajuan.values.lights import Light


def public_works(visitor: Visitor, bounds: Bounds | None) -> dict[str, Any]:
    """Works in a plan as coarse points, for anybody; never a power line."""
    return for_anybody(Work.objects.for_the_public().exclude(kind=WorkKind.POWER_LINE), bounds, _kind_and_stage)


def _kind_and_stage(work: Work) -> str:
    return _("%(kind)s, %(stage)s") % {"kind": work.get_kind_display(), "stage": work.get_stage_display()}


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
    return collection(
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": list(end.point)},
            "properties": {"title": end.road.name, "url": end.road.get_absolute_url(), "colour": COLOURS[Light.RED]},
        }
        for end in ends
    )
