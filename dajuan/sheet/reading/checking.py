"""Checking what was found in a text: against our figures, against what was published, and filling what is missing.

Each finding comes back with a verdict and its reason in words. What the reader found inside the text (a sum that does
not add up) is kept where nothing outside the text says more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from dajuan.core.staff.models import Zone
from dajuan.figures.answers import Answer
from dajuan.figures.book import Book
from dajuan.figures.statement import Line, statement
from dajuan.figures.vocabulary import Change, Figure, Interval, Ratio, Span
from dajuan.figures.vocabulary import Measure as RowMeasure
from dajuan.sheet.reading.filling import filled
from dajuan.sheet.reading.findings import Claim, Finding, Kind, Reason, Relation, Verdict
from dajuan.sheet.reading.library import Library, Published, units_of
from dajuan.sheet.reading.matching import Choice, Matcher, Measure
from dajuan.sheet.reading.named import ABOUT_ONE, of_one
from dajuan.sheet.reading.weighing import Printed, Weighed, places_of, weigh
from dajuan.values import numbers, periods
from dajuan.values.periods import Period

NAMED_WITHIN = 40  # characters around a claim in which its project is named
FROM_OUTSIDE = frozenset({Claim.RANK, Claim.ORDINAL, Claim.FIRST, Claim.TOP, Claim.TITLE, Claim.EVENT, Claim.ONLY})
WIDER = re.compile(r"(?<![占居列在])(?:全国|我国|全球|全省|全市)(?!首|第|前|一流|性|范围|推广|领先|推出|各)")
"""Words that say the number is of a wider area than the zone."""
SPEAKS_OF_TIME = frozenset({Claim.YEAR, Claim.DATE})


@dataclass(frozen=True)
class Checked:
    """A finding with what it was matched with. `ours`: our exact value in the figure's printed base unit."""

    finding: Finding
    choice: Choice = field(default_factory=Choice)
    ours: Fraction | None = None
    period: Period | None = None
    fill: str = ""
    published: Published | None = None

    @property
    def figure(self) -> Figure | None:
        return self.choice.term.figure if self.choice.term else None

    @property
    def is_change(self) -> bool:
        """Whether the claim is how much its figure rose or fell."""
        return self.choice.measure in (Measure.GROWTH, Measure.DIFFERENCE)

    @property
    def known(self) -> str:
        """The C number of the claim, empty where it is none of the 98."""
        return self.choice.term.known.number if self.choice.term and self.choice.term.known else ""


def figure_of(choice: Choice) -> Figure | None:
    """The figure of a choice, None where there is none yet."""
    return choice.term.figure if choice.term else None


def year_of(text: str, usual: int) -> int:
    """The year a text reports on: the one its beginning names as its subject, else the one it names most often."""
    if found := re.search(r"(20\d\d)\s*年(?:度)?(?:工作|政府|国民|全年|年度|经济|总结|情况|统计)", text[:2000]):
        return int(found[1])
    if found := re.search(r"(?:in|of|for)\s+(20\d\d)\b", text[:600]):
        return int(found[1])
    named = Counter(int(one) for one in re.findall(r"(?<!\d)(20[0-4]\d)(?=\s*[年/.-]|\b)", text[:200_000]))
    return named.most_common(1)[0][0] if named else usual


def checked(
    text: str, findings: Sequence[Finding], zone: Zone | None, *, year: int, book: Book | None = None, today: date
) -> list[Checked]:
    """Each finding with its verdict, in their order; those a person called no claim are left out."""
    matcher = Matcher.of_zone(zone, text, findings)
    pairs = [(one, choice) for one, choice in zip(findings, matcher.every(), strict=True) if not choice.is_ignored]
    numbers = [one.start for one in findings if one.kind is not Kind.ASSERTION]
    check = _Check(text, year, today, Library.of_zone(zone, units_of(findings)), book, numbers)
    asked = [(figure, check.period_of(one, figure)) for one, choice in pairs if (figure := figure_of(choice))]
    check.ask(asked)
    return [check.one(finding, choice) for finding, choice in pairs]


