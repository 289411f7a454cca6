"""Every address of the site that can be opened, with real things in its blanks: new rooms are walked as they come.

What may stand in an address is learnt from the records themselves: a subject's own address says which words and
numbers lead to it, its forms say which verbs may follow. The few addresses that name something else stand in NAMES.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.core import signing
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from dajuan.core.applicants.models import Mandate
from dajuan.core.calendar.kinds import all_kinds
from dajuan.core.calendar.models import RuleSet
from dajuan.core.companies.models import Company
from dajuan.core.dossiers.models import Dossier
from dajuan.core.outbox.models import Channel, Message
from dajuan.core.records.forms import FORMS
from dajuan.core.records.models import Batch, Draft, Entry, EntryNumber, Evidence, Moment, Subject, entry_types
from dajuan.core.seal.models import Root
from dajuan.core.spreadsheets.models import ImportJob
from dajuan.core.spreadsheets.register import REGISTERS
from dajuan.core.staff.models import Office, Post, User
from dajuan.core.tickets.forms import STEPS
from dajuan.core.tickets.models import Category, Ticket
from dajuan.desk.api.models import Token
from dajuan.desk.hooks.models import Host, Subscription
from dajuan.desk.open311.views import SALT
from dajuan.figures import catalogue
from dajuan.lines.city.models import Work
from dajuan.lines.city.models.links import ReportLink
from dajuan.lines.projects.models import Project, ServiceLink, UnitLink
from dajuan.lines.projects.models.projects import FINISHED
from dajuan.lines.services.forms.cases import CASE_FORMS
from dajuan.lines.services.models import (
    ApplicationDraft,
    Case,
    CaseSheet,
    Claim,
    LicenceIssued,
    Matter,
    MatterVersion,
    MissingCommitment,
    Package,
    PackageMatter,
    Partner,
    Partnership,
    PolicyApplication,
    PolicyItem,
    Rating,
    TitleApplication,
)
from dajuan.lines.services.views.desks import VERBS as AFTER_RATING
from dajuan.sheet.assessment.schemes import KIND as ASSESSMENT
from dajuan.sheet.editions.forms import STEPS as PAPER
from dajuan.sheet.editions.models import Confirmation, Edition, Objection
from dajuan.sheet.reading.models import HandedIn, PastReport, Remark, SetPhrase
from dajuan.sheet.studio.models import DataCall, Estimate, Manuscript, Passage, ReturnedDraft, Revision

# Changes of state, pages of allauth that test_look walks, and what is asked by programs.
NOT_PAGES = ("i18n/", "account/", "open/staff/demo/", "api/v1/")
FIGURES = ("figures/<slug:key>/", "open/figures/<slug:key>/")  # hundreds of pages of two templates
Blanks = dict[str, Any]


@dataclass(frozen=True)
class Address:
    """One address with its blanks filled in, and the route it belongs to."""

    route: str
    path: str
    needs: str
    app: str

    def __str__(self) -> str:
        return self.path


def every_page(*, complete: bool = True) -> list[Address]:
    """All addresses, in the order of the site; one or more a route.

    Fails at a route that nothing leads to, unless asked only for what there is.
    """
    found: list[Address] = []
    unknown: list[str] = []
    for route, pattern, app in walk(list(get_resolver().url_patterns)):
        if route.startswith(NOT_PAGES) or app in {"practice", "open-practice"}:
            continue
        made = [Address(route, fill(route, blanks), _needs(pattern), app) for blanks in blanks_of(route, pattern, app)]
        found += made
        if not made:
            unknown.append(f"{app}:{pattern.name} {route}")
    assert not (unknown and complete), "Nothing in the furnished zone leads to: " + ", ".join(unknown)
    return found


def walk(patterns: list[Any], before: str = "", app: str = "") -> Iterator[tuple[str, URLPattern, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, before + str(pattern.pattern), pattern.namespace or app)
        else:
            yield before + str(pattern.pattern), pattern, app


def _needs(pattern: URLPattern) -> str:
    return str(getattr(pattern.callback, "needs", ""))


def fill(route: str, blanks: Blanks) -> str:
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(blanks[found[1]]), route)


def blanks_of(route: str, pattern: URLPattern, app: str) -> list[Blanks]:
    """What may stand in the blanks of a route, each choice once."""
    names = re.findall(r"<(?:\w+:)?(\w+)>", route)
    if not names:
        return [{}]
    if special := NAMES.get(f"{app}:{pattern.name}", ROWS.get(app)):
        return special()
    return list(_once(names, _of_subjects(app, with_verbs="verb" in names)))


def _once(names: list[str], choices: Iterator[Blanks]) -> Iterator[Blanks]:
    seen = set()
    for choice in choices:
        if set(names) <= set(choice):
            blanks = {name: choice[name] for name in names}
            if (key := tuple(blanks.values())) not in seen:
                seen.add(key)
                yield blanks


def _of_subjects(app: str, *, with_verbs: bool) -> Iterator[Blanks]:
    """The blanks of the address of one record of each kind an app keeps, with each verb that can be recorded on it."""
    for model in subjects(app):
        one: Any = model._default_manager.order_by("pk").first()
        if one is None:
            continue
        blanks = dict(resolve(one.get_absolute_url()).kwargs)
        verbs = [form.verb for form in FORMS.values() if with_verbs and _is_about(form.records, model)]
        yield from ({**blanks, "verb": verb} for verb in verbs) if with_verbs else [blanks]


def subjects(app: str) -> list[type[Subject]]:
    return [model for model in apps.get_models() if issubclass(model, Subject) and model._meta.app_label == app]


def _is_about(entry: type[Entry], subject: type[Subject]) -> bool:
    return bool(entry.subject_field) and entry._meta.get_field(entry.subject_field).related_model is subject


def _first(rows: Any, name: str = "pk") -> Callable[[], list[Blanks]]:
    return lambda: [{name: pk} for pk in rows().order_by("pk").values_list("pk", flat=True)[:1]]


def _entries() -> list[Blanks]:
    """One entry of each kind."""
    first = (model._default_manager.order_by("number").first() for model in entry_types().values())
    return [{"number": entry.number} for entry in first if entry]


def _correctable() -> list[Blanks]:
    """One entry of each kind that has a form."""
    kinds = {form.records._meta.label_lower for form in FORMS.values()}
    numbers = EntryNumber.objects.filter(type__in=kinds).order_by("number")
    return [{"number": number} for number in numbers.values_list("number", flat=True)[:1]]


def _rehearsed() -> Any:
    return ImportJob.objects.filter(status=ImportJob.Status.REHEARSED)


def _links() -> list[Blanks]:
    """A contractor's personal link to one work; its token is told only when it is made."""
    work, by = Work.objects.order_by("pk").first(), User.objects.order_by("pk").first()
    if work is None or by is None:
        return []
    made = {"company": "示范建工", "expires_on": date(2999, 12, 31), "by": by, "office": work.office}
    link, token, _code = ReportLink.objects.make(work, **made)
    return [{"pk": work.pk, "link": link.pk, "token": token}]


