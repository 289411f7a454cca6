"""What the ledger's constraints say about keys."""

from __future__ import annotations

import pytest

from dajuan.core.records.models import entry_types
from dajuan.core.tickets.models import Dispatch, Report, Solution
from dajuan.figures.standing import stands_once


@pytest.mark.parametrize(
    ("entry", "column", "is_so"),
    [(Report, "ticket_id", True), (Dispatch, "ticket_id", False), (Dispatch, "turn", True), (Solution, "turn", True)],
)
def test_a_key_stands_once_where_a_constraint_says_so(entry: type, column: str, is_so: bool) -> None:
    assert stands_once(entry, column) is is_so


def test_what_a_column_stands_for_are_fields_of_its_entry() -> None:
    for entry in entry_types().values():
        names = {field.name for field in entry._meta.concrete_fields}
        for column, several in entry.stands_for.items():
            assert {column, *several} <= names, entry
