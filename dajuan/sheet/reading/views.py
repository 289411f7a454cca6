"""Pages of reading: hand in texts, look at what was found, correct a match, take the complete text."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dajuan.core.records.models import Refused
from dajuan.core.staff.models import Zone
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.figures.views import account_year
from dajuan.look.paging import page_by_key
from dajuan.sheet.reading import showing, teaching
from dajuan.sheet.reading.called import VERDICTS
from dajuan.sheet.reading.checking import year_of
from dajuan.sheet.reading.documents import plain_text, tidy
from dajuan.sheet.reading.findings import Kind
from dajuan.sheet.reading.forms import MatchForm, TextForm
from dajuan.sheet.reading.models import HandedIn, Match, Read, Remark, hash_of
from dajuan.sheet.reading.reader import start
from dajuan.sheet.reading.written import complete_docx

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def zone_of(request: SignedInRequest) -> Zone:
    """The zone of who asks; who belongs to none is refused."""
    if request.user.zone is None:
        raise PermissionDenied("reading.view")
    return request.user.zone


@needs("reading.view")
@require_http_methods(["GET", "POST"])
def index(request: SignedInRequest) -> HttpResponse:
    """Hand in one text or many; the texts that were handed in."""
    form = TextForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        taken, refused = _take(request, form.cleaned_data)
        for sentence in refused:
            form.add_error("documents", sentence)
        if taken and not refused:
            return HttpResponseRedirect(taken[0].get_absolute_url() if len(taken) == 1 else reverse("reading:index"))
        if taken:
            words = ngettext("%(n)s text was taken in.", "%(n)s texts were taken in.", len(taken))
            messages.success(request, words % {"n": len(taken)})
    texts = HandedIn.objects.visible_to(request.user).defer("text").select_related("owner")
    content = {"form": form, "page": page_by_key(texts, request)}
    return render(request, "reading/index.html", content, status=422 if form.errors else 200)


def _take(request: SignedInRequest, said: dict[str, Any]) -> tuple[list[HandedIn], list[str]]:
    """The texts taken in, and a sentence for each that was refused: one scan among ten files stops none of the nine."""
    taken, refused = [], []
    for name, read in _sent(said):
        try:
            text = read()
            if not text:
                raise Refused(_("There is no text in %(name)s.") % {"name": name})
            taken.append(hand_in(request, name, text, said["year"]))
        except Refused as refusal:
            refused.append(_("%(name)s: %(reason)s") % {"name": name, "reason": refusal} if name else str(refusal))
    return taken, refused


def _sent(said: dict[str, Any]) -> list[tuple[str, Any]]:
    """Name of each text that was sent, and how it is read; a pasted one has no name."""
    sent: list[tuple[str, Any]] = [
        (file.name, lambda file=file: plain_text(file.name, file.read())) for file in said["documents"]
    ]
    if said["pasted"].strip():
        sent.insert(0, ("", lambda: tidy(said["pasted"])))
    return sent


def hand_in(request: SignedInRequest, name: str, text: str, year: int | None) -> HandedIn:
    """Keep a text and begin to read it; the same text handed in again is the one that is there, read anew."""
    zone, digest = zone_of(request), hash_of(text)
    title = (name or text.strip().split("\n", 1)[0])[:80]
    facts = {"zone": zone, "title": title, "text": text, "year": year or year_of(text, account_year(zone))}
    try:
        with transaction.atomic():
            kept, is_new = HandedIn.objects.get_or_create(owner=request.user, hash=digest, defaults=facts)
    except IntegrityError:  # sent twice at once
        kept, is_new = HandedIn.objects.get(owner=request.user, hash=digest), False
    if not is_new:
        messages.info(request, _("This text was handed in before; it was checked anew: %(title)s.") % {"title": kept})
        if year and year != kept.year:
            HandedIn.objects.filter(pk=kept.pk).update(year=year)
    start(kept)
    return kept


@needs("reading.view")
@require_safe
def text(request: SignedInRequest, pk: int) -> HttpResponse:
    """A text with its claims underlined by verdict, and the list of what was found beside it."""
    shown = _text(request, pk)
    if request.headers.get("HX-Request"):
        return _progress(request, shown)
    piece, every = showing.piece_of(shown.text, request.GET.get("page", ""))
    verdict = request.GET.get("verdict", "")
    found = list(shown.remarks.filter(start__gte=piece.start, start__lte=piece.end).select_related("published"))
    for one in found:
        one.text = shown
    listed = [one for one in found if one.verdict == verdict] if verdict and verdict in VERDICTS else found
    content = {
        "text": shown,
        "paragraphs": showing.paragraphs(shown.text, piece, found),
        "listed": listed,
        "counts": shown.counts,
        "verdict": verdict,
        "piece": piece,
        "pieces": every,
        "gaps": shown.remarks.filter(kind=Kind.GAP).count(),
    }
    return render(request, "reading/text.html", content)


def _progress(request: SignedInRequest, shown: HandedIn) -> HttpResponse:
    """How far the reading has come; the whole page again once it is over."""
    response = render(request, "reading/_progress.html", {"text": shown, "address": shown.get_absolute_url()})
    if not shown.under_way:
        response["HX-Refresh"] = "true"
    return response


@needs("reading.view")
@require_http_methods(["GET", "POST"])
def finding(request: SignedInRequest, pk: int, remark: int) -> HttpResponse:
    """One finding: the reason of its verdict, our value, where it opens; and the place to correct the match."""
    shown = _text(request, pk)
    if request.method == "POST" and not request.user.has_perm("reading.correct"):
        raise PermissionDenied("reading.correct")
    one = get_object_or_404(shown.remarks.select_related("published"), pk=remark)
    one.text = shown
    known = teaching.match_of(one)
    offered = list(dict.fromkeys([*one.offered, *([one.figure] if one.figure else [])]))
    initial = {
        "meaning": known.meaning if known else Match.Meaning.FIGURE,
        "figure": known.figure if known else one.figure,
    }
    initial["seen"] = str(known.version if known else 0)
    form = MatchForm(request.POST or None, initial=initial, offered=offered)
    if request.method == "POST" and form.is_valid():
        try:
            teaching.correct(one, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form = MatchForm(initial=initial, offered=offered)
            messages.error(request, str(refusal))
        else:
            start(shown)
            messages.success(request, _("Kept. This text was checked anew; later texts will be read so too."))
            page = showing.number_of(shown.text, one.start)
            return HttpResponseRedirect(f"{shown.get_absolute_url()}?page={page}#at-{one.start}")
    content = {"text": shown, "one": one, "form": form, "known": known, "around": _around(shown, one)}
    return render(request, "reading/finding.html", content, status=422 if form.errors else 200)


def _around(shown: HandedIn, one: Remark) -> dict[str, str]:
    """The words before and behind a finding, as far as its paragraph goes."""
    before = shown.text[max(0, one.start - 120) : one.start].rpartition("\n")[2]
    behind = shown.text[one.end : one.end + 120].partition("\n")[0]
    return {"before": before, "words": shown.text[one.start : one.end], "behind": behind}


@needs("reading.view")
@require_safe
def complete(request: SignedInRequest, pk: int) -> HttpResponse:
    """The complete text: every gap filled for which we have the value, the others left as blanks."""
    shown = _text(request, pk)
    if shown.status != HandedIn.Status.READ:
        return HttpResponseRedirect(shown.get_absolute_url())
    lines = _completed(shown)
    gaps = list(shown.remarks.filter(kind=Kind.GAP))
    for one in gaps:
        one.text = shown
    content = {
        "text": shown,
        "lines": lines,
        "plain": showing.complete_text(lines),
        "filled": sum(bool(one.fill) for one in gaps),
        "open": [one for one in gaps if not one.fill],
    }
    return render(request, "reading/complete.html", content)


@needs("reading.view")
@require_safe
def complete_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The complete text as .docx, what was filled in marked."""
    shown = _text(request, pk)
    if shown.status != HandedIn.Status.READ:
        return HttpResponseRedirect(shown.get_absolute_url())
    response = HttpResponse(complete_docx(_completed(shown)), content_type=DOCX)
    name = _("%(title)s, complete.docx") % {"title": shown.title.rsplit(".", 1)[0]}
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _completed(shown: HandedIn) -> list[list[showing.Written]]:
    gaps = shown.remarks.filter(kind=Kind.GAP).values_list("start", "fill")
    return showing.completed(shown.text, gaps)


@needs("reading.view")
@require_POST
def again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Check a text anew, with what is recorded and known by now."""
    shown = _text(request, pk)
    if not start(shown):
        messages.info(request, _("This text is being read."))
    return HttpResponseRedirect(shown.get_absolute_url())


@needs("reading.view")
@require_POST
def removal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Delete a text and what was found in it: it is no record."""
    shown = _text(request, pk)
    if shown.status == Read.Status.READING and not shown.silent:
        messages.error(request, _("This text is being read. Delete it when that is done."))
        return HttpResponseRedirect(shown.get_absolute_url())
    shown.delete()
    messages.success(request, _("The text was deleted."))
    return HttpResponseRedirect(reverse("reading:index"))


def _text(request: SignedInRequest, pk: int) -> HandedIn:
    """One's own text, or any of the zone for the general office; 404 for everybody else's."""
    return get_object_or_404(HandedIn.objects.visible_to(request.user), pk=pk)
