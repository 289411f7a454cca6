"""Where imports run: a thread of this process that outlives the request. If the process dies, the job says so."""

from __future__ import annotations

import threading

from django.conf import settings
from django.db import connections

from dajuan.core.spreadsheets.importing import DryRun, Recording, Step, carry_out, claim
from dajuan.core.spreadsheets.models import ImportJob

_ONE_AT_A_TIME = threading.Lock()  # each holds a file in memory


def start_dry_run(job: ImportJob) -> bool:
    """Begin the dry run; False where another process is at it."""
    return _start(job, DryRun)


def start_recording(job: ImportJob) -> bool:
    """Begin the recording; False where another process is at it."""
    return _start(job, Recording)


def _start(job: ImportJob, step: type[Step]) -> bool:
    if not claim(job, step):
        return False
    if settings.IMPORT_IN_THREAD:
        threading.Thread(target=_work, args=(job.pk, step), name=f"import {job.pk}", daemon=True).start()
    else:
        carry_out(job, step)
    return True


def _work(pk: int, step: type[Step]) -> None:
    try:
        with _ONE_AT_A_TIME:
            carry_out(ImportJob.objects.get(pk=pk), step)
    finally:
        connections.close_all()
