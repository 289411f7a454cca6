"""A case that goes from one place to another: handed elsewhere, taken from elsewhere, decided elsewhere.

A case is counted where it is decided. The place that received it keeps a copy that names the place of its truth: there
its hand-in counts, and what is decided elsewhere counts elsewhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import one_standing
from dajuan.lines.services.models.case_entries import BEFORE_ACCEPTANCE, CaseEntry
from dajuan.lines.services.models.crossing import PARTNER, MatterOpened, Partner

AWAY = "partner:"  # how the system of record of a case begins that lives with a partner


class HandedElsewhere(CaseEntry):
    """The case was handed to the place that decides it; from then on its truth is there."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=PARTNER, db_index=False)
    sheet = models.CharField(_("hash of the sheet"), max_length=64)

    facts = ("partner", "sheet")

    class Meta(CaseEntry.Meta):
        verbose_name = pgettext_lazy("case", "handed to another place")
        verbose_name_plural = pgettext_lazy("cases", "handed to another place")
        constraints = [one_standing("case")]


class TakenFromElsewhere(CaseEntry):
    """The case was received elsewhere and is decided here."""

    from_code = models.CharField(_("code of the partner"), max_length=40)
    number_there = models.CharField(pgettext_lazy("sheet of a case", "number there"), max_length=80)
    sheet = models.CharField(_("hash of the sheet"), max_length=64)

    facts = ("from_code", "number_there", "sheet")

    class Meta(CaseEntry.Meta):
        verbose_name = pgettext_lazy("case", "taken over from another place")
        verbose_name_plural = pgettext_lazy("cases", "taken over from another place")
        constraints = [one_standing("case"), one_standing("zone", "sheet")]


class DecidedElsewhere(CaseEntry):
    """The place that decides told its decision. It counts there."""

    granted = models.BooleanField(pgettext_lazy("decision", "granted"))
    number_there = models.CharField(pgettext_lazy("sheet of a case", "number there"), max_length=80)
    sheet = models.CharField(_("hash of the sheet"), max_length=64)

    facts = ("granted", "number_there", "sheet")

    class Meta(CaseEntry.Meta):
        verbose_name = pgettext_lazy("case", "decided in another place")
        verbose_name_plural = pgettext_lazy("cases", "decided in another place")
        constraints = [one_standing("case")]


def hand_elsewhere(act: Act, case: Any, *, at: datetime, partner: Partner, sheet: str) -> HandedElsewhere:
    """Hand a case to the partner who decides it. Refuses one accepted here, and a matter not opened to the partner."""
    act.lock(case)
    if case.system:
        raise Refused(_("This case lives elsewhere already."))
    if case.stage not in BEFORE_ACCEPTANCE:
        raise Refused(_("Only a case that has not been accepted is handed to another place."))
    if not MatterOpened.objects.standing().filter(matter=case.matter_id, partner=partner).exists():
        raise Refused(_("This matter is not opened to that partner."), field="partner")
    type(case).objects.filter(pk=case.pk).update(system=f"{AWAY}{partner.code}"[:40], decided_by=partner.here)
    facts: dict[str, Any] = {"partner": partner, "sheet": sheet}
    entry: HandedElsewhere = act.enter(case.entry(HandedElsewhere, at=at, happened_on=timezone.localdate(at), **facts))
    return entry


def taken_from_elsewhere(
    act: Act, case: Any, *, at: datetime, from_code: str, number: str, sheet: str
) -> TakenFromElsewhere:
    """Say of a case just submitted where it was received."""
    facts = {"from_code": from_code, "number_there": number, "sheet": sheet}
    entry: TakenFromElsewhere = act.enter(
        case.entry(TakenFromElsewhere, at=at, happened_on=timezone.localdate(at), **facts)
    )
    return entry


def decided_elsewhere(act: Act, case: Any, *, at: datetime, granted: bool, number: str, sheet: str) -> DecidedElsewhere:
    """Take down what the place that decides has told. Refuses it of a case that was not handed elsewhere."""
    act.lock(case)
    if not case.system.startswith(AWAY):
        raise Refused(_("This case was not handed to another place."))
    facts: dict[str, Any] = {"granted": granted, "number_there": number, "sheet": sheet}
    entry: DecidedElsewhere = act.enter(
        case.entry(DecidedElsewhere, at=at, happened_on=timezone.localdate(at), **facts)
    )
    return entry
