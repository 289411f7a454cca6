"""Coordinates of web maps and of surveys: GCJ-02 to WGS 84 and back, and the words people use for a datum.

CGCS2000 and WGS 84 differ by less than a decimetre and are kept as one. GCJ-02, the shift of Chinese web maps, has no
published standard; the widely known formula is used. The inverse is found by repetition, to about a centimetre.
"""

from enum import StrEnum
from math import cos, pi, sin, sqrt

SEMI_MAJOR_M, ECCENTRICITY_SQUARED = 6378245.0, 0.00669342162296594323  # Krasovsky 1940, as the formula takes it
PRECISION_DEG = 1e-9


class Datum(StrEnum):
    """What the numbers of a shape are measured against. BD-09 is known in order to be refused."""

    WGS84 = "WGS84"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"


_WORDS = {
    Datum.WGS84: (
        "wgs84 wgs1984 cgcs2000 国家2000 2000国家大地坐标系 国家大地坐标系 大地2000 "
        "gps epsg4326 epsg4490 4326 4490 crs84"
    ),
    Datum.GCJ02: "gcj02 gcj 火星坐标 火星坐标系 国测局坐标 国测局 高德 高德坐标 腾讯 腾讯坐标 amap gaode tencent",
    Datum.BD09: "bd09 bd09ll 百度 百度坐标 百度坐标系 baidu",
}


def datum_of(words: str) -> Datum | None:
    """The datum somebody's words mean: "CGCS2000", "高德", "EPSG:4490"; None where they mean none we know."""
    text = "".join(sign for sign in words.lower() if sign.isalnum())
    text = text.removeprefix("urnogcdefcrs").replace("ogc13crs84", "crs84").replace("ogccrs84", "crs84")
    return next((datum for datum, known in _WORDS.items() if text in known.split()), None)


def gcj02_from_wgs84(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees shifted as Chinese web maps shift them; unchanged outside China."""
    if not in_china(longitude, latitude):
        return longitude, latitude
    east, north = _shift(longitude - 105.0, latitude - 35.0)
    bend = sin(latitude / 180.0 * pi)
    flat = 1 - ECCENTRICITY_SQUARED * bend * bend
    metres_per_degree_north = SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED) / (flat * sqrt(flat)) * pi / 180.0
    metres_per_degree_east = SEMI_MAJOR_M / sqrt(flat) * cos(latitude / 180.0 * pi) * pi / 180.0
    return longitude + east / metres_per_degree_east, latitude + north / metres_per_degree_north


def wgs84_from_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees as surveyed, from degrees of a Chinese web map."""
    x, y = longitude, latitude
    for _attempt in range(10):
        shifted = gcj02_from_wgs84(x, y)
        x, y = x - (shifted[0] - longitude), y - (shifted[1] - latitude)
        if abs(shifted[0] - longitude) < PRECISION_DEG and abs(shifted[1] - latitude) < PRECISION_DEG:
            break
    return x, y


def in_china(longitude: float, latitude: float) -> bool:
    """The box within which the shift is applied."""
    return 72.004 <= longitude <= 137.8347 and 0.8293 <= latitude <= 55.8271


def _shift(x: float, y: float) -> tuple[float, float]:
    """Metres to the east and to the north, from degrees east of 105 and north of 35."""
    waves = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    return east, north
