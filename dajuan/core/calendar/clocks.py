"""Clocks: a limit in working days, natural days or hours, with stops and an extension.

The day of acceptance is not counted. While a special procedure runs the clock is stopped: the day it was stopped on
is not counted, the day it goes on is. Due is the last day (or the instant) on which it is still in time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from dajuan.core.calendar.working_days import DAY, YEARS_AHEAD, NotAnnounced, WorkingCalendar, working_calendar


class Unit(models.TextChoices):
    """What a limit is counted in: part of the rule, never assumed."""

    WORKING_DAYS = "working-days", _("working days")
    NATURAL_DAYS = "natural-days", _("natural days")
    HOURS = "hours", _("hours")


class State(models.TextChoices):
    RUNNING = "running", _("running")
    STOPPED = "stopped", _("special procedure")
    OVERDUE = "overdue", _("overdue")
    IN_TIME = "in-time", _("finished in time")
    LATE = "late", _("finished late")


@dataclass(frozen=True)
class Stop:
    """A special procedure; `to_at` is None while it runs."""

    from_at: datetime
    to_at: datetime | None
    reason: str

    def covers(self, day: date) -> bool:
        """Whether a day is not counted: from the day of the stop to the day before it goes on."""
        goes_on = timezone.localdate(self.to_at) if self.to_at else None
        return timezone.localdate(self.from_at) <= day and (goes_on is None or day < goes_on)

    def length(self, now: datetime) -> timedelta:
        return _stopped((self,), now)


@dataclass(frozen=True)
class Clock:
    """A limit that runs from an instant; `ended_at` once the matter is done."""

    unit: Unit
    limit: int
    started_at: datetime
    stops: tuple[Stop, ...] = ()
    extension: int = 0
    ended_at: datetime | None = None

    @property
    def allowed(self) -> int:
        """The limit with its extension, in the clock's unit."""
        return self.limit + self.extension

    @property
    def started_on(self) -> date:
        return timezone.localdate(self.started_at)

    @property
    def running_stop(self) -> Stop | None:
        return next((stop for stop in self.stops if stop.to_at is None), None)

    def due_on(self, calendar: WorkingCalendar | None = None) -> date | None:
        """The last day in time; None while it is stopped. Raises NotAnnounced beyond the known calendar."""
        if self.running_stop:
            return None
        if self.unit == Unit.HOURS:
            return timezone.localdate(self._due_at_hours())
        days = self.counted_days(calendar)
        return self.started_on if not self.allowed else next(islice(days, self.allowed - 1, None))

    def due_at(self, calendar: WorkingCalendar | None = None) -> datetime | None:
        """The last instant in time: of a limit in days the end of its last day. None while it is stopped."""
        if self.running_stop:
            return None
        if self.unit == Unit.HOURS:
            return self._due_at_hours()
        day = self.due_on(calendar)
        return _end_of(day) if day else None

    def elapsed(self, now: datetime, calendar: WorkingCalendar | None = None) -> int:
        """Days (or full hours) used up to `now`, or to the end of the matter."""
        until = min(now, self.ended_at) if self.ended_at else now
        if self.unit == Unit.HOURS:
            return int((until - self.started_at - _stopped(self.stops, until)) / timedelta(hours=1))
        last = timezone.localdate(until)
        return sum(1 for _day in _until(self.counted_days(calendar, last), last))

    def remaining(self, now: datetime, calendar: WorkingCalendar | None = None) -> int:
        """Days (or full hours) left; below zero when overdue."""
        return self.allowed - self.elapsed(now, calendar)

    def state(self, now: datetime, calendar: WorkingCalendar | None = None) -> State:
        """Where the clock stands at `now`."""
        if self.ended_at:
            due_at = self.due_at(calendar)
            return State.LATE if due_at and self.ended_at > due_at else State.IN_TIME
        if self.running_stop:
            return State.STOPPED
        return State.OVERDUE if self._is_over(now, calendar) else State.RUNNING

    def in_words(self, now: datetime, calendar: WorkingCalendar | None = None) -> str:
        """Why the clock stands where it stands: how far, when due, what stopped it, which days are unusual."""
        gap = "" if (get_language() or "").startswith("zh") else " "  # Chinese sentences stand without blanks
        try:
            return gap.join(_sentences(self, now, calendar or self.calendar(now)))
        except NotAnnounced as unknown:  # today itself lies in a year nobody has announced
            return str(unknown)

    def calendar(self, now: datetime | None = None) -> WorkingCalendar:
        """The calendar of the years this clock may run in, up to `now` where it runs for longer, as known now."""
        ahead = date(self.started_on.year + YEARS_AHEAD, 12, 31)
        return working_calendar(self.started_on, max(ahead, timezone.localdate(now)) if now else ahead)

    def counted_days(self, calendar: WorkingCalendar | None = None, last: date = date.max) -> Iterator[date]:
        """The days that count after the day of acceptance, oldest first, up to `last`. Not for hours."""
        calendar = calendar or (self.calendar() if self.unit == Unit.WORKING_DAYS else WorkingCalendar({}))
        day = self.started_on + DAY
        while day <= last:
            if self._counts(day, calendar):
                yield day
            day += DAY

    def is_stopped_on(self, day: date) -> bool:
        return any(stop.covers(day) for stop in self.stops)

    def _counts(self, day: date, calendar: WorkingCalendar) -> bool:
        if self.is_stopped_on(day):
            return False
        return self.unit == Unit.NATURAL_DAYS or calendar.is_working(day)

    def _is_over(self, now: datetime, calendar: WorkingCalendar | None) -> bool:
        try:
            due_at = self.due_at(calendar)
        except NotAnnounced:  # due in a year nobody has announced: not yet over
            return False
        return due_at is not None and now > due_at

    def _due_at_hours(self) -> datetime:
        last = max((stop.to_at for stop in self.stops if stop.to_at), default=self.started_at)
        return self.started_at + timedelta(hours=self.allowed) + _stopped(self.stops, last)


