"""What a request may ask: no NUL character, which no database text can hold and nobody types."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class WithoutNul:
    """Takes NUL characters out of the question (`?q=…`), so that every page answers it alike on both databases."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        question = request.META.get("QUERY_STRING", "")
        if "%00" in question or "\x00" in question:
            request.META["QUERY_STRING"] = question.replace("%00", "").replace("\x00", "")
        return self.get_response(request)
