"""The pages of editions: those of all years, the life of one, its text, its papers, and how it differs from today."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dajuan.core.records.models import Refused
from dajuan.core.staff.models import Office
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.figures import catalogue
from dajuan.papers.docx import docx
from dajuan.papers.faces import NoFont
from dajuan.papers.paper import Language, Paper
from dajuan.papers.pdf import pdf
from dajuan.sheet.editions import printing, restating
from dajuan.sheet.editions.content import Content
from dajuan.sheet.editions.course import by_office, course
from dajuan.sheet.editions.forms import BeginForm
from dajuan.sheet.editions.models import Delegation, DocumentNumber, Edition, begin
from dajuan.sheet.editions.models.standing import State, of_edition
from dajuan.sheet.editions.reading_out import Shown, paragraphs
from dajuan.sheet.studio.models import Manuscript
from dajuan.sheet.views import all_years

MOST = 100
MEDIA: dict[str, tuple[str, Callable[[Paper], bytes]]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx),
    "pdf": ("application/pdf", pdf),
}


def edition_of(request: SignedInRequest, pk: int) -> Edition:
    """An edition this person may see, 404 for any other."""
    rows = Edition.objects.visible_to(request.user).select_related("office", "zone", "drafted_by", "replaces")
    found: Edition = get_object_or_404(rows, pk=pk)
    return found


def language_of(request: Any) -> Language:
    """The language of the text asked for, else that of the page."""
    return "en" if (request.GET.get("language") or translation.get_language()) == "en" else "zh-hans"


@needs("editions.view")
@require_http_methods(["GET", "POST"])
def index(request: SignedInRequest) -> HttpResponse:
    """The editions by year, latest first; the general office begins one here."""
    if request.user.zone is None:
        raise Http404
    may = request.user.has_perm("editions.draft")
    years = _open_years(request) if may else []
    form = BeginForm(request.POST or None, years=years)
    if request.method == "POST" and may and form.is_valid():
        try:
            edition = _begun(request, form.cleaned_data["year"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Begun. Send its text out when it is ready."))
            return HttpResponseRedirect(edition.get_absolute_url())
    rows = Edition.objects.visible_to(request.user).select_related("office", "replaces").order_by("-year", "-ordinal")
    editions = list(rows[:MOST])
    numbers = DocumentNumber.objects.standing().filter(edition__in=editions)
    content = {
        "editions": [(one, of_it) for one in editions for of_it in [_number_of(one, numbers)]],
        "form": form if may and years else None,
        "may_delegate": request.user.has_perm("editions.delegate"),
    }
    return render(request, "editions/index.html", content, status=422 if form.errors else 200)


def _number_of(edition: Edition, numbers: Any) -> str:
    return next((one.text for one in numbers if one.edition_id == edition.pk), "")


def _open_years(request: SignedInRequest) -> list[int]:
    """The years since the system came into use that have no edition, newest first."""
    zone = request.user.zone
    assert zone is not None
    taken = set(Edition.objects.filter(zone=zone).values_list("year", flat=True))
    return [year for year in all_years(zone, timezone.localdate()) if year not in taken]


def _begun(request: SignedInRequest, year: int) -> Edition:
    office = request.user.office
    if office is None:
        raise Refused(_("You hold no post today, so you cannot record for an office."))
    manuscript = Manuscript.objects.filter(zone=office.zone, year=year).first()
    return begin(year, by=request.user, office=office, manuscript=manuscript)


@needs("editions.view")
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """The life of an edition: each step with who and when, what is missing now, and whose turn it is."""
    edition = edition_of(request, pk)
    figures = of_edition(edition)
    successor = edition.successors.order_by("-ordinal").first()
    content = {
        "edition": edition,
        "stops": course(edition, request.user, figures),
        "offices": by_office(figures),
        "changed": [one for one in figures if one.state is State.CHANGED],
        "edited": edition.stage == Edition.Stage.CONFIRMING and edition.is_edited_since,
        "objections": edition.objections.standing().select_related("office", "person").order_by("-number")[:MOST],
        "text": edition.content(language_of(request)),
        "successor": successor if successor and request.user.has_perm("editions.view", successor) else None,
        "may_draft": request.user.has_perm("editions.draft", edition),
        "may_restate": _may_restate(request, edition, successor),
    }
    return render(request, "editions/show.html", content)


def _may_restate(request: SignedInRequest, edition: Edition, successor: Edition | None) -> bool:
    return edition.stage == Edition.Stage.PUBLISHED and successor is None and request.user.has_perm("editions.draft")


def _content(edition: Edition, language: str) -> Content:
    content = edition.content(language)
    if content is None:
        raise Http404(edition.pk)
    return content


@needs("editions.view")
@require_safe
def text(request: SignedInRequest, pk: int) -> HttpResponse:
    """The text as a page on which every number opens; sentences whose value has changed since are marked."""
    edition = edition_of(request, pk)
    content = _content(edition, language_of(request))
    today = restating.today(content, edition.zone)
    changed = {one.key for one in content.values if today[one.key] != one.value}
    defined_anew = [one for one in content.definitions if _is_defined_anew(one.key, one.digest)]
    shown = Shown(content, changed=frozenset(changed), inside=True)
    page = {
        "edition": edition,
        "content": content,
        "paragraphs": list(paragraphs(shown)),
        "figures": shown.rows(),
        "changed": len(changed),
        "defined_anew": defined_anew,
        "other_language": ("en", "English") if content.language != "en" else ("zh-hans", "中文"),
    }
    return render(request, "editions/text.html", page)


def _is_defined_anew(key: str, digest: str) -> bool:
    figure = catalogue.figure(key)
    return figure is None or figure.digest != digest


@needs("editions.view")
@require_safe
def difference(request: SignedInRequest, pk: int) -> HttpResponse:
    """Today's values beside the edition, figure by figure, with the records behind each, and a drafted note."""
    edition = edition_of(request, pk)
    content = _content(edition, translation.get_language() or "")
    found = restating.restated(content, edition.zone, request.user)
    page = {
        "edition": edition,
        "content": content,
        "found": found,
        "note": restating.note(edition, found, language_of(request)),
        "may_restate": _may_restate(request, edition, edition.successors.first()),
    }
    return render(request, "editions/difference.html", page)


