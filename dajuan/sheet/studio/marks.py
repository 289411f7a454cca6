"""How a number stands in a text that people edit: 【打通断头路·同比｜条】.

A mark names a figure and what is said of it. It is kept by the figure's key (`【roads-opened·change｜条】`), so that a
renamed figure loses none, and shown by its name in the language of the text. Both are read back. `佐证12`, `预计3` and
`征集5` name a citation, an estimate and a data call by number; what follows a colon is for the reader alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django.utils import translation

from dajuan.figures import catalogue
from dajuan.figures.vocabulary import Change
from dajuan.sheet.account import Saying
from dajuan.sheet.sayings import KEYS, misfit
from dajuan.sheet.wording import HEDGES, SCALES

MARK = re.compile(r"【([^【】\n]{1,400})】")
OUTSIDE = re.compile(r"(doc|est|call)-(\d{1,12})")
_NUMBERED = re.compile(r"(佐证|预计|征集|evidence|estimate|call)\s*(\d{1,12})(?:\s*[:：].*)?", re.IGNORECASE)
_SOURCES = {"doc": ("佐证", "Evidence "), "est": ("预计", "Estimate "), "call": ("征集", "Call ")}
_SEPARATORS = re.compile("[【】｜|·=＝\n]")

KINDS = {
    "figure": "数值",
    "change": "同比",
    "plan": "完成计划",
    "covered": "覆盖",
    "each": "各",
    "record": "纪录",
    "new_record": "新纪录",
    "examples": "举例",
    "largest": "最大",
    "proven": "称号",
    "part": "其中",
    "series": "月度",
    "last": "上年",
    "times": "倍数",
    "streak": "连续",
    "planned": "计划数",
    "share": "完成率",
    "words": "表述",
}
WAYS = {
    "scale": "换算",
    "hedge": "用词",
    "places": "小数",
    "digits": "位数",
    "kind": "方式",
    "without": "略去",
    "back": "往前",
    "each": "各称",
    "most": "最多",
}
_VALUES = {"amount": "数量", "rate": "增幅", "points": "百分点"}
WHOLE = {"places": range(7), "digits": range(1, 10), "back": range(1, 31), "most": range(1, 31)}
SCALED = range(1, 10**12 + 1)


def usual(key: str) -> str:
    """What a mark says that names no kind: the words of a document, the value of everything else."""
    return "words" if key.startswith("doc-") else "figure"


def stored(saying: Saying) -> str:
    """A mark as it is kept: 【roads-opened·change｜条】."""
    return _written(saying, {name: name for name in KINDS}, {name: name for name in WAYS}, {}, list(saying.words))


def readable(saying: Saying, language: str) -> str:
    """A mark as people read it: 【打通断头路·同比｜条】."""
    keyed = KEYS.get(saying.kind, 1)
    words = [name_of(word, language) if at < keyed else word for at, word in enumerate(saying.words)]
    if language.startswith("zh"):
        return _written(saying, KINDS, WAYS, _VALUES, words)
    return _written(saying, {name: name for name in KINDS}, {name: name for name in WAYS}, {}, words)


def _written(
    saying: Saying, kinds: dict[str, str], names: dict[str, str], values: dict[str, str], words: list[str]
) -> str:
    key, *rest = words
    while rest and not rest[-1]:
        rest.pop()
    kind = "" if saying.kind == usual(saying.words[0]) else f"·{kinds[saying.kind]}"
    ways = [f"{names[name]}={values.get(str(way), way)}" for name, way in saying.ways if way != ""]
    return f"【{'｜'.join([key + kind, *rest, *ways])}】"


def parse(mark: str) -> Saying | None:
    """What a mark says, in either form and either language; None where it is none or names nothing known."""
    head, *rest = re.split("[｜|]", mark.strip().removeprefix("【").removesuffix("】"))
    named, _dot, kind = head.rpartition("·") if "·" in head else (head, "", "")
    key = key_of(named.strip())
    if not key:
        return None
    asked = _kind_of(kind.strip()) if kind else usual(key)
    if not asked:
        return None
    words, ways = [key], {}
    for one in rest:
        name, equals, value = re.sub("＝", "=", one).partition("=")
        if equals and (way := _way_of(name.strip())):
            ways[way] = _value_of(way, value.strip())
        else:
            words.append(one.strip())
    words[1:] = [key_of(w) or w if at < KEYS.get(asked, 1) else w for at, w in enumerate(words[1:], 1)]
    saying = Saying(asked, tuple(words), tuple(ways.items()))
    if not _ways_hold(ways) or not (OUTSIDE.fullmatch(key) or _figures_hold(saying)):
        return None
    return saying


def _ways_hold(ways: Mapping[str, Any]) -> bool:
    """Whether there is such a scale, hedge and kind, and each number is one a text can ask for."""
    scale = ways.get("scale", "")
    return (
        all(value in WHOLE[way] for way, value in ways.items() if way in WHOLE)
        and (scale in SCALES or (isinstance(scale, int) and scale in SCALED))
        and ways.get("hedge", "") in {"", *HEDGES}
        and ways.get("kind", "") in {"", *_VALUES}
    )


def _figures_hold(saying: Saying) -> bool:
    """Whether all it names are figures, and it is said like this; a breakdown is one that both figures have."""
    keys = saying.words[: KEYS.get(saying.kind, 1)]
    figures = [figure for key in keys if (figure := catalogue.figure(key))]
    if len(figures) < len(keys) or misfit(saying.kind, saying.words, dict(saying.ways)):
        return False
    return saying.kind != "largest" or all(saying.words[2] in figure.by for figure in figures)


def _kind_of(words: str) -> str:
    return words if words in KINDS else next((kind for kind, chinese in KINDS.items() if chinese == words), "")


def _way_of(words: str) -> str:
    return words if words in WAYS else next((way for way, chinese in WAYS.items() if chinese == words), "")


def _value_of(way: str, words: str) -> str | int:
    known = next((value for value, chinese in _VALUES.items() if way == "kind" and chinese == words), words)
    return int(known) if known.isascii() and known.isdigit() and way in {*WHOLE, "scale"} else known


def key_of(name: str) -> str:
    """The key of what a mark names: a figure by key or name in either language, or a numbered source. Empty if none."""
    if OUTSIDE.fullmatch(name):
        return name
    if found := _NUMBERED.fullmatch(name):
        begin = found[1].lower()
        kinds = {name.lower().strip(): kind for kind, names in _SOURCES.items() for name in names}
        return f"{kinds[begin]}-{found[2]}"
    if catalogue.figure(name):
        return name
    return _names("zh-hans").get(name) or _names("en").get(name, "")


def name_of(key: str, language: str) -> str:
    """What a mark shows for a key: the figure's name where it is that figure's alone, 佐证12 for a document."""
    if found := OUTSIDE.fullmatch(key):
        return f"{_SOURCES[found[1]][0 if language.startswith('zh') else 1]}{found[2]}"
    figure = catalogue.figure(key)
    if figure is None:
        return key
    with translation.override(language):
        name = str(figure.name)
    return name if _names(language).get(name) == key else key


@cache
def _names(language: str) -> dict[str, str]:
    """Names that belong to one figure alone and hold no sign of ours, with its key."""
    with translation.override(language):
        named = [(str(one.name), one.key) for one in catalogue.every()]
    every = [name for name, _key in named]
    return {name: key for name, key in named if every.count(name) == 1 and not _SEPARATORS.search(name)}


def to_readable(text: str, language: str) -> str:
    """The text for the editing page. A mark that names nothing stays as it is."""
    return MARK.sub(lambda mark: readable(said, language) if (said := parse(mark[0])) else mark[0], text)


def to_stored(text: str) -> str:
    """The text as it is kept, from what was typed in either form."""
    return MARK.sub(lambda mark: stored(said) if (said := parse(mark[0])) else mark[0], text)


def in_text(text: str) -> Iterator[tuple[str, Saying | None]]:
    """Every mark of a text, in order; None for one that names nothing."""
    for mark in MARK.finditer(text):
        yield mark[0], parse(mark[0])


def keys_in(text: str) -> set[str]:
    """The keys of everything the marks of a text name; a change counts as the figure it is the change of."""
    found = set()
    for _mark, saying in in_text(text):
        for key in saying.words[: KEYS.get(saying.kind, 1)] if saying else ():
            figure = catalogue.figure(key)
            found.add(figure.of.key if isinstance(figure, Change) else key)
    return found


def is_plain(words: str) -> bool:
    """Whether words may stand inside a mark."""
    return not _SEPARATORS.search(words)
