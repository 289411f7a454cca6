"""Two subjects found to be one: distinct keys resolve through the `Merged` entry as of the moment."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dajuan.core.records.act import Act
from dajuan.core.records.models import Merged, Refused, Subject
from dajuan.core.staff.asking import ask


def kept_of(subject: Any) -> int | None:
    """The key of the record this one was merged into, None where it stands for itself."""
    found: list[Merged] = ask(_merger, _type(subject), subject.pk)
    return found[0].kept if found else None


def _merger(label: str, key: int) -> Any:
    return Merged.objects.standing().filter(type=label, gone=key)[:1]


def merge(act: Act, gone: Subject, kept: Subject, *, happened_on: date) -> Merged:
    """Record that `gone` is the same as `kept`. Earlier mergers into `gone` are led on, so that it stays one hop.

    Refuses itself, another zone, a record merged already, and one that has itself been merged away.
    """
    if gone.pk == kept.pk or type(gone) is not type(kept):
        raise Refused(_("A record cannot be merged with itself."), field="kept")
    act.lock(gone, kept)
    if gone.zone_id != kept.zone_id or gone.zone_id != act.zone.pk:
        raise Refused(_("These records belong to different zones."), field="kept")
    if kept_of(gone) is not None:
        raise Refused(_("This record has already been merged."))
    if kept_of(kept) is not None:
        raise Refused(_("The other record has itself been merged; choose the one it was merged into."), field="kept")
    for earlier in Merged.objects.standing().filter(type=_type(gone), kept=gone.pk):
        anew = Merged(type=earlier.type, gone=earlier.gone, kept=kept.pk, happened_on=earlier.happened_on)
        act.correct(earlier, anew, reason=_("merged further"))
    return act.enter(Merged(type=_type(gone), gone=gone.pk, kept=kept.pk, happened_on=happened_on))


def _type(subject: Any) -> str:
    label: str = subject._meta.label_lower
    return label
