"""The hall's report of a month: what came in, what was decided, how fast, how it was rated. All numbers are figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from dajuan.core.staff.models import Office, User
from dajuan.figures import answers
from dajuan.figures.answers import Answer
from dajuan.figures.book import Book
from dajuan.figures.statement import Line, statement
from dajuan.figures.vocabulary import Figure
from dajuan.lines.services import figures as f
from dajuan.lines.services.models import Channel, Matter
from dajuan.papers.paper import Annex, Block, Heading, Paper, Table, Text
from dajuan.values import numbers, periods
from dajuan.values.periods import Period
from dajuan.values.workbook import Column, Kind, Sheet

UNKNOWN = "–"
MOST_MATTERS = 20  # of the annex: those with most cases accepted
SECTIONS: tuple[tuple[Any, tuple[Figure, ...]], ...] = (
    (
        gettext_lazy("Cases of the month"),
        (f.cases_submitted, f.cases_accepted, f.cases_decided, f.cases_in_hand, f.cases_not_accepted, f.cases_denied),
    ),
    (
        gettext_lazy("Limits and how cases were handled"),
        (f.on_time_rate, f.average_working_days, f.on_the_spot_share, f.missing_papers_share, f.assisted_share),
    ),
    (
        gettext_lazy("Good and bad ratings"),
        (f.ratings_given, f.rating_rate, f.satisfaction, f.ratings_bad, f.rectification_rate, f.call_back_rate),
    ),
)
BROKEN_DOWN = (f.cases_accepted, f.cases_decided, f.on_time_rate)


@dataclass(frozen=True)
class Part:
    """Figures broken down: one row a member, with the value of each figure of `BROKEN_DOWN`."""

    title: str
    head: str
    rows: list[tuple[str, list[str]]]

    @property
    def heads(self) -> list[str]:
        """What stands over its numbers."""
        return [f"{figure.name} (%)" if figure.unit == "%" else str(figure.name) for figure in BROKEN_DOWN]


@dataclass(frozen=True)
class MonthReport:
    """A month of the hall as known at one moment: sections of figures, then breakdowns."""

    period: Period
    book: Book
    sections: list[tuple[str, list[Line]]]
    parts: list[Part]

    @property
    def is_empty(self) -> bool:
        """Whether nothing came in and nothing was decided."""
        return not any(line.value for _title, lines in self.sections[:1] for line in lines)

    @property
    def tables(self) -> list[tuple[str, list[tuple[Line, list[str]]]]]:
        """Each section with its lines and their cells, for the page."""
        return [(title, [(line, _cells(line)) for line in lines]) for title, lines in self.sections]

    def line(self, figure: Figure) -> Line:
        """The line of a figure."""
        return next(one for _title, lines in self.sections for one in lines if one.figure is figure)


def report(user: User, month: date, book: Book) -> MonthReport:
    """The report of the month that a day lies in, for whoever may see the zone's figures."""
    period = periods.month(month.year, month.month)
    asked = [figure for _title, figures in SECTIONS for figure in figures]
    lines = dict(zip(asked, statement(asked, period, book), strict=True))
    sections = [(str(title), [lines[figure] for figure in figures]) for title, figures in SECTIONS]
    return MonthReport(period, book, sections, list(_parts(user, period, book)))


def _parts(user: User, period: Period, book: Book) -> Iterator[Part]:
    offices = {str(pk): name for pk, name in Office.objects.filter(zone=user.zone_id).values_list("pk", "name")}
    yield _part(_("By responsible office"), _("Responsible office"), "office_id", offices.get, period, book)
    channels = {value: str(label) for value, label in Channel.choices}
    yield _part(_("By channel"), pgettext("case", "Channel"), "channel", channels.get, period, book)
    found = _part(
        _("Matters with most cases"), pgettext("of a package", "Matter"), "matter_id", lambda key: key, period, book
    )
    rows = found.rows[:MOST_MATTERS]
    names = {str(one.pk): one.told for one in Matter.objects.filter(pk__in=[int(key) for key, _values in rows if key])}
    yield Part(found.title, found.head, [(names.get(key, "–"), values) for key, values in rows])


