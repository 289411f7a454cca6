"""The portal of services: find a matter or package, read its guide, see what a policy gives. No account is needed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dajuan.core.applicants.models import applicant_of
from dajuan.core.staff.models import Zone
from dajuan.core.staff.rights import public
from dajuan.lines.services.forms.portal import FindForm, FirmForm
from dajuan.lines.services.models import Matter, Package, PolicyApplication, PolicyItem
from dajuan.lines.services.models.applying import Sheet, sheet_of_matter, sheet_of_package
from dajuan.lines.services.models.claiming import claimable, under_way
from dajuan.lines.services.models.conditions import Judged, Known, Verdict
from dajuan.lines.services.models.guiding import Guidance, guidance
from dajuan.lines.services.models.policies import on_notice, policies_for
from dajuan.look.paging import SIZE, page_by_key

PACKAGES = 12  # on one page of what was found
POLICIES = 60
NOTHING = Guidance([], frozenset())


@dataclass(frozen=True)
class Offer:
    """A policy open today, each condition judged; for a company also the application it made last for it."""

    policy: PolicyItem
    conditions: list[Judged]
    verdict: Verdict
    company: Any = None
    made: PolicyApplication | None = None

    @property
    def may_claim(self) -> bool:
        """Whether it can be claimed now: not what comes without application, nor what is under way."""
        return self.company is not None and claimable(self.policy) and not (self.made and self.made.is_unfinished)


def the_zone() -> Zone:
    """The zone whose services this installation offers to the public."""
    zone = Zone.objects.order_by("pk").first()
    if zone is None:
        raise Http404("zone")
    return zone


@public
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Matters and packages in force by any words, theme, department and for whom; packages first."""
    zone = the_zone()
    form = FindForm(request.GET, zone=zone)
    asked = form.asked()
    packages, page, is_near = search(request, zone, asked)
    content = {
        "form": form,
        "page": page,
        "packages": packages,
        "is_near": is_near,
        "narrowed": any(asked.get(name) for name in ("life_event", "department", "audience")),
    }
    return render(request, "services/public/find.html", content)


def search(request: HttpRequest, zone: Zone, asked: dict[str, str], size: int = SIZE) -> tuple[list[Any], Any, bool]:
    """What was asked for as `_found` answers it, and whether it is only near: by names where the words find nothing."""
    packages, page = _found(request, zone, asked, size)
    is_near = bool(asked.get("q")) and not packages and not page.rows
    if is_near:
        packages, page = _found(request, zone, asked, size, is_near=True)
    return packages, page, is_near


def _found(
    request: HttpRequest, zone: Zone, asked: dict[str, str], size: int, *, is_near: bool = False
) -> tuple[list[Any], Any]:
    """Packages, on the first page, and matters: by the words as they stand, or by names with each of their signs."""
    wishes = {name: value for name, value in asked.items() if name != "audience" and not (is_near and name == "q")}
    matters = Matter.objects.filter(zone=zone).in_force().narrow(wishes)
    packages = Package.objects.filter(zone=zone).in_force()
    packages = packages.none() if asked.get("department") else packages.narrow(wishes)
    if is_near:
        matters, packages = (rows.named_nearly(asked["q"]) for rows in (matters, packages))
    if asked.get("audience"):
        matters, packages = (rows.filter(audience__in=(asked["audience"], "both")) for rows in (matters, packages))
    first = not request.GET.get("after") and not request.GET.get("before")
    some = list(packages.defer("words").order_by("pk")[:PACKAGES]) if first else []
    return some, page_by_key(matters.defer("words"), request, ("pk",), size)


@public
@require_safe
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """The guide of one matter; its questions say which papers apply."""
    about, sheet, guide = matter_sheet(pk, answers(request))
    return render(request, "services/public/matter.html", {"matter": about, **_guide_content(sheet, guide)})


@public
@require_safe
def package(request: HttpRequest, pk: int) -> HttpResponse:
    """The guide of one package: its questions say which matters and papers apply; what it saves."""
    about, sheet, guide = package_sheet(pk, answers(request))
    content = {
        "package": about,
        "saved": about.issues.standing().first(),
        "days": about.longest_way(timezone.localdate()) if about.promised_days is None else about.promised_days,
        **_guide_content(sheet, guide),
    }
    return render(request, "services/public/package.html", content)


