"""Lists page by key, never by offset: page 3,000 of a register costs what page 1 costs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

M = TypeVar("M", bound=Model)
SIZE = 30


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows of a list, and the keys from which the neighbouring pages start; empty where there is none."""

    rows: list[M]
    before: str
    after: str

    @property
    def alone(self) -> bool:
        return not (self.before or self.after)


def page_by_key(
    queryset: QuerySet[M],
    request: HttpRequest,
    order: Sequence[str] = ("-pk",),
    size: int = SIZE,
    parts: Sequence[QuerySet[Any]] = (),
) -> Page[M]:
    """The page a request asks for by `?after=` or `?before=`; the first one where it asks for none or for nonsense.

    `order` names columns of the row itself that are never empty, "-" for descending; the last one is unique. `parts`:
    querysets that together are the list, each in the order of an index of its own: no more than a page of each is read.
    """
    backward = "before" in request.GET
    key = _read(queryset.model, order, request.GET.get("before" if backward else "after", ""))
    walked = _turned(order) if backward and key else list(order)
    if parts:
        first = (_beyond(part, walked, key).order_by(*walked).values("pk")[: size + 1] for part in parts)
        queryset = queryset.filter(reduce(or_, (Q(pk__in=some) for some in first)))
    rows = list(_beyond(queryset, walked, key).order_by(*walked)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if walked != list(order):
        return Page(rows[::-1], _key(rows[-1], order) if more else "", _key(rows[0], order) if rows else "")
    return Page(rows, _key(rows[0], order) if key and rows else "", _key(rows[-1], order) if more else "")


def _turned(order: Sequence[str]) -> list[str]:
    return [name[1:] if name.startswith("-") else f"-{name}" for name in order]


def _beyond(queryset: QuerySet[M], order: Sequence[str], key: list[Any]) -> QuerySet[M]:
    """Rows that come after the key: (a, b) > (x, y) written so that an index on a is used."""
    if not key:
        return queryset
    later, equal = Q(), Q()
    for name, value in zip(order, key, strict=True):
        field, way = (name[1:], "lt") if name.startswith("-") else (name, "gt")
        later |= equal & Q(**{f"{field}__{way}": value})
        equal &= Q(**{field: value})
    first, way = order[0].lstrip("-"), "lte" if order[0].startswith("-") else "gte"
    return queryset.filter(Q(**{f"{first}__{way}": key[0]}) & later)


def _key(row: Model, order: Sequence[str]) -> str:
    return json.dumps([str(getattr(row, name.lstrip("-"))) for name in order], ensure_ascii=False)


def _read(model: type[Model], order: Sequence[str], text: str) -> list[Any]:
    """The key's values, or nothing where the text is not a key of this list."""
    try:
        parts = json.loads(text or "[]")
        if not isinstance(parts, list) or len(parts) != len(order):
            return []
        return [_field(model, name).to_python(part) for name, part in zip(order, parts, strict=True)]
    except (ValueError, TypeError, ValidationError, OverflowError):
        return []


def _field(model: type[Model], name: str) -> Any:
    name = name.lstrip("-")
    return model._meta.pk if name == "pk" else model._meta.get_field(name)
