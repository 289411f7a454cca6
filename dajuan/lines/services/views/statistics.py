"""The hall's statistics of a year."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dajuan.core.records.models import today
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.figures import charts
from dajuan.figures.book import Book
from dajuan.figures.views import member_names
from dajuan.lines.services import figures, statistics
from dajuan.lines.services.models import Decision
from dajuan.lines.services.shelves import ROOM
from dajuan.values import periods

FIRST_YEAR = 2000


@needs("services.view")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """One table of a year beside the hall's main figures and its months; every number opens."""
    if request.user.zone is None:
        raise Http404
    table = statistics.TABLES.get(request.GET.get("by", ""), statistics.TABLES["matter"])
    if not request.user.has_perm(table.needs):
        raise PermissionDenied(table.needs)
    book, period = Book.now(request.user.zone), periods.year(_year(request))
    names = member_names(table.figures[0], table.by, request.user)
    content = {
        "room": ROOM,
        "year": period.start.year,
        "period": str(period),
        "table": table,
        "tables": [one for one in statistics.TABLES.values() if request.user.has_perm(one.needs)],
        "head": statistics.head(period, book),
        "rows": statistics.told(table, period, book, names),
        "trend": charts.trend(figures.cases_decided, period.start.year, today(), book),
        "most": statistics.MOST,
    }
    return render(request, "services/statistics.html", content)


def _year(request: SignedInRequest) -> int:
    """The year asked for, else that of the last decision, else this one."""
    words = request.GET.get("year", "")
    if words.isdecimal() and len(words) == 4 and FIRST_YEAR <= int(words) <= today().year:
        return int(words)
    rows = Decision.objects.standing().filter(zone=request.user.zone).order_by("-happened_on")
    last = rows.values_list("happened_on", flat=True).first()
    return (last or today()).year
