"""A project goes out as OC4IDS and comes in from it: what we know as entries, the rest kept and given back.

Out: what our records say, put into what came in with the project, if anything did (oc4ids.merged). In: a project is
made; its total and its milestones become drafts that wait for review like anything somebody types.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from dajuan.core.places.geometry import stored_shape
from dajuan.core.records import vault
from dajuan.core.records.forms import RecordForm
from dajuan.core.records.models import Draft, today
from dajuan.core.staff.models import Office, User, Zone
from dajuan.lines.projects import oc4ids
from dajuan.lines.projects.forms.fields import FEN_A_WAN
from dajuan.lines.projects.forms.projects import NodeForm, NodePlanForm, StartForm, TotalForm
from dajuan.lines.projects.models import Exchanged, Industry, MonthReport, NodeKind, Project
from dajuan.lines.projects.models.projects import BUILDING, ProjectStage
from dajuan.lines.projects.oc4ids import Json, Outline

STATUS: dict[str, str] = {
    **dict.fromkeys(ProjectStage.values, "preparation"),
    ProjectStage.PREPARED: "identification",
    **dict.fromkeys(BUILDING, "implementation"),
    ProjectStage.ACCEPTED: "completion",
    ProjectStage.PRODUCING: "maintenance",
    ProjectStage.FULL: "maintenance",
}
SECTOR = {Industry.ENERGY: "energy", Industry.PUBLIC: "governance"}  # all others are of the economy
APPROVALS = (
    NodeKind.FILED,
    NodeKind.SITED,
    NodeKind.LAND,
    NodeKind.LAND_PERMIT,
    NodeKind.PLANNING_PERMIT,
    NodeKind.PIT_PERMIT,
    NodeKind.PERMIT,
)
MILESTONE_TYPE = {**dict.fromkeys(APPROVALS, "approval"), NodeKind.REGISTERED: "reporting"}
OUR_CODES, COMPANIES, PLATFORM = "CN-DAJUAN", "CN-SAIC", "CN-TZXM"


def project_out(project: Project, day: date) -> Json:
    """The project as it goes out: our records, within what came in with it."""
    exchanged = Exchanged.objects.select_related("key").filter(project=project).first()
    now = ours(project, day)
    if exchanged is None:
        return now
    whole, then = exchanged.kept()
    return oc4ids.merged({**now, "id": exchanged.foreign_id}, {**then, "id": exchanged.foreign_id}, whole)


def ours(project: Project, day: date) -> Json:
    """What our records say of a project, as the standard writes it; what nothing is known of is left out.

    In Chinese, whoever asks: two who ask find the same unchanged.
    """
    with override("zh-hans"):
        return _ours(project, day)


def _ours(project: Project, day: date) -> Json:
    done, planned = project.days_done(), project.plan_on()
    begins = done.get(NodeKind.STARTED) or planned.get(NodeKind.STARTED)
    ends = done.get(NodeKind.ACCEPTED) or planned.get(NodeKind.ACCEPTED)
    authority = {"id": f"{OUR_CODES}-{project.zone.code}-{project.office_id}", "name": project.office.name}
    written: Json = {
        "id": f"{oc4ids.PREFIX}-{project.zone.code}-{project.pk}",
        "title": project.name,
        "language": "zh",
        "identifiers": [{"id": project.code, "scheme": PLATFORM}] if project.code else [],
        "status": STATUS[project.stage],
        "type": "construction",
        "sector": [SECTOR.get(Industry(project.industry), "economy")],
        "period": oc4ids.period(begins, ends),
        "preparationPeriod": oc4ids.period(done.get(NodeKind.FILED), done.get(NodeKind.STARTED)),
        "implementationPeriod": oc4ids.period(done.get(NodeKind.STARTED), done.get(NodeKind.ACCEPTED)),
        "budget": _budget(project.total_fen, done.get(NodeKind.FILED)),
        "publicAuthority": authority,
        "parties": [{**authority, "roles": ["publicAuthority"]}, *_investor(project)],
        "locations": _locations(project),
        "milestones": list(_milestones(done, planned, day)),
        "metrics": _metrics(project),
    }
    return {name: said for name, said in written.items() if said not in ([], {})}


def _budget(total_fen: int | None, filed_on: date | None) -> Json:
    if total_fen is None:
        return {}
    approved = {"approvalDate": oc4ids.instant(filed_on)} if filed_on else {}
    return {"amount": oc4ids.value(total_fen), **approved}


def _investor(project: Project) -> list[Json]:
    company = project.company
    if company is None:
        return []
    code = {"scheme": COMPANIES, "id": company.code, "legalName": company.name}
    return [{"id": f"{COMPANIES}-{company.code}", "name": company.name, "identifier": code, "roles": ["funder"]}]


def _locations(project: Project) -> list[Json]:
    return [{"id": "site", "geometry": json.loads(project.geojson)}] if project.geojson else []


def _milestones(done: Mapping[str, date], planned: Mapping[str, date], day: date) -> Iterator[Json]:
    """Each node that is planned or done: met, scheduled, or not met although its day has gone by."""
    for kind in NodeKind.values:
        due, met = planned.get(kind), done.get(kind)
        if due is None and met is None:
            continue
        status = "met" if met else "notMet" if due and due < day else "scheduled"
        days = {"dueDate": due, "dateMet": met}
        yield {
            "id": kind,
            "code": kind,
            "title": str(NodeKind(kind).label),
            "type": MILESTONE_TYPE.get(NodeKind(kind), "delivery"),
            "status": status,
            **{name: oc4ids.instant(on) for name, on in days.items() if on},
        }


def _metrics(project: Project) -> list[Json]:
    """Investment completed by months, by image progress."""
    months = MonthReport.objects.standing().filter(project=project).order_by("month")
    observations = [
        {"id": f"{month:%Y-%m}", "value": oc4ids.value(fen), "period": {"startDate": oc4ids.instant(month)}}
        for month, fen in months.values_list("month", "done_fen")
    ]
    title = _("Investment completed by image progress")
    return [{"id": "investmentCompleted", "title": title, "observations": observations}] if observations else []


# In


@dataclass(frozen=True)
class Found:
    """One project of a package, as the dry run shows it: what is taken over, what is only kept, and what is wrong."""

    outline: Outline
    known: Project | None
    total_fen: int | None
    planned: Mapping[str, date]
    done: Mapping[str, date]

    @property
    def only_kept(self) -> list[str]:
        """The fields of which our tables take nothing."""
        taken = {"id", "title"}
        taken |= {"milestones"} if self.planned or self.done else set()
        taken |= {"budget"} if self.total_fen is not None else set()
        taken |= {"locations"} if self.outline.point else set()
        return [name for name in self.outline.fields if name not in taken]

    @property
    def taken_words(self) -> str:
        """What becomes ours, in words: as drafts, which count when they have been passed."""
        said = [_("name")]
        if self.total_fen is not None:
            said.append(_("total investment (draft)"))
        if self.planned:
            said.append(_("plan of %(n)s nodes (draft)") % {"n": len(self.planned)})
        if self.done:
            said.append(_("%(n)s nodes done (drafts)") % {"n": len(self.done)})
        if self.outline.point:
            said.append(_("place on the map"))
        return ", ".join(said)

    @property
    def over_words(self) -> str:
        """By how much the final value is above or below the budget; empty where that cannot be said."""
        over = self.outline.over
        if over is None:
            return ""
        words = _("%(share)s %% over the budget") if over >= 0 else _("%(share)s %% under the budget")
        return words % {"share": f"{abs(float(over)) * 100:.2f}"}

    @property
    def notes(self) -> list[str]:
        """What somebody should know before it is taken over."""
        said = []
        budget = self.outline.budget
        if budget and self.total_fen is None:
            said.append(
                _("The budget is in %(currency)s: it is kept and not converted.") % {"currency": budget.currency}
            )
        parts = self.outline.budget_by_part
        if budget and parts and sum(part.cents for part in parts) != budget.cents:
            said.append(_("The parts of the budget do not add up to it."))
        if self.known:
            said.append(_("Taken over before: what is kept is brought up to date, no record changes."))
        return said


def found_in(content: bytes, zone: Zone) -> list[Found]:
    """The projects of a package, each with what would be taken over. Raises Unreadable with field and reason."""
    projects = oc4ids.projects_of(content)
    outlines = [oc4ids.outline(one, f"projects/{place}") for place, one in enumerate(projects)]
    known = known_in(zone, [one.id for one in outlines])
    return [_found(one, known.get(one.id)) for one in outlines]


def known_in(zone: Zone, ids: Iterable[str]) -> dict[str, Project]:
    """The projects of the zone that came in under these numbers, or went out under them."""
    rows = Exchanged.objects.filter(project__zone=zone, foreign_id__in=list(ids)).select_related("project")
    found = {row.foreign_id: row.project for row in rows}
    prefix = f"{oc4ids.PREFIX}-{zone.code}-"
    own = {one: int(one[len(prefix) :]) for one in ids if one.startswith(prefix) and one[len(prefix) :].isdecimal()}
    mine = Project.objects.filter(zone=zone).in_bulk(own.values())
    return {one: mine[pk] for one, pk in own.items() if pk in mine} | found


def _found(outline: Outline, known: Project | None) -> Found:
    ours_of = {one.key: one for one in outline.milestones if one.key in NodeKind.values}
    budget = outline.budget
    return Found(
        outline,
        known,
        total_fen=budget.cents if budget and budget.currency == "CNY" and budget.cents > 0 else None,
        planned={key: one.due_on for key, one in ours_of.items() if one.due_on},
        done={key: one.met_on for key, one in ours_of.items() if one.met_on and one.met_on <= today()},
    )


def take_over(content: bytes, *, file_name: str, by: User, office: Office, own: Mapping[str, Any]) -> list[Project]:
    """Make the projects of a package, keep the whole of each, and draft what our records would say.

    `own` is type and industry, of which the standard says nothing. Called within a transaction: all of it or nothing.
    Refuses with Unreadable a package about a project that is known here and that another office keeps.
    """
    taken = []
    for whole, found in zip(oc4ids.projects_of(content), found_in(content, office.zone), strict=True):
        if found.known and not by.has_perm("projects.record", found.known):
            words = _("Another office keeps “%(project)s”: its packages are taken over there.")
            raise oc4ids.Unreadable(words % {"project": found.known})
        project = found.known or _make(found.outline, office, own)
        _keep(project, whole, found.outline, file_name, by)
        if not found.known:
            _draft(project, found, by, office)
        taken.append(project)
    return taken


def _make(outline: Outline, office: Office, own: Mapping[str, Any]) -> Project:
    project = Project(zone=office.zone, office=office, name=outline.title[:120], **own)
    if outline.point:
        lon, lat = outline.point
        project.put_shape(stored_shape(json.dumps({"type": "Point", "coordinates": [lon, lat]})))
    project.save()
    return project


def _keep(project: Project, whole: Json, outline: Outline, file_name: str, by: User) -> None:
    row = Exchanged.objects.filter(project=project).first() or Exchanged(project=project, key=vault.make_key())
    row.foreign_id, row.file_name, row.taken_by, row.taken_at = outline.id, file_name[:200], by, timezone.now()
    row.keep(whole, ours(project, today()))
    row.save()


def _draft(project: Project, found: Found, by: User, office: Office) -> None:
    """Drafts of total, plan and nodes, unsent: their author looks at them and submits."""
    day = (found.outline.starts_on or today()).isoformat()
    if found.total_fen is not None:
        total = f"{Decimal(found.total_fen) / FEN_A_WAN:f}"
        _one_draft(project, TotalForm, by, office, {"happened_on": day, "total_fen": total})
    if found.planned:
        days = {kind: planned.isoformat() for kind, planned in found.planned.items()}
        _one_draft(project, NodePlanForm, by, office, {"happened_on": today().isoformat(), **days})
    for kind, done in found.done.items():
        on = {"happened_on": done.isoformat()}
        if kind == NodeKind.STARTED:
            _one_draft(project, StartForm, by, office, {**on, "began_on": done.isoformat()})
        else:
            _one_draft(project, NodeForm, by, office, {**on, "kind": kind})


def _one_draft(project: Project, form: type[RecordForm], by: User, office: Office, content: Mapping[str, str]) -> Draft:
    return Draft.objects.create(
        zone=project.zone,
        office=office,
        author=by,
        line="projects",
        form=form.name(),
        entry_type=form.records._meta.label_lower,
        subject=project.pk,
        subject_name=str(project)[:200],
        page=reverse("projects:recording", args=[Project.page, project.pk, form.verb]),
        content={name: [value] for name, value in content.items()},
    )
