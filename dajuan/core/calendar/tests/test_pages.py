from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from dajuan.core.calendar.models import DayChange, issue_rule_set
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
    assert "limits 2020" in client.get("/calendar/rules/").content.decode()
    assert "天数" in client.get(f"/calendar/rules/{rules.pk}/").content.decode()
