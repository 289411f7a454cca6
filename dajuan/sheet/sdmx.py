"""The table of figures as SDMX-CSV 2.0, which statistics offices exchange: one row a figure, values in base units.

The columns are those of the field guide of the SDMX technical group: STRUCTURE, STRUCTURE_ID and ACTION, then the
dimensions of the key, the value, and attributes that say how it is to be read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.utils import translation

from dajuan.figures.answers import decimal
from dajuan.sheet import annex
from dajuan.sheet.answer_sheet import AnswerSheet
from dajuan.values.periods import Kind, Period

STRUCTURE_ID = "DAJUAN:FIGURES(1.0)"
COLUMNS = [
    *("STRUCTURE", "STRUCTURE_ID", "ACTION"),
    *("REF_AREA", "FIGURE", "TIME_PERIOD"),
    *("OBS_VALUE", "OBS_STATUS", "UNIT_MEASURE", "DECIMALS", "TITLE", "DEFINITION", "LEDGER_NO"),
]


def as_sdmx(sheet: AnswerSheet, base: str = "", drawn: str = "") -> bytes:
    """The figures of the sheet; a value that is not known stands empty with the status M (missing)."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    with translation.override(sheet.language):
        writer.writerows(_rows(sheet))
    return file.getvalue().encode()


def _rows(sheet: AnswerSheet) -> Iterator[list[str]]:
    for row in annex.rows(sheet):
        value = row.line.value
        yield [
            "dataflow",
            STRUCTURE_ID,
            "I",
            sheet.zone.code,
            row.key,
            time_period(row.line.answer.period),
            "" if value is None else decimal(value),
            "M" if value is None else "A",
            row.base_unit,
            str(row.line.figure.decimals),
            row.name,
            row.digest,
            str(sheet.book.moment),
        ]


def time_period(period: Period) -> str:
    """2020 for a year, 2020-03 for a month, the day of a stock; else first day and length, 2020-01-01/P340D."""
    if period.kind is Kind.YEAR:
        return str(period.start.year)
    if period.kind is Kind.MONTH:
        return f"{period.start:%Y-%m}"
    if period.kind is Kind.AT:
        return period.last.isoformat()
    return f"{period.start.isoformat()}/P{(period.last - period.start).days + 1}D"
