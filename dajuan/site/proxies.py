"""Whose address a request has behind reverse proxies of one's own."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class VisitorAddress:
    """Takes the visitor's address from X-Forwarded-For, as many steps back as there are proxies of one's own.

    Without DAJUAN_PROXIES the header is ignored: anybody can write it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        named = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if 0 < settings.PROXIES <= len(named):
            request.META["REMOTE_ADDR"] = named[-settings.PROXIES]
        return self.get_response(request)
