"""A passage as it reads: its marks said as of a book, by the same sayings as the rooms' templates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dajuan.figures import catalogue
from dajuan.figures.book import Book
from dajuan.figures.statement import statement
from dajuan.papers.paper import Language
from dajuan.sheet import answer_sheet, wording
from dajuan.sheet.account import Number, Paragraph, Part, Saying, Word, Writing, paragraphs
from dajuan.sheet.answer_sheet import AnswerSheet, Section
from dajuan.sheet.sayings import said
from dajuan.sheet.studio.marks import MARK, OUTSIDE, keys_in, parse, stored
from dajuan.sheet.studio.models import Citation, DataCall, Estimate, Manuscript, Passage, Valued
from dajuan.sheet.studio.sources import Sources
from dajuan.sheet.wording import Way

__all__ = ["Backed", "Drafting", "Number", "Paragraph", "Part", "Word", "as_sheet", "drafting", "mark_of", "rendered"]


@dataclass(frozen=True)
class Backed(Word):
    """Words a document, an estimate or an answer stands behind; `trouble` says why a mark is worth nothing."""

    mark: str = ""
    source: Valued | DataCall | None = None
    has_file: bool = False
    trouble: str = ""

    @property
    def href(self) -> str:
        """The page of what stands behind it; empty where nothing does."""
        if isinstance(self.source, DataCall):
            return self.source.get_absolute_url()
        return reverse("records:entry", args=[self.source.number]) if self.source else ""

    @property
    def definition(self) -> str:
        """What a reader sees who points at it."""
        if isinstance(self.source, Citation):
            return "，".join(filter(None, (self.source.issuer, self.source.document, self.source.edition)))
        if isinstance(self.source, Estimate):
            return f"{self.source.method}（{self.source.author}）"
        return self.trouble or str(self.source or "")

    @property
    def is_known(self) -> bool:
        return self.source is not None and not self.trouble


@dataclass
class Drafting(Writing):
    """The writing of a manuscript: says marks, of figures and of what others attested."""

    sources: Sources = field(default_factory=Sources)

    def say(self, mark: str) -> str:
        """What stands in the text for a mark; one that names nothing stays as it is and is known by its trouble."""
        saying = parse(mark)
        if saying is None:
            return self.back(mark, Backed(mark, mark, trouble=_("This names no figure and no evidence.")))
        if OUTSIDE.fullmatch(saying.words[0]):
            return self._said_outside(saying)
        return said(self, saying.kind, *saying.words, **dict(saying.ways))

    def back(self, text: str, part: Backed) -> str:
        """Put words with something behind them aside and leave their place."""
        self.numbers.append(part)
        return f"\ue000{len(self.numbers) - 1}\ue001"

    def _said_outside(self, saying: Saying) -> str:
        key, *words = saying.words
        source, mark = self.sources.get(key), stored(saying)
        if source is None:
            trouble = _("What this names was withdrawn or never recorded.")
            return self.back(mark, Backed(mark, mark, trouble=trouble))
        if isinstance(source, DataCall):
            waiting = "（数据征集中）" if self.language.startswith("zh") else "(asked for)"
            return self.back(waiting, Backed(waiting, mark, source, trouble=_("Nobody has answered yet.")))
        text = self._words(saying, source, words)
        has_file, trouble = source.number in self.sources.with_file, ""
        if isinstance(source, Citation) and saying.kind == "words" and text not in source.says:
            trouble = _("The document says otherwise: %(words)s") % {"words": source.says}
        return self.back(text, Backed(text, mark, source, has_file, trouble)) if text else ""

    def _words(self, saying: Saying, source: Valued, words: list[str]) -> str:
        """The words of a document, a change between two of them, or a number."""
        if saying.kind != "change" or source.value is None:
            return said_of(source, saying, self.language)
        other = self.sources.get(words[0]) if words else None
        before = other.value if isinstance(other, Valued) else None
        ways: dict[str, Any] = dict(saying.ways)
        way = _way(source, words[1:], ways, self.language)
        return wording.change(source.value, before, way, str(ways.get("kind", "rate")))


def said_of(source: Valued, saying: Saying, language: str) -> str:
    """What a mark says of one source: its words, or its number; an estimate says that it is one."""
    words, ways = list(saying.words[1:]), dict(saying.ways)
    if saying.kind == "words" or source.value is None:
        return words[0] if words else str(getattr(source, "says", source))
    way, digits = _way(source, words, ways, language), int(ways.get("digits", 2))
    text = wording.amount(source.value, way, str(ways.get("hedge", "")), digits)
    if not isinstance(source, Estimate):
        return text
    return f"预计{text}" if language.startswith("zh") else f"an estimated {text}"


def _way(source: Valued, words: list[str], ways: dict[str, Any], language: str) -> Way:
    unit = words[0] if words else str(source.unit)
    many, scale = words[1] if len(words) > 1 else unit, ways.get("scale", "")
    usual = _places(Way(language, scale=scale).scaled(source.value or Fraction(0)))
    return Way(language, unit, many, scale, int(ways.get("places", usual)))


def _places(value: Fraction) -> int:
    """How many places a document's own number has, four at most."""
    return next((places for places in range(4) if (value * 10**places).denominator == 1), 4)


