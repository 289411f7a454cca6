"""The interface itself: its parts, how it refuses, and its description."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from dajuan.core.faces import all_faces
from dajuan.core.records.models import Refused
from dajuan.core.rooms.api import Wrong
from dajuan.core.tickets.models.tries import WINDOW
from dajuan.core.tickets.portal import TooOften
from dajuan.desk.api import figures, mine, tickets
from dajuan.desk.api.entrance import PORTAL, ROOT, BySession, ByToken, Often, OftenOutside

OWN = {"figures": figures.router, "tickets": tickets.router, "mine": mine.router}
SAID = {  # what the library refuses by itself, which says it in English alone
    400: gettext_lazy("What was sent cannot be read."),
    401: gettext_lazy("Sign in, or send a good key."),
    403: gettext_lazy("The word against cross-site requests (X-CSRFToken) is lacking or wrong."),
    429: gettext_lazy("Too many questions. Please wait a minute."),
}


class AsWritten(JSONRenderer):
    """JSON in which Chinese stands as itself: half the bytes."""

    json_dumps_params = {"ensure_ascii": False}


@cache
def interface() -> NinjaAPI:
    """The interface with the parts of every line; made once, when the addresses are read."""
    api = NinjaAPI(
        title="Dajuan",
        version="1",
        description="What the pages show and do, with the same rights. Lists go on by `after`, never by offset.",
        docs_url=None,
        openapi_url=None,
        urls_namespace="api-v1",
        renderer=AsWritten(),
        auth=[ByToken(), BySession()],
        throttle=Often(),
    )
    for area, router in parts().items():
        api.add_router(f"/{area}/", router)
    for faces in all_faces():
        if faces.portal_api:
            api.add_router(f"/{PORTAL}{faces.line}/", faces.portal_api(), throttle=OftenOutside())
    _refuse_alike(api)
    _refuse_guessing(api)
    return api


@cache
def parts() -> dict[str, Any]:
    """The parts of the interface by the first word of their addresses: the desk's own, then each line's."""
    return OWN | {faces.line: faces.api() for faces in all_faces() if faces.api}


@cache
def description() -> dict[str, Any]:
    """The interface in OpenAPI 3.1; worked out once, it takes a while."""
    return dict(interface().get_openapi_schema(path_prefix=ROOT))


def patterns() -> list[URLPattern]:
    """The interface's addresses; it asks itself who is there, so the site's own sign-in stands aside."""
    made = []
    for one in interface().urls[0]:
        assert isinstance(one, URLPattern)
        view: Any = one.callback
        view.login_required = False
        view.needs = "public" if str(one.pattern).startswith(PORTAL) else "api.ask"
        made.append(path(f"v1/{one.pattern}", view, name=one.name))
    return made


def _refuse_alike(api: NinjaAPI) -> None:
    """Every refusal has the same shape: what it is, and what is wrong where."""

    def say(request: HttpRequest, status: int, detail: str, errors: list[dict[str, str]] | None = None) -> HttpResponse:
        return api.create_response(request, {"detail": detail, "errors": errors or []}, status=status)

    @api.exception_handler(PermissionDenied)
    def _forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
        return say(request, 403, _("You may not do this."))

    @api.exception_handler(Http404)
    def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
        return say(request, 404, _("There is nothing here that you may see."))

    @api.exception_handler(Refused)
    def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
        where = [{"where": error.field, "what": str(error)}] if error.field else []
        return say(request, 422, str(error), where)

    @api.exception_handler(Wrong)
    def _wrong(request: HttpRequest, error: Wrong) -> HttpResponse:
        return say(request, 422, _("This was not filled in rightly."), [one.model_dump() for one in error.errors])

    @api.exception_handler(ValidationError)
    def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        troubles = [{"where": ".".join(map(str, one["loc"])), "what": str(one["msg"])} for one in error.errors]
        return say(request, 422, _("This question is not one."), troubles)

    @api.exception_handler(HttpError)
    def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
        return say(request, error.status_code, str(SAID.get(error.status_code, error)))


def _refuse_guessing(api: NinjaAPI) -> None:
    """Who tries too often, as on the pages of the portal, is told how long to wait."""

    @api.exception_handler(TooOften)
    def _too_often(request: HttpRequest, error: TooOften) -> HttpResponse:
        answer = api.create_response(request, {"detail": str(error), "errors": []}, status=429)
        answer["Retry-After"] = str(WINDOW.seconds)
        return answer
