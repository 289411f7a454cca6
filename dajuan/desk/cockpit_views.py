"""The pages of the cockpit: the zone on one screen, its lights, its map."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from dajuan.core import faces as offered
from dajuan.core.faces import Due
from dajuan.core.staff.models import Zone
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.desk import cockpit
from dajuan.figures.book import Book
from dajuan.figures.views import asked, switch
from dajuan.values.lights import Light
from dajuan.values.periods import Period

EMPTY = {"type": "FeatureCollection", "features": []}


@needs("staff.work")
@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    """The zone on one screen, about a period, as known on a day."""
    zone = _zone(request)
    period, book, trouble = asked(request, zone)
    content = switch(request, zone, period, book, trouble) | _refreshing(request, period, book)
    content |= {"layers": cockpit.layers_for(request.user), "empty": EMPTY, "styles": cockpit.styles()}
    return render(request, "desk/cockpit.html", content)


@needs("staff.work")
@require_safe
def board(request: SignedInRequest) -> HttpResponse:
    """The part of the cockpit that is asked for again every minute; 304 where nothing on it has changed."""
    period, book, _trouble = asked(request, _zone(request))
    content = _refreshing(request, period, book)
    etag = quote_etag(content["digest"])
    fresh = render(request, "desk/_refreshing.html", content)
    fresh["ETag"] = etag
    response = get_conditional_response(request, etag=etag, response=fresh) or fresh
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _refreshing(request: SignedInRequest, period: Period, book: Book) -> dict[str, Any]:
    """The board as it is drawn now, with the digest by which a browser knows it."""
    today = timezone.localdate()
    drawn = render_to_string(
        "desk/_board.html",
        {
            "period": period,
            "book": book,
            "today": today,
            "as_of": request.GET.get("as_of", ""),
            "indicators": cockpit.indicators(period, book),
            "lines": cockpit.lines_of_tiles(period, book),
            "lights": cockpit.lights(request.user, today),
            "waiting": cockpit.awaiting_review(book.zone),
            "changes": cockpit.changes(request.user, book),
            "panels": cockpit.panels(request.user, period, book),
        },
        request,
    )
    return {"board": drawn, "digest": hashlib.sha256(drawn.encode()).hexdigest()[:24], "asked": request.GET.urlencode()}


@needs("staff.work")
@require_safe
def due(request: SignedInRequest) -> HttpResponse:
    """What stands under the lights, list by list; narrowed to a line or a light, if asked."""
    line, light = request.GET.get("line", ""), request.GET.get("light", "")
    today = timezone.localdate()
    sections = [
        (faces, one.title, _under(light, one.due(request.user, today)))
        for faces in cockpit.seen_by(request.user)
        if line in ("", faces.line)
        for one in faces.due_lists
    ]
    content: dict[str, Any] = {
        "sections": [section for section in sections if section[2]],
        "line": line,
        "light": light,
    }
    content |= {"faces": [one for one in cockpit.seen_by(request.user) if one.due_lists], "today": today}
    return render(request, "desk/due.html", content | {"lights": list(reversed(Light))})


def _under(light: str, rows: list[Due]) -> list[Due]:
    return [due for due in rows if light in ("", due.light)]


@needs("staff.work")
@require_safe
def layer(request: SignedInRequest) -> HttpResponse:
    """The shapes of one map layer that this person may see, as GeoJSON."""
    asked_for = offered.layer(request.GET.get("key", ""))
    if asked_for is None or asked_for not in [one for _faces, some in cockpit.layers_for(request.user) for one in some]:
        raise Http404("layer")
    return JsonResponse(asked_for.shapes(request.user, None), content_type="application/geo+json")


def _zone(request: SignedInRequest) -> Zone:
    if request.user.zone is None:
        raise PermissionDenied("staff.work")
    return request.user.zone
