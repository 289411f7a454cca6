"""Questions that every page or act asks, put together once a process.

Django takes longer to write a question of thirty columns than a database takes to answer it. Such a question is written
once, with marks in place of what changes, and asked again and again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.db.models.query import get_related_populators

PREPARED_AFTER = 1  # executions of one text on one connection
FIRST_MARK = -987654321  # this and the numbers below it stand for numbers, days of the year 1 for days


@contextmanager
def written_cursor() -> Iterator[Any]:
    """A cursor for statements whose text never changes: PostgreSQL plans them once a connection, not once a request.

    The statement that writes a subject's columns anew takes it five times as long to plan as to carry out.
    """
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            yield cursor
        return
    connection.ensure_connection()
    connection.connection.prepare_threshold = PREPARED_AFTER  # Django's own cursors bind in the client: none prepares
    with connection.wrap_database_errors:
        plain = _prepared_cursor()(connection.connection)
    prepare: Any = connection._prepare_cursor  # type: ignore[attr-defined]  # of Django itself: errors, log, debug
    with prepare(plain) as cursor:
        yield cursor


@cache
def _prepared_cursor() -> Any:
    import psycopg

    class Prepared(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **kwargs: Any) -> Any:
            return super().execute(query, params, prepare=True)

    return Prepared


def ask(question: Callable[..., Any], *values: Any) -> list[Any]:
    """The rows of a question: a function at module level that gives a queryset for the marks it is called with.

    It may depend on nothing but its arguments, numbers and days, and on the database engine.
    """
    kinds = tuple(isinstance(one, date) for one in values)
    return _Written.of(question, kinds, connection.vendor).rows(values)


class _Written:
    """A question as the database is asked it, and how its rows become models."""

    def __init__(self, question: Callable[..., Any], kinds: tuple[bool, ...]) -> None:
        marks = [date(1, 1, place + 1) if day else FIRST_MARK - place for place, day in enumerate(kinds)]
        self.compiler: Any = question(*marks).query.get_compiler(connection=connection)
        self.sql, params = self.compiler.as_sql()
        places = {str(mark): place for place, mark in enumerate(marks)}
        self.params = [(places.get(str(one)), one) for one in params]
        select, info = self.compiler.select, self.compiler.klass_info
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        self.model, self.own = info["model"], slice(first, last)
        self.names = [column[0].target.attname for column in select[self.own]]
        populators: Any = get_related_populators  # the stubs know a later Django
        self.around = populators(info, select, connection.alias)
        self.converters = self.compiler.get_converters([column[0] for column in select])

    @staticmethod
    @cache
    def of(question: Callable[..., Any], kinds: tuple[bool, ...], vendor: str) -> _Written:
        return _Written(question, kinds)

    def rows(self, values: Sequence[Any]) -> list[Any]:
        given = [connection.ops.adapt_datefield_value(one) if isinstance(one, date) else one for one in values]
        with written_cursor() as cursor:
            cursor.execute(self.sql, [one if place is None else given[place] for place, one in self.params])
            found: Any = cursor.fetchall()
        if self.converters:
            found = self.compiler.apply_converters(found, self.converters)
        return [self._row(tuple(one)) for one in found]

    def _row(self, values: tuple[Any, ...]) -> Any:
        row = self.model.from_db(connection.alias, self.names, values[self.own])
        for related in self.around:
            related.populate(values, row)
        return row
