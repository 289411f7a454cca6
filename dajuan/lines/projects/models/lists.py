"""Yearly lists of key projects at nested levels, with the versions of their plans (domain.md 0.4 and 2.3; C5).

National within provincial within municipal within the zone's: a project of a higher list stands in the lower ones too,
so levels are never added. A list is issued, adjusted and issued again; each version is kept with its document.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Subquery, Sum, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Entry, one_standing
from dajuan.core.records.resting import Rests
from dajuan.core.rooms.subjects import RoomQuerySet, RoomSubject, one_per, refuse_twice
from dajuan.figures.models import SCALE, Target
from dajuan.lines.projects.models.subjects import Level, PartOfProject, ProjectEntry, ReadInUnits

LOWER = {Level.NATIONAL: Level.PROVINCIAL, Level.PROVINCIAL: Level.MUNICIPAL, Level.MUNICIPAL: Level.ZONE}
"""The list within which a list lies."""

COMPLETED = "{level}-investment-completed"
"""The key of the figure a list's plan is a plan of."""


class Category(models.TextChoices):
    """What a project is on the list for."""

    CONTINUED = "continued", _("continued")
    NEW = "new", _("new start")
    PREPARED = "prepared", _("in reserve")


class KeyListQuerySet(RoomQuerySet):  # type: ignore[override]  # as_manager of two bases
    """Lists by year and level."""


class KeyList(RoomSubject):
    """The list of one year and one level. What it plans is said by its versions."""

    class Stage(models.TextChoices):
        DRAWN_UP = "drawn-up", _("being drawn up")
        ISSUED = "issued", pgettext_lazy("list", "issued")

    year = models.PositiveSmallIntegerField(_("year"))
    level = models.CharField(pgettext_lazy("list", "level"), max_length=12, choices=Level.choices)
    stage = models.CharField(
        pgettext_lazy("list", "stage"), max_length=12, choices=Stage.choices, default=Stage.DRAWN_UP, editable=False
    )

    page = "lists"
    narrowed_by = ("level", "stage")
    searched = ("year",)
    milestones = ((Stage.ISSUED, "issues"),)
    rests = (Rests("listings", on="issues"), Rests("removals", on="issues"))

    objects: ClassVar[Any] = KeyListQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of key projects")
        verbose_name_plural = _("lists of key projects")
        constraints = [one_per("year", "level", name="one_key_list", message=_("This list is entered already."))]

    def __str__(self) -> str:
        return str(_("%(year)s %(level)s key projects")) % {"year": self.year, "level": self.get_level_display()}

    @property
    def verbs(self) -> tuple[str, ...]:
        return ("issue",)

    def standing_listings(self) -> Any:
        """The projects that stand on the list, each by its version in force; removed ones are left out."""
        return in_force(Listing.objects.standing().filter(key_list=self))

    def planned_fen(self) -> int:
        """The sum of the plans of the projects on it, each by its version in force."""
        return self.standing_listings().aggregate(all=Sum("plan_fen"))["all"] or 0

    def versions(self) -> list[tuple[ListIssue, Fraction | None]]:
        """Each version with the investment completed in per cent of its plan, latest first; three questions."""
        done = self.completed_fen()
        issues = self.issues.standing()
        return [(one, Fraction(done * 100, one.plan_fen) if one.plan_fen else None) for one in issues]

    def completed_fen(self) -> int:
        """Investment completed in the year, by image progress, by the projects that stand on it now."""
        reports: Any = apps.get_model("projects", "MonthReport")
        keys = self.standing_listings().values("listed_key")
        return reports.objects.standing().filter(listed_key__in=keys).aggregate(all=Sum("done_fen"))["all"] or 0

    def places(self) -> list[tuple[Listing, int]]:
        """Each project on it with what it completed in the year, largest plan first; two questions."""
        reports: Any = apps.get_model("projects", "MonthReport")
        places = list(self.standing_listings().select_related("project").order_by("-plan_fen", "pk"))
        rows = reports.objects.standing().filter(listed_key__in=[one.listed_key for one in places]).order_by()
        done = dict(rows.values_list("listed_key").annotate(all=Sum("done_fen")))
        return [(one, done.get(one.listed_key, 0)) for one in places]

    def warnings(self) -> list[str]:
        """Where the version in force and the projects entered under it disagree."""
        issue = self.issues.standing().first()
        if issue is None:
            return []
        entered = self.standing_listings().count()
        if entered in (0, issue.projects):
            return []
        words = {"said": issue.projects, "entered": entered}
        return [str(_("The document names %(said)s projects, %(entered)s are entered.")) % words]

    def issue(
        self, act: Act, *, happened_on: date, version: str, projects: int, plan_fen: int, document: str = ""
    ) -> ListIssue:
        """A version of the list was issued, with its number of projects and its plan of the year.

        Refuses a plan set after the year it plans. The plan is entered as the target of the investment completed too,
        so that a completion names its version.
        """
        act.lock(self)
        if happened_on.year > self.year:
            raise Refused(_("A plan cannot be set after the year it plans."), field="happened_on")
        refuse_twice(act, self.issues.filter(version=version), _("This version has already been recorded."))
        if act.standing(self.issues).filter(happened_on__gte=happened_on).exists():
            raise Refused(_("A version of this day or a later one stands already."), field="happened_on")
        facts = {"version": version, "projects": projects, "plan_fen": plan_fen, "document": document}
        entry = ListIssue(key_list=self, office=self.office, happened_on=happened_on, **facts)
        entry.year, entry.level = self.year, self.level
        self._set_target(act, entry)
        return act.enter(entry)

    def _set_target(self, act: Act, issue: ListIssue) -> None:
        act.enter(
            Target(
                figure=COMPLETED.format(level=self.level),
                year=self.year,
                value_x10000=issue.plan_fen * SCALE // 100,
                version=issue.version,
                document=issue.document,
                happened_on=issue.happened_on,
            )
        )


