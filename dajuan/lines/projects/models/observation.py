"""Observation rounds (观摩): projects are visited, judged by criteria with weights, and placed. Domain.md 2.3, C29.

No official score sheet was found; the common shape is kept: criteria with weights that make 100, a sheet of each judge
for each project, the highest and lowest sheet left out if the round says so, the mean of the rest, and the place. A
judge is a number or a unit, never a name. What the city or the province says of the zone is an attested value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Entry, one_standing
from dajuan.core.records.resting import Rests
from dajuan.core.rooms.subjects import RoomQuerySet, RoomSubject, one_per, refuse_before, refuse_twice
from dajuan.core.staff.models import Office
from dajuan.lines.projects.models.subjects import Level, ProjectEntry

FULL = 100  # the weights make it, and a criterion is scored from 0 to it
E = TypeVar("E", bound=Entry)
LEAST_TO_DROP = 3  # sheets; of two, leaving out highest and lowest leaves nothing


@dataclass(frozen=True)
class Standing:
    """How one project came out: the mean of the sheets that count, times 100, its place, and what was left out."""

    project: Any
    mean_x100: int
    place: int
    sheets: int
    left_out: tuple[int, ...]

    @property
    def mean(self) -> str:
        """The mean in points, two places."""
        return f"{self.mean_x100 / 100:.2f}"

    @property
    def left_out_words(self) -> str:
        """The points of the sheets that do not count, lowest first."""
        return ", ".join(f"{one / 1000:g}" for one in self.left_out)


class Observation(RoomSubject):
    """One round of observation."""

    class Stage(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("observation", "being prepared")
        OPEN = "open", pgettext_lazy("observation", "criteria set")
        PLACED = "placed", pgettext_lazy("observation", "placed")

    name = models.CharField(_("round"), max_length=120)
    level = models.CharField(pgettext_lazy("observation", "level"), max_length=12, choices=Level.choices)
    held_on = models.DateField(_("day of the visit"), null=True, blank=True)
    projects: Any = models.ManyToManyField("projects.Project", related_name="observations", verbose_name=_("projects"))
    stage = models.CharField(
        pgettext_lazy("observation", "state"),
        max_length=12,
        choices=Stage.choices,
        default=Stage.PLANNED,
        editable=False,
    )

    page = "observations"
    narrowed_by = ("level", "stage", "office")
    open_stages: ClassVar[tuple[str, ...]] = (Stage.PLANNED, Stage.OPEN)
    milestones = ((Stage.OPEN, "sheets"), (Stage.PLACED, "places"))
    rests = (Rests("scores", on="sheets", whole=True), Rests("places", on="scores", whole=True))

    objects: ClassVar[Any] = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("observation round")
        verbose_name_plural = _("observation rounds")
        constraints = [one_per("name", name="one_observation_of_a_name", message=_("This round is entered already."))]

    def __str__(self) -> str:
        return self.name

    @property
    def verbs(self) -> tuple[str, ...]:
        steps = {self.Stage.PLANNED: ("set_criteria",), self.Stage.OPEN: ("score", "place")}
        return steps.get(self.Stage(self.stage), ())

    @property
    def sheet(self) -> ScoringSheet | None:
        """Its criteria, None while they are not set."""
        found: ScoringSheet | None = self.sheets.standing().first()
        return found

    def set_criteria(
        self, act: Act, *, happened_on: date, criteria: Sequence[Mapping[str, Any]], drops: bool, document: str = ""
    ) -> ScoringSheet:
        """The criteria with their weights, which make 100, and whether the highest and lowest sheet are left out."""
        act.lock(self)
        refuse_twice(act, self.sheets, _("The criteria of this round are set already: correct them."))
        if not criteria or sum(one["weight"] for one in criteria) != FULL:
            words = _("The weights make %(sum)s, and must make 100.")
            raise Refused(words % {"sum": sum(one["weight"] for one in criteria)}, field="criteria")
        if len({one["name"] for one in criteria}) != len(criteria):
            raise Refused(_("Two criteria have the same name."), field="criteria")
        facts = {"criteria": [dict(one) for one in criteria], "drops": drops, "document": document}
        return act.enter(self.sheet_of(happened_on=happened_on, **facts))

    def score(self, act: Act, *, happened_on: date, project: Any, judge: str, points: Sequence[int]) -> Score:
        """One judge's sheet for one project: points of each criterion, 0 to 100 times ten, in the sheet's order."""
        act.lock(self)
        refuse_before(act, self.sheets, happened_on, _("Nothing is scored before the criteria are set."))
        refuse_twice(act, self.places, _("The places of this round stand already."))
        if not self.projects.filter(pk=project.pk).exists():
            raise Refused(_("This project is not visited in this round."), field="project")
        same = self.scores.filter(project=project, judge=judge)
        refuse_twice(act, same, _("This judge has scored this project already: correct that sheet."))
        criteria = act.standing(self.sheets).get().criteria
        if len(points) != len(criteria) or any(not 0 <= one <= FULL * 10 for one in points):
            raise Refused(_("Give each criterion 0 to 100 points."), field="points")
        facts = {"judge": judge, "points": points, "criteria": criteria}
        return act.enter(self.score_of(project, happened_on=happened_on, **facts))

    def place(self, act: Act, *, happened_on: date) -> Place:
        """The round is over: each project gets its place. Refuses a project without a sheet, or too few to drop two.

        Gives the entry of the first place.
        """
        act.lock(self)
        refuse_twice(act, self.places, _("The places of this round stand already."))
        refuse_before(act, self.sheets, happened_on, _("Nothing is placed before the criteria are set."))
        drops = act.standing(self.sheets).get().drops
        scores = list(act.standing(self.scores).select_related("project"))
        self._refuse_too_few(scores, drops)
        if any(score.happened_on > happened_on for score in scores):
            raise Refused(_("A judge scored later than this day."), field="happened_on")
        return act.enter_many(self.places_of(scores, happened_on=happened_on, drops=drops))[0]

    def _refuse_too_few(self, scores: Sequence[Score], drops: bool) -> None:
        sheets: dict[int, int] = dict.fromkeys(self.projects.values_list("pk", flat=True), 0)
        for score in scores:
            sheets[score.project_id] += 1
        least = LEAST_TO_DROP if drops else 1
        short = [pk for pk, count in sheets.items() if count < least]
        if not sheets or short:
            names = ", ".join(self.projects.filter(pk__in=short).values_list("name", flat=True))
            words = {"n": least, "projects": names or "–"}
            raise Refused(_("Each project needs at least %(n)s sheets; too few for: %(projects)s.") % words)

    def result(self) -> list[Standing]:
        """How it stands by the sheets so far, best first; empty while nothing is scored."""
        sheet = self.sheet
        scores = list(self.scores.standing().select_related("project"))
        return standings(scores, drops=bool(sheet and sheet.drops)) if scores else []

    # Its entries, as the methods above and the demo make them.

    def sheet_of(self, **facts: Any) -> ScoringSheet:
        return ScoringSheet(observation=self, office=self.office, round_level=self.level, **facts)

    def score_of(
        self, project: Any, *, points: Sequence[int], criteria: Sequence[Mapping[str, Any]], **facts: Any
    ) -> Score:
        """A sheet with its weighted total, in thousandths of a point."""
        total = sum(one * criterion["weight"] for one, criterion in zip(points, criteria, strict=True))
        return self._about(Score, project, points=list(points), total_x1000=total, **facts)

    def places_of(self, scores: Sequence[Score], *, drops: bool, **facts: Any) -> list[Place]:
        """A place for each project, by the sheets that count."""
        placed = standings(scores, drops=drops)
        own = {"of": len(placed), **facts}
        return [self._about(Place, one.project, place=one.place, mean_x100=one.mean_x100, **own) for one in placed]

    def _about(self, entry: type[E], project: Any, **facts: Any) -> E:
        """An entry of this round about a project, with what the project was that day; the office is the round's."""
        as_it_is = {name: getattr(project, name) for name in project.copied} | {"office": self.office}
        return entry(observation=self, project=project, round_level=self.level, **as_it_is, **facts)


