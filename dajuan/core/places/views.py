"""Pages of places: the zone's areas, one area, and division codes as of a day."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dajuan.core.places.divisions import division_on, divisions_under
from dajuan.core.places.forms import AreaForm, CountingForm, DivisionForm, ResponsibilityForm
from dajuan.core.places.geometry import Shape
from dajuan.core.places.models import Area
from dajuan.core.records.models import today
from dajuan.core.records.pages import record
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.look.paging import page_by_key


@needs("places.view")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The areas of the zone by name, on a map where they have shapes."""
    areas = Area.objects.visible_to(request.user).select_related("office")
    page = page_by_key(areas, request, ("name", "pk"))
    return render(request, "places/index.html", {"page": page, "shapes": _collection(page.rows)})


@needs("places.record")
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Draw an area; what was converted or repaired is told."""
    form = AreaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        area = Area(zone=request.user.zone, office=request.user.office)
        area.name, area.division = form.cleaned_data["name"], form.cleaned_data["division"]
        area.put_shape(form.cleaned_data["shape"])
        if _saved(area):
            _tell(request, form.cleaned_data["shape"])
            return HttpResponseRedirect(area.get_absolute_url())
        form.add_error("name", _("There is an area of this name already."))
    return render(request, "places/form.html", {"form": form}, status=422 if form.errors else 200)


@needs("places.view")
@require_safe
def area(request: SignedInRequest, pk: int) -> HttpResponse:
    """One area: its shape, since when it counts, who answers for what."""
    shown = _area(request, pk)
    content = {
        "area": shown,
        "counts": shown.counts_on(today()),
        "responsibilities": shown.responsibilities.standing().select_related("to").order_by("matter", "-happened_on"),
        "shapes": _collection([shown]),
        "may_record": request.user.has_perm("places.record", shown),
    }
    return render(request, "places/area.html", content)


@needs("places.record")
@require_http_methods(["GET", "POST"])
def counting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record that the area counts for the zone."""
    return record(request, _area(request, pk), CountingForm)


@needs("places.record")
@require_http_methods(["GET", "POST"])
def responsibility(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record who answers for a matter in the area."""
    return record(request, _area(request, pk), ResponsibilityForm)


@needs("places.view")
@require_safe
def divisions(request: SignedInRequest) -> HttpResponse:
    """Was a division code in force on a day: yes, no, or not known; and what lay under it."""
    form = DivisionForm(request.GET or None, initial={"day": today()})
    content: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        code, day = form.cleaned_data["code"], form.cleaned_data["day"]
        content |= {"code": code, "day": day, "answer": division_on(code, day), "under": divisions_under(code, day)}
    return render(request, "places/divisions.html", content)


def _area(request: SignedInRequest, pk: int) -> Area:
    found: Area = get_object_or_404(Area.objects.visible_to(request.user).select_related("office"), pk=pk)
    return found


def _saved(area: Area) -> bool:
    """Save a new area; False where its name is taken, be it in the same second."""
    try:
        with transaction.atomic():
            area.save()
    except IntegrityError:
        return False
    return True


def _tell(request: SignedInRequest, shape: Shape | None) -> None:
    """What was converted, repaired or lies outside."""
    for notice in shape.notices if shape else ():
        messages.warning(request, notice)
    messages.success(request, _("Area entered."))


def _collection(areas: list[Area]) -> dict[str, Any] | None:
    """The shapes as a GeoJSON FeatureCollection for the map; None where there is none."""
    import json

    features = [
        {
            "type": "Feature",
            "geometry": json.loads(one.geojson),
            "properties": {"title": one.name, "url": one.get_absolute_url()},
        }
        for one in areas
        if one.geojson
    ]
    return {"type": "FeatureCollection", "features": features} if features else None
