"""The mirrors of many zones read as one, with the zone as a dimension of every figure.

A zone's own numbers mean nothing beside another's: two zones both have a project 7. So every key carries its zone
(`zone * 2^44 + key`, a text with the zone before it), and ties, mergers and distinct keys stay within a zone by
themselves. Each mirror is read as of its own watermark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import duckdb
from django.utils.translation import gettext as _

from dajuan.core.records.models import Entry, Refused
from dajuan.figures import catalogue
from dajuan.figures.book import Book
from dajuan.figures.engines import Leaf
from dajuan.figures.engines.masks import MaskEngine
from dajuan.figures.mirror.columns import columns_of, digest
from dajuan.figures.mirror.folder import Folder
from dajuan.figures.mirror.manifest import Manifest, Unsound
from dajuan.figures.vocabulary import Daily, Figure, Interval, Measure

ROOM = 1 << 44  # for the keys of one zone
SPARK_TYPES = {"VARCHAR": "STRING", "TIMESTAMPTZ": "TIMESTAMP"}


@dataclass(frozen=True)
class ZoneMirror:
    """One zone in one mirror's folder: its code, the number its installation knows it by, and the files."""

    code: str
    local: int
    path: Path
    manifest: Manifest

    @classmethod
    def named(cls, words: str) -> ZoneMirror:
        """From `code=folder` or `code:number=folder`; number 1 if none is given. Refuses what cannot be read."""
        name, _equals, place = words.partition("=")
        code, _colon, number = name.partition(":")
        path = Path(place)
        try:
            held = Folder(path).held()
        except Unsound as problem:
            raise Refused(
                _("The mirror of %(zone)s cannot be read: %(why)s") % {"zone": code, "why": problem}
            ) from None
        if held.manifest.schema != digest():
            raise Refused(
                _("The mirror of %(zone)s was made by another version of the figures; let it be built anew.")
                % {"zone": code}
            )
        return cls(code, int(number or 1), path, held.manifest)

    def open_files(self, label: str) -> list[str]:
        """Its files of entries in force."""
        shelf = self.manifest.shelves.get(label)
        return [str(self.path / file.path) for file in shelf.open] if shelf else []


def _subjects() -> frozenset[str]:
    found: set[str] = set()
    for one in catalogue.every():
        _add_subjects(one, found)
    return frozenset(found)


def _add_subjects(one: Figure, found: set[str]) -> None:
    if isinstance(one, Measure) and one.subject:
        found.add(one.subject)
    for part in one.parts:
        _add_subjects(part, found)


@dataclass(frozen=True)
class NationBook:
    """What an engine asks of a book: every zone at its own watermark."""

    merged_subjects: frozenset[str] = field(default_factory=_subjects)
    moment: int = 0


def keys_of() -> dict[type[Entry], set[str]]:
    """The columns whose values are keys, by entry type: those that are counted once, tied or merged."""
    found: dict[type[Entry], set[str]] = {}
    for one in catalogue.every():
        _add_keys(one, found)
    return found


def _add_keys(one: Figure, found: dict[type[Entry], set[str]]) -> None:
    for rows in one.rows_used():
        for tie in rows.ties:
            found.setdefault(rows.entry, set()).add(tie.column)
            found.setdefault(tie.other.entry, set()).add(tie.other_column)
    if isinstance(one, Measure) and one.kind == "distinct":
        found.setdefault(one.rows.entry, set()).add(one.column)
    for part in one.parts:
        _add_keys(part, found)


