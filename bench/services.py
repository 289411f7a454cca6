"""What a step, a list and a case of the hall cost at a million cases, and whether two hundred people lose anything.

    ./run bench services [--cases 1000000] [--people 200] [--seconds 300]

Each engine in turn in one run: SQLite, and PostgreSQL where DAJUAN_DATABASE names a database of the bench's own. The
product is asked over HTTP by a signed-in person and served as `./run` serves it; beside it stands a plain Django view
that inserts the same rows. Counted is the processor time of the server and the database, never that of the people who
ask. Medians of five rounds. Sealing, mirror and outbox rest meanwhile. Prints a table and keeps
var/bench/services.json.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.hall.people import Person, Told, crowd
from bench.hall.serving import served, spent
from bench.hall.stock import Hall, open_hall, settle
from bench.zone import ROOT

ROUNDS, ASKED = 5, 40
STEP_MS, METHOD_MS, PAGE_MS = 5, 2.5, 8
DEEP = 100_000  # rows before page 2,000
THINKS = 4.0  # seconds between two things a person does
Row = tuple[str, float, float | None]  # what, milliseconds, the most it may be


def main(words: list[str]) -> int:
    """Measure each engine in a process of its own, print and keep; 1 if anything is over its limit."""
    parser = argparse.ArgumentParser(prog="bench services", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=300, help="how long the people stay; 0 for none")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), help=argparse.SUPPRESS)
    options = parser.parse_args(words)
    if options.engine:
        print(json.dumps(of_engine(options)))
        return 0
    found = {}
    for engine in ("sqlite", "postgresql"):
        address = os.environ.get("DAJUAN_DATABASE", "")
        if engine == "postgresql" and not address:
            continue
        around = os.environ | {"DAJUAN_DATABASE": address if engine == "postgresql" else ""}
        asked = [sys.executable, __file__, *words, "--engine", engine]
        found[engine] = json.loads(
            subprocess.run(asked, env=around, check=True, capture_output=False, stdout=-1).stdout.splitlines()[-1]
        )
    print(table(found))
    kept = ROOT / "var" / "bench" / "services.json"
    said = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "asked": vars(options), "engines": found}
    kept.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n")
    return int(any(is_over(row) for one in found.values() for row in one["rows"]) or any(_failed(found)))


def _failed(found: dict[str, Any]) -> list[str]:
    return [
        engine for engine, one in found.items() if one["crowd"] and (one["crowd"]["errors"] or one["crowd"]["lost"])
    ]


def of_engine(options: argparse.Namespace) -> dict[str, Any]:
    """Everything measured on the engine this process was started for."""
    hall = open_hall(settle(options.engine), options.cases)
    sessions = signed_in(hall.clerk, max(options.people, 1))
    rows: list[Row] = [*methods(hall)]
    with served("dajuan.site.wsgi:application") as (port, server):
        rows += of_product(hall, Person(port, sessions[0]), server)
        held = hold(hall, port, sessions[: options.people], options.seconds) if options.seconds else None
    with served("bench.hall.plain:application") as (port, server):
        rows += of_plain(Person(port, sessions[0]), server)
    return {"cases": hall.cases, "rows": rows, "crowd": held}


def signed_in(username: str, many: int) -> list[str]:
    """Sessions of a person, as the sign-in page makes them."""
    from django.test import Client

    from dajuan.core.staff.models import User

    user, sessions = User.objects.get(username=username), []
    for _number in range(many):
        client = Client()
        client.force_login(user, backend="dajuan.core.staff.adapter.SignIn")
        sessions.append(client.cookies["sessionid"].value)
    return sessions


def of_product(hall: Hall, person: Person, server: int) -> list[Row]:
    """Steps, lists and pages of the product over HTTP."""
    cases: list[str] = []
    rows: list[Row] = [("submit", measured(lambda _n: cases.append(person.submit(hall)), server), STEP_MS)]
    for step, said in (("accept", {"examiner": ""}), ("decide", {"granted": "yes"})):
        to_do = iter(cases)
        rows.append((step, measured(lambda _n: fine(person.post(f"{next(to_do)}{step}/", **said)), server), STEP_MS))  # noqa: B023  asked at once
    for name, path in pages(hall):
        rows.append((name, measured(lambda _n: fine(person.get(path)), server), PAGE_MS))  # noqa: B023  asked at once
    rows.append(("page of a case", measured(lambda n: fine(person.get(cases[n])), server), PAGE_MS))
    return rows


def pages(hall: Hall) -> list[tuple[str, str]]:
    """Lists of fifty: the first page, page 2,000 by its key, each filter, and search."""
    from dajuan.lines.services.models import Case

    deep = Case.objects.order_by("-pk").values_list("pk", flat=True)[min(DEEP, hall.cases // 2)]
    number = Case.objects.order_by("pk").values_list("number", flat=True)[hall.cases // 3]
    office = Case.objects.order_by("pk").values_list("office", flat=True)[0]
    key = quote(json.dumps([str(deep)]))
    return [
        ("list, first page", "/services/cases/"),
        ("list, page 2,000", f"/services/cases/?after={key}"),
        ("list, of a stage", "/services/cases/?stage=decided"),
        ("list, of a channel", "/services/cases/?channel=window"),
        ("list, of an office", f"/services/cases/?office={office}"),
        ("list, of stage and channel, deep", f"/services/cases/?stage=decided&channel=online&after={key}"),
        ("search, by number", f"/services/cases/?q={quote(number)}"),
        ("search, by enterprise", f"/services/cases/?q={quote(hall.company[:6])}"),
        ("search, none", f"/services/cases/?q={quote('没有这样的企业')}"),
        ("portal, two characters", f"/open/services/?q={quote('许可')}"),
    ]


def fine(answer: tuple[int, str]) -> None:
    """Stop the bench at anything but an answer."""
    if answer[0] not in {200, 302}:
        raise SystemExit(f"An answer of {answer[0]}")


def measured(ask: Callable[[int], Any], server: int) -> float:
    """Milliseconds of processor time of one request: the median of the rounds' means."""
    for n in range(3):
        ask(n)
    rounds = []
    for _round in range(ROUNDS):
        before = spent(server)
        for n in range(ASKED):
            ask(n)
        rounds.append((spent(server) - before) / ASKED * 1000)
    return round(statistics.median(rounds), 2)


