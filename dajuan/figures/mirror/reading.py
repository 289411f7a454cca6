"""Reading the mirror: the files of an entry type as of the watermark. What came since is in the ledger (tail.py)."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from django.conf import settings

from dajuan.core.records.models import Entry, Moment
from dajuan.figures.mirror.columns import columns_of, day_of, digest
from dajuan.figures.mirror.folder import Folder, Held
from dajuan.figures.mirror.manifest import File, Manifest, Shelf, Unsound, Why

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Files:
    """The files of one entry type: its entries with `moment` up to the watermark.

    In `open` nothing was withdrawn by then (`until` is empty); in `closed` everything was. `day` is the column by which
    the open ones are sorted and split.
    """

    open: list[str]
    closed: list[str]
    columns: dict[str, str]
    day: str
    rows: int
    closed_files: tuple[tuple[str, int], ...] = ()  # each with the moment of its last withdrawal

    def closed_after(self, moment: int) -> list[str]:
        """The closed files with anything in them that still stood as of a moment."""
        return [path for path, last_until in self.closed_files if last_until > moment]


class Mirror:
    """One generation of the mirror. Its files stay on disk while this object lives; it never changes."""

    def __init__(self, folder: Folder, held: Held) -> None:
        self.folder = folder
        self.manifest: Manifest = held.manifest
        self._held = held
        self.distrusted = ""

    @property
    def watermark(self) -> int:
        """The moment up to which it holds everything."""
        return self.manifest.watermark

    @property
    def last_number(self) -> int:
        """The last entry's number at the watermark: whatever has a higher one came later."""
        return self.manifest.last_number

    @property
    def generation(self) -> int:
        """Tells it from the ones before and after it."""
        return self.manifest.number

    def partitions(self, entry: type[Entry]) -> Files:
        """The files of an entry type; none where it has no entries yet."""
        shelf = self.manifest.shelves.get(entry._meta.label_lower, Shelf("ever"))
        closed = tuple((self._path(file), file.last_until) for file in shelf.closed)
        return Files(
            open=[self._path(file) for file in shelf.open],
            closed=[path for path, _last in closed],
            columns=columns_of(entry),
            day=day_of(entry),
            rows=shelf.rows,
            closed_files=closed,
        )

    def _path(self, file: File) -> str:
        return str(self.folder.path / file.path)

    def refuse_what_is_missing(self) -> None:
        """Raise Unsound where a file is gone or has another length."""
        for file in self.manifest.files():
            try:
                size = os.stat(self.folder.path / file.path).st_size
            except OSError as error:
                raise Unsound(Why.FILE, file.path) from error
            if size != file.bytes:
                raise Unsound(Why.FILE, f"{file.path}: {size} ≠ {file.bytes} B")

    def refuse_another_ledger(self) -> None:
        """Raise Unsound where the ledger is not the one it was built from, or an older state of it."""
        recorded_at = Moment.objects.filter(pk=self.watermark).values_list("recorded_at", flat=True).first()
        if recorded_at != self.manifest.recorded_at:
            raise Unsound(Why.LEDGER)

    def distrust(self, problem: object) -> None:
        """Let nobody in this process read it any more: a file turned out to be damaged. The next look mends it."""
        if not self.distrusted:
            log.warning("The mirror is not read any more: %s", problem)
        self.distrusted = str(problem)

    def condemn(self, problem: object) -> None:
        """Let no process read it any more: it does not hold what the ledger holds."""
        self.distrust(problem)
        self.folder.condemn(self.manifest)


_opening = Lock()
_opened: dict[Path, tuple[tuple[int, int], Mirror | Unsound]] = {}


def folder() -> Folder:
    """Where this installation's mirror lies."""
    return Folder(Path(settings.MIRROR_DIR))


def opened() -> Mirror | None:
    """The mirror that stands; None where there is none, or it cannot be trusted. It costs one query and one look."""
    try:
        return sound()
    except Unsound:
        return None


def sound() -> Mirror:
    """The mirror that stands. Raises Unsound with the reason where there is none to be trusted."""
    mirror = _generation(folder())
    if mirror.distrusted:
        raise Unsound(Why.FILE, mirror.distrusted)
    mirror.refuse_another_ledger()
    return mirror


def _generation(where: Folder) -> Mirror:
    """The generation that stands, opened once a process; one found unsound is looked at once."""
    with _opening:
        stamp = where.stamp()
        if stamp is None:
            _opened.pop(where.path, None)
            raise Unsound(Why.NONE)
        known = _opened.get(where.path)
        if known is None or known[0] != stamp:
            known = _opened[where.path] = (stamp, _looked_at(where))
        if isinstance(known[1], Unsound):
            raise Unsound(*known[1].args)
        return known[1]


def _looked_at(where: Folder) -> Mirror | Unsound:
    try:
        held = where.held()
        if held.manifest.schema != digest():
            held.let_go()
            raise Unsound(Why.COLUMNS)
        mirror = Mirror(where, held)
        mirror.refuse_what_is_missing()
    except Unsound as problem:
        if problem.why is not Why.NONE:
            log.warning("The mirror is not read: %s", problem)
        return problem
    return mirror


def look_anew() -> None:
    """Forget what was opened in this process, so that the folder is looked at again."""
    with _opening:
        _opened.clear()