def mark_of(part: Part) -> str:
    """The mark a part of the text comes from, as it is kept; empty for plain words."""
    if isinstance(part, Backed):
        return part.mark
    return stored(part.saying) if isinstance(part, Number) and part.saying else ""


def drafting(
    manuscript: Manuscript, texts: Iterable[str], book: Book, language: str, today: date | None = None
) -> Drafting:
    """A writing that knows everything the marks of some texts name. One statement of the figures named."""
    keys = set().union(*map(keys_in, texts))
    period = answer_sheet.year_of(manuscript.year, today or timezone.localdate())
    figures = [one for one in catalogue.statements() if one.key in keys]
    lines = {line.key: line for line in statement(figures, period, book)}
    return Drafting(language, period, book, lines, sources=Sources.of(keys, book))


def rendered(passage: Passage, book: Book, *, text: str | None = None, today: date | None = None) -> list[Paragraph]:
    """A passage as it reads in a book: paragraphs of words, numbers of figures, and words backed by documents.

    `text`: what somebody is typing, instead of what the passage keeps.
    """
    text = passage.text if text is None else text
    return read_out(text, drafting(passage.manuscript, [text], book, passage.language, today))


def read_out(text: str, writing: Drafting) -> list[Paragraph]:
    """Marked text in paragraphs. Every line is one."""
    writing.named.clear()
    with translation.override(writing.language):
        plain = MARK.sub(lambda mark: writing.say(mark[0]), text)
    return list(paragraphs("\n\n".join(plain.splitlines()), writing))


def as_sheet(manuscript: Manuscript, book: Book, language: str = "zh-hans", today: date | None = None) -> AnswerSheet:
    """The manuscript as an answer sheet: what every document, web page and table is made of.

    `lines` are those of all figures, for the annex, whether the text names them or not.
    """
    passages = list(manuscript.written(language))
    period = answer_sheet.year_of(manuscript.year, today or timezone.localdate())
    lines = statement(catalogue.statements(), period, book)
    sources = Sources.of(set().union(*(keys_in(one.text) for one in passages)), book)
    writing = Drafting(language, period, book, {line.key: line for line in lines}, sources=sources)
    sections = [_section(one, read_out(one.text, writing)) for one in passages]
    code: Language = "en" if language == "en" else "zh-hans"
    return answer_sheet.written_sheet(manuscript.zone, period, book, code, sections, lines)


def _section(passage: Passage, said: list[Paragraph]) -> Section:
    """A passage under its own heading."""
    if said and said[0].level == 1:
        return Section(passage.key, said[0].text, said[1:])
    return Section(passage.key, passage.heading, said)
