"""The examiner's desk, the supervisor's board, and bad ratings on their way."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dajuan.core.calendar.models import DayChange
from dajuan.core.records.act import act
from dajuan.core.records.models import Refused, today
from dajuan.core.records.pages import office_for
from dajuan.core.staff.models import Office
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.lines.services.forms.cases import AcceptForm
from dajuan.lines.services.forms.windows import AfterRatingForm
from dajuan.lines.services.models import Case, CaseStage, Rating, RatingRectified, RatingVerified
from dajuan.lines.services.models.case_entries import IN_HAND, RUNNING
from dajuan.lines.services.models.case_lights import Warnings, board_day, warnings_on
from dajuan.look.paging import page_by_key

MOST = 30
VERBS = ("verify_rating", "rectify_rating", "call_back")


@needs("services.view")
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """What I examine: cases in hand that are mine, or nobody's yet; those due first at the top."""
    day = board_day()
    rules = warnings_on(day)
    mine = Q(examiner=request.user) | Q(examiner=None)
    rows = Case.objects.visible_to(request.user).for_rows().filter(mine, stage__in=RUNNING, system="")
    cases = list(rows.filter(due_on__isnull=False).order_by("due_on", "pk")[:MOST])
    stopped = Case.objects.visible_to(request.user).for_rows().filter(examiner=request.user, stage=CaseStage.SUSPENDED)
    content = {
        "lines": [(case, case.light(day, warning_days=rules.due), (case.due_on - day).days) for case in cases],
        "board_day": day if day != today() else None,
        "more": len(cases) == MOST,
        "stopped": list(stopped.order_by("pk")[:MOST]),
    }
    return render(request, "services/desk.html", content)


@needs("services.view")
@require_safe
def supervision(request: SignedInRequest) -> HttpResponse:
    """Where cases stand: by office and light, overdue ones, papers that never came, returned ones, bad ratings."""
    day = board_day()
    rules = warnings_on(day)
    seen = Case.objects.visible_to(request.user)
    in_hand = seen.filter(stage__in=IN_HAND)
    ratings = Rating.objects.visible_to(request.user).to_be_rectified().select_related("case", "office", "matter")
    content = {
        "offices": _by_office(in_hand, day, rules),
        "overdue": list(seen.for_rows().overdue(day).order_by("due_on", "pk")[:MOST]),
        "papers": list(seen.for_rows().filter(missing_by__lt=day).order_by("missing_by", "pk")[:MOST]),
        "returned": list(seen.for_rows().filter(stage=CaseStage.RETURNED).order_by("-pk")[:MOST]),
        "ratings": list(ratings.order_by("due_on", "number")[:MOST]),
        "rules": rules,
        "today": day,
        "board_day": day if day != today() else None,
        "notice": DayChange.objects.standing().order_by("-happened_on", "-number").first(),
        "may_review": request.user.has_perm("services.review"),
    }
    return render(request, "services/supervision.html", content)


def _by_office(in_hand: Any, day: date, rules: Warnings) -> list[dict[str, Any]]:
    """Cases in hand by office and light, the most overdue first; two questions."""
    running = Q(stage__in=RUNNING)
    soon = day + timedelta(days=rules.due)
    counts = (
        in_hand.order_by()
        .values("office")
        .annotate(
            red=Count("pk", filter=running & Q(due_on__lt=day)),
            yellow=Count("pk", filter=running & Q(due_on__gte=day, due_on__lte=soon)),
            stopped=Count("pk", filter=Q(stage=CaseStage.SUSPENDED)),
            all=Count("pk"),
        )
    )
    rows = sorted(counts, key=lambda row: (-row["red"], -row["yellow"], -row["all"]))
    names = dict(Office.objects.filter(pk__in=[row["office"] for row in rows]).values_list("pk", "name"))
    return [
        row
        | {
            "pk": row["office"],
            "name": names[row["office"]],
            "green": row["all"] - row["red"] - row["yellow"] - row["stopped"],
        }
        for row in rows
    ]


@needs("services.review")
@require_POST
def reckoning(request: SignedInRequest) -> HttpResponse:
    """Put down anew, after a notice about working days, when the cases in hand are due; some at a time."""
    last = DayChange.objects.standing().order_by("-happened_on", "-number").first()
    paper = last.paper or str(last.day) if last else ""
    moved = 0
    cases = Case.objects.visible_to(request.user).filter(stage__in=RUNNING, due_on__isnull=False, system="")
    for case in cases.order_by("pk").iterator(chunk_size=500):
        if case.due_by_calendar() != case.due_on:
            with act(by=request.user, office=office_for(request, AcceptForm, case)) as a:
                moved += case.reckon_anew(a, paper=paper) is not None
    messages.success(request, _("Due days put down anew: %(moved)s.") % {"moved": moved})
    return HttpResponseRedirect(reverse("services:supervision"))


@needs("services.view")
@require_safe
def ratings(request: SignedInRequest) -> HttpResponse:
    """Bad ratings, latest first, each with how far it is."""
    rows = Rating.objects.visible_to(request.user).standing().bad().select_related("case", "office", "matter")
    page = page_by_key(rows, request, ["-number"])
    return render(request, "services/ratings.html", {"page": page, "lines": _with_next(page.rows), "today": today()})


def _with_next(rows: list[Any]) -> list[tuple[Any, str, str]]:
    """Each rating with the verb that comes next, empty where nothing is left, and the words of it; three questions."""
    from dajuan.lines.services.models import RatingCalledBack

    keys = [row.number for row in rows]
    true = dict(RatingVerified.objects.standing().filter(rating__in=keys).values_list("rating", "true"))
    done = set(RatingRectified.objects.standing().filter(rating__in=keys).values_list("rating", flat=True))
    called = set(RatingCalledBack.objects.standing().filter(rating__in=keys).values_list("rating", flat=True))
    return [(row, *_next(row.number, true, done, called)) for row in rows]


def _next(number: int, true: dict[int, bool], done: set[int], called: set[int]) -> tuple[str, str]:
    if number not in true:
        return "verify_rating", _("Verify")
    if not true[number]:
        return "", _("found false, not counted")
    if number not in done:
        return "rectify_rating", _("Rectify")
    if number not in called:
        return "call_back", _("Call back")
    return "", _("called back")


@needs("services.record")
@require_http_methods(["GET", "POST"])
def after_rating(request: SignedInRequest, number: int, verb: str) -> HttpResponse:
    """Record that a bad rating was verified, rectified or called back."""
    rating = get_object_or_404(
        Rating.objects.visible_to(request.user).standing().bad().select_related("case"), pk=number
    )
    if verb not in VERBS:
        raise Http404(verb)
    if not request.user.has_perm("services.record", rating.case):
        raise PermissionDenied("services.record")
    form = AfterRatingForm(request.POST if request.method == "POST" else None, verb=verb)
    if request.method == "POST" and form.is_valid():
        try:
            with act(by=request.user, office=office_for(request, AcceptForm, rating.case)) as a:
                getattr(rating.case, verb)(a, rating=rating, at=a.clock(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Recorded."))
            return HttpResponseRedirect(reverse("services:ratings"))
    said = rating.case.texts.get(rating.words, "")
    content = {"rating": rating, "form": form, "verb": verb, "said": said}
    return render(request, "services/after_rating.html", content, status=422 if form.errors else 200)
