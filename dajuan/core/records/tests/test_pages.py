"""What a person sees and may do with a record on its way, and with one that is in the ledger."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dajuan.core.records import counted
from dajuan.core.records.act import act
from dajuan.core.records.models import Attachment, Draft, Evidence
from dajuan.core.staff.models import Charge, User
from tests.cast import START, Cast
from tests.practice.models import Bench, Repair, SettingUp

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.practice.urls")]
FILLED = {"happened_on": "2020-09-01", "seats": "3", "wood": "oak"}
PICTURE = b"\x89PNG\r\n\x1a\n" + b"pixels"


@pytest.fixture
def bench(cast: Cast, settings: Any, tmp_path: Any) -> Bench:
    """A bench of the construction bureau, whose line practice is."""
    settings.EVIDENCE_DIR = tmp_path
    settings.LANGUAGE_CODE = "en"
    Charge.objects.create(office=cast.construction, line="practice", from_on=START)
    bench: Bench = Bench.objects.create(zone=cast.zone, office=cast.construction, title="Bench by the lake")
    return bench


def signed_in(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def submitted(cast: Cast, bench: Bench, **more: Any) -> Draft:
    """Li's submitted draft."""
    signed_in(cast.li).post(f"/practice/{bench.pk}/setting-up/", {**FILLED, "action": "submit", **more})
    return Draft.objects.get()


def passing(draft: Draft) -> dict[str, str]:
    return {"action": "pass", "seen": draft.changed_at.isoformat()}


def test_a_kept_draft_is_outside_the_ledger_and_comes_back_as_typed(cast: Cast, bench: Bench) -> None:
    client = signed_in(cast.li)
    answer = client.post(f"/practice/{bench.pk}/setting-up/", {"seats": "many", "action": "keep"})
    draft = Draft.objects.get()
    assert answer.headers["Location"] == draft.address
    assert not SettingUp.objects.exists() and draft.submitted_at is None
    page = client.get(draft.address).content.decode()
    assert 'value="many"' in page and f'name="draft" value="{draft.pk}"' in page and "data-keep" in page


def test_a_submitted_record_counts_when_the_chief_has_passed_it(cast: Cast, bench: Bench) -> None:
    draft = submitted(cast, bench)
    assert not SettingUp.objects.exists()
    chief = signed_in(cast.chen)
    page = chief.get(f"/records/drafts/{draft.pk}/review/").content.decode()
    assert "Bench by the lake" in page and "oak wood" in page
    chief.post(f"/records/drafts/{draft.pk}/review/", passing(draft))
    entry = SettingUp.objects.get()
    assert entry.moment.recorded_by == cast.chen and entry.moment.office == cast.construction
    draft.refresh_from_db()
    assert draft.moment == entry.moment


def test_a_reviewer_is_warned_of_what_is_allowed_and_worth_a_look(cast: Cast, bench: Bench) -> None:
    draft = submitted(cast, bench, seats="30")
    assert (
        "This bench is very long." in signed_in(cast.chen).get(f"/records/drafts/{draft.pk}/review/").content.decode()
    )
    assert not SettingUp.objects.exists()


def test_a_passed_record_names_its_drafter_and_its_reviewer(cast: Cast, bench: Bench) -> None:
    draft = submitted(cast, bench)
    answer = signed_in(cast.chen).post(f"/records/drafts/{draft.pk}/review/", passing(draft), follow=True)
    entry = SettingUp.objects.get()
    page = answer.content.decode()
    assert "entered in the ledger" in page and f'href="/records/{entry.number}/"' in page
    for reader in (cast.li, cast.he):
        page = signed_in(reader).get(f"/records/{entry.number}/").content.decode()
        assert "Drafted by</dt><dd>李文静 ·" in page and "Reviewed by</dt><dd>陈立新 ·" in page
        for address in (f"/practice/{bench.pk}/", f"/records/moments/{entry.moment_id}/"):
            assert "Drafted by 李文静, 20" in signed_in(reader).get(address).content.decode()


