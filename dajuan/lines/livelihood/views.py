"""The pages of the room. Lists, one subject and its forms are written once and serve every shelf (shelves.py)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dajuan.core.places.drawing import surroundings
from dajuan.core.records.act import act
from dajuan.core.records.merging import kept_of, merge
from dajuan.core.records.models import Draft, Refused, entries_of, today
from dajuan.core.records.pages import record
from dajuan.core.staff.models import Zone
from dajuan.core.staff.rights import SignedInRequest, needs, public
from dajuan.core.tickets.models import Ticket
from dajuan.lines.livelihood import maps
from dajuan.lines.livelihood.air import AirYear, cells_of
from dajuan.lines.livelihood.aqi import COLOURS
from dajuan.lines.livelihood.forms import Asked, MergingForm
from dajuan.lines.livelihood.models import LivelihoodSubject, Reading, School, Station
from dajuan.lines.livelihood.models.stations import cells_by_day
from dajuan.lines.livelihood.models.unions import without_union
from dajuan.lines.livelihood.shelves import SHELVES, Shelf
from dajuan.look.paging import page_by_key
from dajuan.values.workbook import Column, Sheet, write

DAYS_OF_CHART = 7
LAST_ENTRIES = 8  # on the one-page brief
FIRST_YEAR = 2013  # stations began to publish hour by hour


@dataclass(frozen=True)
class Line:
    """One line of a list: the subject, and what stands in its columns."""

    subject: LivelihoodSubject
    cells: list[Any]


@needs("livelihood.view")
@require_safe
def index(request: SignedInRequest, what: str = "schools") -> HttpResponse:
    """The list of one shelf, narrowed as asked."""
    shelf = _shelf(what)
    asked = Asked(request.GET, subject=shelf.subject)
    page = page_by_key(_rows(request, shelf, asked).for_lists(), request)
    content = {"page": page, "lines": [_line(shelf, row) for row in page.rows], "asked": asked}
    return render(request, "livelihood/index.html", _with(shelf, content))


@needs("livelihood.view")
@require_safe
def map_page(request: SignedInRequest, what: str) -> HttpResponse:
    """The shelf on a map. The list shows the same in words."""
    shelf = _shelf(what)
    if not shelf.placed:
        raise Http404(what)
    return render(request, "livelihood/map.html", _with(shelf, {}))


@needs("livelihood.view")
@require_safe
def shapes(request: SignedInRequest, what: str) -> HttpResponse:
    """The shapes of a shelf inside a box, as GeoJSON."""
    shelf = _shelf(what)
    if not shelf.placed:
        raise Http404(what)
    box = maps.read_bounds(request.GET.get("box", ""))
    return JsonResponse(maps.shapes(shelf.subject, request.user, box), content_type="application/geo+json")


@needs("livelihood.view")  # type: ignore[arg-type]  # a file streams, which the stubs keep apart
@require_safe
def export(request: SignedInRequest, what: str) -> FileResponse:
    """The whole list as narrowed, as an Excel workbook that says for whom and when it was drawn."""
    shelf = _shelf(what)
    asked = Asked(request.GET, subject=shelf.subject)
    rows = _rows(request, shelf, asked).for_lists().order_by("-pk")
    words = {"what": shelf.title, "user": request.user, "at": date_format(timezone.localtime(), "Y-m-d H:i")}
    title = _("%(what)s, drawn by %(user)s at %(at)s") % words
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    write(file, [Sheet(str(shelf.title), _headings(shelf), _cells(shelf, rows), title)], drawn_at=timezone.now())
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{shelf.word}.xlsx")


@needs("livelihood.view")
@require_safe
def show(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """One subject: its facts, what may be recorded next, its place and everything recorded about it."""
    shelf = _shelf(what)
    subject = _subject(request, shelf, pk)
    may_record = request.user.has_perm("livelihood.record", subject)
    content = {
        "subject": subject,
        "facts": [(column.heading, column.value(subject)) for column in shelf.columns],
        "stages": shelf.stages,
        "steps": shelf.steps(subject) if may_record else [],
        "waiting": Draft.objects.submitted().filter(line="livelihood", subject=pk, entry_type__in=_entry_types(shelf)),
        "shapes": _one_shape(subject),
        "kept": type(subject).objects.filter(pk=kept_of(subject)).first(),
        "may_merge": request.user.has_perm("livelihood.review"),
        "may_record": may_record,
        **(_station_air(request, subject) if isinstance(subject, Station) else {}),
    }
    return render(request, "livelihood/show.html", _with(shelf, content))


@needs("livelihood.view")
@require_safe
def brief(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """One subject on one sheet of paper (一页通): facts, course, place, what was recorded last, problems near it."""
    shelf = _shelf(what)
    if not shelf.stages:
        raise Http404(what)
    subject = _subject(request, shelf, pk)
    problems = Ticket.objects.visible_to(request.user).near(subject) if shelf.placed else Ticket.objects.none()
    content = {
        "subject": subject,
        "facts": [(column.heading, column.value(subject)) for column in shelf.columns],
        "stages": shelf.stages,
        "drawing": surroundings(subject, _seen(request, shelf)) if shelf.placed else None,
        "entries": [entry for entry in entries_of(subject) if entry.until_id is None][:LAST_ENTRIES],
        "problems": problems.select_related("category")[:LAST_ENTRIES],
    }
    return render(request, "livelihood/brief.html", _with(shelf, content))


@needs("livelihood.record")
@require_http_methods(["GET", "POST"])
def form(request: SignedInRequest, what: str, pk: int | None = None) -> HttpResponse:
    """Enter a new subject, or change a subject's own fields. Nothing counts before its entries."""
    shelf = _shelf(what)
    subject = _subject(request, shelf, pk) if pk else None
    filled = shelf.new(request.POST or None, instance=subject, user=request.user)
    if request.method == "POST" and filled.is_valid():
        kept = filled.save()
        shape = filled.cleaned_data.get("shape")
        for notice in shape.notices if shape else ():
            messages.warning(request, notice)
        messages.success(request, _("Kept."))
        return HttpResponseRedirect(kept.get_absolute_url())
    content = {"form": filled, "subject": subject}
    return render(request, "livelihood/form.html", _with(shelf, content), status=422 if filled.errors else 200)


