"""A line's paragraph of the account: words, and numbers that know which figure they are.

A room's template is Markdown with tags over figure keys. A tag puts its number aside and leaves a mark in the text; the
finished text is then taken apart into words and numbers, so that nothing a number says can be taken for form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.template import Context, TemplateDoesNotExist, TemplateSyntaxError, engines
from django.urls import reverse
from django.utils import translation

from dajuan.figures import answers, catalogue
from dajuan.figures.book import Book
from dajuan.figures.statement import Line
from dajuan.figures.vocabulary import Change, Figure, Measure, Ratio
from dajuan.sheet.wording import Way
from dajuan.values import periods
from dajuan.values.periods import Period

_OPEN, _CLOSE = "\ue000", "\ue001"  # private use: no keyboard types them
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
EARLIER_YEARS = 4
SHOWN_EXAMPLES = 3


@dataclass(frozen=True)
class Word:
    """A stretch of words that belongs to no figure."""

    text: str


@dataclass(frozen=True)
class Number:
    """What a figure lets the account say: a number, a change, a completion, an assertion."""

    text: str
    figure: Figure
    period: Period
    moment: int
    is_known: bool = True

    @property
    def href(self) -> str:
        """The page that opens the number, about the same period and as known at the same moment."""
        query = urlencode({"period": str(self.period), "as_of": self.moment})
        return f"{reverse('figures:show', args=[self.figure.key])}?{query}"

    @property
    def definition(self) -> str:
        return ": ".join(filter(None, (str(self.figure.name), str(self.figure.counts))))


Span = Word | Number


@dataclass(frozen=True)
class Paragraph:
    """One paragraph, or a heading where it has a level (1 is the line's own)."""

    spans: tuple[Span, ...]
    level: int = 0

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


@dataclass
class Writing:
    """What the tags of a template need: the values, and where their numbers are put."""

    language: str
    period: Period
    book: Book
    lines: dict[str, Line]
    numbers: list[Number] = field(default_factory=list)

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

    def put(self, line: Line, text: str) -> str:
        """Set a number aside and leave its mark; a comma or blank before it stays text. Nothing is left of nothing."""
        said = text.lstrip("，, ")
        if not said:
            return ""
        number = Number(said, line.figure, line.answer.period, self.book.moment, line.value is not None)
        self.numbers.append(number)
        return f"{text.removesuffix(said)}{_OPEN}{len(self.numbers) - 1}{_CLOSE}"

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

    def earlier(self, line: Line) -> dict[int, Fraction]:
        """The values of some earlier whole years, by year; those unknown or nothing are left out."""
        if self.period.kind is not periods.Kind.YEAR:
            return {}
        years = range(self.period.start.year - EARLIER_YEARS, self.period.start.year)
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
    with translation.override(writing.language):
        text = template.render(Context(said_of(writing) | {"writing": writing}, autoescape=False))
    return list(paragraphs(text, writing))


def template_of(line: str, language: str) -> Any:
    """The compiled template of a line, None where there is none."""
    try:
        return engines["django"].get_template(f"{line}/account.{language}.md").template  # type: ignore[attr-defined]  # of this engine
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
        if lines:
            yield Paragraph(tuple(_spans(between.join(lines), writing)))


def _spans(text: str, writing: Writing) -> Iterator[Span]:
    for place, part in enumerate(_MARK.split(text)):
        if place % 2:
            yield writing.numbers[int(part)]
        elif part:
            yield Word(part)
