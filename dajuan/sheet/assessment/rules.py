"""Assessment forms are brought in by the general office, which answers them; whoever reads the sheet reads them."""

import rules

from dajuan.core.staff.models import Post
from dajuan.core.staff.rights import holds

OFFICE = frozenset({Post.Role.OFFICE})

rules.add_perm("assessment.record", rules.predicate(lambda user, obj=None: holds(user, OFFICE)))
