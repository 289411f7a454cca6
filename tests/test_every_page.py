"""A walk through the furnished zone: no page breaks, none asks the database too much, none asks more for more rows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dajuan.core.records.models import Subject
from dajuan.core.staff.models import Zone
from dajuan.figures import catalogue
from tests.every_page import FIGURES, Address, every_page
from tests.furnished import someone

pytestmark = pytest.mark.django_db
MOST_QUERIES = 60
MOST_FOR_MANY_FIGURES = 100  # a page of figures from all lines asks once a table and once a figure of daily values
MANY_FIGURES = ("/figures/", "/open/figures/", "/sheet/", "/sheet/2020/", "/sheet/2019/", "/desk/cockpit/")
ALL_ROWS = ("audit-bundle.zip",)  # every row behind every figure of an edition, each kind of entry asked for itself
MOST_FOR_ALL_ROWS = 200
# Who opens what the ones before could not.
READERS = ("zhou", "li", "chen", "wang", "luo", "zhao", "xu", "qian", "yan", "ji", "bai", "mingyue")
SHOWN = {200, 302, 405}  # a page, the way to one, and an address that only takes what is sent to it
ASKING = {"desk/cockpit/layer/", "open/desk/layer/"}  # show nothing by themselves: each asks for a parameter


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


@pytest.mark.thorough("a minute of its own")
def test_no_page_breaks_or_asks_too_much(furnished_zone: Zone) -> None:
    pages = without_figures_alike(every_page())
    answers: dict[str, set[int]] = {page.path: set() for page in pages}
    wrong = []
    for reader in READERS:
        for page, status, queries in visits(reader, to_visit(pages, answers)):
            answers[page.path].add(status)
            most = most_of(page)
            if status >= 500 or queries > most:
                wrong.append(f"{reader} {page}: {status}, {queries} queries")
    assert not wrong, "\n".join(wrong)
    closed = {page.route for page in pages} - {page.route for page in pages if answers[page.path] & SHOWN}
    assert closed == ASKING, "nobody could open these"


def without_figures_alike(pages: list[Address]) -> list[Address]:
    """The pages, but of those of figures one a kind of declaration: each figure's own numbers are tested elsewhere."""
    seen: dict[tuple[Any, ...], Address] = {}
    for page in pages:
        kind: tuple[Any, ...] = (page.path,)
        if page.route in FIGURES:
            figure = catalogue.figure(page.path.split("/")[-2])
            assert figure is not None  # its page is there
            kind = (page.route, type(figure), figure.span, getattr(figure, "kind", ""), bool(figure.by), figure.public)
        seen.setdefault(kind, page)
    return list(seen.values())


def most_of(page: Address) -> int:
    """How many queries a page may take."""
    if page.path.endswith(ALL_ROWS):
        return MOST_FOR_ALL_ROWS
    of_figures = page.path in MANY_FIGURES or page.path.startswith("/figures/")  # its trend asks every year
    return MOST_FOR_MANY_FIGURES if of_figures else MOST_QUERIES


def copies(one: Subject, number: int) -> list[Any]:
    """So many more rows like one, each with its own name where the table wants one; none where it wants a key."""
    columns = [field for field in type(one)._meta.concrete_fields if not field.primary_key]
    values = {field.attname: getattr(one, field.attname) for field in columns}
    unique = {name for rule in type(one)._meta.constraints for name in getattr(rule, "fields", ())}
    keys = [field for field in columns if field.is_relation and field.unique]
    if not all(field.null for field in keys):
        return []
    values |= dict.fromkeys(field.attname for field in keys)
    own = [field.name for field in columns if (field.unique or field.name in unique) and not field.is_relation]
    return [
        type(one)(**values | {name: another(values[name], number + i) for name in own if values[name]})
        for i in range(number)
    ]


def another(value: Any, number: int) -> Any:
    """A value of the same kind that nobody has yet: a later day, a higher number, another name."""
    if isinstance(value, date):
        return value + timedelta(days=31 * number)
    return number + 3000 if isinstance(value, int) else f"{value[:6]}{number:06d}"


def multiply(number: int) -> None:
    """So many more of everything the zone looks after."""
    for model in apps.get_models():
        if issubclass(model, Subject) and (one := model._default_manager.order_by("pk").first()):
            model._base_manager.bulk_create(copies(one, number))


@pytest.mark.thorough("a minute of its own")
def test_no_list_asks_more_for_more_rows(furnished_zone: Zone) -> None:
    pages = [page for page in every_page() if page.route not in FIGURES and not page.path.endswith("/export/")]
    lists = [page for page in pages if not any(sign.isdigit() for sign in page.path)]
    counted: dict[tuple[str, str], list[int]] = {}
    for number in (10, 190):
        multiply(number)
        for reader in ("wang", "luo"):
            for page, status, queries in visits(reader, lists):
                if status == 200:
                    counted.setdefault((reader, page.path), []).append(queries)
    grown = {visit: asked for visit, asked in counted.items() if asked[-1] > asked[0]}  # answers are remembered: fewer
    assert not grown
