"""Applying from outside: a form that is kept, papers from a telephone, sent once, and a receipt."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dajuan.core.applicants.models import Applicant, applicant_of
from dajuan.core.records.models import Refused
from dajuan.core.staff.rights import public
from dajuan.core.tickets.portal import count
from dajuan.lines.services.forms.portal import YES, ApplicationForm
from dajuan.lines.services.models import ApplicationDraft, new_token
from dajuan.lines.services.models.applying import (
    Sheet,
    add_file,
    draft_of,
    earlier_papers,
    hand_in,
    handed_in_before,
    keep,
    lacking,
    use_again,
)
from dajuan.lines.services.views.portal import answers, matter_sheet, package_sheet

APPLICATIONS_PER_PLACE = 60


@public
@never_cache
@require_http_methods(["GET", "POST"])
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply for a matter that is accepted here."""
    _about, sheet, guide = matter_sheet(pk, answers(request))
    return _apply(request, sheet, guide.chosen)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def package(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply for a package: one form, one list of papers."""
    _about, sheet, guide = package_sheet(pk, answers(request))
    return _apply(request, sheet, guide.chosen)


def _apply(request: HttpRequest, sheet: Sheet, chosen: Any) -> HttpResponse:
    applicant = applicant_of(request.user)
    if applicant is None or not sheet.is_open:
        back = request.get_full_path() if request.method == "GET" else request.path
        content = {"sheet": sheet, "back": back, "status": 200}
        return render(request, "services/public/before_applying.html", content)
    if request.method == "GET":
        return _form_page(request, applicant, sheet, chosen, _begun(applicant, sheet, request.GET.get("draft", "")))
    token = request.POST.get("token", "").replace("\x00", "")
    before = handed_in_before(applicant, token)
    if before:
        return _receipt(request, *before)
    return _kept_or_sent(request, applicant, sheet, chosen, token or new_token())


def _begun(applicant: Applicant, sheet: Sheet, key: str) -> ApplicationDraft | None:
    """The application begun last for this, to go on with."""
    rows = ApplicationDraft.objects.filter(author=applicant.user, matter=sheet.matter, package=sheet.package)
    return rows.select_related("key").first()


def _kept_or_sent(request: HttpRequest, applicant: Applicant, sheet: Sheet, chosen: Any, token: str) -> HttpResponse:
    form = ApplicationForm(request.POST, companies=applicant.companies_on(timezone.localdate()))
    form.is_valid()
    try:
        count(f"services.apply:{applicant.pk}", APPLICATIONS_PER_PLACE)
        draft = draft_of(applicant, sheet, token)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, applicant, sheet, chosen, None, form)
    following = _following(request, sheet)
    keep(draft, form.texts() | {"following": ",".join(map(str, following))})
    wrong = _take_files(request, applicant, draft, sheet, form)
    if request.POST.get("action") == "send" and not wrong:
        form.refuse_unfinished(request.POST.get("committed") == YES, following)
        wrong = {one.paper.pk: _("This paper is still lacking.") for one in lacking(draft, sheet, following)}
        if not wrong and form.is_valid():
            return _send(request, applicant, draft, sheet, form, following, chosen)
    return _form_page(request, applicant, sheet, chosen, draft, form, wrong)


def _send(
    request: HttpRequest,
    applicant: Applicant,
    draft: ApplicationDraft,
    sheet: Sheet,
    form: ApplicationForm,
    following: list[int],
    chosen: Any,
) -> HttpResponse:
    try:
        case, code = hand_in(
            applicant,
            draft,
            sheet,
            company=form.cleaned_data["company"],
            content=form.texts(),
            following=following,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _form_page(request, applicant, sheet, chosen, draft, form)
    return _receipt(request, case, code)


def _receipt(request: HttpRequest, case: Any, code: str) -> HttpResponse:
    content = {"case": case, "code": code, "children": case.children.select_related("matter")}
    return render(request, "services/public/receipt.html", content, status=201)


def _following(request: HttpRequest, sheet: Sheet) -> list[int]:
    """The papers promised for later, of those that may be."""
    asked = {value for value in request.POST.getlist("later") if value.isdigit()}
    return [one.paper.pk for one in sheet.papers if one.may_follow and str(one.paper.pk) in asked]


def _take_files(
    request: HttpRequest, applicant: Applicant, draft: ApplicationDraft, sheet: Sheet, form: ApplicationForm
) -> dict[int, str]:
    """Keep each file sent, or use an earlier paper again; what is wrong with one, by its paper. The others are kept."""
    wrong: dict[int, str] = {}
    again = {value for value in request.POST.getlist("again") if value.isdigit()}
    company = form.cleaned_data.get("company")
    earlier = earlier_papers(applicant, company, sheet) if again and request.POST.get("consent") == YES else {}
    for one in sheet.papers:
        upload = request.FILES.get(f"paper-{one.paper.pk}")
        try:
            if upload:
                add_file(draft, one.paper, upload)
            elif str(one.paper.pk) in again and one.paper.pk in earlier:
                use_again(draft, one.paper, earlier[one.paper.pk])
            elif str(one.paper.pk) in again:
                raise Refused(_("Tick that it may be used again."))
        except Refused as refusal:
            wrong[one.paper.pk] = str(refusal)
    return wrong


def _form_page(
    request: HttpRequest,
    applicant: Applicant,
    sheet: Sheet,
    chosen: Any,
    draft: ApplicationDraft | None,
    form: ApplicationForm | None = None,
    wrong: dict[int, str] | None = None,
) -> HttpResponse:
    texts = draft.read() if draft and draft.sealed else {}
    companies = applicant.companies_on(timezone.localdate())
    form = form or ApplicationForm(companies=companies, initial=_first(applicant, texts))
    for name in ("contact", "agreed"):
        form.fields[name].required = True  # to be handed in; what is only kept needs neither
    following = {int(key) for key in texts.get("following", "").split(",") if key}
    sent = set(draft.papers.values_list("paper", flat=True)) if draft else set()
    company = companies.filter(pk=texts["company"]).first() if texts.get("company") else None
    earlier = earlier_papers(applicant, company, sheet)
    rows = [
        {
            "wanted": one,
            "sent": one.paper.pk in sent,
            "later": one.paper.pk in following,
            "earlier": None if one.paper.pk in sent else earlier.get(one.paper.pk),
            "wrong": (wrong or {}).get(one.paper.pk, ""),
        }
        for one in sheet.papers
    ]
    bad = bool(wrong) or bool(form.errors)
    content = {
        "sheet": sheet,
        "form": form,
        "rows": rows,
        "token": draft.token if draft else new_token(),
        "answers": sorted(chosen),
        "kept": draft if not bad and request.method == "POST" else None,
        "bad": bad,
        "may_follow": any(one.may_follow for one in sheet.papers),
        "reuses": any(row["earlier"] for row in rows),
    }
    return render(request, "services/public/apply.html", content, status=422 if bad else 200)


def _first(applicant: Applicant, texts: dict[str, str]) -> dict[str, str]:
    """What the form begins with: what was kept, else the applicant's own telephone."""
    return texts or {"contact": applicant.own_particulars().telephone}


@public
@require_POST
def discarding(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw an application begun away; its key goes, and with it what was typed and sent."""
    draft = get_object_or_404(ApplicationDraft, pk=pk, author=request.user if request.user.is_authenticated else None)
    draft.discard()
    return HttpResponseRedirect(reverse("open-services:mine"))
