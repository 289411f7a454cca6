"""Leads (招商线索): from first contact to a landed project, with visits and promises. Domain.md 2.2."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.companies.models import Company
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import one_standing
from dajuan.core.records.remembering import latest
from dajuan.core.records.resting import Rests
from dajuan.core.rooms.subjects import RoomQuerySet, refuse_before, refuse_twice
from dajuan.lines.investment.models.subjects import WON_BY, InvestmentSubject, WonEntry
from dajuan.lines.investment.models.words import Origin
from dajuan.values.lights import Light, by_deadline

WARNING_DAYS = 7  # before a promise is due


class LeadStage(models.TextChoices):
    """How far a lead is, in the order of the trade; dropped may come at any time."""

    NEW = "new", pgettext_lazy("lead", "new")
    CONTACTED = "contacted", _("contacted")
    VISITED = "visited", _("visited")
    NEGOTIATING = "negotiating", _("negotiating")
    APPROVED = "approved", _("approved for signing")
    SIGNED = "signed", pgettext_lazy("lead", "signed")
    REGISTERED = "registered", _("company registered")
    LANDED = "landed", _("landed")
    DROPPED = "dropped", _("dropped")


ORDER = tuple(stage.value for stage in LeadStage)
OPEN = ORDER[:5]  # up to approved for signing


class Source(models.TextChoices):
    """Where a lead comes from."""

    REFERRAL = "referral", _("referred by an investor")
    EVENT = "event", _("promotion event")
    VISIT = "visit", pgettext_lazy("lead", "our visit")
    AGENCY = "agency", _("agency or chamber")
    CITY = "city", _("passed on by city or province")
    OWN = "own", _("came by itself")


class LeadQuerySet(RoomQuerySet):  # type: ignore[override]  # the stubs give each queryset an as_manager of its own
    """Leads as lists, the forecast and the desk ask for them."""

    def for_lists(self) -> Self:
        return super().for_lists().select_related("investor", "specialist")


class Lead(InvestmentSubject):
    """A possible investment. `investor` is a company; its name stands here until it is in the register of companies."""

    Stage = LeadStage
    Source = Source

    code = models.CharField(_("code"), max_length=40, blank=True)
    name = models.CharField(_("project name"), max_length=120)
    investor = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("investor (company)")
    )
    investor_name = models.CharField(_("investor's name"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    referred_by = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("referred by")
    )
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices)
    expected_fen = models.BigIntegerField(_("expected investment"), null=True, blank=True)
    stage = models.CharField(
        _("stage"), max_length=12, choices=LeadStage.choices, default=LeadStage.NEW, editable=False
    )
    stage_on = models.DateField(_("in this stage since"), null=True, editable=False)

    page = "leads"
    narrowed_by = ("stage", "method", "industry", "source", "office")
    searched = ("name", "code", "investor_name")
    copied = (*WON_BY, "source", "origin")
    rests = (Rests("fulfilments", on="promises"),)
    open_stages: ClassVar[tuple[str, ...]] = OPEN

    objects: ClassVar[Any] = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "code"],
                condition=~Q(code=""),
                name="one_lead_per_code",
                violation_error_message=_("This code is taken."),
            )
        ]
        indexes = [
            models.Index(fields=["zone", "id"], name="investment_lead_list"),
            models.Index(fields=["zone", "stage", "id"], name="investment_lead_stage"),
            models.Index(fields=["zone", "investor"], name="investment_lead_investor"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def remembered(cls) -> dict[str, Any]:
        """The stage reached last, and since when."""
        found = models.functions.Coalesce(latest(Step, "to_stage"), models.Value(LeadStage.NEW))
        return {"stage": found, "stage_on": latest(Step)}

    @property
    def investor_said(self) -> str:
        """The investor by the register of companies, else as it was typed."""
        return str(self.investor or self.investor_name)

    def course(self) -> list[tuple[Any, date | None]]:
        """Each stage with the day it was reached; dropped only where it was."""
        reached = {step.to_stage: step.happened_on for step in self.steps.standing().order_by("-happened_on")}
        return [
            (stage.label, reached.get(stage.value))
            for stage in LeadStage
            if stage not in {LeadStage.NEW, LeadStage.DROPPED} or stage.value in reached
        ]

    def time_in_stages(self, today: date) -> list[tuple[Any, date, int]]:
        """Each stage reached, the day it was, and how many days the lead stayed in it; in the last one until today."""
        steps = list(self.steps.standing().order_by("happened_on", "number"))
        ends = [step.happened_on for step in steps[1:]] + [today] * bool(steps)
        return [
            (step.get_to_stage_display(), step.happened_on, (end - step.happened_on).days)
            for step, end in zip(steps, ends, strict=True)
        ]

    @property
    def verbs(self) -> tuple[str, ...]:
        if self.stage in (LeadStage.LANDED, LeadStage.DROPPED):
            return ("keep_promise",) if self.open_promises() else ()
        keeping = ("keep_promise",) if self.open_promises() else ()
        return ("advance", "visit", "promise", *keeping, "drop")

    def open_promises(self) -> list[Promise]:
        """Promises that still wait to be kept, most urgent first."""
        kept = self.fulfilments.standing().values("promise_key")
        return list(self.promises.standing().exclude(promise_key__in=kept).order_by("due_on", "number"))

    def warnings(self) -> list[str]:
        """A referral without a referrer, and promises that are overdue."""
        found = []
        if self.source == Source.REFERRAL and self.referred_by_id is None:
            found.append(str(_("The lead was referred by an investor: say by which.")))
        return found

    def advance(self, act: Act, *, happened_on: date, to_stage: str) -> Step:
        """The lead reached a stage on a day. Stages may be passed over; none is reached twice, and none backwards."""
        act.lock(self)
        if to_stage in {LeadStage.NEW, LeadStage.DROPPED}:
            raise Refused(_("Choose a stage that is reached."), field="to_stage")
        return self._step(act, happened_on, to_stage)

    def drop(self, act: Act, *, happened_on: date, because: str) -> Step:
        """The lead is given up for now. It may go on later."""
        act.lock(self)
        if self.stage in {LeadStage.LANDED, LeadStage.DROPPED}:
            raise Refused(_("This lead has landed or was dropped already."))
        return self._step(act, happened_on, LeadStage.DROPPED, because=because)

    def _step(self, act: Act, day: date, stage: str, because: str = "") -> Step:
        steps = list(act.standing(self.steps).order_by("happened_on", "number"))
        reached = [step.to_stage for step in steps if step.to_stage != LeadStage.DROPPED]
        if stage != LeadStage.DROPPED:
            if stage in reached:
                raise Refused(_("This stage was reached already."), field="to_stage")
            if reached and ORDER.index(stage) < ORDER.index(reached[-1]):
                raise Refused(_("The lead is further already: correct the later stage first."), field="to_stage")
        if steps and day < steps[-1].happened_on:
            words = {"stage": steps[-1].get_to_stage_display(), "day": steps[-1].happened_on.isoformat()}
            raise Refused(_("Not before the day of “%(stage)s”, %(day)s.") % words, field="happened_on")
        entry = self.entry(Step, happened_on=day, to_stage=stage, because=because, expected_fen=self.expected_fen or 0)
        return act.enter(entry)

    def visit(self, act: Act, *, happened_on: date, way: str, rank: str, topic: str = "") -> Visit:
        """Somebody went to the investor, or the investor came."""
        act.lock(self)
        refuse_twice(
            act,
            self.visits.filter(happened_on=happened_on, way=way),
            _("This visit has already been recorded."),
        )
        return act.enter(self.entry(Visit, happened_on=happened_on, way=way, rank=rank, topic=topic))

    def promise(self, act: Act, *, happened_on: date, side: str, what: str, due_on: date) -> Promise:
        """One side promised something by a day."""
        act.lock(self)
        if due_on < happened_on:
            raise Refused(_("It is due before it was promised."), field="due_on")
        number = self.promises.count() + 1
        facts = {"side": side, "what": what, "due_on": due_on, "promise_key": f"{self.pk}-{number}"}
        return act.enter(self.entry(Promise, happened_on=happened_on, **facts))

    def keep_promise(self, act: Act, *, happened_on: date, promise_key: str) -> Fulfilment:
        """A promise was kept on a day, in time or late."""
        act.lock(self)
        made = act.standing(self.promises.filter(promise_key=promise_key)).first()
        if made is None:
            raise Refused(_("There is no such promise."), field="promise_key")
        refuse_twice(act, self.fulfilments.filter(promise_key=promise_key), _("This promise was kept already."))
        promised = self.promises.filter(promise_key=promise_key)
        refuse_before(act, promised, happened_on, _("A promise is not kept before it was made."))
        facts = {"promise_key": promise_key, "side": made.side, "in_time": happened_on <= made.due_on}
        return act.enter(self.entry(Fulfilment, happened_on=happened_on, **facts))


class LeadEntry(WonEntry):
    """An entry about a lead, with where it came from."""

    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices)

    subject_field = "lead"

    class Meta(WonEntry.Meta):
        abstract = True


class Step(LeadEntry):
    """A lead reached a stage; the investment expected of it then."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="steps", verbose_name=_("lead"))
    to_stage = models.CharField(_("stage reached"), max_length=12, choices=LeadStage.choices)
    expected_fen = models.BigIntegerField(_("expected investment"), default=0)
    because = models.CharField(_("why"), max_length=120, blank=True)

    facts = ("to_stage", "expected_fen", "because")

    class Meta(LeadEntry.Meta):
        verbose_name = _("stage of a lead")
        verbose_name_plural = _("stages of leads")
        constraints = [one_standing("lead", "to_stage", "happened_on", name="one_step_a_day")]


