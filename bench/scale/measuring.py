"""How something is measured: wall time, processor time of all threads, memory; medians of several runs."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

RUNS = 5
TICK = os.sysconf("SC_CLK_TCK")


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
    work: Callable[[], Any],
    *,
    runs: int = RUNS,
    warm: int = 1,
    before: Callable[[], Any] | None = None,
    others: Sequence[int] = (),
) -> Cost:
    """Do something several times and say what one time costs. `before` each run is not counted.

    `others`: processes that work on it too (a database, a cluster), with all that descend from them.
    """

    def processor() -> float:
        return time.process_time() + sum(seconds_below(one) for one in others)

    for _time in range(warm):
        if before:
            before()
        work()
    walls, spent = [], []
    for _run in range(runs):
        if before:
            before()
        gc.collect()
        began, at = processor(), time.perf_counter()
        work()
        walls.append(time.perf_counter() - at)
        spent.append(processor() - began)
    memory = most_memory() + sum(most_memory(below) for one in others for below in family(one))
    return Cost(median(walls), median(spent), max(spent) / max(min(spent), 1e-9), memory, runs, os.getloadavg()[0])


def most_memory(process: int | str = "self") -> float:
    """The most memory a process has held, in MB; nought of one that has gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0) / 1024


def children(process: int) -> list[int]:
    """The processes that a process started and that still run."""
    try:
        tasks = list(Path(f"/proc/{process}/task").iterdir())
        return [int(one) for task in tasks for one in (task / "children").read_text().split()]
    except OSError:
        return []


def family(first: int) -> list[int]:
    """A process and all that descend from it."""
    return [first, *(number for child in children(first) for number in family(child))]


def seconds_below(first: int) -> float:
    """Processor time of a process and all that descend from it, those that have ended included."""
    return sum(_with_ended(one) for one in family(first))


def _with_ended(process: int) -> float:
    try:
        words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, words[11:15])) / TICK
