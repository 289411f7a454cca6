"""Pages of the ledger itself: drafts, review, an entry, its withdrawal and correction, its evidence."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dajuan.core.records.act import act
from dajuan.core.records.awaiting import queued_for
from dajuan.core.records.beside import links
from dajuan.core.records.counted import counted_in
from dajuan.core.records.evidence import content_of
from dajuan.core.records.forms import FORMS, RecordForm, data_of
from dajuan.core.records.hands import hands_of
from dajuan.core.records.log import Asked, lines_of
from dajuan.core.records.models import (
    Batch,
    Draft,
    Entry,
    EntryNumber,
    Evidence,
    Moment,
    Refused,
    entry_types,
    types_with,
)
from dajuan.core.records.pages import cautions, office_for, pass_draft
from dajuan.core.records.staging import withdraw_batch
from dajuan.core.records.vault import log_reading
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.look.paging import page_by_key

MOST_SHOWN = 50  # entries of one kind on the page of a moment


@needs("staff.work")
@require_safe
def drafts(request: SignedInRequest) -> HttpResponse:
    """My drafts, what was sent back to me, what waits for my review, and what I submitted."""
    mine = Draft.objects.filter(author=request.user).select_related("office", "returned_by")
    content: dict[str, Any] = {
        "kept": mine.kept_by(request.user).filter(returned_at=None),
        "returned": mine.kept_by(request.user).exclude(returned_at=None),
        "waiting": Draft.objects.reviewable_by(request.user).select_related("office", "author"),
        "queued": queued_for(request.user),
        "submitted": mine.submitted(),
        "passed": mine.filter(passed_at__isnull=False).select_related("passed_by").order_by("-passed_at")[:20],
    }
    content["queued_count"] = len(content["queued"])
    return render(request, "records/drafts.html", content)


@needs("staff.work")
@require_http_methods(["GET", "POST"])
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read a submitted draft and pass it or send it back with a reason."""
    draft = get_object_or_404(Draft.objects.reviewable_by(request.user), pk=pk)
    filled, subject = _filled(draft)
    if request.method == "POST":
        if request.POST.get("action") == "return":
            return _send_back(request, draft)
        if filled.is_valid() and _as_seen(request, draft, filled):
            try:
                entry = pass_draft(draft, filled, subject, by=request.user)
            except Refused as refusal:
                filled.refuse(refusal)
            else:
                messages.success(request, _passed_words(entry))
                return HttpResponseRedirect(reverse("records:drafts"))
        return _review_page(request, draft, filled, subject, status=422)
    return _rehearsed(request, draft)


def _passed_words(entry: Entry) -> str:
    """That it is in the ledger, with the way to it."""
    address = reverse("records:entry", args=[entry.number])
    return format_html('{} <a href="{}">{}</a>', _("Passed and entered in the ledger."), address, _("See the record"))


def _rehearsed(request: SignedInRequest, draft: Draft, reason_refusal: str = "") -> HttpResponse:
    """The draft as its reviewer reads it, with what would be refused."""
    filled, subject = _filled(draft)
    if filled.is_valid():
        filled.rehearse(subject, by=request.user, office=draft.office)
    status = 422 if reason_refusal else 200
    return _review_page(request, draft, filled, subject, status=status, reason_refusal=reason_refusal)


def _as_seen(request: SignedInRequest, draft: Draft, filled: RecordForm) -> bool:
    """Whether the draft is still what the reviewer read; what was changed meanwhile is read again first."""
    if request.POST.get("seen") == draft.changed_at.isoformat():
        return True
    filled.add_error(None, _("The draft was changed after you opened it. Read it again, then pass it."))
    return False


def _send_back(request: SignedInRequest, draft: Draft) -> HttpResponse:
    reason = request.POST.get("reason", "").replace("\x00", "").strip()
    if not reason:
        return _rehearsed(request, draft, reason_refusal=_("Say why it is sent back."))
    now = timezone.now()
    as_read = Draft.objects.submitted().filter(pk=draft.pk, submitted_at=draft.submitted_at)
    returned = {"returned_at": now, "returned_by": request.user, "return_reason": reason[:200]}
    if as_read.update(submitted_at=None, changed_at=now, **returned) != 1:
        return _rehearsed(
            request, draft, reason_refusal=_("This draft has been passed by somebody else or recalled by its author.")
        )
    messages.success(request, _("Sent back to %(name)s.") % {"name": draft.author})
    return HttpResponseRedirect(reverse("records:drafts"))


def _review_page(
    request: SignedInRequest,
    draft: Draft,
    filled: RecordForm,
    subject: Any,
    status: int = 200,
    reason_refusal: str = "",
) -> HttpResponse:
    content = {
        "draft": draft,
        "form": filled,
        "subject": subject,
        "evidence": draft.evidence.all(),
        "cautions": cautions(draft, filled),
        "reason_refusal": reason_refusal,
    }
    return render(request, "records/review.html", content, status=status)


