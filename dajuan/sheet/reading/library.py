"""The library of past reports: what was published, found again by its words, unit and period.

It needs no record of ours: on the day of installation the reports of past years are the first catalogue, and year on
year against what was published works at once (office.md 6).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dajuan.core.staff.models import Zone
from dajuan.sheet.reading.findings import Finding, Kind
from dajuan.sheet.reading.models import PastReport, PublishedValue
from dajuan.sheet.reading.terms import pieces_of

LEAST = 0.75  # of the pieces of both wordings are the same
MOST_VALUES = 50_000
_OF_CHANGE = re.compile(
    r"同比|环比|[较比](?:上年|去年)(?:同期)?|增长|增加|上升|提高|提升|下降|减少|降低|回落|增幅|降幅|实际|名义|分别"
    r"|\b(?:up|down|rose|fell|grew|growth|increase[ds]?|decrease[ds]?|year on year|by|of|an?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Published:
    """A value found in the library: where it stands, and what it is."""

    row: PublishedValue
    report: PastReport

    @property
    def value(self) -> Fraction:
        return self.row.exact or Fraction(0)


@dataclass(frozen=True)
class _Entry:
    pieces: frozenset[str]
    published: Published


class Library:
    """The published values of one zone that a text can be checked with, by unit and period."""

    def __init__(self, entries: Mapping[tuple[str, str], Sequence[_Entry]]) -> None:
        self._entries = entries

    @classmethod
    def of_zone(cls, zone: Zone | None, units: Iterable[str]) -> Library:
        """The values of standing reports in these units; the youngest reports first."""
        if zone is None:
            return cls({})
        reports = {one.text_id: one for one in PastReport.objects.standing().filter(zone=zone)}
        rows = PublishedValue.objects.filter(text__in=list(reports), unit__in=set(units), kind=Kind.VALUE)
        entries: dict[tuple[str, str], list[_Entry]] = defaultdict(list)
        for row in rows.exclude(value="").order_by("-text_id", "start")[:MOST_VALUES]:
            words = _own_words(row.name, row.counted)
            if words:
                entries[row.unit, row.period].append(_Entry(frozenset(words), Published(row, reports[row.text_id])))
        return cls(entries)

    def find(self, finding: Finding, period: str) -> Published | None:
        """What was published of the same thing, unit and period; None where nothing is alike enough."""
        words = frozenset(_own_words(finding.name, finding.counted))
        if not words:
            return None
        alike = [(_likeness(words, one.pieces), one.published) for one in self._entries.get((finding.unit, period), ())]
        best = max(alike, key=lambda pair: pair[0], default=(0.0, None))
        return best[1] if best[0] >= LEAST else None


def _own_words(name: str, counted: str) -> list[str]:
    """The pieces that name something: 同比增长 alone is said of everything and names nothing."""
    return [*pieces_of(_OF_CHANGE.sub("", name)), *pieces_of(counted)]


def _likeness(first: frozenset[str], second: frozenset[str]) -> float:
    """How much two wordings share (Dice)."""
    return 2 * len(first & second) / (len(first) + len(second))


def units_of(findings: Iterable[Finding]) -> set[str]:
    """The base units a text speaks in."""
    return {one.unit for one in findings if one.unit}
