"""The pages of the room. Each is written once and serves every shelf (shelves.py)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
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
from dajuan.core.staff.rights import SignedInRequest, needs, public
from dajuan.core.tickets.models import Ticket
from dajuan.lines.city import maps
from dajuan.lines.city.forms import Asked, MergingForm
from dajuan.lines.city.models import Work
from dajuan.lines.city.models.lights import thresholds
from dajuan.lines.city.models.subjects import CitySubject
from dajuan.lines.city.shelves import SHELVES, Shelf
from dajuan.look.paging import page_by_key
from dajuan.values.lights import Light
from dajuan.values.workbook import Column, Sheet, write

LISTED_ENDS = 100  # of dead ends, in words under their map
FIRST_ROWS = 8  # of each stage on the board
LAST_ENTRIES = 8  # on the one-page brief


@dataclass(frozen=True)
class Line:
    """One line of a list: the subject, what stands in its columns, and its light."""

    subject: CitySubject
    cells: list[Any]
    light: Light | None


@needs("city.view")
@require_safe
def index(request: SignedInRequest, what: str = "works") -> HttpResponse:
    """The list of one shelf, narrowed as asked."""
    shelf = _shelf(what)
    asked = Asked(request.GET, subject=shelf.subject, user=request.user)
    page = page_by_key(_rows(request, shelf, asked).for_lists(), request)
    content = {"page": page, "lines": _lines(request, shelf, page.rows), "asked": asked}
    return render(request, "city/index.html", _with(shelf, content))


@needs("city.view")
@require_safe
def board(request: SignedInRequest, what: str) -> HttpResponse:
    """The first of each stage side by side, newest first; the list of a stage has the rest."""
    shelf = _shelf(what)
    rows = shelf.subject.objects.visible_to(request.user).for_lists()
    stages = [
        (value, name, list(rows.filter(stage=value).order_by("-pk")[:FIRST_ROWS])) for value, name in shelf.stages
    ]
    columns = [(value, name, _lines(request, shelf, found)) for value, name, found in stages]
    return render(request, "city/board.html", _with(shelf, {"columns": columns}))


@needs("city.view")
@require_safe
def map_page(request: SignedInRequest, what: str) -> HttpResponse:
    """The shelf on a map. The list shows the same in words."""
    return render(request, "city/map.html", _with(_shelf(what), {}))


@needs("city.view")
@require_safe
def dead_ends(request: SignedInRequest) -> HttpResponse:
    """The ends of roads that join no other road, on a map and as a list: where a road may have to be opened (C55)."""
    roads, ends = maps.dead_ends(request.user)
    content = {"roads": roads, "ends": ends[:LISTED_ENDS], "count": len(ends), "shown": maps.dead_ends_shown(ends)}
    return render(request, "city/dead_ends.html", _with(_shelf("works"), content))


@needs("city.view")
@require_safe
def shapes(request: SignedInRequest, what: str) -> HttpResponse:
    """The shapes of a shelf inside a box, as GeoJSON."""
    box = maps.read_bounds(request.GET.get("box", ""))
    return JsonResponse(maps.shapes(_shelf(what).subject, request.user, box), content_type="application/geo+json")


@needs("city.view")
@require_safe
def export(request: SignedInRequest, what: str) -> Any:
    """The whole list as narrowed, as an Excel workbook that says for whom and when it was drawn."""
    shelf = _shelf(what)
    asked = Asked(request.GET, subject=shelf.subject, user=request.user)
    rows = _rows(request, shelf, asked).for_lists().select_related("area").order_by("-pk")
    words = {"what": shelf.title, "user": request.user, "at": date_format(timezone.localtime(), "Y-m-d H:i")}
    title = _("%(what)s, drawn by %(user)s at %(at)s") % words
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    write(file, [Sheet(str(shelf.title), _headings(shelf), _cells(shelf, rows), title)], drawn_at=timezone.now())
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{shelf.word}.xlsx")


@needs("city.view")
@require_safe
def show(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """One subject: its facts, its place in the course of things, its map and everything recorded about it."""
    shelf = _shelf(what)
    subject = _subject(request, shelf, pk)
    may_record = request.user.has_perm("city.record", subject)
    content = {
        "subject": subject,
        "facts": [*((column.heading, column.value(subject)) for column in shelf.columns), *subject.amounts()],
        "light": subject.light_for(request.user, today(), thresholds(today())),
        "course": subject.course(),
        "steps": shelf.steps(subject) if may_record else [],
        "waiting": Draft.objects.submitted().filter(line="city", subject=pk, entry_type__in=_entry_types(shelf)),
        "warnings": subject.warnings(),
        "kept": shelf.subject.objects.filter(pk=kept_of(subject)).first(),
        "may_merge": request.user.has_perm("city.review"),
        "shapes": _one_shape(request, subject),
        "may_link": may_record and isinstance(subject, Work) and subject.stage in subject.open_stages,
    }
    return render(request, "city/show.html", _with(shelf, content))


@needs("city.view")
@require_safe
def brief(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """One subject on one sheet of paper (一页通): facts, course, place, what was recorded last, problems near it."""
    shelf = _shelf(what)
    subject = _subject(request, shelf, pk)
    content = {
        "subject": subject,
        "facts": [*((column.heading, column.value(subject)) for column in shelf.columns), *subject.amounts()],
        "course": subject.course(),
        "light": subject.light_for(request.user, today(), thresholds(today())),
        "drawing": surroundings(subject, _seen(request, shelf)),
        "entries": [entry for entry in entries_of(subject) if entry.until_id is None][:LAST_ENTRIES],
        "problems": Ticket.objects.visible_to(request.user).near(subject).select_related("category")[:LAST_ENTRIES],
    }
    return render(request, "city/brief.html", _with(shelf, content))


@needs("city.record")
@require_http_methods(["GET", "POST"])
def form(request: SignedInRequest, what: str, pk: int | None = None) -> HttpResponse:
    """Enter a new subject, or change a subject's own fields. Nothing counts before its entries."""
    shelf = _shelf(what)
    subject = _subject(request, shelf, pk) if pk else None
    filled = shelf.new(request.POST or None, instance=subject, user=request.user)
    if request.method == "POST" and filled.is_valid():
        kept = filled.save()
        for notice in filled.cleaned_data["shape"].notices if filled.cleaned_data["shape"] else ():
            messages.warning(request, notice)
        messages.success(request, _("Kept."))
        return HttpResponseRedirect(kept.get_absolute_url())
    content = {"form": filled, "subject": subject}
    return render(request, "city/form.html", _with(shelf, content), status=422 if filled.errors else 200)


