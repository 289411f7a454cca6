"""The course of a case in one question: what happened when, who recorded it, whether it still stands.

A case has two dozen kinds of entries. Asked for one by one they would cost a page twenty questions, put together anew
by the framework each time they cost more than all the rest of the page; so the question is put together once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import F, Value
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.models import entry_types
from dajuan.lines.services.models.case_entries import CaseEntry

NO_CASE = -987654321  # stands for the case in a question put together beforehand


@dataclass(frozen=True)
class Happened:
    """One entry of a case as its timeline shows it. `zone` is that of whoever recorded it: an applicant has none."""

    number: int
    kind: str
    at: datetime
    stands: bool
    words: str
    recorder: str
    zone: int | None
    office: str

    @property
    def by(self) -> Any:
        """Who recorded it; an applicant by no name, for the page is read by many."""
        return self.recorder if self.zone else _("the applicant")

    @property
    def name(self) -> Any:
        return entry_types()[self.kind]._meta.verbose_name


def timeline(case: models.Model) -> list[Happened]:
    """Everything recorded about a case, withdrawn entries too, latest first. One question."""
    sql, params = _question(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, [case.pk if one == NO_CASE else one for one in params])
        rows = [Happened(number, kind, _instant(at), until is None, *said) for kind, number, at, until, *said in cursor]
    return sorted(rows, key=lambda one: (one.at, one.number), reverse=True)


@cache
def case_entry_types() -> dict[str, type[CaseEntry]]:
    """Every kind of entry of a case by its label."""
    return {label: model for label, model in entry_types().items() if issubclass(model, CaseEntry)}


@cache
def _question(vendor: str) -> tuple[str, tuple[Any, ...]]:
    """The question put together for a database engine, and its values, NO_CASE in place of the case."""
    names = {
        "by": F("moment__recorded_by__name"),
        "from": F("moment__recorded_by__zone"),
        "of": F("moment__office__name"),
    }
    rows = [
        model._base_manager.filter(case=NO_CASE)
        .order_by()
        .annotate(kind=Value(label, models.CharField()), **names)
        .values_list("kind", "number", "at", "until_id", "words", "by", "from", "of")
        for label, model in case_entry_types().items()
    ]
    sql, params = rows[0].union(*rows[1:], all=True).query.sql_with_params()
    return sql, tuple(params)


def _instant(at: Any) -> datetime:
    """SQLite tells an instant as a text in UTC."""
    moment = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
