"""Who may do what with a ticket.

Any office may raise one and sees those it leads, helps with or raised. The office in charge of the line `tickets`
sees all, dispatches, approves an extension and calls back; only the lead office receives, returns and solves.
"""

from typing import Any

import rules

from dajuan.core.staff.models import User
from dajuan.core.staff.rights import ANY_LINE, RECORDS, grant_line, keeps
from dajuan.core.tickets.models import Ticket

grant_line(ANY_LINE, name="tickets")


def _keeps_tickets(user: Any, ticket: Ticket | None = None) -> bool:
    return keeps(user, "tickets") and (ticket is None or ticket.zone_id == user.zone_id)


def _leads(user: Any, ticket: Ticket | None = None) -> bool:
    return ticket is not None and any(
        ticket.office.path.startswith(post.office.path) for post in user.posts_now() if post.role in RECORDS
    )


def _may_confirm(user: Any, ticket: Ticket | None = None) -> bool:
    return _keeps_tickets(user, ticket) or (isinstance(user, User) and ticket is not None and ticket.raised_by == user)


rules.add_perm("tickets.dispatch", rules.predicate(_keeps_tickets))
rules.add_perm("tickets.lead", rules.predicate(_leads))
rules.add_perm("tickets.confirm", rules.predicate(_may_confirm))
