"""A ledger of any size in the products' own tables, written straight into Parquet by DuckDB.

Nothing is drawn by chance: every value hangs on the running number of its entry, so that the same size gives the same
ledger. An entry's number and moment follow its place in the order of recording; of a hundred entries nine are corrected
(withdrawn and entered anew in one act) and three withdrawn.

It is written as the mirror lays it out (dajuan/figures/mirror); databases.py fills a database with the same entries.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from bench.scale.kinds import KINDS, SERIES, Kind, Lot
from dajuan.figures.mirror.columns import columns_of, day_of, digest
from dajuan.figures.mirror.folder import Folder
from dajuan.figures.mirror.manifest import File, Manifest, Shelf
from dajuan.figures.mirror.parquet import ROWS_OF_A_YEAR, ROWS_OF_ONE_FILE, Bench

FIRST = date(2018, 1, 1)
DAYS = 1096  # to the end of 2020
SLOTS = 2048  # numbers a place in the order of recording holds: a lot takes four
FATES = ((50, 3), (80, 30), (90, 200), (120, 20))  # of a thousand entries, and after how many days; the last: withdrawn
CORRECTED = 90
RANGES = {"office_id": 12, "area_id": 20, "specialist_id": 40, "matter_id": 800}  # how many there are of something
COMMON = ("number", "zone_id", "moment", "until", "replaces")
YEARS = 3
LEEWAY = 70  # days between what an entry is sorted by and its place in time, at most


@dataclass(frozen=True)
class Size:
    """How large a ledger is: entries, the zones it holds, and how many of a hundred subjects belong to the first."""

    entries: int
    zones: int = 1
    first_zone: int = 1
    main: int = 100
    seed: int = 0

    @property
    def zone_of(self) -> str:
        """SQL of a subject's zone."""
        if self.zones == 1:
            return str(self.first_zone)
        rest = f"{self.first_zone + 1} + (h(s, 998) % {self.zones - 1})::bigint"
        return f"case when s <= 8 or h(s, 999) % 100 < {self.main} then {self.first_zone} else {rest} end"


