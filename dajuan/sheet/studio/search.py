"""Finding a figure by what one remembers of it: part of its name in either language, its initials, key or claim."""

from __future__ import annotations

import re
from functools import cache

from django.utils import translation

from dajuan.figures import catalogue
from dajuan.figures.vocabulary import Figure
from dajuan.values.initials import initials

MOST = 12


def figures_like(words: str, most: int = MOST) -> list[Figure]:
    """The figures that fit some words, best first; those of one rank in the order of the catalogue. Empty if none."""
    asked = words.strip().lower()
    if not asked:
        return []
    ranked = [(rank, place, one) for place, (one, said) in enumerate(_known()) if (rank := _rank(asked, one, said))]
    return [one for _rank_, _place, one in sorted(ranked, key=lambda found: (-found[0], found[1]))][:most]


@cache
def _known() -> list[tuple[Figure, tuple[str, ...]]]:
    """Every figure that stands on its own, with its names in lower case."""
    found = []
    for one in catalogue.statements():
        names = []
        for language in ("zh-hans", "en"):
            with translation.override(language):
                names.append(str(one.name).lower())
        found.append((one, tuple(names)))
    return found


def _rank(asked: str, figure: Figure, names: tuple[str, ...]) -> float:
    """How well a figure fits: 0 not at all. Whole names before parts, parts before initials, then shared pieces."""
    if asked in {figure.key, *names} or asked.upper() in catalogue.claims_of(figure):
        return 5
    if any(name.startswith(asked) for name in names):
        return 4
    if any(asked in name for name in names) or asked in figure.key:
        return 3
    if asked.isascii() and len(asked) > 1 and asked in initials(names[0]):
        return 2
    pieces = set(_pieces(asked))
    shared = pieces & set(_pieces(" ".join(names)))
    return len(shared) / len(pieces) if len(shared) * 2 >= len(pieces) > 0 else 0


def _pieces(words: str) -> list[str]:
    """Overlapping pairs of Chinese characters, and whole words of letters."""
    found: list[str] = []
    for run in re.findall(r"[\u4e00-\u9fff]+|[a-z0-9]+", words):
        found += [run[at : at + 2] for at in range(len(run) - 1)] or [run] if run[0] >= "\u4e00" else [run]
    return found
