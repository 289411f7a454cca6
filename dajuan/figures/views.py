"""The pages of figures: the catalogue, a figure and what is behind it, its rows, its plans, whom it was given to."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dajuan.core.faces import all_faces
from dajuan.core.records.act import act
from dajuan.core.records.awaiting import awaiting_by_type
from dajuan.core.records.evidence import store
from dajuan.core.records.models import Refused
from dajuan.core.staff.models import User, Zone
from dajuan.core.staff.rights import SignedInRequest, needs, public
from dajuan.figures import answers, catalogue, charts, difference, opened, ranking, switching, workbook
from dajuan.figures.book import Book
from dajuan.figures.forms import AttestedForm, GivenForm, TargetForm
from dajuan.figures.models import Attested, Definition, Given, Target
from dajuan.figures.statement import Line, statement
from dajuan.figures.templatetags.figures import period_words
from dajuan.figures.vocabulary import Figure, Measure, Ratio
from dajuan.look.paging import page_by_key
from dajuan.values import periods
from dajuan.values.periods import Period, PeriodError

SHOWN_ROWS = 10
MOST_NAMES = 2000  # members of a breakdown that are called by their names


def figure_of(key: str) -> Figure:
    """The figure of a key, or 404."""
    figure = catalogue.figure(key)
    if figure is None:
        raise Http404(key)
    return figure


def account_year(zone: Zone) -> int:
    """The year the zone is answering for: the newest with a plan of its own, else this year.

    A plan of its own covers at least half as many figures as the fullest year's: the first target set for a coming
    year does not yet turn every page to it.
    """
    planned = Target.objects.standing().filter(zone=zone).order_by().values("year")
    figures = {one["year"]: one["n"] for one in planned.annotate(n=Count("figure", distinct=True))}
    fullest = max(figures.values(), default=0)
    return max((year for year, n in figures.items() if 2 * n >= fullest), default=timezone.localdate().year)


def asked(request: HttpRequest, zone: Zone) -> tuple[Period, Book, str]:
    """The period and the book a page is asked about, and a sentence where the question was not understood."""
    trouble, typed = "", switching.typed(request)
    try:
        period = periods.parse(typed or str(account_year(zone)))
    except PeriodError:
        period, trouble = periods.year(account_year(zone)), switching.no_period(typed)
    try:
        book = Book.as_known(zone, request.GET.get("as_of", ""))
    except Refused as refusal:
        book, trouble = Book.now(zone), str(refusal)
    return period.so_far(timezone.localdate()), book, trouble


def question(period: Period, request: HttpRequest) -> str:
    """The query that asks another page about the same period and book."""
    known = request.GET.get("as_of", "")
    return urlencode({"period": str(period)} | ({"as_of": known} if known else {}))


def switch(request: HttpRequest, zone: Zone, period: Period, book: Book, trouble: str) -> dict[str, Any]:
    """What the period and "as known on" switch of every page needs."""
    return {
        "period": period,
        "book": book,
        "zone": zone,
        "trouble": trouble,
        "as_of": request.GET.get("as_of", ""),
        "question": question(period, request),
        **switching.offered(switching.typed(request), period, account_year(zone), timezone.localdate()),
    }


@needs("staff.work")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The catalogue: every figure with last year and plan, by line; narrowed by words or claim, if asked."""
    zone = _zone(request)
    period, book, trouble = asked(request, zone)
    words = request.GET.get("q", "").strip()
    figures = [figure for figure in catalogue.statements() if _is_about(figure, words)]
    groups: dict[str, list[Line]] = {}
    for line in statement(figures, period, book):
        groups.setdefault(line.figure.line, []).append(line)
    titles = {faces.line: str(faces.title) for faces in all_faces()}
    content = switch(request, zone, period, book, trouble) | {
        "sections": [(titles.get(line, _("Across lines")), lines) for line, lines in groups.items()],
        "words": words,
        "may_give": request.user.has_perm("figures.give"),
    }
    return render(request, "figures/index.html", content)


def _is_about(figure: Figure, words: str) -> bool:
    text = f"{figure.name} {figure.key} {' '.join(catalogue.claims_of(figure))} {figure.counts}".lower()
    return all(word in text for word in words.lower().split())


def _zone(request: SignedInRequest) -> Zone:
    if request.user.zone is None:
        raise PermissionDenied("staff.work")
    return request.user.zone


