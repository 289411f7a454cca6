"""Cases of the last days of 2020 in every state, by their own methods, so that every desk has something on it."""

from __future__ import annotations

from dajuan.core.companies.models import Company
from dajuan.core.demo.stage import Stage
from dajuan.lines.services.demo_catalogue import Catalogue


def put_on(stage: Stage, catalogue: Catalogue, firms: list[Company]) -> None:
    """A few of each."""
