"""Pages of an import: choose a register, send a file, say how it is read, look at the dry run, confirm."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dajuan.core.records.evidence import content_of, store
from dajuan.core.records.models import Refused
from dajuan.core.spreadsheets.features import FeatureTable
from dajuan.core.spreadsheets.forms import HeadingForm, NamesForm, PlanForm, UploadForm, shown
from dajuan.core.spreadsheets.headings import exactly, fits, guess, headings_of, propose
from dajuan.core.spreadsheets.importing import pass_submitted, submit
from dajuan.core.spreadsheets.inspection import column_letters
from dajuan.core.spreadsheets.models import Finding, ImportJob, Mapping
from dajuan.core.spreadsheets.plan import Plan
from dajuan.core.spreadsheets.reading import open_source
from dajuan.core.spreadsheets.register import Register, register_named, registers_for
from dajuan.core.spreadsheets.rows import Ledger
from dajuan.core.spreadsheets.runner import start_dry_run, start_recording
from dajuan.core.spreadsheets.sources import Source
from dajuan.core.spreadsheets.template import rejected_rows, rejected_shapes, template
from dajuan.core.staff.models import Office, User
from dajuan.core.staff.rights import SignedInRequest, needs, offices_for
from dajuan.look.paging import page_by_key

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PREVIEW = 8
Status = ImportJob.Status


@needs("staff.work")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The registers this person may import into, and the imports of its offices."""
    mine = registers_for(request.user)
    names = [register.name for register in mine]
    jobs = ImportJob.objects.filter(zone=request.user.zone_id, register__in=names).exclude(status=Status.DROPPED)
    page = page_by_key(jobs.select_related("evidence", "started_by", "office", "batch"), request)
    return render(request, "spreadsheets/index.html", {"registers": mine, "page": page})


@needs("staff.work")
@require_http_methods(["GET", "POST"])
def register(request: SignedInRequest, name: str) -> HttpResponse:
    """A register: its columns, its template, and the place to send a file."""
    into = _register_for(request, name)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            job = _take(request, into, form.cleaned_data["file"])
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return HttpResponseRedirect(job.get_absolute_url())
    content = {"register": into, "form": form, "mappings": _mappings(into, _office(request.user, into))}
    return render(request, "spreadsheets/register.html", content, status=422 if form.errors else 200)


@needs("staff.work")
@require_safe
def blank(request: SignedInRequest, name: str) -> HttpResponse:
    """The register's empty template."""
    into = _register_for(request, name)
    return _workbook(template(into), f"{into.title}.xlsx")


@needs("staff.work")
@require_safe
def job(request: SignedInRequest, pk: int) -> HttpResponse:
    """One import: how far it has come, what the dry run found, what can be done now."""
    shown_job = _job(request, pk)
    found = page_by_key(Finding.objects.filter(job=shown_job), request, order=("row", "pk"), size=100)
    content = {
        "job": shown_job,
        "page": found,
        "may_record": shown_job.into.may_record(request.user),
        "may_pass": shown_job.may_be_passed_by(request.user),
        "watched": not shown_job.into.trusted,
    }
    part = "spreadsheets/_progress.html" if request.headers.get("HX-Request") else "spreadsheets/job.html"
    if part.endswith("_progress.html") and not shown_job.under_way:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    return render(request, part, content)


