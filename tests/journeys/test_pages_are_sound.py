"""axe finds nothing on any page of a furnished zone, Chinese on a phone and English on a desk; nothing is too wide.

The pages are read from the resolver and the records (tests/every_page.py): a new room is looked at as it comes. Each
page is opened by whoever works on it, and the first pages of everybody by everybody. Of a route that draws many pages
(one a kind of subject, one a verb) half are looked at one way, half the other; all are measured at both widths.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from tests.every_page import Address, every_page
from tests.furnished import furnish, someone
from tests.journeys.conftest import DESK, PHONE, too_wide

pytestmark = pytest.mark.django_db(transaction=True)
EVERYBODY = ("li", "chen", "zhao", "zhou", "xu", "")  # the empty name is a visitor
VISITOR = ""
HANDS = ("wang", "luo", "li", "zhao")  # who tries what the usual one cannot open
ENOUGH = 2  # of pages that differ in their words only
MANY = ("figures/<slug:key>/", "open/figures/<slug:key>/", "records/<int:number>/")


def usual(page: Address) -> str:
    """Who works on a page."""
    if page.needs == "public":
        return VISITOR
    if page.needs in {"staff.administer", "staff.audit"}:
        return "xu"
    by_app = {"records": "chen", "figures": "zhou", "sheet": "zhou", "desk": "zhou", "livelihood": "zhao"}
    return by_app.get(page.app, "li")


def to_look_at(share: int) -> list[Address]:
    """One page of each route at least; of a route that draws several, every other one, beginning with the share's."""
    routes: dict[str, list[Address]] = defaultdict(list)
    for page in every_page():
        routes[page.route].append(page)
    chosen = (pages[share::2] or pages for pages in routes.values())
    return [page for pages in chosen for page in (pages[:ENOUGH] if pages[0].route in MANY else pages)]


def shows(username: str, path: str) -> bool:
    """Whether an address gives this person a page: no file, no part of a page, no refusal."""
    browser = Client(raise_request_exception=False)
    if username:
        browser.force_login(someone(username))
    answer = browser.get(path)
    return answer.status_code == 200 and b"</html>" in getattr(answer, "content", b"")


def by_viewer(pages: list[Address]) -> dict[str, list[str]]:
    """Each page with one person who sees it; the first pages with everybody."""
    found: dict[str, list[str]] = {name: ["/", "/desk/", "/records/drafts/"] for name in EVERYBODY}
    found[VISITOR] = ["/", "/account/login/", "/no/such/page/"]
    for page in pages:
        who = next((name for name in (usual(page), *HANDS) if shows(name, page.path)), None)
        if who is not None and page.path not in found.setdefault(who, []):
            found[who].append(page.path)
    return found


@pytest.mark.parametrize(
    ("share", "size", "language"), [(0, PHONE, "zh-CN"), (1, DESK, "en")], ids=["phone-chinese", "desk-english"]
)
def test_every_page_is_sound(
    browse: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    settings: Any,
    tmp_path: Any,
    share: int,
    size: Any,
    language: str,
) -> None:
    settings.EVIDENCE_DIR = tmp_path
    furnish()
    other = DESK if size is PHONE else PHONE
    wrong: list[str] = []
    for username, paths in by_viewer(to_look_at(share)).items():
        page = browse(username, size, language)
        for path in paths:
            page.set_viewport_size(size)
            page.goto(path)
            wrong += axe(page)
            page.set_viewport_size(other)
            wrong += too_wide(page)
    assert not wrong, "\n".join(wrong)
