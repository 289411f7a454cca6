"""The writing of one passage: text beside its reading, figures put in, words bound, nothing ever lost."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dajuan.core.records.models import Refused
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.figures.book import Book
from dajuan.look.paging import page_by_key
from dajuan.sheet.account import Saying
from dajuan.sheet.studio import binding, changes, choices, composing, judging, life, marks
from dajuan.sheet.studio import claims as found_claims
from dajuan.sheet.studio.models import Clash, Passage, Revision
from dajuan.sheet.studio.models.drafting import clean
from dajuan.sheet.studio.rendering import drafting, read_out
from dajuan.sheet.studio.search import figures_like
from dajuan.sheet.units import unit_of

LONGEST = 60_000  # letters of one passage


def passage_of(request: SignedInRequest, pk: int, *, to_write: bool = False) -> Passage:
    """A passage this person may read, or write; 404 for one of somebody else."""
    rows = Passage.objects.visible_to(request.user).select_related("manuscript__zone", "office", "changed_by")
    found: Passage = get_object_or_404(rows, pk=pk)
    if to_write:
        if not request.user.has_perm("studio.write", found):
            raise PermissionDenied("studio.write")
        if closed := life.of().closed(found.manuscript):
            raise Refused(closed)
    return found


def _number(request: SignedInRequest, name: str) -> int:
    words = request.POST.get(name, "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else -1


@needs("studio.view")
@require_http_methods(["GET", "POST"])
def passage(request: SignedInRequest, pk: int) -> HttpResponse:
    """One passage: read, or written where this person may.

    Whatever is asked of the page while somebody writes (a preview, a search, a figure put in), the text typed so far
    comes back with the answer.
    """
    if request.method != "POST":
        return _page(request, passage_of(request, pk))
    try:
        found = passage_of(request, pk, to_write=True)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(request.path)
    typed = marks.to_stored(clean(request.POST.get("text", "")[:LONGEST]))
    action = request.POST.get("action", "")
    if mark := request.POST.get("mark", ""):
        typed = _inserted(typed, mark, _number(request, "paragraph"))
        return _page(request, found, typed)
    if action == "save" or "bind" in request.POST:
        return _saved(request, found, typed)
    return _page(request, found, typed)


def _saved(request: SignedInRequest, found: Passage, typed: str) -> HttpResponse:
    """Keep the text; where somebody else was faster, keep both and show both."""
    try:
        save(request, found, typed, based_on=max(0, _number(request, "based_on")))
    except Clash as clash:
        return _page(request, found, typed, status=409, clash=clash)
    if bind := request.POST.get("bind", ""):
        place, _bar, words = bind.partition("|")
        return HttpResponseRedirect(_binding_url(found, words, place))
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(found.get_absolute_url())


def save(request: SignedInRequest, found: Passage, text: str, *, based_on: int, why: str = "") -> None:
    """Put a text in place, and tell the life of the report that its owner has not confirmed it. Raises Clash."""
    found.rewrite(text, by=request.user, based_on=based_on, why=why, then=life.of().edited)


def _binding_url(found: Passage, words: str, place: str) -> str:
    return f"{reverse('studio:binding', args=[found.pk])}?{urlencode({'words': words, 'place': place})}"


def _inserted(text: str, mark: str, paragraph: int) -> str:
    """The text with a mark at the end of a paragraph, before its full stop; of the last where none is named."""
    lines = text.split("\n\n") if text else [""]
    at = paragraph if 0 <= paragraph < len(lines) else len(lines) - 1
    stop = lines[at][-1:] if lines[at][-1:] in ("。", ".", "；", ";") else ""
    lines[at] = f"{lines[at].removesuffix(stop)}{marks.to_stored(mark)}{stop}"
    return "\n\n".join(lines)


def _page(
    request: SignedInRequest, found: Passage, text: str | None = None, *, status: int = 200, clash: Clash | None = None
) -> HttpResponse:
    text = found.text if text is None else text
    manuscript, language = found.manuscript, found.language
    writing = drafting(manuscript, [text], Book.now(manuscript.zone), language)
    paragraphs = read_out(text, writing)
    claims = found_claims.in_paragraphs(found, paragraphs, writing)
    plain = found_claims.plain(paragraphs)
    judged = judging.judged(claims, plain, manuscript, writing.book, timezone.localdate())
    may_write = request.user.has_perm("studio.write", found)
    closed = life.of().closed(manuscript)
    confirmed = life.of().confirmed([found]).get(found.pk)
    content = {
        "passage": found,
        "manuscript": manuscript,
        "text": marks.to_readable(text, language),
        "paragraphs": [line[:40] for line in marks.to_readable(text, language).split("\n\n")],
        "based_on": clash.theirs.number if clash else found.revision,
        "shown": found_claims.shown(paragraphs, claims),
        "open_claims": [(one, binding.nth(one, claims, plain), judged.get(one.start)) for one in claims if one.is_open],
        "backed": [one for one in claims if not one.is_open],
        "may_write": may_write and not closed,
        "closed": closed,
        "other": found.other_language(),
        "clash": clash,
        "confirmed": confirmed,
        "changed": changes.changed_sentences(found, confirmed.claims, writing.book) if confirmed else [],
        "aside": found.revisions.filter(is_aside=True).count(),
    }
    return render(request, "studio/passage.html", content | _insertion(request, found), status=status)


def _insertion(request: SignedInRequest, found: Passage) -> dict[str, Any]:
    """What is asked while a figure is being put in: a search, or one figure and what may be said of it."""
    asked = request.POST if request.method == "POST" else request.GET
    words, key = asked.get("q", "")[:80], asked.get("key", "")
    content: dict[str, Any] = {"q": words, "figures": figures_like(words) if words else []}
    figure = binding.figure_named(key)
    if figure is None:
        return content
    mark = marks.stored(Saying("figure", (figure.key,)))
    writing = drafting(found.manuscript, [mark], Book.now(found.manuscript.zone), found.language)
    line = writing.lines[figure.key]
    unit, many = asked.get("unit", "").strip()[:20], asked.get("many", "").strip()[:20]
    unit = unit if marks.is_plain(unit) else ""
    many = many if marks.is_plain(many) else ""
    content |= {"figure": figure, "line": line, "unit": unit or unit_of(line, found.language), "many": many}
    return content | {"choices": choices.choices(line, writing, unit, many)}


@needs("studio.view")
@require_http_methods(["GET", "POST"])
def bound(request: SignedInRequest, pk: int) -> HttpResponse:
    """What could stand behind words that were typed by hand; what is chosen takes their place."""
    try:
        found = passage_of(request, pk, to_write=True)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("studio:passage", args=[pk]))
    asked = request.POST if request.method == "POST" else request.GET
    words, place = asked.get("words", ""), asked.get("place", "0")
    nth = int(place) if place.isdecimal() and len(place) < 6 else 0
    if request.method == "POST":
        return put_behind(request, found, words, nth, request.POST.get("mark", ""))
    book = Book.now(found.manuscript.zone)
    claims = found_claims.claims_of(found, book)
    plain = found_claims.plain(read_out(found.text, drafting(found.manuscript, [found.text], book, found.language)))
    alike = (one for one in claims if one.is_open and one.words == words and binding.nth(one, claims, plain) == nth)
    claim = next(alike, None)
    if claim is None:
        messages.warning(request, _("These words no longer stand in the passage."))
        return HttpResponseRedirect(found.get_absolute_url())
    today = timezone.localdate()
    offers = binding.offers(claim, plain, found.manuscript, book, found.language, today)
    content = {
        "passage": found,
        "manuscript": found.manuscript,
        "claim": claim,
        "place": nth,
        "judged": judging.judged([claim], plain, found.manuscript, book, today).get(claim.start),
        "sources": binding.by_source(offers),
        "is_of_others": binding.is_of_others(claim),
        "query": urlencode({"passage": found.pk, "words": words, "place": nth}),
        "may_compile": request.user.has_perm("studio.compile", found.manuscript),
    }
    return render(request, "studio/binding.html", content)


def put_behind(request: SignedInRequest, found: Passage, words: str, nth: int, mark: str) -> HttpResponse:
    """Let a mark take the place of words, and say whether it could."""
    saying = marks.parse(mark)
    text = binding.bound(found.text, words, nth, marks.stored(saying)) if saying else None
    if text is None:
        messages.error(request, _("These words no longer stand in the passage."))
        return HttpResponseRedirect(found.get_absolute_url())
    try:
        save(request, found, text, based_on=found.revision, why=_("“%(words)s” bound") % {"words": words[:60]})
    except Clash as clash:
        messages.error(request, str(clash))
    else:
        messages.success(request, _("Bound: it now says what stands behind it."))
    return HttpResponseRedirect(found.get_absolute_url())


@needs("studio.write")
@require_POST
def recomposing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the line's account of today in place of the text; the text before stays as a revision."""
    try:
        found = passage_of(request, pk, to_write=True)
        composing.recompose(found, by=request.user, based_on=found.revision, then=life.of().edited)
    except (Refused, Clash) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Composed anew. The text before stands among the revisions."))
    return HttpResponseRedirect(reverse("studio:passage", args=[pk]))


