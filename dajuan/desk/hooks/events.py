"""What was recorded and withdrawn between two moments, as CloudEvents 1.0: one event a moment, kind and change."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q

from dajuan.core.records.models import Entry, Moment, entry_types, types_with
from dajuan.core.staff.models import User

MOST_MOMENTS = 100  # of one delivery
MOST_ENTRIES = 100  # named in one event; an import of 100,000 rows is one event that says how many
RECORDED, WITHDRAWN = "recorded", "withdrawn"


@dataclass(frozen=True)
class Cut:
    """The events of some moments in order, and the last moment looked at."""

    events: list[dict[str, Any]]
    first: int
    last: int


def kinds_of(lines: list[str]) -> list[type[Entry]]:
    """The kinds of entry of some lines, in a fixed order."""
    return [model for label, model in sorted(entry_types().items()) if label.split(".")[0] in lines]


def after(moment: int, lines: list[str], reader: User) -> Cut | None:
    """What came after a moment, as far as this person may see it; None where nothing was recorded at all.

    A moment is whole or not there: what has been read can never gain a row.
    """
    later = Moment.objects.filter(number__gt=moment).select_related("office").order_by("number")[:MOST_MOMENTS]
    moments = {one.number: one for one in later}
    if not moments:
        return None
    numbers = list(moments)
    within = Q(moment__in=numbers) | Q(until__in=numbers)
    wanted = set(kinds_of(lines))
    found: list[tuple[int, str, str, dict[str, Any]]] = []
    for model in types_with(within):
        if model in wanted:
            for column, change in (("until", WITHDRAWN), ("moment", RECORDED)):
                found += _of_kind(model, column, change, numbers, moments, reader)
    found.sort(key=lambda one: (one[0], one[1] != WITHDRAWN, one[2]))
    return Cut([event for _number, _change, _label, event in found], numbers[0], numbers[-1])


def _of_kind(
    model: type[Entry], column: str, change: str, numbers: list[int], moments: dict[int, Moment], reader: User
) -> list[tuple[int, str, str, dict[str, Any]]]:
    """The events of one kind of entry, one a moment."""
    rows = model._default_manager.visible_to(reader).filter(**{f"{column}__in": numbers}).order_by(column, "number")
    subject = f"{model.subject_field}_id" if model.subject_field else "number"
    named: dict[int, list[dict[str, Any]]] = {}
    counted: Counter[int] = Counter()
    for at, number, key, day in rows.values_list(f"{column}_id", "number", subject, "happened_on").iterator():
        counted[at] += 1
        if counted[at] <= MOST_ENTRIES:
            named.setdefault(at, []).append({"number": number, "subject": key, "happened_on": day.isoformat()})
    label = model._meta.label_lower
    return [(at, change, label, _event(moments[at], model, change, some, counted[at])) for at, some in named.items()]


def _event(
    moment: Moment, model: type[Entry], change: str, entries: list[dict[str, Any]], count: int
) -> dict[str, Any]:
    label = model._meta.label_lower
    data: dict[str, Any] = {
        "moment": moment.number,
        "office": moment.office.name,
        "count": count,
        "entries": entries,
    }
    return {
        "specversion": "1.0",
        "id": f"{moment.number}-{label}-{change}",
        "source": settings.ADDRESS,
        "type": f"dajuan.{label}.{change}",
        "subject": f"/records/moments/{moment.number}/",
        "time": moment.recorded_at.isoformat(),
        "datacontenttype": "application/json",
        "sequence": f"{moment.number:020d}",
        "data": data,
    }
