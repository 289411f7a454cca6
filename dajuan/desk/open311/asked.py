"""What a program asks: which zone, which problems, which days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from dajuan.core.staff.models import Zone
from dajuan.core.tickets.models import State, Ticket
from dajuan.desk.open311.written import Fault

CLOSED = (State.SOLVED, State.CONFIRMED, State.MERGED)
MOST = 1000  # of one answer, as GeoReport v2 says
DEEPEST = 10_000  # rows passed over; who wants more narrows the days
LONGEST = timedelta(days=90)
FIRST_YEAR, LAST_YEAR = 1900, 2200  # beyond them no database keeps an instant of every time zone
MOST_NAMED = 100  # numbers or kinds named in one question


@dataclass(frozen=True)
class Wanted:
    """Some public problems, latest raised first: which rows and which page of them."""

    rows: Any
    start: int
    size: int

    def page(self) -> list[Ticket]:
        return list(self.rows.order_by("-raised_at", "-pk")[self.start : self.start + self.size])


def jurisdiction(question: Mapping[str, str]) -> Zone:
    """The zone asked about; where there is only one, it need not be named."""
    asked = question.get("jurisdiction_id", "")
    zones = list(Zone.objects.order_by("pk")[:2])
    if asked:
        found = Zone.objects.filter(code=asked.replace("\x00", "")).first()
        if found is None:
            raise Fault(404, "jurisdiction_id provided was not found.")
        return found
    if not zones:
        raise Fault(404, "There is no jurisdiction yet.")
    if len(zones) > 1:
        raise Fault(400, "jurisdiction_id was not provided.")
    return zones[0]


def public_tickets(zone: Zone) -> Any:
    """The problems everybody may know of: of a kind offered to the public, and not withdrawn."""
    seen = Ticket.objects.filter(zone=zone, category__open_to_public=True).exclude(state=State.WITHDRAWN)
    return seen.select_related("category__parent", "office")


def wanted(zone: Zone, question: Mapping[str, str]) -> Wanted:
    """The problems of a question, by GeoReport's own words: named ones, else by kind, state and days raised."""
    rows = public_tickets(zone)
    start, size = _page(question)
    if numbers := _several(question, "service_request_id"):
        return Wanted(rows.filter(number__in=[number.upper() for number in numbers]), start, size)
    if codes := _several(question, "service_code"):
        rows = rows.filter(category__code__in=codes)
    if states := _several(question, "status"):
        rows = rows.filter(_of_states(states))
    first, last = _days(question, timezone.now())
    return Wanted(rows.filter(raised_at__gte=first, raised_at__lte=last), start, size)


def days(question: Mapping[str, str]) -> tuple[datetime, datetime]:
    """From when to when; at most ninety days, the last ones where nothing is said."""
    return _days(question, timezone.now())


def _days(question: Mapping[str, str], now: datetime) -> tuple[datetime, datetime]:
    first, last = _instant(question, "start_date"), _instant(question, "end_date")
    if first and not last:
        last = min(now, first + LONGEST)
    last = last or now
    first = first or last - LONGEST
    if last - first > LONGEST:
        raise Fault(400, "start_date and end_date may span at most 90 days.")
    return first, last


def _instant(question: Mapping[str, str], name: str) -> datetime | None:
    words = question.get(name, "").strip()
    if not words:
        return None
    try:
        # A plus sign that was not escaped arrives as a blank.
        at = parse_datetime(words.replace(" ", "+") if words[-6:-5] == " " else words)
        if at is None or not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise ValueError(words)
        return at if timezone.is_aware(at) else timezone.make_aware(at)
    except (ValueError, OverflowError) as error:
        raise Fault(400, f"{name} is no instant such as 2020-01-01T00:00:00Z.") from error


def _several(question: Mapping[str, str], name: str) -> list[str]:
    found = [one.strip() for one in question.get(name, "").replace("\x00", "").split(",") if one.strip()]
    if len(found) > MOST_NAMED:
        raise Fault(400, f"{name} names more than {MOST_NAMED}.")
    return found


def _of_states(states: list[str]) -> Q:
    if not set(states) <= {"open", "closed"}:
        raise Fault(400, "status is open or closed.")
    closed = Q(state__in=CLOSED)
    found = Q(pk__in=[])
    for state in states:
        found |= closed if state == "closed" else ~closed
    return found


def _page(question: Mapping[str, str]) -> tuple[int, int]:
    page, size = _whole(question, "page", 1), min(_whole(question, "page_size", MOST), MOST)
    if page * size > DEEPEST + size:
        raise Fault(400, f"No more than {DEEPEST} are passed over: narrow start_date and end_date.")
    return (page - 1) * size, size


def _whole(question: Mapping[str, str], name: str, usual: int) -> int:
    words = question.get(name, "") or str(usual)
    if not (words.isascii() and words.isdigit()) or not int(words[:9]) >= 1 or len(words) > 9:  # digits
        raise Fault(400, f"{name} is a whole number from 1 on.")
    return int(words)
