"""What the documents say is true: paths exist, keys exist, words agree, and the recipe of a new room works."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import polib
import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands, load_command_class
from django.db import connection
from django.utils import translation
from django.utils.text import capfirst

from dajuan.core.records.models import entry_types, subject_types
from dajuan.desk.management.commands.demo import DEFAULT_SIZE
from dajuan.figures import catalogue
from dajuan.site.settings import KNOWN
from tests.test_house import WRONG_WORDS

ROOT: Path = settings.ROOT
PAPERS = [
    ROOT / "README.md",
    ROOT / "ARCHITECTURE.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "docs/claims.md",
    ROOT / "docs/glossary.md",
    *sorted((ROOT / "docs/decisions").glob("*.md")),
    *sorted((ROOT / "docs/handbook").glob("*/*.md")),
]
MADE_AT_RUN_TIME = ("var/", "dist/", "bundle/")
NEW_ROOM = "dajuan/lines/markets"  # the recipe of CONTRIBUTING makes it
PATH = re.compile(r"`((?:dajuan|docs|tests|tools|bench)/[\w./-]*\w/?|[A-Z]+\.md|pyproject\.toml|\.ci/run)`")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
FILE_OF_THE_RECIPE = re.compile(r"^`(dajuan/lines/markets/[^`]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def section(file: Path, title: str) -> str:
    """The text under one heading of the second level."""
    found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", text_of(file), re.MULTILINE | re.DOTALL)
    assert found, f"{file.name} has no section {title}"
    return found.group(1)


def rows_of(text: str) -> Iterator[list[str]]:
    """The cells of every table row, heads and rules left out."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and not set(cells[0]) <= set(":- "):
            yield cells


def test_every_paper_a_reader_is_sent_to_is_there() -> None:
    missing = [
        f"{paper.relative_to(ROOT)} links to {target}"
        for paper in PAPERS
        for target in LINK.findall(text_of(paper))
        if not (paper.parent / target).exists()
    ]
    assert not missing, "\n".join(missing)


def test_every_path_a_paper_names_exists() -> None:
    missing = [
        f"{paper.relative_to(ROOT)} names {name}"
        for paper in PAPERS
        for name in PATH.findall(text_of(paper))
        if not name.startswith((NEW_ROOM, *MADE_AT_RUN_TIME)) and not (ROOT / name).exists()
    ]
    assert not missing, "\n".join(missing)


def test_every_module_the_architecture_names_exists() -> None:
    named = set(re.findall(r"`([a-z_]+\.py)`", text_of(ROOT / "ARCHITECTURE.md")))
    assert {name for name in named if not list((ROOT / "dajuan").rglob(name))} == set()


def test_every_page_of_the_handbook_has_its_other_language() -> None:
    pages = {
        language: {page.name for page in (ROOT / "docs/handbook" / language).glob("*.md")} for language in ("zh", "en")
    }
    assert pages["zh"] == pages["en"]
    assert pages["zh"]


def test_the_handbook_quotes_the_words_of_the_pages() -> None:
    said = [entry for file in (ROOT / "dajuan").rglob("django.po") for entry in polib.pofile(str(file))]
    english = {word for entry in said for word in (entry.msgid, entry.msgid_plural) if word}
    chinese = {word for entry in said for word in (entry.msgstr, *entry.msgstr_plural.values()) if word}
    quoted = {"zh": (re.compile(r"【([^ 】]+)】"), chinese), "en": (re.compile(r"\*\*([^*]+)\*\*"), english)}
    wrong = [
        f"{language}/{page.name}: {word}"
        for language, (quotation, known) in quoted.items()
        for page in sorted((ROOT / "docs/handbook" / language).glob("*.md"))
        for word in quotation.findall(text_of(page))
        if word not in known and word != "bold"
    ]
    assert not wrong, "\n".join(wrong)


def test_the_handbook_says_no_word_the_office_does_not_say() -> None:
    wrong = [
        f"{page.name}: {found.group()}, should say {instead}"
        for page in sorted((ROOT / "docs/handbook/zh").glob("*.md"))
        for pattern, instead in WRONG_WORDS.items()
        if (found := re.search(pattern, text_of(page)))
    ]
    assert not wrong, "\n".join(wrong)


