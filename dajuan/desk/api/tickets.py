"""Problems and requests for programs: listed, shown, raised. Their words are read on their page, where it is logged."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from dajuan.core.records.act import act
from dajuan.core.records.models import Refused, entries_of
from dajuan.core.rooms.api import REFUSALS, After, EntryRow, Limit, Recorded, Sent, entry_row, page_of, record
from dajuan.core.tickets.forms import STEPS
from dajuan.core.tickets.models import Category, Source, State, Ticket, raise_ticket
from dajuan.desk.api.asking import asked_zone

router = Router(tags=["tickets"])
TicketNumber = Annotated[str, Path(max_length=30)]
STATES: Any = Literal[tuple(State.values)]
STEP_NAMES: Any = Literal[tuple(STEPS)]


class CategoryRow(Schema):
    """One kind of problem that may be chosen; `limit` is empty where there is none."""

    code: str
    name: str
    limit: int | None
    unit: str
    open_to_public: bool


class TicketRow(Schema):
    """One problem as its list shows it. Instants carry their offset; `light` is empty where no clock runs."""

    number: str
    category: str
    state: str
    state_name: str
    office: str
    area: str
    raised_at: datetime
    due_at: datetime | None
    solved_at: datetime | None
    light: str
    page: str


class TicketPage(Schema):
    """Some problems, latest first; `after` asks for the next ones, empty at the end."""

    rows: list[TicketRow]
    after: str


class TicketShown(TicketRow):
    """One problem with its clock in words and what this person may do next."""

    clock: str
    steps: list[str]


class TicketWish(Schema):
    """What the list is narrowed by, if asked."""

    state: STATES | None = None
    category: str = Field("", max_length=80, description="code of a category")
    overdue: bool = False


class NewTicket(Schema):
    """A problem to be raised, in its own words."""

    category: str = Field(max_length=80, description="code of a category")
    description: str = Field(min_length=1, max_length=2000)
    place: str = Field("", max_length=200)
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    source: Literal["hotline", "visit", "inspection"] = "visit"


class Raised(Schema):
    """The number under which a problem was raised."""

    number: str


@router.get("/", response={200: TicketPage, **REFUSALS})
def tickets(request: Any, wish: Query[TicketWish], limit: Limit = 30, after: After = "") -> TicketPage:
    """Problems this person may see, latest first."""
    _may(request, "tickets.view")
    rows = Ticket.objects.visible_to(request.user).select_related("office", "category__parent", "area")
    if wish.state:
        rows = rows.filter(state=wish.state)
    if wish.category:
        rows = rows.filter(category__code=wish.category)
    if wish.overdue:
        rows = rows.overdue(timezone.now())
    page: Any = page_of(rows, request, limit)
    now = timezone.now()
    return TicketPage(rows=[TicketRow(**_told(one, now)) for one in page.rows], after=page.after)


@router.get("/categories/", response={200: list[CategoryRow], **REFUSALS})
def categories(request: Any) -> list[CategoryRow]:
    """The kinds of problem that may be chosen in the zone."""
    _may(request, "tickets.view")
    return [
        CategoryRow(
            code=one.code,
            name=str(one),
            limit=one.limit,
            unit=one.unit if one.limit else "",
            open_to_public=one.open_to_public,
        )
        for one in Category.objects.offered(asked_zone(request))
    ]


@router.get("/{number}/", response={200: TicketShown, **REFUSALS})
def ticket(request: Any, number: TicketNumber) -> TicketShown:
    """One problem: how far it is, its clock, what may be done next."""
    one, now = _ticket(request, number), timezone.now()
    steps = [
        name for name, form in STEPS.items() if one.state in form.states and request.user.has_perm(form.right, one)
    ]
    return TicketShown(**_told(one, now), clock=one.clock_in_words(now), steps=steps)


@router.get("/{number}/entries/", response={200: list[EntryRow], **REFUSALS})
def entries(request: Any, number: TicketNumber) -> list[EntryRow]:
    """Everything recorded about a problem, latest recorded first."""
    return [entry_row(one) for one in entries_of(_ticket(request, number))]


@router.post("/", response={201: Raised, **REFUSALS})
def raising(request: Any, new: NewTicket) -> Any:
    """Raise a problem."""
    _may(request, "tickets.record")
    if (new.lon is None) != (new.lat is None):
        raise Refused(_("Give both longitude and latitude, or neither."), field="lat")
    category = Category.objects.offered(asked_zone(request)).filter(code=new.category).first()
    if category is None:
        raise Refused(_("There is no such category."), field="category")
    description = new.description.replace("\x00", "")
    title = next(iter(description.strip().splitlines()), "")[:60]
    with act(by=request.user, origin="api") as a:
        made, _entry = raise_ticket(
            a,
            category=category,
            source=Source(new.source),
            at=timezone.now(),
            title=title,
            lon=new.lon,
            lat=new.lat,
            description=description,
            place=new.place.replace("\x00", ""),
        )
    return Status(201, Raised(number=made.number))


@router.post("/{number}/{step}/", response={201: Recorded, **REFUSALS})
def step(request: Any, number: TicketNumber, step: STEP_NAMES, sent: Sent) -> Any:
    """One step: dispatch, receipt, return, extension, confirmation or reopening. A solution needs proof: the page."""
    one, form = _ticket(request, number), STEPS[step]
    _may(request, form.right, one)
    return Status(201, record(request, one, form, sent, page=f"{one.get_absolute_url()}{step}/"))


def _ticket(request: Any, number: str) -> Ticket:
    _may(request, "tickets.view")
    seen = Ticket.objects.visible_to(request.user).select_related("office", "category__parent", "area", "zone")
    found: Ticket = get_object_or_404(seen, number=number.replace("\x00", ""))
    return found


def _may(request: Any, right: str, ticket: Ticket | None = None) -> None:
    if not request.user.has_perm(right, ticket):
        raise PermissionDenied(right)


def _told(one: Ticket, now: datetime) -> dict[str, Any]:
    return {
        "number": one.number,
        "category": str(one.category),
        "state": one.state,
        "state_name": str(one.get_state_display()),
        "office": str(one.office),
        "area": str(one.area or ""),
        "raised_at": one.raised_at,
        "due_at": one.due_at,
        "solved_at": one.solved_at,
        "light": str(one.light_at(now) or ""),
        "page": one.get_absolute_url(),
    }
