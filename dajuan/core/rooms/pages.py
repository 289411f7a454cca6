"""The pages that every room has alike: a list, a board, a map, one subject and its forms.

A room's view names the right and calls one of these with its `Room`; what is special about it goes along as `content`,
or stands in a template of the room's own (`Room.templates`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dajuan.core.places.drawing import surroundings
from dajuan.core.records.act import act
from dajuan.core.records.merging import kept_of, merge
from dajuan.core.records.models import Draft, Refused, entries_of, today
from dajuan.core.records.pages import record
from dajuan.core.rooms import maps
from dajuan.core.rooms.forms import Asked, MergingForm
from dajuan.core.rooms.shelves import Room, Shelf
from dajuan.core.rooms.subjects import RoomSubject
from dajuan.core.spreadsheets.register import REGISTERS
from dajuan.core.staff.rights import SignedInRequest
from dajuan.core.tickets.models import Ticket
from dajuan.look.paging import page_by_key
from dajuan.values.lights import Light
from dajuan.values.workbook import Column, Sheet, write

FIRST_ROWS = 8  # of each stage on the board
LAST_ENTRIES = 8  # on the one-page brief


@dataclass(frozen=True)
class Line:
    """One line of a list: the subject, what stands in its columns, and its light."""

    subject: RoomSubject
    cells: list[Any]
    light: Light | None


def shelf_of(room: Room, what: str) -> Shelf:
    """The shelf of a word in an address; not found where the room has none."""
    if what not in room.shelves:
        raise Http404(what)
    return room.shelves[what]


def seen(request: SignedInRequest, shelf: Shelf) -> Any:
    """The subjects of a shelf that a person may see."""
    manager: Any = shelf.subject._default_manager
    return manager.visible_to(request.user)


def subject_of(request: SignedInRequest, shelf: Shelf, pk: int) -> Any:
    """One subject of a shelf; not found where the person may not see it."""
    return get_object_or_404(seen(request, shelf).select_related("office"), pk=pk)


def wished(request: SignedInRequest, shelf: Shelf, asked: Asked) -> Any:
    """The rows of a list as asked for. A record merged into another is found by its name only."""
    wishes = asked.wishes()
    rows = seen(request, shelf).narrow(wishes).for_lists()
    return rows if "q" in wishes else rows.unmerged()


def listed(request: SignedInRequest, room: Room, what: str, **content: Any) -> HttpResponse:
    """The list of one shelf, narrowed as asked."""
    shelf = shelf_of(room, what)
    asked = Asked(request.GET, subject=shelf.subject, user=request.user)
    page = page_by_key(wished(request, shelf, asked), request)
    shown = {
        "page": page,
        "lines": lines(request, shelf, page.rows),
        "asked": asked,
        "register": _register(room, shelf),
    }
    return _page(request, room, shelf, "index", shown | content)


def _register(room: Room, shelf: Shelf) -> str:
    """The name of the register by which a shelf is filled from a spreadsheet; empty where there is none."""
    name = f"{room.line}.{shelf.word}"
    return name if name in REGISTERS else ""


def boarded(request: SignedInRequest, room: Room, what: str) -> HttpResponse:
    """The first of each stage side by side, newest first; the list of a stage has the rest."""
    shelf = shelf_of(room, what)
    if not shelf.stages:
        raise Http404(what)
    rows = seen(request, shelf).unmerged().for_lists()
    columns = [
        (value, name, lines(request, shelf, list(rows.filter(stage=value).order_by("-pk")[:FIRST_ROWS])))
        for value, name in shelf.stages
    ]
    return _page(request, room, shelf, "board", {"columns": columns})


def mapped(request: SignedInRequest, room: Room, what: str) -> HttpResponse:
    """The shelf on a map. The list shows the same in words."""
    return _page(request, room, _placed(room, what), "map", {})


def shaped(request: SignedInRequest, room: Room, what: str) -> HttpResponse:
    """The shapes of a shelf inside a box, as GeoJSON."""
    box = maps.read_bounds(request.GET.get("box", ""))
    return JsonResponse(maps.shapes(_placed(room, what), request.user, box), content_type="application/geo+json")


def exported(request: SignedInRequest, room: Room, what: str) -> Any:
    """The whole list as narrowed, as an Excel workbook that says for whom and when it was drawn."""
    shelf = shelf_of(room, what)
    asked = Asked(request.GET, subject=shelf.subject, user=request.user)
    rows = wished(request, shelf, asked).order_by("-pk")
    words = {"what": shelf.title, "user": request.user, "at": date_format(timezone.localtime(), "Y-m-d H:i")}
    title = _("%(what)s, drawn by %(user)s at %(at)s") % words
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    write(file, [Sheet(str(shelf.title), _headings(shelf), _cells(shelf, rows), title)], drawn_at=timezone.now())
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{shelf.word}.xlsx")


def shown(request: SignedInRequest, room: Room, what: str, pk: int, **content: Any) -> HttpResponse:
    """One subject: its facts, its place in the course of things, its map and everything recorded about it."""
    shelf = shelf_of(room, what)
    subject = subject_of(request, shelf, pk)
    may_record = request.user.has_perm(f"{room.line}.record", subject)
    light = shelf.light_of(request.user, today())(subject)
    about = {
        **_about(shelf, subject, light),
        "steps": shelf.steps(subject) if may_record else [],
        "waiting": Draft.objects.submitted().filter(line=room.line, subject=pk, entry_type__in=shelf.entry_types),
        "warnings": subject.warnings(),
        "kept": seen(request, shelf).filter(pk=kept_of(subject)).first(),
        "may_merge": request.user.has_perm(f"{room.line}.review"),
        "may_record": may_record,
        "shapes": maps.collection([maps.feature(subject, light)]) if getattr(subject, "geojson", "") else None,
    }
    return _page(request, room, shelf, "show", about | content)


def briefed(request: SignedInRequest, room: Room, what: str, pk: int, **content: Any) -> HttpResponse:
    """One subject on one sheet of paper (一页通): facts, course, place, what was recorded last, problems near it."""
    shelf = shelf_of(room, what)
    if not shelf.stages:
        raise Http404(what)
    subject = subject_of(request, shelf, pk)
    near = Ticket.objects.visible_to(request.user).near(subject) if shelf.placed else Ticket.objects.none()
    about = {
        **_about(shelf, subject, shelf.light_of(request.user, today())(subject)),
        "drawing": surroundings(subject, seen(request, shelf)) if shelf.placed else None,
        "entries": [entry for entry in entries_of(subject) if entry.until_id is None][:LAST_ENTRIES],
        "problems": near.select_related("category")[:LAST_ENTRIES],
    }
    return _page(request, room, shelf, "brief", about | content)


def filled(request: SignedInRequest, room: Room, what: str, pk: int | None = None) -> HttpResponse:
    """Enter a new subject, or change a subject's own fields. Nothing counts before its entries.

    A link from another subject's page fills in what is known already (`?contract=7`).
    """
    shelf = shelf_of(room, what)
    subject = subject_of(request, shelf, pk) if pk else None
    known = None if pk else request.GET.dict()
    form = shelf.new(request.POST or None, instance=subject, user=request.user, initial=known)
    if request.method == "POST" and form.is_valid():
        kept = form.save()
        shape = form.cleaned_data.get("shape")
        for notice in shape.notices if shape else ():
            messages.warning(request, notice)
        messages.success(request, _("Kept."))
        return HttpResponseRedirect(kept.get_absolute_url())
    return _page(request, room, shelf, "form", {"form": form, "subject": subject}, 422 if form.errors else 200)


def recorded(request: SignedInRequest, room: Room, what: str, pk: int, verb: str) -> HttpResponse:
    """Record what happened to a subject: whoever keeps the line, and the office that answers for this one."""
    shelf = shelf_of(room, what)
    entry = shelf.form(verb)
    if entry is None:
        raise Http404(verb)
    subject = subject_of(request, shelf, pk)
    if not request.user.has_perm(f"{room.line}.record", subject):
        raise PermissionDenied(f"{room.line}.record")
    return record(request, subject, entry)


def merged(request: SignedInRequest, room: Room, what: str, pk: int) -> HttpResponse:
    """Record that a subject is the same as another: what was entered twice counts once from then on."""
    shelf = shelf_of(room, what)
    gone = subject_of(request, shelf, pk)
    form = MergingForm(request.POST or None, gone=gone, user=request.user, kept=request.GET.get("kept", ""))
    if request.method == "POST" and form.is_valid():
        kept, day = form.cleaned_data["kept"], form.cleaned_data["happened_on"]
        try:
            with act(by=request.user, office=request.user.office) as a:
                merge(a, gone, kept, happened_on=day)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Merged. From now on the two count as one."))
            return HttpResponseRedirect(kept.get_absolute_url())
    return _page(request, room, shelf, "merging", {"form": form, "subject": gone}, 422 if form.errors else 200)


def lines(request: SignedInRequest, shelf: Shelf, rows: list[Any]) -> list[Line]:
    """Subjects as lines of a list, each with its light."""
    light_of = shelf.light_of(request.user, today())
    return [Line(row, [column.value(row) for column in shelf.columns], light_of(row)) for row in rows]


def _page(
    request: SignedInRequest, room: Room, shelf: Shelf, page: str, content: dict[str, Any], status: int = 200
) -> HttpResponse:
    may_enter = request.user.has_perm(f"{room.line}.record")
    around = {"room": room, "shelf": shelf, "shelves": room.shelves.values(), "may_enter": may_enter}
    return render(request, room.templates(page), around | content, status=status)


def _placed(room: Room, what: str) -> Shelf:
    shelf = shelf_of(room, what)
    if not shelf.placed:
        raise Http404(what)
    return shelf


def _about(shelf: Shelf, subject: Any, light: Light | None) -> dict[str, Any]:
    """What the page and the brief of a subject both say."""
    code = getattr(subject, "code", "") or None  # which stands first of all already
    columns = ((column.heading, column.value(subject)) for column in shelf.columns)
    facts = [*(pair for pair in columns if pair[1] != code), *subject.particulars()]
    return {"subject": subject, "facts": facts, "course": subject.course(), "stages": shelf.stages, "light": light}


def _headings(shelf: Shelf) -> list[Column]:
    code = [Column(_("Code"))] if _has_code(shelf) else []
    stage = [Column(_("Stage"))] if shelf.stages else []
    own = [Column(str(column.heading)) for column in shelf.columns]
    return [*code, Column(_("Name"), width=40), *stage, *own, Column(_("Responsible office"))]


def _cells(shelf: Shelf, rows: Any) -> Iterator[list[Any]]:
    for row in rows.iterator(chunk_size=2000):
        code = [row.code] if _has_code(shelf) else []
        stage = [str(row.get_stage_display())] if shelf.stages else []
        own = [_cell(column.value(row)) for column in shelf.columns]
        yield [*code, str(row), *stage, *own, row.office.name]


def _has_code(shelf: Shelf) -> bool:
    return any(field.name == "code" for field in shelf.subject._meta.fields)


def _cell(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value if value is not None else "")
