"""Who may take which step on a day. Asked anew inside the act: a right that was lost meanwhile is not there any more.

The general office drives, heads confirm, leaders sign; a clerk can do none of it (domain.md 0.2, 2.10).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Q

from dajuan.core.staff.models import Charge, Office, Post, User, Zone
from dajuan.sheet.editions.models.steps import Delegation

R = Post.Role
DRIVES = frozenset({R.OFFICE})
CONFIRMS = frozenset({R.HEAD})
CHECKS = frozenset({R.OFFICE, R.HEAD, R.LEADER})
CLEARS = frozenset({R.OFFICE, R.HEAD})
SIGNS = frozenset({R.LEADER})


def posts_of(user: User, day: date) -> list[Post]:
    """The posts somebody holds on a day, read anew; none where the account is closed."""
    if not User.objects.filter(pk=user.pk, is_active=True).exists():
        return []
    return list(Post.objects.held_on(day).filter(user=user).select_related("office"))


def holds(user: User, roles: frozenset[Post.Role], day: date) -> bool:
    """Whether somebody serves in one of these roles on a day."""
    return any(post.role in roles for post in posts_of(user, day))


def delegation_to(user: User, matter: str, day: date) -> Iterator[Delegation]:
    """The written delegations by which somebody may act for another on a day."""
    rows = Delegation.objects.standing().filter(taker=user, matter=matter, from_on__lte=day, ends_on__gte=day)
    yield from rows.select_related("giver")


def signs_by(user: User, day: date) -> tuple[bool, Delegation | None]:
    """Whether somebody may sign on a day, and by which delegation where it is not the own right."""
    if holds(user, SIGNS, day):
        return True, None
    found = (one for one in delegation_to(user, Delegation.Matter.SIGN, day) if holds(one.giver, SIGNS, day))
    delegation = next(found, None)
    return delegation is not None, delegation


def owners(zone: Zone, lines: Iterable[str], day: date, otherwise: Office) -> dict[str, Office]:
    """The office that keeps each line on a day; whoever drives the edition owns what nobody keeps."""
    charges = Charge.objects.filter(office__zone=zone, line__in=set(lines), from_on__lte=day)
    kept = charges.filter(Q(to_on__isnull=True) | Q(to_on__gt=day)).select_related("office").order_by("office__path")
    return dict.fromkeys(lines, otherwise) | {charge.line: charge.office for charge in kept}


def confirms_for(user: User, office: Office, day: date) -> bool:
    """Whether somebody confirms figures for an office on a day: its head, or one to whom the head delegated it.

    The figures nobody keeps are the general office's: whoever serves there confirms them.
    """
    return office in confirmed_by(user, [office], day)


def confirmed_by(user: User, offices: Iterable[Office], day: date) -> set[Office]:
    """Those of the offices for which somebody confirms figures on a day. A few questions, however many there are."""
    givers = (one.giver for one in delegation_to(user, Delegation.Matter.CONFIRM, day))
    served = [
        post.office.path
        for person in (user, *givers)
        for post in posts_of(person, day)
        if post.role in CONFIRMS | DRIVES
    ]
    return {office for office in offices if any(path.startswith(office.path) for path in served)}
