"""What programs are told and may send: the shapes every room and the desk share, and recording by a form of a page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from ninja import Path, Query, Schema
from pydantic import Field

from dajuan.core.records.act import act
from dajuan.core.records.forms import RecordForm, data_of
from dajuan.core.records.models import Draft, Entry
from dajuan.core.records.pages import office_for
from dajuan.look.paging import Page, page_by_key

MOST = 100  # rows of one answer
MOST_ENTRIES = 200
LARGEST = 2**63 - 1  # of a number in the database
MOST_CHOICES = 100

Number = Annotated[int, Path(ge=1, le=LARGEST)]
Limit = Annotated[int, Query(ge=1, le=MOST, description="how many rows at most")]
After = Annotated[str, Query(max_length=200, description="`after` of the page before; empty for the first page")]


class Trouble(Schema):
    """What is wrong with one part of a question."""

    where: str
    what: str


class Refusal(Schema):
    """Why something was refused, in the reader's language."""

    detail: str
    errors: list[Trouble] = []


REFUSALS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 422, 429), Refusal)


class Fact(Schema):
    """One fact in words, as the page shows it."""

    name: str
    value: str


class SubjectRow(Schema):
    """One subject as a list shows it; `stage` is empty where its kind has none, `light` where it has none."""

    key: int
    kind: str
    name: str
    stage: str
    stage_name: str
    office: str
    light: str
    page: str
    facts: list[Fact]


class SubjectPage(Schema):
    """Some rows of a list, latest entered first; `after` asks for the next ones, empty at the end."""

    rows: list[SubjectRow]
    after: str


class Input(Schema):
    """One input of a form; `choices` are values and names, empty where anything may be written."""

    name: str
    label: str
    required: bool
    choices: list[tuple[str, str]]


class NextStep(Schema):
    """What may be recorded next, and what has to be sent for it."""

    verb: str
    title: str
    reviewed: bool
    inputs: list[Input]


class SubjectShown(SubjectRow):
    """One subject with its warnings and what this person may record next."""

    warnings: list[str]
    next: list[NextStep]


class EntryRow(Schema):
    """One entry: what was recorded, for which day, at which moment, and whether it stands. No personal data."""

    number: int
    type: str
    name: str
    happened_on: date
    moment: int
    recorded_at: datetime
    office: str
    stands: bool
    facts: list[Fact]


class Sent(Schema):
    """What is filled into a form: a text, or several, for each input."""

    content: dict[str, str | list[str]] = Field(max_length=50)


class Recorded(Schema):
    """How it ended: an entry at once, or a draft that waits for review; the other of the two is null."""

    state: Literal["recorded", "awaiting review"]
    entry: int | None
    draft: int | None


class Wrong(Exception):
    """A form was not filled in as the trade wants it; `errors` by input."""

    def __init__(self, errors: list[Trouble]) -> None:
        super().__init__(errors)
        self.errors = errors


def facts_of(pairs: Any) -> list[Fact]:
    """Names and values in words; what is empty is left out."""
    return [Fact(name=str(name), value=_said(value)) for name, value in pairs if value not in (None, "", [])]


def _said(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def entry_row(entry: Entry) -> EntryRow:
    """One entry in words and numbers."""
    return EntryRow(
        number=entry.number,
        type=entry._meta.label_lower,
        name=str(entry._meta.verbose_name),
        happened_on=entry.happened_on,
        moment=entry.moment_id,
        recorded_at=entry.moment.recorded_at,
        office=str(entry.moment.office),
        stands=entry.until_id is None,
        facts=facts_of(entry.shown_facts()),
    )


def page_of(rows: Any, request: HttpRequest, limit: int) -> Page[Model]:
    """The page a program asks for; a key that is none gives the first one."""
    return page_by_key(rows, request, size=limit)


def record(request: Any, subject: Any, form: type[RecordForm], sent: Sent, *, page: str) -> Recorded:
    """What the page of a form does with what is typed: refused with reasons, awaiting review, or recorded at once."""
    office = office_for(request, form, subject)
    content = {name: _texts(value) for name, value in sent.content.items()}
    filled = form(data_of(content), subject=subject)
    if not (filled.is_valid() and filled.rehearse(subject, by=request.user, office=office)):
        raise Wrong(troubles_of(filled))
    if not form.reviewed:  # nothing of it stays behind: some forms put texts into private rows alone
        with act(by=request.user, office=office, origin="api") as a:
            entry = filled.enter(a, subject)
        return Recorded(state="recorded", entry=entry.number, draft=None)
    draft = Draft.objects.create(
        zone=office.zone,
        office=office,
        author=request.user,
        form=form.name(),
        line=form.records._meta.app_label,
        entry_type=form.records._meta.label_lower,
        subject=subject.pk,
        subject_name=str(subject)[:200],
        page=page,
        content=content,
        submitted_at=timezone.now(),
    )
    return Recorded(state="awaiting review", entry=None, draft=draft.pk)


def _texts(value: str | list[str]) -> list[str]:
    """What was typed, without the NUL no database text can hold."""
    return [text.replace("\x00", "") for text in ([value] if isinstance(value, str) else value)]


def troubles_of(filled: Any) -> list[Trouble]:
    """What a form refuses, by input; `content` where it is the whole."""
    return [
        Trouble(where="content" if name == "__all__" else name, what=str(text))
        for name, texts in filled.errors.items()
        for text in texts
    ]


def inputs_of(form: type[RecordForm], subject: Any) -> list[Input]:
    """The inputs of a form about a subject. Choices that are rows, or too many, are left to the page."""
    return [
        Input(name=name, label=str(field.label or name), required=field.required, choices=_choices(field))
        for name, field in form(subject=subject).fields.items()
    ]


def _choices(field: Any) -> list[tuple[str, str]]:
    if hasattr(field, "queryset"):
        return []
    pairs: list[tuple[str, str]] = []
    for value, name in getattr(field, "choices", ()):
        inner = [(value, name)] if isinstance(name, str | Promise) else list(name)
        pairs += [(str(one), str(called)) for one, called in inner]
    return pairs[:MOST_CHOICES]