@needs("studio.write")
@require_POST
def settling(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one of the wordings proposed for a sentence whose value has changed."""
    try:
        found = passage_of(request, pk, to_write=True)
        confirmed = life.of().confirmed([found]).get(found.pk)
        book = Book.now(found.manuscript.zone)
        changed = changes.changed_sentences(found, confirmed.claims, book) if confirmed else []
        wording, place = request.POST.get("wording", ""), _number(request, "place")
        text = changes.settled(found.text, place, wording, changed)
        save(request, found, text, based_on=found.revision, why=str(changes.Wording(wording).label))
    except ValueError:
        raise Http404(request.POST.get("wording", "")) from None
    except (Refused, Clash) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken over. Its owner confirms the passage anew."))
    return HttpResponseRedirect(reverse("studio:passage", args=[pk]))


@needs("studio.view")
@require_safe
def revisions(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every text the passage once had, latest first, and those kept aside."""
    found = passage_of(request, pk)
    page = page_by_key(found.revisions.select_related("saved_by"), request, ("-number",), size=10)
    rows = [(one, marks.to_readable(one.text, found.language)) for one in page.rows]
    content = {"passage": found, "manuscript": found.manuscript, "page": page, "rows": rows}
    content |= {"may_write": request.user.has_perm("studio.write", found)}
    return render(request, "studio/revisions.html", content)


@needs("studio.write")
@require_POST
def restoring(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Put an earlier text, or one kept aside, in place again; what stands now stays as a revision."""
    try:
        found = passage_of(request, pk, to_write=True)
        chosen: Revision = get_object_or_404(found.revisions, number=number)
        why = _("revision %(number)s again") % {"number": number}
        save(request, found, chosen.text, based_on=found.revision, why=why)
    except (Refused, Clash) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Put in place again."))
    return HttpResponseRedirect(reverse("studio:passage", args=[pk]))
