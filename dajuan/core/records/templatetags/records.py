"""Template tags of the ledger."""

from typing import Any

from django import template

from dajuan.core.records.models import Attachment, entries_of

register = template.Library()


@register.inclusion_tag("records/_timeline.html")
def timeline(subject: Any) -> dict[str, Any]:
    """Everything recorded about a subject, latest first, withdrawn entries too, each with its evidence."""
    entries = entries_of(subject)
    files: dict[int, list[Any]] = {}
    for attachment in Attachment.objects.filter(entry__in=[e.number for e in entries]).select_related("evidence"):
        files.setdefault(attachment.entry_id, []).append(attachment.evidence)
    return {"steps": [(entry, files.get(entry.number, [])) for entry in entries]}
