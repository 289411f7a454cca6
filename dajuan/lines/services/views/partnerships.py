"""Pages of partnerships (四区通办, 跨省通办): who handles whose matters, which are open where, and since when."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dajuan.core.records.models import Refused
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.lines.services.forms.partnerships import ClosingForm, OpeningForm, PartnerForm, PartnershipForm
from dajuan.lines.services.models import CaseSheet, MatterOpened, Partner, Partnership
from dajuan.look.paging import page_by_key

STANDING = Q(openings__until__isnull=True)


def _may_keep(request: SignedInRequest) -> bool:
    return request.user.has_perm("services.review")


def _refuse_readers(request: SignedInRequest) -> None:
    if request.method == "POST" and not _may_keep(request):
        raise PermissionDenied("services.review")


@needs("services.view")
@never_cache
@require_http_methods(["GET", "POST"])
def index(request: SignedInRequest) -> HttpResponse:
    """The partnerships of the zone, each with how many partners and matters; a chief begins one here."""
    _refuse_readers(request)
    instance = Partnership(zone=request.user.zone)
    form = PartnershipForm(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        made = form.save()
        messages.success(request, _("Kept. Now say who the partners are."))
        return HttpResponseRedirect(reverse("services:partnership", args=[made.pk]))
    rows = Partnership.objects.visible_to(request.user).order_by("pk")
    content = {"lines": _lines(rows), "form": form, "may_keep": _may_keep(request)}
    return render(request, "services/partnerships.html", content, status=422 if form.errors else 200)


def _lines(partnerships: Any) -> list[tuple[Partnership, int, int, int]]:
    """Each partnership with its partners, the matters open to any of them and those open to all. Three queries."""
    rows = list(partnerships.annotate(count=Count("partners")))
    standing = MatterOpened.objects.standing().filter(partnership__in=[row.pk for row in rows]).order_by()
    any_of, all_of = _matters(standing), _matters(standing.filter(all_live=True))
    return [(row, row.count, any_of.get(row.pk, 0), all_of.get(row.pk, 0)) for row in rows]


def _matters(openings: Any) -> dict[int, int]:
    return dict(openings.values_list("partnership").annotate(Count("matter", distinct=True)))


@needs("services.view")
@never_cache
@require_http_methods(["GET", "POST"])
def partnership(request: SignedInRequest, pk: int) -> HttpResponse:
    """One partnership: its partners with the matters open to each; a chief lets partners in and opens matters."""
    _refuse_readers(request)
    shown: Partnership = get_object_or_404(Partnership.objects.visible_to(request.user), pk=pk)
    sent = request.POST.get("action", "") if request.method == "POST" else ""
    letting_in = PartnerForm(request.POST if sent == "let-in" else None, instance=Partner(partnership=shown))
    opening = OpeningForm(request.POST if sent == "open" else None, partnership=shown, user=request.user)
    naming = PartnershipForm(
        request.POST if sent == "name" else None, instance=Partnership.objects.get(pk=pk), prefix="own"
    )
    if said := _done(sent, letting_in, opening, naming):
        messages.success(request, said)
        return HttpResponseRedirect(reverse("services:partnership", args=[pk]))
    counted = Count("openings", filter=STANDING)
    content = {
        "partnership": shown,
        "partners": shown.partners.select_related("here").annotate(opened=counted).order_by("pk"),
        "letting_in": letting_in,
        "opening": opening,
        "naming": naming,
        "may_keep": _may_keep(request),
    }
    wrong = letting_in.errors or opening.errors or naming.errors
    return render(request, "services/partnership.html", content, status=422 if wrong else 200)


def _done(sent: str, letting_in: PartnerForm, opening: OpeningForm, naming: PartnershipForm) -> str:
    """Do what was sent where it is sound, and say so; empty where nothing was."""
    if sent == "let-in" and letting_in.is_valid():
        letting_in.save()
        return _("Let in.")
    if sent == "name" and naming.is_valid():
        naming.save()
        return _("Kept.")
    if sent == "open" and opening.is_valid():
        try:
            count = opening.keep()
        except Refused as refusal:
            opening.add_error(refusal.field if refusal.field in opening.fields else None, str(refusal))
            return ""
        return ngettext("%(count)s opening recorded.", "%(count)s openings recorded.", count) % {"count": count}
    return ""


@needs("services.view")
@never_cache
@require_http_methods(["GET", "POST"])
def partner(request: SignedInRequest, pk: int, partner: int) -> HttpResponse:
    """One partner: the matters open there, since when and how; a chief withdraws openings, or takes the partner out."""
    _refuse_readers(request)
    mine = Partner.objects.filter(partnership__in=Partnership.objects.visible_to(request.user))
    shown: Partner = get_object_or_404(mine.select_related("partnership", "here"), pk=partner, partnership=pk)
    sent = request.POST.get("action", "") if request.method == "POST" else ""
    if sent == "take-out":
        return _taken_out(request, shown)
    form = ClosingForm(request.POST if sent == "withdraw" else None, partner=shown, user=request.user)
    if sent == "withdraw" and form.is_valid():
        try:
            count = form.keep()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = ngettext("%(count)s opening withdrawn.", "%(count)s openings withdrawn.", count)
            messages.success(request, said % {"count": count})
            return HttpResponseRedirect(reverse("services:partner", args=[pk, partner]))
    rows = MatterOpened.objects.standing().filter(partner=shown).select_related("matter")
    content = {
        "partner": shown,
        "page": page_by_key(rows, request, ("-pk",)),
        "form": form,
        "may_keep": _may_keep(request),
        "unused": not _used(shown),
    }
    return render(request, "services/partner.html", content, status=422 if form.errors else 200)


def _used(partner: Partner) -> bool:
    """Whether the ledger or a sheet names a partner: then it stays."""
    sheets = CaseSheet.objects.filter(zone=partner.partnership.zone_id)
    return partner.openings.exists() or sheets.filter(Q(from_code=partner.code) | Q(to_code=partner.code)).exists()


def _taken_out(request: SignedInRequest, partner: Partner) -> HttpResponse:
    if _used(partner):
        messages.error(request, _("Records name this partner: withdraw its openings, the partner itself stays."))
        return HttpResponseRedirect(reverse("services:partner", args=[partner.partnership_id, partner.pk]))
    partner.delete()
    messages.success(request, _("Taken out."))
    return HttpResponseRedirect(reverse("services:partnership", args=[partner.partnership_id]))
