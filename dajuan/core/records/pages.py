"""The pages every room shares: fill in, keep, submit, review, withdraw. A room's view calls `record`."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dajuan.core.records.act import act
from dajuan.core.records.evidence import store
from dajuan.core.records.forms import RecordForm, content_of, data_of
from dajuan.core.records.models import Draft, Entry, Refused
from dajuan.core.staff.models import Office
from dajuan.core.staff.rights import SignedInRequest, offices_for


def record(
    request: SignedInRequest, subject: Any, form: type[RecordForm], *, initial: dict[str, Any] | None = None
) -> HttpResponse:
    """Show the form of an entry and take what is sent: kept as a draft, submitted, or recorded at once.

    Whatever was typed is kept as a draft before anything is checked, so that no refusal loses it.
    """
    draft = _draft_asked_for(request, form, subject)
    if draft and draft.submitted_at:
        return _awaiting_page(request, subject, form, draft)
    draft = draft or _draft_begun(request, form, subject)
    if request.method != "POST":
        filled = _as_typed(request, form, subject, draft) if draft else form(initial=initial, subject=subject)
        return _page(request, subject, filled, draft)
    office = office_for(request, form, subject)
    draft = draft or Draft(zone=office.zone, author=request.user, form=form.name())
    keep(draft, request, subject, form, office)
    draft.evidence.remove(*(int(pk) for pk in request.POST.getlist("remove") if pk.isdecimal()))
    filled = form(request.POST, subject=subject)
    if refusal := _take_files(request, filled, draft):
        return _page(request, subject, filled, draft, status=422, evidence_refusal=refusal)
    if request.POST.get("action") == "keep":
        messages.success(request, _("Kept as a draft."))
        return HttpResponseRedirect(f"{request.path}?draft={draft.pk}")
    if not (filled.is_valid() and filled.rehearse(subject, by=request.user, office=office)):
        return _page(request, subject, filled, draft, status=422)
    if form.reviewed:
        draft.submitted_at = timezone.now()
        draft.save(update_fields=["submitted_at", "changed_at"])
        messages.success(request, _("Submitted for review. It counts when it has been passed."))
        _caution(request, subject, cautions(draft, filled))
    else:
        pass_draft(draft, filled, subject, by=request.user)
        messages.success(request, _("Recorded."))
    return HttpResponseRedirect(subject.get_absolute_url())


def keep(draft: Draft, request: SignedInRequest, subject: Any, form: type[RecordForm], office: Office) -> None:
    """Put what was typed into the draft."""
    draft.office = office
    draft.line = form.records._meta.app_label
    draft.entry_type = form.records._meta.label_lower
    draft.subject = subject.pk
    draft.subject_name = str(subject)[:200]
    draft.page = request.path
    draft.content = content_of(request.POST)
    draft.submitted_at = None
    # Never the columns of the review: somebody may be passing it right now.
    kept = ["office", "line", "entry_type", "subject", "subject_name", "page", "content", "submitted_at", "changed_at"]
    draft.save(update_fields=kept if draft.pk else None)


def pass_draft(draft: Draft, filled: RecordForm, subject: Any, *, by: Any) -> Entry:
    """Turn a draft into an entry: the act is the passer's, for the drafting office.

    Refused where somebody was faster: another reviewer, or the author who recalled it.
    """
    with act(by=by, office=draft.office, origin="review" if by != draft.author or draft.checker_id else "page") as a:
        as_read = Draft.objects.open().filter(pk=draft.pk, submitted_at=draft.submitted_at)
        if as_read.update(passed_at=timezone.now(), passed_by=by) != 1:
            raise Refused(_("This draft has been passed by somebody else or recalled by its author."))
        entry = filled.enter(a, subject)
        a.attach(entry, *draft.evidence.all())
    draft.refresh_from_db()
    draft.moment = a.moment
    draft.submitted_at = draft.submitted_at or draft.passed_at
    draft.save(update_fields=["moment", "submitted_at"])
    return entry


def _caution(request: SignedInRequest, subject: Any, cautions: list[str]) -> None:
    """Say what to look at, without what the subject's page says in any case."""
    on_its_page: list[Any] = getattr(subject, "warnings", list)()
    for caution in cautions:
        if caution not in on_its_page:
            messages.warning(request, caution)


