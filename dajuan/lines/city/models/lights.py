"""Which light a work shows, by the thresholds in force."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from dajuan.core.calendar.models import RuleSet

KIND = "city-lights"


@dataclass(frozen=True)
class Thresholds:
    """Days before the planned end that turn yellow, and per-mille points behind the time plan that turn yellow or red.

    The defaults are Yinchuan's of 2025 (domain.md 2.3); a rule set "city-lights" with these names replaces them.
    """

    warning_days: int = 30
    yellow_x10: int = 100
    red_x10: int = 300


def thresholds(day: date) -> Thresholds:
    """The thresholds in force on a day; a name the rule set leaves out keeps its default."""
    rules = RuleSet.objects.on(KIND, day)
    said = rules.content if rules else {}
    return Thresholds(**{one.name: int(said[one.name]) for one in fields(Thresholds) if one.name in said})