@needs("staff.work")
@require_http_methods(["GET", "POST"])
def mapping(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say which column is which: proposed, corrected once, remembered for the next time."""
    mapped = _job(request, pk, to_record=True)
    if mapped.under_way or mapped.status in (Status.DONE, Status.SUBMITTED):
        raise Http404(pk)
    source = open_source(content_of(mapped.evidence), mapped.evidence.name)
    plan = _looked_for(request, source, mapped)
    asked: dict[str, Any] = {"sheets": source.sheets, "register": mapped.into, "headings": headings_of(source, plan)}
    chosen = request.method == "POST" and "look" not in request.POST
    initial = shown(plan) | {"remember": _name_of(mapped)}
    form = PlanForm(request.POST, **asked) if chosen else PlanForm(initial=initial, **asked)
    if chosen and form.is_valid():
        _read_so(request, mapped, form, plan)
        return HttpResponseRedirect(mapped.get_absolute_url())
    content = {"job": mapped, "form": form, "preview": _preview(source, plan), "letters": _letters(source, plan)}
    return render(request, "spreadsheets/mapping.html", content, status=422 if form.errors else 200)


@needs("staff.work")
@require_http_methods(["GET", "POST"])
def names(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what the names of a ledger mean that nothing here is called; remembered with the ledger."""
    asked = _job(request, pk, to_record=True)
    if asked.status != Status.REHEARSED:
        raise Http404(pk)
    form = NamesForm(request.POST or None, lines=_unknown(asked))
    if request.method == "POST" and form.is_valid():
        _learn(asked, form.chosen())
        start_dry_run(asked)
        return HttpResponseRedirect(asked.get_absolute_url())
    return render(request, "spreadsheets/names.html", {"job": asked, "form": form})


@needs("staff.work")
@require_POST
def rehearsal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Run the dry run, or run it again."""
    again = _job(request, pk, to_record=True)
    if "repair" in request.POST and again.may_be_read_otherwise:
        ImportJob.objects.filter(pk=pk, status=again.status).update(plan=again.plan | {"repair": True})
    if not start_dry_run(again):
        messages.error(request, _("This import is under way, awaits review or is done: it cannot be run again now."))
    return HttpResponseRedirect(again.get_absolute_url())


@needs("staff.work")
@require_POST
def confirmation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm what the dry run found: record it, or submit it to a chief where the register asks for that."""
    confirmed = _job(request, pk, to_record=True)
    if confirmed.status != Status.REHEARSED:
        messages.error(request, _("Only an import after its dry run can be confirmed."))
        return HttpResponseRedirect(confirmed.get_absolute_url())
    confirmed.only_sound = request.POST.get("rows") == "sound"
    confirmed.leave_changed = request.POST.get("changed") == "leave"
    if confirmed.rejected and not confirmed.only_sound:
        messages.error(request, _("Some rows were rejected. Mend them, or choose to record the sound rows alone."))
        return HttpResponseRedirect(confirmed.get_absolute_url())
    if confirmed.into.trusted:
        confirmed.save(update_fields=["only_sound", "leave_changed"])
        start_recording(confirmed)
    elif submit(confirmed, only_sound=confirmed.only_sound, leave_changed=confirmed.leave_changed):
        messages.success(request, _("Submitted for review. It counts when it has been passed."))
    return HttpResponseRedirect(confirmed.get_absolute_url())


@needs("staff.work")
@require_POST
def passing(request: SignedInRequest, pk: int) -> HttpResponse:
    """A chief passes a submitted import, or sends it back with a reason."""
    waiting = _job(request, pk)
    if not waiting.may_be_passed_by(request.user):
        raise PermissionDenied(f"{waiting.into.line}.review")
    if request.POST.get("action") == "return":
        reason = request.POST.get("reason", "").strip()
        if not reason:
            messages.error(request, _("Say why it is sent back."))
            return HttpResponseRedirect(waiting.get_absolute_url())
        said = _("Sent back by %(name)s: %(reason)s") % {"name": request.user, "reason": reason[:300]}
        ImportJob.objects.filter(pk=pk, status=Status.SUBMITTED).update(status=Status.REHEARSED, message=said)
    else:
        pass_submitted(waiting, request.user)
        start_recording(waiting)
    return HttpResponseRedirect(waiting.get_absolute_url())


@needs("staff.work")
@require_safe
def rejected(request: SignedInRequest, pk: int) -> HttpResponse:
    """The rejected rows, in the shape of the ledger, wrong cells red with a comment."""
    shown_job = _job(request, pk)
    if not shown_job.findings.exists():
        raise Http404(pk)
    stem = shown_job.evidence.name.removesuffix(".gz").rsplit(".", 1)[0]
    source = open_source(content_of(shown_job.evidence), shown_job.evidence.name)
    if isinstance(source, FeatureTable):
        response = HttpResponse(rejected_shapes(shown_job, source), content_type="application/geo+json")
        name = _("%(file)s, rejected rows.geojson") % {"file": stem}
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        return response
    return _workbook(rejected_rows(shown_job), _("%(file)s, rejected rows.xlsx") % {"file": stem})


@needs("staff.work")
@require_POST
def dropping(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give an import up before it is recorded."""
    dropped = _job(request, pk, to_record=True)
    if dropped.status not in (Status.DONE, Status.ENTERING):
        ImportJob.objects.filter(pk=pk, status=dropped.status).update(status=Status.DROPPED)
        messages.success(request, _("The import was given up. Nothing was recorded."))
    return HttpResponseRedirect(reverse("spreadsheets:index"))


def _register_for(request: SignedInRequest, name: str) -> Register:
    into = register_named(name)
    if not into.may_record(request.user):
        raise PermissionDenied(f"{into.line}.record")
    return into


def _job(request: SignedInRequest, pk: int, *, to_record: bool = False) -> ImportJob:
    """An import of this person's zone and lines."""
    found = get_object_or_404(ImportJob.objects.select_related("evidence", "batch"), pk=pk, zone=request.user.zone_id)
    into = found.into
    if not into.may_record(request.user) and (to_record or not into.may_pass(request.user)):
        raise PermissionDenied(f"{into.line}.record")
    return found


def _office(user: User, into: Register) -> Office:
    """The office for which this person imports: its own where that keeps the line or stands under the keeper."""
    offices = offices_for(user, into.line)
    own = user.office
    if own is not None and (not offices or any(own.path.startswith(office.path) for office in offices)):
        return own
    return offices[0]


def _take(request: SignedInRequest, into: Register, file: Any) -> ImportJob:
    """Keep the file and find how it is read: as the office's ledger was before, else as its headings tell."""
    office = _office(request.user, into)
    if file.size > settings.UPLOAD_MB << 20:  # before anything of it is read
        raise Refused(_("This file is larger than %(limit)s MB.") % {"limit": settings.UPLOAD_MB})
    source = open_source(file.read(), file.name)
    file.seek(0)
    plan = _known(into, office, source) or guess(into, source)
    evidence = store(file, by=request.user, zone=office.zone, personal=into.personal)
    made = ImportJob.objects.create(
        zone=office.zone,
        office=office,
        register=into.name,
        evidence=evidence,
        language=get_language() or settings.LANGUAGE_CODE,
        plan=plan.kept(),
        started_by=request.user,
    )
    if exactly(into, plan):
        made.status = Status.READY
        made.save(update_fields=["status"])
        start_dry_run(made)
    return made


def _known(into: Register, office: Office, source: Source) -> Plan | None:
    for kept in _mappings(into, office):
        plan = Plan.from_kept(kept.plan)
        if fits(plan, source):
            plan.learnt, plan.repair = True, False  # consent to a repair is given for one file
            return plan
    return None


def _mappings(into: Register, office: Office) -> Any:
    return Mapping.objects.filter(office=office, register=into.name)


def _name_of(mapped: ImportJob) -> str:
    """What the mapping is called unless somebody says otherwise: as before for the same headings, else anew."""
    kept = {mapping.name: mapping.plan["headings"] for mapping in _mappings(mapped.into, mapped.office)}
    same = [name for name, headings in kept.items() if headings == mapped.plan["headings"]]
    title = str(mapped.into.title)
    names = (f"{title} ({number})" for number in range(2, len(kept) + 3))
    return same[0] if same else title if title not in kept else next(name for name in names if name not in kept)


def _looked_for(request: SignedInRequest, source: Source, mapped: ImportJob) -> Plan:
    """The plan to show: the one found, or one for other heading rows where a person looks elsewhere."""
    plan = mapped.reading
    if request.method != "POST":
        return plan
    where = HeadingForm(request.POST, sheets=source.sheets)
    if not where.is_valid():
        return plan
    chosen = where.cleaned_data
    before = (plan.sheet, plan.first_heading, plan.last_heading)
    plan.sheet = chosen["sheet"]
    plan.first_heading, plan.last_heading = chosen["first_heading"], chosen["last_heading"]
    if (plan.sheet, plan.first_heading, plan.last_heading) != before:
        plan.places = propose(mapped.into, headings_of(source, plan))
    return plan


def _read_so(request: SignedInRequest, mapped: ImportJob, form: PlanForm, before: Plan) -> None:
    """Take the plan that was chosen, remember it if asked to, and begin the dry run."""
    plan = form.plan(before)
    if name := form.cleaned_data["remember"].strip():
        Mapping.objects.update_or_create(
            office=mapped.office,
            register=mapped.register,
            name=name,
            defaults={"plan": plan.kept(), "changed_by": request.user},
        )
    mapped.plan, mapped.status = plan.kept(), Status.READY
    mapped.save(update_fields=["plan", "status"])
    start_dry_run(mapped)


def _unknown(asked: ImportJob) -> list[tuple[str, str, str, list[str]]]:
    """Each unknown name: field, title of the column, the name, and what it may mean."""
    source = open_source(content_of(asked.evidence), asked.evidence.name)
    ledger = Ledger(asked.into, source, asked.reading, asked.zone)
    return [
        (name, str(ledger.register.column(name).title), text, ledger.offered(name, text))
        for name, texts in asked.unknown.items()
        for text in texts
    ]


def _learn(asked: ImportJob, chosen: dict[str, dict[str, str]]) -> None:
    """Put what was said into the plan, and into the office's mappings of the same ledger."""
    kept = [
        mapping for mapping in _mappings(asked.into, asked.office) if mapping.plan["headings"] == asked.plan["headings"]
    ]
    for owner in (asked, *kept):
        for name, meanings in chosen.items():
            owner.plan["names"].setdefault(name, {}).update(meanings)
    ImportJob.objects.filter(pk=asked.pk, status=Status.REHEARSED).update(plan=asked.plan)  # not once submitted
    for mapping in kept:
        mapping.save(update_fields=["plan"])


def _preview(source: Source, plan: Plan) -> list[tuple[int, list[str], bool]]:
    """The first rows as they stand there: number, cells, whether they are headings."""
    lines = list(islice(source.lines(plan.sheet), plan.last_heading + PREVIEW))
    width = max((len(line.cells) for line in lines), default=0)
    return [
        (
            line.number,
            [_short(cell) for cell in [*line.cells, *[None] * (width - len(line.cells))]],
            plan.first_heading <= line.number <= plan.last_heading,
        )
        for line in lines
    ]


def _short(cell: Any) -> str:
    """A cell as Excel shows it, its first forty characters."""
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return "" if cell is None else str(cell)[:40]


def _letters(source: Source, plan: Plan) -> list[str]:
    lines = islice(source.lines(plan.sheet), plan.last_heading + PREVIEW)
    return [column_letters(number) for number in range(max((len(line.cells) for line in lines), default=0))]


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
