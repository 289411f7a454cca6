"""Template tags of figures."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from dajuan.core.records.models import Entry
from dajuan.figures.amounts import amount, is_money
from dajuan.figures.book import Book
from dajuan.figures.statement import Line
from dajuan.figures.vocabulary import Figure
from dajuan.values import numbers
from dajuan.values.periods import Kind, Period

register = template.Library()
FEW = 100


@register.filter
def shown(line: Line, which: str = "value") -> str:
    """The digits of a value as it is read, its unit standing beside; a dash where unknown."""
    return amount(line.figure, getattr(line, which)).digits


@register.filter
def unit_of(line: Line, which: str = "value") -> str:
    """The unit beside those digits: 亿元 where money is large; the figure's own where the value is unknown."""
    return amount(line.figure, getattr(line, which)).unit or str(line.figure.unit)


@register.filter
def exact(line: Line, which: str = "value") -> str:
    """The whole value where the digits shown are rounded to 万 or 亿; empty where they say all."""
    return amount(line.figure, getattr(line, which)).exact


@register.filter
def with_unit(line: Line, which: str = "value") -> str:
    """A value with its unit, for a cell of its own or a sentence; a dash where unknown."""
    return str(amount(line.figure, getattr(line, which)))


@register.filter
def as_value(value: Fraction | None, figure: Figure) -> str:
    """A value of a figure with its unit; a dash where unknown."""
    return str(amount(figure, value))


@register.filter
def per_cent(value: Fraction | None) -> str:
    """One place and the sign; a dash where unknown."""
    return "–" if value is None else f"{numbers.trimmed(numbers.rounded(value, 1))}%"


@register.filter
def signed(line: Line) -> str:
    """The change over last year with its sign: one rule for every page.

    Points for a share, the number itself where both years stay under a hundred pieces or last year was nothing, per
    cent for the rest.
    """
    if line.difference is None:
        return "–"
    if line.figure.unit == "%":
        return _("%(points)s percentage points") % {"points": _plus(line.difference, 1)}
    if line.growth is None or _few(line):
        more = amount(line.figure, line.difference)
        return f"+{more}" if line.difference > 0 else str(more)
    return f"{_plus(line.growth, 1)}%"


def _few(line: Line) -> bool:
    """Whether a per cent would say more than there is: five roads instead of four."""
    figure = line.figure
    pieces = figure.scale == 1 and figure.decimals == 0 and not is_money(figure) and "/" not in str(figure.unit)
    return pieces and all(abs(value) < FEW for value in (line.value, line.before) if value is not None)


def _plus(value: Fraction, places: int) -> str:
    number: Decimal = numbers.rounded(value, places)
    return f"{'+' if number > 0 else ''}{numbers.grouped(number)}"


@register.filter
def light(line: Line) -> str:
    """The class of a light: good, watch or bad by the plan, else by the change; empty where neither is known.

    By the plan: reached is good, nine tenths is watch. For figures that should fall, the other way round.
    """
    if line.completion is not None and line.figure.better == "up":
        return "good" if line.completion >= 100 else "watch" if line.completion >= 90 else "bad"
    if line.is_better is None:
        return ""
    return "good" if line.is_better else "watch"


@register.filter
def period_words(period: Period | None) -> str:
    """A period in words: 2020, September 2020, 2020 up to 30 September, by 31 December 2020; empty where unknown."""
    if period is None:
        return ""
    if period.kind is Kind.YEAR:
        return _("the year %(year)s") % {"year": period.start.year}
    if period.kind is Kind.MONTH:
        return _("%(year)s-%(month)s") % {"year": period.start.year, "month": f"{period.start.month:02d}"}
    if period.kind is Kind.QUARTER:
        return _("%(year)s, quarter %(quarter)s") % {
            "year": period.start.year,
            "quarter": (period.start.month + 2) // 3,
        }
    if period.kind is Kind.TO_DATE:
        return _("%(year)s up to %(day)s") % {"year": period.start.year, "day": period.last}
    if period.kind is Kind.AT:
        return _("at the end of %(day)s") % {"day": period.last}
    return _("%(first)s to %(last)s") % {"first": period.start, "last": period.last}


@register.simple_tag
def figure_url(figure: Figure, period: Period | None, book: Book | None = None, public: bool = False) -> str:
    """The page that opens a figure about a period, as known at a book's moment where it is not today's."""
    name = "open-figures:show" if public else "figures:show"
    asked: dict[str, Any] = {"period": str(period)} if period else {}
    if book is not None and not book.is_now:
        asked["as_of"] = book.moment
    return f"{reverse(name, args=[figure.key])}?{urlencode(asked)}"


@register.inclusion_tag("figures/_card.html")
def figure_card(line: Line, public: bool = False) -> dict[str, Any]:
    """A figure as a card: value, last year, plan with a progress bar; the whole card opens the figure."""
    completion = line.completion
    return {
        "line": line,
        "figure": line.figure,
        "period": line.answer.period,
        "book": line.answer.book,
        "public": public,
        "width": None if completion is None else float(min(completion, Fraction(100))),
    }


@register.filter
def entry_title(entry: type[Entry]) -> str:
    """What kind of entry this is, in the trade's words."""
    return str(entry._meta.verbose_name)
