"""Reports of months by link: the pages of who makes one, and the page a project unit opens (office.md 13)."""

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
from dajuan.lines.projects.forms import LinkForm, MonthReportForm, UnitForm
from dajuan.lines.projects.models import Freeze, Node, NodeKind, Project, UnitLink

TYPED = ("month", "done_fen", "image", "trouble")


@needs("projects.view")
@never_cache
@require_http_methods(["GET", "POST"])
def links(request: SignedInRequest, pk: int) -> HttpResponse:
    """The links to a project that can still be used, and a new one: its address and code are shown this once."""
    project = _project(request, pk)
    accepted = _acceptance(project)
    if accepted and request.method == "POST":
        messages.error(request, _("The project was accepted: there is nothing more to report."))
        return HttpResponseRedirect(reverse("projects:links", args=[pk]))
    form = LinkForm(request.POST or None, initial={"unit": project.company or ""})
    content: dict[str, Any] = {"subject": project, "form": form, "accepted": accepted}
    if request.method == "POST" and form.is_valid():
        office = office_for(request, MonthReportForm, project)
        link, token, code = UnitLink.objects.make(project, by=request.user, office=office, **form.cleaned_data)
        address = request.build_absolute_uri(reverse("open-projects:unit", args=[token]))
        content |= {"made": link, "address": address, "code": code}
    content["links"] = project.links.open_on(today()).select_related("made_by")
    return render(request, "projects/links.html", content, status=422 if form.errors else 200)


@needs("projects.view")
@require_POST
def revoking(request: SignedInRequest, pk: int, link: int) -> HttpResponse:
    """End a link before its day."""
    project = _project(request, pk)
    ended = get_object_or_404(project.links.filter(revoked_at=None), pk=link)
    ended.revoked_at = timezone.now()
    ended.save(update_fields=["revoked_at"])
    messages.success(request, _("The link no longer opens."))
    return HttpResponseRedirect(reverse("projects:links", args=[pk]))


def _project(request: SignedInRequest, pk: int) -> Project:
    """A project on which this person may record."""
    project: Project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm("projects.record", project):
        raise PermissionDenied("projects.record")
    return project


@public
@never_cache
@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, token: str) -> HttpResponse:
    """What a project unit fills in on a phone. It becomes a draft that waits for review.

    A link that has ended, or whose project has been accepted, says so kindly.
    """
    link = UnitLink.objects.of(token)
    if link is None:
        raise Http404("link")
    accepted = _acceptance(link.project)
    if accepted or not link.is_open_on(today()):
        return render(request, "projects/unit_ended.html", {"link": link, "accepted": accepted}, status=410)
    form = UnitForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _expect_code(link, token, form.cleaned_data["code"], place=request.META.get("REMOTE_ADDR", ""))
            _submit(link, request, form)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return render(request, "projects/unit_sent.html", {"link": link}, status=201)
    content = {"link": link, "form": form, "returned": _returned(link)}
    return render(request, "projects/unit.html", content, status=422 if form.errors else 200)


def _acceptance(project: Project) -> Node | None:
    """The acceptance after which nothing is reported any more."""
    found: Node | None = project.nodes.standing().filter(kind=NodeKind.ACCEPTED).first()
    return found


def _returned(link: UnitLink) -> Draft | None:
    """The last report of this unit that was sent back and not yet sent anew; None if there is none."""
    found: Draft | None = _drafts(link).filter(submitted_at=None, returned_at__isnull=False).first()
    return found


def _drafts(link: UnitLink) -> Any:
    """What this unit has sent and nobody has passed yet, latest first."""
    mine = {"author": link.made_by, "form": MonthReportForm.name(), "subject": link.project_id}
    return Draft.objects.open().filter(content__unit__0=link.unit, **mine)


def _expect_code(link: UnitLink, token: str, code: str, *, place: str) -> None:
    """Refuse a wrong code, and more than a few tries within a quarter of an hour."""
    count(f"projects.link:{place}", TRIES_PER_PLACE)
    count(f"projects.link:{link.pk}", TRIES_PER_NUMBER)
    if not link.fits(token, code):
        raise Refused(_("This code does not belong to the link."), field="code")


def _submit(link: UnitLink, request: HttpRequest, form: UnitForm) -> Draft:
    """The draft of the specialist who made the link, submitted; refused as the project itself would refuse it.

    A month that was sent back is sent anew in the same draft, so that author and reviewer find it where it was.
    """
    if Freeze.objects.standing().filter(table__zone=link.zone, table__month=form.cleaned_data["month"]).exists():
        words = {"office": link.office}
        raise Refused(_("This month is closed. If it must change, ask %(office)s.") % words, field="month")
    content = {name: [request.POST.get(name, "")] for name in TYPED}
    content |= {"happened_on": [today().isoformat()], "unit": [link.unit]}
    filled = MonthReportForm(data_of(content), subject=link.project)
    if not (filled.is_valid() and filled.rehearse(link.project, by=link.made_by, office=link.office)):
        field, errors = next(iter(filled.errors.items()))
        raise Refused(errors[0], field=field)
    photo = form.cleaned_data["photo"]
    if photo and media_type(photo.read(64)) not in PHOTOS:
        raise Refused(_("Send a picture: JPEG, PNG or WebP."), field="photo")
    draft = _drafts(link).filter(content__month__0=content["month"][0]).first() or _begun(link)
    draft.content, draft.submitted_at = content, timezone.now()
    draft.save()
    if photo:
        photo.seek(0)
        draft.evidence.add(store(photo, by=link.made_by, zone=link.zone))
    return draft


def _begun(link: UnitLink) -> Draft:
    """A new draft in the name of who made the link: the project's specialist, who checks what the unit says."""
    return Draft(
        zone=link.zone,
        office=link.office,
        author=link.made_by,
        checker=link.project.specialist or link.made_by,
        line="projects",
        form=MonthReportForm.name(),
        entry_type=MonthReportForm.records._meta.label_lower,
        subject=link.project_id,
        subject_name=str(link.project),
        page=reverse("projects:recording", args=[Project.page, link.project_id, MonthReportForm.verb]),
    )
