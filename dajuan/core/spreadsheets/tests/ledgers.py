"""Ledgers as offices really keep them, made here, and a register to read them into.

The register records mergers: they need no subject, and core has no other entry that stands alone.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import rules
import xlsxwriter
from django.core.files.base import ContentFile

from dajuan.core.records.evidence import store_bytes
from dajuan.core.records.models import Entry, Merged
from dajuan.core.spreadsheets.headings import guess
from dajuan.core.spreadsheets.importing import enter, pass_submitted, rehearse, submit
from dajuan.core.spreadsheets.models import ImportJob
from dajuan.core.spreadsheets.plan import Plan
from dajuan.core.spreadsheets.reading import open_source
from dajuan.core.spreadsheets.register import Column, Refused, Register, Staging, Values
from dajuan.core.staff.models import User
from dajuan.core.staff.rights import grant_line
from tests.cast import Cast

Draw = Callable[[Any, Any], None]

if not rules.perm_exists("city.record"):
    grant_line("city")


class MergerRegister(Register):
    """Gone number, kept number, day; an amount and an area that only show how units are read."""

    name = "city.test-mergers"
    title = "Mergers"
    trusted = True
    columns = (
        Column("gone", "工程编号", kind="integer", key=True, required=True, aliases=("编号", "gone")),
        Column("kept", "并入编号", kind="integer", required=True, aliases=("并入", "kept")),
        Column("happened_on", "合并日期", kind="date", required=True, aliases=("日期", "day")),
        Column("code", "信用代码", kind="code", aliases=("统一社会信用代码",)),
        Column("paid_fen", "投资额", kind="decimal", unit="元", scale=100),
        Column("area_dm2", "面积", kind="decimal", unit="平方米", scale=100),
        Column("kind", "类型", kind="choice", choices={"road": "道路", "lane": "背街小巷"}),
    )

    def check(self, values: Values) -> list[tuple[str, str]]:
        """Nothing merges with itself."""
        return [("kept", "两个编号相同。")] if values["gone"] == values["kept"] else []

    def row(self, act: Staging, values: Values) -> Entry:
        """The amount is written into the kind, so that a change of it is a change of the entry."""
        if values["kept"] == 13:
            raise Refused("十三号已停用。", field="kept")
        return Merged(
            type=f"{values['kind'] or 'road'} {values['paid_fen']} {values['area_dm2']}",
            gone=values["gone"],
            kept=values["kept"],
            happened_on=values["happened_on"],
        )


class WatchedMergerRegister(MergerRegister):
    """The same, but a chief looks first."""

    name = "city.test-watched"
    records = (Merged,)
    trusted = False


def book(draw: Draw, *, sheet: str = "台账") -> bytes:
    """A workbook whose one sheet is drawn by a function of sheet and book."""
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file)
    draw(made.add_worksheet(sheet), made)
    made.close()
    return file.getvalue()


def plain(*rows: Sequence[Any]) -> bytes:
    """A workbook with the register's own headings and these rows."""

    def draw(sheet: Any, made: Any) -> None:
        for number, row in enumerate([("工程编号", "并入编号", "合并日期"), *rows]):
            sheet.write_row(number, 0, row)

    return book(draw)


def job_for(
    cast: Cast, content: bytes, name: str = "台账.xlsx", register: type[Register] = MergerRegister
) -> ImportJob:
    """An import by Li with the plan that is guessed for the file."""
    evidence = store_bytes(content, name=name, by=cast.li, zone=cast.zone)
    plan: Plan = guess(register(), open_source(content, name))
    return ImportJob.objects.create(
        zone=cast.zone,
        office=cast.construction,
        register=register.name,
        evidence=evidence,
        plan=plan.kept(),
        status=ImportJob.Status.READY,
        started_by=cast.li,
        language="en",
    )


def rehearsed(cast: Cast, content: bytes, name: str = "台账.xlsx") -> ImportJob:
    """An import after its dry run."""
    job = job_for(cast, content, name)
    rehearse(job)
    job.refresh_from_db()
    return job


def recorded(cast: Cast, content: bytes, name: str = "台账.xlsx", *, only_sound: bool = False) -> ImportJob:
    """An import after its recording."""
    job = rehearsed(cast, content, name)
    ImportJob.objects.filter(pk=job.pk).update(only_sound=only_sound)
    enter(job)
    job.refresh_from_db()
    return job


def passed(job: ImportJob, by: User, *, only_sound: bool = False) -> ImportJob:
    """An import after its dry run, submitted, passed by a chief and recorded."""
    job.refresh_from_db()
    assert submit(job, only_sound=only_sound, leave_changed=False), job.message
    pass_submitted(job, by)
    enter(job)
    job.refresh_from_db()
    return job


def findings(job: ImportJob) -> list[tuple[str, str]]:
    """Each cell with what is wrong in it."""
    return list(job.findings.values_list("cell", "sentence"))


def upload(content: bytes, name: str = "台账.xlsx") -> ContentFile[bytes]:
    """The file as a browser sends it."""
    return ContentFile(content, name=name)
