"""From rows and measures to SQL: one FILTER scan a table for a row store.

Parameters stand in the expression as columns whose names begin with `$`; in the compiled SQL they become bind
parameters, so that one compiled plan serves every zone, moment and period. Plans are kept, in the process and beside
the data (`plans.py`): compiling costs milliseconds, running often less (figures.md 1.3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, reduce
from operator import or_
from typing import Any

import ibis
from django.db import connection, models

from dajuan.core.records.models import Entry, Merged
from dajuan.figures import plans
from dajuan.figures.vocabulary import Measure, Rows

PARAMETER = re.compile(r'"t\d+"\."\$(\w+)"')
DIALECTS = {"sqlite": "sqlite", "postgresql": "postgres"}
TYPES: list[tuple[type[models.Field[Any, Any]], str]] = [
    (models.BooleanField, "boolean"),
    (models.DateTimeField, "timestamp('UTC')"),
    (models.DateField, "date"),
    (models.IntegerField, "int64"),
    (models.ForeignKey, "int64"),
    (models.CharField, "string"),
    (models.TextField, "string"),
]


@dataclass(frozen=True)
class Query:
    """SQL with named places, in the order in which their values are bound."""

    sql: str
    names: tuple[str, ...]
    entries: frozenset[type[Entry]] = frozenset()  # the types it reads

    def run(self, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        """The rows of the answer."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [values[name] for name in self.names])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows


@cache
def table_of(entry: type[Entry]) -> Any:
    """The entry's table as Ibis sees it: its own columns, nothing computed."""
    return ibis.table(_schema(entry), name=entry._meta.db_table)


@cache
def schema_text(entry: type[Entry]) -> str:
    """Name and type of each of the entry's columns: a plan compiled over others is another plan."""
    return f"{entry._meta.db_table} {_schema(entry)}"


def _schema(entry: type[Entry]) -> dict[str, str]:
    return {str(field.column): kind for field in entry._meta.concrete_fields if (kind := _type(field))}


def _type(field: models.Field[Any, Any]) -> str:
    if isinstance(field, models.ForeignKey):
        return _type(field.target_field)
    return next((name for kind, name in TYPES if isinstance(field, kind)), "")


def _with_parameters(entry: type[Entry], periods: int) -> Any:
    places = {"$zone": "int64", "$moment": "int64", "$since": "int64", "$after": "int64", "$member": "string"}
    for i in range(periods):
        places |= {f"$start{i}": "date", f"$end{i}": "date"}
    places |= {"$first": "date", "$last": "date"}
    return ibis.table({**_schema(entry), **places}, name=entry._meta.db_table)


def _book(table: Any) -> Any:
    """The entries of one zone as known at one moment."""
    known = (table.moment <= table["$moment"]) & (table.until.isnull() | (table.until > table["$moment"]))
    return table.filter((table.zone_id == table["$zone"]) & known)


def _matches(table: Any, rows: Rows, period: int, periods: int) -> Any:
    """Whether a row belongs to the rows in a period."""
    condition = (table[rows.on] >= table[f"$start{period}"]) & (table[rows.on] < table[f"$end{period}"])
    for predicate in rows.predicates:
        condition &= table.bind(predicate)[0]
    for tie in rows.ties:
        among = table[tie.column].isin(_others(tie.other, tie.other_column, period, periods))
        condition &= among if tie.among else ~among
    return condition


def _others(rows: Rows, column: str, period: int, periods: int) -> Any:
    """The keys of other rows that happened by the end of the period, as known at the same moment."""
    table = _book(_with_parameters(rows.entry, periods))
    condition = table[rows.on] < table[f"$end{period}"]
    for predicate in rows.predicates:
        condition &= table.bind(predicate)[0]
    for tie in rows.ties:
        among = table[tie.column].isin(_others(tie.other, tie.other_column, period, periods))
        condition &= among if tie.among else ~among
    return table.filter(condition & table[column].notnull())[column]


def _resolved(table: Any, column: str, subject: str) -> Any:
    """The key, or the one it was merged into as of the moment."""
    merged = _book(_with_parameters(Merged, 0)).filter(ibis._.type == subject)
    merged = merged.select(_gone=merged.gone, _kept=merged.kept)
    joined = table.left_join(merged, table[column] == merged["_gone"])
    key = ibis.coalesce(joined["_kept"], joined[column])
    return joined.mutate(**{f"{column}__{subject}": key}).drop("_gone", "_kept")


