"""A PostgreSQL of the bench's own, on loopback, stopped by its process number; its data goes with it.

As root it runs as the user Debian made for it, for PostgreSQL refuses root. Nothing in it need outlive a power cut, so
it does not wait for the disk while it is filled; a report only reads.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.loopback import free_port

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "4GB",
    "shared_buffers": "2GB",
    "effective_cache_size": "8GB",
    "work_mem": "128MB",
    "maintenance_work_mem": "512MB",
}
STOPS_WITHIN = 60  # seconds


@dataclass(frozen=True)
class Server:
    """Where it is reached, and the number of the process all others descend from."""

    url: str
    process: int


@contextmanager
def standing(folder: Path) -> Iterator[Server]:
    """A server over a new folder."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        raise SystemExit("There is no PostgreSQL on this machine: apt-get install postgresql")
    place = folder / "data"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    port = free_port()
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    made = ["-U", "dajuan", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    _run([programs[-1] / "initdb", "-D", place, *made], folder)
    said = {**SETTINGS, "port": str(port), "unix_socket_directories": str(folder)}
    options = " ".join(f"-c {name}={value}" for name, value in said.items())
    _run([programs[-1] / "pg_ctl", "-D", place, "-l", folder / "log", "-w", "-s", "start", "-o", options], folder)
    process = int((place / "postmaster.pid").read_text().splitlines()[0])
    try:
        reached = ["-h", "127.0.0.1", "-p", str(port), "-U", "dajuan"]
        _run([programs[-1] / "createdb", *reached, "dajuan"], folder)
        yield Server(f"postgresql://dajuan@127.0.0.1:{port}/dajuan", process)
    finally:
        _stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def _run(words: list[str | Path], folder: Path) -> None:
    said = [str(word) for word in words]
    before = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    subprocess.run([*before, *said], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def _stop(process: int) -> None:
    os.kill(process, signal.SIGINT)
    end = time.monotonic() + STOPS_WITHIN
    while time.monotonic() < end and Path(f"/proc/{process}").exists():
        time.sleep(0.1)
