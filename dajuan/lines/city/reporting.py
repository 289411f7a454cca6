"""Reports of progress by link: pages of the clerk who makes one, and the page a contractor opens (office.md 13)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dajuan.core.records.evidence import media_type, store
from dajuan.core.records.forms import data_of
from dajuan.core.records.models import Draft, Refused, today
from dajuan.core.records.pages import office_for
from dajuan.core.staff.rights import SignedInRequest, needs, public
from dajuan.core.tickets.pictures import PHOTOS
from dajuan.core.tickets.portal import TRIES_PER_NUMBER, TRIES_PER_PLACE, count
from dajuan.lines.city.forms import ContractorForm, LinkForm, ProgressForm
from dajuan.lines.city.models import ReportLink, Work


@needs("city.view")
@never_cache
@require_http_methods(["GET", "POST"])
def links(request: SignedInRequest, pk: int) -> HttpResponse:
    """The links to a work that can still be used, and a new one: its address and code are shown this once."""
    work = _work(request, pk)
    form = LinkForm(request.POST or None, initial={"company": work.contractor})
    content: dict[str, Any] = {"subject": work, "form": form}
    if request.method == "POST" and form.is_valid():
        office = office_for(request, ProgressForm, work)
        link, token, code = ReportLink.objects.make(work, by=request.user, office=office, **form.cleaned_data)
        address = request.build_absolute_uri(reverse("open-city:report", args=[token]))
        content |= {"made": link, "address": address, "code": code}
    content["links"] = work.links.open_on(today()).select_related("made_by")
    return render(request, "city/links.html", content, status=422 if form.errors else 200)


@needs("city.view")
@require_POST
def revoking(request: SignedInRequest, pk: int, link: int) -> HttpResponse:
    """End a link before its day."""
    work = _work(request, pk)
    ended = get_object_or_404(work.links.filter(revoked_at=None), pk=link)
    ended.revoked_at = timezone.now()
    ended.save(update_fields=["revoked_at"])
    messages.success(request, _("The link no longer opens."))
    return HttpResponseRedirect(reverse("city:links", args=[pk]))


def _work(request: SignedInRequest, pk: int) -> Work:
    """A work on which this person may record."""
    work: Work = get_object_or_404(Work.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm("city.record", work):
        raise PermissionDenied("city.record")
    return work


@public
@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, token: str) -> HttpResponse:
    """What a contractor fills in: at most five inputs and a photo. It becomes a draft that waits for review."""
    link = ReportLink.objects.of(token, day=today())
    if link is None:
        raise Http404("link")
    form = ContractorForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _expect_code(link, token, form.cleaned_data["code"], place=request.META.get("REMOTE_ADDR", ""))
            _submit(link, request, form)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return render(request, "city/reported.html", {"link": link}, status=201)
    return render(request, "city/report.html", {"link": link, "form": form}, status=422 if form.errors else 200)


def _expect_code(link: ReportLink, token: str, code: str, *, place: str) -> None:
    """Refuse a wrong code, and more than a few tries within a quarter of an hour."""
    count(f"city.link:{place}", TRIES_PER_PLACE)
    count(f"city.link:{link.pk}", TRIES_PER_NUMBER)
    if not link.fits(token, code):
        raise Refused(_("This code does not belong to the link."), field="code")


def _submit(link: ReportLink, request: HttpRequest, form: ContractorForm) -> Draft:
    """The draft of the clerk who made the link, submitted; refused as the work itself would refuse it."""
    content = {name: [request.POST.get(name, "")] for name in ("happened_on", "done_x10", "phase")}
    content["reporter"] = [link.company]
    filled = ProgressForm(data_of(content), subject=link.work)
    if not (filled.is_valid() and filled.rehearse(link.work, by=link.made_by, office=link.office)):
        field, errors = next(iter(filled.errors.items()))
        raise Refused(errors[0], field=field)
    photo = form.cleaned_data["photo"]
    if photo and media_type(photo.read(64)) not in PHOTOS:
        raise Refused(_("Send a picture: JPEG, PNG or WebP."), field="photo")
    draft = Draft.objects.create(
        zone=link.zone,
        office=link.office,
        author=link.made_by,
        line="city",
        form=ProgressForm.name(),
        entry_type=ProgressForm.records._meta.label_lower,
        subject=link.work.pk,
        subject_name=str(link.work),
        page=reverse("city:recording", args=[Work.page, link.work.pk, ProgressForm.verb]),
        content=content,
        submitted_at=timezone.now(),
    )
    if photo:
        photo.seek(0)
        draft.evidence.add(store(photo, by=link.made_by, zone=link.zone))
    return draft