def compile_sql(
    question: str, expression: Callable[[], Any], *rows: Rows, merged: bool = False, signatures: Sequence[str] = ()
) -> Query:
    """The SQL of an expression over these rows in the dialect of this installation's database.

    `question` and the rows' `signatures` say what is asked: where that was compiled before, the kept text is taken.
    """
    entries = {used.entry for some in rows for used in some.used()} | ({Merged} if merged else set())
    columns = sorted(schema_text(entry) for entry in entries)
    said = signatures or [some.signature for some in rows]
    plan = plans.kept("\n".join([connection.vendor, question, *said, *columns]), lambda: _compiled(expression()))
    return Query(plan["sql"], tuple(plan["names"]), frozenset(entries))


def _compiled(expression: Any) -> dict[str, Any]:
    text = str(ibis.to_sql(expression, dialect=DIALECTS[connection.vendor])).replace("%", "%%")
    return {"sql": PARAMETER.sub("%s", text), "names": PARAMETER.findall(text)}


def member_of(table: Any, by: str) -> Any:
    """The member of a dimension as text, empty where a row names none; yes and no are 1 and 0 on every engine."""
    column = table[by]
    if column.type().is_boolean():
        return ibis.cases((column, "1"), (~column, "0"), else_="").name("member")
    return ibis.coalesce(column.cast("string"), "").name("member")


Scan = tuple[Measure, ...]


@lru_cache(maxsize=512)
def scan(measures: Scan, periods: int, by: str, merged: bool) -> Query:
    """One scan of one table: a column per measure and period, grouped by a dimension where one is asked for.

    All measures share the entry type and the day that counts.
    """
    return compile_sql(
        f"scan {periods} {by} {merged}",
        lambda: _scanned(measures, periods, by, merged),
        *(measure.rows for measure in measures),
        merged=merged,
        signatures=[measure.signature for measure in measures],
    )


def _scanned(measures: Scan, periods: int, by: str, merged: bool) -> Any:
    entry, on = measures[0].rows.entry, measures[0].rows.on
    table = _book(_with_parameters(entry, periods))
    table = table.filter((table[on] >= table["$first"]) & (table[on] < table["$last"]))
    for column, subject in {(m.column, m.subject) for m in measures if m.subject and merged}:
        table = _resolved(table, column, subject)
    if by:  # a member is one of which any row is counted
        fitting = [_counts(table, measure, p, periods) for measure in measures for p in range(periods)]
        table = table.filter(reduce(or_, fitting))
    cells = {
        f"m{m}_{p}": _aggregate(table, measure, _matches(table, measure.rows, p, periods), merged)
        for m, measure in enumerate(measures)
        for p in range(periods)
    }
    return table.group_by(member_of(table, by)).aggregate(**cells) if by else table.aggregate(**cells)


def _counts(table: Any, measure: Measure, period: int, periods: int) -> Any:
    """Whether a measure counts a row in a period."""
    matches = _matches(table, measure.rows, period, periods)
    return matches & table[measure.column].notnull() if measure.kind == "distinct" else matches


def _aggregate(table: Any, measure: Measure, where: Any, merged: bool) -> Any:
    if measure.kind == "count":
        return table.count(where=where)
    column = table[f"{measure.column}__{measure.subject}" if measure.subject and merged else measure.column]
    if measure.kind == "total":
        return column.cast("int64").sum(where=where)
    if measure.kind == "distinct":
        return column.nunique(where=where)
    if measure.kind == "lowest":
        return column.min(where=where)
    raise ValueError(f"{measure.kind} is not answered by a scan")


@lru_cache(maxsize=512)
def opened(rows: Rows, by: str) -> Query:
    """The ledger numbers of the rows in a period: the same predicates, period and moment as the count."""
    return compile_sql(f"opened {by}", lambda: _opened(rows, by).select("number"), rows)


@lru_cache(maxsize=512)
def opened_count(rows: Rows) -> Query:
    """How many rows there are in a period."""
    return compile_sql("count", lambda: _opened(rows, "").aggregate(rows=lambda table: table.count()), rows)


