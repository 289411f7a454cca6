"""The room's paragraph says what holds: a completion names its version, a record prints only while it is one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dajuan.core.records.act import act
from dajuan.figures.book import Book
from dajuan.lines.projects.models import NodeKind, Project
from dajuan.lines.projects.sample import CABLES, PERMITS, TRUCK, YI
from dajuan.lines.projects.tests.conftest import Do
from dajuan.sheet.answer_sheet import compose
from tests.cast import Cast

pytestmark = pytest.mark.django_db
RECORD = "刷新全区项目建设最快纪录"


def sentences(cast: Cast) -> str:
    sheet = compose(cast.zone, 2020, Book.now(cast.zone))
    section = next(one for one in sheet.sections if one.line == "projects")
    return "".join(paragraph.text for paragraph in section.paragraphs)


def test_the_sheet_says_what_was_started_and_names_the_plan(keeper: Cast, made: dict[str, Any]) -> None:
    said = sentences(keeper)
    assert "新开工项目1个" in said
    assert "完成投资11.1亿元（形象进度口径）" in said
    assert "完成年度计划（五月调整）的25.2%" in said
    assert "用时92天，" + RECORD in said


def test_a_faster_project_takes_the_record_from_the_sheet(keeper: Cast, do: Do, made: dict[str, Any]) -> None:
    own = {"type": "industry", "industry": "energy", "name": "储能电池项目"}
    fast = Project.objects.create(zone=keeper.zone, office=keeper.construction, **own)
    do(fast.value, happened_on=date(2020, 5, 1), total_fen=5 * YI)
    for kind in (NodeKind.FILED, NodeKind.SITED, NodeKind.CLEARING, *PERMITS):
        do(fast.reach, happened_on=date(2020, 5, 1), kind=kind)
    do(fast.confirm_start, happened_on=date(2020, 6, 1), began_on=date(2020, 6, 1))
    said = sentences(keeper)
    assert "用时92天" in said
    assert RECORD not in said


def test_a_record_over_nobody_is_none(keeper: Cast, made: dict[str, Any]) -> None:
    with act(by=keeper.chen) as a:
        a.withdraw(made[CABLES].starts.get(), reason="开工报告未确认")
    assert RECORD not in sentences(keeper)
    assert made[TRUCK].start is not None