def _project_links(links: Any, word: str) -> Callable[[], list[Blanks]]:
    """A link for a project's unit or investor, made anew each time: its token is told only now."""

    def made() -> list[Blanks]:
        project = Project.objects.exclude(stage__in=FINISHED).order_by("pk").first()
        by = User.objects.filter(posts__office=project.office).order_by("pk").first() if project else None
        if project is None or by is None:
            return []
        own = {word: "示范建工", "expires_on": date(2999, 12, 31), "by": by, "office": project.office}
        link, token, _code = links.objects.make(project, **own)
        return [{"pk": project.pk, "link": link.pk, "token": token}]

    return made


def _figures() -> list[Blanks]:
    return [{"key": figure.key} for figure in catalogue.statements()]


def _public_figures() -> list[Blanks]:
    return [{"key": figure.key} for figure in catalogue.statements() if figure.public]


def _attested() -> list[Blanks]:
    from dajuan.figures.views import is_attested

    return [{"key": figure.key} for figure in catalogue.statements() if is_attested(figure)][:1]


def _editions(**more: Any) -> Callable[[], list[Blanks]]:
    """An edition that is published, and one whose figures are being confirmed."""
    return lambda: [{"pk": pk, **more} for pk in Edition.objects.order_by("pk").values_list("pk", flat=True)[:2]]


def _steps() -> list[Blanks]:
    return [{**blanks, "name": name} for blanks in _of_subjects("tickets", with_verbs=False) for name in STEPS]


def _cases(**narrowed: Any) -> Callable[[], list[Blanks]]:
    """The first case that is kept here."""
    return _first(lambda: Case.objects.filter(system="", **narrowed))


def _case_steps() -> list[Blanks]:
    """A case that is kept here, with each step there is."""
    return [{**blanks, "verb": form.verb} for blanks in _cases()() for form in CASE_FORMS]


def _licences() -> list[Blanks]:
    """The code of a licence, as it is printed."""
    return [{"token": one.token, "sign": one.short_signature} for one in LicenceIssued.objects.all()[:1]]


def _own_cases() -> list[Blanks]:
    """The case with a licence, which the applicant of the furnished zone may follow."""
    return [{"number": one.case.number} for one in LicenceIssued.objects.order_by("-number")[:1]]


def _after_ratings() -> list[Blanks]:
    """A bad rating, with each step that follows it."""
    return [{"number": one.number, "verb": verb} for one in Rating.objects.bad()[:1] for verb in AFTER_RATING]


