"""Every claim of a passage: what it says, what stands behind it, and how well (office.md 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.figures.answers import decimal
from dajuan.figures.book import Book
from dajuan.figures.models import Attested
from dajuan.figures.vocabulary import Figure
from dajuan.sheet.account import Number, Paragraph, Part
from dajuan.sheet.reading import claims as reading
from dajuan.sheet.reading.findings import Claim as Sort
from dajuan.sheet.reading.findings import Finding, Kind
from dajuan.sheet.studio import hedging
from dajuan.sheet.studio.models import Answer, Citation, DataCall, Estimate, Manuscript, Passage
from dajuan.sheet.studio.rendering import Backed, Drafting, drafting, mark_of, read_out
from dajuan.sheet.studio.sources import files_of

BREAK = "\n"  # between the paragraphs of a passage's plain text
SAID_BY_NUMBER = frozenset({Sort.DONE, Sort.RESUMED, Sort.EACH})
"""Asserting words that say what the number in their clause counts (2个村完成整村拆除): the figure proves both."""
_CLAUSE_END = re.compile(r"[，。；：,;:!?！？\n]")
_SENTENCE = re.compile(r"[^。；;！？!?\n]*?(?:[。；;！？!?]|\.(?=\s|$)|(?=\n)|$)")


class State(StrEnum):
    """What stands behind a claim."""

    FIGURE = "figure"
    EVIDENCE = "evidence"
    ESTIMATE = "estimate"
    CALL = "call"
    OPEN = "open"

    @property
    def label(self) -> str | Promise:
        return _STATES[self]


_STATES = {
    State.FIGURE: pgettext_lazy("claim", "figure"),
    State.EVIDENCE: pgettext_lazy("claim", "evidence"),
    State.ESTIMATE: pgettext_lazy("claim", "estimate"),
    State.CALL: pgettext_lazy("claim", "data call"),
    State.OPEN: pgettext_lazy("claim", "not backed"),
}


class Grade(StrEnum):
    """How well a value is backed (office.md 4)."""

    RECORDS = "records"
    LEDGER = "ledger"
    FILE = "file"
    STATED = "stated"
    NONE = ""

    @property
    def label(self) -> str | Promise:
        return _GRADES.get(self, "")


_GRADES = {
    Grade.RECORDS: pgettext_lazy("grade", "from the records"),
    Grade.LEDGER: pgettext_lazy("grade", "from a ledger"),
    Grade.FILE: pgettext_lazy("grade", "backed by a document"),
    Grade.STATED: pgettext_lazy("grade", "stated only"),
}


@dataclass(frozen=True)
class Claim:
    """One claim of a passage, from `start` to `end` of its plain text (paragraphs a line each).

    `kind` is what the mark says (figure, change, plan …), of an open claim what reading takes it for. `mark` is empty
    for what was typed by hand. `value` is exact, in base units, empty where the claim is words. `trouble` says in
    words why a claim that has something behind it is open all the same.
    """

    passage: Passage
    state: State
    grade: Grade
    kind: str
    words: str
    start: int
    end: int
    sentence: str = ""
    mark: str = ""
    figure: Figure | None = None
    value: str = ""
    unit: str = ""
    note: str = ""
    href: str = ""
    trouble: str = ""
    part: Part | None = None
    finding: Finding | None = None

    @property
    def is_open(self) -> bool:
        """Whether it keeps the report from being signed, unless somebody signs over it with a reason."""
        return self.state is State.OPEN

    def as_json(self) -> dict[str, Any]:
        """What an edition freezes of it."""
        return {
            "mark": self.mark,
            "state": self.state.value,
            "grade": self.grade.value,
            "kind": self.kind,
            "words": self.words,
            "start": self.start,
            "end": self.end,
            "sentence": self.sentence,
            "figure": self.figure.key if self.figure else "",
            "value": self.value,
            "unit": self.unit,
            "note": self.note,
            "trouble": self.trouble,
        }


def plain(paragraphs: Sequence[Paragraph]) -> str:
    """The text of a passage as it reads, a line a paragraph."""
    return BREAK.join(paragraph.text for paragraph in paragraphs)


def claims_of(passage: Passage, book: Book, *, text: str | None = None, today: date | None = None) -> list[Claim]:
    """Every claim of a passage as it reads in a book, in order. `text`: what somebody is typing instead."""
    text = passage.text if text is None else text
    writing = drafting(passage.manuscript, [text], book, passage.language, today)
    return in_paragraphs(passage, read_out(text, writing), writing)


def of_manuscript(manuscript: Manuscript, book: Book, language: str, today: date | None = None) -> list[Claim]:
    """Every claim of a manuscript in one language, in the order of the report."""
    passages = list(manuscript.written(language))
    writing = drafting(manuscript, [one.text for one in passages], book, language, today)
    return [claim for one in passages for claim in in_paragraphs(one, read_out(one.text, writing), writing)]


def in_paragraphs(passage: Passage, paragraphs: Sequence[Paragraph], writing: Drafting) -> list[Claim]:
    """The claims of what has been read out: those with marks, and what reading finds beside them."""
    text = plain(paragraphs)
    sentences = list(sentences_of(text))
    graded = _Grades(writing)
    bound = [_hedged(_bound(passage, part, start, writing, graded), text) for start, part in _placed(paragraphs)]
    found = sorted([*bound, *_by_hand(passage, text, bound)], key=lambda one: one.start)
    return [replace(one, sentence=_sentence_at(text, sentences, one.start)) for one in found]


def _placed(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[int, Part]]:
    """The parts that come from marks, each with its place in the plain text."""
    at = 0
    for paragraph in paragraphs:
        for span in paragraph.spans:
            if mark_of(span) or isinstance(span, Backed):
                yield at, span
            at += len(span.text)
        at += len(BREAK)


def sentences_of(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a plain text begin and end; a semicolon ends one."""
    for found in _SENTENCE.finditer(text):
        if found[0].strip():
            yield found.start(), found.end()


