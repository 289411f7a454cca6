"""The engine that reads columns: DuckDB over the mirror's Parquet files, with what came since merged on read.

As of a moment at or after the watermark the book is: the open files without what was withdrawn since, and the tail.
Before it: the open files recorded by then, and of the closed ones what had not yet been withdrawn (they lie in the
order of withdrawal, so most of them are passed over). The tail is read from the ledger by number and moment; what
another process records is found because the book's moment is a later one.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import re
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from threading import RLock
from typing import Any

import duckdb
from django.conf import settings

from dajuan.core.records.models import Entry
from dajuan.figures import mirror
from dajuan.figures.book import Book
from dajuan.figures.engines import Unserved
from dajuan.figures.engines.masks import MaskEngine
from dajuan.figures.mirror import Files, Mirror, checking, tail

logger = logging.getLogger(__name__)
NEAR_ROWS = 20_000  # of a type whose files are kept in memory once they were read a few times
NEAR_ALL = 3_000_000  # of all such types
NEAR_AFTER = 2  # readings from disk
SHARED = 128  # subqueries known
MARK = re.compile(r"\$[0-9a-f]{16}\$")  # stands for a subquery until it is known how many plans look at it
WORTH_ROWS = 1  # even a small table is joined with mergers, which may be many (bench figures)
FEW = 50  # rows that are written one by one
MANY = 2_000  # moments behind: the tail is then read by the database's own scanner
OF_THE_QUESTION = (  # such as a column it does not hold: no file is to blame
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.ParserException,
    duckdb.OutOfMemoryException,
    duckdb.InterruptException,
)


class Columnar(MaskEngine):
    """Answers from one generation of the mirror. Made anew for the next one."""

    dialect = "duckdb"

    def __init__(self, mirror: Mirror) -> None:
        self.mirror = mirror
        self.rows: dict[type[Entry], int] = {}
        self._files: dict[type[Entry], Files] = {}
        self._tails: dict[type[Entry], Tail] = {}
        self._read: Counter[tuple[str, ...]] = Counter()  # files, and how often they were read from disk
        self._near: dict[tuple[str, ...], str] = {}
        self._near_rows = 0
        self._shared: OrderedDict[str, Shared] = OrderedDict()
        self._tables = count(1)
        self._lock = RLock()
        self._asking = ThreadPoolExecutor(settings.FIGURES_THREADS, "figures")
        self._database = duckdb.connect(
            ":memory:",
            config={
                "threads": 1,
                "memory_limit": settings.FIGURES_MEMORY,
                "temp_directory": "",
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
            },
        )
        self._database.execute("SET parquet_metadata_cache = true; SET preserve_insertion_order = false")

    def serves(self, entries: Iterable[type[Entry]]) -> bool:
        """Whether one of the tables is so large that columns are read sooner than rows."""
        return any(self.files(entry).rows >= WORTH_ROWS for entry in entries)

    def files(self, entry: type[Entry]) -> Files:
        """The mirror's files of an entry type."""
        if entry not in self._files:
            self._files[entry] = self.mirror.partitions(entry)
        return self._files[entry]

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        self._look_at([sql])
        return self._run(sql, values)

    def run_all(self, queries: Sequence[str]) -> list[list[tuple[Any, ...]]]:
        self._look_at(queries)
        return list(self._asking.map(self._run, queries))

    def _run(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._refusing():
            return self._database.cursor().execute(self._whole(sql), list(values)).fetchall()

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """Let a question that DuckDB cannot answer go elsewhere; and all of them, if a file was damaged."""
        try:
            yield
        except OF_THE_QUESTION as error:
            raise Unserved(str(error)) from error
        except duckdb.Error as error:
            if damage := next(checking.damaged(self.mirror), ""):
                self.mirror.condemn(f"{damage}: {error}")
            raise Unserved(str(error)) from error

    def shared(self, sql: str) -> str:
        """A mark. What is looked at twice is kept in memory: a book never changes, nor what was found in it."""
        mark = f"${hashlib.sha256(sql.encode()).hexdigest()[:16]}$"
        with self._lock:
            self._shared.setdefault(mark, Shared(sql))
            self._shared.move_to_end(mark)
            if len(self._shared) > SHARED:
                self._drop(self._shared.popitem(last=False)[1])
        return mark

    def _look_at(self, queries: Sequence[str]) -> None:
        """Count how often the queries, and what they share, look at each subquery."""
        with self._lock:
            seen: set[str] = set()
            texts = list(queries)
            while texts:
                for mark in MARK.findall(texts.pop()):
                    self._known(mark).looks += 1
                    if mark not in seen:
                        texts.append(self._known(mark).sql)
                    seen.add(mark)

    def _known(self, mark: str) -> Shared:
        if mark not in self._shared:
            raise Unserved("What several plans share was let go of, for others share more.")
        return self._shared[mark]

    def _whole(self, sql: str) -> str:
        """A query with subqueries or tables in the place of the marks."""
        return MARK.sub(lambda mark: self._found(self._known(mark[0])), sql)

    def _found(self, one: Shared) -> str:
        with self._lock:
            if one.looks < 2:  # once is no sharing
                return f"({self._whole(one.sql)})"
            if not one.table:
                name = f"shared_{next(self._tables)}"
                self._database.cursor().execute(f"CREATE TABLE {name} AS {self._whole(one.sql)}")
                one.table = name
            return one.table

    def forget(self) -> None:
        """Let go of what was found for several plans."""
        with self._lock:
            while self._shared:
                self._drop(self._shared.popitem()[1])

    def _drop(self, one: Shared) -> None:
        if one.table:
            self._run(f"DROP TABLE {one.table}")

    def _rows_of(self, entry: type[Entry], paths: list[str]) -> str:
        """What stands in FROM for some files: themselves, or the copy in memory of short ones that are read often."""
        if self.files(entry).rows > NEAR_ROWS:
            return _read(paths)
        name = tuple(paths)
        with self._lock:
            self._read[name] += 1
            fits = self._near_rows + self.files(entry).rows <= NEAR_ALL
            if name not in self._near and self._read[name] > NEAR_AFTER and fits:
                self._near[name] = f"near_{next(self._tables)}"
                self.run(f"CREATE TABLE {self._near[name]} AS SELECT * FROM {_read(paths)}")
                self._near_rows += self.files(entry).rows
            return self._near.get(name) or _read(paths)

    def book_of(self, entry: type[Entry], book: Book) -> str:
        files, moment = self.files(entry), book.settled({entry}).moment  # the same text until the type changes
        latest = self._tail(entry, book)
        found = []
        if book.moment >= self.mirror.watermark:
            found += self._of_files(entry, files.open, f"NOT IN ({latest.gone_by(moment)})" if latest.gone else "")
            found += self._of_tail(latest, moment)
        else:
            found += self._of_files(entry, files.open, "", f"moment <= {moment}")
            found += self._of_files(entry, files.closed_after(moment), "", f"until > {moment} AND moment <= {moment}")
        return self._of_zone(found or [self._nothing(entry)], book)

    def touched(self, entry: type[Entry], earlier: Book, later: Book) -> str:
        files, latest = self.files(entry), self._tail(entry, later)
        first, last = earlier.moment, later.moment
        found = []
        if first < self.mirror.watermark:
            gone = f"NOT IN (SELECT number FROM {latest.name}_gone)" if latest.gone else ""
            found += self._of_files(entry, files.open, gone, f"moment > {first}")
            found += self._of_files(entry, files.closed_after(first), "", f"until > {first}")
        if latest.gone and files.open:
            columns = ", ".join("gone.until" if name == "until" else f"stood.{_quoted(name)}" for name in files.columns)
            stood = f"{_read(files.open)} AS stood JOIN {latest.name}_gone AS gone ON stood.number = gone.number"
            found.append(f"SELECT {columns} FROM {stood}")
        if latest.rows:
            found.append(f"SELECT {self._columns(entry)} FROM {latest.name}")
        either = f"((moment > {first} AND moment <= {last}) OR (until > {first} AND until <= {last}))"
        whole = self._of_zone(found or [self._nothing(entry)], later)
        return f"(SELECT * FROM {whole} AS either WHERE {either})"

    def _of_zone(self, parts: list[str], book: Book) -> str:
        zone = f"zone_id = {int(book.zone.pk)}"
        if len(parts) == 1:
            return f"({parts[0]}{' AND ' if ' WHERE ' in parts[0] else ' WHERE '}{zone})"
        return f"(SELECT * FROM ({' UNION ALL '.join(parts)}) AS zones WHERE {zone})"

    def _of_files(self, entry: type[Entry], paths: list[str], gone: str, known: str = "") -> list[str]:
        if not paths:
            return []
        conditions = [f"number {gone}"] if gone else []
        conditions += [known] if known else []
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return [f"SELECT {self._columns(entry)} FROM {self._rows_of(entry, paths)}{where}"]

    def _of_tail(self, since: Tail, moment: int) -> list[str]:
        if not since.rows:
            return []
        standing = f"moment <= {moment} AND (until IS NULL OR until > {moment})"
        return [f"SELECT {self._columns(since.entry)} FROM {since.name} WHERE {standing}"]

    def _columns(self, entry: type[Entry]) -> str:
        return ", ".join(_quoted(column) for column in self.files(entry).columns)

    def _nothing(self, entry: type[Entry]) -> str:
        columns = self.files(entry).columns.items()
        return f"SELECT {', '.join(f'CAST(NULL AS {kind}) AS {_quoted(name)}' for name, kind in columns)} WHERE false"

    def _tail(self, entry: type[Entry], book: Book) -> Tail:
        with self._lock:
            if entry not in self._tails:
                self._tails[entry] = Tail(entry, self.files(entry).columns, self.mirror)
            latest = self._tails[entry]
            if book.moment > latest.known_to:
                if entry in book.changed_since(latest.known_to + 1):
                    with self._refusing():
                        latest.follow(book.moment, self._database.cursor())
                latest.known_to = book.moment
            return latest


@dataclass
class Shared:
    """A subquery of several plans: how often it was looked at, and the table it is kept in from the second time on."""

    sql: str
    looks: int = 0
    table: str = ""


@dataclass
class Tail:
    """What was recorded and withdrawn of one entry type since the watermark, in the engine's memory."""

    entry: type[Entry]
    columns: dict[str, str]
    mirror: Mirror
    known_to: int = 0
    rows: int = 0
    gone: int = 0  # rows of the files withdrawn since

    def __post_init__(self) -> None:
        self.known_to = self.mirror.watermark

    @property
    def name(self) -> str:
        return f"tail_{self.entry._meta.db_table}"

    def gone_by(self, moment: int) -> str:
        """Which rows of the files were withdrawn by a moment."""
        return f"SELECT number FROM {self.name}_gone WHERE until <= {moment}"

    def follow(self, moment: int, database: Any) -> None:
        """Read what the ledger did up to a moment, all of it or, where that fails, nothing.

        Nothing committed later can still belong to it.
        """
        database.begin()
        try:
            came, gone = self._came(moment, database), self._gone(moment, database)
            database.commit()
        except BaseException:
            database.rollback()
            raise
        self.rows += came
        self.gone += gone
        self.known_to = moment

    def _came(self, moment: int, database: Any) -> int:
        """Take in the rows recorded up to a moment; gives how many."""
        columns = ", ".join(f"{_quoted(name)} {kind}" for name, kind in self.columns.items())
        database.execute(f"CREATE TABLE IF NOT EXISTS {self.name} ({columns})")
        if moment - self.known_to > MANY:
            return tail.pour(database, self.entry, self.name, self.known_to, moment)
        came = tail.since(self.entry, self.known_to, moment)
        _insert(database, self.name, list(self.columns), came)
        return len(came)

    def _gone(self, moment: int, database: Any) -> int:
        """Take in what was withdrawn up to a moment, of the tail and of the files; gives how many of the files."""
        database.execute(f"CREATE TABLE IF NOT EXISTS {self.name}_gone (number BIGINT, until BIGINT)")
        went = tail.gone(self.entry, self.known_to, moment)
        old = [line for line in went if line[0] <= self.mirror.last_number]
        _insert(database, f"{self.name}_gone", ["number", "until"], old)
        young = [(until, number) for number, until in went if number > self.mirror.last_number]
        if young:
            database.executemany(f"UPDATE {self.name} SET until = ? WHERE number = ?", young)
        return len(old)


def _insert(database: Any, table: str, columns: list[str], lines: Sequence[tuple[Any, ...]]) -> None:
    """Write lines into a table; many at once as arrays, which costs a microsecond a value."""
    if not lines:
        return
    if len(lines) <= FEW:
        places = ", ".join("?" for _column in columns)
        database.executemany(f"INSERT INTO {table} VALUES ({places})", [list(line) for line in lines])
        return
    import numpy as np

    arrays = {}
    for column, values in zip(columns, zip(*lines, strict=True), strict=True):
        arrays[column] = np.empty(len(values), dtype=object)
        arrays[column][:] = values
    database.register("arriving", arrays)
    database.execute(f"INSERT INTO {table} SELECT {', '.join(map(_quoted, columns))} FROM arriving")
    database.unregister("arriving")


def _read(paths: list[str]) -> str:
    quoted = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{quoted}])"


def _quoted(column: str) -> str:
    return f'"{column}"'


_lock = RLock()
_engine: Columnar | None = None


def engine() -> Columnar | None:
    """The engine of the mirror that stands; None where there is none to be trusted."""
    global _engine  # noqa: PLW0603  # one engine a process, replaced by the next generation's
    standing = mirror.opened()
    if standing is None:
        return None
    with _lock:
        if _engine is None:
            gc.freeze()  # what a process loaded need not be walked again whenever thousands of cells are read
        if _engine is None or _engine.mirror is not standing:
            _engine = Columnar(standing)
        return _engine


def forget() -> None:
    """Let go of what the engine keeps of books, not of the mirror."""
    if _engine is not None:
        _engine.forget()