@needs("staff.work")
@require_safe
def show(request: SignedInRequest, key: str) -> HttpResponse:
    """One figure: value, definition, trend, breakdown, plan, rows, what changed since, whom it was given to."""
    figure, zone = figure_of(key), _zone(request)
    period, book, trouble = asked(request, zone)
    (line,) = statement([figure], period, book)
    content = (
        switch(request, zone, period, book, trouble)
        | {
            "figure": figure,
            "line": line,
            "claims": catalogue.claims_of(figure),
            "definition": definition_of(figure),
            "parts": statement(figure.parts, period, book),
            "trend": charts.trend(figure, period.last.year, timezone.localdate(), book),
            "breakdowns": _breakdowns(figure, period, book, request),
            "awaiting": awaiting(figure, zone) if book.is_now else 0,  # what waits today stands beside today's value
            "plans": Target.objects.as_of(book.moment).filter(zone=zone, figure=key, year=period.last.year),
            "missing": _missing(figure, period, book, request),
            "sources": _first_rows(figure, period, book, request),
            "rows": answers.count_behind(figure, line.answer.period, book),
            "given": Given.objects.filter(zone=zone, figure=key).select_related("given_by")[:10],
            "since": _since(figure, period, book, request),
            "is_attested": is_attested(figure),
            "place": ranking.place_of(figure, period, book),
            "may_plan": rules.has_perm("figures.plan", request.user, figure),
            "may_give": request.user.has_perm("figures.give"),
        }
    )
    return render(request, "figures/show.html", content)


def definition_of(figure: Figure) -> Definition | None:
    """The version of the definition in use; None where set-up has not yet recorded it."""
    return Definition.objects.filter(key=figure.key, digest=figure.digest).first()


def is_attested(figure: Figure) -> bool:
    """Whether the figure's value comes from an outside document."""
    return isinstance(figure, Measure) and figure.rows.entry is Attested


def awaiting(figure: Figure, zone: Zone) -> int:
    """How many submitted records of the figure's kinds wait for review (另有 n 条待审)."""
    types = {rows.entry._meta.label_lower for rows in figure.rows_used()}
    waiting = awaiting_by_type(zone)
    return sum(waiting[label] for label in types)


def _breakdowns(figure: Figure, period: Period, book: Book, request: SignedInRequest) -> list[charts.Chart]:
    found = (
        charts.breakdown(figure, by, period, book, member_names(figure, by, request.user))
        for by in charts.dimensions(figure)
    )
    return [chart for chart, parts in found if len(parts) > 1]


def member_names(figure: Figure, by: str, reader: User) -> dict[str, str]:
    """The words for the members of a dimension: choices of the column, or those records a reader may see by name."""
    entry = next(figure.rows_used()).entry
    field = next((f for f in entry._meta.concrete_fields if by in (f.name, f.attname)), None)
    if field is None:
        return {}
    if field.choices:
        return {str(value): str(name) for value, name in field.flatchoices}
    if field.related_model:
        rows: Any = field.related_model._default_manager
        mine = rows.visible_to(reader) if hasattr(rows, "visible_to") else rows.filter(zone=reader.zone_id)
        return {str(one.pk): str(one) for one in mine[:MOST_NAMES]}
    return {"True": _("yes"), "1": _("yes"), "true": _("yes"), "False": _("no"), "0": _("no"), "false": _("no")}


def _missing(figure: Figure, period: Period, book: Book, request: SignedInRequest) -> list[Any]:
    """The subjects a coverage still lacks, those the reader may see."""
    if not (isinstance(figure, Ratio) and isinstance(figure.bottom, Measure)):
        return []
    keys = answers.missing(figure, period, book)
    entry = figure.bottom.rows.entry
    field = next((f for f in entry._meta.concrete_fields if f.attname == figure.bottom.column), None)
    model: Any = field.related_model if field is not None else None
    if not keys or model is None or not hasattr(model._default_manager, "visible_to"):
        return []
    return list(model._default_manager.visible_to(request.user).filter(pk__in=keys)[:50])


def _first_rows(figure: Figure, period: Period, book: Book, request: SignedInRequest) -> list[opened.OpenedPage]:
    return [
        opened.page(source, book, request.user, after=None, size=SHOWN_ROWS)
        for source in answers.sources(figure, period)
    ]


