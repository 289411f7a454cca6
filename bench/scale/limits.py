"""What the machine allows: decoding exactly the columns the catalogue needs, and nothing else.

In force: the columns of the open files. As of a moment: those and the two moments, over one file a type that holds
every entry in the order of recording, which is what a ledger without the mirror's two partitions would have to read.
One thread decodes a table, as one answers a plan of ours: two cost a fifth more of processor time.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
from ibis.expr import operations as ops

from dajuan.core.records.models import Entry, Merged
from dajuan.figures import catalogue
from dajuan.figures.compiled import table_of
from dajuan.figures.mirror.folder import Folder
from dajuan.figures.mirror.manifest import Manifest
from dajuan.figures.mirror.parquet import FORM, union
from dajuan.figures.vocabulary import Daily, Figure, Interval, Measure


def columns_needed(figures: list[Figure] | None = None) -> dict[type[Entry], list[str]]:
    """The columns whose values the figures hang on, by entry type: days, conditions, ties, quantities, the zone."""
    found: dict[type[Entry], set[str]] = {Merged: {"type", "gone", "kept", "zone_id"}}
    for one in figures or catalogue.every():
        _add(one, found)
    return {entry: sorted(names) for entry, names in found.items()}


def _add(one: Figure, found: dict[type[Entry], set[str]]) -> None:
    for rows in one.rows_used():
        names = found.setdefault(rows.entry, {"zone_id"})
        names.add(rows.on)
        for predicate in rows.predicates:
            bound = table_of(rows.entry).bind(predicate)[0].op()
            names |= {str(field.name) for field in bound.find(ops.Field)}
        for tie in rows.ties:
            names.add(tie.column)
            found.setdefault(tie.other.entry, {"zone_id"}).add(tie.other_column)
    _add_counted(one, found)
    for part in one.parts:
        _add(part, found)


def _add_counted(one: Figure, found: dict[type[Entry], set[str]]) -> None:
    if isinstance(one, Measure) and one.column:
        found[one.rows.entry].add(one.column)
    elif isinstance(one, Daily):
        found[one.rows.entry] |= {*one.keys, *one.columns}
    elif isinstance(one, Interval):
        for rows in one.steps:
            found[rows.entry].add(one.key_column)


class Limit:
    """The files of a mirror, decoded."""

    def __init__(self, place: Path, threads: int = 1) -> None:
        self.place = place
        held = Folder(place).held()
        self.manifest: Manifest = held.manifest
        self.con = duckdb.connect(config={"threads": threads})
        self.con.execute("set parquet_metadata_cache = true")
        self.needed = {entry._meta.label_lower: names for entry, names in columns_needed().items()}

    def open(self) -> None:
        """Decode what a report in force needs."""
        for label, names in self.needed.items():
            shelf = self.manifest.shelves.get(label)
            if shelf and shelf.open:
                self._decode(union([str(self.place / file.path) for file in shelf.open]), names)

    def whole(self) -> None:
        """Decode what a report as of a moment needs from one file a type."""
        for label, names in self.needed.items():
            if (path := self._one(label)).exists():
                self._decode(f"'{path}'", [*names, "moment", "until"])

    def join(self) -> None:
        """Write the one file of each type, in the order of recording."""
        self._one("x").parent.mkdir(exist_ok=True)
        for label in self.needed:
            shelf = self.manifest.shelves.get(label)
            if shelf and not self._one(label).exists():
                files = union([str(self.place / file.path) for file in shelf.files])
                self.con.execute(f"copy (select * from {files} order by number) to '{self._one(label)}' {FORM}")

    def _one(self, label: str) -> Path:
        return self.place.parent / "one" / f"{label}.parquet"

    def _decode(self, source: str, names: list[str]) -> None:
        hashes = ", ".join(f'bit_xor(hash("{name}"))' for name in names)
        self.con.execute(f"select {hashes} from {source}").fetchall()
