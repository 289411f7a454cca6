"""What the portal answers to programs: find, guide, follow without a key; one's own cases and applying by session."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dajuan.core.tickets.portal import SHUT, TRIES_PER_NUMBER
from dajuan.desk.api import entrance
from dajuan.desk.api.interface import parts
from dajuan.desk.api.models import Token
from dajuan.lines.services.models import Case, CasePaper, Choice, PaperState, PolicyItem, Question
from dajuan.lines.services.tests.conftest import WORDS, YEAR_START, Hall

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
ZH = {"accept-language": "zh-CN"}
FOLLOW = "/api/v1/portal/services/follow/"
Said = tuple[int, Any]


@pytest.fixture(autouse=True)
def unhurried() -> None:
    cache.clear()
    SHUT.clear()


def get(client: Client, path: str, **question: Any) -> Any:
    answer = client.get(f"/api/v1/portal/services/{path}", question)
    assert answer.status_code == 200, answer.content
    return answer.json()


def post(client: Client, path: str, content: dict[str, Any], **more: Any) -> Said:
    answer = client.post(f"/api/v1/portal/services/{path}", content, "application/json", **more)
    return answer.status_code, answer.json()


def send(client: Client, path: str, **content: Any) -> Said:
    """Files and texts, as a program uploads them."""
    answer = client.post(f"/api/v1/portal/services/{path}", content)
    return answer.status_code, answer.json()


def photo(content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile("证.png", content)


def upload(client: Client, hall: Hall, *papers: str) -> Said:
    """Each paper for the permit, one after the other; how the last one ended."""
    address = f"matters/{hall.permit.pk}/papers/"
    return [send(client, address, token="t-000001", paper=paper, file=photo()) for paper in papers][-1]


def filled(**more: Any) -> dict[str, Any]:
    return {"token": "t-000001", "contact": "13800138000", "agreed": True, **more}


@pytest.fixture
def mingyue(client: Client, hall: Hall) -> Client:
    client.force_login(hall.mingyue.user)
    return client


@pytest.fixture
def handed_in(mingyue: Client, hall: Hall) -> tuple[Case, str]:
    """Mingyue's application for the permit; the case and its code."""
    upload(mingyue, hall, *WORDS)
    status, said = post(mingyue, f"matters/{hall.permit.pk}/applications/", filled())
    assert status == 201, said
    return Case.objects.get(number=said["number"]), said["code"]


def test_anybody_finds_matters_and_packages_by_words(client: Client, hall: Hall) -> None:
    said = get(client, "find/", q="许可")
    assert ([row["name"] for row in said["matters"]], said["is_near"]) == (["食品经营许可"], False)
    assert [row["name"] for row in get(client, "find/", life_event="starting")["packages"]] == ["开办餐馆"]
    assert get(client, "find/", q="宇宙飞船") == {"packages": [], "matters": [], "is_near": True, "after": ""}
    assert get(client, "find/", q="食许可")["is_near"]


def test_what_was_found_goes_on_by_key(client: Client, hall: Hall) -> None:
    first = get(client, "find/", limit=1)
    rest = get(client, "find/", limit=1, after=first["after"])
    assert [row["code"] for page in (first, rest) for row in page["matters"]] == ["FOOD", "TAX"]
    assert (len(first["packages"]), rest["packages"], rest["after"]) == (1, [], "")


@pytest.mark.parametrize("wish", [{"life_event": "x"}, {"audience": "x"}, {"department": "无"}])
def test_what_cannot_be_chosen_is_said_where_it_stands(client: Client, hall: Hall, wish: dict[str, str]) -> None:
    answer = client.get("/api/v1/portal/services/find/", wish, headers=ZH)
    said = answer.json()
    assert (answer.status_code, said["errors"][0]["where"]) == (422, *wish)
    assert said["detail"] == "填写内容不符合要求。"


def test_a_matter_is_told_with_limits_papers_and_guide(client: Client, hall: Hall) -> None:
    said = get(client, f"matters/{hall.permit.pk}/")
    assert (said["version"]["promised_limit"], said["guide"], said["accepted_here"]) == (10, "先核名", True)
    papers = {paper["code"]: (paper["is_main"], paper["may_follow"]) for paper in said["papers"]}
    assert papers == {"身份证": (True, False), "租赁合同": (True, False), "健康证": (False, True)}
    assert get(client, f"matters/{hall.mirrored.pk}/")["accepted_here"] is False


