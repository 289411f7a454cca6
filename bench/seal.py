"""What the seal costs: a million entries sealed and checked, and how long an act waits meanwhile.

    ./run bench seal [--entries 1000000] [--hash sha256|sm3]

Hourly readings, the widest rows there are, in an installation of its own that is thrown away; every thousandth is
withdrawn. The writer is a process of its own that records one act after the other, first alone, then beside the
sealer. Prints a table and writes var/bench/seal.json. It is no test: numbers of a busy machine prove little.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
STATIONS = 6
FIRST = date(2000, 1, 1)
IN_AN_ACT = 50_000
WRITING = 5  # seconds the writer works alone


def main() -> None:
    """Fill, seal beside a writer, check, and say what each took."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--entries", type=int, default=1_000_000)
    asked.add_argument("--hash", choices=["sha256", "sm3"], default="sha256")
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {
            "DAJUAN_DATA": place,
            "DJANGO_SETTINGS_MODULE": "dajuan.site.settings",
            "DAJUAN_SEAL_HASH": wanted.hash,
        }
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        cast = fill(wanted.entries)
        found = {"entries": wanted.entries, "hash": wanted.hash, **measure(cast, Path(place))}
    found |= {"machine": platform.processor() or platform.machine(), "at": datetime.now(UTC).isoformat()}
    for name, value in found.items():
        print(f"{name:34} {value}")
    results = ROOT / "var" / "bench"
    results.mkdir(parents=True, exist_ok=True)
    (results / "seal.json").write_text(json.dumps(found, indent=2))


def fill(entries: int) -> Any:
    """The readings, poured in acts of fifty thousand, and some withdrawn."""
    from django.core.management import call_command
    from django.db.models import F

    from dajuan.core.records.act import act
    from dajuan.core.records.pouring import Pouring
    from dajuan.lines.livelihood.models import Reading, Station
    from tests.cast import assemble

    call_command("migrate", verbosity=0)
    cast = assemble()
    stations = [
        Station.objects.create(
            zone=cast.zone, office=cast.education, code=f"S{n}", name=f"站{n}", network="city", measures_since=FIRST
        ).pk
        for n in range(STATIONS)
    ]
    columns = ("station_id", "network", "hour", "ozone_day", "pm25_x10", "pm10_x10", "o3_8h_x10", "mark", "happened_on")
    for start in range(0, entries, IN_AN_ACT):
        with act(by=cast.sun, origin="bench") as a:
            a.take(Pouring(Reading, cast.zone, columns, rows(stations, start, min(start + IN_AN_ACT, entries))))
    with act(by=cast.sun, origin="bench") as a:
        for reading in Reading.objects.annotate(rest=F("number") % 1000).filter(rest=0):
            a.withdraw(reading, reason="instrument checked")
    return cast


def rows(stations: list[int], start: int, end: int) -> Iterator[tuple[Any, ...]]:
    """Readings by their running number."""
    for number in range(start, end):
        hours, at = divmod(number, len(stations))
        days, hour = divmod(hours, 24)
        day = FIRST + timedelta(days=days)
        yield stations[at], "city", hour, hour > 7, number % 900, None, number % 1700, "", day.isoformat()


def measure(cast: Any, place: Path) -> dict[str, Any]:
    """Seconds, megabytes and milliseconds."""
    from django.db import connections

    from dajuan.core.seal.checking import check
    from dajuan.core.seal.models import Root
    from dajuan.core.seal.sealing import seal

    connections.close_all()
    alone = written_beside(cast, place, lambda: time.sleep(WRITING))
    idle, began = memory(), time.perf_counter()
    times: dict[str, float] = {}
    beside = written_beside(cast, place, lambda: times.update(sealed=timed(seal)))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seal()
    checked = timed(lambda: _agrees(check()))
    root = Root.objects.first()
    return {
        "leaves": root.leaves if root else 0,
        "sealed in s (beside a writer)": round(times["sealed"], 1),
        "checked in s": round(checked, 1),
        "memory above idle in MB": round(most - idle),
        "acts a second, alone": round(len(alone) / WRITING),
        "acts a second, beside the sealer": round(len(beside) / times["sealed"]),
        **{f"act in ms, alone, {name}": value for name, value in spread(alone).items()},
        **{f"act in ms, beside, {name}": value for name, value in spread(beside).items()},
        "whole run in s": round(time.perf_counter() - began),
    }


def _agrees(outcome: Any) -> None:
    assert not outcome.finding, outcome.finding


def written_beside(cast: Any, place: Path, work: Any) -> list[float]:
    """How long each act of a writer took, in a process of its own, while something was done here."""
    from django.db import connections

    connections.close_all()
    stop, result = place / "stop", place / "waits.json"
    stop.unlink(missing_ok=True)
    writer = os.fork()
    if writer == 0:
        result.write_text(json.dumps(list(write(cast, stop))))
        os._exit(0)
    work()
    stop.touch()
    os.waitpid(writer, 0)
    found: list[float] = json.loads(result.read_text())
    return found


def write(cast: Any, stop: Path) -> Iterator[float]:
    """One act after the other until told to stop; the seconds each took."""
    from dajuan.core.records.act import act
    from dajuan.core.records.models import EntryNumber, Merged

    number = EntryNumber.objects.count()
    while not stop.exists():
        number += 1
        began = time.perf_counter()
        with act(by=cast.li, origin="bench") as a:
            a.enter(Merged(type="bench", gone=number, kept=0, happened_on=date(2020, 1, 1)))
        yield time.perf_counter() - began
        time.sleep(0.002)


def timed(work: Any) -> float:
    """The seconds something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def spread(seconds: list[float]) -> dict[str, float]:
    """Milliseconds: median, the slowest hundredth, the slowest of all."""
    return {
        "median": round(median(seconds) * 1000, 1),
        "99 of 100": round(quantiles(seconds, n=100)[98] * 1000, 1),
        "slowest": round(max(seconds) * 1000, 1),
    }


def memory() -> float:
    """Megabytes this process holds."""
    text = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS")) / 1024


if __name__ == "__main__":
    main()
