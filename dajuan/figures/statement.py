"""A year's statement: every figure with last year, plan, completion and the number of rows it opens to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from dajuan.figures import answers, catalogue
from dajuan.figures.answers import Answer, decimal
from dajuan.figures.book import Book
from dajuan.figures.models import SCALE, Target
from dajuan.figures.vocabulary import Figure
from dajuan.values import numbers, periods
from dajuan.values.change import printed_difference
from dajuan.values.periods import Period


@dataclass(frozen=True)
class Line:
    """One figure in a statement. `last_year` is last year's rows as known at the same moment."""

    figure: Figure
    answer: Answer
    last_year: Answer | None
    plan: Target | None

    @property
    def key(self) -> str:
        return self.figure.key

    @property
    def claims(self) -> tuple[str, ...]:
        return catalogue.claims_of(self.figure)

    @property
    def value(self) -> Fraction | None:
        """The value, None where unknown."""
        return _known(self.answer)

    @property
    def before(self) -> Fraction | None:
        """Last year's value, None where unknown."""
        return _known(self.last_year) if self.last_year else None

    @property
    def difference(self) -> Fraction | None:
        """This year less last year as printed, so that a reader who subtracts finds it; None where either is unknown.

        The difference of exact values may differ from it in the last printed place.
        """
        if self.value is None or self.before is None:
            return None
        return Fraction(printed_difference(self.value, self.before, self.figure.decimals))

    @property
    def growth(self) -> Fraction | None:
        """The exact difference in per cent of last year; None where last year is unknown or nothing."""
        if self.value is None or not self.before:
            return None
        return (self.value - self.before) / abs(self.before) * 100

    @property
    def planned(self) -> Fraction | None:
        return Fraction(self.plan.value_x10000, SCALE) if self.plan else None

    @property
    def completion(self) -> Fraction | None:
        """The value in per cent of the plan in force; the plan's version is named beside it."""
        return None if self.value is None or not self.planned else self.value / self.planned * 100

    @property
    def is_better(self) -> bool | None:
        """Whether the change goes the right way; None where there is none."""
        if not self.difference:
            return None
        return (self.difference > 0) == (self.figure.better == "up")

    def shown(self, value: Fraction | None) -> str:
        """A value of this figure as it is read: grouped, rounded to the figure's places; empty where unknown."""
        return "" if value is None else numbers.grouped(numbers.rounded(value, self.figure.decimals))

    def as_json(self) -> dict[str, Any]:
        """The object that `figures --json` prints."""
        return {
            "key": self.key,
            "claim": list(self.claims),
            "line": self.figure.line,
            "name": str(self.figure.name),
            "unit": str(self.figure.unit),
            "value": None if self.value is None else decimal(self.value),
            "last_year": None if self.before is None else decimal(self.before),
            "plan": None if self.planned is None else decimal(self.planned),
            "rows": answers.count_behind(self.figure, self.answer.period, self.answer.book),
            "moment": self.answer.book.moment,
        }


def _known(answer: Answer) -> Fraction | None:
    """An answer's value; nothing counted in days before the system was in use is unknown, not nothing."""
    before_use = answer.period.end <= answer.book.zone.in_use_since
    return None if before_use and not answer.value else answer.value


def statement(figures: Iterable[Figure], period: Period, book: Book) -> list[Line]:
    """Figures with last year and plan, in the given order. Both years come from the same scans."""
    figures = list(figures)
    before = period.last_year_if_any()
    asked = [(figure, p) for figure in figures for p in (period, before) if p]
    found = iter(answers.ask_all(asked, book))
    plans = plans_of(period, book)
    return [Line(figure, next(found), next(found) if before else None, plans.get(figure.key)) for figure in figures]


def plans_of(period: Period, book: Book) -> dict[str, Target]:
    """The plan in force for each figure: of the period's year, the version decided last, as known at the moment.

    Only a whole year (or one to date, or a stock in it) is compared with a plan of the year.
    """
    if period.kind not in {periods.Kind.YEAR, periods.Kind.TO_DATE, periods.Kind.AT}:
        return {}
    targets = Target.objects.as_of(book.moment).filter(zone=book.zone, year=period.last.year)
    return {target.figure: target for target in targets.order_by("happened_on", "number")}