def test_an_answer_of_the_guide_spares_a_paper_and_a_matter(client: Client, hall: Hall) -> None:
    question = Question.objects.create(package=hall.package, text="是否租用场所？")
    own = Choice.objects.create(question=question, text="自有场所")
    own.spares_papers.add(hall.paper("租赁合同"))
    own.spares_matters.add(hall.mirrored)
    whole = get(client, f"packages/{hall.package.pk}/")
    spared = get(client, f"packages/{hall.package.pk}/", answers=own.pk)
    assert [part["code"] for part in whole["matters"]] == ["FOOD", "TAX"]
    assert [part["code"] for part in spared["matters"]] == ["FOOD"]
    assert {one["code"] for one in whole["papers"]} - {one["code"] for one in spared["papers"]} == {"租赁合同"}
    assert spared["questions"][0]["choices"][0]["chosen"] is True


def test_what_is_not_in_force_is_not_told(client: Client, hall: Hall) -> None:
    type(hall.permit).objects.filter(pk=hall.permit.pk).update(stage="draft")
    assert client.get(f"/api/v1/portal/services/matters/{hall.permit.pk}/").status_code == 404
    assert get(client, "find/", q="食品经营许可")["matters"] == []


def test_policies_open_today_are_told_and_drafts_are_not(client: Client, hall: Hall) -> None:
    own: Any = {"zone": hall.cast.zone, "office": hall.cast.construction, "kind": "project", "level": "municipal"}
    policy = PolicyItem.objects.create(code="HQ", name="技改资金", most_fen=100, **own)
    PolicyItem.objects.create(code="DRAFT", name="拟定中", **own)
    hall.do(policy.issue, happened_on=YEAR_START, document="管发〔2020〕1号")
    assert [(row["code"], row["most_fen"]) for row in get(client, "policies/")["rows"]] == [("HQ", 100)]


def test_a_case_is_followed_by_number_and_code_and_by_nothing_else(hall: Hall, handed_in: tuple[Case, str]) -> None:
    (case, code), stranger = handed_in, Client()
    status, said = post(stranger, "follow/", {"number": case.number, "code": code})
    assert (status, said["name"], len(said["papers"])) == (200, "食品经营许可", 3)
    wrong = [
        post(stranger, "follow/", sent, headers=ZH)
        for sent in ({"number": case.number, "code": "000000"}, {"number": "none", "code": code})
    ]
    assert wrong[0] == wrong[1] and wrong[0][0] == 422
    assert stranger.get(f"/open/services/cases/{case.number}/").status_code == 404  # nothing stays open behind it


def test_guesses_are_counted_with_those_of_the_page(hall: Hall, handed_in: tuple[Case, str]) -> None:
    (case, code), guesser = handed_in, Client()
    for n in range(TRIES_PER_NUMBER - 1):
        post(guesser, "follow/", {"number": case.number, "code": f"{n:06}x"})
    guesser.post("/open/services/follow/", {"number": case.number, "code": "none"})
    answer = guesser.post(FOLLOW, {"number": case.number, "code": code}, "application/json", headers=ZH)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")


def test_one_place_asks_the_portal_only_so_often(client: Client, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entrance, "A_MINUTE", 2)
    answers = [client.get("/api/v1/portal/services/policies/") for _time in range(5)]
    assert (answers[0].status_code, answers[-1].status_code) == (200, 429)


def test_ones_own_is_for_applicants_alone(client: Client, hall: Hall) -> None:
    mine = "/api/v1/portal/services/mine/cases/"
    assert client.get(mine).status_code == 401
    scopes = [f"{area}.{way}" for area in parts() for way in ("read", "write")]
    _key, word = Token.objects.make(hall.cast.li, Token.Kind.PROGRAM, "x", scopes, None)
    assert client.get(mine, headers={"Authorization": f"Bearer {word}"}).status_code == 401
    client.force_login(hall.cast.li)
    assert client.get(mine).status_code == 403


def test_an_applicant_finds_its_own_cases_and_a_stranger_none(
    hall: Hall, mingyue: Client, handed_in: tuple[Case, str]
) -> None:
    case, _code = handed_in
    assert [row["number"] for row in get(mingyue, "mine/cases/")["rows"]] == [case.number]
    assert get(mingyue, f"mine/cases/{case.number}/")["stage"] == case.stage
    assert get(mingyue, "mine/") == {"companies": []}
    assert mingyue.get("/api/v1/portal/services/mine/cases/none/").status_code == 404


