"""Anybody may ask whether a licence was issued here: minimum facts, names masked, nothing in the address but a code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dajuan.core.records.models import Refused, today
from dajuan.core.staff.rights import public
from dajuan.core.tickets.portal import count
from dajuan.lines.services.models.licences import Answer, checked, differs

MOST_TRIES = 60  # of one place in a quarter of an hour


class PrintedForm(forms.Form):
    """What the paper in somebody's hand says, to be compared with what was issued."""

    number = forms.CharField(label=_("Number on the licence"), max_length=60, required=False)
    holder = forms.CharField(label=_("Holder on the licence"), max_length=120, required=False)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def verification(request: HttpRequest, token: str, sign: str) -> HttpResponse:
    """What a code is worth today; and, if asked, whether the paper says what was issued."""
    try:
        count(f"licence:{request.META.get('REMOTE_ADDR', '')}", MOST_TRIES)
    except Refused as refusal:
        return render(request, "services/verification.html", {"refusal": str(refusal)}, status=429)
    found = checked(token, sign, today())
    form = PrintedForm(request.POST or None)
    content: dict[str, Any] = {
        "found": found,
        "licence": found.licence,
        "form": form,
        "good": found.answer == Answer.VALID,
    }
    if request.method == "POST" and found.licence and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if value}
        content |= {"compared": bool(said), "differs": [form[name].label for name in differs(found.licence, said)]}
    return render(request, "services/verification.html", content, status=200 if found.licence else 404)
