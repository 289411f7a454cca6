"""What proves a claim no record backs: documents of others, estimates, and values asked of their owners."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dajuan.core.records import pages
from dajuan.core.records.act import act
from dajuan.core.records.evidence import store
from dajuan.core.records.models import Refused
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.figures.answers import decimal
from dajuan.figures.book import Book
from dajuan.sheet.studio import binding, estimates, life, marks
from dajuan.sheet.studio.forms import AnswerForm, CallForm, CitationForm, EstimateForm
from dajuan.sheet.studio.models import Answer, Citation, Clash, DataCall, Manuscript, Passage, Valued
from dajuan.sheet.studio.sources import files_of
from dajuan.sheet.studio.views import manuscript_of
from dajuan.sheet.studio.writing import passage_of, put_behind, save


def _compiled(request: SignedInRequest, pk: int) -> Manuscript:
    """A manuscript this person compiles, or a refusal."""
    found = manuscript_of(request, pk)
    if not request.user.has_perm("studio.compile", found):
        raise PermissionDenied("studio.compile")
    return found


@needs("studio.view")
@require_safe
def proofs(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything that proves claims of a manuscript: documents, estimates with their deviation, data calls."""
    manuscript = manuscript_of(request, pk)
    book = Book.now(manuscript.zone)
    said = set().union(*(marks.keys_in(one.text) for one in manuscript.passages.all()))
    citations = list(manuscript.citations.standing().select_related("moment__recorded_by"))
    with_file = files_of(one.number for one in citations)
    calls = DataCall.objects.filter(manuscript=manuscript).visible_to(request.user).select_related("office")
    answers = {one.call_id: one for one in Answer.objects.standing().filter(manuscript=manuscript)}
    today = timezone.localdate()
    content = {
        "manuscript": manuscript,
        "tab": "proofs",
        "citations": [(one, one.number in with_file) for one in citations],
        "estimates": [
            (one, one.actual is not None and f"est-{one.estimate.number}" in said)
            for one in estimates.compared(manuscript, book, today)
        ],
        "calls": [(call, answers.get(call.pk), call.light_on(today)) for call in calls.order_by("due_on", "pk")],
        "may_compile": request.user.has_perm("studio.compile", manuscript),
    }
    return render(request, "studio/proofs.html", content)


@needs("studio.compile")
@require_http_methods(["GET", "POST"])
def citation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record what a document of somebody else says, with the document."""
    manuscript = _compiled(request, pk)
    words = request.GET.get("words", "")
    initial = {"says": words} | _amount_in(words, manuscript)
    filled = CitationForm(request.POST or None, initial=initial)
    return _enter(request, manuscript, filled, _("Record what a document says"), files=True)


def _amount_in(words: str, manuscript: Manuscript) -> dict[str, Any]:
    """Value and unit of the words a proof is asked for, where they are a number said exactly."""
    finding = binding.read_alone(words, manuscript.year)
    if finding is None or finding.hedge or finding.claim in binding.WORDS_OF_OTHERS:
        return {}
    value, unit, _scale = binding.own_amount(finding)
    return {"value": decimal(value), "unit": unit}


@needs("studio.compile")
@require_http_methods(["GET", "POST"])
def estimate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record a value the year has not brought yet."""
    manuscript = _compiled(request, pk)
    figure = binding.figure_named(request.GET.get("figure", ""))
    initial: dict[str, Any] = {"ends_on": f"{manuscript.year}-12-31"}
    initial |= _amount_in(request.GET.get("words", ""), manuscript)
    if figure is not None:
        initial |= {"figure": figure.key, "name": figure.name, "unit": figure.unit}
    filled = EstimateForm(request.POST or None, initial=initial)
    return _enter(request, manuscript, filled, _("Record an estimate"), files=False)


def _enter(request: SignedInRequest, manuscript: Manuscript, filled: Any, title: str, *, files: bool) -> HttpResponse:
    """Show a form and record what was filled in; words it was called for are bound at once."""
    if request.method == "POST" and filled.is_valid():
        try:
            uploads = request.FILES.getlist("evidence")
            kept = [store(file, by=request.user, zone=manuscript.zone) for file in uploads]
            with act(by=request.user) as a:
                entry: Valued = filled.enter(a, manuscript)
                a.attach(entry, *kept)
        except Refused as refusal:
            filled.add_error(refusal.field if refusal.field in filled.fields else None, str(refusal))
        else:
            messages.success(request, _("Recorded."))
            return _behind_words(request, manuscript, entry)
    content = {"manuscript": manuscript, "form": filled, "title": title, "files": files}
    return render(request, "studio/form.html", content, status=422 if filled.errors else 200)


