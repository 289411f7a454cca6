"""The manifest: which files the mirror consists of, up to which moment, and what is in each.

```
mirror/
  current                       the name of the manifest that stands; swapped by rename
  manifest-000012-5f3a9c.json   one generation; a reader holds a shared lock on it while it may still open its files
  city.opening/open-2020.000012-5f3a9c.parquet
  city.opening/closed.000009-08b1d4.parquet
  staging/                      of the builder alone
```

A file never changes once a manifest names it. Whoever reads opens a manifest, never a bare folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from dajuan.figures.mirror.columns import LAYOUT


class Why(models.TextChoices):
    """Why a mirror is not read."""

    NONE = "none", _("there is none")
    UNREADABLE = "unreadable", _("its folder or its manifest cannot be read")
    LAYOUT = "layout", _("another version of the product wrote it")
    COLUMNS = "columns", _("the columns of the entries, or what the figures name, have changed since")
    FILE = "file", _("a file is missing or damaged")
    LEDGER = "ledger", _("it was built from another ledger, or from a later state of this one")


class Unsound(Exception):
    """This mirror cannot be read, and why, in the reader's language. Figures are then answered from the ledger."""

    def __init__(self, why: Why, detail: object = "") -> None:
        super().__init__(why, detail)
        self.why = why
        self.detail = str(detail)

    def __str__(self) -> str:
        return f"{self.why.label} ({self.detail})" if self.detail else str(self.why.label)


@dataclass(frozen=True)
class File:
    """One Parquet file. `sums` holds the exact sum of each whole-number column; days are of the day it is sorted by."""

    path: str  # below the mirror's folder
    part: str  # of which years or months; empty for all
    rows: int
    bytes: int
    sha256: str
    first: date | None
    last: date | None
    last_until: int  # the last withdrawal in it, 0 among open ones
    sums: dict[str, int]


@dataclass(frozen=True)
class Shelf:
    """The files of one entry type: open ones split by `ever`, `year` or `month`, closed ones in order of withdrawal."""

    split: str
    open: tuple[File, ...] = ()
    closed: tuple[File, ...] = ()

    @property
    def files(self) -> tuple[File, ...]:
        return self.open + self.closed

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)


@dataclass(frozen=True)
class Manifest:
    """One generation of the mirror: the book as of `watermark`, whose instant tells ledgers apart."""

    number: int
    token: str  # of this build alone: no two builds, on whichever machine, give a file the same name
    schema: str
    watermark: int
    recorded_at: datetime
    last_number: int  # the last entry's number at the watermark
    built_at: datetime
    shelves: dict[str, Shelf] = field(default_factory=dict)
    layout: int = LAYOUT

    @property
    def name(self) -> str:
        return f"manifest-{self.generation}.json"

    @property
    def generation(self) -> str:
        """What ends the names of the files it adds."""
        return f"{self.number:06}-{self.token}"

    def files(self) -> Iterator[File]:
        """Every file, by entry type."""
        for shelf in self.shelves.values():
            yield from shelf.files

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files())

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files())

    def text(self) -> str:
        """As JSON; whole numbers beyond 2^53 stand as they are."""
        return json.dumps(asdict(self), default=lambda when: when.isoformat(), indent=1)


def parsed(text: str) -> Manifest:
    """The manifest a file holds. Raises Unsound for another layout, and for what is no manifest."""
    try:
        content = json.loads(text)
        if content["layout"] != LAYOUT:
            raise Unsound(Why.LAYOUT, f"{content['layout']} ≠ {LAYOUT}")
        shelves = {label: _shelf(one) for label, one in content.pop("shelves").items()}
        for name in ("recorded_at", "built_at"):
            content[name] = datetime.fromisoformat(content[name])
        return Manifest(shelves=shelves, **content)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unsound(Why.UNREADABLE, f"{type(error).__name__}: {error}") from error


def _shelf(content: dict[str, Any]) -> Shelf:
    return Shelf(content["split"], *(tuple(_file(one) for one in content[kind]) for kind in ("open", "closed")))


def _file(content: dict[str, Any]) -> File:
    days = {name: day and date.fromisoformat(day) for name in ("first", "last") for day in [content[name]]}
    return File(**{**content, **days})
