"""The pages of the answer sheet: the years, one year's draft, its documents."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from dajuan.core.records.models import Entry, Refused
from dajuan.core.staff.models import Zone
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.figures import catalogue
from dajuan.figures.book import Book
from dajuan.figures.models import Target
from dajuan.figures.statement import statement
from dajuan.papers.faces import NoFont
from dajuan.papers.paper import Language
from dajuan.sheet import annex, difference
from dajuan.sheet.answer_sheet import AnswerSheet, compose
from dajuan.sheet.documents import FACES, LABELS, download_name, file_name

FIRST_YEAR, LAST_YEAR = 2000, 2100
KINDS_AT_ONCE = 20  # of entries asked for in one question


def zone_of(request: SignedInRequest) -> Zone:
    """The zone of who asks; who belongs to none is refused."""
    if request.user.zone is None:
        raise PermissionDenied("sheet.view")
    return request.user.zone


def language_of(request: SignedInRequest) -> Language:
    """The language asked for, else that of the page."""
    asked = request.GET.get("language") or translation.get_language() or ""
    return "en" if asked == "en" else "zh-hans"


def years_of(zone: Zone, today: date) -> list[int]:
    """The years with a plan or records since the system came into use, newest first, none after today's."""
    planned = set(Target.objects.standing().filter(zone=zone).values_list("year", flat=True))
    types = list(dict.fromkeys(rows.entry for figure in catalogue.every() for rows in figure.rows_used()))
    missing = [year for year in all_years(zone, today) if year not in planned]
    for start in range(0, len(types), KINDS_AT_ONCE):
        recorded = _with_records(types[start : start + KINDS_AT_ONCE], zone, missing) if missing else {}
        missing = [year for year in missing if not recorded[year]]
    return [year for year in all_years(zone, today) if year not in missing]


def all_years(zone: Zone, today: date) -> list[int]:
    """Every year since the system came into use, newest first."""
    return list(range(today.year, zone.in_use_since.year - 1, -1))


def _with_records(entries: list[type[Entry]], zone: Zone, years: list[int]) -> dict[int, bool]:
    """Of each year whether anything of these kinds happened in it, as known now; one query for all."""
    known = [entry._default_manager.standing().filter(zone=OuterRef("pk")) for entry in entries]
    asked = {
        f"in_{year}": reduce(or_, (Q(Exists(rows.filter(happened_on__year=year))) for rows in known)) for year in years
    }
    answers = {name: ExpressionWrapper(rows, BooleanField()) for name, rows in asked.items()}
    found: dict[str, Any] = dict(Zone.objects.filter(pk=zone.pk).values(**answers).get())
    return {year: found[f"in_{year}"] for year in years}


@needs("sheet.view")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The years that can be reported on, newest first."""
    zone, today = zone_of(request), timezone.localdate()
    years = years_of(zone, today)
    content = {
        "years": years,
        "other_years": [year for year in all_years(zone, today) if year not in years],
        "this_year": today.year,
        "files": [(ending, LABELS[ending]) for ending in FACES],
        "zone": zone,
    }
    return render(request, "sheet/index.html", content)


def asked_for(request: SignedInRequest, year: int) -> tuple[AnswerSheet, str]:
    """The sheet a page is asked for, and a sentence where "as known on" was not understood."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404(year)
    zone, trouble = zone_of(request), ""
    try:
        book = Book.as_known(zone, request.GET.get("as_of", ""))
    except Refused as refusal:
        book, trouble = Book.now(zone), str(refusal)
    return compose(zone, year, book, language_of(request), timezone.localdate()), trouble


@needs("sheet.view")
@require_safe
def show(request: SignedInRequest, year: int) -> HttpResponse:
    """The draft as a page on which every number opens; as of a past moment, with what differs today."""
    sheet, trouble = asked_for(request, year)
    as_of = "" if trouble else request.GET.get("as_of", "")
    content = {
        "sheet": sheet,
        "rows": annex.rows(sheet),
        "known_at": annex.known_at(sheet),
        "trouble": trouble,
        "as_of": as_of,
        "query": _query(as_of, sheet.language),
        "other_language": ("en", "English") if sheet.language != "en" else ("zh-hans", "中文"),
        "other_query": _query(as_of, "en" if sheet.language != "en" else "zh-hans"),
        "now_query": _query("", sheet.language),
        "files": [(ending, LABELS[ending]) for ending in FACES],
        "differences": _differences(sheet, request) if as_of else None,
    }
    return render(request, "sheet/show.html", content)


def _query(as_of: str, language: str) -> str:
    return urlencode({"language": language} | ({"as_of": as_of} if as_of else {}))


def _differences(sheet: AnswerSheet, request: SignedInRequest) -> list[difference.Explained]:
    now = statement([line.figure for line in sheet.lines], sheet.period, Book.now(sheet.zone))
    return difference.explained(difference.changed(sheet.lines, now), request.user)


@needs("sheet.view")
@require_safe
def document(request: SignedInRequest, year: int, ending: str) -> HttpResponse:
    """The sheet, or its annex, as a file."""
    if ending not in FACES:
        raise Http404(ending)
    sheet, trouble = asked_for(request, year)
    if trouble:
        return HttpResponse(trouble, status=400, content_type="text/plain; charset=utf-8")
    media_type, face = FACES[ending]
    drawn = f"{request.user} {timezone.localtime():%Y-%m-%d %H:%M}"
    try:
        content = face(sheet, request.build_absolute_uri("/").rstrip("/"), drawn)
    except NoFont as problem:
        messages.error(request, str(problem))
        return HttpResponseRedirect(f"{reverse('sheet:show', args=[year])}?{request.GET.urlencode()}")
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = _kept_as(sheet, ending, request.GET.get("as_of", ""))
    return response


def _kept_as(sheet: AnswerSheet, ending: str, as_of: str) -> str:
    """The file's name as RFC 6266 and RFC 5987 ask: plain for whom cannot read the encoded one."""
    plain, full = file_name(sheet, ending, as_of), download_name(sheet, ending, as_of)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(full)}"
