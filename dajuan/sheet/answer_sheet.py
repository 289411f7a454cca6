"""The answer sheet of a year: summary, one heading a line of work, and the table of all figures.

The sheet never names a line: it reads the catalogue of figures and each line's account template.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.apps import apps
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dajuan.core.faces import all_faces
from dajuan.core.staff.models import Zone
from dajuan.figures import catalogue
from dajuan.figures.book import Book
from dajuan.figures.statement import Line, statement
from dajuan.figures.vocabulary import Span
from dajuan.papers.paper import Heading, Language, numbered
from dajuan.sheet.account import Paragraph, Writing, written
from dajuan.sheet.shortfalls import shortfalls
from dajuan.sheet.wording import Way, amount, listed
from dajuan.values import periods
from dajuan.values.periods import Period

FEWEST_FIGURES = 2
PLACES = {"economy": -1, "tickets": 1}
"""What no room keeps: the indicators open the account, what residents raised closes it."""


@dataclass(frozen=True)
class Section:
    """What one line of work says of the year, or the sheet of what fell short; `mark` is the heading's number."""

    line: str
    heading: str
    paragraphs: list[Paragraph]
    mark: str = ""

    @property
    def claims(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(claim for one in self.paragraphs for claim in one.claims))


@dataclass(frozen=True)
class AnswerSheet:
    """A draft of the year's report: text whose numbers are figures, and every figure as known at one moment."""

    period: Period
    book: Book
    language: Language
    title: str
    summary: str
    sections: list[Section]
    lines: list[Line]

    @property
    def zone(self) -> Zone:
        return self.book.zone

    @property
    def year(self) -> int:
        return self.period.start.year

    @property
    def is_empty(self) -> bool:
        """Whether too little is on record of the year for a text."""
        return not is_told(self.lines)

    @property
    def recorded_at(self) -> datetime | None:
        """The instant of the last record the sheet knows, in the zone's time."""
        instant = self.book.recorded_at
        return timezone.localtime(instant) if instant else None


def compose(
    zone: Zone, year: int, book: Book, language: Language = "zh-hans", today: date | None = None
) -> AnswerSheet:
    """The sheet of a year as known in a book. A year that is not over on `today` is told up to today."""
    period = year_of(year, today)
    lines = statement(catalogue.statements(), period, book)
    writing = Writing(language, period, book, {line.key: line for line in lines})
    with translation.override(language):
        sections = list(_numbered(_sections(lines, writing), language)) if is_told(lines) else []
        summary = _summary(lines) if sections else _("Too little is on record of this year for a report.")
        return AnswerSheet(period, book, language, _title(zone, period, language), summary, sections, lines)


def written_sheet(
    zone: Zone, period: Period, book: Book, language: Language, sections: Iterable[Section], lines: list[Line]
) -> AnswerSheet:
    """A sheet of sections somebody has written, numbered and with title and summary."""
    with translation.override(language):
        numbered_ones = list(_numbered(sections, language))
        return AnswerSheet(
            period, book, language, _title(zone, period, language), _summary(lines), numbered_ones, lines
        )


def is_told(lines: list[Line]) -> bool:
    """Whether enough happened in the period for a text: what merely stands since earlier years does not count."""
    happened = [line for line in lines if line.figure.span is Span.PERIOD and line.value]
    return len(happened) >= FEWEST_FIGURES


def year_of(year: int, today: date | None = None) -> Period:
    """The year, or its days gone by where it is not over on `today`."""
    period = periods.year(year)
    return period.so_far(today) if today else period


def _sections(lines: list[Line], writing: Writing) -> Iterator[Section]:
    """Each line of work that has something to say, and what fell short."""
    of_work = dict.fromkeys(one.figure.line for one in lines)
    for line in sorted(of_work, key=lambda one: PLACES.get(one, 0)):
        said = written(line, writing)
        if not said:
            continue
        if said[0].level == 1:
            yield Section(line, said[0].text, said[1:])
        else:
            yield Section(line, line_title(line), said)
    if short := shortfalls(lines, writing):
        yield Section("shortfalls", _("What fell short"), short)


def _numbered(sections: Iterable[Section], language: Language) -> Iterator[Section]:
    """The headings with the numbers the official document gives them: 一、 for a section, （一） within it."""
    whole = list(sections)
    blocks = [one for section in whole for one in (Heading(section.heading), *_headings(section))]
    marks = (mark for mark, _block in numbered(blocks, language))
    for section in whole:
        mark = next(marks)
        paragraphs = [replace(one, mark=next(marks)) if one.level else one for one in section.paragraphs]
        yield replace(section, mark=mark, paragraphs=paragraphs)


def _headings(section: Section) -> list[Heading]:
    return [Heading(one.text, min(one.level, 4)) for one in section.paragraphs if one.level]


def line_title(line: str) -> str:
    """The name of a line of work in the current language."""
    for faces in all_faces():
        if faces.line == line:
            return str(faces.title)
    known = apps.app_configs.get(line)
    return str(known.verbose_name) if known else _("Across lines")


def _title(zone: Zone, period: Period, language: Language) -> str:
    """关于…年工作情况的报告: of the fifteen kinds of documents a report takes a number, a summary does not."""
    if language == "en":
        return f"{zone.name_en or zone.name}: Report on the Work of {period.start.year}"
    return f"{zone.name}关于{period.start.year}年工作情况的报告"


def _summary(lines: list[Line]) -> str:
    """How many figures there are, how many met their plan, and which did not."""
    planned = [line for line in lines if line.completion is not None]
    known = sum(line.value is not None for line in lines)
    rests_on = ngettext("This report rests on %(count)s figure.", "This report rests on %(count)s figures.", known)
    said = [rests_on % {"count": known}]
    if planned:
        words = {"planned": len(planned), "met": sum(map(is_met, planned))}
        said.append(_("Of %(planned)s figures with a plan for the year, %(met)s met it.") % words)
    if short := [line for line in planned if not is_met(line)]:
        language = translation.get_language() or ""
        said.append(_("Short of the plan: %(names)s.") % {"names": listed([_short(line) for line in short], language)})
    return _joined(said)


def _short(line: Line) -> str:
    """Name and share of the plan of a figure that missed it."""
    share = amount(line.completion, Way("zh-hans", "%", places=1)) if line.figure.better == "up" else ""
    if not share:
        return str(line.figure.name)
    return _("%(name)s (%(share)s)") % {"name": line.figure.name, "share": share}


def _joined(sentences: list[str]) -> str:
    return ("" if (translation.get_language() or "").startswith("zh") else " ").join(sentences)


def is_met(line: Line) -> bool:
    """Whether the plan was met: reached, or kept under where less is better."""
    if line.value is None or line.planned is None:
        return False
    return line.value >= line.planned if line.figure.better == "up" else line.value <= line.planned
