"""Pages of cases: what a clerk, an examiner and a supervisor see and do; what anybody may ask about a licence."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dajuan.core.companies.models import Company
from dajuan.core.people.models import Person
from dajuan.core.records.models import Draft, Reading
from dajuan.lines.services.models import ApplicationDraft, Case, Decision, Extension, Matter, Rating
from dajuan.lines.services.models.case_lights import KIND
from tests.cast import START, Cast

pytestmark = pytest.mark.django_db
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\6\0\0\0\x1f\x15\xc4\x89"
    b"\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\5\0\1\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82"
)
CODE = "91610132MA6TXUP48Y"


@pytest.fixture
def matter(keeper: Cast, in_force: Any, do: Any) -> Matter:
    """A matter accepted here, of five natural days, for which no calendar is needed."""
    made = in_force("000131", "食品经营许可", papers=["房屋租赁合同", "场所照片"], steps=["初审"])
    made.versions.update(unit="natural-days", on_the_spot=True, allows_missing=True)
    made.versions.get().materials.filter(paper__code="场所照片").update(is_main=False)
    do(made.switch, happened_on=START, mode="own")
    return Matter.objects.get(pk=made.pk)


@pytest.fixture
def clerk(keeper: Cast) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(keeper.li)
    return client


def typed(matter: Matter, **said: Any) -> dict[str, Any]:
    """An application as a clerk types it."""
    papers = {f"state_{one.paper_id}": "handed" for one in matter.versions.get().materials.all()}
    who = {"token": "t-1", "code": CODE, "company_name": "示范餐饮有限公司", "then": "accept", "window": "3号窗口"}
    return {**papers, **who, **said}


def test_a_clerk_takes_an_application_and_sent_twice_it_is_one_case(clerk: Client, matter: Matter) -> None:
    page = reverse("services:applying", args=[matter.pk])
    assert clerk.get(page).status_code == 200
    for _press in range(2):
        assert clerk.post(page, typed(matter)).status_code == 302
    case = Case.objects.get()
    assert (case.stage, case.window, str(case.company), case.papers.count()) == (
        "accepted",
        "3号窗口",
        "示范餐饮有限公司",
        2,
    )
    shown = clerk.get(case.get_absolute_url()).content.decode()
    assert "Day 0 of 5 natural days." in shown


def test_a_file_that_lies_about_its_kind_is_refused_and_nothing_typed_is_lost(clerk: Client, matter: Matter) -> None:
    page = reverse("services:applying", args=[matter.pk])
    paper = matter.versions.get().materials.first().paper  # type: ignore[union-attr]  # it has two
    fake = SimpleUploadedFile("合同.pdf", b"<script>alert(1)</script>")
    answer = clerk.post(page, {**typed(matter, said="经营场所在一楼"), f"file_{paper.pk}": fake})
    assert answer.status_code == 422 and "经营场所在一楼" in answer.content.decode()
    draft = ApplicationDraft.objects.get()
    assert "经营场所" not in str(draft.sealed) and draft.read()["said"] == "经营场所在一楼"
    assert not Case.objects.exists()


def test_papers_of_an_earlier_case_are_used_again_with_consent(clerk: Client, matter: Matter) -> None:
    page = reverse("services:applying", args=[matter.pk])
    paper = matter.versions.get().materials.get(paper__code="房屋租赁合同").paper
    clerk.post(page, {**typed(matter), f"file_{paper.pk}": SimpleUploadedFile("合同.png", PNG)})
    again = {"token": "t-2", f"state_{paper.pk}": "again"}
    assert clerk.post(page, typed(matter, **again)).status_code == 422
    assert clerk.post(page, typed(matter, **again, consent="on")).status_code == 302
    reused = Case.objects.order_by("-pk")[0].papers.get(paper=paper)
    assert reused.reused_from is not None and reused.evidence == reused.reused_from.evidence


def test_a_resident_is_found_by_number_and_entered_once(clerk: Client, matter: Matter) -> None:
    page = reverse("services:applying", args=[matter.pk])
    resident = {"code": "", "number": "11010519491231002X", "name": "欧阳明月"}
    for token in ("t-1", "t-2"):
        assert clerk.post(page, typed(matter, **resident, token=token)).status_code == 302
    assert Person.objects.count() == 1 and not Company.objects.exists()


def test_a_case_is_granted_on_the_spot_from_the_window(clerk: Client, matter: Matter) -> None:
    clerk.post(reverse("services:applying", args=[matter.pk]), typed(matter, then="decide"))
    assert Decision.objects.get().on_the_spot
    queue = clerk.get(reverse("services:queue")).content.decode()
    assert "Hand over the result" in queue


def test_an_examiner_decides_beside_the_papers_and_the_reading_is_logged(clerk: Client, matter: Matter) -> None:
    clerk.post(reverse("services:applying", args=[matter.pk]), typed(matter, said="经营场所在一楼"))
    case = Case.objects.get()
    desk = clerk.get(reverse("services:desk")).content.decode()
    assert case.number in desk
    page = reverse("services:recording", args=["cases", case.pk, "decide"])
    assert "经营场所在一楼" in clerk.get(page).content.decode()
    assert Reading.objects.filter(key=case.key_id).exists()
    assert "经营场所在一楼" not in clerk.get(case.get_absolute_url()).content.decode()
    refused = clerk.post(page, {"granted": "no", "text": "不符合"})
    assert refused.status_code == 422 and "不符合" in refused.content.decode()
    assert clerk.post(page, {"granted": "yes"}).status_code == 302
    second = clerk.post(page, {"granted": "yes"})
    assert second.status_code == 422 and "decided already" in second.content.decode()


def test_the_notice_of_missing_papers_is_printed_in_two_copies(clerk: Client, matter: Matter) -> None:
    clerk.post(reverse("services:applying", args=[matter.pk]), typed(matter, then="submit"))
    case = Case.objects.get()
    page = reverse("services:recording", args=["cases", case.pk, "accept_with_missing"])
    day = timezone.localdate(case.created_at).isoformat()
    assert clerk.post(page, {"missing": ["场所照片"], "due_on": day}).status_code == 302
    assert case.papers.get(paper__code="场所照片").state == "missing"
    for copy in (1, 2):
        printed = clerk.get(reverse("services:missing-notice", args=[case.pk, copy]))
        assert printed.content.startswith(b"%PDF")


def test_a_licence_is_printed_and_verified_by_anybody(clerk: Client, matter: Matter) -> None:
    clerk.post(reverse("services:applying", args=[matter.pk]), typed(matter, then="decide"))
    case = Case.objects.get()
    facts = {"licence_number": "JY001", "title": "食品经营许可证", "valid_from": "2020-01-01"}
    assert clerk.post(reverse("services:recording", args=["cases", case.pk, "issue_licence"]), facts).status_code == 302
    assert clerk.get(reverse("services:licence", args=[case.pk])).content.startswith(b"%PDF")
    licence = Case.objects.get().licence
    assert licence is not None
    anybody = Client(headers={"accept-language": "en"})
    page = reverse("open-services:verification", args=[licence.token, licence.short_signature])
    assert 'data-answer="valid"' in anybody.get(page).content.decode()
    assert "otherwise than what was issued" in anybody.post(page, {"holder": "另一家公司"}).content.decode()
    forged = anybody.get(reverse("open-services:verification", args=[licence.token, "0" * 24]))
    assert forged.status_code == 404 and "Not issued here." in forged.content.decode()


def test_a_bad_rating_goes_its_way_on_the_supervisors_pages(clerk: Client, matter: Matter, do: Any) -> None:
    clerk.post(reverse("services:applying", args=[matter.pk]), typed(matter, then="decide"))
    case = Case.objects.get()
    do(case.rate, at=case.created_at, level=1, way="online", text="等了两个小时")
    rating = Rating.objects.get()
    for verb, said in (("verify_rating", {"true": "yes"}), ("rectify_rating", {}), ("call_back", {"reached": "on"})):
        assert verb in clerk.get(reverse("services:ratings")).content.decode()
        page = reverse("services:after-rating", args=[rating.number, verb])
        assert "等了两个小时" in clerk.get(page).content.decode()
        assert clerk.post(page, said).status_code == 302
    assert clerk.get(reverse("services:supervision")).status_code == 200


def test_a_mirrored_case_says_where_its_truth_is(clerk: Client, matter: Matter, do: Any, keeper: Cast) -> None:
    case = do(Case.submit, matter=matter, channel="online", at=keeper.li.date_joined, system="省平台", number="610-1")
    shown = clerk.get(case.get_absolute_url()).content.decode()
    assert "The truth of this case lives in “省平台”" in shown
    page = reverse("services:recording", args=["cases", case.pk, "accept"])
    assert clerk.post(page, {}).status_code == 302
    assert Case.objects.get().stage == "submitted"


def test_a_key_no_row_can_have_is_not_found(clerk: Client) -> None:
    assert {clerk.get(f"/services/cases/{part}{2**63}/").status_code for part in ("", "new/")} == {404}


def test_an_office_can_put_its_own_lights_into_force(clerk: Client, keeper: Cast) -> None:
    clerk.force_login(keeper.chen)
    assert KIND in clerk.get(reverse("calendar:rule_sets")).content.decode()


def test_more_time_is_approved_by_the_head_and_nobody_below(clerk: Client, matter: Matter, keeper: Cast) -> None:
    clerk.post(reverse("services:applying", args=[matter.pk]), typed(matter))
    case = Case.objects.get()
    page = reverse("services:recording", args=["cases", case.pk, "extend"])
    assert clerk.post(page, {"days": "3", "text": "情况复杂", "action": "submit"}).status_code == 302
    draft = Draft.objects.get()
    for reviewer, status in ((keeper.chen, 422), (keeper.wang, 302)):
        clerk.force_login(reviewer)
        seen = {"seen": draft.changed_at.isoformat(), "action": "pass"}
        assert clerk.post(reverse("records:review", args=[draft.pk]), seen).status_code == status
    assert Extension.objects.get().approved_by == keeper.wang


def test_a_case_is_found_by_the_beginning_of_its_number_and_by_its_enterprise(clerk: Client, matter: Matter) -> None:
    clerk.post(reverse("services:applying", args=[matter.pk]), typed(matter))
    number = Case.objects.get().number
    for asked, found in ((number[:8], True), (CODE, True), ("餐饮", True), ("19990101", False), ("银行", False)):
        shown = clerk.get(reverse("services:list", args=["cases"]), {"q": asked}).content.decode()
        assert (number in shown) == found, asked


def test_the_boards_of_the_demo_tell_lights_as_on_its_last_day(clerk: Client, settings: Any) -> None:
    for page in ("supervision", "desk"):
        assert "2020-12-31" not in clerk.get(reverse(f"services:{page}")).content.decode()
    settings.DEMO = True
    for page in ("supervision", "desk"):
        assert "2020-12-31" in clerk.get(reverse(f"services:{page}")).content.decode()
