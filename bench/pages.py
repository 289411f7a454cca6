"""What each page costs over 100,000 works and half a million readings: processor time, wall time, queries.

    ./run bench pages [--size 1] [--works 100000]

Asked in process by Django's test client, every page in turn, five rounds, medians. On PostgreSQL the server's own
processor time is added (both run on this machine). Prints a table and writes var/bench/pages-<engine>.json. It is no
test: numbers of a busy machine prove little.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.zone import open_zone

ROUNDS = 5
LIMIT_MS = 100
LISTS = {"works", "readings"}  # pages of which issue 2 says: within 100 ms of processor time


@dataclass(frozen=True)
class Page:
    """A page to measure. `cold`: what earlier answers of figures left in memory is thrown away first."""

    group: str
    name: str
    address: str
    user: str = "wang"
    cold: bool = False


@dataclass(frozen=True)
class Cost:
    """Medians of one page. `server_ms` is PostgreSQL's processor time, 0 on SQLite, where it is ours."""

    group: str
    name: str
    address: str
    processor_ms: float
    server_ms: float
    wall_ms: float
    queries: int
    kilobytes: float

    @property
    def total_ms(self) -> float:
        return self.processor_ms + self.server_ms

    @property
    def is_over(self) -> bool:
        return self.group in LISTS and self.total_ms > LIMIT_MS


def main(words: list[str]) -> int:
    """Measure, print and keep; 1 if a list is over its limit."""
    parser = argparse.ArgumentParser(prog="bench pages", description=__doc__)
    parser.add_argument("--size", type=float, default=1, help="of the demo, 1 by default")
    parser.add_argument("--works", type=int, default=100_000, help="works added to it")
    parser.add_argument("--only", default="", help="pages whose name has these words")
    options = parser.parse_args(words)
    results = open_zone(options.size, options.works)
    pages = [page for page in every_page() if options.only in f"{page.group} {page.name}"]
    costs = measured(pages)
    stock = counted()
    print(table(costs, stock))
    keep(results, costs, stock)
    return int(any(cost.is_over for cost in costs))


