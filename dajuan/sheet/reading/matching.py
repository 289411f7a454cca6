"""Which figure a claim speaks of: by the words near it, its unit, its section, and what people said earlier.

Where two figures fit equally well nobody guesses: both are offered, and a person chooses. Of several figures of one
claim (docs/claims.md) the one declared first is the claim's own, the others are its parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from dajuan.core.staff.models import Zone
from dajuan.figures import catalogue
from dajuan.sheet.reading.findings import Claim, Finding, Kind, Relation
from dajuan.sheet.reading.models import Match, SetPhrase, wording_of
from dajuan.sheet.reading.sections import words_of_lines
from dajuan.sheet.reading.terms import Phrase, Term, base_unit, house_terms

LEAST = 0.6  # of a phrase's weight stands near the number
MARGIN = 0.04  # two that are closer than this are alike
SHARED, IN_CLAUSE, IN_SENTENCE, NEXT_VERB = 0.6, 0.6, 0.4, 0.3  # what words count that stand elsewhere
EXACT_UNIT = 0.1
IN_SECTION = 0.05
NEAR, WIDE = 24, 70  # letters on either side
MOST_OFFERED = 4

COMMA = re.compile(r"[，；：,;:\n]")
COMMA_OR_STOP = re.compile(r"[，。；：！？、,;:.\n]")
NEXT = re.compile(
    r"\s*\S{1,2}?(?:获批|完成|争取|落实|带动|惠及|实现|新增|总投资|投资|获评|通过|增长|同比|占|达)"
)  # the measure word, then a verb that begins the next claim

CHANGES = frozenset(
    {
        *(Relation.YEAR_ON_YEAR, Relation.YEAR_ON_YEAR_AMOUNT, Relation.PREVIOUS, Relation.PREVIOUS_AMOUNT),
        *(Relation.GROWTH, Relation.YEARLY, Relation.TWO_YEAR, Relation.POINTS),
    }
)
MEASURED = frozenset(
    {Claim.MONEY, Claim.AREA, Claim.LENGTH, Claim.DAYS, Claim.HOURS, Claim.CONCENTRATION, Claim.VOLTAGE}
)
ALIKE = (
    frozenset("个家所处项座件条支台场批张段片栋幢宗例间类种"),
    frozenset({"人", "名", "位", "人次"}),
    frozenset("户家"),
    frozenset("天日"),
)
"""Measure words that may stand for one another; a text counts hospitals in 所, a figure in 个."""


@dataclass(frozen=True)
class Choice:
    """What a claim was matched with. `offered`: the figures a person is asked to choose from.

    `correction` is set where a person decided it; then `is_ignored` may say that this is no claim. `is_assumed`: one
    sentence has as many gaps that are alike as figures fit them, and they were taken in their order.
    """

    term: Term | None = None
    score: float = 0.0
    offered: tuple[Term, ...] = ()
    phrase: Phrase | None = None
    correction: Match | None = None
    is_assumed: bool = False

    @property
    def is_ignored(self) -> bool:
        return self.correction is not None and self.correction.meaning == Match.Meaning.IGNORED

    @property
    def is_open(self) -> bool:
        """Whether a person has to choose."""
        return self.term is None and bool(self.offered)


@dataclass
class Matcher:
    """Matches the findings of one text, with what one zone has taught the reader."""

    text: str
    findings: Sequence[Finding]
    terms: Sequence[Term]
    corrections: Mapping[tuple[str, str], Match] = field(default_factory=dict)

    @classmethod
    def of_zone(cls, zone: Zone | None, text: str, findings: Sequence[Finding]) -> Matcher:
        """With the zone's other names and corrections; without a zone, with the house's words alone."""
        if zone is None:
            return cls(text, findings, house_terms())
        return cls(
            text, findings, _with_aliases(zone), {(one.words, one.unit): one for one in Match.objects.in_force(zone)}
        )

    def every(self) -> list[Choice]:
        """The choice of each finding, in their order."""
        found: dict[int, Choice] = {}
        choices = []
        for at, finding in enumerate(self.findings):
            choice = self._choice(at, finding, found)
            found.setdefault(finding.start, choice)
            choices.append(choice)
        return self._in_order(choices)

    def _in_order(self, choices: list[Choice]) -> list[Choice]:
        """Gaps of one sentence that are alike, and as many as figures fit them, take these in order of declaration."""
        groups: dict[tuple[tuple[int, int], str, tuple[Term, ...]], list[int]] = {}
        for at, (finding, choice) in enumerate(zip(self.findings, choices, strict=True)):
            if choice.is_open and finding.kind is Kind.GAP:
                groups.setdefault((finding.sentence, finding.claim, choice.offered), []).append(at)
        for (_sentence, _claim, offered), places in groups.items():
            if len(places) == len(offered):
                for at, term in zip(places, offered, strict=True):
                    choices[at] = replace(choices[at], term=term, is_assumed=True)
        return choices

    def _choice(self, at: int, finding: Finding, found: Mapping[int, Choice]) -> Choice:
        if correction := self.corrections.get(wording_of(finding)):
            return self._corrected(correction)
        if finding.of is not None and is_change(finding) and (whole := found.get(finding.of)) and whole.term:
            return whole
        return self._best(at, finding)

    def _corrected(self, correction: Match) -> Choice:
        of_figure = (one for one in self.terms if one.figure and one.key == correction.figure)
        return Choice(next(of_figure, None) if correction.figure else None, 1.0, correction=correction)

    def _best(self, at: int, finding: Finding) -> Choice:
        ranked = self.ranked(at, finding)
        if not ranked or ranked[0][0] < LEAST:
            return Choice()
        best = ranked[0]
        alike = [one for one in ranked if best[0] - one[0] < MARGIN and not _same_claim(best[2], one[2])]
        if alike and best[2].figure is None:  # a claim without a figure gives way to a figure that fits as well
            best, alike = next(((one, []) for one in alike if one[2].figure), (best, alike))
        if alike:
            return Choice(offered=tuple(one[2] for one in (best, *alike))[:MOST_OFFERED], score=best[0])
        return Choice(best[2], best[0], phrase=best[1])

    def ranked(self, at: int, finding: Finding) -> list[tuple[float, Phrase, Term]]:
        """The terms whose unit fits and of which something is said, best first; alike ones in order of declaration."""
        around = self._around(at, finding)
        lines = self._lines_at(finding.start)
        found = []
        for term in self.terms:
            bonus = unit_bonus(finding, term)
            if bonus is None or not term.phrases:
                continue
            score, phrase = max(((_stands(one, around), one) for one in term.phrases), key=lambda pair: pair[0])
            if score:
                in_section = IN_SECTION if term.figure and term.figure.line in lines else 0
                found.append((score + bonus + in_section, phrase, term))
        return sorted(found, key=lambda one: -one[0])

    def _around(self, at: int, finding: Finding) -> list[tuple[str, float]]:
        """Stretches of the text around a number with what their words count, most telling first.

        What stands between two numbers without a comma belongs to the first of them, unless it begins with a verb.
        """
        start, end = finding.sentence if finding.sentence[1] else (0, len(self.text))
        start, end = max(start, finding.start - WIDE), min(end, finding.end + WIDE)
        previous, following = max(start, self._previous_end(at)), min(end, self._next_start(at))
        before = self.text[max(previous, finding.start - NEAR) : finding.start]
        behind = self.text[finding.end : min(following, finding.end + NEAR)]
        is_shared = previous > start and not COMMA.search(before) and self._counts_something(previous)
        begins_next = following < end and NEXT.match(behind) and not COMMA.search(behind)
        clause_start = start + max((one.end() for one in COMMA.finditer(self.text[start : finding.start])), default=0)
        clause_end = COMMA.search(self.text, finding.end, end)
        stretches = [
            (f"{finding.words} {finding.counted}", NEXT_VERB if begins_next else 1.0),
            (COMMA_OR_STOP.split(behind)[0], NEXT_VERB if begins_next else 1.0),
            (f"{'' if is_shared else finding.name} {COMMA.split(before)[-1]}", SHARED if is_shared else 1.0),
            (f"{finding.name} {self.text[clause_start : clause_end.start() if clause_end else end]}", IN_CLAUSE),
            (self.text[start:end], IN_SENTENCE),
        ]
        return sorted(((words.lower(), weight) for words, weight in stretches), key=lambda one: -one[1])

    def _counts_something(self, end: int) -> bool:
        """Whether the number that ends here counts what follows it; the name of a pollutant does not."""
        return not any(one.end == end and one.claim is Claim.POLLUTANT for one in self.findings)

    def _previous_end(self, at: int) -> int:
        start = self.findings[at].start
        return next(
            (one.end for one in reversed(self.findings[:at]) if one.end <= start and one.kind != Kind.ASSERTION), 0
        )

    def _next_start(self, at: int) -> int:
        end = self.findings[at].end
        later = (one for one in self.findings[at + 1 :] if one.kind != Kind.ASSERTION)
        return next(
            (one.start for one in later if one.start > end or (one.start >= end and one.kind == Kind.GAP)),
            len(self.text),
        )

    @cached_property
    def _headings(self) -> list[tuple[int, frozenset[str]]]:
        """Where a short line without a full stop begins a section, and the lines of work its words belong to."""
        headings = re.finditer(r"^[^。；\n]{3,40}$", self.text, re.MULTILINE)
        return [(one.start(), _lines_named(one.group())) for one in headings]

    def _lines_at(self, place: int) -> frozenset[str]:
        """The lines of work the section around a place is about; empty where no heading says."""
        return next((lines for start, lines in reversed(self._headings) if start <= place), frozenset())


def _stands(phrase: Phrase, around: Sequence[tuple[str, float]]) -> float:
    """How much of a phrase stands near the number, between 0 and 1."""
    found = 0.0
    for choices, weight in phrase.pieces:
        found += weight * next((counts for words, counts in around if any(one in words for one in choices)), 0.0)
    return found / phrase.weight


def _same_claim(first: Term, second: Term) -> bool:
    """Whether two terms answer the same claim: then the one declared first is the claim's own."""
    if first is second:
        return True
    return bool(first.known and second.known and first.known.number == second.known.number)


