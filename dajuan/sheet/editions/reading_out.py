"""The text of an edition for a page: paragraphs in spans, of which those that say something of a figure open it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from dajuan.figures import catalogue
from dajuan.sheet.editions.content import Content, Passage
from dajuan.sheet.editions.drafting import printed
from dajuan.values.bundles import Definition, FrozenValue, Use


@dataclass(frozen=True)
class Span:
    """A stretch of words; with an address where it says something of a figure that a reader may open."""

    text: str
    href: str = ""
    title: str = ""
    is_changed: bool = False


@dataclass(frozen=True)
class Row:
    """One figure below the text: value, last year, plan, what it counts and from how many records."""

    key: str
    name: str
    unit: str
    value: str
    last_year: str
    plan: str
    counts: str
    records: int
    digest: str
    href: str = ""
    is_changed: bool = False


@dataclass(frozen=True)
class Shown:
    """A text and for whom: inside, numbers open as known at the cut; outside, to what may be public, below the text."""

    content: Content
    changed: frozenset[str] = frozenset()
    inside: bool = False

    def is_open(self, key: str) -> bool:
        return self.inside or self.content.figures[key].public

    def address(self, value: FrozenValue | None) -> str:
        """Where a number opens; empty where it does not."""
        if value is None or not self.is_open(value.key):
            return ""
        if not self.inside:
            return f"#figure-{value.key}"
        if catalogue.figure(value.key) is None:
            return ""
        query = urlencode({"period": value.period, "as_of": self.content.moment})
        return f"{reverse('figures:show', args=[value.key])}?{query}"

    def span(self, use: Use) -> Span:
        value = self.content.by_figure.get((use.key, use.period))
        definition = self.content.definition.get(use.key)
        title = f"{definition.name}：{definition.counts}" if definition and self.is_open(use.key) else ""
        return Span(use.words, self.address(value), title, use.key in self.changed)

    def rows(self) -> list[Row]:
        """The figures this reader may read, in the order of the edition."""
        values = (one for one in self.content.values if self.is_open(one.key))
        return [self._row(one, self.content.definition[one.key]) for one in values]

    def _row(self, value: FrozenValue, definition: Definition) -> Row:
        said = printed(value, definition, self.content.language)
        return Row(
            key=value.key,
            name=definition.name,
            unit=said.unit,
            value=said.value,
            last_year=said.before,
            plan=said.plan,
            counts=definition.counts or " / ".join(part.name for part in definition.parts),
            records=value.rows,
            digest=definition.digest,
            href=self.address(value) if self.inside else "",
            is_changed=value.key in self.changed,
        )


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of the page; a heading where it has a level."""

    level: int
    spans: list[Span]


def paragraphs(text: Shown) -> Iterator[Paragraph]:
    """The paragraphs in the order of the text, empty ones left out."""
    for passage in text.content.passages:
        if passage.text.strip():
            yield Paragraph(passage.level, list(_spans(text, passage)))


def _spans(text: Shown, passage: Passage) -> Iterator[Span]:
    at = 0
    for use in text.content.uses_in(passage):
        start, end = use.start - passage.start, use.end - passage.start
        if start > at:
            yield Span(passage.text[at:start])
        yield text.span(use)
        at = end
    if at < len(passage.text):
        yield Span(passage.text[at:])
