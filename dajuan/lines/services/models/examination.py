"""Examination of a case: steps by posts, personal assistance, hand-over, decision, delivery, archive."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.calendar.clocks import Clock, State, Unit
from dajuan.core.calendar.working_days import NotAnnounced
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Evidence, one_standing
from dajuan.core.staff.models import User
from dajuan.lines.services.models.case_entries import (
    CLOSED,
    ENDED,
    IN_HAND,
    RUNNING,
    CaseEntry,
    CaseStage,
    PartOfCase,
)
from dajuan.lines.services.models.handing_in import Acceptance

DELIVER_WITHIN = 10  # working days after the decision (article 44)


class Opinion(models.TextChoices):
    """What an examiner said at a step."""

    AGREES = "agrees", pgettext_lazy("opinion of an examiner", "agrees")
    OBJECTS = "objects", pgettext_lazy("opinion of an examiner", "objects")
    BACK = "back", pgettext_lazy("opinion of an examiner", "back to the step before")


class StepDone(CaseEntry):
    """One step of the examination was done by a post: examined, checked again, approved."""

    round = models.PositiveSmallIntegerField(_("number of the step"))
    step = models.CharField(_("step"), max_length=40)
    opinion = models.CharField(_("opinion"), max_length=10, choices=Opinion.choices, default=Opinion.AGREES)
    examiner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("examiner"), db_index=False)
    took_days = models.PositiveSmallIntegerField(_("working days it took"), null=True)

    facts = ("step", "opinion", "examiner", "took_days")

    class Meta(CaseEntry.Meta):
        verbose_name = _("step of the examination")
        verbose_name_plural = _("steps of the examination")
        constraints = [one_standing("case", "round")]


class HandOver(CaseEntry):
    """The case passed to another examiner."""

    examiner = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("hand-over", "to"), db_index=False
    )
    handed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("from whom"), db_index=False
    )

    facts = ("handed_by", "examiner")

    class Meta(CaseEntry.Meta):
        verbose_name = _("hand-over of a case")
        verbose_name_plural = _("hand-overs of cases")


class Assistance(CaseEntry):
    """Somebody was named who sees the applicant through the whole case (专人协办)."""

    assistant = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("assistant"), db_index=False)

    facts = ("assistant",)

    class Meta(CaseEntry.Meta):
        verbose_name = _("personal assistance")
        verbose_name_plural = _("personal assistances")


class DenialCause(models.TextChoices):
    """Why what was applied for is not granted."""

    CONDITIONS = "conditions", pgettext_lazy("why denied", "conditions of the law are not met")
    PAPERS = "papers", pgettext_lazy("why denied", "papers are not true")
    INSPECTION = "inspection", pgettext_lazy("why denied", "inspection or test not passed")
    QUOTA = "quota", pgettext_lazy("why denied", "nothing is left to be given")
    OTHER = "other", pgettext_lazy("why denied", "other reason")


class Decision(CaseEntry):
    """The case was decided. `in_time`: within the promised limit with what the law lets stop or prolong it."""

    granted = models.BooleanField(pgettext_lazy("decision", "granted"))
    cause = models.CharField(_("why denied"), max_length=12, choices=DenialCause.choices, blank=True)
    on_the_spot = models.BooleanField(_("done on the spot"), default=False)
    assisted = models.BooleanField(_("with personal assistance"), default=False)
    with_missing = models.BooleanField(_("with papers missing"), default=False)
    in_package = models.BooleanField(_("part of a package"), default=False)
    in_time = models.BooleanField(_("in time"), null=True, help_text="empty where no limit is known")
    working_days = models.PositiveSmallIntegerField(_("working days used"), null=True)
    limit = models.PositiveSmallIntegerField(_("promised limit"), null=True)
    due_on = models.DateField(_("due on"), null=True)
    examiner = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by"), db_index=False
    )

    facts = ("granted", "cause", "in_time", "working_days", "limit", "due_on", "on_the_spot", "assisted", "examiner")

    class Meta(CaseEntry.Meta):
        verbose_name = _("decision of a case")
        verbose_name_plural = _("decisions of cases")
        constraints = [one_standing("case")]


class Way(models.TextChoices):
    """How a result reached the applicant."""

    WINDOW = "window", pgettext_lazy("way of delivery", "fetched at the window")
    POST = "post", pgettext_lazy("way of delivery", "by post")
    ONLINE = "online", pgettext_lazy("way of delivery", "electronic")


class Delivery(CaseEntry):
    """The result reached the applicant; the law gives ten working days after the decision."""

    way = models.CharField(pgettext_lazy("way of delivery", "way"), max_length=10, choices=Way.choices)
    in_time = models.BooleanField(_("in time"), null=True)
    due_on = models.DateField(_("due on"), null=True)

    facts = ("way", "in_time", "due_on")

    class Meta(CaseEntry.Meta):
        verbose_name = _("delivery of a result")
        verbose_name_plural = _("deliveries of results")
        constraints = [one_standing("case")]


class Archived(CaseEntry):
    """The file of the case was closed and kept."""

    place = models.CharField(_("number in the archive"), max_length=60, blank=True)

    facts = ("place",)

    class Meta(CaseEntry.Meta):
        verbose_name = _("archiving of a case")
        verbose_name_plural = _("archivings of cases")
        constraints = [one_standing("case")]


class Examined(PartOfCase):
    """What happens to a case after its acceptance; mixed into Case."""

    def step(
        self, act: Act, *, at: datetime, step: str = "", opinion: str = Opinion.AGREES, text: str = ""
    ) -> StepDone:
        """One step is done by whoever records it. Without a name it is the next one of the matter."""
        self.take(act)
        self.expect(*RUNNING, refusal=_("Only a case under examination has steps."))
        done = self.steps_done()
        name = step.strip() or self.next_step(done)
        if not name:
            raise Refused(_("All steps of this matter are done: decide."), field="step")
        self.stage = CaseStage.EXAMINING
        facts = {"round": len(done) + 1, "step": name, "opinion": opinion, "examiner": act.by}
        entry = self.happen(act, StepDone, at, text=text, words=f"step-{len(done) + 1}", **facts)
        entry.took_days = self._took(done[-1].at if done else None, at)
        self.__dict__["_steps_done"] = [*done, entry]
        return entry

    def steps_done(self) -> list[StepDone]:
        """The steps done, first one first."""
        done: list[StepDone] | None = self.__dict__.get("_steps_done")
        if done is None:
            rows: Any = StepDone.objects.standing().filter(case=self.pk)
            done = self.__dict__["_steps_done"] = list(rows.order_by("round"))
        return done

    def steps_planned(self) -> list[str]:
        """The names of the steps of its matter, in order; empty where the matter names none."""
        return [step.name for step in self.version.steps.all() if step.name] if self.version else []

    def next_step(self, done: list[StepDone] | None = None) -> str:
        """The first step of the matter not yet done since the last one that sent it back; empty where none is left."""
        agreed: list[str] = []
        for one in self.steps_done() if done is None else done:
            if one.opinion == Opinion.BACK:
                agreed = agreed[:-1]
            else:
                agreed.append(one.step)
        return next((name for name in self.steps_planned() if name not in agreed), "")

    def hand_over(self, act: Act, *, at: datetime, examiner: User, text: str = "") -> HandOver:
        """Pass it to another examiner of the zone."""
        self.take(act)
        self.expect(*IN_HAND, refusal=_("Only a case in hand passes to somebody else."))
        before: User | None = getattr(self, "examiner", None)
        if examiner == before:
            raise Refused(_("This examiner has it already."), field="examiner")
        if examiner.zone_id != act.zone.pk:
            raise Refused(_("This person serves in another zone."), field="examiner")
        self.__dict__["examiner_id"] = examiner.pk
        return self.happen(act, HandOver, at, text=text, examiner=examiner, handed_by=before)

    def assist(self, act: Act, *, at: datetime, assistant: User) -> Assistance:
        """Name who sees the applicant through."""
        self.take(act)
        if self.stage in (*CLOSED, *ENDED):
            raise Refused(_("This case is finished."))
        self.__dict__["assistant_id"] = assistant.pk
        return self.happen(act, Assistance, at, assistant=assistant)

    def decide(
        self,
        act: Act,
        *,
        at: datetime,
        granted: bool,
        cause: str = "",
        text: str = "",
        on_the_spot: bool | None = None,
        papers: tuple[Evidence, ...] = (),
    ) -> Decision:
        """Decide it. Refuses a second decision, one while the clock is stopped, and a denial without its reason."""
        self.take(act)
        if self.stage in CLOSED:
            raise Refused(_("This case has been decided already: read the decision first."))
        self.expect(*RUNNING, refusal=_("Only a case whose clock runs can be decided."))
        if not granted and not cause:
            raise Refused(_("Say why it is denied."), field="cause")
        acceptance = self.known(Acceptance)
        if acceptance and at < acceptance.at:
            raise Refused(_("This instant lies before the acceptance."), field="at")
        facts = self._measured(acceptance, at)
        if on_the_spot is not None:
            facts["on_the_spot"] = on_the_spot
        self.stage = CaseStage.DECIDED
        entry = self.happen(
            act, Decision, at, text=text, granted=granted, cause="" if granted else cause, examiner=act.by, **facts
        )
        act.attach(entry, *papers)
        return entry

    def deliver(self, act: Act, *, at: datetime, way: str) -> Delivery:
        """Hand the result over. Withheld while papers are missing."""
        self.take(act)
        self.expect(CaseStage.DECIDED, refusal=_("Only the result of a decided case is delivered."))
        if self.missing_by is not None:
            raise Refused(_("Papers are still missing: the result is withheld until they are there."))
        due_on = self.deliver_by()
        self.stage = CaseStage.DELIVERED
        in_time = timezone.localdate(at) <= due_on if due_on else None
        return self.happen(act, Delivery, at, way=way, due_on=due_on, in_time=in_time)

    def archive(self, act: Act, *, at: datetime, place: str = "") -> Archived:
        """Close the file."""
        self.take(act)
        self.expect(CaseStage.DELIVERED, refusal=_("Only a case whose result was delivered is archived."))
        self.stage = CaseStage.ARCHIVED
        return self.happen(act, Archived, at, place=place.strip())

    @property
    def decision(self) -> Decision | None:
        return self.known(Decision)

    @property
    def decided_at(self) -> datetime | None:
        """When it was decided; None before."""
        decision = self.decision
        return decision.at if decision else None

    def deliver_by(self) -> date | None:
        """The last day in time for handing the result over; None before the decision or where no calendar tells."""
        decided_at = self.decided_at
        try:
            return Clock(Unit.WORKING_DAYS, DELIVER_WITHIN, decided_at).due_on() if decided_at else None
        except NotAnnounced:
            return None

    def _measured(self, acceptance: Acceptance | None, at: datetime) -> dict[str, Any]:
        """What the decision says of its time and of how the case was handled."""
        handled = {
            "assisted": getattr(self, "assistant_id", None) is not None,
            "with_missing": bool(acceptance and acceptance.with_missing),
            "in_package": getattr(self, "package_case_id", None) is not None,
            "on_the_spot": self._is_one_visit(acceptance, at),
        }
        running = getattr(self, "clock")()  # noqa: B009  of Timed, which stands beside this
        if acceptance is None or running is None:
            return handled
        clock = Clock(running.unit, running.limit, running.started_at, running.stops, running.extension, at)
        try:
            calendar = clock.calendar()
            days = {"working_days": clock.elapsed(at, calendar), "in_time": clock.state(at, calendar) == State.IN_TIME}
            due_on = clock.due_on(calendar)
        except NotAnnounced:
            return handled | {"limit": acceptance.limit}
        return handled | days | {"limit": acceptance.limit, "due_on": due_on}

    def _is_one_visit(self, acceptance: Acceptance | None, at: datetime) -> bool:
        """Accepted and decided in one act; of a matter done on the spot, on one day."""
        if acceptance is None:
            return False
        in_one_act = acceptance.number is None
        one_day = timezone.localdate(acceptance.at) == timezone.localdate(at)
        return one_day and (in_one_act or bool(self.version and self.version.on_the_spot))

    def _took(self, before: datetime | None, at: datetime) -> int | None:
        """Working days since the step before, or since acceptance."""
        acceptance = self.known(Acceptance)
        started_at = before or (acceptance.at if acceptance else None)
        if started_at is None:
            return None
        try:
            return Clock(Unit.WORKING_DAYS, 0, started_at).elapsed(at)
        except NotAnnounced:
            return None
