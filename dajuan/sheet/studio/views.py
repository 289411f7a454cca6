"""The pages of a manuscript: all of them, one as it reads, its claims, its checks."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dajuan.core.records.models import Refused
from dajuan.core.staff.models import Zone
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.figures.book import Book
from dajuan.sheet.answer_sheet import line_title
from dajuan.sheet.studio import claims as found_claims
from dajuan.sheet.studio import composing, consistency, life
from dajuan.sheet.studio.claims import Claim, State
from dajuan.sheet.studio.models import DataCall, Manuscript, Passage
from dajuan.sheet.studio.models.drafting import Language
from dajuan.sheet.studio.rendering import drafting, read_out

MOST_YEARS = 12


def zone_of(request: SignedInRequest) -> Zone:
    """The zone of who asks; who belongs to none is refused."""
    if request.user.zone is None:
        raise PermissionDenied("studio.view")
    return request.user.zone


def manuscript_of(request: SignedInRequest, pk: int) -> Manuscript:
    """A manuscript this person may read, or 404."""
    found: Manuscript = get_object_or_404(Manuscript.objects.visible_to(request.user).select_related("zone"), pk=pk)
    return found


def language_of(request: SignedInRequest) -> str:
    """The language of the report that is asked for; Chinese where none is."""
    asked = request.GET.get("language", "")
    return asked if asked in Language.values else Language.CHINESE.value


@needs("studio.view")
@require_http_methods(["GET", "POST"])
def index(request: SignedInRequest) -> HttpResponse:
    """The manuscripts of the zone, newest year first, and the data calls that wait for this person's office."""
    if request.method == "POST":
        return _begin(request)
    zone, today = zone_of(request), timezone.localdate()
    rows = list(Manuscript.objects.visible_to(request.user).order_by("-year")[:MOST_YEARS])
    written = {one.year for one in rows}
    years = [year for year in range(today.year, zone.in_use_since.year - 1, -1) if year not in written]
    calls = DataCall.objects.visible_to(request.user).unanswered().select_related("office", "manuscript")
    content = {
        "manuscripts": rows,
        "years": years if request.user.has_perm("studio.compile") else [],
        "calls": [(call, call.light_on(today)) for call in calls[:30]],
    }
    return render(request, "studio/index.html", content)


def _begin(request: SignedInRequest) -> HttpResponse:
    """Start the manuscript of a year, filled from the rooms' accounts."""
    if not request.user.has_perm("studio.compile"):
        raise PermissionDenied("studio.compile")
    year = request.POST.get("year", "")
    try:
        made = composing.begin(zone_of(request), int(year) if year.isdecimal() else 0, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("studio:index"))
    messages.success(request, _("Composed from the accounts of the lines of work."))
    return HttpResponseRedirect(made.get_absolute_url())


@needs("studio.view")
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """A manuscript as it reads today, passage by passage, with what stands behind its claims."""
    manuscript, language = manuscript_of(request, pk), language_of(request)
    passages = list(manuscript.written(language).visible_to(request.user))
    book = Book.now(manuscript.zone)
    writing = drafting(manuscript, [one.text for one in passages], book, language)
    confirmed = life.of().confirmed(passages)
    rows: list[dict[str, Any]] = []
    for passage in passages:
        paragraphs = read_out(passage.text, writing)
        claims = found_claims.in_paragraphs(passage, paragraphs, writing)
        rows.append(
            {
                "passage": passage,
                "shown": found_claims.shown(paragraphs, claims),
                "claims": claims,
                "open": sum(one.is_open for one in claims),
                "confirmed": confirmed.get(passage.pk),
                "may_write": request.user.has_perm("studio.write", passage),
            }
        )
    every = [claim for row in rows for claim in row["claims"]]
    content = _of_manuscript(request, manuscript, language) | {
        "rows": rows,
        "counts": _counts(every),
        "open": sum(one.is_open for one in every),
        "closed": life.of().closed(manuscript),
        "missing": [(line, line_title(line)) for line in composing.missing_lines(manuscript)],
    }
    return render(request, "studio/show.html", content)


@needs("studio.compile")
@require_POST
def adding(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a passage: of a line that has none, or one of the report's own such as a foreword."""
    manuscript = manuscript_of(request, pk)
    try:
        if closed := life.of().closed(manuscript):
            raise Refused(closed)
        if line := request.POST.get("line", ""):
            composing.add_line(manuscript, line, by=request.user)
        else:
            is_first = request.POST.get("place") == "first"
            composing.add_own(manuscript, request.POST.get("heading", "")[:80], by=request.user, is_first=is_first)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The passage has been added, in both languages."))
    return HttpResponseRedirect(manuscript.get_absolute_url())


def _counts(claims: list[Claim]) -> list[tuple[Any, int]]:
    """How many claims stand on what, by the states' order; none left out."""
    found = Counter(claim.state for claim in claims)
    return [(state, found[state]) for state in State]


def _of_manuscript(request: SignedInRequest, manuscript: Manuscript, language: str) -> dict[str, Any]:
    return {
        "manuscript": manuscript,
        "tab": request.resolver_match.url_name if request.resolver_match else "",
        "language": language,
        "languages": Language.choices,
        "may_compile": request.user.has_perm("studio.compile", manuscript),
    }


def _visible(request: SignedInRequest, manuscript: Manuscript) -> set[int]:
    """The passages this person may read."""
    return set(Passage.objects.visible_to(request.user).filter(manuscript=manuscript).values_list("pk", flat=True))


@needs("studio.view")
@require_safe
def claims(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every claim of a manuscript with its grade; the open ones first (未佐证清单)."""
    manuscript, language = manuscript_of(request, pk), language_of(request)
    state = request.GET.get("state", "")
    visible = _visible(request, manuscript)
    every = found_claims.of_manuscript(manuscript, Book.now(manuscript.zone), language)
    every = [claim for claim in every if claim.passage.pk in visible]
    rows = sorted((one for one in every if state in ("", one.state)), key=lambda one: not one.is_open)
    content = _of_manuscript(request, manuscript, language)
    content |= {"claims": rows, "counts": _counts(every), "state": state}
    return render(request, "studio/claims.html", content)


@needs("studio.view")
@require_safe
def checks(request: SignedInRequest, pk: int) -> HttpResponse:
    """What does not fit together in a manuscript, each with a sentence and the way to the rows."""
    manuscript, language = manuscript_of(request, pk), language_of(request)
    found = consistency.of_manuscript(manuscript, Book.now(manuscript.zone), language)
    visible = _visible(request, manuscript)
    problems = [one for one in found.problems if any(claim.passage.pk in visible for claim in one.claims)]
    content = _of_manuscript(request, manuscript, language)
    content |= {"problems": problems, "checked": found.checked}
    return render(request, "studio/checks.html", content)
