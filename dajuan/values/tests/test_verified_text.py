"""A text says the values of its edition: rounded or cut off at the last place it prints, and no further off."""

from __future__ import annotations

from fractions import Fraction

import pytest

from dajuan.values.bundles import Definition, FrozenEdition, FrozenValue, Said, Use
from dajuan.values.verified_text import edition_findings


def fails(words: str, value: str, *, before: str = "100", said: Said = "value", divisor: int = 1) -> list[str]:
    """What a verifier says against a text of these words, for a figure of these values."""
    plain = Definition("seats", "seats", "seats", "count(*) of seats", "")
    definition = Definition(plain.key, plain.name, plain.unit, plain.signature, plain.computed_digest)
    frozen = FrozenValue("seats", "2020", Fraction(value), definition.digest, before=Fraction(before))
    use = Use("seats", "2020", 1, 1 + len(words), words, said, divisor)
    edition = FrozenEdition(
        "",
        "甲",
        "甲",
        "2020",
        "zh-hans",
        f"甲{words}。",
        1,
        "",
        values=(frozen,),
        definitions=(definition,),
        uses=(use,),
    )
    return [one.en for one in edition_findings(edition) if one.verdict == "fails"]


@pytest.mark.parametrize(
    ("words", "value", "said", "divisor"),
    [
        ("124", "124", "value", 1),
        ("1,240.5万元", "12405000", "value", 10_000),
        ("778.52亿元", "77851600000", "value", 10**8),  # rounded
        ("778.5亿元", "77859000000", "value", 10**8),  # cut off
        ("增长24.0%", "124", "growth", 1),
        ("增加25", "124", "difference", 1),  # of two values that were rounded before
    ],
)
def test_a_number_rounded_or_cut_off_at_its_last_place_says_the_value(
    words: str, value: str, said: Said, divisor: int
) -> None:
    assert fails(words, value, said=said, divisor=divisor) == []


@pytest.mark.parametrize(
    ("words", "said", "divisor"),
    [
        ("123", "value", 1),
        ("125", "value", 1),
        ("0.13万", "value", 10_000),
        ("增长25%", "growth", 1),
        ("增加26", "difference", 1),
    ],
)
def test_a_number_one_off_in_its_last_place_does_not(words: str, said: Said, divisor: int) -> None:
    assert len(fails(words, "124", said=said, divisor=divisor)) == 1


def test_a_share_of_the_plan_is_not_scaled_with_its_figure() -> None:
    words = "，超额完成年度计划（年初），完成率101.3%"
    definition = Definition("seats", "seats", "元", "total of seats", "")
    frozen = FrozenValue(
        "seats", "2020", Fraction(10_132_306_400), definition.computed_digest, plan=Fraction(10_000_000_000)
    )
    known = Definition("seats", "seats", "元", "total of seats", definition.computed_digest)
    use = Use("seats", "2020", 1, 1 + len(words), words, "completion", 10**8)
    edition = FrozenEdition(
        "", "甲", "甲", "2020", "zh-hans", f"甲{words}。", 1, "", values=(frozen,), definitions=(known,), uses=(use,)
    )
    assert [one.en for one in edition_findings(edition) if one.verdict == "fails"] == []


def test_a_place_that_reads_otherwise_than_the_edition_is_named() -> None:
    edition = FrozenEdition(
        "", "甲", "甲", "2020", "zh-hans", "甲125。", 1, "", uses=(Use("seats", "2020", 1, 4, "124"),)
    )
    (said,) = [one.en for one in edition_findings(edition) if one.verdict == "fails"]
    assert "“125”" in said and "“124”" in said
