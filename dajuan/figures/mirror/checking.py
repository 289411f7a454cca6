"""Whether the mirror holds what the ledger holds: per entry type how many open and closed entries, and the exact sum
of every whole-number column, as of the watermark; and whether the files are byte for byte what the manifest says.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from dajuan.core.records.models import Entry, entry_types
from dajuan.figures.mirror import reading
from dajuan.figures.mirror.columns import columns_of
from dajuan.figures.mirror.extraction import Slice
from dajuan.figures.mirror.folder import CHECKED, noted
from dajuan.figures.mirror.manifest import File, Shelf

HALF = 1_000_000  # SQLite's sums overflow at 64 bits: millions and rests are added up apart


@dataclass(frozen=True)
class Finding:
    """What a check found: how many entries it compared, and each disagreement in words."""

    watermark: int
    rows: int
    checked_at: datetime
    problems: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return not self.problems


def check() -> Finding:
    """Compare the mirror with the ledger. Raises Unsound where there is none to compare.

    Where they disagree, this process trusts the mirror no longer and the next builder makes it anew.
    """
    mirror = reading.sound()
    problems = [*damaged(mirror), *_disagreements(mirror)]
    found = Finding(mirror.watermark, mirror.manifest.rows, timezone.now(), tuple(problems))
    said = {"watermark": found.watermark, "rows": found.rows, "checked_at": found.checked_at.isoformat()}
    noted(mirror.folder.path / CHECKED, json.dumps({**said, "problems": problems}, ensure_ascii=False))
    if problems:
        mirror.condemn(problems[0])
    return found


def last_finding() -> Finding | None:
    """What the last check found; None where there was none."""
    try:
        said: dict[str, Any] = json.loads((reading.folder().path / CHECKED).read_text())
        at = datetime.fromisoformat(said["checked_at"])
        return Finding(said["watermark"], said["rows"], at, tuple(said["problems"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def damaged(mirror: reading.Mirror) -> Iterator[str]:
    """Each file that is no longer byte for byte what the manifest says, in words; all files are read."""
    for file in mirror.manifest.files():
        try:
            with open(mirror.folder.path / file.path, "rb") as opened:
                if hashlib.file_digest(opened, "sha256").hexdigest() != file.sha256:
                    yield f"{file.path} is not what was written"
        except OSError as error:
            yield f"{file.path} cannot be read ({error.strerror})"


def _disagreements(mirror: reading.Mirror) -> Iterator[str]:
    for label, entry in sorted(entry_types().items()):
        shelf = mirror.manifest.shelves.get(label, Shelf("ever"))
        for kind, files in (("open", shelf.open), ("closed", shelf.closed)):
            ours, ledgers = _of_files(files), _of_ledger(Slice(entry, kind, 0, mirror.watermark))
            yield from (
                f"{label}, {kind}: {name} is {ours[name]} in the mirror and {ledgers[name]} in the ledger"
                for name in ledgers
                if ours[name] != ledgers[name]
            )


def _of_files(files: Iterable[File]) -> Counter[str]:
    """Rows and sums of some files."""
    found: Counter[str] = Counter()
    for file in files:
        found.update({"rows": file.rows, **file.sums})
    return found


def _of_ledger(rows: Slice) -> dict[str, int]:
    """Rows and sums of a slice of the ledger."""
    names = _whole(rows.entry)
    quote = connection.ops.quote_name
    asked = ["count(*)"]
    for name in names:
        column = quote(name) if name != "until" or rows.kind == "closed" else "NULL"
        asked += [f"sum({column} / {HALF})", f"sum({column} %% {HALF})"]
    table = quote(rows.entry._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked)} FROM {table} WHERE {rows.condition}", [])  # noqa: S608  # our own names
        count, *halves = cursor.fetchone()
    sums = [int(halves[at] or 0) * HALF + int(halves[at + 1] or 0) for at in range(0, len(halves), 2)]
    return {"rows": count, **dict(zip(names, sums, strict=True))}


def _whole(entry: type[Entry]) -> list[str]:
    return [name for name, kind in columns_of(entry).items() if kind == "BIGINT"]
