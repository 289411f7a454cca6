"""Pages of a case: what it is and where its clock stands, each step beside its papers, its papers in print."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dajuan.core.people.forms import ReadingForm
from dajuan.core.records import vault
from dajuan.core.records.act import act
from dajuan.core.records.models import Refused
from dajuan.core.records.pages import office_for, record
from dajuan.core.rooms.forms import Asked
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.lines.services.case_lines import COLUMNS, drawn
from dajuan.lines.services.case_papers import COPIES, Language, licence_paper, missing_paper
from dajuan.lines.services.forms.cases import CASE_FORMS, PapersForm
from dajuan.lines.services.models import Case, LicenceRevoked, Rating
from dajuan.lines.services.models.applying import store_paper
from dajuan.lines.services.models.case_entries import CLOSED
from dajuan.lines.services.models.case_lights import board_day, warnings_on
from dajuan.lines.services.models.case_timeline import case_entry_types, timeline
from dajuan.lines.services.shelves import ROOM
from dajuan.look.languages import reads_english
from dajuan.look.paging import page_by_key
from dajuan.papers.faces import NoFont
from dajuan.papers.pdf import pdf
from dajuan.values import resident_ids
from dajuan.values.lights import Light

LIST = 50  # rows of a page
AROUND = ("office", "matter", "package", "company", "version", "examiner", "assistant")


def case_of(request: SignedInRequest, pk: int) -> Any:
    """One case; not found where the person may not see it."""
    found = Case.objects.seen_by(request.user, pk, *AROUND)
    if found is None:
        raise Http404("case")
    return found


@needs("services.view")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The list of cases, newest first, narrowed as asked."""
    asked = Asked(request.GET, subject=Case, user=request.user)
    rows, wishes = Case.objects.visible_to(request.user), asked.wishes()
    parts = rows.apart(wishes)
    narrowed = rows if parts else rows.narrow(wishes)  # the parts are narrowed themselves
    page = page_by_key(narrowed.values_list(*COLUMNS, named=True), request, size=LIST, parts=parts)
    lines = drawn(page.rows, board_day(), warnings_on(board_day()).due)
    content = {"page": page, "lines": lines, "asked": asked, "room": ROOM, "shelf": ROOM.shelves["cases"]}
    return render(request, "services/cases.html", content)


@needs("services.view")
@never_cache
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """One case: its clock in words, its papers, its course."""
    return _page(request, case_of(request, pk))


