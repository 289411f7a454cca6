"""Questions that every page or act asks, put together once a process.

Django takes longer to write a question of thirty columns than a database takes to answer it. Such a question is written
once, with marks in place of what changes, and asked again and again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.db.models.query import get_related_populators

FIRST_MARK = -987654321  # this and the numbers below it stand for numbers, days of the year 1 for days
MARK_OF_TEXT = "\x01mark-%d"  # stands for a text


def ask(question: Callable[..., Any], *values: Any) -> list[Any]:
    """The rows of a question: a function at module level that gives a queryset for the marks it is called with.

    It may depend on nothing but its arguments, each a number, a day or a text, and on the database engine.
    """
    kinds = tuple(_kind(one) for one in values)
    return _Written.of(question, kinds, connection.vendor).rows(values)


class _Written:
    """A question as the database is asked it, and how its rows become models."""

    def __init__(self, question: Callable[..., Any], kinds: tuple[type, ...]) -> None:
        marks = [_mark(place, kind) for place, kind in enumerate(kinds)]
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
    def of(question: Callable[..., Any], kinds: tuple[type, ...], vendor: str) -> _Written:
        return _Written(question, kinds)

    def rows(self, values: Sequence[Any]) -> list[Any]:
        given = [connection.ops.adapt_datefield_value(one) if isinstance(one, date) else one for one in values]
        with connection.cursor() as cursor:
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


def _kind(value: object) -> type:
    """Whether a value is a number, a day or a text."""
    return date if isinstance(value, date) else str if isinstance(value, str) else int


def _mark(place: int, kind: type) -> Any:
    """What stands in a question for the value at a place."""
    if kind is date:
        return date(1, 1, place + 1)
    return MARK_OF_TEXT % place if kind is str else FIRST_MARK - place
