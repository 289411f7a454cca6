"""Changes of the roster: accounts, posts, offices and charges. Pages and the roster's file go through here alike.

Every change is written down for the auditors. What may not be is refused with `NotAllowed`.
"""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dajuan.core.staff.models import Charge, Office, Post, RosterChange, User, Zone

# Read over a telephone without mistaking 0 for O or 1 for l.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class NotAllowed(Exception):
    """The roster does not allow this; the message is read by the user. `field` names the input, empty for the whole."""

    def __init__(self, message: Any, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def note(zone: Zone, by: User | None, what: str) -> None:
    """Write a change down. `by` is None for the command line."""
    RosterChange.objects.create(zone=zone, changed_by=by, what=what[:300])


def title_of(line: str) -> str:
    """The title of a line of work, or of another part of the product an office keeps (problems and requests)."""
    found = next((app for app in apps.get_app_configs() if app.label == line), None)
    return str(found.verbose_name) if found else line


def lines() -> list[tuple[str, str]]:
    """The lines of work installed: word and title."""
    return [
        (app.label, str(app.verbose_name)) for app in apps.get_app_configs() if app.name.startswith("dajuan.lines.")
    ]


@transaction.atomic
def open_account(zone: Zone, *, username: str, name: str, by: User | None) -> tuple[User, str]:
    """A new account with a temporary password, which is answered once and stored nowhere."""
    if User.objects.filter(username__iexact=username).exists():
        raise NotAllowed(_("This sign-in name is taken."), field="username")
    password = temporary_password()
    user = User.objects.create_user(username, password=password, zone=zone, name=name, temporary_password=True)
    note(zone, by, _("Opened the account %(name)s (%(username)s)") % {"name": name, "username": username})
    return user, password


@transaction.atomic
def open_account_with_post(
    zone: Zone, *, username: str, name: str, office: Office, role: str, from_on: date, by: User | None
) -> tuple[User, str]:
    """A new account that serves from a day; nothing is entered where the post is refused."""
    user, password = open_account(zone, username=username, name=name, by=by)
    give_post(user, office, role, from_on=from_on, by=by)
    return user, password


def set_temporary_password(user: User, *, by: User | None) -> str:
    """A new temporary password; every session of the account ends."""
    password = temporary_password()
    user.set_password(password)
    user.temporary_password = True
    user.save(update_fields=["password", "temporary_password"])
    note(_zone(user), by, _("Set a temporary password for %(name)s") % {"name": user})
    return password


def temporary_password() -> str:
    """Three groups of five that can be read out."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(5)) for _group in range(3))


def set_active(user: User, active: bool, *, by: User, reason: str = "") -> None:
    """Let an account sign in, or not: its open sessions end with its next request. Closing says why."""
    if user == by:
        raise NotAllowed(_("You cannot close your own account."))
    user.is_active = active
    user.save(update_fields=["is_active"])
    what = _("Reopened the account of %(name)s") if active else _("Closed the account of %(name)s")
    note(_zone(user), by, what % {"name": user} + (f": {reason}" if reason else ""))


@transaction.atomic
def give_post(
    user: User,
    office: Office,
    role: str,
    *,
    from_on: date,
    to_on: date | None = None,
    acting: bool = False,
    by: User | None,
) -> Post:
    """Let somebody serve in an office. Nobody serves oneself, and who keeps the system holds no other post."""
    if user == by:
        raise NotAllowed(_("Nobody gives a post to oneself."))
    if office.zone_id != user.zone_id:
        raise NotAllowed(_("This office belongs to another zone."), field="office")
    if to_on and to_on <= from_on:
        raise NotAllowed(_("A post ends after it began."), field="to_on")
    if from_on < office.from_on or (office.to_on and from_on >= office.to_on):
        raise NotAllowed(_("On that day the office did not exist."), field="from_on")
    beside = _overlapping(user.posts.all(), from_on, to_on)
    if beside.filter(office=office, role=role).exists():
        raise NotAllowed(_("This post is held already."))
    system = Post.Role.SYSTEM
    if (role == system and beside.exclude(role=system).exists()) or (role != system and beside.filter(role=system)):
        raise NotAllowed(_("The system administrator holds no other post."), field="role")
    post = Post.objects.create(user=user, office=office, role=role, acting=acting, from_on=from_on, to_on=to_on)
    note(_zone(user), by, _("Gave a post: %(post)s, from %(day)s") % {"post": post, "day": from_on})
    return post


def end_post(post: Post, *, to_on: date, by: User | None) -> None:
    """End a post; `to_on` is the first day on which it is no longer held."""
    if to_on <= post.from_on:
        raise NotAllowed(_("A post ends after it began."), field="to_on")
    post.to_on = to_on
    post.save(update_fields=["to_on"])
    note(_zone(post.user), by, _("Ended a post: %(post)s, on %(day)s") % {"post": post, "day": to_on})


@transaction.atomic
def charge(office: Office, line: str, *, from_on: date, by: User | None) -> Charge:
    """Let an office keep a line from a day; the keeper before it ends on that day."""
    before = Charge.objects.filter(office__zone=office.zone, line=line)
    if before.filter(from_on__gte=from_on).exists():
        raise NotAllowed(_("A later charge of this line is already entered."), field="from_on")
    before.filter(Q(to_on__isnull=True) | Q(to_on__gt=from_on)).update(to_on=from_on)
    made = Charge.objects.create(office=office, line=line, from_on=from_on)
    note(office.zone, by, _("%(office)s keeps %(line)s from %(day)s") % _words(office, line, from_on))
    return made


def _words(office: Office, line: str, day: date) -> dict[str, Any]:
    return {"office": office, "line": title_of(line), "day": day}


def _overlapping(posts: QuerySet[Post], from_on: date, to_on: date | None) -> QuerySet[Post]:
    beside = posts.filter(Q(to_on__isnull=True) | Q(to_on__gt=from_on))
    return beside.filter(from_on__lt=to_on) if to_on else beside


def _zone(user: User) -> Zone:
    assert user.zone is not None, "accounts of the roster have a zone"
    return user.zone


def demo_accounts() -> list[tuple[Office, list[Post]]]:
    """Of each office one account a role, for the demo's sign-in page; offices in the order of the tree.

    Only accounts without a password: the demo's people have none, and nobody real is offered by mistake.
    """
    today = timezone.localdate()
    posts = Post.objects.held_on(today).filter(user__is_active=True).select_related("office", "user")
    first: dict[tuple[int, str], Post] = {}
    for post in posts.order_by("office__path", "pk"):
        if post.user.has_usable_password():
            continue
        first.setdefault((post.office_id, post.role), post)
    offices: dict[Office, list[Post]] = {}
    for post in first.values():
        offices.setdefault(post.office, []).append(post)
    return list(offices.items())