def _part(title: str, head: str, by: str, name_of: Callable[[str], str | None], period: Period, book: Book) -> Part:
    """Figures by a dimension, most accepted first; a member without a name stands as a dash."""
    found = [answers.ask_by(figure, by, period, book) for figure in BROKEN_DOWN]
    members = sorted({key for each in found for key in each}, key=lambda key: (-(_member(found[0], key) or 0), key))
    rows = [
        (
            name_of(key) or "–",
            [_shown(figure, _member(each, key)) for figure, each in zip(BROKEN_DOWN, found, strict=True)],
        )
        for key in members
    ]
    return Part(title, head, rows)


def _member(by_member: Mapping[str, Answer], key: str) -> Fraction | None:
    answer = by_member.get(key)
    return answer.value if answer else None


def _shown(figure: Figure, value: Fraction | None) -> str:
    """A value as it is read; a dash where it is not known."""
    return UNKNOWN if value is None else numbers.grouped(numbers.rounded(value, figure.decimals))


# As a paper and as a workbook


def paper(user: User, found: MonthReport, day: date) -> Paper:
    """The report as an official paper, with the breakdowns annexed."""
    words = {"month": date_format(found.period.start, "YEAR_MONTH_FORMAT")}
    blocks: list[Block] = [Heading(_("In short")), Text(in_short(found))]
    for title, lines in found.sections:
        blocks += [Heading(title), _table(lines)]
    return Paper(
        title=_("Report on government services in %(month)s") % words,
        blocks=blocks,
        status=_("Drawn for %(user)s on %(day)s; internal.") % {"user": user, "day": day.isoformat()},
        language="en" if get_language() == "en" else "zh-hans",
        office=user.office.name if user.office else "",
        signed_on=day,
        annexes=[Annex(part.title, [_part_table(part)]) for part in found.parts if part.rows],
    )


def in_short(found: MonthReport) -> str:
    """The month in a few sentences, as an official would say it; a sentence whose number is unknown is left out."""
    words = {name: _shown(figure, found.line(figure).value) for name, figure in IN_SHORT.items()}
    said = [sentence % words for sentence in _sentences() if not _unknown(sentence, words)]
    return ("" if get_language() != "en" else " ").join(said)


IN_SHORT = {
    "accepted": f.cases_accepted,
    "decided": f.cases_decided,
    "in_hand": f.cases_in_hand,
    "on_time": f.on_time_rate,
    "days": f.average_working_days,
    "spot": f.on_the_spot_share,
    "ratings": f.ratings_given,
    "good": f.satisfaction,
}


def _sentences() -> list[str]:
    return [
        _("%(accepted)s cases were accepted and %(decided)s decided; %(in_hand)s were in hand at its end."),
        _("%(on_time)s %% of the decided were in time."),
        _("A decision took %(days)s working days on average."),
        _("%(spot)s %% were done on the spot."),
        _("%(ratings)s ratings were given, %(good)s %% of them satisfied."),
    ]


def _unknown(sentence: str, words: Mapping[str, str]) -> bool:
    return any(f"%({name})s" in sentence and word == UNKNOWN for name, word in words.items())


def _heads() -> list[str]:
    return [
        pgettext("column", "Figure"),
        pgettext("column", "Unit"),
        _("This month"),
        _("Same month last year"),
        pgettext("column", "Change"),
    ]


def _cells(line: Line) -> list[str]:
    figure = line.figure
    values = [line.value, line.before, line.difference]
    return [str(figure.name), str(figure.unit), *(_shown(figure, value) for value in values)]


def _table(lines: Sequence[Line]) -> Table:
    return Table(_heads(), [_cells(line) for line in lines], numbers=frozenset({2, 3, 4}), shares=(8, 4, 4, 4, 4))


def _part_heads(part: Part) -> list[str]:
    return [part.head, *part.heads]


def _part_table(part: Part) -> Table:
    rows = [[name, *values] for name, values in part.rows]
    return Table(_part_heads(part), rows, numbers=frozenset({1, 2, 3}), shares=(9, 4, 4, 5))


def sheets(found: MonthReport) -> list[Sheet]:
    """The report as sheets of a workbook: the figures, then each breakdown."""
    title = date_format(found.period.start, "YEAR_MONTH_FORMAT")
    rows = [[section, *_cells(line)] for section, lines in found.sections for line in lines]
    heads = [pgettext("column", "Section"), *_heads()]
    first = Sheet(_("Figures of the month"), [Column(head, Kind.TEXT) for head in heads], rows, title)
    parts = [
        Sheet(part.title, [Column(head) for head in _part_heads(part)], [[name, *values] for name, values in part.rows])
        for part in found.parts
    ]
    return [first, *parts]
