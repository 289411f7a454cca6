"""Compiled plans, kept beside the data, so that a new process need not compile them again (about 3 seconds of Ibis).

A plan is plain SQL text under the digest of what it was compiled from: declarations, columns, dialect. The file's name
is the digest of what compiles: this package's own compilers and the libraries below them. A changed declaration or a
new version of the product therefore finds nothing and compiles anew. The file is a cache: it may be deleted, cut short
or be unwritable at any time.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import time
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings

logger = logging.getLogger(__name__)
COMPILERS = ("compiled.py", "conditions.py", "vocabulary.py", "plans.py")
LIBRARIES = ("ibis-framework", "sqlglot", "Django")
UNUSED_DAYS = 30
_writing = Lock()


def kept(identity: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The plan compiled from what `identity` says; compiled and kept where it is not yet known."""
    digest = hashlib.sha256(identity.encode()).hexdigest()[:32]
    known = _known(_file())
    if digest not in known:
        known[digest] = make()
        _append(_file(), digest, known[digest])
    return known[digest]


@cache
def _state() -> str:
    """The digest of whatever may compile the same declaration into another text."""
    here = Path(__file__).parent
    said = hashlib.sha256()
    for name in COMPILERS:
        said.update((here / name).read_bytes())
    for name in LIBRARIES:
        said.update(version(name).encode())
    return said.hexdigest()[:16]


def _file() -> Path:
    return Path(settings.DATA_DIR) / "plans" / f"{_state()}.jsonl"


@cache
def _known(file: Path) -> dict[str, dict[str, Any]]:
    """The plans of a file by digest; a line that was cut short is no plan."""
    found: dict[str, dict[str, Any]] = {}
    try:
        lines = file.read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        return found
    for line in lines:
        try:
            digest, plan = json.loads(line)
            found[digest] = plan
        except (ValueError, TypeError):
            continue
    return found


def _append(file: Path, digest: str, plan: dict[str, Any]) -> None:
    """Add one plan in one write, so that processes that add at once do not cut each other's lines."""
    line = "\n" + json.dumps([digest, plan])
    try:
        with _writing:
            if not file.exists():
                file.parent.mkdir(parents=True, exist_ok=True)
                _forget_unused(file)
            place = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(place, line.encode())
            finally:
                os.close(place)
    except OSError as error:
        logger.info("A compiled plan could not be kept in %s: %s", file, error)


def _forget_unused(file: Path) -> None:
    """Remove the plans of earlier versions nobody has added to for a month."""
    for other in file.parent.glob("*.jsonl"):
        if time.time() - other.stat().st_mtime > UNUSED_DAYS * 86400:
            other.unlink(missing_ok=True)
