"""An assessment as dated data: an edition of rules, read from the office's spreadsheet, one row an item.

It is kept as a rule set of the kind "assessment", so that a form filled for a year can always be filled again by the
same edition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from dajuan.core.calendar.models import RuleSet
from dajuan.core.spreadsheets.reading import open_source
from dajuan.figures import catalogue
from dajuan.figures.vocabulary import Figure
from dajuan.sheet.assessment.scoring import Item, ItemClass, Of, Way

KIND = "assessment"
HUNDRED = Fraction(100)
NUMBER = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,9}|/\d{1,9})?")
HEADINGS = ("类别", "指标", "对应指标", "取值", "计分办法", "分值", "起算值", "满分值")
"""Class, item, the figure it reads (key or name), what of it, how it scores, points, from, full."""
OF = {"数值": Of.VALUE, "增速": Of.GROWTH, "完成率": Of.COMPLETION} | {one.value: one for one in Of}
WAYS = {"功效系数": Way.LINEAR, "完成比例": Way.RATIO, "加分": Way.BONUS, "扣分": Way.DEDUCTION}
WAYS |= {one.value: one for one in Way}


@dataclass
class Reading:
    """What a spreadsheet says: its rows as kept, and what is wrong, each with its cell."""

    rows: list[dict[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def classes(rules: RuleSet) -> list[ItemClass]:
    """The classes of an edition, in its order."""
    items: dict[str, list[Item]] = {}
    for row in rules.content["items"]:
        items.setdefault(row["class"], []).append(_item(row))
    return [ItemClass(name, tuple(held)) for name, held in items.items()]


def _item(row: dict[str, str]) -> Item:
    numbers = {name: Fraction(row[name]) for name in ("weight", "full", "floor")}
    return Item(row["item"], row["figure"], Of(row["of"]), Way(row["way"]), **numbers)


def read(content: bytes, name: str) -> Reading:
    """The rows of a workbook or table of text under its first row of headings; a problem names its cell."""
    source = open_source(content, name)
    rows = [(line.number, [_words(cell) for cell in line.cells]) for line in source.lines(source.sheets[0])]
    found = Reading()
    start = next((place for place, (_number, row) in enumerate(rows) if set(HEADINGS[:2]) <= set(row)), None)
    if start is None:
        found.problems.append(_("No row has the headings %(names)s.") % {"names": "、".join(HEADINGS)})
        return found
    heads = rows[start][1]
    for number, row in rows[start + 1 :]:
        said = dict(zip(heads, row, strict=False))
        if any(said.values()):
            _read_row(said, number, found)
    _check_whole(found)
    return found


def _words(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def _read_row(said: dict[str, str], number: int, found: Reading) -> None:
    """One item. A class left empty is the one above it."""
    above = found.rows[-1]["class"] if found.rows else ""
    row = {"class": said.get("类别") or above, "item": said.get("指标", "")}
    asked = said.get("对应指标", "")
    figure = figure_called(asked)
    if asked and figure is None:
        found.problems.append(_at(number, "对应指标", _("No figure is called “%(name)s”.") % {"name": asked}))
    row["figure"] = figure.key if figure else ""
    for heading, name, choices in (("取值", "of", OF), ("计分办法", "way", WAYS)):
        chosen = choices.get(said.get(heading) or next(iter(choices)))
        if chosen is None:
            names = "、".join(choices)
            found.problems.append(_at(number, heading, _("Choose one of %(names)s.") % {"names": names}))
        row[name] = str(chosen or "")
    for heading, name in (("分值", "weight"), ("满分值", "full"), ("起算值", "floor")):
        row[name] = _number(said.get(heading, ""), number, heading, found)
    if not row["class"] or not row["item"]:
        found.problems.append(_at(number, "指标", _("Each row names its class and its item.")))
    elif Fraction(row["weight"]) <= 0:
        found.problems.append(_at(number, "分值", _("An item is worth more than nothing.")))
    elif Fraction(row["full"]) == (Fraction(row["floor"]) if row["way"] == Way.LINEAR else 0):
        found.problems.append(_at(number, "满分值", _("Nothing lies between where points begin and where they end.")))
    found.rows.append(row)


def _number(words: str, number: int, heading: str, found: Reading) -> str:
    words = words.replace(",", "") or "0"
    try:
        if not NUMBER.fullmatch(words):  # an exponent of nine digits is a number no machine can hold
            raise ValueError(words)
        return str(Fraction(words))
    except (ValueError, ZeroDivisionError):
        found.problems.append(_at(number, heading, _("“%(words)s” is no number.") % {"words": words}))
        return "0"


def _check_whole(found: Reading) -> None:
    if not found.rows:
        found.problems.append(_("The table has no item."))
    elif not found.problems:
        weight = sum(Fraction(row["weight"]) for row in found.rows if row["way"] in {Way.LINEAR, Way.RATIO})
        if weight != HUNDRED:
            words = _("The items are worth %(points)s points together, not 100.")
            found.problems.append(words % {"points": float(weight)})


def _at(number: int, heading: str, problem: str) -> str:
    return _("Row %(number)s, “%(heading)s”: %(problem)s") % {"number": number, "heading": heading, "problem": problem}


def figure_called(words: str) -> Figure | None:
    """The figure of a key, or of a whole name in either language; None where none or several are called so."""
    if figure := catalogue.figure(words):
        return figure
    named = [figure for figure in catalogue.every() if words and words in _names(figure)]
    return named[0] if len(named) == 1 else None


def _names(figure: Figure) -> Iterable[str]:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            yield str(figure.name)


def template() -> Sequence[Sequence[str]]:
    """An example of the table to start from."""
    return [
        HEADINGS,
        ("对外开放", "实际使用外资", "", "数值", "功效系数", "10", "0", "5"),
        ("", "实际使用外资增速", "", "增速", "功效系数", "90", "-10", "20"),
        ("加分项", "国家级试点", "", "数值", "加分", "2", "", "0.5"),
    ]
