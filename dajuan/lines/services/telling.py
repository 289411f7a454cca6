"""Telling applicants what is asked of them: a supplement, and papers promised for later (office.md 13).

Pulled from the cases, once an hour of the day. Each thing is told once at each stage to whoever chose a way to be
told; what leaves is a title that names nobody, and the address of the case, which opens to its applicant alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from dajuan.core.applicants.models import Applicant
from dajuan.core.outbox.models import Sweep
from dajuan.core.outbox.reminding import tell_once
from dajuan.lines.services.models import Case, CaseStage, SupplementNotice
from dajuan.lines.services.models.applying import cases_of
from dajuan.lines.services.models.case_entries import ENDED

HOURS = range(8, 21)  # of the zone's time; quiet hours of one's own are kept besides
ASKED = _("An application of yours lacks papers: see what is asked for")
AHEAD = _("Papers for an application of yours are due tomorrow")
TODAY = _("Papers for an application of yours are due today")
PASSED = _("The day for papers of an application of yours has passed")
Told = tuple[Case, str, date, Any]  # the case, the stage, the day the papers are due, and the title


def tell_if_due(now: datetime) -> int | None:
    """Tell once an hour; None where this hour is none for it, or somebody has done it."""
    local = timezone.localtime(now)
    if local.hour not in HOURS:
        return None
    _row, mine = Sweep.objects.get_or_create(slot=f"cases {local.date()} {local:%H}", defaults={"begun_at": now})
    return tell(now) if mine else None


def tell(now: datetime) -> int:
    """Tell every applicant who chose a way; how many messages were made."""
    chosen = {"user__is_active": True, "user__reminders__channel__in_use": True, "user__reminders__off": False}
    rows = Applicant.objects.filter(**chosen).select_related("user__reminders").order_by("pk")
    return sum(_tell(applicant, now) for applicant in rows.iterator(chunk_size=200))


def _tell(applicant: Applicant, now: datetime) -> int:
    made = 0
    with translation.override(applicant.user.reminders.language):
        for case, stage, due_on, title in asked_of(applicant, timezone.localdate(now)):
            link = reverse("open-services:case", args=[case.number])
            what = f"{link} {due_on} {stage}"
            made += tell_once(applicant.user, what, title=str(title), link=link, day=due_on, now=now)
    return made


def asked_of(applicant: Applicant, day: date) -> Iterator[Told]:
    """What is asked of an applicant on a day. Two questions; cases of superior systems are theirs to tell."""
    own = cases_of(applicant, day).filter(system="")
    notices = SupplementNotice.objects.standing().filter(case__in=own.filter(stage=CaseStage.SUPPLEMENT))
    for notice in notices.select_related("case"):
        yield notice.case, "asked", notice.due_on, ASKED
        yield from _by_day(notice.case, notice.due_on, day)
    owing = own.filter(missing_by__lte=day + timedelta(days=1)).exclude(stage__in=ENDED)
    for case in owing:
        yield from _by_day(case, case.missing_by, day)


def _by_day(case: Case, due_on: date, day: date) -> Iterator[Told]:
    if due_on < day:
        yield case, "passed", due_on, PASSED
    elif due_on == day:
        yield case, "today", due_on, TODAY
    elif due_on == day + timedelta(days=1):
        yield case, "ahead", due_on, AHEAD
