"""Categories, tickets, their entries and their private words."""

from dajuan.core.tickets.models.category import Category
from dajuan.core.tickets.models.step import (
    Confirmation,
    Dispatch,
    Extension,
    Outcome,
    Receipt,
    Reopening,
    Report,
    Return,
    Satisfaction,
    Solution,
    Source,
    Step,
)
from dajuan.core.tickets.models.ticket import (
    FollowCode,
    Follower,
    Series,
    State,
    Ticket,
    Words,
    intake_office,
    next_numbers,
    raise_ticket,
)
from dajuan.core.tickets.models.tries import Tries

__all__ = [
    "Category",
    "Confirmation",
    "Dispatch",
    "Extension",
    "FollowCode",
    "Follower",
    "Outcome",
    "Receipt",
    "Reopening",
    "Report",
    "Return",
    "Satisfaction",
    "Series",
    "Solution",
    "Source",
    "State",
    "Step",
    "Ticket",
    "Tries",
    "Words",
    "intake_office",
    "next_numbers",
    "raise_ticket",
]
