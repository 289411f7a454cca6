"""The pages of the room: those of its shelves, coverage by unions, the air, and what anybody may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dajuan.core.records.models import today
from dajuan.core.rooms import pages
from dajuan.core.staff.models import Zone
from dajuan.core.staff.rights import SignedInRequest, needs, public
from dajuan.lines.livelihood.air import AirYear, cells_of
from dajuan.lines.livelihood.aqi import COLOURS
from dajuan.lines.livelihood.models import Reading, School, Station
from dajuan.lines.livelihood.models.stations import cells_by_day
from dajuan.lines.livelihood.models.unions import without_union
from dajuan.lines.livelihood.shelves import ROOM
from dajuan.look.paging import page_by_key

DAYS_OF_CHART = 7
_AT_STATIONS = {"room": ROOM, "shelf": ROOM.shelves["stations"], "shelves": ROOM.shelves.values()}
FIRST_YEAR = 2013  # stations began to publish hour by hour


@needs("livelihood.view")
@require_safe
def index(request: SignedInRequest, what: str = "schools") -> HttpResponse:
    """The list of one shelf, narrowed as asked."""
    return pages.listed(request, ROOM, what)


@needs("livelihood.view")
@require_safe
def board(request: SignedInRequest, what: str) -> HttpResponse:
    """The first of each stage side by side."""
    return pages.boarded(request, ROOM, what)


@needs("livelihood.view")
@require_safe
def map_page(request: SignedInRequest, what: str) -> HttpResponse:
    """The shelf on a map."""
    return pages.mapped(request, ROOM, what)


@needs("livelihood.view")
@require_safe
def shapes(request: SignedInRequest, what: str) -> HttpResponse:
    """The shapes of a shelf inside a box, as GeoJSON."""
    return pages.shaped(request, ROOM, what)


@needs("livelihood.view")
@require_safe
def export(request: SignedInRequest, what: str) -> Any:
    """The whole list as narrowed, as an Excel workbook."""
    return pages.exported(request, ROOM, what)


@needs("livelihood.view")
@require_safe
def show(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """One subject; of a station also what it measured last."""
    if what != Station.page:
        return pages.shown(request, ROOM, what, pk)
    station = pages.subject_of(request, ROOM.shelves[what], pk)
    return pages.shown(request, ROOM, what, pk, **_station_air(request, station))


@needs("livelihood.view")
@require_safe
def brief(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """One subject on one sheet of paper."""
    return pages.briefed(request, ROOM, what, pk)


@needs("livelihood.record")
@require_http_methods(["GET", "POST"])
def form(request: SignedInRequest, what: str, pk: int | None = None) -> HttpResponse:
    """Enter a new subject, or change a subject's own fields."""
    return pages.filled(request, ROOM, what, pk)


@needs("livelihood.view")
@require_http_methods(["GET", "POST"])
def recording(request: SignedInRequest, what: str, pk: int, verb: str) -> HttpResponse:
    """Record what happened to a subject."""
    return pages.recorded(request, ROOM, what, pk, verb)


