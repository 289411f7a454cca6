"""Who writes the year's report: the general office all of it, every other office the passages it answers for."""

from typing import Any

import rules

from dajuan.core.staff.models import Post
from dajuan.core.staff.rights import READS_ALL, RECORDS, holds, offices_for

COMPILES = frozenset({Post.Role.OFFICE})


def _of_own_zone(user: Any, obj: Any) -> bool:
    return getattr(obj, "zone_id", None) in (None, getattr(user, "zone_id", None))


def _owns(user: Any, obj: Any) -> bool:
    """Whether an office of this person, or one above it, answers for the passage or was asked."""
    office = getattr(obj, "office", None)
    return office is not None and any(office.path.startswith(own.path) for own in offices_for(user, "studio"))


def _compiles(user: Any, obj: Any = None) -> bool:
    return _of_own_zone(user, obj) and holds(user, COMPILES)


def _writes(user: Any, obj: Any = None) -> bool:
    if not _of_own_zone(user, obj):
        return False
    return holds(user, COMPILES) or (holds(user, RECORDS) if obj is None else _owns(user, obj))


rules.add_perm("studio.view", rules.predicate(lambda user, obj=None: holds(user, READS_ALL | RECORDS)))
rules.add_perm("studio.compile", rules.predicate(_compiles))  # the whole: composing, citing, estimating, asking
rules.add_perm("studio.write", rules.predicate(_writes))
rules.add_perm("studio.record", rules.predicate(_writes))  # the answer to a data call
rules.add_perm("studio.review", rules.predicate(_compiles))  # withdraws what proves a claim, sends an answer back
