"""Rights that belong to no line."""

from typing import Any

import rules

from dajuan.core.staff.models import Post, User
from dajuan.core.staff.rights import READS_ALL, RECORDS, reads_all


def _holds(user: Any, roles: frozenset[Post.Role]) -> bool:
    return isinstance(user, User) and user.is_active and any(post.role in roles for post in user.posts_now())


rules.add_perm("staff.work", rules.predicate(lambda user, obj=None: _holds(user, READS_ALL | RECORDS)))
rules.add_perm("staff.read_all", rules.predicate(lambda user, obj=None: reads_all(user)))
rules.add_perm("staff.administer", rules.predicate(lambda user, obj=None: _holds(user, frozenset({Post.Role.SYSTEM}))))
