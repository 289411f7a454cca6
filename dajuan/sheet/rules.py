"""Who reads the draft of the year's sheet: the general office, leaders, auditors and bureau heads."""

import rules

from dajuan.core.staff.models import Post
from dajuan.core.staff.rights import ANY_LINE, keeps, reads_all

HEADS = frozenset({Post.Role.HEAD})

rules.add_perm("sheet.view", rules.predicate(lambda user, obj=None: reads_all(user) or keeps(user, ANY_LINE, HEADS)))
