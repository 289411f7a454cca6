"""The zone on which benches are run: the demo at full size, and a hundred thousand works more.

Kept under var/bench and used again; delete the directory to make it anew. On PostgreSQL (DAJUAN_DATABASE) the database
must be the bench's own and empty at first.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WORKS = 100_000
BATCH = 2000
MARK = "B-"  # with which the codes of added works begin
FIRST = date(2019, 1, 15)
STEPS = ("listing", "start", "completion", "acceptance")  # what an added work has gone through, as far as it is


def open_zone(size: float = 1, works: int = WORKS) -> Path:
    """Set up Django on the bench's own data and fill what is missing; gives the directory of the results."""
    engine = "postgresql" if os.environ.get("DAJUAN_DATABASE") else "sqlite"
    place = ROOT / "var" / "bench" / engine
    place.mkdir(parents=True, exist_ok=True)
    os.environ |= {"DAJUAN_DATA": str(place), "DJANGO_SETTINGS_MODULE": "dajuan.site.settings"}
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    from dajuan.lines.city.models import Work

    with timed("tables"):
        call_command("migrate", verbosity=0)
        call_command("createcachetable")
    with timed(f"the demo at size {size:g}"):
        call_command("demo", size=size, stdout=sys.stderr)
    if not Work.objects.filter(code__startswith=MARK).exists():
        with timed(f"{works} works"):
            add_works(works)
    return place.parent


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Say on standard error what is being done and how long it took."""
    began = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - began:.1f} s", file=sys.stderr)


def add_works(many: int) -> None:
    """Works of all kinds with shapes, spread over the stages, and the entries that brought them there."""
    from django.db import connection, transaction

    from dajuan.core.staff.models import Charge, Zone
    from dajuan.lines.city.models import Work

    zone, chance = Zone.objects.get(), random.Random(7)  # noqa: S311  # chance from a seed is what a bench wants
    office = Charge.objects.get(line="city").office
    with transaction.atomic():
        for start in range(0, many, BATCH):
            Work.objects.bulk_create([_work(zone, office, n, chance) for n in range(start, min(start + BATCH, many))])
        added = list(Work.objects.filter(code__startswith=MARK).values_list("pk", "code", "kind", "stage"))
        for step in STEPS:
            _pour(zone, office, step, added)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _work(zone: Any, office: Any, number: int, chance: random.Random) -> Any:
    from dajuan.core.demo.stage import CENTRE, SECOND
    from dajuan.core.demo.stage import FIRST as SYLLABLE
    from dajuan.lines.city.models import Work

    kind = (Work.Kind.LANE, Work.Kind.ESTATE, Work.Kind.ROAD, Work.Kind.OTHER)[number % 4]
    stage = (Work.Stage.LISTED, Work.Stage.STARTED, Work.Stage.COMPLETED, Work.Stage.ACCEPTED)[number // 4 % 4]
    west, south = CENTRE[0] + chance.uniform(-0.05, 0.05), CENTRE[1] + chance.uniform(-0.04, 0.04)
    east, north = west + 0.004, south + 0.001
    name = f"{chance.choice(SYLLABLE)}{chance.choice(SECOND)}{chance.choice(SECOND)}第{number}号{kind.label}改造"
    return Work(
        zone=zone,
        office=office,
        code=f"{MARK}{number}",
        name=name,
        kind=kind,
        stage=stage,
        started_on=None if stage == Work.Stage.LISTED else _day("start", number),
        done_x10=500 if stage == Work.Stage.STARTED else 0,
        planned_end_on=date(2021, 1, 1) + timedelta(days=number % 2000),
        geojson=f'{{"type": "LineString", "coordinates": [[{west:.6f}, {south:.6f}], [{east:.6f}, {north:.6f}]]}}',
        west=west,
        south=south,
        east=east,
        north=north,
        shape_length_cm=38_000,
    )


def _day(step: str, number: int) -> date:
    return FIRST + timedelta(days=30 * STEPS.index(step) + number % 600)


def _pour(zone: Any, office: Any, step: str, works: Sequence[tuple[int, str, str, str]]) -> None:
    """One entry of a step for each work that has come so far, in one act."""
    from dajuan.core.records.act import act
    from dajuan.core.records.pouring import Pouring
    from dajuan.core.staff.models import User
    from dajuan.lines.city.models import Acceptance, Completion, Listing, Start, Work

    entry = {"listing": Listing, "start": Start, "completion": Completion, "acceptance": Acceptance}[step]
    order = [Work.Stage.LISTED, Work.Stage.STARTED, Work.Stage.COMPLETED, Work.Stage.ACCEPTED]
    come = {stage.value for stage in order[STEPS.index(step) :]}
    amounts = ("length_cm", "document") if step in {"listing", "acceptance"} else ()
    columns = ("work_id", "kind", "programme", "office_id", "area_id", "happened_on", *amounts)
    end = (38_000, "") if amounts else ()
    rows = (
        (pk, kind, "renewal", office.pk, None, _day(step, int(code.removeprefix(MARK))), *end)
        for pk, code, kind, stage in works
        if stage in come
    )
    with act(by=User.objects.get(username="chen"), office=office, origin="bench") as a:
        a.take(Pouring(entry, zone, columns, rows))
