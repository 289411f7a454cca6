"""The life of an edition, rule by rule."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dajuan.core.records.act import Refused, act
from dajuan.core.staff.models import Post
from dajuan.lines.livelihood.tests.plays import open_school
from dajuan.sheet.editions.models import DocumentNumber, Edition, Objection, Way, begin, delegate, rights
from dajuan.sheet.editions.models.standing import State, unsettled
from dajuan.sheet.editions.tests import scene
from tests.cast import Cast

SCHOOLS = "schools-opened"


@pytest.fixture(autouse=True)
def evidence(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path


@pytest.fixture
def edition(cast: Cast) -> Edition:
    scene.small_year(cast)
    return scene.circulated(cast, scene.begun(cast))


def test_an_edition_lives_from_draft_to_publication(cast: Cast, edition: Edition) -> None:
    stages = [edition.stage]
    steps: Any = (scene.confirmed, scene.reviewed, scene.signed, scene.cleared, scene.published)
    for step in steps:
        edition = step(cast, edition)
        stages.append(edition.stage)
    assert stages == ["confirming", "confirming", "reviewed", "signed", "cleared", "published"]
    assert edition.document_number is not None and edition.document_number.text == "示管发〔2021〕1号"


def test_only_the_head_of_the_owner_office_confirms_its_figures(cast: Cast, edition: Edition) -> None:
    for person in (cast.zhao, cast.wang, cast.zhou, cast.li):
        with pytest.raises(Refused, match="Only the head"):
            scene.confirm(edition, person, [SCHOOLS])
    scene.confirm(edition, cast.sun, [SCHOOLS])
    assert scene.standing(edition, SCHOOLS).state is State.CONFIRMED


def test_a_figure_unconfirmed_keeps_the_edition_from_its_review(cast: Cast, edition: Edition) -> None:
    with pytest.raises(Refused, match="not confirmed"):
        scene.reviewed(cast, edition)


def test_an_objection_is_answered_and_the_figure_confirmed_before_review(cast: Cast, edition: Edition) -> None:
    scene.confirmed(cast, edition)
    with act(by=cast.sun) as a:
        edition.object_to(
            a, key=SCHOOLS, person=cast.sun, seen=scene.seen(edition), ground=Objection.Ground.VALUE, remark="少了一所"
        )
    assert scene.standing(edition, SCHOOLS).state is State.OBJECTED
    assert [one.key for one in unsettled(edition)] == [SCHOOLS]
    objection = edition.objections.get()
    with act(by=cast.qian) as a:
        edition.reply(a, objection=objection, outcome="stands", remark="另一所二〇二一年开学")
    assert scene.standing(edition, SCHOOLS).state is State.ANSWERED
    with pytest.raises(Refused, match="1 figure is not confirmed"):
        scene.reviewed(cast, edition)
    scene.confirm(edition, cast.sun, [SCHOOLS])
    assert scene.reviewed(cast, edition).stage == "reviewed"
    assert objection.remark == "少了一所" and "少了" not in str(vars(edition.objections.get()))


def test_a_late_entry_reopens_the_confirmation_of_its_figure_alone(cast: Cast, edition: Edition) -> None:
    scene.confirmed(cast, edition)
    open_school(cast, "S3", day=date(2020, 9, 3))
    reopened = {one.key: one for one in unsettled(edition)}
    assert SCHOOLS in reopened and reopened[SCHOOLS].state is State.CHANGED
    assert reopened[SCHOOLS].frozen.value == 2 and reopened[SCHOOLS].now == 3
    assert {one.office for one in reopened.values()} == {cast.education}
    said = edition.content()
    assert said is not None and said.by_figure[SCHOOLS, "2020"].value == 2


def test_an_owner_may_stand_by_the_value_of_the_text(cast: Cast, edition: Edition) -> None:
    scene.confirmed(cast, edition)
    open_school(cast, "S3", day=date(2020, 9, 3))
    scene.confirmed(cast, edition)
    assert not unsettled(edition)


def test_a_text_sent_out_anew_keeps_the_confirmations_it_does_not_touch(cast: Cast, edition: Edition) -> None:
    scene.confirmed(cast, edition)
    open_school(cast, "S3", day=date(2020, 9, 3))
    scene.circulated(cast, edition)
    waiting = unsettled(edition)
    assert waiting and {one.office for one in waiting} == {cast.education}
    said = edition.content()
    assert said is not None and said.by_figure[SCHOOLS, "2020"].value == 3


def test_a_confirmation_given_to_an_older_text_is_refused(cast: Cast, edition: Edition) -> None:
    before = scene.seen(edition)
    scene.circulated(cast, edition)
    with pytest.raises(Refused, match="went out anew"), act(by=cast.sun) as a:
        edition.confirm(a, keys=[SCHOOLS], person=cast.sun, seen=before)


def test_the_drafter_neither_reviews_nor_clears(cast: Cast, edition: Edition) -> None:
    scene.confirmed(cast, edition)
    with pytest.raises(Refused, match="cannot review it"), act(by=cast.qian) as a:
        edition.pass_review(a, person=cast.qian)
    scene.signed(cast, scene.reviewed(cast, edition))
    with pytest.raises(Refused, match="for secrecy"), act(by=cast.qian) as a:
        edition.review_secrecy(a, person=cast.qian, result="public")


def test_a_clerk_does_not_sign_and_a_leader_gives_the_second_factor(cast: Cast, edition: Edition) -> None:
    scene.reviewed(cast, scene.confirmed(cast, edition))
    for person, factor, words in ((cast.li, "totp", "Only a leader"), (cast.zhou, "", "second factor")):
        with pytest.raises(Refused, match=words), act(by=person) as a:
            edition.sign(a, person=person, seen=scene.seen(edition), factor=factor)
    assert edition.signing is None


def test_a_signer_who_lost_the_right_meanwhile_is_refused_with_nothing_done(cast: Cast, edition: Edition) -> None:
    scene.reviewed(cast, scene.confirmed(cast, edition))
    assert cast.zhou.has_perm("editions.sign", edition)  # the page was opened with the right
    Post.objects.filter(user=cast.zhou).update(to_on=date(2020, 12, 31))
    with pytest.raises(Refused, match="Only a leader"), act(by=cast.zhou, office=cast.committee) as a:
        edition.sign(a, person=cast.zhou, seen=scene.seen(edition), factor="totp")
    edition.refresh_from_db()
    assert edition.stage == "reviewed" and not edition.signings.exists()


def test_a_written_delegation_lets_another_sign_between_its_days(cast: Cast, edition: Edition) -> None:
    scene.reviewed(cast, scene.confirmed(cast, edition))
    today = date.today()  # noqa: DTZ011  the ledger's own day
    whom: dict[str, Any] = {"matter": "sign", "giver": cast.zhou, "taker": cast.wang}
    with act(by=cast.zhou) as a:
        delegate(a, **whom, from_on=date(2020, 1, 1), ends_on=date(2020, 6, 30))
    sign: dict[str, Any] = {"person": cast.wang, "seen": scene.seen(edition), "factor": "totp"}
    with pytest.raises(Refused, match="Only a leader"), act(by=cast.wang) as a:
        edition.sign(a, **sign)
    with act(by=cast.zhou) as a:
        delegate(a, **whom, from_on=today, ends_on=today)
    with act(by=cast.wang) as a:
        signing = edition.sign(a, **sign)
    assert signing.delegation is not None and signing.delegation.ends_on == today


def test_nobody_takes_a_leaders_signature_with_a_scan_of_their_own(cast: Cast) -> None:
    """A delegation on paper is entered by the general office, never by whom it serves."""
    today = date.today()  # noqa: DTZ011  the ledger's own day
    days: dict[str, Any] = {
        "matter": "sign",
        "giver": cast.zhou,
        "taker": cast.wang,
        "from_on": today,
        "ends_on": today,
    }
    with pytest.raises(Refused, match="Only the general office"), act(by=cast.wang) as a:
        delegate(a, **days, scans=[scene.scan(cast)])
    with pytest.raises(Refused, match="Upload the signed scan"), act(by=cast.qian) as a:
        delegate(a, **days)
    with act(by=cast.qian) as a:
        delegate(a, **days, scans=[scene.scan(cast)])
    assert rights.signs_by(cast.wang, today)[0]


def test_a_signature_on_paper_is_entered_by_the_office_with_its_scan(cast: Cast, edition: Edition) -> None:
    scene.reviewed(cast, scene.confirmed(cast, edition))
    paper: dict[str, Any] = {"person": cast.zhou, "seen": scene.seen(edition), "way": Way.PAPER}
    with pytest.raises(Refused, match="Upload the signed scan"), act(by=cast.qian) as a:
        edition.sign(a, **paper)
    with pytest.raises(Refused, match="Only the general office"), act(by=cast.wang) as a:
        edition.sign(a, **paper, evidence=[scene.scan(cast)])
    with act(by=cast.qian) as a:
        edition.sign(a, **paper, evidence=[scene.scan(cast)])
    signing = edition.signing
    assert signing is not None and signing.is_entered_for and signing.person == cast.zhou
    assert signing.moment.recorded_by == cast.qian


def test_nobody_signs_for_somebody_else_but_on_paper(cast: Cast, edition: Edition) -> None:
    scene.reviewed(cast, scene.confirmed(cast, edition))
    with pytest.raises(Refused, match="Only on paper"), act(by=cast.qian) as a:
        edition.sign(a, person=cast.zhou, seen=scene.seen(edition), factor="totp")


@pytest.mark.parametrize("level", ["秘密", "机密★10年", "绝密", "Secret"])
def test_classified_matter_is_refused(cast: Cast, edition: Edition, level: str) -> None:
    scene.signed(cast, scene.reviewed(cast, scene.confirmed(cast, edition)))
    with pytest.raises(Refused, match="must not enter"), act(by=cast.sun) as a:
        edition.review_secrecy(a, person=cast.sun, result="public", classification=level)
    assert edition.secrecy_review is None


def test_what_may_not_leave_the_house_is_published_within_it(cast: Cast, edition: Edition) -> None:
    scene.cleared(cast, scene.signed(cast, scene.reviewed(cast, scene.confirmed(cast, edition))), "internal")
    with pytest.raises(Refused, match="within the house only"):
        scene.published(cast, edition)
    with act(by=cast.qian) as a:
        edition.publish(a, scope="internal")


def test_numbers_are_given_once_and_without_silent_gaps(cast: Cast, edition: Edition) -> None:
    scene.cleared(cast, scene.signed(cast, scene.reviewed(cast, scene.confirmed(cast, edition))))
    series: dict[str, Any] = {"word": "示管发", "year": 2021}
    with pytest.raises(Refused, match="The next number is 1"), act(by=cast.qian) as a:
        edition.number(a, **series, serial=3)
    with act(by=cast.qian) as a:
        edition.number(a, **series, serial=3, skipped="other")
    assert list(DocumentNumber.objects.order_by("serial").values_list("serial", "use")) == [
        (1, "other"),
        (2, "other"),
        (3, "edition"),
    ]
    given = edition.document_number
    assert given is not None
    with act(by=cast.qian) as a:
        a.withdraw(given, reason="错号")
    with pytest.raises(Refused, match="given already"), act(by=cast.qian) as a:
        edition.number(a, **series, serial=3)
    with act(by=cast.qian) as a:
        edition.number(a, **series, serial=4)


def test_a_step_is_not_withdrawn_while_a_later_one_rests_on_it(cast: Cast, edition: Edition) -> None:
    scene.signed(cast, scene.reviewed(cast, scene.confirmed(cast, edition)))
    steps: Any = (edition.review, edition.confirmations.first())
    for step in steps:
        with pytest.raises(Refused, match="rests on this"), act(by=cast.qian) as a:
            a.withdraw(step, reason="重来")


def test_what_was_published_is_never_changed(cast: Cast, edition: Edition) -> None:
    """Its page may be taken down; its text stays, and goes out again only as it was."""
    published = scene.through(cast, edition)
    publication, freezing = published.publication, published.freezing
    assert publication is not None and freezing is not None
    with act(by=cast.qian) as a:
        a.withdraw(publication, reason="误发")
    with pytest.raises(Refused, match="its text stays"), act(by=cast.qian) as a:
        a.withdraw(freezing, reason="改文")
    with act(by=cast.qian) as a:
        published.publish(a, scope="internal")


def test_an_edition_taken_down_lets_the_one_it_replaced_stand_again(cast: Cast, edition: Edition) -> None:
    first = scene.through(cast, edition)
    second = scene.through(cast, first.restate(by=cast.qian, office=cast.general), serial=2)
    publication = second.publication
    assert publication is not None
    with act(by=cast.qian) as a:
        a.withdraw(publication, reason="误发")
    first.refresh_from_db()
    assert (first.stage, first.restatement) == ("published", None)


def test_a_year_has_one_edition_until_it_is_restated(cast: Cast, edition: Edition) -> None:
    with pytest.raises(Refused, match="already"):
        begin(2020, by=cast.qian, office=cast.general)
    with pytest.raises(Refused, match="Only a published"):
        edition.restate(by=cast.qian, office=cast.general)


def test_a_restated_edition_replaces_the_one_it_names(cast: Cast, edition: Edition) -> None:
    scene.confirmed(cast, edition)
    first = scene.published(cast, scene.cleared(cast, scene.signed(cast, scene.reviewed(cast, edition))))
    open_school(cast, "S3", day=date(2020, 9, 3))
    second = first.restate(by=cast.qian, office=cast.general)
    with pytest.raises(Refused, match="begun already"):
        first.restate(by=cast.qian, office=cast.general)
    second = scene.through(cast, second, serial=2)
    first.refresh_from_db()
    assert first.stage == "restated" and first.restatement is not None and first.restatement.successor == second
    before, after = first.content(), second.content()
    assert before and after
    assert (before.by_figure[SCHOOLS, "2020"].value, after.by_figure[SCHOOLS, "2020"].value) == (2, 3)


def test_whoever_drafted_the_text_does_not_sign_it_by_a_delegation_either(cast: Cast, edition: Edition) -> None:
    scene.reviewed(cast, scene.confirmed(cast, edition))
    today = date.today()  # noqa: DTZ011  the ledger's own day
    days: dict[str, Any] = {"from_on": today, "ends_on": today}
    with act(by=cast.zhou) as a:
        delegate(a, matter="sign", giver=cast.zhou, taker=edition.drafted_by, **days)
    with pytest.raises(Refused, match="cannot sign it"), act(by=edition.drafted_by) as a:
        edition.sign(a, person=edition.drafted_by, seen=scene.seen(edition), factor="totp")