def _stopped(stops: tuple[Stop, ...], now: datetime) -> timedelta:
    """How long a clock stood still up to `now`; hours that two stops share count once."""
    total, last = timedelta(0), datetime.min.replace(tzinfo=UTC)
    for stop in sorted(stops, key=lambda stop: stop.from_at):
        start, end = max(stop.from_at, last), min(stop.to_at or now, now)
        if end > start:
            total, last = total + end - start, end
    return total


def _until(days: Iterator[date], last: date) -> Iterator[date]:
    for day in days:
        if day > last:
            return
        yield day


def _end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 59, 59, 999999, tzinfo=timezone.get_default_timezone())


# What a clock says: one whole sentence a fact, so that each can be translated as a sentence.


def _sentences(clock: Clock, now: datetime, calendar: WorkingCalendar) -> Iterator[str]:
    yield _where(clock, now, calendar)
    yield from _due(clock, now, calendar)
    if clock.extension:
        words = {"count": clock.extension, "unit": clock.unit.label, "limit": clock.limit}
        yield gettext("The limit of %(limit)s was extended by %(count)s %(unit)s.") % words
    yield from (_stop(stop, now, clock.unit) for stop in clock.stops)
    if clock.unit == Unit.WORKING_DAYS:
        yield from _unusual_days(clock, now, calendar)


def _where(clock: Clock, now: datetime, calendar: WorkingCalendar) -> str:
    words = {"elapsed": clock.elapsed(now, calendar), "allowed": clock.allowed}
    if clock.unit == Unit.HOURS:
        return gettext("Hour %(elapsed)s of %(allowed)s.") % words
    if clock.unit == Unit.NATURAL_DAYS:
        return gettext("Day %(elapsed)s of %(allowed)s natural days.") % words
    return gettext("Day %(elapsed)s of %(allowed)s working days.") % words


def _due(clock: Clock, now: datetime, calendar: WorkingCalendar) -> Iterator[str]:
    state = clock.state(now, calendar)
    if state == State.STOPPED:
        yield gettext("No day of expiry while the special procedure runs.")
        return
    try:
        due_at = clock.due_at(calendar)
    except NotAnnounced as unknown:
        yield str(unknown)
        return
    assert due_at is not None
    day = date_format(timezone.localtime(due_at), "DATETIME_FORMAT" if clock.unit == Unit.HOURS else "DATE_FORMAT")
    yield _DUE[state](day)


_DUE = {
    State.RUNNING: lambda day: gettext("Due on %(day)s.") % {"day": day},
    State.OVERDUE: lambda day: gettext("Overdue: it was due on %(day)s.") % {"day": day},
    State.IN_TIME: lambda day: gettext("Finished in time: it was due on %(day)s.") % {"day": day},
    State.LATE: lambda day: gettext("Finished late: it was due on %(day)s.") % {"day": day},
}


def _stop(stop: Stop, now: datetime, unit: Unit) -> str:
    if unit == Unit.HOURS:
        hours = int(stop.length(now) / timedelta(hours=1))
        words = {"count": hours, "reason": stop.reason}
        return (
            ngettext("Stopped %(count)s hour for %(reason)s.", "Stopped %(count)s hours for %(reason)s.", hours) % words
        )
    first, goes_on = timezone.localdate(stop.from_at), timezone.localdate(stop.to_at or now)
    days = max((goes_on - first).days, 0)
    words = {"count": days, "reason": stop.reason, "first": date_format(first)}
    if stop.to_at is None:
        return gettext("Stopped since %(first)s for %(reason)s.") % words
    return ngettext("Stopped %(count)s day for %(reason)s.", "Stopped %(count)s days for %(reason)s.", days) % words


def _unusual_days(clock: Clock, now: datetime, calendar: WorkingCalendar) -> Iterator[str]:
    """Weekend days that counted, and weekdays that did not because of a holiday; none after the day due."""
    last = timezone.localdate(min(now, clock.ended_at) if clock.ended_at else now)
    if clock.state(now, calendar) in (State.OVERDUE, State.LATE):
        last = min(last, clock.due_on(calendar) or last)
    holidays: dict[str, list[date]] = {}
    day = clock.started_on + DAY
    while day <= last:
        if not clock.is_stopped_on(day):
            if calendar.is_made_up(day):
                words = {"weekday": date_format(day, "l"), "day": date_format(day)}
                yield gettext("%(weekday)s, %(day)s, counted as a working day.") % words
            elif calendar.is_holiday(day):
                holidays.setdefault(calendar.names.get(day, ""), []).append(day)
        day += DAY
    for name, days in holidays.items():
        words = {"first": date_format(days[0]), "last": date_format(days[-1]), "name": name}
        if days[0] == days[-1]:
            yield gettext("Not counted for %(name)s: %(first)s.") % words
            continue
        yield gettext("Not counted for %(name)s: weekdays from %(first)s to %(last)s.") % words
