"""Packages (一件事一次办): several matters that an applicant sees as one event, with one form and one list of papers.

No flow engine: a package is its matters and what each waits for. Its order is the topological one, its child cases
start when what they wait for is decided, and it has a clock of its own. What it saves is measured when it is issued,
from the versions in force on that day (domain.md 2.5; C40, C41).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.calendar.clocks import Unit
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Entry, one_standing, today
from dajuan.core.rooms.subjects import RoomSubject, one_per, refuse_twice
from dajuan.core.staff.models import Office
from dajuan.lines.services.models.finding import FoundByWords
from dajuan.lines.services.models.kinds import Audience, LifeEvent
from dajuan.lines.services.models.matters import Material, Matter, MatterVersion
from dajuan.look.languages import in_reading
from dajuan.values.pieces import as_column


@dataclass(frozen=True)
class PackagePaper:
    """A paper of a package: handed in once, used by these matters; a main one as soon as one matter says so."""

    paper: Any
    is_main: bool
    copies: int
    matters: tuple[str, ...]


@dataclass(frozen=True)
class Savings:
    """What an applicant was asked for before a package and is asked for with it: papers, steps, days, trips."""

    papers_before: int
    papers_after: int
    steps_before: int
    steps_after: int
    days_before: int
    days_after: int
    trips_before: int
    trips_after: int = 1

    def lines(self) -> list[tuple[Any, int, int]]:
        """What is measured, before and after, in reading order."""
        return [
            (pgettext_lazy("savings of a package", "papers"), self.papers_before, self.papers_after),
            (pgettext_lazy("savings of a package", "steps"), self.steps_before, self.steps_after),
            (pgettext_lazy("savings of a package", "working days"), self.days_before, self.days_after),
            (pgettext_lazy("savings of a package", "trips to the hall"), self.trips_before, self.trips_after),
        ]


@dataclass(frozen=True)
class PackageLine:
    """A matter of a package as its page shows it: working days before it may start, and what it promises itself."""

    part: PackageMatter
    start: int
    limit: int | None


@dataclass(frozen=True)
class AsItStands:
    """A package as its page shows it; `circle` says what waits for each other, where anything does."""

    lines: list[PackageLine] = field(default_factory=list)
    papers: list[PackagePaper] = field(default_factory=list)
    savings: Savings | None = None
    circle: str = ""


class PackageQuerySet(FoundByWords):  # type: ignore[override]  # the stubs give each queryset an as_manager of its own
    def in_force(self) -> Any:
        """Those issued and neither merged nor withdrawn."""
        return self.filter(stage=Package.Stage.ISSUED)


class Package(RoomSubject):
    """Several matters seen as one event."""

    class Stage(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("package", "being put together")
        ISSUED = "issued", pgettext_lazy("package", "issued")
        ENDED = "ended", pgettext_lazy("package", "merged or withdrawn")

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    batch = models.CharField(pgettext_lazy("package", "batch"), max_length=60)
    theme = models.CharField(pgettext_lazy("package", "theme"), max_length=120, blank=True)
    audience = models.CharField(
        pgettext_lazy("matter", "for whom"), max_length=10, choices=Audience.choices, default=Audience.BOTH
    )
    life_event = models.CharField(_("theme of life"), max_length=12, choices=LifeEvent.choices, default=LifeEvent.OTHER)
    promised_days = models.PositiveSmallIntegerField(_("promised working days"), null=True, blank=True)
    steps_after = models.PositiveSmallIntegerField(_("steps for the applicant"), default=1)
    guide_zh = models.TextField(_("guide in Chinese"), blank=True)
    guide_en = models.TextField(_("guide in English"), blank=True)
    words = models.TextField(editable=False, help_text="its texts as pieces of two characters: values/pieces.py")
    stage = models.CharField(
        pgettext_lazy("package", "state"), max_length=8, choices=Stage.choices, default=Stage.DRAFT, editable=False
    )

    page = "packages"
    narrowed_by: ClassVar[tuple[str, ...]] = ("stage", "batch", "life_event", "audience")
    searched: ClassVar[tuple[str, ...]] = ("name", "code")
    copied: ClassVar[tuple[str, ...]] = ("office", "batch_name", "code")
    shown: ClassVar[tuple[str, ...]] = ("theme", "promised_days", "name_en")
    open_stages: ClassVar[tuple[str, ...]] = (Stage.DRAFT,)
    milestones = ((Stage.ISSUED, "issues"), (Stage.ENDED, "endings"))

    objects: ClassVar[Any] = PackageQuerySet.as_manager()

    class Meta:
        verbose_name = _("package of matters")
        verbose_name_plural = _("packages of matters")
        constraints = [one_per("code", name="one_package_per_code", message=_("This code of a package is taken."))]
        indexes = [
            models.Index(fields=["zone", "id"], name="package_list"),
            models.Index(fields=["zone", "stage", "id"], name="package_stage"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With its words as they are found by."""
        self.tell_words()
        super().save(*args, **kwargs)

    def tell_words(self) -> None:
        """Write the column it is found by: its own texts and the names of its matters."""
        names = [part.matter.name for part in self.parts] if self.pk else []
        event = str(LifeEvent(self.life_event).label)
        self.words = as_column(self.name, self.name_en, self.code, self.theme, event, *names)

    @property
    def is_in_force(self) -> bool:
        """Whether it is issued and neither merged nor withdrawn."""
        return self.issues.standing().exists() and not self.endings.standing().exists()

    @property
    def batch_name(self) -> str:
        """Its batch, as its entries carry it: `batch` there is the import."""
        return self.batch

    @property
    def told(self) -> str:
        """Its name in the reader's language, in Chinese where it has no other."""
        return in_reading(self.name, self.name_en)

    @property
    def guide(self) -> str:
        """What an applicant reads, in the reader's language, in Chinese where it has no other."""
        return in_reading(self.guide_zh, self.guide_en)

    @property
    def verbs(self) -> tuple[str, ...]:
        return {self.Stage.DRAFT: ("issue",), self.Stage.ISSUED: ("end",)}.get(self.Stage(self.stage), ())

    @cached_property
    def parts(self) -> list[PackageMatter]:
        """Its matters with what each waits for, as they were put together. Two queries."""
        return list(self.package_matters.select_related("matter").prefetch_related("after__matter"))

    def order(self) -> list[PackageMatter]:
        """Its matters in an order in which each comes after what it waits for. Refuses a circle, by the names in it."""
        parts = {part.pk: part for part in self.parts}
        waits = {part.pk: sorted(one.pk for one in part.after.all()) for part in self.parts}
        return [parts[key] for key in in_order(waits, {key: str(part.matter) for key, part in parts.items()})]

    def ready(self, decided: Iterable[int]) -> list[PackageMatter]:
        """Its matters that may start once cases of these matters (keys) are decided, those decided left out."""
        done = set(decided)
        return [
            part
            for part in self.order()
            if part.matter_id not in done and all(one.matter_id in done for one in part.after.all())
        ]

    def versions_on(self, day: date) -> dict[int, MatterVersion]:
        """Of each matter (by key) the version that holds on a day; a matter that has none is left out. One query."""
        keys = [part.matter_id for part in self.parts]
        found: dict[int, MatterVersion] = {}
        for version in MatterVersion.objects.on(day).filter(matter__in=keys):
            found.setdefault(version.matter_id, version)
        return found

    def papers(self, day: date) -> list[PackagePaper]:
        """Its papers as its matters ask for them on a day, each once, main ones first. Two queries."""
        of_version = {version.pk: key for key, version in self.versions_on(day).items()}
        names = {part.matter_id: part.matter.told for part in self.parts}
        place = {part.matter_id: place for place, part in enumerate(self.parts)}
        asked = Material.objects.filter(version__in=of_version).select_related("paper").order_by("position")
        rows: dict[int, list[Material]] = {}
        for row in sorted(asked, key=lambda row: place[of_version[row.version_id]]):
            rows.setdefault(row.paper_id, []).append(row)
        papers = [
            PackagePaper(
                same[0].paper,
                any(row.is_main for row in same),
                max(row.copies for row in same),
                tuple(names[of_version[row.version_id]] for row in same),
            )
            for same in rows.values()
        ]
        return sorted(papers, key=lambda one: not one.is_main)

    def earliest_starts(self, day: date) -> dict[int, int]:
        """For each matter (by key) the working days before it may start: the longest way through what it waits for."""
        limits = {key: version.limit or 0 for key, version in self.versions_on(day).items()}
        starts: dict[int, int] = {}
        for part in self.order():
            before = [one.matter_id for one in part.after.all()]
            starts[part.matter_id] = max((starts[key] + limits.get(key, 0) for key in before), default=0)
        return starts

    def longest_way(self, day: date) -> int:
        """Working days from the first start to the last decision, where every matter takes what it promises."""
        limits = {key: version.limit or 0 for key, version in self.versions_on(day).items()}
        return max((start + limits.get(key, 0) for key, start in self.earliest_starts(day).items()), default=0)

    def savings(self, day: date) -> Savings:
        """What it saves against its matters done one after the other, as measured on a day.

        Papers: as each matter asks, against each once. Days: promised limits added up, against its own limit, or the
        longest way where it promises none. A limit that is not in working days is not added.
        """
        versions = self.versions_on(day)
        asked = Material.objects.filter(version__in=versions.values()).values_list("version", "paper")
        steps = dict(
            MatterVersion.objects.filter(pk__in=[one.pk for one in versions.values()])
            .order_by()
            .annotate(count=models.Count("steps"))
            .values_list("pk", "count")
        )
        days = sum(one.limit or 0 for one in versions.values() if one.unit == Unit.WORKING_DAYS)
        return Savings(
            papers_before=len(asked),
            papers_after=len({paper for _version, paper in asked}),
            steps_before=sum(max(count, 1) for count in steps.values()),
            steps_after=self.steps_after,
            days_before=days,
            days_after=self.longest_way(day) if self.promised_days is None else self.promised_days,
            trips_before=sum(one.trips for one in versions.values()),
        )

    @property
    def now(self) -> AsItStands:
        """How it stands today, for its page. Seven queries, however many matters."""
        day = today()
        try:
            starts = self.earliest_starts(day)
        except Refused as refusal:
            return AsItStands(circle=str(refusal))
        versions = self.versions_on(day)
        lines = [
            PackageLine(part, starts[part.matter_id], version.limit if version else None)
            for part in self.order()
            for version in [versions.get(part.matter_id)]
        ]
        return AsItStands(lines, self.papers(day), self.savings(day) if lines else None)

    def issue(
        self, act: Act, *, happened_on: date, document: str = "", measured: Mapping[str, int] | None = None
    ) -> PackageIssued:
        """It is issued with its batch. Refuses one of fewer than two matters, a circle, and a matter not in force.

        `measured` are savings as a document gives them, by name; what it does not give is measured here.
        """
        act.lock(self)
        refuse_twice(act, self.issues, _("This package has been issued."))
        if len(self.parts) < 2:
            raise Refused(_("A package has at least two matters."))
        self.order()
        versions = self.versions_on(happened_on)
        lacking = [str(part.matter) for part in self.parts if part.matter_id not in versions]
        if lacking:
            raise Refused(_("Not in force on that day: %(matters)s.") % {"matters": "、".join(lacking)})
        saved = self.savings(happened_on)
        savings = {name: getattr(saved, name) for name in MEASURED} | dict(measured or {})
        facts = savings | {"matters": len(self.parts), "document": document}
        return act.enter(self.entry(PackageIssued, happened_on=happened_on, **facts))

    def end(self, act: Act, *, happened_on: date, how: str, into: Package | None = None) -> PackageEnded:
        """It is merged into another, or withdrawn; from then on it is out of the count."""
        act.lock(self)
        refuse_twice(act, self.endings, _("This package has ended."))
        if (how == HowEnded.MERGED) != (into is not None):
            raise Refused(_("Say into which package it was merged, and only then."), field="into")
        if into is not None and (into.pk == self.pk or not into.is_in_force):
            raise Refused(_("It can be merged into another package that is in force."), field="into")
        return act.enter(self.entry(PackageEnded, happened_on=happened_on, how=how, into=into))


