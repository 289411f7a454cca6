"""Writing the mirror's files: sorted, LZ4, row groups of DuckDB's own size, with what the manifest says of each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from dajuan.core.records.models import Entry
from dajuan.figures.mirror.columns import columns_of, day_of
from dajuan.figures.mirror.folder import STAGING, on_disk
from dajuan.figures.mirror.manifest import File

FORM = "(FORMAT parquet, COMPRESSION lz4, ROW_GROUP_SIZE 122880)"
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

    def open_files(self, source: str, split: str) -> Iterator[File]:
        """One file for each part of a source of open rows, sorted by the day that counts."""
        key = SPLITS[split].format(day=f'"{day_of(self.entry)}"')
        for (part,) in self.con.execute(f"SELECT DISTINCT {key} FROM {source} ORDER BY 1").fetchall():  # noqa: S608  # our own names
            yield self.file("open", part, f"{source} WHERE {key} = '{part}'", f'"{day_of(self.entry)}", number')

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

    def split_of(self, source: str) -> str:
        """How a source of open rows is split: by its rows, and the years they spread over."""
        rows, years = self._one(
            f'SELECT count(*), count(DISTINCT year("{day_of(self.entry)}")) FROM {source}'  # noqa: S608  # our own names
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


def union(paths: list[str]) -> str:
    """Several files as one source; empty for none."""
    return f"read_parquet([{', '.join(quoted(Path(path)) for path in paths)}])" if paths else ""
