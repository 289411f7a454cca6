"""A list asks the database as often for a hundred rows as for ten (issue 2): nothing is asked row by row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dajuan.core.calendar.clocks import Unit
from dajuan.core.companies.models import enter_company
from dajuan.core.dossiers.models import open_dossier
from dajuan.core.people.models import Particulars, enter_person
from dajuan.core.places.geometry import stored_shape
from dajuan.core.records.act import act
from dajuan.core.records.models import Draft
from dajuan.core.staff.models import Charge, User
from dajuan.core.tickets.models import Category, Source, raise_ticket
from dajuan.figures import answers
from dajuan.lines.city.models import GreenPlot, OverheadSection, WastePoint, Work
from dajuan.lines.livelihood.models import Hospital, School, Station, Union, Venue
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = date(2020, 3, 2)
NOON = datetime(2020, 3, 2, 4, tzinfo=UTC)
FEW, MANY = 10, 100  # a page shows at most fifty
Fill = Callable[[Cast, int, int], None]  # rows from a number up to another


def works(cast: Cast, first: int, end: int) -> None:
    """Works in the plan and under way, each with a shape."""
    shape = stored_shape('{"type": "LineString", "coordinates": [[109.0, 34.4], [109.01, 34.4]]}')
    made = []
    for number in range(first, end):
        work = Work(zone=cast.zone, office=cast.construction, name=f"第{number}路", kind=Work.Kind.DEAD_END)
        work.planned_end_on = DAY + timedelta(days=number)
        work.put_shape(shape)
        work.save()
        made.append(work)
    with act(by=cast.li) as a:
        for work in made:
            work.enlist(a, happened_on=DAY, length_cm=1000)
    with act(by=cast.li) as a:
        for work in made:
            work.start(a, happened_on=DAY)
    with act(by=cast.li) as a:
        for work in made:
            work.open(a, happened_on=DAY, length_cm=1000)


def other_subjects_of_the_city(cast: Cast, first: int, end: int) -> None:
    """Overhead sections, green plots and waste-sorting points."""
    for number in range(first, end):
        facts = {"zone": cast.zone, "office": cast.construction, "name": f"第{number}处"}
        OverheadSection.objects.create(**facts, road_class=1, planned_on=DAY)
        GreenPlot.objects.create(**facts, green_class="G1", planned_on=DAY)
        WastePoint.objects.create(**facts, estate="示范小区")


def readings(cast: Cast, first: int, end: int) -> None:
    """Readings of two stations, hour by hour."""
    facts = {"zone": cast.zone, "office": cast.education, "network": "state", "measures_since": DAY}
    stations = [Station.objects.get_or_create(code=code, defaults={**facts, "name": code})[0] for code in "AB"]
    with act(by=cast.sun) as a:
        for number in range(first, end):
            day, hour = DAY + timedelta(days=number // 24), number % 24
            a.enter_many(one.reading(day, hour, {"pm25_x10": 350}, mark="stuck") for one in stations)


def subjects_of_livelihood(cast: Cast, first: int, end: int) -> None:
    """Schools, unions, hospitals and venues."""
    for number in range(first, end):
        facts = {"zone": cast.zone, "office": cast.education, "name": f"第{number}号"}
        School.objects.create(**facts, code=f"S{number}", kind=School.Kind.PRIMARY)
        Union.objects.create(**facts, level="district", mode=Union.Mode.LEADERSHIP)
        Hospital.objects.create(**facts)
        Venue.objects.create(**facts)
        Station.objects.create(**facts, code=f"C{number}", network="state", measures_since=DAY)


def tickets(cast: Cast, first: int, end: int) -> None:
    """Problems that wait to be dispatched."""
    Charge.objects.get_or_create(office=cast.construction, line="tickets", from_on=DAY)
    lamp, _made = Category.objects.get_or_create(
        zone=cast.zone,
        code="lamp",
        defaults={"name": "路灯", "lead": cast.construction, "limit": 5, "unit": Unit.NATURAL_DAYS},
    )
    with act(by=cast.li) as a:
        for _number in range(first, end):
            raise_ticket(a, category=lamp, source=Source.VISIT, at=NOON, title="灯坏了", description="灯坏了")


def drafts(cast: Cast, first: int, end: int) -> None:
    """Drafts that are kept, sent back and submitted."""
    states = (
        {},
        {"returned_at": NOON, "returned_by": cast.chen, "return_reason": "缺照片"},
        {"submitted_at": NOON},
        {"submitted_at": NOON, "author": cast.wang},
    )
    for number in range(first, end):
        facts = {"author": cast.chen, "returned_by": None, **states[number % len(states)]}
        Draft.objects.create(
            zone=cast.zone,
            office=cast.construction,
            line="city",
            form="city.openingform",
            entry_type="city.opening",
            subject=number,
            subject_name=f"第{number}路",
            page="/city/works/1/open/",
            **facts,
        )


def subjects_of_core(cast: Cast, first: int, end: int) -> None:
    """Residents, companies and projects."""
    for number in range(first, end):
        code = f"91610132MA6T{number:06}"  # its check fails, which is allowed with a reason
        with act(by=cast.li) as a:
            enter_person(a, Particulars(f"欧阳{number}", telephone="13800138000"))
        with act(by=cast.li) as a:
            enter_company(a, code=code, name=f"第{number}公司", happened_on=DAY, accepted_because="历史代码")
        with act(by=cast.li) as a:
            open_dossier(a, number=f"2020-610132-36-03-{number:06}", title=f"第{number}项目", happened_on=DAY)


LISTS: list[tuple[Fill, str, str]] = [
    (works, "wang", "/city/works/"),
    (works, "wang", "/city/works/?kind=dead-end&q=路"),
    (works, "wang", "/city/works/board/"),
    (works, "wang", "/city/works/shapes/"),
    (works, "wang", "/open/city/"),
    (works, "wang", "/figures/roads-opened/?period=2020"),
    (works, "wang", "/figures/roads-opened/rows/0/?period=2020"),
    (works, "zhou", "/desk/"),
    (works, "wang", "/desk/"),
    (works, "zhou", "/desk/cockpit/"),
    (works, "zhou", "/desk/cockpit/lights/"),
    (works, "zhou", "/sheet/2020/"),
    (other_subjects_of_the_city, "wang", "/city/sections/"),
    (other_subjects_of_the_city, "wang", "/city/plots/"),
    (other_subjects_of_the_city, "wang", "/city/waste-points/"),
    (readings, "sun", "/livelihood/readings/"),
    (readings, "sun", "/livelihood/readings/?marked"),
    (readings, "sun", "/livelihood/air/?year=2020"),
    (readings, "sun", "/figures/air-good-days/rows/0/?period=2020"),
    (subjects_of_livelihood, "sun", "/livelihood/schools/"),
    (subjects_of_livelihood, "sun", "/livelihood/unions/"),
    (subjects_of_livelihood, "sun", "/livelihood/hospitals/"),
    (subjects_of_livelihood, "sun", "/livelihood/venues/"),
    (subjects_of_livelihood, "sun", "/livelihood/stations/"),
    (subjects_of_livelihood, "sun", "/livelihood/coverage/?on=2020-09-01"),
    (tickets, "li", "/tickets/"),
    (drafts, "chen", "/records/drafts/"),
    (subjects_of_core, "li", "/people/"),
    (subjects_of_core, "li", "/companies/"),
    (subjects_of_core, "li", "/dossiers/"),
]


@pytest.mark.parametrize("fill", dict.fromkeys(fill for fill, _user, _address in LISTS), ids=lambda fill: fill.__name__)
def test_a_list_asks_as_often_for_many_rows_as_for_few(fill: Fill, cast: Cast) -> None:
    fill(cast, 0, FEW)
    pages = [(username, address) for one, username, address in LISTS if one is fill]
    before = {page: queries(*page) for page in pages}
    fill(cast, FEW, MANY)
    after = {page: queries(*page) for page in pages}
    assert after == before


def queries(username: str, address: str) -> int:
    """How often a page asks, opened the second time: the first one fills what is kept between requests.

    What figures remember is thrown away, so that they ask the ledger.
    """
    client = Client()
    client.force_login(User.objects.get(username=username))
    for _time in range(2):
        answers.forget()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = client.get(address)
        assert page.status_code == 200, f"{address}: {page.status_code}"
    return len(asked)
