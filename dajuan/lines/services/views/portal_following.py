"""Following a case from outside: by number and code or as one's own; supplying, rating, fetching the licence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dajuan.core.applicants.models import Applicant, applicant_of
from dajuan.core.records import vault
from dajuan.core.records.act import Act, act
from dajuan.core.records.models import Evidence, Refused
from dajuan.core.staff.rights import public
from dajuan.core.tickets.portal import TRIES_PER_NUMBER, TRIES_PER_PLACE, count, forget, portal_account
from dajuan.lines.services.case_papers import licence_paper
from dajuan.lines.services.forms.portal import FollowForm, RatingForm
from dajuan.lines.services.models import (
    ApplicationDraft,
    Case,
    CasePaper,
    CaseStage,
    Claim,
    MissingCommitment,
    PaperKind,
    PaperState,
    Rating,
    RatingWay,
    SupplementNotice,
)
from dajuan.lines.services.models.applying import ORIGIN, cases_of, store_paper
from dajuan.lines.services.models.case_entries import BEFORE_ACCEPTANCE, CLOSED
from dajuan.lines.services.models.claiming import applications_of, titles_of
from dajuan.lines.services.views.cases import language, printed, verification_path
from dajuan.look.paging import page_by_key

OPENED = "followed_cases"  # in the session: cases opened by number and code, and until when
FOR = timedelta(minutes=30)
TOLD = ("supplementnotice", "missingcommitment", "refusal", "decision", "extension", "specialprocedure")


@public
@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Open a case by its number and code; both are posted, so that the code stands in no address and no log."""
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = followed(request, form.cleaned_data["number"], form.cleaned_data["code"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            until = timezone.now() + FOR
            request.session[OPENED] = {**request.session.get(OPENED, {}), str(case.pk): until.isoformat()}
            return HttpResponseRedirect(reverse("open-services:case", args=[case.number]))
    return render(request, "services/public/follow.html", {"form": form}, status=422 if form.errors else 200)


def followed(request: HttpRequest, number: str, code: str) -> Case:
    """The case of a number and its code. A wrong number and a wrong code get the same answer, and few tries."""
    tries = f"services.follow:{number.strip().upper()}"
    count(f"services.follow:{request.META.get('REMOTE_ADDR', '')}", TRIES_PER_PLACE)
    count(tries, TRIES_PER_NUMBER)
    case: Case | None = Case.objects.followed_by(number, code)
    if case is None:
        raise Refused(_("There is no case with this number and this code."))
    forget(tries)
    return case


def opened(request: HttpRequest, number: str) -> Case:
    """A case somebody may see: one's own, or opened by its code within the last half hour. Else there is none."""
    applicant = applicant_of(request.user)
    if applicant and (found := own_case(applicant, number)):
        return found
    now = timezone.now()
    for case in list[Case](_numbered(number)[:5]):
        known = request.session.get(OPENED, {})
        until = known.get(str(case.pk)) or known.get(str(case.package_case_id))  # a package opens its matters
        if until and datetime.fromisoformat(until) > now:
            return case
    raise Http404("case")


def own_case(applicant: Applicant, number: str) -> Case | None:
    """The applicant's own case of a number; None where it has none."""
    own = cases_of(applicant, timezone.localdate()).filter(number=number.strip().upper())
    found: Case | None = _numbered(number).filter(pk__in=own.values("pk")).first()
    return found


def _numbered(number: str) -> Any:
    rows = Case.objects.filter(number=number.strip().upper())
    return rows.select_related("matter", "package", "office", "zone", "version", "company", "key")


@public
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """An applicant's own matters: begun, under way, done."""
    applicant = applicant_of(request.user)
    if applicant is None:
        return render(request, "services/public/before_mine.html")
    day = timezone.localdate()
    cases = cases_of(applicant, day).filter(package_case=None)
    drafts = ApplicationDraft.objects.filter(author=applicant.user).select_related("matter", "package")
    page = page_by_key(cases.select_related("matter", "package", "company"), request)
    content = {
        "page": page,
        "drafts": drafts[:20],
        "claims": Claim.objects.begun_by(applicant.user)[:20],
        "applications": applications_of(applicant, day).select_related("policy", "company").order_by("-pk")[:20],
        "titles": titles_of(applicant, day).select_related("company").order_by("-pk")[:20],
    }
    return render(request, "services/public/mine.html", content)


@public
@never_cache
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Where a case stands, in the applicant's words, and what may be done now."""
    return _case_page(request, opened(request, number))


def _case_page(request: HttpRequest, case: Case, form: RatingForm | None = None, status: int = 200) -> HttpResponse:
    texts = case.texts
    rated = Rating.objects.standing().filter(case=case.pk, visit="").first()
    rows = list(case.papers.select_related("paper"))
    children = case.children.select_related("matter")
    licence = None if case.missing_by else case.licence
    content = {
        "case": case,
        "clock": case.clock_in_words(timezone.now()),
        "told": [texts[name] for name in TOLD if texts.get(name)],
        "papers": rows,
        "asked": owed(case),
        "due_on": _due_on(case),
        "today": timezone.localdate(),
        "children": children,
        "rated": rated,
        "rating": form or RatingForm() if case.stage in CLOSED and rated is None else None,
        "licence": licence,
        "verification": verification_path(licence) if licence else "",
        "may_take_back": case.stage in BEFORE_ACCEPTANCE and not case.is_mirrored,
    }
    return render(request, "services/public/case.html", content, status=status)


def owed(case: Case) -> list[Any]:
    """The kinds of papers the applicant owes now: those of the notice, or those promised for later."""
    codes: list[str] = []
    if case.stage == CaseStage.SUPPLEMENT and (notice := case.known(SupplementNotice)):
        codes = notice.lacking
    elif case.missing_by and (commitment := case.known(MissingCommitment)):
        codes = commitment.missing
    kinds = {one.code: one for one in PaperKind.objects.filter(zone=case.zone_id, code__in=codes)}
    return [kinds[code] for code in codes if code in kinds]


def _due_on(case: Case) -> date | None:
    """The last day for what a notice asked for; None where no notice waits for an answer."""
    notice = case.known(SupplementNotice) if case.stage == CaseStage.SUPPLEMENT else None
    return notice.due_on if notice else None


@public
@require_POST
def supplying(request: HttpRequest, number: str) -> HttpResponse:
    """Hand in what the notice asked for, or the papers promised for later: all of them, at once."""
    case = opened(request, number)
    asked = owed(case)
    uploads = {one.pk: request.FILES.get(f"paper-{one.pk}") for one in asked}
    if not asked or not all(uploads.values()):
        messages.error(request, _("Send each paper that is asked for; nothing was handed in yet."))
        return _back(case)
    try:
        supply(request, case, [(one, uploads[one.pk]) for one in asked])  # type: ignore[misc]  # all are there
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Received. The office goes on with your case."))
    return _back(case)


def supply(request: HttpRequest, case: Case, sent: list[tuple[Any, UploadedFile[Any]]]) -> None:
    """Hand in the papers a case is owed, each with its kind."""
    key = case.key or vault.make_key()
    by = _who(request, case)
    stored = [(paper, store_paper(upload, by, case.zone, key)) for paper, upload in sent]

    def record(a: Act) -> None:
        papers: list[Evidence] = [evidence for _paper, evidence in stored]
        now = timezone.now()
        if case.stage == CaseStage.SUPPLEMENT:
            case.supply(a, at=now, papers=papers)
        else:
            case.supply_missing(a, at=now, papers=papers)
        for paper, evidence in stored:
            case.papers.filter(paper=paper, state__in=(PaperState.MISSING, PaperState.FLAWED)).delete()
            CasePaper.objects.create(case=case, paper=paper, evidence=evidence, handed_at=now)

    _act(request, case, record)


@public
@require_POST
def rating(request: HttpRequest, number: str) -> HttpResponse:
    """Rate a matter that is done, once, by free will."""
    case = opened(request, number)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return _case_page(request, case, form, status=422)
    level, said = form.cleaned_data["level"], form.cleaned_data["said"]
    try:
        rate(request, case, level, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you. A bad rating is looked into, and you are called back."))
    return _back(case)


def rate(request: HttpRequest, case: Case, level: int, said: str) -> None:
    """Rate a matter that is done, in a level of five and a word."""
    _act(request, case, lambda a: case.rate(a, at=timezone.now(), level=level, way=RatingWay.ONLINE, text=said))


@public
@never_cache
@require_safe
def licence(request: HttpRequest, number: str) -> HttpResponse:
    """The electronic licence as PDF, once all papers are there; its code leads to where anybody may check it."""
    case = opened(request, number)
    issued = None if case.missing_by else case.licence
    if issued is None:
        raise Http404("licence")
    address = request.build_absolute_uri(verification_path(issued))
    return printed(case, lambda: licence_paper(issued, address, language()), f"{issued.licence_number}.pdf")


@public
@require_POST
def taking_back(request: HttpRequest, number: str) -> HttpResponse:
    """Take an application back before it is accepted."""
    case = opened(request, number)
    try:
        _act(request, case, lambda a: case.take_back(a, at=timezone.now()))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back. Your papers can be used again for another application."))
    return _back(case)


def _act(request: HttpRequest, case: Case, record: Callable[[Act], Any]) -> None:
    with act(by=_who(request, case), office=case.office, origin=ORIGIN) as a:
        record(a)


def _who(request: HttpRequest, case: Case) -> Any:
    """The applicant who is signed in, else the portal's own account: nobody else records from outside."""
    applicant = applicant_of(request.user)
    return applicant.user if applicant else portal_account(case.zone)


def _back(case: Case) -> HttpResponse:
    return HttpResponseRedirect(reverse("open-services:case", args=[case.number]))
