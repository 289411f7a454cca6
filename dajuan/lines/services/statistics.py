"""The hall's statistics: figures side by side by matter, window, person, reason or step, each opening to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.figures import answers
from dajuan.figures.book import Book
from dajuan.figures.vocabulary import Figure
from dajuan.lines.services import figures as f
from dajuan.values import numbers
from dajuan.values.periods import Period

MOST = 50  # lines of one table; the whole stands in the figure's own breakdown

WORK = (
    f.cases_accepted,
    f.cases_decided,
    f.on_time_rate,
    f.average_working_days,
    f.missing_papers_share,
    f.on_the_spot_share,
)


@dataclass(frozen=True)
class Table:
    """One table: by which dimension, of which figures; `needs` is the right to see it."""

    key: str
    title: object
    by: str
    figures: tuple[Figure, ...]
    needs: str = "services.view"


TABLES = {
    one.key: one
    for one in (
        Table("matter", pgettext_lazy("statistics", "By matter"), "matter_id", WORK),
        Table("window", pgettext_lazy("statistics", "By window"), "window", WORK),
        Table("channel", pgettext_lazy("statistics", "By channel"), "channel", WORK),
        Table("department", pgettext_lazy("statistics", "By office"), "office_id", WORK),
        Table(
            "person",
            pgettext_lazy("statistics", "By who decided"),
            "examiner_id",
            (f.decisions_made,),
            "services.review",
        ),
        Table("refusal", pgettext_lazy("statistics", "Why not accepted"), "cause", (f.cases_not_accepted,)),
        Table("denial", pgettext_lazy("statistics", "Why denied"), "cause", (f.cases_denied,)),
        Table("step", pgettext_lazy("statistics", "Time per step"), "step", (f.steps_done, f.average_step_days)),
        Table("rating", pgettext_lazy("statistics", "Ratings by level"), "level", (f.ratings_given,)),
    )
}
HEAD = (
    f.cases_accepted,
    f.cases_decided,
    f.cases_in_hand,
    f.on_time_rate,
    f.average_working_days,
    f.missing_papers_share,
    f.on_the_spot_share,
    f.rating_rate,
    f.satisfaction,
    f.rectification_rate,
)


@dataclass(frozen=True)
class Cell:
    """A value as it is read, what it is, and where its rows are."""

    title: object
    text: str
    href: str
    value: Fraction | None


@dataclass(frozen=True)
class Row:
    """One member of the dimension and its values, in the order of the table's figures."""

    member: str
    name: str
    cells: list[Cell]


def told(table: Table, period: Period, book: Book, names: dict[str, str]) -> list[Row]:
    """The rows of a table, the largest of the first figure first. A member no figure knows of is not there."""
    columns = [answers.ask_by(figure, table.by, period, book) for figure in table.figures]
    members = dict.fromkeys(member for column in columns for member in column)
    rows = [
        Row(member, names.get(member, member) or str(_("(not said)")), _cells(table, columns, member, period))
        for member in members
    ]
    return sorted(rows, key=lambda row: row.cells[0].value or 0, reverse=True)[:MOST]


def _cells(table: Table, columns: Sequence[dict[str, answers.Answer]], member: str, period: Period) -> list[Cell]:
    return [
        _cell(figure, column.get(member), f"{rows_of(figure, period)}&{urlencode({'by': table.by, 'member': member})}")
        for figure, column in zip(table.figures, columns, strict=True)
    ]


def _cell(figure: Figure, answer: answers.Answer | None, href: str) -> Cell:
    value = answer.value if answer else None
    return Cell(figure.name, said(figure, value), href, value)


def head(period: Period, book: Book) -> list[tuple[Figure, str]]:
    """The hall's main figures of a period, as they are read."""
    found = answers.ask(HEAD, period, book)
    return [(figure, said(figure, found[figure.key].value)) for figure in HEAD]


def said(figure: Figure, value: Fraction | None) -> str:
    """A value in its own unit, per cent with the sign; a dash where unknown."""
    if value is None:
        return "–"
    text = numbers.grouped(numbers.rounded(value, figure.decimals))
    return f"{text}%" if str(figure.unit) == "%" else text


def rows_of(figure: Figure, period: Period) -> str:
    """Where the rows of a figure are."""
    return f"{reverse('figures:rows', args=[figure.key, 0])}?{urlencode({'period': str(period)})}"
