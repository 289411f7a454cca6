"""Rights over accounts from outside.

An applicant may open what is its own and nothing else. Mandates are looked at by the office in charge of the line
`applicants`, or by whoever is in charge of government services where no office is named for it.
"""

import rules

from dajuan.core.applicants.models import LINE, applicant_of
from dajuan.core.staff.rights import grant_line

grant_line(LINE)
rules.add_perm("applicants.own", rules.predicate(lambda user, obj=None: applicant_of(user) is not None))
