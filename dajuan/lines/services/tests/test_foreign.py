"""Catalogues of others become matters and are written back as they came; a foreign log of cases is told as entries."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from dajuan.core.records.staging import Staging
from dajuan.lines.services.foreign_catalogues import from_digit, from_gemma, to_digit, to_gemma
from dajuan.lines.services.models import Case, FeePaid, Matter, MatterKind, MatterVersion, StepDone, Submission
from tests.cast import START, Cast

pytestmark = pytest.mark.django_db


def test_28_dutch_case_types_are_matters_without_loss(keeper: Cast, shared: Path) -> None:
    types = json.loads((shared / "data/services/gemma_reference_case_types.json").read_text(encoding="utf-8"))
    made = [from_gemma(one, office=keeper.construction, valid_from=START) for one in types]
    kept = [MatterVersion.objects.get(pk=version.pk) for version in made]
    assert [to_gemma(version) for version in kept] == types
    steps = {version.matter.name: version.steps.count() for version in kept}
    assert sum(steps.values()) == 101
    assert {version.limit for version in kept} == {None, 35, 84}
    assert {version.legal_limit for version in kept} == {None, 56, 84}  # eight weeks, and 84 working days


def test_3_digit_workflows_are_matters_without_loss(keeper: Cast, shared: Path) -> None:
    workflows = json.loads((shared / "data/services/digit_workflows.json").read_text(encoding="utf-8"))
    made = [from_digit(one, office=keeper.construction, valid_from=START) for one in workflows]
    kept = [MatterVersion.objects.get(pk=version.pk) for version in made]
    assert [to_digit(version) for version in kept] == workflows
    assert [(version.matter.code, version.promised_limit) for version in kept] == [
        ("BPA_LOW", 60),
        ("BPA", 60),
        ("PGR", 5),
    ]
    grievance = kept[-1].steps.get(name="PENDINGATLME")
    assert grievance.limit_minutes == 3 * 24 * 60


def events(shared: Path) -> dict[str, list[dict[str, str]]]:
    """The events of each case of the log of road traffic fines, in order."""
    found: dict[str, list[dict[str, str]]] = {}
    with gzip.open(shared / "data/event-logs/road_traffic_fines_10000.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["case_id"], []).append(row)
    return found


def happened(row: dict[str, str]) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(row["timestamp"][:10]))


def told(case: Case, rows: list[dict[str, str]], cast: Cast) -> list[Any]:
    """A fine as entries: its making is the hand-in, a payment is money, everything else a step of the examination."""
    entries: list[Any] = []
    for place, row in enumerate(rows, 1):
        at = happened(row)
        common = {"at": at, "happened_on": at.date()}
        if row["activity"] == "Create Fine":
            entries.append(case.entry(Submission, **common))
        elif row["activity"] == "Payment":
            tenths = round(float(row["paymentamount"]) * 10)  # the log writes payments in tenths of its unit
            entries.append(case.entry(FeePaid, round=place, amount_cents=tenths, currency="EUR", **common))
        else:
            entries.append(case.entry(StepDone, round=place, step=row["activity"], examiner=cast.chen, **common))
    return entries


@pytest.mark.thorough("replays 34,724 events of 10,000 cases")
def test_ten_thousand_real_fines_are_told_as_entries_with_their_counts(keeper: Cast, shared: Path) -> None:
    log = events(shared)
    own: dict[str, Any] = {"code": "FINE", "name": "road traffic fine", "kind": MatterKind.PENALTY}
    matter = Matter.objects.create(zone=keeper.zone, office=keeper.construction, **own)
    about: dict[str, Any] = {"zone": keeper.zone, "office": keeper.construction, "matter": matter}
    about |= {"matter_code": matter.code, "matter_kind": matter.kind, "channel": "post", "system": "fines"}
    staging = Staging(by=keeper.chen, office=keeper.construction)
    cases = staging.make_many(Case(number=key, foreign_number=key, **about) for key in log)
    for case in cases:
        staging.enter_many(told(case, log[case.number], keeper))
    staging.stage()
    with transaction.atomic():
        staging.move_into_ledger()
    staging.close()

    steps = Counter(StepDone.objects.values_list("step", flat=True))
    assert (Submission.objects.count(), steps["Send Fine"], steps["Add penalty"]) == (10_000, 6_570, 4_635)
    assert steps["Send for Credit Collection"] == 3_387
    assert (FeePaid.objects.count(), FeePaid.objects.values("case").distinct().count()) == (4_910, 4_626)
    assert FeePaid.objects.aggregate(paid=Sum("amount_cents"))["paid"] == 22_175_540
    days = dict(StepDone.objects.filter(step="Insert Fine Notification").values_list("case", "happened_on"))
    penalties = StepDone.objects.filter(step="Add penalty").values_list("case", "happened_on")
    assert Counter((day - days[case]).days for case, day in penalties) == {60: 4_635}
    made = dict(Submission.objects.values_list("case", "happened_on"))
    sent = StepDone.objects.filter(step="Send Fine").values_list("case", "happened_on")
    assert sum(day - made[case] <= timedelta(days=90) for case, day in sent) == 2_600