@needs("services.view")
@never_cache
@require_POST
def reading(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what was filled in in full, once, for a purpose that is written down first."""
    case = case_of(request, pk)
    if not request.user.has_perm("services.record", case):
        raise PermissionDenied("services.record")
    form = ReadingForm(request.POST)
    if not form.is_valid() or case.key is None:
        return _page(request, case, reading_form=form, status=422)
    vault.log_reading(case.key, by=request.user, purpose=form.cleaned_data["purpose"])
    return _page(request, case, full=True)


@needs("services.view")
@require_safe
def course(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything recorded about a case with its facts and files."""
    return render(request, "services/case_course.html", {"case": case_of(request, pk)})


@needs("services.view")
@never_cache
@require_http_methods(["GET", "POST"])
def recording(request: SignedInRequest, pk: int, verb: str) -> HttpResponse:
    """Record a step, the papers of the case beside its form. What is typed stays on the page if it is refused."""
    kind = next((form for form in CASE_FORMS if form.verb == verb), None)
    if kind is None:
        raise Http404(verb)
    case = case_of(request, pk)
    if not request.user.has_perm("services.record", case):
        raise PermissionDenied("services.record")
    if case.is_mirrored:
        messages.warning(request, _("This case lives in “%(system)s”: it is changed there.") % {"system": case.system})
        return HttpResponseRedirect(case.get_absolute_url())
    if kind.reviewed:
        return record(request, case, kind)
    form: Any = kind(*_sent(request), subject=case)
    if request.method == "POST" and form.is_valid() and _recorded(request, case, form):
        messages.success(request, _("Recorded."))
        return HttpResponseRedirect(
            (request.GET.get("then") == "desk" and reverse("services:desk")) or case.get_absolute_url()
        )
    if case.key is not None and request.method == "GET":
        vault.log_reading(case.key, by=request.user, purpose=f"{case.number} {verb}")
    content = {"case": case, "form": form, "papers": _papers(case), "texts": filled_in(case, full=True)}
    return render(request, "services/case_step.html", content | _clock(case), status=422 if form.errors else 200)


def _sent(request: SignedInRequest) -> tuple[Any, Any]:
    """What was sent, even where it is empty; nothing where nothing was sent."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _recorded(request: SignedInRequest, case: Any, form: Any) -> bool:
    try:
        if isinstance(form, PapersForm):
            _store(request, case, form)
        with act(by=request.user, office=office_for(request, type(form), case)) as a:
            form.enter(a, case)
    except Refused as refusal:
        form.refuse(refusal)
        return False
    return True


def _store(request: SignedInRequest, case: Any, form: PapersForm) -> None:
    """Keep the files under the key of the case before anything is locked."""
    if form.uploads() and case.key is None:
        case.key = vault.make_key()
        Case.objects.filter(pk=case.pk).update(key=case.key)
    sent = {kind.pk: store_paper(file, request.user, case.zone, case.key) for kind, file in form.uploads()}
    form.stored = [(kind, sent.get(kind.pk)) for kind in form.kinds]


@needs("services.view")
@require_safe
def licence(request: SignedInRequest, pk: int) -> HttpResponse:
    """The licence as PDF, its code leading to the public page."""
    case = case_of(request, pk)
    if not request.user.has_perm("services.record", case):
        raise PermissionDenied("services.record")
    issued = case.licence
    if issued is None:
        raise Http404("licence")
    if case.key_id and not case.company_id:
        vault.log_reading(case.key, by=request.user, purpose=f"licence {issued.number}")
    address = request.build_absolute_uri(verification_path(issued))
    return printed(case, lambda: licence_paper(issued, address, language()), f"{issued.licence_number}.pdf")


def verification_path(issued: Any) -> str:
    """Where anybody may ask about a licence."""
    return reverse("open-services:verification", args=[issued.token, issued.short_signature])


@needs("services.view")
@require_safe
def missing_notice(request: SignedInRequest, pk: int, copy: int) -> HttpResponse:
    """The notice of missing papers as PDF: one copy for the applicant, one for the office."""
    case = case_of(request, pk)
    commitment = case.commitment
    if commitment is None or copy not in COPIES:
        raise Http404("notice")
    return printed(case, lambda: missing_paper(case, commitment, copy, language()), f"{case.number}-{copy}.pdf")


def printed(case: Any, paper: Any, name: str) -> HttpResponse:
    """A paper as PDF; where it cannot be printed, why."""
    try:
        content = pdf(paper())
    except (Refused, NoFont) as refusal:
        return HttpResponse(str(refusal), content_type="text/plain; charset=utf-8", status=422)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name.encode("ascii", "ignore").decode()}"'
    if case.key is not None:
        response["Cache-Control"] = "no-store"
    return response


def language() -> Language:
    """The language of a paper: the reader's."""
    return "en" if reads_english() else "zh-hans"


def _page(
    request: SignedInRequest,
    case: Any,
    *,
    full: bool = False,
    reading_form: ReadingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    may_record = request.user.has_perm("services.record", case)
    closed = case.stage in CLOSED
    happened = timeline(case)
    kinds = case_entry_types()
    case.know(kinds.values(), {kinds[one.kind] for one in happened if one.stands})
    content = {
        "case": case,
        "steps": _steps(case) if may_record else [],
        "may_record": may_record,
        "papers": _papers(case),
        "texts": filled_in(case, full=full),
        "full": full,
        "reading_form": reading_form or ReadingForm(),
        "happened": happened,
        "decision": case.decision if closed else None,
        "licence": case.licence if closed else None,
        "ratings": case.ratings() if case.known(Rating) else [],
        "children": list(case.children.select_related("matter")) if case.package_id else [],
        "commitment": case.commitment if case.missing_by else None,
        "light": _light(case),
    }
    if content["licence"]:
        content["ended"] = case.known(LicenceRevoked)
    return render(request, "services/case.html", content | _clock(case), status=status)


def _light(case: Any) -> Light | None:
    """Its light by the rules in force; nothing is asked where no clock runs."""
    day = board_day()
    return case.light(day, warning_days=warnings_on(day).due) if case.due_on else None


def _steps(case: Any) -> list[tuple[str, str]]:
    """Verb and heading of what may be recorded next."""
    named = {form.verb: form for form in CASE_FORMS}
    return [(verb, named[verb].heading()) for verb in case.verbs if verb in named]


def _clock(case: Any) -> dict[str, Any]:
    """What its clock says, and how the day due changed with the calendar."""
    now = timezone.now()
    return {"clock": case.clock_in_words(now), "calendars": case.calendars_told(now)}


def _papers(case: Any) -> list[Any]:
    return list(case.papers.select_related("paper", "evidence", "reused_from__case"))


def filled_in(case: Any, *, full: bool) -> list[tuple[str, str]]:
    """Name and text of what was filled in and written about a case; masked unless asked for in full."""
    told = ((name, text) for name, text in case.texts.items() if text and name not in SHOWN_ELSEWHERE)
    return [(named(name), text if full else masked(text)) for name, text in told]


SHOWN_ELSEWHERE = ("licence", "company")  # the licence's own holder, the applicant at the head of the page
NAMED = {
    "contact": gettext_lazy("Telephone for questions"),
    "said": gettext_lazy("What is applied for"),
    "supplementnotice": gettext_lazy("What the applicant was told to supplement"),
    "refusal": gettext_lazy("Why it was not accepted"),
    "decision": gettext_lazy("Grounds of the decision"),
    "extension": gettext_lazy("Reasons of the extension"),
    "step": gettext_lazy("Opinion of step %(number)s"),
    "stop": gettext_lazy("Special procedure %(number)s"),
    "rating": gettext_lazy("What the rater wrote"),
}


def named(name: str) -> str:
    """A text's name as people read it; what a form of an applicant calls it stays."""
    word, _dash, number = name.partition("-")
    return str(NAMED[word]) % {"number": number} if word in NAMED else name


def masked(text: str) -> str:
    """The first sign alone."""
    return resident_ids.masked_name(text) if len(text) <= 4 else text[:1] + "*" * 6
