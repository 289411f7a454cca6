"""The tools beside the product: what they read, count and refuse."""

import importlib.util
import sqlite3
import sys
from pathlib import Path
from types import ModuleType

import polib
import pytest
from django.conf import settings


def tool(name: str) -> ModuleType:
    """One of tools/, which is no package: each file runs by itself."""
    spec = importlib.util.spec_from_file_location(f"tools_{name}", settings.ROOT / "tools" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def words() -> ModuleType:
    module = tool("words")
    sys.modules[module.__name__] = module
    return module


def test_the_last_line_sums_the_suites(tmp_path: Path) -> None:
    one, two = tmp_path / "one.xml", tmp_path / "two.xml"
    one.write_text('<testsuites><testsuite tests="5" failures="1" errors="1" skipped="1"/></testsuites>')
    two.write_text('<testsuites><testsuite tests="3" failures="0" errors="0" skipped="0"/></testsuites>')
    assert tool("count").counted([one, two]) == "5 passed, 2 failed, 1 skipped"


def test_an_installation_is_empty_until_somebody_has_an_account_or_recorded_something(tmp_path: Path) -> None:
    empty, file = tool("empty").empty, tmp_path / "x.sqlite3"
    assert empty(file)
    with sqlite3.connect(file) as connection:
        connection.execute("create table staff_user (id integer)")
    assert empty(file)
    with sqlite3.connect(file) as connection:
        connection.execute("insert into staff_user values (1)")
    assert not empty(file)


def test_words_are_read_from_python(words: ModuleType) -> None:
    source = '_("Road" " opened"); ngettext("%(n)s road", "%(n)s roads", n); pgettext("verb", "open"); _(name)'
    assert {(text.context, text.msgid, text.plural) for text in words._in_python(source)} == {
        (None, "Road opened", ""),
        (None, "%(n)s road", "%(n)s roads"),
        ("verb", "open", ""),
    }


def test_words_are_read_from_templates(words: ModuleType) -> None:
    source = """{% load i18n %}{% translate "It's open" %}{{ _("closed") }}
        {% blocktranslate trimmed count n=n %}
          One road, 100%
        {% plural %}{{ n }} roads{% endblocktranslate %}"""
    assert {(text.msgid, text.plural) for text in words._in_template(source, Path("x.html"))} == {
        ("It's open", ""),
        ("closed", ""),
        ("One road, 100%%", "%(n)s roads"),
    }


@pytest.mark.parametrize(
    ("english", "chinese", "other"),
    [
        ("%(name)s opened", "%(name)s已通车", ""),
        ("%(name)s opened", "已通车", "%(name)s"),
        ("100 %", "100%", ""),
        ("{value}", "{valeu}", "{valeu}, {value}"),
    ],
)
def test_placeholders_must_be_the_same(words: ModuleType, english: str, chinese: str, other: str) -> None:
    assert words._other_placeholders(polib.POEntry(msgid=english, msgstr=chinese)) == other


def test_a_catalogue_keeps_its_chinese_and_gains_what_is_new(
    words: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = tmp_path / "dajuan" / "room"
    app.mkdir(parents=True)
    (app / "apps.py").write_text("")
    (app / "models.py").write_text('_("Road"); _("Green")')
    monkeypatch.setattr(words, "ROOT", tmp_path)
    words.update(app, tidy=False)
    kept = words.catalogue(app)
    kept.find("Road").msgstr = "道路"
    kept.save(str(app / words.CATALOGUE))
    assert words.faults(app) == ["dajuan/room: without Chinese: 'Green'"]
    (app / "models.py").write_text('_("Road"); _("Wide")')
    words.update(app, tidy=True)
    assert [(entry.msgid, entry.msgstr) for entry in words.catalogue(app)] == [("Road", "道路"), ("Wide", "")]


def test_the_products_own_commands_are_listed_and_not_djangos() -> None:
    from dajuan.__main__ import listing

    names = [line.split()[0] for line in listing().splitlines() if line.startswith("  ")]
    assert "bundle" in names
    assert "divisions" in names
    assert "migrate" not in names