@needs("livelihood.view")
@require_http_methods(["GET", "POST"])
def recording(request: SignedInRequest, what: str, pk: int, verb: str) -> HttpResponse:
    """Record what happened to a subject: whoever keeps the line, and the office that answers for this one."""
    shelf = _shelf(what)
    entry = shelf.form(verb)
    if entry is None:
        raise Http404(verb)
    subject = _subject(request, shelf, pk)
    if not request.user.has_perm("livelihood.record", subject):
        raise PermissionDenied("livelihood.record")
    return record(request, subject, entry)


@needs("livelihood.review")
@require_http_methods(["GET", "POST"])
def merging(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """Record that a subject is the same as another: a school entered twice counts once from then on."""
    shelf = _shelf(what)
    gone = _subject(request, shelf, pk)
    filled = MergingForm(request.POST or None, gone=gone, user=request.user)
    if request.method == "POST" and filled.is_valid():
        kept, day = filled.cleaned_data["kept"], filled.cleaned_data["happened_on"]
        try:
            with act(by=request.user, office=request.user.office) as a:
                merge(a, gone, kept, happened_on=day)
        except Refused as refusal:
            filled.add_error(refusal.field if refusal.field in filled.fields else None, str(refusal))
        else:
            messages.success(request, _("Merged. From now on the two count as one."))
            return HttpResponseRedirect(kept.get_absolute_url())
    content = {"form": filled, "subject": gone}
    return render(request, "livelihood/merging.html", _with(shelf, content), status=422 if filled.errors else 200)


def _shelf(what: str) -> Shelf:
    if what not in SHELVES:
        raise Http404(what)
    return SHELVES[what]


def _subject(request: SignedInRequest, shelf: Shelf, pk: int) -> Any:
    rows: Any = shelf.subject.objects
    return get_object_or_404(rows.visible_to(request.user).select_related("office"), pk=pk)


def _seen(request: SignedInRequest, shelf: Shelf) -> Any:
    rows: Any = shelf.subject.objects
    return rows.visible_to(request.user)


def _rows(request: SignedInRequest, shelf: Shelf, asked: Asked) -> Any:
    return _seen(request, shelf).narrow(asked.wishes())


def _with(shelf: Shelf, content: dict[str, Any]) -> dict[str, Any]:
    """What every page of the room shows: its shelves, and the one it stands at."""
    return {"shelf": shelf, "shelves": SHELVES.values(), **content}


def _line(shelf: Shelf, row: Any) -> Line:
    return Line(row, [column.value(row) for column in shelf.columns])


def _entry_types(shelf: Shelf) -> list[str]:
    return [form.records._meta.label_lower for form in shelf.entries]


def _one_shape(subject: Any) -> dict[str, Any] | None:
    if not getattr(subject, "geojson", ""):
        return None
    return {"type": "FeatureCollection", "features": [maps.feature(subject)]}


def _headings(shelf: Shelf) -> list[Column]:
    stage = [Column(_("Stage"))] if shelf.stages else []
    own = [Column(str(column.heading)) for column in shelf.columns]
    return [Column(_("Name"), width=40), *stage, *own, Column(_("Responsible office"))]


def _cells(shelf: Shelf, rows: Any) -> Iterator[list[Any]]:
    for row in rows.iterator(chunk_size=2000):
        stage = [str(row.get_stage_display())] if shelf.stages else []
        own = [_cell(column.value(row)) for column in shelf.columns]
        yield [row.name, *stage, *own, row.office.name]


def _cell(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value if value is not None else "")


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
    return render(request, "livelihood/readings.html", _with(SHELVES["stations"], content))


@needs("livelihood.view")
@require_safe
def air(request: SignedInRequest) -> HttpResponse:
    """The zone's air of a year, day by day."""
    content = _air_of(_zone(request), request)
    return render(request, "livelihood/air.html", _with(SHELVES["stations"], content))


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
