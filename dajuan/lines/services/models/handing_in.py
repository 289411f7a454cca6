"""Handing in: an application, the one notice of what it lacks, what was supplied, acceptance or refusal.

The list of what is lacking is told once, within five working days, else the case counts as accepted from the day it was
handed in (Administrative Licensing Law, article 32; domain.md 2.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.calendar.clocks import Clock, Unit
from dajuan.core.calendar.working_days import NotAnnounced, add_working_days
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Evidence, one_standing
from dajuan.core.staff.models import User
from dajuan.lines.services.models.case_entries import BEFORE_ACCEPTANCE, CaseEntry, CaseStage, PartOfCase
from dajuan.lines.services.models.handed import PaperState, mark

TELL_WITHIN = 5  # working days in which an office says, once, what an application lacks
SUPPLY_WITHIN = 10  # working days the applicant is given, unless the notice gives another day


class Submission(CaseEntry):
    """An application was handed in: online, at a window by a clerk for somebody, by post, or on a superior platform."""

    by_clerk = models.BooleanField(_("entered by a clerk for the applicant"), default=False)
    in_package = models.BooleanField(_("part of a package"), default=False)
    papers = models.PositiveSmallIntegerField(_("papers handed in"), default=0)
    reused = models.PositiveSmallIntegerField(_("of these used again"), default=0)

    facts = ("channel", "window", "papers", "reused", "by_clerk", "in_package")

    class Meta(CaseEntry.Meta):
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [one_standing("case")]


class SupplementNotice(CaseEntry):
    """The applicant was told, once and completely, what the application lacks (一次性告知)."""

    lacking = models.JSONField(_("papers asked for"), default=list, help_text="codes of the kinds of papers")
    due_on = models.DateField(_("to be supplied by"))

    facts = ("lacking", "due_on")

    class Meta(CaseEntry.Meta):
        verbose_name = _("notice of what to supplement")
        verbose_name_plural = _("notices of what to supplement")
        constraints = [one_standing("case")]


class Supplied(CaseEntry):
    """What the notice asked for reached the office."""

    papers = models.PositiveSmallIntegerField(_("papers handed in"), default=0)

    facts = ("papers",)

    class Meta(CaseEntry.Meta):
        verbose_name = _("supplement handed in")
        verbose_name_plural = _("supplements handed in")
        constraints = [one_standing("case")]


class Acceptance(CaseEntry):
    """The office took the case on; its clock runs from here. `deemed`: it was not told in time what was lacking."""

    unit = models.CharField(_("counted in"), max_length=12, choices=Unit.choices, default=Unit.WORKING_DAYS)
    limit = models.PositiveSmallIntegerField(
        _("promised limit"), null=True, help_text=_("empty where none is promised")
    )
    legal_limit = models.PositiveSmallIntegerField(_("legal limit"), null=True)
    due_on = models.DateField(_("due on"), null=True, help_text="by the calendar known when it was recorded")
    with_missing = models.BooleanField(_("with papers missing"), default=False)
    deemed = models.BooleanField(_("deemed accepted"), default=False)
    examiner = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("examiner"), db_index=False
    )

    facts = ("limit", "unit", "due_on", "with_missing", "deemed", "examiner")

    class Meta(CaseEntry.Meta):
        verbose_name = _("acceptance of a case")
        verbose_name_plural = _("acceptances of cases")
        constraints = [one_standing("case")]


class RefusalCause(models.TextChoices):
    """Why an application is not accepted."""

    NOT_OURS = "not-ours", pgettext_lazy("why not accepted", "outside this office's powers")
    NOT_NEEDED = "not-needed", pgettext_lazy("why not accepted", "no such application is needed")
    PAPERS = "papers", pgettext_lazy("why not accepted", "papers do not conform")
    NOT_SUPPLIED = "not-supplied", pgettext_lazy("why not accepted", "what was asked for was not supplied in time")
    WITHDRAWN = "withdrawn", pgettext_lazy("why not accepted", "taken back by the applicant")


class Refusal(CaseEntry):
    """The application was not accepted, and its applicant was told why in writing."""

    cause = models.CharField(_("why it is not accepted"), max_length=20, choices=RefusalCause.choices)

    facts = ("cause",)

    class Meta(CaseEntry.Meta):
        verbose_name = _("refusal to accept")
        verbose_name_plural = _("refusals to accept")
        constraints = [one_standing("case")]


class HandedIn(PartOfCase):
    """What happens to a case until it is accepted; mixed into Case."""

    @property
    def submitted_at(self) -> datetime | None:
        submission = self.known(Submission)
        return submission.at if submission else None

    def telling_clock(self) -> Clock | None:
        """The five working days in which the office must say what is lacking, from what reached it last."""
        last = self.known(Supplied) or self.known(Submission)
        return Clock(Unit.WORKING_DAYS, TELL_WITHIN, last.at) if last else None

    def tell_by(self) -> date | None:
        """The last day on which the office may still say what is lacking; None where no calendar tells."""
        clock = self.telling_clock()
        try:
            return clock.due_on() if clock else None
        except NotAnnounced:
            return None

    def notify_supplement(
        self, act: Act, *, at: datetime, lacking: Sequence[str], due_on: date | None = None, text: str = ""
    ) -> SupplementNotice:
        """Say once and completely what is lacking. Refuses a second notice, and one after five working days."""
        self.take(act)
        if self.stage in BEFORE_ACCEPTANCE and self.known(SupplementNotice):
            raise Refused(_("What is lacking is told once and completely: a notice has been given already."))
        self.expect(CaseStage.SUBMITTED, refusal=_("Only an application not yet accepted can be asked to supplement."))
        if not lacking and not text.strip():
            raise Refused(_("Say which papers are lacking."), field="lacking")
        self._refuse_late(at)
        day = timezone.localdate(at)
        due_on = due_on or _supply_by(day)
        if due_on <= day:
            raise Refused(_("The applicant needs a day after this one."), field="due_on")
        self.stage = CaseStage.SUPPLEMENT
        mark(self, lacking, PaperState.FLAWED)
        return self.happen(act, SupplementNotice, at, text=text, lacking=list(lacking), due_on=due_on)

    def supply(self, act: Act, *, at: datetime, papers: Sequence[Evidence] = (), count: int | None = None) -> Supplied:
        """What was asked for is handed in. Refuses it after the day of the notice, and says what is left to do."""
        self.take(act)
        self.expect(CaseStage.SUPPLEMENT, refusal=_("Nothing is asked for."))
        notice = self.known(SupplementNotice)
        if notice and timezone.localdate(at) > notice.due_on:
            words = {"day": date_format(notice.due_on)}
            late = _(
                "The supplement was due by %(day)s. The application counts as taken back; it can be handed in anew, and"
                " the papers handed in already can be used again."
            )
            raise Refused(str(late) % words)
        self.stage = CaseStage.SUBMITTED
        entry = self.happen(act, Supplied, at, papers=len(papers) if count is None else count)
        act.attach(entry, *papers)
        return entry

    def accept(
        self,
        act: Act,
        *,
        at: datetime,
        examiner: User | None = None,
        with_missing: bool = False,
        limit: int | None = None,
        unit: str = "",
    ) -> Acceptance:
        """Take the case on. Its clock runs from the day after; where the office was silent too long, from hand-in.

        The limit promised is that of the version of the matter the application fell under, unless one is given.
        """
        self.take(act)
        self.expect(*BEFORE_ACCEPTANCE, refusal=_("Only an application not yet accepted can be accepted."))
        if self.stage == CaseStage.SUPPLEMENT and not with_missing:
            raise Refused(_("The supplement asked for has not been handed in yet."))
        deemed = self._is_deemed(at)
        from_at = (self.submitted_at or at) if deemed else at
        version = self.version
        promised = limit if limit is not None else getattr(version, "limit", None)
        unit = unit or getattr(version, "unit", "") or Unit.WORKING_DAYS
        self.stage = CaseStage.ACCEPTED
        return self.happen(
            act,
            Acceptance,
            from_at,
            unit=unit,
            limit=promised,
            legal_limit=getattr(version, "legal_limit", None),
            due_on=due_day(unit, promised, from_at),
            with_missing=with_missing,
            deemed=deemed,
            examiner=examiner,
        )

    def refuse(self, act: Act, *, at: datetime, cause: str, text: str = "") -> Refusal:
        """Do not accept it, with the reason in writing. After five silent working days it is too late to refuse."""
        self.take(act)
        self.expect(*BEFORE_ACCEPTANCE, refusal=_("Only an application not yet accepted can be refused."))
        if cause not in (RefusalCause.NOT_SUPPLIED, RefusalCause.WITHDRAWN):
            self._refuse_late(at)
        if cause == RefusalCause.NOT_SUPPLIED:
            self._refuse_early(at)
        self.stage = CaseStage.REFUSED
        return self.happen(act, Refusal, at, cause=cause, text=text)

    def take_back(self, act: Act, *, at: datetime) -> Refusal:
        """The applicant takes the application back before it is accepted."""
        return self.refuse(act, at=at, cause=RefusalCause.WITHDRAWN)

    def _is_deemed(self, at: datetime) -> bool:
        """Whether the office was silent for more than five working days, and never told what was lacking."""
        if self.stage != CaseStage.SUBMITTED or self._was_just_handed_in(at) or self.known(SupplementNotice):
            return False
        last = self.tell_by()
        return last is not None and timezone.localdate(at) > last

    def _was_just_handed_in(self, at: datetime) -> bool:
        """Whether so few days have passed that no calendar need be asked."""
        first = self.submitted_at
        return first is not None and timezone.localdate(at) - timezone.localdate(first) <= timedelta(days=TELL_WITHIN)

    def _refuse_late(self, at: datetime) -> None:
        last = self.tell_by()
        if self.stage == CaseStage.SUBMITTED and last and timezone.localdate(at) > last:
            words = {"day": date_format(last)}
            late = _(
                "What is lacking had to be told by %(day)s. Nothing was told, so the application counts as accepted"
                " from the day it was handed in."
            )
            raise Refused(str(late) % words)

    def _refuse_early(self, at: datetime) -> None:
        notice = self.known(SupplementNotice)
        if self.stage != CaseStage.SUPPLEMENT or notice is None or timezone.localdate(at) <= notice.due_on:
            raise Refused(_("The day by which the applicant may supplement has not passed."), field="cause")


def _supply_by(day: date) -> date:
    """The usual day by which an applicant supplements; whoever knows no calendar gives a day."""
    try:
        return add_working_days(day, SUPPLY_WITHIN)
    except NotAnnounced as unknown:
        words = {"why": str(unknown), "days": SUPPLY_WITHIN}
        asked = _("%(why)s So %(days)s working days cannot be counted from here: give the day yourself.")
        raise Refused(str(asked) % words, field="due_on") from unknown


def due_day(unit: str, limit: int | None, at: datetime, **more: Any) -> date | None:
    """The last day in time by the calendar known now; None without a limit or where no calendar tells it yet."""
    if limit is None:
        return None
    try:
        return Clock(Unit(unit), limit, at, **more).due_on()
    except NotAnnounced:
        return None