def _sentence_at(text: str, sentences: list[tuple[int, int]], at: int) -> str:
    return next((text[start:end].strip() for start, end in sentences if start <= at < end), "")


class _Grades:
    """How well each figure of a writing is backed; asked once for all attested ones."""

    def __init__(self, writing: Drafting) -> None:
        self.attested = {one.figure: one.number for one in writing.attestations} if _rests_on_documents(writing) else {}
        self.with_file = files_of(self.attested.values())

    def of(self, figure: Figure) -> Grade:
        if not is_attested(figure):
            return Grade.RECORDS
        return Grade.FILE if self.attested.get(figure.key) in self.with_file else Grade.STATED


def is_attested(figure: Figure) -> bool:
    """Whether a figure's value comes from an outside document."""
    return any(rows.entry is Attested for rows in figure.rows_used())


def _rests_on_documents(writing: Drafting) -> bool:
    return any(is_attested(line.figure) for line in writing.lines.values())


def _bound(passage: Passage, part: Part, start: int, writing: Drafting, grades: _Grades) -> Claim:
    said: dict[str, Any] = _of_figure(part, writing, grades) if isinstance(part, Number) else _of_source(part)
    end = start + len(part.text)
    return Claim(passage, words=part.text, start=start, end=end, mark=mark_of(part), part=part, **said)


def _hedged(claim: Claim, text: str) -> Claim:
    """The claim; open where a word typed before it (超, 近) does not hold of its value."""
    word = hedging.before(text, claim.start) if claim.kind == "figure" and claim.value and not claim.is_open else ""
    if not word or hedging.holds(word, Fraction(claim.value), claim.words):
        return claim
    said = {"hedge": word, "words": claim.words}
    trouble = _("“%(hedge)s” before %(words)s does not hold. Choose the word together with the number.") % said
    return replace(claim, state=State.OPEN, trouble=str(trouble))


