"""Pages of the library of past reports: the list, a report with its values, the way in."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dajuan.core.records.act import act
from dajuan.core.records.evidence import store_bytes
from dajuan.core.records.models import Refused
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.figures.views import account_year
from dajuan.look.paging import page_by_key
from dajuan.sheet.reading.documents import is_html, plain_text, tidy
from dajuan.sheet.reading.forms import ReportForm
from dajuan.sheet.reading.models import PastReport, ReportText, hash_of, take_in
from dajuan.sheet.reading.reader import start
from dajuan.sheet.reading.views import zone_of

VALUES_A_PAGE = 100


@needs("reading.view")
@require_safe
def library(request: SignedInRequest) -> HttpResponse:
    """The past reports of the zone, youngest first; narrowed by words or year, if asked."""
    reports = PastReport.objects.visible_to(request.user).standing().select_related("text").defer("text__text")
    words, year = request.GET.get("q", "").strip().replace("\0", ""), request.GET.get("year", "")
    if words:
        reports = reports.with_title(words)
    if year.isdecimal() and len(year) == 4:
        reports = reports.filter(year=int(year))
    content = {"page": page_by_key(reports, request, order=("-happened_on", "-number")), "words": words, "year": year}
    return render(request, "reading/library.html", content)


@needs("reading.record")
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Take a published report in: its document becomes evidence, its claims values."""
    initial = {
        "year": account_year(zone_of(request)) - 1,
        "issuer": zone_of(request).name,
        "scope": _("the whole zone"),
    }
    form = ReportForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            report = _taken(request, dict(form.cleaned_data))
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            start(report.text)
            return HttpResponseRedirect(report.get_absolute_url())
    return render(request, "reading/new.html", {"form": form}, status=422 if form.errors else 200)


def _taken(request: SignedInRequest, said: dict[str, Any]) -> PastReport:
    """The report with its text and its document, all or nothing."""
    file: UploadedFile[Any] | None = said.pop("file")
    pasted = said.pop("pasted")
    if file is not None:
        name, content = file.name or "", file.read()
        words = plain_text(name, content)
        if is_html(content):  # evidence takes no page that could run in a reader's browser
            name, content = f"{name}.txt", words.encode()
    else:
        words = tidy(pasted)
        name, content = f"{said['title']}.txt", words.encode()
    with transaction.atomic():
        kept = store_bytes(content, name=name, by=request.user, zone=zone_of(request))
        text = ReportText.objects.create(zone=zone_of(request), text=words, hash=hash_of(words), evidence=kept)
        with act(by=request.user) as a:
            return take_in(a, text, **said)


@needs("reading.view")
@require_safe
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """A past report: what it is, its document, and every value it published."""
    shown = get_object_or_404(PastReport.objects.visible_to(request.user).select_related("text__evidence"), pk=pk)
    if request.headers.get("HX-Request"):
        response = render(request, "reading/_progress.html", {"text": shown.text, "address": shown.get_absolute_url()})
        if not shown.text.under_way:
            response["HX-Refresh"] = "true"
        return response
    values = page_by_key(shown.text.values.all(), request, order=("start", "pk"), size=VALUES_A_PAGE)
    content = {"report": shown, "text": shown.text, "page": values, "count": shown.text.values.count()}
    return render(request, "reading/report.html", content)
