"""Computing a figure again from rows, by the text of its definition."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from dajuan.values import periods
from dajuan.values.bundles import Definition
from dajuan.values.conditions import CannotTell, condition
from dajuan.values.recounting import recount, selection

YEAR = periods.year(2020)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("(_.kind == 'road')", True),
        ("(_.kind != 'road')", False),
        ("((_.kind == 'lane') | (_.length > 10))", True),
        ("((_.kind == 'road') & ~(_.length >= 12))", False),
        ("_.open", True),
        ("~_.open", False),
        ("_.kind.isin(('lane', 'road'))", True),
        ("_.kind.notin(['lane'])", True),
        ("_.empty.isnull()", True),
        ("_.kind.notnull()", True),
        ("(_.empty == 'x')", False),
        ("~(_.empty == 'x')", False),  # neither true nor false
        ("((_.empty == 'x') | (_.kind == 'road'))", True),
        ("((_.empty == 'x') & (_.kind == 'lane'))", False),
        ("_.length.between(10, 12)", True),
        ("(_.length - 2) * 2 == 20", True),
        ("_.day >= datetime.date(2020, 3, 1)", True),
        ("_.kind.startswith('ro')", True),
        ("_.length == -(-12)", True),
    ],
)
def test_a_condition_is_asked_of_a_row_as_sql_would(text: str, holds: bool) -> None:
    row = {"kind": "road", "length": 12, "open": True, "empty": None, "day": "2020-03-01"}
    assert condition(text)(row) is holds


@pytest.mark.parametrize(
    "text",
    [
        "_.kind == Kind.ROAD",
        "__import__('os').system('true')",
        "_.kind.upper() == 'ROAD'",
        "_.kind[0] == 'r'",
        "_.kind ==",
        "1 < _.length < 3",
        "_.nothing == 1",
        "_.length / 2 == 1",
        "+_.length",
        "_.length == 1.5",
        "lambda: 1",
    ],
)
def test_what_is_not_understood_is_refused_by_name(text: str) -> None:
    with pytest.raises(CannotTell):
        condition(text)({"kind": "road", "length": 2})


def opening(number: int, day: str, work: int | None, kind: str = "road", cm: int | None = 100) -> dict[str, Any]:
    return {"number": number, "happened_on": day, "work_id": work, "kind": kind, "length_cm": cm}


ROWS = {
    "city.opening": [
        opening(1, "2020-03-01", 7),
        opening(2, "2020-05-01", 7, cm=250),
        opening(3, "2020-12-31", 8, cm=None),
        opening(4, "2020-06-01", 9, kind="lane"),
        opening(5, "2019-06-01", 5),
        opening(6, "2020-07-01", None),
    ],
    "city.start": [
        {"number": 11, "happened_on": "2020-02-20", "work_id": 7},
        {"number": 12, "happened_on": "2021-01-01", "work_id": 8},
        {"number": 13, "happened_on": "2020-12-01", "work_id": 8},
        {"number": 14, "happened_on": "2020-08-01", "work_id": 9},
    ],
    "records.merged": [{"number": 21, "type": "city.work", "gone": 8, "kept": 7, "happened_on": "2020-01-01"}],
}


def figure(signature: str, **said: Any) -> Definition:
    return Definition(key="f", name="", unit="", signature=signature, digest="", **said)


KINDS = ("lane", "road")
STARTS = "city.start on happened_on"
ROADS = "city.opening on happened_on where (_.kind == 'road')"


@pytest.mark.parametrize(
    ("signature", "said", "value", "numbers"),
    [
        (f"count(*) {ROADS}", {}, 4, {1, 2, 3, 6}),
        (f"total(length_cm) {ROADS}", {"scale": 100}, Fraction(9, 2), {1, 2, 3, 6}),
        (f"distinct(work_id) {ROADS}", {}, 2, {1, 2, 3, 6}),
        (f"distinct(work_id of city.work) {ROADS}", {}, 1, {1, 2, 3, 6}),
        (f"lowest(length_cm) {ROADS}", {}, 100, {1, 2, 3, 6}),
        (f"latest(length_cm) {ROADS}", {}, 100, {1, 2, 3, 6}),
        (f"lowest(length_cm) {ROADS} where (_.kind == 'path')", {}, None, set()),
        (f"count(*) {ROADS} tied work_id ({STARTS}).work_id", {}, 3, {1, 2, 3}),
        (f"count(*) {ROADS} unless work_id ({STARTS}).work_id", {}, 0, set()),
        (f"count(*) {ROADS} unless work_id ({STARTS} where (_.work_id == 7)).work_id", {}, 1, {3}),
        (f"count(*) {ROADS} unless work_id ({STARTS} where (_.work_id == 1)).work_id", {}, 4, {1, 2, 3, 6}),
        (f"count(*) {ROADS}", {"span": "at"}, 5, {1, 2, 3, 5, 6}),
        (f"count(*) {ROADS}", {"span": "since", "since": "2020-05-01"}, 3, {2, 3, 6}),
        (f"interval by work_id ({STARTS}) to ({ROADS})", {}, 10, {1, 3, 11, 13}),
        (f"interval by work_id ({STARTS}) to ({ROADS}) place 2", {}, 30, {1, 3, 11, 13}),
        (f"interval by work_id ({STARTS}) to ({ROADS}) place 3", {}, None, {1, 3, 11, 13}),
        (f"interval by work_id ({STARTS}) to ({ROADS}) through ({ROADS} where (_.number == 1))", {}, 10, {1, 11}),
    ],
)  # fmt: skip
def test_each_measure_is_computed_from_rows(
    signature: str, said: dict[str, Any], value: Any, numbers: set[int]
) -> None:
    found = recount(figure(signature, **said), YEAR, ROWS)
    assert (found.value, set(found.numbers)) == (value, numbers)


def test_figures_made_of_figures_are_computed_from_their_parts() -> None:
    lanes, roads = (
        figure(f"count(*) city.opening on happened_on where (_.kind == '{kind}')") for kind in ("lane", "road")
    )
    share = figure(f"({lanes.signature} /1) over ({roads.signature} /1)", parts=(lanes, roads))
    assert recount(share, YEAR, ROWS).value == 25
    for word in ("stock", "net"):
        less = figure(f"{word} ({roads.signature}) less ({lanes.signature})", parts=(roads, lanes))
        assert recount(less, YEAR, ROWS).value == 3
    change = figure(f"change of ({roads.signature})", parts=(roads,))
    assert recount(change, YEAR, ROWS).value == 3
    assert recount(share, periods.year(2018), ROWS).value is None  # nothing below the line


def test_parts_that_are_others_and_measures_of_the_program_are_refused() -> None:
    lanes, roads = (
        figure(f"count(*) city.opening on happened_on where (_.kind == '{kind}')") for kind in ("lane", "road")
    )
    with pytest.raises(CannotTell, match="parts"):
        recount(figure(f"({lanes.signature} /1) over ({roads.signature} /1)", parts=(roads, lanes)), YEAR, ROWS)
    with pytest.raises(CannotTell, match="parts"):
        recount(figure(f"change of ({roads.signature})"), YEAR, ROWS)
    with pytest.raises(CannotTell, match="program itself computes: daily"):
        recount(figure("daily ('station_id',) fold air.good 2012 livelihood.reading on happened_on"), YEAR, ROWS)
    with pytest.raises(CannotTell, match="rows that cannot be read"):
        recount(figure("count(*) somewhere"), YEAR, ROWS)


def test_brackets_and_quotes_do_not_end_a_condition() -> None:
    text = "a.b on day where (_.name == 'it where) (is') tied x (c.d on day unless y (e.f on day).z).w where _.open"
    found = selection(text)
    assert found.conditions == ("(_.name == 'it where) (is')", "_.open")
    assert found.clauses[0].others.clauses[0].others.entry == "e.f" and not found.clauses[0].others.clauses[0].among
