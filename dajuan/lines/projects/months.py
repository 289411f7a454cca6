"""Pages of the months: all reports of one side by side, its freeze, and the signed dossiers nobody has taken up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Sum
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dajuan.core.dossiers.models import Dossier
from dajuan.core.records.act import act
from dajuan.core.records.models import Draft, Refused, today
from dajuan.core.staff.rights import SignedInRequest, needs, offices_for
from dajuan.lines.projects.forms import FreezeForm, ProjectForm, ReopenForm
from dajuan.lines.projects.models import (
    FixedInvestment,
    LightShown,
    MonthReport,
    MonthTable,
    Project,
    freeze,
    lights_at,
    reopen,
)
from dajuan.lines.projects.models.lights import CAUSES, Cause, Judged, month_before
from dajuan.lines.projects.shelves import ROOM
from dajuan.look.paging import page_by_key
from dajuan.values.lights import Light

FIRST_YEAR, LAST_YEAR = 2000, 2099
ORDER = (Light.RED, Light.YELLOW, Light.GREEN, None)


@dataclass(frozen=True)
class Line:
    """One project in the table of a month."""

    project: Project
    report: MonthReport | None
    waiting: bool
    judged: Judged | None
    light: Light | None
    why: str
    year_fen: int
    booked_fen: int

    @property
    def gap_fen(self) -> int:
        """Image progress since January less statistics since January."""
        return self.year_fen - self.booked_fen


@needs("projects.view")
@require_safe
def latest(request: SignedInRequest) -> HttpResponse:
    """The last month with a report, or the last that is over."""
    seen = MonthReport.objects.visible_to(request.user).standing()
    last = seen.aggregate(last=Max("month"))["last"] or month_before(today())
    return HttpResponseRedirect(_address(last))


@needs("projects.view")
@require_safe
def table(request: SignedInRequest, pk: int) -> HttpResponse:
    """The month of a table: what entries about it lead to."""
    found = get_object_or_404(MonthTable.objects.visible_to(request.user), pk=pk)
    return _month_page(request, found.month, FreezeForm(initial={"happened_on": today()}), ReopenForm())


@needs("projects.view")
@require_safe
def month(request: SignedInRequest, year: int, month: int) -> HttpResponse:
    """All projects of a month: reported, under review or missing, both measures, the lights; frozen or open."""
    first = _month(year, month)
    return _month_page(request, first, FreezeForm(initial={"happened_on": today()}), ReopenForm())


def _address(first: date) -> str:
    return reverse("projects:month", args=[first.year, first.month])


def _month_page(
    request: SignedInRequest, first: date, freezing: FreezeForm, reopening: ReopenForm, status: int = 200
) -> HttpResponse:
    table = MonthTable.objects.filter(zone=request.user.zone, month=first).first()
    frozen = table.freezes.standing().select_related("moment__recorded_by").first() if table else None
    lines = _lines(request, first, frozen is not None)
    content = {
        **_around(),
        "month": first,
        "table": table,
        "frozen": frozen,
        "lines": lines,
        "counts": Counter(line.light for line in lines if line.light),
        "reported": sum(1 for line in lines if line.report),
        "earlier": month_before(first),
        "later": date(first.year + first.month // 12, first.month % 12 + 1, 1),
        "freezing": freezing,
        "reopening": reopening,
        "may_freeze": request.user.has_perm("projects.review"),
    }
    return render(request, "projects/month.html", content, status=status)


def _around() -> dict[str, Any]:
    return {"room": ROOM, "shelf": ROOM.shelves["projects"], "shelves": ROOM.shelves.values()}


def _lines(request: SignedInRequest, first: date, is_frozen: bool) -> list[Line]:
    """Every listed or reporting project the reader may see, red first. A constant number of questions."""
    zone = request.user.zone
    if zone is None:
        return []
    told = lights_at(zone, first)
    reports = {one.project_id: one for one in MonthReport.objects.standing().filter(zone=zone, month=first)}
    shown = LightShown.objects.standing().filter(zone=zone, month=first) if is_frozen else LightShown.objects.none()
    lights = {one.project_id: one for one in shown}
    waiting = set(_waiting(request, first))
    years = {"zone": zone, "month__gte": date(first.year, 1, 1), "month__lte": first}
    done = _summed(MonthReport.objects.standing().filter(**years), "done_fen")
    booked = _summed(FixedInvestment.objects.standing().filter(**years), "amount_fen")
    projects = Project.objects.visible_to(request.user).filter(pk__in={*told, *reports}).for_lists()
    lines = [
        _line(one, reports.get(one.pk), one.pk in waiting, told.get(one.pk), lights.get(one.pk), done, booked)
        for one in projects.order_by("pk")
    ]
    return sorted(lines, key=lambda line: ORDER.index(line.light))


def _line(
    project: Project,
    report: MonthReport | None,
    waiting: bool,
    told: Judged | None,
    shown: LightShown | None,
    done: dict[int, int],
    booked: dict[int, int],
) -> Line:
    """A project's line; a frozen month shows the light as it was frozen, an open one as it stands."""
    light = Light(shown.light) if shown else told.light if told else None
    if shown:
        why = ", ".join(str(CAUSES[Cause(cause)]) for cause in shown.causes.split(",") if cause)
    else:
        why = told.why if told else ""
    return Line(project, report, waiting, told, light, why, done.get(project.pk, 0), booked.get(project.pk, 0))


