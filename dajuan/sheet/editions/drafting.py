"""The text of an edition as it goes out: the manuscript, or the rooms' accounts, with every value as of one book."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import translation

from dajuan.core.calendar.models import RuleSet
from dajuan.core.staff.models import Zone
from dajuan.figures import answers
from dajuan.figures.book import Book
from dajuan.figures.statement import Line, statement
from dajuan.figures.vocabulary import Figure
from dajuan.papers.paper import Language
from dajuan.sheet.account import Number, Saying
from dajuan.sheet.answer_sheet import AnswerSheet, compose
from dajuan.sheet.editions.content import Content, Kept, Passage
from dajuan.sheet.studio import claims, rendering
from dajuan.sheet.studio.claims import Claim
from dajuan.sheet.studio.models import Manuscript
from dajuan.sheet.units import way_for
from dajuan.sheet.wording import SCALES
from dajuan.values import numbers
from dajuan.values.bundles import Definition, FrozenValue, PlanUsed, RuleSetUsed, Said, Use
from dajuan.values.periods import Period

LANGUAGES: tuple[Language, ...] = ("zh-hans", "en")


@dataclass(frozen=True)
class Draft:
    """Both languages of a text as of one book, before it goes out."""

    book: Book
    contents: tuple[Content, ...]
    drafted: Mapping[str, Any] = field(default_factory=dict)

    @property
    def figures(self) -> int:
        return len({one.key for content in self.contents for one in content.values})


def draft(zone: Zone, year: int, manuscript: Manuscript | None, book: Book, today: date) -> Draft:
    """What an edition of a year would say now. Takes a second or two: never called inside an act."""
    sheets = [_sheet(zone, year, manuscript, book, language, today) for language in LANGUAGES]
    used = {number.figure.key: number.figure for sheet in sheets for number in _numbers(sheet)}
    frozen = _Frozen.of(used.values(), sheets[0].period, book)
    made = [claims.of_manuscript(manuscript, book, one, today) if manuscript else [] for one in LANGUAGES]
    contents = tuple(_content(sheet, frozen, _unbacked(said)) for sheet, said in zip(sheets, made, strict=True))
    return Draft(book, contents, _drafted(manuscript, [claim for said in made for claim in said]))


def _sheet(
    zone: Zone, year: int, manuscript: Manuscript | None, book: Book, language: Language, today: date
) -> AnswerSheet:
    """The manuscript as a sheet; without one, what the rooms' accounts say."""
    if manuscript is None:
        return compose(zone, year, book, language, today)
    return rendering.as_sheet(manuscript, book, language, today)


def _unbacked(made: list[Claim]) -> tuple[str, ...]:
    """The claims nobody backs, in words (未佐证清单)."""
    return tuple(
        f"{claim.words}：{claim.sentence}" if claim.sentence else claim.words for claim in made if claim.is_open
    )


def _drafted(manuscript: Manuscript | None, made: list[Claim]) -> dict[str, Any]:
    """By the key of each passage, its revision and its claims as they were said."""
    if manuscript is None:
        return {}
    told: dict[str, Any] = {
        str(pk): {"revision": revision, "claims": []}
        for pk, revision in manuscript.passages.values_list("pk", "revision")
    }
    for claim in made:
        told[str(claim.passage.pk)]["claims"].append(claim.as_json())
    return told


def _numbers(sheet: AnswerSheet) -> Iterator[Number]:
    for section in sheet.sections:
        for paragraph in section.paragraphs:
            yield from paragraph.numbers


@dataclass(frozen=True)
class _Frozen:
    """What both languages share."""

    figures: tuple[Figure, ...]
    values: tuple[FrozenValue, ...]
    plans: tuple[PlanUsed, ...]
    rule_sets: tuple[RuleSetUsed, ...]

    @classmethod
    def of(cls, figures: Iterable[Figure], period: Period, book: Book) -> _Frozen:
        lines = statement(figures, period, book)
        planned = tuple(_plan(line) for line in lines if line.plan)
        return cls(tuple(line.figure for line in lines), tuple(map(_value, lines)), planned, _rule_sets(period, book))


def _value(line: Line) -> FrozenValue:
    period, book = line.answer.period, line.answer.book
    rows = answers.count_behind(line.figure, period, book)
    return FrozenValue(line.key, str(period), line.value, line.figure.digest, line.before, line.planned, rows)


def _plan(line: Line) -> PlanUsed:
    assert line.plan is not None and line.planned is not None
    return PlanUsed(line.key, line.plan.year, line.plan.version, line.planned, line.plan.number)


