"""Finds the headings of a ledger, however many rows they take, and guesses which column is which field.

A guess is shown to a person, who corrects it once; the ledger's mapping is then kept.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from itertools import islice
from typing import Any

from django.conf import settings
from django.utils import translation

from dajuan.core.spreadsheets.dates import order_of
from dajuan.core.spreadsheets.plan import Place, Plan
from dajuan.core.spreadsheets.register import Column, Register
from dajuan.core.spreadsheets.sources import Line, Merges, Source
from dajuan.core.spreadsheets.units import ratio, unit_in, without_unit

LOOKED_AT = 25  # rows from the top in which headings are looked for
MOST_ROWS = 4  # of headings
ALIKE = 0.72  # the least likeness at which a heading is proposed
SAMPLE = 400  # rows read to see in which order dates are written
BETWEEN = " / "


def guess(register: Register, source: Source) -> Plan:
    """The likeliest plan for this file: the sheet and heading rows under which most columns are known again."""
    best, most = Plan(sheet=source.sheets[0]), -1.0
    for sheet in source.sheets:
        plan, found = _guess_sheet(register, source, sheet)
        if found > most:
            best, most = plan, found
    best.date_order = _date_order(register, source, best)
    best.datum = source.datum
    return best


def headings_of(source: Source, plan: Plan) -> list[str]:
    """The heading of each column under a plan: several rows joined, merged cells counted for all they cover."""
    top = list(islice(source.lines(plan.sheet), plan.last_heading))
    return _joined(_unmerged(top, source.merges(plan.sheet)), plan.first_heading, plan.last_heading)


def fits(plan: Plan, source: Source) -> bool:
    """Whether a kept plan still fits a file: the columns it uses carry the headings they had."""
    if plan.sheet not in source.sheets:
        if len(source.sheets) != 1:
            return False
        plan.sheet = source.sheets[0]  # a ledger's only sheet is often named by its month
    there = headings_of(source, plan)
    return bool(plan.places) and all(
        _plain(_at(plan.headings, place.column)) == _plain(_at(there, place.column)) for place in plan.places.values()
    )


def exactly(register: Register, plan: Plan) -> bool:
    """Whether nobody needs to look: the plan was learnt, or all columns stand there under their own names.

    A heading that is not recognised is looked at by a person while a column is still without its place; a file of
    shapes that does not say its datum is always asked for it.
    """
    shaped = any(column.kind == "geometry" and column.name in plan.places for column in register.columns)
    if shaped and not plan.datum:
        return False
    if plan.learnt:
        return True
    used = {place.column for place in plan.places.values()}
    left = any(heading and number not in used for number, heading in enumerate(plan.headings))
    absent = [column for column in register.columns if column.name not in plan.places]
    if any(column.required for column in absent) or (absent and left):
        return False
    named = [(register.column(name), plan.headings[place.column]) for name, place in plan.places.items()]
    return all(likeness(column, heading) == 1.0 for column, heading in named)


def propose(register: Register, headings: Sequence[str]) -> dict[str, Place]:
    """For each field the column most like it; a column serves one field."""
    likenesses = [
        (likeness(column, heading), -number, column, number)
        for column in register.columns
        for number, heading in enumerate(headings)
        if heading
    ]
    places: dict[str, Place] = {}
    taken: set[int] = set()
    for alike, _tie, column, number in sorted(likenesses, key=lambda one: one[:2], reverse=True):
        if alike >= ALIKE and column.name not in places and number not in taken:
            taken.add(number)
            places[column.name] = Place(number, unit_for(column, headings[number]))
    return places


def likeness(column: Column, heading: str) -> float:
    """How much a heading is like a column's names, from 0 to 1."""
    whole = _plain(without_unit(heading))
    last = _plain(without_unit(heading.rsplit(BETWEEN, maxsplit=1)[-1]))
    best = 0.0
    for name in _names(column):
        if name in (whole, last):
            return 1.0 if name == last else 0.98
        if len(name) > 1 and name in last:
            best = max(best, 0.75 + 0.2 * len(name) / len(last))
        best = max(best, difflib.SequenceMatcher(None, name, last).ratio() * 0.95)
    return best


def unit_for(column: Column, heading: str) -> str:
    """The unit a heading names, where it can be turned into the column's own; else empty."""
    unit = unit_in(heading)
    return unit if unit and column.unit and ratio(unit, column.unit) is not None else ""