def every_page() -> list[Page]:
    """The pages, with addresses that exist in this zone."""
    from dajuan.lines.city.models import Work
    from dajuan.lines.livelihood.models import Reading, Station

    works, readings = Work.objects.order_by("pk"), Reading.objects.standing().order_by("happened_on", "number")
    middle, last = works[works.count() // 2], works.order_by("-pk")[0]
    deep = readings[readings.count() // 2]
    hour = quote(json.dumps([str(deep.happened_on), str(deep.number)]))
    key, station = quote(json.dumps([str(middle.pk)])), Station.objects.order_by("pk")[0]
    west, south = middle.west or 109.0, middle.south or 34.4
    box = f"{west - 0.005},{south - 0.003},{west + 0.005},{south + 0.003}"
    return [
        *(Page("works", *one) for one in _works(key, box, middle, last)),
        Page("works", "list, as the leader sees it", "/city/works/", "zhou"),
        Page("readings", "list", "/livelihood/readings/", "sun"),
        Page("readings", "list, deep inside", f"/livelihood/readings/?after={hour}", "sun"),
        Page("readings", "list, marked ones", "/livelihood/readings/?marked", "sun"),
        Page("readings", "a station", f"/livelihood/stations/{station.pk}/", "sun"),
        Page("readings", "stations", "/livelihood/stations/", "sun"),
        Page("air", "calendar of a year", "/livelihood/air/?year=2020", "sun"),
        Page("air", "calendar, public", "/open/livelihood/air/?year=2020", "sun"),
        *_figures(),
        Page("desk", "my day", "/desk/"),
        Page("desk", "my day, leader", "/desk/", "zhou"),
        Page("desk", "cockpit", "/desk/cockpit/", "zhou"),
        Page("desk", "cockpit", "/desk/cockpit/", "zhou", cold=True),
        Page("sheet", "years", "/sheet/", "zhou"),
        Page("sheet", "2020", "/sheet/2020/", "zhou"),
        Page("sheet", "2020", "/sheet/2020/", "zhou", cold=True),
        Page("core", "tickets", "/tickets/"),
        Page("core", "drafts", "/records/drafts/", "chen"),
        Page("public", "front", "/open/desk/"),
        Page("public", "works", "/open/city/"),
    ]


def _works(key: str, box: str, middle: Any, last: Any) -> Iterable[tuple[str, str]]:
    yield "list", "/city/works/"
    yield "list, deep inside", f"/city/works/?after={key}"
    yield "list, back from inside", f"/city/works/?before={key}"
    yield "of a kind", "/city/works/?kind=estate"
    yield "of a stage", "/city/works/?stage=started"
    yield "of a kind and stage", "/city/works/?kind=lane&stage=accepted"
    yield "by name, common", f"/city/works/?q={quote('改造')}"
    yield "by name, rare", f"/city/works/?q={quote('第77777号')}"
    yield "by name, none", f"/city/works/?q={quote('没有这样的名字')}"
    yield "by one sign, none", f"/city/works/?q={quote('鑫')}"
    yield "by code", "/city/works/?q=B-54321"
    yield "of a kind, by name, none", f"/city/works/?kind=road&q={quote('没有这样的名字')}"
    yield "board", "/city/works/board/"
    yield "map, the whole town", "/city/works/shapes/"
    yield "map, a part of town", f"/city/works/shapes/?box={box}"
    yield "one from the middle", f"/city/works/{middle.pk}/"
    yield "the newest", f"/city/works/{last.pk}/"


def _figures() -> Iterable[Page]:
    for key in ("roads-opened", "estates-renovated", "air-good-days"):
        yield Page("figures", key, f"/figures/{key}/?period=2020", cold=True)
        yield Page("figures", key, f"/figures/{key}/?period=2020")
    yield Page("figures", "rows of air-good-days", "/figures/air-good-days/rows/0/?period=2020", "sun")
    yield Page("figures", "catalogue", "/figures/?period=2020", cold=True)
    yield Page("figures", "catalogue", "/figures/?period=2020")


def measured(pages: list[Page]) -> list[Cost]:
    """The medians: first of pages that find earlier answers, then of cold ones. Anything but a 200 stops the bench."""
    return _measured([page for page in pages if not page.cold]) + _measured([page for page in pages if page.cold])


def _measured(pages: list[Page]) -> list[Cost]:
    clients = {user: _client(user) for user in {page.user for page in pages}}
    counts = [_queries(clients[page.user], page) for page in pages]
    taken: list[list[tuple[float, float, float, int]]] = [[] for _page in pages]
    for _round in range(ROUNDS):
        for page, found in zip(pages, taken, strict=True):
            found.append(_once(clients[page.user], page))
    return [_cost(page, found, count) for page, found, count in zip(pages, taken, counts, strict=True)]


def _cost(page: Page, taken: list[tuple[float, float, float, int]], queries: int) -> Cost:
    processor, server, wall, size = (median(some) for some in zip(*taken, strict=True))
    name = f"{page.name} (cold)" if page.cold else page.name
    rounded = (round(value * 1000, 1) for value in (processor, server, wall))
    return Cost(page.group, name, page.address, *rounded, queries, round(size / 1024, 1))


def _client(username: str) -> Any:
    from django.test import Client

    from dajuan.core.staff.models import User

    client = Client(headers={"host": "localhost"})
    user = User.objects.get(username=username)
    client.force_login(user, backend="dajuan.core.staff.adapter.SignIn")
    return client


def _queries(client: Any, page: Page) -> int:
    from django.db import connection

    from dajuan.figures import answers

    asked = 0

    def count(execute: Callable[..., Any], sql: str, values: Any, many: bool, context: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(sql, values, many, context)

    if page.cold:
        answers.forget()
    with connection.execute_wrapper(count):
        response = client.get(page.address)
    if response.status_code != 200:
        raise SystemExit(f"{page.address}: {response.status_code}")
    return asked


def _once(client: Any, page: Page) -> tuple[float, float, float, int]:
    """Processor, server and wall time in seconds, and the bytes of the answer."""
    from dajuan.figures import answers

    if page.cold:
        answers.forget()
    server, wall, processor = server_seconds(), time.perf_counter(), time.process_time()
    response = client.get(page.address)
    processor, wall = time.process_time() - processor, time.perf_counter() - wall
    return processor, server_seconds() - server, wall, len(response.content)


def server_seconds() -> float:
    """Processor time of PostgreSQL's processes that serve us; 0 on SQLite."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        numbers = [number for (number,) in cursor.fetchall()]
    return sum(_spent(Path(f"/proc/{number}/schedstat")) for number in numbers)


def _spent(schedule: Path) -> float:
    return int(schedule.read_text().split()[0]) / 1e9 if schedule.exists() else 0.0


def counted() -> dict[str, int]:
    """How much there is."""
    from dajuan.core.records.models import EntryNumber
    from dajuan.lines.city.models import Work
    from dajuan.lines.livelihood.models import Reading

    return {
        "works": Work.objects.count(),
        "readings": Reading.objects.count(),
        "entries": EntryNumber.objects.count(),
    }


def table(costs: list[Cost], stock: dict[str, int]) -> str:
    """The costs as people read them."""
    lines = [", ".join(f"{number:,} {what}" for what, number in stock.items())]
    lines.append(f"{'processor':>10} {'server':>8} {'wall ms':>8} {'queries':>8} {'kB':>8}  page")
    for cost in costs:
        over = "  OVER" if cost.is_over else ""
        times = f"{cost.processor_ms:10.1f} {cost.server_ms:8.1f} {cost.wall_ms:8.1f}"
        lines.append(f"{times} {cost.queries:8} {cost.kilobytes:8.1f}  {cost.group}: {cost.name}{over}")
    return "\n".join(lines)


def keep(place: Path, costs: list[Cost], stock: dict[str, int]) -> None:
    """Write the results beside the bench's data."""
    from django.db import connection

    found = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "engine": connection.vendor,
        "python": platform.python_version(),
        "rounds": ROUNDS,
        **stock,
        "pages": [asdict(cost) for cost in costs],
    }
    file = place / f"pages-{connection.vendor}.json"
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    print(f"Kept in {file}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
