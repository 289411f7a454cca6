"""The pages of assessment forms: the editions, one filled for a year, its workbook, and bringing in an edition."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dajuan.core.calendar.models import RuleSet, issue_rule_set
from dajuan.core.records.act import act
from dajuan.core.records.models import Refused
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.figures.book import Book
from dajuan.look.export import workbook_response
from dajuan.sheet.answer_sheet import year_of
from dajuan.sheet.assessment import schemes
from dajuan.sheet.assessment.filled import Filled, cells, columns, fill, points
from dajuan.sheet.assessment.forms import EditionForm
from dajuan.sheet.views import FIRST_YEAR, LAST_YEAR, all_years, zone_of


@needs("sheet.view")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The editions known, the one valid latest first."""
    editions = RuleSet.objects.known().filter(kind=schemes.KIND).order_by("-valid_from", "-number")
    content = {"editions": editions, "may_add": request.user.has_perm("assessment.record")}
    return render(request, "assessment/index.html", content)


@needs("sheet.view")
@require_safe
def show(request: SignedInRequest, number: int) -> HttpResponse:
    """One edition filled for a year, every value opening to its rows."""
    filled, trouble = _filled(request, number)
    content = {
        "filled": filled,
        "classes": [
            (held, points(held.weight or None), [(one, points(one.item.weight), points(one.points)) for one in items])
            for held, items in filled.classes
        ],
        "points": points(filled.points),
        "reachable": points(filled.reachable),
        "years": all_years(zone_of(request), timezone.localdate()),
        "year": filled.period.start.year,
        "as_of": "" if trouble else request.GET.get("as_of", ""),
        "trouble": trouble,
        "query": urlencode({name: request.GET.get(name, "") for name in ("year", "as_of") if name in request.GET}),
    }
    return render(request, "assessment/show.html", content)


@needs("sheet.view")
@require_safe
def export(request: SignedInRequest, number: int) -> Any:
    """The filled form as a workbook that says for whom and when it was drawn."""
    filled, trouble = _filled(request, number)
    if trouble:
        return HttpResponse(trouble, status=400, content_type="text/plain; charset=utf-8")
    name = _("Assessment form %(year)s") % {"year": filled.period.start.year}
    return workbook_response(name, columns(), cells(filled), request.user)


def _filled(request: SignedInRequest, number: int) -> tuple[Filled, str]:
    """The form asked for, and a sentence where a year or "as known on" was not understood."""
    rules = get_object_or_404(RuleSet.objects.known(), kind=schemes.KIND, pk=number)
    zone, today, trouble = zone_of(request), timezone.localdate(), ""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and FIRST_YEAR <= int(asked) <= LAST_YEAR else today.year - 1
    try:
        book = Book.as_known(zone, request.GET.get("as_of", ""))
    except Refused as refusal:
        book, trouble = Book.now(zone), str(refusal)
    return fill(rules, year_of(year, today), book), trouble


@needs("assessment.record")
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Bring in an edition as a table of items. An edition is never changed: another one replaces it."""
    form = EditionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        content = {"items": said.pop("file")}
        try:
            with act(by=request.user, office=request.user.office) as a:
                rules = issue_rule_set(a, kind=schemes.KIND, content=content, **said)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Edition kept."))
            return HttpResponseRedirect(reverse("assessment:show", args=[rules.number]))
    return render(request, "assessment/form.html", {"form": form}, status=422 if form.errors else 200)


@needs("sheet.view")
@require_safe
def template(request: SignedInRequest) -> Any:
    """An empty table of items to start from, with examples."""
    heads, *rows = schemes.template()
    return workbook_response(_("Table of items"), heads, rows, request.user)
