"""The cockpit: the zone on one screen, for everybody who works for it, to the extent of their rights."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dajuan.core import faces as register
from dajuan.core.calendar.models import DayChange
from dajuan.core.faces import Due, DueList, Faces, MapLayer, Panel, Tile
from dajuan.core.records.act import act
from dajuan.core.records.models import Draft
from dajuan.core.staff.models import User, Visitor, Zone
from dajuan.desk import cockpit
from dajuan.figures.book import Book
from dajuan.figures.models import SCALE, Attested, Target
from dajuan.values import periods
from dajuan.values.lights import Light
from dajuan.values.periods import Period
from tests.cast import Cast

pytestmark = pytest.mark.django_db
YEAR = periods.year(2020)
ONE_POINT = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [108.9, 34.3]}, "properties": {}}


def signed_in(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def attest(cast: Cast, value: int, day: date, *, stage: str = "final") -> Attested:
    """A value of GDP up to a day, in yuan."""
    with act(by=cast.qian) as a:
        entry: Attested = a.enter(
            Attested(
                figure="gdp",
                value_x10000=value * SCALE,
                stage=stage,
                issuer="statistics office",
                happened_on=day,
                document="monthly",
            )
        )
    return entry


def plan(cast: Cast, value: int) -> None:
    with act(by=cast.qian) as a:
        a.enter(
            Target(
                figure="gdp", year=2020, value_x10000=value * SCALE, version="January", happened_on=date(2020, 1, 10)
            )
        )


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line `city` that offers one tile, two due lists, an own and a public layer, and a panel."""

    def due(user: User, day: date) -> list[Due]:
        return [Due("late road", "/city/", date(2020, 8, 1), Light.RED), Due("a", "/a/", day, Light.YELLOW)]

    def many(user: User, day: date) -> list[Due]:
        return [Due(f"road {n}", "/b/", day, Light.GREEN) for n in range(cockpit.MOST_DUE)]

    def shapes(visitor: Visitor, bounds: Any) -> dict[str, Any]:
        return {"type": "FeatureCollection", "features": [ONE_POINT]}

    def content(visitor: Visitor, zone: Zone, period: Period, moment: int) -> dict[str, Any] | None:
        return {"text": f"air of {period.last.year}"} if period.last.year == 2020 else None

    faces = Faces(
        "city",
        "City",
        "city:index",
        tiles=(Tile("gdp"), Tile("no-such-figure")),
        due_lists=(DueList("Works", due), DueList("Roads", many)),
        layers=(MapLayer("inside", "Inside", shapes), MapLayer("open", "Open", shapes, public=True)),
        panels=(Panel("p", "A panel", "look/_empty.html", content),),
    )
    monkeypatch.setattr(register, "_offered", {"city": faces})


def test_a_headline_figure_shows_value_last_year_and_plan_and_opens(cast: Cast, offered: None) -> None:
    attest(cast, 40, date(2019, 12, 31))
    attest(cast, 50, date(2020, 12, 31))
    plan(cast, 100)
    page = signed_in(cast.zhou).get("/desk/cockpit/?period=2020").content.decode()
    assert "last year 40 yuan, change +25%" in page
    assert "50% of 100 yuan planned" in page and "behind" in page
    assert "/figures/gdp/?period=2020" in page


def test_an_indicator_names_the_month_it_speaks_of_and_its_stage(cast: Cast) -> None:
    attest(cast, 7_000_000_000, date(2020, 10, 31))
    attest(cast, 8_124_000_000, date(2020, 11, 30), stage="flash")
    (gdp, *others) = cockpit.indicators(YEAR, Book.now(cast.zone))
    assert (gdp.until, gdp.stage) == (date(2020, 11, 30), "flash estimate")
    assert {(one.line.value, one.until) for one in others} == {(None, None)}
    page = signed_in(cast.zhou).get("/desk/cockpit/?period=2020").content.decode()
    assert ">8.12</span>" in page and "billion yuan" in page and 'title="8,124,000,000 yuan"' in page


def test_as_known_earlier_the_cockpit_says_what_was_known_then(cast: Cast, offered: None) -> None:
    first = attest(cast, 40, date(2020, 11, 30))
    attest(cast, 50, date(2020, 12, 31))
    now, then = (
        signed_in(cast.zhou).get(f"/desk/cockpit/?period=2020&as_of={moment}").content.decode()
        for moment in (first.moment_id + 1, first.moment_id)
    )
    assert 'figure-number">50<' in now and "up to 2020-12" in now
    assert 'figure-number">40<' in then and "up to 2020-11" in then and 'figure-number">50<' not in then
    assert f"/figures/gdp/?period=2020&amp;as_of={first.moment_id}" in then


def test_lights_are_counted_and_open_to_their_lists(cast: Cast, offered: None) -> None:
    works, roads = cockpit.lights(cast.wang, date(2020, 9, 1))
    assert [(one.light, one.count, one.more) for one in works.lights] == [
        (Light.RED, 1, False),
        (Light.YELLOW, 1, False),
        (Light.GREEN, 0, False),
    ]
    assert roads.lights[2].count == cockpit.MOST_DUE and roads.lights[2].more
    client = signed_in(cast.wang)
    assert "/desk/cockpit/lights/?line=city&amp;light=red" in client.get("/desk/cockpit/").content.decode()
    page = client.get("/desk/cockpit/lights/?line=city&light=red").content.decode()
    assert "late road" in page and "road 7" not in page
    assert "late road" not in client.get("/desk/cockpit/lights/?line=other").content.decode()