def _filled(draft: Draft) -> tuple[RecordForm, Any]:
    form = FORMS.get(draft.form)
    if form is None:
        raise Http404(draft.form)
    subject: Any = subject_of(entry_types()[draft.entry_type], draft.subject)
    return form(data_of(draft.content), subject=subject), subject


def subject_of(entry: type[Entry], pk: int | None) -> Any:
    """The subject an entry type belongs to, by key."""
    model: Any = entry._meta.get_field(entry.subject_field).related_model
    return get_object_or_404(model, pk=pk)


@needs("staff.work")
@require_POST
def recall(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one's own submitted record back from review (撤回修改), so that it can be changed."""
    mine = Draft.objects.submitted().filter(author=request.user)
    draft = get_object_or_404(mine, pk=pk)
    if mine.filter(pk=pk).update(submitted_at=None, changed_at=timezone.now()) != 1:
        raise Http404(pk)  # passed in the meantime
    messages.success(request, _("Recalled. Change it and submit it again."))
    return HttpResponseRedirect(draft.address)


@needs("staff.work")
@require_POST
def dropping(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw away one's own draft; nothing of it ever was in the ledger."""
    draft = get_object_or_404(Draft.objects.kept_by(request.user), pk=pk)
    draft.delete()
    messages.success(request, _("Draft thrown away."))
    return HttpResponseRedirect(reverse("records:drafts"))


def _entry(request: SignedInRequest, number: int) -> Entry:
    """An entry this person may see; the same 404 for a hidden one and one that does not exist."""
    kind = get_object_or_404(EntryNumber, pk=number).type
    rows = entry_types()[kind]._default_manager.visible_to(request.user)
    entry: Entry = get_object_or_404(rows.select_related("moment__recorded_by", "until__recorded_by"), pk=number)
    return entry


@needs("staff.work")
@require_safe
def entry(request: SignedInRequest, number: int) -> HttpResponse:
    """One entry: its facts, who recorded it when, its evidence, its withdrawal."""
    shown = _entry(request, number)
    content = {
        "entry": shown,
        "hands": hands_of([shown]).get(number),
        "attachments": shown_attachments(number),
        "replaced_by": type(shown)._default_manager.filter(replaces=number).first(),
        "may_withdraw": shown.until_id is None and _may_review(request, shown),
        "may_correct": _form_for(shown) is not None,
        "beside": links(),
    }
    return render(request, "records/entry.html", content)


def shown_attachments(number: int) -> Any:
    """The evidence of an entry, with when it was attached."""
    from dajuan.core.records.models import Attachment

    return Attachment.objects.filter(entry=number).select_related("evidence", "moment")


def _may_review(request: SignedInRequest, shown: Entry) -> bool:
    return request.user.has_perm(f"{shown._meta.app_label}.review", shown.subject)


def _form_for(shown: Entry) -> type[RecordForm] | None:
    return next((form for form in FORMS.values() if form.records is type(shown)), None)


@needs("staff.work")
@require_http_methods(["GET", "POST"])
def withdrawal(request: SignedInRequest, number: int) -> HttpResponse:
    """Withdraw an entry with a reason."""
    shown = _entry(request, number)
    if not _may_review(request, shown):
        raise PermissionDenied(f"{shown._meta.app_label}.review")
    refusal = ""
    if request.method == "POST":
        try:
            with act(by=request.user, office=request.user.office) as a:
                a.withdraw(shown, reason=request.POST.get("reason", ""))
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("Withdrawn. What was known before stays as it was known then."))
            return HttpResponseRedirect(reverse("records:entry", args=[number]))
    content = {"entry": shown, "refusal": refusal, "figures": counted_in(type(shown))}
    return render(request, "records/withdrawal.html", content, status=422 if refusal else 200)


@needs("staff.work")
@require_http_methods(["GET", "POST"])
def correction(request: SignedInRequest, number: int) -> HttpResponse:
    """Withdraw an entry and record it anew in one act."""
    shown = _entry(request, number)
    form = _form_for(shown)
    if form is None or shown.until_id is not None:
        raise Http404(number)
    if not _may_review(request, shown):
        raise PermissionDenied(f"{shown._meta.app_label}.review")
    facts = {name: getattr(shown, name) for name in form.base_fields if hasattr(shown, name)}
    filled = form(request.POST or None, subject=shown.subject, initial=facts)
    refusal = ""
    if request.method == "POST" and filled.is_valid():
        try:
            with act(by=request.user, office=office_for(request, form, shown.subject)) as a:
                a.withdraw(shown, reason=request.POST.get("reason", ""))
                anew = filled.enter(a, shown.subject)
                anew.replaces = shown.number
                a.attach(anew, *(attachment.evidence for attachment in shown_attachments(number)))
        except Refused as refused:
            if refused.field == "reason":
                refusal = str(refused)
            else:
                filled.refuse(refused)
        else:
            messages.success(request, _("Corrected."))
            return HttpResponseRedirect(reverse("records:entry", args=[anew.number]))
    content = {"entry": shown, "form": filled, "refusal": refusal}
    return render(request, "records/correction.html", content, status=422 if request.method == "POST" else 200)


@needs("staff.work")
@require_safe
def evidence(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open an evidence file: images and PDF in the browser, everything else as a download."""
    file = get_object_or_404(Evidence, pk=pk, zone=request.user.zone)
    attached = file.attachments.values_list("entry", flat=True)
    if not file.drafts.filter(author=request.user).exists() and not _may_open(request, list(attached), file):
        raise PermissionDenied("evidence")
    if file.key:
        log_reading(file.key, by=request.user, purpose=f"evidence {file.pk}")
    response = HttpResponse(content_of(file), content_type=file.media_type)
    shows = file.media_type.startswith("image/") or file.media_type == "application/pdf"
    response["Content-Disposition"] = content_disposition_header(not shows, file.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _may_open(request: SignedInRequest, numbers: list[int], file: Evidence) -> bool:
    if Draft.objects.reviewable_by(request.user).filter(evidence=file).exists():
        return True
    for number in EntryNumber.objects.filter(pk__in=numbers):
        rows: Any = entry_types()[number.type]._default_manager
        if rows.visible_to(request.user).filter(pk=number.pk).exists():
            return True
    return False


@needs("staff.work")
@require_safe
def moment(request: SignedInRequest, number: int) -> HttpResponse:
    """One act: who, when, for which office, and the entries it recorded or withdrew that this person may see."""
    ours = Moment.objects.filter(office__zone=request.user.zone)
    shown = get_object_or_404(ours.select_related("recorded_by", "office"), pk=number)
    entered: list[Entry] = []
    withdrawn: list[Entry] = []
    recorded_types, withdrawn_types = types_with(Q(moment=number)), types_with(Q(until=number))
    for model in recorded_types:
        entered += model._default_manager.visible_to(request.user).filter(moment=number)[:MOST_SHOWN]
    for model in withdrawn_types:
        withdrawn += model._default_manager.visible_to(request.user).filter(until=number)[:MOST_SHOWN]
    hands = hands_of(entered)
    content = {
        "moment": shown,
        "entered": [(entry, hands.get(entry.number)) for entry in entered],
        "withdrawn": withdrawn,
        "recorded_some": bool(recorded_types),
        "withdrew_some": bool(withdrawn_types),
    }
    return render(request, "records/moment.html", content)


@needs("staff.read_all")
@require_safe
def moments(request: SignedInRequest) -> HttpResponse:
    """The log of the ledger (入库日志): every act of the zone, latest first, by day and person if asked."""
    asked = Asked(request.GET)
    rows = asked.narrow(Moment.objects.filter(office__zone=request.user.zone).select_related("recorded_by", "office"))
    page = page_by_key(rows, request, ["-number"])
    content = {"page": page, "asked": asked, "lines": lines_of(page.rows)}
    return render(request, "records/moments.html", content)


@needs("staff.work")
@require_http_methods(["GET", "POST"])
def batch(request: SignedInRequest, pk: int) -> HttpResponse:
    """One import, and its withdrawal as a whole."""
    shown = get_object_or_404(Batch, pk=pk, zone=request.user.zone)
    types: list[Any] = types_with(Q(batch=shown, until=None))
    standing = [model._default_manager.visible_to(request.user).standing().filter(batch=shown) for model in types]
    count = sum(rows.count() for rows in standing)
    line = shown.register.split(".")[0]
    if shown.imported_by != request.user and not request.user.has_perm(f"{line}.view"):
        raise PermissionDenied(f"{line}.view")
    may = request.user.has_perm(f"{line}.review") and count > 0
    refusal = ""
    if request.method == "POST":
        if not may:
            raise PermissionDenied(f"{line}.review")
        try:
            with act(by=request.user, office=request.user.office, origin="import") as a:
                withdraw_batch(a, shown, request.POST.get("reason", ""))
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("The whole import has been withdrawn."))
            return HttpResponseRedirect(reverse("records:batch", args=[pk]))
    content = {"batch": shown, "standing": count, "may_withdraw": may, "refusal": refusal}
    return render(request, "records/batch.html", content, status=422 if refusal else 200)
