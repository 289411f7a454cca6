"""What an enterprise claims on the portal: kept, handed in once, followed from application to payment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dajuan.core.applicants.models import Applicant, Mandate, open_applicant
from dajuan.core.companies.models import Company
from dajuan.core.people.models import Particulars
from dajuan.core.records.evidence import store_bytes
from dajuan.core.records.models import Evidence, Moment, Reading, Refused
from dajuan.core.records.quantities import read
from dajuan.core.staff.models import User
from dajuan.lines.services.models import Claim, Condition, PolicyApplication, PolicyItem, TitleApplication, applying
from dajuan.lines.services.models.claiming import claim_under, hand_in
from dajuan.lines.services.models.conditions import About
from dajuan.lines.services.sample import WAN
from dajuan.lines.services.tests.conftest import YEAR_START, Do
from dajuan.lines.services.tests.test_portal import PNG, photo
from tests.cast import START, Cast

pytestmark = pytest.mark.django_db
OPEN = "/open/services"


@dataclass
class Claimant:
    """Somebody who acts for one enterprise, and the policy it may claim."""

    policy: PolicyItem
    firm: Company
    acts: Applicant
    browser: Client
    cast: Cast

    @property
    def address(self) -> str:
        return f"{OPEN}/policies/{self.policy.pk}/claim/"

    def send(self, **more: Any) -> Any:
        """Post the form as it is filled in by somebody in a hurry."""
        told = {"company": self.firm.pk, "asked_fen": "150000", "contact": "13800138000", "said": "新购设备三台"}
        ticked = {"agreed": "on", "consent": "on", "token": "c-1", "action": "send"}
        return self.browser.post(self.address, {**told, **ticked, "files": [photo("发票.png")], **more})


def mandate(cast: Cast, applicant: Applicant, firm: Company) -> Mandate:
    """A mandate somebody has looked at."""
    proof = store_bytes(PNG, name="x.png", by=applicant.user, zone=cast.zone, personal=True)
    own: dict[str, Any] = {"applicant": applicant, "zone": cast.zone, "code": firm.code, "name": firm.name}
    looked = {"granted": True, "decided_by": cast.li, "decided_at": timezone.now()}
    return Mandate.objects.create(**own, **looked, company=firm, from_on=START, proof=proof)


@pytest.fixture
def claimant(keeper: Cast, do: Do) -> Claimant:
    own = {"kind": "project", "level": "zone", "basis": "管发〔2020〕1号", "most_fen": 20 * WAN}
    policy = PolicyItem.objects.create(
        zone=keeper.zone, office=keeper.construction, code="HQ-1", name="技改资金", **own
    )
    Condition.objects.create(policy=policy, about=About.SIZE, values=["small"])
    do(policy.issue, happened_on=YEAR_START, document="管发〔2020〕1号")
    firm = Company.objects.create(
        zone=keeper.zone, office=keeper.construction, code="0" * 18, code_state="checked", name="丰采公司", size="small"
    )
    acts = open_applicant(User.objects.create_user("mingyue"), Particulars("欧阳明月", telephone="13800138000"))
    mandate(keeper, acts, firm)
    browser = Client()
    browser.force_login(acts.user)
    return Claimant(PolicyItem.objects.get(pk=policy.pk), firm, acts, browser, keeper)


def test_a_policy_that_fits_is_claimed_and_followed_to_its_payment(claimant: Claimant, do: Do) -> None:
    page = claimant.browser.get(f"{OPEN}/policies/").content.decode()
    assert "技改资金" in page and f"{claimant.address}?company={claimant.firm.pk}" in page
    answer = claimant.send()
    made = PolicyApplication.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"{OPEN}/policies/applications/{made.pk}/"
    assert (made.stage, made.asked_fen, made.helped) == ("applied", 15 * WAN, False)
    moment: Any = Moment.objects.last()
    assert moment.recorded_by == claimant.acts.user and moment.origin == "portal"
    today = timezone.localdate()
    do(made.recommend, happened_on=today)
    do(made.approve, happened_on=today, granted_fen=12 * WAN, document="管发〔2020〕9号")
    do(made.announce, happened_on=today, ends_on=today + timedelta(days=7), place="园区网站")
    followed = claimant.browser.get(answer["Location"]).content.decode()
    granted = str(read("granted_fen", 12 * WAN))
    assert granted in followed and (today + timedelta(days=7)).isoformat() in followed and "发票.png" in followed
    notices = Client().get(f"{OPEN}/policies/notices/").content.decode()
    assert "丰采公司" in notices and granted in notices


def test_a_claim_sent_twice_is_one_application(claimant: Claimant) -> None:
    first, again = claimant.send(), claimant.send()
    assert first["Location"] == again["Location"] and PolicyApplication.objects.count() == 1
    anew = claimant.send(token="c-2")
    assert anew.status_code == 422 and PolicyApplication.objects.get().code in anew.content.decode()


def test_a_second_press_on_its_way_does_not_undo_the_first(claimant: Claimant) -> None:
    claimant.send(action="keep")
    on_its_way = claim_under(claimant.acts, claimant.policy, "c-1")
    claimant.send()
    on_its_way.keep({"said": "新购设备三台"})
    made = hand_in(claimant.acts, on_its_way, company=claimant.firm, asked_fen=15 * WAN)
    assert made == PolicyApplication.objects.get() == Claim.objects.get().became
    files = list(on_its_way.files.all())
    for too_late in (on_its_way.discard, lambda: on_its_way.leave_out(files[0])):
        with pytest.raises(Refused, match=r"已|already"):
            too_late()
    assert list(Claim.objects.get().files.all()) == files


def test_a_claim_is_kept_until_it_is_whole(claimant: Claimant) -> None:
    kept = claimant.send(action="keep", asked_fen="十五万", agreed="", consent="")
    assert kept.status_code == 422 and not PolicyApplication.objects.exists()
    page = claimant.browser.get(claimant.address).content.decode()
    assert "十五万" in page and "新购设备三台" in page and "发票.png" in page
    assert "技改资金" in claimant.browser.get(f"{OPEN}/mine/").content.decode()
    assert claimant.send(consent="").status_code == 422
    assert claimant.send(asked_fen="200001").status_code == 422
    assert not PolicyApplication.objects.exists()
    strike = [one.pk for one in Claim.objects.get().files.all()][1:]
    assert claimant.send(leave_out=strike, files=[]).status_code == 302
    assert Claim.objects.get().files.count() == 1


def test_a_claim_begun_is_thrown_away_with_its_files(claimant: Claimant) -> None:
    before = Evidence.objects.count()
    claimant.send(action="keep")
    claim = Claim.objects.get()
    assert "新购" not in bytes(claim.sealed).decode("utf-8", "ignore")
    other = open_applicant(User.objects.create_user("other"), Particulars("司马青云"))
    stranger = Client()
    stranger.force_login(other.user)
    assert stranger.post(f"{OPEN}/claims/{claim.pk}/discarding/").status_code == 404
    assert claimant.browser.post(f"{OPEN}/claims/{claim.pk}/discarding/").status_code == 302
    assert not Claim.objects.exists() and Evidence.objects.count() == before


def test_nobody_claims_for_an_enterprise_without_a_mandate(claimant: Claimant) -> None:
    other = open_applicant(User.objects.create_user("other"), Particulars("司马青云"))
    another = Company.objects.create(
        zone=claimant.cast.zone, office=claimant.cast.construction, code="1" * 18, code_state="checked", name="别家"
    )
    mandate(claimant.cast, other, another)
    claimant.send(action="keep")
    claimant.browser.force_login(other.user)
    assert claimant.send().status_code == 422 and claimant.send(token="c-9").status_code == 422
    assert not PolicyApplication.objects.exists()
    claimant.browser.force_login(claimant.acts.user)
    claimant.send()
    stranger = Client()
    stranger.force_login(other.user)
    address = f"{OPEN}/policies/applications/{PolicyApplication.objects.get().pk}/"
    assert stranger.get(address).status_code == Client().get(address).status_code == 404
    assert claimant.browser.get(address).status_code == 200


def test_who_has_no_account_or_no_company_is_told_the_way(claimant: Claimant) -> None:
    assert f"/account/login/?next={claimant.address}" in Client().get(claimant.address).content.decode()
    Mandate.objects.update(withdrawn_at=timezone.now())
    assert "/applicants/asking/" in claimant.browser.get(claimant.address).content.decode()


def test_what_comes_without_application_is_not_claimed(claimant: Claimant) -> None:
    PolicyItem.objects.update(way="no-application")
    assert claimant.send().status_code == 200 and not Claim.objects.exists()
    assert claimant.address not in claimant.browser.get(f"{OPEN}/policies/").content.decode()


def test_a_file_that_is_no_paper_is_refused_and_the_others_are_kept(claimant: Claimant) -> None:
    packed = SimpleUploadedFile("材料.zip", b"PK\x03\x04" + b"0" * 100)
    page = claimant.send(files=[photo("发票.png"), packed])
    assert page.status_code == 422 and "材料.zip" in page.content.decode()
    assert Claim.objects.get().files.count() == 1


def test_a_claim_holds_so_many_files_and_no_more(claimant: Claimant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "MOST_FILES", 2)
    page = claimant.send(files=[photo(f"{number}.png") for number in range(3)])
    assert page.status_code == 422 and Claim.objects.get().files.count() == 2


def test_a_title_is_claimed_alike(claimant: Claimant) -> None:
    told = {"company": claimant.firm.pk, "title": "high-tech", "level": "national", "contact": "13800138000"}
    sent = {**told, "agreed": "on", "consent": "on", "token": "t-1", "action": "send"}
    assert claimant.browser.get(f"{OPEN}/titles/claim/").status_code == 200
    answer = claimant.browser.post(f"{OPEN}/titles/claim/", sent)
    made = TitleApplication.objects.get()
    assert made.stage == "applied" and claimant.browser.get(answer["Location"]).status_code == 200
    assert claimant.browser.post(f"{OPEN}/titles/claim/", {**sent, "token": "t-2"}).status_code == 422


def test_staff_see_that_it_came_from_the_portal_and_reading_it_is_written_down(claimant: Claimant) -> None:
    claimant.send()
    made = PolicyApplication.objects.get()
    desk = Client()
    desk.force_login(claimant.cast.li)
    claim = f"/services/policies/claims/{made.claim.pk}/"
    assert claim in desk.get(made.get_absolute_url()).content.decode()
    page = desk.get(claim).content.decode()
    assert "新购设备三台" in page and Reading.objects.filter(key=made.claim.key_id).exists()
    assert desk.get(f"/records/evidence/{made.claim.files.get().evidence_id}/").status_code == 200
    desk.force_login(claimant.cast.qian)
    assert desk.get(claim).status_code in {403, 404}
