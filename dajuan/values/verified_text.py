"""Verifying one language of an edition: its definitions are those of their digests, its text says its values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from dajuan.values.bundles import Definition, FrozenEdition, FrozenValue, Said, Use
from dajuan.values.findings import Finding, Findings, shown

SCALES = {"万亿": 10**12, "亿": 10**8, "万": 10**4, "billion": 10**9, "million": 10**6, "thousand": 10**3}
NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)")
PER_CENT = re.compile(rf"{NUMBER.pattern}\s*(?:%|per cent)")
BRACKETS = re.compile(r"\([^()]*\)")


def edition_findings(edition: FrozenEdition) -> Findings:
    """Of one language: definitions have their digests, values their definitions, and the text says the values."""
    wrong = [*_definitions(edition), *_uses(edition)]
    yield from wrong
    if not wrong:
        name, many, uses = edition.language, len(edition.definitions), len(edition.uses)
        yield Finding(
            "holds",
            f"{name}：{many} 个指标口径与摘要相符，文中 {uses} 处数值与定稿相符。",
            f"{name}: {many} definitions have their digests; the text says what the edition says in {uses} places.",
        )
    if edition.withheld:
        yield Finding(
            "open",
            f"{edition.language}：另有 {edition.withheld} 个内部指标不在公开包内。",
            f"{edition.language}: {edition.withheld} more figures are not public and not in this bundle.",
        )


def _definitions(edition: FrozenEdition) -> Findings:
    known = {definition.key: definition for definition in edition.definitions}
    for definition in edition.definitions:
        for one in _with_parts(definition):
            if one.computed_digest != one.digest:
                yield Finding(
                    "fails",
                    f"{definition.key}（{definition.name}）的口径与其摘要不符：口径已被更换或改动。",
                    f"{definition.key} ({definition.name}): the definition is not the one of its digest.",
                )
    for value in edition.values:
        if value.key not in known or known[value.key].digest != value.digest:
            yield Finding(
                "fails",
                f"{value.key} 的数值是按另一口径统计的。",
                f"{value.key}: the value was counted by another definition than the one in the bundle.",
            )


def _with_parts(definition: Definition) -> Iterator[Definition]:
    yield definition
    for part in definition.parts:
        yield from _with_parts(part)


def _uses(edition: FrozenEdition) -> Findings:
    values = {(value.key, value.period): value for value in edition.values}
    for use in edition.uses:
        there, around = edition.text[use.start : use.end], edition.text[max(0, use.start - 12) : use.end + 8]
        if there != use.words:
            yield Finding(
                "fails",
                f"{use.key}：文中“{around}”处写作“{there}”，定稿为“{use.words}”。",
                f"{use.key}: at “{around}” the text says “{there}”, the edition “{use.words}”.",
            )
            continue
        value = values.get((use.key, use.period))
        said, true = _number(use), _true(use, value) if value else None
        if said is not None and true is not None and not _agrees(said, true, use.said):
            yield Finding(
                "fails",
                f"{use.key}：文中“{around}”与定稿的数值 {shown(true)} 不符。",
                f"{use.key}: “{around}” does not say the edition's {shown(true)}.",
            )


@dataclass(frozen=True)
class Written:
    """A number as it is written: its value, and how much one unit of its last place is."""

    value: Fraction
    step: Fraction


def _number(use: Use) -> Written | None:
    """The number that stands in a use's words, in printed base units; None where there is none."""
    text = BRACKETS.sub("", unicodedata.normalize("NFKC", use.words))  # a plan's version, such as (5月调整)
    found = (PER_CENT if use.said in {"growth", "completion"} else NUMBER).search(text)
    if not found or use.said == "words":
        return None
    digits = found[1].replace(",", "")
    places = len(digits.partition(".")[2])
    if use.said in {"growth", "completion"}:  # a share: the 亿 of its figure scales the value, not the share
        scale = 1
    else:
        scale = use.divisor if use.divisor != 1 else _scale(text[found.end() :])
    return Written(Fraction(digits) * scale, Fraction(scale, 10**places))


def _scale(after: str) -> int:
    word = next((word for word in SCALES if after.lstrip().startswith(word)), "")
    return SCALES.get(word, 1)


def _true(use: Use, value: FrozenValue) -> Fraction | None:
    """The exact number a use should say, without its sign where words tell it; None where the edition has none."""
    if use.said in {"growth", "difference"}:
        if value.value is None or value.before is None:
            return None
        difference = abs(value.value - value.before)
        if use.said == "difference":
            return difference
        return difference / abs(value.before) * 100 if value.before else None
    if use.said == "completion":
        return value.value / value.plan * 100 if value.value is not None and value.plan else None
    return {"value": value.value, "before": value.before, "plan": value.plan}.get(use.said)


def _agrees(said: Written, true: Fraction, kind: Said) -> bool:
    """Whether a number is the other one, rounded or cut off at its last place: nearer than one unit of that place.

    A difference of rounded ones may be off by that unit.
    """
    off = abs(said.value - abs(true))
    return off < said.step or (kind == "difference" and off == said.step)
