"""The pages of the room: those of its shelves, duplicates, the chain, the worklist, the forecast, the reports."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dajuan.core.companies.models import Company
from dajuan.core.records.models import today
from dajuan.core.rooms import pages
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.figures.book import Book
from dajuan.lines.investment import alike, completion, picture
from dajuan.lines.investment.models import (
    Arrival,
    ChainLink,
    Contract,
    Lead,
    PromotionEvent,
    Recognition,
    Reversal,
    Version,
)
from dajuan.lines.investment.models.arrivals import light_of_arrival
from dajuan.lines.investment.models.leads import OPEN
from dajuan.lines.investment.models.money import short_dollars, short_yuan
from dajuan.lines.investment.models.words import Industry
from dajuan.lines.investment.shelves import ROOM
from dajuan.look.paging import page_by_key

FIRST_YEAR = 1979  # the first zones
SHOWN = 50  # arrivals on the page of their contract


@needs("investment.view")
@require_safe
def index(request: SignedInRequest, what: str = "leads") -> HttpResponse:
    """The list of one shelf, narrowed as asked."""
    return pages.listed(request, ROOM, what)


@needs("investment.view")
@require_safe
def board(request: SignedInRequest, what: str) -> HttpResponse:
    """The first of each stage side by side."""
    return pages.boarded(request, ROOM, what)


@needs("investment.view")
@require_safe
def export(request: SignedInRequest, what: str) -> Any:
    """The whole list as narrowed, as an Excel workbook."""
    return pages.exported(request, ROOM, what)


@needs("investment.view")
@require_safe
def show(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """One subject, with what is special about its kind."""
    return pages.shown(request, ROOM, what, pk, **_special(request, what, pk))


@needs("investment.view")
@require_safe
def brief(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """One subject on one sheet of paper, before a talk with its investor."""
    return pages.briefed(request, ROOM, what, pk, **_special(request, what, pk))


@needs("investment.record")
@require_http_methods(["GET", "POST"])
def form(request: SignedInRequest, what: str, pk: int | None = None) -> HttpResponse:
    """Enter a new subject, or change a subject's own fields."""
    return pages.filled(request, ROOM, what, pk)


@needs("investment.view")
@require_http_methods(["GET", "POST"])
def recording(request: SignedInRequest, what: str, pk: int, verb: str) -> HttpResponse:
    """Record what happened to a subject."""
    return pages.recorded(request, ROOM, what, pk, verb)


@needs("investment.review")
@require_http_methods(["GET", "POST"])
def merging(request: SignedInRequest, what: str, pk: int) -> HttpResponse:
    """Record that a subject is the same as another: a lead entered twice counts once from then on."""
    return pages.merged(request, ROOM, what, pk)


@needs("investment.view")
@require_safe
def duplicates(request: SignedInRequest) -> HttpResponse:
    """Open leads that may be one: the same company, or names that are alike."""
    leads = Lead.objects.visible_to(request.user).unmerged().filter(stage__in=OPEN).for_lists().order_by("-pk")
    found = alike.pairs(leads[: alike.MOST_OPEN])
    return render(request, "investment/duplicates.html", {"room": ROOM, "pairs": found})


@needs("investment.view")
@require_safe
def chain(request: SignedInRequest) -> HttpResponse:
    """The chain of one industry as a picture and a table."""
    asked = request.GET.get("industry", "")
    industry = asked if asked in Industry.values else Industry.CARS.value
    rows = ChainLink.objects.visible_to(request.user).filter(industry=industry).select_related("feeds")
    links = list(rows.order_by("tier", "pk")[:200])
    content = {
        "room": ROOM,
        "industry": industry,
        "industries": Industry.choices,
        "links": links,
        "chart": picture.chart(links, picture.standing(links)),
    }
    return render(request, "investment/chain.html", content)


@needs("investment.view")
@require_safe
def worklist(request: SignedInRequest) -> HttpResponse:
    """Arrivals that wait to be checked or recognised, longest waiting first."""
    waiting = Arrival.objects.visible_to(request.user).to_be_checked().for_lists()
    page = page_by_key(waiting, request, ("arrived_on", "pk"))
    day = today()
    lines = [
        (arrival, ROOM.shelves[Arrival.page].steps(arrival), light_of_arrival(arrival, day)) for arrival in page.rows
    ]
    content = {"room": ROOM, "page": page, "lines": lines}
    return render(request, "investment/worklist.html", content)


