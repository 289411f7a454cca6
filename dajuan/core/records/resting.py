"""What rests on what: a step cannot be withdrawn while a later one that needs it still stands.

A subject declares it by the related names of its entries; the act asks once, after everything it holds:

    class Work(Subject):
        rests = (Rests("starts", on="listings"), Rests("openings", on="starts"))

A correction in one act stays possible: what counts is what will stand when the act has been written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from dajuan.core.records.models import Entry, Refused

SOME = 1000  # subjects asked about at a time


@dataclass(frozen=True)
class Rests:
    """Entries of `later` (of those `where` holds) need an entry of `on` (`given` this) that happened no later.

    `whole` where they need all there are of `on`, such as the parts that make up 100 %: none of them goes alone.
    """

    later: str
    on: str
    where: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = False
    given: Mapping[str, Any] = field(default_factory=dict)


def refuse_gaps(withdrawn: Sequence[Entry], entered: Sequence[Entry]) -> None:
    """Refuse to withdraw what standing entries rest on. A few questions per kind of entry, however many there are."""
    by_type: dict[type[Entry], list[Entry]] = {}
    for entry in withdrawn:
        by_type.setdefault(type(entry), []).append(entry)
    gone = {entry.number for entry in withdrawn}
    for model, entries in by_type.items():
        for subject, rests in _resting_on(model):
            name = subject._meta.get_field(rests.on).field.attname
            keys = sorted({key for entry in entries if (key := getattr(entry, name)) is not None})
            for at in range(0, len(keys), SOME):
                _refuse_gap(subject, rests, keys[at : at + SOME], gone, entered)


def takes_part(model: type[Entry]) -> bool:
    """Whether entries of this type rest on others or have others rest on them."""
    return any(
        column.related_model._meta.get_field(name).related_model is model  # type: ignore[union-attr]  # a subject
        for column in model._meta.concrete_fields
        for rests in getattr(column.related_model, "rests", ())
        for name in (rests.on, rests.later)
    )


def _resting_on(model: type[Entry]) -> Iterator[tuple[Any, Rests]]:
    """The subjects this type of entry is about, with each rule in which something rests on it."""
    for column in model._meta.concrete_fields:
        for rests in getattr(column.related_model, "rests", ()):
            if column.related_model._meta.get_field(rests.on).related_model is model:  # type: ignore[union-attr]  # a subject
                yield column.related_model, rests


def _refuse_gap(subject: Any, rests: Rests, keys: list[int], gone: set[int], entered: Iterable[Entry]) -> None:
    grounds = {} if rests.whole else _first_days(subject, rests.on, rests.given, keys, gone, entered)
    for key, day in _first_days(subject, rests.later, rests.where, keys, gone, entered).items():
        if key not in grounds or day < grounds[key]:
            what = capfirst(str(subject._meta.get_field(rests.later).related_model._meta.verbose_name))
            words = _("“%(what)s” of %(day)s rests on this record and still stands: withdraw that one first.")
            raise Refused(words % {"what": what, "day": day.isoformat()})


def _first_days(
    subject: Any, entries: str, where: Mapping[str, Any], keys: list[int], gone: set[int], entered: Iterable[Entry]
) -> dict[int, date]:
    """The first day on which each subject will have such an entry when the act is written; none where it will not."""
    relation = subject._meta.get_field(entries)
    name = relation.field.attname
    rows = relation.related_model._default_manager.standing().filter(**{f"{name}__in": keys}, **where)
    days = [(key, day) for key, number, day in rows.values_list(name, "number", "happened_on") if number not in gone]
    days += [
        (getattr(entry, name), entry.happened_on)
        for entry in entered
        if type(entry) is relation.related_model and all(getattr(entry, column) == is_ for column, is_ in where.items())
    ]
    first: dict[int, date] = {}
    for key, day in days:
        first[key] = min(day, first.get(key, day))
    return {key: first[key] for key in keys if key in first}
