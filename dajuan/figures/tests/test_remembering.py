"""What answers remember: it outlives a record of another kind, and never one of its own."""

from datetime import date
from typing import Any

import pytest

from dajuan.core.records.act import act
from dajuan.core.records.models import Merged
from dajuan.figures import answers, compiled
from dajuan.figures.book import Book
from dajuan.figures.models import Attested
from dajuan.figures.vocabulary import Rows, daily
from dajuan.values import periods
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Y2020 = periods.year(2020)
mergers = Rows(Merged)
count = mergers.count("mergers", unit="n", counts="x")
days = daily(mergers, "days", keys=("type",), columns=("gone",), fold=lambda cells, period: len(cells))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[compiled.Query]:
    """The queries of figures that reached the database."""
    found: list[compiled.Query] = []
    run = compiled.Query.run

    def watched(query: compiled.Query, values: dict[str, Any]) -> Any:
        found.append(query)
        return run(query, values)

    monkeypatch.setattr(compiled.Query, "run", watched)
    return found


def merge(cast: Cast, gone: int, day: date) -> Merged:
    with act(by=cast.li) as a:
        return a.enter(Merged(type="road", gone=gone, kept=1, happened_on=day))


def attest(cast: Cast) -> None:
    with act(by=cast.li) as a:
        a.enter(Attested(figure="gdp", value_x10000=1, issuer="x", document="y", happened_on=date(2020, 2, 1)))


def values(cast: Cast) -> list[object]:
    return [answer.value for answer in answers.ask_all([(count, Y2020), (days, Y2020)], Book.now(cast.zone))]


def test_a_record_of_another_kind_leaves_what_was_remembered(cast: Cast, asked: list[compiled.Query]) -> None:
    merge(cast, 2, date(2020, 1, 1))
    assert values(cast) == [1, 1]
    assert asked
    asked.clear()
    attest(cast)
    assert values(cast) == [1, 1]
    assert asked == []


def test_a_record_and_a_withdrawal_of_its_own_kind_are_seen_at_once(cast: Cast) -> None:
    merge(cast, 2, date(2020, 1, 1))
    assert values(cast) == [1, 1]
    second = merge(cast, 3, date(2020, 1, 2))
    assert values(cast) == [2, 2]
    with act(by=cast.li) as a:
        a.withdraw(second, reason="twice")
    assert values(cast) == [1, 1]


def test_an_earlier_book_says_what_it_said(cast: Cast) -> None:
    merge(cast, 2, date(2020, 1, 1))
    attest(cast)
    before = Book.now(cast.zone)
    merge(cast, 3, date(2020, 1, 2))
    assert answers.ask_one(count, Y2020, before).value == 1
    assert before.settled({Merged}).moment == 1
    assert before.settled({Attested}).moment == 2
    assert Book.now(cast.zone).changed_since(3) == [Merged]


def test_nothing_recorded_settles_on_the_empty_book(cast: Cast) -> None:
    assert Book.now(cast.zone).settled({Merged}) == Book(cast.zone, 0)
