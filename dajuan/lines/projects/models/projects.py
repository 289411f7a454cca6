"""A project (一项一档) and what happens to it from filing to full output. Domain.md 2.3; C4, C22, C26 to C28."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.companies.models import Company
from dajuan.core.dossiers.models import Dossier
from dajuan.core.places.models import Area
from dajuan.core.places.shaped import Shaped
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import one_standing, today
from dajuan.core.records.remembering import has, latest
from dajuan.core.records.resting import Rests
from dajuan.core.rooms.subjects import PlacedQuerySet, RoomSubject, refuse_before, refuse_twice
from dajuan.core.staff.models import User
from dajuan.lines.projects.models.connections import Connecting
from dajuan.lines.projects.models.land import OnLand
from dajuan.lines.projects.models.lights import Accountable
from dajuan.lines.projects.models.lists import Listed, Listing, highest_level, in_force
from dajuan.lines.projects.models.nodes import (
    LETS_START,
    NEEDS,
    OF_INDUSTRY,
    RANKS,
    NodeKind,
    named,
    out_of_order,
)
from dajuan.lines.projects.models.phases import ReportedElsewhere
from dajuan.lines.projects.models.problems import WithProblems
from dajuan.lines.projects.models.progress import Reported
from dajuan.lines.projects.models.subjects import Industry, Level, ProjectEntry, ProjectType

CODE_LENGTH = 24  # of the investment approval platform's project code (domain.md 3.1)


class ProjectStage(models.TextChoices):
    """How far a project is, by its furthest standing node."""

    PREPARED = "prepared", _("in preparation")
    FILED = "filed", _("filed")
    SITED = "sited", _("sited")
    CLEARING = "clearing", _("clearing the land")
    CLEARED = "cleared", _("land cleared")
    CONNECTED = "connected", _("connected and levelled")
    LAND = "land", _("land transferred")
    LAND_PERMIT = "land-permit", _("land planning permit")
    PLANNING_PERMIT = "plan-permit", _("construction planning permit")
    PIT_PERMIT = "pit-permit", _("foundation-pit permit")
    PERMIT = "permit", _("construction permit")
    STARTED = "started", pgettext_lazy("project", "under construction")
    TOPPED_OUT = "topped-out", _("structure completed")
    EQUIPPED = "equipped", _("equipment installed")
    ACCEPTED = "accepted", pgettext_lazy("project", "completed")
    PRODUCING = "producing", _("in production")
    FULL = "full", _("at target output")


BUILDING = (ProjectStage.STARTED, ProjectStage.TOPPED_OUT, ProjectStage.EQUIPPED)
FINISHED = (ProjectStage.ACCEPTED, ProjectStage.PRODUCING, ProjectStage.FULL)


@dataclass(frozen=True)
class NodeLine:
    """One node of a project: what was planned, what was done, as seen on a day."""

    name: Any
    planned_on: date | None
    done_on: date | None
    seen_on: date

    @property
    def days_late(self) -> int:
        """Days after the plan, until now where it is not done; 0 where nothing was planned or the plan was kept."""
        if self.planned_on is None:
            return 0
        return max(((self.done_on or self.seen_on) - self.planned_on).days, 0)


class ProjectQuerySet(PlacedQuerySet):  # type: ignore[override]  # as_manager of two bases
    def listed(self, year: int, level: str = "") -> Self:
        """Those that stand in a list of the year, of one level or any."""
        narrowed = {"year": year, **({"level": level} if level else {})}
        return self.filter(pk__in=in_force(Listing.objects.standing().filter(**narrowed)).values("project"))

    def for_lists(self) -> Self:
        """With the names their lists show, and without shapes."""
        return super().for_lists().select_related("company", "specialist")


class Project(Listed, Reported, Accountable, OnLand, Connecting, WithProblems, ReportedElsewhere, Shaped, RoomSubject):
    """One project. Its own fields serve lists and search; what figures count stands on its entries."""

    Type = ProjectType
    Stage = ProjectStage

    code = models.CharField(
        _("code of the approval platform"), max_length=CODE_LENGTH, blank=True, help_text=_("24 characters.")
    )
    name = models.CharField(_("name"), max_length=120)
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dossier")
    )
    company = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("investor")
    )
    type = models.CharField(pgettext_lazy("project", "type"), max_length=12, choices=ProjectType.choices)
    industry = models.CharField(_("leading industry"), max_length=12, choices=Industry.choices)
    landmark = models.SlugField(
        _("name in the report"), max_length=40, blank=True, help_text=_("For a project the report speaks of by name.")
    )
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("part of the zone")
    )
    specialist = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("project specialist")
    )
    leader = models.CharField(_("leader in charge"), max_length=40, blank=True)

    stage = models.CharField(
        pgettext_lazy("project", "stage"),
        max_length=12,
        choices=ProjectStage.choices,
        default=ProjectStage.PREPARED,
        editable=False,
    )
    level = models.CharField(_("highest level"), max_length=12, choices=Level.choices, blank=True, editable=False)
    total_fen = models.BigIntegerField(_("total investment"), null=True, editable=False)
    started_on = models.DateField(_("start confirmed"), null=True, editable=False)

    page = "projects"
    narrowed_by = ("type", "industry", "level", "stage", "office", "area")
    searched = ("name", "code")
    copied = ("office", "area", "type", "industry", "level", "landmark")
    open_stages: ClassVar[tuple[str, ...]] = tuple(set(ProjectStage.values) - set(FINISHED))
    rests = (
        *(
            Rests("nodes", on="nodes", where={"kind": kind}, given={"kind": needed})
            for kind, all_needed in NEEDS.items()
            for needed in all_needed
            if needed != NodeKind.STARTED
        ),
        *(
            Rests("nodes", on="starts", where={"kind": kind})
            for kind, all_needed in NEEDS.items()
            if NodeKind.STARTED in all_needed
        ),
        Rests("starts", on="nodes", given={"lets_start": True}),
        Rests("removals", on="listings"),
        Rests("nodes", on="land_clearances", where={"kind": NodeKind.CLEARED}, whole=True),
        Rests("nodes", on="connections", where={"kind": NodeKind.CONNECTED}, whole=True),
    )

    objects: ClassVar[Any] = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = pgettext_lazy("kind of subject", "projects")
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "code"],
                condition=~Q(code=""),
                name="one_project_per_code",
                violation_error_message=_("A project with this code is entered already."),
            ),
            models.UniqueConstraint(
                fields=["dossier"],
                name="one_project_per_dossier",
                violation_error_message=_("This dossier has been taken up already."),
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "id"], name="project_list"),
            models.Index(fields=["zone", "stage", "id"], name="project_stage"),
            models.Index(fields=["zone", "west", "south"], name="project_box"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def remembered(cls) -> dict[str, Any]:
        """The furthest node by rank; the highest level of the latest list year; the total that holds; the start."""
        nodes = Node.objects.standing().filter(project_id=OuterRef("pk"), rank__gt=0).order_by("-rank")
        furthest = Coalesce(Subquery(nodes.values("kind")[:1]), Value(ProjectStage.PREPARED))
        beyond = has(Node, rank__gt=RANKS[NodeKind.STARTED])
        stage = Case(
            When(Q(beyond), then=furthest),
            When(has(Start), then=Value(ProjectStage.STARTED)),
            default=furthest,
            output_field=models.CharField(),
        )
        return {
            "stage": stage,
            "level": Coalesce(highest_level(), Value("")),
            "total_fen": latest(TotalInvestment, "total_fen"),
            "started_on": latest(Start),
        }

    def goes_through(self, stage: str) -> bool:
        """Equipment and production are stages of industry alone; a pit permit is shown where there is one."""
        if stage == NodeKind.PIT_PERMIT:
            return bool(self.nodes.standing().filter(kind=stage).exists())
        return self.goes_to(stage)

    def goes_to(self, kind: str) -> bool:
        """Whether a project of its type may come to this node."""
        return kind not in OF_INDUSTRY or self.type == ProjectType.INDUSTRY

    def course(self) -> list[tuple[Any, date | None]]:
        """Each node a project of its type goes through, and its day; None where it has not come yet."""
        done = self.days_done()
        return [
            (NodeKind(stage).label, done.get(stage))
            for stage in ProjectStage.values
            if stage != ProjectStage.PREPARED and self.goes_through(stage)
        ]

    def days_done(self) -> dict[str, date]:
        """The day of each node that has been reached, by kind; the start among them. Two questions."""
        days = dict(self.nodes.standing().values_list("kind", "happened_on"))
        if start := self.start:
            days[NodeKind.STARTED] = start.happened_on
        return days

    def nodes_against_plan(self) -> list[NodeLine]:
        """Each node its type goes through, planned by the version in force and done; four questions."""
        done, planned = self.days_done(), self.plan_on()
        kinds = [kind for kind in NodeKind.values if self.goes_to(kind) and (kind in done or kind in planned)]
        return [NodeLine(NodeKind(kind).label, planned.get(kind), done.get(kind), today()) for kind in kinds]

    def plan_on(self, day: date | None = None) -> dict[str, date]:
        """The planned day of each node by the version in force on a day, now if none is given; empty without a plan."""
        rows = self.planned.standing()
        if day is not None:
            rows = rows.filter(happened_on__lte=day)
        last = rows.order_by("-happened_on", "-number").values_list("version", flat=True).first()
        return dict(rows.filter(version=last).values_list("kind", "planned_on")) if last else {}

    @property
    def start(self) -> Start | None:
        found: Start | None = self.starts.standing().first()
        return found

    @property
    def verbs(self) -> tuple[str, ...]:
        beside = (*(("connect",) if self.has_connections() and self.open_items() else ()), "raise_problem")
        if self.stage in FINISHED:
            return ("reach", "value", "raise_problem")
        listed = ("remove", "hold_to_account") if self.level else ()
        planning = ("plan", "value", "enlist", *listed)
        if self.stage in BUILDING:
            return ("report", "reach", "report_statistics", *planning, *beside)
        starting = ("confirm_start",) if self.stage in LETS_START else ()
        return (*starting, "reach", "report", "hold_ceremony", *planning, *beside)

    def open_kinds(self) -> list[str]:
        """The nodes that may be recorded next, in the usual order: all that is needed first is done."""
        done = self.days_done()
        return [
            kind
            for kind in NodeKind.values
            if kind not in done
            and kind != NodeKind.STARTED
            and self.goes_to(kind)
            and all(needed in done for needed in NEEDS.get(kind, ()))
            and not self.left_on_the_ledger(kind)
        ]

    def warnings(self) -> list[str]:
        """A ceremony without a confirmed start, and nodes that are late against the plan."""
        found = []
        ceremony = self.ceremonies.standing().first()
        if ceremony and not self.started_on:
            words = _(
                "The ceremony was on %(day)s, and no start is confirmed yet: the project does not count as started."
            )
            found.append(str(words) % {"day": ceremony.happened_on.isoformat()})
        return found

    def value(
        self, act: Act, *, happened_on: date, total_fen: int, because: str = "", document: str = ""
    ) -> TotalInvestment:
        """Say its total investment from a day on. A rise is asked about: it needs a reason."""
        act.lock(self)
        refuse_twice(
            act, self.totals.filter(happened_on=happened_on), _("The total of this day has already been recorded.")
        )
        before = act.standing(self.totals).filter(happened_on__lte=happened_on).first()
        if before and total_fen > before.total_fen and not because.strip():
            raise Refused(_("The total rises. Say why: a rise in silence is not recorded."), field="because")
        if before and total_fen == before.total_fen:
            raise Refused(_("This is the total that holds already."), field="total_fen")
        facts = {"total_fen": total_fen, "because": because.strip(), "document": document}
        return act.enter(self.entry(TotalInvestment, happened_on=happened_on, **facts))

    def plan(self, act: Act, *, happened_on: date, document: str = "", days: Mapping[str, date]) -> list[PlannedNode]:
        """A new version of the plan of nodes, decided on a day. Refuses a node planned before one it needs."""
        act.lock(self)
        if not days:
            raise Refused(_("Plan at least one node."))
        if wrong := out_of_order(days):
            words = {"node": named(wrong[0]), "needed": named(wrong[1])}
            raise Refused(_("“%(node)s” is planned before “%(needed)s”, which it needs.") % words, field=wrong[0])
        versions = act.standing(self.planned).filter(happened_on__gte=happened_on)
        if versions.exists():
            raise Refused(_("A version of this day or a later one stands already."), field="happened_on")
        version = (self.planned.aggregate(last=models.Max("version"))["last"] or 0) + 1
        facts = {"version": version, "document": document, "happened_on": happened_on}
        return act.enter_many(
            self.entry(PlannedNode, kind=kind, planned_on=day, **facts) for kind, day in sorted(days.items())
        )

    def reach(self, act: Act, *, happened_on: date, kind: str, document: str = "") -> Node:
        """A node is done. Refuses one whose needed nodes are not done, and names what is missing."""
        act.lock(self)
        if kind == NodeKind.STARTED:
            raise Refused(_("A start is recorded by the confirmation of its report."), field="kind")
        if not self.goes_to(kind):
            raise Refused(_("Only an industrial project comes to this node."), field="kind")
        self.refuse_before_the_ledger(act, kind)
        return self.enter_node(act, happened_on=happened_on, kind=kind, document=document)

    def enter_node(self, act: Act, *, happened_on: date, kind: str, document: str = "") -> Node:
        """Enter a node that its permits, or the ledger of the land, say is done."""
        refuse_twice(act, self.nodes.filter(kind=kind), _("This node has already been recorded."))
        self._refuse_without_needed(act, kind, happened_on)
        facts = {"kind": kind, "rank": RANKS[kind], "lets_start": kind in LETS_START, "document": document}
        return act.enter(self.entry(Node, happened_on=happened_on, **facts))

    def _refuse_without_needed(self, act: Act, kind: str, day: date) -> None:
        done = dict(act.standing(self.nodes).values_list("kind", "happened_on"))
        if start := act.standing(self.starts).first():
            done[NodeKind.STARTED] = start.happened_on
        missing = [needed for needed in NEEDS.get(kind, ()) if needed not in done]
        if missing:
            words = {"node": named(kind), "missing": ", ".join(named(needed) for needed in missing)}
            raise Refused(_("“%(node)s” needs first: %(missing)s.") % words, field="kind")
        for needed in NEEDS.get(kind, ()):
            if day < done[needed]:
                words = {"node": named(kind), "needed": named(needed), "day": done[needed].isoformat()}
                raise Refused(_("“%(node)s” cannot lie before “%(needed)s” of %(day)s.") % words, field="happened_on")

    def hold_ceremony(self, act: Act, *, happened_on: date, occasion: str = "") -> Ceremony:
        """A ground-breaking ceremony was held. It starts nothing."""
        act.lock(self)
        refuse_twice(act, self.ceremonies, _("The ceremony of this project has already been recorded."))
        return act.enter(self.entry(Ceremony, happened_on=happened_on, occasion=occasion))

    def confirm_start(self, act: Act, *, happened_on: date, began_on: date, document: str = "") -> Start:
        """The start report was confirmed on a day; works began on `began_on` by it.

        Refuses without a foundation-pit or construction permit; the pit may be dug before the full permit.
        """
        act.lock(self)
        refuse_twice(act, self.starts, _("The start of this project has already been confirmed."))
        refuse_before(
            act,
            self.nodes.filter(lets_start=True),
            happened_on,
            _("A start needs first: a foundation-pit permit or a construction permit."),
        )
        if began_on > happened_on:
            raise Refused(_("Works cannot begin after their start was confirmed."), field="began_on")
        total = act.standing(self.totals).filter(happened_on__lte=happened_on).first()
        facts = {"began_on": began_on, "document": document, "total_fen": total.total_fen if total else 0}
        return act.enter(self.entry(Start, happened_on=happened_on, **facts))


class TotalInvestment(ProjectEntry):
    """The total investment of a project as it holds from a day on; the latest holds, earlier ones stay."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="totals", verbose_name=_("project"))
    total_fen = models.BigIntegerField(_("total investment"))
    because = models.CharField(_("reason of the change"), max_length=200, blank=True)
    document = models.CharField(_("document"), max_length=120, blank=True)

    facts = ("total_fen", "because", "document")

    class Meta(ProjectEntry.Meta):
        verbose_name = _("total investment")
        verbose_name_plural = _("total investments")
        constraints = [one_standing("project", "happened_on")]


