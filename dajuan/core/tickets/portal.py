"""What outsiders do without an account: their acts stand in the name of the zone's portal account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from dajuan.core.people.models import Particulars, enter_person
from dajuan.core.places.models import Area
from dajuan.core.records.act import act
from dajuan.core.records.evidence import store
from dajuan.core.records.models import Evidence, Refused
from dajuan.core.staff.models import User, Zone
from dajuan.core.tickets.models import Category, Reopening, Satisfaction, Source, Ticket, intake_office, raise_ticket

ORIGIN = "public"
QUARTER = 15 * 60
TRIES_PER_NUMBER = 5
TRIES_PER_PLACE = 30
REPORTS_PER_PLACE = 20
PHOTOS = ("image/jpeg", "image/png", "image/webp")


@dataclass(frozen=True)
class Problem:
    """What somebody wrote on the public page."""

    category: Category
    title: str
    description: str
    place: str = ""
    area: Area | None = None
    lon: float | None = None
    lat: float | None = None
    telephone: str = ""


class TooOften(Refused):
    """Somebody tries too often from one place, or for one number."""

    def __init__(self) -> None:
        super().__init__(_("Too many tries. Please wait a quarter of an hour."))


def portal_account(zone: Zone) -> User:
    """The account in whose name the public's own acts are recorded; nobody can sign in to it."""
    account, created = User.objects.get_or_create(
        username=f"portal-{zone.code}", defaults={"zone": zone, "name": "公众", "is_active": False}
    )
    if created:
        account.set_unusable_password()
        account.save()
    return account


def report(
    zone: Zone, problem: Problem, photos: Sequence[UploadedFile[Any]], *, at: datetime, place: str
) -> tuple[Ticket, str]:
    """Raise a ticket for somebody outside; the code is told once. `place` is the network address it comes from."""
    count(f"report:{place}", REPORTS_PER_PLACE)
    account = portal_account(zone)
    with act(by=account, office=intake_office(zone), origin=ORIGIN) as a:
        raiser = enter_person(a, Particulars(telephone=problem.telephone)) if problem.telephone else None
        ticket, entry = raise_ticket(
            a,
            category=problem.category,
            source=Source.PUBLIC,
            at=at,
            title=problem.title,
            description=problem.description,
            place=problem.place,
            area=problem.area,
            lon=problem.lon,
            lat=problem.lat,
            raiser=raiser,
            by_staff=False,
        )
        for photo in photos:
            a.attach(entry, _stored(photo, ticket, account))
        code = ticket.give_code()
    return ticket, code


def follow(number: str, code: str, *, place: str) -> Ticket:
    """The ticket of a number and its code; a wrong number and a wrong code get the same answer."""
    count(f"follow:{place}", TRIES_PER_PLACE)
    tries = f"follow:{number.strip().upper()}"
    count(tries, TRIES_PER_NUMBER)
    ticket = Ticket.objects.followed_by(number, code)
    if ticket is None:
        raise Refused(_("There is no problem with this number and this code."))
    cache.delete(_key(tries))
    return ticket


def say_solved(ticket: Ticket, satisfied: str, *, at: datetime) -> None:
    """Its raiser says it is solved."""
    with act(by=portal_account(ticket.zone), office=intake_office(ticket.zone), origin=ORIGIN) as a:
        ticket.confirm(a, satisfied=satisfied or Satisfaction.UNRATED, by_raiser=True, at=at)


def say_unsolved(ticket: Ticket, *, at: datetime) -> None:
    """Its raiser says it is not solved."""
    with act(by=portal_account(ticket.zone), office=intake_office(ticket.zone), origin=ORIGIN) as a:
        ticket.reopen(a, why=Reopening.Why.RAISER, at=at)


def count(what: str, most: int) -> None:
    """Count one try within a quarter of an hour; refuses the one after the last allowed."""
    cache.add(_key(what), 0, QUARTER)
    if cache.incr(_key(what)) > most:
        raise TooOften


def _key(what: str) -> str:
    # No number or address stands in the cache, and no sign a cache would refuse.
    from dajuan.core.records.vault import search_word

    return search_word(what, "tickets.tries")


def _stored(photo: UploadedFile[Any], ticket: Ticket, account: User) -> Evidence:
    kept = store(photo, by=account, zone=ticket.zone, personal=True, key=ticket.key)
    if kept.media_type not in PHOTOS:
        raise Refused(_("Only photographs (JPEG, PNG, WebP) are taken here."), field="photos")
    return kept
