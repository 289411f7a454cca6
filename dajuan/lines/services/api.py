"""What government services offer to programs beside their lists: what a matter asks for, how a package goes."""

from __future__ import annotations

from typing import Any

from ninja import Router

from dajuan.core.rooms.router import router_of
from dajuan.lines.services.shelves import ROOM


def router() -> Router:
    """The room's part of the interface."""
    made: Any = router_of(ROOM)
    return made
