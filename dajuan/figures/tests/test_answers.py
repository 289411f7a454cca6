"""What an answer promises: it equals its opened rows, and the past never changes. Counted on fingers."""

from datetime import date
from fractions import Fraction

import pytest

from dajuan.core.records.act import act
from dajuan.core.records.models import Merged
from dajuan.core.staff.models import Post, Zone
from dajuan.figures import answers, catalogue
from dajuan.figures.book import Book
from dajuan.figures.models import Attested, Target
from dajuan.figures.ranking import place_of
from dajuan.figures.statement import statement
from dajuan.figures.views import account_year
from dajuan.figures.vocabulary import Cell, Figure, Rows, Span, change, daily, pair, row, stock
from dajuan.values import periods
from tests.cast import START, Cast, office, person
from tests.oracle import Oracle

pytestmark = pytest.mark.django_db
Y2020 = periods.year(2020)

# A merger serves as an entry with a kind (type), a key (kept) and a quantity (gone): no room is needed here.
mergers = Rows(Merged)
roads = mergers.where(row.type == "road")
road_count = roads.count("roads", unit="n", counts="x")
road_total = roads.total("gone", "length", unit="m", scale=10, counts="x")
road_keys = roads.distinct("kept", "distinct roads", unit="n", counts="x")
road_lowest = roads.lowest("gone", "shortest", unit="n", counts="x")
share = roads.share(row.gone > 10, "long ones")


def enter(cast: Cast, *rows: tuple[str, int, int, date]) -> list[Merged]:
    with act(by=cast.li) as a:
        return [a.enter(Merged(type=t, gone=g, kept=k, happened_on=d)) for t, g, k, d in rows]


def plan(value: int, version: str, day: date) -> Target:
    return Target(figure="road-count", year=2020, value_x10000=value, version=version, happened_on=day)


def gdp_of(value: int, day: date) -> Attested:
    return Attested(figure="gdp", value_x10000=value * 10_000, issuer="统计局", document="月报", happened_on=day)


@pytest.fixture
def year(cast: Cast) -> list[Merged]:
    return enter(
        cast,
        ("road", 5, 1, date(2020, 1, 1)),
        ("road", 12, 1, date(2020, 12, 31)),
        ("road", 30, 2, date(2020, 6, 1)),
        ("lane", 7, 3, date(2020, 6, 1)),
        ("road", 40, 4, date(2019, 6, 1)),
        ("road", 50, 4, date(2021, 1, 1)),
    )


def test_count_total_distinct_lowest_and_share_of_a_year(cast: Cast, year: list[Merged]) -> None:
    book = Book.now(cast.zone)
    asked = [(f, Y2020) for f in (road_count, road_total, road_keys, road_lowest, share)]
    assert [a.value for a in answers.ask_all(asked, book)] == [3, Fraction(47, 10), 2, 5, Fraction(200, 3)]


def test_a_year_without_rows_counts_nothing_and_knows_no_lowest(cast: Cast, year: list[Merged]) -> None:
    asked = [(f, periods.year(2015)) for f in (road_count, road_total, road_keys, road_lowest, share)]
    assert [a.value for a in answers.ask_all(asked, Book.now(cast.zone))] == [0, 0, 0, None, None]


def test_a_withdrawal_today_changes_no_answer_about_yesterday(cast: Cast, year: list[Merged]) -> None:
    before = Book.now(cast.zone)
    with act(by=cast.wang) as a:
        a.withdraw(year[1], reason="never opened")
    assert answers.ask_one(road_count, Y2020, before).value == 3
    assert answers.ask_one(road_count, Y2020, Book.now(cast.zone)).value == 2


def test_an_answer_opens_to_the_rows_it_was_counted_from(cast: Cast, year: list[Merged]) -> None:
    book = Book.now(cast.zone)
    numbers = answers.numbers_behind(road_count, Y2020, book)
    assert numbers == {year[0].number, year[1].number, year[2].number}
    (source,) = answers.sources(road_count, Y2020)
    first = answers.page_of(source, book, limit=2)
    assert first == [3, 2] and answers.page_of(source, book, after=2, limit=2) == [1]
    assert answers.count_behind(share, Y2020, book) == 3


def test_a_breakdown_adds_up_to_the_whole(cast: Cast, year: list[Merged]) -> None:
    book = Book.now(cast.zone)
    parts = answers.ask_by(mergers.count(), "type", Y2020, book)
    assert {member: answer.value for member, answer in parts.items()} == {"lane": 1, "road": 3}