class Ledger:
    """The entries of all types, as SQL over running numbers."""

    def __init__(self, size: Size) -> None:
        from dajuan.core.records.models import entry_types

        self.size = size
        self.types = entry_types()
        known = [_known(kind, set(self.types)) for kind in KINDS]
        self.kinds = [kind for kind in known if kind.lots]
        described = {lot.entry for kind in (*self.kinds, SERIES) for lot in kind.lots}
        rooms = [label for label, entry in self.types.items() if "lines" in entry.__module__]
        undescribed = [label for label in rooms if label not in described]
        if undescribed:
            self.kinds.append(Kind("others", 20, tuple(Lot(label) for label in undescribed)))

    @cached_property
    def subjects(self) -> dict[str, int]:
        """How many subjects of each kind there are."""
        weight = sum(kind.weight for kind in self.kinds)
        wanted = self.size.entries * 0.985  # corrections add what withdrawals take, and the youngest are not yet there
        each = {kind.name: sum(lot.each for lot in kind.lots) for kind in self.kinds}
        counted = {kind.name: max(1, int(wanted * kind.weight / weight / each[kind.name])) for kind in self.kinds}
        return counted | {SERIES.name: 1}

    def lots(self) -> dict[str, list[tuple[int, Kind, Lot]]]:
        """The lots of each entry type, with the number of the lot."""
        found: dict[str, list[tuple[int, Kind, Lot]]] = {}
        for kind in (*self.kinds, SERIES):
            for lot in kind.lots:
                place = sum(len(some) for some in found.values())
                found.setdefault(lot.entry, []).append((place, kind, lot))
        return found

    @property
    def moments(self) -> int:
        """The last moment: two places in the order of recording make one act."""
        return (self.size.entries - 1) // 2 + 1

    def instant(self, moment: int) -> datetime:
        """When a moment was recorded."""
        begun = datetime.combine(FIRST, time(), UTC)
        return begun + timedelta(seconds=DAYS * 86_400 * moment // self.moments)

    def expected(self, label: str) -> int:
        """About how many entries of a type stand."""
        return int(sum(self.subjects[kind.name] * lot.each for _place, kind, lot in self.lots()[label]))

    def sql(self, label: str, *, closed: bool, between: tuple[date, date] | None = None) -> str:
        """Every entry of a type that stands, or that was withdrawn; of some days of the day its rows are sorted by."""
        lots = (self._lot(label, *lot, closed, between) for lot in self.lots()[label])
        return " union all ".join(lots)

    def _lot(
        self, label: str, place: int, kind: Kind, lot: Lot, closed: bool, between: tuple[date, date] | None
    ) -> str:
        subjects = self.subjects[kind.name]
        many, lag, entries = subjects * lot.times, self._ticks(lot.after + lot.spread + 2), self.size.entries
        fates = " ".join(f"when fate < {until} then {self._ticks(days)}" for until, days in FATES)
        slots = " ".join(f"when fate < {until} then {n}" for n, (until, _days) in enumerate(FATES, 1))
        first, last = self._indices(lot, many, between)
        recorded = f"""
            select range as i, range % {subjects} + 1 as s, range // {subjects} as k,
                range * {entries} // {many} + {lag} as tick, h(range, {place * 7 + self.size.seed}) % 1000 as fate,
                case {fates} end as delay, case {slots} else 0 end as slot
            from range({first}, {last})"""
        standing = f"""
            select *, coalesce(tick + delay < {entries}, false) as is_closed, {self._day(lot, many, place)} as day
            from ({recorded})
            where tick < {entries} and h(s, {place * 13 + 1}) % 100 < {lot.share}"""
        number = f"tick * {SLOTS} + {place * 4}"
        if closed:
            common = f"""{number} as number, tick // 2 + 1 as moment, (tick + delay) // 2 + 1 as until,
                null::bigint as replaces, i * 2 as e"""
            where = "is_closed"
        else:
            anew = f"(tick + delay) * {SLOTS} + {place * 4} + least(slot, 3)"
            common = f"""case when is_closed then {anew} else {number} end as number,
                case when is_closed then tick + delay else tick end // 2 + 1 as moment, null::bigint as until,
                case when is_closed then {number} end as replaces, i * 2 + is_closed::int as e"""
            where = f"not is_closed or fate < {CORRECTED}"
        inner = f"select *, {common}, {self.size.zone_of} as zone_id from ({standing}) where {where}"
        day = f'"{day_of(self.types[label])}"'
        days = f" where {day} >= date '{between[0]}' and {day} < date '{between[1]}'" if between else ""
        return self._facts(label, kind, lot, inner) + days

    def _indices(self, lot: Lot, many: int, between: tuple[date, date] | None) -> tuple[int, int]:
        """Which running numbers can have happened in these days: time goes with the number."""
        if between is None:
            return 0, many
        begun, ended = ((day - FIRST).days for day in between)
        first = (begun - lot.after - lot.spread - LEEWAY) * many // DAYS
        return min(many, max(0, first)), min(many, max(0, (ended - lot.after + LEEWAY) * many // DAYS))

    def _ticks(self, days: int) -> int:
        """How many entries are recorded in so many days."""
        return days * self.size.entries // DAYS

    def _day(self, lot: Lot, many: int, place: int) -> str:
        varies = f"{lot.after} + (h(s, {place * 17 + 2}) % {lot.spread})::int" if lot.spread else str(lot.after)
        return f"(date '{FIRST}' + (i * {DAYS} // {many})::int + {varies})::date"

    def _facts(self, label: str, kind: Kind, lot: Lot, inner: str) -> str:
        given = {**kind.columns, **lot.columns}
        named = {"s": "s", "i": "e", "k": "k", "day": "day", "first": str(FIRST), **self.subjects}
        fields = {field.column: field for field in self.types[label]._meta.concrete_fields}
        own = self.types[label].subject_field
        types = columns_of(self.types[label])
        names = [name for name in types if name not in COMMON]
        written: dict[str, str] = {}
        for name in names:
            text = given.get(name) or _filled(fields[name], is_subject=fields[name].name == own, kind=kind.name)
            written[name] = text.format_map(named)
        ordered = sorted(names, key=lambda name: sum(name != other and _names(written[name], other) for other in names))
        facts = ", ".join(f'({written[name]})::{types[name]} as "{name}"' for name in ordered)
        listed = ", ".join(f'"{name}"' for name in types)
        return f"select {listed} from (select {', '.join(COMMON)}, {facts} from ({inner}))"


def _names(text: str, column: str) -> bool:
    return re.search(rf"\b{column}\b", text) is not None


def _known(kind: Kind, labels: set[str]) -> Kind:
    return replace(kind, lots=tuple(lot for lot in kind.lots if lot.entry in labels))


def _salt(text: str) -> int:
    return zlib.crc32(text.encode()) % 100_000


def _filled(field: Any, *, is_subject: bool, kind: str) -> str:
    """A value of a field nobody described: a choice stays with the subject, a quantity goes with the entry."""
    name, salt = str(field.column), _salt(f"{kind} {field.column}")
    if is_subject:
        return "{s}"
    if name == "happened_on":
        return "{day}"
    if field.choices:
        values = ", ".join(f"'{value}'" for value, _label in field.flatchoices)
        return f"[{values}][(h({{s}}, {salt}) % {len(field.flatchoices)})::int + 1]"
    return _by_class(field, name, salt)


def _by_class(field: Any, name: str, salt: int) -> str:
    from django.db import models

    if isinstance(field, models.ForeignKey):
        return f"(1 + (h({{s}}, {salt}) % {RANGES.get(name, 1000)})::bigint)"
    if isinstance(field, models.BooleanField):
        return f"(h({{s}}, {salt}) % 2 = 0)"
    if isinstance(field, models.DateTimeField):
        return "(({day}::timestamp + to_seconds(32400)) at time zone 'UTC')"
    if isinstance(field, models.DateField):
        return "{day}"
    if isinstance(field, models.IntegerField):
        return f"(1 + (h({{i}}, {salt}) % {_span(name)})::bigint)"
    return "null" if field.null else "''"


def _span(name: str) -> int:
    """How large a quantity may be, by its unit."""
    spans = {"_fen": 5_000_000_000, "_cents": 500_000_000, "_cm": 500_000, "_dm2": 5_000_000, "_x10": 1000}
    return next((span for unit, span in spans.items() if name.endswith(unit)), 200)


def opened() -> duckdb.DuckDBPyConnection:
    """A DuckDB in which ledgers are made."""
    con = duckdb.connect()
    con.execute("set threads = 2; set memory_limit = '6GB'; set TimeZone = 'UTC'")
    con.execute("create macro h(a, salt) as (hash(a::bigint * 1000003 + salt) >> 11)::bigint")
    return con


def write(place: Path, size: Size) -> Manifest:
    """Write a ledger in the mirror's form and let its manifest stand; the database behind it is filled elsewhere."""
    ledger, con = Ledger(size), opened()
    con.execute(f"set temp_directory = '{place}/staging'")
    shelves: dict[str, Shelf] = {}
    for label in ledger.lots():
        shelf = _shelf(ledger, Bench(con, place, ledger.types[label], f"000001-{_token(size)}"))
        if shelf.files:
            shelves[label] = shelf
    manifest = Manifest(
        number=1,
        token=_token(size),
        schema=digest(),
        watermark=ledger.moments,
        recorded_at=ledger.instant(ledger.moments),
        last_number=size.entries * SLOTS,
        built_at=ledger.instant(ledger.moments),
        shelves=shelves,
    )
    Folder(place).place(manifest)
    (place / "size.json").write_text(json.dumps(asdict(size)))
    return manifest


def _token(size: Size) -> str:
    """What ends the files' names: the same for the same ledger."""
    return f"{_salt(repr(size)):06x}"


def _shelf(ledger: Ledger, bench: Bench) -> Shelf:
    many = ledger.expected(bench.label)
    split = "ever" if many <= ROWS_OF_ONE_FILE else "year" if many <= ROWS_OF_A_YEAR * YEARS else "month"
    day = f'"{day_of(bench.entry)}"'
    found = [
        bench.file("open", part, f"({ledger.sql(bench.label, closed=False, between=days)})", f"{day}, number")
        for part, days in _parts(split)
    ]
    closed = bench.file("closed", "", f"({ledger.sql(bench.label, closed=True)})", "until, number")
    files = [_kept(bench, file) for file in [*found, closed]]
    return Shelf(split, tuple(file for file in files[:-1] if file), tuple(file for file in files[-1:] if file))


def _kept(bench: Bench, file: File) -> File | None:
    """The file, or none where it holds nothing."""
    if file.rows:
        return file
    (bench.folder / file.path).unlink()
    return None


def _parts(split: str) -> Iterator[tuple[str, tuple[date, date] | None]]:
    """The parts of a split type and the days of each; one year around the three, for what is due before or after."""
    if split == "ever":
        yield "", None
        return
    for year in range(FIRST.year - 1, FIRST.year + YEARS + 1):
        if split == "year":
            yield str(year), (date(year, 1, 1), date(year + 1, 1, 1))
            continue
        firsts = [date(year, month, 1) for month in range(1, 13)] + [date(year + 1, 1, 1)]
        yield from ((f"{day:%Y-%m}", (day, after)) for day, after in pairwise(firsts))
