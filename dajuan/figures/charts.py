"""A figure as a picture: its months against last year's, its parts, as ECharts options with the same as a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from dajuan.figures import answers
from dajuan.figures.amounts import amount
from dajuan.figures.answers import Answer
from dajuan.figures.book import Book
from dajuan.figures.vocabulary import Daily, Figure, Span
from dajuan.values import numbers, periods
from dajuan.values.periods import Period

LABEL = {"width": 110, "overflow": "break"}
MOST_BARS = 30  # of one picture, the largest first; its table has them all


@dataclass(frozen=True)
class Chart:
    """An option for the chart and the table that says the same."""

    id: str
    caption: str
    options: dict[str, Any]
    headings: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Axis:
    """The unit in which all values of one picture are read: large money in 万元 or 亿元, the rest as it is."""

    unit: str
    times: int
    places: int

    @property
    def options(self) -> dict[str, Any]:
        """What ECharts needs to know; a count has no half steps."""
        whole = {"minInterval": 1} if self.places == 0 else {}
        return {"type": "value", "name": self.unit, **whole}

    def shown(self, value: Fraction | None) -> str:
        """A value as it is read; a dash where unknown."""
        return "–" if value is None else numbers.grouped(numbers.rounded(value / self.times, self.places))

    def plotted(self, value: Fraction | None) -> float | None:
        """A value as a picture needs it: only here a float, never for reckoning."""
        return None if value is None else float(numbers.rounded(value / self.times, self.places))


def axis_of(figure: Figure, values: list[Fraction | None]) -> Axis:
    """The unit that suits the largest of the values."""
    largest = amount(figure, max((abs(value) for value in values if value is not None), default=Fraction(0)))
    return Axis(largest.unit, largest.times, 2 if largest.times > 1 else figure.decimals)


def trend(figure: Figure, year: int, last: date, book: Book) -> Chart:
    """The months of a year against last year's: each month's own value, or the stock at its end.

    Months that have not begun by `last` are empty rather than nothing.
    """
    months = [periods.month(y, m) for y in (year - 1, year) for m in range(1, 13)]
    begun = [month for month in months if month.start <= last]
    values = _values(figure, begun, book) + [None] * (24 - len(begun))
    axis = axis_of(figure, values)
    names = [_("%(month)s") % {"month": m} for m in range(1, 13)]
    series = [
        {
            "name": str(y),
            "type": "line" if figure.span is Span.AT else "bar",
            "data": [axis.plotted(value) for value in some],
            "itemStyle": {"color": colour},
        }
        for y, some, colour in ((year - 1, values[:12], "#9db2d0"), (year, values[12:], "#1d4f91"))
    ]
    return Chart(
        id="trend",
        caption=_("By month"),
        options={
            "legend": {"right": 0, "top": 0},
            "xAxis": {"type": "category", "data": names, "name": _("month")},
            "yAxis": axis.options,
            "series": series,
        },
        headings=[_("month"), str(year - 1), str(year)],
        rows=[[str(m + 1), axis.shown(values[m]), axis.shown(values[12 + m])] for m in range(12)],
    )


def _values(figure: Figure, asked: list[Period], book: Book) -> list[Fraction | None]:
    if isinstance(figure, Daily):
        return answers.daily_values(figure, asked, book)
    return [answer.value for answer in answers.ask_all([(figure, period) for period in asked], book)]


def breakdown(figure: Figure, by: str, period: Period, book: Book, names: dict[str, str]) -> tuple[Chart, list[Answer]]:
    """A figure by one of its dimensions, largest first."""
    titled = dimensions(figure)[by]
    parts = answers.ask_by(figure, by, period, book)
    ordered = sorted(parts.values(), key=lambda answer: answer.value or 0, reverse=True)
    labels = [names.get(answer.member, answer.member) or _("(not said)") for answer in ordered]
    axis = axis_of(figure, [answer.value for answer in ordered])
    bars = [axis.plotted(answer.value) for answer in ordered]
    chart = Chart(
        id=f"by-{by}",
        caption=_("By %(dimension)s") % {"dimension": titled},
        options={
            "xAxis": {**axis.options, "name": "", "splitNumber": 4},
            "yAxis": {"type": "category", "data": labels[:MOST_BARS], "inverse": True, "axisLabel": LABEL},
            "series": [{"type": "bar", "data": bars[:MOST_BARS], "itemStyle": {"color": "#1d4f91"}, "barMaxWidth": 24}],
        },
        headings=[str(titled), axis.unit],
        rows=[[label, axis.shown(answer.value)] for label, answer in zip(labels, ordered, strict=True)],
    )
    return chart, ordered


def dimensions(figure: Figure) -> dict[str, Any]:
    """The breakdowns a figure offers: its own, or those all its parts share."""
    if figure.by or not figure.parts or isinstance(figure, Daily):
        return dict(figure.by)
    first, *rest = (dimensions(part) for part in figure.parts)
    return {name: title for name, title in first.items() if all(name in other for other in rest)}