def standings(scores: Iterable[Any], *, drops: bool) -> list[Standing]:
    """Mean and place of each project, best first. Equal means share a place, and the next place is left free."""
    by_project: dict[Any, list[int]] = {}
    projects = {}
    for score in scores:
        projects[score.project_id] = score.project
        by_project.setdefault(score.project_id, []).append(score.total_x1000)
    means = {key: _mean(totals, drops) for key, totals in by_project.items()}
    found = []
    for key, mean in sorted(means.items(), key=lambda one: (-one[1], str(projects[one[0]]))):
        ahead = sum(1 for other in means.values() if other > mean)
        totals = sorted(by_project[key])
        left_out = (totals[0], totals[-1]) if drops and len(totals) >= LEAST_TO_DROP else ()
        rounded = (mean * 2 + 10).__floor__() // 20  # from thousandths to hundredths, half up
        found.append(Standing(projects[key], rounded, ahead + 1, len(totals), left_out))
    return found


def _mean(totals: Sequence[int], drops: bool) -> Fraction:
    counted = sorted(totals)[1:-1] if drops and len(totals) >= LEAST_TO_DROP else totals
    return Fraction(sum(counted), len(counted))


class ScoringSheet(Entry):
    """The criteria of a round with their weights, and whether the highest and lowest sheet are left out."""

    observation = models.ForeignKey(Observation, models.PROTECT, related_name="sheets", verbose_name=_("round"))
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("responsible office"))
    round_level = models.CharField(_("level of the round"), max_length=12, choices=Level.choices)
    criteria = models.JSONField(_("criteria with weights"))
    drops = models.BooleanField(_("highest and lowest left out"))
    document = models.CharField(_("document"), max_length=120, blank=True)

    subject_field = "observation"
    facts = ("criteria", "drops", "document")

    class Meta(Entry.Meta):
        verbose_name = _("criteria of an observation round")
        verbose_name_plural = _("criteria of observation rounds")
        constraints = [one_standing("observation")]

    def get_criteria_display(self) -> str:
        return ", ".join(f"{one['name']} {one['weight']}" for one in self.criteria)