class ListIssue(ReadInUnits):
    """A version of a list was issued: how many projects it names and what it plans for the year."""

    key_list = models.ForeignKey(KeyList, models.PROTECT, related_name="issues", verbose_name=_("list"))
    office = models.ForeignKey("staff.Office", models.PROTECT, related_name="+", verbose_name=_("responsible office"))
    year = models.PositiveSmallIntegerField(_("year"))
    level = models.CharField(pgettext_lazy("list", "level"), max_length=12, choices=Level.choices)
    version = models.CharField(_("version of the plan"), max_length=60)
    projects = models.PositiveIntegerField(_("number of projects"))
    plan_fen = models.BigIntegerField(_("plan of the year"))
    document = models.CharField(_("document"), max_length=120, blank=True)

    subject_field = "key_list"
    facts = ("version", "projects", "plan_fen", "document")

    class Meta(ReadInUnits.Meta):
        verbose_name = _("version of a list")
        verbose_name_plural = _("versions of lists")
        constraints = [one_standing("key_list", "version"), one_standing("key_list", "happened_on")]

    def falls_with(self) -> Iterable[Entry]:
        """The target that was entered with it: a completion never names a version that is withdrawn."""
        said = {"figure": COMPLETED.format(level=self.level), "year": self.year, "version": self.version}
        return list(Target.objects.standing().filter(zone=self.zone_id, **said))


class Listed(PartOfProject):
    """What a project does with lists; mixed into Project."""

    level: str
    listings: Any
    removals: Any

    def listings_in_force(self, year: int | None = None) -> list[Listing]:
        """Its places on lists by the versions in force, latest year and highest level first; one question."""
        rows = in_force(Listing.objects.standing().filter(project_id=self.pk)).select_related("key_list")
        rows = rows.filter(year=year) if year else rows
        order = Level.values
        return sorted(rows, key=lambda one: (-one.year, order.index(one.level)))

    def enlist(
        self,
        act: Act,
        *,
        happened_on: date,
        key_list: KeyList,
        category: str,
        plan_fen: int,
        start_by: date | None = None,
    ) -> Listing:
        """Put it on a list by the list's version in force on that day, or change its plan under a new version.

        Refuses a day after the year, a list without a version by then, and a level whose lower list lacks the project.
        """
        act.lock(self)  # type: ignore[arg-type]  # a project
        if happened_on.year > key_list.year:
            raise Refused(_("A plan cannot be set after the year it plans."), field="happened_on")
        issue = key_list.issues.standing().filter(happened_on__lte=happened_on).first()
        if issue is None:
            raise Refused(_("No version of this list stands by this day: record it first."), field="key_list")
        place = {"year": key_list.year, "level": key_list.level}
        if act.standing(self.removals.filter(**place)).exists():
            raise Refused(_("This project was removed from this list."), field="key_list")
        refuse_twice(
            act,
            self.listings.filter(version=issue.version, **place),
            _("Its plan under this version has already been recorded."),
        )
        self._refuse_outside_lower(act, key_list)
        facts = {
            "year": key_list.year,
            "key_list": key_list,
            "category": category,
            "plan_fen": plan_fen,
            "start_by": start_by,
        }
        listing: Listing = self.entry(Listing, happened_on=happened_on, version=issue.version, **facts)
        listing.level = key_list.level
        listing.first_on, listing.listed_key = date(key_list.year, 1, 1), listed_key(self.pk, key_list.year)
        return act.enter(listing)

    def _refuse_outside_lower(self, act: Act, key_list: KeyList) -> None:
        """Lists are nested: who stands on the provincial one stands on the municipal one, if there is one that year."""
        lower = LOWER.get(Level(key_list.level))
        if lower is None:
            return
        there_is = ListIssue.objects.standing().filter(zone=act.zone, year=key_list.year, level=lower).exists()
        if there_is and not act.standing(self.listings.filter(year=key_list.year, level=lower)).exists():
            words = {"lower": Level(lower).label, "year": key_list.year}
            message = _("Lists are nested: put the project on the %(lower)s list of %(year)s first.")
            raise Refused(message % words, field="key_list")

    def remove(self, act: Act, *, happened_on: date, key_list: KeyList, because: str) -> Removal:
        """Take it off a list, with the reason; what it completed until then stays recorded."""
        act.lock(self)  # type: ignore[arg-type]  # a project
        place = {"year": key_list.year, "level": key_list.level}
        first = act.standing(self.listings.filter(**place)).order_by("happened_on").first()
        if first is None:
            raise Refused(_("This project does not stand on this list."), field="key_list")
        if happened_on < first.happened_on:
            raise Refused(_("It was put on the list later than this day."), field="happened_on")
        refuse_twice(act, self.removals.filter(**place), _("This project was removed from this list."))
        higher = [above for above, lower in LOWER.items() if lower == key_list.level]
        gone = act.standing(self.removals.filter(year=key_list.year)).values("level")
        if higher and act.standing(self.listings.filter(year=key_list.year, level=higher[0])).exclude(level__in=gone):
            words = {"higher": higher[0].label}
            raise Refused(_("Lists are nested: remove it from the %(higher)s list first.") % words, field="key_list")
        removal: Removal = self.entry(Removal, happened_on=happened_on, key_list=key_list, year=key_list.year)
        removal.level, removal.because = key_list.level, because
        removal.listed_key = listed_key(self.pk, key_list.year)
        return act.enter(removal)