@needs("investment.view")
@require_safe
def forecast(request: SignedInRequest) -> HttpResponse:
    """What the year may bring, by the stages of open leads and the weights in force."""
    year = _year(request)
    leads = Lead.objects.visible_to(request.user).unmerged()
    found = completion.forecast(leads, year, _book(request))
    return render(request, "investment/forecast.html", {"room": ROOM, "forecast": found, "year": year})


@needs("investment.view")
@require_safe
def reports(request: SignedInRequest) -> HttpResponse:
    """What each report counts of a year, side by side, and why they differ."""
    year = _year(request)
    content = {"room": ROOM, "year": year, "columns": completion.side_by_side(year, _book(request))}
    return render(request, "investment/reports.html", content)


def _book(request: SignedInRequest) -> Book:
    """The zone's book as known now; not found for somebody of no zone."""
    if request.user.zone is None:
        raise Http404
    return Book.now(request.user.zone)


def _year(request: SignedInRequest) -> int:
    """The year asked for, else that of the last recognised arrival, else this one."""
    words = request.GET.get("year", "")
    if words.isdecimal() and FIRST_YEAR <= int(words) <= today().year:
        return int(words)
    rows = Recognition.objects.standing().filter(zone=request.user.zone).order_by("-arrived_on")
    last = rows.values_list("arrived_on", flat=True).first()
    return (last or today()).year


def _special(request: SignedInRequest, what: str, pk: int) -> dict[str, Any]:
    """What the part of a shelf's page needs beside its subject."""
    if what not in _PARTS:
        return {}
    subject = pages.subject_of(request, ROOM.shelves[what], pk)
    found: dict[str, Any] = _PARTS[what](request, subject)
    return found


def _of_lead(request: SignedInRequest, lead: Lead) -> dict[str, Any]:
    others = Lead.objects.visible_to(request.user).unmerged()
    return {
        "times": lead.time_in_stages(today()),
        "promises": [(one, one.light(today())) for one in lead.open_promises()],
        "alike": alike.alike(lead, others),
        "contracts": lead.contracts.visible_to(request.user),
        "new_contract": _begun("contracts", lead=lead.code or lead.name, investor=code_of(lead.investor), **_won(lead)),
    }


def _won(lead: Lead) -> dict[str, Any]:
    """What a contract takes over from its lead."""
    names = ("name", "investor_name", "method", "industry", "origin")
    return {name: getattr(lead, name) for name in names} | {"specialist": lead.specialist_id or ""}


def code_of(company: Company | None) -> str:
    return company.code if company else ""


def _begun(what: str, **known: Any) -> str:
    """The address of a new subject's form with what is known already."""
    return f"{reverse('investment:new', args=[what])}?{urlencode(known)}"


def _of_event(request: SignedInRequest, event: PromotionEvent) -> dict[str, Any]:
    """What it signed, and what arrived of it later; yuan and dollars apart."""
    signed = Version.objects.standing().filter(event=event, version=1)
    arrived = Recognition.objects.standing().filter(event=event)
    sums = arrived.aggregate(fen=Sum("amount_fen"), cents=Sum("amount_cents"))
    back = _reversed(event)
    return {
        "contracts": event.contracts.visible_to(request.user).for_lists().order_by("-total_fen", "pk")[:SHOWN],
        "signed": signed.count(),
        "total": short_yuan(signed.aggregate(total=Sum("total_fen"))["total"] or 0),
        "arrived_yuan": short_yuan((sums["fen"] or 0) - (back["fen"] or 0)),
        "arrived_dollars": short_dollars((sums["cents"] or 0) - (back["cents"] or 0)),
    }


def _reversed(event: PromotionEvent) -> dict[str, int | None]:
    """What went back of money that came under contracts signed at an event."""
    rows = Reversal.objects.standing().filter(event=event)
    sums: dict[str, int | None] = rows.aggregate(fen=Sum("amount_fen"), cents=Sum("amount_cents"))
    return sums


def _of_contract(request: SignedInRequest, contract: Contract) -> dict[str, Any]:
    return {
        "versions": contract.versions_in_order(),
        "arrivals": contract.arrivals.visible_to(request.user).for_lists().order_by("-arrived_on", "-pk")[:SHOWN],
        "new_arrival": _begun("arrivals", contract=contract.code, origin=contract.origin) if contract.in_force else "",
    }


def _of_plan(request: SignedInRequest, plan: Any) -> dict[str, Any]:
    return {"reached": completion.reached(plan, _book(request))}


_PARTS: dict[str, Any] = {
    "leads": _of_lead,
    "events": _of_event,
    "contracts": _of_contract,
    "plans": _of_plan,
}