class Nation(MaskEngine):
    """Answers about all zones by the same mask plans; its sons say what reads the files."""

    dialect: ClassVar[str] = "duckdb"

    def __init__(self, zones: Sequence[ZoneMirror]) -> None:
        self.zones = list(zones)
        self.book: Any = NationBook()
        self._keys = keys_of()

    def by_zone(self, leaves: Sequence[Leaf]) -> dict[str, dict[Leaf, int | None]]:
        """The integer of every leaf by the zone's code."""
        found = self.measured(leaves, self.book, "zone_id")
        nothing: dict[Leaf, int | None] = {leaf: None if leaf[0].kind == "lowest" else 0 for leaf in leaves}
        return {zone.code: found.get(str(place), nothing) for place, zone in enumerate(self.zones, 1)}

    def files_of(self, entry: type[Entry], zone: ZoneMirror) -> str:
        """What stands after FROM for one zone's entries of a type in force; empty where it has none."""
        raise NotImplementedError

    def book_of(self, entry: type[Entry], book: Book) -> str:
        parts = []
        for place, zone in enumerate(self.zones, 1):
            if source := self.files_of(entry, zone):
                columns = ", ".join(self._carried(entry, name, place) for name in columns_of(entry))
                parts.append(f"SELECT {columns} FROM {source} WHERE zone_id = {zone.local}")
        if not parts:
            parts = [f"SELECT {', '.join(self._nothing(*column) for column in columns_of(entry).items())} WHERE false"]
        return f"({' UNION ALL '.join(parts)})"

    def _carried(self, entry: type[Entry], name: str, place: int) -> str:
        if name == "zone_id":
            return f'CAST({place} AS BIGINT) AS "zone_id"'
        is_key = name == "number" or name in self._keys.get(entry, ()) or entry._meta.label_lower == "records.merged"
        kind = columns_of(entry)[name]
        if is_key and kind == "BIGINT":
            return f'"{name}" + {place * ROOM} AS "{name}"'
        if is_key and kind == "VARCHAR" and name != "type":
            return f'concat(\'{place}:\', "{name}") AS "{name}"'
        return f'"{name}"'

    def _nothing(self, name: str, kind: str) -> str:
        return f'CAST(NULL AS {kind}) AS "{name}"'

    def touched(self, entry: type[Entry], earlier: Book, later: Book) -> str:
        raise NotImplementedError  # differences are asked of a zone


class OnDuckDB(Nation):
    """Read here, by as many threads as there are processors, or as many as are allowed."""

    def __init__(self, zones: Sequence[ZoneMirror], threads: int = 0) -> None:
        super().__init__(zones)
        self.con = duckdb.connect(config={"threads": threads} if threads else {})
        self.con.execute("SET parquet_metadata_cache = true; SET preserve_insertion_order = false")

    def files_of(self, entry: type[Entry], zone: ZoneMirror) -> str:
        files = zone.open_files(entry._meta.label_lower)
        listed = ", ".join("'" + path.replace("'", "''") + "'" for path in files)
        return f"read_parquet([{listed}])" if files else ""

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self.con.execute(sql, list(values)).fetchall()


class OnSpark(Nation):
    """Read by Spark: `local[2]`, `spark://host:7077`, or whatever a cluster is reached by; the URL alone changes.

    All zones of a type are one scan with the zone's number beside each file. pyspark (below 4.1) and a Java of 17 are
    needed here alone, so they are no part of the product's requirements.
    """

    dialect: ClassVar[str] = "pyspark"
    record: ClassVar[str] = "struct"

    def __init__(self, zones: Sequence[ZoneMirror], url: str) -> None:
        super().__init__(zones)
        self.session = _session(url)
        self._views: set[str] = set()

    def files_of(self, entry: type[Entry], zone: ZoneMirror) -> str:
        files = zone.open_files(entry._meta.label_lower)
        name = f"{entry._meta.db_table}_{self.zones.index(zone) + 1}"
        if files and name not in self._views:
            self.session.read.parquet(*files).createOrReplaceTempView(name)
            self._views.add(name)
        return name if files else ""

    def _nothing(self, name: str, kind: str) -> str:
        return f'CAST(NULL AS {SPARK_TYPES.get(kind, kind)}) AS "{name}"'

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.session.sql(sql, args=list(values) or None).collect()]


def _session(url: str) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError as missing:
        raise Refused(_("pyspark is not installed here: leave --spark out, and DuckDB reads the mirrors.")) from missing
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.ansi.doubleQuotedIdentifiers": "true",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.files.maxPartitionBytes": "64m",
        "spark.sql.sources.parallelPartitionDiscovery.threshold": "1000",
    }
    builder = SparkSession.builder.master(url).appName("dajuan nation")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def is_addable(one: Figure) -> bool:
    """Whether zones can be put together: not what happened last, intervals, and what is decided per day."""
    if isinstance(one, Interval | Daily):
        return False
    if isinstance(one, Measure):
        return one.kind != "latest"
    return all(is_addable(part) for part in one.parts)
