"""What a number measures, in the text's words: before it, behind it, and shared out by 分别."""

from __future__ import annotations

import re

from dajuan.sheet.reading.findings import Relation
from dajuan.sheet.reading.times import Said
from dajuan.sheet.reading.tokens import Token

_LONGEST = 30
_BREAK = re.compile(r"[，。；：、！？,;:!?（）()\n\r]")
_LEADING = re.compile(
    r"^(?:其中|同时|此外|另外|目前|全年|一年来|今年|先后|累计|共|已|并|实现|预计|全区|截至\S*?|的|和|及|了|为|到|至|达到|达)+"
)
_TRAILING = re.compile(r"(?:达到|达|为|至|到|共|共计|累计|了|约|超过|已|分别|均|计|有|是)+$")
_BEHIND = re.compile(r"[^，。；：、！？,;:!?（）()\n\r\d]{0,16}")
_SHARED = re.compile(r"分别(?P<verb>[^，。；\d]{0,16})\Z")
_NAMES = re.compile(r"[、和及与]")


def name_before(text: str, start: int, token: Token, times: list[Said]) -> str:
    """The words of the clause before the number, without time and hedge; of the clause before, where it has none."""
    left = text[max(start, token.head - 2 * _LONGEST) : token.head]
    for time in times:
        left = left.replace(time.spoken.words, "") if time.spoken.words else left
    clauses = [_clean(clause) for clause in _BREAK.split(left)]
    own = clauses[-1] if clauses else ""
    if len(own) >= 2:
        return own[-_LONGEST:]
    named = [clause for clause in clauses[:-1] if len(clause) >= 2 and not re.search(r"\d", clause)]
    return named[-1][-_LONGEST:] if named else own


def _clean(words: str) -> str:
    return _TRAILING.sub("", _LEADING.sub("", words.strip()))


def counted_behind(text: str, token: Token, end: int) -> str:
    """What is counted: 断头路 behind 8条."""
    start = token.end if token.number is not None else token.end + len(token.printed_unit)
    found = _BEHIND.match(text, start, max(end, start))
    return found[0].strip().removeprefix("的") if found else ""


def shared_names(text: str, start: int, tokens: list[Token], relations: list[Relation | None]) -> list[str]:
    """Names by 分别: A、B分别增长5.1%和7.9% names them A增长 and B增长; empty where none is shared."""
    names = [""] * len(tokens)
    for index, token in enumerate(tokens):
        left = text[tokens[index - 1].end if index else start : token.head]
        shared = _SHARED.search(left)
        if not shared:
            continue
        row = number_row(text, tokens, index)
        owners = _owners(text, start, tokens, index, left[: shared.start()], len(row))
        for place, owner in zip(row, owners, strict=False):
            names[place] = owner + _TRAILING.sub("", shared["verb"])
    return names


def number_row(text: str, tokens: list[Token], first: int) -> list[int]:
    """The numbers strung together behind 分别."""
    row = [first]
    for index in range(first + 1, len(tokens)):
        between = text[tokens[index - 1].end : tokens[index].head]
        if not re.fullmatch(r"[、和及与，]|以及", between) or tokens[index].unit.base != tokens[first].unit.base:
            break
        row.append(index)
    return row


def _owners(text: str, start: int, tokens: list[Token], first: int, left: str, count: int) -> list[str]:
    """Who shares the numbers: names in a row before 分别, or the numbers named before."""
    clause = re.split(r"[，。；]", left.rstrip("，"))[-1]
    parts = [part for part in _NAMES.split(clause) if part]
    if len(parts) == count:
        return parts
    if first >= count:
        return [
            _clean(_BREAK.split(text[(tokens[i - 1].end if i else start) : tokens[i].head])[-1])
            for i in range(first - count, first)
        ]
    return [clause] * count
