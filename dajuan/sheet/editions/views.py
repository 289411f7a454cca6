"""The pages of editions: those of a year, the life of one, its text, and how it differs from today."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.sheet.editions.models import Edition


@needs("editions.view")
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """The life of an edition: each step with who and when, what is missing now, and whose turn it is."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), pk=pk)
    return render(request, "editions/show.html", {"edition": edition})