def methods(hall: Hall) -> list[Row]:
    """The subject's methods alone, in an act: our own processor time and the database's."""
    from django.utils import timezone

    from bench.pages import server_seconds
    from dajuan.core.companies.models import Company
    from dajuan.core.records.act import act
    from dajuan.core.staff.models import User
    from dajuan.lines.services.models import Case, Matter
    from dajuan.lines.services.models.kinds import Channel

    clerk, matter = User.objects.get(username=hall.clerk), Matter.objects.get(pk=hall.matter)
    company = Company.objects.get(code=hall.code)
    taken: dict[str, list[float]] = {"submit": [], "accept": [], "decide": []}

    def do(name: str, step: Callable[[Any], Any]) -> Any:
        server, processor = server_seconds(), time.process_time()
        with act(by=clerk, office=matter.office) as a:
            done = step(a)
        taken[name].append(time.process_time() - processor + server_seconds() - server)
        return done

    for _n in range(ROUNDS * ASKED):
        said = {"matter": matter, "channel": Channel.WINDOW, "company": company}
        case = do("submit", lambda a: Case.submit(a, at=timezone.now(), **said))  # noqa: B023  done at once
        case = Case.objects.get(pk=case.pk)
        do("accept", lambda a: case.accept(a, at=timezone.now(), examiner=clerk))  # noqa: B023  done at once
        case = Case.objects.get(pk=case.pk)
        do("decide", lambda a: case.decide(a, at=timezone.now(), granted=True))  # noqa: B023  done at once
    return [(f"method: {name}", round(statistics.median(some) * 1000, 2), METHOD_MS) for name, some in taken.items()]


def of_plain(person: Person, server: int) -> list[Row]:
    """The same rows by a plain view."""
    cases: list[str] = []
    rows: list[Row] = []
    counter = iter(range(10**9))
    stamp = str(time.time_ns())

    def submit(_n: int) -> None:
        status, there = person.post("/plain/submit/", token=f"P{stamp}-{next(counter)}")
        fine((status, there))
        cases.append(there.strip("/"))

    rows.append(("plain view: submit", measured(submit, server), None))
    for step in ("accept", "decide"):
        to_do = iter(cases)
        ask = lambda _n, to_do=to_do, step=step: fine(person.post(f"/plain/{step}/", case=next(to_do)))  # noqa: E731
        rows.append((f"plain view: {step}", measured(ask, server), None))
    return rows


def hold(hall: Hall, port: int, sessions: list[str], seconds: int) -> dict[str, Any]:
    """So many people at once; every write that was answered must be there afterwards."""
    from dajuan.lines.services.models import Acceptance, Decision, Submission

    kinds = {"submit": Submission, "accept": Acceptance, "decide": Decision}
    before = {name: kind._base_manager.count() for name, kind in kinds.items()}
    told: Told = crowd(port, sessions, seconds, hall, THINKS)
    lost = 0
    for name, kind in kinds.items():
        answered = told.statuses[name, 302]
        lost += max(0, answered - (kind._base_manager.count() - before[name]))
    lasted = sorted(told.lasted)
    return {
        "people": len(sessions),
        "seconds": seconds,
        "requests": sum(told.statuses.values()),
        "writes": sum(n for (what, status), n in told.statuses.items() if what in kinds and status == 302),
        "errors": told.errors,
        "lost": lost,
        "median_ms": round(statistics.median(lasted) * 1000, 1),
        "p99_ms": round(lasted[int(len(lasted) * 0.99)] * 1000, 1),
        "told": told.lost[:5],
    }


def is_over(row: Any) -> bool:
    """Whether a row is above its limit."""
    return row[2] is not None and row[1] > row[2]


def table(found: dict[str, Any]) -> str:
    """The engines side by side, as people read them."""
    engines = list(found)
    lines = [", ".join(f"{engine}: {found[engine]['cases']:,} cases" for engine in engines)]
    lines.append(f"{'ms of processor time':36}" + "".join(f"{engine:>14}" for engine in engines) + f"{'at most':>10}")
    for rows in zip(*(found[engine]["rows"] for engine in engines), strict=True):
        cells = "".join(f"{row[1]:>13.2f}{'!' if is_over(row) else ' '}" for row in rows)
        lines.append(f"{rows[0][0]:36}{cells}{rows[0][2] or '':>10}")
    lines += [f"{engine}: {found[engine]['crowd']}" for engine in engines if found[engine]["crowd"]]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
