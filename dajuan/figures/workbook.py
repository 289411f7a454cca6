"""The rows behind a figure as a workbook: one sheet a part, one column a fact, and below them the sum."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dajuan.core.records.models import Entry, fact_fields
from dajuan.core.staff.models import Visitor
from dajuan.figures import answers, catalogue, opened
from dajuan.figures.answers import Source
from dajuan.figures.book import Book
from dajuan.figures.templatetags.figures import as_value, period_words
from dajuan.figures.vocabulary import Figure, Measure
from dajuan.values.periods import Period
from dajuan.values.workbook import Cell, Column, Kind, Sheet, workbook

# A stored quantity's ending: how many of it make one of the printed unit, and that unit.
ENDINGS = {
    "_fen": (100, Kind.HUNDREDTHS, "yuan"),
    "_cm": (100, Kind.HUNDREDTHS, "m"),
    "_dm2": (100, Kind.HUNDREDTHS, "m²"),
    "_x10000": (10_000, Kind.HUNDREDTHS, ""),
    "_x1000": (1000, Kind.THOUSANDTHS, ""),
    "_x10": (10, Kind.TENTHS, ""),
}
Field = Any  # a column of an entry


def of_rows(figure: Figure, period: Period, book: Book, reader: Visitor) -> bytes:
    """All rows a reader may see, with the figure's value and what the rows add up to below them."""
    drawn = f"{reader} {timezone.localtime():%Y-%m-%d %H:%M}"
    known = _("ledger number %(number)s") % {"number": book.moment}
    title = " · ".join([str(figure.name), period_words(period), known, drawn])
    sheets = [_sheet(source, book, reader, title) for source in answers.sources(figure, period)]
    return workbook(sheets)


def _sheet(source: Source, book: Book, reader: Visitor, title: str) -> Sheet:
    fields = facts_of(source.rows.entry)
    columns = [
        Column(_("entry number"), Kind.WHOLE),
        Column(_("happened on"), Kind.DATE),
        Column(_("about"), width=30),
        *(_column(field) for field in fields),
        Column(_("recorded at"), Kind.INSTANT),
    ]
    return Sheet(source.figure.title, columns, _lines(source, fields, book, reader), title)


def facts_of(entry: type[Entry]) -> list[Field]:
    """The columns of an entry that tell its facts, in reading order."""
    by_name = {field.name: field for field in entry._meta.concrete_fields}
    names = entry.facts or [field.name for field in fact_fields(entry) if field.name != entry.subject_field]
    return [by_name[name] for name in names]


def _column(field: Field) -> Column:
    ending = _ending(field)
    if ending:
        unit = pgettext("unit", "m") if ending[2] == "m" else pgettext("unit", "m²") if ending[2] == "m²" else ""
        unit = _("yuan") if ending[2] == "yuan" else unit
        heading = str(field.verbose_name)
        return Column(_("%(name)s (%(unit)s)") % {"name": heading, "unit": unit} if unit else heading, ending[1])
    if isinstance(field, models.DateTimeField):
        return Column(str(field.verbose_name), Kind.INSTANT)
    if isinstance(field, models.DateField):
        return Column(str(field.verbose_name), Kind.DATE)
    if isinstance(field, models.IntegerField) and not field.choices:
        return Column(str(field.verbose_name), Kind.WHOLE)
    return Column(str(field.verbose_name), width=24)


def _ending(field: Field) -> tuple[int, Kind, str] | None:
    return next((meant for ending, meant in ENDINGS.items() if field.name.endswith(ending)), None)


def _lines(source: Source, fields: list[Field], book: Book, reader: Visitor) -> Iterator[list[Cell]]:
    """One row an entry, then what they add up to, then the figure's own value; and how many were withheld."""
    count, withheld = 0, 0
    sums: dict[str, Decimal] = {}
    after: int | None = None
    while True:
        page = opened.page(source, book, reader, after=after, size=1000)
        withheld += page.withheld
        for entry in page.entries:
            count += 1
            cells = [_cell(entry, field) for field in fields]
            for field, cell in zip(fields, cells, strict=True):
                if isinstance(cell, Decimal | int) and not isinstance(cell, bool):
                    sums[field.name] = sums.get(field.name, Decimal(0)) + cell
            recorded = timezone.localtime(entry.moment.recorded_at).replace(tzinfo=None)
            yield [entry.number, entry.happened_on, str(entry.subject or ""), *cells, recorded]
        if not page.after:
            break
        after = int(page.after)
    figure = source.figure
    added = figure.column if isinstance(figure, Measure) and figure.kind == "total" else ""
    said = _("%(n)s records") % {"n": count}
    yield [_("Total"), None, said, *(sums.get(field.name) if field.name == added else None for field in fields)]
    if isinstance(figure, Measure):
        (answer,) = answers.ask_all([(figure, source.period)], book)
        yield [_("Value of the figure"), None, as_value(answer.value, figure)]
    if withheld:
        yield [_("Withheld"), None, _("%(n)s records you may not see") % {"n": withheld}]


def _cell(entry: Entry, field: Field) -> Cell:
    value = getattr(entry, field.name)
    ending = _ending(field)
    if value is None or (ending and value == ""):
        return None
    if ending:
        return Decimal(value) / ending[0]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.name == "figure" and isinstance(value, str):
        found = catalogue.figure(value)
        return str(found.name) if found else value
    if field.choices:
        return str(getattr(entry, f"get_{field.name}_display")())
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None)
    return value if isinstance(value, int | Decimal | date) else str(value)
