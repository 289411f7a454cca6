"""The year's air as the cockpit and the front page show it."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from dajuan.figures.book import Book
from dajuan.lines.livelihood.calendar import air_calendar
from dajuan.lines.livelihood.tests.plays import read_day, recorded, station
from dajuan.values import periods
from tests.cast import Cast

pytestmark = pytest.mark.django_db
YEAR = periods.year(2020)


@pytest.fixture
def two_moments(cast: Cast) -> list[int]:
    """A day of light pollution, and a later one recorded in a later act: the ledger numbers after each."""
    made, numbers = station(cast), []
    for day in (date(2020, 2, 28), date(2020, 2, 29)):
        with recorded(cast) as a:
            read_day(a, made, day, {"pm25_x10": 760})
        numbers.append(Book.now(cast.zone).moment)
    return numbers


def test_the_calendar_shows_what_was_known_at_the_moment(cast: Cast, two_moments: list[int]) -> None:
    shown = [air_calendar(cast.zhou, cast.zone, YEAR, moment) for moment in two_moments]
    assert [one and (one["air"].judged, one["latest"].day.day) for one in shown] == [(1, 28), (2, 29)]


def test_a_month_shows_its_year_and_an_unread_year_nothing(cast: Cast, two_moments: list[int]) -> None:
    month = air_calendar(cast.zhou, cast.zone, periods.month(2020, 9), two_moments[-1])
    assert month is not None and month["air"].judged == 2
    assert air_calendar(cast.zhou, cast.zone, periods.year(2019), two_moments[-1]) is None


def test_staff_and_visitors_are_led_to_their_own_page_of_air(cast: Cast, two_moments: list[int]) -> None:
    assert air_calendar(AnonymousUser(), cast.zone, YEAR, two_moments[-1]) is not None
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast.zhou)
    assert "/livelihood/air/?year=2020" in client.get("/desk/cockpit/?period=2020").content.decode()
