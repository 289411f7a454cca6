"""The pages of an edition: what a person sees and may do there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.utils import translation

from dajuan.core.staff.models import User
from dajuan.lines.livelihood.tests.plays import open_school
from dajuan.sheet.editions.models import Edition
from dajuan.sheet.editions.models.standing import State
from dajuan.sheet.editions.tests import scene
from tests.cast import Cast

SCHOOLS = "schools-opened"


@pytest.fixture(autouse=True)
def evidence(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path
    settings.MFA_TOTP_TOLERANCE = 1  # a code of just now holds, whatever the clock does meanwhile


@pytest.fixture
def edition(cast: Cast) -> Edition:
    scene.small_year(cast)
    return scene.circulated(cast, scene.begun(cast))


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, address: str, language: str = "en") -> str:
    client.cookies["django_language"] = language
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def code_for(user: User) -> str:
    """A code of the second factor somebody is given."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    _before, counter, _after = totp.yield_hotp_counters_from_time()
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def test_the_office_begins_an_edition_and_sends_it_out(cast: Cast) -> None:
    scene.small_year(cast)
    qian = browser(cast.qian)
    assert "2020" in page(qian, "/editions/")
    begun = qian.post("/editions/", {"year": "2020"})
    edition = Edition.objects.get()
    assert begun.headers["Location"] == edition.get_absolute_url()
    assert "Send out" in page(qian, edition.get_absolute_url())
    qian.post(f"{edition.get_absolute_url()}circulating/", {})
    edition.refresh_from_db()
    assert edition.stage == "confirming"


def test_a_head_finds_the_own_figures_and_confirms_them_in_one_go(cast: Cast, edition: Edition) -> None:
    sun, address = browser(cast.sun), f"{edition.get_absolute_url()}confirming/"
    said = page(sun, address)
    assert f'name="say-{SCHOOLS}"' in said and 'name="say-gdp"' not in said
    assert sun.post(address, {"seen": scene.seen(edition), "action": "all"}).status_code == 302
    assert not scene.owned(edition, cast.education)


def test_a_head_objects_and_what_was_typed_is_kept_where_it_was_refused(cast: Cast, edition: Edition) -> None:
    sun, address = browser(cast.sun), f"{edition.get_absolute_url()}confirming/"
    sent = {"seen": scene.seen(edition), "action": "said", f"say-{SCHOOLS}": "object", f"ground-{SCHOOLS}": "records"}
    refused = sun.post(address, sent)
    assert refused.status_code == 422 and not edition.objections.exists()
    assert "Say in a sentence" in refused.content.decode() or "一句话" in refused.content.decode()
    sun.post(address, {**sent, f"remark-{SCHOOLS}": "漏记一所"})
    assert scene.standing(edition, SCHOOLS).state is State.OBJECTED
    shown = page(browser(cast.qian), edition.get_absolute_url())
    assert "漏记一所" in shown and "/objections/" in shown


def test_confirming_all_leaves_an_objection_that_waits_for_its_answer(cast: Cast, edition: Edition) -> None:
    sun, address = browser(cast.sun), f"{edition.get_absolute_url()}confirming/"
    sent = {"seen": scene.seen(edition), f"say-{SCHOOLS}": "object", f"remark-{SCHOOLS}": "漏记一所"}
    sun.post(address, sent)
    sun.post(address, {"seen": scene.seen(edition), "action": "all"})
    assert scene.standing(edition, SCHOOLS).state is State.OBJECTED
    sun.post(address, {"seen": scene.seen(edition), "action": "said", f"say-{SCHOOLS}": "confirm"})
    assert scene.standing(edition, SCHOOLS).state is State.CONFIRMED


def test_the_office_answers_an_objection(cast: Cast, edition: Edition) -> None:
    sent = {"seen": scene.seen(edition), f"say-{SCHOOLS}": "object", f"remark-{SCHOOLS}": "漏记一所"}
    browser(cast.sun).post(f"{edition.get_absolute_url()}confirming/", sent)
    address = f"{edition.get_absolute_url()}objections/{edition.objections.get().number}/"
    assert browser(cast.sun).get(address).status_code == 403
    qian = browser(cast.qian)
    assert "漏记一所" in page(qian, address)
    qian.post(address, {"outcome": "stands", "remark": "该校二〇二一年开学"})
    assert "该校二〇二一年开学" in page(browser(cast.sun), edition.get_absolute_url())


def test_a_leader_without_a_second_factor_is_told_how(cast: Cast, edition: Edition) -> None:
    scene.reviewed(cast, scene.confirmed(cast, edition))
    said = page(browser(cast.zhou), f"{edition.get_absolute_url()}signing/")
    assert "/account/2fa/totp/activate/" in said


