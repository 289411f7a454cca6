"""How much memory and time an export of the superior platform's cases takes: at most 150 MB above the idle process.

    python bench/import_cases.py [ROWS]

Four to five entries a row, of 300 matters. Runs in a directory and a process of its own and leaves nothing behind. It
is no test: numbers of a busy machine prove nothing.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MATTERS = 300
HEAD = (
    *("序号", "办件编号", "事项编码", "事项名称", "申请人", "申请渠道", "受理窗口", "申报时间", "受理时间"),
    *("承诺时限", "办结时间", "办理结果", "是否超期", "评价等级"),
)
DAY = date(2020, 1, 1)


def main(rows: int) -> None:
    """Make the file, the installation and the import, and say what each step took."""
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"DAJUAN_DATA": place, "DJANGO_SETTINGS_MODULE": "dajuan.site.settings"}
        sys.path.insert(0, str(ROOT))
        file = Path(place) / "办件.xlsx"
        for prepare in (_write, _install):  # in processes of their own: migrating alone takes 400 MB
            if os.fork() == 0:
                prepare(file, rows)
                os._exit(0)
            assert os.wait()[1] == 0, prepare
        _measure(file, rows)


def _write(file: Path, rows: int) -> None:
    import xlsxwriter

    chance = random.Random(1)  # noqa: S311  # a sample, no secret
    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("办件")
        sheet.write_row(0, 0, HEAD)
        for number in range(1, rows + 1):
            sheet.write_row(number, 0, _row(number, chance))


def _row(number: int, chance: random.Random) -> tuple[Any, ...]:
    begun = datetime(2020, 3, 2, 9, tzinfo=UTC) + timedelta(minutes=chance.randrange(60 * 24 * 200))
    matter = chance.randrange(MATTERS)
    return (
        *(number, f"2020B{number:09}", f"M{matter:05}", f"第{matter}项核准", "某某", chance.choice(("网上", "窗口"))),
        *("3号", f"{begun:%Y-%m-%d %H:%M}", f"{begun + timedelta(hours=1):%Y-%m-%d %H:%M}", 5),
        f"{begun + timedelta(days=chance.randrange(1, 9)):%Y-%m-%d %H:%M}",
        *("准予许可", "否", chance.choice(("非常满意", "满意", "", ""))),
    )


def _install(file: Path, rows: int) -> None:
    """The installation with its cast, its catalogue, and the export waiting for its dry run."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from dajuan.core.spreadsheets.tests.ledgers import job_for
    from dajuan.lines.services.registers_of_cases import CaseRegister
    from tests.cast import assemble

    cast = assemble()
    _catalogue(cast)
    job_for(cast, file.read_bytes(), file.name, CaseRegister)


def _measure(file: Path, rows: int) -> None:
    import django

    django.setup()
    from django.urls import reverse

    from dajuan.core.spreadsheets.importing import enter, rehearse
    from dajuan.core.spreadsheets.models import ImportJob
    from dajuan.lines.services.models import Case

    reverse("services:cases")  # all pages are imported, as in a server
    job = ImportJob.objects.get()
    idle, began = _now(), time.process_time()
    rehearse(job)
    _say("dry run", idle, began)
    job.refresh_from_db()
    enter(job)
    _say("recorded", idle, began)
    job.refresh_from_db()
    assert job.status == "done" and Case.objects.count() == rows, (job.status, job.message, job.rejected)


def _catalogue(cast: Any) -> None:
    """The matters of the export, in force."""
    from dajuan.core.records.act import act
    from dajuan.core.staff.models import Charge
    from dajuan.lines.services.models import Matter, MatterVersion

    Charge.objects.create(office=cast.construction, line="services", from_on=DAY)
    own = {"zone": cast.zone, "office": cast.construction, "kind": "1"}
    for number in range(MATTERS):
        matter = Matter.objects.create(code=f"M{number:05}", name=f"第{number}项核准", **own)
        version = MatterVersion.objects.create(matter=matter, number=1, valid_from=DAY, promised_limit=5)
        with act(by=cast.chen, office=cast.construction) as a:
            matter.issue(a, happened_on=DAY, version=version)


def _now() -> float:
    text = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS")) / 1024


def _say(step: str, idle: float, began: float) -> None:
    top = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent = time.process_time() - began
    print(f"{step:10} idle {idle:.0f} MB, most {top - idle:.0f} MB above it, {spent:.1f} s of processor", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
