"""Quantities are typed and read in the printed unit and kept as integers of a small one."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from dajuan.core.records.quantities import AreaField, LengthField, PercentField, read


def test_metres_are_kept_in_centimetres() -> None:
    assert LengthField().clean("812.50") == 81_250
    assert AreaField().clean("13600") == 1_360_000
    assert PercentField().clean("35.5") == 355
    assert LengthField(required=False).clean("") is None


@pytest.mark.parametrize("typed", ["-1", "0.001", "many", "1e30"])
def test_what_is_no_length_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        LengthField().clean(typed)


def test_more_than_all_of_it_cannot_be_done() -> None:
    with pytest.raises(ValidationError):
        PercentField().clean("100.1")


def test_a_kept_quantity_is_shown_as_it_is_typed_and_a_typed_one_stays() -> None:
    assert LengthField().prepare_value(81_250) == "812.5"
    assert LengthField().prepare_value("812.50") == "812.50"


@pytest.mark.parametrize(
    ("column", "kept", "shown"),
    [
        ("length_cm", 81_250, "812.5 m"),
        ("area_dm2", 1_200_000, "12,000 m²"),
        ("invested_fen", 12_345_600, "123,456 yuan"),
        ("households", 480, "480"),
    ],
)
def test_a_quantity_reads_in_the_unit_its_column_is_named_for(column: str, kept: int, shown: str) -> None:
    with translation.override("en"):
        assert read(column, kept) == shown
