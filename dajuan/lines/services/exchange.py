"""Sheets of cases: what one place tells another about a case it hands over, or has decided (docs/exchange.md).

A sheet is JSON with a version and a hash over its canonical text; what answers a sheet names its hash. Between two
zones of one installation it lies in both at once; between two installations somebody carries the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from dajuan.core.companies.models import Company
from dajuan.core.records.act import Act, Refused
from dajuan.core.staff.models import Zone
from dajuan.lines.services.models import Case, CaseSheet, Channel, Decision, Matter, Partner
from dajuan.lines.services.models.crossed import (
    HandedElsewhere,
    TakenFromElsewhere,
    decided_elsewhere,
    hand_elsewhere,
    taken_from_elsewhere,
)

FORMAT, VERSION = "dajuan-case", 1
LARGEST = 1 << 20  # bytes of a sheet
Json = dict[str, Any]
SHAPE: Mapping[str, type] = {
    "kind": str,
    "from": dict,
    "to": dict,
    "case": dict,
    "papers": list,
    "truth": str,
    "answers": str,
}


class Unreadable(Refused):
    """A file that is no sheet, or one that was damaged on its way."""


def hash_of(sheet: Json) -> str:
    """SHA-256 over the canonical text of a sheet without its hash: sorted keys, no blanks, UTF-8."""
    said = {name: value for name, value in sheet.items() if name != "hash"}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sealed(sheet: Json) -> Json:
    """A sheet with its hash."""
    return {**sheet, "hash": hash_of(sheet)}


def text_of(sheet: Json) -> str:
    """A sheet as a file, to be read by people too."""
    return json.dumps(sheet, ensure_ascii=False, indent=2) + "\n"


def read(content: bytes) -> Json:
    """The sheet in a file. Raises Unreadable, with the sentence, for anything else."""
    if len(content) > LARGEST:
        raise Unreadable(_("A sheet of a case has at most 1 MB."))
    try:
        sheet = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as problem:
        raise Unreadable(_("This file is not JSON in UTF-8.")) from problem
    if not isinstance(sheet, dict) or sheet.get("format") != FORMAT:
        raise Unreadable(_("This is no sheet of a case: its format is not “dajuan-case”."))
    if sheet.get("version") != VERSION:
        words = {"version": str(sheet.get("version"))[:10], "known": VERSION}
        raise Unreadable(_("This sheet has version %(version)s; version %(known)s is read here.") % words)
    for name, kind in SHAPE.items():
        if not isinstance(sheet.get(name), kind):
            raise Unreadable(_("The sheet lacks “%(name)s”.") % {"name": name})
    if sheet.get("hash") != hash_of(sheet):
        raise Unreadable(_("The sheet was changed on its way: its hash is not that of its content."))
    return _checked(sheet)


def _checked(sheet: Json) -> Json:
    """A sheet whose members say what they must, by its kind."""
    case, decision = sheet["case"], sheet.get("decision")
    for name in ("number", "matter_code", "channel", "submitted_at"):
        if not isinstance(case.get(name), str) or not case[name] or len(case[name]) > 200:
            raise Unreadable(_("The sheet lacks “%(name)s”.") % {"name": f"case.{name}"})
    for name in ("from", "to"):
        if not isinstance(sheet[name].get("code"), str) or not 0 < len(sheet[name]["code"]) <= 40:
            raise Unreadable(_("The sheet lacks “%(name)s”.") % {"name": f"{name}.code"})
    if sheet["kind"] not in CaseSheet.Kind.values:
        raise Unreadable(_("This kind of sheet is not known here."))
    if sheet["kind"] == CaseSheet.Kind.DECIDED:
        if not isinstance(decision, dict) or not isinstance(decision.get("granted"), bool):
            raise Unreadable(_("The sheet lacks “%(name)s”.") % {"name": "decision.granted"})
        instant(decision.get("decided_at"))
    instant(case["submitted_at"])
    return sheet


def instant(words: Any) -> datetime:
    """An instant with its offset, as ISO 8601 writes it."""
    try:
        found = parse_datetime(words) if isinstance(words, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Unreadable(_("An instant of the sheet is not written as ISO 8601 with an offset."))
    return found


# Out


def hand_over(act: Act, case: Case, *, at: datetime, partner: Partner) -> CaseSheet:
    """Received here, decided there: the case goes to the partner, and its copy here says so."""
    sheet = sealed(_sheet(CaseSheet.Kind.HANDED, case, partner.code, partner.name, truth="to"))
    hand_elsewhere(act, case, at=at, partner=partner, sheet=sheet["hash"])
    return _send(case.zone, sheet, partner.here)


def tell_decision(act: Act, case: Case) -> CaseSheet:
    """Decided here, received there: tell the place that received it. Refuses before the decision."""
    act.lock(case)
    taken = TakenFromElsewhere.objects.standing().filter(case=case).first()
    decision = Decision.objects.standing().filter(case=case).first()
    if taken is None:
        raise Refused(_("This case was not received in another place."))
    if decision is None:
        raise Refused(_("It has not been decided yet."))
    said = {
        "granted": decision.granted,
        "decided_at": timezone.localtime(decision.at).isoformat(),
        "in_time": decision.in_time,
        "working_days": decision.working_days,
    }
    sheet = _sheet(CaseSheet.Kind.DECIDED, case, taken.from_code, "", truth="from", answers=taken.sheet)
    sheet["case"]["number_there"] = taken.number_there
    return _send(case.zone, sealed({**sheet, "decision": said}), case.received_from)


def _sheet(kind: str, case: Case, to_code: str, to_name: str, *, truth: str, answers: str = "") -> Json:
    company = case.company
    submitted_at = case.submitted_at or case.created_at
    return {
        "format": FORMAT,
        "version": VERSION,
        "kind": str(kind),
        "from": {"code": case.zone.code, "name": case.zone.name},
        "to": {"code": to_code, "name": to_name},
        "truth": truth,
        "answers": answers,
        "case": {
            "number": case.number,
            "matter_code": case.matter_code,
            "matter_name": case.matter.name if case.matter else "",
            "channel": str(case.channel),
            "submitted_at": timezone.localtime(submitted_at).isoformat(),
            "enterprise": {"code": company.code, "name": company.name} if company else None,
        },
        "papers": [_paper(one) for one in case.papers.select_related("paper", "evidence")],
    }


def _paper(row: Any) -> Json:
    file = row.evidence
    kept = {"name": file.name, "sha256": file.hash, "size": file.size} if file else None
    return {"code": row.paper.code, "name": row.paper.name, "state": str(row.state), "file": kept}


def _send(zone: Zone, sheet: Json, here: Zone | None) -> CaseSheet:
    """Keep a sheet that went out, and lay it before the other zone where that is one of this installation."""
    sent = _kept(zone, sheet, incoming=False)
    if here is not None:
        _kept(here, sheet, incoming=True)
    return sent


def _kept(zone: Zone, sheet: Json, *, incoming: bool) -> CaseSheet:
    row = CaseSheet(
        zone=zone,
        kind=sheet["kind"],
        incoming=incoming,
        from_code=sheet["from"]["code"],
        to_code=sheet["to"]["code"],
        number=sheet["case"]["number"][:80],
        content=sheet,
        hash=sheet["hash"],
        taken_at=None if incoming else timezone.now(),
    )
    row.save()
    return row


# In


def bring_in(content: bytes, zone: Zone) -> CaseSheet:
    """A sheet that somebody carried here. The same sheet twice is refused, and one that is for another place."""
    sheet = read(content)
    if sheet["to"]["code"] != zone.code:
        words = {"to": sheet["to"]["code"], "here": zone.code}
        raise Unreadable(_("This sheet is for “%(to)s”; here is “%(here)s”.") % words)
    if CaseSheet.objects.filter(zone=zone, incoming=True, hash=sheet["hash"]).exists():
        raise Unreadable(_("This sheet has been taken up already."))
    return _kept(zone, sheet, incoming=True)


def take_up(act: Act, sheet: CaseSheet) -> Case:
    """What a sheet asks for: a case to be decided here, or a decision made there. Refuses it twice."""
    with transaction.atomic():
        row = CaseSheet.objects.select_for_update().get(pk=sheet.pk)
        if row.taken_at is not None:
            raise Refused(_("This sheet has been taken up already."))
        case = _take_case(act, row) if row.kind == CaseSheet.Kind.HANDED else _take_answer(act, row)
        row.taken_at = timezone.now()
        row.save(update_fields=["taken_at"])
    return case


def _take_case(act: Act, row: CaseSheet) -> Case:
    """The case, made here with its own number; it falls under the version of the day it was handed in."""
    said = row.content["case"]
    matter = Matter.objects.filter(zone=act.zone, code=said["matter_code"]).first()
    if matter is None:
        raise Refused(_("No matter of this catalogue has the code %(code)s.") % {"code": said["matter_code"]})
    company = said.get("enterprise") or {}
    case = Case.submit(
        act,
        matter=matter,
        channel=said["channel"] if said["channel"] in Channel.values else Channel.WINDOW,
        at=instant(said["submitted_at"]),
        company=Company.objects.filter(zone=act.zone, code=company.get("code", "")).first(),
        received_from=Zone.objects.filter(code=row.from_code).exclude(pk=act.zone.pk).first(),
    )
    now = act.clock()
    taken_from_elsewhere(act, case, at=now, from_code=row.from_code, number=row.number, sheet=row.hash)
    return case


def _take_answer(act: Act, row: CaseSheet) -> Case:
    """The decision, on the copy of the case whose sheet it answers."""
    handed = HandedElsewhere.objects.standing().filter(zone=act.zone, sheet=row.content["answers"]).first()
    if handed is None:
        raise Refused(_("No case of this zone was handed over with the sheet that this one answers."))
    case: Case = Case.objects.get(pk=handed.case_id)
    said = row.content["decision"]
    at = instant(said["decided_at"])
    decided_elsewhere(act, case, at=at, granted=said["granted"], number=row.number, sheet=row.hash)
    Case.objects.filter(pk=case.pk).update(foreign_number=row.number)
    return case