def test_lights_and_layers_of_a_line_are_shown_to_its_people_only(cast: Cast, offered: None) -> None:
    assert cockpit.lights(cast.zhao, date(2020, 9, 1)) == []
    assert cockpit.layers_for(cast.zhao) == []
    assert "late road" not in signed_in(cast.zhao).get("/desk/cockpit/lights/").content.decode()
    assert signed_in(cast.zhao).get("/desk/cockpit/layer/?key=inside").status_code == 404
    answer = signed_in(cast.wang).get("/desk/cockpit/layer/?key=inside")
    assert answer.headers["Content-Type"] == "application/geo+json" and answer.json()["features"] == [ONE_POINT]
    assert signed_in(cast.wang).get("/desk/cockpit/layer/?key=none").status_code == 404


def test_a_line_draws_its_own_panel_or_none(cast: Cast, offered: None) -> None:
    book = Book.now(cast.zone)
    (panel,) = cockpit.panels(cast.zhou, YEAR, book)
    assert panel.content == {"text": "air of 2020"}
    assert cockpit.panels(cast.zhou, periods.year(2019), book) == []
    assert cockpit.panels(cast.zhou, YEAR, book, public=True) == []


def submit(cast: Cast) -> None:
    Draft.objects.create(
        zone=cast.zone,
        office=cast.general,
        author=cast.qian,
        line="",
        form="x",
        entry_type="figures.attested",
        page="/x/",
        submitted_at=timezone.now(),
    )


def test_what_awaits_review_stands_beside_the_figure_and_in_a_list(cast: Cast, offered: None) -> None:
    attest(cast, 40, date(2020, 12, 31))
    submit(cast)
    submit(cast)
    (waiting,) = cockpit.awaiting_review(cast.zone)
    assert (waiting.name, waiting.count) == ("attested value", 2)
    ((tile,),) = (one.tiles for one in cockpit.lines_of_tiles(YEAR, Book.now(cast.zone)))
    assert tile.awaiting == 2
    assert "2 more awaiting review" in signed_in(cast.zhou).get("/desk/cockpit/").content.decode()


def test_the_last_changes_are_what_this_person_may_see_latest_first(cast: Cast) -> None:
    entry = attest(cast, 40, date(2020, 12, 31))
    with act(by=cast.qian) as a:
        a.withdraw(entry, reason="wrong month")
    seen = cockpit.changes(cast.zhou, Book.now(cast.zone))
    assert [(one.name, one.count, one.withdrawn) for one in seen] == [
        ("attested value", 1, True),
        ("attested value", 1, False),
    ]
    assert seen[0].about.startswith(str(entry.shown_facts()[0][1])) and "40" in seen[0].about
    before = cockpit.changes(cast.zhou, Book(cast.zone, entry.moment_id))
    assert [one.withdrawn for one in before] == [False]
    assert cockpit.changes(cast.xu, Book.now(cast.zone)) == []
    assert cockpit.changes(cast.zhou, Book(cast.zone, 0)) == []


def test_working_days_and_rules_are_no_change_of_the_zones_work(cast: Cast) -> None:
    with act(by=cast.qian) as a:
        a.enter(DayChange(day=date(2020, 10, 10), is_working=True, happened_on=date(2019, 11, 21)))
    assert DayChange.objects.exists() and cockpit.changes(cast.zhou, Book.now(cast.zone)) == []


def test_the_board_is_sent_again_only_where_it_has_changed(cast: Cast, offered: None) -> None:
    attest(cast, 40, date(2020, 12, 31))
    client = signed_in(cast.zhou)
    first = client.get("/desk/cockpit/board/?period=2020")
    assert first.status_code == 200 and first.headers["Cache-Control"] == "private, no-cache"
    tag = first.headers["ETag"]
    page = client.get("/desk/cockpit/?period=2020").content.decode()
    assert tag.strip('"') in page and "/desk/cockpit/board/?period=2020" in page
    assert client.get("/desk/cockpit/board/?period=2020", headers={"if-none-match": tag}).status_code == 304
    attest(cast, 50, date(2020, 11, 30))
    changed = client.get("/desk/cockpit/board/?period=2020", headers={"if-none-match": tag})
    assert changed.status_code == 200 and changed.headers["ETag"] != tag


def test_the_number_of_queries_does_not_grow_with_the_rows(cast: Cast) -> None:
    def asked() -> int:
        cache.clear()
        client = signed_in(cast.zhou)
        client.get("/desk/cockpit/?period=2020")
        with CaptureQueriesContext(connection) as queries:
            client.get("/desk/cockpit/?period=2020")
        return len(queries)

    attest(cast, 40, date(2020, 1, 31))
    submit(cast)
    few = asked()
    for month in range(2, 12):
        attest(cast, 40 + month, date(2020, month + 1, 1) - timedelta(days=1))
        submit(cast)
    assert asked() <= few


@pytest.mark.parametrize(
    "address", ["/desk/cockpit/", "/desk/cockpit/board/", "/desk/cockpit/lights/", "/desk/cockpit/layer/"]
)
def test_who_does_not_work_for_the_zone_has_no_cockpit(cast: Cast, address: str) -> None:
    assert Client().get(address).status_code == 302
    assert signed_in(cast.xu).get(address).status_code == 403


def test_the_cockpit_of_an_empty_ledger_is_whole(cast: Cast) -> None:
    answer = signed_in(cast.zhou).get("/desk/cockpit/?period=nonsense&as_of=never")
    assert answer.status_code == 200
    assert "This is no period" in answer.content.decode() or "no day" in answer.content.decode()
