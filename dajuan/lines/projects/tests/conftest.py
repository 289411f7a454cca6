"""The sample year, and the construction bureau as its keeper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dajuan.core.records.act import act
from dajuan.core.staff.models import Charge
from dajuan.lines.projects import sample
from dajuan.lines.projects.models import KeyList, Level, Project
from tests.cast import START, Cast

YI = sample.YI
Do = Callable[..., Any]


@pytest.fixture
def keeper(cast: Cast) -> Cast:
    """The construction bureau keeps the line."""
    Charge.objects.create(office=cast.construction, line="projects", from_on=START)
    return cast


@pytest.fixture
def made(keeper: Cast) -> dict[str, Any]:
    """The sample year."""
    return sample.year(by=keeper.chen, office=keeper.construction)


@pytest.fixture
def do(keeper: Cast) -> Do:
    """One step in an act of its own: do(project.reach, happened_on=..., kind=...)."""

    def step(verb: Callable[..., Any], *args: Any, **facts: Any) -> Any:
        with act(by=keeper.chen, office=keeper.construction) as a:
            return verb(a, *args, **facts)

    return step


@pytest.fixture
def project(keeper: Cast) -> Project:
    """A new industrial project about which nothing is recorded."""
    own = {"type": "industry", "industry": "energy", "name": "新能源电池项目"}
    return Project.objects.create(zone=keeper.zone, office=keeper.construction, **own)


@pytest.fixture
def municipal(keeper: Cast) -> KeyList:
    """The municipal list of 2020, without a version."""
    return KeyList.objects.create(zone=keeper.zone, office=keeper.construction, year=2020, level=Level.MUNICIPAL)
