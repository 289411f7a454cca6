"""What a clock says: one whole sentence a fact, so that each can be translated as a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dajuan.core.calendar.clocks import Clock, State, Stop, Unit
from dajuan.core.calendar.working_days import DAY, NotAnnounced, WorkingCalendar


def in_words(clock: Clock, now: datetime, calendar: WorkingCalendar) -> str:
    """Day n of m, when it is due, what stopped it, and which days are not as a reader would expect."""
    gap = "" if (get_language() or "").startswith("zh") else " "  # Chinese sentences stand without blanks
    return gap.join(_sentences(clock, now, calendar))


def _sentences(clock: Clock, now: datetime, calendar: WorkingCalendar) -> Iterator[str]:
    yield _where(clock, now, calendar)
    yield from _due(clock, now, calendar)
    if clock.extension:
        words = {"count": clock.extension, "unit": clock.unit.label, "limit": clock.limit}
        yield _("The limit of %(limit)s was extended by %(count)s %(unit)s.") % words
    yield from (_stop(stop, now, clock.unit) for stop in clock.stops)
    if clock.unit == Unit.WORKING_DAYS:
        yield from _unusual_days(clock, now, calendar)


def _where(clock: Clock, now: datetime, calendar: WorkingCalendar) -> str:
    words = {"elapsed": clock.elapsed(now, calendar), "allowed": clock.allowed}
    if clock.unit == Unit.HOURS:
        return _("Hour %(elapsed)s of %(allowed)s.") % words
    if clock.unit == Unit.NATURAL_DAYS:
        return _("Day %(elapsed)s of %(allowed)s natural days.") % words
    return _("Day %(elapsed)s of %(allowed)s working days.") % words


def _due(clock: Clock, now: datetime, calendar: WorkingCalendar) -> Iterator[str]:
    state = clock.state(now, calendar)
    if state == State.STOPPED:
        yield _("No day of expiry while the special procedure runs.")
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
    State.RUNNING: lambda day: _("Due on %(day)s.") % {"day": day},
    State.OVERDUE: lambda day: _("Overdue: it was due on %(day)s.") % {"day": day},
    State.IN_TIME: lambda day: _("Finished in time: it was due on %(day)s.") % {"day": day},
    State.LATE: lambda day: _("Finished late: it was due on %(day)s.") % {"day": day},
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
        return _("Stopped since %(first)s for %(reason)s.") % words
    return ngettext("Stopped %(count)s day for %(reason)s.", "Stopped %(count)s days for %(reason)s.", days) % words


def _unusual_days(clock: Clock, now: datetime, calendar: WorkingCalendar) -> Iterator[str]:
    """Weekend days that counted, and weekdays that did not because of a holiday."""
    last = (
        min(timezone.localdate(now), timezone.localdate(clock.ended_at)) if clock.ended_at else timezone.localdate(now)
    )
    holidays: dict[str, list[date]] = {}
    day = clock.started_on + DAY
    while day <= last:
        if not clock.is_stopped_on(day):
            if calendar.is_made_up(day):
                words = {"weekday": date_format(day, "l"), "day": date_format(day)}
                yield _("%(weekday)s, %(day)s, counted as a working day.") % words
            elif calendar.is_holiday(day):
                holidays.setdefault(calendar.names.get(day, ""), []).append(day)
        day += DAY
    for name, days in holidays.items():
        words = {"first": date_format(days[0]), "last": date_format(days[-1]), "name": name}
        yield _("Not counted for %(name)s: weekdays from %(first)s to %(last)s.") % words