MEASURED = ("papers_before", "papers_after", "steps_before", "steps_after", "days_before", "days_after")


class PackageMatter(models.Model):
    """A matter of a package, and which others must be decided before it starts."""

    package = models.ForeignKey(Package, models.CASCADE, related_name="package_matters")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+", verbose_name=_("government service"))
    position = models.PositiveSmallIntegerField(pgettext_lazy("catalogue", "order"), default=1)
    after = models.ManyToManyField("self", symmetrical=False, blank=True, verbose_name=_("starts after"))

    class Meta:
        verbose_name = _("matter of a package")
        verbose_name_plural = _("matters of a package")
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["package", "matter"],
                name="one_matter_per_package",
                violation_error_message=_("This matter stands in the package already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.matter)


class HowEnded(models.TextChoices):
    MERGED = "merged", pgettext_lazy("package", "merged into another")
    WITHDRAWN = "withdrawn", pgettext_lazy("package", "withdrawn")


class PackageEntry(Entry):
    """An entry about a package, with its batch and office that day."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("responsible office"))
    batch_name = models.CharField(pgettext_lazy("package", "batch"), max_length=60)
    code = models.CharField(_("code"), max_length=40)

    subject_field = "package"

    class Meta(Entry.Meta):
        abstract = True


class PackageIssued(PackageEntry):
    """A package was issued, with what it saves as measured that day."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="issues", verbose_name=_("package of matters"))
    matters = models.PositiveSmallIntegerField(_("matters"))
    papers_before = models.PositiveIntegerField(_("papers before"))
    papers_after = models.PositiveIntegerField(_("papers after"))
    steps_before = models.PositiveIntegerField(_("steps before"))
    steps_after = models.PositiveIntegerField(_("steps after"))
    days_before = models.PositiveIntegerField(_("working days before"))
    days_after = models.PositiveIntegerField(_("working days after"))
    document = models.CharField(_("number of the document"), max_length=120, blank=True)

    facts = ("batch_name", "matters", *MEASURED, "document")

    class Meta(PackageEntry.Meta):
        verbose_name = _("issue of a package")
        verbose_name_plural = _("issues of packages")
        constraints = [one_standing("package")]


class PackageEnded(PackageEntry):
    """A package was merged into another, or withdrawn."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="endings", verbose_name=_("package of matters"))
    how = models.CharField(_("how it ended"), max_length=10, choices=HowEnded.choices)
    into = models.ForeignKey(
        Package, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("merged into")
    )

    facts = ("how", "into")

    class Meta(PackageEntry.Meta):
        verbose_name = _("end of a package")
        verbose_name_plural = _("ends of packages")
        constraints = [
            one_standing("package"),
            models.CheckConstraint(condition=Q(how=HowEnded.MERGED) ^ Q(into__isnull=True), name="merged_into_another"),
        ]


def in_order(waits: Mapping[int, Iterable[int]], names: Mapping[int, str]) -> list[int]:
    """Keys so that each comes after what it waits for; otherwise as given. Refuses a circle by its names."""
    sorter = TopologicalSorter(waits)
    try:
        sorter.prepare()
    except CycleError as error:
        circle = " → ".join(names[key] for key in reversed(error.args[1]))
        raise Refused(_("These wait for each other: %(circle)s.") % {"circle": circle}) from error
    given = {key: place for place, key in enumerate(waits)}
    found: list[int] = []
    while sorter.is_active():
        step = sorted(sorter.get_ready(), key=given.__getitem__)
        found += step
        sorter.done(*step)
    return found
