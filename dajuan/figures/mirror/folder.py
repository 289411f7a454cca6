"""The mirror's folder: which manifest stands, who still reads an older one, and what nobody needs any more."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from weakref import finalize

from dajuan.figures.mirror.manifest import Manifest, Unsound, Why, parsed

CURRENT = "current"
STAGING = "staging"
LOCK = "builder.lock"
PROGRESS = "progress.json"  # how far the builder at work has come
CHECKED = "checked.json"  # what the last check found
TRIES = 5  # to open the manifest that stands while builders swap it


class Busy(Exception):
    """Another builder is at work."""


class Held:
    """A manifest somebody reads: its files stay while this object lives."""

    def __init__(self, manifest: Manifest, kept: IO[str]) -> None:
        self.manifest = manifest
        self.let_go = finalize(self, kept.close)  # its lock goes with it


class Folder:
    """A folder with a mirror in it, or without one yet."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def stamp(self) -> tuple[int, int] | None:
        """What tells one generation from the next without opening it; None where there is no mirror."""
        try:
            seen = os.stat(self.path / CURRENT)
        except OSError:
            return None
        return seen.st_ino, seen.st_mtime_ns

    def standing_name(self) -> str:
        """The name of the manifest that stands; empty where none does."""
        try:
            return (self.path / CURRENT).read_text().strip()
        except OSError:
            return ""

    def held(self) -> Held:
        """The manifest that stands, with a hold on its files. Raises Unsound where none can be read."""
        missing: OSError | None = None
        for _attempt in range(TRIES):
            try:
                name = (self.path / CURRENT).read_text().strip()
                kept = open(self.path / name)  # noqa: SIM115  # held as long as the manifest is read
            except FileNotFoundError as error:
                missing = error
                continue
            except OSError as error:
                raise Unsound(Why.UNREADABLE, error) from error
            fcntl.flock(kept, fcntl.LOCK_SH)
            if os.fstat(kept.fileno()).st_nlink:  # else it was cleared away in between
                try:
                    return Held(parsed(kept.read()), kept)
                except Unsound:
                    kept.close()
                    raise
            kept.close()
        raise Unsound(Why.UNREADABLE if self.stamp() else Why.NONE, missing or "") from missing

    def place(self, manifest: Manifest) -> None:
        """Let a manifest stand: its files are on disk, so from one instant to the next everybody reads it."""
        self.path.mkdir(parents=True, exist_ok=True)
        self._write(manifest.name, manifest.text())
        self._write(CURRENT, manifest.name)

    def _write(self, name: str, text: str) -> None:
        part = self.path / f"{name}.part"
        with open(part, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, self.path / name)
        on_disk(self.path)

    @contextmanager
    def building(self) -> Iterator[None]:
        """Be the only builder here. Raises Busy where another is at work."""
        self.path.mkdir(parents=True, exist_ok=True)
        with open(self.path / LOCK, "a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Busy from error
            yield

    def tidy(self, standing: Manifest | None) -> None:
        """Clear away what neither the standing manifest nor a reader of an older one needs. For the builder alone."""
        needed = {CURRENT, LOCK, PROGRESS, CHECKED, *self._kept_files(standing)}
        shutil.rmtree(self.path / STAGING, ignore_errors=True)
        for file in [one for one in self.path.rglob("*") if one.is_file()]:
            if str(file.relative_to(self.path)) not in needed:
                file.unlink(missing_ok=True)
        for folder in [one for one in self.path.iterdir() if one.is_dir() and not any(one.iterdir())]:
            folder.rmdir()

    def _kept_files(self, standing: Manifest | None) -> Iterator[str]:
        """The manifests still read, and their files; a manifest nobody reads is cleared away."""
        if standing:
            yield standing.name
            yield from (file.path for file in standing.files())
        for path in self.path.glob("manifest-*.json"):
            if standing and path.name == standing.name:
                continue
            with open(path) as old:
                try:
                    fcntl.flock(old, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    yield path.name
                    yield from _files_named(old.read())
                else:
                    path.unlink()

    def condemn(self, manifest: Manifest) -> None:
        """Let nobody read a manifest that turned out to be wrong; the next builder makes another."""
        if self.standing_name() == manifest.name:
            with suppress(OSError):  # a process that may only read its folder
                (self.path / CURRENT).unlink()

    def drop(self) -> None:
        """Take the mirror away; figures are answered from the ledger until it is built again."""
        (self.path / CURRENT).unlink(missing_ok=True)
        self.tidy(None)


def _files_named(text: str) -> list[str]:
    try:
        return [file.path for file in parsed(text).files()]
    except Unsound:
        return []


def noted(path: Path, text: str) -> None:
    """Keep a note beside the mirror, whole or not at all. Nothing depends on it, so a full disk is no harm."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with suppress(OSError):
        part.write_text(text)
        os.replace(part, path)


def on_disk(path: Path) -> None:
    """Wait until a file, or a folder's list of names, has reached the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
