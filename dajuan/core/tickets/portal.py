"""What outsiders do without an account: their acts stand in the name of the zone's portal account."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from dajuan.core.people.models import Particulars, enter_person
from dajuan.core.places.models import Area
from dajuan.core.records.act import act
from dajuan.core.records.models import Refused
from dajuan.core.records.vault import search_word
from dajuan.core.staff.models import User, Zone
from dajuan.core.tickets.models import (
    Category,
    Follower,
    Reopening,
    Satisfaction,
    Source,
    Ticket,
    Tries,
    intake_office,
    raise_ticket,
)
from dajuan.core.tickets.models.tries import WINDOW
from dajuan.core.tickets.pictures import hold, kept, key_of_a_new_ticket, refuse_other_than_photographs, take_up

ORIGIN = "public"
TRIES_PER_NUMBER = 5
TRIES_PER_PLACE = 30
REPORTS_PER_PLACE = 20
MOST_SHUT = 10_000
SHUT: dict[str, datetime] = {}  # until when a word is refused, as this process has seen


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


def similar(zone: Zone, problem: Problem, *, at: datetime) -> list[Ticket]:
    """Open problems that may be the very one somebody is about to report."""
    found: list[Ticket] = Ticket.objects.filter(zone=zone).similar(
        problem.category, at=at, lon=problem.lon, lat=problem.lat, area=problem.area
    )
    return found


def hold_photos(zone: Zone, photos: Sequence[UploadedFile[Any]], *, at: datetime) -> str:
    """Keep photographs while somebody looks whether the problem is known; the key's name, empty without any."""
    refuse_other_than_photographs(photos)
    if not photos:
        return ""
    key, _held = hold(photos, by=portal_account(zone), zone=zone, until=timezone.localdate(at) + timedelta(days=1))
    return key.pk


def join(number: str, *, place: str) -> tuple[Ticket, str]:
    """Follow a problem somebody else has reported; the code is told once."""
    count(f"join:{place}", REPORTS_PER_PLACE)
    ticket = Ticket.objects.filter(number=number.strip().upper()).select_related("category__parent", "zone").first()
    if ticket is None:
        raise Refused(_("There is no problem of this number."))
    return ticket, ticket.join()


def report(
    zone: Zone,
    problem: Problem,
    photos: Sequence[UploadedFile[Any]],
    *,
    at: datetime,
    place: str,
    held: str = "",
) -> tuple[Ticket, str]:
    """Raise a ticket for somebody outside; the code is told once. `place` is the network address it comes from.

    `held` names the key of photographs that were kept while the reporter looked at similar problems.
    """
    count(f"report:{place}", REPORTS_PER_PLACE, at=at)
    account = portal_account(zone)
    refuse_other_than_photographs(photos)
    taken = take_up(held) if held else None
    with (
        nullcontext(taken[0]) if taken else key_of_a_new_ticket() as key,
        kept(photos, by=account, zone=zone, key=key) as stored,
        act(by=account, office=intake_office(zone), origin=ORIGIN) as a,
    ):
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
            key=key,
        )
        a.attach(entry, *stored, *(taken[1] if taken else ()))
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
    forget(tries)
    return ticket


def say_solved(ticket: Ticket, satisfied: str, *, at: datetime) -> None:
    """Its raiser says it is solved. Of another who follows it this is noted for the call-back: it closes nothing."""
    if ticket.follower:
        Follower.objects.filter(pk=ticket.follower.pk).update(solved_round=ticket.round)
        return
    with act(by=portal_account(ticket.zone), office=intake_office(ticket.zone), origin=ORIGIN) as a:
        ticket.confirm(a, satisfied=satisfied or Satisfaction.UNRATED, by_raiser=True, at=at)


def say_unsolved(ticket: Ticket, *, at: datetime) -> None:
    """Its raiser, or another who follows it, says it is not solved."""
    if ticket.follower:
        Follower.objects.filter(pk=ticket.follower.pk).update(unsolved_round=ticket.round)
    with act(by=portal_account(ticket.zone), office=intake_office(ticket.zone), origin=ORIGIN) as a:
        ticket.reopen(a, why=Reopening.Why.RAISER, at=at)


def count(what: str, most: int, *, at: datetime | None = None) -> None:
    """Count one try within a quarter of an hour; refuses the one after the last allowed.

    Who was refused once is refused by this process without a question to the database until the quarter is over.
    """
    word, now = _word(what), at or timezone.now()
    if now < SHUT.get(word, now):
        raise TooOften
    if Tries.objects.one_more(word, now) > most:
        _shut(word, now)
        raise TooOften


def _shut(word: str, now: datetime) -> None:
    """Keep in mind until when this word is refused; of many words those whose time is over are let go, then all."""
    if len(SHUT) >= MOST_SHUT:
        for over in [one for one, until in SHUT.items() if until <= now]:
            del SHUT[over]
        if len(SHUT) >= MOST_SHUT:
            SHUT.clear()  # they are counted in the database all the same
    since = Tries.objects.filter(word=word).values_list("since", flat=True).first()
    SHUT[word] = (since or now) + WINDOW


def forget(what: str) -> None:
    """Who got it right begins to count anew."""
    Tries.objects.filter(word=_word(what)).delete()


def _word(what: str) -> str:
    """No number or address is kept of a try."""
    return search_word(what, "tickets.tries")
