"""The answer sheet of a year: summary, one heading a line of work, and the table of all figures.

The sheet never names a line: it reads the catalogue of figures and each line's account template.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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
from dajuan.papers.paper import Language
from dajuan.sheet.account import Paragraph, Writing, written
from dajuan.sheet.wording import Way, amount, listed
from dajuan.values import periods
from dajuan.values.periods import Period


@dataclass(frozen=True)
class Section:
    """What one line of work says of the year."""

    line: str
    heading: str
    paragraphs: list[Paragraph]

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
        sections = list(_sections(lines, writing))
        return AnswerSheet(period, book, language, _title(zone, period, language), _summary(lines), sections, lines)


def year_of(year: int, today: date | None = None) -> Period:
    """The year, or its days gone by where it is not over on `today`."""
    period = periods.year(year)
    return period.cut(today) if today and period.start <= today else period


def _sections(lines: list[Line], writing: Writing) -> Iterable[Section]:
    for line in dict.fromkeys(one.figure.line for one in lines):
        said = written(line, writing)
        if not said:
            continue
        if said[0].level == 1:
            yield Section(line, said[0].text, said[1:])
        else:
            yield Section(line, line_title(line), said)


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