def test_what_was_recorded_without_a_review_names_no_reviewer(cast: Cast, entry: SettingUp) -> None:
    assert "Reviewed by" not in signed_in(cast.wang).get(f"/records/{entry.number}/").content.decode()


def test_a_submitted_record_is_read_and_changed_only_after_a_recall(cast: Cast, bench: Bench) -> None:
    draft = submitted(cast, bench)
    clerk = signed_in(cast.li)
    page = clerk.get(draft.address).content.decode()
    assert "awaiting review" in page and "oak wood" in page and 'name="seats"' not in page
    clerk.post(draft.page, {**FILLED, "seats": "9", "action": "keep", "draft": str(draft.pk)})
    assert Draft.objects.submitted().get().content["seats"] == ["3"]
    assert signed_in(cast.wang).post(f"/records/drafts/{draft.pk}/recall/").status_code == 404
    assert clerk.get(f"/records/drafts/{draft.pk}/recall/").status_code == 405
    assert clerk.post(f"/records/drafts/{draft.pk}/recall/").headers["Location"] == draft.address
    assert 'name="seats"' in clerk.get(draft.address).content.decode()
    assert signed_in(cast.chen).get(f"/records/drafts/{draft.pk}/review/").status_code == 404


def test_refused_tries_stay_one_draft_and_show_why_again(cast: Cast, bench: Bench) -> None:
    clerk = signed_in(cast.li)
    for day in ("2999-01-01", "2999-01-02"):
        clerk.post(f"/practice/{bench.pk}/setting-up/", {**FILLED, "happened_on": day, "action": "submit"})
    draft = Draft.objects.get()
    for address in (draft.address, draft.page):
        page = clerk.get(address).content.decode()
        assert "lies in the future" in page and 'value="2999-01-02"' in page
    assert "2999-01-02 · Seats 3" in clerk.get("/records/drafts/").content.decode()


def test_a_second_record_of_the_kind_cautions_author_and_reviewer(cast: Cast, bench: Bench) -> None:
    first = submitted(cast, bench)
    chief = signed_in(cast.chen)
    assert "1 other record of this kind" in chief.get(f"/practice/{bench.pk}/setting-up/").content.decode()
    answer = chief.post(f"/practice/{bench.pk}/setting-up/", {**FILLED, "action": "submit"})
    assert "awaits review" in chief.get("/records/drafts/").content.decode() and answer.status_code == 302
    page = chief.get(f"/records/drafts/{first.pk}/review/").content.decode()
    assert "1 other record of this kind" in page and "No evidence is attached" in page


def test_a_file_is_taken_out_of_a_draft(cast: Cast, bench: Bench) -> None:
    clerk, address = signed_in(cast.li), f"/practice/{bench.pk}/setting-up/"
    photo = SimpleUploadedFile("photo.png", PICTURE)
    clerk.post(address, {**FILLED, "action": "keep", "evidence": photo})
    draft = Draft.objects.get()
    file = draft.evidence.get()
    assert f'name="remove" value="{file.pk}"' in clerk.get(address).content.decode()
    clerk.post(address, {**FILLED, "action": "keep", "draft": str(draft.pk), "remove": str(file.pk)})
    assert not draft.evidence.exists() and "remove" not in Draft.objects.get().content


def test_an_author_never_reviews_the_own_record(cast: Cast, bench: Bench) -> None:
    signed_in(cast.chen).post(f"/practice/{bench.pk}/setting-up/", {**FILLED, "action": "submit"})
    draft = Draft.objects.get()
    assert signed_in(cast.chen).get(f"/records/drafts/{draft.pk}/review/").status_code == 404
    assert signed_in(cast.wang).get(f"/records/drafts/{draft.pk}/review/").status_code == 200


