"""Imports that wait for a chief, as they stand in the queues of everybody who reviews (records/awaiting.py)."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from dajuan.core.records.awaiting import Queue, Waiting, keep_queue
from dajuan.core.spreadsheets.models import ImportJob
from dajuan.core.staff.models import User, Zone


def waiting_rows(zone: Zone) -> Counter[str]:
    """How many rows wait, under each type of entry their register records."""
    found: Counter[str] = Counter()
    for job in ImportJob.objects.filter(zone=zone, status=ImportJob.Status.SUBMITTED):
        for entry in job.into.records:
            found[entry._meta.label_lower] += job.to_record
    return found


def reviewable_by(user: User) -> list[Waiting]:
    """Submitted imports this person may pass; never one's own."""
    jobs = ImportJob.objects.filter(zone=user.zone_id, status=ImportJob.Status.SUBMITTED).exclude(started_by=user)
    return [_waiting(job) for job in jobs.select_related("evidence", "office", "started_by") if job.into.may_pass(user)]


def _waiting(job: ImportJob) -> Waiting:
    words = {"register": job.into.title, "file": job, "rows": job.to_record}
    title = _("Import into %(register)s: %(file)s, %(rows)s rows") % words
    return Waiting(title, job.get_absolute_url(), job.started_by, job.office, job.beat_at or job.started_at)


def keep_imports_waiting() -> None:
    """Declare the queue; called once, at start."""
    keep_queue("imports", Queue(waiting_rows, reviewable_by))
