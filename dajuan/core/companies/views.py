"""Pages of companies: list, one company's timeline, entering, particulars, merging."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dajuan.core.companies.forms import CompanyForm, MergingForm, ParticularsForm
from dajuan.core.companies.models import Company, enter_company
from dajuan.core.faces import all_faces
from dajuan.core.records.act import act
from dajuan.core.records.merging import merge
from dajuan.core.records.models import Refused
from dajuan.core.records.pages import record
from dajuan.core.staff.models import User
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.look.paging import page_by_key


@needs("companies.view")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The companies of the zone by name, narrowed by part of a name or the beginning of a code."""
    words = request.GET.get("q", "")[:120]
    rows = Company.objects.visible_to(request.user).standing().found_by(words)
    content = {"page": page_by_key(rows, request, ("name", "pk")), "words": words}
    return render(request, "companies/index.html", content)


@needs("companies.record")
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Enter a company."""
    form = CompanyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with act(by=request.user) as a:
                company = enter_company(a, **form.particulars())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Company entered."))
            return HttpResponseRedirect(company.get_absolute_url())
    return render(request, "companies/form.html", {"form": form}, status=422 if form.errors else 200)


@needs("companies.view")
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """One company: what it is, and its timeline."""
    company = _company(request, pk)
    content = {
        "company": company,
        "kept": company.merged_into(),
        "may_record": request.user.has_perm("companies.record", company),
        "may_merge": request.user.has_perm("companies.review", company),
        "pages": pages_of(request.user, company),
    }
    return render(request, "companies/show.html", content)


@needs("companies.record")
@require_http_methods(["GET", "POST"])
def particulars(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record a new name, industry or size."""
    company = _company(request, pk)
    initial = {"name": company.name, "industry": company.industry, "size": company.size}
    return record(request, company, ParticularsForm, initial=initial)


@needs("companies.review")
@require_http_methods(["GET", "POST"])
def merging(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record that this company and another are one."""
    company = _company(request, pk)
    form = MergingForm(request.POST or None, company=company)
    if request.method == "POST" and form.is_valid():
        kept = form.cleaned_data["kept"]
        try:
            with act(by=request.user) as a:
                merge(a, company, kept, happened_on=form.cleaned_data["happened_on"])
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Merged. Earlier answers stay as they were known then."))
            return HttpResponseRedirect(kept.get_absolute_url())
    content = {"form": form, "company": company}
    return render(request, "companies/merging.html", content, status=422 if form.errors else 200)


def pages_of(user: User, company: Company) -> list[tuple[Any, str]]:
    """Title and address of the pages that lines have about a company, of lines this person may read."""
    return [
        (title, reverse(page, args=[company.pk]))
        for faces in all_faces()
        for title, page in faces.company_pages
        if user.has_perm(f"{faces.line}.view")
    ]


def _company(request: SignedInRequest, pk: int) -> Company:
    if request.user.zone_id is None:
        raise PermissionDenied("companies.view")
    company: Company = get_object_or_404(Company.objects.visible_to(request.user).select_related("office"), pk=pk)
    return company
