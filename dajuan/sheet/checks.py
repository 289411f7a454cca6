"""Mistakes in the rooms' account templates, found at start instead of when the year's sheet is drawn."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.checks import CheckMessage, Warning  # noqa: A004  Django's own name
from django.template import Context, TemplateSyntaxError
from django.template.library import SimpleNode

from dajuan.figures import catalogue
from dajuan.sheet.account import template_of
from dajuan.sheet.sayings import KEYS, misfit
from dajuan.sheet.templatetags import sheet as tags

LANGUAGES = ("zh-hans", "en")


def check() -> list[CheckMessage]:
    """Templates that cannot be read, that name a figure that does not exist, or that exist in one language only."""
    return [
        Warning(problem, hint="See dajuan/sheet/templatetags/sheet.py.", id="sheet.W001")
        for line in dict.fromkeys(figure.line for figure in catalogue.every())
        for problem in _problems(line)
    ]


def _problems(line: str) -> Iterator[str]:
    try:
        templates = {language: template_of(line, language) for language in LANGUAGES}
    except TemplateSyntaxError as problem:
        yield f"The account of {line} cannot be read: {problem}"
        return
    if len({template is None for template in templates.values()}) > 1:
        yield f"The account of {line} is written in one language only."
    for language, template in templates.items():
        for key in keys_of(template) if template else ():
            if catalogue.figure(key) is None:
                yield f"The account of {line} ({language}) names no figure of the catalogue: {key}"
        for kind, node in _sayings(template) if template else ():
            if wrong := misfit(kind, node.args, node.kwargs):
                yield f"The account of {line} ({language}): {wrong}"


def keys_of(template: object) -> list[str]:
    """The keys of figures an account template names, in its order."""
    said = [str(one.resolve(Context())) for kind, node in _sayings(template) for one in node.args[: KEYS.get(kind, 1)]]
    conditions = template.nodelist.get_nodes_by_type(tags.WhenNode)  # type: ignore[attr-defined]  # a compiled Template
    return said + [key for condition in conditions for key in condition.keys]


def _sayings(template: object) -> list[tuple[str, SimpleNode]]:
    """The tags of a template that say something of a figure, each with its kind."""
    nodes = template.nodelist.get_nodes_by_type(SimpleNode)  # type: ignore[attr-defined]  # a compiled Template
    return [(node.func.kind, node) for node in nodes if hasattr(node.func, "kind")]
