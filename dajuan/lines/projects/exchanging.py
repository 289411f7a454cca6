"""Pages of the exchange: a project as OC4IDS, and a package taken over after a dry run."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dajuan.core.records.evidence import content_of, store
from dajuan.core.records.models import Evidence, Refused, today
from dajuan.core.records.vault import log_reading
from dajuan.core.staff.models import Office, User
from dajuan.core.staff.rights import SignedInRequest, needs, offices_for
from dajuan.lines.projects import exchange, oc4ids
from dajuan.lines.projects.models import Industry, Project, ProjectType
from dajuan.lines.projects.oc4ids import Unreadable


class PackageForm(forms.Form):
    """A package, and what the standard does not say of its projects: our type and industry, and who keeps them."""

    file = forms.FileField(label=_("Package (OC4IDS, JSON)"))
    type = forms.ChoiceField(label=pgettext_lazy("project", "Type"), choices=ProjectType.choices)
    industry = forms.ChoiceField(label=_("Leading industry"), choices=Industry.choices)
    office = forms.ModelChoiceField(
        Office.objects.none(), label=_("Responsible office"), empty_label=_("please choose")
    )
    sent = forms.ModelChoiceField(Evidence.objects.none(), required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office = cast("forms.ModelChoiceField[Any]", self.fields["office"])
        office.queryset = Office.objects.filter(zone=user.zone_id).order_by("path")
        offices = offices_for(user, "projects")
        office.initial = offices[0].pk if offices else None
        sent = cast("forms.ModelChoiceField[Any]", self.fields["sent"])
        sent.queryset = Evidence.objects.filter(stored_by=user, key__isnull=False)
        self.fields["file"].required = not self.data.get("sent")


@needs("projects.view")
@never_cache
@require_safe
def package(request: SignedInRequest, pk: int) -> HttpResponse:
    """One project as a package to download. What came in with it is read, and the reading is written down."""
    rows = Project.objects.visible_to(request.user).select_related("zone", "office", "company")
    project = get_object_or_404(rows, pk=pk)
    exchanged = getattr(project, "exchanged", None)
    if exchanged:
        log_reading(exchanged.key, by=request.user, purpose=f"OC4IDS {project.pk}")
    whole = oc4ids.package(
        [exchange.project_out(project, today())],
        uri=request.build_absolute_uri(reverse("projects:package", args=[pk])),
        publisher=project.zone.name,
        published_at=timezone.now(),
    )
    answer = HttpResponse(oc4ids.text(whole), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="oc4ids-{pk}.json"'
    return answer


@needs("projects.record")
@never_cache
@require_http_methods(["GET", "POST"])
def taking(request: SignedInRequest) -> HttpResponse:
    """Look at a package, and take it over when somebody has seen what that would do."""
    form = PackageForm(request.POST or None, request.FILES or None, user=request.user)
    content: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            sent = _sent(request, form)
            content["found"] = exchange.found_in(content_of(sent), sent.zone)
            if request.POST.get("action") == "take":
                return _taken(request, form, sent)
            content["sent"] = sent
        except (Refused, Unreadable) as refusal:
            form.add_error("file", str(refusal))
    return render(request, "projects/package.html", content, status=422 if form.errors else 200)


def _sent(request: HttpRequest, form: PackageForm) -> Evidence:
    """The file as it is kept between the two looks: encrypted, for a package names people."""
    said = form.cleaned_data
    if said["sent"] and not said["file"]:
        kept: Evidence = said["sent"]
        return kept
    upload: UploadedFile[Any] = said["file"]
    user = cast("User", request.user)
    oc4ids.projects_of(upload.read())
    upload.seek(0)
    return store(upload, by=user, zone=said["office"].zone, personal=True)


def _taken(request: SignedInRequest, form: PackageForm, sent: Evidence) -> HttpResponse:
    said = form.cleaned_data
    with transaction.atomic():
        projects = exchange.take_over(
            content_of(sent),
            file_name=sent.name,
            by=request.user,
            office=said["office"],
            own={name: said[name] for name in ("type", "industry")},
        )
    words = ngettext(
        "%(n)s project taken over. Its total and its nodes wait as drafts of yours.",
        "%(n)s projects taken over. Their totals and nodes wait as drafts of yours.",
        len(projects),
    )
    messages.success(request, words % {"n": len(projects)})
    one = projects[0].get_absolute_url() if len(projects) == 1 else reverse("projects:index")
    return HttpResponseRedirect(one)
