"""The cockpit: the zone on one screen, asked of what each line offers and of the book as known at one moment.

Every part asks a number of questions that does not grow with the rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Count, F, Min, Value
from django.db.models.functions import Cast

from dajuan.core.faces import Due, Faces, MapLayer, all_faces
from dajuan.core.records.awaiting import awaiting_by_type
from dajuan.core.records.models import Draft, Entry, Moment, entry_types
from dajuan.core.staff.models import User, Visitor, Zone
from dajuan.figures import catalogue
from dajuan.figures.book import Book
from dajuan.figures.models import Attested, OfFigure
from dajuan.figures.statement import Line, statement
from dajuan.figures.vocabulary import Figure
from dajuan.values.lights import Light
from dajuan.values.periods import Period

ECONOMY = "economy"  # the line of the main economic indicators in the catalogue
MOST_DUE = 50  # a line gives no more of one due list, most urgent first
CORE = "dajuan.core."
LOOKED_BACK = 60  # moments among which the last changes are looked for
SHOWN_CHANGES = 8


# Figures


@dataclass(frozen=True)
class Tile:
    """A headline figure with how many submitted records may still change it."""

    line: Line
    awaiting: int


@dataclass(frozen=True)
class LineOfTiles:
    """The headline figures of one line of work."""

    faces: Faces
    tiles: list[Tile]


@dataclass(frozen=True)
class Indicator:
    """A main economic indicator and the month its last attested value speaks of; both may be unknown."""

    line: Line
    until: date | None
    stage: str


def headline_figures(faces: Iterable[Faces]) -> dict[str, list[Figure]]:
    """The figures each line puts on its tiles, those the catalogue knows, by line."""
    known = ((one.line, [catalogue.figure(tile.figure_key) for tile in one.tiles]) for one in faces)
    return {line: [figure for figure in figures if figure] for line, figures in known}


def lines_of_tiles(period: Period, book: Book) -> list[LineOfTiles]:
    """Every line's headline figures about a period; lines that offer none are left out."""
    faces = all_faces()
    figures = headline_figures(faces)
    found = iter(statement([figure for some in figures.values() for figure in some], period, book))
    waiting = awaiting_by_type(book.zone)
    tiles = {line: [_tile(next(found), waiting) for _figure in some] for line, some in figures.items()}
    return [LineOfTiles(one, tiles[one.line]) for one in faces if tiles[one.line]]


def _tile(line: Line, waiting: Counter[str]) -> Tile:
    types = {rows.entry._meta.label_lower for rows in line.figure.rows_used()}
    return Tile(line, sum(waiting[label] for label in types))


def indicators(period: Period, book: Book) -> list[Indicator]:
    """The main economic indicators, each with the last month attested in the period and at which stage."""
    figures = catalogue.of_line(ECONOMY)
    attested = Attested.objects.as_of(book.moment).filter(
        zone=book.zone, figure__in=[figure.key for figure in figures], happened_on__range=(period.start, period.last)
    )
    last = {one.figure: one for one in attested.order_by("happened_on", "number")}
    return [_indicator(line, last.get(line.key)) for line in statement(figures, period, book)]


def _indicator(line: Line, last: Attested | None) -> Indicator:
    return Indicator(line, last.happened_on if last else None, last.get_stage_display() if last else "")


# Lights


@dataclass(frozen=True)
class LightCount:
    """How many things stand under one light; `more` where the line cut its list within it."""

    light: Light
    count: int
    more: bool


@dataclass(frozen=True)
class DueOverview:
    """One due list in numbers: red, yellow, green."""

    faces: Faces
    title: Any
    lights: list[LightCount]


def lights(user: User, day: date) -> list[DueOverview]:
    """How many things are late, soon due and in time, by line and list: what this person may see, as of a day."""
    return [
        DueOverview(faces, one.title, counted(one.due(user, day))) for faces in seen_by(user) for one in faces.due_lists
    ]


def counted(rows: list[Due]) -> list[LightCount]:
    """Red, yellow and green in numbers."""
    number = Counter(due.light for due in rows)
    cut = rows[-1].light if len(rows) >= MOST_DUE else None
    return [LightCount(light, number[light], light is cut) for light in (Light.RED, Light.YELLOW, Light.GREEN)]


def seen_by(user: User) -> list[Faces]:
    """The lines this person may look into."""
    return [faces for faces in all_faces() if user.has_perm(f"{faces.line}.view")]


def layers_for(user: Visitor) -> list[tuple[Faces, list[MapLayer]]]:
    """The map layers a person may switch on, by line: the public ones for visitors, a line's own for its readers."""
    if not isinstance(user, User):
        found = [(faces, [one for one in faces.layers if one.public]) for faces in all_faces()]
    else:
        found = [(faces, [one for one in faces.layers if not one.public]) for faces in seen_by(user)]
    return [(faces, some) for faces, some in found if some]


# Records


@dataclass(frozen=True)
class Waiting:
    """Submitted records of one kind that wait for review, and since when."""

    name: str
    count: int
    since: datetime