def claims_said() -> dict[str, set[str]]:
    """The keys of figures that docs/claims.md names for each claim."""
    return {
        cells[0]: set(re.findall(r"`([a-z0-9-]+)`", cells[3]))
        for cells in rows_of(text_of(ROOT / "docs/claims.md"))
        if re.fullmatch(r"C\d+", cells[0])
    }


def test_all_98_claims_are_told() -> None:
    assert list(claims_said()) == [f"C{number}" for number in range(1, 99)]


def test_the_claims_a_figure_answers_name_it_and_no_other() -> None:
    answered: dict[str, set[str]] = {claim: set() for claim in claims_said()}
    for figure in catalogue.every():
        for claim in figure.claim:
            answered[claim].add(figure.key)
    assert claims_said() == answered


def test_a_claim_is_answered_where_it_has_a_figure() -> None:
    wrong = [
        f"{cells[0]}: {cells[4]}"
        for cells in rows_of(text_of(ROOT / "docs/claims.md"))
        if re.fullmatch(r"C\d+", cells[0]) and (cells[4] == "answered") != bool(re.search(r"`", cells[3]))
    ]
    assert not wrong, "\n".join(wrong)


def glossary() -> list[tuple[str, str]]:
    """Chinese and English of every row."""
    rows = rows_of(text_of(ROOT / "docs/glossary.md"))
    return [(chinese, english) for chinese, english, *_more in rows if english != "English"]


def test_one_english_word_has_one_chinese_word() -> None:
    for words in zip(*glossary(), strict=True):
        assert sorted({word for word in words if words.count(word) > 1}) == []


def test_the_rooms_say_what_the_glossary_says() -> None:
    words = {english.lower(): chinese for chinese, english in glossary()}
    wrong, compared = [], 0
    for label, model in {**subject_types(), **entry_types()}.items():
        with translation.override("en"):
            english = str(model._meta.verbose_name)
        with translation.override("zh-hans"):
            chinese = str(model._meta.verbose_name)
        if english.lower() in words and not label.startswith("practice."):
            compared += 1
            if chinese != words[english.lower()]:
                wrong.append(f"{label} ({capfirst(english)}) says {chinese}, the glossary {words[english.lower()]}")
    assert not wrong, "\n".join(wrong)
    assert compared > 40


def test_the_words_of_the_command_line_that_papers_name_exist() -> None:
    known = {*get_commands(), "bench", "bundle", "verify", "WORD"}
    said = {
        (paper.relative_to(ROOT), word)
        for paper in PAPERS
        for word in re.findall(r"(?:\./run|python -m dajuan) ([A-Za-z_]+)", text_of(paper))
    }
    assert {(str(paper), word) for paper, word in said if word not in known} == set()


@pytest.mark.parametrize(
    "word",
    [
        "figures",
        "sheet",
        "import",
        "demo",
        "roster",
        "calendar",
        "divisions",
        "erase",
        "zone",
        "check",
        "check_columns",
    ],
)
def test_the_options_that_papers_name_exist(word: str) -> None:
    parser = load_command_class(get_commands()[word], word).create_parser("./run", word)
    parts = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    offered = parser.format_help() + "".join(inner.format_help() for part in parts for inner in part.choices.values())
    wrong = [
        f"{paper.relative_to(ROOT)}: {word} has no {option}"
        for paper in PAPERS
        for line in re.findall(rf"(?:\./run|python -m dajuan) {word}\b([^`\n]*)", text_of(paper))
        for option in re.findall(r"(?<!\S)--[a-z-]+", line)
        if option != "--help" and option not in offered
    ]
    assert not wrong, "\n".join(wrong)


ROSTER = "账号,姓名,部门,岗位,起\nchen,陈立新,管理委员会,科长,2026-12-01\n"
DIVISIONS = "code,name\n610112,未央区\n"


