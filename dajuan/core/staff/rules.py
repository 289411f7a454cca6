"""Rights that belong to no line."""

from typing import Any

import rules

from dajuan.core.staff.models import Post, User
from dajuan.core.staff.rights import READS_ALL, RECORDS, holds, reads_all

ADMINISTERS = frozenset({Post.Role.SYSTEM})
AUDITS = frozenset({Post.Role.AUDITOR, Post.Role.SYSTEM})


def _own(user: Any) -> bool:
    return isinstance(user, User) and user.is_active and user.zone_id is not None


rules.add_perm("staff.own", rules.predicate(lambda user, obj=None: _own(user)))
rules.add_perm("staff.work", rules.predicate(lambda user, obj=None: holds(user, READS_ALL | RECORDS)))
rules.add_perm("staff.read_all", rules.predicate(lambda user, obj=None: reads_all(user)))
rules.add_perm("staff.administer", rules.predicate(lambda user, obj=None: holds(user, ADMINISTERS)))
rules.add_perm("staff.audit", rules.predicate(lambda user, obj=None: holds(user, AUDITS)))
