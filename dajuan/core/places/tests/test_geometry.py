"""Shapes: checked on input, brought to one datum, measured on the ellipsoid (data README: boundaries, dead ends)."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

from dajuan.core.places.geometry import Shape, coarse_point, dead_ends, length_cm, overlap, read_shape
from dajuan.core.records.models import Refused
from dajuan.values.coordinates import Datum, gcj02_from_wgs84

SQUARE = [[108.9, 34.3], [108.91, 34.3], [108.91, 34.31], [108.9, 34.31], [108.9, 34.3]]
BOW_TIE = [[108.9, 34.3], [108.91, 34.31], [108.91, 34.3], [108.9, 34.31], [108.9, 34.3]]


def features(shared: Path, name: str) -> list[dict[str, Any]]:
    with gzip.open(shared / f"data/geo/{name}.geojson.gz", "rt", encoding="utf-8") as file:
        found: list[dict[str, Any]] = json.load(file)["features"]
        return found


def polygon(ring: list[list[float]]) -> str:
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def line(*points: tuple[float, float]) -> str:
    return json.dumps({"type": "LineString", "coordinates": points})


def read(text: str, **kwargs: Any) -> Shape:
    return read_shape(text, datum=Datum.WGS84, **kwargs)


def is_refused(text: str) -> bool:
    """Whether the outline is refused because it crosses itself."""
    try:
        read(text)
    except Refused as refusal:
        return refusal.field == "repair"
    return False


def test_the_districts_of_xian_cross_themselves_as_stored(shared: Path) -> None:
    assert sum(is_refused(json.dumps(one)) for one in features(shared, "xian_districts")) == 13


def test_six_counties_of_hanzhong_cross_themselves_as_stored(shared: Path) -> None:
    assert [is_refused(json.dumps(one)) for one in features(shared, "hanzhong_counties")].count(True) == 6


def test_repaired_with_consent_the_districts_have_their_area(shared: Path) -> None:
    square_km = {
        one["properties"]["name"]: read(json.dumps(one), repair=True).area_dm2 / 10**8
        for one in features(shared, "xian_districts")
    }
    assert sum(square_km.values()) == pytest.approx(10_112, abs=1.5)
    assert round(square_km["未央区"]) == 263
    assert round(square_km["蓝田县"]) == 2009


def test_the_roads_of_roxel_have_their_length(shared: Path) -> None:
    lines = [shape(one["geometry"]) for one in features(shared, "roxel_roads_osm")]
    assert len(lines) == 1215
    assert round(sum(length_cm(one) for one in lines) / 10**5, 2) == 58.02


def test_joining_a_line_to_a_dead_end_takes_it_off_the_list(shared: Path) -> None:
    lines = [shape(one["geometry"]) for one in features(shared, "roxel_roads_osm")]
    assert len({point for one in lines for point in (one.coords[0], one.coords[-1])}) == 987
    found = dead_ends(lines)
    assert len(found) == 315
    joined = dead_ends([*lines, shapely.LineString([found[0], lines[5].coords[0]])])
    assert found[0] not in joined
    assert len(joined) == 314


def test_an_outline_that_crosses_itself_says_where() -> None:
    with pytest.raises(Refused) as refused:
        read(polygon(BOW_TIE))
    assert refused.value.field == "repair"
    assert "108.90500" in str(refused.value)
    assert "34.30500" in str(refused.value)


def test_a_repair_tells_what_is_left() -> None:
    repaired = read(polygon(BOW_TIE), repair=True)
    assert repaired.geometry.is_valid
    assert repaired.notices
    assert repaired.area_dm2 == pytest.approx(read(polygon(SQUARE)).area_dm2 / 2, rel=0.001)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"type": "Polygon"}',
        '{"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}',
        '{"type": "Point", "coordinates": ["a", "b"]}',
        '{"type": "Point", "coordinates": [NaN, 34]}',
        '{"type": "Point", "coordinates": []}',
        '{"type": "Feature", "geometry": null}',
        '{"type": "FeatureCollection", "features": []}',
        '{"type": "FeatureCollection", "features": [null]}',
        '{"type": "GeometryCollection", "geometries": []}',
        "[" * 100_000,
    ],
)
def test_what_is_no_shape_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read(text)
    assert refused.value.field == "geojson"


@pytest.mark.parametrize("point", [(34.3, 108.9), (500_000.0, 3_800_000.0), (200.0, 95.0), (200.0, 34.0)])
def test_coordinates_outside_the_world_are_refused(point: tuple[float, float]) -> None:
    with pytest.raises(Refused):
        read(json.dumps({"type": "Point", "coordinates": point}))


def test_a_datum_nobody_declared_is_asked_for() -> None:
    with pytest.raises(Refused) as refused:
        read_shape(polygon(SQUARE))
    assert refused.value.field == "datum"


def test_a_datum_the_file_declares_is_taken() -> None:
    content = {
        **json.loads(polygon(SQUARE)),
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}},
    }
    assert read_shape(json.dumps(content)).notices == ()


def test_a_shape_in_gcj02_is_converted_with_a_notice() -> None:
    shifted = [list(gcj02_from_wgs84(x, y)) for x, y in SQUARE]
    converted = read_shape(polygon(shifted), datum=Datum.GCJ02)
    assert converted.notices
    assert shapely.get_coordinates(converted.geometry) == pytest.approx(
        shapely.get_coordinates(read(polygon(SQUARE)).geometry), abs=2e-7
    )


def test_baidus_coordinates_are_not_taken() -> None:
    with pytest.raises(Refused):
        read_shape(polygon(SQUARE), datum=Datum.BD09)


def test_what_lies_outside_the_zone_is_accepted_with_a_notice() -> None:
    zone = read(polygon(SQUARE)).geometry
    inside, across = (line((108.901, 34.301), (x, 34.302)) for x in (108.905, 108.95))
    assert read(inside, within=zone).notices == ()
    assert len(read(across, within=zone).notices) == 1
    assert len(read(line((109.5, 34.3), (109.6, 34.3)), within=zone).notices) == 1


def test_one_road_in_two_sections_is_noticed() -> None:
    road = read(line((108.90, 34.30), (108.92, 34.30))).geometry
    section = read(line((108.91, 34.30003), (108.92, 34.30003))).geometry
    crossing = read(line((108.91, 34.29), (108.91, 34.31))).geometry
    shared = overlap(road, section)
    assert shared.is_worth_a_warning
    assert shared.length_cm == pytest.approx(92_000, rel=0.01)
    assert shared.ratio == pytest.approx(1, abs=0.01)
    assert not overlap(road, crossing).is_worth_a_warning
    assert overlap(road, read(line((109.9, 34.3), (109.91, 34.3))).geometry).ratio == 0


def test_two_plots_share_their_ground() -> None:
    plot = read(polygon(SQUARE)).geometry
    half = read(polygon([[x - 0.005, y] for x, y in SQUARE])).geometry
    assert overlap(plot, half).ratio == pytest.approx(0.5, abs=0.001)


def test_the_public_sees_a_coarse_point() -> None:
    point = coarse_point(read(line((108.90123, 34.30123), (108.90123, 34.30456))).geometry)
    assert (point.x, point.y) == (108.901, pytest.approx(34.303, abs=0.001))
