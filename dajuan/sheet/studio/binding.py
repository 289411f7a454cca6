"""What could stand behind words that were typed by hand, and putting it there.

Words are found again by themselves and by how many alike stand before them outside of marks: a place in the text as it
reads says nothing of its place in the text as it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from dajuan.figures import catalogue
from dajuan.figures.book import Book
from dajuan.figures.vocabulary import Figure
from dajuan.sheet.account import Saying
from dajuan.sheet.reading import claims as reading
from dajuan.sheet.reading.findings import Claim as Sort
from dajuan.sheet.reading.findings import Finding
from dajuan.sheet.reading.matching import Matcher
from dajuan.sheet.reading.terms import base_unit
from dajuan.sheet.studio import hedging
from dajuan.sheet.studio.choices import Choice, choices
from dajuan.sheet.studio.claims import Claim, plain
from dajuan.sheet.studio.marks import MARK, is_plain, parse, readable, stored
from dajuan.sheet.studio.models import Answer, Citation, Estimate, Manuscript, Valued
from dajuan.sheet.studio.rendering import Drafting, drafting, read_out, said_of
from dajuan.sheet.studio.search import figures_like
from dajuan.sheet.wording import HEDGES, SCALES

MOST_FIGURES = 4
MOST_SOURCES = 20
MOST_SHOWN = 4  # sayings of one figure before the rest is folded
WORDS_OF_OTHERS = {Sort.RANK, Sort.FIRST, Sort.TOP, Sort.TITLE, Sort.ORDINAL, Sort.ONLY, Sort.EVENT, Sort.RECORD}
"""What no record of our own proves (domain.md 0.3): only a document of somebody else, or for a record all our years."""


@dataclass(frozen=True)
class Offer:
    """One thing that could stand behind the words. `is_same`: it would read as the words do now."""

    mark: str
    shown: str
    reads: str
    name: str
    is_same: bool = False


def by_hand(marked: str, words: str) -> Iterator[tuple[int, int]]:
    """Where words stand in a marked text outside of its marks."""
    marks = [found.span() for found in MARK.finditer(marked)]
    for found in re.finditer(re.escape(words), marked):
        if not any(start < found.end() and found.start() < end for start, end in marks):
            yield found.span()


def nth(claim: Claim, claims: Sequence[Claim], text: str) -> int:
    """How many alike words stand by hand before a claim, in the text as it reads."""
    marked = [(one.start, one.end) for one in claims if one.mark]
    alike = (found.span() for found in re.finditer(re.escape(claim.words), text[: claim.start]))
    return sum(not any(s < end and start < e for s, e in marked) for start, end in alike)


def bound(marked: str, words: str, place: int, mark: str) -> str | None:
    """The marked text with a mark in place of words typed by hand; None where the words are no longer there."""
    found = list(by_hand(marked, words))
    if not words or place >= len(found):
        return None
    start, end = found[place]
    return _without_hedge(marked[:start], mark) + mark + marked[end:]


def _without_hedge(before: str, mark: str) -> str:
    """What stands before a mark, without a hedge typed there that the mark says itself: 超【…超】 reads 超 once."""
    saying = parse(mark)
    hedge = str(dict(saying.ways).get("hedge", "")) if saying else ""
    typed = hedging.before(before, len(before)) if hedge else ""
    return before[: len(before.rstrip()) - len(typed)] if typed else before


def backed_by(source: Valued, key: str, words: str, language: str, finding: Finding | None = None) -> Saying:
    """The mark that lets a source stand behind words: a number in the unit and scale of the text, else the words.

    A document's own words stay as they are where its number would be printed otherwise (42.0%, 九间).
    """
    is_own = isinstance(source, Citation) and is_plain(words) and words != source.says
    as_words = Saying("words", (key, words) if is_own else (key,))
    if isinstance(source, Citation) and (source.value is None or finding is None):
        return as_words
    scale = own_amount(finding)[2] if finding else ""
    if finding and not scale and str(source.unit) == "元":
        scale = next((one for one in ("亿", "万") if source.value is not None and abs(source.value) >= SCALES[one]), "")
    hedge = finding.hedge.value if finding and finding.hedge.value in HEDGES else ""
    ways: tuple[tuple[str, str | int], ...] = (("scale", scale),) if scale else ()
    ways += (("hedge", hedge), ("digits", 2)) if hedge else ()
    number = Saying("figure", (key, str(source.unit)), ways)
    is_same_number = finding is not None and own_amount(finding)[0] == source.value
    prints = said_of(source, number, language)
    return as_words if isinstance(source, Citation) and is_same_number and prints != words else number


def own_amount(finding: Finding) -> tuple[Fraction, str, str]:
    """A number as its document would be recorded: value, unit, and the word of scale it is printed with.

    895亿元 is 89,500,000,000 元 printed in 亿; 12公里 stays 12 公里.
    """
    value, printed = finding.value or Fraction(0), finding.printed_unit
    if not re.search("[-－−负]", finding.words):
        value = abs(value)  # 下降26.9%: the fall is said by the word before it
    scale = next((one for one in ("万亿", "万", "亿") if printed.startswith(one)), "")
    unit = printed.removeprefix(scale)
    if scale and unit and finding.scale == SCALES[scale]:
        return value, unit, scale
    return value / finding.scale, printed, ""


def figures_for(claim: Claim, text: str, manuscript: Manuscript) -> list[Figure]:
    """The figures a claim may speak of: those reading matches it with, else those called alike."""
    if claim.finding is None:
        return []
    findings = reading.read(text, year=manuscript.year)
    matched = Matcher.of_zone(manuscript.zone, text, findings)
    found: dict[str, Figure] = {}
    for finding, choice in zip(findings, matched.every(), strict=True):
        if finding.start == claim.start:
            terms = [choice.term] if choice.term else choice.offered
            found |= {term.figure.key: term.figure for term in terms if term.figure}
    named = f"{claim.finding.name}{claim.finding.counted}"
    found |= {one.key: one for one in figures_like(named, MOST_FIGURES) if one.key not in found}
    return list(found.values())[:MOST_FIGURES]


def offers(claim: Claim, text: str, manuscript: Manuscript, book: Book, language: str, today: date) -> list[Offer]:
    """What could stand behind a claim, what reads the same first: figures, then documents, estimates and answers."""
    found = [
        Offer(one.mark, one.shown, one.reads, str(figure.name), _is_same(one.reads, claim, manuscript.year))
        for figure in figures_for(claim, text, manuscript)
        for one in _fitting(claim, figure, manuscript, book, language, today)
    ]
    rows = [(key, source) for key, source in sources_of(manuscript, book) if _could_back(source, claim)]
    sayings = [(backed_by(source, key, claim.words, language, claim.finding), source) for key, source in rows]
    writing = drafting(manuscript, [stored(saying) for saying, _source in sayings], book, language, today)
    found += [_of_source(saying, source, claim, writing) for saying, source in sayings]
    return sorted(found, key=lambda one: not one.is_same)


def by_source(found: Sequence[Offer]) -> list[tuple[str, list[Offer], list[Offer]]]:
    """Offers a source at a time: its name, the first few, and the others; the source that says the same comes first."""
    names = dict.fromkeys(one.name for one in found)
    own = {name: [one for one in found if one.name == name] for name in names}
    return [(name, rows[:MOST_SHOWN], rows[MOST_SHOWN:]) for name, rows in own.items()]


def _is_same(reads: str, claim: Claim, year: int) -> bool:
    """Whether a saying reads as the words do, or claims the very same: 超千亿元 is 超1000亿元."""
    if reads == claim.words:
        return True
    said, meant = read_alone(reads, year), claim.finding
    if said is None or meant is None or meant.value is None:
        return False
    return (said.value, said.hedge, said.unit) == (meant.value, meant.hedge, meant.unit) and not said.comparison


def _fitting(
    claim: Claim, figure: Figure, manuscript: Manuscript, book: Book, language: str, today: date
) -> list[Choice]:
    """What may be said of a figure and is of the sort the claim is."""
    text = stored(Saying("figure", (figure.key,)))
    writing = drafting(manuscript, [text], book, language, today)
    unit = _measure_of(claim.finding)
    every = choices(writing.lines[figure.key], writing, unit if language.startswith("zh") else "")
    wanted = _kinds_of(claim.finding)
    is_share = claim.finding is not None and claim.finding.unit == "%"
    return [one for one in every if one.kind in wanted and (not is_share or "%" in one.reads)]


def _measure_of(finding: Finding | None) -> str:
    """The measure word of the text (条, 所), without its scale; empty where it is a unit of its own."""
    words = finding.unit if finding else ""
    return words if len(words) == 1 and "\u4e00" <= words <= "\u9fff" else ""


def _kinds_of(finding: Finding | None) -> set[str]:
    """Which sayings fit a sort of claim."""
    if finding is None:
        return {"figure"}
    by_sort = {
        Sort.ROSE: {"change"},
        Sort.FELL: {"change"},
        Sort.LEVEL: {"change"},
        Sort.POINTS: {"change"},
        Sort.ALL: {"covered"},
        Sort.RECORD: {"record", "new_record"},
        Sort.STREAK: {"streak"},
        Sort.MULTIPLE: {"times"},
        Sort.PLAN: {"plan"},
        Sort.PERCENT: {"figure", "change", "share"},
    }
    return by_sort.get(finding.claim, {"figure", "change"})


def sources_of(manuscript: Manuscript, book: Book) -> list[tuple[str, Valued]]:
    """Documents, estimates and answers on record for a manuscript, the latest recorded first, with their keys."""
    found: list[tuple[str, Valued]] = []
    for kind, model in (("doc", Citation), ("est", Estimate)):
        rows = model.objects.as_of(book.moment).filter(manuscript=manuscript).order_by("-number")[:MOST_SOURCES]
        found += [(f"{kind}-{one.number}", one) for one in rows]
    answers = Answer.objects.as_of(book.moment).filter(manuscript=manuscript).order_by("-number")[:MOST_SOURCES]
    return found + [(f"call-{one.call_id}", one) for one in answers]


def _could_back(source: Valued, claim: Claim) -> bool:
    """Whether a source is of the claim's sort: words of others for a rank or a title, a number in its unit for one."""
    if isinstance(source, Citation) and source.value is None:
        return is_of_others(claim) or claim.words in source.says
    if claim.finding is None or claim.finding.value is None:
        return False
    return str(source.unit) in {claim.finding.unit, base_unit(claim.finding.unit), own_amount(claim.finding)[1]}


def _of_source(saying: Saying, source: Valued, claim: Claim, writing: Drafting) -> Offer:
    reads = plain(read_out(stored(saying), writing))
    is_same = reads == claim.words if saying.kind == "figure" else claim.words in str(getattr(source, "says", ""))
    return Offer(stored(saying), readable(saying, writing.language), reads, str(source.name), is_same)


def is_of_others(claim: Claim) -> bool:
    """Whether only a document of somebody else can stand behind it."""
    return claim.finding is not None and claim.finding.claim in WORDS_OF_OTHERS


def figure_named(key: str) -> Figure | None:
    """A figure that stands on its own, by its key."""
    return next((one for one in catalogue.statements() if one.key == key), None)


def read_alone(words: str, year: int) -> Finding | None:
    """What words say by themselves, as reading understands them; None where they claim nothing alone."""
    return next((found for found in reading.read(words, year=year) if found.value is not None), None)
