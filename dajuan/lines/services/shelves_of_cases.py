"""The shelf of cases: what its list shows."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.rooms.shelves import Column, Lights, Shelf
from dajuan.core.staff.models import Visitor
from dajuan.lines.services.forms.cases import CASE_FORMS, ParticularsForm
from dajuan.lines.services.models import Case
from dajuan.lines.services.models.case_lights import warnings_on


def case_lights(user: Visitor, day: date) -> Lights:
    """By the day each case is due and the rule set in force. One question a page."""
    rules = warnings_on(day)
    return lambda case: case.light(day, warning_days=rules.due)


CASES = Shelf(
    Case,
    ParticularsForm,
    CASE_FORMS,
    (
        Column(_("Matter"), lambda case: (case.matter or case.package).told),
        Column(_("Applicant"), lambda case: case.applicant),
        Column(pgettext_lazy("case", "Channel"), lambda case: case.get_channel_display()),
        Column(_("Due on"), lambda case: case.due_on),
        Column(_("Examiner"), lambda case: case.examiner or ""),
        Column(_("System of record"), lambda case: case.system),
    ),
    "files",
    case_lights,
)
