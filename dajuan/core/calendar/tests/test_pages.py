from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from dajuan.core.calendar.models import DayChange, RuleSet, issue_rule_set
from dajuan.core.records.act import act
from tests.cast import Cast

BEFORE, AFTER = "2020-before-2020-01-27.json", "2020.json"


@pytest.fixture
def loaded(cast: Cast, shared: Path) -> None:
    call_command("calendar", "import", *[str(shared / "data/holidays" / name) for name in (BEFORE, AFTER)])


@pytest.mark.usefixtures("loaded")
def test_a_year_is_shown_as_known_on_a_day(client: Client, cast: Cast) -> None:
    client.force_login(cast.li)
    now = client.get("/calendar/", {"year": "2020"}).content.decode()
    assert "<td>249</td>" in now  # data README
    then = client.get("/calendar/", {"year": "2020", "known": "2020-01-26"})
    assert then.context["total"] == 251  # 31 January and the make-up day of 1 February still worked
    assert "2020-02-01" in then.content.decode()


@pytest.mark.usefixtures("loaded")
def test_a_year_not_announced_says_so(client: Client, cast: Cast) -> None:
    client.force_login(cast.li)
    page = client.get("/calendar/", {"year": "2027"}, headers={"accept-language": "en"})
    assert "The calendar of 2027 has not been announced." in page.content.decode()
    assert client.get("/calendar/", {"year": "x"}).status_code == 200


def test_a_chief_loads_a_notice_and_a_clerk_does_not(client: Client, cast: Cast, shared: Path) -> None:
    def send(content: bytes) -> int:
        return client.post("/calendar/notice/", {"file": SimpleUploadedFile("2020.json", content)}).status_code

    text = (shared / "data/holidays" / BEFORE).read_bytes()
    client.force_login(cast.li)
    assert send(text) == 403
    client.force_login(cast.chen)
    assert send(b"\xff\xfe") == 422
    assert send(b"{}") == 422
    assert send(text) == 302
    assert DayChange.objects.count() > 20


def test_the_command_says_what_is_wrong_with_a_file(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("calendar", "import", str(tmp_path / "absent.json"))
    with pytest.raises(CommandError):
        call_command("calendar", "--by", "nobody", "seed")


def test_the_product_brings_its_own_calendar_once(cast: Cast) -> None:
    call_command("calendar", "seed")
    count = DayChange.objects.count()
    assert count > 600
    call_command("calendar", "seed")
    assert DayChange.objects.count() == count


def test_rule_sets_are_listed_with_their_content(client: Client, cast: Cast) -> None:
    with act(by=cast.li) as one:
        rules = issue_rule_set(
            one,
            kind="limits",
            edition="2020",
            issued_on=date(2020, 6, 1),
            valid_from=date(2020, 7, 1),
            document="办法",
            content={"天数": 10},
        )
    client.force_login(cast.li)
    assert "limits · 2020" in client.get("/calendar/rules/").content.decode()
    assert "天数" in client.get(f"/calendar/rules/{rules.pk}/").content.decode()


def test_a_chief_puts_an_edition_of_rules_into_force_from_the_one_before(client: Client, cast: Cast) -> None:
    client.force_login(cast.chen)
    zh = {"accept-language": "zh-hans"}
    address = "/calendar/rules/new/city-lights/"
    assert "落后序时进度多少个百分点亮黄灯" in client.get(address, headers=zh).content.decode()
    said = {"edition": "2020", "document": "建〔2020〕3号", "issued_on": "2020-03-01", "valid_from": "2020-03-01"}
    values = {"rule_0": "45", "rule_1": "12.5", "rule_2": "25"}
    page = client.post(address, said | values, headers=zh, follow=True).content.decode()
    assert "工程预警灯 · 2020" in page and "<dd>12.5</dd>" in page
    kept = RuleSet.objects.on("city-lights", date(2020, 6, 1))
    assert kept and kept.content == {"warning_days": 45, "yellow_x10": 125, "red_x10": 250}
    assert 'value="12.5"' in client.get(address).content.decode()
    assert RuleSet.objects.on("city-lights", date(2020, 2, 29)) is None


def test_an_edition_of_rules_is_refused_where_it_is_wrong_and_to_others(client: Client, cast: Cast) -> None:
    client.force_login(cast.chen)
    address = "/calendar/rules/new/city-lights/"
    said = {"edition": "x", "document": "y", "issued_on": "2020-03-01", "valid_from": "2020-03-01", "rule_0": "-1"}
    assert client.post(address, said | {"valid_to": "2020-02-01", "rule_1": "1", "rule_2": "2"}).status_code == 422
    assert client.get("/calendar/rules/new/unknown/").status_code == 404
    for person in (cast.li, cast.sun):
        client.force_login(person)
        assert client.get(address).status_code == 403
    assert not RuleSet.objects.filter(kind="city-lights").exists()
