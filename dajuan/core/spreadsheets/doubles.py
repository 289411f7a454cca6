"""Finds entries that a table would refuse because the same already stands, before the table is asked.

The constraint would refuse the whole import without saying which row; this names the row.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, UniqueConstraint

from dajuan.core.records.models import Entry, Refused

STANDING = Q(until__isnull=True)
Key = tuple[Any, ...]


class Doubles:
    """What the entries of one import would make stand, by constraint."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def refuse(self, entries: list[Entry], withdrawn: set[int], passing: set[tuple[type[Any], Any]]) -> None:
        """Raise Refused with the constraint's sentence where one of these would stand twice; else remember them.

        `withdrawn` are ledger numbers that stand no longer; `passing` subjects that will be taken back with the batch,
        so that what is said about them holds within it only.
        """
        lasting: set[int] = set()
        within: set[int] = set()
        for model in {type(entry) for entry in entries}:
            own = [entry for entry in entries if type(entry) is model]
            for constraint in _one_standing(model):
                keys = [_key(entry, constraint) for entry in own]
                there = _standing(model, constraint, set(keys), withdrawn)
                for key in keys:
                    mark = hash((model, constraint.name, key))
                    if key in there or mark in lasting or mark in within or mark in self._seen:
                        raise Refused(constraint.get_violation_error_message())
                    (within if _passes(model, constraint, key, passing) else lasting).add(mark)
        self._seen |= lasting


def _one_standing(model: type[Entry]) -> list[UniqueConstraint]:
    return [
        constraint
        for constraint in model._meta.constraints
        if isinstance(constraint, UniqueConstraint) and constraint.fields and constraint.condition in (STANDING, None)
    ]


def _key(entry: Entry, constraint: UniqueConstraint) -> Key:
    return tuple(getattr(entry, entry._meta.get_field(name).attname) for name in constraint.fields)  # type: ignore[union-attr]  # plain columns


def _standing(model: Any, constraint: UniqueConstraint, keys: set[Key], withdrawn: set[int]) -> set[Key]:
    """Which of these keys stand in the ledger already. One query."""
    names = [model._meta.get_field(name).attname for name in constraint.fields]
    rows = model._default_manager.filter(**{f"{names[0]}__in": {key[0] for key in keys}})
    if constraint.condition is not None:
        rows = rows.filter(constraint.condition)
    there = rows.exclude(pk__in=withdrawn) if withdrawn else rows
    return keys & set(there.values_list(*names))


def _passes(model: Any, constraint: UniqueConstraint, key: Key, passing: set[tuple[type[Any], Any]]) -> bool:
    related = [model._meta.get_field(name).related_model for name in constraint.fields]
    return any((kind, value) in passing for kind, value in zip(related, key, strict=True))
