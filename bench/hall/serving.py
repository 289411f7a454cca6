"""A server of the product's own kind, started for the bench, and the processor time it and its database spend."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.loopback import await_port, free_port

TICK = os.sysconf("SC_CLK_TCK")
STARTS_WITHIN = 60  # seconds


@contextmanager
def served(application: str) -> Iterator[tuple[int, int]]:
    """Port and process number of a server of an application, as `./run` starts it; stopped at the end."""
    port = free_port()
    words = ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "2", "--log-level", "warning"]
    granian = str(Path(sys.executable).parent / "granian")
    server = subprocess.Popen(
        [granian, *words, "--host", "127.0.0.1", "--port", str(port), application], stdout=sys.stderr
    )
    try:
        await_port(port, STARTS_WITHIN, "The server did not start.")
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(20)


def spent(server: int) -> float:
    """Seconds of processor time of a server, the processes it started, and the database's."""
    return sum(seconds_of(number) for number in [*_family(server), *_database()])


def _family(first: int) -> list[int]:
    """A process and all that descend from it."""
    children = Path(f"/proc/{first}/task/{first}/children")
    below = [int(one) for one in children.read_text().split()] if children.exists() else []
    return [first, *(number for child in below for number in _family(child))]


def _database() -> list[int]:
    from django.db import connection

    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity")
        return [number for (number,) in cursor.fetchall()]


def seconds_of(process: int) -> float:
    """Processor time of all threads of a process; one that has gone counts no more."""
    try:
        words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(words[11]) + int(words[12])) / TICK
