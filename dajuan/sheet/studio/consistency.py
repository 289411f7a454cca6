"""What people fight about in a report, checked over the whole of it (domain.md 2.10), each with a way to the rows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cache
from itertools import combinations
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from dajuan.figures import answers, catalogue
from dajuan.figures.book import Book
from dajuan.figures.published import Published, published
from dajuan.figures.statement import Line, statement
from dajuan.figures.vocabulary import Figure, Measure, Ratio, Span, Stock
from dajuan.sheet import answer_sheet
from dajuan.sheet.account import Number
from dajuan.sheet.studio import hedging
from dajuan.sheet.studio.binding import figures_for, is_of_others
from dajuan.sheet.studio.claims import Claim, State, in_paragraphs, plain
from dajuan.sheet.studio.marks import keys_in
from dajuan.sheet.studio.models import Citation, Manuscript
from dajuan.sheet.studio.rendering import Backed, Drafting, read_out
from dajuan.sheet.studio.sources import Sources
from dajuan.values import hedges, numbers, periods
from dajuan.values.periods import Period

TOGETHER = re.compile(r"合计|共计|总计|一共|加起来|in all|in total|altogether|combined", re.IGNORECASE)
ADDED_UP = frozenset({"count", "total"})
MOST_BREAKDOWNS = 12


class Rule(StrEnum):
    """What is checked."""

    TWICE = "twice"
    PART = "part"
    NESTED = "nested"
    RATE = "rate"
    HEDGE = "hedge"
    BASE = "base"
    RANK = "rank"
    SUM = "sum"
    FLOW = "flow"

    @property
    def label(self) -> str | Promise:
        return _LABELS[self]


_LABELS = {
    Rule.TWICE: pgettext_lazy("check of a report", "What is said twice is said alike"),
    Rule.PART: pgettext_lazy("check of a report", "A part is not more than its whole"),
    Rule.NESTED: pgettext_lazy("check of a report", "What contains the other is not added to it"),
    Rule.RATE: pgettext_lazy("check of a report", "Rate times base gives the count"),
    Rule.HEDGE: pgettext_lazy("check of a report", "Words such as over and nearly hold"),
    Rule.BASE: pgettext_lazy("check of a report", "Last year's value is the one published then"),
    Rule.RANK: pgettext_lazy("check of a report", "A rank, a title, a first has its document"),
    Rule.SUM: pgettext_lazy("check of a report", "The whole is the sum of its parts"),
    Rule.FLOW: pgettext_lazy("check of a report", "What was there and came, less what went, is there"),
}


@dataclass(frozen=True)
class Problem:
    """One thing that does not fit: a sentence, where it stands, and where its rows are."""

    rule: Rule
    sentence: str
    claims: tuple[Claim, ...] = ()
    href: str = ""


@dataclass
class Checked:
    """What was found, and how many comparisons each rule made."""

    problems: list[Problem] = field(default_factory=list)
    counts: Counter[Rule] = field(default_factory=Counter)

    @property
    def checked(self) -> list[tuple[Rule, int]]:
        return [(rule, self.counts[rule]) for rule in Rule]


@dataclass(frozen=True)
class Sheet:
    """A manuscript as the checks see it: its claims, the plain text of each passage, and every figure's line."""

    manuscript: Manuscript
    book: Book
    claims: list[Claim]
    texts: dict[int, str]
    lines: dict[str, Line]

    @property
    def said(self) -> dict[str, list[Claim]]:
        """The claims that say a figure's value, by its key."""
        found: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            if claim.figure and claim.kind == "figure" and claim.value:
                found[claim.figure.key].append(claim)
        return found


def of_manuscript(manuscript: Manuscript, book: Book, language: str, today: date | None = None) -> Checked:
    """Every check over a manuscript in one language."""
    passages = list(manuscript.written(language))
    period = answer_sheet.year_of(manuscript.year, today or timezone.localdate())
    lines = {line.key: line for line in statement(catalogue.statements(), period, book)}
    sources = Sources.of(set().union(*(keys_in(one.text) for one in passages)), book)
    writing = Drafting(language, period, book, lines, sources=sources)
    claims, texts = [], {}
    for passage in passages:
        paragraphs = read_out(passage.text, writing)
        claims += in_paragraphs(passage, paragraphs, writing)
        texts[passage.pk] = plain(paragraphs)
    return checked(Sheet(manuscript, book, claims, texts, lines))