@dataclass
class _Check:
    """One text being checked: where its numbers stand, and the answers of its figures by figure and period."""

    text: str
    year: int
    today: date
    library: Library
    book: Book | None
    numbers: Sequence[int]
    lines: dict[tuple[str, Period], Line] = field(default_factory=dict)

    def ask(self, asked: Iterable[tuple[Figure, Period]]) -> None:
        """Every figure about every period in which it is spoken of; one scan a table and period."""
        by_period: dict[Period, dict[str, Figure]] = {}
        for figure, period in asked:
            by_period.setdefault(period, {})[figure.key] = figure
        for period, figures in by_period.items():
            for line in statement(figures.values(), period, self.book) if self.book else ():
                self.lines[line.key, period] = line

    def period_of(self, finding: Finding, figure: Figure | None = None) -> Period:
        """The days a claim speaks of; a year to date is the year, for that is how figures are asked.

        What a text says "at the end of the year" of something that is counted over days is the year's count.
        """
        spoken = finding.period.period(self.year) if finding.period else None
        since_january = spoken is not None and spoken.start == date(spoken.last.year, 1, 1)
        if spoken is None or (spoken.kind is periods.Kind.SINCE and since_january):
            spoken = periods.year(spoken.last.year if spoken else self.year)
        elif spoken.kind is periods.Kind.AT and (figure is None or figure.span is Span.PERIOD):
            spoken = periods.days(date(spoken.last.year, 1, 1), spoken.last)
        elif spoken.kind is not periods.Kind.AT and spoken.start.year > self.year:  # plans to come are no account
            spoken = periods.year(self.year)
        return spoken.so_far(self.today)

    def one(self, finding: Finding, choice: Choice) -> Checked:
        """One finding with its verdict."""
        period = self.period_of(finding, figure_of(choice))
        found = Checked(finding, choice, period=period)
        if finding.claim in SPEAKS_OF_TIME:
            return self._of_time(found)
        if choice.is_open:
            return self._to_choose(found)
        if finding.kind is Kind.VALUE and finding.claim not in FROM_OUTSIDE and self._is_of_wider_area(finding):
            return self._by_library(found, _("It speaks of a wider area than the zone."), Verdict.NOT_CHECKABLE)
        if found.figure is None:
            return self._without_figure(found)
        return self._with_figure(found, found.figure, period)

    def _to_choose(self, found: Checked) -> Checked:
        """Several terms fit alike: a person chooses between figures; of claims without any, both are named."""
        offered = found.choice.offered
        if any(term.figure for term in offered):
            return _with(found, Verdict.ASK, _("Several figures fit equally well. Please say which is meant."))
        known = [f"{term.known.title} ({term.known.number})" for term in offered if term.known]
        return self._by_library(
            found, _("%(titles)s: no figure yet."), Verdict.NO_FIGURE, {"titles": " / ".join(known)}
        )

    # A claim of time

    def _of_time(self, found: Checked) -> Checked:
        """A year that is missing: that of the report, or the next where the sentence looks ahead."""
        if found.finding.kind is not Kind.GAP or found.finding.claim is not Claim.YEAR:
            return _with(found, Verdict.NOT_CHECKABLE, _("It is a date, and no figure."))
        ahead = re.match(r"年[^。；]{0,20}(?:将|计划|力争|预计)", self.text[found.finding.end : found.finding.end + 30])
        year = self.year + 1 if ahead else self.year
        words = _("The year after the report's, for the sentence looks ahead.") if ahead else _("The report's year.")
        return replace(_with(found, Verdict.FILLED, words), fill=str(year))

    # A claim without a figure

    def _without_figure(self, found: Checked) -> Checked:
        finding = found.finding
        if found.choice.correction is not None:
            return self._by_library(found, _("None of our figures says this, as was decided here."), Verdict.NOT_BACKED)
        if finding.kind is Kind.ASSERTION and finding.value is None:
            return self._assertion_alone(found)
        if found.choice.term and found.choice.term.known:
            known = found.choice.term.known
            named = {"claim": known.number, "title": known.title}
            return self._by_library(found, _("%(title)s (%(claim)s): no figure yet."), Verdict.NO_FIGURE, named)
        if finding.claim in FROM_OUTSIDE:
            return self._by_library(found, NEEDS_DOCUMENT, Verdict.NOT_BACKED)
        return self._by_library(found, _("No figure of ours says this."), Verdict.NO_FIGURE)

    def _assertion_alone(self, found: Checked) -> Checked:
        if found.finding.claim in FROM_OUTSIDE:
            return _with(found, Verdict.NOT_BACKED, NEEDS_DOCUMENT)
        return _with(found, Verdict.NOT_CHECKABLE, _("No figure of ours tells whether this holds."))

    def _by_library(
        self, found: Checked, words: object, verdict: Verdict, named: Mapping[str, object] | None = None
    ) -> Checked:
        """What past reports say of it; else the given verdict. What the text itself tells stands before both."""
        finding = found.finding
        published = self.library.find(finding, _period_words(finding, self.year)) if finding.value is not None else None
        if published is not None:
            return _against(found, published)
        if (base := self._base(found)) is not None:
            return base
        if finding.verdict in (Verdict.DIFFERS, Verdict.TRUNCATED, Verdict.AGREES, Verdict.IMPLIED):
            return found
        return replace(found, finding=replace(finding, verdict=verdict, reason=Reason(words, named or {})))  # type: ignore[arg-type]  # lazy words

    def _base(self, found: Checked) -> Checked | None:
        """Growth against the value published for last year; None where neither text nor library has both."""
        finding = found.finding
        growth = next((one for one in finding.comparison if one.relation is Relation.YEAR_ON_YEAR), None)
        if growth is None or growth.value is None or finding.value is None or growth.start == finding.start:
            return None
        before = self.library.find(finding, _period_words(finding, self.year, back=1))
        if before is None or not before.value:
            return None
        places = places_of(growth.words) or 1
        real = (finding.value - before.value) / abs(before.value) * 100
        named = {
            "before": _printed(before.value, finding),
            "report": before.report.title,
            "growth": numbers.trimmed(numbers.rounded(real, places)),
        }
        if abs(Fraction(numbers.rounded(real, places)) - growth.value) <= Fraction(1, 10**places):
            words = _("With %(before)s published for the year before (%(report)s), the growth is right.")
            return replace(_with(found, Verdict.BACKED, words, named), published=before)
        words = _(
            "%(report)s published %(before)s for the year before: the growth would be %(growth)s %%. Either it is wrong"
            " or that value has been restated."
        )
        return replace(_with(found, Verdict.CONTRADICTED, words, named), published=before)

    # A claim with a figure

    def _with_figure(self, found: Checked, figure: Figure, period: Period) -> Checked:
        line = self.lines.get((figure.key, period))
        if line is None or not self._is_recorded(line):
            words = _("%(figure)s: nothing is on record of %(period)s.")
            return self._by_library(found, words, Verdict.NOT_BACKED, {"figure": figure.name, "period": str(period)})
        if found.finding.kind is Kind.ASSERTION and found.finding.value is None:
            return self._assertion(found, line)
        if found.known in ABOUT_ONE and found.choice.measure is Measure.VALUE and isinstance(self.book, Book):
            return self._of_one(found, figure, period, self.book)
        measure = found.choice.measure
        ours = self._asked_of(measure, line)
        if ours is None:
            verdict = Verdict.NOT_CHECKABLE if measure is Measure.NOTHING else Verdict.NOT_BACKED
            return self._by_library(found, MISSING[measure], verdict, {"figure": figure.name})
        found = replace(found, ours=line.value)
        if found.finding.kind is Kind.GAP:
            return self._filled(found, line, ours)
        return self._weighed(found, line, ours)

    def _of_one(self, found: Checked, figure: Figure, period: Period, book: Book) -> Checked:
        """A claim about one named project: its own value, where a project of that name is on record."""
        finding = found.finding
        following = next((place for place in self.numbers if place > finding.end), len(self.text))
        first = max(finding.start - NAMED_WITHIN, 0) if isinstance(figure, Interval) else finding.end
        ours = of_one(figure, period, book, self.text[first : min(following, finding.end + NAMED_WITHIN)])
        if ours is None:
            words = _(
                "%(figure)s: no project of the name that stands there is on record. If a total is meant,"
                " correct the match."
            )
            return self._by_library(found, words, Verdict.NO_FIGURE, {"figure": figure.name})
        line = replace(
            self.lines[figure.key, period], answer=Answer(figure, period, book, ours), last_year=None, plan=None
        )
        found = replace(found, ours=ours)
        return self._filled(found, line, ours) if finding.kind is Kind.GAP else self._weighed(found, line, ours)

    def _is_recorded(self, line: Line) -> bool:
        """Whether anything of the figure's kind was ever recorded: nothing at all is unknown, not nought."""
        if line.value is None or self.book is None:
            return False
        return bool(line.value) or self.book.settled([rows.entry for rows in line.figure.rows_used()]).moment > 0

    def _asked_of(self, measure: Measure, line: Line) -> Fraction | None:
        """What the claim asks of the figure: its value, how it stands to last year, or to the plan."""
        if measure is Measure.GROWTH and str(line.figure.unit) == "%":
            return line.difference
        return {
            Measure.VALUE: line.value,
            Measure.GROWTH: line.growth,
            Measure.DIFFERENCE: line.difference,
            Measure.COMPLETION: line.completion,
            Measure.PLANNED: line.planned,
            Measure.NOTHING: None,
        }[measure]

    def _filled(self, found: Checked, line: Line, ours: Fraction) -> Checked:
        finding, figure = found.finding, line.figure
        if finding.claim is Claim.POLLUTANT:
            words = IN_ORDER if found.choice.is_assumed else _("From the figure that fits: %(figure)s.")
            return replace(_with(found, Verdict.FILLED, words, {"figure": figure.name}), fill=_pollutant(figure))
        is_growth = found.is_change
        made = filled(
            finding,
            abs(ours) if is_growth else ours,
            1 if is_growth else figure.decimals,
            self.text[finding.end : finding.end + 6],
        )
        found = replace(found, fill=made.text)
        if is_growth and (word := _wrong_way(self.text, finding, ours)):
            words = _("%(figure)s went the other way: “%(word)s” does not hold.")
            return _with(found, Verdict.CONTRADICTED, words, {"figure": figure.name, "word": word})
        if not made.holds:
            words = _("%(figure)s is exactly this: “%(word)s” does not hold, leave it out.")
            return _with(found, Verdict.ROUNDING, words, {"figure": figure.name, "word": finding.hedge.value})
        words = IN_ORDER if found.choice.is_assumed else _("From our figure: %(figure)s.")
        return _with(found, Verdict.FILLED, words, {"figure": figure.name})

    def _weighed(self, found: Checked, line: Line, ours: Fraction) -> Checked:
        finding = found.finding
        if finding.value is None:
            return _with(found, Verdict.NOT_CHECKABLE, _("No figure of ours tells whether this holds."))
        scale = finding.scale or Fraction(1)
        stated = abs(finding.value) if found.is_change else finding.value
        upper = finding.upper / scale if finding.upper is not None else None
        if found.is_change and (word := _wrong_way(self.text, finding, ours)):
            words = _("%(figure)s went the other way: “%(word)s” does not hold.")
            return _with(found, Verdict.CONTRADICTED, words, {"figure": line.figure.name, "word": word})
        ours = abs(ours) if found.is_change else ours  # 下降8.9%: the text prints a fall without a sign
        unit = finding.printed_unit or ("元" if "元" in finding.words else finding.unit)
        printed = Printed(stated / scale, places_of(finding.words), finding.hedge, upper, unit)
        said = weigh(printed, ours / scale)
        said = self._of_comparisons(found, line, said)
        words = _("%(figure)s, change on last year. %(why)s") if found.is_change else _("%(figure)s. %(why)s")
        reason = Reason(words, {"figure": line.figure.name, "why": said.reason})
        if said.verdict is Verdict.BACKED and finding.verdict is Verdict.DIFFERS:
            return found
        return replace(found, finding=replace(finding, verdict=said.verdict, reason=reason))

    def _of_comparisons(self, found: Checked, line: Line, said: Weighed) -> Weighed:
        """The growth beside a level that holds is weighed too; the first that does not hold is the verdict."""
        if said.verdict is not Verdict.BACKED or found.choice.measure is not Measure.VALUE:
            return said
        for one in found.finding.comparison:
            real = self._asked_of(COMPARED.get(one.relation, Measure.NOTHING), line)
            if real is None or one.value is None or (one.relation is Relation.POINTS and found.finding.unit != "%"):
                continue
            of_it = weigh(Printed(one.value, places_of(one.words), one.hedge, unit=one.unit), real)
            if of_it.verdict is not Verdict.BACKED:
                words = _("The value holds, “%(words)s” does not. %(why)s")
                return Weighed(of_it.verdict, Reason(words, {"words": one.words, "why": of_it.reason}))
        return said

    # Words that assert

    def _assertion(self, found: Checked, line: Line) -> Checked:
        claim, named = found.finding.claim, {"figure": line.figure.name, "ours": line.shown(line.value)}
        if claim in (Claim.ROSE, Claim.FELL, Claim.LEVEL):
            return self._direction(found, line)
        if claim is Claim.PLAN:
            return self._plan(found, line)
        if claim is Claim.ALL and isinstance(line.figure, Ratio):
            if line.value == 100:
                return replace(_with(found, Verdict.BACKED, _("%(figure)s: 100 %%."), named), ours=line.value)
            words = _("%(figure)s: %(ours)s %%, so not all.")
            return replace(_with(found, Verdict.CONTRADICTED, words, named), ours=line.value)
        if claim in FROM_OUTSIDE | {Claim.DONE} and isinstance(line.figure, RowMeasure):
            if line.value:
                words = _("%(figure)s: on record, with its document or rows.")
                return replace(_with(found, Verdict.BACKED, words, named), ours=line.value)
            return replace(_with(found, Verdict.NOT_BACKED, _("%(figure)s: not on record."), named), ours=line.value)
        return _with(found, Verdict.NOT_CHECKABLE, _("No figure of ours tells whether this holds."))

    def _direction(self, found: Checked, line: Line) -> Checked:
        """同比增加, 同比下降, 持平: the sign of the change."""
        rise = line.value if isinstance(line.figure, Change) else line.difference
        named = {"figure": line.figure.name}
        if rise is None:
            return _with(found, Verdict.NOT_BACKED, _("%(figure)s: there is no last year to compare with."), named)
        signs = {Claim.ROSE: rise > 0, Claim.FELL: rise < 0, Claim.LEVEL: rise == 0}
        if signs[found.finding.claim]:
            return replace(_with(found, Verdict.BACKED, _("%(figure)s: it is so."), named), ours=line.value)
        words = _("%(figure)s changed by %(rise)s.")
        return replace(_with(found, Verdict.CONTRADICTED, words, named | {"rise": line.shown(rise)}), ours=line.value)

    def _plan(self, found: Checked, line: Line) -> Checked:
        """完成年度计划, 超额完成: at least the whole plan; 完成计划的75% asserts nothing of the kind."""
        if re.match(
            r"(?:年度)?(?:计划|目标|任务)?[^，。；]{0,12}的\s*\d", self.text[found.finding.end : found.finding.end + 30]
        ):
            return _with(found, Verdict.NOT_CHECKABLE, _("The share that follows says how much of the plan."))
        if line.completion is None:
            return _with(found, Verdict.NOT_BACKED, MISSING[Measure.COMPLETION], {"figure": line.figure.name})
        named = {"figure": line.figure.name, "share": numbers.trimmed(numbers.rounded(line.completion, 1))}
        verdict = Verdict.BACKED if line.completion >= 100 else Verdict.CONTRADICTED
        return replace(_with(found, verdict, _("%(figure)s: %(share)s %% of the plan."), named), ours=line.value)

    def _is_of_wider_area(self, finding: Finding) -> bool:
        start = max(finding.sentence[0] if finding.sentence[1] else 0, finding.start - 30)
        clause = re.split(r"[，。；\n]", self.text[start : finding.start])[-1]
        return bool(WIDER.search(clause))


