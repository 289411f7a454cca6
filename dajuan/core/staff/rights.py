"""What a post allows. Rooms declare their rights in one line; every page names the right it needs.

Recording is for those whose office (or one above it) keeps the line; reviewing for its chiefs and heads; reading
across lines for leaders, the general office and auditors. The system administrator reads and records nothing
(domain.md 0.2, office.md 10).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache, wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

import rules
from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from dajuan.core.staff.asking import ask
from dajuan.core.staff.models import Charge, Office, Post, User, Visitor, Zone

Role = Post.Role
READS_ALL = frozenset({Role.OFFICE, Role.LEADER, Role.AUDITOR})
RECORDS = frozenset({Role.CLERK, Role.SPECIALIST, Role.COMMUNITY, Role.CHIEF, Role.HEAD})
REVIEWS = frozenset({Role.CHIEF, Role.HEAD})
ANY_LINE = ""

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
View = Callable[Concatenate[R, P], HttpResponse]


class SignedInRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


def holds(user: Visitor, roles: frozenset[Post.Role]) -> bool:
    """Whether somebody serves today in one of these roles, anywhere in the zone."""
    return isinstance(user, User) and user.is_active and any(post.role in roles for post in user.posts_now())


def reads_all(user: Visitor) -> bool:
    """Leaders, the general office and auditors read every line of their zone."""
    return isinstance(user, User) and any(post.role in READS_ALL for post in user.posts_now())


def offices_for(user: Visitor, line: str, roles: frozenset[Post.Role] = RECORDS) -> list[Office]:
    """The offices whose rows of a line this person works on, by posts held today; empty if none.

    The keeper of a line (or an office under it) works on all of the line, and gets the keeper itself; another office
    works on the rows for which it is itself responsible.
    """
    if not isinstance(user, User) or not user.is_active:
        return []
    return [_keeper_above(post.office, line) or post.office for post in user.posts_now() if post.role in roles]


def keeps(user: Visitor, line: str, roles: frozenset[Post.Role] = RECORDS) -> bool:
    """Whether an office of this person, or one above it, keeps the line; any office keeps what has no line."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return any(
        post.role in roles and (line == ANY_LINE or _keeper_above(post.office, line) is not None)
        for post in user.posts_now()
    )


def _keeper_above(office: Office, line: str) -> Office | None:
    """The nearest office, this one or above, that keeps the line today; all lines are asked at once."""
    kept: dict[str, Office] | None = office.__dict__.get("_keepers")
    if kept is None:
        today = timezone.localdate()
        ids = [int(part) for part in office.path.split("/") if part]
        kept = office.__dict__["_keepers"] = {charge.line: charge.office for charge in ask(_charges_on, today, *ids)}
    return kept.get(line)


def _charges_on(day: date, *offices: int) -> Any:
    """What these offices keep on a day, the highest office first."""
    charges = Charge.objects.filter(office__in=offices, from_on__lte=day).filter(
        Q(to_on__isnull=True) | Q(to_on__gt=day)
    )
    return charges.select_related("office").order_by("office__path")


def keeper_of(zone: Zone, line: str) -> Office:
    """The office that keeps a line today; where none does, the top of the zone's tree.

    Raises Office.DoesNotExist in a zone without any office.
    """
    charges = Charge.objects.filter(line=line, office__zone=zone, to_on__isnull=True)
    charge = charges.select_related("office").order_by("from_on").last()
    return charge.office if charge else Office.objects.filter(zone=zone).order_by("path")[:1].get()


def lines_answered_for(user: User) -> frozenset[str]:
    """The lines of which an office of this person, or one under it, answers for a subject. Two questions for all.

    The offices are named in the second: PostgreSQL reads a whole table for one that stands there as a column.
    """
    own = Q(pk__in=[])
    for post in user.posts_now():
        if post.role in RECORDS:
            own |= Q(zone=post.office.zone_id, path__startswith=post.office.path)
    offices = list(Office.objects.filter(own).values_list("pk", flat=True))
    if not offices or user.zone_id is None:
        return frozenset()
    question = _which_lines(len(offices))
    with connection.cursor() as cursor:
        cursor.execute(question.sql, offices * question.times)
        row = cursor.fetchone()
    return frozenset(line for line, answered in zip(question.lines, row, strict=True) if answered)


class _WhichLines(NamedTuple):
    """The question of which lines have a subject of some offices, for so many offices; they are named `times` times."""

    sql: str
    lines: tuple[str, ...]
    times: int


@cache
def _which_lines(offices: int) -> _WhichLines:
    """Written once: every page asks it for its menu, and Django takes longer to write it than a database to answer."""
    tables: dict[str, list[str]] = {}
    for model in apps.get_models():
        if getattr(model, "is_subject", False):
            tables.setdefault(model._meta.app_label, []).append(connection.ops.quote_name(model._meta.db_table))
    places = ", ".join(["%s"] * offices)
    held = [
        " OR ".join(f"EXISTS(SELECT 1 FROM {name} WHERE office_id IN ({places}))" for name in names)  # noqa: S608  our own tables
        for names in tables.values()
    ]
    return _WhichLines(f"SELECT {', '.join(held)}", tuple(tables), sum(map(len, tables.values())))


def grant_line(line: str, *, name: str | None = None) -> None:
    """Declare a room's three rights: `<line>.view`, `<line>.record`, `<line>.review`.

    The pages of a line are open to its keeper, to who reads everything, and to an office that answers for a row of it;
    which rows each of them finds there is decided by `visible_to`.
    """
    name = name or line

    def allowed(roles: frozenset[Post.Role]) -> Callable[[Any, Any], bool]:
        def check(user: Any, obj: Any = None) -> bool:
            if _is_of_another_zone(user, obj):
                return False
            if keeps(user, line, roles):
                return True
            office = getattr(obj, "office", None)
            return office is not None and any(
                office.path.startswith(own.path) for own in offices_for(user, line, roles)
            )

        return check

    records, reviews = allowed(RECORDS), allowed(REVIEWS)

    def views(user: Any, obj: Any = None) -> bool:
        if _is_of_another_zone(user, obj):
            return False
        return reads_all(user) or records(user, obj) or (obj is None and _answers(user, line))

    rules.add_perm(f"{name}.view", rules.predicate(views))
    rules.add_perm(f"{name}.record", rules.predicate(records))
    rules.add_perm(f"{name}.review", rules.predicate(reviews))


def _is_of_another_zone(user: Any, obj: Any) -> bool:
    """Whether a row belongs to a zone that is not the person's."""
    return getattr(obj, "zone_id", None) not in (None, getattr(user, "zone_id", None))


def _answers(user: Any, line: str) -> bool:
    """Whether the person's office answers for a subject of the line; asked once a request, for the menu asks always."""
    known: frozenset[str] | None = user.__dict__.get("_answered")
    if known is None:
        known = user.__dict__["_answered"] = lines_answered_for(user)
    return line in known


def needs(permission: str) -> Callable[[View[Any, P]], View[Any, P]]:
    """Let a view be opened only by who holds a right; the page of refusal says which."""

    def decorate(view: View[Any, P]) -> View[Any, P]:
        @wraps(view)
        def guarded(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied(permission)
            return view(request, *args, **kwargs)

        guarded.needs = permission  # type: ignore[attr-defined]  # read by the rights matrix test
        return guarded

    return decorate


def public(view: View[Any, P]) -> View[Any, P]:
    """Let anybody open a view, signed in or not."""
    open_view = login_not_required(view)
    open_view.needs = "public"  # type: ignore[attr-defined]  # read by the rights matrix test
    return open_view
