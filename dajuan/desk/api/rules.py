"""Who may ask by a program: whoever works here, with the rights of his posts."""

import rules

from dajuan.core.staff.rights import READS_ALL, RECORDS, holds

rules.add_perm("api.ask", rules.predicate(lambda user, obj=None: holds(user, READS_ALL | RECORDS)))
