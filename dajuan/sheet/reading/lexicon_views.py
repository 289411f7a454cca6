"""The lexicon: what this office has taught the reader, by whom and when; and corrected matches."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dajuan.core.records.models import Refused
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.look.paging import page_by_key
from dajuan.sheet.reading import teaching
from dajuan.sheet.reading.forms import PhraseForm
from dajuan.sheet.reading.models import Match, SetPhrase
from dajuan.sheet.reading.views import zone_of

LATEST = 30


@needs("reading.view")
@require_http_methods(["GET", "POST"])
def lexicon(request: SignedInRequest) -> HttpResponse:
    """The phrases in force, and a place to teach one; the latest changes and corrected matches."""
    zone = zone_of(request)
    form = PhraseForm(request.POST or None)
    if request.method == "POST":
        if not request.user.has_perm("reading.record"):
            raise PermissionDenied("reading.record")
        if form.is_valid():
            try:
                teaching.teach(zone, by=request.user, **form.facts)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Kept. It holds from the next text on."))
                return HttpResponseRedirect(reverse("reading:lexicon"))
    phrases = SetPhrase.objects.in_force(zone).select_related("changed_by")
    content = {
        "form": form,
        "page": page_by_key(phrases, request),
        "history": SetPhrase.objects.filter(zone=zone).select_related("changed_by")[:LATEST],
        "matches": Match.objects.in_force(zone).select_related("changed_by")[:LATEST],
        "may_teach": request.user.has_perm("reading.record"),
    }
    return render(request, "reading/lexicon.html", content, status=422 if form.errors else 200)


@needs("reading.record")
@require_POST
def dropping(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a phrase out."""
    phrase = get_object_or_404(SetPhrase.objects.in_force(zone_of(request)), pk=pk)
    try:
        teaching.drop(phrase, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken out: %(words)s.") % {"words": phrase.words})
    return HttpResponseRedirect(reverse("reading:lexicon"))
