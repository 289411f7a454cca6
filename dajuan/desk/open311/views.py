"""The addresses of GeoReport v2, each in XML and in JSON."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core import signing
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from dajuan.core.places.models import Area
from dajuan.core.records.models import Refused
from dajuan.core.staff.models import Zone
from dajuan.core.staff.rights import public
from dajuan.core.tickets import portal
from dajuan.core.tickets.forms import ProblemForm
from dajuan.core.tickets.models import Ticket
from dajuan.desk.api.entrance import one_more
from dajuan.desk.api.models import Token
from dajuan.desk.api.scopes import OPEN311
from dajuan.desk.open311 import asked, told
from dajuan.desk.open311.described import description
from dajuan.desk.open311.written import Fault, answer, refusal

QUESTIONS_A_MINUTE = 300  # from one place
REPORTS_A_MINUTE = 60  # of one key
SALT = "open311.token"
View = Callable[..., HttpResponse]


def georeport(view: View) -> View:
    """A view of the interface: anybody may ask, not too often, and is refused in the interface's own form."""

    @wraps(view)
    def asked_of(request: HttpRequest, ending: str, **more: Any) -> HttpResponse:
        try:
            if not one_more(f"open311:{request.META.get('REMOTE_ADDR', '')}", QUESTIONS_A_MINUTE):
                raise Fault(429, "Too many questions; wait a minute.")
            return view(request, ending, **more)
        except Fault as fault:
            return refusal(fault, ending)

    return asked_of


@public
@require_safe
@georeport
def discovery(request: HttpRequest, ending: str) -> HttpResponse:
    """GET Service Discovery."""
    return answer("discovery", told.discovery(asked.jurisdiction(request.GET)), ending)


@public
@require_safe
@georeport
def services(request: HttpRequest, ending: str) -> HttpResponse:
    """GET Service List."""
    return answer("services", told.services(asked.jurisdiction(request.GET)), ending)


@public
@require_safe
@georeport
def definition(request: HttpRequest, ending: str, code: str) -> HttpResponse:
    """GET Service Definition."""
    zone = asked.jurisdiction(request.GET)
    return answer("service_definition", told.definition(zone, _category(zone, code)), ending)


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@georeport
def requests(request: HttpRequest, ending: str) -> HttpResponse:
    """GET Service Requests, and POST Service Request."""
    if request.method == "POST":
        return _report(request, ending)
    found = asked.wanted(asked.jurisdiction(request.GET), request.GET).page()
    return answer("service_requests", [told.request(one) for one in found], ending)


@public
@require_safe
@georeport
def one_request(request: HttpRequest, ending: str, number: str) -> HttpResponse:
    """GET Service Request."""
    found = _ticket(asked.jurisdiction(request.GET), number)
    return answer("service_requests", [told.request(found)], ending)


@public
@require_safe
@georeport
def token(request: HttpRequest, ending: str, word: str) -> HttpResponse:
    """GET request id from a token: the number under which what was sent is known."""
    zone = asked.jurisdiction(request.GET)
    try:
        key = signing.loads(word, salt=SALT)
    except signing.BadSignature as error:
        raise Fault(404, "token was not found.") from error
    found = Ticket.objects.filter(zone=zone, pk=key).first()
    if found is None:
        raise Fault(404, "token was not found.")
    return answer("service_requests", [{"service_request_id": found.number, "token": word}], ending)


@public
@require_safe
@georeport
def updates(request: HttpRequest, ending: str) -> HttpResponse:
    """GET Service Request Updates: what happened to public problems between two instants, or to those named."""
    zone = asked.jurisdiction(request.GET)
    if request.GET.get("service_request_id"):
        named = asked.wanted(zone, request.GET).rows
        return answer("service_requests_updates", told.updates(named, Q()), ending)
    first, last = asked.days(request.GET)
    within = Q(at__gte=first, at__lte=last)
    return answer("service_requests_updates", told.updates(asked.public_tickets(zone), within), ending)


@public
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The interface described for programs (OpenAPI 3.1); GeoReport v2 itself has only a text."""
    return JsonResponse(description())


def _report(request: HttpRequest, ending: str) -> HttpResponse:
    """POST Service Request: raised as on the public page, for whoever holds a key."""
    sent = request.POST
    key = Token.objects.of_word(sent.get("api_key", ""), Token.Kind.PROGRAM, timezone.now())
    if key is None or OPEN311 not in key.scopes:
        raise Fault(403, "Missing or invalid api_key.")
    if not one_more(f"open311:key:{key.pk}", REPORTS_A_MINUTE):
        raise Fault(429, "Too many reports with this key; wait a minute.")
    zone = asked.jurisdiction(sent)
    if key.user.zone_id != zone.pk:
        raise Fault(403, "This api_key belongs to another jurisdiction.")
    device = sent.get("device_id") or sent.get("account_id") or request.META.get("REMOTE_ADDR", "")
    ticket, code = _raised(zone, key, _problem(zone, sent), device)
    notice = _("Follow it under number %(number)s with code %(code)s.") % {"number": ticket.number, "code": code}
    said = {
        "service_request_id": ticket.number,
        "token": signing.dumps(ticket.pk, salt=SALT),
        "service_notice": notice,
        "account_id": None,
    }
    return answer("service_requests", [said], ending, status=201)


def _problem(zone: Zone, sent: Any) -> ProblemForm:
    """What was sent, checked by the form of the public page."""
    if not sent.get("service_code"):
        raise Fault(400, "service_code was not provided.")
    if not (sent.get("lat") or sent.get("address_string") or sent.get("address_id")):
        raise Fault(400, "lat & long or address_string was not provided.")
    content = {
        "category": str(_category(zone, sent["service_code"]).pk),
        "description": sent.get("description", ""),
        "place": sent.get("address_string", "") or sent.get("address_id", ""),
        "area": sent.get("attribute[area]", ""),
        "lon": sent.get("long", ""),
        "lat": sent.get("lat", ""),
        "telephone": sent.get("phone", ""),
    }
    form = ProblemForm(content, zone=zone, public=True)
    if not form.is_valid():
        name, texts = next(iter(form.errors.items()))
        raise Fault(400, f"{name}: {' '.join(map(str, texts))}")
    return form


def _raised(zone: Zone, key: Token, form: ProblemForm, device: str) -> tuple[Ticket, str]:
    given = form.cleaned_data
    area: Area | None = given["area"]
    problem = portal.Problem(
        category=given["category"],
        title=form.title,
        description=given["description"],
        place=given["place"],
        area=area,
        lon=given["lon"],
        lat=given["lat"],
        telephone=given["telephone"],
    )
    try:
        return portal.report(zone, problem, [], at=timezone.now(), place=f"open311:{key.pk}:{device}")
    except portal.TooOften as refused:
        raise Fault(429, str(refused)) from refused
    except Refused as refused:
        raise Fault(400, str(refused)) from refused


def _category(zone: Zone, code: str) -> Any:
    found = told.public_categories(zone).filter(code=code.replace("\x00", "")).first()
    if found is None:
        raise Fault(404, "service_code provided was not found.")
    return found


def _ticket(zone: Zone, number: str) -> Ticket:
    found: Ticket | None = asked.public_tickets(zone).filter(number=number.replace("\x00", "").upper()).first()
    if found is None:
        raise Fault(404, "service_request_id provided was not found.")
    return found
