"""Whether a printed number holds of ours: rounding, hedges, ranges; and what is written where a number is missing."""

from __future__ import annotations

from fractions import Fraction

import pytest

from dajuan.sheet.reading.filling import filled
from dajuan.sheet.reading.findings import Claim, Finding, Kind, Said, Verdict
from dajuan.sheet.reading.weighing import Printed, places_of, weigh


def said(printed: str, ours: str, hedge: Said = Said.EXACTLY, upper: str = "") -> tuple[Verdict, str]:
    number = Printed(Fraction(printed), places_of(printed), hedge, Fraction(upper) if upper else None)
    found = weigh(number, Fraction(ours))
    return found.verdict, str(found.reason)


@pytest.mark.parametrize(
    ("printed", "ours", "hedge", "verdict"),
    [
        ("8", "8", Said.EXACTLY, Verdict.BACKED),
        ("12.3", "12.345", Said.EXACTLY, Verdict.BACKED),
        ("12.35", "12.345", Said.EXACTLY, Verdict.BACKED),  # half up, as people round in print
        ("12.34", "12.345", Said.EXACTLY, Verdict.ROUNDING),
        ("12.4", "12.345", Said.EXACTLY, Verdict.ROUNDING),
        ("13", "12.345", Said.EXACTLY, Verdict.ROUNDING),
        ("14", "12.345", Said.EXACTLY, Verdict.CONTRADICTED),
        ("1000", "1000.01", Said.EXCEEDS, Verdict.BACKED),
        ("1000", "999.95", Said.EXCEEDS, Verdict.CONTRADICTED),
        ("1000", "1000", Said.EXCEEDS, Verdict.ROUNDING),
        ("1000", "3500", Said.EXCEEDS, Verdict.ROUNDING),
        ("90", "94", Said.ODD, Verdict.BACKED),
        ("90", "100", Said.ODD, Verdict.ROUNDING),
        ("90", "89", Said.ODD, Verdict.CONTRADICTED),
        ("370", "368.5", Said.NEARLY, Verdict.BACKED),
        ("370", "371", Said.NEARLY, Verdict.CONTRADICTED),
        ("20", "19", Said.AT_MOST, Verdict.BACKED),
        ("20", "20", Said.SHORT_OF, Verdict.CONTRADICTED),
    ],
)
def test_a_printed_number_holds_where_it_rounds_and_its_word_is_true(
    printed: str, ours: str, hedge: Said, verdict: Verdict
) -> None:
    assert said(printed, ours, hedge)[0] is verdict


def test_a_range_holds_where_our_value_lies_in_it() -> None:
    assert said("3", "5", upper="5")[0] is Verdict.BACKED
    assert said("3", "6", upper="5")[0] is Verdict.CONTRADICTED


def test_the_reason_says_our_value_and_what_would_be_right() -> None:
    assert said("12.34", "12.345") == (
        Verdict.ROUNDING,
        "Our value is 12.345: rounded it is 12.35, here it is cut off.",
    )
    assert "exactly 1,000" in said("1000", "1000", Said.EXCEEDS)[1]
    assert "3,500" in said("1000", "3520", Said.EXCEEDS)[1] or "3500" in said("1000", "3520", Said.EXCEEDS)[1]


def gap(unit: str, scale: int = 1, hedge: Said = Said.EXACTLY, claim: Claim = Claim.COUNT) -> Finding:
    return Finding(0, 0, Kind.GAP, "", printed_unit=unit, unit=unit, scale=Fraction(scale), hedge=hedge, claim=claim)


@pytest.mark.parametrize(
    ("asked", "value", "behind", "text", "holds"),
    [
        (gap("条"), "8", "条断头路", "8", True),
        (gap("千米", 1000), "2374", "千米", "2.37", True),
        (gap("千米", 1000), "4", "千米", "0.004", True),
        (gap("万平方米", 10**4), "201700", "万平方米", "20.17", True),
        (gap("亿元", 10**8, Said.EXCEEDS), "36850000000", "亿元", "360", True),
        (gap("个", hedge=Said.ODD), "94", "余个", "90", True),
        (gap("个", hedge=Said.ODD), "300", "余个", "300", False),
        (gap("亿元", 10**8, Said.EXCEEDS), "100000000000", "亿元", "1000", False),
        (gap("亿元", 10**8, Said.NEARLY), "36850000000", "亿元", "370", True),
        (gap("%", claim=Claim.PERCENT), "8.94", "，城市", "8.9%", True),
    ],
)
def test_a_gap_is_filled_as_its_sentence_asks(asked: Finding, value: str, behind: str, text: str, holds: bool) -> None:
    made = filled(asked, Fraction(value), 1 if asked.claim is Claim.PERCENT else 0, behind)
    assert (made.text, made.holds) == (text, holds)
