"""Pages of mirrored mode: the exports that came in, one against the one before, and the hall's report of a month."""

from __future__ import annotations

import re
import threading
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import connections
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dajuan.core.records.models import Batch, today
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.figures.book import Book
from dajuan.lines.services import month as reports
from dajuan.lines.services.comparing import compare, in_words
from dajuan.lines.services.models import Case, Comparison, Decision, Difference, Matter, Mode
from dajuan.lines.services.registers_of_cases import PLATFORM, CaseRegister
from dajuan.look.export import XLSX, workbook_response
from dajuan.look.paging import page_by_key
from dajuan.papers.docx import docx
from dajuan.papers.faces import NoFont
from dajuan.papers.pdf import pdf
from dajuan.values.workbook import workbook

AT_ONCE = 5_000  # rows of an export that are compared while the reader waits
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _batches(request: SignedInRequest) -> Any:
    return Batch.objects.filter(zone=request.user.zone, register=CaseRegister.name).select_related("imported_by", "job")


@needs("services.view")
@require_safe
def exports(request: SignedInRequest) -> HttpResponse:
    """The exports that came in, latest first, each with what it brought; and which matters are not mirrored."""
    page = page_by_key(_batches(request), request)
    keys = [batch.pk for batch in page.rows]
    compared = {one.batch_id: one for one in Comparison.objects.filter(batch__in=keys)}
    lines = [(batch, compared.get(batch.pk)) for batch in page.rows]
    own = Matter.objects.visible_to(request.user).filter(mode=Mode.OWN).order_by("pk")
    content = {"page": page, "lines": lines, "own": own[:50], "register": CaseRegister.name}
    return render(request, "services/exports.html", content)


@needs("services.view")
@require_safe
def export(request: SignedInRequest, pk: int) -> HttpResponse:
    """One export against the one before it: counts, columns that changed, and the rows."""
    batch = get_object_or_404(_batches(request), pk=pk)
    comparison = Comparison.objects.select_related("before").filter(batch=batch).first()
    kind = request.GET.get("kind", "")
    rows = comparison.differences.all() if comparison else Difference.objects.none()
    page = page_by_key(rows.filter(kind=kind) if kind in Difference.Kind.values else rows, request, ("pk",))
    found = Case.objects.visible_to(request.user).filter(
        system=PLATFORM, foreign_number__in=[row.number for row in page.rows]
    )
    cases = {case.foreign_number: case for case in found}
    titles = {column.name: column.title for column in CaseRegister.columns}
    content = {
        "batch": batch,
        "comparison": comparison,
        "kind": kind,
        "kinds": Difference.Kind.choices,
        "page": page,
        "lines": [(row, cases.get(row.number), titles.get(row.column, ""), *_before_and_now(row)) for row in page.rows],
        "columns": [(titles.get(name, name), count) for name, count in comparison.fields.items()] if comparison else [],
        "may_record": request.user.has_perm("services.record"),
    }
    return render(request, "services/export.html", content)


@needs("services.record")
@require_POST
def comparing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Compare an export with the one before it: at once, or for a long one in the background."""
    batch = get_object_or_404(_batches(request), pk=pk)
    if batch.rows > AT_ONCE and settings.IMPORT_IN_THREAD:
        threading.Thread(target=_compare, args=(batch.pk,), name=f"compare {batch.pk}", daemon=True).start()
        messages.info(request, _("The two exports are being compared; look again in a minute."))
    else:
        compare(batch)
        messages.success(request, _("Compared."))
    return HttpResponseRedirect(reverse("services:mirrored", args=[pk]))


def _compare(pk: int) -> None:
    try:
        compare(Batch.objects.get(pk=pk))
    finally:
        connections.close_all()


@needs("services.view")
@require_safe
def differences(request: SignedInRequest, pk: int) -> Any:
    """The differences of an export as a workbook."""
    batch = get_object_or_404(_batches(request), pk=pk)
    titles = {column.name: str(column.title) for column in CaseRegister.columns}
    rows = Difference.objects.filter(comparison__batch=batch)
    heads = [
        _("Number of the case"),
        _("What differs"),
        pgettext("differences", "Column"),
        pgettext("differences", "Before"),
        pgettext("differences", "Now"),
    ]
    cells = (
        [row.number, str(row.get_kind_display()), titles.get(row.column, ""), *_before_and_now(row)] for row in rows
    )
    return workbook_response(_("Differences between exports"), heads, cells, request.user)


def _before_and_now(row: Difference) -> tuple[str, str]:
    return in_words(row.column, row.before), in_words(row.column, row.after)


@needs("services.view")
@never_cache
@require_safe
def month(request: SignedInRequest) -> HttpResponse:
    """The hall's report of a month (`?month=2020-09`), on the page or as a paper (`?as=docx`, pdf, xlsx)."""
    asked = month_asked(request)
    zone = request.user.zone
    assert zone is not None  # who may see the line has a zone
    found = reports.report(request.user, asked, Book.now(zone))
    form = request.GET.get("as", "")
    if form in ("docx", "pdf", "xlsx"):
        return _file(request, found, form)
    content = {"report": found, "month": f"{asked:%Y-%m}", "short": reports.in_short(found)}
    return render(request, "services/month.html", content)


def month_asked(request: SignedInRequest) -> date:
    """The first day of the month asked for, else of the last that is over and has a decision, else of the last over."""
    day, words = today(), request.GET.get("month", "")
    if re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", words):
        return min(date(int(words[:4]), int(words[5:]), 1), day.replace(day=1))
    over = day.replace(day=1)
    rows = Decision.objects.standing().filter(zone=request.user.zone, happened_on__lt=over).order_by("-happened_on")
    last: date | None = rows.values_list("happened_on", flat=True).first()
    return last.replace(day=1) if last else (over - timedelta(days=1)).replace(day=1)


def _file(request: SignedInRequest, found: reports.MonthReport, form: str) -> HttpResponse:
    try:
        content, kind = _written(request, found, form)
    except NoFont as problem:
        return HttpResponse(str(problem), status=503, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(content, content_type=kind)
    how = "inline" if form == "pdf" else "attachment"
    answer["Content-Disposition"] = f'{how}; filename="services-{found.period.start:%Y-%m}.{form}"'
    return answer


def _written(request: SignedInRequest, found: reports.MonthReport, form: str) -> tuple[bytes, str]:
    if form == "xlsx":
        return workbook(reports.sheets(found)), XLSX
    paper = reports.paper(request.user, found, today())
    return (docx(paper), DOCX) if form == "docx" else (pdf(paper), "application/pdf")
