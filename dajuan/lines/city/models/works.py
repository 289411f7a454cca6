"""Works on the city: dead-end roads, old estates, urban villages, back streets, road upgrades, power lines.

What counts is the object, not the contract: an estate split over three contracts is one work. Domain.md 2.6, C54 to
C57, C59 and C64.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Case, Sum, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import one_standing
from dajuan.core.records.quantities import read
from dajuan.core.records.remembering import has, latest
from dajuan.core.records.resting import Rests
from dajuan.core.rooms.subjects import PlacedQuerySet, refuse_before, refuse_twice
from dajuan.lines.city.models.lights import Thresholds
from dajuan.lines.city.models.programmes import Programme
from dajuan.lines.city.models.subjects import (
    CityEntry,
    CitySubject,
    differs,
    far_from,
)
from dajuan.values.lights import Light, by_deadline, by_time_plan, worst


class WorkKind(models.TextChoices):
    """What is being worked on. A street is a back street or a road upgrade, never both (C57, C64)."""

    DEAD_END = "dead-end", _("dead-end road")
    ESTATE = "estate", _("old estate")
    VILLAGE = "village", _("urban village or shanty area")
    LANE = "lane", _("back street or lane")
    ROAD = "road", _("road upgrade")
    POWER_LINE = "power-line", _("power line put underground")
    OTHER = "other", _("other work")


class WorkStage(models.TextChoices):
    """How far a work is, by its furthest standing entry."""

    PROPOSED = "proposed", _("proposed")
    LISTED = "listed", _("in the plan")
    DESIGNED = "designed", _("designed")
    TENDERED = "tendered", _("tendered")
    STARTED = "started", _("under way")
    DEMOLISHED = "demolished", _("wholly demolished")
    COMPLETED = "completed", _("completed")
    OPENED = "opened", _("open to traffic")
    ACCEPTED = "accepted", _("accepted")
    WARRANTY = "warranty", _("under warranty")


BEFORE_START = (WorkStage.LISTED, WorkStage.DESIGNED, WorkStage.TENDERED)
OPTIONAL = (WorkStage.DESIGNED, WorkStage.TENDERED, WorkStage.WARRANTY)
"""Stages that many works pass without a record: their course shows them only where there is one."""

NEARLY_DONE_X10 = 900  # below this, a completion is worth a look

ROADS = (WorkKind.DEAD_END, WorkKind.ROAD)
LINES = (*ROADS, WorkKind.LANE, WorkKind.POWER_LINE)
MEASURES = {
    **dict.fromkeys(LINES, ("length_cm",)),
    WorkKind.POWER_LINE: ("length_cm", "voltage_kv"),
    WorkKind.ESTATE: ("floor_area_dm2", "buildings", "households"),
    WorkKind.VILLAGE: ("floor_area_dm2", "buildings", "households"),
    WorkKind.OTHER: (),
}
"""The amounts in which a kind of work is listed and accepted; the first is never left out on acceptance."""


class WorkQuerySet(PlacedQuerySet):  # type: ignore[override]  # the stubs give each queryset an as_manager of its own
    def for_the_public(self) -> Self:
        """Works that stand in a plan."""
        return self.exclude(stage=WorkStage.PROPOSED)

    def late_or_soon(self, by: date) -> Self:
        """Works not yet completed whose planned end is on or before a day, most urgent first."""
        return self.open().filter(planned_end_on__lte=by).order_by("planned_end_on", "pk")


class Work(CitySubject):
    """One piece of work on the city. Its own fields serve lists; what figures count stands on its entries."""

    Kind = WorkKind
    Stage = WorkStage

    kind = models.CharField(_("kind"), max_length=12, choices=WorkKind.choices)
    programme = models.CharField(_("programme"), max_length=12, choices=Programme.choices, default=Programme.RENEWAL)
    contractor = models.CharField(_("contractor"), max_length=120, blank=True)
    planned_end_on = models.DateField(_("planned end"), null=True, blank=True)

    stage = models.CharField(
        _("stage"), max_length=12, choices=WorkStage.choices, default=WorkStage.PROPOSED, editable=False
    )
    started_on = models.DateField(_("started on"), null=True, editable=False)
    done_x10 = models.PositiveSmallIntegerField(_("progress"), default=0, editable=False)

    page = "works"
    milestones = (
        (WorkStage.LISTED, "listings"),
        (WorkStage.DESIGNED, "designs"),
        (WorkStage.TENDERED, "tenders"),
        (WorkStage.STARTED, "starts"),
        (WorkStage.DEMOLISHED, "demolitions"),
        (WorkStage.COMPLETED, "completions"),
        (WorkStage.OPENED, "openings"),
        (WorkStage.ACCEPTED, "acceptances"),
        (WorkStage.WARRANTY, "warranties"),
    )
    rests = (
        *(Rests(later, on="listings") for later in ("designs", "tenders", "fundings", "consents", "starts", "surveys")),
        *(Rests(later, on="starts") for later in ("reports", "clearances", "demolitions", "completions", "openings")),
        Rests("acceptances", on="completions"),
        Rests("warranties", on="acceptances"),
    )
    narrowed_by = ("kind", "stage", "programme", "office", "area")
    copied = ("kind", "programme", "office", "area")
    shown: ClassVar[tuple[str, ...]] = ("contractor", "area")
    open_stages: ClassVar[tuple[str, ...]] = (*BEFORE_START, WorkStage.STARTED, WorkStage.DEMOLISHED)

    objects: ClassVar[Any] = WorkQuerySet.as_manager()

    class Meta(CitySubject.Meta):
        verbose_name = _("work")
        verbose_name_plural = _("works")
        indexes = [
            *CitySubject.Meta.indexes,
            models.Index(fields=["zone", "kind", "id"], name="work_kind"),
            models.Index(fields=["zone", "kind", "stage", "id"], name="work_kind_stage"),
            models.Index(fields=["zone", "stage", "planned_end_on"], name="work_due"),
        ]

    @classmethod
    def remembered(cls) -> dict[str, Any]:
        said = Coalesce(latest(Progress, "done_x10"), 0)
        reports = Case(When(has(Completion), then=1000), default=said, output_field=models.PositiveSmallIntegerField())
        return super().remembered() | {"started_on": latest(Start), "done_x10": reports}

    def goes_through(self, stage: str) -> bool:
        """Only roads open to traffic, only villages are demolished; optional steps are shown where they were taken."""
        if stage in OPTIONAL:
            return bool(getattr(self, dict(self.milestones)[WorkStage(stage)]).standing().exists())
        if stage == WorkStage.OPENED:
            return self.is_road
        return stage != WorkStage.DEMOLISHED or self.is_village

    @property
    def verbs(self) -> tuple[str, ...]:
        stage = self.stage
        if stage == WorkStage.PROPOSED:
            return ("enlist",)
        if stage in BEFORE_START:
            asking = ("consult",) if "households" in MEASURES[WorkKind(self.kind)] else ()
            early = {WorkStage.LISTED: ("design", "tender"), WorkStage.DESIGNED: ("tender",)}
            return ("start", *early.get(WorkStage(stage), ()), "fund", *asking, "survey")
        opening = ("open",) if self.is_road and stage != WorkStage.OPENED else ()
        if stage == WorkStage.ACCEPTED:
            return (*opening, "warrant", "survey")
        if stage == WorkStage.WARRANTY:
            return (*opening, "survey")
        if stage in {WorkStage.COMPLETED, WorkStage.OPENED} and self.completion:
            return (*opening, "accept", "survey")
        clearing = ("clear", "demolish") if self.is_village and stage == WorkStage.STARTED else ()
        return ("report", *clearing, *opening, "complete", "fund", "survey")

    @property
    def share_done(self) -> str:
        """The progress as people read it: what was reported last, 100 % once completed, nothing before the start."""
        return f"{self.done_x10 / 10:g} %" if self.done_x10 else ""

    @property
    def is_road(self) -> bool:
        return self.kind in ROADS

    @property
    def is_village(self) -> bool:
        return self.kind == WorkKind.VILLAGE

    @property
    def listing(self) -> Listing | None:
        """Its particulars as they stand now."""
        return self.listings.standing().first()

    @property
    def completion(self) -> Completion | None:
        return self.completions.standing().first()

    @property
    def acceptance(self) -> Acceptance | None:
        return self.acceptances.standing().first()

    def light(self, today: date, rules: Thresholds) -> Light | None:
        """The worse of planned end and time plan; None where there is no plan or nothing is left to do."""
        if self.planned_end_on is None or self.stage not in self.open_stages:
            return None
        light = by_deadline(self.planned_end_on, today, warning_days=rules.warning_days)
        if self.started_on is None:
            return light
        behind = by_time_plan(
            self.started_on,
            self.planned_end_on,
            self.done_x10,
            today,
            yellow_x10=rules.yellow_x10,
            red_x10=rules.red_x10,
        )
        return worst(light, behind)

    def amounts(self) -> list[tuple[str, str]]:
        """Its first measure as planned and as accepted."""
        column = next(iter(MEASURES[WorkKind(self.kind)]), "")
        found = []
        for words, entry in ((_("Planned %(what)s"), self.listing), (_("Accepted %(what)s"), self.acceptance)):
            if amount := getattr(entry, column, None):
                found.append((str(words) % {"what": _name_of(column)}, read(column, amount)))
        return found

    def warnings(self) -> list[str]:
        """Amounts far from the plan, shapes that disagree with the document or overlap, completion out of nowhere."""
        found = [*self._far_from_plan(), *self._completed_early()]
        accepted = self.acceptance
        for what, column, measured in (
            (_("Length"), "length_cm", self.shape_length_cm),
            (_("Floor area"), "floor_area_dm2", None),  # a shape shows land, never floors
        ):
            counted = getattr(accepted, column, None)
            if counted and measured and self.differs_from(counted, measured):
                found.append(differs(what, counted, measured, column))
        near = Work.objects.filter(zone=self.zone_id, kind__in=LINES) if self.kind in LINES else Work.objects.none()
        for other in self.overlapping(near):
            words = {"other": other.name, "kind": other.get_kind_display()}
            found.append(
                str(_("Its shape overlaps with “%(other)s” (%(kind)s): is this one road in two sections?")) % words
            )
        return found

    def _far_from_plan(self) -> list[str]:
        """A caution for each amount of opening and acceptance that is more than 50 % away from the plan's."""
        listing = self.listing
        entries = [entry for entry in (self.openings.standing().first(), self.acceptance) if entry and listing]
        found = []
        for entry in entries:
            for column in MEASURES[WorkKind(self.kind)]:
                planned, counted = getattr(listing, column), getattr(entry, column, None)
                if planned and counted:
                    found.append(far_from(_name_of(column), counted, planned, column))
        return [caution for caution in found if caution]

    def _completed_early(self) -> list[str]:
        """A caution where completion stands although the last report is below 90 %; none once it is accepted."""
        if self.completion is None or self.acceptance:
            return []
        last = self.reports.standing().order_by("-month").first()
        if last is None or last.done_x10 >= NEARLY_DONE_X10:
            return []
        words = {"done": last.get_done_x10_display(), "day": last.happened_on.isoformat()}
        return [str(_("Completed, although %(done)s was reported on %(day)s. Please check.")) % words]

    def enlist(self, act: Act, *, happened_on: date, document: str = "", **amounts: int | None) -> Listing:
        """Put it into the plan with its particulars. `happened_on` is the day of the plan's document."""
        act.lock(self)
        refuse_twice(act, self.listings, _("This work is already in the plan."))
        return act.enter(self.entry(Listing, happened_on=happened_on, document=document, **amounts))

    def design(self, act: Act, *, happened_on: date, document: str = "") -> Design:
        """The design was approved."""
        act.lock(self)
        refuse_twice(act, self.designs, _("The design of this work has already been recorded."))
        self._refuse_before_plan(act, happened_on)
        return act.enter(self.entry(Design, happened_on=happened_on, document=document))

    def tender(self, act: Act, *, happened_on: date, winner: str, price_fen: int, document: str = "") -> Tender:
        """The bid was awarded, to whom and at which price."""
        act.lock(self)
        refuse_twice(act, self.tenders, _("The award of this work has already been recorded."))
        self._refuse_before_plan(act, happened_on)
        facts = {"winner": winner, "price_fen": price_fen, "document": document}
        return act.enter(self.entry(Tender, happened_on=happened_on, **facts))

    def fund(self, act: Act, *, happened_on: date, level: str, amount_fen: int, document: str = "") -> Funding:
        """Money was granted by one level of government, by a document of its own."""
        act.lock(self)
        self._refuse_before_plan(act, happened_on)
        if amount_fen == 0:
            raise Refused(_("Nothing was granted."), field="amount_fen")
        refuse_twice(
            act,
            self.fundings.filter(happened_on=happened_on, level=level),
            _("The money of this level has already been recorded for this day."),
        )
        facts = {"level": level, "amount_fen": amount_fen, "document": document}
        return act.enter(self.entry(Funding, happened_on=happened_on, **facts))

    def consult(self, act: Act, *, happened_on: date, asked: int, agreed: int) -> Consent:
        """The households concerned were asked whether they want the work."""
        act.lock(self)
        self._refuse_before_plan(act, happened_on)
        refuse_twice(act, self.consents.filter(happened_on=happened_on), _("This round has already been recorded."))
        if asked == 0:
            raise Refused(_("Nobody was asked."), field="asked")
        if agreed > asked:
            raise Refused(_("More agree than were asked."), field="agreed")
        return act.enter(self.entry(Consent, happened_on=happened_on, asked=asked, agreed=agreed))

    def start(self, act: Act, *, happened_on: date) -> Start:
        act.lock(self)
        refuse_twice(act, self.starts, _("This work has already been started."))
        refuse_before(act, self.listings, happened_on, _("A work cannot start before it stood in the plan."))
        return act.enter(self.entry(Start, happened_on=happened_on))

    def report(self, act: Act, *, happened_on: date, done_x10: int, phase: str, reporter: str = "") -> Progress:
        """The share done by the end of a month, one report a month; it never falls, for a wrong one is corrected.

        `reporter` is the company that says so, where it is not the office itself.
        """
        act.lock(self)
        refuse_before(act, self.starts, happened_on, _("There is no progress before the work was started."))
        month = happened_on.replace(day=1)
        refuse_twice(act, self.reports.filter(month=month), _("The progress of this month has already been reported."))
        reports = act.standing(self.reports)
        if reports.filter(month__lt=month, done_x10__gt=done_x10).exists():
            raise Refused(_("An earlier month reports more than this."), field="done_x10")
        if reports.filter(month__gt=month, done_x10__lt=done_x10).exists():
            raise Refused(_("A later month reports less than this."), field="done_x10")
        facts = {"month": month, "done_x10": done_x10, "phase": phase, "reporter": reporter}
        return act.enter(self.entry(Progress, happened_on=happened_on, **facts))

    def complete(self, act: Act, *, happened_on: date) -> Completion:
        act.lock(self)
        refuse_twice(act, self.completions, _("This work has already been completed."))
        refuse_before(act, self.starts, happened_on, _("A work cannot be completed before it was started."))
        return act.enter(self.entry(Completion, happened_on=happened_on))

    def accept(self, act: Act, *, happened_on: date, document: str = "", **amounts: int | None) -> Acceptance:
        """What the acceptance document says, on its day; its amounts are those that count."""
        act.lock(self)
        refuse_twice(act, self.acceptances, _("This work has already been accepted."))
        refuse_before(act, self.completions, happened_on, _("A work cannot be accepted before it was completed."))
        for measure in MEASURES[WorkKind(self.kind)][:1]:
            if not amounts.get(measure):
                raise Refused(_("Give the amount of the acceptance document: it is what counts."), field=measure)
        return act.enter(self.entry(Acceptance, happened_on=happened_on, document=document, **amounts))

    def warrant(self, act: Act, *, happened_on: date, ends_on: date) -> Warranty:
        """The time in which the contractor mends what fails begins."""
        act.lock(self)
        refuse_twice(act, self.warranties, _("The warranty of this work has already been recorded."))
        refuse_before(act, self.acceptances, happened_on, _("A warranty does not begin before acceptance."))
        if ends_on <= happened_on:
            raise Refused(_("The warranty ends before it begins."), field="ends_on")
        return act.enter(self.entry(Warranty, happened_on=happened_on, ends_on=ends_on))

    def open(self, act: Act, *, happened_on: date, length_cm: int) -> Opening:
        """Traffic is let onto a road on this day, whether or not all works are finished."""
        act.lock(self)
        if not self.is_road:
            raise Refused(_("Only a road opens to traffic."))
        refuse_twice(act, self.openings, _("This road is already open."))
        refuse_before(act, self.starts, happened_on, _("A road cannot open before it was started."))
        return act.enter(self.entry(Opening, happened_on=happened_on, length_cm=length_cm))

    def clear(self, act: Act, *, happened_on: date, households: int, buildings: int, floor_area_dm2: int) -> Clearance:
        """What was signed and pulled down since the last report."""
        act.lock(self)
        self._refuse_unless_village()
        refuse_before(act, self.starts, happened_on, _("A village is not cleared before the work was started."))
        return act.enter(
            self.entry(
                Clearance,
                happened_on=happened_on,
                households=households,
                buildings=buildings,
                floor_area_dm2=floor_area_dm2,
            )
        )

    def demolish(self, act: Act, *, happened_on: date) -> WholeDemolition:
        """The last house of the village is down (整村拆除)."""
        act.lock(self)
        self._refuse_unless_village()
        refuse_twice(act, self.demolitions, _("This village has already been demolished as a whole."))
        refuse_before(act, self.starts, happened_on, _("A village is not cleared before the work was started."))
        self._refuse_while_houses_stand(act, happened_on)
        return act.enter(self.entry(WholeDemolition, happened_on=happened_on))

    def survey(self, act: Act, *, happened_on: date, question: str, asked: int, satisfied: int) -> SatisfactionSurvey:
        """How many residents were asked, and how many of them are satisfied."""
        act.lock(self)
        refuse_before(act, self.listings, happened_on, _("Nobody is asked about a work before it stood in the plan."))
        refuse_twice(
            act,
            self.surveys.filter(happened_on=happened_on, question=question),
            _("The survey of this day has already been recorded."),
        )
        if asked == 0:
            raise Refused(_("Nobody was asked."), field="asked")
        if satisfied > asked:
            raise Refused(_("More are satisfied than were asked."), field="satisfied")
        return act.enter(
            self.entry(SatisfactionSurvey, happened_on=happened_on, question=question, asked=asked, satisfied=satisfied)
        )

    def _refuse_before_plan(self, act: Act, day: date) -> None:
        refuse_before(act, self.listings, day, _("This day lies before the work stood in the plan."))

    def _refuse_unless_village(self) -> None:
        if not self.is_village:
            raise Refused(_("Only an urban village or a shanty area is demolished."))

    def _refuse_while_houses_stand(self, act: Act, day: date) -> None:
        listing = act.standing(self.listings).first()
        cleared = act.standing(self.clearances).filter(happened_on__lte=day).aggregate(down=Sum("buildings"))["down"]
        left = (listing.buildings or 0) - (cleared or 0)
        if left > 0:
            raise Refused(_("By the reports %(left)s buildings still stand.") % {"left": left})


