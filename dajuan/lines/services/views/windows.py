"""The window: find a matter, enter an application for somebody by keyboard alone, and the queue of what waits."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dajuan.core.calendar.clocks import Clock, Unit
from dajuan.core.calendar.working_days import NotAnnounced, working_calendar
from dajuan.core.companies.models import Company, enter_company
from dajuan.core.people.models import Person, enter_person
from dajuan.core.records import vault
from dajuan.core.records.act import Act, act
from dajuan.core.records.models import Refused, today
from dajuan.core.records.pages import office_for
from dajuan.core.staff.asking import ask
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.lines.services.forms.cases import AcceptForm
from dajuan.lines.services.forms.windows import MatterSearch, WindowForm
from dajuan.lines.services.models import (
    ApplicationDraft,
    Case,
    CasePaper,
    DraftPaper,
    Matter,
    PaperState,
    Submission,
    new_token,
)
from dajuan.lines.services.models.applying import add_file
from dajuan.lines.services.models.case_entries import BEFORE_ACCEPTANCE, CaseStage
from dajuan.lines.services.models.handed import reusable
from dajuan.lines.services.models.handing_in import TELL_WITHIN
from dajuan.lines.services.models.kinds import Channel, Mode
from dajuan.look.paging import page_by_key

MOST_FOUND = 20
WINDOW = "services_window"  # in the session: at which window this person serves
MOST_DRAFTS = 10
MOST_PAPERS = 200  # of earlier cases, looked through for what may be used again


@needs("services.record")
@require_safe
def finding(request: SignedInRequest) -> HttpResponse:
    """Which matter is applied for: those accepted here, by any words."""
    form = MatterSearch(request.GET)
    form.is_valid()
    words = form.cleaned_data.get("q", "")
    rows: Any = Matter.objects.visible_to(request.user).in_force().filter(mode=Mode.OWN)
    found = list((rows.found_by(words) if words else rows).select_related("office").order_by("pk")[:MOST_FOUND])
    drafts = ApplicationDraft.objects.filter(author=request.user, matter__isnull=False).select_related("matter")
    content = {"form": form, "found": found, "drafts": drafts[:MOST_DRAFTS], "words": words}
    return render(request, "services/finding.html", content)


@needs("services.record")
@never_cache
@require_http_methods(["GET", "POST"])
def applying(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter an application for somebody. What was typed is kept before it is refused; sent twice it is one case."""
    matter = _matter(request, pk)
    version = matter.version_on(today())
    if version is None:
        messages.error(request, _("No version of this matter is in force today."))
        return HttpResponseRedirect(matter.get_absolute_url())
    draft = _draft(request, matter)
    if request.method == "GET":
        typed = draft.read() if draft and draft.sealed else {}
        initial = {"token": draft.token if draft else new_token(), "window": request.session.get(WINDOW, "")} | typed
        who = _who(request, typed.get("code", ""), typed.get("number", ""))
        form = WindowForm(None, version=version, again=_again(who), initial=initial)
        return _page(request, matter, form, draft, who=who)
    who = _who(request, request.POST.get("code", ""), request.POST.get("number", ""))
    form = WindowForm(request.POST, request.FILES, version=version, again=_again(who))
    action, valid = request.POST.get("action", ""), form.is_valid()
    if action in ("keep", "look") or form.uploads() or not valid:
        draft = _keep(request, matter, draft, form)
    if action == "keep":
        messages.success(request, _("Kept as a draft."))
        return HttpResponseRedirect(f"{request.path}?draft={draft.token if draft else ''}")
    if action == "look":  # who applies is known now: what may be used again shows
        return HttpResponseRedirect(f"{request.path}?draft={draft.token if draft else ''}")
    if not valid or form.errors:
        return _page(request, matter, form, draft, status=422)
    try:
        case, code = _hand_in(request, matter, form, draft, who)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, matter, form, _keep(request, matter, draft, form), status=422)
    _serve_at(request, form.cleaned_data["window"])
    words = {"number": case.number, "code": code}
    messages.success(request, _("Case %(number)s. Code for the applicant to follow it: %(code)s") % words)
    return HttpResponseRedirect(case.get_absolute_url())


def _matter(request: SignedInRequest, pk: int) -> Matter:
    """One that is accepted here; not found where it is not, or where the person may not see it."""
    found: Matter | None = Matter.objects.seen_by(request.user, pk, "office")
    if found is None or found.stage != Matter.Stage.IN_FORCE or found.mode != Mode.OWN:
        raise Http404("matter")
    return found


