"""English numbers: what stands behind the digits (million yuan, per cent, roads), number words, ordinals, parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from dajuan.sheet.reading import hedging, numerals, units
from dajuan.sheet.reading.findings import Claim, Kind
from dajuan.sheet.reading.tokens import NO_UNIT, Token
from dajuan.sheet.reading.units import Unit

_SCALES = "|".join(numerals.ENGLISH_SCALES)
MEASURED: dict[str, Unit] = {
    "yuan": Unit("yuan", Fraction(1), Claim.MONEY),
    "rmb": Unit("yuan", Fraction(1), Claim.MONEY),
    "us dollars": Unit("USD", Fraction(1), Claim.MONEY),
    "dollars": Unit("USD", Fraction(1), Claim.MONEY),
    "euros": Unit("EUR", Fraction(1), Claim.MONEY),
    "percentage points": Unit("百分点", Fraction(1), Claim.POINTS),
    "percentage point": Unit("百分点", Fraction(1), Claim.POINTS),
    "percent": Unit("%", Fraction(1), Claim.PERCENT),
    "per cent": Unit("%", Fraction(1), Claim.PERCENT),
    "square kilometres": Unit("m²", Fraction(10**6), Claim.AREA),
    "square kilometers": Unit("m²", Fraction(10**6), Claim.AREA),
    "sq km": Unit("m²", Fraction(10**6), Claim.AREA),
    "square metres": Unit("m²", Fraction(1), Claim.AREA),
    "square meters": Unit("m²", Fraction(1), Claim.AREA),
    "hectares": Unit("m²", Fraction(10**4), Claim.AREA),
    "mu": Unit("m²", units.MU, Claim.AREA),
    "kilometres": Unit("m", Fraction(1000), Claim.LENGTH),
    "kilometers": Unit("m", Fraction(1000), Claim.LENGTH),
    "km": Unit("m", Fraction(1000), Claim.LENGTH),
    "metres": Unit("m", Fraction(1), Claim.LENGTH),
    "meters": Unit("m", Fraction(1), Claim.LENGTH),
    "tonnes": Unit("t", Fraction(1), Claim.WEIGHT),
    "tons": Unit("t", Fraction(1), Claim.WEIGHT),
    "kv": Unit("kV", Fraction(1), Claim.VOLTAGE),
    "days": Unit("天", Fraction(1), Claim.DAYS),
    "working days": Unit("工作日", Fraction(1), Claim.DAYS),
    "months": Unit("个月", Fraction(1), Claim.DAYS),
    "hours": Unit("小时", Fraction(1), Claim.HOURS),
    "minutes": Unit("小时", Fraction(1, 60), Claim.HOURS),
    "times": Unit("倍", Fraction(1), Claim.MULTIPLE),
    "places": Unit("位", Fraction(1), Claim.RANK),
}
WORDS = units.alternation(list(MEASURED))
_BEHIND_DIGITS = re.compile(
    rf"(?:[ -]?(?P<scale>{_SCALES})\b)?(?P<ordinal>st|nd|rd|th)?\b"
    rf"(?:[ -]?(?P<unit>{WORDS})(?![A-Za-z]))?(?: (?P<behind>{hedging.BEHIND}))?",
    re.IGNORECASE,
)
_NOUN = re.compile(r" (?P<noun>(?:[a-z][a-z-]+ ){0,3}?[a-z-]*[a-rt-z]s|people|staff|land)\b")
_BREAKS = {"of", "in", "were", "was", "are", "is", "and", "had", "have", "from", "with", "by", "to", "on", "at", "for"}
_NUMBER_WORDS = "|".join(sorted(numerals.ENGLISH_NUMBERS, key=len, reverse=True))
_WORD = re.compile(
    rf"\b(?P<tens>twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)?-?(?P<number>{_NUMBER_WORDS})?\b"
    rf"(?: (?P<scale>{_SCALES})\b)?",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:(?P<top>one|two|three|a) (?P<below>thirds?|quarters?|fifths?|tenths?)|(?P<half>half))\b(?= of| the|[,.])",
    re.IGNORECASE,
)
_DOUBLED = re.compile(r"\b(?:(?P<two>doubled)|(?P<three>tripled|trebled)|(?P<four>quadrupled))\b", re.IGNORECASE)
_BELOW = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_RANKED = re.compile(
    r"\b(?:(?:ranked|ranks|ranking|placed|came|rose to|place[sd]?) |the (?!first))(?P<rank>"
    + "|".join(numerals.ENGLISH_ORDINALS)
    + r")\b(?= among| in | of|,|\.)",
    re.IGNORECASE,
)


def completed(text: str, token: Token) -> Token:
    """A token of bare digits with the English unit behind it; the token itself where Chinese follows."""
    if token.printed_unit not in ("", "m") and token.unit.claim is not Claim.MONEY:
        return token
    start = token.end if token.printed_unit != "m" else token.end - 1
    found = _BEHIND_DIGITS.match(text, start)
    if not found or not (found["scale"] or found["unit"] or found["ordinal"] or found["behind"]):
        return _counted(text, token) if token.unit is NO_UNIT else token
    return _with(text, replace(token, end=start), found)


def _with(text: str, token: Token, found: re.Match[str]) -> Token:
    scale = numerals.ENGLISH_SCALES.get((found["scale"] or "").lower(), 1)
    unit = MEASURED.get((found["unit"] or "").lower(), token.unit)
    if found["ordinal"]:
        return replace(token, end=found.end("ordinal"), claim=Claim.RANK, unit=units.unit("位"), printed_unit="")
    printed = " ".join(filter(None, (found["scale"], found["unit"])))
    made = replace(
        token,
        end=found.end(),
        unit=unit,
        scale=token.scale * scale,
        claim=unit.claim,
        printed_unit=printed,
        hedge=token.hedge or hedging.behind(found["behind"]),
    )
    return _counted(text, made) if unit is NO_UNIT else made


def _counted(text: str, token: Token) -> Token:
    """The noun that is counted: 58 old estates."""
    found = _NOUN.match(text, token.end)
    if not found:
        return token
    words = found["noun"].split()
    if _BREAKS & set(words):
        return token
    return replace(token, unit=Unit(words[-1], Fraction(1), Claim.COUNT), claim=Claim.COUNT)


def worded(text: str) -> Iterator[Token]:
    """two villages, half of, one third, doubled, the third among."""
    if not re.search(r"[A-Za-z]{3} ", text):
        return
    for found in _DOUBLED.finditer(text):
        times = Fraction(2 if found["two"] else 3 if found["three"] else 4)
        yield Token(*found.span(), Kind.VALUE, Claim.MULTIPLE, units.unit("倍"), times, printed_unit=found[0])
    for found in _PART.finditer(text):
        top = numerals.ENGLISH_NUMBERS.get((found["top"] or "").lower(), 1)
        below = 2 if found["half"] else _BELOW[found["below"].lower().rstrip("s")]
        yield _hedged(
            text, Token(*found.span(), Kind.VALUE, Claim.PERCENT, units.unit("%"), Fraction(100 * top, below))
        )
    for found in _RANKED.finditer(text):
        rank = Fraction(numerals.ENGLISH_ORDINALS[found["rank"].lower()])
        yield Token(*found.span("rank"), Kind.VALUE, Claim.RANK, units.unit("位"), rank)
    for found in _WORD.finditer(text):
        if found[0].strip() and (token := _number(text, found)):
            yield token


def _number(text: str, found: re.Match[str]) -> Token | None:
    tens = numerals.ENGLISH_NUMBERS.get((found["tens"] or "").lower(), 0)
    ones = numerals.ENGLISH_NUMBERS.get((found["number"] or "").lower(), 0)
    scale = numerals.ENGLISH_SCALES.get((found["scale"] or "").lower(), 1)
    if tens + ones in (0, 1) and scale == 1:
        return None
    bare = Token(*found.span(), Kind.VALUE, Claim.INDEX, NO_UNIT, Fraction((tens + ones) or 1), scale=scale)
    if not (tens or ones):
        return None
    token = completed(text, _hedged(text, bare))
    return token if token.unit is not NO_UNIT else None


def _hedged(text: str, token: Token) -> Token:
    hedge, width = hedging.before(text[max(0, token.start - hedging.WIDEST) : token.start])
    return replace(token, hedge=hedge, head=token.start - width)
