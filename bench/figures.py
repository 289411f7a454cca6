"""What a whole report costs, ours beside others, over generated ledgers: `./run bench figures`.

    ./run bench figures [--rows 1,10,50] [--only ours,hand,limit,…] [--missing] [--place FOLDER] [--runs 5]
                        [--limit SECONDS] [--spark ADDRESS] [--keep]

Each case runs in a process of its own, at least five times, and is stopped at its limit; printed are medians of wall
and processor time, the most memory, and how far the slowest run lay from the quickest. Ledgers are made where they are
missing (rows in millions), PostgreSQL and Spark are started here and stopped again, and all of it is thrown away at the
end unless --keep. Results are added to var/bench/figures.json case by case, so that a run can be cut and --missing goes
on with it; the growth is drawn as var/bench/figures.svg. It is no test: on a busy machine trust the processor's column.

What others need besides (Spark, a semantic layer) is installed under var/bench, from bench/requirements-*.txt.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.scale import cluster, server
from bench.scale.picture import drawn
from bench.scale.verdicts import verdicts

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "bench"
WHOLE = {"fresh", "live"}  # cases that need every entry in the installation's own database
ZONES = 20
LARGEST = {"fresh": 10, "live": 10, "postgresql": 10}  # million entries in a database
SMALLEST = {"nation": 50, "spark": 50}  # unless they are asked for by name
STARTS = 5  # processes whose first report is measured
CASES = (
    "limit", "ours", "hand", "polars", "semantic", "looking", "first", "live", "postgresql", "fresh", "nation", "spark",
)  # fmt: skip
Found = dict[str, dict[str, Any]]


def main(words: list[str]) -> int:
    """Make what is missing, measure, print and keep; 1 if something demanded is missed."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", default="1,10,50", help="million entries, separated by commas")
    asked.add_argument("--only", default="", help=f"of {', '.join(CASES)}")
    asked.add_argument("--missing", action="store_true", help="only what has no result yet")
    asked.add_argument("--place", default=str(KEPT / "data"), help="where the ledgers lie")
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--limit", type=int, default=1800, help="seconds a case may take")
    asked.add_argument("--spark", default="", help="address of Spark; none starts a master and two workers here")
    asked.add_argument("--keep", action="store_true")
    wanted = asked.parse_args(words)
    cases, results = wanted.only.split(",") if wanted.only else list(CASES), _known()
    if unknown := set(cases) - set(CASES):
        asked.error(f"no case {', '.join(sorted(unknown))}; there are {', '.join(CASES)}")
    for millions in (int(one) for one in wanted.rows.split(",")):
        for case in cases:
            if _is_asked(case, millions, wanted, results):
                _measure(case, millions, wanted, results)
                _keep(results)
        if not wanted.keep:
            for place in (_place(wanted, millions), _zones(wanted, millions)):
                shutil.rmtree(place, ignore_errors=True)
    _keep(results)
    print(table(results))
    return int(any(one.is_missed for one in verdicts(results)))


def _is_asked(case: str, millions: int, wanted: argparse.Namespace, results: Found) -> bool:
    if millions > LARGEST.get(case, millions) or (not wanted.only and millions < SMALLEST.get(case, millions)):
        return False
    known = [one for one in results.values() if one.get("case") == case and one["millions"] == millions]
    return not (wanted.missing and known and not any("stopped" in one for one in known))


def _place(wanted: argparse.Namespace, millions: int) -> Path:
    return Path(wanted.place) / f"{millions}m"


def _zones(wanted: argparse.Namespace, millions: int) -> Path:
    return Path(wanted.place) / f"{millions}m-zones"


