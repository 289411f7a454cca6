"""A shape on paper: it lies inside the box, north is up, and the bar has a round length."""

import pytest
from shapely.geometry import LineString, Point, Polygon

from dajuan.core.places.drawing import HEIGHT, WIDTH, draw

ROAD = LineString([(108.94, 34.37), (108.95, 34.38)])


def numbers(path: str) -> list[float]:
    return [float(word) for word in path.replace("M", "").replace("L", "").split()]


def test_a_line_lies_in_the_box_with_north_up() -> None:
    (path,) = draw(ROAD).paths
    west, south, east, north = numbers(path)
    assert 0 < west < east < WIDTH and 0 < north < south < HEIGHT


def test_an_area_is_drawn_with_its_holes() -> None:
    outer = [(108.9, 34.3), (108.91, 34.3), (108.91, 34.31), (108.9, 34.31)]
    inner = [(108.904, 34.304), (108.906, 34.304), (108.906, 34.306)]
    assert len(draw(Polygon(outer, [inner])).paths) == 2


def test_a_point_is_a_dot_in_the_middle_with_what_lies_around() -> None:
    drawing = draw(Point(108.94, 34.37), [ROAD])
    assert drawing.dots == [(WIDTH / 2, HEIGHT / 2)] and not drawing.paths
    assert len(drawing.around) == 1


@pytest.mark.parametrize(("degrees", "bar"), [(0.001, "100 m"), (0.02, "500 m"), (0.2, "5 km")])
def test_the_bar_is_a_round_length(degrees: float, bar: str) -> None:
    line = LineString([(108.94, 34.37), (108.94 + degrees, 34.37)])
    assert draw(line).bar_in_words == bar