def checked(sheet: Sheet) -> Checked:
    """The findings of all rules, in their order."""
    found = Checked()
    for check in (_twice, _parts, _nested, _rates, _hedges, _bases, _ranks, _sums, _flows):
        found.problems += check(sheet, found)
    return found


def _twice(sheet: Sheet, found: Checked) -> Iterator[Problem]:
    """The same figure said twice reads alike; what was typed by hand says what the figure says."""
    for key, claims in sheet.said.items():
        found.counts[Rule.TWICE] += len(claims) - 1
        words = dict.fromkeys(claim.words for claim in claims)
        if len(words) > 1:
            said = {"figure": sheet.lines[key].figure.name, "words": "、".join(words)}
            sentence = _("%(figure)s is said in different ways: %(words)s.") % said
            yield Problem(Rule.TWICE, sentence, tuple(claims), claims[0].href)
    for claim in _typed(sheet):
        for figure in figures_for(claim, sheet.texts[claim.passage.pk], sheet.manuscript)[:1]:
            yield from _typed_otherwise(claim, sheet.lines.get(figure.key), sheet, found)


def _typed(sheet: Sheet) -> list[Claim]:
    """Numbers typed by hand that look like the value of a figure."""
    return [one for one in sheet.claims if one.finding and one.finding.value is not None and not is_of_others(one)]


def _typed_otherwise(claim: Claim, line: Line | None, sheet: Sheet, found: Checked) -> Iterator[Problem]:
    if line is None or line.key not in sheet.said or line.value is None or claim.finding is None:
        return
    value = claim.finding.value
    if value is None or (claim.finding.unit == "%" and str(line.figure.unit) != "%"):
        return
    found.counts[Rule.TWICE] += 1
    if not _same(value, line.value, claim):
        said = {"words": claim.words, "figure": line.figure.name, "ours": sheet.said[line.key][0].words}
        sentence = _("“%(words)s” was typed by hand where %(figure)s says %(ours)s.") % said
        yield Problem(Rule.TWICE, sentence, (claim, *sheet.said[line.key][:1]), sheet.said[line.key][0].href)


def _same(typed: Fraction, ours: Fraction, claim: Claim) -> bool:
    """Whether a typed number is the value as it would be printed with its digits and its hedge."""
    if claim.finding and claim.finding.hedge in set(map(str, hedges.Hedge)) - {""}:
        return hedges.holds(hedges.Hedge(claim.finding.hedge.value), ours, typed)
    scale = claim.finding.scale if claim.finding else Fraction(1)
    digits = re.search(r"\.(\d+)", claim.words)
    places = len(digits[1]) if digits else 0
    return numbers.rounded(ours / scale, places) == numbers.rounded(typed / scale, places)


def _parts(sheet: Sheet, found: Checked) -> Iterator[Problem]:
    """What a figure counts among the rows of another is not more than it."""
    for part, whole in _nestings(sheet):
        found.counts[Rule.PART] += 1
        one, other = sheet.lines[part], sheet.lines[whole]
        if one.value is not None and other.value is not None and one.value > other.value:
            said = {"part": one.figure.name, "whole": other.figure.name}
            said |= {"n": one.shown(one.value), "m": other.shown(other.value)}
            sentence = _("%(part)s (%(n)s) is more than %(whole)s (%(m)s), of which it is a part.") % said
            yield Problem(Rule.PART, sentence, _claims(sheet, part, whole), _href(sheet, part))


def _nestings(sheet: Sheet) -> list[tuple[str, str]]:
    """Pairs of figures said in the report of which the first counts a part of the second's rows."""
    measures = {key: line.figure for key, line in sheet.lines.items() if isinstance(line.figure, Measure)}
    said = [key for key in sheet.said if key in measures]
    pairs = [(a, b) for a, b in ((x, y) for x in said for y in said if x != y) if _is_part(measures[a], measures[b])]
    for line in sheet.lines.values():
        figure = line.figure
        if isinstance(figure, Ratio) and figure.top.key in sheet.said and figure.bottom.key in sheet.said:
            pairs.append((figure.top.key, figure.bottom.key))
    return list(dict.fromkeys(pairs))