def cautions(draft: Draft, filled: RecordForm) -> list[str]:
    """What the author and the reviewer should look at; nothing of it stops the record."""
    found = list(filled.warnings)
    if others := draft.alike().count():
        words = ngettext(
            "%(n)s other record of this kind about the same subject awaits review.",
            "%(n)s other records of this kind about the same subject await review.",
            others,
        )
        found.append(words % {"n": others})
    return found


def office_for(request: SignedInRequest, form: type[RecordForm], subject: Any) -> Office:
    """The office for which this person records: the keeper of the line, else the person's own."""
    line = form.records._meta.app_label
    offices = offices_for(request.user, getattr(form.records, "line", line))
    own = request.user.office
    if own is not None and any(own.path.startswith(office.path) for office in offices):
        return own
    if not offices:
        raise PermissionDenied(f"{line}.record")
    return offices[0]


def _draft_asked_for(request: SignedInRequest, form: type[RecordForm], subject: Any) -> Draft | None:
    """The person's own draft the request names, 404 for anybody else's and for one about another subject."""
    number = request.POST.get("draft") or request.GET.get("draft")
    if not number or not number.isdecimal():
        return None
    mine = Draft.objects.open().filter(author=request.user, form=form.name(), subject=subject.pk)
    return get_object_or_404(mine, pk=int(number))


def _draft_begun(request: SignedInRequest, form: type[RecordForm], subject: Any) -> Draft | None:
    """The draft this person has begun of this record: one goes on with it, so that tries do not pile up."""
    return Draft.objects.kept_by(request.user).filter(form=form.name(), subject=subject.pk).first()


def _as_typed(request: SignedInRequest, form: type[RecordForm], subject: Any, draft: Draft) -> RecordForm:
    """The form as the draft keeps it, with what would be refused today and what is worth a look."""
    filled = form(data_of(draft.content), subject=subject)
    if filled.is_valid():
        filled.rehearse(subject, by=request.user, office=office_for(request, form, subject))
    return filled


def _awaiting_page(request: SignedInRequest, subject: Any, form: type[RecordForm], draft: Draft) -> HttpResponse:
    """A submitted record as its author reads it. It is changed only after its author has recalled it."""
    if request.method == "POST":
        messages.warning(request, _("This record awaits review. Recall it before you change it."))
        return HttpResponseRedirect(draft.address)
    filled = _as_typed(request, form, subject, draft)
    content = {
        "subject": subject,
        "form": filled,
        "draft": draft,
        "evidence": draft.evidence.all(),
        "cautions": cautions(draft, filled),
    }
    return render(request, "records/awaiting.html", content)


def _take_files(request: SignedInRequest, filled: RecordForm, draft: Draft) -> str:
    """Store the files sent; what was refused about one, in words, empty if nothing was."""
    try:
        for upload in request.FILES.getlist("evidence"):
            draft.evidence.add(store(upload, by=request.user, zone=draft.zone, personal=filled.personal_evidence))
    except Refused as refusal:
        return str(refusal)
    return ""


def _page(
    request: SignedInRequest,
    subject: Any,
    filled: RecordForm,
    draft: Draft | None,
    status: int = 200,
    evidence_refusal: str = "",
) -> HttpResponse:
    alike = draft or Draft(zone=subject.zone, entry_type=filled.records._meta.label_lower, subject=subject.pk)
    content = {
        "subject": subject,
        "form": filled,
        "draft": draft,
        "cautions": cautions(alike, filled),
        "evidence": draft.evidence.all() if draft else (),
        "evidence_refusal": evidence_refusal,
    }
    return render(request, "records/form.html", content, status=status)
