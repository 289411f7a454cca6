"""The pages every subject of the room has alike."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from dajuan.core.rooms import pages
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.lines.services.shelves import ROOM


@needs("services.view")
@require_safe
def index(request: SignedInRequest, what: str = "matters") -> HttpResponse:
    """The list of one shelf, narrowed as asked."""
    return pages.listed(request, ROOM, what)


@needs("services.view")
@require_safe
def board(request: SignedInRequest, what: str) -> HttpResponse:
    """The first of each stage side by side."""
    return pages.boarded(request, ROOM, what)


@needs("services.view")
@require_safe
def export(request: SignedInRequest, what: str) -> Any:
    """The whole list as narrowed, as an Excel workbook."""
    return pages.exported(request, ROOM, what)


@needs("services.view")
@require_safe
def show(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """One subject with everything recorded about it."""
    return pages.shown(request, ROOM, what, pk)


@needs("services.view")
@require_safe
def brief(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """One subject on one sheet of paper."""
    return pages.briefed(request, ROOM, what, pk)


@needs("services.record")
@require_http_methods(["GET", "POST"])
def form(request: SignedInRequest, what: str, pk: int | None = None) -> HttpResponse:
    """Enter a new subject, or change a subject's own fields."""
    return pages.filled(request, ROOM, what, pk)


@needs("services.view")
@require_http_methods(["GET", "POST"])
def recording(request: SignedInRequest, what: str, pk: int, verb: str) -> HttpResponse:
    """Record what happened to a subject."""
    return pages.recorded(request, ROOM, what, pk, verb)


@needs("services.review")
@require_http_methods(["GET", "POST"])
def merging(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """Record that a subject is the same as another: it counts once from then on."""
    return pages.merged(request, ROOM, what, pk)
