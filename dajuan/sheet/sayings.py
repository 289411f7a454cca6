"""What can be said of a figure: one function a saying, each true whatever the value turns out to be.

A tag of a room's template and a mark in a manuscript ask for the same saying; the words come from `wording`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from inspect import signature
from typing import Any

from django.template import TemplateSyntaxError
from django.utils.translation import gettext as _

from dajuan.figures.vocabulary import Measure
from dajuan.sheet import wording
from dajuan.sheet.account import NOTHING, SHOWN_EXAMPLES, Saying, Writing

SAYINGS: dict[str, Callable[..., str]] = {}
KEYS = {"each": 2, "part": 2, "largest": 2, "new_record": 3}
"""How many figures a saying names, where it is not one."""
_WAYS = {"scale", "places"}  # what `Writing.way` takes


def said(writing: Writing, kind: str, /, *words: str, **ways: Any) -> str:
    """What a saying says, its numbers put aside; the writing may take something else for it."""
    if problem := misfit(kind, words, ways):
        raise TemplateSyntaxError(problem)
    saying = Saying(kind, words, tuple(ways.items()))
    writing.saying = saying
    try:
        return writing.taken(saying, SAYINGS[kind](writing, *words, **ways))
    finally:
        writing.saying = None


def misfit(kind: str, words: Sequence[Any], ways: Mapping[str, Any]) -> str:
    """Why a saying is not said with these words; empty where it is."""
    if kind not in SAYINGS:
        return f"Nobody knows how to say {kind}."
    try:
        signature(SAYINGS[kind]).bind(None, *words, **ways)
    except TypeError as error:
        return f"{kind} is not said like this: {error}"
    return "" if ways.keys() - signature(SAYINGS[kind]).parameters.keys() <= _WAYS else f"{kind} knows no such way."


def _saying(function: Callable[..., str]) -> Callable[..., str]:
    SAYINGS[function.__name__] = function
    return function


@_saying
def figure(
    writing: Writing, key: str, unit: str = "", many: str = "", *, hedge: str = "", digits: int = 2, **way: Any
) -> str:
    """The value with its measure word: 8条. `hedge="超"` says so only where it holds; `scale="万"`; `places=1`."""
    line = writing.line(key)
    return writing.put(line, wording.amount(line.value, writing.way(line, unit, many, **way), hedge, digits))


@_saying
def change(writing: Writing, key: str, unit: str = "", many: str = "", *, kind: str = "", **way: Any) -> str:
    """Against last year: 同比增加25天. `kind` is amount, rate (in per cent) or points, which is usual of a share."""
    line = writing.line(key)
    printed = writing.way(line, unit, many, **way)
    kind = kind or ("points" if printed.unit == "%" else "amount")
    return writing.put(line, wording.change(line.value, line.before, printed, kind))


@_saying
def plan(writing: Writing, key: str, unit: str = "", many: str = "", **way: Any) -> str:
    """，超额完成年度计划（版本），完成率105.2%: with its comma; nothing where no plan is set.

    The version is named once in a line of work; every such number tells it to who points at it.
    """
    line = writing.line(key)
    version = line.plan.version if line.plan else ""
    printed = writing.way(line, unit, many, **way)
    named = writing.once("plan", version) if version and line.value is not None else ""
    text = wording.completion(line.value, line.planned, named, line.figure.better, printed)
    limit = wording.amount(line.planned, printed)
    return writing.put(line, text, note=_("Plan (%(version)s): %(limit)s") % {"version": version, "limit": limit})


@_saying
def covered(writing: Writing, key: str, whole: str, part: str, one: str = "个") -> str:
    """`whole` where all are covered; else `part` with the share, its change, and who is missing by name."""
    line = writing.line(key)
    moved = wording.change(line.value, line.before, writing.way(line), "points")
    text = wording.coverage(line.value, writing.missing(line), whole, part, writing.way(line), one, moved)
    return writing.put(line, text)


@_saying
def each(writing: Writing, first: str, second: str, unit: str = "", many: str = "") -> str:
    """各5个 where two figures are equal, else 分别为5个、7个."""
    lines = [writing.line(first), writing.line(second)]
    texts = [wording.amount(line.value, writing.way(line, unit, many)) for line in lines]
    is_chinese = writing.language.startswith("zh")
    if wording.are_each([line.value for line in lines]):
        return writing.put(lines[0], f"各{texts[0]}" if is_chinese else f"{texts[0]} each")
    one, other = (writing.put(line, text) for line, text in zip(lines, texts, strict=True))
    return f"分别为{one}、{other}" if is_chinese else f"{one} and {other} respectively"


@_saying
def record(writing: Writing, key: str, best: str) -> str:
    """，为2017年以来最多: with its comma; nothing where it is no record among the zone's own years."""
    line = writing.line(key)
    text = wording.record(line.value, writing.earlier(line), best, line.figure.better, writing.language)
    return writing.put(line, text)


@_saying
def new_record(writing: Writing, key: str, best: str, second: str, words: str) -> str:
    """，刷新全区最快纪录: `words` only where the value is the best over all years on record and beats the second best.

    Nothing where nobody else is on record: a record stands against somebody.
    """
    line, runner_up = writing.line(key), writing.line(second).value
    holds = line.value is not None and line.value == writing.line(best).value and runner_up is not None
    return writing.put(line, words if holds and runner_up != line.value else "")


