"""Pages of the calendar: a year's working days as known on a day, loading a notice, rule sets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dajuan.core.calendar.forms import NoticeForm, RuleSetForm, YearForm
from dajuan.core.calendar.kinds import all_kinds, kind_called, shown_value, title_of
from dajuan.core.calendar.models import DayChange, RuleSet, issue_rule_set
from dajuan.core.calendar.notices import read_notice, record_notice
from dajuan.core.calendar.working_days import WorkingCalendar, working_calendar
from dajuan.core.records.act import act
from dajuan.core.records.models import Refused, today
from dajuan.core.staff.rights import SignedInRequest, needs

LARGEST_FILE = 1_000_000


@dataclass(frozen=True)
class Month:
    """A month's working days, None where its year has not been announced."""

    first: date
    count: int | None


@needs("calendar.view")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """A year: working days of each month, and every day that differs from the ordinary week."""
    form = YearForm(request.GET or None, initial={"year": today().year})
    year, known = today().year, None
    if form.is_bound and form.is_valid():
        year, known = form.cleaned_data["year"], form.cleaned_data["known"]
    first, last = date(year, 1, 1), date(year, 12, 31)
    calendar = working_calendar(first, last, known=known)
    months = [_month(calendar, date(year, month, 1)) for month in range(1, 13)]
    changes = DayChange.objects.known(known=known).filter(day__gte=first, day__lte=last)
    content = {
        "form": form,
        "year": year,
        "known": known,
        "announced": calendar.is_announced(year),
        "months": months,
        "total": sum(month.count or 0 for month in months),
        "changes": changes.order_by("day", "happened_on"),
    }
    return render(request, "calendar/index.html", content)


def _month(calendar: WorkingCalendar, first: date) -> Month:
    if not calendar.is_announced(first.year):
        return Month(first, None)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Month(first, sum(1 for _day in calendar.working_days(first, last)))


@needs("calendar.review")
@require_http_methods(["GET", "POST"])
def notice(request: SignedInRequest) -> HttpResponse:
    """Load a year's working days from a file; only what it changes is recorded."""
    form = NoticeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            year, count = _load(request, form)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            words = ngettext("%(count)s change recorded.", "%(count)s changes recorded.", count) % {"count": count}
            messages.success(request, words)
            return HttpResponseRedirect(f"{reverse('calendar:index')}?year={year}")
    return render(request, "calendar/notice.html", {"form": form}, status=422 if form.errors else 200)


def _load(request: SignedInRequest, form: NoticeForm) -> tuple[int, int]:
    """The year of the file and how many days it changed."""
    file = form.cleaned_data["file"]
    if file.size > LARGEST_FILE:
        raise Refused(_("This file is larger than a year's calendar can be."))
    try:
        text = file.read().decode("utf-8")
    except UnicodeDecodeError as problem:
        raise Refused(_("This file is not text in UTF-8.")) from problem
    read = read_notice(text, issued_on=form.cleaned_data["issued_on"])
    with act(by=request.user) as a:
        return read.year, len(record_notice(a, read))


@needs("calendar.view")
@require_safe
def rule_sets(request: SignedInRequest) -> HttpResponse:
    """All rule sets by kind, the latest valid first."""
    rows = RuleSet.objects.standing().order_by("kind", "-valid_from", "-number")
    mine = [kind for kind in all_kinds() if request.user.has_perm(f"{kind.line}.review")]
    named = [(one, title_of(one.kind)) for one in rows]
    return render(request, "calendar/rule_sets.html", {"rule_sets": named, "kinds": mine, "today": today()})


@needs("calendar.view")
@require_http_methods(["GET", "POST"])
def new_rule_set(request: SignedInRequest, kind: str) -> HttpResponse:
    """Put an edition of rules into force, from what the edition before said. Editions are never changed."""
    asked = kind_called(kind)
    if asked is None:
        raise Http404(kind)
    if not request.user.has_perm(f"{asked.line}.review"):
        raise PermissionDenied(f"{asked.line}.review")
    before = RuleSet.objects.on(kind, today())
    form = RuleSetForm(request.POST or None, kind=asked, before=before.content if before else {})
    if request.method == "POST" and form.is_valid():
        try:
            with act(by=request.user, office=request.user.office) as a:
                rules = issue_rule_set(a, **form.said)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Edition recorded. It applies from its first day on."))
            return HttpResponseRedirect(reverse("calendar:rule_set", args=[rules.number]))
    content = {"form": form, "kind": asked, "before": before}
    return render(request, "calendar/new_rule_set.html", content, status=422 if form.errors else 200)


@needs("calendar.view")
@require_safe
def rule_set(request: SignedInRequest, number: int) -> HttpResponse:
    """One rule set with its content."""
    shown = get_object_or_404(RuleSet.objects.all(), pk=number)
    kind = kind_called(shown.kind)
    values = [(field.label, shown_value(field, shown.content)) for field in kind.fields] if kind else []
    content = {"rule_set": shown, "title": title_of(shown.kind), "values": values}
    return render(request, "calendar/rule_set.html", content)
