"""The roster: who may sign in, who serves where, and what the system administrator may and may not do."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from dajuan.core.records.models import Draft
from dajuan.core.staff.models import Charge, Office, Post, RosterChange, User, Zone
from dajuan.core.staff.roster import NotAllowed, charge, give_post
from tests.cast import START, Cast

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
DAY = date(2020, 9, 1)


@pytest.fixture(autouse=True)
def _no_failures_remembered() -> None:
    cache.clear()


def browser(user: User | None = None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if user:
        client.force_login(user)
    return client


def first_post(cast: Cast) -> dict[str, Any]:
    return {"office": cast.construction.pk, "role": "clerk", "from_on": "2020-09-01"}


def sign_in(username: str, password: str) -> Any:
    return browser().post("/account/login/", {"login": username, "password": password})


def test_five_failures_lock_an_account_and_the_administrator_unlocks_it(cast: Cast) -> None:
    for _attempt in range(5):
        assert sign_in("li", "wrong").status_code == 200
    assert sign_in("li", PASSWORD).status_code == 200, "locked: the right password is refused as well"
    administrator = browser(cast.xu)
    assert "locked after failed sign-ins" in administrator.get(f"/staff/accounts/{cast.li.pk}/").content.decode()
    administrator.post(f"/staff/accounts/{cast.li.pk}/unlocking/")
    assert sign_in("li", PASSWORD).headers["Location"] == "/desk/"


def test_another_host_name_does_not_give_five_more_tries(cast: Cast, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.test"]
    for _attempt in range(5):
        sign_in("li", "wrong")
    tried = browser().post("/account/login/", {"login": "LI", "password": PASSWORD}, headers={"host": "other.test"})
    assert tried.status_code == 200


def test_the_session_of_a_closed_account_ends_with_its_next_request(cast: Cast) -> None:
    clerk = browser(cast.li)
    assert clerk.get("/staff/own/").status_code == 200
    browser(cast.xu).post(f"/staff/accounts/{cast.li.pk}/closing/", {"reason": "Left the zone"})
    assert clerk.get("/staff/own/").headers["Location"].startswith("/account/login/")
    assert sign_in("li", PASSWORD).headers["Location"] == "/account/inactive/"


def test_a_temporary_password_ends_sessions_and_opens_one_page_until_it_is_changed(cast: Cast) -> None:
    before = browser(cast.li)
    answer = browser(cast.xu).post(f"/staff/accounts/{cast.li.pk}/password/")
    password = answer.context["password"]
    assert answer.headers["Cache-Control"] == "no-store" and password in answer.content.decode()
    assert before.get("/staff/own/").headers["Location"].startswith("/account/login/")
    client = browser()
    client.post("/account/login/", {"login": "li", "password": password})
    assert client.get("/staff/own/").headers["Location"] == "/account/password/change/"
    new = {"oldpassword": password, "password1": "a quiet lake at dawn", "password2": "a quiet lake at dawn"}
    assert client.post("/account/password/change/", {**new, "oldpassword": "guess"}).status_code == 200
    client.post("/account/password/change/", new)
    assert client.get("/staff/own/").status_code == 200


def test_nobody_closes_the_own_account_or_gives_a_post_to_oneself(cast: Cast) -> None:
    administrator = browser(cast.xu)
    administrator.post(f"/staff/accounts/{cast.xu.pk}/closing/", {"reason": "Left the zone"})
    cast.xu.refresh_from_db()
    assert cast.xu.is_active
    filled = {"office": cast.construction.pk, "role": "head", "from_on": "2020-09-01"}
    assert administrator.post(f"/staff/accounts/{cast.xu.pk}/posting/", filled).status_code == 422
    assert cast.xu.posts.count() == 1


def test_who_keeps_the_system_holds_no_other_post(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="no other post"):
        give_post(cast.xu, cast.construction, "head", from_on=DAY, by=None)
    with pytest.raises(NotAllowed, match="no other post"):
        give_post(cast.li, cast.general, "system", from_on=DAY, by=None)


def test_a_post_stands_within_the_life_of_its_office(cast: Cast) -> None:
    young = Office.objects.create(zone=cast.zone, name="城管局", from_on=date(2020, 6, 1))
    with pytest.raises(NotAllowed, match="did not exist"):
        give_post(cast.li, young, "clerk", from_on=date(2020, 5, 31), by=None)
    with pytest.raises(NotAllowed, match="ends after"):
        give_post(cast.li, young, "clerk", from_on=DAY, to_on=DAY, by=None)
    with pytest.raises(NotAllowed, match="held already"):
        give_post(cast.li, cast.construction, "clerk", from_on=DAY, by=None)


def test_a_line_has_one_keeper_on_a_day(cast: Cast) -> None:
    charge(cast.general, "city", from_on=DAY, by=None)
    assert list(Charge.objects.filter(line="city").order_by("from_on").values_list("from_on", "to_on")) == [
        (START, DAY),
        (DAY, None),
    ]
    with pytest.raises(NotAllowed, match="later charge"):
        charge(cast.construction, "city", from_on=DAY, by=None)


def test_an_administrator_of_one_zone_knows_nothing_of_another(cast: Cast) -> None:
    other = Zone.objects.create(code="other", name="另一区", in_use_since=START)
    stranger = User.objects.create_user("stranger", zone=other, name="外人")
    administrator = browser(cast.xu)
    assert administrator.get(f"/staff/accounts/{stranger.pk}/").status_code == 404
    assert "stranger" not in administrator.get("/staff/accounts/").content.decode()


def test_what_waits_for_a_person_passes_in_one_act_when_the_post_ends(cast: Cast) -> None:
    for passed in (None, "2020-09-01T00:00Z"):
        Draft.objects.create(
            zone=cast.zone,
            office=cast.construction,
            author=cast.li,
            line="city",
            form="x",
            entry_type="records.merged",
            subject_name="A private matter",
            passed_at=passed,
        )
    administrator = browser(cast.xu)
    post = cast.li.posts.get()
    ended = administrator.post(f"/staff/posts/{post.pk}/ending/", {"to_on": "2020-09-01"})
    assert ended.headers["Location"] == f"/staff/accounts/{cast.li.pk}/handover/"
    page = administrator.get(ended.headers["Location"]).content.decode()
    assert "<dd>1</dd>" in page and "A private matter" not in page
    own = administrator.post(ended.headers["Location"], {"successor": cast.li.pk})
    assert own.status_code == 422
    administrator.post(ended.headers["Location"], {"successor": cast.chen.pk})
    assert Draft.objects.get(author=cast.chen).passed_at is None
    assert Draft.objects.get(author=cast.li).passed_at is not None


def test_changes_of_the_roster_are_read_by_auditors(cast: Cast) -> None:
    browser(cast.xu).post("/staff/accounts/new/", {"username": "new", "name": "新人", **first_post(cast)})
    assert {change.changed_by for change in RosterChange.objects.all()} == {cast.xu}
    assert "新人" in browser(cast.he).get("/staff/changes/").content.decode()
    assert browser(cast.wang).get("/staff/changes/").status_code == 403


def test_an_office_with_parts_ends_after_them(cast: Cast) -> None:
    filled = {"name": "管委会", "from_on": "2018-01-01", "to_on": "2020-09-01"}
    answer = browser(cast.xu).post(f"/staff/offices/{cast.committee.pk}/", filled)
    assert answer.status_code == 422 and "still stand" in answer.content.decode()
    browser(cast.xu).post(f"/staff/offices/{cast.general.pk}/", {**filled, "name": "办公室"})
    cast.general.refresh_from_db()
    assert cast.general.to_on == DAY


def test_the_pages_of_the_roster_open_in_both_languages(cast: Cast) -> None:
    for language, word in (("en", "Accounts"), ("zh-hans", "账号")):
        client = Client(headers={"accept-language": language})
        client.force_login(cast.xu)
        for address in ("accounts/", "accounts/new/", "offices/", "offices/new/", "charges/new/", "changes/", "own/"):
            page = client.get(f"/staff/{address}")
            assert page.status_code == 200
            assert word in page.content.decode()


def test_one_click_signs_in_only_in_the_demo(cast: Cast, settings: Any) -> None:
    address = f"/open/staff/demo/{cast.wang.pk}/"
    assert browser().post(address).status_code == 404
    settings.DEMO = True
    assert browser().post(address).status_code == 404  # whoever has a password is a real person
    cast.wang.set_unusable_password()
    cast.wang.save()
    assert browser().get(address).status_code == 405
    assert address in browser().get("/account/login/").content.decode()
    client = browser()
    assert client.post(address).headers["Location"] == "/desk/"
    assert client.get("/staff/own/").status_code == 200
    cast.wang.is_active = False
    cast.wang.save()
    assert browser().post(address).status_code == 404


ROSTER = """账号,姓名,部门,岗位,任职起,任职止,代理
new,新人,建设局,经办人,2020.09.01,,
li,李文静,教育局,clerk,2020-09-01,2021-01-01,是
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_roster_opens_accounts_once(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    file = tmp_path / "roster.csv"
    file.write_bytes(ROSTER.encode(encoding))
    call_command("roster", str(file), stderr=io.StringIO())
    assert capsys.readouterr().out.startswith("new,新人,")
    call_command("roster", str(file), stderr=io.StringIO())
    assert capsys.readouterr().out == ""
    new = User.objects.get(username="new")
    assert new.temporary_password and new.posts.get().office == cast.construction
    acting = Post.objects.get(user=cast.li, office=cast.education)
    assert acting.acting and acting.to_on == date(2021, 1, 1)
    cast.li.refresh_from_db()
    assert cast.li.check_password(PASSWORD)


def test_a_roster_with_one_wrong_line_enters_nothing(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text(ROSTER + "a,甲,没有的局,clerk,2020-09-01,,\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"line 4.*没有的局"):
        call_command("roster", str(file))
    assert not User.objects.filter(username="new").exists()


def test_who_has_no_password_yet_is_asked_to_choose_one(cast: Cast) -> None:
    cast.li.set_unusable_password()
    cast.li.save()
    client = browser(cast.li)
    sent = client.get("/account/password/change/")
    assert sent.headers["Location"] == "/account/password/set/"
    assert client.get("/account/password/set/").status_code == 200


def test_an_account_is_closed_with_a_reason_the_auditors_read(cast: Cast) -> None:
    administrator = browser(cast.xu)
    address = f"/staff/accounts/{cast.li.pk}/closing/"
    assert administrator.get(address).status_code == 200
    assert administrator.post(address, {"reason": ""}).status_code == 422
    cast.li.refresh_from_db()
    assert cast.li.is_active
    administrator.post(address, {"reason": "Moved to another zone"})
    assert "Moved to another zone" in browser(cast.he).get("/staff/changes/").content.decode()
    administrator.post(f"/staff/accounts/{cast.li.pk}/reopening/")
    cast.li.refresh_from_db()
    assert cast.li.is_active


def test_a_new_account_serves_at_once_or_is_not_opened(cast: Cast) -> None:
    administrator = browser(cast.xu)
    filled = {"username": "new", "name": "新人", **first_post(cast)}
    refused = administrator.post("/staff/accounts/new/", {**filled, "from_on": "1999-01-01"})
    assert refused.status_code == 422 and not User.objects.filter(username="new").exists()
    administrator.post("/staff/accounts/new/", filled)
    assert User.objects.get(username="new").posts.get().office == cast.construction


def test_a_wrong_sign_in_name_is_told_what_a_right_one_is(cast: Cast) -> None:
    answer = browser(cast.xu).post("/staff/accounts/new/", {"username": "new man", "name": "新人", **first_post(cast)})
    assert "without spaces" in answer.content.decode()


def test_a_locked_account_is_seen_in_the_list_and_told_whom_to_ask(cast: Cast) -> None:
    for _attempt in range(5):
        sign_in("li", "wrong")
    said = sign_in("li", PASSWORD).content.decode()
    assert "five minutes" in said and "system administrator" in said
    assert ">locked<" in browser(cast.xu).get("/staff/accounts/").content.decode()


def test_what_an_office_keeps_is_called_by_its_title(cast: Cast) -> None:
    Charge.objects.create(office=cast.general, line="tickets", from_on=START)
    page = browser(cast.xu).get("/staff/offices/").content.decode()
    assert "Problems and requests" in page and '<th scope="row">tickets' not in page


def test_the_second_step_has_one_name(cast: Cast) -> None:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.li)
    for address in ("/staff/own/", "/account/2fa/"):
        page = client.get(address).content.decode()
        assert "两步验证" in page and "双因素" not in page
