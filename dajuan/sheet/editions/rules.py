"""Who may do what with an edition; which figures are whose to confirm is asked of each figure (models/rights.py).

`editions.review` withdraws a step, with a reason: the general office, which drives the edition.
"""

from typing import Any

import rules
from django.utils import timezone

from dajuan.core.staff.models import Post, User
from dajuan.core.staff.rights import READS_ALL, RECORDS, holds
from dajuan.sheet.editions.models import rights
from dajuan.sheet.editions.models.steps import Delegation

DELEGATES = frozenset({Post.Role.LEADER, Post.Role.HEAD, Post.Role.OFFICE})


def _of_own_zone(user: Any, edition: Any) -> bool:
    return isinstance(user, User) and getattr(edition, "zone_id", None) in (None, user.zone_id)


def _may(roles: frozenset[Post.Role], matter: str = "") -> Any:
    """Whoever serves in one of these roles, or acts by a written delegation in this matter."""

    def check(user: Any, edition: Any = None) -> bool:
        return _of_own_zone(user, edition) and (holds(user, roles) or bool(matter and _delegated(user, matter)))

    return rules.predicate(check)


def _delegated(user: User, matter: str) -> bool:
    """Whether somebody acts by a written delegation today; asked once a request, for the menu and every button ask."""
    known: dict[str, bool] = user.__dict__.setdefault("_delegated", {})
    if matter not in known:
        today = timezone.localdate()
        known[matter] = bool(user.posts_now()) and any(rights.delegation_to(user, matter, today))
    return known[matter]


rules.add_perm("editions.view", _may(READS_ALL | RECORDS))
rules.add_perm("editions.draft", _may(rights.DRIVES))
rules.add_perm("editions.confirm", _may(rights.CONFIRMS | rights.DRIVES, Delegation.Matter.CONFIRM))
rules.add_perm("editions.check", _may(rights.CHECKS))
rules.add_perm("editions.sign", _may(rights.SIGNS, Delegation.Matter.SIGN))
rules.add_perm("editions.clear", _may(rights.CLEARS))
rules.add_perm("editions.delegate", _may(DELEGATES))
rules.add_perm("editions.review", _may(rights.DRIVES))
