"""What a leader reads of a project before a visit, beside its particulars: the year, land and service, problems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from dajuan.lines.projects.models import MonthReport, NodeKind, Problem, Project, Service

MOST_PROBLEMS = 5  # so that all of it stands on one sheet of A4
FEN_A_WAN = 1_000_000


@dataclass(frozen=True)
class Brief:
    """Name and value of what is told of the year and of the ground, and the problems that are open."""

    year: list[tuple[str, str]]
    ground: list[tuple[str, str]]
    problems: list[Problem]


def brief_of(project: Project) -> Brief:
    """The brief of a project. A dozen questions."""
    return Brief(_year(project), _ground(project), list(project.open_problems()[:MOST_PROBLEMS]))


def _year(project: Project) -> list[tuple[str, str]]:
    """Of the latest year in whose list it stands: plan, completed, and who leads."""
    places = project.listings_in_force()
    said = [(_("Leader in charge"), project.leader or "–"), (_("Project specialist"), str(project.specialist or "–"))]
    if not places:
        return [(_("On lists"), _("on no list")), *said]
    latest = [one for one in places if one.year == places[0].year]
    lowest = latest[-1]
    done = _done(project, lowest.year)
    share = f"{done * 100 / lowest.plan_fen:.1f} %" if lowest.plan_fen else "–"
    return [
        (_("On lists"), f"{lowest.year} · {', '.join(str(one.get_level_display()) for one in latest)}"),
        (_("Plan of the year (10,000 yuan)"), f"{lowest.plan_fen // FEN_A_WAN:,} ({lowest.version})"),
        (_("Completed (10,000 yuan)"), f"{done // FEN_A_WAN:,} ({share})"),
        *said,
    ]


def _done(project: Project, year: int) -> int:
    rows = MonthReport.objects.standing().filter(project=project, month__year=year)
    return rows.aggregate(all=Sum("done_fen"))["all"] or 0


def _ground(project: Project) -> list[tuple[str, str]]:
    land = project.land_totals()
    days = project.days_done()
    left = "–" if NodeKind.CLEARING not in days else str(len(project.open_items()))
    services: Any = project.services
    open_services = services.exclude(stage=Service.Stage.CONFIRMED).count()
    return [
        *((str(name), f"{far} / {all_}") for name, far, all_ in (land.rows() if land.plots else ())),
        (_("Connections still to be done"), "0" if NodeKind.CONNECTED in days else left),
        (_("Services not yet confirmed"), f"{open_services} / {services.count()}"),
    ]
