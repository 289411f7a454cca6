"""Problems of a project (项目问题): tickets of the house, tied to the project they hold up. Domain.md 2.3.

The ticket knows who must solve it and whether it is confirmed; the entry here says of which project it is, of which
kind, and until when the dispatch meeting wants it solved. A problem is solved when it is confirmed, not when somebody
says it is done (C98).
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import EntryQuerySet, one_standing
from dajuan.core.staff.models import Office, Zone
from dajuan.core.tickets.models import Category, Source, State, Ticket, raise_ticket
from dajuan.lines.projects.models.subjects import PartOfProject, ProjectEntry
from dajuan.values.lights import Light, by_deadline

ROOT = "PROJECT"  # code of the upper category; an administrator may name leads and limits under it
WARNING_DAYS = 3  # the house's own choice
SETTLED = (State.CONFIRMED, State.MERGED, State.WITHDRAWN)


class ProblemKind(models.TextChoices):
    """What holds a project up."""

    LAND = "land", pgettext_lazy("problem of a project", "land and clearance")
    APPROVAL = "approval", pgettext_lazy("problem of a project", "approval")
    POWER = "power", pgettext_lazy("problem of a project", "power and connections")
    FUNDS = "funds", pgettext_lazy("problem of a project", "funds")
    LABOUR = "labour", pgettext_lazy("problem of a project", "labour and material")
    OTHER = "other", pgettext_lazy("problem of a project", "other")


class ProblemQuerySet(EntryQuerySet):
    def unsolved(self) -> Any:
        """Standing problems whose ticket is not confirmed."""
        return self.standing().exclude(ticket__state__in=SETTLED)

    def for_lists(self) -> Any:
        """With project, ticket and owner; by owner, then the most urgent first."""
        rows = self.select_related("project", "ticket__office", "ticket__category")
        return rows.order_by("ticket__office__path", models.F("due_on").asc(nulls_last=True), "number")


class Problem(ProjectEntry):
    """A problem of a project was raised, as a ticket with an owner."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="problems", verbose_name=_("project"))
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="+", verbose_name=_("ticket"))
    kind = models.CharField(pgettext_lazy("problem of a project", "kind"), max_length=12, choices=ProblemKind.choices)
    title = models.CharField(_("in a few words"), max_length=60, help_text=_("Without names of persons."))
    due_on = models.DateField(_("to be solved by"), null=True, blank=True)

    facts = ("title", "kind", "ticket", "due_on")

    objects: ClassVar[Any] = ProblemQuerySet.as_manager()

    class Meta(ProjectEntry.Meta):
        verbose_name = _("problem of a project")
        verbose_name_plural = _("problems of projects")
        constraints = [one_standing("ticket", name="one_project_of_a_ticket")]

    @property
    def owner(self) -> Office:
        """Who must solve it now."""
        return self.ticket.office

    @property
    def is_solved(self) -> bool:
        return self.ticket.state == State.CONFIRMED

    def light(self, day: date) -> Light | None:
        """How it stands against its day; None once confirmed or without a day."""
        if self.due_on is None or self.ticket.state in SETTLED:
            return None
        return by_deadline(self.due_on, day, warning_days=WARNING_DAYS)


class WithProblems(PartOfProject):
    """What a project does with its problems; mixed into Project."""

    problems: Any
    services: Any

    def services_in_order(self) -> Any:
        """What was promised to its investor, by the stages of service."""
        return self.services.select_related("project").order_by("pk")

    def raise_problem(
        self,
        act: Act,
        *,
        happened_on: date,
        kind: str,
        title: str,
        owner: Office,
        due_on: date | None = None,
        description: str = "",
    ) -> Problem:
        """Raise a problem and give it to its owner at once, as the dispatch meeting does.

        `description` goes into the ticket's private part. Refuses a due day before it was raised.
        """
        act.lock(self)  # type: ignore[arg-type]  # a project
        if due_on is not None and due_on < happened_on:
            raise Refused(_("It is to be solved before it was raised."), field="due_on")
        at = min(act.clock(), _noon(happened_on))
        category = category_of(act.zone, kind)
        words: dict[str, Any] = {"title": title, "description": description or title}
        ticket, _report = raise_ticket(act, category=category, source=Source.INSPECTION, at=at, **words)
        ticket.dispatch(act, office=owner, at=at)
        facts = {"kind": kind, "title": title, "ticket": ticket, "due_on": due_on}
        entry: Problem = act.enter(self.entry(Problem, happened_on=happened_on, **facts))
        return entry

    def open_problems(self) -> Any:
        """Its problems that are not confirmed as solved."""
        return self.problems.unsolved().for_lists()


def category_of(zone: Zone, kind: str) -> Category:
    """The ticket category of a kind, made when it is first needed: its lead and its limit are then the office's."""
    root = _category(zone, ROOT, _("Problems of projects"), None)
    return _category(zone, f"{ROOT}-{kind.upper()}", ProblemKind(kind).label, root)


def _category(zone: Zone, code: str, name: Any, parent: Category | None) -> Category:
    with override("zh-hans"):
        chinese = str(name)
    with override("en"):
        said = {"name": chinese, "name_en": str(name), "parent": parent, "open_to_public": False}
    made, _new = Category.objects.get_or_create(zone=zone, code=code, defaults=said)
    return made


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), timezone.get_current_timezone())