def _serve_at(request: SignedInRequest, window: str) -> None:
    """Keep the window in the session; only where it is another, for a session costs a commit of its own to write."""
    if request.session.get(WINDOW) != window:
        request.session[WINDOW] = window


def _draft(request: SignedInRequest, matter: Matter) -> ApplicationDraft | None:
    """The application this person has begun under the token that is named."""
    token = (request.POST.get("token") or request.GET.get("draft") or "").replace("\x00", "")
    found: list[ApplicationDraft] = ask(_draft_of, request.user.pk, matter.pk, token[:40]) if token else []
    return found[0] if found else None


def _draft_of(author: int, matter: int, token: str) -> Any:
    return ApplicationDraft.objects.filter(author=author, matter=matter, token=token).select_related("key")[:1]


def _keep(
    request: SignedInRequest, matter: Matter, draft: ApplicationDraft | None, form: WindowForm
) -> ApplicationDraft | None:
    """Keep what was typed and sent, encrypted; nothing where there is no token to keep it under."""
    token = str(request.POST.get("token", "")).replace("\x00", "")[:40]
    if not token:
        return draft
    if draft is None:
        draft = ApplicationDraft(
            zone=matter.zone, matter=matter, author=request.user, token=token, key=vault.make_key(), sealed=b""
        )
    typed = {name: str(value) for name, value in request.POST.items() if name in form.fields and name != "token"}
    draft.seal({name: value.replace("\x00", "") for name, value in typed.items()})
    draft.save()
    for paper, file in form.uploads():
        try:
            add_file(draft, paper, file)
        except Refused as refusal:
            form.add_error(f"file_{paper.pk}", str(refusal))
    return draft


def _who(request: SignedInRequest, code: str, number: str) -> Company | Person | None:
    """The enterprise or resident that is known here already."""
    zone, code = request.user.zone_id, code.replace("\x00", "")
    if code.strip():
        found: list[Company] = ask(_company_of, zone, code.strip().upper())
        return found[0] if found else None
    person: Person | None = Person.objects.filter(zone=zone).with_number(number).first() if number.strip() else None
    return person


def _company_of(zone: int, code: str) -> Any:
    return Company.objects.filter(zone=zone, code=code)[:1]


def _again(who: Company | Person | None) -> dict[int, CasePaper]:
    """Of each kind of paper the latest one of the applicant's earlier cases."""
    found: dict[int, CasePaper] = {}
    if who is None:
        return found
    for paper in ask(_of_company if isinstance(who, Company) else _of_person, who.pk):
        found.setdefault(paper.paper_id, paper)
    return found


def _of_company(key: int) -> Any:
    return reusable(company=key)[:MOST_PAPERS]


def _of_person(key: int) -> Any:
    return reusable(person=key)[:MOST_PAPERS]


def _hand_in(
    request: SignedInRequest,
    matter: Matter,
    form: WindowForm,
    draft: ApplicationDraft | None,
    who: Company | Person | None,
) -> tuple[Case, str]:
    with act(by=request.user, office=office_for(request, AcceptForm, matter)) as a:
        case = _submit(a, matter, form, draft, who)
        if draft is not None:
            ApplicationDraft.objects.filter(pk=draft.pk).delete()
        return case, case.give_code()


def _submit(
    a: Act, matter: Matter, form: WindowForm, draft: ApplicationDraft | None, who: Company | Person | None
) -> Case:
    said, now = form.cleaned_data, a.clock()
    company = _company(a, said["code"], said["company_name"], who) if said["code"] else None
    case: Case = Case.submit(
        a,
        matter=matter,
        version=form.version,
        channel=Channel.WINDOW,
        at=now,
        company=company,
        person=None if company else _person(a, form),
        window=said["window"],
        content={"said": said["said"]} if said["said"] else None,
        papers=_papers(form, draft),
        token=said["token"],
        by_clerk=True,
        key=draft.key if draft else None,
    )
    if case.stage != CaseStage.SUBMITTED or said["then"] == "submit":
        return case
    if form.missing:
        names = "、".join(paper.told for paper in form.missing)
        words = _(
            "Papers are missing (%(papers)s): keep it for pre-check, then ask for them or accept on a commitment."
        )
        raise Refused(words % {"papers": names}, field="then")
    case.accept(a, at=now, examiner=a.by)
    if said["then"] == "decide":
        case.decide(a, at=now, granted=True, on_the_spot=True)
    return case


