"""Pages of dossiers: list, one dossier with all that carries its number, opening, a new title."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dajuan.core.dossiers.forms import DossierForm, NamingForm
from dajuan.core.dossiers.models import Dossier, open_dossier
from dajuan.core.dossiers.register import carriers
from dajuan.core.records.act import act
from dajuan.core.records.models import Refused
from dajuan.core.records.pages import record
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.look.paging import page_by_key


@needs("dossiers.view")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The dossiers of the zone by number, narrowed by number or title."""
    words = request.GET.get("q", "")[:120]
    rows = Dossier.objects.visible_to(request.user).found_by(words)
    content = {"page": page_by_key(rows, request, ("number", "pk")), "words": words}
    return render(request, "dossiers/index.html", content)


@needs("dossiers.record")
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Open a dossier."""
    form = DossierForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with act(by=request.user) as a:
                dossier = open_dossier(a, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Dossier opened."))
            return HttpResponseRedirect(dossier.get_absolute_url())
    return render(request, "dossiers/form.html", {"form": form}, status=422 if form.errors else 200)


@needs("dossiers.view")
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """One dossier: the records of all lines that carry its number, as far as the reader may see them."""
    dossier = _dossier(request, pk)
    content = {
        "dossier": dossier,
        "carried": carriers.carried(dossier, request.user),
        "may_record": request.user.has_perm("dossiers.record", dossier),
    }
    return render(request, "dossiers/show.html", content)


@needs("dossiers.record")
@require_http_methods(["GET", "POST"])
def naming(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the dossier a new title."""
    dossier = _dossier(request, pk)
    return record(request, dossier, NamingForm, initial={"title": dossier.title})


def _dossier(request: SignedInRequest, pk: int) -> Dossier:
    dossier: Dossier = get_object_or_404(Dossier.objects.visible_to(request.user).select_related("office"), pk=pk)
    return dossier
