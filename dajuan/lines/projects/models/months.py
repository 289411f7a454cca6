"""A month as a whole: how every listed project stands at its end, its lights, and its freeze (domain.md 2.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.act import Act, Refused
from dajuan.core.staff.models import Zone
from dajuan.lines.projects.models.lights import Judged, LightShown, Rules, Standing, judged, month_before, rules_on
from dajuan.lines.projects.models.lists import Listing, in_force
from dajuan.lines.projects.models.nodes import NodeKind
from dajuan.lines.projects.models.progress import Freeze, MonthReport, MonthTable
from dajuan.lines.projects.models.projects import Node, Project, Start
from dajuan.lines.projects.models.subjects import Level, ProjectEntry
from dajuan.values.lights import Light


def standings(zone: Zone, month: date) -> dict[int, Standing]:
    """How every project on a list of the month's year stands at the end of that month, by key. Five questions.

    One that was accepted before the month has nothing more to show and is left out.

    The plan is that of the lowest list it stands on, which holds the whole plan of the project.
    """
    end = _end_of(month)
    rows = in_force(Listing.objects.standing().filter(zone=zone, year=month.year), by=end)
    lowest_last = sorted(rows.exclude(category="").order_by("number"), key=lambda one: Level.values.index(one.level))
    places: dict[int, Listing] = {one.project_id: one for one in lowest_last}
    done = _done(zone, month)
    accepted = _days(zone, Node, kind=NodeKind.ACCEPTED)
    started, registered = _days(zone, Start), _days(zone, Node, kind=NodeKind.REGISTERED)
    return {
        project: Standing(
            place.category,
            place.plan_fen,
            done[project],
            place.version,
            place.start_by,
            started.get(project),
            registered.get(project),
        )
        for project, place in places.items()
        if accepted.get(project, month) >= month
    }


def _done(zone: Zone, month: date) -> dict[int, int]:
    rows = MonthReport.objects.standing().filter(zone=zone, month__gte=date(month.year, 1, 1), month__lte=month)
    summed = rows.order_by().values_list("project").annotate(all=Sum("done_fen"))
    return defaultdict(int, dict(summed))


def _days(zone: Zone, entries: type[ProjectEntry], **narrowed: Any) -> dict[int, date]:
    rows = entries.objects.standing().filter(zone=zone, **narrowed).order_by()
    return dict(rows.values_list("project", "happened_on"))


def _end_of(month: date) -> date:
    after = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return after - timedelta(days=1)


def lights_at(zone: Zone, month: date) -> dict[int, Judged]:
    """The light of every project on a list at the end of a month, by key, by the rules in force then."""
    rules = rules_on(_end_of(month))
    return {project: judged(standing, month, rules) for project, standing in standings(zone, month).items()}


def lights_now(zone: Zone, day: date) -> dict[int, Judged]:
    """The lights by the last month that is over on a day."""
    return lights_at(zone, month_before(day))


def last_lights(zone: Zone, day: date) -> dict[int, Light]:
    """The lights of the last month frozen by a day, by project; empty where none is. One question."""
    shown = LightShown.objects.standing().filter(zone=zone, happened_on__lte=day)
    last = shown.order_by("-month").values("month")[:1]
    return {project: Light(light) for project, light in shown.filter(month=last).values_list("project", "light")}


def freeze(act: Act, table: MonthTable, *, happened_on: date) -> Freeze:
    """Freeze a month: nothing of it changes any more, and each project's light is recorded as it stands.

    Refuses a month that is not over, and one somebody has frozen already.
    """
    act.lock(table)
    if happened_on <= _end_of(table.month):
        raise Refused(_("This month is not over yet."), field="happened_on")
    table.refuse_frozen(act)
    rules = rules_on(_end_of(table.month))
    reports = table.reports.standing().count()
    frozen = Freeze(table=table, reports=reports, edition=rules.edition, happened_on=happened_on)
    act.enter(frozen)
    act.enter_many(_shown(table, rules, happened_on))
    return frozen


def _shown(table: MonthTable, rules: Rules, day: date) -> Iterable[LightShown]:
    found = standings(table.zone, table.month)
    for project in Project.objects.filter(pk__in=found).defer("geojson").order_by("pk"):
        told = judged(found[project.pk], table.month, rules)
        yield project.entry(
            LightShown,
            happened_on=day,
            table=table,
            month=table.month,
            light=told.light,
            causes=",".join(told.causes),
            planned_x10=told.planned_x10,
            done_x10=told.standing.done_x10,
            version=told.standing.version,
            edition=rules.edition,
        )


def reopen(act: Act, table: MonthTable, *, reason: str) -> None:
    """Open a frozen month again, with the reason: its freeze and its lights are withdrawn."""
    act.lock(table)
    frozen = act.standing(table.freezes).first()
    if frozen is None:
        raise Refused(_("This month is not frozen."))
    for light in table.lights.standing():
        act.withdraw(light, reason=reason)
    act.withdraw(frozen, reason=reason)