def awaiting_review(zone: Zone) -> list[Waiting]:
    """What waits for review in the zone, by kind of record, longest waiting first."""
    rows = Draft.objects.submitted().filter(zone=zone).order_by().values_list("entry_type")
    names = entry_types()
    return [
        Waiting(str(names[label]._meta.verbose_name), count, since)
        for label, count, since in rows.annotate(n=Count("pk"), since=Min("submitted_at")).order_by("since")
        if label in names
    ]


@dataclass(frozen=True)
class Changed:
    """What one act did to one kind of record: recorded or withdrew so many, and about whom where it was one."""

    moment: Moment
    name: str
    count: int
    withdrawn: bool
    about: str = ""


def changes(user: User, book: Book) -> list[Changed]:
    """The last acts of the lines, on tickets and on figures before a moment, latest first: what this person may see."""
    ours = Moment.objects.filter(office__zone=book.zone, number__lte=book.moment)
    looked = ours.select_related("recorded_by", "office").order_by("-number")[:LOOKED_BACK]
    moments = {moment.number: moment for moment in looked}
    if not moments:
        return []
    groups = sorted(_groups(user, min(moments), book), key=lambda one: one["act_number"], reverse=True)
    groups = [group for group in groups if group["act_number"] in moments][:SHOWN_CHANGES]
    names = _names(groups)
    return [_changed(moments[group["act_number"]], group, names) for group in groups]


def _groups(user: User, first: int, book: Book) -> list[dict[str, Any]]:
    """Visible entries recorded or withdrawn from a moment to the book's, counted by moment and type, in one query."""
    parts = []
    for model in filter(_is_work, book.changed_since(first)):
        label, rows = model._meta.label_lower, model._default_manager.visible_to(user).order_by()
        subject = F(model.subject_field or "pk")
        for at, withdrawn in (("moment", 0), ("until", 1)):
            few = rows.filter(**{f"{at}__gte": first, f"{at}__lte": book.moment}).values(act_number=F(f"{at}_id"))
            parts.append(
                few.annotate(
                    entry_label=Value(label, CharField()),
                    was_withdrawn=Value(withdrawn),
                    how_many=Count("pk"),
                    about_key=Cast(Min(subject), CharField()),
                )
            )
    return list(parts[0].union(*parts[1:], all=True)) if parts else []


def _is_work(entry: type[Entry]) -> bool:
    """Whether a kind of entry tells of the zone's work: not working days, divisions, rules and the like of core."""
    return not entry.__module__.startswith(CORE) or entry.__module__.startswith(f"{CORE}tickets.")


def _names(groups: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """What groups of one entry are about: one query per kind of subject."""
    wanted: dict[Any, set[str]] = {}
    for group in groups:
        model = _subject_type(group["entry_label"])
        if group["how_many"] == 1 and group["about_key"] and model:
            wanted.setdefault(model, set()).add(group["about_key"])
    return {
        (model._meta.label_lower, str(pk)): _said_of(one)
        for model, keys in wanted.items()
        for pk, one in model._default_manager.in_bulk(keys).items()
    }


def _subject_type(label: str) -> Any:
    """What an entry of this type is about: its subject; the entry itself where it gives a figure a value."""
    entry = entry_types()[label]
    if entry.subject_field:
        return entry._meta.get_field(entry.subject_field).related_model
    return entry if issubclass(entry, OfFigure) else None


def _said_of(one: Any) -> str:
    """The name of a subject; of a value given to a figure, the figure and the value."""
    if not isinstance(one, OfFigure):
        return str(one)
    facts = dict(zip(one.facts, (value for _name, value in one.shown_facts()), strict=False))
    return f"{facts['figure']} {facts['value_x10000']}"


def _changed(moment: Moment, group: dict[str, Any], names: dict[tuple[str, str], str]) -> Changed:
    model = _subject_type(group["entry_label"])
    about = names.get((model._meta.label_lower, group["about_key"]), "") if model and group["how_many"] == 1 else ""
    name = str(entry_types()[group["entry_label"]]._meta.verbose_name)
    return Changed(moment, name, group["how_many"], bool(group["was_withdrawn"]), about)


# Panels


@dataclass(frozen=True)
class FilledPanel:
    """A part a line draws itself, with what fills it."""

    key: str
    title: Any
    template: str
    style: str
    content: dict[str, Any]


def panels(visitor: Visitor, period: Period, book: Book, *, public: bool = False) -> list[FilledPanel]:
    """What the lines draw themselves about a period, as known at a moment."""
    offered = [panel for faces in all_faces() for panel in faces.panels if panel.public or not public]
    filled = ((panel, panel.content(visitor, book.zone, period, book.moment)) for panel in offered)
    return [FilledPanel(p.key, p.title, p.template, p.style, content) for p, content in filled if content is not None]


def styles() -> list[str]:
    """The style sheets the lines' panels need."""
    return [panel.style for faces in all_faces() for panel in faces.panels if panel.style]
