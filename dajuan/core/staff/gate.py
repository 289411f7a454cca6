"""A temporary password opens one page: the one on which it is changed."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

OPEN = ("account_change_password", "account_logout", "set_language")


class TemporaryPasswordGate:
    """Sends whoever signed in with a password set by somebody else to the page that changes it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        held = getattr(request.user, "temporary_password", False)
        if held and request.path not in {reverse(name) for name in OPEN}:
            messages.info(request, _("Choose a password of your own first."))
            return HttpResponseRedirect(reverse("account_change_password"))
        return self.get_response(request)