def test_a_clerk_and_another_bureaus_head_review_nothing(cast: Cast, bench: Bench) -> None:
    draft = submitted(cast, bench)
    for user in (cast.li, cast.sun, cast.zhou, cast.he):
        assert signed_in(user).post(f"/records/drafts/{draft.pk}/review/", passing(draft)).status_code == 404
    assert signed_in(cast.xu).get(f"/records/drafts/{draft.pk}/review/").status_code == 403
    assert not SettingUp.objects.exists()


def test_of_two_reviewers_one_passes(cast: Cast, bench: Bench) -> None:
    draft = submitted(cast, bench)
    first, second = signed_in(cast.chen), signed_in(cast.wang)
    assert second.get(f"/records/drafts/{draft.pk}/review/").status_code == 200
    assert first.post(f"/records/drafts/{draft.pk}/review/", passing(draft)).status_code == 302
    assert second.post(f"/records/drafts/{draft.pk}/review/", passing(draft)).status_code == 404
    assert SettingUp.objects.count() == 1


def test_what_was_changed_after_the_reviewer_read_it_is_not_passed(cast: Cast, bench: Bench) -> None:
    read = submitted(cast, bench)
    again = {**FILLED, "seats": "9", "action": "submit", "draft": str(read.pk)}
    signed_in(cast.li).post(f"/records/drafts/{read.pk}/recall/")
    signed_in(cast.li).post(f"/practice/{bench.pk}/setting-up/", again)
    answer = signed_in(cast.chen).post(f"/records/drafts/{read.pk}/review/", passing(read))
    assert answer.status_code == 422 and "changed after you opened it" in answer.content.decode()
    assert not SettingUp.objects.exists()


def test_a_record_is_sent_back_with_a_reason_and_submitted_anew(cast: Cast, bench: Bench) -> None:
    draft = submitted(cast, bench)
    chief, clerk = signed_in(cast.chen), signed_in(cast.li)
    address = f"/records/drafts/{draft.pk}/review/"
    refused = chief.post(address, {"action": "return", "reason": " "})
    assert refused.status_code == 422 and "id_reason_error" in refused.content.decode()
    assert "cannot be passed" not in refused.content.decode()
    assert chief.post(address, {"action": "return", "reason": "The photo is missing"}).status_code == 302
    assert "The photo is missing" in clerk.get("/records/drafts/").content.decode()
    assert "The photo is missing" in clerk.get(draft.address).content.decode()
    clerk.post(f"/practice/{bench.pk}/setting-up/", {**FILLED, "action": "submit", "draft": str(draft.pk)})
    assert "The photo is missing" in chief.get(address).content.decode()


