"""When a case warns: days before it is due, before missing papers are, before a bad rating must be put right.

Rows of the kind "case-lights"; where no edition is in force the usual values hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from dajuan.core.calendar.models import RuleSet
from dajuan.core.records.models import today

KIND = "case-lights"
DEMO_ENDS = date(2020, 12, 31)  # the last day on which anything happens in the demo


@dataclass(frozen=True)
class Warnings:
    """Days before the day on which something turns yellow."""

    due: int = 2
    missing: int = 3
    rating: int = 5


def board_day() -> date:
    """The day for which boards tell lights: today; in the demo its last day, after which nobody goes on with cases."""
    return min(today(), DEMO_ENDS) if settings.DEMO else today()


def warnings_on(day: date) -> Warnings:
    """The rules in force on a day; a name the rule set leaves out keeps its usual value. One question."""
    found = RuleSet.objects.on(KIND, day)
    said = (
        {name: int(found.content[name]) for name in ("due", "missing", "rating") if name in found.content}
        if found
        else {}
    )
    return Warnings(**said)
