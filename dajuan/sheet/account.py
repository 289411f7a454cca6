"""A line's paragraph of the account: words, and numbers that know which figure they are.

A room's template is Markdown with tags over figure keys. A tag puts its number aside and leaves a mark in the text; the
finished text is then taken apart into words and numbers, so that nothing a number says can be taken for form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.template import Context, TemplateDoesNotExist, TemplateSyntaxError, engines
from django.urls import reverse
from django.utils import translation

from dajuan.figures import answers, catalogue
from dajuan.figures.book import Book
from dajuan.figures.models import Attested
from dajuan.figures.statement import Line
from dajuan.figures.vocabulary import Change, Figure, Measure, Ratio, Span
from dajuan.sheet.wording import Way, tidied, with_equal_places
from dajuan.values import periods
from dajuan.values.periods import Period

_OPEN, _CLOSE = "\ue000", "\ue001"  # private use: no keyboard types them
NOTHING = "\ue002"  # stands where a clause was left out, so that its empty line divides no paragraph
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
EARLIER_YEARS = 4
SHOWN_EXAMPLES = 3


@dataclass(frozen=True)
class Word:
    """A stretch of words that belongs to no figure."""

    text: str


@dataclass(frozen=True)
class Saying:
    """What a tag or a mark asks to be said: its kind, the words it is given (figures first), and in which way."""

    kind: str
    words: tuple[str, ...] = ()
    ways: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True)
class Number:
    """What a figure lets the account say: a number, a change, a completion, an assertion."""

    text: str
    figure: Figure
    period: Period
    moment: int
    is_known: bool = True
    note: str = ""
    saying: Saying | None = None
    member: tuple[str, str] | None = None  # of a breakdown, where the number is that of one member

    @property
    def href(self) -> str:
        """The page that opens the number, about the same period and as known at the same moment."""
        asked = {"period": str(self.period), "as_of": self.moment}
        if self.member:
            asked |= {"by": self.member[0], "member": self.member[1]}
            return f"{reverse('figures:rows', args=[self.figure.key, 0])}?{urlencode(asked)}"
        return f"{reverse('figures:show', args=[self.figure.key])}?{urlencode(asked)}"

    @property
    def definition(self) -> str:
        """What the figure counts, and what the number is set against: the version of the plan."""
        return " ".join(
            filter(None, (": ".join(filter(None, (str(self.figure.name), str(self.figure.counts)))), self.note))
        )


Part = Word | Number


@dataclass(frozen=True)
class Paragraph:
    """One paragraph, or a heading where it has a level (1 is the line's own) and its number, such as （一）."""

    spans: tuple[Part, ...]
    level: int = 0
    mark: str = ""

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)

    @property
    def numbers(self) -> list[Number]:
        return [span for span in self.spans if isinstance(span, Number)]

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims its figures answer, in the order they are said."""
        return tuple(dict.fromkeys(claim for one in self.numbers for claim in catalogue.claims_of(one.figure)))


def _names(figure: Figure, by: str, keys: list[str]) -> dict[str, str]:
    """The words for some members of a breakdown: of a choice its name, of a record what it is called."""
    entry = next(figure.rows_used()).entry
    column: Any = next(one for one in entry._meta.concrete_fields if by in (one.name, one.attname))
    if column.choices:
        return {str(value): str(name) for value, name in column.flatchoices}
    return {str(one.pk): str(one) for one in column.related_model._default_manager.filter(pk__in=keys)}


@dataclass
class Writing:
    """What the tags of a template need: the values, and where their numbers are put.

    `named`: the last plan version, stage and the like that the line of work has named; it is not named again.
    `saying`: what is being said just now; the numbers put aside meanwhile belong to it.
    `left_out`: the figures whose clause was left out because they are nothing.
    """

    language: str
    period: Period
    book: Book
    lines: dict[str, Line]
    numbers: list[Part] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)
    left_out: list[Line] = field(default_factory=list)
    saying: Saying | None = None

    def taken(self, saying: Saying, text: str) -> str:
        """What stands in the text for a saying: what it says."""
        return text

    def once(self, kind: str, words: str) -> str:
        """The words where the line of work has not just said them of this kind of thing, else nothing."""
        if self.named.get(kind) == words:
            return ""
        self.named[kind] = words
        return words

    def line(self, key: str) -> Line:
        """The figure's line of the statement; a change belongs to the figure it is the change of."""
        figure = catalogue.figure(key)
        if isinstance(figure, Change):
            figure = figure.of
        if figure is None or figure.key not in self.lines:
            raise TemplateSyntaxError(f"The account names a figure that does not exist: {key}")
        return self.lines[figure.key]

    def way(self, line: Line, unit: str = "", many: str = "", scale: str | int = "", places: int | None = None) -> Way:
        """How the figure is printed; without a unit of the account's its own."""
        usual = line.figure.decimals if scale in ("", 1) else 2
        return Way(
            self.language, unit or str(line.figure.unit), many or unit, scale, usual if places is None else places
        )

    def put(self, line: Line, text: str, note: str = "", member: tuple[str, str] | None = None) -> str:
        """Set a number aside and leave its mark; a comma or blank before it stays text. Nothing is left of nothing."""
        said = text.lstrip("，, ")
        if not said:
            return ""
        self.numbers.append(replace(self.number(line, said, note), member=member))
        return f"{text.removesuffix(said)}{_OPEN}{len(self.numbers) - 1}{_CLOSE}"

    def number(self, line: Line, text: str, note: str = "") -> Number:
        known = line.value is not None
        return Number(text, line.figure, line.answer.period, self.book.moment, known, note, self.saying)

    def missing(self, line: Line) -> list[str]:
        """The names of what a coverage still lacks; empty if none."""
        figure = line.figure
        if not isinstance(figure, Ratio) or not isinstance(figure.bottom, Measure):
            return []
        return names_of(figure.bottom, answers.missing(figure, self.period, self.book))

    def examples(self, line: Line) -> list[str]:
        """Names of some subjects that were counted, one more than are shown; empty where rows name none."""
        figure = line.figure
        if not isinstance(figure, Measure) or not line.value:
            return []
        (source,) = answers.sources(figure, self.period)
        entry = figure.rows.entry
        if not entry.subject_field:
            return []
        numbers = answers.page_of(source, self.book, limit=SHOWN_EXAMPLES + 1)
        found = entry._default_manager.filter(pk__in=numbers).select_related(entry.subject_field)
        return list(dict.fromkeys(str(one.subject) for one in found.order_by("happened_on", "number")))

    def largest(self, line: Line, told: Line, by: str, most: int) -> list[tuple[str, str, Fraction | None]]:
        """Key, name and value of the members of a breakdown in which a figure is largest; the value is the other's."""
        parts, values = (answers.ask_by(one.figure, by, self.period, self.book) for one in (line, told))
        first = sorted((one for one in parts.values() if one.value), key=lambda one: -(one.value or 0))
        keys = [one.member for one in first[:most]]
        names = _names(line.figure, by, keys)
        return [(key, names.get(key, key), values[key].value if key in values else None) for key in keys]

    def is_new(self, line: Line) -> bool:
        """Whether the period itself has rows of the figure: a title is won in the year of its document alone."""
        figure = line.figure
        if not isinstance(figure, Measure):
            return bool(line.difference)
        return bool(answers.ask_one(replace(figure, span=Span.PERIOD), self.period, self.book).value)

    @cached_property
    def attestations(self) -> list[Attested]:
        """What others attested of the zone, as known in the book, in the order of the days it speaks of."""
        known = Attested.objects.as_of(self.book.moment).filter(zone=self.book.zone)
        return list(known.order_by("happened_on", "number"))

    def attested(self, figure: Figure, period: Period) -> Attested | None:
        """The last value attested of a figure in a period; None if none."""
        found = [one for one in self.attestations if one.figure == figure.key and one.happened_on in period]
        return found[-1] if found else None

    def earlier(self, line: Line, back: int = EARLIER_YEARS) -> dict[int, Fraction]:
        """The values of some earlier whole years, by year; those unknown or nothing are left out."""
        if self.period.kind is not periods.Kind.YEAR:
            return {}
        years = range(self.period.start.year - back, self.period.start.year)
        asked = [(line.figure, periods.year(year)) for year in years]
        found = zip(years, answers.ask_all(asked, self.book), strict=True)
        return {year: answer.value for year, answer in found if answer.value}