class PlannedNode(ProjectEntry):
    """The planned day of one node in one version of the plan; `happened_on` is the day the version was decided."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="planned", verbose_name=_("project"))
    version = models.PositiveSmallIntegerField(pgettext_lazy("plan of nodes", "version"))
    kind = models.CharField(pgettext_lazy("project", "node"), max_length=12, choices=NodeKind.choices)
    planned_on = models.DateField(_("planned for"))
    document = models.CharField(_("document"), max_length=120, blank=True)

    facts = ("version", "kind", "planned_on", "document")

    class Meta(ProjectEntry.Meta):
        verbose_name = _("planned node")
        verbose_name_plural = _("planned nodes")
        constraints = [one_standing("project", "version", "kind")]


class Node(ProjectEntry):
    """A node was done, on its actual day, by its document. The start is an entry of its own."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="nodes", verbose_name=_("project"))
    kind = models.CharField(pgettext_lazy("project", "node"), max_length=12, choices=NodeKind.choices)
    rank = models.PositiveSmallIntegerField(_("place in the usual order"))
    lets_start = models.BooleanField(_("lets works start"))
    document = models.CharField(_("document"), max_length=120, blank=True)

    facts = ("kind", "document")

    class Meta(ProjectEntry.Meta):
        verbose_name = pgettext_lazy("project", "node done")
        verbose_name_plural = pgettext_lazy("project", "nodes done")
        constraints = [one_standing("project", "kind")]


class Ceremony(ProjectEntry):
    """A ground-breaking ceremony (开工仪式). It counts for nothing: see Start."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="ceremonies", verbose_name=_("project"))
    occasion = models.CharField(_("occasion"), max_length=120, blank=True)

    facts = ("occasion",)

    class Meta(ProjectEntry.Meta):
        verbose_name = _("ceremony of starting")
        verbose_name_plural = _("ceremonies of starting")
        constraints = [one_standing("project")]


class Start(ProjectEntry):
    """The development or statistics bureau confirmed the start report: the day that counts (C4, C27)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="starts", verbose_name=_("project"))
    began_on = models.DateField(_("works began on"))
    total_fen = models.BigIntegerField(_("total investment"), help_text="as it held that day; 0 if unknown")
    document = models.CharField(_("start report"), max_length=120, blank=True)

    facts = ("began_on", "total_fen", "document")

    class Meta(ProjectEntry.Meta):
        verbose_name = _("confirmed start")
        verbose_name_plural = _("confirmed starts")
        constraints = [one_standing("project")]
