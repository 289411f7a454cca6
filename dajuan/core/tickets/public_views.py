"""Public pages of tickets: report a problem, follow it by number and code, say whether it is solved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dajuan.core.records.models import Refused
from dajuan.core.staff.models import Zone
from dajuan.core.staff.rights import public
from dajuan.core.tickets import portal
from dajuan.core.tickets.forms import AnswerForm, FollowForm, ProblemForm
from dajuan.core.tickets.models import State, Ticket

HELD = "held_photographs"  # in the session: the key of photographs kept while similar problems are looked at
KNOWN = 300

# What staff call "to be dispatched" has been received for whoever raised it.
STANDING = {
    State.RAISED: (_("received"), _("It is passed on to the office that is responsible.")),
    State.DISPATCHED: (_("passed on"), _("The office that is responsible takes it up.")),
    State.RECEIVED: (_("being handled"), _("The office solves it and answers you here.")),
    State.SOLVED: (_("answered"), _("Please say whether it is solved.")),
    State.CONFIRMED: (pgettext_lazy("problem", "closed"), ""),
    State.MERGED: (_("handled with an earlier report of the same"), ""),
    State.WITHDRAWN: (_("withdrawn"), ""),
}


@public
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Report a problem; the answer shows its number and, this once, the code to follow it by."""
    zone = Zone.objects.order_by("pk").first()
    form = ProblemForm(request.POST or None, request.FILES or None, zone=zone, public=True)
    if request.method == "POST" and zone and form.is_valid():
        try:
            return _similar(request, zone, form) or _reported(request, zone, form)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return render(request, "tickets/public/new.html", {"form": form}, status=422 if form.errors else 200)


def _similar(request: HttpRequest, zone: Zone, form: ProblemForm) -> HttpResponse | None:
    """“Is it this one?”: problems nearby that may be the same, unless that was asked before. Photographs are held."""
    if "another" in request.POST:
        return None
    found = portal.similar(zone, _problem(form), at=timezone.now())
    if not found:
        return None
    request.session[HELD] = portal.hold_photos(zone, form.cleaned_data["photos"], at=timezone.now())
    content = {
        "form": form,
        "sent": [(name, value) for name, value in request.POST.items() if name in form.fields and name != "photos"],
        "similar": [(one, _standing(one)["standing"]) for one in found],
        "photos": len(form.cleaned_data["photos"]),
    }
    return render(request, "tickets/public/similar.html", content)


def _reported(request: HttpRequest, zone: Zone, form: ProblemForm) -> HttpResponse:
    held = request.session.get(HELD, "") if "another" in request.POST else ""
    ticket, code = portal.report(
        zone, _problem(form), form.cleaned_data["photos"], at=timezone.now(), place=_place(request), held=held
    )
    request.session.pop(HELD, None)
    content = {"ticket": ticket, "code": code, **_standing(ticket)}
    return render(request, "tickets/public/reported.html", content, status=201)


def _problem(form: ProblemForm) -> portal.Problem:
    sent = {name: value for name, value in form.cleaned_data.items() if name != "photos"}
    return portal.Problem(title=form.title, **sent)


@public
@never_cache
@require_POST
def joining(request: HttpRequest) -> HttpResponse:
    """“It is this one”: follow a problem somebody else reported, with a code of one's own."""
    try:
        ticket, code = portal.join(request.POST.get("number", ""), place=_place(request))
    except Refused as refusal:
        return render(request, "tickets/public/joined.html", {"refusal": str(refusal)}, status=422)
    request.session.pop(HELD, None)
    content = {"ticket": ticket, "code": code, "others": ticket.followers.count(), **_standing(ticket)}
    return render(request, "tickets/public/joined.html", content, status=201)


@public
@require_safe
def known(request: HttpRequest) -> JsonResponse:
    """Where problems are open, as coarse as the public may have it: about a hundred metres, no words, no numbers."""
    zone = Zone.objects.order_by("pk").first()
    rows = Ticket.objects.filter(zone=zone, lon__isnull=False).open().select_related("category__parent")
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(one.lon, 3), round(one.lat, 3)]},
            "properties": {"title": str(one.category), "note": f"{timezone.localdate(one.raised_at)}"},
        }
        for one in rows.order_by("-pk")[:KNOWN]
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")


@public
@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Where a problem stands. Number and code are posted, so that they stand in no address and no log."""
    form = FollowForm(request.POST or None)
    ticket = _followed(request, form)
    if ticket is None:
        return render(request, "tickets/public/follow.html", {"form": form}, status=422 if form.errors else 200)
    return _followed_page(request, ticket.goes_on_in, form, AnswerForm())


@public
@never_cache
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """The raiser says whether it is solved; number and code come along once more."""
    form, said = FollowForm(request.POST), AnswerForm(request.POST)
    own = _followed(request, form)
    if own is None:
        return render(request, "tickets/public/follow.html", {"form": form}, status=422)
    ticket = own.goes_on_in
    if not said.is_valid():
        return _followed_page(request, ticket, form, said, status=422)
    try:
        if said.cleaned_data["solved"] == "yes":
            portal.say_solved(ticket, said.cleaned_data["satisfied"], at=timezone.now())
        else:
            portal.say_unsolved(ticket, at=timezone.now())
    except Refused as refusal:
        said.add_error(None, str(refusal))
        return _followed_page(request, ticket, form, said, status=422)
    return _followed_page(request, ticket, form, None, thanks=str(_("Thank you. Your answer has been recorded.")))


def _followed(request: HttpRequest, form: FollowForm) -> Ticket | None:
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return portal.follow(form.cleaned_data["number"], form.cleaned_data["code"], place=_place(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _followed_page(
    request: HttpRequest, ticket: Ticket, form: FollowForm, said: AnswerForm | None, thanks: str = "", status: int = 200
) -> HttpResponse:
    content = {
        "ticket": ticket,
        # An answer is written to the raiser and may name people: who has merely joined reads where it stands.
        "reply": "" if ticket.follower else ticket.words.get("reply", ""),
        "asked": form.cleaned_data["number"].strip().upper(),
        "clock": ticket.clock_in_words(timezone.now()),
        "follow": form.cleaned_data,
        "answer": said if ticket.state == State.SOLVED else None,
        "thanks": thanks,
        **_standing(ticket),
    }
    return render(request, "tickets/public/followed.html", content, status=status)


def _standing(ticket: Ticket) -> dict[str, str]:
    """How far a problem is and what comes next, in the words of whoever raised it; empty where nothing comes."""
    state, then = STANDING[State(ticket.state)]
    return {"standing": str(state), "then": str(then)}


def _place(request: HttpRequest) -> str:
    place: str = request.META.get("REMOTE_ADDR", "")
    return place
