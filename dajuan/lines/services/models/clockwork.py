"""The clock of a case: special procedures that stop it, an extension, and what it says in words.

Time for a hearing, tender, auction, inspection, test, quarantine or expert review is not counted, but must be told in
writing; a limit may be prolonged by ten working days with the approval of the head and reasons, fifteen where several
offices handle it jointly (Administrative Licensing Law, articles 42 and 45; domain.md 2.5).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dajuan.core.calendar.clocks import Clock, State, Stop, Unit
from dajuan.core.calendar.working_days import NotAnnounced, WorkingCalendar
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import one_standing
from dajuan.core.staff.models import User
from dajuan.lines.services.models.case_entries import CLOSED, IN_HAND, RUNNING, CaseEntry, CaseStage, PartOfCase
from dajuan.lines.services.models.handing_in import Acceptance
from dajuan.values.lights import Light

LONGEST, LONGEST_JOINT = 10, 15  # working days of one extension


class StopReason(models.TextChoices):
    """What is not counted into the limit (article 45)."""

    HEARING = "hearing", pgettext_lazy("special procedure", "hearing")
    TENDER = "tender", pgettext_lazy("special procedure", "tender")
    AUCTION = "auction", pgettext_lazy("special procedure", "auction")
    INSPECTION = "inspection", pgettext_lazy("special procedure", "inspection on site")
    TEST = "test", pgettext_lazy("special procedure", "testing")
    QUARANTINE = "quarantine", pgettext_lazy("special procedure", "quarantine")
    APPRAISAL = "appraisal", pgettext_lazy("special procedure", "appraisal")
    EXPERTS = "experts", pgettext_lazy("special procedure", "expert review")


class SpecialProcedure(CaseEntry):
    """The clock stands still for a legal reason, and the applicant was told so in writing (特别程序)."""

    round = models.PositiveSmallIntegerField(_("time of stopping"), default=1)
    why = models.CharField(_("special procedure"), max_length=12, choices=StopReason.choices)
    notice = models.CharField(_("number of the written notice"), max_length=60)
    expected_days = models.PositiveSmallIntegerField(_("days it is expected to take"), null=True)

    facts = ("why", "notice", "expected_days")

    class Meta(CaseEntry.Meta):
        verbose_name = _("special procedure (not counted)")
        verbose_name_plural = _("special procedures (not counted)")
        constraints = [one_standing("case", "round")]


class Resumption(CaseEntry):
    """The special procedure is over and the clock goes on; the day it goes on counts."""

    round = models.PositiveSmallIntegerField(_("time of stopping"), default=1)
    why = models.CharField(_("special procedure"), max_length=12, choices=StopReason.choices)
    due_on = models.DateField(_("due on"), null=True)

    facts = ("why", "due_on")

    class Meta(CaseEntry.Meta):
        verbose_name = _("end of a special procedure")
        verbose_name_plural = _("ends of special procedures")
        constraints = [one_standing("case", "round")]


class Extension(CaseEntry):
    """The limit was prolonged once, with the approval of the head and reasons told to the applicant."""

    days = models.PositiveSmallIntegerField(_("prolonged by"))
    joint = models.BooleanField(_("handled by several offices jointly"), default=False)
    approved_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("approved by"), db_index=False
    )
    due_on = models.DateField(_("due on"), null=True)

    facts = ("days", "joint", "approved_by", "due_on")

    class Meta(CaseEntry.Meta):
        verbose_name = _("extension of the limit")
        verbose_name_plural = _("extensions of the limit")
        constraints = [one_standing("case")]


class Timed(PartOfCase):
    """What concerns the clock of a case; mixed into Case."""

    def stop(
        self, act: Act, *, at: datetime, why: str, notice: str, expected_days: int | None = None, text: str = ""
    ) -> SpecialProcedure:
        """Stop the clock for a legal reason told in writing."""
        self.take(act)
        self.expect(*RUNNING, refusal=_("Only a case whose clock runs can be stopped."))
        if not notice.strip():
            raise Refused(_("Give the number of the written notice: the applicant must be told."), field="notice")
        self._refuse_before_acceptance(at)
        number = len(self.stops()) + 1
        facts = {"round": number, "why": why, "notice": notice.strip(), "expected_days": expected_days}
        self.was_stopped, self.stage = True, CaseStage.SUSPENDED
        return self.happen(act, SpecialProcedure, at, text=text, words=f"stop-{number}", **facts)

    def resume(self, act: Act, *, at: datetime) -> Resumption:
        """The special procedure is over; the day on which the case is due moves by what it took."""
        self.take(act)
        self.expect(CaseStage.SUSPENDED, refusal=_("The clock of this case is not stopped."))
        stop = self.known(SpecialProcedure)
        assert stop is not None  # the stage says so
        if at < stop.at:
            raise Refused(_("A special procedure does not end before it begins."), field="at")
        clock = self.clock()
        stops = tuple(Stop(one.from_at, one.to_at or at, one.reason) for one in clock.stops) if clock else ()
        self.stage = CaseStage.EXAMINING
        due_on = self._due_with(stops=stops)
        return self.happen(act, Resumption, at, round=stop.round, why=stop.why, due_on=due_on)

    def extend(
        self, act: Act, *, at: datetime, days: int, text: str = "", joint: bool = False, approved_by: User | None = None
    ) -> Extension:
        """Prolong the limit, once and before it has passed: ten working days, fifteen where handled jointly."""
        self.take(act)
        self.expect(*RUNNING, refusal=_("Only a case whose clock runs can be given more time."))
        most = LONGEST_JOINT if joint else LONGEST
        if not 0 < days <= most:
            raise Refused(str(_("One to %(most)s working days can be given.")) % {"most": most}, field="days")
        if not text.strip():
            raise Refused(_("Give the reasons: they are told to the applicant."), field="text")
        if self.extended:
            raise Refused(_("This case has been given more time already."))
        clock = self.clock()
        if clock is None:
            raise Refused(_("This case has no limit."))
        if clock.state(at) == State.OVERDUE:
            raise Refused(_("The limit has passed: more time is given before, not after."))
        self.extended = days
        facts: dict[str, Any] = {"days": days, "joint": joint, "approved_by": approved_by or act.by}
        return self.happen(act, Extension, at, text=text, due_on=self._due_with(extension=days), **facts)

    def reckon_anew(self, act: Act, *, paper: str) -> CaseEntry | None:
        """Put down the day on which it is due by the calendar known now; None where it is the same.

        The entry that said the old day is corrected, so that what was known then stays as it was.
        """
        self.take(act)
        said, due_on = self.said_due(), self.due_by_calendar()
        if said is None or due_on is None or said.due_on == due_on or self.stage not in RUNNING:
            return None
        kept = {field.attname: getattr(said, field.attname) for field in _of_the_trade(said)}
        anew = type(said)(**kept | {"due_on": due_on})
        words = gettext("Working days as announced by %(paper)s") % {"paper": paper}
        corrected: CaseEntry = self.keep(act.correct(said, anew, reason=words[:200]))
        return corrected

    def said_due(self) -> Any:
        """The entry that said last on which day the case is due; None before acceptance."""
        said = [self.known(Acceptance)]
        if self.was_stopped:
            said.append(self.known(Resumption))  # type: ignore[arg-type]  # each says a day
        if self.extended:
            said.append(self.known(Extension))  # type: ignore[arg-type]  # each says a day
        return max((one for one in said if one), key=lambda one: (one.at, one.number or 0), default=None)

    def due_by_calendar(self, calendar: WorkingCalendar | None = None) -> date | None:
        """The last day in time by a calendar, the one known now if none is given; None where it cannot be told."""
        clock = self.clock()
        try:
            return clock.due_on(calendar) if clock else None
        except NotAnnounced:
            return None

    def stops(self) -> list[Stop]:
        """The special procedures, earliest first; the last may still run."""
        if not self.was_stopped:
            return []
        rows: Any = SpecialProcedure.objects.standing().filter(case=self.pk)
        ended: Any = Resumption.objects.standing().filter(case=self.pk)
        ends = dict(ended.values_list("round", "at"))
        return [
            Stop(at, ends.get(number), str(StopReason(why).label))
            for number, at, why in rows.order_by("round").values_list("round", "at", "why")
        ]

    def clock(self, day: date | None = None) -> Clock | None:
        """The clock of the case, as it stood at the end of a day if one is given; None before acceptance or without a
        limit."""
        acceptance = self.known(Acceptance)
        if acceptance is None or acceptance.limit is None:
            return None
        clock = Clock(
            Unit(acceptance.unit),
            acceptance.limit,
            acceptance.at,
            tuple(self.stops()),
            self.extended,
            self.decided_at if self.stage in (*CLOSED, CaseStage.RETURNED) else None,
        )
        return clock if day is None else _as_on(clock, day)

    def clock_in_words(self, now: datetime, calendar: WorkingCalendar | None = None) -> str:
        """Why the clock stands where it stands, in whole sentences; empty where nothing is counted."""
        if self.stage == CaseStage.SUBMITTED:
            return self._words_before_acceptance()
        if self.stage == CaseStage.RETURNED and self.decided_at is None:
            return gettext("Returned: its clock runs no more.")
        clock = self.clock()
        return clock.in_words(now, calendar) if clock else ""

    def calendars_told(self, now: datetime) -> list[str]:
        """How the day due changed with the calendar: as told at the time, and as known now; empty where it did not."""
        said = self.said_due()
        if said is None or said.due_on is None or self.stage not in IN_HAND:
            return []
        by_now = self.due_by_calendar()
        first = self._first_said(said)
        told = []
        if first and first != said.due_on:
            words = {"then": date_format(first), "due": date_format(said.due_on), "why": said.reason or ""}
            told.append(gettext("First told as due on %(then)s; since then the calendar changed.") % words)
        if by_now and by_now != said.due_on:
            words = {"then": date_format(said.due_on), "now": date_format(by_now)}
            told.append(
                gettext("By the calendar known then it is due on %(then)s, by the calendar known now on %(now)s.")
                % words
            )
        return told

    def light(self, day: date, *, warning_days: int) -> Light | None:
        """Its light by the day it is due; None where no clock runs."""
        return light_of(self.stage, getattr(self, "due_on", None), day, warning_days)

    def _words_before_acceptance(self) -> str:
        last = getattr(self, "tell_by")()  # noqa: B009  of HandedIn, which knows the clock too
        if last is None:
            return ""
        words = {"day": date_format(last)}
        return gettext("What is lacking must be told by %(day)s, else it counts as accepted.") % words

    def _first_said(self, said: Any) -> date | None:
        """What an entry corrected for the calendar said at first."""
        first: date | None = None
        while said.replaces:
            said = type(said)._base_manager.get(pk=said.replaces)
            first = said.due_on
        return first

    def _due_with(self, **changed: Any) -> date | None:
        acceptance = self.known(Acceptance)
        clock = self.clock()
        if acceptance is None or clock is None:
            return None
        parts: dict[str, Any] = {"stops": clock.stops, "extension": clock.extension} | changed
        try:
            return Clock(clock.unit, clock.limit, clock.started_at, **parts).due_on()
        except NotAnnounced:
            return None

    def _refuse_before_acceptance(self, at: datetime) -> None:
        acceptance = self.known(Acceptance)
        if acceptance and at < acceptance.at:
            raise Refused(_("This instant lies before the acceptance."), field="at")


def _as_on(clock: Clock, day: date) -> Clock:
    """A clock as it stood at the end of a day: later stops and ends had not come."""
    stops = tuple(
        Stop(one.from_at, one.to_at if one.to_at and timezone.localdate(one.to_at) <= day else None, one.reason)
        for one in clock.stops
        if timezone.localdate(one.from_at) <= day
    )
    ended = clock.ended_at if clock.ended_at and timezone.localdate(clock.ended_at) <= day else None
    return Clock(clock.unit, clock.limit, clock.started_at, stops, clock.extension, ended)


def _of_the_trade(entry: CaseEntry) -> list[Any]:
    """The columns of an entry that a correction takes along."""
    ledger = {"number", "zone", "moment", "until", "reason", "replaces", "canonical", "batch"}
    return [field for field in entry._meta.concrete_fields if field.name not in ledger]


def light_of(stage: str, due_on: date | None, day: date, warning_days: int) -> Light | None:
    """The light of a case of a stage by the day it is due; None where no clock runs."""
    if due_on is None or stage not in RUNNING:
        return None
    if day > due_on:
        return Light.RED
    return Light.YELLOW if (due_on - day).days <= warning_days else Light.GREEN
