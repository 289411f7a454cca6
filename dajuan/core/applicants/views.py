"""Pages of applicants about themselves, and of the office that looks at their mandates."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dajuan.core.applicants.closing import close
from dajuan.core.applicants.forms import DecisionForm, MandateForm, OwnForm, ReminderForm
from dajuan.core.applicants.models import Applicant, Mandate, applicant_of, ask_for_mandate
from dajuan.core.faces import all_faces
from dajuan.core.outbox.models import preference_of
from dajuan.core.people.models import Particulars
from dajuan.core.records.evidence import content_of, media_type, store
from dajuan.core.records.models import Refused
from dajuan.core.records.vault import log_reading
from dajuan.core.staff.rights import SignedInRequest, needs, public
from dajuan.core.staff.views import SIGNS_IN
from dajuan.look.paging import page_by_key

PROOFS = ("image/jpeg", "image/png", "image/webp", "application/pdf")


@public
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as the demo's invented applicant; on a real site there is no such page."""
    some = Applicant.objects.filter(user__is_active=True).select_related("user").order_by("pk")[:20]
    applicant = next((one for one in some if not one.user.has_usable_password()), None)
    if applicant is None or not settings.DEMO:
        raise Http404
    login(request, applicant.user, backend=SIGNS_IN)
    return HttpResponseRedirect(reverse("applicants:own"))


@needs("applicants.own")
@never_cache
@require_safe
def own(request: SignedInRequest) -> HttpResponse:
    """The applicant's own page: what is kept, for whom it acts, and the lines' own pages for it."""
    applicant = _own(request)
    content = {
        "applicant": applicant,
        "particulars": applicant.person.masked() if applicant.person else Particulars(),
        "mandates": applicant.mandates.all()[:50],
        "pages": [faces for faces in all_faces() if faces.own_page],
    }
    return render(request, "applicants/own.html", content)


@needs("applicants.own")
@never_cache
@require_http_methods(["GET", "POST"])
def particulars(request: SignedInRequest) -> HttpResponse:
    """Read in full what is kept of oneself, and put it right."""
    applicant = _own(request)
    kept = applicant.own_particulars()
    initial = {name: getattr(kept, name) for name in ("name", "telephone", "number_kind", "number", "address")}
    form = OwnForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and applicant.person:
        try:
            applicant.person.rewrite(form.particulars())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Put right. Nothing of the old is kept."))
            return HttpResponseRedirect(reverse("applicants:own"))
    return render(request, "applicants/particulars.html", {"form": form}, status=422 if form.errors else 200)


@needs("applicants.own")
@never_cache
@require_http_methods(["GET", "POST"])
def reminders(request: SignedInRequest) -> HttpResponse:
    """By which way an applicant is told of what its own cases lack; none unless one is chosen."""
    applicant = _own(request)
    form = ReminderForm(request.POST or None, instance=preference_of(applicant.user), applicant=applicant)
    if request.method == "POST" and form.is_valid():
        form.keep(applicant.user)
        messages.success(request, _("Kept."))
        return HttpResponseRedirect(reverse("applicants:own"))
    content = {"form": form, "ways": form.ways.exists()}
    return render(request, "applicants/reminders.html", content, status=422 if form.errors else 200)


@needs("applicants.own")
@require_POST
def closing(request: SignedInRequest) -> HttpResponse:
    """Close one's own account; what was decided stands, the person behind it is erased in its time."""
    close(_own(request))
    logout(request)
    messages.success(request, _("Your account is closed. What is kept of you is erased when its time has come."))
    return HttpResponseRedirect(reverse("open-desk:front"))


@needs("applicants.own")
@never_cache
@require_http_methods(["GET", "POST"])
def asking(request: SignedInRequest) -> HttpResponse:
    """Say for which company one acts; the proof is encrypted under the person's key."""
    applicant = _own(request)
    form = MandateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _ask(applicant, form)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Sent. You can act for the company once the proof has been looked at."))
            return HttpResponseRedirect(reverse("applicants:own"))
    return render(request, "applicants/asking.html", {"form": form}, status=422 if form.errors else 200)


def _ask(applicant: Applicant, form: MandateForm) -> Mandate:
    sent = dict(form.cleaned_data)
    upload = sent.pop("proof")
    kind = media_type(upload.read(4096))
    upload.seek(0)
    if kind not in PROOFS:
        raise Refused(_("Send a photograph (JPEG, PNG, WebP) or a PDF."), field="proof")
    key = applicant.person.key if applicant.person else None
    stored = store(upload, by=applicant.user, zone=applicant.zone, personal=True, key=key)
    try:
        return ask_for_mandate(applicant, **sent, proof=stored)
    except Refused:
        stored.delete()
        raise


@needs("applicants.own")
@require_POST
def withdrawal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop acting for a company."""
    get_object_or_404(_own(request).mandates, pk=pk).withdraw()
    messages.success(request, _("Withdrawn. You no longer act for this company."))
    return HttpResponseRedirect(reverse("applicants:own"))


@needs("applicants.view")
@require_safe
def mandates(request: SignedInRequest) -> HttpResponse:
    """Mandates of the zone, those that wait on top."""
    rows = Mandate.objects.filter(zone=request.user.zone)
    content = {"waiting": rows.waiting()[:50], "page": page_by_key(rows.exclude(granted=None), request)}
    return render(request, "applicants/mandates.html", content)


@needs("applicants.record")
@require_http_methods(["GET", "POST"])
def deciding(request: SignedInRequest, pk: int) -> HttpResponse:
    """One mandate beside its proof; whoever looked says whether it holds."""
    mandate = _mandate(request, pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(mandate, form, request)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Recorded."))
            return HttpResponseRedirect(reverse("applicants:mandates"))
    content = {"mandate": mandate, "form": form if mandate.granted is None and not mandate.withdrawn_at else None}
    return render(request, "applicants/deciding.html", content, status=422 if form.errors else 200)


def _decide(mandate: Mandate, form: DecisionForm, request: SignedInRequest) -> None:
    if form.cleaned_data["verdict"] == "yes":
        mandate.grant(by=request.user)
    else:
        mandate.refuse(by=request.user, because=form.cleaned_data["because"])


@needs("applicants.record")
@never_cache
@require_safe
def proof(request: SignedInRequest, pk: int) -> HttpResponse:
    """The proof of a mandate; that it was read is written down."""
    file = _mandate(request, pk).proof
    if file.key:
        log_reading(file.key, by=request.user, purpose=f"mandate {pk}")
    try:
        answer = HttpResponse(content_of(file), content_type=file.media_type)
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal
    answer["Content-Disposition"] = content_disposition_header(False, file.name) or "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _own(request: SignedInRequest) -> Applicant:
    applicant = applicant_of(request.user)
    assert applicant is not None, "`applicants.own` is held by applicants alone"
    return applicant


def _mandate(request: SignedInRequest, pk: int) -> Any:
    rows = Mandate.objects.filter(zone=request.user.zone).select_related("applicant__person", "proof__key", "company")
    return get_object_or_404(rows, pk=pk)