def _is_part(part: Any, whole: Any) -> bool:
    """Whether one measure narrows the rows of another and measures the same."""
    same = (part.kind, part.column, part.span, part.rows.entry, part.rows.on) == (
        whole.kind, whole.column, whole.span, whole.rows.entry, whole.rows.on,
    )  # fmt: skip
    narrower = {str(one) for one in whole.rows.predicates} < {str(one) for one in part.rows.predicates}
    return same and narrower and part.kind in {*ADDED_UP, "distinct"} and part.rows.ties == whole.rows.ties


def _nested(sheet: Sheet, found: Checked) -> Iterator[Problem]:
    """A sentence that adds up names no figure together with one that contains it."""
    nested = set(_nestings(sheet))
    by_sentence: dict[tuple[int, str], list[Claim]] = defaultdict(list)
    for claims in sheet.said.values():
        for claim in claims:
            by_sentence[claim.passage.pk, claim.sentence].append(claim)
    for (_passage, sentence), claims in by_sentence.items():
        if not TOGETHER.search(sentence):
            continue
        for one, other in combinations(claims, 2):
            found.counts[Rule.NESTED] += 1
            keys = (one.figure.key if one.figure else "", other.figure.key if other.figure else "")
            if keys in nested or keys[::-1] in nested:
                said = {"one": one.figure, "other": other.figure}
                text = _("%(one)s and %(other)s stand in a sentence that adds up, and one contains the other.") % said
                yield Problem(Rule.NESTED, text, (one, other), one.href)


def _rates(sheet: Sheet, found: Checked) -> Iterator[Problem]:
    """A share said with its count and its base multiplies out within its own rounding."""
    for line in sheet.lines.values():
        figure = line.figure
        if not isinstance(figure, Ratio) or line.key not in sheet.said:
            continue
        top, bottom = figure.top.key, figure.bottom.key
        if top not in sheet.said or bottom not in sheet.said:
            continue
        found.counts[Rule.RATE] += 1
        values = [_printed(sheet.said[key][0]) for key in (line.key, top, bottom)]
        if None in values:
            continue
        rate, count, base = (value or Fraction(0) for value in values)
        slack = Fraction(1, 2 * 10**figure.decimals) / 100 * base + Fraction(1, 2)
        if abs(rate / 100 * base - count) > slack:
            claims = _claims(sheet, line.key, top, bottom)
            said = dict(zip(("rate", "count", "base"), (one.words for one in claims), strict=True))
            sentence = _("%(rate)s of %(base)s is not %(count)s.") % said
            yield Problem(Rule.RATE, sentence, claims, _href(sheet, line.key))


def _printed(claim: Claim) -> Fraction | None:
    """The number as it is printed, without its scale; None where it is scaled or hedged."""
    digits = re.fullmatch(r"([\d,]+(?:\.\d+)?)[^\d万亿]*", claim.words)
    return Fraction(digits[1].replace(",", "")) if digits else None


def _hedges(sheet: Sheet, found: Checked) -> Iterator[Problem]:
    """A hedge typed before a number must hold of its value; one chosen with the figure always does."""
    for claim in sheet.claims:
        word = hedging.before(sheet.texts[claim.passage.pk], claim.start) if claim.mark and claim.value else ""
        if word and claim.kind == "figure":
            found.counts[Rule.HEDGE] += 1
            if not hedging.holds(word, Fraction(claim.value), claim.words):
                yield Problem(Rule.HEDGE, claim.trouble, (claim,), claim.href)


def _bases(sheet: Sheet, found: Checked) -> Iterator[Problem]:
    """Where the report compares with last year, last year's value is the one that was published, or was restated."""
    compared = {one.figure.key: one for one in sheet.claims if one.figure and one.kind in {"change", "last", "times"}}
    if not compared:
        return
    then = published(sheet.manuscript.zone, sheet.manuscript.year - 1)
    for key, claim in compared.items():
        line, told = sheet.lines.get(key), then.get(key)
        if line is None or told is None or line.before is None:
            continue
        found.counts[Rule.BASE] += 1
        if _differs(line, told):
            said = {"figure": line.figure.name, "now": line.shown(line.before)}
            said |= {"then": line.shown(told.value), "source": told.source}
            sentence = _("%(figure)s: last year is %(now)s today, %(source)s said %(then)s. Say that it was restated.")
            yield Problem(Rule.BASE, sentence % said, (claim,), told.url or claim.href)