def _calendar() -> list[Blanks]:
    """The secret address of somebody's deadlines; told only when it is made."""
    user = User.objects.order_by("pk").first()
    return [{"word": Token.objects.make(user, Token.Kind.CALENDAR, "x", [], None)[1]}] if user else []


def _in_both_forms(name: str, blanks: Callable[[], list[Blanks]]) -> dict[str, Callable[[], list[Blanks]]]:
    """An address of Open311 in XML and in JSON."""
    return {f"open-open311:{name}-{ending}": blanks for ending in ("xml", "json")}


def _registers() -> list[Blanks]:
    return [{"name": name} for name in REGISTERS if ".test-" not in name]


# Addresses that name no subject of their app, each with what may stand in them.
NAMES: dict[str, Callable[[], list[Blanks]]] = {
    "city:revoking": _links,
    "open-city:report": _links,
    **dict.fromkeys(
        ("projects:month", "projects:freezing", "projects:reopening"), lambda: [{"year": 2020, "month": 12}]
    ),
    "projects:taking-up": _first(lambda: Dossier.objects.signed_not_taken_up("projects")),
    **dict.fromkeys(("projects:revoking", "open-projects:unit"), _project_links(UnitLink, "unit")),
    **dict.fromkeys(("projects:service-revoking", "open-projects:investor"), _project_links(ServiceLink, "company")),
    "figures:show": _figures,
    "figures:rows": lambda: [{**blanks, "part": 0} for blanks in _figures()[:10]],
    "figures:export": lambda: _figures()[:2],
    "figures:target": lambda: _figures()[:1],
    "figures:giving": lambda: _figures()[:1],
    "figures:attestation": _attested,
    "open-figures:show": _public_figures,
    "reading:finding": lambda: [{"pk": one.text_id, "remark": one.pk} for one in Remark.objects.order_by("pk")[:1]],
    "reading:report": _first(lambda: PastReport.objects),
    "reading:dropping": _first(lambda: SetPhrase.objects),
    "sheet:show": lambda: [{"year": 2020}, {"year": 2019}],
    "sheet:document": lambda: [{"year": 2020, "ending": ending} for ending in ("docx", "pdf")],
    **dict.fromkeys(("studio:passage", "studio:binding", "studio:recomposing"), _first(lambda: Passage.objects)),
    **dict.fromkeys(("studio:settling", "studio:revisions"), _first(lambda: Passage.objects)),
    "studio:replacing": lambda: [{"pk": e.manuscript_id, "number": e.number} for e in Estimate.objects.all()[:1]],
    "studio:restoring": lambda: [{"pk": one.passage_id, "number": one.number} for one in Revision.objects.all()[:1]],
    **dict.fromkeys(("studio:call", "studio:answering"), _first(lambda: DataCall.objects)),
    **dict.fromkeys(("studio:reminding", "studio:dropping"), _first(lambda: DataCall.objects)),
    **dict.fromkeys(("studio:draft", "studio:returning"), _first(lambda: Manuscript.objects)),
    "studio:merging": _first(lambda: ReturnedDraft.objects),
    **dict.fromkeys(
        ("assessment:show", "assessment:export"), _first(lambda: RuleSet.objects.filter(kind=ASSESSMENT), "number")
    ),
    "editions:document": _editions(ending="docx"),
    "editions:note": _editions(ending="docx"),
    "editions:signing_sheet": _editions(ending="docx"),
    "editions:confirmation_list": lambda: [
        {"pk": one.edition_id, "office": one.office_id, "ending": "docx"} for one in Confirmation.objects.all()[:1]
    ],
    "editions:replying": lambda: [
        {"pk": one.edition_id, "objection": one.number} for one in Objection.objects.order_by("number")[:1]
    ],
    "editions:paper": lambda: [{**blanks, "step": step} for blanks in _editions()() for step in PAPER],
    "open-editions:show": lambda: _editions()()[:1],
    "editions:audit_bundle": _editions(),
    "open-editions:bundle": lambda: _editions()()[:1],
    **{f"editions:{name}": _editions() for name in ("show", "text", "difference", "confirming", "signing")},
    "staff:ending": _first(lambda: Post.objects),
    "staff:office": _first(lambda: Office.objects),
    "records:moment": _first(lambda: Moment.objects, "number"),
    "records:batch": _first(lambda: Batch.objects),
    "records:evidence": _first(lambda: Evidence.objects),
    "records:review": _first(lambda: Draft.objects.submitted()),
    "records:recall": _first(lambda: Draft.objects.submitted()),
    "records:dropping": _first(lambda: Draft.objects.filter(submitted_at=None)),
    "records:entry": _entries,
    "records:withdrawal": lambda: _entries()[:1],
    "records:correction": lambda: _correctable()[:1],
    "calendar:new_rule_set": lambda: [{"kind": kind.kind} for kind in all_kinds()],
    "calendar:rule_set": _first(lambda: RuleSet.objects, "number"),
    "seal:proof": lambda: _entries()[:3],
    "open-seal:root": _first(lambda: Root.objects, "leaves"),
    "tickets:step": _steps,
    "outbox:channel": _first(lambda: Channel.objects),
    **dict.fromkeys(("outbox:show", "outbox:again", "outbox:dropping"), _first(lambda: Message.objects)),
    **dict.fromkeys(("api:revoking", "api:shutting"), _first(lambda: Token.objects)),
    "open-api:calendar": _calendar,
    **dict.fromkeys(
        ("hooks:show", "hooks:pausing", "hooks:ending", "hooks:stopping"), _first(lambda: Subscription.objects)
    ),
    "hooks:taking-out": _first(lambda: Host.objects),
    **_in_both_forms("definition", lambda: [{"code": one.code} for one in Category.objects.all()[:1]]),
    **_in_both_forms("request", lambda: [{"number": one.number} for one in Ticket.objects.all()[:1]]),
    **_in_both_forms("token", lambda: [{"word": signing.dumps(one.pk, salt=SALT)} for one in Ticket.objects.all()[:1]]),
    **dict.fromkeys(
        ("applicants:withdrawal", "applicants:deciding", "applicants:proof"), _first(lambda: Mandate.objects)
    ),
    **dict.fromkeys(
        ("open-services:matter", "open-services:apply-matter"),
        _first(lambda: Matter.objects.in_force().filter(mode="own")),
    ),
    **dict.fromkeys(
        ("open-services:package", "open-services:apply-package"), _first(lambda: Package.objects.in_force())
    ),
    "open-services:discarding": _first(lambda: ApplicationDraft.objects),
    "open-services:claim-policy": _first(lambda: PolicyItem.objects.filter(stage="in-force", way="apply")),
    "open-services:application": _first(lambda: PolicyApplication.objects.filter(claim__isnull=False)),
    "open-services:title-application": _first(lambda: TitleApplication.objects.filter(claim__isnull=False)),
    "open-services:discarding-claim": _first(lambda: Claim.objects.filter(application=None)),
    "services:claim": _first(lambda: Claim.objects.filter(application__isnull=False)),
    **{f"open-services:{name}": _own_cases for name in ("case", "supplying", "licence", "rating", "taking-back")},
    **dict.fromkeys(
        ("services:mirrored", "services:comparing", "services:differences"),
        _first(lambda: Batch.objects.filter(register="services.cases").order_by("-pk")),
    ),
    **dict.fromkeys(("services:sheet", "services:taking-up"), _first(lambda: CaseSheet.objects)),
    "services:version-questions": lambda: [
        {"pk": one.matter_id, "number": one.number} for one in MatterVersion.objects.order_by("pk")[:1]
    ],
    "services:version": lambda: [
        {"pk": one.matter_id, "number": one.number} for one in MatterVersion.objects.unissued().order_by("pk")[:1]
    ],
    "services:parts": _first(lambda: Package.objects.filter(stage=Package.Stage.DRAFT)),
    "services:waiting": lambda: [
        {"pk": one.package_id, "part": one.pk} for one in PackageMatter.objects.order_by("-pk")[:1]
    ],
    "services:partnership": _first(lambda: Partnership.objects),
    "services:partner": lambda: [
        {"pk": one.partnership_id, "partner": one.pk} for one in Partner.objects.order_by("pk")[:1]
    ],
    "services:policy-enterprises": _first(lambda: PolicyItem.objects),
    "services:enterprise": _first(lambda: Company.objects),
    "services:applying": _first(lambda: Matter.objects.in_force().filter(mode="own")),
    "services:dropping-draft": _first(lambda: ApplicationDraft.objects.filter(matter__isnull=False)),
    **dict.fromkeys(("services:case", "services:reading", "services:course"), _cases()),
    "services:case-recording": _case_steps,
    "services:licence": lambda: [{"pk": one.case_id} for one in LicenceIssued.objects.all()[:1]],
    "services:missing-notice": lambda: [{"pk": one.case_id, "copy": 1} for one in MissingCommitment.objects.all()[:1]],
    "services:after-rating": _after_ratings,
    "open-services:verification": _licences,
    "spreadsheets:names": _first(lambda: _rehearsed()),
    "spreadsheets:rejected": _first(lambda: _rehearsed()),
    "spreadsheets:register": _registers,
    "spreadsheets:template": _registers,
}
# Apps whose numbers name rows that are no subjects.
ROWS: dict[str, Callable[[], list[Blanks]]] = {
    "staff": _first(lambda: User.objects),
    "spreadsheets": _first(lambda: ImportJob.objects),
    "studio": _first(lambda: Manuscript.objects),
    "reading": _first(lambda: HandedIn.objects),
}
