"""The pages of the studio: the manuscripts, one of them, the writing of a passage."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.sheet.studio.models import DataCall, Manuscript, Passage


@needs("studio.view")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The manuscripts of the zone, newest year first."""
    rows = Manuscript.objects.visible_to(request.user).order_by("-year")
    return render(request, "studio/index.html", {"manuscripts": rows})


@needs("studio.view")
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """One manuscript."""
    manuscript = get_object_or_404(Manuscript.objects.visible_to(request.user), pk=pk)
    return render(request, "studio/show.html", {"manuscript": manuscript})


@needs("studio.view")
@require_safe
def passage(request: SignedInRequest, pk: int) -> HttpResponse:
    """One passage."""
    found: Any = get_object_or_404(Passage.objects.visible_to(request.user), pk=pk)
    return render(request, "studio/passage.html", {"passage": found})


@needs("studio.view")
@require_safe
def call(request: SignedInRequest, pk: int) -> HttpResponse:
    """One data call."""
    found = get_object_or_404(DataCall.objects.visible_to(request.user), pk=pk)
    return render(request, "studio/call.html", {"call": found})
