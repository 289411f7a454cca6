"""Which figure a claim speaks of: by the words near it, its unit, its section, and what people said earlier.

Where two figures fit equally well nobody guesses: both are offered, and a person chooses. Of several figures of one
claim (docs/claims.md) in one unit the one declared first is the claim's own, the others are its parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from dajuan.core.staff.models import Zone
from dajuan.figures import catalogue
from dajuan.figures.vocabulary import Change, Ratio
from dajuan.sheet.reading.findings import Claim, Finding, Kind, Relation
from dajuan.sheet.reading.models import Match, SetPhrase, wording_of
from dajuan.sheet.reading.sections import words_of_lines
from dajuan.sheet.reading.terms import Phrase, Term, base_unit, house_terms, pieces_of

LEAST = 0.6  # of a phrase's weight stands near the number
MARGIN = 0.015  # two that are closer than this are alike
SINCE_NUMBER, SHARED, IN_CLAUSE, IN_SENTENCE, NEXT_VERB = 0.7, 0.6, 0.6, 0.4, 0.3  # what words further off count
EXACT_UNIT = 0.1
CLAIM_WORDS = 0.98  # a figure's own name goes before the words of its claim
IN_SECTION = 0.05
COMPANION = 0.55  # two figures whose names share so much measure the same thing
NEAR, WIDE = 24, 90  # letters on either side
MOST_OFFERED = 4
COMMA = re.compile(r"[，；：,;:\n]")
COMMA_OR_STOP = re.compile(r"[，。；：！？、,;:.\n]")
NEXT = re.compile(
    r"\s*\S{1,2}?(?:获批|完成|争取|落实|带动|惠及|实现|新增|总投资|投资|获评|通过|增长|同比|占|达)"
)  # the measure word, then a verb that begins the next claim
OF_PLAN = re.compile(
    r"(?:计划|目标任务|目标|任务)(?:（[^）]{0,20}）)?的?$|完成率(?:为|达到?)?$|计划[^，。；]{1,12}，仅?完成$"
)

ENGLISH = re.compile(
    r"(?: [\w-]+){0,2}? (?:(?P<planned>planned)|(?:more|fewer|less) than (?:in )?(?:the year before|last year))"
)


class Measure(StrEnum):
    """What a claim asks of its figure."""

    VALUE = "value"
    GROWTH = "growth"  # against last year, per cent
    DIFFERENCE = "difference"  # against last year, in the figure's unit
    COMPLETION = "completion"  # of the plan, per cent
    PLANNED = "planned"
    NOTHING = "nothing"  # a comparison no figure of ours makes


MEASURES = {
    Relation.YEAR_ON_YEAR: Measure.GROWTH,
    Relation.GROWTH: Measure.GROWTH,
    Relation.YEAR_ON_YEAR_AMOUNT: Measure.DIFFERENCE,
    Relation.POINTS: Measure.DIFFERENCE,
    Relation.PLAN: Measure.COMPLETION,
    Relation.TARGET: Measure.PLANNED,
    **dict.fromkeys(
        (
            *(Relation.PREVIOUS, Relation.PREVIOUS_AMOUNT, Relation.YEARLY, Relation.TWO_YEAR, Relation.POINTS_ABOVE),
            *(Relation.OVER_PLAN, Relation.AHEAD, Relation.CONTRIBUTION, Relation.MULTIPLE, Relation.TIMES_MORE),
            *(Relation.RANK_CHANGE, Relation.SHARE, Relation.FROM, Relation.STREAK, Relation.THRESHOLD),
        ),
        Measure.NOTHING,
    ),
}
OF_DIRECTION = frozenset({Claim.ROSE, Claim.FELL, Claim.LEVEL, Claim.PLAN})
MEASURED = frozenset(
    {Claim.MONEY, Claim.AREA, Claim.LENGTH, Claim.DAYS, Claim.HOURS, Claim.CONCENTRATION, Claim.VOLTAGE}
)
NAMES = frozenset({"name", "alias", "claim"})
ALIKE = (
    frozenset("个家所处项座件条支台场批张段片栋幢宗例间类种"),
    frozenset({"人", "名", "位", "人次"}),
    frozenset("户家"),
    frozenset("天日"),
)
"""Measure words that may stand for one another; a text counts hospitals in 所, a figure in 个."""


@dataclass(frozen=True)
class Choice:
    """What a claim was matched with, and what it asks of the figure. `offered`: what a person is asked to choose from.

    `correction` is set where a person decided it; then `is_ignored` may say that this is no claim. `is_assumed`: one
    sentence has as many numbers that are alike as figures fit them, and they were taken in their order.
    """

    term: Term | None = None
    score: float = 0.0
    offered: tuple[Term, ...] = ()
    measure: Measure = Measure.VALUE
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
        corrections = {(one.words, one.unit): one for one in Match.objects.in_force(zone)}
        return cls(text, findings, _with_aliases(zone), corrections)

    def every(self) -> list[Choice]:
        """The choice of each finding, in their order."""
        choices: list[Choice] = []
        for at in range(len(self.findings)):
            choices.append(self._choice(at, choices))
        return self._of_parts(self._in_order(choices))

    def _of_parts(self, choices: Sequence[Choice]) -> list[Choice]:
        """A part is not the whole: led to the same figure (其中亿元以上项目30个), it is not compared with it."""
        return [
            replace(one, measure=Measure.NOTHING, offered=()) if self._is_part(at, choices) else one
            for at, one in enumerate(choices)
        ]

    def _is_part(self, at: int, choices: Sequence[Choice]) -> bool:
        finding, term = self.findings[at], choices[at].term
        if term is None or finding.kind is not Kind.VALUE or choices[at].correction is not None:
            return False
        if not any(one.relation in (Relation.PART_OF, Relation.THRESHOLD) for one in finding.comparison):
            return False
        return any(
            self.findings[before].sentence == finding.sentence and choices[before].term is term for before in range(at)
        )

    def _choice(self, at: int, before: list[Choice]) -> Choice:
        finding = self.findings[at]
        measure = self.measure(at)
        if correction := self.corrections.get(wording_of(finding)):
            return self._corrected(correction, measure)
        if (whole := self._whole(at, measure)) is not None:
            # a threshold stands before the number it narrows: 其中10亿元以上项目12个
            compared = before[whole] if whole < at else self._best(whole)
            if compared.term:
                return self._part_of(compared, measure)
        choice = replace(self._best(at, measure), measure=measure)
        if choice.term is None and not choice.offered:
            return self._companion(at, before, measure) or choice
        return choice

    def _corrected(self, correction: Match, measure: Measure) -> Choice:
        of_figure = (one for one in self.terms if one.figure and one.key == correction.figure)
        term = next(of_figure, None) if correction.figure else None
        return Choice(term, 1.0, measure=measure, correction=correction)

    # A comparison belongs to the number it compares

    def measure(self, at: int) -> Measure:
        """What a claim asks of its figure: its value, or how it stands to last year or to the plan."""
        finding = self.findings[at]
        if finding.claim is Claim.POINTS:
            return Measure.DIFFERENCE
        if finding.claim is Claim.PERCENT and OF_PLAN.search(self.text[max(0, finding.start - 24) : finding.start]):
            return Measure.COMPLETION
        if said := ENGLISH.match(self.text, finding.end):
            return Measure.PLANNED if said["planned"] else Measure.DIFFERENCE
        relation = self._relation(finding)
        return MEASURES.get(relation, Measure.VALUE) if relation else Measure.VALUE

    def _relation(self, finding: Finding) -> Relation | None:
        """How the number stands to the one it compares, or to one the text does not name."""
        whole = self._at.get(finding.of) if finding.of is not None else None
        said = self.findings[whole].comparison if whole is not None else ()
        of_whole = (one.relation for one in said if one.start <= finding.start <= max(one.start, one.end))
        own = (one.relation for one in finding.comparison if one.value is None or one.start == finding.start)
        alone = finding.claim in (Claim.PERCENT, Claim.POINTS)
        return next(of_whole, None) or (next(own, None) if alone else None)

    @cached_property
    def _at(self) -> dict[int, int]:
        """The place of the finding that starts at a letter."""
        return {one.start: at for at, one in reversed(list(enumerate(self.findings)))}

    def _whole(self, at: int, measure: Measure) -> int | None:
        """The number that this one compares; None where it stands for itself."""
        finding = self.findings[at]
        if measure is Measure.VALUE and finding.kind is not Kind.ASSERTION:
            return None
        if finding.kind is Kind.ASSERTION:
            return self._previous(at) if finding.claim in OF_DIRECTION and self._is_short(at) else None
        if finding.claim is Claim.POINTS:
            return self._previous(at, unit="%")
        if finding.of is not None:
            return self._at.get(finding.of)
        if measure is Measure.NOTHING:
            return None
        same = self._previous(at, finding.unit)
        return self._previous(at) if same is None else same

    def _previous(self, at: int, unit: str = "") -> int | None:
        """The last number before in the same sentence that is compared with nothing itself."""
        start = self.findings[at].sentence[0] or self.findings[at].start - WIDE
        for one in range(at - 1, -1, -1):
            found = self.findings[one]
            if found.start < start:
                return None
            is_number = found.kind is not Kind.ASSERTION or found.claim is Claim.EXCEEDS  # 超千亿元
            stands = is_number and found.claim is not Claim.YEAR
            if stands and self.measure(one) is Measure.VALUE and unit in ("", found.unit):
                return one
        return None

    def _is_short(self, at: int) -> bool:
        """Whether a word of direction stands without a name of its own (，同比持平)."""
        before = self.text[max(0, self.findings[at].start - NEAR) : self.findings[at].start]
        return len(re.sub(r"\W|同比|环比|[较比]?上年", "", COMMA_OR_STOP.split(before)[-1])) < 2

    def _part_of(self, whole: Choice, measure: Measure) -> Choice:
        """The figure of the number that is compared; where its change is a figure of its own, that."""
        if measure is Measure.DIFFERENCE and whole.term:
            own = (one for one in self.terms if isinstance(one.figure, Change) and one.figure.of is whole.term.figure)
            if change := next(own, None):
                return Choice(change, whole.score, is_assumed=whole.is_assumed)
        return replace(whole, measure=measure, offered=())

    def _companion(self, at: int, before: Sequence[Choice], measure: Measure) -> Choice | None:
        """A figure in this unit named much like the one just matched: 背街小巷16条，长度7.95千米."""
        finding, last = self.findings[at], self._previous(at)
        if measure is not Measure.VALUE or finding.claim not in MEASURED or last is None:
            return None
        term = before[last].term
        if term is None or term.figure is None:
            return None
        figure = term.figure
        fitting = [
            one for one in self.terms if one.figure and one.figure.line == figure.line and unit_bonus(finding, one)
        ]
        ranked = sorted(((_alike(str(figure.name), str(one.figure)), one) for one in fitting), key=lambda one: -one[0])
        if not ranked or ranked[0][0] < COMPANION or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
            return None
        return Choice(ranked[0][1], LEAST)

    # By words

    def _best(self, at: int, measure: Measure = Measure.VALUE) -> Choice:
        ranked = self.ranked(at, measure)
        if not ranked or ranked[0][0] < LEAST:
            return Choice()
        alike = [one for one in ranked if ranked[0][0] - one[0] < MARGIN]
        with_figure = [one for one in alike if one[1].figure]  # a claim without a figure gives way to one that has it
        alike = self._by_name(at, with_figure or alike)
        score, best = alike[0][0], _own([one for _score, one in alike if _same_claim(alike[0][1], one)])
        if others := [one for _score, one in alike if not _same_claim(best, one)]:
            return Choice(offered=(best, *others)[:MOST_OFFERED], score=score)
        return Choice(best, score)

    def _by_name(self, at: int, alike: list[tuple[float, Term]]) -> list[tuple[float, Term]]:
        """Of those alike, the ones of whose own names most stands there: 市级 before 省级 where the text says 市级."""
        if len(alike) == 1:
            return alike
        around = self._around(at, self.findings[at])
        named = [max(_stands(one, around) for one in term.phrases if one.source in NAMES) for _s, term in alike]
        return [one for one, score in zip(alike, named, strict=True) if score > max(named) - MARGIN]

    def ranked(self, at: int, measure: Measure = Measure.VALUE) -> list[tuple[float, Term]]:
        """The terms whose unit fits and of which something is said, best first; alike ones in order of declaration."""
        finding = self.findings[at]
        around = self._around(at, finding)
        lines = self._lines_at(finding.start)
        found = []
        for term in self.terms:
            bonus = unit_bonus(finding, term) if measure is Measure.VALUE else 0.0
            if bonus is None or not term.phrases:
                continue
            if score := max(_stands(one, around) for one in term.phrases):
                in_section = IN_SECTION if term.figure and term.figure.line in lines else 0
                found.append((score + bonus + in_section, term))
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
        is_shared = previous > start and not COMMA.search(before) and previous not in self._ends_of_names
        begins_next = following < end and NEXT.match(behind) and not COMMA.search(behind)
        clause_start = start + max((one.end() for one in COMMA.finditer(self.text[start : finding.start])), default=0)
        clause_end = COMMA.search(self.text, finding.end, end)
        stretches = [
            (f"{finding.words} {finding.counted}", NEXT_VERB if begins_next else 1.0),
            (COMMA_OR_STOP.split(behind)[0], NEXT_VERB if begins_next else 1.0),
            (COMMA.split(before)[-1], SHARED if is_shared else 1.0),
            (self._since(previous, finding, start), SHARED if is_shared else SINCE_NUMBER),
            (f"{finding.name} {self.text[clause_start : clause_end.start() if clause_end else end]}", IN_CLAUSE),
            (self.text[start:end], IN_SENTENCE),
        ]
        return sorted(((words.lower(), weight) for words, weight in stretches), key=lambda one: -one[1])

    def _since(self, previous: int, finding: Finding, start: int) -> str:
        """The words between the last number and this one, without those of the last one's own clause."""
        words = self.text[previous : finding.start]
        return words if previous <= start else COMMA.split(words, maxsplit=1)[-1]

    @cached_property
    def _ends_of_names(self) -> frozenset[int]:
        """Where the name of a pollutant ends: it counts nothing, what follows is said of it."""
        return frozenset(one.end for one in self.findings if one.claim is Claim.POLLUTANT)

    def _previous_end(self, at: int) -> int:
        start = self.findings[at].start
        earlier = (one for one in reversed(self.findings[:at]) if one.kind is not Kind.ASSERTION)
        return next((one.end for one in earlier if one.end <= start), 0)

    def _next_start(self, at: int) -> int:
        end = self.findings[at].end
        for one in self.findings[at + 1 :]:
            if one.kind is not Kind.ASSERTION and (one.start > end or (one.start == end and one.kind is Kind.GAP)):
                return one.start
        return len(self.text)

    @cached_property
    def _headings(self) -> list[tuple[int, frozenset[str]]]:
        """Where a short line without a full stop begins a section, and the lines of work its words belong to."""
        headings = re.finditer(r"^[^。；\n]{3,40}$", self.text, re.MULTILINE)
        return [(one.start(), _lines_named(one.group())) for one in headings]

    def _lines_at(self, place: int) -> frozenset[str]:
        """The lines of work the section around a place is about; empty where no heading says."""
        return next((lines for start, lines in reversed(self._headings) if start <= place), frozenset())

    # What is alike

    def _in_order(self, choices: list[Choice]) -> list[Choice]:
        """Numbers of one sentence that are alike, and as many as figures fit them, take these in order of declaration.

        Only gaps, and numbers a text itself puts in order (分别): else a person is asked.
        """
        groups: dict[tuple[tuple[int, int], str, frozenset[str]], list[int]] = {}
        for at, (finding, choice) in enumerate(zip(self.findings, choices, strict=True)):
            if choice.is_open and (finding.kind is Kind.GAP or self._is_respective(finding)):
                names = frozenset(_name_of(term) for term in choice.offered)
                groups.setdefault((finding.sentence, finding.claim, names), []).append(at)
        for places in groups.values():
            offered = [term for term in self.terms if term in choices[places[0]].offered]
            if len(places) == len(offered):
                for at, term in zip(places, offered, strict=True):
                    choices[at] = replace(choices[at], term=term, is_assumed=True)
        for at in range(1, len(choices)):
            before = choices[at - 1].term
            if choices[at].is_open and before in choices[at].offered and self._says_more(at, choices[at]):
                choices[at] = replace(choices[at], term=before, is_assumed=choices[at - 1].is_assumed)
        return choices

    def _is_respective(self, finding: Finding) -> bool:
        return "分别" in self.text[max(0, finding.start - NEAR) : finding.start]

    def _says_more(self, at: int, choice: Choice) -> bool:
        """Whether a finding says more of the one before it: a change, or what follows the name of a pollutant."""
        before, finding = self.findings[at - 1], self.findings[at]
        if COMMA_OR_STOP.search(self.text[before.end : finding.start]):
            return False
        has_no_name = finding.kind is Kind.ASSERTION or choice.measure is not Measure.VALUE
        return has_no_name or before.claim is Claim.POLLUTANT


