"""What livelihood offers to the desk: tiles, what is due, map layers, registers."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from dajuan.core.faces import Due, DueList, Faces, MapLayer, Panel, Tile, offer
from dajuan.core.rooms.maps import shapes
from dajuan.core.rooms.router import router_of
from dajuan.core.staff.models import User
from dajuan.core.staff.rights import offices_for
from dajuan.lines.livelihood import maps
from dajuan.lines.livelihood.calendar import air_calendar
from dajuan.lines.livelihood.models import Hospital, School, Venue
from dajuan.lines.livelihood.registers import ReadingRegister, SchoolRegister, StationRegister
from dajuan.lines.livelihood.shelves import ROOM
from dajuan.look.navigation import Group, NavItem
from dajuan.look.navigation import register as register_in_menu
from dajuan.values.lights import by_deadline

MOST = 50  # of one list on the desk
WARNING_DAYS = 30


def due_schools(user: User, day: date) -> list[Due]:
    """Schools whose planned opening is near or past and that have not opened, most urgent first."""
    return _due(user, School.objects.visible_to(user).filter(stage=School.Stage.PLANNED), day)


def due_hospitals(user: User, day: date) -> list[Due]:
    """Hospital projects whose planned completion is near or past, most urgent first."""
    return _due(user, Hospital.objects.visible_to(user).exclude(stage=Hospital.Stage.COMPLETED), day)


def due_venues(user: User, day: date) -> list[Due]:
    """Venues whose planned completion is near or past, most urgent first."""
    return _due(user, Venue.objects.visible_to(user).exclude(stage=Venue.Stage.COMPLETED), day)


def _due(user: User, subjects: Any, day: date) -> list[Due]:
    """Yellow a day early for whoever works on the line's rows, so that it can still be helped (office.md 15)."""
    days = WARNING_DAYS + (1 if offices_for(user, "livelihood") else 0)
    soon = subjects.filter(planned_on__lte=day + timedelta(days=days)).order_by("planned_on", "pk")
    return [
        Due(
            one.name,
            one.get_absolute_url(),
            one.planned_on,
            by_deadline(one.planned_on, day, warning_days=days),
        )
        for one in soon.defer("geojson")[:MOST]
    ]


FACES = Faces(
    line="livelihood",
    title=_("Livelihood"),
    page="livelihood:index",
    icon="school",
    tiles=(
        Tile("schools-opened"),
        Tile("seats-added"),
        Tile("union-coverage"),
        Tile("hospitals-building"),
        Tile("renovation-progress"),
        Tile("air-good-days"),
        Tile("pm25-mean"),
        Tile("pm10-mean"),
    ),
    due_lists=(
        DueList(_("Schools to open"), due_schools),
        DueList(_("Hospitals to complete"), due_hospitals),
        DueList(_("Venues to complete"), due_venues),
    ),
    layers=(
        *(
            MapLayer(f"livelihood-{shelf.word}", shelf.title, partial(shapes, shelf))
            for shelf in ROOM.shelves.values()
            if shelf.placed
        ),
        MapLayer("livelihood-open", _("Schools in operation"), maps.public_schools, public=True),
    ),
    panels=(
        Panel(
            "air", _("Air of the year"), "livelihood/_calendar.html", air_calendar, "livelihood/air.css", public=True
        ),
    ),
    registers=(ReadingRegister, StationRegister, SchoolRegister),
    public_page="open-livelihood:air",
    api=partial(router_of, ROOM),
)
MENU = NavItem(_("Livelihood"), "livelihood:index", "livelihood.view", icon="school", order=70, group=Group.LINES)


def offer_all() -> None:
    """Offer the faces to the desk and the first page to the menu; called once, at start."""
    offer(FACES)
    register_in_menu(MENU)
