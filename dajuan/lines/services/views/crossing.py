"""Pages of cases handled anywhere: sheets that wait, were taken up and went out; handing over, taking up, telling."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dajuan.core.records.act import act
from dajuan.core.records.models import Refused
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.lines.services import exchange
from dajuan.lines.services.forms.crossing import HandOverForm, SheetForm
from dajuan.lines.services.models import Case, CaseSheet, DecidedElsewhere, HandedElsewhere, TakenFromElsewhere
from dajuan.look.paging import page_by_key


@needs("services.record")
@never_cache
@require_http_methods(["GET", "POST"])
def index(request: SignedInRequest) -> HttpResponse:
    """The sheets of the zone, latest first; a case is handed over, or a sheet brought in."""
    sent = request.POST.get("action", "") if request.method == "POST" else ""
    handing = HandOverForm(request.POST if sent == "hand" else None, user=request.user)
    sheet = SheetForm(request.POST if sent == "bring" else None, request.FILES if sent == "bring" else None)
    try:
        if sent == "hand" and handing.is_valid():
            return _handed(request, handing)
        if sent == "bring" and sheet.is_valid():
            return _brought(request, sheet)
    except Refused as refusal:
        form, field = (handing, "partner") if sent == "hand" else (sheet, "file")
        form.add_error(field, str(refusal))
    page = page_by_key(CaseSheet.objects.visible_to(request.user).defer("content"), request)
    content = {"page": page, "handing": handing, "form": sheet, "waiting": _to_tell(request)}
    status = 422 if handing.errors or sheet.errors else 200
    return render(request, "services/elsewhere.html", content, status=status)


def _handed(request: SignedInRequest, form: HandOverForm) -> HttpResponse:
    case = form.cleaned_data["number"]
    with act(by=request.user, office=request.user.office) as a:
        exchange.hand_over(a, case, at=a.clock(), partner=form.cleaned_data["partner"])
    messages.success(request, _("Handed over. From now on the case lives there."))
    return HttpResponseRedirect(reverse("services:elsewhere"))


def _brought(request: SignedInRequest, form: SheetForm) -> HttpResponse:
    zone = request.user.zone
    assert zone is not None  # who may record has a zone
    row = exchange.bring_in(form.cleaned_data["file"].read(exchange.LARGEST + 1), zone)
    messages.success(request, _("The sheet has come in. Take up what it asks for."))
    return HttpResponseRedirect(reverse("services:sheet", args=[row.pk]))


def _to_tell(request: SignedInRequest) -> list[Case]:
    """Cases received elsewhere and decided here, of which the place that received them has not been told."""
    told = CaseSheet.objects.filter(zone=request.user.zone, incoming=False, kind=CaseSheet.Kind.DECIDED)
    taken = TakenFromElsewhere.objects.standing().filter(zone=request.user.zone).values("case")
    rows = Case.objects.visible_to(request.user).filter(pk__in=taken, stage__in=("decided", "delivered", "archived"))
    return list(rows.exclude(number__in=told.values("number")).select_related("matter").order_by("pk")[:50])


@needs("services.record")
@require_safe
def sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """One sheet: what it says, the case it belongs to, and itself as a file (`?as=json`)."""
    row = get_object_or_404(CaseSheet.objects.visible_to(request.user), pk=pk)
    if request.GET.get("as") == "json":
        answer = HttpResponse(exchange.text_of(row.content), content_type="application/json")
        answer["Content-Disposition"] = f'attachment; filename="case-{row.hash[:12]}.json"'
        return answer
    handed_in_at = exchange.instant(row.content["case"]["submitted_at"])
    content = {"sheet": row, "said": row.content, "case": _case_of(request, row), "handed_in_at": handed_in_at}
    return render(request, "services/sheet.html", content)


def _case_of(request: SignedInRequest, row: CaseSheet) -> Case | None:
    """The case a sheet is about here; None while it waits."""
    kinds: tuple[Any, ...] = (HandedElsewhere, TakenFromElsewhere, DecidedElsewhere)
    for kind in kinds:
        entry = kind.objects.standing().filter(zone=row.zone_id, sheet=row.hash).first()
        if entry:
            found: Case | None = Case.objects.visible_to(request.user).filter(pk=entry.case_id).first()
            return found
    mine: Case | None = Case.objects.visible_to(request.user).filter(zone=row.zone_id, number=row.number).first()
    return mine


@needs("services.record")
@require_POST
def taking(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take up what a sheet asks for: a case to be decided here, or a decision made there."""
    row = get_object_or_404(CaseSheet.objects.visible_to(request.user).filter(incoming=True), pk=pk)
    try:
        with act(by=request.user, office=request.user.office) as a:
            case = exchange.take_up(a, row)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("services:sheet", args=[pk]))
    messages.success(request, _("Taken up."))
    return HttpResponseRedirect(case.get_absolute_url())


@needs("services.record")
@require_POST
def telling(request: SignedInRequest) -> HttpResponse:
    """Tell the place that received a case how it was decided."""
    number = request.POST.get("number", "")[:60]
    case = get_object_or_404(Case.objects.visible_to(request.user).select_related("zone"), number=number)
    try:
        with act(by=request.user, office=request.user.office) as a:
            row = exchange.tell_decision(a, case)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("services:elsewhere"))
    messages.success(request, _("Told on %(day)s.") % {"day": timezone.localdate().isoformat()})
    return HttpResponseRedirect(reverse("services:sheet", args=[row.pk]))
