"""The workbench."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from dajuan.core.records.awaiting import queued_for
from dajuan.core.staff.models import User
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.desk import day

TABS = {"todo": _("To do"), "done": _("Done by me"), "to-read": _("To read"), "started": _("Started by me")}


@needs("staff.own")
@require_safe
def workbench(request: SignedInRequest) -> HttpResponse:
    """My day: to do, done, to read, started by me (office.md 15). The system administrator has the roster instead."""
    if not request.user.has_perm("staff.work"):
        return redirect("staff:accounts" if request.user.has_perm("staff.administer") else "staff:own")
    tab = request.GET.get("tab", "todo")
    tab = tab if tab in TABS else "todo"
    content = {"tab": tab, "tabs": TABS.items(), "lines": day.my_lines(request.user), **_of_tab(tab, request.user)}
    return render(request, "desk/day.html", content)


def _of_tab(tab: str, user: User) -> dict[str, Any]:
    if tab == "done":
        return {"done": day.done(user)}
    if tab == "to-read":
        return {"to_read": day.to_read(user)}
    if tab == "started":
        return {"started": day.started(user)}
    return {
        "waiting": day.waiting(user)[: day.SHOWN],
        "queued": queued_for(user),
        "sent_back": day.sent_back(user)[: day.SHOWN],
        "kept": day.kept(user)[: day.SHOWN],
        "ways_on": day.ways_on(user),
        "due_groups": day.due_groups(user, timezone.localdate()),
    }
