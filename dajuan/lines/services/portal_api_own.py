"""What an applicant asks of its own by a program, signed in on this site: its cases, applying, supplying, rating.

An application is handed in under a token of the program: sent twice, it is one case, and the second answer has a new
code. Papers are uploaded before, one by one, to the application begun under the same token.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, Path, Router, Schema, Status, UploadedFile
from pydantic import Field

from dajuan.core.applicants.asking import ByApplicant
from dajuan.core.applicants.models import Applicant
from dajuan.core.records.forms import data_of
from dajuan.core.records.models import Refused
from dajuan.core.rooms.api import REFUSALS, After, Limit, Number, Trouble, Wrong, troubles_of
from dajuan.core.tickets.portal import count
from dajuan.lines.services.forms.portal import ApplicationForm, RatingForm
from dajuan.lines.services.models import ApplicationDraft, Case
from dajuan.lines.services.models.applying import (
    MOST_FILES,
    Sheet,
    add_file,
    cases_of,
    draft_of,
    hand_in,
    handed_in_before,
    keep,
    lacking,
)
from dajuan.lines.services.portal_told import AnswersGiven, CaseTold, name_of, told_of
from dajuan.lines.services.views.portal import matter_sheet, package_sheet
from dajuan.lines.services.views.portal_applying import APPLICATIONS_PER_PLACE
from dajuan.lines.services.views.portal_following import owed, own_case, rate, supply
from dajuan.look.paging import page_by_key

DRAWN = r"^[A-Za-z0-9_-]{8,40}$"
PAPERS_PER_PLACE = 600  # sent in a quarter of an hour
CaseNumber = Annotated[str, Path(max_length=60)]
Token = Annotated[str, Form(pattern=DRAWN, description="drawn by the program, the same for one application")]
PaperCode = Annotated[str, Form(max_length=80, description="code of a paper that is asked for")]


class CompanyTold(Schema):
    """A company the applicant may act for today."""

    code: str
    name: str


class Own(Schema):
    """Who asks: the companies it may act for."""

    companies: list[CompanyTold]


class CaseRow(Schema):
    """One case of the applicant's own; `company` is empty where it applied for itself."""

    number: str
    name: str
    company: str
    stage: str
    stage_name: str


class CasePage(Schema):
    """Some cases, latest first; `after` asks for the next ones, empty at the end."""

    rows: list[CaseRow]
    after: str


class NewApplication(Schema):
    """An application as its form asks for it; `later` are codes of papers promised, which wants `committed`."""

    token: str = Field(pattern=DRAWN, description="drawn by the program, the same for one application")
    company: str = Field("", max_length=18, description="unified credit code; empty: for oneself")
    contact: str = Field("", max_length=30, description="telephone for questions")
    said: str = Field("", max_length=2000)
    agreed: bool = Field(False, description="what is handed in is true, and the conditions are known")
    committed: bool = False
    later: list[str] = Field([], max_length=MOST_FILES)


class Receipt(Schema):
    """Number and code of a case that was handed in; the code is told once."""

    number: str
    code: str


class Begun(Schema):
    """An application begun: codes of the papers it has, and of those it lacks."""

    token: str
    sent: list[str]
    lacking: list[str]


class Rated(Schema):
    """A level from 5, very satisfied, to 1, and a word."""

    level: int = Field(ge=1, le=5)
    said: str = Field("", max_length=1000)


def add_to(router: Router) -> None:
    """Add what an applicant asks of its own to the portal's part."""
    own: dict[str, Any] = {"auth": ByApplicant()}
    case, kinds = "/mine/cases/{number}", {"matters": apply_matter, "packages": apply_package}
    papers = {"matters": begin_matter, "packages": begin_package}
    router.get("/mine/", response={200: Own, **REFUSALS}, **own)(mine)
    router.get("/mine/cases/", response={200: CasePage, **REFUSALS}, **own)(cases)
    router.get(f"{case}/", response={200: CaseTold, **REFUSALS}, **own)(one_case)
    router.post(f"{case}/papers/", response={201: CaseTold, **REFUSALS}, **own)(supplying)
    router.post(f"{case}/rating/", response={201: CaseTold, **REFUSALS}, **own)(rating)
    for kind, view in kinds.items():
        router.post(f"/{kind}/{{key}}/papers/", response={201: Begun, **REFUSALS}, **own)(papers[kind])
        router.post(f"/{kind}/{{key}}/applications/", response={201: Receipt, **REFUSALS}, **own)(view)


def mine(request: Any) -> Own:
    """The companies I may act for today."""
    companies = request.auth.companies_on(timezone.localdate())[:100]
    return Own(companies=[CompanyTold(code=one.code, name=one.name) for one in companies])


def cases(request: Any, limit: Limit = 30, after: After = "") -> CasePage:
    """My own cases and those of companies I may act for, latest first; a package is one case."""
    rows = cases_of(request.auth, timezone.localdate()).filter(package_case=None)
    page: Any = page_by_key(rows.select_related("matter", "package", "company"), request, size=limit)
    return CasePage(
        rows=[
            CaseRow(
                number=one.number,
                name=name_of(one),
                company=one.company.name if one.company else "",
                stage=one.stage,
                stage_name=str(one.get_stage_display()),
            )
            for one in page.rows
        ],
        after=page.after,
    )


def one_case(request: Any, number: CaseNumber) -> CaseTold:
    """One of my cases: where it stands and what is asked of me."""
    return told_of(_case(request, number))


def _case(request: Any, number: str) -> Case:
    found = own_case(request.auth, number.replace("\x00", ""))
    if found is None:
        raise Http404("case")
    return found