def _name_of(column: str) -> Any:
    """What an amount is called."""
    return Amounts._meta.get_field(column).verbose_name  # type: ignore[union-attr]  # a column


class WorkEntry(CityEntry):
    """An entry about a work, with what the work was that day."""

    kind = models.CharField(_("kind"), max_length=12, choices=WorkKind.choices)
    programme = models.CharField(_("programme"), max_length=12, choices=Programme.choices)

    subject_field = "work"

    class Meta(CityEntry.Meta):
        abstract = True


class Amounts(models.Model):
    """What a work is measured in; an amount its kind has not is empty."""

    length_cm = models.BigIntegerField(_("length"), null=True)
    floor_area_dm2 = models.BigIntegerField(_("floor area"), null=True)
    buildings = models.PositiveIntegerField(_("number of buildings"), null=True)
    households = models.PositiveIntegerField(_("number of households"), null=True)
    voltage_kv = models.PositiveIntegerField(_("voltage (kV)"), null=True)

    class Meta:
        abstract = True


class Listing(Amounts, WorkEntry):
    """A work stands in the plan, with its particulars, from the day of the plan's document."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="listings", verbose_name=_("work"))
    document = models.CharField(_("document"), max_length=120, blank=True)

    facts = ("kind", "length_cm", "floor_area_dm2", "buildings", "households", "voltage_kv", "document")

    class Meta(WorkEntry.Meta):
        verbose_name = _("entry into the plan")
        verbose_name_plural = _("entries into the plan")
        constraints = [one_standing("work")]


class Design(WorkEntry):
    """The design of a work was approved."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="designs", verbose_name=_("work"))
    document = models.CharField(_("document"), max_length=120, blank=True)

    facts = ("document",)

    class Meta(WorkEntry.Meta):
        verbose_name = _("approval of the design")
        verbose_name_plural = _("approvals of designs")
        constraints = [one_standing("work")]


