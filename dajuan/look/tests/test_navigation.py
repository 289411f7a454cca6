"""The menu shows each person what they may open, and no more."""

import pytest
from django.contrib.auth.models import AnonymousUser

from dajuan.look import navigation
from dajuan.look.navigation import Group, NavItem


class Reader:
    """Somebody signed in who may do what the set says."""

    is_authenticated = True

    def __init__(self, *rights: str) -> None:
        self.rights = rights

    def has_perm(self, right: str) -> bool:
        return right in self.rights


@pytest.fixture(autouse=True)
def menu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", {})
    navigation.register(
        NavItem("Works", "works", "city.view", group=Group.LINES),
        NavItem("My day", "day", order=20),
        NavItem("Figures", "figures", order=10, public=True),
    )


def titles(user: object) -> list[str]:
    return [str(item.title) for item in navigation.items_for(user)]  # type: ignore[arg-type]  # a stand-in


def test_a_visitor_sees_public_items_only() -> None:
    assert titles(AnonymousUser()) == ["Figures"]


def test_a_person_sees_what_the_posts_allow_in_order() -> None:
    assert titles(Reader()) == ["Figures", "My day"]
    assert titles(Reader("city.view")) == ["Figures", "My day", "Works"]


def test_an_address_stands_in_the_menu_once() -> None:
    navigation.register(NavItem("My day", "day", order=20))
    assert titles(Reader()).count("My day") == 1


def test_an_item_that_leads_nowhere_is_found_at_start() -> None:
    found = [str(fault.msg) for fault in navigation.check_items()]
    assert any("'works'" in text for text in found)