@pytest.mark.django_db
@time_machine.travel(datetime(2026, 12, 1, 4, tzinfo=UTC), tick=False)
def test_the_commands_of_the_handbook_run_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An administrator's first day and an auditor's question; imports and sheets are tested where they live."""
    monkeypatch.chdir(tmp_path)
    Path("roster.csv").write_text(ROSTER, encoding="utf-8")
    Path("2020.csv").write_text(DIVISIONS, encoding="utf-8")
    handbook = ROOT / "docs/handbook/zh"
    pages = text_of(handbook / "administrator.md") + text_of(handbook / "auditor.md")
    commands = re.findall(r"^\./run (.+)$", pages, re.MULTILINE)
    assert len(commands) >= 8
    for command in commands:
        call_command(*shlex.split(command), stdout=StringIO(), stderr=StringIO())


def test_the_readme_names_the_size_of_the_demo() -> None:
    assert f"one fixed size, {DEFAULT_SIZE} of a whole zone" in text_of(ROOT / "README.md")


def test_the_readme_names_only_settings_that_exist() -> None:
    named = {name for paper in PAPERS for name in re.findall(r"DAJUAN_[A-Z_]+", text_of(paper))} - {"DAJUAN_"}
    assert named - set(KNOWN) == set()


@pytest.mark.thorough("a minute of its own")
@pytest.mark.sqlite_only(reason="the recipe's commands work on an SQLite installation of their own")
@pytest.mark.django_db(transaction=True)
def test_the_recipe_of_a_new_line_followed_literally_gives_a_working_room(tmp_path: Path) -> None:
    recipe = section(ROOT / "CONTRIBUTING.md", "Add a line of work")
    house = a_copy_of_the_house(tmp_path)
    put_the_tables_in_place(house)
    follow(recipe, house)
    for command in commands_of(recipe):
        done = run(command, house)
        assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


def a_copy_of_the_house(tmp_path: Path) -> Path:
    house = tmp_path / "house"
    left_out = shutil.ignore_patterns("__pycache__", "vendor", "fonts", "*.mo", "journeys")
    for folder in ("dajuan", "tests", "tools"):
        shutil.copytree(ROOT / folder, house / folder, ignore=left_out)
    for file in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / file, house / file)
    return house


def put_the_tables_in_place(house: Path) -> None:
    """An installation as it stands before the new room: making all tables anew would take most of the test's time."""
    (house / "var").mkdir()
    done = [
        (config.label, migration.stem)
        for config in apps.get_app_configs()
        for migration in (Path(config.path) / "migrations").glob("0*.py")
    ]
    with sqlite3.connect(house / "var/dajuan.sqlite3") as file:
        connection.ensure_connection()
        connection.connection.backup(file)
        file.execute("DROP TABLE IF EXISTS django_migrations")
        file.execute("CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text, applied datetime)")
        file.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, '2020-01-01')", done)


def follow(recipe: str, house: Path) -> None:
    """Write every file of the recipe, and change its one word outside the room."""
    lines = re.search(r"^LINES: .*$", recipe, re.MULTILINE)
    assert lines
    outside = house / "dajuan/site/lines.py"
    before = text_of(outside)
    after = re.sub(r"^LINES: .*$", lines.group(), before, flags=re.MULTILINE)
    outside.write_text(after, encoding="utf-8")
    assert set(re.findall(r'"\w+"', after)) - set(re.findall(r'"\w+"', before)) == {'"markets"'}
    written = FILE_OF_THE_RECIPE.findall(recipe)
    assert len(written) >= 15
    for name, content in written:
        (house / name).parent.mkdir(parents=True, exist_ok=True)
        (house / name).write_text(content, encoding="utf-8")


def commands_of(recipe: str) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", recipe, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def run(command: str, house: Path) -> subprocess.CompletedProcess[str]:
    program, *words = command.split()
    own = {name: value for name, value in os.environ.items() if not name.startswith(("DAJUAN_", "PYTEST_", "DJANGO_"))}
    module = [] if program == "python" else ["-m", program]
    return subprocess.run(
        [sys.executable, *module, *words],
        cwd=house,
        env={**own, "PYTHONPATH": str(house), "DAJUAN_DATA": str(house / "var")},
        capture_output=True,
        text=True,
        check=False,
    )