def test_an_application_sent_twice_is_one_case(hall: Hall, mingyue: Client, handed_in: tuple[Case, str]) -> None:
    case, _code = handed_in
    status, said = post(mingyue, f"matters/{hall.permit.pk}/applications/", filled())
    assert (status, said["number"], Case.objects.count()) == (201, case.number, 1)
    assert post(Client(), "follow/", said)[0] == 200
    status, said = upload(mingyue, hall, "身份证")
    assert (status, said["errors"][0]["where"]) == (422, "token")


def test_what_an_application_lacks_is_said_and_what_was_sent_is_kept(hall: Hall, mingyue: Client) -> None:
    status, said = upload(mingyue, hall, "身份证")
    assert (status, said["sent"], set(said["lacking"])) == (201, ["身份证"], {"租赁合同", "健康证"})
    status, said = post(mingyue, f"matters/{hall.permit.pk}/applications/", filled(agreed=False, later=["健康证"]))
    assert (status, {one["where"] for one in said["errors"]}) == (422, {"agreed", "content", "papers.租赁合同"})
    upload(mingyue, hall, "租赁合同")
    sent = filled(later=["健康证"], committed=True)
    assert post(mingyue, f"matters/{hall.permit.pk}/applications/", sent)[0] == 201
    assert set(CasePaper.objects.values_list("paper__code", "state")) == {
        ("身份证", PaperState.HANDED),
        ("租赁合同", PaperState.HANDED),
        ("健康证", PaperState.MISSING),
    }


def test_a_file_that_lies_and_a_paper_nobody_asked_for_are_refused(hall: Hall, mingyue: Client) -> None:
    address = f"matters/{hall.permit.pk}/papers/"
    lie = send(mingyue, address, token="t-000001", paper="身份证", file=photo(b"MZ" + b"0" * 60))
    other = send(mingyue, address, token="t-000001", paper="x", file=photo())
    assert (lie[0], other[0], other[1]["errors"][0]["where"]) == (422, 422, "paper")


def test_nobody_applies_for_a_company_without_a_mandate_nor_for_what_is_accepted_elsewhere(
    hall: Hall, mingyue: Client
) -> None:
    sent = filled(company="91610132MA6TXUP48Y")
    assert post(mingyue, f"matters/{hall.permit.pk}/applications/", sent)[1]["errors"][0]["where"] == "company"
    assert post(mingyue, f"matters/{hall.mirrored.pk}/applications/", filled())[0] == 422
    assert not Case.objects.exists()


def test_a_package_is_applied_for_as_one(hall: Hall, mingyue: Client) -> None:
    for paper in WORDS:
        send(mingyue, f"packages/{hall.package.pk}/papers/", token="t-000002", paper=paper, file=photo())
    status, said = post(mingyue, f"packages/{hall.package.pk}/applications/", filled(token="t-000002"))
    assert status == 201, said
    shown = get(mingyue, f"mine/cases/{said['number']}/")
    assert [one["name"] for one in shown["matters"]] == ["食品经营许可"]


def test_applying_needs_the_cross_site_word(hall: Hall) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(hall.mingyue.user)
    status, said = post(browser, f"matters/{hall.permit.pk}/applications/", filled(), headers=ZH)
    assert (status, "X-CSRFToken" in said["detail"], said["detail"].isascii()) == (403, True, False)


def test_what_a_notice_asks_for_is_supplied_and_a_done_matter_rated_once(
    hall: Hall, mingyue: Client, handed_in: tuple[Case, str]
) -> None:
    case, tomorrow = handed_in[0], timezone.localdate() + timedelta(days=1)
    hall.do(case.notify_supplement, at=timezone.now(), lacking=["租赁合同"], due_on=tomorrow, text="合同缺页，请补全")
    address = f"mine/cases/{case.number}/"
    assert [one["code"] for one in get(mingyue, address)["owed"]] == ["租赁合同"]
    assert send(mingyue, f"{address}papers/", papers=["身份证"], files=[photo()])[0] == 422
    status, said = send(mingyue, f"{address}papers/", papers=["租赁合同"], files=[photo()])
    assert (status, said["owed"]) == (201, [])
    case.refresh_from_db()
    hall.do(case.accept, at=timezone.now())
    assert post(mingyue, f"{address}rating/", {"level": 5})[0] == 422  # not done yet
    hall.do(case.decide, at=timezone.now(), granted=True)
    assert post(mingyue, f"{address}rating/", {"level": 5})[0] == 201
    assert post(mingyue, f"{address}rating/", {"level": 1})[0] == 422