def test_a_refusal_stands_at_its_input_and_loses_nothing(cast: Cast, bench: Bench) -> None:
    answer = signed_in(cast.li).post(
        f"/practice/{bench.pk}/setting-up/", {**FILLED, "happened_on": "2999-01-01", "action": "submit"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "lies in the future" in page
    assert 'aria-invalid="true"' in page and "id_happened_on_error" in page
    assert Draft.objects.get().content["happened_on"] == ["2999-01-01"]


def test_a_register_that_needs_no_review_is_recorded_at_once(cast: Cast, bench: Bench) -> None:
    filled = {"happened_on": "2020-09-01", "cost_fen": "500", "action": "submit"}
    assert signed_in(cast.li).post(f"/practice/{bench.pk}/repair/", filled).status_code == 302
    assert Repair.objects.get().moment.recorded_by == cast.li


def test_a_draft_of_somebody_else_is_not_found(cast: Cast, bench: Bench) -> None:
    signed_in(cast.li).post(f"/practice/{bench.pk}/setting-up/", {**FILLED, "action": "keep"})
    draft = Draft.objects.get()
    stranger = signed_in(cast.chen)
    assert stranger.get(draft.address).status_code == 404
    assert stranger.post(draft.page, {**FILLED, "draft": str(draft.pk), "action": "keep"}).status_code == 404
    assert stranger.post(f"/records/drafts/{draft.pk}/dropping/").status_code == 404
    assert Draft.objects.get().author == cast.li


def test_a_draft_about_one_subject_is_not_sent_for_another(cast: Cast, bench: Bench) -> None:
    draft = submitted(cast, bench)
    other = Bench.objects.create(zone=cast.zone, office=cast.construction, title="Bench by the road")
    answer = signed_in(cast.li).post(f"/practice/{other.pk}/setting-up/", {**FILLED, "draft": str(draft.pk)})
    assert answer.status_code == 404


def test_an_expired_sign_in_leads_back_to_the_form_that_kept_its_typing(cast: Cast, bench: Bench) -> None:
    answer = Client().post(f"/practice/{bench.pk}/setting-up/", {**FILLED, "action": "submit"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/account/login/?next=/practice/{bench.pk}/setting-up/"
    assert 'data-keep="record"' in signed_in(cast.li).get(f"/practice/{bench.pk}/setting-up/").content.decode()


def test_evidence_goes_with_the_draft_into_the_entry(cast: Cast, bench: Bench) -> None:
    draft = submitted(cast, bench, evidence=SimpleUploadedFile("photo.png", PICTURE))
    file = Evidence.objects.get()
    assert signed_in(cast.chen).get(f"/records/evidence/{file.pk}/").content == PICTURE
    signed_in(cast.chen).post(f"/records/drafts/{draft.pk}/review/", passing(draft))
    assert Attachment.objects.get().entry_id == SettingUp.objects.get().number
    for stranger in (cast.zhao, cast.xu):
        assert signed_in(stranger).get(f"/records/evidence/{file.pk}/").status_code == 403


def test_a_file_that_is_not_what_it_says_is_refused_at_its_input(cast: Cast, bench: Bench) -> None:
    wrong = SimpleUploadedFile("../../photo.png", b"<script>alert(1)</script>")
    answer = signed_in(cast.li).post(f"/practice/{bench.pk}/setting-up/", {**FILLED, "evidence": wrong})
    page = answer.content.decode()
    assert answer.status_code == 422 and "id_evidence_error" in page and not Evidence.objects.exists()
    assert Draft.objects.get().content["seats"] == ["3"]


@pytest.fixture
def entry(cast: Cast, bench: Bench) -> SettingUp:
    """A setting up that Li recorded."""
    with act(by=cast.li) as a:
        return bench.set_up(a, happened_on=date(2020, 9, 1), seats=3)


def test_an_entry_says_both_its_clocks_and_who_recorded_it(cast: Cast, entry: SettingUp) -> None:
    page = signed_in(cast.wang).get(f"/records/{entry.number}/").content.decode()
    assert "Happened on 2020-09-01, recorded at" in page and "as ledger no. 1" in page
    assert "李文静, for 建设局" in page and "oak wood" in page


def test_a_withdrawn_entry_stays_readable_with_its_reason(cast: Cast, entry: SettingUp, bench: Bench) -> None:
    head = signed_in(cast.wang)
    refused = head.post(f"/records/{entry.number}/withdrawal/", {"reason": " "})
    assert refused.status_code == 422 and "Say why it is withdrawn." in refused.content.decode()
    assert head.post(f"/records/{entry.number}/withdrawal/", {"reason": "wrong bench"}).status_code == 302
    page = head.get(f"/records/{entry.number}/").content.decode()
    assert "Withdrawn by 王建国" in page and "wrong bench" in page and "/withdrawal/" not in page
    timeline = head.get(f"/practice/{bench.pk}/").content.decode()
    assert "<s>Setting up</s>" in timeline and "wrong bench" in timeline


def test_a_withdrawal_names_the_figures_that_may_change(
    cast: Cast, entry: SettingUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = signed_in(cast.wang).get(f"/records/{entry.number}/withdrawal/").content.decode()
    assert "No figure counts records of this kind." in page
    seats = counted.Counting("Seats of benches", "/x/")
    monkeypatch.setitem(counted._tellers, "practice", lambda kind: [seats] if kind is SettingUp else [])
    page = signed_in(cast.wang).get(f"/records/{entry.number}/withdrawal/").content.decode()
    assert '<a href="/x/">Seats of benches</a>' in page


def test_a_moment_tells_nothing_from_nothing_visible(cast: Cast, entry: SettingUp) -> None:
    seen = signed_in(cast.wang).get(f"/records/moments/{entry.moment_id}/").content.decode()
    assert "none</p>" in seen and "Nothing that you may see." not in seen
    hidden = signed_in(cast.zhao).get(f"/records/moments/{entry.moment_id}/").content.decode()
    assert "none</p>" in hidden and "Nothing that you may see." in hidden


def test_who_reads_every_line_finds_the_acts_in_their_order(cast: Cast, entry: SettingUp, bench: Bench) -> None:
    with act(by=cast.wang) as a:
        a.withdraw(entry, reason="wrong bench")
    auditor = signed_in(cast.he)
    page = auditor.get("/records/moments/").content.decode()
    assert page.index("Ledger no. 2") < page.index("Ledger no. 1")
    assert "Setting up × 1</span>" in page and "Setting up × 1 withdrawn" in page
    assert "Ledger no. 1<" not in auditor.get("/records/moments/?person=王建国").content.decode()
    assert "Ledger no." not in auditor.get("/records/moments/?day=1999-01-01").content.decode()
    assert signed_in(cast.li).get("/records/moments/").status_code == 403


def test_a_clerk_neither_withdraws_nor_corrects(cast: Cast, entry: SettingUp) -> None:
    clerk = signed_in(cast.li)
    assert "/withdrawal/" not in clerk.get(f"/records/{entry.number}/").content.decode()
    assert clerk.post(f"/records/{entry.number}/withdrawal/", {"reason": "x"}).status_code == 403
    assert clerk.post(f"/records/{entry.number}/correction/", {**FILLED, "reason": "x"}).status_code == 403


def test_a_correction_takes_the_evidence_along_and_both_entries_name_each_other(
    cast: Cast, entry: SettingUp, bench: Bench
) -> None:
    file = Evidence.objects.create(
        hash="0" * 64, name="plan.pdf", media_type="application/pdf", size=5, zone=cast.zone, stored_by=cast.li
    )
    with act(by=cast.li) as a:
        a.attach(entry, file)
    head = signed_in(cast.wang)
    address = f"/records/{entry.number}/correction/"
    assert 'value="3"' in head.get(address).content.decode()
    refused = head.post(address, {**FILLED, "seats": "4", "reason": ""})
    assert refused.status_code == 422 and "id_reason_error" in refused.content.decode()
    assert head.post(address, {**FILLED, "seats": "4", "reason": "miscounted"}).status_code == 302
    anew = SettingUp.objects.standing().get()
    assert (anew.seats, anew.replaces) == (4, entry.number)
    assert Attachment.objects.filter(entry=anew.number).get().evidence == file
    assert f"/records/{anew.number}/" in head.get(f"/records/{entry.number}/").content.decode()
    assert f"/records/{entry.number}/" in head.get(f"/records/{anew.number}/").content.decode()
    moment = head.get(f"/records/moments/{anew.moment_id}/").content.decode()
    assert "miscounted" in moment and f"/records/{anew.number}/" in moment


def test_an_entry_of_another_bureaus_line_is_not_found(cast: Cast, entry: SettingUp) -> None:
    assert signed_in(cast.zhao).get(f"/records/{entry.number}/").status_code == 404
    assert signed_in(cast.xu).get(f"/records/{entry.number}/").status_code == 403
    assert signed_in(cast.he).get(f"/records/{entry.number}/").status_code == 200


def test_the_pages_speak_chinese(cast: Cast, entry: SettingUp) -> None:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.wang)
    page = client.get(f"/records/{entry.number}/").content.decode()
    assert "佐证材料" in page and "作废" in page and "更正" in page
