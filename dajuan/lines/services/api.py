"""What services offer to programs beside their lists: papers and limits of a matter, order of a package, a clock."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema

from dajuan.core.rooms.api import REFUSALS, Number
from dajuan.core.rooms.router import router_of
from dajuan.lines.services.models import Case, Matter, Package
from dajuan.lines.services.shelves import ROOM


class MaterialAsked(Schema):
    """A paper a matter asks for; without a main one nothing is accepted."""

    code: str
    name: str
    is_main: bool
    copies: int


class VersionShown(Schema):
    """What law and office promise about a matter from a day on; `valid_to` is empty while it holds."""

    number: int
    valid_from: date
    valid_to: date | None
    basis: str
    legal_limit: int | None
    promised_limit: int | None
    unit: str
    materials: list[MaterialAsked]


class PartShown(Schema):
    """One matter of a package, in the order in which they can be begun."""

    code: str
    name: str


class ClockShown(Schema):
    """Why the clock of a case stands where it stands, in words; `due_on` is empty where nothing is counted."""

    number: str
    stage: str
    due_on: date | None
    words: str


def router() -> Router:
    """The room's part of the interface: its own questions before those of every shelf."""
    made = Router(tags=["services"])
    made.get("/matters/{key}/versions/", response={200: list[VersionShown], **REFUSALS})(versions)
    made.get("/packages/{key}/order/", response={200: list[PartShown], **REFUSALS})(order)
    made.get("/cases/{key}/clock/", response={200: ClockShown, **REFUSALS})(clock)
    made.add_router("", router_of(ROOM))
    return made


def versions(request: Any, key: Number) -> list[VersionShown]:
    """Every version of a matter that was issued, with the papers it asks for, the latest first."""
    rows = _seen(request, Matter, key).versions.issued().prefetch_related("materials__paper").order_by("-valid_from")
    return [
        VersionShown(
            number=one.number,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
            basis=one.basis,
            legal_limit=one.legal_limit,
            promised_limit=one.promised_limit,
            unit=one.unit,
            materials=[_asked(material) for material in one.materials.all()],
        )
        for one in rows
    ]


def _asked(material: Any) -> MaterialAsked:
    paper = material.paper
    return MaterialAsked(code=paper.code, name=paper.name, is_main=material.is_main, copies=material.copies)


def order(request: Any, key: Number) -> list[PartShown]:
    """The matters of a package, each after those it waits for."""
    return [PartShown(code=one.matter.code, name=one.matter.told) for one in _seen(request, Package, key).order()]


def clock(request: Any, key: Number) -> ClockShown:
    """The clock of a case."""
    case = _seen(request, Case, key)
    return ClockShown(
        number=case.number, stage=case.stage, due_on=case.due_on, words=case.clock_in_words(timezone.now())
    )


def _seen(request: Any, model: Any, key: int) -> Any:
    if not request.user.has_perm("services.view"):
        raise PermissionDenied("services.view")
    return get_object_or_404(model.objects.visible_to(request.user), pk=key)
