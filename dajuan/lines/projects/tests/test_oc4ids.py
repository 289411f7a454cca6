"""Packages of projects as the standard writes them: what they say, and what is refused in them. No tables."""

from __future__ import annotations

import json
import subprocess
import sys
from copy import deepcopy
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from dajuan.lines.projects import oc4ids
from dajuan.lines.projects.oc4ids import Money, Unreadable

ROOT = Path(__file__).resolve().parents[4]


def held_against_the_standard(file: Path) -> subprocess.CompletedProcess[str]:
    """What the standard's own check says of a file; a program of its own (tools/oc4ids.py)."""
    command = [sys.executable, str(ROOT / "tools" / "oc4ids.py"), str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def example(shared: Path) -> dict[str, Any]:
    """The standard's example: a motorway from 2016 to 2018."""
    whole: dict[str, Any] = json.loads((shared / "data/projects/oc4ids_example.json").read_text(encoding="utf-8"))
    return whole


def test_the_example_says_what_its_readme_says(shared: Path) -> None:
    (project,) = oc4ids.projects_of((shared / "data/projects/oc4ids_example.json").read_bytes())
    said = oc4ids.outline(project)
    assert said.budget == Money(4_000_000_000, "GBP")
    assert [part.cents for part in said.budget_by_part] == [1_000_000_000, 2_000_000_000, 1_000_000_000]
    assert said.final == Money(4_210_000_000, "GBP")
    assert said.over == Fraction(525, 10_000)
    assert (said.days, said.starts_on, said.ends_on) == (1074, date(2016, 1, 1), date(2018, 12, 10))


def test_what_nobody_touched_comes_out_as_it_came_in(example: dict[str, Any]) -> None:
    project = example["projects"][0]
    ours = {"title": "taken over", "milestones": [{"id": "started", "status": "scheduled"}]}
    assert oc4ids.merged(ours, ours, project) == project


def test_only_what_changed_since_is_written_anew() -> None:
    theirs = {"id": "x", "title": "Old", "milestones": [{"id": "a"}, {"id": "b", "note": 1}], "unknown": {"kept": 1}}
    then = {"title": "Old", "status": "preparation", "milestones": [{"id": "b"}, {"id": "c"}]}
    now = {"title": "Old", "status": "implementation", "milestones": [{"id": "b", "dateMet": "2020"}]}
    assert oc4ids.merged(now, then, theirs) == {
        "id": "x",
        "title": "Old",
        "status": "implementation",
        "milestones": [{"id": "a"}, {"id": "b", "dateMet": "2020"}],
        "unknown": {"kept": 1},
    }


def test_the_standards_own_check_passes_the_example_and_finds_what_is_wrong(
    shared: Path, example: dict[str, Any], tmp_path: Path
) -> None:
    good = held_against_the_standard(shared / "data/projects/oc4ids_example.json")
    assert (good.returncode, good.stdout) == (0, ""), good.stderr
    example["version"] = 9
    example["projects"][0] |= {"status": "mantained", "colour": "red", "id": "m75"}
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(example), encoding="utf-8")
    said = held_against_the_standard(broken)
    assert said.returncode == 1, said.stderr
    for words in ("'version' is not a string", "mantained is not of projectStatus.csv", "colour", "prefix"):
        assert words in said.stdout


def test_a_package_says_who_published_what_and_when() -> None:
    at = datetime(2020, 12, 31, 2, 30, tzinfo=UTC)
    facts: dict[str, Any] = {"uri": "https://zone.example/oc4ids/1", "publisher": "示范经开区", "published_at": at}
    package = oc4ids.package([{"id": "x"}], **facts)
    assert package["publishedDate"] == "2020-12-31T02:30:00Z"
    assert json.loads(oc4ids.text(package)) == package


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda project: project.pop("id"), "projects/0/id is missing."),
        (lambda project: project.update(period="2016"), "projects/0/period is no object."),
        (
            lambda project: project.update(period={"startDate": "last spring"}),
            "projects/0/period/startDate: “last spring” is no date and time.",
        ),
        (
            lambda project: project.update(budget={"amount": {"amount": 1}}),
            "projects/0/budget/amount needs an amount and a currency.",
        ),
        (
            lambda project: project.update(budget={"amount": {"amount": "1", "currency": "CNY"}}),
            "projects/0/budget/amount needs an amount and a currency.",
        ),
        (
            lambda project: project.update(budget={"amount": {"amount": 1.005, "currency": "CNY"}}),
            "projects/0/budget/amount: 1.005 cannot be kept to the cent.",
        ),
        (lambda project: project.update(milestones=["x"]), "projects/0/milestones is no list of objects."),
        (lambda project: project.update(milestones=[{"title": "x"}]), "projects/0/milestones/0/id is missing."),
    ],
)
def test_what_cannot_be_read_is_named(change: Any, sentence: str) -> None:
    project: dict[str, Any] = {"id": "oc4ids-abc123-1", "title": "A bridge"}
    change(project)
    content = json.dumps({"projects": [project]}).encode()
    with pytest.raises(Unreadable) as refused:
        oc4ids.outline(oc4ids.projects_of(content)[0])
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This is no JSON: line 1 cannot be read."),
        (b"\xff\xfe\x00", "The file is not in UTF-8."),
        (b"[" * 100_000, "This is no JSON: line 1 cannot be read."),
        (b"[]", "“projects” is missing or empty: this is no package of projects."),
        (b'{"projects": [{"id": NaN}]}', "“NaN” is no number."),
        (b'{"projects": [{"id": 1e999999999}]}', "“1e999999999” is no number."),
        (b'{"projects": [{"id": ' + b"9" * 5000 + b"}]}", f"“{'9' * 40}” is no number."),
        (b'{"projects": []}', "“projects” is missing or empty: this is no package of projects."),
        (b'{"projects": [{"id": "a"}, {"id": "a"}]}', "projects/id: “a” stands twice."),
    ],
)
def test_what_is_no_package_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        oc4ids.projects_of(content)
    assert str(refused.value) == sentence


def test_a_project_of_two_currencies_has_no_final_value() -> None:
    contracts = [{"id": c, "summary": {"finalValue": {"amount": 1, "currency": c}}} for c in ("CNY", "USD")]
    said = oc4ids.outline(deepcopy({"id": "x", "contractingProcesses": contracts}))
    assert (said.final, said.over) == (None, None)