class Visit(LeadEntry):
    """Investor and zone met."""

    class Way(models.TextChoices):
        OUT = "out", _("we went there")
        IN = "in", _("they came")
        ONLINE = "online", _("by video")

    class Rank(models.TextChoices):
        LEADER = "leader", _("committee leader")
        HEAD = "head", _("bureau head")
        SPECIALIST = "specialist", _("specialist")

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="visits", verbose_name=_("lead"))
    way = models.CharField(_("how"), max_length=8, choices=Way.choices)
    rank = models.CharField(_("led by"), max_length=12, choices=Rank.choices)
    topic = models.CharField(_("about what"), max_length=120, blank=True)

    facts = ("way", "rank", "topic")

    class Meta(LeadEntry.Meta):
        verbose_name = pgettext_lazy("lead", "visit")
        verbose_name_plural = pgettext_lazy("lead", "visits")
        constraints = [one_standing("lead", "happened_on", "way", name="one_visit_a_day")]


class Side(models.TextChoices):
    OURS = "ours", _("the zone")
    THEIRS = "theirs", _("the investor")


class Promise(LeadEntry):
    """Somebody promised something by a day."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="promises", verbose_name=_("lead"))
    promise_key = models.CharField(max_length=40, help_text="lead and number of the promise")
    side = models.CharField(_("promised by"), max_length=8, choices=Side.choices)
    what = models.CharField(_("what was promised"), max_length=120)
    due_on = models.DateField(_("due on"), db_index=True)

    facts = ("side", "what", "due_on")

    class Meta(LeadEntry.Meta):
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        constraints = [one_standing("promise_key", name="one_promise_of_a_number")]

    @classmethod
    def waiting(cls, leads: Any, by: date) -> Any:
        """Promises about these leads due by a day and not kept, most urgent first."""
        kept = Fulfilment.objects.standing().filter(promise_key=OuterRef("promise_key"))
        rows = cls.objects.standing().filter(lead__in=leads, due_on__lte=by)
        return rows.filter(~Exists(kept)).order_by("due_on", "number")

    def light(self, today: date) -> Light:
        return by_deadline(self.due_on, today, warning_days=WARNING_DAYS)

    @staticmethod
    def horizon(today: date) -> date:
        """Until when a promise is worth a warning."""
        return today + timedelta(days=WARNING_DAYS)


class Fulfilment(LeadEntry):
    """A promise was kept."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="fulfilments", verbose_name=_("lead"))
    promise_key = models.CharField(max_length=40)
    side = models.CharField(_("promised by"), max_length=8, choices=Side.choices)
    in_time = models.BooleanField(_("in time"))

    facts = ("side", "in_time")

    class Meta(LeadEntry.Meta):
        verbose_name = _("promise kept")
        verbose_name_plural = _("promises kept")
        constraints = [one_standing("promise_key", name="one_fulfilment_of_a_promise")]
