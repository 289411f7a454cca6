"""Each step of an edition as a page: shown, filled in, taken in one act, refused where the user is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST

from dajuan.core.records.act import Act, act
from dajuan.core.records.evidence import store
from dajuan.core.records.models import Evidence, Refused
from dajuan.core.staff.models import Office
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.figures.book import Book
from dajuan.sheet.editions.drafting import draft
from dajuan.sheet.editions.forms import (
    STEPS,
    CirculationForm,
    DelegationForm,
    NumberForm,
    PublicationForm,
    ReplyForm,
    SigningForm,
    StepForm,
)
from dajuan.sheet.editions.models import Edition, Objection, delegate, rights
from dajuan.sheet.editions.models.standing import Standing, of_edition
from dajuan.sheet.editions.sealed import root_after
from dajuan.sheet.editions.views import edition_of, standing_delegations

Do = Callable[[Act], Any]


def _act_of(request: SignedInRequest, do: Do, *, office: Office | None = None, rehearsed: bool = False) -> None:
    """Do something in one act; rehearsed, everything is taken back."""
    with transaction.atomic():
        with act(by=request.user, office=office) as a:
            do(a)
        if rehearsed:
            transaction.set_rollback(True)


def _back(request: SignedInRequest, edition: Edition, words: str) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(edition.get_absolute_url())


BEFORE = {
    "reviewing": Edition.Stage.CONFIRMING,
    "signing": Edition.Stage.REVIEWED,
    "secrecy": Edition.Stage.SIGNED,
    "numbering": Edition.Stage.CLEARED,
    "freezing": Edition.Stage.NUMBERED,
    "publishing": Edition.Stage.FROZEN,
}
"""By step, how far an edition is whose turn it is."""


def _page(request: SignedInRequest, edition: Edition, form: Any, step: str = "", **content: Any) -> HttpResponse:
    is_turn = BEFORE.get(step, edition.stage) == edition.stage
    page = {"edition": edition, "form": form, "step": step, "is_turn": is_turn, **content}
    page["text"] = edition.content(_language())
    return render(request, "editions/step.html", page, status=422 if form.errors else 200)


def _language() -> str:
    return translation.get_language() or ""


# Sending out


@needs("editions.draft")
@require_http_methods(["GET", "POST"])
def circulating(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send the text out, as of now; what the owners confirmed and what stayed the same need not be confirmed again."""
    edition = edition_of(request, pk)
    form = CirculationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        edition.take_manuscript()
        made = draft(edition.zone, edition.year, edition.manuscript, Book.now(edition.zone), timezone.localdate())
        due_on = form.cleaned_data["due_on"]
        try:
            _act_of(request, lambda a: edition.circulate(a, draft=made, due_on=due_on))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            words = ngettext("Sent out with %(n)s figure.", "Sent out with %(n)s figures.", made.figures)
            return _back(request, edition, words % {"n": made.figures})
    heading = _("Send the text out to be confirmed")
    explained = _(
        "The text is taken as it stands now, with its values as known now. From then on nothing in it changes by"
        " itself; confirmations of what stayed the same go on counting."
    )
    return _page(request, edition, form, heading=heading, button=_("Send out"), explained=explained)


# Confirming


@dataclass
class Said:
    """What an owner said of one figure on the page, to be shown again where something was refused."""

    one: Standing
    said: str = ""
    ground: str = ""
    remark: str = ""
    refusal: str = ""


@needs("editions.confirm")
@require_http_methods(["GET", "POST"])
def confirming(request: SignedInRequest, pk: int) -> HttpResponse:
    """The figures of an owner office, each confirmed or objected to, all in one act."""
    edition = edition_of(request, pk)
    today = timezone.localdate()
    every = of_edition(edition)
    mine = rights.confirmed_by(request.user, {one.office for one in every}, today)
    rows = [Said(one) for one in sorted(every, key=lambda one: one.is_settled) if one.office in mine]
    refusal = ""
    if request.method == "POST":
        refusal = _take_words(request, edition, rows)
        if not refusal and not any(row.refusal for row in rows):
            said = [row for row in rows if row.said]
            words = ngettext("%(n)s figure answered.", "%(n)s figures answered.", len(said))
            return _back(request, edition, words % {"n": len(said)})
    circulation = edition.circulation
    page = {
        "edition": edition,
        "rows": rows,
        "waiting": sum(row.one.is_waiting for row in rows),
        "seen": circulation.number if circulation else 0,
        "cut": circulation.cut if circulation else 0,
        "grounds": Objection.Ground.choices,
        "refusal": refusal,
        "text": edition.content(_language()),
        "offices": sorted(mine, key=lambda office: office.path),
    }
    return render(request, "editions/confirming.html", page, status=422 if request.method == "POST" else 200)