def _guess_sheet(register: Register, source: Source, sheet: str) -> tuple[Plan, float]:
    top = _unmerged(list(islice(source.lines(sheet), LOOKED_AT)), source.merges(sheet))
    names = {name for column in register.columns for name in _names(column)}
    best, most = (1, 1), 0.0
    for last in range(1, len(top) + 1):
        for first in range(max(1, last - MOST_ROWS + 1), last + 1):
            score = _score(top, first, last, names)
            if score > most:
                best, most = (first, last), score
    first = min([best[0], *_begun_above(source.merges(sheet), *best)])
    plan = Plan(sheet=sheet, first_heading=first, last_heading=best[1])
    plan.headings = _joined(top, first, best[1])
    plan.places = propose(register, plan.headings)
    return plan, most


def _begun_above(merges: Merges, first: int, last: int) -> list[int]:
    """Rows above in which headings begin that reach down into these rows."""
    return [
        row + 1
        for (row, _column), (last_row, _last_column) in merges
        if row + 1 < first <= last_row + 1 <= last and last_row - row < MOST_ROWS
    ]


def _score(top: list[Line], first: int, last: int, names: set[str]) -> float:
    """How many columns these heading rows name; fewer rows win where they name as many."""
    lowest = [heading.rsplit(BETWEEN, maxsplit=1)[-1] for heading in _joined(top, first, last)]
    parts = [_plain(without_unit(part)) for part in lowest]
    known = sum(1.0 for part in parts if part in names)
    partly = sum(0.4 for part in parts if part not in names and any(len(n) > 1 and n in part for n in names))
    numbers = sum(isinstance(cell, int | float) for line in top[first - 1 : last] for cell in line.cells)
    return known + partly - 0.05 * (last - first) - 0.3 * numbers


def _joined(top: list[Line], first: int, last: int) -> list[str]:
    """Headings of the columns: the rows' texts from top to bottom, none twice; a row of units joins the last."""
    rows = [line.cells for line in top if first <= line.number <= last]
    headings = []
    for number in range(max(map(len, rows), default=0)):
        parts: list[str] = []
        for cells in rows:
            text = re.sub(r"\s+", " ", str(_at(cells, number) or ""))
            if text and parts and re.fullmatch(r"[(（\[【].*[)）\]】]", text):
                parts[-1] += text
            elif text and text not in parts:
                parts.append(text)
        headings.append(BETWEEN.join(parts))
    return headings


def _unmerged(top: list[Line], merges: Merges) -> list[Line]:
    """The top rows with each merged area's text in all its cells, but for a title across half the sheet."""
    lines = [Line(line.number, list(line.cells)) for line in top]
    width = max((len(line.cells) for line in lines), default=0)
    for (row, column), (last_row, last_column) in merges:
        if row >= len(lines) or last_column - column + 1 > max(3, width * 0.6):
            continue
        text = _at(lines[row].cells, column)
        for line in lines[row : last_row + 1]:
            line.cells += [None] * (min(last_column, width) + 1 - len(line.cells))
            for number in range(column, min(last_column, width) + 1):
                line.cells[number] = text
    return lines


def _date_order(register: Register, source: Source, plan: Plan) -> Any:
    """The order of day and month, where the first rows of the date columns tell."""
    columns = [
        plan.places[column.name].column
        for column in register.columns
        if column.kind in ("date", "instant") and column.name in plan.places
    ]
    rows = islice(source.lines(plan.sheet), plan.last_heading, plan.last_heading + SAMPLE)
    texts = [str(cell).split(" ")[0] for line in rows for number in columns if (cell := _at(line.cells, number))]
    return order_of(texts)


def _names(column: Column) -> set[str]:
    """All names of a column, plain, in every language of the interface."""
    names = {_plain(alias) for alias in column.aliases} | {_plain(column.name)}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names.add(_plain(without_unit(str(column.title))))
    return names - {""}


def _plain(text: Any) -> str:
    return re.sub(r"[\s_\-*:：/、.。（）()]+", "", unicodedata.normalize("NFKC", str(text or ""))).lower()


def _at(cells: Sequence[Any], number: int) -> Any:
    return cells[number] if number < len(cells) else None
