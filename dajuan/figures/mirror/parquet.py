"""Writing the mirror's files: sorted, LZ4, row groups of DuckDB's own size, with what the manifest says of each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from dajuan.core.records.models import Entry
from dajuan.figures.mirror.columns import columns_of, day_of
from dajuan.figures.mirror.folder import STAGING, on_disk
from dajuan.figures.mirror.manifest import File

FORM = "(FORMAT parquet, COMPRESSION lz4, ROW_GROUP_SIZE 122880)"
MONTH = "(FORMAT parquet, COMPRESSION lz4, PARTITION_BY (month_of_day))"  # a folder a month, named so
SPLITS = {"ever": "''", "year": "strftime({day}, '%Y')", "month": "strftime({day}, '%Y-%m')"}
ROWS_OF_ONE_FILE = 200_000  # of a type that is not split at all
ROWS_OF_A_YEAR = 1_000_000  # beyond which a type is split by month
MEMORY = "512MB"


def workbench(folder: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB of the builder's own, which spills to the folder's staging and not to memory."""
    staging = folder / STAGING
    staging.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect()
    con.execute(f"SET memory_limit = '{MEMORY}'")
    con.execute(f"SET temp_directory = {quoted(staging)}")
    con.execute("SET TimeZone = 'UTC'")
    return con


@dataclass(frozen=True)
class Staged:
    """Rows on their way into files: what stands after FROM, and where they are many, their files by month."""

    rows: str
    months: Mapping[str, Sequence[Path]] = field(default_factory=dict)

    @classmethod
    def by_month(cls, folder: Path) -> Staged:
        """What was written into a folder with a folder a month."""
        months: dict[str, list[Path]] = {}
        for path in sorted(folder.rglob("*.parquet")):
            months.setdefault(path.parent.name.partition("=")[2], []).append(path)
        return cls(union(str(path) for its in months.values() for path in its), months)

    def part(self, key: str, part: str) -> str:
        """What stands after FROM for one part; `key` says which part a row belongs to."""
        if not self.months:
            return f"{self.rows} WHERE {key} = '{part}'"
        return union(str(path) for month, its in self.months.items() if month.startswith(part) for path in its)


@dataclass(frozen=True)
class Bench:
    """Where the files of one entry type are made, for one generation."""

    con: duckdb.DuckDBPyConnection
    folder: Path
    entry: type[Entry]
    generation: str

    @property
    def label(self) -> str:
        return self.entry._meta.label_lower

    @property
    def columns(self) -> list[str]:
        return list(columns_of(self.entry))

    def staging(self, path: Path, *, by_month: bool) -> str:
        """What puts `{rows}` into a file unsorted, or into a folder with a folder a month."""
        if not by_month:
            return f"COPY {{rows}} TO {quoted(path)} {FORM}"
        month = f"SELECT *, {self.part_of('month')} AS month_of_day FROM {{rows}}"  # noqa: S608  # our own names
        return f"COPY ({month}) TO {quoted(path)} {MONTH}"

    def open_files(self, staged: Staged, split: str) -> Iterator[File]:
        """One file for each part of some open rows, sorted by the day that counts."""
        key = self.part_of(split)
        found = self.con.execute(f"SELECT DISTINCT {key} FROM {staged.rows} ORDER BY 1").fetchall()  # noqa: S608  # our own names
        for (part,) in found:
            yield self.file("open", part, staged.part(key, part), f'"{day_of(self.entry)}", number')

    def closed_file(self, source: str) -> File:
        """One file of closed rows, in the order of their withdrawal."""
        return self.file("closed", "", source, "until, number")

    def file(self, kind: str, part: str, source: str, order: str) -> File:
        """Write one file and wait until it is on disk."""
        name = "-".join(filter(None, [kind, part]))
        path = self.folder / self.label / f"{name}.{self.generation}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        columns = ", ".join(f'"{column}"' for column in columns_of(self.entry))
        self.con.execute(f"COPY (SELECT {columns} FROM {source} ORDER BY {order}) TO {quoted(path)} {FORM}")  # noqa: S608  # our own names
        on_disk(path)
        on_disk(path.parent)
        return self._described(path, part)

    def _described(self, path: Path, part: str) -> File:
        day = f'"{day_of(self.entry)}"'
        whole = [name for name, kind in columns_of(self.entry).items() if kind == "BIGINT"]
        sums = ", ".join(f'sum("{name}")' for name in whole)
        (rows, first, last, last_until, *found) = self._one(
            f"SELECT count(*), min({day}), max({day}), max(until), {sums} FROM {quoted(path)}"  # noqa: S608  # our own names
        )
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return File(
            path=str(path.relative_to(self.folder)),
            part=part,
            rows=rows,
            bytes=path.stat().st_size,
            sha256=digest,
            first=first,
            last=last,
            last_until=last_until or 0,
            sums={name: int(total or 0) for name, total in zip(whole, found, strict=True)},
        )

    def split_of(self, staged: Staged) -> str:
        """How some open rows are split: by their number, and the years they spread over."""
        rows, years = self._one(
            f'SELECT count(*), count(DISTINCT year("{day_of(self.entry)}")) FROM {staged.rows}'  # noqa: S608  # our own names
        )
        if rows <= ROWS_OF_ONE_FILE:
            return "ever"
        return "year" if rows <= ROWS_OF_A_YEAR * years else "month"

    def part_of(self, split: str) -> str:
        """The part a row belongs to, as an expression."""
        return SPLITS[split].format(day=f'"{day_of(self.entry)}"')

    def _one(self, sql: str) -> tuple[Any, ...]:
        return self.con.execute(sql).fetchone() or ()


def has_outgrown(split: str, files: Sequence[File]) -> bool:
    """Whether files are so long by now that their type must be split more finely. None is ever joined again."""
    most = {"ever": ROWS_OF_ONE_FILE, "year": ROWS_OF_A_YEAR}.get(split)
    return most is not None and sum(file.rows for file in files) > most * len(files)


def quoted(path: Path) -> str:
    """A path as DuckDB writes it."""
    return "'" + str(path).replace("'", "''") + "'"


def union(paths: Iterable[str | Path]) -> str:
    """Several files as one source; empty for none."""
    names = ", ".join(quoted(Path(path)) for path in paths)
    return f"read_parquet([{names}], hive_partitioning = false)" if names else ""