def _make(place: Path, millions: int, *, whole: bool, results: Found) -> None:
    """The ledger, where it is not there yet; `whole` with every entry in the database."""
    if (place / ("whole" if whole else "ends")).exists() or (place / "whole").exists():
        return
    shutil.rmtree(place, ignore_errors=True)
    words = ["--entries", str(millions * 1_000_000), "--into", str(place), "--database", "whole" if whole else "ends"]
    said, _ended = _python([str(ROOT / "bench" / "ledger.py"), *words], {}, 3600)
    print(said, file=sys.stderr)
    lines = said.strip().splitlines()
    one = {"name": "ledger", "millions": millions, "said": lines, "at": _now(), "load": os.getloadavg()[0]}
    if lines and (rates := re.findall(r"([\d,]+) a second", lines[0])):
        one |= {"a second": _number(rates[0]), "a second of processor": _number(rates[-1])}
    results[f"ledger {millions}"] = one
    (place / ("whole" if whole else "ends")).touch()


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _make_zones(place: Path, millions: int) -> None:
    """A ledger and a mirror of its own for each zone, all of one size."""
    for seed in range(1, ZONES + 1):
        into = place / f"{seed:02}"
        if not (into / "mirror" / "current").exists():
            words = ["--entries", str(millions * 1_000_000 // ZONES), "--zones", "1", "--main", "100"]
            more = ["--seed", str(seed), "--into", str(into), "--database", "none"]
            _python([str(ROOT / "bench" / "ledger.py"), *words, *more], {}, 3600)


def _measure(case: str, millions: int, wanted: argparse.Namespace, results: Found) -> None:
    """One case in a process of its own, with what it needs set up around it."""
    place = _place(wanted, millions)
    settings = {"BENCH_RUNS": str(wanted.runs), "DAJUAN_DATA": str(place)}
    with ExitStack() as needed:
        if case in SMALLEST:
            _make_zones(_zones(wanted, millions), millions)
            settings |= {"DAJUAN_DATA": str(_zones(wanted, millions)), "BENCH_ZONES": str(_zones(wanted, millions))}
        else:
            _make(place, millions, whole=bool(case in WHOLE), results=results)
        if case == "spark":
            folder = KEPT / "cluster"
            needed.callback(shutil.rmtree, folder, ignore_errors=True)
            settings |= cluster.environment(_installed("spark"), folder)
            settings |= {"BENCH_SPARK": wanted.spark, "BENCH_CLUSTER": str(folder)}
        elif case == "semantic":
            settings["BENCH_SEMANTIC"] = str(_installed("semantic") / "bin" / "python")
        elif case == "postgresql":
            standing = needed.enter_context(server.standing(KEPT / f"postgresql-{millions}m"))
            settings |= {"DAJUAN_DATABASE": standing.url, "BENCH_SERVER": str(standing.process)}
        if case == "first":
            _first(place, millions, settings, wanted, results)
            return
        said, ended = _python(["-m", "bench.scale.cases", case], settings, wanted.limit)
        _take(case, millions, [json.loads(line) for line in said.splitlines() if line.startswith("{")], ended, results)


def _installed(what: str) -> Path:
    """A virtual environment of its own for what only the bench needs; of Spark the folder its library lies in."""
    place, wanted = KEPT / what, ROOT / "bench" / f"requirements-{what}.txt"
    stamp = place / "installed"
    if not stamp.exists() or stamp.read_text() != wanted.read_text():
        shutil.rmtree(place, ignore_errors=True)
        uv = str(ROOT / ".venv" / "bin" / "uv")
        if what == "spark":  # beside the product's own libraries
            subprocess.run(
                [uv, "pip", "install", "-q", "--target", str(place), "--require-hashes", "-r", wanted], check=True
            )
        else:
            subprocess.run([uv, "venv", "-q", str(place), "--python", sys.executable], check=True)
            python = str(place / "bin" / "python")
            subprocess.run(
                [uv, "pip", "install", "-q", "--python", python, "--require-hashes", "-r", wanted], check=True
            )
        stamp.write_text(wanted.read_text())
    return place


def _first(place: Path, millions: int, settings: dict[str, str], wanted: argparse.Namespace, results: Found) -> None:
    """The first report of several new processes: without any compiled plan, then with those that were kept."""
    for name in ("first without plans", "first"):
        found = []
        for _start in range(STARTS):
            if name != "first":
                shutil.rmtree(place / "plans", ignore_errors=True)
            said, ended = _python(["-m", "bench.scale.cases", "first"], settings, wanted.limit)
            found += [json.loads(line) for line in said.splitlines() if line.startswith("{")]
        spent = [one["processor"] for one in found]
        if len(found) < STARTS:
            _take("first", millions, [], ended or "failed", results)
            return
        one = {"wall": median(each["wall"] for each in found), "processor": median(spent), "runs": STARTS}
        one |= {"name": name, "spread": max(spent) / min(spent), "load": os.getloadavg()[0]}
        _take("first", millions, [one], "", results)


def _take(case: str, millions: int, found: list[dict[str, Any]], ended: str, results: Found) -> None:
    """Add what a case found, and how it ended if it did not end by itself."""
    for one in found:
        results[f"{one['name']} {millions}"] = one | {"case": case, "millions": millions, "at": _now()}
        results.pop(f"{case} stopped {millions}", None)
    if ended:
        one = {"name": f"{case} stopped", "case": case, "millions": millions, "stopped": ended, "at": _now()}
        results[f"{case} stopped {millions}"] = one
        print(f"{case} {millions} M: {ended}", file=sys.stderr)
    for one in found:
        print(f"{one['name']:36} {millions:>3} M  {told(one)}", file=sys.stderr)


def _python(words: list[str], settings: dict[str, str], limit: float) -> tuple[str, str]:
    """What a process of its own said, and in words how it ended where it failed or was stopped at its limit.

    What it had to complain of goes to standard error. It is stopped with all it started, by their process group.
    """
    known = {name: value for name, value in os.environ.items() if not name.startswith("DAJUAN_")}
    began = time.monotonic()
    process = subprocess.Popen(
        ["nice", "-n", "5", sys.executable, *words],
        cwd=ROOT,
        env=known | settings,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        said, _nothing = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            said, _nothing = process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            said, _nothing = process.communicate()
        return said, f"stopped after {time.monotonic() - began:.0f} s, its limit, at a load of {os.getloadavg()[0]:.1f}"
    ended = f"{' '.join(words[-2:])} failed with {process.returncode}" if process.returncode else ""
    return said, ended


def told(one: dict[str, Any]) -> str:
    """One line of the table."""
    memory = f"{one['memory']:6.0f} MB" if "memory" in one else ""
    wrong = f"  WRONG {one['wrong'][:3]}" if one.get("wrong") else ""
    numbers = f"  {one['numbers']} numbers" if "numbers" in one else ""
    spread = f"x{one['spread']:.1f}" if "spread" in one else ""
    spent = f"wall {one['wall'] * 1000:9.0f} ms  processor {one['processor'] * 1000:9.0f} ms {spread:>6}"
    up = f"  started in {one['up']:.0f} s, first time {one['first']:.0f} s" if "up" in one else ""
    return f"{spent} {memory}  load {one.get('load', 0):.0f}{numbers}{up}{wrong}"


def table(results: Found) -> str:
    """Every result, and what was demanded of it."""
    lines = [f"{one['name']:36} {one['millions']:>3} M  {told(one)}" for one in results.values() if "wall" in one]
    lines += [
        f"{one['case']:36} {one['millions']:>3} M  {one['stopped']}" for one in results.values() if "stopped" in one
    ]
    lines += [str(one) for one in verdicts(results)]
    return "\n".join(lines)


def _known() -> Found:
    """What was measured before, and what `./run bench mirror` found of its own."""
    try:
        found: Found = json.loads(_file("json").read_text())["results"]
    except (OSError, ValueError, KeyError):
        found = {}
    for engine in ("sqlite", "postgresql"):
        try:
            found[f"mirror {engine}"] = json.loads((KEPT / f"mirror-{engine}.json").read_text())
        except (OSError, ValueError):
            continue
    return found


def _keep(results: Found) -> None:
    """Write what is known, with what another run has found since this one began."""
    results |= {key: one for key, one in _known().items() if one.get("at", "") >= BEGAN and key not in results}
    machine = f"{platform.processor() or platform.machine()}, {os.cpu_count()} processors"
    said = [vars(one) | {"verdict": one.word} for one in verdicts(results)]
    content = {"machine": machine, "at": _now(), "load": os.getloadavg(), "results": results, "verdicts": said}
    _file("json").parent.mkdir(parents=True, exist_ok=True)
    _file("json").write_text(json.dumps(content, ensure_ascii=False, indent=1, default=str))
    _file("svg").write_text(drawn(results))


def _now() -> str:
    """The minute, as it is kept beside a result."""
    return datetime.now(UTC).isoformat(timespec="minutes")


def _file(kind: str) -> Path:
    return KEPT / f"figures.{kind}"


BEGAN = _now()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
