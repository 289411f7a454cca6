"""Browser journeys: Debian's Chromium, the site served from the test's own database, and axe on every page."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from dajuan.core.staff.models import User

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; nothing is downloaded."""
    found = shutil.which("chromium")
    if not found:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": found, "args": sandbox}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "zh-CN", "viewport": DESK}


def watch(page: Page, site: str, wrong: list[str]) -> Page:
    """Write down when a page asks another host for anything, and when the browser complains."""

    def asked(request: Request) -> None:
        if not request.url.startswith((site, "data:", "blob:")):
            wrong.append(f"asked another host: {request.url}")

    def said(message: ConsoleMessage) -> None:
        # A status of 4xx on the page itself is the test's own business.
        if message.type == "error" and "Failed to load resource" not in message.text:
            wrong.append(f"the browser complained: {message.text}")

    page.on("request", asked)
    page.on("console", said)
    page.on("pageerror", lambda error: wrong.append(f"a script broke: {error}"))
    return page


@pytest.fixture
def page(page: Page, live_server: Any) -> Iterator[Page]:
    """A page that fails the test when it asks another host for anything, or when the browser complains."""
    wrong: list[str] = []
    yield watch(page, live_server.url, wrong)
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def browse(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Give somebody a browser of their own, signed in already; watched like `page`."""
    wrong: list[str] = []
    contexts = []

    def browse(username: str = "", size: Any = DESK, language: str = "zh-CN") -> Page:
        context = browser.new_context(base_url=live_server.url, viewport=size, locale=language)
        context.set_default_timeout(10_000)
        contexts.append(context)
        if username:
            client = Client()
            client.force_login(User.objects.get(username=username))
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        return watch(context.new_page(), live_server.url, wrong)

    yield browse
    for context in contexts:
        context.close()
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def sign_in(page: Page, live_server: Any) -> Callable[[str], None]:
    """Sign a member of the cast in by the sign-in page."""

    def sign_in(username: str) -> None:
        cache.clear()  # the limit of sign-ins a minute counts all tests together
        page.goto(f"{live_server.url}/account/login/")
        page.fill("[name=login]", username)
        page.fill("[name=password]", "correct horse battery")
        page.click("main button[type=submit]")

    return sign_in


@pytest.fixture(scope="session")
def axe_source() -> str:
    return (settings.ROOT / "dajuan/look/static/vendor/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def axe(axe_source: str) -> Callable[[Page], list[str]]:
    """What is unsound about a page as it is shown: what axe finds (WCAG 2.2 AA), and what is wider than the screen."""

    def axe(page: Page) -> list[str]:
        page.evaluate(axe_source)
        found = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}})")["violations"]
        lines = [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]
        return [f"{page.url}: {line}" for line in lines] + too_wide(page)

    return axe


WIDTH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def too_wide(page: Page) -> list[str]:
    """Whether the page is wider than its screen, in words; empty if not. A chart may take a second to be drawn anew."""
    for _tenth in range(10):
        if page.evaluate(WIDTH) <= 0:
            return []
        page.wait_for_timeout(100)
    return [f"{page.url} is {page.evaluate(WIDTH)} px wider than the screen"]


@pytest.fixture
def sound(page: Page, axe: Callable[[Page], list[str]]) -> Callable[[], None]:
    """Check the page shown."""

    def sound() -> None:
        lines = axe(page)
        assert not lines, "\n".join(lines)

    return sound
