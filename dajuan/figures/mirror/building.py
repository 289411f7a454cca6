"""Building the mirror, and bringing it up to the ledger's last moment. One builder at a time; anybody may read.

At any instant the last manifest stands: files are written under new names first, and a crash leaves only files that no
manifest names, which the next builder clears away. The ledger is read and nothing in it is touched.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from django.db import connection
from django.utils import timezone

from dajuan.core.records.models import EntryNumber, Moment, entry_types
from dajuan.figures.mirror import reading, remote
from dajuan.figures.mirror.columns import digest
from dajuan.figures.mirror.extraction import Slice, take
from dajuan.figures.mirror.folder import PROGRESS, STAGING, Busy, Folder, noted
from dajuan.figures.mirror.manifest import File, Manifest, Shelf, Unsound
from dajuan.figures.mirror.parquet import ROWS_OF_A_YEAR, Bench, Staged, has_outgrown, union, workbench

log = logging.getLogger(__name__)
BUILDER_LOCK = 0x6D6972726F72  # "mirror": where several machines may build, the database says who does
CLOSED_FILES = 8  # of one type, before the short ones are joined
SHORT = 120_000  # rows of a closed file worth joining
Report = Callable[["Progress"], None]


class NotBuilt(Exception):
    """The mirror could not be built; the last one stands, and the ledger is untouched. The message says why."""


@dataclass
class Progress:
    """How far the builder has come: entries mirrored, of how many, and of which type now."""

    of: int
    rows: int = 0
    type: str = ""

    def text(self) -> str:
        return json.dumps({"pid": os.getpid(), "of": self.of, "rows": self.rows, "type": self.type})


def build(report: Report | None = None) -> Manifest:
    """Build the whole mirror anew. Raises Busy where another builder is at work, NotBuilt where it cannot be."""
    return _built(report, anew=True)


def bring_up(report: Report | None = None) -> Manifest:
    """Bring the mirror up to the last moment, rewriting only what was touched; build it where none can be trusted."""
    return _built(report, anew=False)


def _built(report: Report | None, *, anew: bool) -> Manifest:
    where = reading.folder()
    try:
        with where.building(), only_here():
            standing = None if anew else _standing()
            made = _Build(where, standing, report).run()
            if remote.is_used():
                remote.publish(where, made)
    except (duckdb.Error, OSError) as problem:
        with suppress(OSError, Busy), where.building():
            where.tidy(_named(where))
        raise NotBuilt(str(problem).splitlines()[0]) from problem
    reading.look_anew()
    return made


def _standing() -> Manifest | None:
    """The manifest to go on from; None where it is no good."""
    reading.look_anew()
    try:
        return reading.sound().manifest
    except Unsound:
        return None


def _named(where: Folder) -> Manifest | None:
    """The manifest that stands, sound or not; None where there is none or it cannot be read."""
    try:
        held = where.held()
    except Unsound:
        return None
    held.let_go()
    return held.manifest


@contextmanager
def only_here() -> Iterator[None]:
    """On PostgreSQL, be the only builder of this database on any machine. Raises Busy where another is at work."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [BUILDER_LOCK])
        if cursor.fetchone() != (True,):
            raise Busy
    try:
        yield
    finally:
        with suppress(Exception), connection.cursor() as cursor:  # a lost connection has let go already
            cursor.execute("SELECT pg_advisory_unlock(%s)", [BUILDER_LOCK])


def ledger_end() -> tuple[int, int]:
    """The last committed moment and the last entry's number at it, zeros in an empty ledger; read in one statement."""
    quote = connection.ops.quote_name
    ends = (f"(SELECT max(number) FROM {quote(model._meta.db_table)})" for model in (Moment, EntryNumber))  # noqa: S608  # our own names
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(ends)}")
        moment, number = cursor.fetchone()
    return moment or 0, number or 0


