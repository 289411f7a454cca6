"""The mirror in an object storage, where several machines serve one zone: one builds, the others fetch.

The storage holds what the folder holds: files, manifests, and `current`, which names the one that stands and is written
last. Files never change and no two builds give a file the same name, so a machine fetches only what it has not got; its
own folder then serves its readers. An address such as `s3://bucket/zone`; keys and endpoint come from the environment
as the storage's own tools take them (AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL, …).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from dajuan.figures.mirror import reading
from dajuan.figures.mirror.folder import CURRENT, Folder, on_disk
from dajuan.figures.mirror.manifest import File, Manifest, Unsound, Why, parsed

GRACE = timedelta(hours=1)  # how long a machine may still be fetching what no longer stands


def is_used() -> bool:
    """Whether this installation keeps its mirror in an object storage."""
    return bool(settings.MIRROR_STORE)


@cache
def _store(address: str) -> Any:
    from obstore.store import from_url  # 16 MB that only such an installation loads

    return from_url(address)


@contextmanager
def _reached() -> Iterator[Any]:
    """The storage; what it refuses becomes an OSError, as a disk's refusal is."""
    from obstore.exceptions import BaseError

    try:
        yield _store(settings.MIRROR_STORE)
    except BaseError as error:
        raise OSError(f"{settings.MIRROR_STORE}: {str(error).splitlines()[0]}") from error


def publish(folder: Folder, manifest: Manifest) -> int:
    """Put a manifest and its files where every machine finds them; gives how many files were new."""
    with _reached() as store:
        there = {kept["path"]: kept["size"] for kept in _listed(store)}
        new = [file for file in manifest.files() if there.get(file.path) != file.bytes]
        for file in new:
            store.put(file.path, folder.path / file.path)
        store.put(manifest.name, manifest.text().encode())
        store.put(CURRENT, manifest.name.encode())
        _tidy(store, manifest)
    return len(new)


def _tidy(store: Any, standing: Manifest) -> None:
    """Delete what the standing manifest does not need, once nobody can be fetching it any more."""
    needed = {CURRENT, standing.name, *(file.path for file in standing.files())}
    before = timezone.now() - GRACE
    old = [kept["path"] for kept in _listed(store) if kept["path"] not in needed and kept["last_modified"] < before]
    if old:
        store.delete(old)


def _listed(store: Any) -> Iterator[dict[str, Any]]:
    for some in store.list():
        yield from some


def fetch() -> Manifest | None:
    """Fetch the manifest that stands in the storage, if this machine has another; None where there is nothing new.

    Raises Unsound where what is there does not fit together, Busy where this machine is building.
    """
    folder = reading.folder()
    with _reached() as store:
        name = _content(store, CURRENT).decode().strip()
        if not name or folder.standing_name() == name:
            return None
        manifest = parsed(_content(store, name).decode())
        with folder.building():
            for file in manifest.files():
                _fetch(store, folder, file)
            folder.place(manifest)
            folder.tidy(manifest)
    reading.look_anew()
    return manifest


def _content(store: Any, name: str) -> bytes:
    """What an object holds; empty where there is none."""
    try:
        return bytes(store.get(name).bytes())
    except FileNotFoundError:
        return b""


def _fetch(store: Any, folder: Folder, file: File) -> None:
    path = folder.path / file.path
    if path.exists() and path.stat().st_size == file.bytes:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part, digest = Path(f"{path}.part"), hashlib.sha256()
    try:
        with open(part, "wb") as taken:
            for some in store.get(file.path).stream():
                digest.update(some)
                taken.write(some)
    except FileNotFoundError as error:
        raise Unsound(Why.FILE, file.path) from error
    if digest.hexdigest() != file.sha256:
        raise Unsound(Why.FILE, file.path)
    on_disk(part)
    os.replace(part, path)
