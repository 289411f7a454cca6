"""What the studio offers to the desk: data calls my office has to answer."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from dajuan.core.faces import Due, DueList, Faces, offer
from dajuan.core.staff.models import User
from dajuan.sheet.studio.models import DataCall

MOST = 50


def due_calls(user: User, day: date) -> list[Due]:
    """Data calls to my office that wait for an answer, soonest first; a reminder is named beside."""
    if not user.has_perm("studio.record"):
        return []
    waiting = (
        DataCall.objects.visible_to(user).unanswered().filter(office__in=[post.office for post in user.posts_now()])
    )
    return [
        Due(
            title=call.name,
            url=call.get_absolute_url(),
            due_on=call.due_on,
            light=call.light_on(day),
            note=_("reminded on %(day)s") % {"day": f"{call.reminded_at:%Y-%m-%d}"} if call.reminded_at else "",
        )
        for call in waiting[:MOST]
    ]


offer(
    Faces(
        line="studio",
        title=_("Drafting"),
        page="studio:index",
        icon="writing",
        due_lists=(DueList(_("Data calls to answer"), due_calls),),
    )
)