class _Build:
    """One generation in the making."""

    def __init__(self, where: Folder, standing: Manifest | None, report: Report | None) -> None:
        self.where = where
        self.standing = standing
        self.before = _named(where)
        self.report = report
        self.said_at = 0.0
        self.token = secrets.token_hex(3)

    def run(self) -> Manifest:
        self.where.tidy(self.before)
        self.upto, last_number = ledger_end()
        if not self.upto:
            raise NotBuilt("the ledger is empty, so there is nothing to mirror")
        if self.standing and self.standing.watermark == self.upto:
            return self.standing
        self.after = self.standing.watermark if self.standing else 0
        self.number = 1 + max([self.before.number if self.before else 0, *self._numbers()])
        self.progress = Progress(of=last_number - (self.standing.last_number if self.standing else 0))
        try:
            manifest = Manifest(
                number=self.number,
                token=self.token,
                schema=digest(),
                watermark=self.upto,
                recorded_at=Moment.objects.get(pk=self.upto).recorded_at,
                last_number=last_number,
                built_at=timezone.now(),
                shelves=self._shelves(),
            )
            self.where.place(manifest)
        finally:
            (self.where.path / PROGRESS).unlink(missing_ok=True)
        self.where.tidy(manifest)
        return manifest

    def _numbers(self) -> list[int]:
        """The generations whose manifests are still here."""
        names = [path.stem.split("-")[1] for path in self.where.path.glob("manifest-*.json")]
        return [int(name) for name in names if name.isdigit()]

    def _shelves(self) -> dict[str, Shelf]:
        found: dict[str, Shelf] = {}
        con = workbench(self.where.path)
        try:
            for label, entry in sorted(entry_types().items()):
                self._say(label)
                shelf = self._shelf(Bench(con, self.where.path, entry, f"{self.number:06}-{self.token}"))
                if shelf.files:
                    found[label] = shelf
        finally:
            con.close()
        return found

    def _shelf(self, bench: Bench) -> Shelf:
        old = self.standing.shelves.get(bench.label, Shelf("ever")) if self.standing else Shelf("ever")
        new = self._staged(bench, "open")
        gone = self._staged(bench, "closed")
        if not new.rows and not gone.rows:
            return old
        return Shelf(*self._open(bench, old, new, gone), self._closed(bench, old, gone))

    def _open(self, bench: Bench, old: Shelf, new: Staged, gone: Staged) -> tuple[str, tuple[File, ...]]:
        """The split and the open files with the new rows and without the gone ones; untouched files are kept."""
        if not old.open:
            split = bench.split_of(new) if new.rows else old.split
            return split, tuple(bench.open_files(new, split)) if new.rows else ()
        if has_outgrown(old.split, old.open):
            source = self._after(bench, old.open, new, gone)
            split = bench.split_of(source)
            return split, tuple(bench.open_files(source, split))
        touched = self._touched(bench, old.split, new, gone)
        source = self._after(bench, [file for file in old.open if file.part in touched], new, gone)
        files = [file for file in old.open if file.part not in touched]
        return old.split, tuple(sorted([*files, *bench.open_files(source, old.split)], key=lambda file: file.part))

    def _after(self, bench: Bench, files: list[File] | tuple[File, ...], new: Staged, gone: Staged) -> Staged:
        """The open rows of some files and the new ones, without those that are gone."""
        columns = ", ".join(f'"{name}"' for name in bench.columns)
        without = f"WHERE number NOT IN (SELECT number FROM {gone.rows})" if gone.rows else ""  # noqa: S608  # our own names
        parts = [f"SELECT {columns} FROM {source}" for source in (union(self._paths(files)), new.rows) if source]  # noqa: S608  # our own names
        if not parts:
            return Staged(f"(FROM {gone.rows} LIMIT 0)")
        return Staged(f"(SELECT * FROM ({' UNION ALL '.join(parts)}) {without})")  # noqa: S608  # our own names

    def _touched(self, bench: Bench, split: str, new: Staged, gone: Staged) -> set[str]:
        """The parts in which rows came or went."""
        key = bench.part_of(split)
        sql = " UNION ".join(f"SELECT {key} FROM {some.rows}" for some in (new, gone) if some.rows)  # noqa: S608  # our own names
        return {part for (part,) in bench.con.execute(sql).fetchall()}

    def _closed(self, bench: Bench, old: Shelf, gone: Staged) -> tuple[File, ...]:
        """The closed files with what was withdrawn since behind them; many short ones become one."""
        if not gone.rows:
            return old.closed
        short = [file for file in old.closed if file.rows < SHORT]
        if len(old.closed) < CLOSED_FILES or not short:
            return (*old.closed, bench.closed_file(gone.rows))
        at = old.closed.index(short[0])  # from the first short one on, so that the order holds
        both = f"(FROM {union(self._paths(old.closed[at:]))} UNION ALL FROM {gone.rows})"
        return (*old.closed[:at], bench.closed_file(both))

    def _paths(self, files: list[File] | tuple[File, ...]) -> list[str]:
        return [str(self.where.path / file.path) for file in files]

    def _staged(self, bench: Bench, kind: str) -> Staged:
        """A slice of the ledger, unsorted, in the staging folder; no rows where there is nothing in it."""
        rows = Slice(bench.entry, kind, self.after, self.upto)
        if not rows.exists:
            return Staged("")
        path = self.where.path / STAGING / f"{bench.label}.{kind}.parquet"
        by_month = kind == "open" and rows.has_more_than(ROWS_OF_A_YEAR)
        self.progress.rows += take(bench.con, rows, bench.staging(path, by_month=by_month))
        self._say(bench.label)
        return Staged.by_month(path) if by_month else Staged(union([path]))

    def _say(self, label: str) -> None:
        self.progress.type = label
        if time.monotonic() - self.said_at > 0.5:
            self.said_at = time.monotonic()
            noted(self.where.path / PROGRESS, self.progress.text())
            if self.report:
                self.report(self.progress)


def progress() -> dict[str, Any] | None:
    """What the builder at work said last; None where none is at work."""
    path: Path = reading.folder().path / PROGRESS
    try:
        said: dict[str, Any] = json.loads(path.read_text())
        os.kill(int(said["pid"]), 0)
    except (OSError, ValueError, KeyError):
        return None
    return said