@lru_cache(maxsize=512)
def opened_page(rows: Rows, by: str) -> Query:
    """One page of those numbers, latest first, after a number (keyset paging)."""
    query = compile_sql(f"page {by}", lambda: _paged(_opened(rows, by)), rows)
    return replace(query, sql=f"{query.sql} LIMIT %s", names=(*query.names, "limit"))


def _paged(table: Any) -> Any:
    return table.filter(table.number < table["$after"]).order_by(ibis.desc("number")).select("number")


def _opened(rows: Rows, by: str) -> Any:
    table = _book(_with_parameters(rows.entry, 1))
    table = table.filter(_matches(table, rows, 0, 1))
    if not by:
        return table
    return table.filter(member_of(table, by) == table["$member"])


@lru_cache(maxsize=256)
def touched(rows: Rows) -> Query:
    """Numbers of the rows in a period that came (1) and went (-1) after one moment and up to another."""

    def asked() -> Any:
        table = _signed(_with_parameters(rows.entry, 1))
        return table.filter(_matches(table, rows, 0, 1)).select(number="number", sign=_sign)

    return compile_sql("touched", asked, rows)


@lru_cache(maxsize=256)
def moved(measures: Scan, periods: int, by: str) -> Query:
    """By how much each count and total without ties moved between two moments, a column a measure and period."""

    def asked() -> Any:
        table = _signed(_with_parameters(measures[0].rows.entry, periods))
        cells = {
            f"m{m}_{p}": _movement(table, measure).sum(where=_matches(table, measure.rows, p, periods))
            for m, measure in enumerate(measures)
            for p in range(periods)
        }
        return table.group_by(member_of(table, by)).aggregate(**cells) if by else table.aggregate(**cells)

    rows, said = [measure.rows for measure in measures], [measure.signature for measure in measures]
    return compile_sql(f"moved {periods} {by}", asked, *rows, signatures=said)


def _movement(table: Any, measure: Measure) -> Any:
    if measure.kind == "total":
        return table[measure.column].cast("int64") * _sign(table)
    if measure.kind == "distinct":
        return ibis.ifelse(table[measure.column].notnull(), _sign(table), 0)
    return _sign(table)


def _sign(table: Any) -> Any:
    """1 for a row that came, -1 for one that went."""
    return ibis.ifelse(table.until.isnull() | (table.until > table["$moment"]), 1, -1).cast("int64")


def _signed(table: Any) -> Any:
    """The rows that came to the book after `since` and that went from it; what did both is left out."""
    moment, since = table["$moment"], table["$since"]
    came = (table.moment > since) & (table.moment <= moment) & (table.until.isnull() | (table.until > moment))
    went = (table.until > since) & (table.until <= moment) & (table.moment <= since)
    return table.filter((table.zone_id == table["$zone"]) & (came | went))


@lru_cache(maxsize=256)
def keys_and_days(rows: Rows, column: str) -> Query:
    """Key, day and number of each row in a period, for intervals and for what is missing."""

    def asked() -> Any:
        return _opened(rows, "").select(key=column, day=rows.on, number="number")

    return compile_sql(f"keys {column}", asked, rows)


@lru_cache(maxsize=256)
def latest(rows: Rows, column: str) -> Query:
    """Day, number and value of each row in a period."""

    def asked() -> Any:
        return _opened(rows, "").select(day=rows.on, number="number", value=column)

    return compile_sql(f"latest {column}", asked, rows)


@lru_cache(maxsize=256)
def cells(rows: Rows, keys: tuple[str, ...], columns: tuple[str, ...], by: str) -> Query:
    """Per day and keys: for each column how many values, their sum and the highest."""
    return compile_sql(f"cells {keys} {columns} {by}", lambda: _daily_cells(rows, keys, columns, by), rows)


def _daily_cells(rows: Rows, keys: tuple[str, ...], columns: tuple[str, ...], by: str) -> Any:
    table = _opened(rows, by)
    grouped: Sequence[Any] = [table[rows.on].name("day"), *(table[key] for key in keys)]
    found: dict[str, Any] = {}
    for column in columns:
        found |= {
            f"{column}__count": table[column].count(),
            f"{column}__total": table[column].cast("int64").sum(),
            f"{column}__highest": table[column].max(),
        }
    return table.group_by(grouped).aggregate(**found)
