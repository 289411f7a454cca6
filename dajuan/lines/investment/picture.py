"""The industrial chain as a picture: links by tier, what delivers to what, and the gaps."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dajuan.figures.charts import Chart
from dajuan.lines.investment.models import ChainLink, Departure, Placement
from dajuan.lines.investment.models.chain import LinkStage, Tier

WIDE, HIGH = 400, 75
COLOURS = {LinkStage.HELD: "#1d4f91", LinkStage.GAP: "#b3161d"}


def chart(links: list[ChainLink], companies: dict[int, list[Placement]]) -> Chart:
    """One chain: a node a link, red where nobody stands, with an arrow to the link it delivers to."""
    return Chart(
        id="chain",
        caption=_("Links of the chain; red ones are gaps"),
        options={
            "tooltip": {"trigger": "item", "formatter": "{b}"},
            "series": [
                {
                    "type": "graph",
                    "layout": "none",
                    "symbolSize": 18,
                    "edgeSymbol": ["none", "arrow"],
                    "label": {"show": True, "position": "bottom", "width": 120, "overflow": "break"},
                    "lineStyle": {"color": "#5b6b8c", "curveness": 0.1},
                    "data": _nodes(links, companies),
                    "links": [
                        {"source": str(link.pk), "target": str(link.feeds_id)} for link in links if link.feeds_id
                    ],
                    "left": 60,
                    "right": 60,
                    "top": 30,
                    "bottom": 60,
                }
            ],
        },
        headings=[_("Link"), _("Tier"), _("Delivers to"), _("Who stands there")],
        rows=[_row(link, companies.get(link.pk, [])) for link in links],
    )


def _nodes(links: list[ChainLink], companies: dict[int, list[Placement]]) -> list[dict[str, Any]]:
    rows: dict[int, int] = {}
    nodes = []
    for link in links:
        at = rows.setdefault(link.tier, 0)
        rows[link.tier] += 1
        count = len(companies.get(link.pk, []))
        nodes.append(
            {
                "id": str(link.pk),
                "name": f"{link.name} ({count})" if count else f"{link.name} · {_('gap')}",
                "x": link.tier * WIDE,
                "y": at * HIGH,
                "url": link.get_absolute_url(),
                "symbol": "circle" if count else "diamond",
                "itemStyle": {"color": COLOURS[LinkStage.HELD if count else LinkStage.GAP]},
            }
        )
    return nodes


def _row(link: ChainLink, placed: list[Placement]) -> list[str]:
    names = [f"{one.company} ({_('head of the chain')})" if one.leads else str(one.company) for one in placed]
    return [
        link.name,
        str(Tier(link.tier).label),
        link.feeds.name if link.feeds else "",
        ", ".join(names) or str(LinkStage.GAP.label),
    ]


def standing(links: list[ChainLink]) -> dict[int, list[Placement]]:
    """Who stands in each of these links now. One query."""
    left = Departure.objects.standing().filter(link__in=links).values("placement_key")
    rows = Placement.objects.standing().filter(link__in=links).exclude(placement_key__in=left)
    found: dict[int, list[Placement]] = {}
    for one in rows.select_related("company").order_by("-leads", "happened_on", "number"):
        found.setdefault(one.link_id, []).append(one)
    return found
