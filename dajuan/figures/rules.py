"""Who may set plans and attested values: the general office and bureau heads. Reading needs only `staff.work`."""

import rules

from dajuan.core.staff.models import Post
from dajuan.core.staff.rights import keeps

PLANS = frozenset({Post.Role.OFFICE, Post.Role.HEAD})

rules.add_perm("figures.plan", rules.predicate(lambda user, obj=None: keeps(user, "", PLANS)))
