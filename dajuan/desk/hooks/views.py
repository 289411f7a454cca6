"""Pages of webhooks: mine, one with its deliveries, a new one; and the administrator's list of hosts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dajuan.core.faces import all_faces
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.desk.hooks.forms import HostForm, SubscriptionForm
from dajuan.desk.hooks.models import Host, Subscription

SHOWN = 30
MOST = 20  # webhooks of one person
SHOWN_OF_ALL = 200  # webhooks on the administrator's page, latest first


@needs("api.ask")
@never_cache
@require_http_methods(["GET", "POST"])
def index(request: SignedInRequest) -> HttpResponse:
    """My webhooks, and a new one; its signing word is told once."""
    form = SubscriptionForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        if request.user.subscriptions.count() >= MOST:
            form.add_error(None, _("You have as many webhooks as one may have."))
        else:
            made, word = form.keep(request.user)
            return render(request, "hooks/made.html", {"subscription": made, "word": word}, status=201)
    content = {"form": form, "subscriptions": request.user.subscriptions.all()}
    return render(request, "hooks/index.html", content, status=422 if form.errors else 200)


@needs("api.ask")
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """One webhook: how far it has been told, and its last deliveries."""
    one = _mine(request, pk)
    titles = {faces.line: faces.title for faces in all_faces()}
    content = {
        "subscription": one,
        "lines": [titles.get(line, line) for line in one.lines],
        "deliveries": one.deliveries.all()[:SHOWN],
    }
    return render(request, "hooks/show.html", content)


@needs("api.ask")
@require_POST
def pausing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Pause a webhook, or let it go on where it stopped: nothing is left out."""
    one = _mine(request, pk)
    again = one.paused_at is not None
    one.paused_at = None if again else timezone.now()
    one.failures, one.next_at = 0, timezone.now()
    one.save(update_fields=["paused_at", "failures", "next_at"])
    messages.success(request, _("It goes on where it stopped.") if again else _("Paused: it is told nothing for now."))
    return HttpResponseRedirect(reverse("hooks:show", args=[pk]))


@needs("api.ask")
@require_POST
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a webhook for good."""
    _mine(request, pk).delete()
    messages.success(request, _("The webhook has ended."))
    return HttpResponseRedirect(reverse("hooks:index"))


@needs("staff.administer")
@require_http_methods(["GET", "POST"])
def hosts(request: SignedInRequest) -> HttpResponse:
    """The hosts webhooks may reach, and a new one."""
    form = HostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        Host.objects.create(**form.cleaned_data, added_by=request.user)
        messages.success(request, _("Webhooks may reach this host from now on."))
        return HttpResponseRedirect(reverse("hooks:hosts"))
    everybodys = Subscription.objects.filter(zone=request.user.zone_id).select_related("user")
    content = {
        "form": form,
        "hosts": Host.objects.select_related("added_by"),
        "subscriptions": everybodys[:SHOWN_OF_ALL],
    }
    return render(request, "hooks/hosts.html", content, status=422 if form.errors else 200)


@needs("staff.administer")
@require_POST
def taking_out(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let webhooks reach a host no more; those that go there wait."""
    get_object_or_404(Host, pk=pk).delete()
    messages.success(request, _("Webhooks reach this host no more."))
    return HttpResponseRedirect(reverse("hooks:hosts"))


@needs("staff.administer")
@require_POST
def stopping(request: SignedInRequest, pk: int) -> HttpResponse:
    """Pause somebody's webhook; its owner sees it paused and lets it go on where it stopped."""
    theirs = Subscription.objects.filter(zone=request.user.zone_id, pk=pk)
    get_object_or_404(theirs)
    theirs.filter(paused_at=None).update(paused_at=timezone.now())
    messages.success(request, _("Paused: it is told nothing for now."))
    return HttpResponseRedirect(reverse("hooks:hosts"))


def _mine(request: SignedInRequest, pk: int) -> Any:
    return get_object_or_404(Subscription, pk=pk, user=request.user)
