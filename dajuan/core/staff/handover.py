"""Handing over (office.md 14): when a post ends, everything that waits for its holder passes in one act.

Apps above register what they keep for a person; the handover list counts it and passes it on, and shows no content:
the system administrator who works the list may read none.
"""

from __future__ import annotations

from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from dajuan.core.staff.models import User


class Passing(Protocol):
    """One kind of thing that waits for a person: how many there are, and how they pass to another."""

    title: Any

    def waiting(self, user: User) -> int: ...

    def pass_on(self, user: User, successor: User) -> int: ...


class NoSuccessor(Exception):
    """This person cannot take over; the message says why."""


_kinds: list[Passing] = []


def passes_on(kind: Passing) -> None:
    """Register one kind of thing for the handover list; called once, at start."""
    _kinds.append(kind)


def handover_list(user: User) -> list[tuple[Any, int]]:
    """What waits for a person: title and number of each kind."""
    return [(kind.title, kind.waiting(user)) for kind in _kinds]


def hand_over(user: User, successor: User) -> int:
    """Pass everything to the successor in one transaction; answers how many things passed.

    Refuses a successor who is the same person, of another zone, without a post today or no longer active.
    """
    if successor.pk == user.pk or successor.zone_id != user.zone_id:
        raise NoSuccessor(_("Choose another person of the same zone."))
    if not successor.is_active or successor.office is None:
        raise NoSuccessor(_("The successor must hold a post today."))
    with transaction.atomic():
        return sum(kind.pass_on(user, successor) for kind in _kinds)
