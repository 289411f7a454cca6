"""Public pages of tickets: report a problem, follow it by number and code, say whether it is solved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dajuan.core.records.models import Refused
from dajuan.core.staff.models import Zone
from dajuan.core.staff.rights import public
from dajuan.core.tickets import portal
from dajuan.core.tickets.forms import AnswerForm, FollowForm, ProblemForm
from dajuan.core.tickets.models import State, Ticket

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
        sent = dict(form.cleaned_data)
        photos = sent.pop("photos")
        problem = portal.Problem(title=form.title, **sent)
        try:
            ticket, code = portal.report(zone, problem, photos, at=timezone.now(), place=_place(request))
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            content = {"ticket": ticket, "code": code, **_standing(ticket)}
            return render(request, "tickets/public/reported.html", content, status=201)
    return render(request, "tickets/public/new.html", {"form": form}, status=422 if form.errors else 200)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Where a problem stands. Number and code are posted, so that they stand in no address and no log."""
    form = FollowForm(request.POST or None)
    ticket = _followed(request, form)
    if ticket is None:
        return render(request, "tickets/public/follow.html", {"form": form}, status=422 if form.errors else 200)
    return _followed_page(request, ticket, form, AnswerForm())


@public
@never_cache
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """The raiser says whether it is solved; number and code come along once more."""
    form, said = FollowForm(request.POST), AnswerForm(request.POST)
    ticket = _followed(request, form)
    if ticket is None:
        return render(request, "tickets/public/follow.html", {"form": form}, status=422)
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
        "reply": ticket.words.get("reply", ""),
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
