"""Which enterprises a policy fits, and which policies an enterprise: each condition with its verdict and reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dajuan.core.companies.models import Company
from dajuan.core.records.models import today
from dajuan.core.records.vault import log_reading
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.lines.services.models import Claim, PolicyApplication, PolicyItem, TitleGranted
from dajuan.lines.services.models.conditions import Judged, Verdict, known_of
from dajuan.lines.services.models.policies import policies_for
from dajuan.lines.services.models.titles import titles_held
from dajuan.lines.services.shelves import ROOM
from dajuan.look.paging import page_by_key

SHOWN = 50  # applications and titles on the page of their enterprise


@dataclass(frozen=True)
class Fit:
    """A policy or an enterprise, each condition judged, and the verdict over all of them."""

    subject: Any
    conditions: list[Judged]

    @property
    def verdict(self) -> Verdict:
        """Not met where one is not; not known where one is not known; else met."""
        said = {one.verdict for one in self.conditions}
        return next((v for v in (Verdict.NOT_MET, Verdict.NOT_KNOWN) if v in said), Verdict.MET)


@needs("services.view")
@require_safe
def enterprises(request: SignedInRequest, pk: int) -> HttpResponse:
    """The enterprises one policy fits today, by name: for certain, or also where something is not known."""
    policy = get_object_or_404(PolicyItem.objects.visible_to(request.user).prefetch_related("conditions"), pk=pk)
    sure = request.GET.get("known") != "some"
    day = today()
    page = page_by_key(policy.enterprises(day, sure=sure), request, ("name", "pk"))
    titles = titles_held([company.pk for company in page.rows], day)
    fits = [Fit(company, policy.judge(known_of(company, titles[company.pk], day))) for company in page.rows]
    content = {"room": ROOM, "policy": policy, "page": page, "fits": fits, "sure": sure}
    return render(request, "services/policy_enterprises.html", content)


@needs("services.view")
@require_safe
def enterprise(request: SignedInRequest, pk: int) -> HttpResponse:
    """What one enterprise may have, with the reasons; and what it applied for and holds."""
    company = get_object_or_404(Company.objects.visible_to(request.user), pk=pk)
    fits = [Fit(policy, conditions) for policy, conditions in policies_for(company, today())]
    order = {Verdict.MET: 0, Verdict.NOT_KNOWN: 1, Verdict.NOT_MET: 2}
    applications = PolicyApplication.objects.visible_to(request.user).filter(company=company).for_lists()
    titles = TitleGranted.objects.standing().filter(company=company, zone=request.user.zone)
    content = {
        "room": ROOM,
        "company": company,
        "fits": sorted(fits, key=lambda fit: (order[fit.verdict], fit.subject.name)),
        "applications": applications.order_by("-pk")[:SHOWN],
        "titles": titles.order_by("-happened_on")[:SHOWN],
    }
    return render(request, "services/enterprise.html", content)


@needs("services.view")
@never_cache
@require_safe
def claim(request: SignedInRequest, pk: int) -> HttpResponse:
    """What an enterprise wrote and sent with its claim on the portal; that it was read is written down."""
    rows = Claim.objects.filter(zone=request.user.zone).select_related("key", "author")
    found = get_object_or_404(rows, pk=pk)
    about: Any = found.became
    if about is None:
        raise Http404("claim")
    if not request.user.has_perm("services.record", about):
        raise PermissionDenied("services.record")
    log_reading(found.key, by=request.user, purpose=f"claim {about.code}")
    content = {"room": ROOM, "about": about, "claim": found, "typed": found.typed(), "files": found.named_files()}
    return render(request, "services/claim.html", content)
