"""Writers, readers and a builder at once, and killed: `./run bench writers`, short. The long runs are made by hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.thorough("processes that write, read and build for some seconds")]


def _bench(tmp_path: Path, *words: str) -> dict[str, Any]:
    """What the bench found, on a database of its own beside the tests'."""
    command = [sys.executable, "-m", "dajuan", "bench", "writers", *words, "--results", str(tmp_path)]
    with _database() as address:
        surroundings = os.environ | {"DAJUAN_DATABASE": address}
        done = subprocess.run(command, cwd=settings.ROOT, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(next(tmp_path.glob("*.json")).read_text())
    return found


@contextmanager
def _database() -> Iterator[str]:
    """The address of an empty database on this engine; empty for SQLite, which makes its own."""
    if connection.vendor != "postgresql":
        yield ""
        return
    name, parts = f"dajuan_writers_{os.getpid()}", connection.settings_dict
    host = f"postgresql://{parts['USER']}@{parts['HOST']}:{parts['PORT']}"
    with psycopg.connect(f"{host}/postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{host}/{name}"
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_nothing_is_lost_and_no_answer_changes_while_many_write(tmp_path: Path) -> None:
    found = _bench(tmp_path, "--seconds", "5", "--writers", "4")
    assert found["wrong"] == [] and found["answers checked, from the mirror"] and found["acts"]


def test_kills_lose_nothing_and_leave_a_sound_mirror(tmp_path: Path) -> None:
    found = _bench(tmp_path, "--kills", "9")
    assert found["wrong"] == [] and found["killed"] == {"writer": 3, "builder": 3, "reader": 3}
