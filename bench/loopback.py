"""Ports of this machine: one that is free, and one on which something begins to listen."""

from __future__ import annotations

import socket
import time


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def await_port(port: int, seconds: float, otherwise: str) -> None:
    """Wait until somebody listens on a port; stop the bench with these words where nobody does in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit(otherwise)
