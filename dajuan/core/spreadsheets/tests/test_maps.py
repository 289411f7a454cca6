"""Map files and packed files, and imports that wait for a chief."""

import gzip
import json
from typing import Any

import pytest
from django.test import Client

from dajuan.core.places.models import Area
from dajuan.core.records.awaiting import awaiting_by_type, queued_for
from dajuan.core.records.models import Refused
from dajuan.core.spreadsheets.importing import rehearse
from dajuan.core.spreadsheets.models import ImportJob
from dajuan.core.spreadsheets.of_core import AreaRegister
from dajuan.core.spreadsheets.reading import open_source
from dajuan.core.spreadsheets.tests.ledgers import WatchedMergerRegister, findings, job_for, passed, plain
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SQUARE = [[108.9, 34.3], [108.91, 34.3], [108.91, 34.31], [108.9, 34.31], [108.9, 34.3]]


def collection(*features: dict[str, Any], **more: Any) -> bytes:
    """A map file."""
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def feature(ring: Any = SQUARE, **properties: Any) -> dict[str, Any]:
    """One area of it."""
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def rehearsed(cast: Cast, content: bytes) -> ImportJob:
    """An import of areas after its dry run."""
    job = job_for(cast, content, "areas.geojson", AreaRegister)
    rehearse(job)
    job.refresh_from_db()
    return job


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{"type": "FeatureCollection", "features": [', "cannot be read at line 1"),
        (b'{"type": "Topology"}', "not a GeoJSON file of shapes"),
        (b'{"type": "\xff"}', "characters of this file"),
        (gzip.compress(b"x" * 2_000_000), "larger than 1 MB"),
        (gzip.compress(b"a,b")[:-6], "damaged"),
        (gzip.compress(b" "), "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe", "empty"),
        (b"\xff\xfea", "characters of this file"),
        (b"\xef\xbb\xbf\xff", "characters of this file"),
    ],
    ids=[
        *("cut off", "another form", "no UTF-8", "unpacks too large", "packed and cut off", "packed and empty"),
        *("a mark alone", "a mark of UTF-16 alone", "half a sign of UTF-16", "a mark of UTF-8 before none"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(content: bytes, sentence: str, settings: Any) -> None:
    settings.UPLOAD_MB = 1
    with pytest.raises(Refused, match=sentence):
        open_source(content, "file.gz")


def test_a_packed_table_is_read_as_the_table() -> None:
    source = open_source(gzip.compress("编号,名称\n1,甲".encode()), "a.csv.gz")
    assert [line.cells for line in source.lines("")] == [["编号", "名称"], ["1", "甲"]]


def test_each_shape_has_its_own_error_and_the_sound_ones_may_go_in(cast: Cast) -> None:
    crossing = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]
    content = collection(
        feature(name="sound"),
        feature(crossing, name="crossing"),
        feature([["a", "b"]], name="unreadable"),
        {"type": "Feature", "properties": {"name": "without"}, "geometry": None},
        feature(),
        datum="CGCS2000",
    )
    job = rehearsed(cast, content)
    assert [(cell, sentence.split(" near")[0]) for cell, sentence in findings(job)] == [
        ("shape 2, geometry", "The outline crosses or touches itself"),
        ("shape 3, geometry", "The coordinates of this Polygon cannot be read."),
        ("shape 5, name", "This cell may not be empty."),
    ]
    assert (job.new, job.rejected, job.crossed) == (2, 3, 1)
    passed(job, cast.chen, only_sound=True)
    assert set(Area.objects.values_list("name", flat=True)) == {"sound", "without"}


def test_a_new_shape_of_a_known_area_replaces_its_shape(cast: Cast) -> None:
    for ring in (SQUARE, [[x + 0.01, y] for x, y in SQUARE]):
        passed(rehearsed(cast, collection(feature(ring, name="core"), datum="CGCS2000")), cast.chen)
    assert Area.objects.get().west == pytest.approx(108.91)


def test_an_import_that_waits_is_counted_and_stands_before_those_who_may_pass_it(cast: Cast, client: Client) -> None:
    job = job_for(cast, plain((2, 1, "2020.9"), (3, 1, "2020.9")), register=WatchedMergerRegister)
    rehearse(job)
    assert not awaiting_by_type(cast.zone)["records.merged"]
    ImportJob.objects.filter(pk=job.pk).update(status=ImportJob.Status.SUBMITTED)
    assert awaiting_by_type(cast.zone)["records.merged"] == 2
    assert queued_for(cast.li) == queued_for(cast.zhao) == []  # its own submitter, and another bureau
    (waiting,) = queued_for(cast.chen)
    assert (waiting.url, waiting.by) == (job.get_absolute_url(), cast.li)
    client.force_login(cast.chen)
    for page in ("/records/drafts/", "/desk/"):
        assert job.get_absolute_url() in client.get(page).content.decode()