IN_ORDER = _(
    "From our figure: %(figure)s. Several fit alike and were taken in their order; please look whether it is so."
)
MISSING = {
    Measure.VALUE: _("%(figure)s: nothing is on record."),
    Measure.GROWTH: _("%(figure)s: there is no last year to compare with."),
    Measure.DIFFERENCE: _("%(figure)s: there is no last year to compare with."),
    Measure.COMPLETION: _("%(figure)s: there is no plan to compare with."),
    Measure.PLANNED: _("%(figure)s: there is no plan to compare with."),
    Measure.NOTHING: _("%(figure)s: no figure of ours makes this comparison."),
}
COMPARED = {
    Relation.YEAR_ON_YEAR: Measure.GROWTH,
    Relation.YEAR_ON_YEAR_AMOUNT: Measure.DIFFERENCE,
    Relation.POINTS: Measure.DIFFERENCE,
    Relation.PLAN: Measure.COMPLETION,
}
NEEDS_DOCUMENT = _("A rank, a first or a title rests on a document of somebody else: none is recorded.")


def _with(found: Checked, verdict: Verdict, words: object, named: Mapping[str, object] | None = None) -> Checked:
    reason = Reason(words, named or {})  # type: ignore[arg-type]  # lazy words
    return replace(found, finding=replace(found.finding, verdict=verdict, reason=reason))


