"""Predicates as SQL: ours say what Ibis says."""

from __future__ import annotations

from dajuan.figures import catalogue
from dajuan.figures.conditions import _value, by_ibis, conditions
from dajuan.figures.vocabulary import Rows, row


def test_plain_predicates_of_the_catalogue_read_as_ibis_writes_them() -> None:
    used = {rows.signature: rows for one in catalogue.every() for rows in one.rows_used() if rows.predicates}
    several = list(used.values())[::9]  # a ninth of them: Ibis takes milliseconds each
    for rows in several:
        said = " AND ".join(by_ibis(rows.entry, predicate, "duckdb") for predicate in rows.predicates)
        assert conditions(rows, "duckdb") == said


def test_text_is_quoted_and_what_is_not_plain_is_left_to_ibis() -> None:
    rows = next(rows for one in catalogue.every() for rows in one.rows_used())
    narrowed = Rows(rows.entry).where(row.number == 7, row.zone_id != -1, row.zone_id.isin([1, 2]))
    assert conditions(narrowed, "duckdb").startswith('("number" = 7) AND ("zone_id" <> -1) AND (')
    assert _value("O'Hara") == "'O''Hara'"
