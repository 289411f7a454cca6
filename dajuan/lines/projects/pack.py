"""The pack of a dispatch meeting (调度会材料): all projects by light, problems by owner, as one PDF."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dajuan.core.records.models import today
from dajuan.core.staff.models import User
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.lines.projects.models import Freeze, Project, lights_at
from dajuan.lines.projects.models.lights import Judged, month_before
from dajuan.lines.projects.problems import Owned, by_owner, unsolved
from dajuan.papers.faces import NoFont
from dajuan.papers.paper import Annex, Block, Heading, Paper, Table, Text
from dajuan.papers.pdf import pdf
from dajuan.values.lights import Light

FEN_A_WAN = 1_000_000
ORDER = (Light.RED, Light.YELLOW, Light.GREEN)
SHARES = (2, 9, 5, 4, 4, 3, 6)


@dataclass(frozen=True)
class Lit:
    """A project with its light."""

    project: Project
    judged: Judged


@needs("projects.view")
@never_cache
@require_safe
def pack(request: SignedInRequest) -> HttpResponse:
    """The pack of the month asked for (`?month=2020-09`), else of the last frozen, else of the last that is over."""
    day, month = today(), month_asked(request)
    lit = lit_projects(request.user, month)
    if not lit:
        return render(request, "projects/no_pack.html", {"month": month})
    try:
        printed = pdf(paper(request.user, lit, by_owner(unsolved(request.user), day), day, month))
    except NoFont as problem:
        return HttpResponse(str(problem), status=503, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(printed, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="dispatch-{day.isoformat()}.pdf"'
    return answer


def month_asked(request: SignedInRequest) -> date:
    """The first day of the month that the papers are about. One that is not over is answered with the last that is."""
    over = month_before(today())
    words = request.GET.get("month", "")
    if re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", words):
        return min(date(int(words[:4]), int(words[5:]), 1), over)
    frozen = Freeze.objects.standing().filter(zone=request.user.zone).order_by("-table__month")
    last: date | None = frozen.values_list("table__month", flat=True).first()
    return last or over


def lit_projects(user: User, month: date) -> list[Lit]:
    """Every project on a list of the month's year that this person may see, with its light at the month's end."""
    if user.zone is None:
        return []
    judged = lights_at(user.zone, month)
    rows = Project.objects.visible_to(user).select_related("office").defer("geojson").order_by("office__path", "pk")
    return [Lit(row, judged[row.pk]) for row in rows.filter(pk__in=list(judged))]


def paper(user: User, lit: Sequence[Lit], owners: Sequence[Owned], day: date, month: date | None = None) -> Paper:
    """The pack as a paper: how it stands at a month's end, then the projects by light and the problems by owner."""
    month = month or month_before(day)
    words = {"month": date_format(month, "YEAR_MONTH_FORMAT")}
    return Paper(
        title=_("Papers of the dispatch meeting on key projects\n(as of the end of %(month)s)") % words,
        blocks=[*_overview(lit, owners, month)],
        status=_drawn_for(user, day),
        language="en" if get_language() == "en" else "zh-hans",
        office=user.office.name if user.office else "",
        signed_on=day,
        annexes=[
            Annex(_("Projects by light"), [*_by_light(lit)], across=True),
            *([Annex(_("Problems by who must solve them"), [*_by_owner(owners)], across=True)] if owners else []),
        ],
    )


def _drawn_for(user: User, day: date) -> str:
    """For whom it was drawn: an export says so (office.md 10)."""
    return _("Drawn for %(user)s on %(day)s; internal.") % {"user": user, "day": day.isoformat()}


def _overview(lit: Sequence[Lit], owners: Sequence[Owned], month: date) -> list[Block]:
    lights = Counter(one.judged.light for one in lit)
    plan, done = (sum(getattr(one.judged.standing, name) for one in lit) for name in ("plan_fen", "done_fen"))
    said = {
        "all": len(lit),
        "plan": _yi(plan),
        "done": _yi(done),
        "share": _share(done, plan),
        "time": f"{month.month * 100 / 12:.1f}",
        **{light.value: lights[light] for light in ORDER},
    }
    problems = [line for one in owners for line in one.lines]
    counted = {"n": len(problems), "late": sum(line.light is Light.RED for line in problems), "owners": len(owners)}
    return [
        Heading(_("How the projects stand")),
        Text(
            _(
                "%(all)s projects stand on the lists of the year. They plan %(plan)s hundred million yuan and have"
                " completed %(done)s since January by image progress, %(share)s %% of the plan; the time plan stands at"
                " %(time)s %%. %(red)s show red, %(yellow)s yellow and %(green)s green."
            )
            % said
        ),
        Table(
            [_("Light"), _("Projects"), *_amounts()],
            [_summary(light, [one for one in lit if one.judged.light is light]) for light in ORDER],
            numbers=frozenset({1, 2, 3, 4}),
        ),
        Heading(_("Problems of projects to be solved")),
        Text(_open_problems(counted) if problems else _("No problem is open.")),
        *([_owners_table(owners)] if owners else []),
    ]


