"""Lists page by key, forward and back, and nonsense leads to the first page."""

from datetime import date

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from dajuan.core.staff.models import Office, Zone
from dajuan.look.paging import Page, page_by_key

pytestmark = pytest.mark.django_db
ORDER = ["-from_on", "-pk"]


@pytest.fixture(autouse=True)
def offices() -> None:
    """Seven offices, two of each day but the last: equal days must not lose or repeat a row."""
    zone = Zone.objects.create(code="zone", name="示范经开区", in_use_since=date(2018, 1, 1))
    for number in range(7):
        Office.objects.create(zone=zone, name=str(number), from_on=date(2018, 1, 1 + number // 2))


def asking(**query: str) -> HttpRequest:
    return RequestFactory().get("/", query)


def page(**query: str) -> Page[Office]:
    return page_by_key(Office.objects.all(), asking(**query), ORDER, size=3)


def names(shown: Page[Office]) -> str:
    return "".join(office.name for office in shown.rows)


def test_every_row_appears_once_going_forward() -> None:
    first = page()
    second = page(after=first.after)
    third = page(after=second.after)
    assert [names(first), names(second), names(third)] == ["654", "321", "0"]
    assert not first.before
    assert not third.after


def test_going_back_shows_the_same_pages() -> None:
    second = page(after=page().after)
    third = page(after=second.after)
    assert names(page(before=third.before)) == "321"
    assert names(page(before=second.before)) == "654"
    assert not page(before=second.before).before


def test_a_list_in_parts_has_the_same_pages() -> None:
    odd, even = Office.objects.filter(name__in="135"), Office.objects.filter(name__in="0246")

    def apart(**query: str) -> Page[Office]:
        return page_by_key(Office.objects.all(), asking(**query), ORDER, size=3, parts=[odd, even])

    first = apart()
    second = apart(after=first.after)
    third = apart(after=second.after)
    assert [names(first), names(second), names(third)] == ["654", "321", "0"] and not third.after
    assert names(apart(before=third.before)) == "321" and first == page()


def test_one_page_stands_alone() -> None:
    assert page_by_key(Office.objects.all(), asking(), ORDER, size=7).alone


@pytest.mark.parametrize(
    "nonsense", ["x", "[]", '["2018-01-01"]', '["a", "b"]', '{"a": 1}', "null", '["2018-99-01", 1]']
)
def test_a_key_that_is_none_leads_to_the_first_page(nonsense: str) -> None:
    assert names(page(after=nonsense)) == "654"
    assert names(page(before=nonsense)) == "654"


def test_a_page_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    after = page().after
    with django_assert_num_queries(1):
        page(after=after)
