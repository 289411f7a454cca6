"""What key projects offer to the desk: tiles, what is due, map layers, the panel of lights, registers."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef
from django.utils.translation import gettext_lazy as _

from dajuan.core.calendar.kinds import RuleField, RuleKind, offer_rules
from dajuan.core.dossiers.register import carriers
from dajuan.core.faces import Due, DueList, Faces, MapLayer, Panel, Tile, offer
from dajuan.core.rooms import maps
from dajuan.core.rooms.router import router_of
from dajuan.core.staff.models import User, Visitor, Zone
from dajuan.core.staff.rights import offices_for
from dajuan.lines.projects.due_beside import CHECKLIST, DUE
from dajuan.lines.projects.models import Consequence, LightShown, Node, PlannedNode, Project, Start
from dajuan.lines.projects.models.lights import KIND, Measure, Rules
from dajuan.lines.projects.registers import ListingRegister, ProgressRegister, ProjectRegister
from dajuan.lines.projects.reported import OpenCoesioneRegister, PlatformRegister
from dajuan.lines.projects.shelves import ROOM
from dajuan.look.navigation import Group, NavItem
from dajuan.look.navigation import register as register_in_menu
from dajuan.values.lights import Light, by_deadline
from dajuan.values.periods import Period

MOST = 50  # of one list on the desk
MOST_RED = 10  # projects named on the panel
WARNING_DAYS = 30


def early(user: User) -> int:
    """Days by which a light warns this person before others: one for whoever works on the line's rows."""
    return 1 if offices_for(user, "projects") else 0


def due_nodes(user: User, day: date) -> list[Due]:
    """Planned nodes, by the plan in force, that are near or past and not done, most urgent first."""
    days = WARNING_DAYS + early(user)
    same = {"project": OuterRef("project")}
    newer = PlannedNode.objects.standing().filter(version__gt=OuterRef("version"), **same)
    done = Node.objects.standing().filter(kind=OuterRef("kind"), **same)
    started = Start.objects.standing().filter(**same)
    rows = PlannedNode.objects.visible_to(user).standing().filter(planned_on__lte=day + timedelta(days=days))
    rows = rows.exclude(Exists(newer)).exclude(Exists(done)).exclude(Exists(started), kind="started")
    return [
        Due(
            f"{one.project} · {one.get_kind_display()}",
            one.project.get_absolute_url(),
            one.planned_on,
            by_deadline(one.planned_on, day, warning_days=days),
        )
        for one in rows.select_related("project").order_by("planned_on", "pk")[:MOST]
    ]


def due_demands(user: User, day: date) -> list[Due]:
    """What interviews, notices and letters demand by a day, most urgent first; of each project the last demand."""
    days = WARNING_DAYS + early(user)
    later = Consequence.objects.standing().filter(project=OuterRef("project"), happened_on__gt=OuterRef("happened_on"))
    rows = Consequence.objects.visible_to(user).standing().filter(due_on__lte=day + timedelta(days=days))
    return [
        Due(
            f"{one.project} · {one.demand}",
            one.project.get_absolute_url(),
            one.due_on,
            by_deadline(one.due_on, day, warning_days=days),
            one.get_step_display(),
        )
        for one in rows.exclude(Exists(later)).select_related("project").order_by("due_on", "pk")[:MOST]
    ]


def lights_panel(visitor: Visitor, zone: Zone, period: Period, moment: int) -> dict[str, Any] | None:
    """The lights of the last month frozen within the period, as known at the moment; None where none was."""
    shown: Any = LightShown.objects.visible_to(visitor).as_of(moment).filter(zone=zone, month__lte=period.last)
    month = shown.filter(month__gte=period.start).aggregate(last=Max("month"))["last"]
    if month is None:
        return None
    of_month = shown.filter(month=month)
    counts = dict(of_month.order_by().values_list("light").annotate(n=Count("pk")))
    red = of_month.filter(light=Light.RED).select_related("project").order_by("done_x10", "pk")[:MOST_RED]
    return {"month": month, "counts": [(light, counts.get(light.value, 0)) for light in Light], "red": list(red)}


LIGHTS = RuleKind(
    KIND,
    _("Lights of key projects"),
    "projects",
    (
        RuleField(
            "measure",
            _("How far behind is told"),
            Rules.measure,
            choices=(
                (Measure.POINTS.value, _("in points behind the time plan")),
                (Measure.RATIO.value, _("as a share of the time plan")),
            ),
        ),
        RuleField("yellow", _("Yellow from points behind, or below a share (%)"), Rules.yellow, scale=10),
        RuleField("red", _("Red beyond points behind, or below a share (%)"), Rules.red, scale=10),
        RuleField("start_yellow", _("Months of an overdue start that turn yellow"), Rules.start_yellow),
        RuleField("start_red", _("Months of an overdue start that turn red"), Rules.start_red),
        RuleField(
            "register_yellow", _("Months outside the statistics register that turn yellow"), Rules.register_yellow
        ),
        RuleField("register_red", _("Months outside the statistics register that turn red"), Rules.register_red),
    ),
    _("0 months: not asked. Yinchuan 2025 counts points (10 and 30), Wuhan the share of the time plan (80 and 60)."),
)
FACES = Faces(
    line="projects",
    title=_("Key projects"),
    page="projects:index",
    icon="crane",
    tiles=(
        Tile("projects-started"),
        Tile("municipal-key-projects"),
        Tile("municipal-investment-completed"),
        Tile("projects-under-construction"),
        Tile("fastest-start"),
        Tile("lights-red"),
    ),
    due_lists=(
        DueList(_("Nodes of key projects"), due_nodes),
        DueList(_("Demanded of key projects"), due_demands),
        *DUE,
    ),
    layers=(MapLayer("projects", _("Key projects"), partial(maps.shapes, ROOM.shelves["projects"])),),
    panels=(Panel("projects-lights", _("Lights of key projects"), "projects/_lights_panel.html", lights_panel),),
    registers=(ProjectRegister, ListingRegister, ProgressRegister, PlatformRegister, OpenCoesioneRegister),
    api=partial(router_of, ROOM),
)
MENU = NavItem(_("Key projects"), "projects:index", "projects.view", icon="crane", order=50, group=Group.LINES)


def offer_all() -> None:
    """Offer the faces to the desk, the first page to the menu, and what projects carry to the dossiers."""
    offer(FACES)
    register_in_menu(MENU)
    offer_rules(LIGHTS)
    offer_rules(CHECKLIST)
    carriers.add("projects.project", _("Key projects"), lambda dossier: Project.objects.filter(dossier=dossier))