def _open_problems(counted: dict[str, int]) -> str:
    words = _("%(n)s problems are not confirmed as solved, %(late)s of them overdue; %(owners)s offices must act.")
    return words % counted


def _summary(light: Light, lit: Sequence[Lit]) -> list[str]:
    plan, done = (sum(getattr(one.judged.standing, name) for one in lit) for name in ("plan_fen", "done_fen"))
    return [_name(light), str(len(lit)), _wan(plan), _wan(done), _share(done, plan)]


def _owners_table(owners: Sequence[Owned]) -> Table:
    rows = [[one.owner.name, str(len(one.lines)), str(one.late)] for one in owners]
    heads = [_("Who must solve it"), pgettext("problems", "Open"), _("Overdue")]
    return Table(heads, rows, numbers=frozenset({1, 2}), shares=(6, 2, 2))


def _by_light(lit: Sequence[Lit]) -> list[Block]:
    heads = [_("No."), _("Project"), _("Responsible office"), *_amounts(), _("Why this light")]
    blocks: list[Block] = []
    for light in ORDER:
        some = [one for one in lit if one.judged.light is light]
        if some:
            blocks.append(Heading(_heading(light, len(some))))
            rows = [[str(number), *_line(one)] for number, one in enumerate(some, 1)]
            blocks.append(Table(heads, rows, numbers=frozenset({3, 4, 5}), shares=SHARES))
    return blocks


def _amounts() -> list[str]:
    return [_("Plan of the year (10,000 yuan)"), _("Completed (10,000 yuan)"), _("Share (%)")]


def _line(one: Lit) -> list[str]:
    standing = one.judged.standing
    amounts = [_wan(standing.plan_fen), _wan(standing.done_fen), _share(standing.done_fen, standing.plan_fen)]
    return [one.project.name, one.project.office.name, *amounts, one.judged.why]


def _by_owner(owners: Sequence[Owned]) -> list[Block]:
    heads = [
        *(_("No."), _("Project"), _("Problem"), _("Kind of problem")),
        *(_("Raised on"), _("To be solved by"), _("State")),
    ]
    blocks: list[Block] = []
    for one in owners:
        words = ngettext("%(office)s: %(n)s problem", "%(office)s: %(n)s problems", len(one.lines))
        blocks.append(Heading(words % {"office": one.owner.name, "n": len(one.lines)}))
        rows = [[str(number), *_problem(line.problem, line.light)] for number, line in enumerate(one.lines, 1)]
        blocks.append(Table(heads, rows, shares=(2, 7, 8, 4, 4, 4, 4)))
    return blocks


def _problem(problem: Any, light: Light | None) -> list[str]:
    state = _("overdue") if light is Light.RED else str(problem.ticket.get_state_display())
    due = problem.due_on.isoformat() if problem.due_on else "–"
    raised = problem.happened_on.isoformat()
    return [problem.project.name, problem.title, str(problem.get_kind_display()), raised, due, state]


def _heading(light: Light, count: int) -> str:
    return {
        Light.RED: ngettext("Red: %(n)s project", "Red: %(n)s projects", count),
        Light.YELLOW: ngettext("Yellow: %(n)s project", "Yellow: %(n)s projects", count),
        Light.GREEN: ngettext("Green: %(n)s project", "Green: %(n)s projects", count),
    }[light] % {"n": count}


def _name(light: Light) -> str:
    return {Light.RED: _("red light"), Light.YELLOW: _("yellow light"), Light.GREEN: _("green light")}[light]


def _wan(fen: int) -> str:
    return f"{fen // FEN_A_WAN:,}"


def _yi(fen: int) -> str:
    return f"{fen / FEN_A_WAN / 10_000:,.2f}"


def _share(done: int, plan: int) -> str:
    return f"{done * 100 / plan:.1f}" if plan else "–"
