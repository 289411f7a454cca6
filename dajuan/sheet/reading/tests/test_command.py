"""./run check FILE, and Django's own check where no file is named."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db
FIELDS = [
    "start",
    "end",
    "kind",
    "words",
    "value",
    "unit",
    "hedge",
    "period",
    "comparison",
    "figure",
    "verdict",
    "reason",
]


def check(*words: str) -> str:
    out = StringIO()
    call_command("check", *words, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_each_finding_is_an_object_on_a_line_in_the_order_of_the_text(tmp_path: Path) -> None:
    file = tmp_path / "报告.txt"
    file.write_text("2020年，打通断头路8条，新增学位1,200个。", encoding="utf-8")
    found = [json.loads(line) for line in check(str(file), "--json").splitlines()]
    assert [list(one)[:12] for one in found] == [FIELDS, FIELDS]
    assert [(one["words"], one["value"], one["period"]) for one in found] == [
        ("8条", 8, "2020"),
        ("1,200个", 1200, "2020"),
    ]
    text = check(str(file), "--text")
    assert [text[one["start"] : one["end"]] for one in found] == ["8条", "1,200个"]


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("建成道路8条。", encoding="utf-8")
    found = [json.loads(line) for line in check(f"{tmp_path}/", "--json").splitlines()]
    assert [Path(one["file"]).name for one in found] == ["a.txt", "b.txt"]


def test_without_a_file_the_program_is_checked() -> None:
    check("sheet")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.txt"):
        check(str(tmp_path / "none.txt"))
