"""Confirmation by link: the pages of who makes one, and the page an investor opens (office.md 13)."""

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

from dajuan.core.records.forms import data_of
from dajuan.core.records.models import Draft, Refused, today
from dajuan.core.records.pages import office_for
from dajuan.core.staff.rights import SignedInRequest, needs, public
from dajuan.core.tickets.portal import TRIES_PER_NUMBER, TRIES_PER_PLACE, count
from dajuan.lines.projects.forms.service import AcknowledgementForm, InvestorForm, ServiceLinkForm
from dajuan.lines.projects.models import Acknowledgement, Project, Service, ServiceLink


@needs("projects.view")
@never_cache
@require_http_methods(["GET", "POST"])
def links(request: SignedInRequest, pk: int) -> HttpResponse:
    """The links of a project's investor, and a new one: its address and code are shown this once."""
    project = _project(request, pk)
    form = ServiceLinkForm(request.POST or None, initial={"company": project.company or ""})
    content: dict[str, Any] = {"subject": project, "form": form}
    if request.method == "POST" and form.is_valid():
        office = office_for(request, AcknowledgementForm, project)
        link, token, code = ServiceLink.objects.make(project, by=request.user, office=office, **form.cleaned_data)
        address = request.build_absolute_uri(reverse("open-projects:investor", args=[token]))
        content |= {"made": link, "address": address, "code": code}
    content["links"] = project.service_links.open_on(today()).select_related("made_by")
    return render(request, "projects/service_links.html", content, status=422 if form.errors else 200)


@needs("projects.view")
@require_POST
def revoking(request: SignedInRequest, pk: int, link: int) -> HttpResponse:
    """End a link before its day."""
    project = _project(request, pk)
    ended = get_object_or_404(project.service_links.filter(revoked_at=None), pk=link)
    ended.revoked_at = timezone.now()
    ended.save(update_fields=["revoked_at"])
    messages.success(request, _("The link no longer opens."))
    return HttpResponseRedirect(reverse("projects:service-links", args=[pk]))


def _project(request: SignedInRequest, pk: int) -> Project:
    """A project on which this person may record."""
    rows = Project.objects.visible_to(request.user).select_related("company")
    project: Project = get_object_or_404(rows, pk=pk)
    if not request.user.has_perm("projects.record", project):
        raise PermissionDenied("projects.record")
    return project


@public
@never_cache
@require_http_methods(["GET", "POST"])
def investor(request: HttpRequest, token: str) -> HttpResponse:
    """What is done for an investor and waits for a word. What is said becomes a draft that waits for review."""
    link = ServiceLink.objects.of(token, day=today())
    if link is None:
        raise Http404("link")
    services = _unconfirmed(link)
    form = InvestorForm(request.POST or None, services=services)
    if request.method == "POST" and form.is_valid():
        try:
            _expect_code(link, token, form.cleaned_data["code"], place=request.META.get("REMOTE_ADDR", ""))
            _submit(link, form.cleaned_data["service"], form.cleaned_data["satisfied"])
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return render(request, "projects/investor_sent.html", {"link": link}, status=201)
    content = {"link": link, "form": form, "services": services}
    return render(request, "projects/investor.html", content, status=422 if form.errors else 200)


def _unconfirmed(link: ServiceLink) -> Any:
    """The services of the link's project that are done and about which nothing waits for review."""
    said = Draft.objects.submitted().filter(form=AcknowledgementForm.name(), zone=link.zone).values("subject")
    done = Service.objects.filter(project=link.project, stage=Service.Stage.DONE)
    return done.exclude(pk__in=said).order_by("pk")


def _expect_code(link: ServiceLink, token: str, code: str, *, place: str) -> None:
    """Refuse a wrong code, and more than a few tries within a quarter of an hour."""
    count(f"projects.service-link:{place}", TRIES_PER_PLACE)
    count(f"projects.service-link:{link.pk}", TRIES_PER_NUMBER)
    if not link.fits(token, code):
        raise Refused(_("This code does not belong to the link."), field="code")


def _submit(link: ServiceLink, service: Service, satisfied: str) -> Draft:
    """The draft of the specialist who made the link, submitted; refused as the service itself would refuse it."""
    content = {"happened_on": [today().isoformat()], "satisfied": [satisfied]}
    content["through"] = [Acknowledgement.Through.LINK.value]
    filled = AcknowledgementForm(data_of(content), subject=service)
    if not (filled.is_valid() and filled.rehearse(service, by=link.made_by, office=link.office)):
        raise Refused(next(iter(filled.errors.values()))[0])
    return Draft.objects.create(
        zone=link.zone,
        office=link.office,
        author=link.made_by,
        line="projects",
        form=AcknowledgementForm.name(),
        entry_type=Acknowledgement._meta.label_lower,
        subject=service.pk,
        subject_name=str(service)[:200],
        page=reverse("projects:recording", args=[Service.page, service.pk, AcknowledgementForm.verb]),
        content=content,
        submitted_at=timezone.now(),
    )