def test_a_leader_signs_with_the_code_asked_anew(cast: Cast, edition: Edition) -> None:
    scene.reviewed(cast, scene.confirmed(cast, edition))
    zhou, address = browser(cast.zhou), f"{edition.get_absolute_url()}signing/"
    sent = {"seen": scene.seen(edition)}
    code = code_for(cast.zhou)
    wrong = str((int(code) + 1) % 1_000_000).zfill(6)
    assert zhou.post(address, {**sent, "code": wrong}).status_code == 422
    assert not edition.signings.exists()
    assert zhou.post(address, {**sent, "code": code}).status_code == 302
    signing = edition.signings.get()
    assert (signing.person, signing.factor) == (cast.zhou, "totp")


def test_a_clerk_reads_only_what_was_published(cast: Cast, edition: Edition) -> None:
    li = browser(cast.li)
    assert li.get(edition.get_absolute_url()).status_code == 404
    assert li.get(f"{edition.get_absolute_url()}signing/").status_code == 403
    scene.confirmed(cast, edition)
    scene.published(cast, scene.cleared(cast, scene.signed(cast, scene.reviewed(cast, edition))))
    assert "示管发〔2021〕1号" in page(li, f"{edition.get_absolute_url()}text/")


def test_a_signed_scan_is_entered_for_the_leader(cast: Cast, edition: Edition) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    scene.reviewed(cast, scene.confirmed(cast, edition))
    scan = SimpleUploadedFile("签发单.pdf", scene.SCAN)
    sent = {"person": cast.zhou.pk, "happened_on": "2021-01-04", "evidence": scan, "seen": scene.seen(edition)}
    assert browser(cast.qian).post(f"{edition.get_absolute_url()}paper/signing/", sent).status_code == 302
    shown = page(browser(cast.qian), edition.get_absolute_url())
    assert "entered by 钱进" in shown and "周正" in shown


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_published_edition_beside_today_names_the_records(cast: Cast, edition: Edition, language: str) -> None:
    scene.confirmed(cast, edition)
    scene.published(cast, scene.cleared(cast, scene.signed(cast, scene.reviewed(cast, edition))))
    open_school(cast, "S3", day=date(2020, 9, 3))
    shown = page(browser(cast.qian), f"{edition.get_absolute_url()}difference/", language)
    assert "第S3小学" in shown and "孙晓东" in shown
    with translation.override(language):
        note = shown.split('id="note"')[1].split("</section>")[0]
    assert "孙晓东" not in note and ("2" in note and "3" in note)


def test_the_public_reads_what_was_published_to_everybody_and_opens_public_figures(
    cast: Cast, edition: Edition
) -> None:
    visitor, address = Client(), f"/open/editions/{edition.pk}/"
    assert visitor.get(address).status_code == 404
    scene.confirmed(cast, edition)
    scene.published(cast, scene.cleared(cast, scene.signed(cast, scene.reviewed(cast, edition))))
    said = page(visitor, address)
    content = edition.content("en")
    assert content is not None
    for key, kept in content.figures.items():
        assert (f'id="figure-{key}"' in said) is kept.public, key
    assert "/figures/" not in said.split("<article")[1].split("</article>")[0]
    assert "孙晓东" not in said and content.digest in said


def test_what_stays_within_the_house_is_not_shown_to_the_public(cast: Cast, edition: Edition) -> None:
    scene.confirmed(cast, edition)
    scene.cleared(cast, scene.signed(cast, scene.reviewed(cast, edition)), "internal")
    scene.published(cast, edition, scope="internal")
    assert Client().get(f"/open/editions/{edition.pk}/").status_code == 404


@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_papers_are_printed(cast: Cast, edition: Edition, ending: str) -> None:
    qian, at = browser(cast.qian), edition.get_absolute_url()
    for name in ("edition", "signing-sheet", f"offices/{cast.education.pk}/list"):
        answer = qian.get(f"{at}{name}.{ending}")
        assert answer.status_code == 200 and answer.content[:4] in (b"PK\x03\x04", b"%PDF"), name


def test_the_desk_says_whose_turn_it_is(cast: Cast, edition: Edition) -> None:
    from dajuan.sheet.editions.faces import due_editions

    def due(user: User) -> list[str]:
        fresh = User.objects.get(pk=user.pk)
        return [one.url.split("/")[-2] for one in due_editions(fresh, scene.TODAY)]

    assert (due(cast.sun), due(cast.zhou), due(cast.li)) == (["confirming"], [], [])
    scene.confirmed(cast, edition)
    assert (due(cast.sun), due(cast.zhou)) == (["reviewing"], ["reviewing"])
    scene.reviewed(cast, edition)
    assert (due(cast.sun), due(cast.zhou)) == ([], ["signing"])
    scene.signed(cast, edition)
    assert (due(cast.sun), due(cast.qian)) == (["secrecy"], [])