def _of_figure(part: Number, writing: Drafting, grades: _Grades) -> dict[str, Any]:
    line = writing.lines.get(part.figure.key)
    known = part.is_known
    return {
        "state": State.FIGURE if known else State.OPEN,
        "grade": grades.of(part.figure) if known else Grade.NONE,
        "kind": part.saying.kind if part.saying else "figure",
        "figure": part.figure,
        "value": decimal(line.value) if line and line.value is not None else "",
        "unit": str(part.figure.unit),
        "note": part.note,
        "href": part.href,
        "trouble": "" if known else str(_("Nothing is known of this figure yet.")),
    }


def _of_source(part: Any) -> dict[str, Any]:
    source = part.source
    state, grade = State.OPEN, Grade.NONE
    if isinstance(source, Citation):
        state, grade = State.EVIDENCE, Grade.FILE if part.has_file else Grade.STATED
    elif isinstance(source, Estimate):
        state = State.ESTIMATE
    elif isinstance(source, Answer):
        state = State.CALL
        grade = Grade(source.grade) if part.has_file else Grade.STATED  # a ledger nobody sees is only said
    trouble = part.trouble
    if isinstance(source, Citation) and not part.has_file:
        state, trouble = State.OPEN, str(_("The document itself is not attached."))
    value = None if source is None or isinstance(source, DataCall) else source.value
    return {
        "state": State.OPEN if part.trouble else state,
        "grade": grade,
        "kind": "words" if value is None else "figure",
        "value": "" if value is None else decimal(value),
        "unit": getattr(source, "unit", ""),
        "note": part.definition,
        "href": part.href,
        "trouble": trouble,
    }


def _same_clause(text: str, found: Finding, start: int) -> bool:
    """Whether no comma or stop stands between words and a number."""
    first, second = sorted((found.start, start))
    return not _CLAUSE_END.search(text[first:second])


def _by_hand(passage: Passage, text: str, bound: list[Claim]) -> Iterator[Claim]:
    """What was typed by hand and claims something: digits and asserting words, found by reading."""
    taken = [(one.start, one.end) for one in bound]
    for found in reading.read(text, year=passage.manuscript.year):
        if found.kind is Kind.GAP or any(start < found.end and found.start < end for start, end in taken):
            continue
        if found.claim in SAID_BY_NUMBER and any(_same_clause(text, found, start) for start, _end in taken):
            continue
        value = decimal(found.value) if found.value is not None else ""
        trouble = str(_("Typed by hand: nothing stands behind it."))
        said = {"value": value, "unit": found.unit, "trouble": trouble, "finding": found}
        words = text[found.start : found.end]
        yield Claim(passage, State.OPEN, Grade.NONE, found.claim.value, words, found.start, found.end, **said)  # type: ignore[arg-type]  # its own fields


@dataclass(frozen=True)
class Piece:
    """A stretch of a paragraph as a page shows it, with the claim it is; None for plain words."""

    text: str
    claim: Claim | None = None


@dataclass(frozen=True)
class Shown:
    """One paragraph, or a heading where it has a level, in pieces."""

    level: int
    pieces: list[Piece]


def shown(paragraphs: Sequence[Paragraph], claims: Sequence[Claim]) -> list[Shown]:
    """The paragraphs of a passage with every claim in its place; of two that overlap the first alone."""
    text, found, at = plain(paragraphs), [], 0
    for paragraph in paragraphs:
        end = at + len(paragraph.text)
        inside = [one for one in claims if at <= one.start and one.end <= end]
        found.append(Shown(paragraph.level, list(_pieces(text, at, end, inside))))
        at = end + len(BREAK)
    return found


def _pieces(text: str, start: int, end: int, claims: Sequence[Claim]) -> Iterator[Piece]:
    at = start
    for claim in claims:
        if claim.start < at or claim.start == claim.end:
            continue
        if at < claim.start:
            yield Piece(text[at : claim.start])
        yield Piece(text[claim.start : claim.end], claim)
        at = claim.end
    if at < end:
        yield Piece(text[at:end])
