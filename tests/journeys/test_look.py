"""The frame of every page, in a real browser: sound on a phone and on a desk, in both languages, with kept drafts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.journeys.conftest import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["中文", "English"])
def test_the_account_pages_are_sound(
    cast: Cast, page: Page, live_server: Any, sound: Callable[[], None], sign_in: Callable[[str], None],
    size: Any, language: str,
) -> None:  # fmt: skip
    page.set_viewport_size(size)
    page.goto(f"{live_server.url}/account/login/")
    if page.get_by_role("button", name=language).count():
        page.get_by_role("button", name=language).click()
    sound()
    sign_in("nobody")
    sound()
    sign_in("li")
    for address in ("/account/password/change/", "/account/2fa/", "/account/logout/", "/no/such/page/"):
        page.goto(live_server.url + address)
        sound()


def test_the_keyboard_reaches_the_content_first(cast: Cast, page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/account/login/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_menu_opens_on_a_phone_and_closes(
    cast: Cast, page: Page, live_server: Any, sign_in: Callable[[str], None]
) -> None:
    sign_in("li")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # width and height
    page.goto(f"{live_server.url}/account/password/change/")
    expect(page.locator("#menu")).to_be_hidden()
    page.click(".menu-opener")
    expect(page.locator("#menu")).to_be_visible()
    page.click(".menu-closer")
    expect(page.locator("#menu")).to_be_hidden()
