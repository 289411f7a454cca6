"""Every case of the three lights."""

from datetime import date

import pytest

from dajuan.values.lights import Light, by_deadline, by_time_plan, worst

DUE = date(2020, 12, 31)


@pytest.mark.parametrize(
    ("today", "light"),
    [
        (date(2020, 11, 30), Light.GREEN),
        (date(2020, 12, 1), Light.YELLOW),
        (date(2020, 12, 31), Light.YELLOW),
        (date(2021, 1, 1), Light.RED),
    ],
)
def test_a_deadline_turns_yellow_before_its_day_and_red_after_it(today: date, light: Light) -> None:
    assert by_deadline(DUE, today, warning_days=30) is light


@pytest.mark.parametrize(
    ("done_x10", "light"),
    [(500, Light.GREEN), (401, Light.GREEN), (400, Light.YELLOW), (200, Light.YELLOW), (199, Light.RED)],
)
def test_ten_points_behind_the_time_plan_are_yellow_and_more_than_thirty_red(done_x10: int, light: Light) -> None:
    half = by_time_plan(date(2020, 1, 1), date(2020, 1, 21), done_x10, date(2020, 1, 11), yellow_x10=100, red_x10=300)
    assert half is light


def test_the_worst_of_several_lights_counts() -> None:
    assert worst(Light.GREEN, Light.RED, Light.YELLOW) is Light.RED
    assert worst() is Light.GREEN