@needs("city.view")
@require_http_methods(["GET", "POST"])
def recording(request: SignedInRequest, what: str, pk: int, verb: str) -> HttpResponse:
    """Record what happened to a subject: whoever keeps the line, and the office that answers for this one."""
    shelf = _shelf(what)
    entry = shelf.form(verb)
    if entry is None:
        raise Http404(verb)
    subject = _subject(request, shelf, pk)
    if not request.user.has_perm("city.record", subject):
        raise PermissionDenied("city.record")
    return record(request, subject, entry)


@needs("city.review")
@require_http_methods(["GET", "POST"])
def merging(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """Record that a subject is the same as another: one road in two sections counts once from then on."""
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
    return render(request, "city/merging.html", _with(shelf, content), status=422 if filled.errors else 200)


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
    box = maps.read_bounds(request.GET.get("box", ""))
    return JsonResponse(maps.public_works(request.user, box), content_type="application/geo+json")


def _shelf(what: str) -> Shelf:
    if what not in SHELVES:
        raise Http404(what)
    return SHELVES[what]


def _subject(request: SignedInRequest, shelf: Shelf, pk: int) -> CitySubject:
    rows = shelf.subject.objects.visible_to(request.user).select_related("office", "area")
    found: CitySubject = get_object_or_404(rows, pk=pk)
    return found


def _seen(request: SignedInRequest, shelf: Shelf) -> Any:
    rows: Any = shelf.subject.objects
    return rows.visible_to(request.user)


def _rows(request: SignedInRequest, shelf: Shelf, asked: Asked) -> Any:
    return _seen(request, shelf).narrow(asked.wishes())


def _with(shelf: Shelf, content: dict[str, Any]) -> dict[str, Any]:
    """What every page of the room shows: its shelves, and the one it stands at."""
    return {"shelf": shelf, "shelves": SHELVES.values(), **content}


def _lines(request: SignedInRequest, shelf: Shelf, rows: list[Any]) -> list[Line]:
    day = today()
    rules = thresholds(day)
    return [
        Line(row, [column.value(row) for column in shelf.columns], row.light_for(request.user, day, rules))
        for row in rows
    ]


def _entry_types(shelf: Shelf) -> list[str]:
    return [form.records._meta.label_lower for form in shelf.entries]


def _one_shape(request: SignedInRequest, subject: CitySubject) -> dict[str, Any] | None:
    if not subject.geojson:
        return None
    return {
        "type": "FeatureCollection",
        "features": [maps.feature(subject, request.user, today(), thresholds(today()))],
    }


def _headings(shelf: Shelf) -> list[Column]:
    own = [Column(str(column.heading)) for column in shelf.columns]
    return [Column(_("Code")), Column(_("Name"), width=40), Column(_("Stage")), *own, Column(_("Responsible office"))]


def _cells(shelf: Shelf, rows: Any) -> Iterator[list[Any]]:
    for row in rows.iterator(chunk_size=2000):
        own = [_cell(column.value(row)) for column in shelf.columns]
        yield [row.code, row.name, str(row.get_stage_display()), *own, row.office.name]


def _cell(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value if value is not None else "")
