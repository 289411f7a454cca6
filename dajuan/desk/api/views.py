"""Pages of the interface: its description for people and for programs, one's own keys and everybody's, the calendar."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dajuan.core.staff.rights import SignedInRequest, needs, public
from dajuan.desk.api import documented
from dajuan.desk.api.calendars import calendar_of
from dajuan.desk.api.entrance import one_more
from dajuan.desk.api.forms import TokenForm
from dajuan.desk.api.interface import description
from dajuan.desk.api.models import Token
from dajuan.desk.api.scopes import choices
from dajuan.look.paging import page_by_key

MOST_KEYS = 50  # good ones of one person
CALENDAR_A_MINUTE = 60


@public
@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """The interface for people: every question, what it takes and what it answers; from the description itself."""
    keys = reverse("api:tokens")  # here, for a page under /open/ finds only its own addresses by name
    return render(request, "api/documentation.html", {"areas": documented.areas(description()), "keys": keys})


@public
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The interface for programs: OpenAPI 3.1."""
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})


@needs("api.ask")
@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: SignedInRequest) -> HttpResponse:
    """My keys and calendar feeds; a new one is told once."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if Token.objects.good_at(timezone.now()).filter(user=request.user).count() >= MOST_KEYS:
            form.add_error(None, _("You have as many keys as one may have: revoke some."))
        else:
            return _made(request, form)
    names = {key: str(name) for key, name in choices()}
    mine = [(one, [names.get(scope, scope) for scope in one.scopes]) for one in request.user.tokens.all()[:MOST_KEYS]]
    return render(request, "api/tokens.html", {"form": form, "tokens": mine}, status=422 if form.errors else 200)


def _made(request: SignedInRequest, form: TokenForm) -> HttpResponse:
    given = form.cleaned_data
    scopes = given["scopes"] if given["kind"] == Token.Kind.PROGRAM else []
    token, word = Token.objects.make(request.user, given["kind"], given["name"], scopes, form.expires_at)
    address = request.build_absolute_uri(reverse("open-api:calendar", args=[word]))
    content = {"token": token, "word": word, "address": address, "is_calendar": token.kind == Token.Kind.CALENDAR}
    return render(request, "api/made.html", content, status=201)


@needs("api.ask")
@require_POST
def revoking(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a key open nothing any more."""
    mine = request.user.tokens.filter(pk=pk)
    get_object_or_404(mine)
    mine.filter(revoked_at=None).update(revoked_at=timezone.now())
    messages.success(request, _("Revoked: it opens nothing any more."))
    return HttpResponseRedirect(reverse("api:tokens"))


@needs("staff.administer")
@never_cache
@require_safe
def everybodys(request: SignedInRequest) -> HttpResponse:
    """The good keys of everybody in the zone, latest first: whose, what for, last used. None of them is told."""
    good = Token.objects.good_at(timezone.now()).filter(user__zone=request.user.zone_id)
    page = page_by_key(good.select_related("user"), request)
    return render(request, "api/everybodys.html", {"page": page})


@needs("staff.administer")
@require_POST
def shutting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Revoke somebody's key: it was lost, or its program runs wild."""
    theirs = Token.objects.filter(user__zone=request.user.zone_id, pk=pk)
    get_object_or_404(theirs)
    theirs.filter(revoked_at=None).update(revoked_at=timezone.now())
    messages.success(request, _("Revoked: it opens nothing any more."))
    return HttpResponseRedirect(reverse("api:everybodys"))


@public
@never_cache
@require_safe
def calendar(request: HttpRequest, word: str) -> HttpResponse:
    """Somebody's deadlines, for whoever has the secret address; not found alike for a wrong and a revoked one."""
    now = timezone.now()
    if not one_more(f"calendar:{request.META.get('REMOTE_ADDR', '')}", CALENDAR_A_MINUTE):
        return HttpResponse(status=429)
    token: Any = Token.objects.of_word(word, Token.Kind.CALENDAR, now)
    if token is None or not token.user.has_perm("api.ask"):
        raise Http404("calendar")
    text = calendar_of(token.user, timezone.localdate(), now)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="dajuan.ics"'
    return response
