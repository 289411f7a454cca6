"""Pages of the catalogue: versions being drawn up, the catalogue as a register, the matters of a package."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dajuan.core.records.models import Refused, today
from dajuan.core.spreadsheets.template import heading_of
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.lines.services.forms.matters import VersionForm
from dajuan.lines.services.forms.packages import PartForm, WaitingForm, take_out
from dajuan.lines.services.models import Matter, MatterVersion, Package, PackageMatter
from dajuan.lines.services.registers import MatterRegister
from dajuan.values.workbook import Column, Sheet, write

MOST_OFFERED = 500  # matters whose names the browser proposes


def kept(request: SignedInRequest, model: Any, pk: int) -> Any:
    """A subject this person may record about; not found where it may not be seen."""
    subject = get_object_or_404(model.objects.visible_to(request.user).select_related("office"), pk=pk)
    if not request.user.has_perm("services.record", subject):
        raise PermissionDenied("services.record")
    return subject


@needs("services.record")
@require_http_methods(["GET", "POST"])
def version(request: SignedInRequest, pk: int, number: int | None = None) -> HttpResponse:
    """Draw up the next version of a matter, or change one that is not in force yet."""
    matter = kept(request, Matter, pk)
    last = matter.versions.first()
    row = get_object_or_404(matter.versions.unissued(), number=number) if number else None
    instance = row or MatterVersion(matter=matter, number=last.number + 1 if last else 1)
    form = VersionForm(request.POST or None, instance=instance, like=last)
    if request.method == "POST" and form.is_valid():
        try:
            form.keep()
        except ValidationError as error:
            form.add_error("main_papers", error)
        else:
            messages.success(request, _("Kept. It counts from the day on which it is put into force."))
            return HttpResponseRedirect(matter.get_absolute_url())
    content = {"matter": matter, "form": form, "version": row}
    return render(request, "services/version.html", content, status=422 if form.errors else 200)


@needs("services.view")
@require_safe
def catalogue(request: SignedInRequest) -> Any:
    """The catalogue in force as a workbook that comes in again as it went out."""
    columns = MatterRegister.columns
    rows = MatterVersion.objects.on(today()).filter(matter__in=Matter.objects.visible_to(request.user))
    found = rows.select_related("matter").prefetch_related("materials__paper", "steps").order_by("matter", "-number")
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    headings = [Column(heading_of(column)) for column in columns]
    write(file, [Sheet(_("Catalogue of government services"), headings, _rows(found))], drawn_at=timezone.now())
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename="catalogue.xlsx")


def _rows(versions: Any) -> Iterator[list[str]]:
    """One row a matter: the version to go by, in the columns of the register."""
    last = None
    for one in versions.iterator(chunk_size=500):
        if one.matter_id != last:
            last = one.matter_id
            yield [_cell(one, column.name) for column in MatterRegister.columns]


def _cell(row: MatterVersion, name: str) -> str:
    matter = row.matter
    papers = list(row.materials.all())
    said: dict[str, Any] = {
        "kind": matter.get_kind_display(),
        "audience": matter.get_audience_display(),
        "life_event": matter.get_life_event_display(),
        "unit": row.get_unit_display(),
        "channels": "、".join(str(channel.label) for channel in row.channel_list),
        "on_the_spot": _("yes") if row.on_the_spot else _("no"),
        "main_papers": "\n".join(one.paper.name for one in papers if one.is_main),
        "minor_papers": "\n".join(one.paper.name for one in papers if not one.is_main),
        "steps": "\n".join(step.as_written for step in row.steps.all()),
        "valid_from": row.valid_from.isoformat(),
        "document": "",
    }
    value = said[name] if name in said else getattr(matter, name, None) if hasattr(matter, name) else getattr(row, name)
    return "" if value is None else str(value)


@needs("services.record")
@require_http_methods(["GET", "POST"])
def parts(request: SignedInRequest, pk: int) -> HttpResponse:
    """The matters of a package and what each waits for; a matter is added here."""
    package = _being_put_together(request, pk)
    form = PartForm(request.POST or None, package=package)
    if request.method == "POST" and form.is_valid():
        form.keep()
        messages.success(request, _("Kept."))
        return HttpResponseRedirect(reverse("services:parts", args=[pk]))
    return _parts(request, package, form=form, status=422 if form.errors else 200)


@needs("services.record")
@require_POST
def waiting(request: SignedInRequest, pk: int, part: int) -> HttpResponse:
    """Say what a matter of a package waits for, or take it out."""
    package = _being_put_together(request, pk)
    row = get_object_or_404(PackageMatter, pk=part, package=package)
    if request.POST.get("action") == "remove":
        take_out(package, row)
        messages.success(request, _("Taken out."))
        return HttpResponseRedirect(reverse("services:parts", args=[pk]))
    form = WaitingForm(request.POST, part=row, package=package)
    try:
        if form.is_valid():
            form.keep()
            messages.success(request, _("Kept."))
            return HttpResponseRedirect(reverse("services:parts", args=[pk]))
    except Refused as refusal:
        form.add_error("after", str(refusal))
    return _parts(request, package, refused=form, status=422)


def _being_put_together(request: SignedInRequest, pk: int) -> Package:
    package: Package = kept(request, Package, pk)
    if package.stage != Package.Stage.DRAFT:
        raise Http404("issued")
    return package


def _parts(
    request: SignedInRequest,
    package: Package,
    *,
    form: PartForm | None = None,
    refused: WaitingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    forms = [
        refused if refused and refused.part.pk == part.pk else WaitingForm(part=part, package=package)
        for part in package.parts
    ]
    content = {
        "package": package,
        "form": form or PartForm(package=package),
        "lines": forms,
        "matters": Matter.objects.visible_to(request.user).order_by("name")[:MOST_OFFERED],
    }
    return render(request, "services/parts.html", content, status=status)
