"""What every room offers to programs: its lists by key, one subject, what was recorded, and recording itself.

The same querysets, rights and forms as the pages, so that nobody sees or does by a program what the pages refuse. The
words of a room are types here, which are read as they stand: no annotations from the future.
"""

from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dajuan.core.records.models import Refused, entries_of, today
from dajuan.core.rooms.api import (
    MOST_ENTRIES,
    REFUSALS,
    After,
    EntryRow,
    Limit,
    NextStep,
    Number,
    Recorded,
    Sent,
    SubjectPage,
    SubjectRow,
    SubjectShown,
    entry_row,
    facts_of,
    inputs_of,
    page_of,
    record,
)
from dajuan.core.rooms.forms import Asked
from dajuan.core.rooms.pages import seen, wished
from dajuan.core.rooms.shelves import Room, Shelf


class Wish(Schema):
    """What a list is narrowed by; a kind that has no stages does without."""

    q: str = Field("", max_length=100, description="words of the name")
    stage: str = Field("", max_length=20)


def router_of(room: Room) -> Router:
    """The interface of a room: `what` is the word of a shelf in its addresses."""
    router = Router(tags=[room.line])
    word: Any = Literal[tuple(room.shelves)]
    view = f"{room.line}.view"

    @router.get("/{what}/", response={200: SubjectPage, **REFUSALS}, operation_id=f"{room.line}_list")
    def listed(request: Any, what: word, q: Query[Wish], limit: Limit = 30, after: After = "") -> SubjectPage:
        """The subjects of one kind this person may see, latest entered first; narrowed by words or stage, if asked."""
        _may(request, view)
        shelf = room.shelves[what]
        asked = Asked(request.GET, subject=shelf.subject, user=request.user)
        page: Any = page_of(wished(request, shelf, asked), request, limit)
        return SubjectPage(rows=_rows(request, shelf, page.rows), after=page.after)

    @router.get("/{what}/{key}/", response={200: SubjectShown, **REFUSALS}, operation_id=f"{room.line}_show")
    def shown(request: Any, what: word, key: Number) -> SubjectShown:
        """One subject: its facts, what somebody should look at, and what may be recorded next."""
        _may(request, view)
        shelf, subject = room.shelves[what], _subject(request, room.shelves[what], key)
        (row,) = _rows(request, shelf, [subject])
        may = request.user.has_perm(f"{room.line}.record", subject)
        return SubjectShown(
            **row.model_dump(exclude={"facts"}),
            facts=[*row.facts, *facts_of(subject.particulars())],
            warnings=[str(warning) for warning in subject.warnings()],
            next=_next(shelf, subject) if may else [],
        )

    @router.get(
        "/{what}/{key}/entries/", response={200: list[EntryRow], **REFUSALS}, operation_id=f"{room.line}_entries"
    )
    def entries(request: Any, what: word, key: Number) -> list[EntryRow]:
        """Everything recorded about one subject, withdrawn entries too, latest recorded first."""
        _may(request, view)
        return [entry_row(one) for one in entries_of(_subject(request, room.shelves[what], key))[:MOST_ENTRIES]]

    @router.post("/{what}/{key}/{verb}/", response={201: Recorded, **REFUSALS}, operation_id=f"{room.line}_record")
    def recorded(request: Any, what: word, key: Number, verb: str, sent: Sent) -> Any:
        """Record what happened to a subject, by the form of its page; awaits review where the page's would."""
        _may(request, view)
        form = room.shelves[what].form(verb)
        subject = _subject(request, room.shelves[what], key)
        if form is None:
            raise Http404(verb)
        _may(request, f"{room.line}.record", subject)
        if verb not in subject.verbs:  # done already, not yet possible, or kept in another system
            raise Refused(_("This cannot be recorded about it now."), field="verb")
        return Status(201, record(request, subject, form, sent, page=f"{subject.get_absolute_url()}{verb}/"))

    return router


def _may(request: Any, right: str, subject: Any = None) -> None:
    if not request.user.has_perm(right, subject):
        raise PermissionDenied(right)


def _subject(request: Any, shelf: Shelf, key: int) -> Any:
    return get_object_or_404(seen(request, shelf).select_related("office"), pk=key)


def _rows(request: Any, shelf: Shelf, subjects: list[Any]) -> list[SubjectRow]:
    light_of = shelf.light_of(request.user, today())
    return [
        SubjectRow(
            key=one.pk,
            kind=one._meta.label_lower,
            name=str(one),
            stage=getattr(one, "stage", ""),
            stage_name=str(one.get_stage_display()) if shelf.stages else "",
            office=str(one.office),
            light=str(light_of(one) or ""),
            page=one.get_absolute_url(),
            facts=facts_of((column.heading, column.value(one)) for column in shelf.columns),
        )
        for one in subjects
    ]


def _next(shelf: Shelf, subject: Any) -> list[NextStep]:
    forms = ((verb, shelf.form(verb)) for verb in subject.verbs)
    return [
        NextStep(verb=verb, title=form.heading(), reviewed=form.reviewed, inputs=inputs_of(form, subject))
        for verb, form in forms
        if form
    ]