class ObservationEntry(ProjectEntry):
    """An entry of a round about one project."""

    round_level = models.CharField(_("level of the round"), max_length=12, choices=Level.choices)

    subject_field = "observation"

    class Meta(ProjectEntry.Meta):
        abstract = True


class Score(ObservationEntry):
    """One judge's sheet for one project: points of each criterion times ten, and the weighted total times 1,000."""

    observation = models.ForeignKey(Observation, models.PROTECT, related_name="scores", verbose_name=_("round"))
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+", verbose_name=_("project"))
    judge = models.CharField(_("judge (number or unit)"), max_length=24)
    points = models.JSONField(_("points of each criterion"))
    total_x1000 = models.PositiveIntegerField(_("weighted total"))

    facts = ("project", "judge", "points", "total_x1000")

    class Meta(ObservationEntry.Meta):
        verbose_name = _("sheet of a judge")
        verbose_name_plural = _("sheets of judges")
        constraints = [one_standing("observation", "project", "judge", name="one_sheet_of_a_judge")]

    def get_points_display(self) -> str:
        return ", ".join(f"{one / 10:g}" for one in self.points)

    def get_total_x1000_display(self) -> str:
        return f"{self.total_x1000 / 1000:g}"


class Place(ObservationEntry):
    """The place a project took in a round; equal means share one."""

    observation = models.ForeignKey(Observation, models.PROTECT, related_name="places", verbose_name=_("round"))
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+", verbose_name=_("project"))
    place = models.PositiveSmallIntegerField(pgettext_lazy("observation", "place"))
    of = models.PositiveSmallIntegerField(_("projects visited"))
    mean_x100 = models.PositiveIntegerField(_("mean of the sheets that count"))

    facts = ("project", "place", "of", "mean_x100")

    class Meta(ObservationEntry.Meta):
        verbose_name = _("place in an observation round")
        verbose_name_plural = _("places in observation rounds")
        constraints = [
            one_standing("observation", "project"),
            models.CheckConstraint(condition=Q(place__gte=1), name="projects_places_begin_at_one"),
        ]

    def get_mean_x100_display(self) -> str:
        return f"{self.mean_x100 / 100:.2f}"
