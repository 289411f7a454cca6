from datetime import date

import pytest

from dajuan.core.places.geometry import read_shape
from dajuan.core.places.models import Area, zone_outline
from dajuan.core.records.act import act
from dajuan.core.records.models import Refused
from dajuan.values.coordinates import Datum
from tests.cast import Cast

SQUARE = '{"type":"Polygon","coordinates":[[[108.9,34.3],[108.91,34.3],[108.91,34.31],[108.9,34.31],[108.9,34.3]]]}'


@pytest.fixture
def area(cast: Cast) -> Area:
    area = Area(zone=cast.zone, office=cast.construction, name="中心片区")
    area.put_shape(read_shape(SQUARE, datum=Datum.WGS84))
    area.save()
    return area


def test_an_area_counts_for_the_zone_between_its_days(cast: Cast, area: Area) -> None:
    with act(by=cast.li) as one:
        area.count(one, happened_on=date(2018, 6, 1), ends_on=date(2019, 12, 31))
    assert [
        area.counts_on(date(2018, 5, 31)),
        area.counts_on(date(2019, 12, 31)),
        area.counts_on(date(2020, 1, 1)),
    ] == [
        False,
        True,
        False,
    ]
    assert list(Area.objects.counted_on(date(2019, 1, 1))) == [area]
    with pytest.raises(Refused), act(by=cast.li) as one:
        area.count(one, happened_on=date(2019, 1, 1))


def test_who_answers_depends_on_the_matter_and_the_day(cast: Cast, area: Area) -> None:
    with act(by=cast.li) as one:
        area.give(one, matter="学区", to=cast.education, happened_on=date(2019, 9, 1))
        area.give(one, matter="道路", to=cast.construction, happened_on=date(2018, 1, 1))
        area.give(one, matter="学区", to=cast.general, happened_on=date(2018, 1, 1))
    assert area.responsible_for("学区", date(2019, 8, 31)) == cast.general
    assert area.responsible_for("学区", date(2019, 9, 1)) == cast.education
    assert area.responsible_for("道路", date(2020, 1, 1)) == cast.construction
    assert area.responsible_for("供水", date(2020, 1, 1)) is None


def test_two_offices_cannot_be_named_from_one_day(cast: Cast, area: Area) -> None:
    with act(by=cast.li) as one:
        area.give(one, matter="学区", to=cast.education, happened_on=date(2019, 9, 1))
    with pytest.raises(Refused), act(by=cast.li) as one:
        area.give(one, matter="学区", to=cast.general, happened_on=date(2019, 9, 1))


def test_it_cannot_end_before_it_begins(cast: Cast, area: Area) -> None:
    with pytest.raises(Refused), act(by=cast.li) as one:
        area.count(one, happened_on=date(2019, 1, 1), ends_on=date(2018, 1, 1))


def test_the_zone_is_the_ground_of_its_areas(cast: Cast, area: Area) -> None:
    assert zone_outline(cast.zone, date(2020, 1, 1)) is None
    with act(by=cast.li) as one:
        area.count(one, happened_on=date(2018, 6, 1))
    outline = zone_outline(cast.zone, date(2020, 1, 1))
    assert outline.bounds == (108.9, 34.3, 108.91, 34.31)


def test_a_shape_is_found_by_its_box_and_its_overlap(cast: Cast, area: Area) -> None:
    other = Area(zone=cast.zone, office=cast.construction, name="东片区")
    other.put_shape(read_shape(SQUARE.replace("108.9,", "108.905,"), datum=Datum.WGS84))
    other.save()
    assert list(Area.objects.in_box(108.0, 34.0, 108.901, 35.0)) == [area]
    assert area.overlapping(Area.objects.all()) == [other]
    assert area.shape_area_dm2 == pytest.approx(102_000_000, rel=0.02)
    assert area.differs_from(100, 106)
    assert not area.differs_from(100, 105)
