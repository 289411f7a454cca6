"""Figures for programs: the catalogue, answers about any period as known at any moment, and the rows behind them."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from dajuan.core.rooms.api import LARGEST, REFUSALS, EntryRow, Limit, entry_row
from dajuan.desk.api.asking import asked_zone, book_of, period_of
from dajuan.figures import answers, catalogue, charts, opened
from dajuan.figures.views import figure_of
from dajuan.figures.vocabulary import Figure

router = Router(tags=["figures"])
PERIOD = "2020, 2020-Q3, 2020-09, 2020-01-01..2020-09-30 or @2020-12-31"
Key = Annotated[str, Field(max_length=100)]


class FigureRow(Schema):
    """One figure: what it is called, what it counts in which unit, which claims it answers, how it breaks down."""

    key: str
    line: str
    name: str
    unit: str
    counts: str
    claims: list[str]
    dimensions: list[str]
    public: bool


class FigurePage(Schema):
    """Some figures in the order of their keys; `after` asks for the next ones, empty at the end."""

    rows: list[FigureRow]
    after: str


class Member(Schema):
    """One member of a breakdown."""

    member: str
    value: str | None


class AnswerShown(Schema):
    """What a figure says of a period as known at a moment. `value` is exact as a decimal, null where unknown."""

    key: str
    unit: str
    period: str
    moment: int
    value: str | None
    members: list[Member]


class Opened(Schema):
    """Rows behind one of the `parts` of a figure; `withheld` of them may not be seen by who asks."""

    part: int
    parts: int
    rows: list[EntryRow]
    withheld: int
    after: str


class About(Schema):
    """A question about a period, as known at a ledger number, a day or an instant; both empty for this year, now."""

    period: str = Field("", max_length=40, description=PERIOD)
    as_of: str = Field("", max_length=40)


@router.get("/", response={200: FigurePage, **REFUSALS})
def figures(
    request: Any,
    q: Annotated[str, Query(max_length=100)] = "",
    line: Annotated[str, Query(max_length=20)] = "",
    limit: Limit = 50,
    after: Annotated[str, Query(max_length=100)] = "",
) -> FigurePage:
    """The catalogue of figures, narrowed by words or by line, if asked."""
    words = q.lower().split()
    found = sorted(
        (one for one in catalogue.statements() if (not line or one.line == line) and _is_about(one, words)),
        key=lambda one: one.key,
    )
    rest = [one for one in found if one.key > after]
    return FigurePage(rows=[_row(one) for one in rest[:limit]], after=rest[limit - 1].key if len(rest) > limit else "")


@router.get("/{key}/", response={200: FigureRow, **REFUSALS})
def figure(request: Any, key: Key) -> FigureRow:
    """One figure of the catalogue."""
    return _row(figure_of(key))


@router.get("/{key}/answer/", response={200: AnswerShown, **REFUSALS})
def answer(request: Any, key: Key, about: Query[About], by: Annotated[str, Query(max_length=40)] = "") -> AnswerShown:
    """What a figure says; broken down by one of its dimensions, if asked."""
    one, zone = figure_of(key), asked_zone(request)
    book, period = book_of(zone, about.as_of), period_of(zone, about.period).so_far(timezone.localdate())
    if by and by not in charts.dimensions(one):
        raise Http404(by)
    said = answers.ask_one(one, period, book)
    members = answers.ask_by(one, by, period, book) if by else {}
    return AnswerShown(
        key=one.key,
        unit=str(one.unit),
        period=str(period),
        moment=book.moment,
        value=said.text,
        members=[Member(member=name, value=each.text) for name, each in members.items()],
    )


@router.get("/{key}/rows/", response={200: Opened, **REFUSALS})
def rows(
    request: Any,
    key: Key,
    about: Query[About],
    part: Annotated[int, Query(ge=0, le=50)] = 0,
    limit: Limit = 50,
    after: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
) -> Opened:
    """The very entries a figure was counted from, latest recorded first: those the reader may see."""
    one, zone = figure_of(key), asked_zone(request)
    book, period = book_of(zone, about.as_of), period_of(zone, about.period).so_far(timezone.localdate())
    behind = answers.sources(one, period)
    if part >= len(behind):
        raise Http404(part)
    page = opened.page(behind[part], book, request.user, after=after, size=limit)
    shown = [entry_row(entry) for entry in page.entries]
    return Opened(part=part, parts=len(behind), rows=shown, withheld=page.withheld, after=page.after)


def _row(one: Figure) -> FigureRow:
    return FigureRow(
        key=one.key,
        line=one.line,
        name=str(one.name),
        unit=str(one.unit),
        counts=str(one.counts),
        claims=list(catalogue.claims_of(one)),
        dimensions=list(charts.dimensions(one)),
        public=one.public,
    )


def _is_about(one: Figure, words: list[str]) -> bool:
    text = f"{one.name} {one.key} {' '.join(catalogue.claims_of(one))} {one.counts}".lower()
    return all(word in text for word in words)
