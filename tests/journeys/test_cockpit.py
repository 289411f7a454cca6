"""The cockpit and the front page in a browser: sound, switched layers, refreshed where something changed, one sheet."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dajuan.core.records.act import act
from dajuan.figures.models import SCALE, Attested
from tests.cast import Cast
from tests.journeys.conftest import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
WALL = {"width": 1920, "height": 1080}


def attest(cast: Cast, yuan: int) -> None:
    with act(by=cast.qian) as a:
        a.enter(
            Attested(
                figure="gdp",
                value_x10000=yuan * SCALE,
                issuer="统计局",
                happened_on=date(2020, yuan // 10**9, 1),
                document="月报",
            )
        )


@pytest.mark.parametrize("size", [PHONE, DESK, WALL], ids=["phone", "desk", "wall"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_cockpit_and_the_front_page_are_sound(
    cast: Cast, page: Page, live_server: Any, sound: Callable[[], None], sign_in: Callable[[str], None],
    size: Any, language: str,
) -> None:  # fmt: skip
    page.set_viewport_size(size)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.goto(live_server.url)
    page.wait_for_selector("[data-map][data-ready]")
    sound()
    sign_in("zhou")
    attest(cast, 10**9)
    for address in (
        "/desk/cockpit/?period=2020&as_of=2019-12-31",
        "/desk/cockpit/?period=2020",
        "/desk/cockpit/lights/",
    ):
        page.goto(live_server.url + address)
        sound()


def test_a_new_installation_is_sound(
    transactional_db: None, page: Page, live_server: Any, sound: Callable[[], None]
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # width and height
    page.goto(live_server.url)
    expect(page.get_by_text("./run zone")).to_be_visible()
    sound()


def test_the_board_is_swapped_where_the_ledger_moved_on_and_kept_where_not(
    cast: Cast, page: Page, live_server: Any, sign_in: Callable[[str], None]
) -> None:
    sign_in("zhou")
    attest(cast, 10**9)
    page.goto(f"{live_server.url}/desk/cockpit/?period=2020")
    expect(page.locator(".economy .figure-number").first).to_have_text("10")
    page.evaluate("document.querySelector('.economy').dataset.same = 'yes'")

    def refresh() -> int:
        expect(page.locator(".htmx-settling, .htmx-added")).to_have_count(0)
        with page.expect_response(re.compile("/cockpit/board/")) as answered:
            page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        return answered.value.status

    assert refresh() == 304
    expect(page.locator(".economy[data-same]")).to_be_visible()
    attest(cast, 2 * 10**9)
    assert refresh() == 200
    expect(page.locator(".economy .figure-number").first).to_have_text("20")
    assert refresh() == 304
    expect(page.locator(".economy .figure-number").first).to_have_text("20")


def test_a_layer_is_switched_on(cast: Cast, page: Page, live_server: Any, sign_in: Callable[[str], None]) -> None:
    sign_in("zhou")
    page.goto(f"{live_server.url}/desk/cockpit/")
    page.wait_for_selector("[data-map][data-ready]")
    value = page.locator(".layers input:not(:checked)").first.get_attribute("value")
    layer = page.locator(f".layers label:has(input[value='{value}'])")
    expect(layer.locator("[data-count]")).to_have_text("")
    layer.locator("input").check()
    expect(layer.locator("[data-count]")).to_have_text("(0)")


def test_an_expired_sign_in_shows_the_sign_in_page(
    cast: Cast, page: Page, live_server: Any, sign_in: Callable[[str], None]
) -> None:
    sign_in("zhou")
    page.goto(f"{live_server.url}/desk/cockpit/")
    page.context.clear_cookies(name="sessionid")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[name=login]")).to_be_visible()
    page.wait_for_url("**/account/login/**")


def test_the_cockpit_prints_on_one_sheet(
    cast: Cast, page: Page, live_server: Any, sign_in: Callable[[str], None]
) -> None:
    sign_in("zhou")
    page.goto(f"{live_server.url}/desk/cockpit/")
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
