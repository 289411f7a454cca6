"""The plan of nodes as a Gantt chart, of one project and of all on a list: frozen at a day against now."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dajuan.core.records.forms import DayInput
from dajuan.core.records.models import today
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.lines.projects import schedule
from dajuan.lines.projects.models import KeyList, Node, NodeKind, PlannedNode, Project, ReportedPhase, Start
from dajuan.lines.projects.schedule import Row
from dajuan.look.paging import page_by_key


class FrozenForm(forms.Form):
    """The day whose plan is held against now."""

    frozen = forms.DateField(label=gettext_lazy("Plan as it stood on"), required=False, widget=DayInput())

    def day(self, otherwise: date) -> date:
        """The day asked for; another where none or no day was. The form shows the one that is taken."""
        day = (self.cleaned_data.get("frozen") if self.is_valid() else None) or otherwise
        self.data = {"frozen": day.isoformat()}
        return day


@needs("projects.view")
@require_safe
def project(request: SignedInRequest, pk: int) -> HttpResponse:
    """The nodes of one project, and the phases a superior system reports of it."""
    rows = Project.objects.visible_to(request.user).select_related("office")
    subject = get_object_or_404(rows.defer("geojson"), pk=pk)
    form = FrozenForm(request.GET)
    first = subject.planned.standing().order_by("happened_on").values_list("happened_on", flat=True).first()
    frozen_on = form.day(first or today())
    done = subject.days_done()
    bars = schedule.rows_of(schedule.frozen(subject.plan_on(frozen_on), done, frozen_on), subject.plan_on(), done)
    phases = list(ReportedPhase.objects.standing().filter(project=subject).order_by("number"))
    content = {
        "subject": subject,
        "form": form,
        "frozen_on": frozen_on,
        "chart": _chart("nodes-gantt", bars, frozen_on),
        "phases": phases,
    }
    return render(request, "projects/gantt.html", content)


@needs("projects.view")
@require_safe
def key_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """All projects on a list, a bar each, from the start to completion. Five questions whatever their number."""
    subject = get_object_or_404(KeyList.objects.visible_to(request.user), pk=pk)
    seen = Project.objects.visible_to(request.user).listed(subject.year, subject.level)
    page = page_by_key(seen.defer("geojson").order_by("-pk"), request)
    form = FrozenForm(request.GET)
    frozen_on = form.day(date(subject.year, 1, 31))
    bars = bars_of(page.rows, frozen_on)
    content = {
        "subject": subject,
        "form": form,
        "frozen_on": frozen_on,
        "page": page,
        "chart": _chart("list-gantt", bars, frozen_on),
    }
    return render(request, "projects/gantt.html", content)


def bars_of(projects: list[Project], frozen_on: date) -> list[Row]:
    """A bar for each project: by the plan frozen at a day, and as it is now. Three questions."""
    keys = [one.pk for one in projects]
    plans = _plans(keys)
    done = _done(keys)
    return [
        Row(
            one.name,
            schedule.whole_of(schedule.frozen(_plan_by(plans[one.pk], frozen_on), done[one.pk], frozen_on)),
            schedule.whole_of(_plan_by(plans[one.pk], None) | done[one.pk], done[one.pk]),
            one.get_absolute_url(),
        )
        for one in projects
    ]


Version = tuple[date, int, dict[str, date]]


def _plans(keys: list[int]) -> dict[int, list[Version]]:
    """The versions of each project's plan, oldest first: the day it was decided, its number, its days."""
    found: dict[int, dict[tuple[date, int], dict[str, date]]] = defaultdict(dict)
    rows = PlannedNode.objects.standing().filter(project__in=keys).order_by("happened_on", "number")
    for key, on, version, kind, day in rows.values_list("project", "happened_on", "version", "kind", "planned_on"):
        found[key].setdefault((on, version), {})[kind] = day
    return {key: [(on, version, days) for (on, version), days in found[key].items()] for key in keys}


def _plan_by(versions: list[Version], day: date | None) -> dict[str, date]:
    known = [days for on, _version, days in versions if day is None or on <= day]
    return known[-1] if known else {}


def _done(keys: list[int]) -> dict[int, dict[str, date]]:
    found: dict[int, dict[str, date]] = {key: {} for key in keys}
    nodes = Node.objects.standing().filter(project__in=keys).order_by()
    for key, kind, day in nodes.values_list("project", "kind", "happened_on"):
        found[key][kind] = day
    for key, day in Start.objects.standing().filter(project__in=keys).order_by().values_list("project", "happened_on"):
        found[key][NodeKind.STARTED] = day
    return found


def _chart(name: str, bars: list[Row], frozen_on: date) -> dict[str, Any] | None:
    if not bars:
        return None
    return {
        "id": name,
        "options": schedule.options(bars, today()),
        "caption": _("Plan as of %(day)s against now") % {"day": frozen_on.isoformat()},
        "headings": schedule.headings(),
        "rows": schedule.table(bars, today()),
    }
