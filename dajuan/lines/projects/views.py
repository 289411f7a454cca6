"""The pages of the room's shelves. Those of the months stand in months.py, those of the units' links in units.py."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from dajuan.core.rooms import pages
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.lines.projects import briefs
from dajuan.lines.projects.models import Project
from dajuan.lines.projects.shelves import ROOM


@needs("projects.view")
@require_safe
def index(request: SignedInRequest, what: str = "projects") -> HttpResponse:
    """The list of one shelf, narrowed as asked."""
    return pages.listed(request, ROOM, what)


@needs("projects.view")
@require_safe
def board(request: SignedInRequest, what: str) -> HttpResponse:
    """The first of each stage side by side."""
    return pages.boarded(request, ROOM, what)


@needs("projects.view")
@require_safe
def map_page(request: SignedInRequest, what: str) -> HttpResponse:
    """The shelf on a map."""
    return pages.mapped(request, ROOM, what)


@needs("projects.view")
@require_safe
def shapes(request: SignedInRequest, what: str) -> HttpResponse:
    """The shapes of a shelf inside a box, as GeoJSON."""
    return pages.shaped(request, ROOM, what)


@needs("projects.view")
@require_safe
def export(request: SignedInRequest, what: str) -> Any:
    """The whole list as narrowed, as an Excel workbook."""
    return pages.exported(request, ROOM, what)


@needs("projects.view")
@require_safe
def show(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """One subject with everything recorded about it."""
    return pages.shown(request, ROOM, what, pk)


@needs("projects.view")
@require_safe
def brief(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """One subject on one sheet of paper; of a project with its year, its ground and its problems."""
    return pages.briefed(request, ROOM, what, pk, **_special(request, what, pk))


def _special(request: SignedInRequest, what: str, pk: int) -> dict[str, Any]:
    if what != Project.page:
        return {}
    project = pages.subject_of(request, ROOM.shelves[what], pk)
    return {"brief": briefs.brief_of(project)}


@needs("projects.record")
@require_http_methods(["GET", "POST"])
def form(request: SignedInRequest, what: str, pk: int | None = None) -> HttpResponse:
    """Enter a new subject, or change a subject's own fields."""
    return pages.filled(request, ROOM, what, pk)


@needs("projects.view")
@require_http_methods(["GET", "POST"])
def recording(request: SignedInRequest, what: str, pk: int, verb: str) -> HttpResponse:
    """Record what happened to a subject."""
    return pages.recorded(request, ROOM, what, pk, verb)


@needs("projects.review")
@require_http_methods(["GET", "POST"])
def merging(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """Record that a project is the same as another: one under two names counts once from then on."""
    return pages.merged(request, ROOM, what, pk)