def _waiting(request: SignedInRequest, first: date) -> list[int]:
    """The projects whose report of the month awaits review."""
    drafts = Draft.objects.submitted().filter(zone=request.user.zone, entry_type=MonthReport._meta.label_lower)
    months = {f"{first:%Y-%m}", first.isoformat()}
    rows = drafts.values_list("subject", "content")
    return [subject for subject, content in rows if subject and content.get("month", [""])[0] in months]


def _summed(rows: Any, column: str) -> dict[int, int]:
    return dict(rows.order_by().values_list("project").annotate(all=Sum(column)))


def _month(year: int, number: int) -> date:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12):
        raise Http404("month")
    return date(year, number, 1)


@needs("projects.review")
@require_POST
def freezing(request: SignedInRequest, year: int, month: int) -> HttpResponse:
    """Freeze a month. Of two who do it at once one does, the other is told."""
    first = _month(year, month)
    form = FreezeForm(request.POST)
    if form.is_valid():
        office = _keeper(request)
        kept = MonthTable.objects.of(office.zone, office, first)
        try:
            with act(by=request.user, office=office) as a:
                freeze(a, kept, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Frozen. The lights of the month are recorded."))
            return HttpResponseRedirect(_address(first))
    return _month_page(request, first, form, ReopenForm(), status=422)


@needs("projects.review")
@require_POST
def reopening(request: SignedInRequest, year: int, month: int) -> HttpResponse:
    """Open a frozen month again, with the reason."""
    first = _month(year, month)
    form = ReopenForm(request.POST)
    frozen = get_object_or_404(MonthTable, zone=request.user.zone, month=first)
    if form.is_valid():
        try:
            with act(by=request.user, office=_keeper(request)) as a:
                reopen(a, frozen, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The month is open again. What was frozen stays in the ledger, withdrawn."))
            return HttpResponseRedirect(_address(first))
    return _month_page(request, first, FreezeForm(initial={"happened_on": today()}), form, status=422)


def _keeper(request: SignedInRequest) -> Any:
    offices = offices_for(request.user, "projects")
    if not offices:
        raise PermissionDenied("projects.review")
    return offices[0]


@needs("projects.record")
@require_safe
def dossiers(request: SignedInRequest) -> HttpResponse:
    """Dossiers under which a contract was signed and that no project has taken up, first entered last."""
    rows = Dossier.objects.visible_to(request.user).signed_not_taken_up("projects")
    return render(request, "projects/dossiers.html", {**_around(), "page": page_by_key(rows, request)})


@needs("projects.record")
@require_http_methods(["GET", "POST"])
def taking_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make a project of a signed dossier: the dossier says from then on that it was taken up."""
    rows = Dossier.objects.visible_to(request.user).signed_not_taken_up("projects")
    dossier = get_object_or_404(rows, pk=pk)
    given = {"name": dossier.title, "dossier_number": dossier.number}
    form = ProjectForm(request.POST or None, instance=Project(dossier=dossier), user=request.user, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic(), act(by=request.user, office=_keeper(request)) as a:
                dossier.take_up(a, line="projects", happened_on=today())  # locks it: of two the second is told
                project = form.save()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Taken up. Now enter its total and its plan of nodes."))
            return HttpResponseRedirect(project.get_absolute_url())
    content = {**_around(), "form": form, "subject": None, "dossier": dossier}
    return render(request, "projects/taking_up.html", content, status=422 if form.errors else 200)
