"""Everything that waits for review: drafts, and what other parts of core keep waiting (imports of spreadsheets).

Records know of no spreadsheets. Who keeps something waiting declares a `Queue` once, at start.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from dajuan.core.records.models import Draft
from dajuan.core.staff.models import User, Zone


@dataclass(frozen=True)
class Waiting:
    """One thing somebody may pass: what it is, where it is read, who submitted it and when."""

    title: str
    url: str
    by: Any
    office: Any
    since: datetime | None


@dataclass(frozen=True)
class Queue:
    """`counts`: how many records wait in a zone, by type of entry. `reviewable_by`: what a person may pass."""

    counts: Callable[[Zone], Mapping[str, int]]
    reviewable_by: Callable[[User], list[Waiting]]


_queues: dict[str, Queue] = {}


def keep_queue(name: str, queue: Queue) -> None:
    """Declare a queue; called once a name, at start."""
    _queues[name] = queue


def awaiting_by_type(zone: Zone) -> Counter[str]:
    """How many submitted records wait for review (另有 n 条待审), by type of entry."""
    drafts = Draft.objects.submitted().filter(zone=zone).order_by().values_list("entry_type")
    found = Counter(dict(drafts.annotate(n=Count("pk"))))
    for queue in _queues.values():
        found.update(queue.counts(zone))
    return found


def queued_for(user: User) -> list[Waiting]:
    """What this person may pass beside drafts, in the order of its queues."""
    return [one for queue in _queues.values() for one in queue.reviewable_by(user)]