class Tender(WorkEntry):
    """The bid for a work was awarded: to which company, at which price."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="tenders", verbose_name=_("work"))
    winner = models.CharField(_("company that won"), max_length=120)
    price_fen = models.BigIntegerField(_("price of the award"))
    document = models.CharField(_("document"), max_length=120, blank=True)

    facts = ("winner", "price_fen", "document")

    class Meta(WorkEntry.Meta):
        verbose_name = _("award of the bid")
        verbose_name_plural = _("awards of bids")
        constraints = [one_standing("work")]


class Level(models.TextChoices):
    """Whose money it is."""

    NATIONAL = "national", _("national funds")
    PROVINCIAL = "provincial", _("provincial funds")
    MUNICIPAL = "municipal", _("municipal funds")
    ZONE = "zone", _("funds of the zone")


class Funding(WorkEntry):
    """Money granted for a work by one level of government. New money, not cumulative."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="fundings", verbose_name=_("work"))
    level = models.CharField(_("level of government"), max_length=12, choices=Level.choices)
    amount_fen = models.BigIntegerField(_("amount granted"))
    document = models.CharField(_("document"), max_length=120, blank=True)

    facts = ("level", "amount_fen", "document")

    class Meta(WorkEntry.Meta):
        verbose_name = _("grant of money")
        verbose_name_plural = _("grants of money")
        constraints = [one_standing("work", "happened_on", "level")]


