"""The nodes of a project from filing to full output (domain.md 2.3), and which node needs which others first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NodeKind(models.TextChoices):
    """Steps and permits in the usual order. One-phase-early practice is allowed where `NEEDS` allows it."""

    FILED = "filed", _("project filed or approved")
    SITED = "sited", _("land pre-examination and siting")
    CLEARING = "clearing", _("clearance task issued")
    CLEARED = "cleared", _("land cleared")
    CONNECTED = "connected", _("seven connections and levelling completed")
    LAND = "land", _("land transferred")
    LAND_PERMIT = "land-permit", _("land planning permit")
    PLANNING_PERMIT = "plan-permit", _("construction planning permit")
    PIT_PERMIT = "pit-permit", _("foundation-pit permit")
    PERMIT = "permit", _("construction permit")
    STARTED = "started", _("start confirmed")
    REGISTERED = "registered", _("entered into the statistics register")
    TOPPED_OUT = "topped-out", _("structure completed")
    EQUIPPED = "equipped", _("equipment installed")
    ACCEPTED = "accepted", pgettext_lazy("project", "completion accepted")
    PRODUCING = "producing", _("in production")
    FULL = "full", _("at target output")


NEEDS: Mapping[str, tuple[str, ...]] = {
    NodeKind.SITED: (NodeKind.FILED,),
    NodeKind.CLEARING: (NodeKind.FILED,),
    NodeKind.CLEARED: (NodeKind.CLEARING,),
    NodeKind.CONNECTED: (NodeKind.CLEARING,),
    NodeKind.LAND: (NodeKind.SITED,),
    NodeKind.LAND_PERMIT: (NodeKind.LAND,),
    NodeKind.PLANNING_PERMIT: (NodeKind.LAND_PERMIT,),
    NodeKind.PIT_PERMIT: (NodeKind.LAND_PERMIT,),
    NodeKind.PERMIT: (NodeKind.PLANNING_PERMIT,),
    NodeKind.REGISTERED: (NodeKind.STARTED,),
    NodeKind.TOPPED_OUT: (NodeKind.STARTED, NodeKind.PERMIT),
    NodeKind.EQUIPPED: (NodeKind.STARTED,),
    NodeKind.ACCEPTED: (NodeKind.TOPPED_OUT,),
    NodeKind.PRODUCING: (NodeKind.ACCEPTED,),
    NodeKind.FULL: (NodeKind.PRODUCING,),
}
"""What must have been done before. A start needs either permit of `LETS_START`: the pit may be dug before the full."""

LETS_START = (NodeKind.PIT_PERMIT, NodeKind.PERMIT)

OF_INDUSTRY = (NodeKind.EQUIPPED, NodeKind.PRODUCING, NodeKind.FULL)
"""Nodes that only an industrial project comes to."""

RANKS: Mapping[str, int] = {kind: place for place, kind in enumerate(NodeKind.values, 1)} | {NodeKind.REGISTERED: 0}
"""How far a node is. The register of the statisticians is no stage of the works."""


def named(kind: str) -> str:
    """A node's name in the reader's language."""
    return str(NodeKind(kind).label)


def out_of_order(days: Mapping[str, date]) -> tuple[str, str] | None:
    """The first planned node that stands before one it needs, and that one; None where the plan is in order."""
    for kind, day in days.items():
        for needed in NEEDS.get(kind, ()):
            if needed in days and days[needed] > day:
                return kind, needed
    if NodeKind.STARTED in days:
        permits = [days[kind] for kind in LETS_START if kind in days]
        if permits and min(permits) > days[NodeKind.STARTED]:
            return NodeKind.STARTED, next(kind for kind in LETS_START if kind in days)
    return None
