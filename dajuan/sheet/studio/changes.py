"""No text changes by itself (office.md 5): what reads differently by now is shown, with wordings to choose from."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from dajuan.figures.book import Book
from dajuan.sheet.account import Saying
from dajuan.sheet.studio import claims as found_claims
from dajuan.sheet.studio.claims import Claim
from dajuan.sheet.studio.marks import MARK, parse, stored
from dajuan.sheet.studio.models import Passage
from dajuan.sheet.studio.rendering import Drafting, drafting, read_out
from dajuan.sheet.wording import HEDGES, SCALES
from dajuan.values import hedges
from dajuan.values.hedges import Hedge

_SENTENCE = re.compile(
    r"(?:【[^【】\n]*】|(?!【[^【】\n]*】)[^\n])*?(?:[。；;！？!?]|\.(?=\s|$)|(?=\n)|$)"
)  # what stands inside a mark ends no sentence
WITH_COMMA = {"plan", "record", "new_record"}  # they print their own comma
SOFT = (Hedge.EXCEEDS, Hedge.ODD, Hedge.NEARLY, Hedge.ABOUT)
Frozen = Sequence[Mapping[str, Any]]


class Wording(StrEnum):
    """What may be done with a sentence whose value has changed."""

    KEEP = "keep"
    SOFTEN = "soften"
    DELETE = "delete"
    REPLACE = "replace"

    @property
    def label(self) -> str | Promise:
        return _LABELS[self]


_LABELS = {
    Wording.KEEP: pgettext_lazy("changed sentence", "Keep the words confirmed; they stand unbacked"),
    Wording.SOFTEN: pgettext_lazy("changed sentence", "Soften: true of the old and the new value"),
    Wording.DELETE: pgettext_lazy("changed sentence", "Delete the sentence"),
    Wording.REPLACE: pgettext_lazy("changed sentence", "Say the new value"),
}


@dataclass(frozen=True)
class Proposal:
    """One wording: the sentence as marked text and as it reads today. Empty text deletes it."""

    wording: Wording
    text: str
    reads: str


@dataclass(frozen=True)
class Said:
    """One claim then and now, in words; empty where it was not said or is not said any more."""

    mark: str
    then: str
    now: str


@dataclass(frozen=True)
class ChangedSentence:
    """A sentence of a passage that reads differently by now; `place` is its number in the marked text, from 0."""

    place: int
    text: str
    then: str
    now: str
    said: tuple[Said, ...]
    proposals: tuple[Proposal, ...]

    def proposal(self, wording: str) -> Proposal | None:
        return next((one for one in self.proposals if one.wording == wording), None)


def changed_sentences(
    passage: Passage, frozen: Frozen, book: Book, *, today: date | None = None
) -> list[ChangedSentence]:
    """The sentences of a passage whose claims read differently in a book than they were frozen, in order.

    `frozen`: the claims as `Claim.as_json()` gave them when the owner confirmed the same text.
    """
    writing = drafting(passage.manuscript, [passage.text], book, passage.language, today)
    now = found_claims.in_paragraphs(passage, read_out(passage.text, writing), writing)
    then_said, now_said = _by_mark(frozen), _by_mark([claim.as_json() for claim in now])
    counts = Counter(mark for mark, _said in _marks(passage.text))
    seen: Counter[str] = Counter()
    changed = []
    for place, sentence in enumerate(sentences(passage.text)):
        pairs: list[tuple[str, list[Mapping[str, Any]], list[Mapping[str, Any]]]] = []
        for mark, _saying in _marks(sentence):
            share = (seen[mark], counts[mark])
            pairs.append((mark, _share_of(then_said[mark], *share), _share_of(now_said[mark], *share)))
            seen[mark] += 1
        if any(_words(then) != _words(told) for _mark, then, told in pairs):
            changed.append(_changed(place, sentence, pairs, writing))
    return changed


def settled(text: str, place: int, wording: str, changed: Sequence[ChangedSentence]) -> str:
    """The marked text with one changed sentence in the wording chosen; as it is where there is none such."""
    one = next((one for one in changed if one.place == place), None)
    chosen = one.proposal(wording) if one else None
    if chosen is None:
        return text
    parts = list(sentences(text))
    parts[place] = chosen.text
    return "".join(parts)


def sentences(text: str) -> Iterator[str]:
    """A marked text in sentences, each with the blanks before it; together they are the text again."""
    start = 0
    for found in _SENTENCE.finditer(text):
        if found[0].strip():
            yield text[start : found.end()]
            start = found.end()
    if start < len(text):
        yield text[start:]


def _marks(text: str) -> list[tuple[str, Saying | None]]:
    return [(stored(said) if (said := parse(mark[0])) else mark[0], said) for mark in MARK.finditer(text)]


def _by_mark(said: Frozen) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for one in said:
        if one["mark"]:
            found[one["mark"]].append(one)
    return found


def _share_of(said: list[Mapping[str, Any]], nth: int, of: int) -> list[Mapping[str, Any]]:
    """What the nth of several alike marks says: a mark may say two numbers (各, 分别)."""
    each = max(1, -(-len(said) // of))
    return said[nth * each : (nth + 1) * each]


def _words(said: list[Mapping[str, Any]]) -> list[str]:
    return [one["words"] for one in said]


def _changed(
    place: int,
    sentence: str,
    pairs: list[tuple[str, list[Mapping[str, Any]], list[Mapping[str, Any]]]],
    writing: Drafting,
) -> ChangedSentence:
    moved = [pair for pair in pairs if _words(pair[1]) != _words(pair[2])]
    said = tuple(Said(mark, "、".join(_words(then)), "、".join(_words(now))) for mark, then, now in moved)
    kept = _with_words(sentence, {mark: _printed(mark, then, writing.language) for mark, then, _now in moved})
    reads_then = next((one["sentence"] for _mark, then, _now in pairs for one in then), "") or _read(kept, writing)
    proposals = [Proposal(Wording.REPLACE, sentence, _read(sentence, writing))]
    if soft := _softened(sentence, moved, writing):
        proposals.append(Proposal(Wording.SOFTEN, soft, _read(soft, writing)))
    proposals.append(Proposal(Wording.KEEP, kept, _read(kept, writing)))
    proposals.append(Proposal(Wording.DELETE, "", ""))
    return ChangedSentence(place, sentence, reads_then, proposals[0].reads, said, tuple(proposals))


def _read(text: str, writing: Drafting) -> str:
    return found_claims.plain(read_out(text.strip(), writing))


def _with_words(sentence: str, instead: Mapping[str, str]) -> str:
    def other(found: re.Match[str]) -> str:
        saying = parse(found[0])
        return instead.get(stored(saying) if saying else found[0], found[0])

    return MARK.sub(other, sentence)


def _printed(mark: str, said: list[Mapping[str, Any]], language: str) -> str:
    """What a mark printed, with the comma it brings itself."""
    words = "、".join(_words(said)) if language.startswith("zh") else " and ".join(_words(said))
    saying = parse(mark)
    comma = "，" if language.startswith("zh") else ", "
    return comma + words if words and saying and saying.kind in WITH_COMMA else words


def _softened(
    sentence: str, moved: list[tuple[str, list[Mapping[str, Any]], list[Mapping[str, Any]]]], writing: Drafting
) -> str:
    """The sentence with words that hold of both values; empty where a change is of another kind or none hold."""
    instead = {}
    for mark, then, now in moved:
        saying = parse(mark)
        soft = _soft_mark(saying, then, now) if saying and saying.kind == "figure" else None
        if soft is None:
            return ""
        instead[mark] = soft
    return _with_words(sentence, instead)


def _soft_mark(saying: Saying, then: Frozen, now: Frozen) -> str | None:
    """The mark with a hedge that prints the same of the old and the new value: 超300个 of 312 and of 305."""
    if len(then) != 1 or len(now) != 1 or not then[0]["value"] or not now[0]["value"]:
        return None
    ways = dict(saying.ways)
    scale = ways.get("scale", "")
    divisor = scale if isinstance(scale, int) else SCALES[scale]
    values = [Fraction(one[0]["value"]) / divisor for one in (then, now)]
    if min(values) <= 0:
        return None
    for digits in (3, 2, 1):
        for wanted in SOFT:
            said = [hedges.hedged(value, digits, wanted) for value in values]
            if said[0] == said[1] and said[0].hedge is not Hedge.EXACTLY:
                word = next(word for word, hedge in HEDGES.items() if hedge is said[0].hedge)
                return stored(replace(saying, ways=(*_without_hedge(saying), ("hedge", word), ("digits", digits))))
    return None


def _without_hedge(saying: Saying) -> tuple[tuple[str, str | int], ...]:
    return tuple(way for way in saying.ways if way[0] not in {"hedge", "digits", "places"})


def as_frozen(claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """What an owner confirms when the passage is confirmed."""
    return [claim.as_json() for claim in claims]
