"""Catalogues of others as matters, and back: Dutch reference case types (GEMMA) and workflows of India's DIGIT.

What such a catalogue says of steps, states, roles, actions, limits and checklists becomes rows of a version of a
matter; what it says beside that becomes particulars, heading by heading. Written back, it is what came in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from dajuan.core.calendar.clocks import Unit
from dajuan.core.staff.models import Office
from dajuan.lines.services.models import (
    CheckItem,
    Matter,
    MatterKind,
    MatterRole,
    MatterStep,
    MatterVersion,
    Particular,
    StepAction,
)

Json = dict[str, Any]
CHECK = {"step": "Statustypevolgnummer", "name": "Itemnaam", "question": "Vraagstelling"}
CHECK |= {"required": "Verplicht", "note": "Toelichting"}
ROLE = {"name": "Roltypeomschrijving", "generic": "Roltypeomschrijving generiek"}
ROLE |= {"people": "Betrokkenen", "may_set": "Mag zetten Status(sen)"}
LIMITS = {"legal_limit": "Doorlooptijd behandeling", "promised_limit": "Servicenorm behandeling"}
DURATION = re.compile(r"(\d+) (weken|werkdagen|dagen)")
A_DAY = 24 * 60  # minutes
A_MINUTE = 60_000  # milliseconds


def _version(office: Office, valid_from: date, code: str, name: str, **promised: Any) -> MatterVersion:
    """A matter and its first version, not in force: a foreign catalogue is looked at before anything holds."""
    own: dict[str, Any] = {"code": code, "name": name, "kind": MatterKind.PUBLIC}
    matter = Matter.objects.create(zone=office.zone, office=office, **own)
    return MatterVersion.objects.create(matter=matter, number=1, valid_from=valid_from, **promised)


# Dutch reference case types


@transaction.atomic
def from_gemma(case_type: Mapping[str, Any], *, office: Office, valid_from: date) -> MatterVersion:
    """A Dutch case type as a matter: statuses are steps, its checklist questions, its roles roles."""
    limits = _limits(case_type["fields"])
    version = _version(office, valid_from, case_type["code"], case_type["name"], **limits)
    last = len(case_type["statuses"])
    MatterStep.objects.bulk_create(
        MatterStep(
            version=version,
            position=place,
            name=one["name"],
            status=one["nr"],
            is_first=place == 1,
            is_last=place == last,
        )
        for place, one in enumerate(case_type["statuses"], 1)
    )
    CheckItem.objects.bulk_create(
        CheckItem(version=version, position=place, **{own: one[theirs] for own, theirs in CHECK.items()})
        for place, one in enumerate(case_type["checklist"], 1)
    )
    MatterRole.objects.bulk_create(
        MatterRole(version=version, position=place, **{own: one[theirs] for own, theirs in ROLE.items()})
        for place, one in enumerate(case_type["roles"], 1)
    )
    Particular.objects.bulk_create(
        Particular(version=version, position=place, heading=heading, text=text)
        for place, (heading, text) in enumerate(case_type["fields"].items(), 1)
    )
    return version


def to_gemma(version: MatterVersion) -> Json:
    """The Dutch case type of a version, as it came in."""
    return {
        "code": version.matter.code,
        "name": version.matter.name,
        "fields": {one.heading: one.text for one in version.particulars.all()},
        "statuses": [{"nr": step.status, "name": step.name} for step in version.steps.all()],
        "checklist": [
            {theirs: getattr(one, own) for own, theirs in CHECK.items()} for one in version.check_items.all()
        ],
        "roles": [{theirs: getattr(one, own) for own, theirs in ROLE.items()} for one in version.roles.all()],
    }


def _limits(fields: Mapping[str, str]) -> dict[str, Any]:
    """Limits that are said as a duration; “n.t.b.” and sentences say none. A week is seven natural days."""
    said = {own: DURATION.fullmatch(fields.get(heading, "")) for own, heading in LIMITS.items()}
    found = {own: match for own, match in said.items() if match}
    if not found:
        return {}
    unit = Unit.WORKING_DAYS if any(one[2] == "werkdagen" for one in found.values()) else Unit.NATURAL_DAYS
    return {"unit": unit, **{own: int(one[1]) * (7 if one[2] == "weken" else 1) for own, one in found.items()}}


# Workflows of DIGIT

BESIDE = ("business", "source_path")


@transaction.atomic
def from_digit(workflow: Mapping[str, Any], *, office: Office, valid_from: date) -> MatterVersion:
    """A DIGIT workflow as a matter: states are steps, their actions lead on by roles, limits are minutes."""
    code = workflow["businessService"]
    limit = workflow["businessServiceSla"] // A_MINUTE // A_DAY
    version = _version(office, valid_from, code, code, promised_limit=limit, unit=Unit.NATURAL_DAYS)
    for place, state in enumerate(workflow["states"], 1):
        step = MatterStep.objects.create(version=version, position=place, **_step(state))
        StepAction.objects.bulk_create(
            StepAction(
                step=step,
                position=number,
                name=one["action"],
                leads_to=one["nextState"],
                roles="\n".join(one["roles"]),
                names_its_step="currentState" in one,
            )
            for number, one in enumerate(state["actions"], 1)
        )
    Particular.objects.bulk_create(
        Particular(version=version, position=place, heading=name, text=workflow[name])
        for place, name in enumerate(BESIDE, 1)
    )
    return version


def _step(state: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": state["state"] or "",
        "status": state["applicationStatus"] or "",
        "limit_minutes": None if state["sla"] is None else state["sla"] // A_MINUTE,
        "is_first": state["isStartState"],
        "is_last": state["isTerminateState"],
        "takes_papers": state["docUploadRequired"],
        "may_change": state["isStateUpdatable"],
    }


def to_digit(version: MatterVersion) -> Json:
    """The DIGIT workflow of a version, as it came in."""
    return {
        "businessService": version.matter.code,
        "businessServiceSla": (version.promised_limit or 0) * A_DAY * A_MINUTE,
        **{one.heading: one.text for one in version.particulars.all()},
        "states": [_state(step) for step in version.steps.prefetch_related("actions")],
    }


def _state(step: MatterStep) -> Json:
    return {
        "state": step.name or None,
        "applicationStatus": step.status or None,
        "sla": None if step.limit_minutes is None else step.limit_minutes * A_MINUTE,
        "isStartState": step.is_first,
        "isTerminateState": step.is_last,
        "docUploadRequired": step.takes_papers,
        "isStateUpdatable": step.may_change,
        "actions": [_action(step, one) for one in step.actions.all()],
    }


def _action(step: MatterStep, action: StepAction) -> Json:
    where = {"currentState": step.name} if action.names_its_step else {}
    return where | {"action": action.name, "nextState": action.leads_to, "roles": action.roles.split("\n")}
