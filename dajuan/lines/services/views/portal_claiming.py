"""Claiming a policy's money or a title for one's enterprise: kept, handed in once, followed to its payment."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dajuan.core.applicants.models import Applicant, applicant_of
from dajuan.core.records.models import Refused
from dajuan.core.staff.rights import public
from dajuan.core.tickets.portal import count
from dajuan.lines.services.forms.claiming import NEEDED, ClaimForm, MoneyForm, TitleForm, uploads
from dajuan.lines.services.models import Claim, PolicyItem, new_token
from dajuan.lines.services.models.applying import MOST_FILES, MOST_MB
from dajuan.lines.services.models.claiming import applications_of, claim_under, claimable, hand_in, titles_of
from dajuan.lines.services.views.portal import the_zone

CLAIMS_PER_PERSON = 60


@public
@never_cache
@require_http_methods(["GET", "POST"])
def policy(request: HttpRequest, pk: int) -> HttpResponse:
    """Claim the money of a policy that takes applications today."""
    rows = PolicyItem.objects.filter(zone=the_zone()).open_on(timezone.localdate()).select_related("office")
    return _claim(request, get_object_or_404(rows, pk=pk))


@public
@never_cache
@require_http_methods(["GET", "POST"])
def title(request: HttpRequest) -> HttpResponse:
    """Claim a title (称号) for one's enterprise."""
    return _claim(request, None)


def _claim(request: HttpRequest, policy: PolicyItem | None) -> HttpResponse:
    applicant = applicant_of(request.user)
    companies = applicant.companies_on(timezone.localdate()) if applicant else None
    if applicant is None or not companies or (policy and not claimable(policy)):
        content = {"policy": policy, "applicant": applicant, "needs_none": policy and not claimable(policy)}
        return render(request, "services/public/before_claiming.html", content)
    if request.method == "POST":
        return _kept_or_sent(request, applicant, policy)
    begun = Claim.objects.begun_by(applicant.user).filter(policy=policy).select_related("key").first()
    return _form_page(request, applicant, policy, begun)


def _kept_or_sent(request: HttpRequest, applicant: Applicant, policy: PolicyItem | None) -> HttpResponse:
    form = _form(applicant, policy, request.POST)
    form.is_valid()
    try:
        count(f"services.claim:{applicant.pk}", CLAIMS_PER_PERSON)
        claim = claim_under(applicant, policy, request.POST.get("token", "").replace("\x00", ""))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, applicant, policy, None, form)
    if claim.became:
        return _to(claim.became)  # pressed twice
    claim.keep(form.typed())
    wrong = _take_files(request, claim)
    if request.POST.get("action") == "send" and not wrong:
        form.refuse_unfinished()
        if form.is_valid() and (sent := _send(request, applicant, claim, form)):
            return sent
    return _form_page(request, applicant, policy, claim, form, wrong)


def _take_files(request: HttpRequest, claim: Claim) -> list[str]:
    """Keep each file sent, and leave out what was struck out; what is wrong with a file, the others are kept."""
    struck = {value for value in request.POST.getlist("leave_out") if value.isdigit()}
    wrong = []
    for file in claim.files.select_related("evidence"):
        if str(file.pk) in struck:
            try:
                claim.leave_out(file)
            except Refused as refusal:
                return [str(refusal)]
    for upload in uploads(request.FILES):
        try:
            claim.take(upload)
        except Refused as refusal:
            wrong.append(f"{upload.name}: {refusal}")
    return wrong


def _send(request: HttpRequest, applicant: Applicant, claim: Claim, form: ClaimForm) -> HttpResponse | None:
    try:
        made = hand_in(applicant, claim, company=form.cleaned_data["company"], **form.asked())
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
    messages.success(request, _("Handed in under number %(number)s.") % {"number": made.code})
    return _to(made)


def _to(made: Any) -> HttpResponse:
    name = "application" if hasattr(made, "policy_id") else "title-application"
    return HttpResponseRedirect(reverse(f"open-services:{name}", args=[made.pk]))


def _form(applicant: Applicant, policy: PolicyItem | None, sent: Any = None, **known: Any) -> ClaimForm:
    companies = applicant.companies_on(timezone.localdate())
    if policy is None:
        return TitleForm(sent, companies=companies, **known)
    return MoneyForm(sent, companies=companies, policy=policy, **known)


def _form_page(
    request: HttpRequest,
    applicant: Applicant,
    policy: PolicyItem | None,
    claim: Claim | None,
    form: ClaimForm | None = None,
    wrong: list[str] | None = None,
) -> HttpResponse:
    typed = claim.typed() if claim else {}
    companies = list(applicant.companies_on(timezone.localdate())[:2])
    only = companies[0].pk if len(companies) == 1 else ""
    first = {"contact": applicant.own_particulars().telephone, "company": request.GET.get("company") or only}
    form = form or _form(applicant, policy, initial=typed or first)
    for name in (*NEEDED, "asked_fen", "title", "level"):
        if name in form.fields:
            form.fields[name].required = True  # to be handed in; what is only kept needs none
    bad = bool(wrong) or bool(form.errors)
    content = {
        "policy": policy,
        "form": form,
        "files": claim.named_files() if claim else [],
        "wrong": wrong,
        "token": claim.token if claim else new_token(),
        "kept": request.method == "POST" and not bad,
        "bad": bad,
        "most_files": MOST_FILES,
        "most_mb": MOST_MB,
    }
    return render(request, "services/public/claim.html", content, status=422 if bad else 200)


@public
@never_cache
@require_safe
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """How far an application for money is, for whoever acts for its enterprise today."""
    rows = applications_of(_known(request), timezone.localdate()) if _known(request) else Claim.objects.none()
    return _standing(request, rows, pk)


@public
@never_cache
@require_safe
def title_application(request: HttpRequest, pk: int) -> HttpResponse:
    """How far an application for a title is, for whoever acts for its enterprise today."""
    rows = titles_of(_known(request), timezone.localdate()) if _known(request) else Claim.objects.none()
    return _standing(request, rows, pk)


def _known(request: HttpRequest) -> Any:
    return applicant_of(request.user)


def _standing(request: HttpRequest, rows: Any, pk: int) -> HttpResponse:
    about = get_object_or_404(rows, pk=pk)
    claim = Claim.objects.filter(pk=about.claim.pk).select_related("key").first() if hasattr(about, "claim") else None
    content = {
        "about": about,
        "course": about.course(),
        "facts": about.particulars(),
        "refusal": about.refusals.standing().first(),
        "notice": about.notices.standing().first() if hasattr(about, "notices") else None,
        "claim": claim,
        "files": claim.named_files() if claim else [],
    }
    return render(request, "services/public/application.html", content)


@public
@require_POST
def discarding(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a claim away that was not handed in."""
    applicant = applicant_of(request.user)
    begun = Claim.objects.begun_by(applicant.user) if applicant else Claim.objects.none()
    try:
        get_object_or_404(begun, pk=pk).discard()
    except Refused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("open-services:mine"))
