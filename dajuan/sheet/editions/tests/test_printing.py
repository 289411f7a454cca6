"""An edition as an official document (GB/T 9704-2012), before and after it has its number."""

from __future__ import annotations

import pytest

from dajuan.core.records.act import act
from dajuan.papers.paper import Foot
from dajuan.sheet.editions import printing
from dajuan.sheet.editions.models import Edition
from dajuan.sheet.editions.tests import scene
from tests.cast import Cast


@pytest.fixture
def edition(cast: Cast) -> Edition:
    scene.small_year(cast)
    return scene.begun(cast)


def test_a_draft_says_what_it_is_and_who_drew_it_when(cast: Cast, edition: Edition) -> None:
    edition = scene.circulated(cast, edition)
    content = edition.content("zh-hans")
    assert content is not None
    paper = printing.document(edition, content, "钱进 2021-01-08 09:00")
    assert paper.status.endswith("钱进 2021-01-08 09:00")
    assert (paper.issuer, paper.number, paper.signer, paper.foot) == ("", "", "", Foot())


def test_a_numbered_edition_prints_with_head_addressee_signer_and_foot(cast: Cast, edition: Edition) -> None:
    edition = scene.cleared(
        cast,
        scene.signed(cast, scene.reviewed(cast, scene.confirmed(cast, scene.circulated(cast, edition)))),
    )
    with act(by=cast.qian) as a:
        edition.number(a, word="示管发", year=2021, serial=1, addressee="市人民政府", copies_to="市统计局。")
    with act(by=cast.qian) as a:
        edition.freeze(a)
    edition.refresh_from_db()
    content, number, signing = edition.content("zh-hans"), edition.document_number, edition.signing
    assert content and number and signing
    paper = printing.document(edition, content, "钱进 2021-01-08 09:00")
    assert paper.status == ""
    assert paper.issuer == f"{cast.zone.name}{cast.committee.name}文件"
    assert paper.office == f"{cast.zone.name}{cast.committee.name}"
    assert (paper.number, paper.signer, paper.addressee) == ("示管发〔2021〕1号", "周正", "市人民政府")
    assert paper.signed_on == signing.happened_on
    assert paper.foot == Foot("市统计局。", cast.general.name, number.happened_on)
