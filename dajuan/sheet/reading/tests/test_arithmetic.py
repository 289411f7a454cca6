"""Arithmetic inside a text: what agrees, follows, was cut off, or differs."""

from fractions import Fraction
from pathlib import Path

import pytest

from dajuan.sheet.reading.arithmetic import verdict
from dajuan.sheet.reading.claims import read
from dajuan.sheet.reading.findings import Kind, Verdict
from dajuan.sheet.reading.tests import measures


def verdicts(text: str) -> set[Verdict]:
    return {one.verdict for one in read(text) if one.kind is Kind.VALUE}


def test_the_relations_of_real_reports_get_their_verdicts(shared: Path) -> None:
    measure = measures.relations(shared / "data" / "report-claims")
    assert measure.found == measure.of, measure.missed


@pytest.mark.parametrize(
    ("result", "printed", "places", "said"),
    [
        ("30.98", "31", 0, Verdict.AGREES),
        ("70.8", "70", 0, Verdict.TRUNCATED),
        ("104.76", "104.7", 1, Verdict.TRUNCATED),
        ("76.9", "79", 0, Verdict.DIFFERS),
        ("-10.53", "-10.5", 1, Verdict.AGREES),
        ("0.5", "1", 0, Verdict.AGREES),
    ],
)
def test_a_result_is_rounded_as_people_round(result: str, printed: str, places: int, said: Verdict) -> None:
    assert verdict(Fraction(result), Fraction(printed), places) is said


def test_parts_that_are_only_examples_are_no_mistake() -> None:
    assert Verdict.DIFFERS not in verdicts("全年签约项目135个，其中制造业项目3个、服务业项目6个。")


def test_parts_larger_than_the_whole_differ() -> None:
    assert Verdict.DIFFERS in verdicts("全年签约项目135个，其中制造业项目90个、服务业项目60个。")


def test_rounded_levels_leave_their_rate_some_room() -> None:
    assert Verdict.DIFFERS not in verdicts("到位资金412.5亿元，较上年增加37.6亿元，增长10.0%。")


def test_the_same_figure_said_twice_must_be_the_same() -> None:
    assert Verdict.DIFFERS in verdicts("2020年，打通断头路8条。城市更美。2020年，打通断头路9条。")
    assert Verdict.DIFFERS not in verdicts("2020年，打通断头路8条。城市更美。2020年，打通断头路8条。")
