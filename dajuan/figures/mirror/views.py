"""The page of the mirror, for the system administrator: how far it goes, how large it is, what the last check found."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from dajuan.core.records.models import entry_types
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.figures.mirror import building, checking, following, reading, tail
from dajuan.figures.mirror.manifest import Manifest, Shelf, Unsound, Why
from dajuan.figures.models import Recount

LARGEST = 10  # entry types shown


@needs("staff.administer")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The state of the mirror: one look at its folder and a few counts of the ledger."""
    upto, last_number = building.ledger_end()
    content: dict[str, Any] = {
        "ledger": {"moment": upto, "entries": last_number},
        "folder": reading.folder().path,
        "progress": building.progress(),
        "finding": checking.last_finding(),
        "failure": following.failure(),
        "recount": Recount.objects.filter(zone=request.user.zone, moment__gt=0).first(),
        "worth": following.WORTH,
        "long_tail": following.LONG_TAIL,
    }
    try:
        mirror = reading.sound()
    except Unsound as problem:
        content["problem"] = None if problem.why is Why.NONE else problem
    else:
        manifest = mirror.manifest
        content |= {
            "manifest": manifest,
            "tail": tail.length(mirror.watermark),
            "age": timezone.now() - manifest.built_at,
            "shelves": _largest(manifest),
        }
    return render(request, "figures/mirror.html", content)


def _largest(manifest: Manifest) -> list[tuple[str, Shelf]]:
    """The longest shelves with the names of their entry types."""
    longest = sorted(manifest.shelves.items(), key=lambda one: -one[1].rows)[:LARGEST]
    return [(capfirst(str(entry_types()[label]._meta.verbose_name)), shelf) for label, shelf in longest]
