"""Who has texts checked: everybody who works in the zone. Who teaches the reader: the general office, heads, chiefs.

Which texts somebody sees is decided by `visible_to`: one's own drafts, published reports, and for the general office
every text of its zone.
"""

import rules

from dajuan.core.staff.models import Post
from dajuan.core.staff.rights import ANY_LINE, READS_ALL, RECORDS, holds, keeps

TEACHES = frozenset({Post.Role.OFFICE, Post.Role.HEAD, Post.Role.CHIEF})

teaches = rules.predicate(lambda user, obj=None: keeps(user, ANY_LINE, TEACHES))

rules.add_perm("reading.view", rules.predicate(lambda user, obj=None: holds(user, READS_ALL | RECORDS)))
# Who checks the zone or leads it reads; what a wording means is said by those who do the work.
rules.add_perm("reading.correct", rules.predicate(lambda user, obj=None: holds(user, RECORDS | {Post.Role.OFFICE})))
rules.add_perm("reading.record", teaches)
rules.add_perm("reading.review", teaches)  # who takes a past report in also withdraws it
