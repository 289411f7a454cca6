"""The page of zones: one figure over many zones, from the last result that was kept, as a ranking, chart and table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dajuan.core.staff.models import Zone
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.figures.charts import LABEL, MOST_BARS, Axis, Chart, axis_of
from dajuan.figures.nation.adding import Ranking, ZoneValue
from dajuan.figures.nation.kept import Unreadable, kept
from dajuan.figures.vocabulary import Ratio
from dajuan.values.numbers import grouped, rounded


@dataclass(frozen=True)
class Row:
    """A zone as it is read: its place (0: none), name, value and base."""

    place: int
    name: str
    value: str
    base: str


@needs("figures.compare")
@require_safe
def zones(request: SignedInRequest) -> HttpResponse:
    """One figure of the kept result; one query, for the names of the zones known here."""
    content: dict[str, Any] = {}
    try:
        result = kept()
    except Unreadable:
        result, content["unreadable"] = None, True
    if result and result.rankings:
        names = {zone.code: str(zone) for zone in Zone.objects.all()}
        key = request.GET.get("figure", "")
        content["unknown"] = bool(key) and key not in result.rankings
        ranking = result.rankings.get(key) or next(iter(result.rankings.values()))
        content |= _shown(ranking, names) | {
            "kept": result,
            "choices": [one.figure for one in result.rankings.values()],
        }
    return render(request, "figures/zones.html", content)


def _shown(ranking: Ranking, names: dict[str, str]) -> dict[str, Any]:
    figure = ranking.figure
    axis = axis_of(figure, [one.value for one in (*ranking.zones, ranking.whole)])
    return {
        "figure": figure,
        "unit": axis.unit,
        "is_share": isinstance(figure, Ratio),
        "rows": [_row(one, axis, names.get(one.zone, one.zone)) for one in ranking.zones],
        "whole": _row(ranking.whole, axis, _("All zones")),
        "chart": _chart(ranking, axis, names),
    }


def _row(one: ZoneValue, axis: Axis, name: str) -> Row:
    base = "" if one.base is None else grouped(rounded(one.base, 0))
    return Row(one.place, name, axis.shown(one.value), base)


def _chart(ranking: Ranking, axis: Axis, names: dict[str, str]) -> Chart:
    """The zones that have a place, best first."""
    placed = [one for one in ranking.zones if one.place]
    labels = [names.get(one.zone, one.zone) for one in placed]
    return Chart(
        id="zones",
        caption=_("Zones that have a place, best first"),
        options={
            "xAxis": {**axis.options, "name": "", "splitNumber": 4},
            "yAxis": {"type": "category", "data": labels[:MOST_BARS], "inverse": True, "axisLabel": LABEL},
            "series": [
                {
                    "type": "bar",
                    "data": [axis.plotted(one.value) for one in placed[:MOST_BARS]],
                    "itemStyle": {"color": "#1d4f91"},
                    "barMaxWidth": 24,
                }
            ],
        },
        headings=[_("Zone"), axis.unit],
        rows=[[label, axis.shown(one.value)] for label, one in zip(labels, placed, strict=True)],
    )
