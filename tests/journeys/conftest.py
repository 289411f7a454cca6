"""Browser journeys: Debian's Chromium, the site served from the test's own database, and axe on every page."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import ConsoleMessage, Page, Request

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


@pytest.fixture
def page(page: Page, live_server: Any) -> Iterator[Page]:
    """A page that fails the test when it asks another host for anything, or when the browser complains."""
    wrong: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:", "blob:")):
            wrong.append(f"asked another host: {request.url}")

    def said(message: ConsoleMessage) -> None:
        # A status of 4xx on the page itself is the test's own business.
        if message.type == "error" and "Failed to load resource" not in message.text:
            wrong.append(f"the browser complained: {message.text}")

    page.on("request", asked)
    page.on("console", said)
    page.on("pageerror", lambda error: wrong.append(f"a script broke: {error}"))
    yield page
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
def sound(page: Page, axe_source: str) -> Callable[[], None]:
    """Check the page shown: axe finds nothing (WCAG 2.2 AA), and nothing is wider than the screen."""

    def sound() -> None:
        page.evaluate(axe_source)
        found = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}})")["violations"]
        lines = [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]
        assert not lines, f"{page.url}\n" + "\n".join(lines)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} is {wide} px wider than the screen"

    return sound