def _take_words(request: SignedInRequest, edition: Edition, rows: Sequence[Said]) -> str:
    """Take what was said of the rows in one act; what was refused, in words, where it belongs to no row."""
    for row in rows:
        said = request.POST.get(f"say-{row.one.key}", "")
        row.said = said if said in {"confirm", "object"} else ""
        row.ground = request.POST.get(f"ground-{row.one.key}", "")
        row.remark = request.POST.get(f"remark-{row.one.key}", "").replace("\x00", "")
        if request.POST.get("action") == "all" and row.one.is_waiting and row.said != "object":
            row.said = "confirm"
    if not any(row.said for row in rows):
        return _("Nothing was chosen: confirm a figure, or object to it.")
    seen = request.POST.get("seen", "")
    try:
        _act_of(request, lambda a: _say(a, request, edition, rows, int(seen) if seen.isdecimal() else 0))
    except Refused as refusal:
        at = next((row for row in rows if row.said == "object" and refusal.field == f"remark-{row.one.key}"), None)
        if at is None:
            return str(refusal)
        at.refusal = str(refusal)
    return ""


def _say(a: Act, request: SignedInRequest, edition: Edition, rows: Sequence[Said], seen: int) -> None:
    if keys := [row.one.key for row in rows if row.said == "confirm"]:
        edition.confirm(a, keys=keys, person=request.user, seen=seen)
    for row in rows:
        if row.said == "object":
            ground = row.ground if row.ground in Objection.Ground.values else Objection.Ground.VALUE
            try:
                edition.object_to(a, key=row.one.key, person=request.user, seen=seen, ground=ground, remark=row.remark)
            except Refused as refusal:
                raise Refused(refusal.message, field=f"{refusal.field}-{row.one.key}") from refusal


@needs("editions.draft")
@require_http_methods(["GET", "POST"])
def replying(request: SignedInRequest, pk: int, objection: int) -> HttpResponse:
    """Answer an objection."""
    edition = edition_of(request, pk)
    rows = edition.objections.standing().select_related("office", "person")
    found: Objection = get_object_or_404(rows, pk=objection)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _act_of(request, lambda a: edition.reply(a, objection=found, **form.cleaned_data))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _back(request, edition, _("Answered. The owner confirms the figure now, or objects again."))
    heading = _("Answer an objection")
    return _page(request, edition, form, heading=heading, button=pgettext("edition", "Answer"), objection=found)


# Reviewing, signing, secrecy


@needs("editions.check")
@require_http_methods(["GET", "POST"])
def reviewing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Review the whole text (审核)."""
    return _take(request, pk, "reviewing", on_paper=False)


@needs("editions.sign")
@require_http_methods(["GET", "POST"])
def signing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign (签发), with the second factor asked anew."""
    return _take(request, pk, "signing", on_paper=False)


