"""What one language of an edition says, as plain data that is kept for ever: text, values, definitions, rules, plans.

Values are exact: a Fraction is written 3/4. The hash of the canonical JSON stands on the entries of the edition.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, cast

from dajuan.values.bundles import Definition, FrozenValue, PlanUsed, RuleSetUsed, Use

VERSION = 1


@dataclass(frozen=True)
class Passage:
    """One paragraph, or a heading where it has a level and its number as `mark`; `start`: its place in the text."""

    line: str
    level: int
    text: str
    start: int
    mark: str = ""

    @property
    def words(self) -> str:
        """The text without the number of a heading."""
        return self.text.removeprefix(self.mark)

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True)
class Kept:
    """What was true of a figure that day besides its value: the line of work, and whether everybody might read it."""

    line: str
    public: bool


@dataclass(frozen=True)
class Content:
    """One language of an edition: `moment` is the cut, a ledger number. `text` is title and paragraphs, one a line."""

    language: str
    title: str
    zone: str
    period: str
    moment: int
    passages: tuple[Passage, ...]
    values: tuple[FrozenValue, ...]
    definitions: tuple[Definition, ...]
    figures: Mapping[str, Kept]
    uses: tuple[Use, ...] = ()
    rule_sets: tuple[RuleSetUsed, ...] = ()
    plans: tuple[PlanUsed, ...] = ()
    open_claims: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join([self.title, *(passage.text for passage in self.passages)])

    @cached_property
    def by_figure(self) -> dict[tuple[str, str], FrozenValue]:
        """The values by figure and period."""
        return {(one.key, one.period): one for one in self.values}

    @cached_property
    def definition(self) -> dict[str, Definition]:
        """The definitions by figure."""
        return {one.key: one for one in self.definitions}

    def uses_in(self, passage: Passage) -> list[Use]:
        """What the text of one passage says of figures, in its order."""
        return [use for use in self.uses if passage.start <= use.start < passage.end]

    def sentences_of(self, key: str) -> list[str]:
        """The sentences that say something of a figure, in the order of the text."""
        found: dict[str, None] = {}
        for passage in self.passages:
            for use in self.uses_in(passage):
                if use.key == key:
                    found[sentence(passage.text, use.start - passage.start)] = None
        return list(found)

    def wording_of(self, key: str) -> str:
        """The sentences that say something of a figure with every number left out: what its owner vouches for too."""
        said = []
        for passage in self.passages:
            uses = self.uses_in(passage)
            if any(use.key == key for use in uses):
                said += [words for words, keys in _bare_sentences(passage, uses) if key in keys]
        return "\n".join(said)

    @cached_property
    def canonical(self) -> str:
        """The text that is hashed and kept: JSON, keys sorted, fractions as 3/4."""
        content = {
            **asdict(self),
            "figures": {key: asdict(kept) for key, kept in self.figures.items()},
            "version": VERSION,
        }
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_exact)

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.canonical.encode()).hexdigest()


STOPS = "。！？；\n"


def _bare_sentences(passage: Passage, uses: list[Use]) -> Iterator[tuple[str, set[str]]]:
    """Each sentence with the figures' keys in the place of what they say, and which keys they are."""
    bare, at = "", 0
    for use in uses:
        start, end = use.start - passage.start, use.end - passage.start
        bare += f"{passage.text[at:start]}\ue000{use.key}\ue001"
        at = end
    bare += passage.text[at:]
    for part in re.split(r"(?<=[。！？；])|(?<=\.)(?=\s|$)", bare):
        yield part.strip(), set(re.findall("\ue000(.*?)\ue001", part))


def sentence(text: str, at: int) -> str:
    """The sentence of a text in which a place lies; English sentences end with a point and a blank."""
    start, end = at, at
    while start > 0 and not _ends(text, start - 1):
        start -= 1
    while end < len(text) - 1 and not _ends(text, end):
        end += 1
    return text[start : end + 1].strip()


def _ends(text: str, at: int) -> bool:
    return text[at] in STOPS or (text[at] == "." and text[at + 1 : at + 2] in ("", " "))


def wording(texts: Iterable[Content | None], key: str) -> str:
    """A short hash of what the sentences about a figure say around its numbers, in all languages."""
    said = "\n".join(one.wording_of(key) for one in texts if one)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _exact(value: Any) -> str:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    raise TypeError(f"{value!r} is not kept in an edition.")


def read(canonical: str) -> Content:
    """The content again from its canonical text. Refuses a version it does not know with ValueError."""
    told = json.loads(canonical)
    if told.pop("version") != VERSION:
        raise ValueError("Unknown version of an edition's content.")
    return Content(
        **{name: told[name] for name in ("language", "title", "zone", "period", "moment")},
        passages=tuple(Passage(**one) for one in told["passages"]),
        values=tuple(FrozenValue(**{**one, **_fractions(one, "value", "before", "plan")}) for one in told["values"]),
        definitions=tuple(_definition(one) for one in told["definitions"]),
        figures={key: Kept(**one) for key, one in told["figures"].items()},
        uses=tuple(Use(**one) for one in told["uses"]),
        rule_sets=tuple(RuleSetUsed(**one) for one in told["rule_sets"]),
        plans=tuple(PlanUsed(**{**one, **_fractions(one, "value")}) for one in told["plans"]),
        open_claims=tuple(told["open_claims"]),
    )


def _fractions(told: Mapping[str, Any], *names: str) -> dict[str, Fraction | None]:
    return {name: None if told[name] is None else Fraction(cast("str", told[name])) for name in names}


def _definition(told: Mapping[str, Any]) -> Definition:
    return Definition(**{**told, "parts": tuple(_definition(part) for part in told["parts"])})
