"""Whether what was typed by hand agrees with our figures: said beside it while it is written, and it binds nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from dajuan.figures.book import Book
from dajuan.sheet.reading import claims as reading
from dajuan.sheet.reading.called import VERDICTS
from dajuan.sheet.reading.checking import checked
from dajuan.sheet.reading.findings import Finding, Verdict
from dajuan.sheet.studio.claims import Claim
from dajuan.sheet.studio.models import Manuscript

HOLDS = frozenset({Verdict.BACKED, Verdict.AGREES, Verdict.IMPLIED})
FAILS = frozenset({Verdict.CONTRADICTED, Verdict.DIFFERS, Verdict.ROUNDING, Verdict.TRUNCATED})


@dataclass(frozen=True)
class Judged:
    """What reading says of words typed by hand: whether they hold of our figures, and why."""

    verdict: Verdict
    reason: str

    @property
    def called(self) -> str | Promise:
        return VERDICTS[self.verdict]

    @property
    def holds(self) -> bool:
        return self.verdict in HOLDS


def judged(claims: Iterable[Claim], text: str, manuscript: Manuscript, book: Book, today: date) -> dict[int, Judged]:
    """The open claims typed by hand that hold of our figures, or do not, by where they start; the rest is left out."""
    by_hand = {one.start for one in claims if one.is_open and not one.mark}
    if not by_hand:
        return {}
    findings = reading.read(text, year=manuscript.year)
    found = checked(text, findings, manuscript.zone, year=manuscript.year, book=book, today=today)
    said = (one.finding for one in found if one.finding.start in by_hand)
    return {one.start: Judged(one.verdict, str(one.reason)) for one in said if _is_told(one)}


def _is_told(finding: Finding) -> bool:
    return finding.verdict in HOLDS | FAILS
