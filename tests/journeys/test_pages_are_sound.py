"""Every page of everybody's menu, and each page one step further, on a phone and on a desk, in both languages."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.cast import Cast
from tests.journeys.conftest import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = ["li", "chen", "zhao", "qian", "zhou", "he", "xu"]
LEADS_AWAY = ("/logout", "/static/", "/export", "/download", "?format=")


def addresses(page: Page, part: str) -> list[str]:
    """Where the links of a part of the page lead within the site, each once, in order."""
    found = page.eval_on_selector_all(f"{part} a[href]", "links => links.map(link => link.getAttribute('href'))")
    inside = [str(href).split("#")[0] for href in found if str(href).startswith("/")]
    return list(dict.fromkeys(href for href in inside if not any(word in href for word in LEADS_AWAY)))


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_of_the_menu_is_sound(
    cast: Cast,
    page: Page,
    live_server: Any,
    sound: Callable[[], None],
    sign_in: Callable[[str], None],
    who: str,
) -> None:
    page.set_default_timeout(5000)
    sign_in(who)
    menu = addresses(page, "#menu")
    assert menu
    seen = set(menu)
    for address in menu:
        speak(page, live_server.url, "zh-hans")
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # width and height
        page.goto(live_server.url + address)
        sound()
        further = [href for href in addresses(page, "main") if href not in seen][:3]
        seen.update(further)
        speak(page, live_server.url, "en")
        page.set_viewport_size(DESK)  # type: ignore[arg-type]  # width and height
        for href in [address, *further]:
            answer = page.request.get(live_server.url + href)
            assert answer.status < 500, href
            if answer.headers.get("content-type", "").startswith("text/html"):
                page.goto(live_server.url + href)
                sound()


def speak(page: Page, site: str, language: str) -> None:
    """Choose the language as its button would, without leaving the page."""
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
