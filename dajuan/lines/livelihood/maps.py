"""What of this room stands on public maps: schools in operation, as points to about a hundred metres (office.md 12)."""

from __future__ import annotations

from typing import Any

from dajuan.core.faces import Bounds
from dajuan.core.rooms.maps import for_anybody
from dajuan.core.staff.models import Visitor
from dajuan.lines.livelihood.models import School


def public_schools(visitor: Visitor, bounds: Bounds | None) -> dict[str, Any]:
    """Schools in operation as coarse points, for anybody."""
    return for_anybody(School.objects.filter(stage=School.Stage.OPEN), bounds, lambda school: school.get_kind_display())
