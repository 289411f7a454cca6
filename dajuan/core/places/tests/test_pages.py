import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from dajuan.core.places.models import Area
from tests.cast import Cast

RING = [[108.9, 34.3], [108.91, 34.3], [108.91, 34.31], [108.9, 34.31], [108.9, 34.3]]
SQUARE = json.dumps({"type": "Polygon", "coordinates": [RING]})
BOW_TIE = json.dumps({"type": "Polygon", "coordinates": [[RING[0], RING[2], RING[1], RING[3], RING[0]]]})


@pytest.fixture
def signed_in(client: Client, cast: Cast) -> Client:
    client.force_login(cast.li)
    return client


def draw(client: Client, text: str, **parts: str) -> int:
    return client.post("/places/new/", {"name": "中心片区", "shape_0": text, **parts}).status_code


def test_an_area_is_drawn_from_text_with_its_datum(signed_in: Client) -> None:
    assert draw(signed_in, SQUARE, shape_1="WGS84") == 302
    area = Area.objects.get()
    assert area.shape_area_dm2
    page = signed_in.get(area.get_absolute_url()).content.decode()
    assert "data-map" in page
    assert "中心片区" in signed_in.get("/places/").content.decode()


def test_a_datum_nobody_declared_is_asked_for_and_what_was_typed_is_kept(signed_in: Client) -> None:
    page = signed_in.post("/places/new/", {"name": "中心片区", "shape_0": SQUARE})
    assert page.status_code == 422
    assert "CGCS2000" in page.content.decode()
    assert "108.91" in page.content.decode()


def test_a_crossing_outline_is_repaired_only_with_consent(signed_in: Client) -> None:
    assert draw(signed_in, BOW_TIE, shape_1="WGS84") == 422
    assert draw(signed_in, BOW_TIE, shape_1="WGS84", shape_2="on") == 302


def test_an_area_needs_no_shape_and_has_its_name_alone(signed_in: Client) -> None:
    assert draw(signed_in, "") == 302
    assert draw(signed_in, "") == 422


def test_counting_and_answering_are_recorded_on_their_pages(signed_in: Client, cast: Cast) -> None:
    draw(signed_in, SQUARE, shape_1="GCJ-02")
    area = Area.objects.get()
    counting = {"happened_on": "2018-01-01", "document": "批复"}
    assert signed_in.post(f"/places/{area.pk}/counting/", counting).status_code == 302
    answers = {"happened_on": "2018-01-01", "matter": "学区", "to": str(cast.education.pk)}
    assert signed_in.post(f"/places/{area.pk}/responsibility/", answers).status_code == 302
    page = signed_in.get(area.get_absolute_url()).content.decode()
    assert "学区" in page
    assert "教育局" in page


def test_a_code_is_looked_up_as_of_a_day(signed_in: Client, shared: Path) -> None:
    call_command("divisions", "import", str(shared / "data/divisions/code_history_shaanxi.csv"))
    page = signed_in.get("/places/divisions/", {"code": "610126", "day": "2013-12-31"}).content.decode()
    assert "高陵县" in page
    english = {"accept-language": "en"}
    gap = signed_in.get("/places/divisions/", {"code": "610126", "day": "2014-06-30"}, headers=english)
    assert "not known" in gap.content.decode()
    assert signed_in.get("/places/divisions/", {"code": "x", "day": "y"}).status_code == 200
    assert signed_in.get("/places/divisions/").status_code == 200