def _differs(line: Line, then: Published) -> bool:
    return then.value is not None and line.shown(then.value) != line.shown(line.before)


def _ranks(sheet: Sheet, found: Checked) -> Iterator[Problem]:
    """What only others can attest has a document behind it, and the document its file."""
    for claim in sheet.claims:
        is_cited = isinstance(claim.part, Backed) and isinstance(claim.part.source, Citation)
        if not is_cited and not is_of_others(claim):
            continue
        found.counts[Rule.RANK] += 1
        if claim.state is State.OPEN:
            sentence = _("“%(words)s” rests on no document.") % {"words": claim.words}
            yield Problem(Rule.RANK, sentence, (claim,), claim.href)


def _sums(sheet: Sheet, found: Checked) -> Iterator[Problem]:
    """A count or total broken down adds up to itself: by office where it can be, else by its first dimension."""
    for key in [key for key in sheet.said if _dimension(sheet.lines[key])][:MOST_BREAKDOWNS]:
        line = sheet.lines[key]
        found.counts[Rule.SUM] += 1
        parts = answers.ask_by(line.figure, _dimension(line), line.answer.period, sheet.book)
        total = sum((one.value for one in parts.values() if one.value is not None), Fraction(0))
        if line.value is not None and total != line.value:
            said = {"figure": line.figure.name, "n": line.shown(line.value), "sum": line.shown(total)}
            sentence = _("%(figure)s is %(n)s, its parts together %(sum)s.") % said
            yield Problem(Rule.SUM, sentence, tuple(sheet.said[key][:1]), _href(sheet, key))


def _flows(sheet: Sheet, found: Checked) -> Iterator[Problem]:
    """What stood at the year's beginning, as it was published then, and what came less what went, is what stands."""
    then = published(sheet.manuscript.zone, sheet.manuscript.year - 1)
    keys = [key for key in sheet.said if isinstance(sheet.lines[key].figure, Stock)]
    asked = [question for key in keys for question in _questions(sheet.lines[key])]
    known = dict(zip(asked, (one.value for one in answers.ask_all(asked, sheet.book)), strict=True))
    for key in keys:
        line, told = sheet.lines[key], then.get(key)
        before, *moved = (known[question] for question in _questions(line))
        opening = told.value if told and told.value is not None else before
        if opening is None or line.value is None or None in moved:
            continue
        signs = [sign for _part, sign in _moving(line.figure)]
        flow = Fraction(sum(sign * (one or 0) for sign, one in zip(signs, moved, strict=True)))
        found.counts[Rule.FLOW] += 1
        if opening + flow != line.value:
            said = {"figure": line.figure.name, "opening": line.shown(opening), "flow": line.shown(flow)}
            sentence = _("%(figure)s: %(opening)s at the beginning, %(flow)s more by the end, is not %(closing)s.")
            words = sentence % {**said, "closing": line.shown(line.value)}
            yield Problem(Rule.FLOW, words, tuple(sheet.said[key][:1]), _href(sheet, key))


def _questions(line: Line) -> list[tuple[Figure, Period]]:
    """The stock on the day before the period, then what its parts count in it: all stocks are asked at once."""
    period = line.answer.period
    before = periods.at(period.start - timedelta(days=1))
    return [(line.figure, before), *((part, period) for part, _sign in _moving(line.figure))]


@cache
def _moving(stock: Figure, sign: int = 1) -> tuple[tuple[Figure, int], ...]:
    """What moves a stock in a period: its parts, 1 what comes and -1 what goes, a stock among them taken apart."""
    if isinstance(stock, Stock):
        return (*_moving(stock.came, sign), *_moving(stock.went, -sign))
    return ((replace(stock, span=Span.PERIOD), sign),)


def _dimension(line: Line) -> str:
    """The column a figure is added up by; empty where it is none that adds up."""
    figure = line.figure
    if not isinstance(figure, Measure) or figure.kind not in ADDED_UP:
        return ""
    return "office_id" if "office_id" in figure.by else next(iter(figure.by), "")


def _claims(sheet: Sheet, *keys: str) -> tuple[Claim, ...]:
    return tuple(sheet.said[key][0] for key in keys if key in sheet.said)


def _href(sheet: Sheet, key: str) -> str:
    line = sheet.lines[key]
    return Number("", line.figure, line.answer.period, sheet.book.moment).href