class Consent(WorkEntry):
    """Households were asked whether they want a work (residents' wish). Counts only, no names."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="consents", verbose_name=_("work"))
    asked = models.PositiveIntegerField(_("households asked"))
    agreed = models.PositiveIntegerField(_("households that agree"))

    facts = ("asked", "agreed")

    class Meta(WorkEntry.Meta):
        verbose_name = _("consent of the residents")
        verbose_name_plural = _("consents of the residents")
        constraints = [
            one_standing("work", "happened_on"),
            models.CheckConstraint(
                condition=models.Q(agreed__lte=models.F("asked")), name="city_agreed_are_among_the_asked"
            ),
        ]


class Start(WorkEntry):
    """Works began on the ground."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="starts", verbose_name=_("work"))

    class Meta(WorkEntry.Meta):
        verbose_name = _("start of works")
        verbose_name_plural = _("starts of works")
        constraints = [one_standing("work")]


class Progress(WorkEntry):
    """The share done by a month, and the phase the works are in. Cumulative; one report a month."""

    class Phase(models.TextChoices):
        PREPARATION = "preparation", _("preparing")
        LAND = "land", _("clearing the land")
        PIPES = "pipes", _("laying pipes")
        STRUCTURE = "structure", _("main works")
        FINISH = "finish", _("surface, planting and lights")
        TIDYING = "tidying", _("finishing, awaiting acceptance")

    work = models.ForeignKey(Work, models.PROTECT, related_name="reports", verbose_name=_("work"))
    month = models.DateField(_("month"), help_text="its first day")
    done_x10 = models.PositiveSmallIntegerField(_("progress (%)"))
    phase = models.CharField(_("phase"), max_length=12, choices=Phase.choices)
    reporter = models.CharField(_("reported by (company)"), max_length=120, blank=True)

    facts = ("done_x10", "phase", "reporter")

    class Meta(WorkEntry.Meta):
        verbose_name = _("progress of the month")
        verbose_name_plural = _("progress of the months")
        constraints = [
            one_standing("work", "month"),
            models.CheckConstraint(condition=models.Q(done_x10__lte=1000), name="city_progress_within_100_percent"),
        ]

    def get_done_x10_display(self) -> str:
        return f"{self.done_x10 / 10:g} %"


