"""What a line of work offers to the desk: tiles, due lists, map layers and registers.

The desk never names a line. Each room declares what it offers once, in its `faces.py`, and the desk reads it here:

    offer(Faces(line="city", title=_("City quality"), page="city:index", tiles=(Tile("roads-opened"),), ...))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from dajuan.core.staff.models import User, Visitor, Zone
from dajuan.values.lights import Light
from dajuan.values.periods import Period

Bounds = tuple[float, float, float, float]  # west, south, east, north in degrees (CGCS2000)


@dataclass(frozen=True)
class Tile:
    """One figure on the cockpit, by its key."""

    figure_key: str


@dataclass(frozen=True)
class Due:
    """One thing that is or will be late: what, where, by when, and its light (domain.md 2.3).

    `title` names no person: it leaves the house in calendars.
    """

    title: str
    url: str
    due_on: date
    light: Light
    note: Any = ""  # what is already under way about it, such as a completion that awaits review


@dataclass(frozen=True)
class DueList:
    """What is due on one subject of a line; `due` answers for a person and a day, most urgent first."""

    title: Any
    due: Callable[[User, date], list[Due]]


@dataclass(frozen=True)
class MapLayer:
    """Shapes on a map; `shapes` answers a GeoJSON FeatureCollection of what a person may see inside the bounds.

    Each feature carries `title`, `url`, `kind` and `light` among its properties.
    """

    key: str
    title: Any
    shapes: Callable[[Visitor, Bounds | None], dict[str, Any]]
    public: bool = False  # then shapes answers points for a visitor who is not signed in (office.md 12)


@dataclass(frozen=True)
class Panel:
    """A part of the cockpit that a line draws itself: a template of the line, and what fills it.

    `content` answers for a person, a zone, a period and a ledger number (as known at which moment); None where there
    is nothing to show. It asks the same few questions however many rows there are.
    """

    key: str
    title: Any
    template: str
    content: Callable[[Visitor, Zone, Period, int], dict[str, Any] | None]
    style: str = ""  # a static file
    public: bool = False  # then it also stands on the public front page


@dataclass(frozen=True)
class Door:
    """What a line puts first on the public front page, above its big buttons and below; what fills both for a zone.

    `content` asks the same few questions however many rows there are.
    """

    template: str
    content: Callable[[Zone], dict[str, Any]]
    buttons: str = ""  # a template of big buttons
    below: str = ""  # a template of what stands under all of them
    style: str = ""  # a static file


@dataclass(frozen=True)
class Faces:
    """Everything one line offers; `page` is the name of its first page."""

    line: str
    title: Any
    page: str
    icon: str = ""
    tiles: tuple[Tile, ...] = ()
    due_lists: tuple[DueList, ...] = ()
    layers: tuple[MapLayer, ...] = ()
    panels: tuple[Panel, ...] = ()
    registers: tuple[type, ...] = ()
    company_pages: tuple[tuple[Any, str], ...] = ()  # title and name of each page about one company
    public_page: str = ""
    api: Callable[[], Any] | None = None  # makes its part of the interface for programs (core/rooms/router.py)
    portal_api: Callable[[], Any] | None = None  # the same for whoever is outside: no key, or an applicant's session
    door: Door | None = None
    own_page: str = ""  # where somebody with an account from outside finds what is his own
    own_title: Any = ""  # what that is called; empty: the line's title


_offered: dict[str, Faces] = {}


def offer(faces: Faces) -> None:
    """Register what a line offers; called once a line, at start."""
    _offered[faces.line] = faces


def all_faces() -> list[Faces]:
    """What every line offers, in the order of the installed lines."""
    return list(_offered.values())


def layer(key: str) -> MapLayer | None:
    """The map layer of a key, None if no line offers it."""
    return next((one for faces in all_faces() for one in faces.layers if one.key == key), None)
