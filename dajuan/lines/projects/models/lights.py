"""Which light a project shows, by the rule set in force; and what followed from it (domain.md 2.3).

Cities differ: Yinchuan counts points behind the time plan, Wuhan the ratio to it. The rules are dated rows of the kind
"project-lights"; IN_THE_BOX holds those two, a zone puts one into force or writes its own.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.calendar.models import RuleSet, issue_rule_set
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import one_standing
from dajuan.lines.projects.models.lists import Category
from dajuan.lines.projects.models.progress import MonthTable
from dajuan.lines.projects.models.subjects import PartOfProject, ProjectEntry
from dajuan.values.lights import Light, worst

KIND = "project-lights"


class Measure(StrEnum):
    """How far behind the time plan is told: in points of the year's plan, or as a ratio to the time plan."""

    POINTS = "points"
    RATIO = "ratio"


@dataclass(frozen=True)
class Rules:
    """Thresholds in tenths of a per cent, in months for a start and the statistics register; 0 months: not asked.

    Points: `yellow` and more behind is yellow, more than `red` red. Ratio: below `yellow` is yellow, below `red` red.
    """

    measure: str = Measure.POINTS
    yellow: int = 100
    red: int = 300
    start_yellow: int = 1
    start_red: int = 3
    register_yellow: int = 1
    register_red: int = 2
    edition: str = "银川2025"


IN_THE_BOX: dict[str, tuple[str, Rules]] = {
    "银川2025": ("银川市重大项目红黄绿灯预警办法（2025年）", Rules()),
    "武汉": (
        "武汉市重大项目红黄灯预警办法",
        Rules(Measure.RATIO, 800, 600, start_yellow=0, start_red=0, register_yellow=0, register_red=0, edition="武汉"),
    ),
}


def issue_from_the_box(act: Act, edition: str, *, valid_from: date, issued_on: date) -> RuleSet:
    """Put one of the rule sets of the box into force from a day."""
    document, rules = IN_THE_BOX[edition]
    content = {one.name: getattr(rules, one.name) for one in fields(Rules) if one.name != "edition"}
    content["measure"] = str(rules.measure)
    days = {"valid_from": valid_from, "issued_on": issued_on}
    return issue_rule_set(act, kind=KIND, edition=edition, document=document, content=content, **days)


def rules_on(day: date) -> Rules:
    """The rules in force on a day; a name the rule set leaves out keeps its default, as all do where there is none."""
    found = RuleSet.objects.on(KIND, day)
    if found is None:
        return Rules()
    said = {one.name: found.content[one.name] for one in fields(Rules) if one.name in found.content}
    numbers = {name: int(value) for name, value in said.items() if name != "measure"}
    return Rules(measure=str(said.get("measure", Measure.POINTS)), edition=found.edition, **numbers)


class Cause(StrEnum):
    """Why a light is not green."""

    BEHIND = "behind"
    NOT_STARTED = "not-started"
    NOT_REGISTERED = "not-registered"


CAUSES = {
    Cause.BEHIND: _("behind the time plan"),
    Cause.NOT_STARTED: _("start overdue"),
    Cause.NOT_REGISTERED: _("not in the statistics register"),
}


@dataclass(frozen=True)
class Standing:
    """How a project stands at the end of a month: plan and completed of the year, its start, its registration."""

    category: str
    plan_fen: int
    done_fen: int
    version: str
    start_by: date | None
    started_on: date | None
    registered_on: date | None

    @property
    def done_x10(self) -> int:
        """Completed since January in tenths of a per cent of the year's plan; all where nothing is planned."""
        return self.done_fen * 1000 // self.plan_fen if self.plan_fen else 1000


@dataclass(frozen=True)
class Judged:
    """The light of a project at a month's end, and why."""

    light: Light
    causes: tuple[Cause, ...]
    standing: Standing
    planned_x10: int

    @property
    def why(self) -> str:
        """The causes in words, empty for green."""
        return ", ".join(str(CAUSES[cause]) for cause in self.causes)


def planned_x10(month: date) -> int:
    """The even time plan (序时进度) at a month's end, in tenths of a per cent of the year's plan."""
    return month.month * 1000 // 12


def judged(standing: Standing, month: date, rules: Rules) -> Judged:
    """The light of a standing at the end of a month by the rules: the worst of progress, start and register."""
    lights = {
        Cause.BEHIND: _by_progress(standing, month, rules),
        Cause.NOT_STARTED: _by_start(standing, month, rules),
        Cause.NOT_REGISTERED: _by_register(standing, month, rules),
    }
    causes = tuple(cause for cause, light in lights.items() if light is not Light.GREEN)
    return Judged(worst(*lights.values()), causes, standing, planned_x10(month))


def _by_progress(standing: Standing, month: date, rules: Rules) -> Light:
    if standing.category == Category.PREPARED or not standing.plan_fen:
        return Light.GREEN
    plan = planned_x10(month)
    if rules.measure == Measure.RATIO:
        share = standing.done_x10 * 1000 // plan
        return Light.RED if share < rules.red else Light.YELLOW if share < rules.yellow else Light.GREEN
    behind = plan - standing.done_x10
    return Light.RED if behind > rules.red else Light.YELLOW if behind >= rules.yellow else Light.GREEN


