"""What waits for the person who asks: what is due, what is to be reviewed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Router, Schema

from dajuan.core.rooms.api import REFUSALS
from dajuan.desk import day

router = Router(tags=["mine"])


class Me(Schema):
    """Who asks, and the offices in which this person serves today."""

    name: str
    zone: str
    offices: list[str]


class DueRow(Schema):
    """One thing that is or will be late, in the words of its list."""

    list: str
    title: str
    page: str
    due_on: date
    light: str


class Mine(Schema):
    """What is due, most urgent first, and how many records wait for this person's review or came back."""

    due: list[DueRow]
    to_review: int
    sent_back: int


@router.get("/", response={200: Me, **REFUSALS})
def me(request: Any) -> Me:
    """Who I am here."""
    user = request.user
    return Me(name=str(user), zone=str(user.zone or ""), offices=[str(post.office) for post in user.posts_now()])


@router.get("/due/", response={200: Mine, **REFUSALS})
def due(request: Any) -> Mine:
    """My day: what is due in every line, and what waits for me."""
    groups = day.due_groups(request.user, timezone.localdate())
    rows = [
        DueRow(list=str(title), title=one.title, page=one.url, due_on=one.due_on, light=str(one.light))
        for group in groups
        for title, one in group.rows
    ]
    return Mine(due=rows, to_review=day.waiting(request.user).count(), sent_back=day.sent_back(request.user).count())
