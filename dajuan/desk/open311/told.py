"""What is told of a problem, a kind of problem, a change: the shapes of GeoReport v2."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from dajuan.core.places.models import Area
from dajuan.core.staff.models import Zone
from dajuan.core.tickets.models import (
    Category,
    Confirmation,
    Dispatch,
    Receipt,
    Reopening,
    Report,
    Solution,
    State,
    Ticket,
)
from dajuan.desk.open311.asked import CLOSED
from dajuan.desk.open311.written import instant

COARSE = 3  # decimals of a degree: about a hundred metres
CHANGESET = "2026-11-24T12:00:00Z"
MOST_UPDATES = 1000


def discovery(zone: Zone) -> dict[str, Any]:
    """Where the interface is, which formats it speaks, where a key comes from."""
    root = settings.ADDRESS + reverse("open-open311:discovery-json").removesuffix("/discovery.json")
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": root,
        "changeset": CHANGESET,
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    return {
        "changeset": CHANGESET,
        "contact": str(zone),
        "key_service": f"{settings.ADDRESS}{reverse('api:tokens')}",
        "endpoints": [endpoint],
    }


def services(zone: Zone) -> list[dict[str, Any]]:
    """The kinds of problem anybody may report."""
    has_areas = Area.objects.filter(zone=zone).exists()
    return [_service(one, has_areas) for one in public_categories(zone)]


def public_categories(zone: Zone) -> Any:
    """Kinds of problem that are offered to the public."""
    return Category.objects.offered(zone).filter(open_to_public=True)


def _service(one: Category, has_areas: bool) -> dict[str, Any]:
    return {
        "service_code": one.code,
        "service_name": str(one),
        "description": _promise(one),
        "metadata": has_areas,
        "type": "realtime",
        "keywords": "",
        "group": str(one.parent or ""),
    }


def _promise(one: Category) -> str:
    if not one.limit:
        return ""
    return _("Handled within %(limit)s %(unit)s.") % {"limit": one.limit, "unit": one.get_unit_display()}


def definition(zone: Zone, one: Category) -> dict[str, Any]:
    """What more may be said of a kind of problem: in which part of the zone it is."""
    areas = Area.objects.filter(zone=zone).order_by("pk")
    choices = [{"key": str(area.pk), "name": str(area)} for area in areas]
    attribute = {
        "variable": True,
        "code": "area",
        "datatype": "singlevaluelist",
        "required": False,
        "datatype_description": "",
        "order": 1,
        "description": _("Part of the zone"),
        "values": choices,
    }
    return {"service_code": one.code, "attributes": [attribute] if choices else []}


def request(one: Ticket) -> dict[str, Any]:
    """One problem as everybody may know it; no words, no address, a coarse point."""
    closed = one.state in CLOSED
    return {
        "service_request_id": one.number,
        "status": "closed" if closed else "open",
        "status_notes": str(one.get_state_display()),
        "service_name": str(one.category),
        "service_code": one.category.code,
        "description": None,
        "agency_responsible": str(one.office),
        "service_notice": None,
        "requested_datetime": instant(one.raised_at),
        "updated_datetime": instant(one.solved_at or one.raised_at),
        "expected_datetime": instant(one.due_at),
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": _coarse(one.lat),
        "long": _coarse(one.lon),
        "media_url": None,
    }


def _coarse(degrees: float | None) -> float | None:
    return round(degrees, COARSE) if degrees is not None else None


CHANGES: tuple[tuple[Any, str, Any], ...] = (
    (Report, "open", State.RAISED),
    (Dispatch, "open", State.DISPATCHED),
    (Receipt, "open", State.RECEIVED),
    (Solution, "closed", State.SOLVED),
    (Confirmation, "closed", State.CONFIRMED),
    (Reopening, "open", State.RAISED),
)


def updates(tickets: Any, within: Q, most: int = MOST_UPDATES) -> list[dict[str, Any]]:
    """What happened to public problems, first things first: the state each step brought (the updates extension)."""
    found = []
    for entry, status, state in CHANGES:
        steps = entry.objects.standing().filter(within, ticket__in=tickets).order_by("at", "number")
        found += [
            (at, number, ticket, status, state)
            for at, number, ticket in steps.values_list("at", "number", "ticket__number")[:most]
        ]
    return [
        {
            "update_id": str(number),
            "service_request_id": ticket,
            "status": status,
            "updated_datetime": instant(at),
            "description": str(state.label),
        }
        for at, number, ticket, status, state in sorted(found)[:most]
    ]