@needs("editions.view")
@require_safe
def document(request: SignedInRequest, pk: int, ending: str) -> HttpResponse:
    """The edition as an official document."""
    edition = edition_of(request, pk)
    content = _content(edition, language_of(request))
    return as_file(request, edition, printing.document(edition, content, _drawn(request)), content.title, ending)


def _drawn(request: SignedInRequest) -> str:
    """Who drew a paper that is not final, and when (office.md 10)."""
    return f"{request.user} {timezone.localtime():%Y-%m-%d %H:%M}"


@needs("editions.draft")
@require_safe
def note(request: SignedInRequest, pk: int, ending: str) -> HttpResponse:
    """The drafted correction note as a file."""
    edition = edition_of(request, pk)
    language = language_of(request)
    found = restating.restated(_content(edition, language), edition.zone, request.user)
    lines = restating.note(edition, found, language)
    if not lines:
        messages.info(request, _("Nothing differs: there is nothing to be corrected."))
        return HttpResponseRedirect(reverse("editions:difference", args=[pk]))
    return as_file(
        request,
        edition,
        printing.correction_note(edition, lines, language, _drawn(request)),
        _("Correction note"),
        ending,
    )


@needs("editions.view")
@require_safe
def signing_sheet(request: SignedInRequest, pk: int, ending: str) -> HttpResponse:
    """The sheet on which the edition is signed on paper (发文稿纸)."""
    edition = edition_of(request, pk)
    content = _content(edition, language_of(request))
    with translation.override(content.language):
        sheet = printing.signing_sheet(edition, content, of_edition(edition))
    return as_file(request, edition, sheet, _("Sheet for signature"), ending)


@needs("editions.view")
@require_safe
def confirmation_list(request: SignedInRequest, pk: int, office: int, ending: str) -> HttpResponse:
    """The figures of one office, to be confirmed on paper (会签单)."""
    edition = edition_of(request, pk)
    owner = get_object_or_404(Office, pk=office, zone=edition.zone)
    figures = [one for one in of_edition(edition) if one.office == owner]
    if not figures:
        raise Http404(office)
    sheet = printing.confirmation_list(edition, owner, figures, request.user)
    return as_file(request, edition, sheet, _("List of figures to be confirmed"), ending)


def as_file(request: SignedInRequest, edition: Edition, paper: Paper, name: str, ending: str) -> HttpResponse:
    """A paper as .docx or PDF, kept by a browser under its name."""
    if ending not in MEDIA:
        raise Http404(ending)
    media_type, write = MEDIA[ending]
    try:
        response = HttpResponse(write(paper), content_type=media_type)
    except NoFont as problem:
        messages.error(request, str(problem))
        return HttpResponseRedirect(edition.get_absolute_url())
    plain, full = f"edition-{edition.year}-{edition.ordinal}.{ending}", quote(f"{name}.{ending}")
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{full}"
    return response


@needs("editions.view")
@require_safe
def numbers(request: SignedInRequest) -> HttpResponse:
    """The document numbers of the zone by series: what each was given to, voids and withdrawn ones too."""
    rows = DocumentNumber.objects.filter(zone=request.user.zone).select_related("edition", "moment")
    visible = set(Edition.objects.visible_to(request.user).values_list("pk", flat=True))
    listed = [(one, one.edition_id in visible) for one in rows.order_by("-year", "word", "-serial")[: MOST * 2]]
    return render(request, "editions/numbers.html", {"numbers": listed})


def standing_delegations(request: SignedInRequest) -> Iterator[Delegation]:
    """The zone's written delegations, latest first."""
    rows = Delegation.objects.standing().filter(zone=request.user.zone).select_related("giver", "taker")
    yield from rows.order_by("-from_on", "-number")[:MOST]
