"""The values of past years as their editions published them."""

from __future__ import annotations

from django.urls import reverse

from dajuan.core.staff.models import Zone
from dajuan.figures.published import Published
from dajuan.sheet.editions.models import Edition


def as_published(zone: Zone, year: int) -> dict[str, Published]:
    """By figure, the value in the last edition published of a year; empty where none was."""
    editions = Edition.objects.filter(zone=zone, year=year, stage__in=Edition.PUBLISHED).order_by("-ordinal")
    edition = editions.first()
    content = edition.content() if edition else None
    if edition is None or content is None:
        return {}
    number = edition.document_number
    source = number.text if number else str(edition)
    address = reverse("editions:text", args=[edition.pk])
    return {one.key: Published(one.value, source, address, one.digest) for one in content.values}