def is_change(finding: Finding) -> bool:
    """Whether the number says how much something rose or fell, instead of what it is."""
    if finding.claim is Claim.POINTS:
        return True
    return any(
        one.relation in CHANGES and (one.value is None or one.start >= finding.start) for one in finding.comparison[:1]
    ) and (finding.claim is Claim.PERCENT or finding.of is not None)


def unit_bonus(finding: Finding, term: Term) -> float | None:
    """Whether a claim in this unit can be of the term: None if not, more where the unit is the very same."""
    unit = base_unit(finding.unit)
    if finding.kind is Kind.ASSERTION and not unit:
        return 0.0
    if is_change(finding) or finding.claim is Claim.POLLUTANT:
        return 0.0
    if unit in term.units:
        return EXACT_UNIT
    if finding.claim in MEASURED or finding.claim is Claim.PERCENT:
        return None
    return 0.0 if any(unit in group and group & set(term.units) for group in ALIKE) else None


def _with_aliases(zone: Zone) -> list[Term]:
    """The house's terms with the zone's other names of figures."""
    aliases: dict[str, list[Phrase]] = {}
    for one in SetPhrase.objects.in_force(zone).filter(role=SetPhrase.Role.ALIAS):
        whole = Phrase((((one.words.lower(),), 1.0),), "alias", one.words)
        aliases.setdefault(one.figure, []).append(whole)
    return [
        Term(term.figure, term.known, (*term.phrases, *aliases[term.key]), term.units) if term.key in aliases else term
        for term in house_terms()
    ]


def _lines_named(heading: str) -> frozenset[str]:
    """The lines of work whose figures a heading speaks of."""
    return frozenset(line for line, words in words_of_lines().items() if any(one in heading for one in words))


def offered_keys(terms: Iterable[Term]) -> list[str]:
    """The figures among what is offered."""
    return [one.key for one in terms if one.key and catalogue.figure(one.key)]
