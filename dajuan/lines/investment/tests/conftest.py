"""Li's bureau keeps investment promotion here; the year of sample.py."""

from __future__ import annotations

from typing import Any

import pytest

from dajuan.core.staff.models import Charge
from dajuan.lines.investment import sample
from tests.cast import START, Cast


@pytest.fixture
def keeper(cast: Cast) -> Cast:
    """The construction bureau is charged with the line."""
    Charge.objects.create(office=cast.construction, line="investment", from_on=START)
    return cast


@pytest.fixture
def year(keeper: Cast) -> dict[str, Any]:
    """The small year, recorded by Chen."""
    return sample.year(by=keeper.chen, office=keeper.construction)