def _stands(phrase: Phrase, around: Sequence[tuple[str, float]]) -> float:
    """How much of a phrase stands near the number, between 0 and 1."""
    found = 0.0
    for choices, weight in phrase.pieces:
        found += weight * next((counts for words, counts in around if any(one in words for one in choices)), 0.0)
    return found / phrase.weight * (CLAIM_WORDS if phrase.source == "claim" else 1)


def _same_claim(first: Term, second: Term) -> bool:
    """Whether two terms answer the same claim in the same unit: then the one declared first is the claim's own."""
    if first is second:
        return True
    same = first.known and second.known and first.known.number == second.known.number
    return bool(same) and first.units == second.units


def _own(same: Sequence[Term]) -> Term:
    """Of several terms of one claim its own: the figure the others are parts of, else the one declared first."""
    parts = {id(part) for one in same if one.figure for part in one.figure.parts}
    return next((one for one in same if one.figure and one.figure.parts and id(one.figure) not in parts), same[0])


def _alike(first: str, second: str) -> float:
    """How much two names share (Dice)."""
    one, other = set(pieces_of(first)), set(pieces_of(second))
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _name_of(term: Term) -> str:
    return term.key or (term.known.number if term.known else "")


def unit_bonus(finding: Finding, term: Term) -> float | None:
    """Whether a claim in this unit can be of the term: None if not, more where the unit is the very same."""
    unit = base_unit(finding.unit)
    if finding.kind is Kind.ASSERTION and not unit:
        return _asserted(finding, term)
    if finding.claim is Claim.POLLUTANT:
        return 0.0
    if unit in term.units:
        return EXACT_UNIT
    if finding.claim in MEASURED or finding.claim is Claim.PERCENT:
        return None
    if unit.isascii():  # English counts the thing itself: 8 roads, 12 schools
        return 0.0 if any(one in group for group in ALIKE for one in term.units) else None
    if not any(unit in group and group & set(term.units) for group in ALIKE):
        return None
    return EXACT_UNIT if any(one in finding.counted[:3] for one in term.units) else 0.0  # 14个路段: counted in 段


def _asserted(finding: Finding, term: Term) -> float | None:
    """Words without a number are checked with a figure alone: 全部 with a share, a count of bodies with none."""
    if term.figure is None or finding.claim is Claim.COUNT:
        return None
    return None if finding.claim is Claim.ALL and not isinstance(term.figure, Ratio) else 0.0


def _with_aliases(zone: Zone) -> list[Term]:
    """The house's terms with the zone's other names of figures."""
    aliases: dict[str, list[Phrase]] = {}
    for one in SetPhrase.objects.in_force(zone).filter(role=SetPhrase.Role.ALIAS):
        whole = Phrase((((one.words.lower(),), 1.0),), "alias", one.words)
        aliases.setdefault(one.figure, []).append(whole)
    return [
        replace(term, phrases=(*term.phrases, *aliases[term.key])) if term.key in aliases else term
        for term in house_terms()
    ]


def _lines_named(heading: str) -> frozenset[str]:
    """The lines of work whose figures a heading speaks of."""
    return frozenset(line for line, words in words_of_lines().items() if any(one in heading for one in words))


def offered_keys(terms: Iterable[Term]) -> list[str]:
    """The figures among what is offered."""
    return [one.key for one in terms if one.key and catalogue.figure(one.key)]
