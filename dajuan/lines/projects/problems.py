"""Problems of projects by owner (问题清单): what a leader reads before a dispatch meeting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from dajuan.core.records.models import today
from dajuan.core.staff.models import Office, User
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.lines.projects.models import Problem, ProblemKind
from dajuan.look.export import workbook_response
from dajuan.values.lights import Light

MOST = 500  # unsolved problems on one page; a zone with more has another problem


class WantedForm(forms.Form):
    """Which problems are looked for; a wish nobody can have is no wish."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("problem of a project", "Kind"),
        choices=[("", gettext_lazy("all")), *ProblemKind.choices],
        required=False,
    )
    late = forms.BooleanField(label=gettext_lazy("Overdue only"), required=False)

    def narrow(self, rows: Any, day: date) -> Any:
        """The problems asked for."""
        self.is_valid()
        if kind := self.cleaned_data.get("kind"):
            rows = rows.filter(kind=kind)
        return rows.filter(due_on__lt=day) if self.cleaned_data.get("late") else rows


@dataclass(frozen=True)
class Line:
    """One problem as a list shows it."""

    problem: Problem
    light: Light | None
    days_open: int


@dataclass(frozen=True)
class Owned:
    """The problems of one owner, the most urgent first."""

    owner: Office
    lines: list[Line]

    @property
    def late(self) -> int:
        return sum(line.light is Light.RED for line in self.lines)


@needs("projects.view")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Every problem that is not confirmed as solved, by who must solve it."""
    form, day = WantedForm(request.GET), today()
    owners = by_owner(form.narrow(unsolved(request.user), day), day)
    counted = sum(len(one.lines) for one in owners)
    return render(request, "projects/problems.html", {"form": form, "owners": owners, "count": counted})


@needs("projects.view")
@require_safe
def export(request: SignedInRequest) -> Any:
    """The same as a workbook."""
    form, day = WantedForm(request.GET), today()
    owners = by_owner(form.narrow(unsolved(request.user), day), day)
    headings = [
        *(_("Who must solve it"), _("Project"), _("Problem"), _("Kind of problem")),
        *(_("Raised on"), _("To be solved by"), _("State"), _("Number of the ticket")),
    ]
    return workbook_response(_("Problems of projects"), headings, _cells(owners), request.user)


def _cells(owners: list[Owned]) -> Iterator[list[str]]:
    for one in owners:
        for line in one.lines:
            problem = line.problem
            days = [day.isoformat() if day else "" for day in (problem.happened_on, problem.due_on)]
            said = [one.owner.name, problem.project.name, problem.title, str(problem.get_kind_display())]
            yield [*said, *days, str(problem.ticket.get_state_display()), problem.ticket.number]


def unsolved(user: User) -> Any:
    """The unsolved problems this person may see, by owner, most urgent first."""
    return Problem.objects.visible_to(user).unsolved().for_lists()


def by_owner(rows: Any, day: date) -> list[Owned]:
    """Problems under their owners, in the order of the offices. One question."""
    lines = [Line(row, row.light(day), (day - row.happened_on).days) for row in rows[:MOST]]
    return [Owned(owner, list(some)) for owner, some in groupby(lines, key=lambda line: line.problem.owner)]
