"""Which words of a heading point to which line of work: those of the line's title and of its account's headings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from django.apps import apps
from django.template import TemplateSyntaxError
from django.utils import translation

from dajuan.core.faces import all_faces
from dajuan.figures import catalogue
from dajuan.sheet.account import template_of

EVERYWHERE = frozenset(
    {"工作", "推进", "持续", "全面", "加快", "深入", "提升", "发展", "建设", "改善", "增进", "坚持", "水平"}
)


@cache
def words_of_lines() -> Mapping[str, frozenset[str]]:
    """Pairs of letters by line of work; those that stand in the headings of two lines point to none."""
    found = {line: _pairs(_headings(line)) for line in dict.fromkeys(one.line for one in catalogue.every())}
    return {
        line: frozenset(pairs - EVERYWHERE - set().union(*(others for other, others in found.items() if other != line)))
        for line, pairs in found.items()
    }


def _headings(line: str) -> str:
    with translation.override("zh-hans"):
        title = next((str(one.title) for one in all_faces() if one.line == line), "")
        if not title and line in apps.app_configs:
            title = str(apps.app_configs[line].verbose_name)
    try:
        template = template_of(line, "zh-hans")
    except TemplateSyntaxError:  # told by the checks at start
        return title
    source = str(getattr(template, "source", "")) if template else ""
    return "\n".join([title, *re.findall(r"^.*?#+ (.+)$", source, re.MULTILINE)])


def _pairs(words: str) -> set[str]:
    return {run[at : at + 2] for run in re.findall(r"[\u4e00-\u9fff]{2,}", words) for at in range(len(run) - 1)}