def listed_key(project: int, year: int) -> int:
    """One number for a project in a year: what is completed in a year is tied to that year's list by it."""
    return project * 10_000 + year


class Listing(ProjectEntry):
    """A project stands on a list of a year, with its plan by one version. `level` is the list's, not the highest."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="listings", verbose_name=_("project"))
    key_list = models.ForeignKey(KeyList, models.PROTECT, related_name="listings", verbose_name=_("list"))
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.CharField(_("version of the plan"), max_length=60)
    category = models.CharField(_("category"), max_length=12, choices=Category.choices)
    plan_fen = models.BigIntegerField(_("plan of the year"))
    start_by = models.DateField(_("start planned by"), null=True, blank=True)
    first_on = models.DateField(help_text="1 January of the year: a list of a year counts from its first day")
    listed_key = models.BigIntegerField(help_text="project and year in one number")

    facts = ("key_list", "version", "category", "plan_fen", "start_by")

    class Meta(ProjectEntry.Meta):
        verbose_name = _("place on a list")
        verbose_name_plural = _("places on lists")
        constraints = [one_standing("project", "year", "level", "version")]
        indexes = [models.Index(fields=["zone", "year", "level"], name="listing_of_year")]


class Removal(ProjectEntry):
    """A project was taken off a list of a year."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="removals", verbose_name=_("project"))
    key_list = models.ForeignKey(KeyList, models.PROTECT, related_name="removals", verbose_name=_("list"))
    year = models.PositiveSmallIntegerField(_("year"))
    because = models.CharField(_("reason"), max_length=200)
    listed_key = models.BigIntegerField(help_text="project and year in one number")

    facts = ("key_list", "because")

    class Meta(ProjectEntry.Meta):
        verbose_name = _("removal from a list")
        verbose_name_plural = _("removals from lists")
        constraints = [one_standing("project", "year", "level")]


def in_force(listings: Any, by: date | None = None) -> Any:
    """Of places on lists those by the latest version of each project, year and level, without the removed.

    As decided by a day, if one is given: what was adjusted or removed after it leaves the places as they were.
    """
    later = Listing.objects.standing().filter(
        project=OuterRef("project"),
        year=OuterRef("year"),
        level=OuterRef("level"),
        happened_on__gt=OuterRef("happened_on"),
    )
    removed = _removed()
    if by is not None:
        listings, later, removed = (rows.filter(happened_on__lte=by) for rows in (listings, later, removed))
    return listings.exclude(Exists(later)).exclude(Exists(removed))


def highest_level() -> Subquery:
    """The highest level of a project's places in its latest list year, as an expression over projects."""
    order = Case(*(When(level=level, then=Value(place)) for place, level in enumerate(Level.values)))
    rows = Listing.objects.standing().filter(project_id=OuterRef("pk")).exclude(Exists(_removed()))
    return Subquery(rows.order_by("-year", order).values("level")[:1])


def _removed() -> Any:
    same = {name: OuterRef(name) for name in ("project", "year", "level")}
    return Removal.objects.standing().filter(**same)
