import pytest
from hypothesis import given
from hypothesis import strategies as st

from dajuan.values.coordinates import Datum, datum_of, gcj02_from_wgs84, in_china, wgs84_from_gcj02


@pytest.mark.parametrize(
    ("words", "datum"),
    [
        ("CGCS2000", Datum.WGS84),
        ("EPSG:4490", Datum.WGS84),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", Datum.WGS84),
        ("国家2000", Datum.WGS84),
        ("GCJ-02", Datum.GCJ02),
        ("高德坐标", Datum.GCJ02),
        ("百度", Datum.BD09),
        ("EPSG:3857", None),
        ("", None),
    ],
)
def test_the_words_for_a_datum_are_known(words: str, datum: Datum | None) -> None:
    assert datum_of(words) is datum


@given(st.floats(75, 135), st.floats(18, 53))
def test_there_and_back_is_the_same_point_to_a_centimetre(longitude: float, latitude: float) -> None:
    x, y = wgs84_from_gcj02(*gcj02_from_wgs84(longitude, latitude))
    assert abs(x - longitude) < 1e-7
    assert abs(y - latitude) < 1e-7


def test_the_shift_in_xian_is_some_hundred_metres() -> None:
    x, y = gcj02_from_wgs84(108.94, 34.34)
    assert 0.003 < x - 108.94 < 0.008
    assert -0.004 < y - 34.34 < 0.0


def test_outside_china_nothing_is_shifted() -> None:
    assert not in_china(7.53, 51.95)
    assert gcj02_from_wgs84(7.53, 51.95) == (7.53, 51.95)
