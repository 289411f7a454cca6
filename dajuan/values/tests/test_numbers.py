from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dajuan.values import numbers
from dajuan.values.numbers import WAN, YI, chinese, decimal_string, english, floored, floored_to_digits, rounded


def test_print_rounds_half_up() -> None:
    assert [rounded(Fraction(n, 10)) for n in (5, 15, 25, -5)] == [1, 2, 3, -1]
    assert str(rounded(Fraction(1, 3), 2)) == "0.33"
    assert str(rounded(1250, -2)) == "1300"


def test_measured_values_round_half_to_even() -> None:
    """GB/T 8170: 四舍六入五成双."""
    assert [numbers.rounded_gbt8170(Decimal(text), 1) for text in ("1.25", "1.35", "1.26")] == [
        Decimal("1.2"),
        Decimal("1.4"),
        Decimal("1.3"),
    ]


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError):
        rounded(0.1)  # type: ignore[arg-type]  # on purpose


@pytest.mark.parametrize(
    ("amount", "per_unit", "text"),
    [
        (12345, 100, "123.45"),
        (12300, 100, "123"),
        (-5, 100, "-0.05"),
        (0, 100, "0"),
        (7, 1, "7"),
        (10**20 + 1, 100, "1000000000000000000.01"),
        (100, 1, "100"),
    ],
)
def test_an_integer_of_a_small_unit_is_written_in_the_printed_one(amount: int, per_unit: int, text: str) -> None:
    assert decimal_string(amount, per_unit) == text


def test_what_has_no_end_is_rounded_half_up() -> None:
    assert decimal_string(Fraction(200, 3)) == "66.666667"
    assert decimal_string(Fraction(200, 3), places=1) == "66.7"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (895 * YI, "895亿"),
        (123_456, "12.35万"),
        (9999, "9999"),
        (99_999_999, "1亿"),
        (-123_456, "-12.35万"),
        (0, "0"),
        (Fraction(1, 2), "0.5"),
    ],
)
def test_chinese_counts_in_ten_thousands(value: int, text: str) -> None:
    assert chinese(value) == text


def test_a_given_scale_is_kept() -> None:
    assert chinese(2802 * YI, scale=WAN) == "28020000万"


@pytest.mark.parametrize(
    ("value", "text"),
    [(12_345, "12,345"), (1_234_567, "1.23 million"), (89_500_000_000, "89.5 billion"), (-1500, "-1,500")],
)
def test_english_counts_in_thousands(value: int, text: str) -> None:
    assert english(value) == text


def test_the_floor_has_the_printed_digits() -> None:
    assert floored_to_digits(3684, 2) == 3600
    assert floored_to_digits(Decimal("12.39"), 3) == Decimal("12.3")
    assert floored(-1) == -1
    assert floored(Decimal("-1.5")) == -2


@given(st.integers(-(10**15), 10**15), st.integers(-4, 4))
def test_rounding_moves_by_half_a_place_at_most(amount: int, places: int) -> None:
    value = Fraction(amount, 1000)
    assert abs(Fraction(rounded(value, places)) - value) <= Fraction(10) ** -places / 2


@given(st.fractions(min_value=Fraction(1, 1000), max_value=10**9))
def test_the_first_digit_stands_at_its_power(value: Fraction) -> None:
    power = numbers.magnitude(value)
    assert Fraction(10) ** power <= value < Fraction(10) ** (power + 1)
