"""By which words each figure is known: its names in both languages, the accounts' sentences, the words of its claims,
the office's other names, and what people said earlier.

A phrase is pieces with a weight each: pairs of letters of a Chinese name (rare pairs weigh more), words of an English
one. How much of a phrase stands near a number says how well the figure fits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from math import log
from typing import Any

from django.template import TemplateSyntaxError
from django.template.base import TextNode
from django.template.library import SimpleNode
from django.utils import translation

from dajuan.figures import catalogue
from dajuan.figures.vocabulary import Figure, Words
from dajuan.sheet.account import template_of
from dajuan.sheet.reading.known import KNOWN, Known

FEWEST_LETTERS = 3  # 完成 alone is no name
DIVIDERS = re.compile(r"(?:[，。；：！？、（）()“”,;:!?\n#\s]|\.(?!\d))+")
LANGUAGES = ("zh-hans", "en")
MEASURES = re.compile(r"(?:条数|个数|户数|人数|数量|总额|数)$")
SMALL = frozenset({"a", "an", "and", "as", "at", "by", "for", "in", "is", "it", "of", "on", "or", "the", "to", "with"})


@dataclass(frozen=True)
class Phrase:
    """Words that name a figure. `pieces`: each a choice of strings with a weight; `source` says where it comes from."""

    pieces: tuple[tuple[tuple[str, ...], float], ...]
    source: str
    words: str = ""

    @property
    def weight(self) -> float:
        return sum(weight for _choices, weight in self.pieces)


@dataclass(frozen=True)
class Term:
    """A figure, or a claim for which there is none yet, with its phrases and the units it is counted in."""

    figure: Figure | None
    known: Known | None
    phrases: tuple[Phrase, ...]
    units: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.figure.key if self.figure else ""

    @property
    def number(self) -> str:
        """The C number of the claim, empty where it is none of the 98."""
        return self.known.number if self.known else ""


CHINESE_UNITS = {"m": "米", "m²": "平方米", "yuan": "元", "USD": "美元", "kV": "千伏", "µg/m³": "微克/立方米"}


def base_unit(unit: str) -> str:
    """A unit by its Chinese name: the reader says yuan, m and m², a figure 元, 米 and 平方米."""
    return CHINESE_UNITS.get(unit, unit)


@cache
def house_terms() -> tuple[Term, ...]:
    """Every figure with the words the house gives it, and the claims that have none."""
    said = dict(_said_by_accounts())
    names = {one.key: _names(one) for one in catalogue.every()}
    rare = rarity(name for pair in names.values() for name in pair)
    by_claim = {one.number: one for one in KNOWN}
    found = [_term(one, names[one.key], said.get(one.key, ()), by_claim, rare) for one in catalogue.every()]
    answered = {claim for one in catalogue.every() for claim in one.claim}
    open_claims = [one for one in KNOWN if one.number not in answered]
    return (*found, *(Term(None, one, tuple(_of_known(one)), one.units) for one in open_claims))


def _term(
    figure: Figure, names: tuple[str, str], said: Iterable[str], by_claim: dict[str, Known], rare: Counter[str]
) -> Term:
    claims = [by_claim[claim] for claim in figure.claim if claim in by_claim]
    short = (re.sub(r"[（(][^）)]*[）)]", "", name) for name in names)  # without what a bracket adds
    phrases = [
        *(phrase(name, rare, "name") for name in (*names, *short)),
        *(phrase(words, rare, "account") for words in said),
    ]
    phrases += [one for known in claims for one in _of_known(known)]
    units = dict.fromkeys(base_unit(unit) for unit in _in_both(figure.unit))
    return Term(figure, claims[0] if claims else None, tuple(one for one in phrases if one.pieces), tuple(units))


def _names(figure: Figure) -> tuple[str, str]:
    return _in_both(figure.name)


def _in_both(words: Words) -> tuple[str, str]:
    """Words in Chinese and in English."""
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(str(words))
    return found[0], found[1]


def _of_known(known: Known) -> Iterator[Phrase]:
    for words in known.phrases:
        pieces = tuple((tuple(one.split("|")), float(len(one.split("|", maxsplit=1)[0]))) for one in words.split())
        yield Phrase(pieces, "claim", words)


def rarity(names: Iterable[str]) -> Counter[str]:
    """In how many names each piece stands."""
    return Counter(piece for name in names for piece in set(pieces_of(name)))


def phrase(words: str, rare: Counter[str], source: str) -> Phrase:
    """The words as pieces; a piece that stands in every name says little."""
    pieces = dict.fromkeys(pieces_of(words))
    return Phrase(tuple(((piece,), 1 / log(2.7 + rare[piece])) for piece in pieces), source, words)


def pieces_of(words: str) -> list[str]:
    """Pairs of Chinese letters and Latin words, in lower case; a measure at the end (条数, 数) is left off."""
    found: list[str] = []
    for run in re.findall(r"[\u4e00-\u9fff]+|[a-z][a-z0-9.-]+|\d[\d.]*[a-z]+", MEASURES.sub("", words.strip().lower())):
        if run[0] >= "\u4e00":
            found += [run[at : at + 2] for at in range(len(run) - 1)] or [run]
        elif run not in SMALL:
            found.append(run.removesuffix("s") if len(run) > 4 else run)
    return found


# The accounts: what stands on both sides of a figure's tag


def _said_by_accounts() -> Iterator[tuple[str, tuple[str, ...]]]:
    found: dict[str, list[str]] = {}
    for line in dict.fromkeys(one.line for one in catalogue.every()):
        for language in LANGUAGES:
            for key, words in _said_in(line, language):
                found.setdefault(key, []).append(words)
    yield from ((key, tuple(dict.fromkeys(words))) for key, words in found.items())


def _said_in(line: str, language: str) -> Iterator[tuple[str, str]]:
    try:
        template = template_of(line, language)
    except TemplateSyntaxError:  # told by the checks at start
        return
    parts = list(_parts(template.nodelist)) if template else []
    for at, (key, _words) in enumerate(parts):
        if not key:
            continue
        before = DIVIDERS.split(parts[at - 1][1])[-1] if at and not parts[at - 1][0] else ""
        after = DIVIDERS.split(parts[at + 1][1])[0] if at + 1 < len(parts) and not parts[at + 1][0] else ""
        if len(before + after) >= FEWEST_LETTERS:
            yield key, f"{before} {after}"


def _parts(nodes: Any) -> Iterator[tuple[str, str]]:
    """The template as (key, "") for a figure's tag and ("", words) for what stands between two of them."""
    words = ""
    for node in _flat(nodes):
        if isinstance(node, TextNode):
            words += node.s
        elif isinstance(node, SimpleNode) and getattr(node.func, "kind", "") == "figure":
            yield "", words
            yield str(node.args[0].var), ""
            words = ""
    yield "", words


def _flat(nodes: Any) -> Iterator[Any]:
    for node in nodes:
        yield node
        for name in getattr(node, "child_nodelists", ()):
            yield from _flat(getattr(node, name, None) or ())