def supplying(
    request: Any,
    number: CaseNumber,
    papers: Annotated[list[PaperCode], Form(max_length=MOST_FILES)],
    files: Annotated[list[UploadedFile], File(max_length=MOST_FILES)],
) -> Any:
    """Hand in the papers a notice asked for or that were promised: all at once, each code with its file in order."""
    case = _case(request, number)
    asked = {one.code: one for one in owed(case)}
    if not asked or len(papers) != len(files) or sorted(papers) != sorted(asked):
        raise Refused(_("Send each paper that is asked for; nothing was handed in yet."), field="papers")
    supply(request, case, [(asked[code], file) for code, file in zip(papers, files, strict=True)])
    return Status(201, one_case(request, number))


def rating(request: Any, number: CaseNumber, sent: Rated) -> Any:
    """Rate a matter that is done, once, by free will."""
    case = _case(request, number)
    form = RatingForm(data_of({"level": [str(sent.level)], "said": [sent.said]}))
    if not form.is_valid():
        raise Wrong(troubles_of(form))
    rate(request, case, form.cleaned_data["level"], form.cleaned_data["said"])
    return Status(201, one_case(request, number))


def begin_matter(
    request: Any, key: Number, token: Token, paper: PaperCode, file: Annotated[UploadedFile, File()]
) -> Any:
    """Keep a paper for an application for a matter; one sent before for the same paper is thrown away."""
    _about, sheet, _guide = matter_sheet(key, [])
    return Status(201, _keep_paper(request.auth, sheet, token, paper, file))


def begin_package(
    request: Any, key: Number, token: Token, paper: PaperCode, file: Annotated[UploadedFile, File()]
) -> Any:
    """Keep a paper for an application for a package; one sent before for the same paper is thrown away."""
    _about, sheet, _guide = package_sheet(key, [])
    return Status(201, _keep_paper(request.auth, sheet, token, paper, file))


def _keep_paper(applicant: Applicant, sheet: Sheet, token: str, code: str, file: UploadedFile) -> Begun:
    _refuse_closed(sheet)
    kind = next((one.paper for one in sheet.papers if one.paper.code == code), None)
    if kind is None:
        raise Refused(_("This paper is not asked for."), field="paper")
    if cases_of(applicant, timezone.localdate()).filter(token=token).exists():
        raise Refused(_("This application was handed in already."), field="token")
    count(f"services.paper:{applicant.pk}", PAPERS_PER_PLACE)
    draft = draft_of(applicant, sheet, token)
    if not draft.sealed:
        keep(draft, {})
    add_file(draft, kind, file)
    sent = list(draft.papers.values_list("paper__code", flat=True))
    return Begun(token=token, sent=sent, lacking=[one.paper.code for one in lacking(draft, sheet, [])])


def apply_matter(request: Any, key: Number, sent: NewApplication, answers: AnswersGiven = None) -> Any:
    """Hand in an application for a matter; sent twice under one token it is one case."""
    _about, sheet, _guide = matter_sheet(key, [str(one) for one in answers or ()])
    return Status(201, _apply(request.auth, sheet, sent))


def apply_package(request: Any, key: Number, sent: NewApplication, answers: AnswersGiven = None) -> Any:
    """Hand in one application for a package; sent twice under one token it is one case."""
    _about, sheet, _guide = package_sheet(key, [str(one) for one in answers or ()])
    return Status(201, _apply(request.auth, sheet, sent))


def _apply(applicant: Applicant, sheet: Sheet, sent: NewApplication) -> Receipt:
    _refuse_closed(sheet)
    count(f"services.apply:{applicant.pk}", APPLICATIONS_PER_PLACE)
    case_and_code = handed_in_before(applicant, sent.token) or _hand_in(applicant, sheet, sent)
    return Receipt(number=case_and_code[0].number, code=case_and_code[1])


def _hand_in(applicant: Applicant, sheet: Sheet, sent: NewApplication) -> tuple[Case, str]:
    """What is typed is kept before it is checked, as on the page."""
    form = _form(applicant, sent)
    form.is_valid()
    draft = draft_of(applicant, sheet, sent.token)
    later = [one.paper.pk for one in sheet.papers if one.may_follow and one.paper.code in sent.later]
    keep(draft, form.texts() | {"following": ",".join(map(str, later))})
    form.refuse_unfinished(sent.committed, later)
    wrong = [*troubles_of(form), *_lacking(draft, sheet, later)]
    if wrong:
        raise Wrong(wrong)
    given = form.cleaned_data["company"]
    return hand_in(applicant, draft, sheet, company=given, content=form.texts(), following=later, at=timezone.now())


def _lacking(draft: ApplicationDraft, sheet: Sheet, later: list[int]) -> list[Trouble]:
    words = _("This paper is still lacking.")
    return [Trouble(where=f"papers.{one.paper.code}", what=words) for one in lacking(draft, sheet, later)]


def _form(applicant: Applicant, sent: NewApplication) -> ApplicationForm:
    """The form of the page, filled in; refuses a company the applicant may not act for."""
    companies = applicant.companies_on(timezone.localdate())
    keys = {one.code: str(one.pk) for one in companies}
    if sent.company and sent.company not in keys:
        raise Refused(_("You may not act for this company."), field="company")
    content = {
        "company": [keys.get(sent.company, "")],
        "contact": [sent.contact],
        "said": [sent.said],
        "agreed": ["on"] if sent.agreed else [],
    }
    return ApplicationForm(data_of(content), companies=companies)


def _refuse_closed(sheet: Sheet) -> None:
    if not sheet.is_open:
        raise Refused(_("This is not accepted here; its guide says where."))
