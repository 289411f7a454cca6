"""The mirrors of many zones read as one, with the zone as a dimension of every figure.

A zone's own numbers mean nothing beside another's: two zones both have a project 7. So every key carries its zone
(`zone * 2^44 + key`, a text with the zone before it), and ties, mergers and distinct keys stay within a zone by
themselves. Each mirror is read as of its own watermark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import duckdb
from django.utils.translation import gettext as _

from dajuan.core.records.models import Entry, Merged, Refused
from dajuan.figures import catalogue
from dajuan.figures.book import Book
from dajuan.figures.engines import Leaf
from dajuan.figures.engines.masks import MaskEngine
from dajuan.figures.mirror.columns import columns_of, digest
from dajuan.figures.mirror.folder import Folder
from dajuan.figures.mirror.manifest import Manifest, Unsound
from dajuan.figures.vocabulary import Daily, Figure, Interval, Measure

ROOM = 1 << 44  # for the keys of one zone
AT_ONCE = 4  # questions that Spark is asked at the same time
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

    def _carried(self, entry: type[Entry], name: str, place: int | str) -> str:
        """A column of a zone, a key with its zone; `place` is the zone's, or the column that holds it."""
        if name == "zone_id":
            return f'CAST({place} AS BIGINT) AS "zone_id"'
        is_key = name == "number" or name in self._keys.get(entry, ()) or entry._meta.label_lower == "records.merged"
        kind = columns_of(entry)[name]
        if is_key and kind == "BIGINT":
            return f'"{name}" + {place * ROOM if isinstance(place, int) else f"{place} * {ROOM}"} AS "{name}"'
        if is_key and kind == "VARCHAR" and name != "type":
            before = f"'{place}:'" if isinstance(place, int) else f"{place}, ':'"
            return f'concat({before}, "{name}") AS "{name}"'
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

    All zones of a type are one scan, and each file says whose it is: twenty scans put together are planned and compiled
    twenty times, for every question anew. pyspark (below 4.1) and a Java of 17 are needed here alone, so they are no
    part of the product's requirements.
    """

    dialect: ClassVar[str] = "pyspark"
    record: ClassVar[str] = "struct"

    def __init__(self, zones: Sequence[ZoneMirror], url: str) -> None:
        super().__init__(zones)
        self.session = _session(url)
        self._place = place_of({place: zone.local for place, zone in enumerate(zones, 1)}, self._folders())
        self._views: dict[type[Entry], str] = {}

    def by_zone(self, leaves: Sequence[Leaf]) -> dict[str, dict[Leaf, int | None]]:
        """As ever, but several tables at a time: while one question is planned here, another is worked on there."""
        tables: dict[type[Entry], list[Leaf]] = {}
        for leaf in leaves:
            tables.setdefault(leaf[0].rows.entry, []).append(leaf)
        for entry in {used.entry for measure, _days in leaves for used in measure.rows.used()} | {Merged}:
            self._view(entry)
        with ThreadPoolExecutor(AT_ONCE) as asking:
            found = list(asking.map(super().by_zone, tables.values()))
        return {
            zone.code: {leaf: its[zone.code][leaf] for its in found for leaf in its[zone.code]} for zone in self.zones
        }

    def book_of(self, entry: type[Entry], book: Book) -> str:
        return self._view(entry) or super().book_of(entry, book)

    def files_of(self, entry: type[Entry], zone: ZoneMirror) -> str:
        return ""  # asked only of a type that no zone has entries of

    def _view(self, entry: type[Entry]) -> str:
        """The name of all zones' rows of a type as one table; empty where there are none."""
        if entry not in self._views:
            files = [file for zone in self.zones for file in zone.open_files(entry._meta.label_lower)]
            self._views[entry] = f"book_{entry._meta.db_table}" if files else ""
            if files:
                kinds = columns_of(entry)
                schema = ", ".join(f"`{name}` {SPARK_TYPES.get(kind, kind)}" for name, kind in kinds.items())
                rows = (
                    self.session.read.schema(schema).parquet(*dict.fromkeys(files)).select("*", "_metadata.file_path")
                )
                placed = rows.selectExpr("*", f"{self._place} AS zone_place").where("zone_place IS NOT NULL")
                carried = placed.selectExpr(*(self._carried(entry, name, "zone_place") for name in kinds))
                carried.createOrReplaceTempView(self._views[entry])
        return self._views[entry]

    def _folders(self) -> dict[int, str]:
        """The folder of each zone by its place, as Spark itself names it."""
        found = {}
        for place, zone in enumerate(self.zones, 1):
            file = next(iter(zone.manifest.files()), None)
            if file:
                rows = self.session.read.parquet(str(zone.path / file.path)).select("_metadata.file_path")
                found[place] = str(rows.first()[0]).removesuffix(file.path)
        return found

    def _nothing(self, name: str, kind: str) -> str:
        return f'CAST(NULL AS {SPARK_TYPES.get(kind, kind)}) AS "{name}"'

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.session.sql(sql, args=list(values) or None).collect()]


def place_of(local: Mapping[int, int], folders: Mapping[int, str]) -> str:
    """SQL of the place of a row's zone: by the folder its file lies in and, there, the number the zone has.

    The folders are halved as in a search, so that a row of twenty zones is compared four or five times. Refuses a
    mirror that lies within another.
    """
    by_folder: dict[str, list[int]] = {}
    for place, folder in folders.items():
        by_folder.setdefault(folder, []).append(place)
    ordered = sorted(by_folder)
    for first, second in pairwise(ordered):
        if second.startswith(first):
            raise Refused(_("One mirror lies within another: %(one)s.") % {"one": second})

    def among(some: list[str]) -> str:
        if len(some) == 1:
            numbers = " ".join(f"WHEN {local[place]} THEN {place}" for place in by_folder[some[0]])
            return f"CASE zone_id {numbers} END"
        half = len(some) // 2
        until = some[half].replace("\\", "\\\\").replace("'", "\\'")
        return f"CASE WHEN file_path < '{until}' THEN {among(some[:half])} ELSE {among(some[half:])} END"

    return among(ordered) if ordered else "CAST(NULL AS INT)"


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
        "spark.sql.sources.parallelPartitionDiscovery.threshold": "10000",
        "spark.sql.adaptive.enabled": "false",  # a hundred short questions, each with jobs of its own otherwise
        "spark.sql.codegen.cache.maxEntries": "4000",  # a hundred by default: every report is compiled anew then
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
