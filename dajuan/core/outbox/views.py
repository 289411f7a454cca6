"""Pages of the outbox: what waits and what failed, channels, and one's own reminders."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dajuan.core.outbox.forms import ChannelForm, PreferenceForm
from dajuan.core.outbox.models import Channel, Message, channel_for, preference_of
from dajuan.core.staff.models import Zone
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.look.paging import page_by_key

State = Message.State
AGAIN = (State.FAILED, State.UNKNOWN)
STOPPABLE = (State.WAITING, State.FAILED, State.UNKNOWN)


@needs("staff.administer")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """What waits, what failed and why; narrowed to one state, if asked. To whom, but never the address."""
    mine = Message.objects.filter(zone=_zone(request))
    asked = request.GET.get("state", "")
    shown = mine.filter(state=asked) if asked in State.values else mine
    counted = dict(mine.order_by().values_list("state").annotate(n=Count("pk")))
    content = {
        "page": page_by_key(shown.select_related("user", "channel"), request),
        "states": [(state.value, state.label, counted.get(state.value, 0)) for state in State],
        "asked": asked,
        "channels": Channel.objects.filter(zone=_zone(request)),
    }
    return render(request, "outbox/index.html", content)


@needs("staff.administer")
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """One message and every try to send it."""
    message = get_object_or_404(Message.objects.select_related("user", "channel"), pk=pk, zone=_zone(request))
    content = {
        "message": message,
        "attempts": message.attempts.all(),
        "may_again": message.state in AGAIN,
        "may_drop": message.state in STOPPABLE,
    }
    return render(request, "outbox/show.html", content)


@needs("staff.administer")
@require_POST
def again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a message once more that failed, or of which nobody knows: a person decides that."""
    mine = Message.objects.filter(pk=pk, zone=_zone(request))
    get_object_or_404(mine)
    if mine.filter(state__in=AGAIN).update(state=State.WAITING, tries=0, not_before=timezone.now(), trouble=""):
        messages.success(request, _("It will be sent again."))
    return HttpResponseRedirect(reverse("outbox:show", args=[pk]))


@needs("staff.administer")
@require_POST
def dropping(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a message no more."""
    mine = Message.objects.filter(pk=pk, zone=_zone(request))
    get_object_or_404(mine)
    if mine.filter(state__in=STOPPABLE).update(state=State.DROPPED):
        messages.success(request, _("It will not be sent."))
    return HttpResponseRedirect(reverse("outbox:show", args=[pk]))


@needs("staff.administer")
@require_http_methods(["GET", "POST"])
def channel(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """A new channel, or one that is changed or switched off."""
    zone = _zone(request)
    one: Any = get_object_or_404(Channel, pk=pk, zone=zone) if pk else None
    form = ChannelForm(request.POST or None, instance=one or Channel(zone=zone))
    if request.method == "POST" and form.is_valid():
        form.keep(zone)
        messages.success(request, _("Kept."))
        return HttpResponseRedirect(reverse("outbox:index"))
    content = {"form": form, "channel": one}
    return render(request, "outbox/channel.html", content, status=422 if form.errors else 200)


@needs("staff.work")
@require_http_methods(["GET", "POST"])
def own(request: SignedInRequest) -> HttpResponse:
    """How I want to be reminded, and what I was sent lately."""
    preference = preference_of(request.user)
    form = PreferenceForm(request.POST or None, instance=preference, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.keep(request.user)
        messages.success(request, _("Kept."))
        return HttpResponseRedirect(reverse("outbox:own"))
    reached = channel_for(request.user, preference_of(request.user))
    content = {"form": form, "reached": reached, "off": preference.off, "sent": request.user.messages.all()[:10]}
    return render(request, "outbox/own.html", content, status=422 if form.errors else 200)


def _zone(request: SignedInRequest) -> Zone:
    if request.user.zone is None:
        raise PermissionDenied("staff.administer")
    return request.user.zone
