"""What apps above the ledger put beside an entry on its page: a link each, by the entry's number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Beside:
    """A link under a title; `page` is the name of an address that takes the entry's number."""

    title: Any
    page: str
    icon: str = ""


_links: dict[str, Beside] = {}


def stands_beside(link: Beside) -> None:
    """Register a link; called once an app, at start."""
    _links[link.page] = link


def links() -> list[Beside]:
    """What stands beside every entry, in the order of the installed apps."""
    return list(_links.values())