@needs("livelihood.review")
@require_http_methods(["GET", "POST"])
def merging(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """Record that a subject is the same as another: a school entered twice counts once from then on."""
    return pages.merged(request, ROOM, what, pk)


# Schools and unions


@needs("livelihood.view")
@require_safe
def coverage(request: SignedInRequest) -> HttpResponse:
    """Schools of compulsory education in operation on a day: those in a union, and by name those that are missing."""
    day = _day(request.GET.get("on", ""))
    schools = School.objects.visible_to(request.user).compulsory().in_operation_on(day).for_lists().order_by("code")
    missing = list(without_union(schools, day))
    operating = schools.count()
    content = {"day": day, "all": operating, "missing": missing, "covered": operating - len(missing)}
    return render(request, "livelihood/coverage.html", content)


def _day(words: str) -> date:
    """The day asked for; today where it is none."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        return today()


# Air


@needs("livelihood.view")
@require_safe
def readings(request: SignedInRequest) -> HttpResponse:
    """Every hour of every station, latest first; only marked ones if asked."""
    asked = Reading.objects.visible_to(request.user).standing().select_related("station")
    marked = "marked" in request.GET
    found = page_by_key(asked.exclude(mark="") if marked else asked, request, order=("-happened_on", "-number"))
    content = {"page": found, "marked": marked}
    return render(request, "livelihood/readings.html", _AT_STATIONS | content)


@needs("livelihood.view")
@require_safe
def air(request: SignedInRequest) -> HttpResponse:
    """The zone's air of a year, day by day."""
    content = _air_of(_zone(request), request)
    return render(request, "livelihood/air.html", _AT_STATIONS | content)


def _air_of(zone: Zone, request: HttpRequest) -> dict[str, Any]:
    year = _year(zone, request)
    stations = Station.objects.filter(zone=zone).evaluated()
    days = (date(year, 1, 1), date(year, 12, 31))
    rows = Reading.objects.standing().filter(station__in=list(stations), happened_on__range=days)
    shown = AirYear.of(year, cells_of(cells_by_day(rows)))
    return {
        "air": shown,
        "year": year,
        "stations": stations,
        "earlier": year - 1 if year > FIRST_YEAR else None,
        "later": year + 1 if year < today().year else None,
        "day_numbers": range(1, 32),
    }


def _year(zone: Zone, request: HttpRequest) -> int:
    """The year asked for, else that of the zone's last reading, else this one."""
    words = request.GET.get("year", "")
    if words.isdecimal() and FIRST_YEAR <= int(words) <= today().year:
        return int(words)
    days = Reading.objects.standing().filter(zone=zone).order_by("-happened_on").values_list("happened_on", flat=True)
    last = days.first()
    return (last or today()).year


def _station_air(request: SignedInRequest, station: Station) -> dict[str, Any]:
    """The last days of one station, as a chart and as a paged list."""
    standing = station.readings.standing()
    latest = station.latest
    found = page_by_key(standing, request, order=("-happened_on", "-hour"), size=24)
    if latest is None:
        return {"readings": found}
    since = latest.happened_on - timedelta(days=DAYS_OF_CHART - 1)
    hours = list(standing.filter(happened_on__gte=since).order_by("happened_on", "hour"))
    return {"readings": found, "latest": latest, "chart": _chart(hours)}


def _chart(hours: Sequence[Reading]) -> dict[str, Any]:
    """The hourly index as an ECharts option coloured by class, and as a table."""
    points = [(f"{one.happened_on:%m-%d} {one.hour:02}:00", one.index) for one in hours]
    bars = [
        {"value": index.aqi, "itemStyle": {"color": COLOURS[index.level]}} if index else None for _hour, index in points
    ]
    return {
        "options": {
            "xAxis": {"type": "category", "data": [hour for hour, _index in points]},
            "yAxis": {"type": "value", "name": "AQI"},
            "series": [{"type": "bar", "name": "AQI", "data": bars, "barCategoryGap": "0%"}],
        },
        "headings": [_("Hour"), "AQI", _("Class of the air")],
        "rows": [(hour, index.aqi if index else "—", index.level.label if index else "") for hour, index in points],
    }


# Public


def _zone(request: HttpRequest) -> Zone:
    """The zone of whoever is signed in; for visitors the installation's first one."""
    own = getattr(request.user, "zone", None)
    zone = own or Zone.objects.order_by("pk").first()
    if zone is None:
        raise Http404("zone")
    return zone


@public
@require_safe
def open_air(request: HttpRequest) -> HttpResponse:
    """The air of a year, for everybody."""
    return render(request, "livelihood/open_air.html", _air_of(_zone(request), request))


@public
@require_safe
def open_schools(request: HttpRequest) -> HttpResponse:
    """The schools in operation, for everybody: name, kind, ownership, address."""
    schools = School.objects.filter(zone=_zone(request), stage=School.Stage.OPEN).defer("geojson")
    content = {"page": page_by_key(schools, request, order=("code", "pk"))}
    return render(request, "livelihood/open_schools.html", content)
