"""Credit codes and resident numbers, against real codes (data README) and the standards' specimens."""

import csv
from pathlib import Path

import pytest

from dajuan.values import credit_codes, resident_ids
from dajuan.values.credit_codes import State

STATES = {"valid": State.VALID, "invalid-but-real": State.FAILS_CHECK}


def test_every_code_of_the_reference_list_is_judged_as_it_should(shared: Path) -> None:
    with (shared / "data/uscc/codes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 55
    for row in rows:
        found = credit_codes.check(row["code"])
        if row["why"] == "format":
            assert found.state is State.MALFORMED, row
        else:
            assert found.state is STATES.get(row["expected"], State.FAILS_CHECK), row
            assert " ".join(map(str, found.problems)) == row["why"], row


def test_a_code_is_read_through_blanks_small_letters_and_full_width() -> None:
    assert credit_codes.check(" ９１61-0132 ma6txup48y ").state is State.VALID


def test_the_division_is_where_it_was_registered() -> None:
    assert credit_codes.check("91610132MA6TXUP48Y").division == "610132"


def test_the_standards_specimen_is_a_valid_number() -> None:
    """GB 11643-1999, 11010519491231002X."""
    specimen = resident_ids.check("11010519491231002x")
    assert specimen.is_valid
    assert not specimen.is_male
    assert specimen.born_on.isoformat() == "1949-12-31"


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("110105194912310021", resident_ids.Reason.CHECK_DIGIT),
        ("11010519491331002X", resident_ids.Reason.BIRTH_DATE),
        ("1101051949123100", resident_ids.Reason.LENGTH),
        ("1101O519491231002X", resident_ids.Reason.DIGITS),
    ],
)
def test_a_wrong_number_says_why(number: str, reason: resident_ids.Reason) -> None:
    assert resident_ids.check(number).reason is reason


def test_numbers_and_names_are_masked() -> None:
    assert resident_ids.masked_number("11010519491231002X") == "110105********002X"
    assert resident_ids.masked_number("1234") == "****"
    assert [resident_ids.masked_name(name) for name in ("王小明", "王明", "欧阳小明", "王", "Anna Smith", "")] == [
        "王*明",
        "王*",
        "欧阳*明",
        "王*",
        "Anna *",
        "",
    ]