class Completion(WorkEntry):
    """The works are finished; acceptance is still to come."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="completions", verbose_name=_("work"))

    class Meta(WorkEntry.Meta):
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        constraints = [one_standing("work")]


class Acceptance(Amounts, WorkEntry):
    """The acceptance team's document, on its day. Its amounts are those that count."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="acceptances", verbose_name=_("work"))
    document = models.CharField(_("acceptance document"), max_length=120, blank=True)

    facts = ("length_cm", "floor_area_dm2", "buildings", "households", "voltage_kv", "document")

    class Meta(WorkEntry.Meta):
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        constraints = [one_standing("work")]


class Warranty(WorkEntry):
    """The contractor mends what fails, from this day to another."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="warranties", verbose_name=_("work"))
    ends_on = models.DateField(_("ends on"))

    facts = ("ends_on",)

    class Meta(WorkEntry.Meta):
        verbose_name = _("beginning of the warranty")
        verbose_name_plural = _("beginnings of warranties")
        constraints = [one_standing("work")]


class Opening(WorkEntry):
    """Traffic was let onto a road. Its day is not that of the works' completion."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="openings", verbose_name=_("work"))
    length_cm = models.BigIntegerField(_("length"))

    facts = ("length_cm",)

    class Meta(WorkEntry.Meta):
        verbose_name = _("opening to traffic")
        verbose_name_plural = _("openings to traffic")
        constraints = [one_standing("work")]


