"""What city quality offers to the desk: tiles, what is due, map layers, registers."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from django.utils.translation import gettext_lazy as _

from dajuan.core.calendar.kinds import RuleField, RuleKind, offer_rules
from dajuan.core.faces import Due, DueList, Faces, MapLayer, Tile, offer
from dajuan.core.records.models import Draft
from dajuan.core.rooms.maps import shapes
from dajuan.core.rooms.router import router_of
from dajuan.core.staff.models import User
from dajuan.core.staff.rights import offices_for
from dajuan.lines.city import maps
from dajuan.lines.city.models import Completion, IllegalBuilding, Work
from dajuan.lines.city.models.lights import KIND, Thresholds, thresholds
from dajuan.lines.city.registers import PlotRegister, RoadRegister, WorkRegister
from dajuan.lines.city.shelves import ROOM
from dajuan.look.navigation import Group, NavItem
from dajuan.look.navigation import register as register_in_menu
from dajuan.values.lights import Light, by_deadline

MOST = 50  # of one list on the desk


def early(user: User) -> int:
    """Days by which a light warns this person before others: one for whoever works on the line's rows."""
    return 1 if offices_for(user, "city") else 0


def due_works(user: User, day: date) -> list[Due]:
    """Works whose planned end is near or past and that are not completed, most urgent first."""
    rules = thresholds(day)
    works = Work.objects.visible_to(user).late_or_soon(day + timedelta(days=rules.warning_days + early(user)))
    submitted = Draft.objects.submitted().filter(zone=user.zone_id, entry_type=Completion._meta.label_lower)
    said = set(submitted.values_list("subject", flat=True))
    return [
        Due(
            work.name,
            work.get_absolute_url(),
            work.planned_end_on,
            work.light_for(user, day, rules) or Light.GREEN,
            _("completion submitted, awaiting review") if work.pk in said else "",
        )
        for work in works.defer("geojson")[:MOST]
    ]


def due_demolitions(user: User, day: date) -> list[Due]:
    """Illegal buildings that must soon be demolished or should have been, most urgent first."""
    days = thresholds(day).warning_days + early(user)
    cases = IllegalBuilding.objects.visible_to(user).to_be_demolished(day + timedelta(days=days))
    return [
        Due(case.name, case.get_absolute_url(), case.demolish_by, by_deadline(case.demolish_by, day, warning_days=days))
        for case in cases.defer("geojson")[:MOST]
    ]


LIGHTS = RuleKind(
    KIND,
    _("Lights of works"),
    "city",
    (
        RuleField("warning_days", _("Days before the planned end that turn yellow"), Thresholds.warning_days),
        RuleField("yellow_x10", _("Points behind the time plan that turn yellow"), Thresholds.yellow_x10, scale=10),
        RuleField("red_x10", _("Points behind the time plan that turn red"), Thresholds.red_x10, scale=10),
    ),
)

FACES = Faces(
    line="city",
    title=_("City quality"),
    page="city:index",
    icon="building-community",
    tiles=(
        Tile("roads-opened"),
        Tile("estates-renovated"),
        Tile("lanes-improved"),
        Tile("telecom-cable-buried"),
        Tile("greenway-built"),
        Tile("green-area-added"),
        Tile("illegal-area-dealt-with"),
        Tile("works-satisfaction"),
    ),
    due_lists=(
        DueList(_("Works on the city"), due_works),
        DueList(_("Illegal buildings to be demolished"), due_demolitions),
    ),
    layers=(
        *(MapLayer(f"city-{shelf.word}", shelf.title, partial(shapes, shelf)) for shelf in ROOM.shelves.values()),
        MapLayer("city-open", _("Works on the city"), maps.public_works, public=True),
    ),
    registers=(WorkRegister, RoadRegister, PlotRegister),
    public_page="open-city:open",
    api=partial(router_of, ROOM),
)
MENU = NavItem(_("City quality"), "city:index", "city.view", icon="building-community", order=60, group=Group.LINES)


def offer_all() -> None:
    """Offer the faces to the desk and the first page to the menu; called once, at start."""
    offer(FACES)
    offer_rules(LIGHTS)
    register_in_menu(MENU)