def test_keys_of_a_merged_subject_count_once(cast: Cast, year: list[Merged]) -> None:
    figure = roads.distinct("kept", subject="city.work")
    before = Book.now(cast.zone)
    enter(cast, ("city.work", 2, 1, date(2020, 12, 31)))
    assert answers.ask_one(figure, Y2020, before).value == 2
    assert answers.ask_one(figure, Y2020, Book.now(cast.zone)).value == 1


def test_another_zones_rows_are_not_counted(cast: Cast, year: list[Merged]) -> None:
    zone = Zone.objects.create(code="other", name="另一经开区", in_use_since=START)
    stranger = person(zone, "stranger", "外人", office(zone, "建设局"), Post.Role.CLERK)
    with act(by=stranger) as a:
        a.enter(Merged(type="road", gone=99, kept=9, happened_on=date(2020, 5, 5)))
    assert answers.ask_one(road_count, Y2020, Book.now(cast.zone)).value == 3
    assert answers.ask_one(road_count, Y2020, Book.now(zone)).value == 1


def test_tied_rows_and_rows_unless_tied(cast: Cast, year: list[Merged]) -> None:
    book = Book.now(cast.zone)
    lanes = mergers.where(row.type == "lane")
    enter(cast, ("lane", 8, 1, date(2020, 3, 1)))
    now = Book.now(cast.zone)
    assert answers.ask_one(roads.tied("kept", lanes, "kept").count(), Y2020, book).value == 0
    assert answers.ask_one(roads.tied("kept", lanes, "kept").count(), Y2020, now).value == 2
    assert answers.ask_one(roads.unless("kept", lanes, "kept").count(), Y2020, now).value == 1


def test_a_stock_is_what_came_less_what_went(cast: Cast, year: list[Merged]) -> None:
    standing = stock(roads.count(), mergers.where(row.type == "lane").count(), "standing")
    book = Book.now(cast.zone)
    opening = answers.ask_one(standing, periods.year(2019), book).value
    closing = answers.ask_one(standing, Y2020, book).value
    assert (opening, closing) == (1, 3)


def test_a_change_is_this_year_less_last_year(cast: Cast, year: list[Merged]) -> None:
    assert answers.ask_one(change(road_count, "more"), Y2020, Book.now(cast.zone)).value == 2


def test_a_record_is_the_fewest_days_between_two_entries_of_one_key(cast: Cast) -> None:
    enter(
        cast,
        ("cleared", 1, 1, date(2020, 1, 1)),
        ("cleared", 2, 2, date(2020, 2, 1)),
        ("started", 3, 1, date(2020, 4, 1)),
        ("started", 4, 2, date(2020, 2, 25)),
        ("started", 5, 3, date(2020, 2, 2)),
    )
    record = pair(mergers.where(row.type == "cleared"), mergers.where(row.type == "started"), "record", key="kept")
    book = Book.now(cast.zone)
    assert answers.ask_one(record, Y2020, book).value == 24
    assert [p[:2] for p in answers.pairs_of(record, Y2020, book)] == [(24, 2), (91, 1)]


def test_an_interval_counts_only_what_went_through_and_knows_its_runner_up(cast: Cast) -> None:
    enter(
        cast,
        ("cleared", 1, 1, date(2020, 1, 1)),
        ("cleared", 2, 2, date(2020, 2, 1)),
        ("cleared", 3, 3, date(2020, 2, 1)),
        ("connected", 4, 1, date(2020, 3, 1)),
        ("connected", 5, 2, date(2020, 2, 20)),
        ("connected", 6, 3, date(2020, 3, 2)),
        ("started", 7, 1, date(2020, 4, 1)),
        ("started", 8, 2, date(2020, 2, 25)),
        ("started", 9, 3, date(2020, 2, 2)),
    )
    cleared, connected, started = (mergers.where(row.type == kind) for kind in ("cleared", "connected", "started"))
    record = pair(cleared, started, "record", key="kept", through=connected)
    runner_up = pair(cleared, started, "runner-up", key="kept", through=connected, place=2)
    third = pair(cleared, started, "third", key="kept", through=connected, place=3)
    book = Book.now(cast.zone)
    values = [answers.ask_one(one, Y2020, book).value for one in (record, runner_up, third)]
    assert values == [24, 91, None], "the one connected after its start took one day and counts for nothing"
    assert [Oracle(book).value(one, Y2020) for one in (record, runner_up, third)] == values
    assert len(answers.sources(record, Y2020)) == 3


