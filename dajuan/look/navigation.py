"""What stands in the menu. Apps register their items at start; the menu shows each person what they may open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property
from typing import TYPE_CHECKING

from django.core.checks import CheckMessage, Error
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:  # apps.py imports this module, before Django knows any model
    from django.contrib.auth.models import AbstractUser, AnonymousUser


class Group(IntEnum):
    """The parts of the menu, from top to bottom."""

    WORK = 1
    LINES = 2
    REGISTERS = 3
    SYSTEM = 4

    @property
    def title(self) -> str | Promise:
        return _TITLES[self]


_TITLES = {
    Group.WORK: _("My work"),
    Group.LINES: _("Lines of work"),
    Group.REGISTERS: _("Basic registers"),
    Group.SYSTEM: _("System"),
}


@dataclass(frozen=True)
class NavItem:
    """One line of the menu.

    `url_name` is an address without arguments. `permission` is what its page needs ("city.view"); empty for anybody
    who is signed in. `public` items are shown to visitors as well. Lower `order` stands first within a group.
    """

    title: str | Promise
    url_name: str
    permission: str = ""
    icon: str = "point"
    order: int = 50
    group: Group = Group.WORK
    public: bool = False

    @cached_property
    def url(self) -> str:
        return reverse(self.url_name)

    def shown_to(self, user: AbstractUser | AnonymousUser) -> bool:
        """Whether this person may open the page behind it."""
        if self.public:
            return True
        if not user.is_authenticated:
            return False
        return not self.permission or user.has_perm(self.permission)


_items: dict[str, NavItem] = {}
_entrance: list[str] = []


def register(*items: NavItem) -> None:
    """Add items to the menu; called from AppConfig.ready. An address stands in the menu once."""
    for item in items:
        _items[item.url_name] = item
    _in_order.cache_clear()


def register_entrance(template: str) -> None:
    """Add a part to the sign-in page of the demo; called from AppConfig.ready."""
    if template not in _entrance:
        _entrance.append(template)


def items_for(user: AbstractUser | AnonymousUser) -> list[NavItem]:
    """The person's menu, in the order it is shown."""
    return [item for item in _in_order() if item.shown_to(user)]


@cache
def _in_order() -> tuple[NavItem, ...]:
    return tuple(sorted(_items.values(), key=_place))


def entrance_parts() -> list[str]:
    """Templates the sign-in page of the demo includes, in the order registered."""
    return list(_entrance)


def _place(item: NavItem) -> tuple[int, int, str]:
    return item.group, item.order, item.url_name


def check_items(app_configs: object = None, **kwargs: object) -> Iterable[CheckMessage]:
    """A menu item must lead somewhere; found at start instead of on every page."""
    for item in _items.values():
        try:
            reverse(item.url_name)
        except NoReverseMatch:
            yield Error(
                f"The menu names {item.url_name!r}, which is no address without arguments.",
                hint="Name the url in NavItem as in urls.py, with its namespace.",
                id="look.E001",
            )
