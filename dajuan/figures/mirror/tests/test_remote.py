"""Several machines, one storage: one builds, the others fetch what they have not got. Against a local S3 server."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from dajuan.figures.mirror import building, checking, opened, reading, remote
from dajuan.figures.mirror.manifest import Unsound
from dajuan.figures.mirror.tests.conftest import Park, rows
from tests.practice.models import Repair

pytestmark = pytest.mark.thorough("a server of the object storage's protocol")
SIGNED = "AWS4-HMAC-SHA256 Credential=dajuan/20200101/us-east-1/s3/aws4_request"


@pytest.fixture
def storage(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty bucket."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    asked = HTTPConnection(host, port)
    asked.request("PUT", "/bucket", headers={"Authorization": SIGNED})
    asked.getresponse().close()
    keys = {"AWS_ACCESS_KEY_ID": "dajuan", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1"}
    for name, value in {**keys, "AWS_ENDPOINT_URL": address, "AWS_ALLOW_HTTP": "true"}.items():
        monkeypatch.setenv(name, value)
    settings.MIRROR_STORE = "s3://bucket/zone"
    remote._store.cache_clear()
    yield address
    server.stop()


def test_one_machine_builds_and_the_others_fetch(park: Park, storage: str, settings: Any, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    settings.MIRROR_DIR = first
    built = building.build()
    settings.MIRROR_DIR = second
    assert opened() is None
    assert remote.fetch() == built
    mirror = opened()
    assert mirror and len(rows(mirror.partitions(Repair).open)) == 3
    assert remote.fetch() is None

    park.repair()
    brought = building.bring_up()
    settings.MIRROR_DIR = first
    kept = {file.path for file in built.files()} & {file.path for file in brought.files()}
    times = {path: (first / path).stat().st_mtime_ns for path in kept}
    assert remote.fetch() == brought
    assert times == {path: (first / path).stat().st_mtime_ns for path in kept}
    assert checking.check().agrees


def test_a_damaged_object_is_refused_and_the_last_mirror_stands(
    park: Park, storage: str, settings: Any, tmp_path: Path
) -> None:
    building.build()
    settings.MIRROR_DIR = tmp_path / "second"
    remote.fetch()
    settings.MIRROR_DIR = tmp_path / "first"
    reading.look_anew()
    park.repair()
    made = building.build()
    file = made.shelves["practice.repair"].open[0]
    with remote._reached() as store:
        store.put(file.path, b"not what was written")
    settings.MIRROR_DIR = tmp_path / "second"
    with pytest.raises(Unsound):
        remote.fetch()
    mirror = opened()
    assert mirror and mirror.watermark == 6


def test_a_storage_that_is_away_leaves_the_own_mirror_standing(park: Park, storage: str, settings: Any) -> None:
    settings.MIRROR_STORE = "s3://no-such-bucket/zone"
    with pytest.raises(building.NotBuilt, match="no-such-bucket"):
        building.build()
    assert opened()