def test_what_is_decided_per_day_before_it_is_counted(cast: Cast, year: list[Merged]) -> None:
    def good_days(cells: list[Cell], days: object) -> int:
        return sum(1 for cell in cells if cell.total["gone"] <= 12)

    figure = daily(mergers, "good", keys=("type",), columns=("gone",), fold=good_days)
    book = Book.now(cast.zone)
    assert answers.ask_one(figure, Y2020, book).value == 3
    assert answers.ask_by(figure, "type", Y2020, book)["lane"].value == 1


def test_the_plan_in_force_is_the_one_decided_last(cast: Cast, year: list[Merged]) -> None:
    object.__setattr__(road_count, "key", "road-count")
    with act(by=cast.qian) as a:
        a.enter(
            Target(figure="road-count", year=2020, value_x10000=20_000, version="一月", happened_on=date(2020, 1, 9))
        )
    first = Book.now(cast.zone)
    with act(by=cast.qian) as a:
        a.enter(
            Target(figure="road-count", year=2020, value_x10000=40_000, version="五月", happened_on=date(2020, 5, 9))
        )
    (line,) = statement([road_count], Y2020, Book.now(cast.zone))
    assert line.plan is not None
    assert (line.plan.version, line.completion, line.before) == ("五月", 75, 1)
    (earlier,) = statement([road_count], Y2020, first)
    assert (earlier.plan and earlier.plan.version, earlier.completion) == ("一月", 150)


def test_an_attested_value_is_the_latest_of_its_period(cast: Cast) -> None:
    gdp = Rows(Attested).where(row.figure == "gdp").latest("value_x10000", "GDP", scale=10_000, span=Span.PERIOD)
    with act(by=cast.qian) as a:
        for day, value in ((date(2020, 9, 30), 7), (date(2020, 12, 31), 10), (date(2020, 10, 31), 8)):
            a.enter(
                Attested(figure="gdp", value_x10000=value * 10_000, issuer="统计局", document="月报", happened_on=day)
            )
    assert answers.ask_one(gdp, Y2020, Book.now(cast.zone)).value == 10


def test_a_year_takes_a_place_among_the_zones_own_years(cast: Cast, year: list[Merged]) -> None:
    book = Book.now(cast.zone)  # 2019: 1 road, 2020: 3, 2021: 1; nothing in the years between
    place = place_of(road_count, Y2020, book)
    assert place is not None
    assert (place.place, place.is_record, place.next_best[1]) == (1, True, 1)
    second = place_of(road_count, periods.year(2019), book)
    assert second is not None
    assert (second.place, second.is_record) == (2, False)
    lowest = place_of(road_lowest, Y2020, book)
    assert lowest is not None
    assert (lowest.place, lowest.of) == (1, 3)
    assert place_of(road_count, periods.month(2020, 9), book) is None


def test_before_anything_was_recorded_nothing_is_known(cast: Cast, year: list[Merged]) -> None:
    assert answers.ask_one(road_count, Y2020, Book(cast.zone, 0)).value is None
    assert Book.as_known(cast.zone, "2001-01-01").moment == 0


def test_the_first_target_of_a_coming_year_does_not_turn_the_pages_to_it(cast: Cast) -> None:
    def target(figure: str, year: int) -> Target:
        return Target(figure=figure, year=year, value_x10000=1, version="年初", happened_on=date(year - 1, 12, 1))

    with act(by=cast.qian) as a:
        a.enter_many([target("a", 2020), target("b", 2020), target("c", 2020), target("a", 2021)])
    assert account_year(cast.zone) == 2020
    with act(by=cast.qian) as a:
        a.enter(target("b", 2021))
    assert account_year(cast.zone) == 2021


@pytest.mark.parametrize(
    ("figure", "hint"),
    [
        (mergers.where(row.tpye == "road").count("x"), "Did you mean type?"),
        (mergers.total("lenght", "x"), "Merged has gone, kept, type."),
        (roads.tied("kep", roads, "kept").count("x"), "Did you mean kept?"),
        (mergers.where(row.type).count("x"), "Compare the column with something, as in row.kind == 'road'."),
    ],
)
def test_a_column_that_is_gone_is_found_at_start_with_a_hint(
    figure: Figure, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "every", lambda: [figure])
    assert [error.hint for error in catalogue.check() if error.id == "figures.E005"] == [hint]
