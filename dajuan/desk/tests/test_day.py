"""The workbench: what each person finds in the morning."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dajuan.core import faces as register
from dajuan.core.faces import Due, DueList, Faces
from dajuan.core.records.models import Draft
from dajuan.core.staff.models import User
from dajuan.desk.day import due_groups
from dajuan.values.lights import Light
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def draft(cast: Cast, about: str, **more: Any) -> Draft:
    return Draft.objects.create(
        zone=cast.zone,
        office=cast.construction,
        author=cast.li,
        line="city",
        form="x",
        entry_type="records.merged",
        subject_name=about,
        page="/x/",
        **more,
    )


@pytest.fixture
def drafts(cast: Cast) -> None:
    """Li has one kept, one sent back, one submitted and one passed by Chen."""
    now = timezone.now()
    draft(cast, "kept road")
    draft(cast, "returned road", returned_at=now, returned_by=cast.chen, return_reason="no photo")
    draft(cast, "submitted road", submitted_at=now)
    draft(cast, "passed road", submitted_at=now, passed_at=now, passed_by=cast.chen)


@pytest.mark.parametrize(
    ("who", "tab", "shown"),
    [
        ("li", "todo", {"kept", "returned"}),
        ("li", "started", {"submitted"}),
        ("li", "to-read", {"passed"}),
        ("li", "done", set()),
        ("chen", "todo", {"submitted"}),
        ("chen", "done", {"passed", "returned"}),
        ("wang", "todo", {"submitted"}),
        ("zhao", "todo", set()),
        ("zhou", "todo", set()),
        ("li", "nonsense", {"kept", "returned"}),
    ],
)
def test_each_finds_what_waits_and_nothing_else(cast: Cast, drafts: None, who: str, tab: str, shown: set[str]) -> None:
    page = signed_in(getattr(cast, who)).get(f"/desk/?tab={tab}").content.decode()
    words = {word for word in ("kept", "returned", "submitted", "passed") if f"{word} road" in page}
    assert words == shown


@pytest.fixture
def due_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that offers three things due to Li."""

    def due(user: User, day: date) -> list[Due]:
        if user.username != "li":
            return []
        return [
            Due("later", "/a/", date(2020, 9, 3), Light.GREEN),
            Due("late", "/b/", date(2020, 8, 1), Light.RED),
            Due("very late", "/c/", date(2020, 7, 1), Light.RED),
        ]

    monkeypatch.setattr(register, "_offered", {"x": Faces("x", "X", "", due_lists=(DueList("Things", due),))})


def test_what_is_late_stands_first_and_soonest_first(cast: Cast, due_list: None) -> None:
    groups = due_groups(cast.li, date(2020, 9, 1))
    assert [(group.light, [due.title for _list, due in group.rows]) for group in groups] == [
        (Light.RED, ["very late", "late"]),
        (Light.GREEN, ["later"]),
    ]
    page = signed_in(cast.li).get("/desk/").content.decode()
    assert page.index("very late") < page.index("Coming up") < page.index("later")
    assert due_groups(cast.wang, date(2020, 9, 1)) == []


def test_for_whom_nothing_waits_there_are_ways_on(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "_offered", {})
    for who in (cast.wang, cast.qian, cast.zhou, cast.he):
        page = signed_in(who).get("/desk/").content.decode()
        part = page[page.index("Nothing waits for you.") :]
        assert 'href="/figures/"' in part and 'href="/sheet/"' in part and 'href="/desk/cockpit/"' in part
    assert 'href="/records/moments/"' in part


def test_what_is_reported_done_says_so_among_what_is_late(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    late = Due("late", "/b/", date(2020, 8, 1), Light.RED, "completion awaits review")
    lists = (DueList("Things", lambda user, day: [late]),)
    monkeypatch.setattr(register, "_offered", {"x": Faces("x", "X", "", due_lists=lists)})
    assert "completion awaits review" in signed_in(cast.li).get("/desk/").content.decode()


def test_the_system_administrator_goes_to_the_roster(cast: Cast) -> None:
    assert signed_in(cast.xu).get("/desk/").headers["Location"] == "/staff/accounts/"


def test_whoever_holds_no_post_sees_only_the_own_page(cast: Cast) -> None:
    cast.li.posts.update(to_on=date(2019, 1, 1))
    assert signed_in(cast.li).get("/desk/").headers["Location"] == "/staff/own/"


def test_the_first_page_greets_visitors_and_passes_staff_on(cast: Cast) -> None:
    page = Client(headers={"accept-language": "en"}).get("/").content.decode()
    assert "/account/login/" in page and "示范经开区" in page
    assert signed_in(cast.li).get("/").headers["Location"] == "/desk/"
