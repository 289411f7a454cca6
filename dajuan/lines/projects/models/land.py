"""The land ledger (征地拆迁台账): plots of a project, what is owed and paid, cleared and handed over. Domain.md 2.3.

Households are a number and compensation is a sum: who lives there stands in no entry. A plot is cleared once, handed
over once and never before it is cleared; the day the last plot is cleared is the day the project's land is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.places.models import Area
from dajuan.core.places.shaped import Shaped
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import one_standing
from dajuan.core.records.quantities import read
from dajuan.core.records.resting import Rests
from dajuan.core.rooms.subjects import PlacedQuerySet, RoomSubject, refuse_before, refuse_twice
from dajuan.lines.projects.models.nodes import NodeKind
from dajuan.lines.projects.models.subjects import ProjectEntry


class PlotQuerySet(PlacedQuerySet):  # type: ignore[override]  # as_manager of two bases
    def for_lists(self) -> Any:
        """With the names of their projects."""
        return super().for_lists().select_related("project")


class Plot(Shaped, RoomSubject):
    """A piece of land that a project needs."""

    class Stage(models.TextChoices):
        NAMED = "named", pgettext_lazy("plot", "named")
        SURVEYED = "surveyed", pgettext_lazy("plot", "surveyed")
        CLEARED = "cleared", pgettext_lazy("plot", "cleared")
        HANDED_OVER = "handed-over", pgettext_lazy("plot", "handed over")

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="plots", verbose_name=_("project"))
    name = models.CharField(_("number of the plot"), max_length=60)
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("part of the zone")
    )
    due_on = models.DateField(_("to be cleared by"), null=True, blank=True)
    stage = models.CharField(
        pgettext_lazy("plot", "stage"), max_length=12, choices=Stage.choices, default=Stage.NAMED, editable=False
    )

    page = "plots"
    narrowed_by = ("stage", "office", "area")
    copied = ("project", "office", "area", "type", "industry", "level", "landmark")
    open_stages: ClassVar[tuple[str, ...]] = (Stage.NAMED, Stage.SURVEYED)
    milestones = (
        (Stage.SURVEYED, "surveys"),
        (Stage.CLEARED, "clearances"),
        (Stage.HANDED_OVER, "handovers"),
    )
    rests = (
        Rests("payments", on="surveys"),
        Rests("clearances", on="surveys"),
        Rests("handovers", on="clearances"),
    )

    objects: ClassVar[Any] = PlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("plot")
        verbose_name_plural = _("plots")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"],
                name="one_plot_of_a_number",
                violation_error_message=_("This project has a plot of this number already."),
            )
        ]
        indexes = [models.Index(fields=["zone", "id"], name="plot_list")]

    def __str__(self) -> str:
        return f"{self.project} · {self.name}"

    @property
    def type(self) -> str:
        return self.project.type

    @property
    def industry(self) -> str:
        return self.project.industry

    @property
    def level(self) -> str:
        return self.project.level

    @property
    def landmark(self) -> str:
        return self.project.landmark

    @property
    def verbs(self) -> tuple[str, ...]:
        if self.stage == self.Stage.NAMED:
            return ("survey",)
        clearing = {self.Stage.SURVEYED: ("clear",), self.Stage.CLEARED: ("hand_over",)}
        return ("pay", *clearing.get(self.Stage(self.stage), ()))

    @property
    def surveyed(self) -> LandSurvey | None:
        found: LandSurvey | None = self.surveys.standing().first()
        return found

    def paid(self) -> tuple[int, int]:
        """Compensation paid so far, in fen, and households that have it in full."""
        sums = self.payments.standing().aggregate(fen=Sum("paid_fen"), households=Sum("households"))
        return sums["fen"] or 0, sums["households"] or 0

    def particulars(self) -> list[tuple[Any, Any]]:
        survey = self.surveyed
        if survey is None:
            return []
        paid_fen, paid_households = self.paid()
        said = {"paid": paid_households, "all": survey.households}
        return [
            (_("Land"), read("area_dm2", survey.land_dm2)),
            (_("Compensation paid, of"), f"{read('_fen', paid_fen)} / {read('_fen', survey.owed_fen)}"),
            (_("Households paid, of"), "{paid} / {all}".format(**said)),
        ]

    def warnings(self) -> list[str]:
        """Cleared although somebody still waits for money."""
        survey = self.surveyed
        if survey is None or self.stage not in (self.Stage.CLEARED, self.Stage.HANDED_OVER):
            return []
        waiting = survey.households - self.paid()[1]
        words = _("Cleared, and %(n)s households have not been paid in full. Please check.")
        return [str(words) % {"n": waiting}] if waiting > 0 else []

    def survey(
        self, act: Act, *, happened_on: date, land_dm2: int, households: int, owed_fen: int, document: str = ""
    ) -> LandSurvey:
        """What lies on the plot and what is owed for it, by the survey's document."""
        act.lock(self)
        refuse_twice(act, self.surveys, _("The survey of this plot has already been recorded: correct it."))
        if land_dm2 <= 0:
            raise Refused(_("A plot has some land."), field="land_dm2")
        facts = {"land_dm2": land_dm2, "households": households, "owed_fen": owed_fen, "document": document}
        return act.enter(self.entry(LandSurvey, happened_on=happened_on, **facts))

    def pay(self, act: Act, *, happened_on: date, paid_fen: int, households: int, document: str = "") -> LandPayment:
        """Compensation was paid: new money, and the households that now have theirs in full. Never above the survey."""
        act.lock(self)
        refuse_before(act, self.surveys, happened_on, _("Nothing is paid before the survey says what is owed."))
        survey = act.standing(self.surveys).get()
        if paid_fen == 0:
            raise Refused(_("Nothing was paid."), field="paid_fen")
        before = act.standing(self.payments).aggregate(fen=Sum("paid_fen"), households=Sum("households"))
        left = survey.owed_fen - (before["fen"] or 0)
        if paid_fen > left:
            words = _("More than is owed: %(left)s is left by the survey. Correct the survey first.")
            raise Refused(words % {"left": read("_fen", left)}, field="paid_fen")
        waiting = survey.households - (before["households"] or 0)
        if households > waiting:
            words = _("More households than wait for money: %(left)s are left.")
            raise Refused(words % {"left": waiting}, field="households")
        facts = {"paid_fen": paid_fen, "households": households, "document": document}
        return act.enter(self.entry(LandPayment, happened_on=happened_on, **facts))

    def clear(self, act: Act, *, happened_on: date, document: str = "") -> LandClearance:
        """Everything on the plot is down. With the last plot the project's land is cleared: its node is recorded."""
        act.lock(self, self.project)
        refuse_twice(act, self.clearances, _("This plot has already been cleared."))
        refuse_before(act, self.surveys, happened_on, _("A plot is surveyed before it is cleared."))
        refuse_before(
            act,
            self.project.nodes.filter(kind=NodeKind.CLEARING),
            happened_on,
            _("No plot is cleared before the clearance task was issued."),
        )
        land_dm2 = act.standing(self.surveys).get().land_dm2
        entry = act.enter(self.entry(LandClearance, happened_on=happened_on, land_dm2=land_dm2, document=document))
        self._last_plot(act, happened_on)
        return entry

    def _last_plot(self, act: Act, day: date) -> None:
        """Record the project's node when no other plot is left, on the day of the last one."""
        project = self.project
        days = dict(act.standing(project.land_clearances).values_list("plot", "happened_on")) | {self.pk: day}
        left = set(project.plots.values_list("pk", flat=True)) - set(days)
        if not left and not act.standing(project.nodes.filter(kind=NodeKind.CLEARED)).exists():
            project.enter_node(act, kind=NodeKind.CLEARED, happened_on=max(days.values()))

    def hand_over(self, act: Act, *, happened_on: date, receiver: str, document: str = "") -> LandHandover:
        """The cleared plot was handed over. Refuses a plot that is not cleared by that day."""
        act.lock(self)
        refuse_twice(act, self.handovers, _("This plot has already been handed over."))
        refuse_before(act, self.clearances, happened_on, _("A plot cannot be handed over before it is cleared."))
        land_dm2 = act.standing(self.surveys).get().land_dm2
        facts = {"receiver": receiver, "land_dm2": land_dm2, "document": document}
        return act.enter(self.entry(LandHandover, happened_on=happened_on, **facts))


