"""Tags of an account's template. Each names a figure by its key; what it says turns with the truth (`sayings`).

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

from dajuan.figures.statement import Line
from dajuan.sheet.account import NOTHING, Writing
from dajuan.sheet.sayings import SAYINGS, said

register = template.Library()


def _writing(context: template.Context) -> Writing:
    writing: Writing = context["writing"]
    return writing


def _tag(kind: str) -> None:
    """A tag for a saying, with the words and ways of its function in `sayings`."""

    def tag(context: template.Context, *words: str, **ways: Any) -> str:
        return said(_writing(context), kind, *words, **ways)

    tag.kind = kind  # type: ignore[attr-defined]  # by which the check of templates knows it
    register.simple_tag(tag, takes_context=True, name=kind)


for kind in SAYINGS:
    _tag(kind)


class WhenNode(template.Node):
    """What stands between {% when %}, {% otherwise %} and {% endwhen %}."""

    child_nodelists = ("nodelist", "other_nodelist")

    def __init__(self, keys: list[str], nodelist: template.NodeList, other_nodelist: template.NodeList) -> None:
        self.keys, self.nodelist, self.other_nodelist = keys, nodelist, other_nodelist
        self.says_none = True

    def render(self, context: template.Context) -> SafeString:
        writing = _writing(context)
        lines = [writing.line(key) for key in self.keys]
        if all(is_worth_saying(line) and (line.value or self.says_none) for line in lines):
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


@register.tag
def when_some(parser: Parser, token: Token) -> WhenNode:
    """{% when_some "contracts-terminated" %}…{% endwhen %}: left out where it is 0, even where less is better."""
    node = when(parser, token)
    node.says_none = False
    return node
