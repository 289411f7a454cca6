"""Where a bundle is fetched: the public one by everybody, the one with rows by who reads every line of the zone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from dajuan.core.records.models import Refused
from dajuan.core.staff.rights import SignedInRequest, needs, public
from dajuan.sheet.editions.bundle import packed
from dajuan.sheet.editions.models import Edition
from dajuan.sheet.editions.public_views import published_to_everybody
from dajuan.values.bundles import Kind


@needs("staff.read_all")
@require_safe
def audit(request: SignedInRequest, pk: int) -> HttpResponse:
    """The audit bundle of a frozen edition: with the rows behind its values, in countable columns only."""
    rows = Edition.objects.visible_to(request.user)
    return _file(get_object_or_404(rows, pk=pk, freezings__until=None, freezings__isnull=False), "audit")


@public
@require_safe
def published(request: HttpRequest, pk: int) -> HttpResponse:
    """The public bundle of an edition that was published to everybody."""
    return _file(get_object_or_404(published_to_everybody(), pk=pk), "public")


def _file(edition: Edition, kind: Kind) -> HttpResponse:
    try:
        content = packed(edition, kind)
    except Refused as refusal:
        return HttpResponse(str(refusal), status=503, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="edition-{edition.year}-{edition.ordinal}-{kind}.zip"'
    return answer
