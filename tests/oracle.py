"""Another computation of every figure, by Polars over whole tables: it shares the declarations with the product and
nothing of its SQL. The one thing both read alike is a room's own fold of daily cells."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from typing import Any

import ibis
import polars as pl

from dajuan.core.records.models import Entry, Merged
from dajuan.figures.book import Book
from dajuan.figures.compiled import table_of
from dajuan.figures.vocabulary import Cell, Change, Daily, Figure, Interval, Measure, Net, Ratio, Rows, Stock
from dajuan.values.periods import Period, PeriodError

TYPES = {"int64": pl.Int64, "string": pl.String, "date": pl.Date, "boolean": pl.Boolean}


class Oracle:
    """Answers of one book, from every row of every table."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._frames: dict[type[Entry], pl.DataFrame] = {}
        self._opened: dict[tuple[str, date, date], pl.DataFrame] = {}

    def frame(self, entry: type[Entry]) -> pl.DataFrame:
        """The book's rows of one entry type."""
        if entry not in self._frames:
            schema = table_of(entry).schema()
            names = [name for name, kind in schema.items() if str(kind).lstrip("!") in TYPES]
            columns = {f.column: f.attname for f in entry._meta.concrete_fields}
            rows: Any = entry._base_manager.values_list(*(columns[name] for name in names))
            types = {name: TYPES[str(schema[name]).lstrip("!")] for name in names}
            whole = pl.DataFrame(list(rows), schema=types, orient="row")
            moment = self.book.moment
            known = (pl.col("moment") <= moment) & (pl.col("until").is_null() | (pl.col("until") > moment))
            self._frames[entry] = whole.filter(known & (pl.col("zone_id") == self.book.zone.pk))
        return self._frames[entry]

    def opened(self, rows: Rows, period: Period) -> pl.DataFrame:
        """The rows in a period."""
        asked = (rows.signature, *period.bounds)
        if asked not in self._opened:
            self._opened[asked] = self._narrowed(rows, *period.bounds)
        return self._opened[asked]

    def _narrowed(self, rows: Rows, start: date, end: date) -> pl.DataFrame:
        frame = self.frame(rows.entry).filter((pl.col(rows.on) >= start) & (pl.col(rows.on) < end))
        for predicate in rows.predicates:
            table = ibis.polars.connect({"rows": frame}).table("rows")
            frame = table.get_backend().compile(table.filter(table.bind(predicate)[0])).collect()
        for tie in rows.ties:
            others = set(self._narrowed(tie.other, date.min, end)[tie.other_column].drop_nulls())
            frame = frame.filter(pl.col(tie.column).is_in(list(others)) == tie.among)
        return frame

    def value(self, figure: Figure, asked: Period) -> Fraction | None:
        """The figure's value."""
        if self.book.moment == 0:
            return None
        days = figure.days(asked)
        if isinstance(figure, Measure):
            whole = self._measured(figure, self.opened(figure.rows, days))
            return None if whole is None else Fraction(whole) / figure.scale
        if isinstance(figure, Ratio | Stock | Net):
            first, second = (self.value(part, asked) for part in figure.parts)
            if first is None or second is None:
                return None
            if isinstance(figure, Stock | Net):
                return first - second
            return first / second * 100 if second else None
        if isinstance(figure, Change):
            return self._changed(figure, asked)
        if isinstance(figure, Interval):
            return self._shortest(figure, asked)
        assert isinstance(figure, Daily)
        value = figure.fold(self._cells(figure, days), days)
        return None if value is None else Fraction(value) / figure.scale

    def _measured(self, figure: Measure, frame: pl.DataFrame) -> int | None:
        if figure.kind == "count":
            return frame.height
        column = frame[figure.column].drop_nulls().to_list()
        if figure.kind == "total":
            return int(sum(column))
        if figure.kind == "distinct":
            kept = self._mergers(figure.subject) if figure.subject else {}
            return len({kept.get(key, key) for key in column})
        if figure.kind == "lowest":
            return min(column, default=None)
        last = frame.sort(figure.rows.on, "number").tail(1)
        return last[figure.column].item() if last.height else None

    def _mergers(self, subject: str) -> dict[int, int]:
        merged = self.frame(Merged).filter(pl.col("type") == subject)
        return dict(zip(merged["gone"], merged["kept"], strict=True))

    def _changed(self, figure: Change, asked: Period) -> Fraction | None:
        try:
            before = self.value(figure.of, asked.last_year())
        except (PeriodError, ValueError):
            return None
        now = self.value(figure.of, asked)
        return None if now is None or before is None else now - before

    def _shortest(self, figure: Interval, asked: Period) -> Fraction | None:
        first = self.opened(figure.first, Period(date.min, asked.end))
        second = self.opened(figure.second, figure.days(asked))
        begun = first.group_by(figure.key_column).agg(pl.col(figure.first.on).min().alias("begun"))
        ended = second.group_by(figure.key_column).agg(pl.col(figure.second.on).min().alias("ended"))
        both = begun.join(ended, on=figure.key_column)
        if figure.through:
            passed = self.opened(figure.through, Period(date.min, asked.end))
            on = pl.col(figure.through.on)
            both = both.join(passed.select(figure.key_column, figure.through.on), on=figure.key_column)
            both = both.filter((on >= pl.col("begun")) & (on <= pl.col("ended"))).unique(figure.key_column)
        days = both.select((pl.col("ended") - pl.col("begun")).dt.total_days())
        taken = sorted(n for n in days.to_series() if n >= 0)
        return Fraction(taken[figure.place - 1]) if len(taken) >= figure.place else None

    def _cells(self, figure: Daily, days: Period) -> list[Cell]:
        frame = self.opened(figure.rows, days)
        groups: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
        for line in frame.select(figure.rows.on, *figure.keys, *figure.columns).iter_rows(named=True):
            groups[line[figure.rows.on], *(line[key] for key in figure.keys)].append(line)
        found = []
        for (day, *keys), lines in groups.items():
            values = {c: [line[c] for line in lines if line[c] is not None] for c in figure.columns}
            found.append(
                Cell(
                    day,
                    tuple(keys),
                    count={c: len(v) for c, v in values.items()},
                    total={c: sum(v) for c, v in values.items()},
                    highest={c: max(v) for c, v in values.items() if v},
                )
            )
        return found