class LandEntry(ProjectEntry):
    """An entry about a plot; it names the plot's project too, with what the project was that day."""

    document = models.CharField(_("document"), max_length=120, blank=True)

    subject_field = "plot"

    class Meta(ProjectEntry.Meta):
        abstract = True


class LandSurvey(LandEntry):
    """What lies on a plot: land, households (a number) and the compensation owed."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+", verbose_name=_("project"))
    plot = models.ForeignKey(Plot, models.PROTECT, related_name="surveys", verbose_name=_("plot"))
    land_dm2 = models.BigIntegerField(_("land"))
    households = models.PositiveIntegerField(_("households"))
    owed_fen = models.BigIntegerField(_("compensation owed"))

    facts = ("land_dm2", "households", "owed_fen", "document")

    class Meta(LandEntry.Meta):
        verbose_name = _("survey of a plot")
        verbose_name_plural = _("surveys of plots")
        constraints = [
            one_standing("plot"),
            models.CheckConstraint(condition=Q(land_dm2__gt=0), name="projects_plot_has_land"),
        ]


class LandPayment(LandEntry):
    """Compensation paid: new money, and households that now have theirs in full. Not cumulative."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+", verbose_name=_("project"))
    plot = models.ForeignKey(Plot, models.PROTECT, related_name="payments", verbose_name=_("plot"))
    paid_fen = models.BigIntegerField(_("compensation paid"))
    households = models.PositiveIntegerField(_("households paid in full"))

    facts = ("paid_fen", "households", "document")

    class Meta(LandEntry.Meta):
        verbose_name = _("payment of compensation")
        verbose_name_plural = _("payments of compensation")
        constraints = [models.CheckConstraint(condition=Q(paid_fen__gt=0), name="projects_something_was_paid")]