def _by_start(standing: Standing, month: date, rules: Rules) -> Light:
    """A start month missed is yellow, some months later red."""
    if standing.category != Category.NEW or standing.start_by is None or _by_end(standing.started_on, month):
        return Light.GREEN
    return _by_months(months_between(standing.start_by, month) + 1, rules.start_yellow, rules.start_red)


def _by_register(standing: Standing, month: date, rules: Rules) -> Light:
    """Started and not yet in the statistics register."""
    started = standing.started_on
    if started is None or not _by_end(started, month) or _by_end(standing.registered_on, month):
        return Light.GREEN
    months = months_between(started, month)
    if rules.register_red and months > rules.register_red:
        return Light.RED
    return Light.YELLOW if rules.register_yellow and months > rules.register_yellow else Light.GREEN


def _by_months(months: int, yellow: int, red: int) -> Light:
    if red and months >= red:
        return Light.RED
    return Light.YELLOW if yellow and months >= yellow else Light.GREEN


def _by_end(day: date | None, month: date) -> bool:
    return day is not None and (day.year, day.month) <= (month.year, month.month)


def months_between(first: date, last: date) -> int:
    """Calendar months from the month of one day to that of another."""
    return (last.year - first.year) * 12 + last.month - first.month


def month_before(day: date) -> date:
    """The first day of the last month that is over on a day."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


class LightShown(ProjectEntry):
    """The light of a project as a month was frozen, with what it was told from."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="lights", verbose_name=_("project"))
    table = models.ForeignKey(MonthTable, models.PROTECT, related_name="lights", verbose_name=_("table of the month"))
    month = models.DateField(_("month"), help_text="its first day")
    light = models.CharField(
        _("light"),
        max_length=6,
        choices=[
            (Light.GREEN.value, pgettext_lazy("light", "green")),
            (Light.YELLOW.value, pgettext_lazy("light", "yellow")),
            (Light.RED.value, pgettext_lazy("light", "red")),
        ],
    )
    causes = models.CharField(_("why"), max_length=60, blank=True)
    planned_x10 = models.PositiveSmallIntegerField(_("time plan (%)"))
    done_x10 = models.PositiveIntegerField(_("completed of the plan (%)"))
    version = models.CharField(_("version of the plan"), max_length=60)
    edition = models.CharField(_("rules of the lights"), max_length=60)

    facts = ("month", "light", "causes", "planned_x10", "done_x10", "version", "edition")

    class Meta(ProjectEntry.Meta):
        verbose_name = _("light of a month")
        verbose_name_plural = _("lights of months")
        constraints = [one_standing("project", "month")]
        indexes = [models.Index(fields=["zone", "month", "light"], name="light_of_month")]

    def get_causes_display(self) -> str:
        """The causes in words."""
        return ", ".join(str(CAUSES[Cause(cause)]) for cause in self.causes.split(",") if cause)


class Step(models.TextChoices):
    """What follows from a yellow or red light."""

    INTERVIEW = "interview", _("interview")
    NOTICE = "notice", _("public notice")
    LETTER = "letter", _("supervision letter")


class Consequence(ProjectEntry):
    """A yellow or red light had a consequence: an interview, a notice or a supervision letter."""

    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="consequences", verbose_name=_("project")
    )
    step = models.CharField(_("consequence"), max_length=10, choices=Step.choices)
    month = models.DateField(_("month of the light"), help_text="its first day")
    light = models.CharField(_("light"), max_length=6)
    demand = models.CharField(_("what is demanded"), max_length=200)
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=120, blank=True)

    facts = ("step", "month", "demand", "due_on", "document")

    class Meta(ProjectEntry.Meta):
        verbose_name = _("consequence of a light")
        verbose_name_plural = _("consequences of lights")
        constraints = [one_standing("project", "happened_on", "step")]


class Accountable(PartOfProject):
    """What follows for a project from its lights; mixed into Project."""

    lights: Any
    consequences: Any

    def lights_by_month(self) -> list[LightShown]:
        """The frozen light of each month, earliest first; one question."""
        return list(self.lights.standing().select_related("table").order_by("month"))

    def hold_to_account(
        self, act: Act, *, happened_on: date, step: str, demand: str, due_on: date | None = None, document: str = ""
    ) -> Consequence:
        """Interview, notice or letter after the last frozen light, which must not be green."""
        act.lock(self)  # type: ignore[arg-type]  # a project
        last = act.standing(self.lights).filter(happened_on__lte=happened_on).order_by("-month").first()
        if last is None or last.light == Light.GREEN:
            raise Refused(_("The last frozen light of this project is not yellow or red."))
        if due_on and due_on < happened_on:
            raise Refused(_("This day lies before the consequence."), field="due_on")
        facts = {"step": step, "demand": demand, "due_on": due_on, "document": document}
        return act.enter(self.entry(Consequence, happened_on=happened_on, month=last.month, light=last.light, **facts))
