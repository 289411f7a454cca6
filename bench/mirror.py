"""What the mirror costs: a ledger of monthly reports (14 columns) mirrored, brought up and checked.

    ./run bench mirror [--entries 3000000]

In an installation of its own that is thrown away, on SQLite, or on the empty database of DAJUAN_DATABASE. One in
twenty entries is withdrawn. Prints a table and writes var/bench/mirror-<engine>.json. It is no test: numbers of a busy
machine prove little.
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
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MONTHS = 36
TIMES = 3

GROW = """
INSERT INTO city_progress (number, zone_id, moment, until, reason, replaces, happened_on, canonical, private_mac,
  system, foreign_number, batch_id, office_id, area_id, kind, programme, work_id, month, done_x10, phase, reporter)
WITH RECURSIVE counted(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n + 1 < %s)
SELECT n + 1 + %s, %s, %s, NULL, '', NULL, {day}, 1, '', '', '', NULL, %s, NULL,
  CASE n %% 4 WHEN 0 THEN 'lane' WHEN 1 THEN 'estate' WHEN 2 THEN 'road' ELSE 'other' END, 'plan',
  %s + n / 36, {month}, n %% 1000, CASE n %% 3 WHEN 0 THEN 'land' WHEN 1 THEN 'pipes' ELSE 'finish' END,
  '某某建设有限公司'
FROM counted
"""
DAYS = {
    "sqlite": (
        "date('2019-01-20', '+' || (n %% 36) || ' months')",
        "date('2019-01-01', '+' || (n %% 36) || ' months')",
    ),
    "postgresql": tuple(f"date '2019-01-{day}' + (n %% 36) * interval '1 month'" for day in ("20", "01")),
}


def main() -> None:
    """Fill, mirror, bring up, check, and say what each took."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--entries", type=int, default=3_000_000)
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"DAJUAN_DATA": place, "DJANGO_SETTINGS_MODULE": "dajuan.site.settings"}
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        from django.db import connection

        cast = fill(wanted.entries)
        found = {"engine": connection.vendor, "entries": wanted.entries, **measure(cast, wanted.entries)}
    found |= {"machine": platform.processor() or platform.machine(), "at": datetime.now(UTC).isoformat()}
    for name, value in found.items():
        print(f"{name:44} {value}")
    results = ROOT / "var" / "bench"
    results.mkdir(parents=True, exist_ok=True)
    (results / f"mirror-{found['engine']}.json").write_text(json.dumps(found, indent=2))


class Grown:
    """Reports without number, made by the database itself, as the last part of an act."""

    def __init__(self, cast: Any, entries: int, first_work: int) -> None:
        self.cast, self.entries, self.first_work = cast, entries, first_work

    def types(self) -> list[Any]:
        return []

    def at_stake(self) -> tuple[list[Any], list[Any]]:
        return [], []

    def write(self, moment: Any, number_before: int) -> None:
        from django.db import connection

        day, month = DAYS[connection.vendor]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO records_entrynumber (number, type) "
                "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < %s) "
                "SELECT n + %s, 'city.progress' FROM counted",
                [self.entries, number_before],
            )
            places = [self.entries, number_before, self.cast.zone.pk, moment.number]
            places += [self.cast.construction.pk, self.first_work]
            cursor.execute(GROW.format(day=day, month=month), places)


class Gone:
    """Every twentieth report withdrawn, as the last part of an act."""

    def types(self) -> list[Any]:
        return []

    def at_stake(self) -> tuple[list[Any], list[Any]]:
        return [], []

    def write(self, moment: Any, number_before: int) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            sql = "UPDATE city_progress SET until = %s, reason = 'counted twice' WHERE number %% 20 = 0"
            cursor.execute(sql, [moment.number])


def fill(entries: int) -> Any:
    """Works, three years of monthly reports on them, and one in twenty withdrawn."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from dajuan.core.records.act import act
    from dajuan.lines.city.models import Work
    from tests.cast import assemble

    settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    cast = assemble()
    works = [
        Work(zone=cast.zone, office=cast.construction, code=f"B-{n}", name=f"第{n}号", kind="lane")
        for n in range(entries // MONTHS + 1)
    ]
    made = Work.objects.bulk_create(works, batch_size=2000)
    for staged in (Grown(cast, entries, made[0].pk), Gone()):
        with act(by=cast.li, origin="bench") as a:
            a.take(staged)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return cast


def measure(cast: Any, entries: int) -> dict[str, Any]:
    """Seconds, entries a second and megabytes."""
    from dajuan.figures.mirror import building, checking, opened

    idle = memory()
    times = [cost(building.build) for _time in range(TIMES)]
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    wall, processor = (median(one[at] for one in times) for at in (0, 1))
    mirror = opened()
    assert mirror and mirror.manifest.rows >= entries
    checked = cost(checking.check)
    report(cast)
    up = cost(building.bring_up)
    checking.check()
    looked = median(cost(opened)[0] for _time in range(50))
    return {
        "built in s": round(wall, 2),
        "built in processor s": round(processor, 2),
        "entries a second": round(entries / wall),
        "memory above idle in MB": round(most - idle),
        "size in MB": round(mirror.manifest.bytes / 1e6, 1),
        "checked in s": round(checked[0], 2),
        "brought up after one entry in ms": round(up[0] * 1000, 1),
        "opened in ms": round(looked * 1000, 3),
    }


def report(cast: Any) -> None:
    """One more report, in a month of its own."""
    from dajuan.core.records.act import act
    from dajuan.lines.city.models import Progress, Work

    work = Work.objects.earliest("pk")
    with act(by=cast.li, origin="bench") as a:
        entry = Progress(
            work=work, month=date(2022, 2, 1), happened_on=date(2022, 2, 20), done_x10=1000, phase="tidying"
        )
        entry.office, entry.kind, entry.programme = cast.construction, "lane", "plan"
        a.enter(entry)


def cost(work: Callable[[], Any]) -> tuple[float, float]:
    """The seconds something takes, by the clock and of the processor."""
    began, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - processor


def memory() -> float:
    """Megabytes this process holds."""
    text = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS")) / 1024


if __name__ == "__main__":
    main()