def matter_sheet(pk: int, given: list[str]) -> tuple[Matter, Sheet, Guidance]:
    """A matter in force, what it asks for after the answers given, and those answers."""
    rows = Matter.objects.filter(zone=the_zone()).in_force().select_related("office", "zone").defer("words")
    about: Matter = get_object_or_404(rows, pk=pk)
    day = timezone.localdate()
    version = about.version_on(day)
    guide = guidance(version, given) if version else NOTHING
    return about, sheet_of_matter(about, guide, day), guide


def package_sheet(pk: int, given: list[str]) -> tuple[Package, Sheet, Guidance]:
    """A package in force, what it asks for after the answers given, and those answers."""
    rows = Package.objects.filter(zone=the_zone()).in_force().select_related("office", "zone").defer("words")
    about: Package = get_object_or_404(rows, pk=pk)
    guide = guidance(about, given)
    return about, sheet_of_package(about, guide, timezone.localdate()), guide


def answers(request: HttpRequest) -> list[str]:
    """The answers to the guide's questions: `q12=34` in the address, or `answers=34` once it is being applied for."""
    given = request.POST if request.method == "POST" else request.GET
    return [value for name in given if name.startswith("q") or name == "answers" for value in given.getlist(name)]


def _guide_content(sheet: Sheet, guide: Guidance) -> dict[str, Any]:
    return {"sheet": sheet, "guide": guide, "platform": settings.SERVICE_PLATFORM}


@public
@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """Policies open today: of one's own enterprise with each condition judged, or by what is typed of a firm."""
    zone, day = the_zone(), timezone.localdate()
    applicant = applicant_of(request.user)
    companies = list(applicant.companies_on(day)) if applicant else []
    form = FirmForm(request.GET or None)
    mine = _of_companies(companies[:5], day)
    content = {"form": form, "mine": mine, "applicant": applicant, "fits": [] if mine else _typed(zone, form, day)}
    return render(request, "services/public/policies.html", content)


def _of_companies(companies: list[Any], day: date) -> list[tuple[Any, list[Offer]]]:
    """Each company with its policies judged, and the application it made last for each."""
    judged = [(company, _fits(policies_for(company, day))) for company in companies]
    made = under_way(companies, {offer.policy for _company, offers in judged for offer in offers})
    return [
        (company, [replace(offer, company=company, made=made.get((company.pk, offer.policy.pk))) for offer in offers])
        for company, offers in judged
    ]


@public
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Who is to get how much under which policy, while the public notice (公示) stands; for everybody."""
    page = page_by_key(on_notice(the_zone(), timezone.localdate()), request, ("-pk",))
    return render(request, "services/public/notices.html", {"page": page})


def _typed(zone: Zone, form: FirmForm, day: date) -> list[Offer]:
    sent = form.cleaned_data if form.is_bound and form.is_valid() else {}
    months = sent.get("months")
    founded = None
    if months is not None:
        total = day.year * 12 + day.month - 1 - months
        founded = date(total // 12, total % 12 + 1, 1) if total >= 12 else None
    known = Known(day, size=sent.get("size", ""), industry=sent.get("industry", "").upper(), founded_on=founded)
    rows = PolicyItem.objects.filter(zone=zone).open_on(day).prefetch_related("conditions")
    return _fits((one, one.judge(known)) for one in rows.order_by("pk")[:POLICIES])


def _fits(judged: Any) -> list[Offer]:
    """Policies with their conditions and the verdict over all; certain ones first, what is not met last."""
    order = [Verdict.MET, Verdict.NOT_KNOWN, Verdict.NOT_MET]
    found = []
    for policy, conditions in judged:
        said = {one.verdict for one in conditions}
        found.append(Offer(policy, conditions, next((one for one in reversed(order) if one in said), Verdict.MET)))
    return sorted(found, key=lambda one: order.index(one.verdict))