def _behind_words(request: SignedInRequest, manuscript: Manuscript, entry: Valued) -> HttpResponse:
    """Back to where the proof was needed: bound to the words that asked for it, else to the list of proofs."""
    passage, place = request.GET.get("passage", ""), request.GET.get("place", "0")
    if passage.isdecimal() and place.isdecimal() and (words := request.GET.get("words", "")):
        found = _to_bind(request, int(passage))
        if found is None:
            return HttpResponseRedirect(f"{manuscript.get_absolute_url()}proofs/")
        key = f"{'doc' if isinstance(entry, Citation) else 'est'}-{entry.number}"
        finding = binding.read_alone(words, manuscript.year)
        mark = marks.stored(binding.backed_by(entry, key, words, found.language, finding))
        return put_behind(request, found, words, int(place), mark)
    return HttpResponseRedirect(f"{manuscript.get_absolute_url()}proofs/")


def _to_bind(request: SignedInRequest, pk: int) -> Passage | None:
    """The passage whose words asked for a proof; None, and said, where the report was closed meanwhile."""
    try:
        return passage_of(request, pk, to_write=True)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return None


@needs("studio.compile")
@require_POST
def replacing(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Let the figure itself stand where its estimate stood; the estimate stays on record with its deviation."""
    manuscript = _compiled(request, pk)
    every = estimates.compared(manuscript, Book.now(manuscript.zone), timezone.localdate())
    one = next((one for one in every if one.estimate.number == number and one.actual is not None), None)
    if one is None:
        raise Http404(number)
    try:
        if closed := life.of().closed(manuscript):
            raise Refused(closed)
        for found in manuscript.passages.filter(text__contains=f"est-{number}"):
            text = estimates.replaced(found.text, one.estimate)
            save(request, found, text, based_on=found.revision, why=_("estimate replaced by its value"))
    except (Refused, Clash) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The report now says the value itself. The estimate stays in the annex."))
    return HttpResponseRedirect(f"{manuscript.get_absolute_url()}proofs/")


@needs("studio.compile")
@require_http_methods(["GET", "POST"])
def asking(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask an office for a value."""
    manuscript = _compiled(request, pk)
    filled = CallForm(request.POST or None, user=request.user, initial={"name": request.GET.get("words", "")})
    if request.method == "POST" and filled.is_valid():
        made = filled.ask(manuscript, by=request.user)
        messages.success(request, _("Asked. The office finds it among what waits for it."))
        passage, place = request.GET.get("passage", ""), request.GET.get("place", "0")
        words = request.GET.get("words", "")
        found = _to_bind(request, int(passage)) if words and passage.isdecimal() and place.isdecimal() else None
        if found:
            return put_behind(request, found, words, int(place), f"【call-{made.pk}】")
        return HttpResponseRedirect(made.get_absolute_url())
    content = {"manuscript": manuscript, "form": filled, "title": _("Ask an office for a value"), "files": False}
    return render(request, "studio/form.html", content, status=422 if filled.errors else 200)


def _call_of(request: SignedInRequest, pk: int) -> DataCall:
    rows = DataCall.objects.visible_to(request.user).select_related("office", "manuscript", "asked_by")
    found: DataCall = get_object_or_404(rows, pk=pk)
    return found


@needs("studio.view")
@require_safe
def call(request: SignedInRequest, pk: int) -> HttpResponse:
    """One data call: what is asked, by when, and what was answered."""
    found = _call_of(request, pk)
    content = {
        "call": found,
        "answer": found.answer,
        "light": found.light_on(timezone.localdate()),
        "may_answer": request.user.has_perm("studio.record", found) and not found.dropped_at,
        "may_compile": request.user.has_perm("studio.compile", found),
    }
    return render(request, "studio/call.html", content)


@needs("studio.record")
@require_http_methods(["GET", "POST"])
def answering(request: SignedInRequest, pk: int) -> HttpResponse:
    """The asked office answers; the ledger or the scan is attached."""
    found = _call_of(request, pk)
    if not request.user.has_perm("studio.record", found):
        raise PermissionDenied("studio.record")
    year_end = date(found.manuscript.year, 12, 31)
    return pages.record(request, found, AnswerForm, initial={"happened_on": min(year_end, timezone.localdate())})


@needs("studio.compile")
@require_POST
def reminding(request: SignedInRequest, pk: int) -> HttpResponse:
    """Chase an answer (催报): the asked office sees it on its page of what waits."""
    found = _call_of(request, pk)
    found.reminded_at = timezone.now()
    found.save(update_fields=["reminded_at"])
    messages.success(request, _("Reminded. The office sees it among what waits for it."))
    return HttpResponseRedirect(found.get_absolute_url())


@needs("studio.compile")
@require_POST
def dropping(request: SignedInRequest, pk: int) -> HttpResponse:
    """The value is no longer needed."""
    found = _call_of(request, pk)
    if found.answer is None and not found.dropped_at:
        found.dropped_at = timezone.now()
        found.save(update_fields=["dropped_at"])
        messages.success(request, _("The data call is closed."))
    return HttpResponseRedirect(found.get_absolute_url())