def names_of(measure: Measure, keys: list[int]) -> list[str]:
    """The names of the subjects a measure counts by key, in their order."""
    entry = measure.rows.entry
    label = measure.subject
    column = next((one for one in entry._meta.concrete_fields if one.attname == measure.column), None)
    model: Any = apps.get_model(label) if label else column and column.related_model
    if not keys or not model:
        return []
    names = {one.pk: str(one) for one in model._default_manager.filter(pk__in=keys)}
    return [names[key] for key in keys if key in names]


def written(line: str, writing: Writing) -> list[Paragraph]:
    """What a line's template says; empty where the line keeps none in this language."""
    template = template_of(line, writing.language)
    if template is None:
        return []
    writing.named.clear()
    with translation.override(writing.language):
        text = template.render(Context(said_of(writing) | {"writing": writing}, autoescape=False))
    return with_text(list(paragraphs(text, writing)))


def with_text(said: list[Paragraph]) -> list[Paragraph]:
    """Without the headings under which nothing is left to say."""
    kept: list[Paragraph] = []
    for one in reversed(said):
        below = kept[-1] if kept else None
        if not one.level or (below and (not below.level or below.level > one.level)):
            kept.append(one)
    return kept[::-1]


def template_of(line: str, language: str) -> Any:
    """The compiled template of a line, None where there is none. What figures keep themselves stands with them."""
    names = [f"{line}/account.{language}.md", f"figures/account.{line}.{language}.md"]
    try:
        return engines["django"].engine.select_template(names)  # type: ignore[attr-defined]  # of this engine
    except TemplateDoesNotExist:
        return None


