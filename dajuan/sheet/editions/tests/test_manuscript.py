"""An edition of a manuscript: what the studio is told, and claims that nobody backs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dajuan.core.records.act import Refused, act
from dajuan.lines.livelihood.tests.plays import open_school
from dajuan.sheet.editions.models import Edition, begin
from dajuan.sheet.editions.models.standing import unsettled
from dajuan.sheet.editions.tests import scene
from dajuan.sheet.studio import composing, life
from dajuan.sheet.studio.models import Passage
from tests.cast import Cast

OVER = "已在会上说明，会后补充佐证材料"


@pytest.fixture(autouse=True)
def evidence(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path


@pytest.fixture
def edition(cast: Cast) -> Edition:
    scene.small_year(cast)
    manuscript = composing.begin(cast.zone, scene.YEAR, by=cast.qian, today=scene.TODAY)
    return scene.circulated(cast, begin(scene.YEAR, by=cast.qian, office=cast.general, manuscript=manuscript))


def schools(edition: Edition) -> Passage:
    return Passage.objects.get(manuscript=edition.manuscript, key="livelihood", language="zh-hans")


def add(passage: Passage, words: str, cast: Cast) -> None:
    passage.rewrite(f"{passage.text}\n\n{words}", by=cast.qian, based_on=passage.revision)
    passage.refresh_from_db()


def test_the_studio_learns_which_passages_are_confirmed(cast: Cast, edition: Edition) -> None:
    passage = schools(edition)
    assert life.of().confirmed([passage]) == {}
    scene.confirmed(cast, edition)
    confirmed = life.of().confirmed([passage])[passage.pk]
    assert confirmed.revision == passage.revision and confirmed.claims and confirmed.by == "孙晓东"


def test_a_value_that_changed_leaves_the_text_confirmed_and_reopens_its_figures(cast: Cast, edition: Edition) -> None:
    scene.confirmed(cast, edition)
    open_school(cast, "S3", day=date(2020, 9, 3))
    passage = schools(edition)
    assert passage.pk in life.of().confirmed([passage])
    assert {one.office for one in unsettled(edition)} == {cast.education}


def test_a_text_edited_after_it_went_out_is_not_confirmed_and_not_reviewed(cast: Cast, edition: Edition) -> None:
    scene.confirmed(cast, edition)
    passage = schools(edition)
    add(passage, "家校共育深入推进。", cast)
    assert life.of().confirmed([passage]) == {}
    with pytest.raises(Refused, match="edited after it went out"):
        scene.reviewed(cast, edition)
    scene.circulated(cast, edition)
    assert not unsettled(edition)
    assert scene.reviewed(cast, edition).stage == "reviewed"


def test_the_text_is_closed_from_the_signature_to_a_restated_edition(cast: Cast, edition: Edition) -> None:
    manuscript = edition.manuscript
    assert manuscript is not None
    scene.reviewed(cast, scene.confirmed(cast, edition))
    assert life.of().closed(manuscript) == ""
    scene.signed(cast, edition)
    assert "signed" in life.of().closed(manuscript)
    scene.published(cast, scene.cleared(cast, edition))
    assert "published" in life.of().closed(manuscript)
    edition.restate(by=cast.qian, office=cast.general)
    assert life.of().closed(manuscript) == ""


def test_a_claim_nobody_backs_is_signed_over_with_a_reason_and_stays_on_the_list(cast: Cast, edition: Edition) -> None:
    add(schools(edition), "惠及学生3万人。", cast)
    scene.reviewed(cast, scene.confirmed(cast, scene.circulated(cast, edition)))
    content = edition.content()
    assert content is not None and any("3万人" in claim for claim in content.open_claims)
    with pytest.raises(Refused, match="nobody backs"):
        scene.signed(cast, edition)
    with act(by=cast.zhou) as a:
        edition.sign(a, person=cast.zhou, seen=scene.seen(edition), factor="totp", over=OVER)
    signing = edition.signing
    assert signing is not None and signing.open_claims == len(content.open_claims) and signing.remark == OVER


def test_both_languages_are_frozen_from_the_same_figures(edition: Edition) -> None:
    chinese, english = (edition.content(language) for language in ("zh-hans", "en"))
    assert chinese and english and chinese.values == english.values
    for content in (chinese, english):
        assert all(content.text[use.start : use.end] == use.words for use in content.uses)
        assert {use.key for use in content.uses} <= {one.key for one in content.values}
