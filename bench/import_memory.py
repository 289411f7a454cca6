"""How much memory and time an import of 100,000 rows of 10 columns takes: at most 200 MB above the idle process.

    python bench/import_memory.py [ROWS] [xlsx|csv]

Runs in a directory of its own and leaves nothing behind. It is no test: numbers of a busy machine prove nothing.
"""

from __future__ import annotations

import csv
import io
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADINGS = (
    "工程编号",
    "并入编号",
    "合并日期",
    "信用代码",
    "投资额（万元）",
    "面积(亩)",
    "类型",
    "名称",
    "地址",
    "备注",
)


def main(rows: int, kind: str) -> None:
    """Make the file, the installation and the import, and say what each step took."""
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"DAJUAN_DATA": place, "DJANGO_SETTINGS_MODULE": "dajuan.site.settings"}
        sys.path.insert(0, str(ROOT))
        file = Path(place) / f"ledger.{kind}"
        if os.fork() == 0:  # in a process of its own, so that its memory is not counted
            (_xlsx if kind == "xlsx" else _csv)(file, rows)
            os._exit(0)
        os.wait()
        _measure(file, rows)


def _row(number: int) -> tuple[object, ...]:
    name = f"第{number}号背街小巷改造工程"
    return (
        number,
        10_000_000,
        "2020年9月1日",
        f"91610132MA{number:08}",
        number / 7,
        1.5,
        "道路",
        name,
        "某路某号",
        "无",
    )


def _xlsx(file: Path, rows: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, HEADINGS)
        for number in range(1, rows + 1):
            sheet.write_row(number, 0, _row(number))


def _csv(file: Path, rows: int) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows(_row(number) for number in range(1, rows + 1))
    file.write_bytes(text.getvalue().encode("gb18030"))


def _measure(file: Path, rows: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from dajuan.core.records.models import Merged
    from dajuan.core.spreadsheets.tests import ledgers
    from tests.cast import assemble

    cast = assemble()
    ledgers.recorded(cast, ledgers.plain((9_999_999, 1, "2020.9.1")))  # everything imported once
    idle, began = _now(), time.process_time()
    job = ledgers.job_for(cast, file.read_bytes(), file.name)
    job.status = ledgers.ImportJob.Status.READY
    job.save()
    _say("opened", idle, began)
    ledgers.rehearse(job)
    _say("dry run", idle, began)
    job.refresh_from_db()
    ledgers.enter(job)
    _say("recorded", idle, began)
    job.refresh_from_db()
    assert job.status == "done" and Merged.objects.count() == rows + 1, (job.status, job.message, job.rejected)


def _now() -> float:
    text = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS")) / 1024


def _say(step: str, idle: float, began: float) -> None:
    top = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent = time.process_time() - began
    print(f"{step:10} idle {idle:.0f} MB, most {top - idle:.0f} MB above it, {spent:.1f} s of processor")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, sys.argv[2] if len(sys.argv) > 2 else "xlsx")
