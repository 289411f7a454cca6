"""Tags of an account's template. Each names a figure by its key; what it says turns with the truth.

    {% load sheet %}
    {% when "roads-opened" %}打通{% examples "roads-opened" %}{% figure "roads-opened" "条" %}断头路
    {% plan "roads-opened" "条" %}。{% endwhen %}

In English a unit comes with its plural: {% figure "roads-opened" "dead-end road" "dead-end roads" %}.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dajuan.figures.statement import Line
from dajuan.figures.vocabulary import Measure
from dajuan.sheet import wording
from dajuan.sheet.account import NOTHING, SHOWN_EXAMPLES, Writing

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
    """，超额完成年度计划（版本），完成率105.2%: with its comma; nothing where no plan is set.

    The version is named once in a line of work; every such number tells it to who points at it.
    """
    writing = _writing(context)
    line = writing.line(key)
    version = line.plan.version if line.plan else ""
    printed = writing.way(line, unit, many, **way)
    named = writing.once("plan", version) if version and line.value is not None else ""
    said = wording.completion(line.value, line.planned, named, line.figure.better, printed)
    limit = wording.amount(line.planned, printed)
    return writing.put(line, said, note=_("Plan (%(version)s): %(limit)s") % {"version": version, "limit": limit})


@register.simple_tag(takes_context=True)
def covered(context: template.Context, key: str, whole: str, part: str, one: str = "个") -> str:
    """`whole` where all are covered; else `part` with the share, its change, and who is missing by name."""
    writing = _writing(context)
    line = writing.line(key)
    moved = wording.change(line.value, line.before, writing.way(line), "points")
    said = wording.coverage(line.value, writing.missing(line), whole, part, writing.way(line), one, moved)
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
    is_count = isinstance(line.figure, Measure) and line.figure.kind in {"count", "distinct"}
    counted = int(line.value) if line.value and is_count else 0
    return writing.put(line, wording.examples(names, writing.language, SHOWN_EXAMPLES, counted))


@register.simple_tag(takes_context=True)
def proven(context: template.Context, key: str, words: str, otherwise: str = "") -> str:
    """A title or a first: `words` only in the year of the document that proves it, else what is true without it."""
    writing = _writing(context)
    line = writing.line(key)
    return writing.put(line, words if line.value and writing.is_new(line) else otherwise) or NOTHING


@register.simple_tag(takes_context=True)
def part(context: template.Context, key: str, whole: str, words: str, unit: str = "", many: str = "") -> str:
    """其中已报进度的3条: what a following number speaks of where it is not the whole; nothing where it is."""
    writing = _writing(context)
    line = writing.line(key)
    said = wording.part_of(line.value, writing.line(whole).value, words, writing.way(line, unit, many))
    return writing.put(line, said)


@register.simple_tag(takes_context=True)
def series(context: template.Context, key: str, unit: str = "", many: str = "", **way: Any) -> str:
    """A monthly series with growth over the same months: 123.45亿元（1—12月，最终核定），同比增长4.5%.

    Months and stage are named where they differ from those named last; the growth is left out where the last month
    on record of last year is another one.
    """
    writing = _writing(context)
    line = writing.line(key)
    now = writing.attested(line.figure, line.answer.period)
    if now is None:
        return ""
    printed = writing.way(line, unit, many, **way)
    months = wording.months(now.happened_on, str(now.get_stage_display()), writing.language)
    said = writing.put(line, wording.amount(line.value, printed)) + writing.once("stage", months)
    before = writing.attested(line.figure, line.last_year.period) if line.last_year else None
    if before is None or before.happened_on.month != now.happened_on.month:
        return said
    comma = "，" if writing.language.startswith("zh") else ", "
    return said + comma + writing.put(line, wording.change(line.value, line.before, printed, "rate"))


class WhenNode(template.Node):
    """What stands between {% when %}, {% otherwise %} and {% endwhen %}."""

    child_nodelists = ("nodelist", "other_nodelist")

    def __init__(self, keys: list[str], nodelist: template.NodeList, other_nodelist: template.NodeList) -> None:
        self.keys, self.nodelist, self.other_nodelist = keys, nodelist, other_nodelist

    def render(self, context: template.Context) -> SafeString:
        writing = _writing(context)
        lines = [writing.line(key) for key in self.keys]
        if all(map(is_worth_saying, lines)):
            return self.nodelist.render(context)
        writing.left_out += [line for line in lines if line.value == 0]
        return self.other_nodelist.render(context) or SafeString(NOTHING)


def is_worth_saying(line: Line) -> bool:
    """Whether a figure is known and something; nothing is worth saying where less is better."""
    return line.value is not None and (line.value != 0 or line.figure.better == "down")


@register.tag
def when(parser: Parser, token: Token) -> WhenNode:
    """{% when "greenway-built" %}…{% endwhen %}: a clause that is left out where its main figure is 0 or unknown.

    Of several figures each must be something. {% otherwise %} says what is true else. Commas that are left over go.
    """
    keys = [one.strip("\"'") for one in token.split_contents()[1:]]
    if not keys:
        raise template.TemplateSyntaxError("{% when %} names the figures it hangs on.")
    nodelist = parser.parse(("otherwise", "endwhen"))
    if parser.next_token().contents == "endwhen":
        return WhenNode(keys, nodelist, template.NodeList())
    other = parser.parse(("endwhen",))
    parser.delete_first_token()
    return WhenNode(keys, nodelist, other)
