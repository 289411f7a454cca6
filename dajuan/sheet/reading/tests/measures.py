"""How well reading reads, counted: the seed's gaps and words, the figures and relations of real reports, held-out text.

Used by the tests, which hold the least that must be reached, and by `./run bench reading`, which prints and keeps it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from dajuan.figures import catalogue
from dajuan.sheet.reading import arithmetic
from dajuan.sheet.reading.claims import read
from dajuan.sheet.reading.findings import Claim, Finding, Kind, Relation
from dajuan.sheet.reading.matching import Matcher
from dajuan.sheet.reading.terms import house_terms
from dajuan.sheet.reading.tests.claimed import Expected, sentence
from dajuan.sheet.reading.tests.relations import SENTENCES, VERDICTS
from dajuan.sheet.reading.tests.stripping import Lost, compared, lost
from dajuan.values.numbers import rounded

CLAIMS = {"year": {Claim.YEAR, Claim.DATE}}
ONE_PROJECT = dict.fromkeys(("C21", "C22"), "C20")
ASSERTED = {"first batch": Claim.FIRST}


@dataclass
class Measure:
    """So many of so many; `wrong` were taken for what they are not; `missed` says which, in words."""

    found: int = 0
    of: int = 0
    wrong: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.of if self.of else 1.0

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.wrong) if self.found else 1.0


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def seed_matches(seed: Path) -> Measure:
    """Each gap of the article led to its claim by the house's own words, and to a figure where a room answers it.

    The total investment of a named project (C20 to C22) is one kind of claim.
    """
    text = (seed / "article.txt").read_text(encoding="utf-8")
    rows = [row for row in _rows(seed / "gaps.csv") if row["claim"]]
    findings = read(text, year=2020)
    choices = zip(findings, Matcher(text, findings, house_terms()).every(), strict=True)
    reached = {one.start: choice for one, choice in choices if one.kind is Kind.GAP}
    answered = {claim for figure in catalogue.every() for claim in figure.claim}
    measure = Measure(of=len(rows))
    for row in rows:
        choice = reached.get(int(row["offset"]))
        terms = [term for term in (choice.term, *choice.offered) if term] if choice else []
        claims = {ONE_PROJECT.get(claim, claim) for claim in row["claim"].split("+")}
        said = {claim for term in terms for claim in (term.figure.claim if term.figure else (term.number,))}
        led = {ONE_PROJECT.get(claim, claim) for claim in said} & claims
        if led and (not led & answered or any(term.figure for term in terms)):
            measure.found += 1
        else:
            measure.wrong += bool(terms)
            measure.missed.append(f"{row['claim']} {row['before']}▢{row['after']}")
    return measure


def seed_gaps(seed: Path) -> Measure:
    """Each gap of the article at its very place, with kind and printed unit; a wrong place or meaning is not found."""
    text = (seed / "article.txt").read_text(encoding="utf-8")
    rows = _rows(seed / "gaps.csv")
    found = {one.start: one for one in read(text) if one.kind is Kind.GAP}
    measure = Measure(of=len(rows), wrong=len(found.keys() - {int(row["offset"]) for row in rows}))
    for row in rows:
        gap = found.get(int(row["offset"]))
        kinds = CLAIMS.get(row["kind"], {Claim(row["kind"])})
        if gap and gap.claim in kinds and (not row["unit"] or gap.printed_unit == row["unit"]):
            measure.found += 1
        else:
            measure.missed.append(f"{row['claim']} {row['before']}|{row['after']}")
    return measure


def seed_words(seed: Path) -> Measure:
    """Each asserting place of the article with its kind."""
    text = (seed / "article.txt").read_text(encoding="utf-8")
    found = [one for one in read(text) if one.kind is Kind.ASSERTION]
    rows = _rows(seed / "words.csv")
    measure = Measure(of=len(rows))
    for row in rows:
        start, claim = int(row["offset"]), ASSERTED.get(row["assertion"]) or Claim(row["assertion"])
        end = start + len(row["words"])
        if any(one.claim is claim and one.start < end and start < one.end for one in found):
            measure.found += 1
        else:
            measure.missed.append(f"{row['claim']} {row['words']}")
    return measure


def figures(claims: Path) -> Measure:
    """The figures of real reports in sentences of our own: value, unit, hedge, period, every comparison."""
    rows = _rows(claims / "claims.csv")
    measure = Measure(of=len(rows))
    for place, row in enumerate(rows):
        text, expected = sentence(row, place)
        problems = wrong_with(read(text), expected)
        measure.found += not problems
        if problems:
            measure.missed.append(f"{row['id']} {text} {'; '.join(problems)}")
    return measure


def wrong_with(found: list[Finding], expected: Expected) -> list[str]:
    """What reading got wrong of a sentence; empty where all is right. Of several numbers the one that fits best."""
    numbers = [one for one in found if one.kind is Kind.VALUE and one.value == expected.value]
    tried = [_problems(one, found, expected) for one in numbers if one.unit == expected.unit]
    return min(tried, key=len, default=["no such value"])


def _problems(one: Finding, found: list[Finding], expected: Expected) -> list[str]:
    said = [
        (one.hedge.value == expected.hedge, f"hedge {one.hedge.value}"),
        (str(one.period or "") == (expected.period or ""), f"period {one.period}"),
        (one.is_expected == expected.is_expected, "expected"),
        (not expected.is_all or any(other.claim is Claim.ALL for other in found), "all"),
        *((_is_compared(one, *known), f"comparison {known}") for known in expected.comparisons),
        *((any(other.value == value for other in found), f"beside {value}") for value in expected.beside),
    ]
    return [problem for is_right, problem in said if not is_right]


def _is_compared(one: Finding, relations: set[Relation], value: Fraction | None) -> bool:
    return any(known.relation in relations and (value is None or known.value == value) for known in one.comparison)


def relations(claims: Path) -> Measure:
    """The arithmetic of real reports in sentences of our own: the verdict and what comes out."""
    rows = _rows(claims / "checks.csv")
    measure = Measure(of=len(rows))
    for row in rows:
        text = SENTENCES[row["id"]]
        verdict = VERDICTS.get(row["verdict"], row["verdict"])
        places = len(row["recomputed"].partition(".")[2])
        result = Fraction(row["recomputed"])
        checks = list(arithmetic.checks(text, read(text)))
        if any(check.verdict.value == verdict and rounded(check.result, places) == result for check in checks):
            measure.found += 1
        else:
            measure.missed.append(f"{row['id']} {text}")
    return measure


def stripped(sentences: Iterable[tuple[str, str]], *, hard: bool) -> Measure:
    """Gaps in sentences whose digits were taken out; `hard`: signs and Latin letters too."""
    measure = Measure()
    for _line, text in sentences:
        left: Lost = lost(text, hard=hard)
        starts = [one.start for one in read(left.text) if one.kind is Kind.GAP]
        found, missed, wrong = compared(left, starts)
        measure.found, measure.of, measure.wrong = (
            measure.found + found,
            measure.of + len(left.gaps),
            measure.wrong + len(wrong),
        )
        measure.missed += [
            f"{left.text[max(0, place - 12) : place]}|{left.text[place : place + 12]}" for place in missed
        ]
    return measure


def whole(sentences: Iterable[tuple[str, str]]) -> Measure:
    """The same sentences with their digits: every place taken for a gap is wrong."""
    texts = [text for _line, text in sentences]
    wrong = [one for text in texts for one in read(text) if one.kind is Kind.GAP]
    return Measure(found=len(texts), of=len(texts), wrong=len(wrong), missed=[one.printed_unit for one in wrong])
