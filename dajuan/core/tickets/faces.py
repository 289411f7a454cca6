"""What tickets offer to the desk: those my office must solve."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dajuan.core.faces import Due, DueList, Faces, offer
from dajuan.core.staff.models import User
from dajuan.core.tickets.models import Ticket
from dajuan.values.lights import Light

AHEAD = timedelta(days=7)
MOST = 50


def due_tickets(user: User, day: date) -> list[Due]:
    """Tickets my office leads that are late or due within a week, most urgent first."""
    end = timezone.make_aware(datetime.combine(day + AHEAD, time.max))
    now = timezone.make_aware(datetime.combine(day, time.min))
    tickets = Ticket.objects.due_for(user, end).select_related("category__parent")[:MOST]
    return [
        Due(
            title=f"{ticket.number} {ticket.category}",
            url=ticket.get_absolute_url(),
            due_on=timezone.localdate(ticket.due_at),
            light=ticket.light_at(now) or Light.GREEN,
        )
        for ticket in tickets
    ]


offer(
    Faces(
        line="tickets",
        title=_("Problems and requests"),
        page="tickets:index",
        icon="message-report",
        due_lists=(DueList(_("Problems to be solved"), due_tickets),),
        public_page="open-tickets:new",
    )
)
