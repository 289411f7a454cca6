from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dajuan.values.hedges import Hedge, all_hold, each_holds, hedged, holds


@pytest.mark.parametrize(
    ("hedge", "value", "printed", "is_true"),
    [
        (Hedge.EXCEEDS, 101, 100, True),
        (Hedge.EXCEEDS, 100, 100, False),
        (Hedge.EXCEEDS, 99, 100, False),
        (Hedge.EXCEEDS, 250, 100, False),  # 100 is no floor of 250
        (Hedge.BREAKS_THROUGH, 1002, 1000, True),
        (Hedge.ODD, 70, 70, True),
        (Hedge.ODD, 79, 70, True),
        (Hedge.ODD, 80, 70, False),
        (Hedge.NEARLY, Decimal("368.5"), 370, True),  # the city's "nearly 370 bn", domain dossier 0.4
        (Hedge.NEARLY, 370, 370, False),
        (Hedge.NEARLY, 371, 370, False),
        (Hedge.NEARLY, 359, 370, False),
        (Hedge.ABOUT, 368, 370, True),
        (Hedge.ABOUT, 380, 370, False),
        (Hedge.AT_LEAST, 50, 50, True),
        (Hedge.AT_LEAST, 49, 50, False),
        (Hedge.EXACTLY, 50, 50, True),
    ],
)
def test_a_hedge_is_printed_only_where_it_holds(hedge: Hedge, value: int, printed: int, is_true: bool) -> None:
    assert holds(hedge, value, printed) is is_true


def test_each_means_every_one() -> None:
    assert each_holds([3, 3], 3)
    assert not each_holds([3, 4], 3)
    assert not each_holds([], 3)


def test_all_means_as_many_as_there_are_and_some() -> None:
    assert all_hold(36, 36)
    assert not all_hold(35, 36)
    assert not all_hold(0, 0)


def test_the_word_stands_where_an_official_puts_it() -> None:
    assert hedged(12_345, 2).chinese("户") == "超12000户"
    assert hedged(312, 2, Hedge.ODD).chinese("个") == "310余个"
    assert hedged(52, 1, Hedge.AT_LEAST).chinese("人") == "50人以上"
    assert hedged(Decimal("369.5"), 2).chinese("亿元") == "近370亿元"
    assert hedged(370, 2).chinese("亿元") == "370亿元"
    assert hedged(312, 2, Hedge.ODD).english("cases") == "some 310 cases"


@given(st.integers(1, 10**9), st.integers(1, 4), st.sampled_from(list(Hedge)[1:]))
def test_the_chosen_word_always_holds(value: int, digits: int, wanted: Hedge) -> None:
    chosen = hedged(value, digits, wanted)
    assert holds(chosen.hedge, value, chosen.number)
