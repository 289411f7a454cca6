"""A ticket: who must do what by when, and the private words in which it was raised."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from math import cos, hypot, radians
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dajuan.core.calendar.clocks import Clock, Unit
from dajuan.core.calendar.working_days import NotAnnounced
from dajuan.core.people.models import Person
from dajuan.core.people.private import PrivateRow
from dajuan.core.places.models import Area
from dajuan.core.records import merging, vault
from dajuan.core.records.act import Act
from dajuan.core.records.models import Evidence, Merged, Refused, SecretKey, Subject
from dajuan.core.records.remembering import Remembering, has, latest
from dajuan.core.staff.models import Office, User, Visitor, Zone
from dajuan.core.staff.rights import keeper_of, offices_for
from dajuan.core.tickets.models.category import Category
from dajuan.core.tickets.models.step import (
    Confirmation,
    Dispatch,
    Extension,
    Receipt,
    Reopening,
    Report,
    Return,
    Satisfaction,
    Solution,
    Source,
    Step,
)
from dajuan.values.lights import Light, by_deadline

RETENTION = timedelta(days=730)  # after confirmation; no text was found that fixes it: the house's own choice
WARNING_DAYS = 1  # a light warns its owner a day before others see it (office.md 15)
S = TypeVar("S", bound=Step)


class State(models.TextChoices):
    """Where a ticket stands: a cache of which entries exist, kept in the same act."""

    RAISED = "raised", _("to be dispatched")
    DISPATCHED = "dispatched", _("to be received")
    RECEIVED = "received", _("being handled")
    SOLVED = "solved", _("to be confirmed")
    CONFIRMED = "confirmed", _("confirmed and closed")
    MERGED = "merged", _("merged with another")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN = (State.RAISED, State.DISPATCHED, State.RECEIVED)
RUNNING = (State.DISPATCHED, State.RECEIVED)
MOST_FOLLOWERS = 200  # each has a code of six digits: more would make guessing worth while
NEAR = 0.005  # degrees, about 500 m
SAME_PLACE_M = 150  # a telephone places itself to some tens of metres
SHOWN = 5
METRES_A_DEGREE = 111_320  # of latitude


class Series(models.Model):
    """The last number given to a ticket of a zone in a year."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "year"], name="one_series_per_zone_and_year")]


def _now(entry: type[Step]) -> Any:
    """The standing steps of a ticket's current round, in a subquery over tickets."""
    rows: Any = entry._default_manager
    return rows.standing().filter(ticket_id=OuterRef("pk"), round__gt=_ended("ticket_id"))


def _ended(ticket: str) -> Any:
    """How many rounds of a ticket have ended, by a return or a reopening."""
    last = [
        Subquery(rows.standing().filter(ticket_id=OuterRef(ticket)).order_by("-round").values("round")[:1])
        for rows in (Return.objects, Reopening.objects)
    ]
    return Greatest(*(Coalesce(one, 0) for one in last))


