"""Staff pages of tickets: the list, one ticket with its timeline and clock, and each step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dajuan.core.people.models import Particulars, enter_person
from dajuan.core.records.act import act
from dajuan.core.records.models import Refused
from dajuan.core.records.pages import record
from dajuan.core.records.vault import log_reading
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.core.tickets.forms import STEPS, FilterForm, MergerForm, SolutionForm, StaffProblemForm
from dajuan.core.tickets.models import State, Ticket, raise_ticket
from dajuan.core.tickets.pictures import kept, key_of_a_new_ticket, refuse_other_than_photographs
from dajuan.look.export import workbook_response
from dajuan.look.paging import page_by_key


@needs("tickets.view")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Tickets this person may see, latest first, narrowed if asked."""
    form = FilterForm(request.GET, zone=request.user.zone)
    tickets = form.narrow(Ticket.objects.visible_to(request.user)).select_related("office", "category__parent")
    return render(request, "tickets/index.html", {"form": form, "page": page_by_key(tickets, request)})


@needs("tickets.view")
@require_safe
def export(request: SignedInRequest) -> Any:
    """The list asked for as a workbook: no words, no raisers."""
    form = FilterForm(request.GET, zone=request.user.zone)
    tickets = form.narrow(Ticket.objects.visible_to(request.user)).select_related("office", "category__parent", "area")
    headings = [
        *(_("Number"), _("Category"), _("Channel"), _("Part of the zone"), _("Lead office")),
        *(_("State"), _("Raised at"), _("Due at"), _("Solved at")),
    ]
    rows = (_row(ticket) for ticket in tickets.order_by("-pk").iterator(chunk_size=1000))
    return workbook_response(_("Problems and requests"), headings, rows, request.user)


def _row(ticket: Ticket) -> list[str]:
    said = [ticket.number, ticket.category, ticket.get_source_display(), ticket.area or "", ticket.office]
    instants = [ticket.raised_at, ticket.due_at, ticket.solved_at]
    written = [f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "" for at in instants]
    return [*map(str, said), str(ticket.get_state_display()), *written]


@needs("tickets.view")
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """One ticket: its words (a reading that is written down), its clock, its timeline and what may be done now."""
    ticket = _ticket(request, pk)
    now = timezone.now()
    content = {
        "ticket": ticket,
        "words": _words(request, ticket),
        "clock": ticket.clock_in_words(now),
        "light": ticket.light_at(now),
        "steps": [(name, form.heading()) for name, form in STEPS.items() if _offers(request, ticket, name)],
        "followers": ticket.followers.count(),
        "may_solve": ticket.state == State.RECEIVED and request.user.has_perm("tickets.lead", ticket),
        "may_merge": _may_merge(request, ticket),
    }
    return render(request, "tickets/show.html", content)


@needs("tickets.record")
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Raise a ticket."""
    form = StaffProblemForm(request.POST or None, request.FILES or None, zone=request.user.zone, public=False)
    if request.method == "POST" and form.is_valid():
        try:
            ticket = _raise(request, form)
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("Raised as %(number)s.") % {"number": ticket})
            return HttpResponseRedirect(ticket.get_absolute_url())
    return render(request, "tickets/new.html", {"form": form}, status=422 if form.errors else 200)


def _raise(request: SignedInRequest, form: StaffProblemForm) -> Ticket:
    sent = dict(form.cleaned_data)
    photos, telephone = sent.pop("photos"), sent.pop("telephone")
    refuse_other_than_photographs(photos)
    with (
        key_of_a_new_ticket() as key,
        kept(photos, by=request.user, zone=sent["category"].zone, key=key) as stored,
        act(by=request.user) as a,
    ):
        raiser = enter_person(a, Particulars(telephone=telephone)) if telephone else None
        ticket, entry = raise_ticket(a, **sent, title=form.title, at=timezone.now(), raiser=raiser, key=key)
        a.attach(entry, *stored)
    return ticket


@needs("tickets.view")
@require_http_methods(["GET", "POST"])
def step(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """One step: dispatch, receipt, return, extension, confirmation or reopening."""
    if name not in STEPS:
        raise Http404(name)
    ticket = _ticket(request, pk)
    if not request.user.has_perm(STEPS[name].right, ticket):
        raise PermissionDenied(STEPS[name].right)
    return record(request, ticket, STEPS[name])


@needs("tickets.view")
@require_http_methods(["GET", "POST"])
def solution(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that it is done, with proof; not kept as a draft, because the answer may name people."""
    ticket = _ticket(request, pk)
    if not request.user.has_perm("tickets.lead", ticket):
        raise PermissionDenied("tickets.lead")
    form = SolutionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _solve(request, ticket, form)
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("Recorded as solved; it counts when it has been confirmed."))
            return HttpResponseRedirect(ticket.get_absolute_url())
    content = {"ticket": ticket, "form": form}
    return render(request, "tickets/solution.html", content, status=422 if form.errors else 200)


def _solve(request: SignedInRequest, ticket: Ticket, form: SolutionForm) -> None:
    sent = form.cleaned_data["evidence"]
    with kept(sent, by=request.user, zone=ticket.zone, key=ticket.key) as proof, act(by=request.user) as a:
        ticket.solve(a, outcome=form.cleaned_data["outcome"], proof=proof, at=timezone.now())
        ticket.write(reply=form.cleaned_data["reply"])


@needs("tickets.dispatch")
@require_http_methods(["GET", "POST"])
def merger(request: SignedInRequest, pk: int) -> HttpResponse:
    """Merge a ticket into an earlier one that says the same."""
    ticket = _ticket(request, pk)
    form = MergerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["kept"].strip().upper()
        kept = Ticket.objects.visible_to(request.user).filter(number=number).first()
        if kept is None:
            form.add_error("kept", _("There is no ticket of this number."))
        else:
            try:
                with act(by=request.user) as a:
                    ticket.merge(a, kept=kept, happened_on=timezone.localdate())
            except Refused as refusal:
                _refuse(form, refusal)
            else:
                messages.success(request, _("Merged into %(number)s.") % {"number": kept})
                return HttpResponseRedirect(kept.get_absolute_url())
    return render(request, "tickets/merger.html", {"ticket": ticket, "form": form}, status=422 if form.errors else 200)


def _ticket(request: SignedInRequest, pk: int) -> Ticket:
    seen = Ticket.objects.visible_to(request.user)
    ticket: Ticket = get_object_or_404(seen.select_related("office", "category__parent", "zone", "raised_by"), pk=pk)
    return ticket


def _words(request: SignedInRequest, ticket: Ticket) -> dict[str, str]:
    words = ticket.words
    if words and ticket.key:
        log_reading(ticket.key, by=request.user, purpose=f"ticket {ticket.number}")
    return words


def _offers(request: SignedInRequest, ticket: Ticket, name: str) -> bool:
    form = STEPS[name]
    return ticket.state in form.states and request.user.has_perm(form.right, ticket)


def _may_merge(request: SignedInRequest, ticket: Ticket) -> bool:
    return ticket.state != State.MERGED and request.user.has_perm("tickets.dispatch", ticket)


def _refuse(form: Any, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
