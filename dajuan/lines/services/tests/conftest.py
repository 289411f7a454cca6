"""The construction bureau as keeper of government services, and a catalogue of a few matters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from dajuan.core.records.act import act
from dajuan.core.staff.models import Charge
from dajuan.lines.services.models import Matter, MatterStep, MatterVersion, PaperKind
from tests.cast import START, Cast

Do = Callable[..., Any]
Enter = Callable[..., Matter]


@pytest.fixture
def keeper(cast: Cast) -> Cast:
    """The construction bureau keeps the line."""
    Charge.objects.create(office=cast.construction, line="services", from_on=START)
    return cast


@pytest.fixture
def do(keeper: Cast) -> Do:
    """One step in an act of its own: do(matter.issue, happened_on=..., version=...)."""

    def step(verb: Callable[..., Any], *args: Any, **facts: Any) -> Any:
        with act(by=keeper.chen, office=keeper.construction) as a:
            return verb(a, *args, **facts)

    return step


@pytest.fixture
def in_force(keeper: Cast, do: Do) -> Enter:
    """A matter in force since 2020: in_force("A", "设立登记", days=3, papers=["身份证"], steps=["受理", "审查"])."""

    def enter(code: str, name: str, *, days: int = 5, papers: Sequence[str] = (), steps: Sequence[str] = ()) -> Matter:
        own = {"code": code, "name": name, "kind": "1", "department": "市场监管局"}
        matter = Matter.objects.create(zone=keeper.zone, office=keeper.construction, **own)
        version = MatterVersion.objects.create(
            matter=matter, number=1, valid_from=date(2020, 1, 1), promised_limit=days, legal_limit=20
        )
        kinds = [PaperKind.objects.get_or_create(zone=keeper.zone, code=one, name=one)[0] for one in papers]
        version.ask(*kinds)
        MatterStep.objects.bulk_create(
            MatterStep(version=version, position=place, name=step) for place, step in enumerate(steps, 1)
        )
        do(matter.issue, happened_on=date(2020, 1, 1), version=version)
        return Matter.objects.get(pk=matter.pk)

    return enter
