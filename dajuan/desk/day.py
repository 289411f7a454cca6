"""My day: what waits for one person across all lines, asked of what each line offers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dajuan.core.faces import Due, Faces, all_faces
from dajuan.core.records.models import Draft, DraftQuerySet
from dajuan.core.staff.models import User
from dajuan.look.navigation import NavItem, items_for
from dajuan.values.lights import Light

WAYS_ON = ("desk:cockpit", "figures:index", "sheet:index", "records:drafts", "records:moments")
SHOWN = 30  # rows of one list on the workbench; the lists themselves page


@dataclass
class DueGroup:
    """What is due under one light, each with the list it comes from, soonest first."""

    light: Light
    rows: list[tuple[Any, Due]] = field(default_factory=list)


def due_groups(user: User, day: date) -> list[DueGroup]:
    """Red, yellow and upcoming, in that order; a light under which nothing is due is left out."""
    groups = {light: DueGroup(light) for light in (Light.RED, Light.YELLOW, Light.GREEN)}
    for faces in all_faces():
        for one in faces.due_lists:
            for due in one.due(user, day):
                groups[due.light].rows.append((one.title, due))
    for group in groups.values():
        group.rows.sort(key=lambda row: row[1].due_on)
        del group.rows[SHOWN:]
    return [group for group in groups.values() if group.rows]


def my_lines(user: User) -> list[Faces]:
    """The lines this person records or looks after, as far as they have a first page."""
    return [faces for faces in all_faces() if faces.page and user.has_perm(f"{faces.line}.view")]


def ways_on(user: User) -> list[NavItem]:
    """Where somebody may go for whom nothing waits, as far as the menu offers it to this person."""
    offered = {item.url_name: item for item in items_for(user)}
    return [offered[name] for name in WAYS_ON if name in offered]


def waiting(user: User) -> DraftQuerySet:
    """Submitted records this person may pass, oldest first."""
    return Draft.objects.reviewable_by(user).select_related("office", "author").order_by("submitted_at")


def sent_back(user: User) -> DraftQuerySet:
    """Records that came back to this person, latest first."""
    return _mine_unsent(user).exclude(returned_at=None).select_related("returned_by").order_by("-returned_at")


def kept(user: User) -> DraftQuerySet:
    """Drafts this person has begun, latest changed first."""
    return _mine_unsent(user).filter(returned_at=None)


def done(user: User) -> list[Draft]:
    """Records this person passed or sent back, latest first."""
    passed = Draft.objects.filter(passed_by=user).exclude(author=user).select_related("author").order_by("-passed_at")
    returned = Draft.objects.filter(returned_by=user, passed_at=None).select_related("author").order_by("-returned_at")
    rows = [*passed[:SHOWN], *returned[:SHOWN]]
    return sorted(rows, key=lambda row: str(row.passed_at or row.returned_at), reverse=True)[:SHOWN]


def to_read(user: User) -> DraftQuerySet:
    """This person's records that somebody else has passed, latest first: nothing is left to do about them."""
    mine = Draft.objects.filter(author=user, passed_at__isnull=False).exclude(passed_by=user)
    return mine.select_related("passed_by").order_by("-passed_at")[:SHOWN]


def started(user: User) -> DraftQuerySet:
    """This person's records that await review, latest submitted first."""
    return Draft.objects.submitted().filter(author=user).select_related("office").order_by("-submitted_at")


def _mine_unsent(user: User) -> DraftQuerySet:
    return Draft.objects.kept_by(user)