@_saying
def examples(writing: Writing, key: str, *, without: str = "") -> str:
    """Some of what was counted, by name: 甲路、乙路等 before a count, (among them A and B) after it in English.

    `without`: words that names end with and the sentence says itself, divided by blanks (甲路打通, without 打通).
    """
    line = writing.line(key)
    names = [wording.shortened(name, without.split()) for name in writing.examples(line)]
    is_count = isinstance(line.figure, Measure) and line.figure.kind in {"count", "distinct"}
    counted = int(line.value) if line.value and is_count else 0
    return writing.put(line, wording.examples(names, writing.language, SHOWN_EXAMPLES, counted))


@_saying
def largest(
    writing: Writing,
    key: str,
    whole: str,
    by: str,
    unit: str = "",
    many: str = "",
    *,
    each: str = "",
    without: str = "",
    most: int = SHOWN_EXAMPLES,
    **way: Any,
) -> str:
    """The members of a breakdown that bring most of a figure, by name, with what `whole` says of each of them.

    甲项目（总投资65亿元）、乙项目（总投资50亿元）, `each` being 总投资; a number opens to that member's rows.
    """
    line, told = writing.line(key), writing.line(whole)
    printed = writing.way(told, unit, many, **way)
    parts = []
    for member, name, value in writing.largest(line, told, by, most):
        amount = writing.put(told, wording.amount(value, printed), member=(by, member))
        name = wording.shortened(name, without.split())
        parts.append(
            f"{name}（{each}{amount}）" if printed.is_chinese else f"{name} ({each} {amount})".replace("( ", "(")
        )
    return "、".join(parts) if printed.is_chinese else wording.listed(parts, writing.language)


@_saying
def proven(writing: Writing, key: str, words: str, otherwise: str = "") -> str:
    """A title or a first: `words` only in the year of the document that proves it, else what is true without it."""
    line = writing.line(key)
    return writing.put(line, words if line.value and writing.is_new(line) else otherwise) or NOTHING


@_saying
def part(writing: Writing, key: str, whole: str, words: str, unit: str = "", many: str = "") -> str:
    """其中已报进度的3条: what a following number speaks of where it is not the whole; nothing where it is."""
    line = writing.line(key)
    return writing.put(
        line, wording.part_of(line.value, writing.line(whole).value, words, writing.way(line, unit, many))
    )


@_saying
def series(writing: Writing, key: str, unit: str = "", many: str = "", **way: Any) -> str:
    """A monthly series with growth over the same months: 123.45亿元（1—12月，最终核定），同比增长4.5%.

    Months and stage are named where they differ from those named last; the growth is left out where the last month
    on record of last year is another one.
    """
    line = writing.line(key)
    now = writing.attested(line.figure, line.answer.period)
    if now is None:
        return ""
    printed = writing.way(line, unit, many, **way)
    months = wording.months(now.happened_on, str(now.get_stage_display()), writing.language)
    text = writing.put(line, wording.amount(line.value, printed)) + writing.once("stage", months)
    before = writing.attested(line.figure, line.last_year.period) if line.last_year else None
    if before is None or before.happened_on.month != now.happened_on.month:
        return text
    comma = "，" if writing.language.startswith("zh") else ", "
    return text + comma + writing.put(line, wording.change(line.value, line.before, printed, "rate"))


@_saying
def last(writing: Writing, key: str, unit: str = "", many: str = "", *, back: int = 1, **way: Any) -> str:
    """The value of last year, or of `back` years ago, with its measure word."""
    line = writing.line(key)
    value = line.before if back == 1 else writing.earlier(line, back).get(writing.period.start.year - back)
    return writing.put(line, wording.amount(value, writing.way(line, unit, many, **way)))


@_saying
def times(writing: Writing, key: str) -> str:
    """翻番, 是上年的2.4倍: nothing where the value did not double."""
    line = writing.line(key)
    return writing.put(line, wording.times(line.value, line.before, writing.language))


@_saying
def streak(writing: Writing, key: str) -> str:
    """连续3年增长: nothing under two years in a row, this year's included."""
    line = writing.line(key)
    text = wording.streak(line.value, writing.earlier(line), writing.period.start.year, writing.language)
    return writing.put(line, text)


@_saying
def planned(writing: Writing, key: str, unit: str = "", many: str = "", **way: Any) -> str:
    """What was planned, with its measure word; nothing where no plan is set."""
    line = writing.line(key)
    if line.planned is None:
        return ""
    version = line.plan.version if line.plan else ""
    text = wording.amount(line.planned, writing.way(line, unit, many, **way))
    return writing.put(line, text, note=_("Plan (%(version)s)") % {"version": version})


@_saying
def share(writing: Writing, key: str) -> str:
    """How much of the plan was done, in per cent: 98.3%; nothing where no plan is set. The plan is named beside it."""
    line = writing.line(key)
    if line.completion is None:
        return ""
    version = line.plan.version if line.plan else ""
    text = wording.amount(line.completion, wording.Way(writing.language, "%", places=1))
    return writing.put(line, text, note=_("Plan (%(version)s)") % {"version": version})
