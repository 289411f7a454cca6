"""An assessment form filled for a year: each item with its figure's value as known in a book, its points, the sums."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dajuan.core.calendar.models import RuleSet
from dajuan.figures import catalogue
from dajuan.figures.book import Book
from dajuan.figures.statement import Line, statement
from dajuan.sheet.assessment.schemes import classes
from dajuan.sheet.assessment.scoring import Item, ItemClass, Of, total
from dajuan.sheet.wording import Way, amount
from dajuan.values import numbers
from dajuan.values.periods import Period
from dajuan.values.workbook import Column, Kind

PLACES = 2


@dataclass(frozen=True)
class Scored:
    """One item with what its figure says; `line` is None where no figure serves it yet."""

    item: Item
    line: Line | None
    moment: int

    @property
    def value(self) -> Fraction | None:
        """What is scored: the value, its growth on last year or the completion of its plan, both in per cent."""
        if self.line is None:
            return None
        if self.item.of is Of.GROWTH:
            return self.line.growth
        return self.line.completion if self.item.of is Of.COMPLETION else self.line.value

    @property
    def points(self) -> Fraction | None:
        return self.item.points(self.value)

    @property
    def said(self) -> str:
        """The value as people read it; empty where unknown."""
        if self.value is None or self.line is None:
            return ""
        unit = str(self.line.figure.unit) if self.item.of is Of.VALUE else "%"
        places = self.line.figure.decimals if self.item.of is Of.VALUE else 1
        return amount(self.value, Way("zh-hans", unit, unit, 1, places))

    @property
    def why_not(self) -> str:
        """Why there are no points; empty where there are."""
        if self.line is None:
            return _("No figure yet")
        return _("Not known for this year") if self.value is None else ""

    @property
    def href(self) -> str:
        """The page that opens the number; empty without a figure."""
        if self.line is None:
            return ""
        query = urlencode({"period": str(self.line.answer.period), "as_of": self.moment})
        return f"{reverse('figures:show', args=[self.line.key])}?{query}"


@dataclass(frozen=True)
class Filled:
    """The whole form, a class after the other."""

    rules: RuleSet
    period: Period
    book: Book
    classes: list[tuple[ItemClass, list[Scored]]]

    @property
    def scored(self) -> list[Scored]:
        return [one for _class, items in self.classes for one in items]

    @property
    def points(self) -> Fraction:
        """The points that are known."""
        return total([one.points for one in self.scored])

    @property
    def reachable(self) -> Fraction:
        """The weight of the items whose value is known, additions and deductions apart."""
        known = [one.item.weight for one in self.scored if one.points is not None and not one.item.is_extra]
        return sum(known, Fraction(0))

    @property
    def missing(self) -> list[Scored]:
        return [one for one in self.scored if one.points is None]


def fill(rules: RuleSet, period: Period, book: Book) -> Filled:
    """Fill an edition for a period as known in a book; all its figures are asked at once."""
    held = classes(rules)
    keys = dict.fromkeys(item.figure for one in held for item in one.items if item.figure)
    asked = [figure for key in keys if (figure := catalogue.figure(key))]
    lines = {line.key: line for line in statement(asked, period, book)}
    filled = [(one, [Scored(item, lines.get(item.figure), book.moment) for item in one.items]) for one in held]
    return Filled(rules, period, book, filled)


def points(value: Fraction | None) -> str:
    """Points as printed, two places; empty where unknown."""
    return "" if value is None else numbers.grouped(numbers.rounded(value, PLACES))


def columns() -> list[Column]:
    """The headings of the form as a list."""
    return [
        Column(_("Class"), width=16),
        Column(_("Item"), width=36),
        Column(pgettext("assessment", "Value"), width=18),
        Column(_("Weight"), Kind.HUNDREDTHS),
        Column(_("Points"), Kind.HUNDREDTHS),
        Column(_("Remark"), width=24),
        Column(_("Key of the figure"), width=24),
    ]


def cells(filled: Filled) -> Iterator[list[Any]]:
    """The form as rows under those headings, the sums last."""
    for held, items in filled.classes:
        for one in items:
            scored = None if one.points is None else numbers.rounded(one.points, PLACES)
            weight = numbers.rounded(one.item.weight, PLACES)
            yield [held.name, one.item.name, one.said, weight, scored, one.why_not, one.item.figure]
    reachable, points_known = numbers.rounded(filled.reachable, PLACES), numbers.rounded(filled.points, PLACES)
    yield [_("Total"), "", "", reachable, points_known, "", ""]