def _rule_sets(period: Period, book: Book) -> tuple[RuleSetUsed, ...]:
    """The rule sets that were in force on a day of the period, as known."""
    rows = RuleSet.objects.as_of(book.moment).filter(valid_from__lt=period.end).exclude(valid_to__lt=period.start)
    return tuple(RuleSetUsed(one.kind, one.edition, _plain(one.content)) for one in rows.order_by("kind", "number"))


def _plain(content: Any) -> str:
    """A rule set's content as canonical JSON."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _content(sheet: AnswerSheet, frozen: _Frozen, open_claims: tuple[str, ...]) -> Content:
    with translation.override(sheet.language):
        passages, uses = _said(sheet)
        return Content(
            language=sheet.language,
            title=sheet.title,
            zone=str(sheet.zone),
            period=str(sheet.period),
            moment=sheet.book.moment,
            passages=tuple(passages),
            values=frozen.values,
            definitions=tuple(definition_of(figure) for figure in frozen.figures),
            figures={figure.key: Kept(figure.line, figure.public) for figure in frozen.figures},
            uses=tuple(uses),
            rule_sets=frozen.rule_sets,
            plans=frozen.plans,
            open_claims=open_claims,
        )


def definition_of(figure: Figure) -> Definition:
    """How a figure counts, in the current language."""
    return Definition(
        key=figure.key,
        name=figure.title,
        unit=str(figure.unit),
        signature=figure.signature,
        digest=figure.digest,
        scale=figure.scale,
        decimals=figure.decimals,
        span=str(figure.span),
        since=str(figure.since or ""),
        version=figure.version,
        counts=str(figure.counts),
        parts=tuple(definition_of(part) for part in figure.parts),
    )


def _said(sheet: AnswerSheet) -> tuple[list[Passage], list[Use]]:
    """The text in passages, and where it says something of a figure, by code points from its very beginning."""
    passages: list[Passage] = []
    uses: list[Use] = []
    at = len(sheet.title) + 1
    for line, level, mark, spans in _spans(sheet):
        start, said = at, mark
        for span in spans:
            if isinstance(span, Number) and span.text:
                begin = start + len(said)
                uses.append(_use(span, begin))
            said += span if isinstance(span, str) else span.text
        text = said.replace("\n", " ")
        passages.append(Passage(line, level, text, start, mark))
        at = start + len(text) + 1
    return passages, uses


def _spans(sheet: AnswerSheet) -> Iterator[tuple[str, int, str, list[Any]]]:
    """Line of work, level, number and spans of every paragraph and heading."""
    yield "", 0, "", [sheet.summary]
    for section in sheet.sections:
        yield section.line, 1, section.mark, [section.heading]
        for paragraph in section.paragraphs:
            yield section.line, paragraph.level, paragraph.mark, [*paragraph.spans]


def _use(number: Number, start: int) -> Use:
    said, divisor = _way(number.saying)
    end = start + len(number.text)
    return Use(number.figure.key, str(number.period), start, end, number.text, said, divisor)


_SAID: Mapping[str, Said] = {"figure": "value", "plan": "completion", "last": "before"}


def _way(saying: Saying | None) -> tuple[Said, int]:
    """Which of a figure's numbers a saying prints, and how many base units make the unit it stands in."""
    if saying is None:
        return "words", 1
    ways: dict[str, Any] = dict(saying.ways)
    scale = ways.get("scale", "")
    divisor = scale if isinstance(scale, int) else SCALES.get(scale, 1)
    if saying.kind == "change":
        return ("growth" if ways.get("kind") == "rate" else "difference"), divisor
    if saying.kind == "figure" and ways.get("hedge"):
        return "words", divisor
    return _SAID.get(saying.kind, "words"), divisor


@dataclass(frozen=True)
class Printed:
    """A figure's value, last year and plan as a table prints them, all in one unit; a dash where unknown."""

    value: str
    before: str
    plan: str
    unit: str


def printed(frozen: FrozenValue, definition: Definition, language: str) -> Printed:
    """As the annex of the sheet prints it: 778.52亿元, 4.19千米."""
    exact = (frozen.value, frozen.before, frozen.plan)
    way = way_for(definition.unit, definition.decimals, exact, language)
    value, before, plan = (shown(None if one is None else way.scaled(one), way.places) for one in exact)
    return Printed(value, before, plan, way.measure(0))


def shown(value: Any, decimals: int) -> str:
    """A value as it is read: grouped, rounded to its places; a dash where unknown."""
    return "–" if value is None else numbers.grouped(numbers.rounded(value, decimals))
