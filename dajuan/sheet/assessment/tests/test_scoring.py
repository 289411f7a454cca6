"""How points come of values, counted on fingers."""

from fractions import Fraction

import pytest

from dajuan.sheet.assessment import demo
from dajuan.sheet.assessment.scoring import Item, Of, Way


def item(way: Way, weight: int, full: str, floor: str = "0") -> Item:
    return Item("x", "", Of.VALUE, way, Fraction(weight), Fraction(full), Fraction(floor))


@pytest.mark.parametrize(
    ("value", "points"), [("0", "0"), ("2", "0"), ("3", "2.5"), ("4", "5"), ("6", "10"), ("9", "10"), ("-1", "0")]
)
def test_points_grow_from_floor_to_full_and_no_further(value: str, points: str) -> None:
    assert item(Way.LINEAR, 10, "6", "2").points(Fraction(value)) == Fraction(points)


def test_where_less_is_better_the_full_value_is_the_smaller_one() -> None:
    energy = item(Way.LINEAR, 8, full="0.4", floor="0.8")
    assert [energy.points(Fraction(value)) for value in ("0.3", "0.4", "0.6", "0.8", "1")] == [8, 8, 4, 0, 0]


def test_a_completion_scores_in_proportion_and_never_more_than_its_weight() -> None:
    plan = item(Way.RATIO, 20, "100")
    assert [plan.points(Fraction(value)) for value in ("50", "100", "131.5")] == [10, 20, 20]


def test_additions_and_deductions_stand_beside_the_hundred_and_have_an_end() -> None:
    titles, accidents = item(Way.BONUS, 2, "0.5"), item(Way.DEDUCTION, 5, "2")
    assert [titles.points(Fraction(value)) for value in (0, 3, 9)] == [0, Fraction(3, 2), 2]
    assert [accidents.points(Fraction(value)) for value in (0, 1, 9)] == [0, -2, -5]
    assert titles.is_extra and accidents.is_extra and not item(Way.RATIO, 1, "1").is_extra


def test_what_is_not_known_has_no_points() -> None:
    assert item(Way.LINEAR, 10, "6").points(None) is None


def test_the_demos_classes_weigh_as_the_ministrys_edition_of_2021() -> None:
    """Domain.md 4.1 [S94][S95]: 30, 30, 15, 15 and 10 per cent."""
    weights: dict[str, Fraction] = {}
    for item_ in demo.ITEMS:
        if item_[4] in {"linear", "ratio"}:
            weights[item_[0]] = weights.get(item_[0], Fraction(0)) + Fraction(item_[5])
    assert weights == {"对外开放": 30, "发展质量": 30, "科技创新": 15, "绿色发展": 15, "统筹协调": 10}
