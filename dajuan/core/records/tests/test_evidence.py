"""What is promised about stored files: one content, one file; of a personal one neither name nor plain hash."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from dajuan.core.records.evidence import content_of, neutral_name, store_bytes
from dajuan.core.records.models import Evidence
from dajuan.core.records.vault import make_key
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 the same content"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return tmp_path / "evidence"


def stored(cast: Cast, **more: Any) -> Evidence:
    return store_bytes(PDF, name="欧阳审查身份证.pdf", by=cast.li, zone=cast.zone, **more)


def test_the_same_content_is_kept_once(cast: Cast, folder: Path) -> None:
    first, second = stored(cast), stored(cast)
    assert (first.name, first.hash) == ("欧阳审查身份证.pdf", hashlib.sha256(PDF).hexdigest())
    assert second.hash == first.hash
    assert sum(file.is_file() for file in folder.rglob("*")) == 1


def test_of_a_personal_file_neither_name_nor_plain_hash_is_kept(cast: Cast, folder: Path) -> None:
    personal = stored(cast, personal=True)
    assert personal.name == "file.pdf"
    assert personal.hash != hashlib.sha256(PDF).hexdigest()
    assert content_of(personal) == PDF
    assert not any(hashlib.sha256(PDF).hexdigest() in file.name for file in folder.rglob("*"))


def test_one_file_under_two_keys_says_nothing_of_being_the_same(cast: Cast, folder: Path) -> None:
    plain, one, other = stored(cast), stored(cast, key=make_key()), stored(cast, key=make_key())
    assert len({plain.hash, one.hash, other.hash}) == 3
    assert [content_of(file) for file in (plain, one, other)] == [PDF] * 3
    assert not list(folder.rglob("*.part"))


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("张三.TSV", "text/plain", "file.tsv"),
        ("张三.csv.gz", "application/gzip", "file.csv.gz"),
        ("张三.gz", "application/gzip", "file.gz"),
        ("张三的.王五", "image/png", "file.png"),
        ("张三.pdf.李四.xlsx", "application/zip", "file.xlsx"),
        ("", "text/plain", "file.txt"),
    ],
)
def test_an_ending_stays_for_it_says_how_the_file_is_read(name: str, kind: str, kept: str) -> None:
    assert neutral_name(name, kind) == kept
