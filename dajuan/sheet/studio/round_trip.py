"""The pages by which a draft goes to WPS and comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.figures.book import Book
from dajuan.papers.returned import Comment, NotReadable, returned
from dajuan.sheet.studio import life, marks, returning, sending
from dajuan.sheet.studio.models import Clash, Manuscript, Passage, ReturnedDraft
from dajuan.sheet.studio.models.drafting import Language
from dajuan.sheet.studio.rendering import drafting
from dajuan.sheet.studio.returning import Change, Merge, Numbers, Region
from dajuan.sheet.studio.sending import SentLine
from dajuan.sheet.studio.views import language_of, manuscript_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LARGEST_FILE = 20 << 20
LISTED = 20


class ReturnForm(forms.Form):
    """The document that came back."""

    file = forms.FileField(label=gettext_lazy("Draft that came back (.docx)"))

    def clean_file(self) -> list[Region]:
        """Its words by passage; refused where it is no Word document or none of ours."""
        file: Any = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("The file is larger than 20 MB. A report is smaller: take the pictures out."))
        try:
            found = returning.regions(returned(file.read()))
        except NotReadable as problem:
            raise ValidationError(
                _("This is no Word document. In WPS choose “Save as” and the type .docx, then bring it in again.")
            ) from problem
        if not found:
            raise ValidationError(
                _("No passage of ours is found in this document. Only a draft taken from here can be merged.")
            )
        return found


@needs("studio.view")
@require_safe
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """The passages of a manuscript this person may read as a Word document, their numbers anchored."""
    manuscript, language = manuscript_of(request, pk), language_of(request)
    drawn = f"{request.user} {timezone.localtime():%Y-%m-%d %H:%M}"
    passages = list(manuscript.written(language).visible_to(request.user))
    content = sending.sent(manuscript, passages, language, Book.now(manuscript.zone), drawn)
    answer = HttpResponse(content, content_type=DOCX)
    answer["Content-Disposition"] = f'attachment; filename="draft-{manuscript.year}.{language}.docx"'
    return answer


@needs("studio.write")
@require_http_methods(["GET", "POST"])
def returning_draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """Bring a draft back in; what waits to be merged stands below."""
    manuscript = manuscript_of(request, pk)
    form = ReturnForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        found: list[Region] = form.cleaned_data["file"]
        first = Passage.objects.filter(manuscript=manuscript, pk__in=[one.passage for one in found]).first()
        if first is None:
            form.add_error("file", _("This is a draft of another report."))
        else:
            kept = ReturnedDraft.objects.create(
                manuscript=manuscript,
                language=first.language,
                name=str(getattr(request.FILES["file"], "name", ""))[:160],
                content=returning.as_content(found),
                brought_by=request.user,
            )
            return HttpResponseRedirect(kept.get_absolute_url())
    content = {
        "manuscript": manuscript,
        "form": form,
        "drafts": manuscript.returned_drafts.select_related("brought_by")[:LISTED],
        "languages": Language.choices,
    }
    return render(request, "studio/returning.html", content, status=422 if form.errors else 200)


@dataclass(frozen=True)
class Part:
    """What came back of one passage, and whether this person may merge it."""

    passage: Passage
    merge: Merge
    comments: list[Comment]
    may_write: bool
    revision: int  # what it was written from

    @property
    def has_moved(self) -> bool:
        """Whether somebody wrote the passage anew since the draft went out: the merged text is kept beside it."""
        return self.passage.revision != self.revision

    @property
    def changes(self) -> list[Change]:
        """The serious ones first."""
        return sorted(self.merge.changes(), key=lambda change: not change.is_serious)

    @property
    def language(self) -> str:
        return self.passage.language


@needs("studio.write")
@require_http_methods(["GET", "POST"])
def merging(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take over what came back, sentence by sentence; digits changed by hand stand first and are not ticked."""
    kept = get_object_or_404(ReturnedDraft.objects.select_related("manuscript__zone"), pk=pk)
    manuscript = manuscript_of(request, kept.manuscript_id)
    parts = _parts(request, manuscript, returning.from_content(kept.content))
    if request.method == "POST":
        _take(request, parts)
        kept.merged_at = timezone.now()
        kept.save(update_fields=["merged_at"])
        return HttpResponseRedirect(reverse("studio:show", args=[manuscript.pk]))
    content = {
        "kept": kept,
        "manuscript": manuscript,
        "parts": [(part, [_shown(change, part.language) for change in part.changes]) for part in parts],
        "closed": life.of().closed(manuscript),
    }
    return render(request, "studio/merging.html", content)


def _shown(change: Change, language: str) -> tuple[Change, str, str]:
    return change, marks.to_readable(change.before, language), marks.to_readable(change.after, language)


def _parts(request: SignedInRequest, manuscript: Manuscript, found: list[Region]) -> list[Part]:
    """Each passage that came back, in the order of the document; those a person may not see are left out."""
    rows = Passage.objects.visible_to(request.user).filter(manuscript=manuscript).select_related("manuscript__zone")
    passages = {one.pk: one for one in rows}
    regions = [one for one in found if one.passage in passages]
    sent = {one.passage: _sent(passages[one.passage], one) for one in regions}
    numbers = {key: piece for pk, lines in sent.items() for key, piece in returning.numbers_of(pk, lines).items()}
    return [_part(request, passages[one.passage], one, sent[one.passage], numbers) for one in regions]


def _sent(passage: Passage, region: Region) -> list[SentLine]:
    """The lines of a passage as they went out."""
    revision = passage.revisions.filter(number=region.revision).first()
    text = revision.text if revision else passage.text
    writing = drafting(passage.manuscript, [text], Book(passage.manuscript.zone, region.moment), passage.language)
    return sending.lines_of(text, writing)


def _part(request: SignedInRequest, passage: Passage, region: Region, lines: list[SentLine], numbers: Numbers) -> Part:
    merge = returning.merged(passage.pk, lines, region.paragraphs, numbers)
    may_write = request.user.has_perm("studio.write", passage) and not life.of().closed(passage.manuscript)
    return Part(passage, merge, region.comments, may_write, region.revision)


def _take(request: SignedInRequest, parts: list[Part]) -> None:
    """Put the ticked changes into their passages; one that has moved on keeps the merged text beside it."""
    taken = 0
    for part in parts:
        places = {int(one) for one in request.POST.getlist(f"take-{part.passage.pk}") if one.isdecimal()}
        if not places or not part.may_write:
            continue
        text = part.merge.text(places)
        why = _("Merged from a returned draft")
        try:
            part.passage.rewrite(text, by=request.user, based_on=part.revision, why=why, then=life.of().edited)
        except Clash:
            words = _("“%(passage)s” was written anew meanwhile: the merged text is kept among its revisions.")
            messages.warning(request, words % {"passage": part.passage})
        else:
            taken += 1
    if taken:
        messages.success(request, _("Merged into %(count)s passages.") % {"count": taken})