class TicketQuerySet(Remembering):
    def remembered(self) -> dict[str, Any]:
        """Where a ticket stands, by its standing entries; see Remembering."""
        merged = Merged.objects.standing().filter(type="tickets.ticket", gone=OuterRef("pk"))
        dispatch, extension = _now(Dispatch), _now(Extension)
        steps = ((Confirmation, State.CONFIRMED), (Solution, State.SOLVED), (Receipt, State.RECEIVED))
        return {
            "state": Case(
                When(Exists(merged), then=Value(State.MERGED)),
                When(~has(Report), then=Value(State.WITHDRAWN)),
                *(When(Exists(_now(entry)), then=Value(state)) for entry, state in steps),
                When(Exists(dispatch), then=Value(State.DISPATCHED)),
                default=Value(State.RAISED),
                output_field=models.CharField(),
            ),
            "round": _ended("pk") + 1,
            "office": Coalesce(
                Subquery(dispatch.values("office")[:1]),
                latest(Report, "office"),
                F("office"),
                output_field=models.BigIntegerField(),
            ),
            "due_at": Coalesce(Subquery(extension.values("due_at")[:1]), Subquery(dispatch.values("due_at")[:1])),
            "solved_at": Subquery(_now(Solution).values("at")[:1]),
        }

    def visible_to(self, user: Visitor) -> Self:
        """Beside what one's office answers for: what it helps with, and what one raised oneself."""
        seen = super().visible_to(user)
        if not isinstance(user, User) or not offices_for(user, "tickets"):
            return seen
        helped = Q(pk__in=[])
        for office in offices_for(user, "tickets"):
            rows = Ticket.helping.through.objects.filter(office__path__startswith=office.path)
            helped |= Q(pk__in=rows.values("ticket"))
        return seen | self.filter(Q(zone=user.zone_id) & (Q(raised_by=user) | helped))

    def open(self) -> Self:
        """Not yet solved."""
        return self.filter(state__in=OPEN)

    def near(self, shaped: Any) -> Self:
        """Open problems within about 500 m of a subject with a shape, latest first; none where it has no shape."""
        if shaped.west is None:
            return self.none()
        lon = (shaped.west - NEAR, shaped.east + NEAR)
        return self.open().filter(lon__range=lon, lat__range=(shaped.south - NEAR, shaped.north + NEAR))

    def similar(
        self, category: Category, *, at: datetime, lon: float | None, lat: float | None, area: Area | None
    ) -> list[Ticket]:
        """Problems of the same kind not yet closed that may be the same one, nearest first, five at most.

        Within about 150 m of a position; without one, of the last week in the same part of the zone. Each answers
        `metres`, None without a position.
        """
        alike = Q(category=category) | Q(category__parent=category.parent_id) & Q(category__parent__isnull=False)
        rows = self.filter(alike, zone=category.zone_id, state__in=(*OPEN, State.SOLVED)).select_related("category")
        if lon is None or lat is None:
            recent = rows.filter(area=area, raised_at__gte=at - timedelta(days=7)) if area else rows.none()
            return list(recent.order_by("-pk")[:SHOWN])
        wide = SAME_PLACE_M / METRES_A_DEGREE / max(cos(radians(lat)), 0.1)
        high = SAME_PLACE_M / METRES_A_DEGREE
        found = rows.filter(lon__range=(lon - wide, lon + wide), lat__range=(lat - high, lat + high)).order_by("-pk")
        near = list(found[:100])
        for one in near:
            one.metres = _metres(lon, lat, one.lon, one.lat)
        within = [one for one in near if (one.metres or 0) <= SAME_PLACE_M]
        return sorted(within, key=lambda one: one.metres or 0)[:SHOWN]

    def overdue(self, at: datetime) -> Self:
        """Solved after the due instant, or still open past it: the rule of civic reports."""
        late = Q(solved_at__gt=F("due_at")) | Q(solved_at__isnull=True, due_at__lt=at)
        return self.exclude(state__in=[State.MERGED, State.WITHDRAWN]).filter(late)

    def in_time(self, at: datetime) -> Self:
        """Not overdue: solved by the due instant, open before it, or without a limit."""
        on_time = Q(due_at__isnull=True) | Q(solved_at__lte=F("due_at")) | Q(solved_at=None, due_at__gte=at)
        return self.exclude(state__in=[State.MERGED, State.WITHDRAWN]).filter(on_time)

    def due_for(self, user: User, until: datetime) -> Self:
        """What this person's office leads and must solve by an instant, most urgent first."""
        mine = Q(pk__in=[])
        for post in user.posts_now():
            mine |= Q(office__path__startswith=post.office.path)
        return self.visible_to(user).filter(mine, state__in=RUNNING, due_at__lte=until).order_by("due_at", "pk")

    def followed_by(self, number: str, code: str) -> Ticket | None:
        """The ticket of a number, if the code is its own; None alike for a wrong number and a wrong code."""
        asked, word = number.strip().upper(), code_word(number, code)
        found = FollowCode.objects.filter(ticket__number=asked).select_related("ticket__zone").first()
        if found and hmac.compare_digest(found.word, word):
            return found.ticket
        joined = Follower.objects.filter(ticket__number=asked, word=word).select_related("ticket__zone").first()
        if joined is None:
            return None
        joined.ticket.follower = joined
        return joined.ticket


