"""How something is measured: wall time, processor time of all threads, memory; medians of several runs."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

RUNS = 5


@dataclass(frozen=True)
class Cost:
    """Medians in seconds; `spread` is the slowest run's processor time over the quickest's. Memory in MB, the most."""

    wall: float
    processor: float
    spread: float
    memory: float
    runs: int
    load: float


def cost_of(
    work: Callable[[], Any], *, runs: int = RUNS, warm: int = 1, before: Callable[[], Any] | None = None
) -> Cost:
    """Do something several times and say what one time costs. `before` each run is not counted."""
    for _time in range(warm):
        if before:
            before()
        work()
    walls, spent = [], []
    for _run in range(runs):
        if before:
            before()
        gc.collect()
        began, at = time.process_time(), time.perf_counter()
        work()
        walls.append(time.perf_counter() - at)
        spent.append(time.process_time() - began)
    return Cost(
        median(walls), median(spent), max(spent) / max(min(spent), 1e-9), most_memory(), runs, os.getloadavg()[0]
    )


def most_memory() -> float:
    """The most memory this process has held, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
