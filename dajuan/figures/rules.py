"""Who may set plans and attested values: the general office and bureau heads. Reading needs only `staff.work`."""

import rules

from dajuan.core.staff.models import Post
from dajuan.core.staff.rights import READS_ALL, RECORDS, holds, keeps

PLANS = frozenset({Post.Role.OFFICE, Post.Role.HEAD})

GIVES = READS_ALL - {Post.Role.AUDITOR} | RECORDS

# Who checks the zone speaks for it to nobody.
rules.add_perm("figures.give", rules.predicate(lambda user, obj=None: holds(user, GIVES)))
may_plan = rules.predicate(lambda user, obj=None: keeps(user, "", PLANS))
rules.add_perm("figures.plan", may_plan)
rules.add_perm("figures.review", may_plan)  # who sets plans and attested values also withdraws them