def _since(figure: Figure, period: Period, book: Book, request: SignedInRequest) -> dict[str, Any] | None:
    """What has become known since the asked moment; None where the page shows today's book."""
    if book.is_now:
        return None
    now = Book.now(book.zone)
    (line,) = statement([figure], period, now)
    found = difference.between(figure, period, book, now)
    shown = opened.entries_by_number([*found.added[:50], *found.gone[:50], *found.mergers[:50]], request.user)
    ways = difference.ways(shown, found, book, now)
    added, gone, mergers = set(found.added), set(found.gone), set(found.mergers)
    return {
        "line": line,
        "added": [(entry, ways[entry.number]) for entry in shown if entry.number in added],
        "gone": [(entry, ways[entry.number]) for entry in shown if entry.number in gone],
        "mergers": [entry for entry in shown if entry.number in mergers],
        "counts": {"added": len(added), "gone": len(gone)},
        "more": sum(max(0, len(some) - 50) for some in (added, gone, mergers)),
    }


@needs("staff.work")
@require_safe
def rows(request: SignedInRequest, key: str, part: int) -> HttpResponse:
    """The rows behind one part of a figure, by key, as many as there are."""
    figure, zone = figure_of(key), _zone(request)
    period, book, trouble = asked(request, zone)
    behind = answers.sources(figure, period)
    if part >= len(behind):
        raise Http404(part)
    after = request.GET.get("after", "")
    by, member = request.GET.get("by", ""), request.GET.get("member", "")
    by = by if by in charts.dimensions(figure) else ""
    start = int(after) if re.fullmatch(r"\d{1,18}", after) else None
    page = opened.page(behind[part], book, request.user, after=start, by=by, member=member)
    names = member_names(figure, by, request.user) if by else {}
    content = switch(request, zone, period, book, trouble) | {
        "figure": figure,
        "page": page,
        "part": part,
        "narrowed": names.get(member, member) if by else "",
    }
    return render(request, "figures/rows.html", content)


@needs("staff.work")
@require_safe
def export(request: SignedInRequest, key: str) -> HttpResponse:
    """All rows behind a figure that the reader may see, as a workbook that adds up to the figure."""
    figure, zone = figure_of(key), _zone(request)
    period, book, _trouble = asked(request, zone)
    content = workbook.of_rows(figure, period, book, request.user)
    response = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    name = f"{figure.name} {period_words(period)}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@needs("figures.plan")
@require_http_methods(["GET", "POST"])
def target(request: SignedInRequest, key: str) -> HttpResponse:
    """Set a plan for a figure and a year; earlier versions stay."""
    return _enter(request, figure_of(key), TargetForm, _("Set a plan"), files=False)


@needs("figures.plan")
@require_http_methods(["GET", "POST"])
def attestation(request: SignedInRequest, key: str) -> HttpResponse:
    """Record a value from an outside document, with the document."""
    figure = figure_of(key)
    if not is_attested(figure):
        raise Http404(key)
    return _enter(request, figure, AttestedForm, _("Record an attested value"), files=True)


def _enter(request: SignedInRequest, figure: Figure, form: Any, title: str, *, files: bool) -> HttpResponse:
    if not rules.has_perm("figures.plan", request.user, figure):
        raise PermissionDenied("figures.plan")
    filled = form(request.POST or None, initial={"year": account_year(_zone(request))})
    if request.method == "POST" and filled.is_valid():
        try:
            kept = [store(file, by=request.user, zone=_zone(request)) for file in request.FILES.getlist("evidence")]
            if files and not kept:
                raise Refused(_("Attach the document the value comes from."))
            with act(by=request.user) as a:
                a.attach(filled.enter(a, figure), *kept)
        except Refused as refusal:
            filled.add_error(refusal.field if refusal.field in filled.fields else None, str(refusal))
        else:
            messages.success(request, _("Recorded."))
            return HttpResponseRedirect(reverse("figures:show", args=[figure.key]))
    content = {"figure": figure, "form": filled, "title": title, "files": files}
    return render(request, "figures/form.html", content, status=422 if filled.errors else 200)