class Clearance(WorkEntry):
    """Households signed, buildings and floor area pulled down since the last report. New, not cumulative."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="clearances", verbose_name=_("work"))
    households = models.PositiveIntegerField(_("households signed"))
    buildings = models.PositiveIntegerField(_("buildings pulled down"))
    floor_area_dm2 = models.BigIntegerField(_("floor area pulled down"))

    facts = ("households", "buildings", "floor_area_dm2")

    class Meta(WorkEntry.Meta):
        verbose_name = _("report of clearance")
        verbose_name_plural = _("reports of clearance")
        constraints = [one_standing("work", "happened_on")]


class WholeDemolition(WorkEntry):
    """The last house of a village is down (C59)."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="demolitions", verbose_name=_("work"))

    class Meta(WorkEntry.Meta):
        verbose_name = _("demolition of the whole village")
        verbose_name_plural = _("demolitions of whole villages")
        constraints = [one_standing("work")]


class SatisfactionSurvey(WorkEntry):
    """Residents were asked about a work (the city claims over 95 %). Counts only, no names."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="surveys", verbose_name=_("work"))
    question = models.CharField(_("question"), max_length=120)
    asked = models.PositiveIntegerField(_("residents asked"))
    satisfied = models.PositiveIntegerField(_("residents satisfied"))

    facts = ("question", "asked", "satisfied")

    class Meta(WorkEntry.Meta):
        verbose_name = _("satisfaction survey")
        verbose_name_plural = _("satisfaction surveys")
        constraints = [
            one_standing("work", "happened_on", "question"),
            models.CheckConstraint(
                condition=models.Q(satisfied__lte=models.F("asked")), name="city_satisfied_are_among_the_asked"
            ),
        ]
