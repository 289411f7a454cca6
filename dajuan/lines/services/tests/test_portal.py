"""What people outside see and do: find, be guided, apply once, follow by a second factor, supply, rate."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as ours
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dajuan.core.applicants.models import open_applicant
from dajuan.core.outbox.models import Channel, Message, Preference
from dajuan.core.people.models import Particulars
from dajuan.core.records.evidence import content_of
from dajuan.core.records.models import Moment, Refused
from dajuan.core.staff.models import User
from dajuan.core.tickets.portal import TRIES_PER_NUMBER, TRIES_PER_PLACE, count
from dajuan.lines.services.models import (
    ApplicationDraft,
    Case,
    Choice,
    Matter,
    Mode,
    PackageMatter,
    Question,
    Rating,
)
from dajuan.lines.services.telling import tell
from dajuan.lines.services.tests.conftest import WORDS, YEAR_START, Enter, Hall

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def photo(name: str = "证.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def filled(hall: Hall, *papers: str, **more: Any) -> dict[str, Any]:
    """The form of the permit with these papers."""
    files = {f"paper-{hall.paper(name).pk}": photo() for name in papers}
    return {"token": "t-1", "contact": "13800138000", "agreed": "on", "action": "send", **files, **more}


def apply(client: Client, hall: Hall, *papers: str, **more: Any) -> tuple[Case, str]:
    """Mingyue applies for the permit; the case and its code."""
    client.force_login(hall.mingyue.user)
    page = client.post(f"/open/services/matters/{hall.permit.pk}/apply/", filled(hall, *(papers or WORDS), **more))
    assert page.status_code == 201, page.content.decode()
    text = page.content.decode()
    number, code = re.search(r"data-number>([^<]+)", text), re.search(r"data-code>(\d{6})<", text)
    assert number and code
    return Case.objects.get(number=number[1]), code[1]


@pytest.mark.parametrize("asked", ["食品", "许可", "营许", "food", "税务登记", "餐馆"])
def test_any_two_characters_find_it(client: Client, hall: Hall, asked: str) -> None:
    page = client.get("/open/services/", {"q": asked}).content.decode()
    names = {"税务登记": "税务登记", "餐馆": "开办餐馆"}
    assert names.get(asked, "食品经营许可") in page


def test_what_is_not_there_is_said_and_a_theme_narrows(client: Client, hall: Hall) -> None:
    assert "食品经营许可" not in client.get("/open/services/?q=宇宙飞船").content.decode()
    page = client.get("/open/services/?life_event=starting").content.decode()
    assert "开办餐馆" in page and "税务登记" not in page
    assert client.get("/open/services/?department=市场监管局&life_event=nonsense").status_code == 200


def test_the_front_page_offers_search_themes_and_packages(client: Client, hall: Hall) -> None:
    page = client.get("/").content.decode()
    assert 'role="search"' in page and "开办餐馆" in page


def test_what_is_not_in_force_is_not_shown(client: Client, hall: Hall) -> None:
    Matter.objects.filter(pk=hall.permit.pk).update(stage="draft")
    assert client.get(f"/open/services/matters/{hall.permit.pk}/").status_code == 404


def test_a_mirrored_matter_says_where_it_is_applied_for(client: Client, hall: Hall, settings: Any) -> None:
    settings.SERVICE_PLATFORM = "https://zwfw.example.gov.cn/"
    page = client.get(f"/open/services/matters/{hall.mirrored.pk}/").content.decode()
    assert "https://zwfw.example.gov.cn/" in page and "/apply/" not in page
    client.force_login(hall.mingyue.user)
    client.post(f"/open/services/matters/{hall.mirrored.pk}/apply/", {"action": "send"})
    assert not Case.objects.exists()


def test_an_answer_of_the_guide_spares_a_paper_and_a_matter(client: Client, hall: Hall) -> None:
    question = Question.objects.create(package=hall.package, text="是否租用场所？")
    own = Choice.objects.create(question=question, text="自有场所")
    own.spares_papers.add(hall.paper("租赁合同"))
    own.spares_matters.add(hall.mirrored)
    address = f"/open/services/packages/{hall.package.pk}/"
    assert "租赁合同" in client.get(address).content.decode()
    page = client.get(f"{address}?q{question.pk}={own.pk}").content.decode()
    assert "租赁合同" not in page and "税务登记" not in page
    assert client.get(f"{address}?q{question.pk}=99999999999999999999999").status_code == 200


def test_a_visitor_is_asked_to_sign_in_before_applying(client: Client, hall: Hall) -> None:
    page = client.get(f"/open/services/matters/{hall.permit.pk}/apply/").content.decode()
    assert "/account/signup/?next=/open/services/matters/" in page


def test_staff_are_sent_to_their_window(client: Client, hall: Hall) -> None:
    client.force_login(hall.cast.li)
    assert "multipart/form-data" not in client.get(f"/open/services/matters/{hall.permit.pk}/apply/").content.decode()


def test_an_application_is_kept_until_it_is_whole(client: Client, hall: Hall) -> None:
    client.force_login(hall.mingyue.user)
    address = f"/open/services/matters/{hall.permit.pk}/apply/"
    page = client.post(address, filled(hall, "身份证", said="想开面馆"))
    assert page.status_code == 422 and not Case.objects.exists()
    draft = ApplicationDraft.objects.get()
    assert draft.read()["said"] == "想开面馆" and draft.papers.get().paper.code == "身份证"
    assert "想开面馆" in client.get(address).content.decode()
    assert "食品经营许可" in client.get("/open/services/mine/").content.decode()
    case, _code = apply(client, hall, "租赁合同", "健康证")
    assert case.papers.count() == 3 and not ApplicationDraft.objects.exists()
    assert content_of(case.papers.all()[0].evidence) == PNG  # type: ignore[arg-type]  # it has one


def test_an_application_sent_twice_is_one_case(client: Client, hall: Hall) -> None:
    first, old = apply(client, hall)
    again, code = apply(client, hall)
    assert first == again and Case.objects.count() == 1
    assert Case.objects.followed_by(first.number, code) == first
    assert old == code or Case.objects.followed_by(first.number, old) is None


def test_a_file_that_lies_is_refused_at_its_paper_and_the_others_are_kept(client: Client, hall: Hall) -> None:
    client.force_login(hall.mingyue.user)
    lying = photo("证.pdf", b"<html><script>alert(1)</script>")
    packed = photo("证.zip", b"PK\x03\x04" + b"0" * 100)
    sent = filled(
        hall, "身份证", **{f"paper-{hall.paper('租赁合同').pk}": lying, f"paper-{hall.paper('健康证').pk}": packed}
    )
    page = client.post(f"/open/services/matters/{hall.permit.pk}/apply/", sent)
    assert page.status_code == 422 and page.content.decode().count("paper-wrong") == 2
    assert [one.paper.code for one in ApplicationDraft.objects.get().papers.all()] == ["身份证"]


def test_a_huge_file_takes_no_room_and_is_refused_in_words(client: Client, hall: Hall, settings: Any) -> None:
    settings.UPLOAD_MB = 1
    client.force_login(hall.mingyue.user)
    sent = filled(hall, "身份证", **{f"paper-{hall.paper('租赁合同').pk}": photo("大.png", PNG + b"0" * (3 << 20))})
    page = client.post(f"/open/services/matters/{hall.permit.pk}/apply/", sent)
    assert page.status_code == 422 and "1 MB" in page.content.decode()


def test_a_name_in_gbk_does_no_harm(client: Client, hall: Hall) -> None:
    client.force_login(hall.mingyue.user)
    field = f"paper-{hall.paper('身份证').pk}".encode()
    head = b'--x\r\nContent-Disposition: form-data; name="' + field + b'"; filename="' + "身份证.png".encode("gbk")
    parts = [b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\nt-2\r\n', head]
    body = b"".join(parts) + b'"\r\nContent-Type: image/png\r\n\r\n' + PNG + b"\r\n--x--\r\n"
    page = client.post(
        f"/open/services/matters/{hall.permit.pk}/apply/", body, content_type="multipart/form-data; boundary=x"
    )
    assert page.status_code == 200 and ApplicationDraft.objects.get().papers.count() == 1


def test_a_minor_paper_follows_only_on_a_signed_commitment(client: Client, hall: Hall) -> None:
    client.force_login(hall.mingyue.user)
    later = str(hall.paper("健康证").pk)
    sent = filled(hall, "身份证", "租赁合同", later=later)
    assert client.post(f"/open/services/matters/{hall.permit.pk}/apply/", sent).status_code == 422
    case, _code = apply(client, hall, "身份证", "租赁合同", later=later, committed="yes")
    assert {one.paper.code: one.state for one in case.papers.all()}["健康证"] == "missing"


def test_a_main_paper_cannot_follow(client: Client, hall: Hall) -> None:
    client.force_login(hall.mingyue.user)
    sent = filled(hall, "身份证", "健康证", later=str(hall.paper("租赁合同").pk), committed="yes")
    assert client.post(f"/open/services/matters/{hall.permit.pk}/apply/", sent).status_code == 422


def test_papers_are_used_again_with_consent(client: Client, hall: Hall) -> None:
    first, _code = apply(client, hall)
    again = [str(hall.paper(name).pk) for name in WORDS]
    sent = {**filled(hall), "token": "t-2", "again": again}
    address = f"/open/services/matters/{hall.permit.pk}/apply/"
    assert client.post(address, sent).status_code == 422
    assert client.post(address, {**sent, "consent": "yes"}).status_code == 201
    second = Case.objects.exclude(pk=first.pk).get()
    assert {one.reused_from_id for one in second.papers.all()} == {one.pk for one in first.papers.all()}


def test_nobody_applies_for_a_company_without_a_mandate(client: Client, hall: Hall) -> None:
    client.force_login(hall.mingyue.user)
    page = client.post(f"/open/services/matters/{hall.permit.pk}/apply/", filled(hall, *WORDS, company="1"))
    assert page.status_code == 422 and not Case.objects.exists()


def test_a_package_is_one_form_with_a_case_for_each_matter_accepted_here(client: Client, hall: Hall) -> None:
    client.force_login(hall.mingyue.user)
    sent = filled(hall, *WORDS)
    assert client.post(f"/open/services/packages/{hall.package.pk}/apply/", sent).status_code == 201
    whole = Case.objects.get(matter=None)
    child = whole.children.get()
    assert child.matter == hall.permit and child.papers.count() == 3


def test_what_a_matter_of_a_package_lacks_is_supplied_from_the_page_of_the_package(client: Client, hall: Hall) -> None:
    client.force_login(hall.mingyue.user)
    client.post(f"/open/services/packages/{hall.package.pk}/apply/", filled(hall, *WORDS))
    whole = Case.objects.get(matter=None)
    child = whole.children.get()
    tomorrow = timezone.localdate() + timedelta(days=1)
    hall.do(child.notify_supplement, at=timezone.now(), lacking=["租赁合同"], due_on=tomorrow)
    follower = Client()
    follower.post("/open/services/follow/", {"number": whole.number, "code": whole.give_code()})
    page = follower.get(f"/open/services/cases/{whole.number}/").content.decode()
    assert f"/open/services/cases/{child.number}/#asked" in page
    sent = {f"paper-{hall.paper('租赁合同').pk}": photo()}
    assert follower.post(f"/open/services/cases/{child.number}/supplying/", sent).status_code == 302
    assert Case.objects.get(pk=child.pk).stage == "submitted"


def test_the_next_matter_of_a_package_begins_when_the_one_before_is_granted(
    client: Client, hall: Hall, in_force: Enter
) -> None:
    health = in_force("HEALTH", "公共场所卫生许可", papers=["身份证"])
    hall.do(health.switch, happened_on=YEAR_START, mode=Mode.OWN)
    second = PackageMatter.objects.create(package=hall.package, matter=health, position=3)
    second.after.add(PackageMatter.objects.get(matter=hall.permit))
    client.force_login(hall.mingyue.user)
    client.post(f"/open/services/packages/{hall.package.pk}/apply/", filled(hall, *WORDS))
    whole = Case.objects.get(matter=None)
    first = whole.children.get()
    for case in (whole, first):
        hall.do(case.accept, at=timezone.now())
    with pytest.raises(Refused):
        hall.do(Case.objects.get(pk=whole.pk).decide, at=timezone.now(), granted=True)
    hall.do(first.decide, at=timezone.now(), granted=True)
    assert [case.matter for case in whole.children.order_by("pk")] == [hall.permit, health]
    assert whole.children.get(matter=health).papers.get().paper.code == "身份证"


def test_a_licence_is_fetched_and_checked_by_its_code(client: Client, hall: Hall) -> None:
    case, _code = apply(client, hall)
    address = f"/open/services/cases/{case.number}/"
    assert client.get(f"{address}licence.pdf").status_code == 404
    hall.do(case.accept, at=timezone.now())
    hall.do(case.decide, at=timezone.now(), granted=True)
    told = {"licence_number": "JY1", "title": "食品经营许可证", "holder": "欧阳明月", "valid_from": YEAR_START}
    hall.do(case.issue_licence, at=timezone.now(), **told)
    assert client.get(f"{address}licence.pdf").content.startswith(b"%PDF")
    link = re.search(r'href="([^"]+)" data-verification', client.get(address).content.decode())
    assert link and "食品经营许可证" in Client().get(link[1]).content.decode()
    assert Client().get(f"{address}licence.pdf").status_code == 404


def test_a_case_opens_by_number_and_code_and_by_nothing_else(client: Client, hall: Hall) -> None:
    case, code = apply(client, hall)
    stranger = Client()
    assert stranger.get(f"/open/services/cases/{case.number}/").status_code == 404
    wrong = stranger.post("/open/services/follow/", {"number": case.number, "code": "abcdef"})
    unknown = stranger.post("/open/services/follow/", {"number": "20200101-XXXXXXXX", "code": "abcdef"})
    told = [re.sub(r'value="[^"]*"', "", page.content.decode().split("<main")[1]) for page in (wrong, unknown)]
    assert told[0] == told[1] and wrong.status_code == unknown.status_code == 422
    assert stranger.post("/open/services/follow/", {"number": case.number, "code": code}).status_code == 302
    assert stranger.get(f"/open/services/cases/{case.number}/").status_code == 200


def test_guessing_gets_nowhere(client: Client, hall: Hall) -> None:
    case, code = apply(client, hall)
    guesser = Client()
    answers = set()
    for guess in range(40):
        page = guesser.post("/open/services/follow/", {"number": case.number, "code": f"x{guess:05d}"})
        answers.add(page.status_code)
    assert answers == {422}
    page = guesser.post("/open/services/follow/", {"number": case.number, "code": code})
    assert page.status_code == 422  # even the right one, for a quarter of an hour
    assert guesser.get(f"/open/services/cases/{case.number}/").status_code == 404


@pytest.mark.thorough("ten thousand pages")
def test_ten_thousand_guesses_of_a_tracking_number_ask_the_database_nothing_and_find_nothing(
    client: Client, hall: Hall, django_assert_num_queries: Any
) -> None:
    """Numbers guessed one after another with the right code, and codes of the right number, from one place."""
    case, code = apply(client, hall)
    guesser, page = Client(), "/open/services/follow/"
    for guess in range(TRIES_PER_PLACE + 1):
        guesser.post(page, {"number": f"{case.number[:-4]}{guess:04}", "code": code})
    answers: Counter[int] = Counter()
    told = set()
    with django_assert_num_queries(0):
        for guess in range(5_000):
            for asked in ({"number": f"{case.number[:-4]}{guess:04}"}, {"code": f"{guess:06}"}):
                answer = guesser.post(page, {"number": case.number, "code": code, **asked})
                answers[answer.status_code] += 1
                told.add(re.sub(r'value="[^"]*"', "", answer.content.decode().split("<main")[1].split("</main")[0]))
    assert answers == {422: 10_000} and len(told) == 1
    assert guesser.get(f"/open/services/cases/{case.number}/").status_code == 404


def test_another_applicant_sees_nothing_of_it(client: Client, hall: Hall) -> None:
    case, _code = apply(client, hall)
    other = open_applicant(User.objects.create_user("other"), Particulars("司马青云"))
    client.force_login(other.user)
    assert client.get(f"/open/services/cases/{case.number}/").status_code == 404
    assert case.number not in client.get("/open/services/mine/").content.decode()
    sent = filled(hall, "身份证", action="keep", token="t-9")
    client.post(f"/open/services/matters/{hall.permit.pk}/apply/", sent)
    client.force_login(hall.mingyue.user)
    stolen = client.post(f"/open/services/matters/{hall.permit.pk}/apply/", {**sent, "action": "send"})
    assert stolen.status_code == 422
    assert client.post(f"/open/services/drafts/{ApplicationDraft.objects.get().pk}/discarding/").status_code == 404


def test_what_is_asked_for_once_is_shown_and_answered(
    client: Client, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, _code = apply(client, hall)
    tomorrow = timezone.localdate() + timedelta(days=1)
    hall.do(case.notify_supplement, at=timezone.now(), lacking=["租赁合同"], due_on=tomorrow, text="合同缺页，请补全")
    address = f"/open/services/cases/{case.number}/"
    page = client.get(address).content.decode()
    assert "合同缺页，请补全" in page and "租赁合同" in page and f"{tomorrow:%Y-%m-%d}" in page
    with monkeypatch.context() as later:
        later.setattr(timezone, "localdate", lambda *_at: tomorrow + timedelta(days=1))
        page = client.get(address).content.decode()
        assert f"{address}supplying/" not in page and f"{tomorrow:%Y-%m-%d}" in page
    client.post(f"{address}supplying/")
    assert Case.objects.get().stage == "supplement"
    client.post(f"{address}supplying/", {f"paper-{hall.paper('租赁合同').pk}": photo()})
    assert Case.objects.get().stage == "submitted"


def test_an_applicant_is_told_once_of_each_thing_that_is_asked(client: Client, hall: Hall) -> None:
    case, _code = apply(client, hall)
    way = Channel.objects.create(zone=hall.cast.zone, kind="sms", name="短信", in_use=True)
    chosen = {"channel": way.pk, "address": "13800138000", "language": "zh-hans"}
    assert client.post("/applicants/reminders/", {**chosen, "address": ""}).status_code == 422
    assert client.post("/applicants/reminders/", chosen).status_code == 302
    now, tomorrow = timezone.now(), timezone.localdate() + timedelta(days=1)
    hall.do(case.notify_supplement, at=now, lacking=["租赁合同"], due_on=tomorrow)
    assert [tell(now), tell(now), tell(now + timedelta(days=1)), tell(now + timedelta(days=3))] == [2, 0, 1, 1]
    told = list(Message.objects.filter(user=hall.mingyue.user).order_by("pk"))
    assert [one.title[-4:] for one in told] == ["补正内容", "明日到期", "今日到期", "已过期限"]
    assert {one.link for one in told} == {f"{ours.ADDRESS}/open/services/cases/{case.number}/"}
    assert b"13800138000" not in bytes(Preference.objects.get().sealed)


def test_an_applicant_is_told_of_papers_promised_for_later(client: Client, hall: Hall) -> None:
    later = str(hall.paper("健康证").pk)
    case, _code = apply(client, hall, "身份证", "租赁合同", later=later, committed="yes")
    way = Channel.objects.create(zone=hall.cast.zone, kind="sms", name="短信")
    client.post("/applicants/reminders/", {"channel": way.pk, "address": "13800138000", "language": "zh-hans"})
    now = timezone.now()
    hall.do(case.accept_with_missing, at=now, missing=["健康证"], due_on=timezone.localdate())
    assert [tell(now), tell(now), tell(now + timedelta(days=2)), tell(now + timedelta(days=9))] == [1, 0, 1, 0]
    assert [one.title[-4:] for one in Message.objects.order_by("pk")] == ["今日到期", "已过期限"]


def test_who_chose_no_way_is_told_nothing(client: Client, hall: Hall) -> None:
    case, _code = apply(client, hall)
    Channel.objects.create(zone=hall.cast.zone, kind="wecom", name="群", in_use=True, usual=True)
    now, later = timezone.now(), timezone.localdate() + timedelta(days=3)
    hall.do(case.notify_supplement, at=now, lacking=["租赁合同"], due_on=later)
    assert tell(now) == 0


def test_a_token_of_somebody_else_opens_nothing(client: Client, hall: Hall) -> None:
    case, _code = apply(client, hall)
    other = open_applicant(User.objects.create_user("other"), Particulars("司马青云", telephone="13900139000"))
    client.force_login(other.user)
    page = client.post(f"/open/services/matters/{hall.permit.pk}/apply/", filled(hall, *WORDS))
    assert page.status_code == 422 and case.number not in page.content.decode()
    assert Case.objects.count() == 1


def test_missing_papers_are_supplied_and_a_done_matter_is_rated_once(client: Client, hall: Hall) -> None:
    later = str(hall.paper("健康证").pk)
    case, _code = apply(client, hall, "身份证", "租赁合同", later=later, committed="yes")
    due = timezone.localdate()
    hall.do(case.accept_with_missing, at=timezone.now(), missing=["健康证"], due_on=due)
    address = f"/open/services/cases/{case.number}/"
    client.post(f"{address}supplying/", {f"paper-{later}": photo()})
    case = Case.objects.get()
    assert case.missing_by is None and not case.papers.filter(state="missing").exists()
    assert client.post(f"{address}rating/", {"level": "5"}).status_code == 302
    assert not Rating.objects.exists()  # not before it is decided
    hall.do(case.decide, at=timezone.now(), granted=True)
    assert client.post(f"{address}rating/", {"level": "9"}).status_code == 422
    client.post(f"{address}rating/", {"level": "1", "said": "等了太久"})
    client.post(f"{address}rating/", {"level": "5"})
    rating = Rating.objects.get()
    assert rating.level == 1 and rating.is_bad
    moment: Any = Moment.objects.last()
    assert moment.recorded_by == hall.mingyue.user and moment.origin == "portal"


def test_an_application_is_taken_back_before_it_is_accepted(client: Client, hall: Hall) -> None:
    case, _code = apply(client, hall)
    client.post(f"/open/services/cases/{case.number}/taking-back/")
    assert Case.objects.get().stage == "refused"


def test_a_draft_is_thrown_away(client: Client, hall: Hall) -> None:
    client.force_login(hall.mingyue.user)
    client.post(f"/open/services/matters/{hall.permit.pk}/apply/", filled(hall, "身份证", action="keep"))
    draft = ApplicationDraft.objects.get()
    assert client.post(f"/open/services/drafts/{draft.pk}/discarding/").status_code == 302
    assert not ApplicationDraft.objects.exists()


def test_policies_are_shown_to_anybody(client: Client, hall: Hall) -> None:
    assert client.get("/open/services/policies/?size=micro&industry=H62&months=3").status_code == 200
    assert client.get("/open/services/policies/?industry=餐饮&months=-1").status_code == 200


def test_the_portals_pages_ask_few_questions(client: Client, hall: Hall, django_assert_max_num_queries: Any) -> None:
    for address, most in (
        ("/open/services/", 6),
        (f"/open/services/matters/{hall.permit.pk}/", 8),
        (f"/open/services/packages/{hall.package.pk}/", 14),
    ):
        client.get(address)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_words_that_stand_apart_in_a_name_find_it(client: Client, hall: Hall) -> None:
    """People type 开馆 for 开办餐馆; what is close is offered, and said to be only close."""
    page = client.get("/open/services/", {"q": "开馆"}).content.decode()
    assert "开办餐馆" in page and "以下名称相近" in page and "税务登记" not in page


def test_of_guesses_spread_over_three_hours_five_a_quarter_reach_a_code(hall: Hall) -> None:
    """For one number, from however many places: a code of six digits stands against ten thousand of them."""
    begin, reached = timezone.now(), 0
    for guess in range(120):
        with suppress(Refused):
            count("services.follow:20200301-ABCDEFGH", TRIES_PER_NUMBER, at=begin + timedelta(seconds=guess * 90))
            reached += 1
    assert reached == TRIES_PER_NUMBER * 12
