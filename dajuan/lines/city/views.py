"""The pages of the room: those of its shelves, the dead ends, and what anybody may see."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from dajuan.core.rooms import pages
from dajuan.core.rooms.maps import read_bounds
from dajuan.core.staff.rights import SignedInRequest, needs, public
from dajuan.lines.city import maps
from dajuan.lines.city.models import Work
from dajuan.lines.city.shelves import ROOM
from dajuan.look.paging import page_by_key

LISTED_ENDS = 100  # of dead ends, in words under their map


@needs("city.view")
@require_safe
def index(request: SignedInRequest, what: str = "works") -> HttpResponse:
    """The list of one shelf, narrowed as asked."""
    return pages.listed(request, ROOM, what)


@needs("city.view")
@require_safe
def board(request: SignedInRequest, what: str) -> HttpResponse:
    """The first of each stage side by side."""
    return pages.boarded(request, ROOM, what)


@needs("city.view")
@require_safe
def map_page(request: SignedInRequest, what: str) -> HttpResponse:
    """The shelf on a map."""
    return pages.mapped(request, ROOM, what)


@needs("city.view")
@require_safe
def dead_ends(request: SignedInRequest) -> HttpResponse:
    """The ends of roads that join no other road, on a map and as a list: where a road may have to be opened (C55)."""
    roads, ends = maps.dead_ends(request.user)
    content = {"roads": roads, "ends": ends[:LISTED_ENDS], "count": len(ends), "shown": maps.dead_ends_shown(ends)}
    around = {"room": ROOM, "shelf": ROOM.shelves["works"], "shelves": ROOM.shelves.values()}
    return render(request, "city/dead_ends.html", around | content)


@needs("city.view")
@require_safe
def shapes(request: SignedInRequest, what: str) -> HttpResponse:
    """The shapes of a shelf inside a box, as GeoJSON."""
    return pages.shaped(request, ROOM, what)


@needs("city.view")
@require_safe
def export(request: SignedInRequest, what: str) -> Any:
    """The whole list as narrowed, as an Excel workbook."""
    return pages.exported(request, ROOM, what)


@needs("city.view")
@require_safe
def show(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """One subject; of a work under way also the links by which its contractor reports."""
    return pages.shown(request, ROOM, what, pk)


@needs("city.view")
@require_safe
def brief(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """One subject on one sheet of paper."""
    return pages.briefed(request, ROOM, what, pk)


@needs("city.record")
@require_http_methods(["GET", "POST"])
def form(request: SignedInRequest, what: str, pk: int | None = None) -> HttpResponse:
    """Enter a new subject, or change a subject's own fields."""
    return pages.filled(request, ROOM, what, pk)


@needs("city.view")
@require_http_methods(["GET", "POST"])
def recording(request: SignedInRequest, what: str, pk: int, verb: str) -> HttpResponse:
    """Record what happened to a subject."""
    return pages.recorded(request, ROOM, what, pk, verb)


@needs("city.review")
@require_http_methods(["GET", "POST"])
def merging(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """Record that a subject is the same as another: one road in two sections counts once from then on."""
    return pages.merged(request, ROOM, what, pk)


@public
@require_safe
def open_index(request: HttpRequest) -> HttpResponse:
    """Works in the plan, for anybody: what, which kind, how far; coarse points on a map."""
    kind = request.GET.get("kind", "")
    rows = Work.objects.for_the_public().for_lists().narrow({"kind": kind if kind in Work.Kind.values else ""})
    content = {"page": page_by_key(rows, request), "kinds": Work.Kind.choices, "kind": kind}
    return render(request, "city/open.html", content)


@public
@require_safe
def open_shapes(request: HttpRequest) -> HttpResponse:
    """Works as coarse points, for anybody."""
    box = read_bounds(request.GET.get("box", ""))
    return JsonResponse(maps.public_works(request.user, box), content_type="application/geo+json")