def said_of(writing: Writing) -> dict[str, str]:
    """The words of zone and time a template may use: zone, year, all_year (全年), year_end (年末)."""
    zone, year, whole = writing.book.zone, writing.period.start.year, writing.period.kind is periods.Kind.YEAR
    if writing.language == "en":
        return {
            "zone": zone.name_en or zone.name,
            "year": str(year),
            "all_year": f"In {year}" if whole else f"So far in {year}",
            "year_end": f"at the end of {year}" if whole else "at present",
        }
    return {
        "zone": zone.name,
        "year": str(year),
        "all_year": "全年" if whole else "今年以来",
        "year_end": "年末" if whole else "目前",
    }


def paragraphs(text: str, writing: Writing) -> Iterator[Paragraph]:
    """The text in paragraphs, which empty lines divide; lines that begin with # are headings."""
    between = "" if writing.language.startswith("zh") else " "
    for block in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        while lines and (heading := re.match(r"(#{1,4})\s+(.*)", lines[0])):
            yield Paragraph(tuple(_spans(heading[2], writing)), len(heading[1]))
            lines = lines[1:]
        if words := tidied(between.join(lines).replace(NOTHING, ""), writing.language):
            yield Paragraph(tuple(_aligned(list(_spans(words, writing)))))


def _spans(text: str, writing: Writing) -> Iterator[Part]:
    for place, part in enumerate(_MARK.split(text)):
        if place % 2:
            yield writing.numbers[int(part)]
        elif part:
            yield Word(part)


def _aligned(spans: list[Part]) -> Iterator[Part]:
    """The parts of a paragraph; amounts of one unit in one sentence have the same places behind the point."""
    sentence: list[Part] = []
    for span in spans:
        sentence.append(span)
        if isinstance(span, Word) and ("。" in span.text or ". " in span.text):
            yield from _with_equal_places(sentence)
            sentence = []
    yield from _with_equal_places(sentence)


def _with_equal_places(sentence: list[Part]) -> Iterator[Part]:
    texts = iter(with_equal_places([span.text for span in sentence if isinstance(span, Number)]))
    for span in sentence:
        yield replace(span, text=next(texts)) if isinstance(span, Number) else span
