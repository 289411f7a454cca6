"""The public front page: services to be found first, then problems, what the zone publishes, its works and its air."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from dajuan.core import faces as offered
from dajuan.core.faces import all_faces
from dajuan.core.staff.models import Zone
from dajuan.core.staff.rights import public
from dajuan.desk import cockpit
from dajuan.figures.statement import statement
from dajuan.figures.views import published, published_years

EMPTY = {"type": "FeatureCollection", "features": []}


@public
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """The first page: staff go to their workbench; visitors and applicants see what is public."""
    return redirect("desk:day") if request.user.has_perm("staff.own") else front(request)


@public
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What everybody may see of the zone; in a new installation, what to do first."""
    zone = Zone.objects.order_by("pk").first()
    if zone is None:
        return render(request, "desk/fresh.html", {"data": settings.DATA_DIR.name})
    return render(request, "desk/front.html", _public_matter(zone, request.GET.get("year", "")))


def _public_matter(zone: Zone, year: str) -> dict[str, Any]:
    """Published headline figures by line, public map layers, panels and pages. Nobody's rights play a part."""
    visitor = AnonymousUser()
    period, book, figures = published(zone, year)
    headlines = cockpit.headline_figures(all_faces())
    shown = [figure for some in headlines.values() for figure in some if figure in figures]
    lines = statement(shown, period, book)
    return {
        "zone": zone,
        "zone_name": zone.name,
        "period": period,
        "book": book,
        "years": published_years(zone),
        "sections": [
            (faces, [line for line in lines if line.figure.line == faces.line])
            for faces in all_faces()
            if any(line.figure.line == faces.line for line in lines)
        ],
        "layers": cockpit.layers_for(visitor),
        "empty": EMPTY,
        "panels": cockpit.panels(visitor, period, book, public=True),
        "styles": cockpit.styles(),
        "doors": [(faces.door, faces.door.content(zone)) for faces in all_faces() if faces.door],
        "pages": [faces for faces in all_faces() if faces.public_page],
    }


@public
@require_safe
def layer(request: HttpRequest) -> HttpResponse:
    """The shapes of one public map layer, as coarse as the public may have them."""
    asked_for = offered.layer(request.GET.get("key", ""))
    if asked_for is None or not asked_for.public:
        raise Http404("layer")
    return JsonResponse(asked_for.shapes(AnonymousUser(), None), content_type="application/geo+json")
