"""What is due about cases, for my day: decisions, missing papers, applications unanswered, bad ratings."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dajuan.core.calendar.kinds import RuleField, RuleKind, offer_rules
from dajuan.core.faces import Due, DueList
from dajuan.core.staff.models import User
from dajuan.core.staff.rights import offices_for
from dajuan.lines.services.models import Case, Rating
from dajuan.lines.services.models.case_entries import IN_HAND
from dajuan.lines.services.models.case_lights import KIND, Warnings, warnings_on
from dajuan.values.lights import by_deadline

MOST = 50


def _early(user: User) -> int:
    """Days by which a light warns this person before others: one for whoever works on cases (office.md 15)."""
    return 1 if offices_for(user, "services") else 0


def due_cases(user: User, day: date) -> list[Due]:
    """Cases of mine, or nobody's yet, that are due soon or overdue, most urgent first."""
    days = warnings_on(day).due + _early(user)
    mine = Q(examiner=user) | Q(examiner=None)
    rows = Case.objects.visible_to(user).due_by(day + timedelta(days=days)).filter(mine, system="")
    return [_due(one, one.due_on, day, days) for one in _named(rows.order_by("due_on", "pk"))]


def due_papers(user: User, day: date) -> list[Due]:
    """Cases whose missing papers are to come soon or never came: the applicant is reminded."""
    days = warnings_on(day).missing + _early(user)
    rows = Case.objects.visible_to(user).filter(
        missing_by__lte=day + timedelta(days=days), stage__in=IN_HAND, system=""
    )
    return [_due(one, one.missing_by, day, days) for one in _named(rows.order_by("missing_by", "pk"))]


def due_ratings(user: User, day: date) -> list[Due]:
    """Bad ratings to be verified and rectified, most urgent first."""
    days = warnings_on(day).rating + _early(user)
    rows = Rating.objects.visible_to(user).to_be_rectified().filter(due_on__lte=day + timedelta(days=days))
    return [
        _due(one.case, one.due_on, day, days)
        for one in rows.select_related("case__matter", "case__package").order_by("due_on", "number")[:MOST]
    ]


def _named(rows: Any) -> Any:
    return rows.select_related("matter", "package")[:MOST]


def _due(case: Any, due_on: date, day: date, days: int) -> Due:
    title = f"{case.number} · {(case.matter or case.package).told}"
    return Due(title, case.get_absolute_url(), due_on, by_deadline(due_on, day, warning_days=days))


DUE = (
    DueList(_("Cases to be decided"), due_cases),
    DueList(_("Missing papers of cases"), due_papers),
    DueList(_("Bad ratings to be rectified"), due_ratings),
)
LIGHTS = RuleKind(
    KIND,
    _("Lights of cases"),
    "services",
    (
        RuleField("due", _("Days before a case is due that turn yellow"), Warnings.due),
        RuleField("missing", _("Days before missing papers are due that turn yellow"), Warnings.missing),
        RuleField("rating", _("Days before a bad rating must be rectified that turn yellow"), Warnings.rating),
    ),
)


def offer_lights() -> None:
    """Let an office put its own days into force; called once, at start."""
    offer_rules(LIGHTS)