def _company(a: Act, code: str, name: str, who: Company | Person | None) -> Company:
    """The enterprise of a code, entered with its name where the code is new; `who` is known by it already."""
    same = who if isinstance(who, Company) and who.code == code else None
    known: Company | None = same or Company.objects.filter(zone=a.zone, code=code).first()
    if known:
        return known.merged_into() or known
    if not name.strip():
        raise Refused(_("This code is new here: give the name of the enterprise."), field="company_name")
    entered: Any = enter_company(a, code=code, name=name, happened_on=a.today())
    return entered if isinstance(entered, Company) else Company.objects.get(zone=a.zone, code=code)


def _person(a: Act, form: WindowForm) -> Person:
    known: Person | None = Person.objects.filter(zone=a.zone).with_number(form.cleaned_data["number"]).first()
    return known or enter_person(a, form.particulars())


def _papers(form: WindowForm, draft: ApplicationDraft | None) -> list[CasePaper]:
    """The papers of the case: files sent, papers seen at the window, those used again, those that are missing."""
    sent = {one.paper_id: one.evidence for one in draft.papers.select_related("evidence")} if draft else {}
    handed = [CasePaper(paper=paper, evidence=sent.get(paper.pk)) for paper in form.handed]
    again = [
        CasePaper(paper=paper, evidence=form.again[paper.pk].evidence, reused_from=form.again[paper.pk])
        for paper in form.uses_again
        if paper.pk in form.again
    ]
    missing = [CasePaper(paper=paper, state=PaperState.MISSING) for paper in form.missing]
    return [*handed, *again, *missing]


def _page(
    request: SignedInRequest,
    matter: Matter,
    form: WindowForm,
    draft: ApplicationDraft | None,
    status: int = 200,
    who: Company | Person | None = None,
) -> HttpResponse:
    kept = list(DraftPaper.objects.filter(draft=draft).select_related("paper", "evidence")) if draft else []
    content = {"matter": matter, "version": form.version, "form": form, "draft": draft, "kept": kept}
    content["known"] = who.masked().name if isinstance(who, Person) else who
    content["looked"] = draft is not None and bool(form["code"].value() or form["number"].value())
    if content["looked"] and who is None and form["code"].value():  # a code that is new here wants its name
        form.fields["company_name"].widget.attrs["autofocus"] = True
    return render(request, "services/applying.html", content, status=status)


@needs("services.record")
@require_http_methods(["POST"])
def dropping(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw away an application one has begun; nothing of it ever was a case."""
    draft = get_object_or_404(ApplicationDraft.objects.filter(author=request.user), pk=pk)
    with transaction.atomic():
        draft.discard()
    messages.success(request, _("Draft thrown away."))
    return HttpResponseRedirect("/services/cases/new/")


@needs("services.view")
@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """What waits at the window: applications to be pre-checked, and results to be handed over; oldest first."""
    cases = Case.objects.visible_to(request.user).for_rows().filter(system="")
    page = page_by_key(cases.filter(stage__in=BEFORE_ACCEPTANCE), request, ["pk"])
    decided = list(cases.filter(stage=CaseStage.DECIDED).order_by("pk")[:MOST_FOUND])
    content = {"page": page, "waiting": _with_days(page.rows), "decided": decided, "today": today()}
    return render(request, "services/queue.html", content)


def _with_days(cases: list[Any]) -> list[tuple[Any, datetime, date | None]]:
    """Each case with when it was handed in, and by which day it must be told what is lacking. One question for all."""
    handed_in = dict(Submission.objects.standing().filter(case__in=cases).values_list("case", "at")) if cases else {}
    began = [handed_in.get(case.pk, case.created_at) for case in cases]
    first, last = (timezone.localdate(end(began)) for end in (min, max)) if began else (today(), today())
    calendar = working_calendar(first, last + timedelta(days=366))
    told = []
    for case, at in zip(cases, began, strict=True):
        try:
            due = Clock(Unit.WORKING_DAYS, TELL_WITHIN, at).due_on(calendar)
        except NotAnnounced:
            due = None
        told.append((case, at, due if case.stage == CaseStage.SUBMITTED else None))
    return told
