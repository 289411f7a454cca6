"""The frame of every page, in a real browser: sound on a phone and on a desk, in both languages, with kept drafts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

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


@pytest.fixture
def sampler(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.journeys.sampler"


def test_what_was_typed_survives_an_expired_sign_in(
    cast: Cast, sampler: None, page: Page, live_server: Any, sign_in: Callable[[str], None]
) -> None:
    kept = f"{live_server.url}/sampler/kept/"
    sign_in("li")
    page.goto(kept)
    page.fill("[name=road]", "凤城一路")
    page.check("[name=open]")
    page.context.clear_cookies(name="sessionid")
    page.click("main form button")
    expect(page.locator("[name=login]")).to_be_visible()
    sign_in("li")
    page.goto(kept)
    expect(page.locator("[name=road]")).to_have_value("凤城一路")
    expect(page.locator("[name=open]")).to_be_checked()
    expect(page.get_by_text("现已恢复")).to_be_visible()
    page.click("main form[data-keep] > button")
    expect(page.locator("[data-message=success]")).to_be_visible()
    page.goto(kept)
    expect(page.locator("[name=road]")).to_have_value("")


def test_a_draft_is_shown_to_nobody_else(
    cast: Cast, sampler: None, page: Page, live_server: Any, sign_in: Callable[[str], None]
) -> None:
    sign_in("li")
    page.goto(f"{live_server.url}/sampler/kept/")
    page.fill("[name=road]", "凤城一路")
    page.wait_for_timeout(400)  # drafts.js waits 300 ms for the next letter
    page.context.clear_cookies(name="sessionid")
    sign_in("zhao")
    page.goto(f"{live_server.url}/sampler/kept/")
    expect(page.locator("[name=road]")).to_have_value("")


def test_a_chart_and_its_table_show_the_same_and_the_map_is_drawn(
    cast: Cast, sampler: None, page: Page, live_server: Any, sound: Callable[[], None]
) -> None:
    page.goto(f"{live_server.url}/sampler/drawn/")
    expect(page.locator(".chart-picture svg")).to_be_visible()
    expect(page.locator(".chart-table")).to_be_hidden()
    page.wait_for_selector("[data-map][data-ready]")
    sound()
    page.click(".chart-toggle")
    expect(page.get_by_role("cell", name="3")).to_be_visible()
    sound()


def test_without_scripts_the_table_is_shown(cast: Cast, sampler: None, live_server: Any, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{live_server.url}/sampler/drawn/")
    expect(plain.get_by_role("cell", name="3")).to_be_visible()
    context.close()


def test_the_device_fills_in_where_it_stands(
    cast: Cast, sampler: None, page: Page, live_server: Any, sign_in: Callable[[str], None]
) -> None:
    page.context.grant_permissions(["geolocation"], origin=live_server.url)
    page.context.set_geolocation({"longitude": 108.94, "latitude": 34.34})
    sign_in("li")
    page.goto(f"{live_server.url}/sampler/kept/")
    page.click("[data-position] button")
    expect(page.locator("[name=lon]")).to_have_value("108.940000")


def test_paper_shows_the_page_and_who_printed_it(
    cast: Cast, sampler: None, page: Page, live_server: Any, sign_in: Callable[[str], None]
) -> None:
    sign_in("li")
    page.goto(f"{live_server.url}/sampler/drawn/")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Sampler")).to_be_visible()
    expect(page.get_by_text("李文静 ·")).to_be_visible()
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.locator("#menu")).to_be_hidden()
    expect(page.locator(".chart-table")).to_be_visible()