def _against(found: Checked, published: Published) -> Checked:
    """A claim beside what a past report printed of the same thing and period."""
    finding = found.finding
    named = {"report": published.report.title, "value": _printed(published.value, finding)}
    same = finding.value == published.value or _rounds_alike(finding, published)
    if same:
        return replace(_with(found, Verdict.BACKED, _("Published as such: %(report)s."), named), published=published)
    words = _("%(report)s published %(value)s.")
    return replace(_with(found, Verdict.CONTRADICTED, words, named), published=published)


def _rounds_alike(finding: Finding, published: Published) -> bool:
    """Whether the coarser of two printed numbers is the finer one rounded."""
    if finding.value is None:
        return False
    places = min(places_of(finding.words), places_of(published.row.words))
    first, second = finding.value / finding.scale, published.value / finding.scale
    return numbers.rounded(first, places) == numbers.rounded(second, places)


def _printed(value: Fraction, finding: Finding) -> str:
    """A value in the unit the claim is printed in."""
    return f"{numbers.grouped(numbers.rounded(value / (finding.scale or 1), 4))}{finding.printed_unit or finding.unit}"


def _period_words(finding: Finding, year: int, back: int = 0) -> str:
    """The period as the library keeps it: with the report's year filled in."""
    if finding.period is None:
        return str(year - back)
    spoken = finding.period.in_year(year)
    return str(replace(spoken, year=(spoken.year or year) - back))


def _wrong_way(text: str, finding: Finding, ours: Fraction) -> str:
    """The word of change before a number where our value went the other way; empty where it is right."""
    words = re.findall(r"增长|增加|上升|提高|提升|下降|减少|降低|回落", text[max(0, finding.start - 8) : finding.start])
    if not words:
        return ""
    is_fall = words[-1] in {"下降", "减少", "降低", "回落"}
    return words[-1] if ours and is_fall != (ours < 0) else ""


def _pollutant(figure: Figure) -> str:
    """The name of a pollutant as its figure's begins with it."""
    return re.split(r"[\s,，平年]", str(figure.name))[0]
