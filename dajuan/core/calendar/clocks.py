"""Clocks: a limit in working days, natural days or hours, with stops and an extension.

The day of acceptance is not counted. While a special procedure runs the clock is stopped: the day it was stopped on
is not counted, the day it goes on is. Due is the last day (or the instant) on which it is still in time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dajuan.core.calendar.working_days import DAY, NotAnnounced, WorkingCalendar, working_calendar


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
        return max(min(self.to_at or now, now) - self.from_at, timedelta(0))


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
            return int((until - self.started_at - self._stopped(until)) / timedelta(hours=1))
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
        """Why the clock stands where it stands, in the reader's language."""
        from dajuan.core.calendar.clock_words import in_words

        return in_words(self, now, calendar or self.calendar())

    def calendar(self) -> WorkingCalendar:
        """The calendar of the years this clock may run in, as known now."""
        return working_calendar(self.started_on)

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
        whole = sum((stop.to_at - stop.from_at for stop in self.stops if stop.to_at), timedelta(0))
        return self.started_at + timedelta(hours=self.allowed) + whole

    def _stopped(self, now: datetime) -> timedelta:
        return sum((stop.length(now) for stop in self.stops), timedelta(0))


def _until(days: Iterator[date], last: date) -> Iterator[date]:
    for day in days:
        if day > last:
            return
        yield day


def _end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 59, 59, 999999, tzinfo=timezone.get_default_timezone())
