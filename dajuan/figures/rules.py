"""Who may set plans and attested values: the general office and bureau heads. Reading needs only `staff.work`."""

from typing import Any

import rules

from dajuan.core.staff.models import Post
from dajuan.core.staff.rights import READS_ALL, RECORDS, holds, keeps, reads_all

PLANS = frozenset({Post.Role.OFFICE, Post.Role.HEAD})

GIVES = READS_ALL - {Post.Role.AUDITOR} | RECORDS

# Who checks the zone speaks for it to nobody.
rules.add_perm("figures.give", rules.predicate(lambda user, obj=None: holds(user, GIVES)))
rules.add_perm("figures.compare", rules.predicate(lambda user, obj=None: reads_all(user)))  # its zone among others


def _may_plan(user: Any, figure: Any = None) -> bool:
    """The general office for every figure; a bureau head for those of a line the bureau keeps."""
    if figure is None or not getattr(figure, "line", "") or keeps(user, "", frozenset({Post.Role.OFFICE})):
        return keeps(user, "", PLANS)
    return keeps(user, figure.line, frozenset({Post.Role.HEAD}))


may_plan = rules.predicate(_may_plan)
rules.add_perm("figures.plan", may_plan)
rules.add_perm("figures.review", may_plan)  # who sets plans and attested values also withdraws them