@needs("figures.give")
@require_http_methods(["GET", "POST"])
def giving(request: SignedInRequest, key: str) -> HttpResponse:
    """Write down that a value was given out; first say which other value was given before (office.md 17)."""
    figure, zone = figure_of(key), _zone(request)
    period, book, trouble = asked(request, zone)
    (line,) = statement([figure], period, book)
    value = line.shown(line.value)
    before = Given.objects.filter(zone=zone, figure=key, period=str(period)).exclude(value=value).first()
    filled = GivenForm(request.POST or None)
    if request.method == "POST" and filled.is_valid() and line.value is not None:
        Given.objects.create(
            zone=zone,
            figure=key,
            period=str(period),
            value=value,
            moment_id=book.moment,
            given_by=request.user,
            **filled.cleaned_data,
        )
        messages.success(request, _("Written down."))
        return HttpResponseRedirect(f"{reverse('figures:show', args=[key])}?{question(period, request)}")
    content = switch(request, zone, period, book, trouble)
    content |= {"figure": figure, "form": filled, "line": line, "value": value, "before": before}
    content |= {"why": before and difference.between(figure, period, Book(zone, before.moment_id), book)}
    return render(request, "figures/giving.html", content, status=422 if filled.errors else 200)


@needs("figures.give")
@require_safe
def given(request: SignedInRequest) -> HttpResponse:
    """Everything given out, latest first; of one figure, if asked."""
    rows = Given.objects.filter(zone=_zone(request)).select_related("given_by")
    key = request.GET.get("figure", "")
    if catalogue.figure(key):
        rows = rows.filter(figure=key)
    asked_about = set(Given.objects.filter(zone=_zone(request)).order_by().values_list("figure", flat=True).distinct())
    figures = [figure for figure in catalogue.every() if figure.key in asked_about]
    content = {"page": page_by_key(rows, request), "figures": figures, "key": key}
    return render(request, "figures/given.html", content)


@public
@require_safe
def public_index(request: HttpRequest) -> HttpResponse:
    """The figures that may be public, with last year."""
    zone = Zone.objects.order_by("pk").first()
    if zone is None:
        return render(request, "figures/public_index.html", {"lines": []})
    period, book, figures = published(zone, request.GET.get("year", ""))
    content = {"zone": zone, "period": period, "lines": statement(figures, period, book)}
    content |= {"years": published_years(zone)}
    return render(request, "figures/public_index.html", content)


def published_years(zone: Zone) -> list[int]:
    """The years whose figures may be looked at, latest first: from the one answered for to the first in use."""
    last = account_year(zone)
    return list(range(last, max(zone.in_use_since.year, last - 4) - 1, -1)) or [last]


def published(zone: Zone, year: str = "") -> tuple[Period, Book, list[Figure]]:
    """A year, today's book, and the figures that may be public and are under no embargo.

    The year is the one asked for where it may be looked at, else the one the zone answers for.
    """
    years = published_years(zone)
    chosen = next((one for one in years if str(one) == year), years[0])
    period = periods.year(chosen).so_far(timezone.localdate())
    book, today = Book.now(zone), timezone.localdate()
    return period, book, [one for one in catalogue.statements() if one.public and not _embargoed(one, book, today)]


@public
@require_safe
def public_show(request: HttpRequest, key: str) -> HttpResponse:
    """One public figure: value, definition, trend; rows stay inside."""
    zone, figure = Zone.objects.order_by("pk").first(), figure_of(key)
    if zone is None or not figure.public:
        raise Http404(key)
    period, _book, trouble = asked(request, zone)
    book = Book.now(zone)  # what was withdrawn since is nobody's business outside
    if _embargoed(figure, book, timezone.localdate()):
        raise Http404(key)
    (line,) = statement([figure], period, book)
    content = switch(request, zone, period, book, trouble) | {
        "figure": figure,
        "line": line,
        "trend": charts.trend(figure, period.last.year, timezone.localdate(), book),
        "rows": answers.count_behind(figure, line.answer.period, book),
    }
    return render(request, "figures/public_show.html", content)


def _embargoed(figure: Figure, book: Book, today: date) -> bool:
    """Whether a value behind the figure may not be published yet (office.md 16)."""
    keys = _attested_keys(figure)
    if not keys:
        return False
    values = Attested.objects.as_of(book.moment).filter(zone=book.zone, figure__in=keys)
    return bool(values.filter(embargo_on__gt=today).exists())


def _attested_keys(figure: Figure) -> set[str]:
    """The attested figures a figure rests on, itself included."""
    own = {figure.key} if is_attested(figure) else set()
    return own.union(*(_attested_keys(part) for part in figure.parts))