class Ticket(Subject):
    """One problem, from its report to its confirmation. `office` is the lead, before dispatch the office of intake."""

    number = models.CharField(_("number"), max_length=30, unique=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="tickets", verbose_name=_("category"))
    source = models.CharField(_("channel"), max_length=12, choices=Source.choices)
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("part of the zone")
    )
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    key = models.OneToOneField(SecretKey, models.PROTECT, null=True, related_name="+")
    raiser = models.ForeignKey(Person, models.PROTECT, null=True, related_name="tickets", verbose_name=_("raiser"))
    raised_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("raised by"))
    raised_at = models.DateTimeField(_("raised at"))
    helping = models.ManyToManyField(Office, blank=True, related_name="+", verbose_name=_("co-operating offices"))
    system = models.CharField(_("system of record"), max_length=40, blank=True)
    foreign_number = models.CharField(_("number there"), max_length=80, blank=True)
    # The rest repeats what the entries say, so that lists are fast (records/remembering.py).
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.RAISED)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    due_at = models.DateTimeField(_("due at"), null=True)
    solved_at = models.DateTimeField(_("solved at"), null=True)

    metres: int | None = None  # from where somebody stands, when asked for what is similar
    follower: Follower | None = None  # who follows it without having raised it, when asked by number and code

    objects: ClassVar[Any] = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["zone", "state", "due_at"], name="tickets_by_state_and_due"),
            models.Index(fields=["office", "state", "due_at"], name="tickets_by_office"),
            models.Index(fields=["zone", "-raised_at", "-id"], name="tickets_by_day_raised"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "system", "foreign_number"],
                condition=~Q(foreign_number=""),
                name="one_ticket_per_foreign_number",
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("tickets:show", args=[self.pk])

    # What happens to it, in the order in which it usually does.

    def dispatch(
        self,
        act: Act,
        *,
        office: Office | None,
        at: datetime,
        category: Category | None = None,
        helping: Sequence[Office] = (),
    ) -> Dispatch:
        """Give it to exactly one lead office; the limit of its category runs from `at`."""
        self._expect(act, State.RAISED, refusal=_("Only a ticket that waits for it can be dispatched."))
        lead = self._lead(office, helping, timezone.localdate(at))
        self.category = category or self.category
        entry = self._dispatched(act, lead, at)
        entry.helping = [one.pk for one in helping]
        self.helping.set(helping)
        return entry

    def receive(self, act: Act, *, at: datetime) -> Receipt:
        """The lead office takes it on."""
        self._expect(act, State.DISPATCHED, refusal=_("Only a dispatched ticket can be received."))
        self._by_the_lead(act)
        entry = self._enter(act, Receipt(), at)
        self._keep(state=State.RECEIVED)
        return entry

    def send_back(self, act: Act, *, why: str, at: datetime) -> Return:
        """The lead office says it is not its own; it waits to be dispatched anew."""
        self._expect(act, *RUNNING, refusal=_("Only a dispatched ticket that is not yet solved can be returned."))
        self._by_the_lead(act)
        entry = self._enter(act, Return(why=why), at)
        self._keep(state=State.RAISED, round=self.round + 1, office=self._intake(act), due_at=None)
        return entry

    def extend(self, act: Act, *, why: str, count: int, at: datetime) -> Extension:
        """More time, in the unit of its limit: once for a ticket, and only before it is due."""
        self._expect(act, *RUNNING, refusal=_("Only a ticket being handled can be given more time."))
        dispatch = self.current_dispatch
        if dispatch is None or dispatch.limit is None:
            raise Refused(_("This ticket has no limit."))
        if act.standing(self.extension_steps).exists():
            raise Refused(_("This ticket has already been given more time once."))
        if self.due_at is not None and at > self.due_at:
            raise Refused(_("It is overdue: more time is asked for before, not after."))
        if count < 1:
            raise Refused(_("Say how many days or hours more."), field="count")
        entry = self._enter(act, Extension(why=why, count=count), at)
        entry.due_at, entry.due_on = due(_clock(dispatch, count))
        self._keep(due_at=entry.due_at)
        return entry

    def solve(self, act: Act, *, outcome: str, proof: Sequence[Evidence], at: datetime) -> Solution:
        """The lead office is done and shows it: a photograph, a record, an answer."""
        self._expect(act, State.RECEIVED, refusal=_("A ticket cannot be solved before it was received."))
        self._by_the_lead(act)
        if not proof:
            raise Refused(_("Attach what proves it: a photograph or a paper."), field="evidence")
        in_time = self.due_at is None or at <= self.due_at
        solution = Solution(outcome=outcome, solved_by=act.by, due_at=self.due_at, in_time=in_time)
        solution.due_on = timezone.localdate(self.due_at) if self.due_at else None
        entry = self._enter(act, solution, at)
        act.attach(entry, *proof)
        self._keep(state=State.SOLVED, solved_at=at)
        return entry

    def confirm(
        self, act: Act, *, satisfied: str, at: datetime, by_raiser: bool = False, reached: bool = True
    ) -> Confirmation:
        """It is solved: says its raiser, or an officer who did not solve it, after a call-back or a look."""
        self._expect(act, State.SOLVED, refusal=_("Only a solved ticket can be confirmed."))
        solution = act.standing(self.solution_steps).get(round=self.round)
        if act.by == solution.solved_by:
            raise Refused(_("Whoever solved it does not confirm it."))
        if by_raiser and self.raised_by is not None and act.by != self.raised_by:
            raise Refused(_("Only its raiser can confirm it as raiser."))
        if not reached and satisfied != Satisfaction.UNRATED:
            raise Refused(_("Who was not reached has not rated it."), field="satisfied")
        entry = self._enter(act, Confirmation(by_raiser=by_raiser, reached=reached, satisfied=satisfied), at)
        self._keep(state=State.CONFIRMED)
        self._expire(timezone.localdate(at) + RETENTION)
        return entry

    def reopen(self, act: Act, *, why: str, at: datetime) -> Reopening:
        """It was not solved, or it came back: dispatched again to the same office, with the whole limit."""
        self._expect(act, State.SOLVED, State.CONFIRMED, refusal=_("Only a solved or closed ticket can be reopened."))
        entry = self._enter(act, Reopening(why=why), at)
        self._keep(round=self.round + 1, solved_at=None)
        self._dispatched(act, self.office, at).helping = list(self.helping.values_list("pk", flat=True))
        self._expire(None)
        return entry

    def merge(self, act: Act, *, kept: Ticket, happened_on: date) -> Merged:
        """It says the same as another ticket, which goes on for both."""
        entry = merging.merge(act, self, kept, happened_on=happened_on)
        self._keep(state=State.MERGED)
        return entry

    # Where it stands.

    @property
    def current_dispatch(self) -> Dispatch | None:
        """The dispatch whose clock counts, None while it waits for one."""
        found: Dispatch | None = self.dispatch_steps.standing().filter(round=self.round).first()
        return found

    @property
    def clock(self) -> Clock | None:
        """Its limit with an extension, None without one."""
        dispatch = self.current_dispatch
        if dispatch is None or dispatch.limit is None:
            return None
        more = self.extension_steps.standing().filter(round=self.round).values_list("count", flat=True).first()
        return _clock(dispatch, more or 0, ended_at=self.solved_at)

    def clock_in_words(self, now: datetime) -> str:
        """Why the clock stands where it stands; empty without one."""
        clock = self.clock
        if clock:
            return clock.in_words(now)
        if self.due_at:
            return _("Due at %(instant)s, by the system it came from.") % {
                "instant": timezone.localtime(self.due_at).strftime("%Y-%m-%d %H:%M")
            }
        return ""

    def light_at(self, now: datetime) -> Light | None:
        """Red past the due instant, yellow from a day before, else green; None where no clock runs."""
        if self.due_at is None or self.state not in RUNNING:
            return None
        if now > self.due_at:
            return Light.RED
        return by_deadline(timezone.localdate(self.due_at), timezone.localdate(now), warning_days=WARNING_DAYS)

    @property
    def light(self) -> Light | None:
        """Its light now, for lists."""
        return self.light_at(timezone.now())

    # Its private part.

    @property
    def words(self) -> dict[str, str]:
        """Title, description, place and reply as they were written; empty after erasure. Showing them is logged."""
        row = Words.objects.filter(ticket=self).select_related("key").first()
        return row.read() if row else {}

    def write(self, **texts: str) -> None:
        """Put texts into the private part: `title`, `description`, `place`, `reply`."""
        if self.key is None or not any(texts.values()):
            return
        row = Words.objects.filter(ticket=self).first() or Words(ticket=self, key=self.key)
        row.seal({**(row.read() if row.sealed else {}), **texts})
        row.save()

    def give_code(self) -> str:
        """A new code of six digits to follow it by; told once, kept only as a keyed hash."""
        code = f"{secrets.randbelow(10**6):06d}"
        FollowCode.objects.update_or_create(ticket=self, defaults={"word": code_word(self.number, code)})
        return code

    @property
    def goes_on_in(self) -> Ticket:
        """The ticket that goes on for this one: another where it was merged, else itself."""
        if self.state != State.MERGED:
            return self
        kept: Ticket = Ticket.objects.select_related("category__parent", "office", "zone").get(pk=merging.kept_of(self))
        return kept

    def join(self) -> str:
        """Somebody else says it is the same for them; a code of their own, told once. Refuses what is closed."""
        if self.state not in (*OPEN, State.SOLVED):
            raise Refused(_("This problem is closed. Report it anew if it has come back."))
        if self.followers.count() >= MOST_FOLLOWERS:
            raise Refused(_("Very many follow this problem already; it is known."))
        code = f"{secrets.randbelow(10**6):06d}"
        Follower.objects.create(ticket=self, word=code_word(self.number, code))
        return code

    # How the steps above do it.

    def _expect(self, act: Act, *states: State, refusal: Any) -> None:
        act.lock(self)
        if self.state not in states:
            raise Refused(refusal)

    def _enter(self, act: Act, entry: S, at: datetime) -> S:
        if at < self.raised_at:
            raise Refused(_("This lies before it was raised."))
        entry.place(self, self.round, at)
        return act.enter(entry)

    def _dispatched(self, act: Act, lead: Office, at: datetime) -> Dispatch:
        self.office = lead
        entry = Dispatch(limit=self.category.limit, unit=self.category.unit if self.category.limit else "")
        self._enter(act, entry, at)
        entry.due_at, entry.due_on = due(_clock(entry, 0)) if entry.limit else (None, None)
        self._keep(state=State.DISPATCHED, office=lead, category=self.category, due_at=entry.due_at)
        return entry

    def _lead(self, office: Office | None, helping: Sequence[Office], day: date) -> Office:
        if office is None:
            raise Refused(_("Name the lead office: every ticket has exactly one."), field="office")
        if office in helping:
            raise Refused(_("The lead office is not a co-operating office as well."), field="helping")
        if office.zone_id != self.zone_id or not Office.objects.standing_on(day).filter(pk=office.pk).exists():
            raise Refused(_("This office did not exist in the zone on that day."), field="office")
        return office

    def _intake(self, act: Act) -> Office:
        """The office it was raised with."""
        report = act.standing(self.report_steps).select_related("office").first()
        return report.office if report else intake_office(self.zone)

    def _by_the_lead(self, act: Act) -> None:
        if not (act.office.path.startswith(self.office.path) or self.office.path.startswith(act.office.path)):
            raise Refused(_("Only the lead office does this."))

    def _keep(self, **columns: Any) -> None:
        for name, value in columns.items():
            setattr(self, name, value)
        self.save(update_fields=list(columns))

    def _expire(self, day: date | None) -> None:
        """From which day its words, and the particulars of an outsider who raised it, are to be erased."""
        keys = [self.key_id, self.raiser.key_id if self.raiser else None]
        SecretKey.objects.filter(pk__in=[key for key in keys if key]).update(expires_on=day)


