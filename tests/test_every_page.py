"""A walk through the furnished zone: no page breaks, none asks the database too much, none asks more for more rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.every_page import Address, every_page
from tests.furnished import furnish, someone

pytestmark = pytest.mark.django_db
MOST_QUERIES = 60
MOST_FOR_MANY_FIGURES = 100  # a page of figures from all lines asks once a table and once a figure of daily values
MANY_FIGURES = ("/figures/", "/open/figures/", "/sheet/", "/sheet/2020/", "/sheet/2019/", "/desk/cockpit/")
READERS = ("zhou", "li", "chen", "wang", "luo", "zhao", "xu")  # who opens what the ones before could not
SHOWN = {200, 302, 405}  # a page, the way to one, and an address that only takes what is sent to it
ASKING = {"desk/layer/", "open/desk/layer/"}  # show nothing by themselves: each asks for a parameter


@pytest.fixture
def zone(db: None, settings: Any, tmp_path: Any) -> Any:
    settings.EVIDENCE_DIR = tmp_path
    return furnish()


def visits(username: str, pages: list[Address]) -> list[tuple[Address, int, int]]:
    """What each page answers this person, and how many queries it took."""
    browser = Client(raise_request_exception=False, headers={"accept-language": "zh-CN"})
    browser.force_login(someone(username))
    browser.get("/desk/")  # what is read once a process is not the page's own
    found = []
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(page.path)
            if answer.streaming:
                b"".join(answer.streaming_content)  # type: ignore[arg-type]  # a synchronous site
        found.append((page, answer.status_code, len(queries)))
    return found


def to_visit(pages: list[Address], answers: dict[str, set[int]]) -> list[Address]:
    """Every page nobody before could open; the two first readers see one page of every route as well."""
    first = {page.route: page for page in reversed(pages)}
    again = all(len(answers[page.path]) < 2 for page in pages)
    return [page for page in pages if not answers[page.path] & SHOWN or (again and first[page.route] is page)]


def test_no_page_breaks_or_asks_too_much(zone: Any) -> None:
    pages = every_page()
    answers: dict[str, set[int]] = {page.path: set() for page in pages}
    wrong = []
    for reader in READERS:
        for page, status, queries in visits(reader, to_visit(pages, answers)):
            answers[page.path].add(status)
            most = MOST_FOR_MANY_FIGURES if page.path in MANY_FIGURES else MOST_QUERIES
            if status >= 500 or queries > most:
                wrong.append(f"{reader} {page}: {status}, {queries} queries")
    assert not wrong, "\n".join(wrong)
    closed = {page.route for page in pages} - {page.route for page in pages if answers[page.path] & SHOWN}
    assert closed == ASKING, "nobody could open these"