class LandClearance(LandEntry):
    """A plot was cleared: everything on it is down and everybody is out."""

    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="land_clearances", verbose_name=_("project")
    )
    plot = models.ForeignKey(Plot, models.PROTECT, related_name="clearances", verbose_name=_("plot"))
    land_dm2 = models.BigIntegerField(_("land"))

    facts = ("land_dm2", "document")

    class Meta(LandEntry.Meta):
        verbose_name = _("clearance of a plot")
        verbose_name_plural = _("clearances of plots")
        constraints = [one_standing("plot")]


class LandHandover(LandEntry):
    """A cleared plot was handed over to whoever builds on it."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+", verbose_name=_("project"))
    plot = models.ForeignKey(Plot, models.PROTECT, related_name="handovers", verbose_name=_("plot"))
    land_dm2 = models.BigIntegerField(_("land"))
    receiver = models.CharField(_("handed over to"), max_length=120)

    facts = ("land_dm2", "receiver", "document")

    class Meta(LandEntry.Meta):
        verbose_name = _("handover of a plot")
        verbose_name_plural = _("handovers of plots")
        constraints = [one_standing("plot")]


@dataclass(frozen=True)
class LandTotals:
    """What the ledger of a project adds up to: plots, land in dm², households, money in fen."""

    plots: int
    plots_cleared: int
    plots_handed_over: int
    land_dm2: int
    land_cleared_dm2: int
    households: int
    households_paid: int
    owed_fen: int
    paid_fen: int

    def rows(self) -> list[tuple[Any, str, str]]:
        """Name, so far, and all, as a page shows them."""
        return [
            (_("Plots cleared"), str(self.plots_cleared), str(self.plots)),
            (_("Plots handed over"), str(self.plots_handed_over), str(self.plots)),
            (_("Land cleared"), read("_dm2", self.land_cleared_dm2), read("_dm2", self.land_dm2)),
            (_("Households paid in full"), str(self.households_paid), str(self.households)),
            (_("Compensation paid"), read("_fen", self.paid_fen), read("_fen", self.owed_fen)),
        ]


class OnLand:
    """What a project asks of its plots; mixed into Project."""

    plots: Any
    pk: Any

    def plots_left(self) -> int:
        """How many plots have not been cleared."""
        cleared = LandClearance.objects.standing().filter(project_id=self.pk)
        left: int = self.plots.exclude(pk__in=cleared.values("plot")).count()
        return left

    def plots_in_order(self) -> Any:
        """Its plots by number."""
        return self.plots.defer("geojson").select_related("project").order_by("name")

    def land_totals(self) -> LandTotals:
        """The sums of the land ledger; four questions."""
        surveys = LandSurvey.objects.standing().filter(project_id=self.pk)
        surveyed = surveys.aggregate(land=Sum("land_dm2"), households=Sum("households"), owed=Sum("owed_fen"))
        payments = LandPayment.objects.standing().filter(project_id=self.pk)
        paid = payments.aggregate(households=Sum("households"), fen=Sum("paid_fen"))
        cleared = (
            LandClearance.objects.standing()
            .filter(project_id=self.pk)
            .aggregate(land=Sum("land_dm2"), plots=models.Count("plot"))
        )
        handed = Q(handovers__isnull=False, handovers__until__isnull=True)
        plots = self.plots.aggregate(
            plots=models.Count("pk", distinct=True), handed=models.Count("pk", distinct=True, filter=handed)
        )
        return LandTotals(
            plots=plots["plots"],
            plots_cleared=cleared["plots"],
            plots_handed_over=plots["handed"],
            land_dm2=surveyed["land"] or 0,
            land_cleared_dm2=cleared["land"] or 0,
            households=surveyed["households"] or 0,
            households_paid=paid["households"] or 0,
            owed_fen=surveyed["owed"] or 0,
            paid_fen=paid["fen"] or 0,
        )
