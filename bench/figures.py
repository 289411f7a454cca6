"""What a whole report costs, ours beside others, over generated ledgers: `./run bench figures`.

    ./run bench figures [--rows 1,10] [--only ours,hand,limit,…] [--place FOLDER] [--runs 5] [--postgresql URL] [--keep]

Each case runs in a process of its own, at least five times; printed are medians of wall and processor time, the most
memory, and how far the slowest run lay from the quickest. Ledgers are made where they are missing (rows in millions)
and thrown away at the end, unless --keep. Results are added to var/bench/figures.json, so that a run can be cut, and
the growth is drawn as var/bench/figures.svg. It is no test: on a busy machine trust the processor's column.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.scale.picture import drawn
from bench.scale.verdicts import verdicts

ROOT = Path(__file__).resolve().parent.parent
CASES = ("limit", "ours", "hand", "polars", "looking", "fresh", "first", "live", "postgresql", "nation", "spark")
BY_DEFAULT = ("limit", "ours", "hand", "polars", "looking", "fresh", "first", "live")
WHOLE = {"fresh", "live"}  # cases that need every entry in the database
LARGEST_WHOLE = 10  # million entries in a SQLite file
Found = dict[str, dict[str, Any]]


def main(words: list[str]) -> int:
    """Make what is missing, measure, print and keep; 1 if something demanded is missed."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", default="1,10", help="million entries, separated by commas")
    asked.add_argument("--only", default=",".join(BY_DEFAULT), help=f"of {', '.join(CASES)}")
    asked.add_argument("--place", default="/tmp/bench-data", help="where the ledgers lie")  # noqa: S108  # large
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--postgresql", default="", help="address of an empty database of the bench's own")
    asked.add_argument("--spark", default="local[2]", help="address of Spark")
    asked.add_argument("--keep", action="store_true")
    wanted = asked.parse_args(words)
    cases, results = wanted.only.split(","), _known()
    for millions in (int(one) for one in wanted.rows.split(",")):
        place = Path(wanted.place) / f"{millions}m"
        _make(place, millions, whole=bool(WHOLE & set(cases)) and millions <= LARGEST_WHOLE, results=results)
        for case in cases:
            _measure(case, place, millions, wanted, results)
            _keep(results)
        if not wanted.keep:
            shutil.rmtree(place, ignore_errors=True)
    _keep(results)
    print(table(results))
    return int(any(one.is_over for one in verdicts(results)))


def _make(place: Path, millions: int, *, whole: bool, results: Found) -> None:
    """The ledger, where it is not there yet."""
    if (place / "mirror" / "current").exists():
        return
    words = ["--entries", str(millions * 1_000_000), "--into", str(place), "--database", "whole" if whole else "ends"]
    said = _python([str(ROOT / "bench" / "ledger.py"), *words], {})
    print(said, file=sys.stderr)
    results[f"ledger {millions}"] = {"name": "ledger", "millions": millions, "said": said.strip().splitlines()}


def _measure(case: str, place: Path, millions: int, wanted: argparse.Namespace, results: Found) -> None:
    if case in WHOLE and millions > LARGEST_WHOLE:
        return
    settings = {"DAJUAN_DATA": str(place), "BENCH_RUNS": str(wanted.runs), "BENCH_SPARK": wanted.spark}
    if case == "postgresql":
        if not wanted.postgresql:
            print("postgresql: say --postgresql URL", file=sys.stderr)
            return
        settings |= {"DAJUAN_DATABASE": wanted.postgresql, "DAJUAN_MIRROR": str(place / "none")}
    if case == "first":
        shutil.rmtree(place / "plans", ignore_errors=True)
        _lines(case, millions, _python(["-m", "bench.scale.cases", "first"], settings), results, " without plans")
    said = _python(["-m", "bench.scale.cases", case], settings)
    _lines(case, millions, said, results)


def _lines(case: str, millions: int, said: str, results: Found, more: str = "") -> None:
    for line in said.splitlines():
        if not line.startswith("{"):
            continue
        one = json.loads(line)
        one |= {"name": one["name"] + more, "case": case, "millions": millions, "on": _today()}
        results[f"{one['name']} {millions}"] = one
        print(f"{one['name']:36} {millions:>3} M  {told(one)}", file=sys.stderr)


def _python(words: list[str], settings: dict[str, str]) -> str:
    """What a process of its own said; what it had to complain of goes to standard error."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("DAJUAN_")}
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=known | settings, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        print(f"{' '.join(words[-2:])} failed with {done.returncode}", file=sys.stderr)
    return done.stdout


def told(one: dict[str, Any]) -> str:
    """One line of the table."""
    memory = f"{one['memory']:6.0f} MB" if "memory" in one else ""
    wrong = f"  WRONG {one['wrong'][:3]}" if one.get("wrong") else ""
    spread = f"x{one['spread']:.1f}" if "spread" in one else ""
    return f"wall {one['wall'] * 1000:9.0f} ms  processor {one['processor'] * 1000:9.0f} ms {spread:>6} {memory}{wrong}"


def table(results: Found) -> str:
    """Every result, and what was demanded of it."""
    lines = [f"{one['name']:36} {one['millions']:>3} M  {told(one)}" for one in results.values() if "wall" in one]
    lines += [str(one) for one in verdicts(results)]
    return "\n".join(lines)


def _known() -> Found:
    try:
        found: Found = json.loads(_file("json").read_text())["results"]
    except (OSError, ValueError, KeyError):
        return {}
    return found


def _keep(results: Found) -> None:
    machine = f"{platform.processor() or platform.machine()}, {os.cpu_count()} processors"
    said = [vars(one) | {"is_over": one.is_over} for one in verdicts(results)]
    content = {"machine": machine, "at": _today(), "load": os.getloadavg(), "results": results, "verdicts": said}
    _file("json").parent.mkdir(parents=True, exist_ok=True)
    _file("json").write_text(json.dumps(content, ensure_ascii=False, indent=1, default=str))
    _file("svg").write_text(drawn(results))


def _today() -> str:
    return datetime.now(UTC).isoformat(timespec="minutes")


def _file(kind: str) -> Path:
    return ROOT / "var" / "bench" / f"figures.{kind}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
