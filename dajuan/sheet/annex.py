"""The annex: every figure of the year in one table, and what each of them counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from dajuan.figures.answers import decimal
from dajuan.figures.published import Published, published
from dajuan.figures.statement import Line
from dajuan.sheet.account import Number
from dajuan.sheet.answer_sheet import AnswerSheet, line_title
from dajuan.sheet.units import unit_of, way_of
from dajuan.sheet.wording import Way
from dajuan.values import numbers
from dajuan.values.change import printed_difference
from dajuan.values.workbook import Cell, Column, Kind


@dataclass(frozen=True)
class Row:
    """One figure as the table shows it; empty where unknown."""

    line: Line
    number: Number
    published: Published | None = None  # what last year's edition said of last year

    @property
    def key(self) -> str:
        return self.line.key

    @property
    def name(self) -> str:
        return str(self.line.figure.name)

    @property
    def way(self) -> Way:
        return way_of(self.line, translation.get_language() or "")

    @property
    def unit(self) -> str:
        """The unit of what is printed: 亿元, 千米."""
        return self.way.measure(0)

    @property
    def base_unit(self) -> str:
        """The unit of the figure itself, in words: 元, 米."""
        return unit_of(self.line, translation.get_language() or "")

    @property
    def line_title(self) -> str:
        return line_title(self.line.figure.line)

    @property
    def value(self) -> str:
        return self.shown(self.line.value)

    @property
    def last_year(self) -> str:
        return self.shown(self.line.before)

    @property
    def change(self) -> str:
        """The difference of what is printed, with its sign."""
        now, before, way = self.line.value, self.line.before, self.way
        if now is None or before is None:
            return ""
        return signed(Fraction(printed_difference(way.scaled(now), way.scaled(before), way.places)), way.places)

    @property
    def growth(self) -> str:
        """The difference in per cent with its sign; nothing for a share, whose change is in points."""
        return "" if self.base_unit == "%" else signed(self.line.growth, 1)

    @property
    def planned(self) -> str:
        return self.shown(self.line.planned)

    def shown(self, value: Fraction | None) -> str:
        """A value of the figure in the row's unit; empty where unknown."""
        return "" if value is None else numbers.grouped(numbers.rounded(self.way.scaled(value), self.way.places))

    @property
    def version(self) -> str:
        return self.line.plan.version if self.line.plan else ""

    @property
    def completion(self) -> str:
        """In per cent; not rounded up to 100."""
        value = self.line.completion
        if value is None:
            return ""
        rounded = numbers.rounded(value, 1)
        return numbers.grouped(numbers.floored(value, 1) if value < 100 <= rounded else rounded)

    @property
    def last_year_published(self) -> str:
        """Last year's value as last year's edition published it, where it is another than the one known now."""
        if self.published is None or self.published.value == self.line.before:
            return ""
        return self.shown(self.published.value)

    @property
    def claims(self) -> str:
        return " ".join(self.line.claims)

    @property
    def definition(self) -> str:
        """What is one, which day counts; for a share without words of its own, its two figures."""
        figure = self.line.figure
        return str(figure.counts) or " / ".join(str(part.name) for part in figure.parts)

    @property
    def source(self) -> str:
        """The kinds of records it is counted from."""
        kinds = dict.fromkeys(capfirst(str(rows.entry._meta.verbose_name)) for rows in self.line.figure.rows_used())
        return ("、" if (translation.get_language() or "").startswith("zh") else ", ").join(kinds)

    @property
    def digest(self) -> str:
        return self.line.figure.digest


def rows(sheet: AnswerSheet) -> list[Row]:
    """The table's rows, in the order of the catalogue; read them in the sheet's language."""
    told = published(sheet.zone, sheet.year - 1)
    return [
        Row(
            line, Number("", line.figure, line.answer.period, sheet.book.moment, note=plan_of(line)), told.get(line.key)
        )
        for line in sheet.lines
    ]


def plan_of(line: Line) -> str:
    """The version of the plan a figure is set against; empty without one."""
    return _("Plan (%(version)s)") % {"version": line.plan.version} if line.plan else ""


def signed(value: Fraction | None, places: int) -> str:
    if value is None:
        return ""
    text = numbers.grouped(numbers.rounded(value, places))
    return f"+{text}" if value > 0 and text != "0" else text


def columns() -> list[Column]:
    """The headings of the table as a list, in the current language."""
    return [
        Column(_("Line of work"), width=14),
        Column(_("Figure"), width=34),
        Column(_("Unit"), width=10),
        Column(_("This year"), Kind.HUNDREDTHS),
        Column(_("Last year"), Kind.HUNDREDTHS),
        Column(_("Last year as published"), Kind.HUNDREDTHS),
        Column(_("Change on last year"), Kind.HUNDREDTHS),
        Column(_("Growth (per cent)"), Kind.TENTHS),
        Column(_("Plan"), Kind.HUNDREDTHS),
        Column(_("Version of the plan"), width=22),
        Column(_("Completion (per cent)"), Kind.TENTHS),
        Column(_("Definition"), width=60),
        Column(_("Source"), width=30),
        Column(_("Period"), width=24),
        Column(_("As known at"), width=20),
        Column(_("Ledger no."), Kind.WHOLE),
        Column(_("Claims answered"), width=12),
        Column(_("Key of the figure"), width=26),
        Column(_("Identity of the definition"), width=18),
    ]


def cells(sheet: AnswerSheet) -> Iterator[Sequence[Cell]]:
    """The rows under those headings, numbers as numbers: exact, in the figure's base unit."""
    known = sheet.recorded_at.strftime("%Y-%m-%d %H:%M") if sheet.recorded_at else ""
    for row in rows(sheet):
        line = row.line
        yield [
            row.line_title,
            row.name,
            row.base_unit,
            _exact(line.value),
            _exact(line.before),
            _exact(row.published.value if row.published else None),
            _exact(None if line.value is None or line.before is None else line.value - line.before),
            None if row.base_unit == "%" else _exact(line.growth),
            _exact(line.planned),
            row.version,
            _exact(line.completion),
            row.definition,
            row.source,
            str(line.answer.period),
            known,
            sheet.book.moment,
            row.claims,
            row.key,
            row.digest,
        ]


def _exact(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(decimal(value))


def known_at(sheet: AnswerSheet) -> str:
    """As of what the sheet was drawn, in the current language."""
    instant = sheet.recorded_at
    if instant is None:
        return _("Nothing had been recorded yet.")
    words = {"number": sheet.book.moment, "instant": timezone.localtime(instant).strftime("%Y-%m-%d %H:%M")}
    return _("As recorded up to ledger no. %(number)s, %(instant)s.") % words
