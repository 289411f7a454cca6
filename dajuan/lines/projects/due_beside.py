"""What is due in the ledgers beside the projects, and their rules, for the desk and the page of rule sets."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from dajuan.core.calendar.kinds import RuleField, RuleKind
from dajuan.core.faces import Due, DueList
from dajuan.core.staff.models import User
from dajuan.lines.projects.models import Plot, Problem, Service
from dajuan.lines.projects.models.connections import DEFAULT, KIND, KNOWN
from dajuan.lines.projects.shelves_beside import plot_lights, service_lights
from dajuan.values.lights import Light

MOST = 50  # of one list on the desk
AHEAD = timedelta(days=15)


def due_services(user: User, day: date) -> list[Due]:
    """Services promised for a day that is near or past and not done, most urgent first."""
    rows = Service.objects.visible_to(user).open().filter(due_on__lte=day + AHEAD)
    return _dues(rows, service_lights(user, day))


def due_plots(user: User, day: date) -> list[Due]:
    """Plots to be cleared by a day that is near or past, most urgent first."""
    rows = Plot.objects.visible_to(user).open().filter(due_on__lte=day + AHEAD).defer("geojson")
    return _dues(rows, plot_lights(user, day))


def _dues(rows: Any, light_of: Any) -> list[Due]:
    return [
        Due(str(one), one.get_absolute_url(), one.due_on, light_of(one) or Light.GREEN)
        for one in rows.select_related("project").order_by("due_on", "pk")[:MOST]
    ]


def due_problems(user: User, day: date) -> list[Due]:
    """Problems of projects to be solved by a day that is near or past and not confirmed, most urgent first."""
    rows = Problem.objects.visible_to(user).unsolved().filter(due_on__lte=day + AHEAD)
    return [
        Due(
            f"{one.project} · {one.title}",
            one.ticket.get_absolute_url(),
            one.due_on,
            one.light(day) or Light.GREEN,
            one.owner,
        )
        for one in rows.select_related("project", "ticket__office").order_by("due_on", "number")[:MOST]
    ]


DUE = (
    DueList(_("Problems of projects"), due_problems),
    DueList(_("Services promised to investors"), due_services),
    DueList(_("Plots to be cleared"), due_plots),
)
CHECKLIST = RuleKind(
    KIND,
    _("Seven connections and levelling"),
    "projects",
    (RuleField("items", _("Items of the checklist"), [key for key, _name in DEFAULT], choices=KNOWN, many=True),),
    _("A project keeps the list that was in force when its clearance task was issued."),
)
