"""A plan frozen at a day against what is so now, node by node or project by project, with working days.

A node is a day; its bar runs from the last node it needs to its own day. Plain functions over days: views ask the
tables, this says what stands where.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dajuan.core.calendar.working_days import NotAnnounced, WorkingCalendar, working_calendar
from dajuan.lines.projects.models.nodes import LETS_START, NEEDS, NodeKind, named

Days = Mapping[str, date]
FROZEN, NOW, LATE = "#b8c4d6", "#1d4f91", "#b3161d"


@dataclass(frozen=True)
class Span:
    """From one day to another; `is_done` where the last of them has come."""

    first: date
    last: date
    is_done: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the picture: a node of a project, or a project of a list."""

    name: str
    frozen: Span | None
    now: Span | None
    url: str = ""

    def is_late(self, today: date) -> bool:
        """Later than the frozen plan says: done later, planned later, or its day gone by."""
        if self.now is None:
            return False
        if not self.now.is_done and self.now.last < today:
            return True
        return self.frozen is not None and self.now.last > self.frozen.last


def rows_of(frozen: Days, planned: Days, done: Days) -> list[Row]:
    """A row for each node that is planned or done, in the usual order."""
    now = dict(planned) | dict(done)
    kinds = [kind for kind in NodeKind.values if kind in frozen or kind in now]
    return [Row(named(kind), span_of(kind, frozen), span_of(kind, now, done)) for kind in kinds]


def frozen(planned: Days, done: Days, day: date) -> dict[str, date]:
    """What stood on a day: the plan of then, and what had been done by then; empty where nothing was planned."""
    return {**planned, **{kind: on for kind, on in done.items() if on <= day}} if planned else {}


def span_of(kind: str, days: Days, done: Days | None = None) -> Span | None:
    """From the last day of what a node needs to its own day; None where its day is not known."""
    if kind not in days:
        return None
    needs = [needed for needed in NEEDS.get(kind, ()) if needed in days]
    if kind == NodeKind.STARTED:
        needs = [needed for needed in LETS_START if needed in days]
    last = days[kind]
    return Span(min(max((days[one] for one in needs), default=last), last), last, bool(done) and kind in (done or ()))


def whole_of(days: Days, done: Days | None = None) -> Span | None:
    """A project as one bar: from the start to completion, or from its first to its last day known."""
    if not days:
        return None
    first = days.get(NodeKind.STARTED) or min(days.values())
    last = days.get(NodeKind.ACCEPTED) or max(days.values())
    return Span(first, max(first, last), bool(done) and NodeKind.ACCEPTED in (done or ()))


def calendar_for(rows: Iterable[Row]) -> WorkingCalendar | None:
    """The working calendar over all spans, in one query; None of no rows."""
    spans = [span for row in rows for span in (row.frozen, row.now) if span]
    if not spans:
        return None
    return working_calendar(min(span.first for span in spans), max(span.last for span in spans))


def working_days(span: Span | None, calendar: WorkingCalendar | None) -> str:
    """Working days of a span as people read them; a dash where the calendar has not been announced."""
    if span is None or calendar is None:
        return "–"
    try:
        return str(calendar.between(span.first, span.last))
    except NotAnnounced:
        return "–"


def table(rows: Sequence[Row], today: date) -> list[list[str]]:
    """The same as the picture, in words: name, frozen day and working days, day now and working days, difference."""
    calendar = calendar_for(rows)
    return [
        [
            row.name,
            _written(row.frozen),
            working_days(row.frozen, calendar),
            _written(row.now),
            working_days(row.now, calendar),
            _state(row, today),
        ]
        for row in rows
    ]


def headings() -> list[str]:
    """Of the table."""
    return [
        _("What is planned"),
        _("By the frozen plan"),
        _("Working days"),
        _("As it is now"),
        _("Working days"),
        _("Difference"),
    ]


def _written(span: Span | None) -> str:
    return f"{span.first:%Y-%m-%d} – {span.last:%Y-%m-%d}" if span else "–"


def _state(row: Row, today: date) -> str:
    if row.now is None:
        return _("dropped from the plan")
    if row.frozen is None:
        return _("new since then")
    overdue = not row.now.is_done and row.now.last < today
    days = (today if overdue else row.now.last) - row.frozen.last
    if days.days == 0:
        return _("as planned")
    words = _("%(n)s days later") if days.days > 0 else _("%(n)s days earlier")
    return words % {"n": abs(days.days)}


def options(rows: Sequence[Row], today: date) -> dict[str, Any]:
    """The picture as ECharts reads it; `span` is drawn by charts.js."""
    frozen = [(place, row, row.frozen, 0) for place, row in enumerate(rows)]
    now = [(place, row, row.now, 1) for place, row in enumerate(rows)]
    late = [one for one in now if one[1].is_late(today)]
    series = [
        _series(_("Frozen plan"), FROZEN, frozen),
        _series(_("Now"), NOW, [one for one in now if one not in late]),
        _series(_("Now, later than planned"), LATE, late),
    ]
    return {
        "rows": max(len(rows), 4),
        "legend": {"top": 0},
        "tooltip": {"trigger": "item", "formatter": "{a}<br>{b}", "confine": True},
        "xAxis": {"type": "time", "splitLine": {"show": True}, "axisLabel": {"hideOverlap": True}},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [row.name for row in rows],
            "axisLabel": {"width": 128, "overflow": "truncate"},
        },
        "dataZoom": [{"type": "inside", "xAxisIndex": 0, "zoomOnMouseWheel": "ctrl"}],
        "series": series,
    }


def _series(name: str, colour: str, spans: Sequence[tuple[int, Row, Span | None, int]]) -> dict[str, Any]:
    return {
        "type": "custom",
        "renderItem": "span",
        "name": name,
        "itemStyle": {"color": colour},
        "encode": {"x": [1, 2], "y": 0},
        "data": [
            {
                "name": f"{row.name}: {_written(span)}",
                "value": [place, span.first.isoformat(), span.last.isoformat(), lane],
                "url": row.url,
            }
            for place, row, span, lane in spans
            if span
        ],
    }