@needs("editions.clear")
@require_http_methods(["GET", "POST"])
def secrecy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Review the text for secrecy (保密审查)."""
    return _take(request, pk, "secrecy", on_paper=False)


@needs("editions.draft")
@require_http_methods(["GET", "POST"])
def paper(request: SignedInRequest, pk: int, step: str) -> HttpResponse:
    """Enter a step that was taken on paper, with its scan (代录)."""
    if step not in STEPS:
        raise Http404(step)
    return _take(request, pk, step, on_paper=True)


def _take(request: SignedInRequest, pk: int, step: str, *, on_paper: bool) -> HttpResponse:
    edition = edition_of(request, pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = STEPS[step](*sent, edition=edition, user=request.user, on_paper=on_paper)
    needs_factor = isinstance(form, SigningForm) and not on_paper
    if request.method == "POST" and form.is_valid():
        try:
            _taken(request, form, needs_factor=needs_factor)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _back(request, edition, str(form.done))
    content = {
        "heading": form.heading,
        "button": form.button,
        "on_paper": on_paper,
        "may_use_paper": not on_paper and request.user.has_perm("editions.draft", edition),
        "has_factor": not needs_factor or _has_factor(request),
        "with_text": not on_paper,
    }
    return _page(request, edition, form, step, **content)


def _taken(request: SignedInRequest, form: StepForm, *, needs_factor: bool) -> None:
    """Take the step. The second factor is asked last: a code is worth one try, and what else is wrong is said first."""
    office = request.user.office
    if needs_factor:
        if not _has_factor(request):
            raise Refused(_("Set up a second factor first."), field="code")
        _act_of(request, lambda a: form.take(a, (), factor="totp"), rehearsed=True)
    factor = _known_anew(request, form) if needs_factor else ""
    stored: list[Evidence] = []
    if form.on_paper and office is not None:
        stored = [store(form.cleaned_data["evidence"], by=request.user, zone=office.zone)]
    _act_of(request, lambda a: form.take(a, stored, factor=factor))


def _has_factor(request: SignedInRequest) -> bool:
    return bool(Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists())


def _known_anew(request: SignedInRequest, form: StepForm) -> str:
    """The kind of second factor by which the person was known anew; refuses a wrong code, at its input.

    Outside any act: a failed try is counted even though nothing else is written.
    """
    asked = ReauthenticateForm({"code": form.cleaned_data.get("code", "")}, user=request.user)
    if not asked.is_valid():
        raise Refused(" ".join(asked.errors.get("code", [])) or _("This code is not right."), field="code")
    asked.save()
    return str(asked.authenticator.type)


# The office's own steps


@needs("editions.draft")
@require_http_methods(["GET", "POST"])
def numbering(request: SignedInRequest, pk: int) -> HttpResponse:
    """Check once more and register the number (复核、登记)."""
    edition = edition_of(request, pk)
    form = NumberForm(request.POST or None, edition=edition, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            _act_of(request, lambda a: edition.number(a, **form.cleaned_data))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            number = edition.document_number
            return _back(request, edition, _("Registered as %(number)s.") % {"number": number.text if number else ""})
    heading = _("Check once more and number")
    button = pgettext("document number", "Register")
    return _page(request, edition, form, "numbering", heading=heading, button=button)


@needs("editions.draft")
@require_http_methods(["GET", "POST"])
def freezing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Freeze what was signed, under the seal's root at or after its cut."""
    edition = edition_of(request, pk)
    form = CirculationForm(request.POST if request.method == "POST" else None)
    del form.fields["due_on"]
    circulation = edition.circulation
    if request.method == "POST" and form.is_valid() and circulation:
        try:
            root = root_after(circulation.cut)
            size, seal = (root.leaves, root.root) if root else (0, "")
            _act_of(request, lambda a: edition.freeze(a, seal_size=size, seal_root=seal))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _back(request, edition, _("Frozen. From now on it says the same for ever."))
    explained = _(
        "Text in both languages, every value, definitions, rule sets, plan versions and the cut are fixed under the"
        " ledger's seal. What comes to be known later stands beside it as a restatement."
    )
    content = {"heading": _("Freeze the edition"), "button": _("Freeze"), "explained": explained}
    return _page(request, edition, form, "freezing", **content)


@needs("editions.draft")
@require_http_methods(["GET", "POST"])
def publishing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Publish to everybody, or within the house."""
    edition = edition_of(request, pk)
    form = PublicationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _act_of(request, lambda a: edition.publish(a, scope=form.cleaned_data["scope"]))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _back(request, edition, _("Published."))
    return _page(request, edition, form, "publishing", heading=_("Publish the edition"), button=_("Publish"))


@needs("editions.draft")
@require_POST
def restating(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the edition that will replace this one."""
    edition = edition_of(request, pk)
    office = request.user.office
    assert office is not None  # the right comes from a post
    try:
        made = edition.restate(by=request.user, office=office)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(edition.get_absolute_url())
    return _back(request, made, _("A restated edition was begun. Nothing of it is published before it is signed."))


@needs("editions.delegate")
@require_http_methods(["GET", "POST"])
def delegations(request: SignedInRequest) -> HttpResponse:
    """The written delegations with their days, and a new one."""
    if request.user.zone is None or request.user.office is None:
        raise Http404
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DelegationForm(*sent, user=request.user)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        upload = said.pop("evidence")
        try:
            scans = [store(upload, by=request.user, zone=request.user.zone)] if upload else []
            _act_of(request, lambda a: delegate(a, **said, scans=scans))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Recorded."))
            return HttpResponseRedirect(request.path)
    page = {"form": form, "delegations": list(standing_delegations(request)), "today": timezone.localdate()}
    return render(request, "editions/delegations.html", page, status=422 if form.errors else 200)
