"""The shelves of the room: one a kind of subject, with its forms and what its list shows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.rooms.shelves import Column, Lights, Room, Shelf
from dajuan.core.staff.models import User, Visitor
from dajuan.lines.projects import forms
from dajuan.lines.projects.models import KeyList, Project, last_lights
from dajuan.lines.projects.models.subjects import in_yi
from dajuan.lines.projects.shelves_beside import BESIDE, OF_A_PROJECT


def lights(user: Visitor, day: date) -> Lights:
    """The lights of the last month frozen by a day: the official ones. One question a page."""
    shown = last_lights(user.zone, day) if isinstance(user, User) and user.zone else {}
    return lambda subject: shown.get(subject.pk)


def issued(key_list: KeyList) -> Any:
    """The version of a list that is in force; nothing while it is drawn up."""
    issue = key_list.issues.standing().first()
    return issue.version if issue else ""


ROOM = Room(
    "projects",
    _("Key projects"),
    (
        Shelf(
            Project,
            forms.ProjectForm,
            (
                forms.NodeForm,
                forms.StartForm,
                forms.CeremonyForm,
                forms.MonthReportForm,
                forms.StatisticsForm,
                forms.NodePlanForm,
                forms.TotalForm,
                forms.ListingForm,
                forms.RemovalForm,
                forms.ConsequenceForm,
                *OF_A_PROJECT,
            ),
            (
                Column(pgettext_lazy("project", "Type"), lambda project: project.get_type_display()),
                Column(_("Leading industry"), lambda project: project.get_industry_display()),
                Column(_("Highest level"), lambda project: project.get_level_display()),
                Column(_("Total investment (100 million yuan)"), lambda project: in_yi(project.total_fen)),
                Column(_("Start confirmed"), lambda project: project.started_on),
            ),
            "crane",
            lights,
            "projects/_project.html",
        ),
        Shelf(
            KeyList,
            forms.KeyListForm,
            (forms.IssueForm,),
            (
                Column(_("Year"), lambda key_list: str(key_list.year)),
                Column(pgettext_lazy("list", "Level"), lambda key_list: key_list.get_level_display()),
                Column(_("Version of the plan"), issued),
            ),
            "list-numbers",
            None,
            "projects/_key_list.html",
        ),
        *BESIDE,
    ),
    ways="projects/_ways.html",
)