class Words(PrivateRow):
    """What was written about a ticket, encrypted under the key of the matter."""

    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="+")

    @property
    def owner(self) -> Ticket:
        return self.ticket


class Follower(models.Model):
    """Somebody without an account for whom a problem is the same; known by the hash of a code alone.

    Their number tells how many a problem concerns. `unsolved_round` is the round in which they said no.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="followers")
    word = models.CharField(max_length=64)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)
    solved_round = models.PositiveSmallIntegerField(null=True)
    unsolved_round = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name = _("follower of a problem")
        verbose_name_plural = _("followers of problems")
        constraints = [models.UniqueConstraint(fields=["ticket", "word"], name="one_follower_per_code")]


class FollowCode(models.Model):
    """The second factor by which somebody without an account follows a ticket."""

    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="+")
    word = models.CharField(max_length=64)


def raise_ticket(
    act: Act,
    *,
    category: Category,
    source: str,
    at: datetime,
    title: str = "",
    description: str = "",
    place: str = "",
    area: Area | None = None,
    lon: float | None = None,
    lat: float | None = None,
    raiser: Person | None = None,
    by_staff: bool = True,
    key: SecretKey | None = None,
) -> tuple[Ticket, Report]:
    """A new ticket and its report. Its words are encrypted under a key of their own; the intake office has it first.

    `key` is the one under which its photographs were kept already.
    """
    if not category.in_use or category.parts.exists():
        raise Refused(_("Choose a category that is in use and not divided further."), field="category")
    ticket = Ticket(
        zone=act.zone, office=intake_office(act.zone), category=category, source=source, area=area, lon=lon, lat=lat
    )
    ticket.raiser, ticket.raised_by, ticket.raised_at = raiser, act.by if by_staff and raiser is None else None, at
    ticket.number = next_numbers(act, [timezone.localdate(at).year])[0]
    ticket.key = key or vault.make_key()
    ticket.save()
    ticket.write(title=title, description=description, place=place)
    words = {"title": title, "description": description, "place": place}
    mac = vault.private_mac(ticket.key, words) if any(words.values()) else ""
    return ticket, ticket._enter(act, Report(private_mac=mac), at)


def next_numbers(act: Act, years: Sequence[int]) -> list[str]:
    """The next numbers of the zone for tickets of these years, in order, such as ZONE-2020-000017."""
    series = {year: Series.objects.get_or_create(zone=act.zone, year=year)[0] for year in sorted(set(years))}
    act.lock(*series.values())
    numbers = []
    for year in years:
        series[year].last += 1
        numbers.append(f"{act.zone.code.upper()}-{year}-{series[year].last:06d}")
    for one in series.values():
        one.save()
    return numbers


def intake_office(zone: Zone) -> Office:
    """The office that keeps the line `tickets` today; where none does, the top of the zone's tree."""
    try:
        return keeper_of(zone, "tickets")
    except Office.DoesNotExist as nothing:
        raise Refused(_("This zone has no office yet.")) from nothing


def code_word(number: str, code: str) -> str:
    """The keyed hash under which a follow code is kept: six digits alone could be tried out in a moment."""
    return vault.search_word("".join(code.split()), f"ticket.{number.strip().upper()}")


def _metres(lon: float, lat: float, to_lon: float | None, to_lat: float | None) -> int | None:
    """Metres between two points a street apart; good to a metre there."""
    if to_lon is None or to_lat is None:
        return None
    east = (to_lon - lon) * cos(radians(lat)) * METRES_A_DEGREE
    return round(hypot(east, (to_lat - lat) * METRES_A_DEGREE))


def due(clock: Clock) -> tuple[datetime | None, date | None]:
    """Due instant and day; none where the calendar of a year it runs into has not been announced."""
    try:
        at = clock.due_at()
    except NotAnnounced:
        return None, None
    return at, timezone.localdate(at) if at else None


def _clock(dispatch: Dispatch, more: int, ended_at: datetime | None = None) -> Clock:
    return Clock(Unit(dispatch.unit), dispatch.limit or 0, dispatch.at, extension=more, ended_at=ended_at)
