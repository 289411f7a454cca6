"""Tags of an account's template. Each names a figure by its key; what it says turns with the truth.

    {% load sheet %}
    打通{% examples "roads-opened" %}{% figure "roads-opened" "条" %}断头路{% plan "roads-opened" "条" %}。

In English a unit comes with its plural: {% figure "roads-opened" "dead-end road" "dead-end roads" %}.
"""

from __future__ import annotations

from typing import Any

from django import template

from dajuan.sheet import wording
from dajuan.sheet.account import SHOWN_EXAMPLES, Writing

register = template.Library()


def _writing(context: template.Context) -> Writing:
    writing: Writing = context["writing"]
    return writing


@register.simple_tag(takes_context=True)
def figure(
    context: template.Context, key: str, unit: str = "", many: str = "", *, hedge: str = "", digits: int = 2, **way: Any
) -> str:
    """The value with its measure word: 8条. `hedge="超"` says so only where it holds; `scale="万"`; `places=1`."""
    writing = _writing(context)
    line = writing.line(key)
    return writing.put(line, wording.amount(line.value, writing.way(line, unit, many, **way), hedge, digits))


@register.simple_tag(takes_context=True)
def change(context: template.Context, key: str, unit: str = "", many: str = "", *, kind: str = "", **way: Any) -> str:
    """Against last year: 同比增加25天. `kind` is amount, rate (in per cent) or points, which is usual of a share."""
    writing = _writing(context)
    line = writing.line(key)
    printed = writing.way(line, unit, many, **way)
    kind = kind or ("points" if printed.unit == "%" else "amount")
    return writing.put(line, wording.change(line.value, line.before, printed, kind))


@register.simple_tag(takes_context=True)
def plan(context: template.Context, key: str, unit: str = "", many: str = "", **way: Any) -> str:
    """，完成年度计划（版本）的105.2%: with its comma; nothing where no plan is set."""
    writing = _writing(context)
    line = writing.line(key)
    version = line.plan.version if line.plan else ""
    printed = writing.way(line, unit, many, **way)
    return writing.put(line, wording.completion(line.value, line.planned, version, line.figure.better, printed))


@register.simple_tag(takes_context=True)
def covered(context: template.Context, key: str, whole: str, part: str, one: str = "个") -> str:
    """`whole` where all are covered; else `part` with the share, and who is missing by name."""
    writing = _writing(context)
    line = writing.line(key)
    said = wording.coverage(line.value, writing.missing(line), whole, part, writing.way(line), one)
    return writing.put(line, said)


@register.simple_tag(takes_context=True)
def each(context: template.Context, first: str, second: str, unit: str = "", many: str = "") -> str:
    """各5个 where two figures are equal, else 分别为5个、7个."""
    writing = _writing(context)
    lines = [writing.line(first), writing.line(second)]
    one, other = (writing.put(line, wording.amount(line.value, writing.way(line, unit, many))) for line in lines)
    if wording.are_each([line.value for line in lines]):
        return f"各{one}" if writing.language.startswith("zh") else f"{one} each"
    return f"分别为{one}、{other}" if writing.language.startswith("zh") else f"{one} and {other} respectively"


@register.simple_tag(takes_context=True)
def record(context: template.Context, key: str, best: str) -> str:
    """，为2017年以来最多: with its comma; nothing where it is no record among the zone's own years."""
    writing = _writing(context)
    line = writing.line(key)
    said = wording.record(line.value, writing.earlier(line), best, line.figure.better, writing.language)
    return writing.put(line, said)


@register.simple_tag(takes_context=True)
def examples(context: template.Context, key: str, *, without: str = "") -> str:
    """Some of what was counted, by name: 甲路、乙路等 before a count, (among them A and B) after it in English.

    `without`: words that names end with and the sentence says itself, divided by blanks (甲路打通, without 打通).
    """
    writing = _writing(context)
    line = writing.line(key)
    names = [wording.shortened(name, without.split()) for name in writing.examples(line)]
    return writing.put(line, wording.examples(names, writing.language, SHOWN_EXAMPLES))


@register.simple_tag(takes_context=True)
def proven(context: template.Context, key: str, words: str, otherwise: str = "") -> str:
    """A title or a first: `words` only where a document on record proves it, else what is true without it."""
    writing = _writing(context)
    line = writing.line(key)
    return writing.put(line, words if line.value else otherwise)
